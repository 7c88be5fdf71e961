// Groups: those of Tutum and the arrays of Scalarium, in one list; by keyboard, narrow, in light and dark.
import { expect, go, LUNANODE, open, row, SCALARIUM, side, signIn, table, test, totals, TUTUM, wrong } from "./harness.mjs";

const SHOWN = [TUTUM.demo, "docker-cloud-demo", SCALARIUM.demo, LUNANODE.demo];
const demo = (page, route) => open(page, route, [], undefined, SHOWN);

test("one list has the groups of every provider that has any, and the others are not asked", async ({ page }) => {
  await demo(page, "/groups");
  await expect(row(page, "mysql master raid")).toBeVisible();
  await expect(row(page, "backup_spool").first()).toBeVisible();
  const nav = page.getByRole("navigation", { name: "Connections" });
  await expect(nav.getByRole("link", { name: /^tutum-demo/ })).toHaveAccessibleName(/live/);
  await expect(nav.getByRole("link", { name: /^lunanode-demo/ })).toHaveAccessibleName(/not loaded/);
  await expect(table(page).getByRole("columnheader", { name: /^Volumes/ })).toBeVisible();
  await expect(table(page).getByRole("columnheader", { name: /^Services/ })).toBeVisible();
});

for (const [provider, name, members, users] of [
  [TUTUM, "postgres_data", [/^postgres_data [0-9a-f]{8}$/, /^postgres_data [0-9a-f]{8}$/], /backup.*Running.*postgres.*Running/],
  [SCALARIUM, "mongo events raid", ["mongo events raid 1", "mongo events raid 2"], /kirk/],
]) {
  test(`${provider.title}: a group has its members with states, linked, and who uses it`, async ({ page }) => {
    await signIn(page, provider, `/groups?q=${encodeURIComponent(name)}`);
    await row(page, name).click();
    const panel = side(page, name);
    const list = panel.getByRole("region", { name: "Members" }).getByRole("listitem");
    await expect(list).toHaveCount(members.length);
    for (const [at, member] of members.entries()) await expect(list.nth(at).getByRole("link", { name: member })).toBeVisible();
    await expect(list.first()).toContainText(/Created|in-use/);
    await expect(panel.getByRole("region", { name: "Attached to" })).toContainText(users);
    const first = await list.first().getByRole("link").textContent();
    await list.first().getByRole("link").click();
    await expect(side(page, first).getByRole("tab", { name: "JSON" })).toBeVisible();
    await expect(page).toHaveURL(/#\/volumes\//);
  });
}

test("the members have a tab and stand on the group's page", async ({ page }) => {
  await demo(page, "/groups?q=mysql");
  await row(page, "mysql master raid").click();
  const panel = side(page, "mysql master raid");
  await panel.getByRole("tab", { name: "Members" }).click();
  await expect(panel.getByRole("tabpanel").getByRole("link", { name: /^mysql master raid \d$/ })).toHaveCount(4);
  await panel.getByRole("link", { name: "Open as a page" }).click();
  await expect(page.getByRole("heading", { name: "mysql master raid", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Members" }).getByRole("link", { name: /^mysql master raid \d$/ })).toHaveCount(4);
  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Groups" }).click();
  await expect(page).toHaveTitle("Groups · Voldeck");
});

test("an array whose volumes differ is not called well", async ({ page }) => {
  await demo(page, "/groups?q=mongo+events");
  await expect(page.getByRole("row", { name: /mongo events raid/ })).toContainText("1 in-use, 1 available");
});

test("a deep link is the same after a reload", async ({ page }) => {
  await demo(page, "/groups?q=mysql");
  await row(page, "mysql master raid").click();
  const members = side(page, "mysql master raid").getByRole("region", { name: "Members" });
  await expect(members.getByRole("link")).toHaveCount(4);
  await page.reload();
  await expect(members.getByRole("link")).toHaveCount(4);
  await expect(totals(page)).toContainText("found");
});

test("a group that is not there says so", async ({ page }) => {
  await demo(page, "/groups/scalarium-demo/00000000000000000000000000000000");
  await expect(page.getByText(/There is no group|no longer|not there/).first()).toBeVisible();
});

test("the state narrows the list", async ({ page }) => {
  await demo(page, "/groups?q=state:Terminated");
  await expect(row(page, "wordpress_mysql").first()).toBeVisible();
  await expect(row(page, "redis_data")).toHaveCount(0);
});

test("by keyboard: into the list, Enter opens, Escape closes and gives the focus back", async ({ page }) => {
  await demo(page, "/groups?q=raid");
  await expect(row(page, "mysql master raid")).toBeVisible();
  await table(page).focus();
  await page.keyboard.press("j");
  const first = page.getByRole("rowheader").getByRole("link").first();
  await expect(first).toBeFocused();
  const name = await first.getAttribute("aria-label");
  await page.keyboard.press("Enter");
  await expect(side(page, name).getByRole("heading", { name, level: 2 })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(side(page, name)).toHaveCount(0);
  await expect(first).toBeFocused();
});

test("at 390 px the list and the panel fit, and nothing scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await demo(page, "/groups?q=mysql");
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect(row(page, "mysql master raid")).toBeVisible();
  expect(await sideways()).toBe(0);
  await row(page, "mysql master raid").click();
  await expect(side(page, "mysql master raid").getByRole("region", { name: "Members" }).getByRole("link")).toHaveCount(4);
  expect(await sideways()).toBe(0);
  await side(page, "mysql master raid").getByRole("link", { name: "Close the panel" }).click();
  await expect(row(page, "mysql master raid")).toBeVisible();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing wrong with the list and a panel, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await demo(page, "/groups?q=raid");
    await expect(row(page, "mysql master raid")).toBeVisible();
    expect(await wrong(page)).toEqual([]);
    await row(page, "mongo events raid").click();
    await expect(side(page, "mongo events raid").getByRole("region", { name: "Members" }).getByRole("link")).toHaveCount(2);
    expect(await wrong(page)).toEqual([]);
    await go(page, "/groups?q=connection:tutum-demo+redis_data");
    await row(page, "redis_data").click();
    await expect(side(page, "redis_data").getByRole("region", { name: "Attached to" })).toContainText("redis");
    expect(await wrong(page)).toEqual([]);
  });
}
