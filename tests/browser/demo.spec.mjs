// The demo: a simulator in the page, read and looked at as any provider is.
import { expect, open, row, side, table, test, totals, volume } from "./harness.mjs";

const at = "nomad-demo";

test("the list loads, and says how many there are", async ({ page }) => {
  await open(page);
  await expect(row(page, "redis")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Volumes");
  const [found, total] = (await totals(page).textContent()).match(/\d+/g).map(Number);
  expect(found).toBeGreaterThan(50);
  expect(found).toBe(total);
});

test("a heading sorts, and sorts the other way", async ({ page }) => {
  await open(page, "/volumes?q=class:host");
  const heading = page.getByRole("columnheader", { name: "Size" });
  const sizes = () => page.getByRole("cell").filter({ hasText: /^\d+\.\d\s*GiB$/ }).allTextContents();
  await expect(row(page, "cassandra-1")).toBeVisible();
  await heading.getByRole("button").click();
  await expect(heading).toHaveAttribute("aria-sort", "descending");
  const down = (await sizes()).map(parseFloat);
  expect(down.length).toBeGreaterThan(2);
  expect(down).toEqual([...down].sort((a, b) => b - a));
  await heading.getByRole("button").click();
  await expect(heading).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(async () => (await sizes()).map(parseFloat)).toEqual([...down].sort((a, b) => a - b));
  await expect(page).toHaveURL(/sort=size/);
});

test("the slash leads to the filter, and the filter narrows the list", async ({ page }) => {
  await open(page);
  await expect(row(page, "redis")).toBeVisible();
  await page.keyboard.press("/");
  const filter = page.getByRole("textbox", { name: "Filter volumes" });
  await expect(filter).toBeFocused();
  await page.keyboard.type("redis");
  await expect(totals(page)).toContainText("1 found");
  await expect(row(page, "redis")).toBeVisible();
  await expect(row(page, "gitlab data")).toHaveCount(0);
  await expect(page).toHaveURL(/q=redis/);
});

test("what matches nothing says so, and is cleared", async ({ page }) => {
  await open(page, "/volumes?q=no-such-volume");
  await expect(page.getByRole("heading", { name: /^None of \d+ volumes match$/ })).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Clear the filter" }).last().click();
  await expect(row(page, "redis")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Filter volumes" })).toHaveValue("");
});

test("a facet writes its token, and takes it back", async ({ page }) => {
  await open(page);
  await expect(row(page, "redis")).toBeVisible();
  await page.getByRole("button", { name: "Namespace" }).first().click();
  await page.getByRole("checkbox", { name: /^data/ }).check();
  const filter = page.getByRole("textbox", { name: "Filter volumes" });
  await expect(filter).toHaveValue("namespace:data");
  await expect(row(page, "redis")).toBeVisible();
  await expect(row(page, "gitlab data")).toHaveCount(0);
  await page.getByRole("checkbox", { name: /^data/ }).uncheck();
  await expect(filter).toHaveValue("");
});

test("Enter opens a row, Escape closes it and comes back to the row", async ({ page }) => {
  await open(page, "/volumes?q=redis");
  await expect(row(page, "redis")).toBeVisible();
  await row(page, "redis").focus();
  await page.keyboard.press("Enter");
  await expect(side(page, "redis").getByRole("heading", { name: "redis" })).toBeFocused();
  await expect(page).toHaveURL(/redis-cache/);
  await page.keyboard.press("Escape");
  await expect(side(page, "redis")).toHaveCount(0);
  await expect(row(page, "redis")).toBeFocused();
});

test("the arrow keys and j, k move from row to row", async ({ page }) => {
  await open(page, "/volumes?q=kafka");
  const names = page.getByRole("rowheader").getByRole("link");
  await expect(names).toHaveCount(3);
  await names.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(names.nth(1)).toBeFocused();
  await page.keyboard.press("j");
  await expect(names.nth(2)).toBeFocused();
  await page.keyboard.press("k");
  await expect(names.nth(1)).toBeFocused();
});

test("the tabs show every part of a volume", async ({ page }) => {
  await open(page, volume("gitlab-data", { at }));
  const panel = side(page, "gitlab data");
  await expect(panel.getByRole("region", { name: "Details" })).toContainText("ceph-rbd");
  await expect(panel.getByRole("region", { name: "Attached to" })).toContainText("gitlab");
  await panel.getByRole("tab", { name: "Snapshots" }).click();
  await expect(panel.getByRole("link", { name: /gitlab-weekly/ })).toBeVisible();
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  await panel.getByRole("tab", { name: "Activity" }).click();
  await expect(panel.getByText("No activity yet")).toBeVisible();
  await panel.getByRole("tab", { name: /All fields/ }).click();
  await expect(panel.getByText("PluginID", { exact: true })).toBeVisible();
  await panel.getByRole("tab", { name: "JSON" }).click();
  await expect(panel.getByRole("region", { name: "The item as JSON" })).toContainText('"PluginID": "ceph-rbd"');
  await page.keyboard.press("ArrowLeft");
  await expect(panel.getByRole("tab", { name: /All fields/ })).toHaveAttribute("aria-selected", "true");
});

test("a volume opens as a page of its own, and leads back", async ({ page }) => {
  await open(page, volume("gitlab-data", { at }));
  await side(page, "gitlab data").getByRole("link", { name: "Open as a page" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "gitlab data" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Snapshots" }).getByRole("link", { name: /gitlab-weekly/ })).toBeVisible();
  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Volumes" }).click();
  await expect(table(page)).toBeVisible();
});

for (const [what, route, look] of [
  ["a filter and an order", "/volumes?q=kafka&sort=-name", async (page) => {
    await expect(page.getByRole("rowheader")).toHaveCount(3);
    await expect(page.getByRole("columnheader", { name: "Name", exact: true })).toHaveAttribute("aria-sort", "descending");
  }],
  ["a panel and its tab", volume("gitlab-data", { at, query: "tab=json" }), async (page) => {
    await expect(side(page, "gitlab data").getByRole("region", { name: "The item as JSON" })).toContainText('"ID": "gitlab-data"');
  }],
  ["a page", volume("gitlab-data", { at, page: "volume" }), async (page) => {
    await expect(page.getByRole("heading", { level: 1, name: "gitlab data" })).toBeVisible();
  }],
  ["a form", volume("redis-cache", { at, namespace: "data", query: `do=csi-expand&at=${at}&on=${encodeURIComponent("volume:csi/data/redis-cache")}` }), async (page) => {
    await expect(side(page, "Expand redis").getByRole("textbox", { name: /^New minimum capacity/ })).toBeVisible();
  }],
]) {
  test(`a reload comes back to ${what}`, async ({ page }) => {
    await open(page, route);
    await look(page);
    const url = page.url();
    await page.reload();
    await look(page);
    expect(page.url()).toBe(url);
  });
}

test("the snapshots are listed, and one leads to its panel", async ({ page }) => {
  await open(page);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /Snapshots/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Snapshots");
  await page.getByRole("rowheader", { name: /gitlab-weekly/ }).getByRole("link").click();
  await expect(side(page, /gitlab-weekly/)).toContainText("ready");
});

test("the activity begins empty and holds what was done, with its call", async ({ page }) => {
  await open(page, "/activity");
  await expect(page.getByRole("heading", { name: "No activity yet" })).toBeVisible();
  await page.goto(new URL(`#${volume("redis-cache", { at, namespace: "data" })}`, page.url()).href);
  await side(page, "redis").getByRole("button", { name: "Create snapshot…" }).click();
  const form = side(page, "Create snapshot: redis");
  await form.getByRole("textbox", { name: /^Name/ }).fill("before-upgrade");
  await form.getByRole("button", { name: "Create snapshot", exact: true }).click();
  await expect(page.getByRole("region", { name: "Messages" })).toContainText(/\S+ is ready\./);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /Activity/ }).click();
  const entry = page.getByRole("region", { name: "What was done" }).getByRole("listitem");
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText(/\S+ is ready\./);
  await entry.getByText(/^Request/).click();
  await expect(entry.getByRole("region", { name: "The request" })).toContainText("PUT https://nomad.demo.invalid/v1/volumes/snapshot");
});

test("the theme changes, and stays after a reload", async ({ page }) => {
  await open(page);
  const root = page.locator("html");
  await page.getByRole("button", { name: "Theme: system" }).click();
  await expect(root).toHaveAttribute("data-theme", "light");
  await page.getByRole("button", { name: "Theme: light" }).click();
  await expect(root).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(root).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: "Theme: dark" }).click();
  await expect(root).not.toHaveAttribute("data-theme", /./);
});
