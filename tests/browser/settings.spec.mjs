// Settings, what this console is, and whether the server has a newer one.
import { connection, expect, newer, NOMAD_ACL_URL, NOMAD_OPEN_URL, open, row, serves, side, table, test, VOLDECK_URL, volume, wrong } from "./harness.mjs";

const HERE = [connection(NOMAD_OPEN_URL)];
const choose = (page, group, name) => page.getByRole("group", { name: group }).getByRole("radio", { name: new RegExp(`^${name}`) }).check();
const toList = (page) => page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Volumes" }).click();
const toSettings = (page) => page.getByRole("complementary", { name: "Console" }).getByRole("link", { name: "Settings" }).click();
const about = (page) => page.getByRole("region", { name: "About" }).getByRole("status");
const marked = (page, name) => page.evaluate((name) => document.documentElement.getAttribute(name), name);

for (const colorScheme of ["light", "dark"]) {
  test(`the page is reached from the sidebar and axe finds nothing wrong, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await open(page, "/volumes", HERE);
    await toSettings(page);
    await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
    await expect(page.getByRole("group", { name: "Sizes" }).getByRole("radio", { name: /^Binary/ })).toBeChecked();
    await expect(about(page)).toHaveText("this version");
    expect(await wrong(page)).toEqual([]);
  });
}

test("sizes are written in the units that were chosen, also after a reload", async ({ page }) => {
  await open(page, "/settings", HERE);
  await expect(page.getByText(/^For example/)).toContainText("10.0 GiB · 18.6 GiB");
  await choose(page, "Sizes", "Decimal");
  await expect(page.getByText(/^For example/)).toContainText("10.7 GB · 20.0 GB");
  await toList(page);
  const sizes = (unit) => page.getByRole("cell").filter({ hasText: new RegExp(`^\\d+\\.\\d${unit}$`) });
  await expect(sizes("GB").first()).toBeVisible();
  const decimal = await sizes("GB").first().textContent();
  await page.reload();
  await expect(sizes("GB").first()).toHaveText(decimal);
  await expect(sizes("GiB")).toHaveCount(0);
  await row(page, "gitlab data").click();
  await expect(side(page, "gitlab data").getByRole("region", { name: "Details" })).toContainText("536.9 GB");
  await page.goto(`${VOLDECK_URL}#/settings`);
  await choose(page, "Sizes", "As the provider counts");
  await expect(page.getByText(/^For example/)).toContainText("10.0 GiB · 20.0 GB");
  await choose(page, "Sizes", "Binary");
  await toList(page);
  await expect(sizes("GiB").first()).toBeVisible();
  await expect(sizes("GB")).toHaveCount(0);
});

test.describe("on a device that is not at UTC", () => {
  test.use({ timezoneId: "Asia/Kolkata" });

  test("times are written in UTC, or as it is there", async ({ page }) => {
    await open(page, volume("gitlab-data"), HERE);
    const created = side(page, "gitlab data").getByRole("region", { name: "Details" }).locator("time").first();
    const moment = await created.getAttribute("datetime");
    await expect(created).toHaveAttribute("title", / UTC$/);
    await page.goto(`${VOLDECK_URL}#/settings`);
    await choose(page, "Times", "Local");
    await expect(page.getByText(/^For example/)).toContainText("+05:30");
    await page.goto(`${VOLDECK_URL}#${volume("gitlab-data")}`);
    await expect(created).toHaveAttribute("title", / \+05:30$/);
    const local = (await created.getAttribute("title")).replace(" ", "T").replace(" ", "");
    expect(Date.parse(local)).toBe(Date.parse(moment));
    await expect(created, "what machines read stays UTC").toHaveAttribute("datetime", moment);
  });
});

test("the theme is the same in the bar and on the page, and is kept", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/settings", HERE);
  await choose(page, "Theme", "Dark");
  expect(await marked(page, "data-theme")).toBe("dark");
  await expect(page.getByRole("button", { name: "Theme: dark" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("group", { name: "Theme" }).getByRole("radio", { name: "Dark" })).toBeChecked();
  expect(await marked(page, "data-theme")).toBe("dark");
  await page.getByRole("button", { name: "Theme: dark" }).click();
  await expect(page.getByRole("group", { name: "Theme" }).getByRole("radio", { name: /^System/ })).toBeChecked();
  expect(await marked(page, "data-theme")).toBe(null);
});

test("the density of the site holds until the person chooses another", async ({ page }) => {
  await page.route("**/voldeck.json", (call) => call.fulfill({ json: { connections: HERE, density: "compact" } }));
  await page.goto(`${VOLDECK_URL}#/settings`);
  await expect(page.getByRole("group", { name: "Density" }).getByRole("radio", { name: /^Compact/ })).toBeChecked();
  await choose(page, "Density", "Comfortable");
  expect(await marked(page, "data-density")).toBe("comfortable");
  await page.reload();
  await expect(page.getByRole("group", { name: "Density" }).getByRole("radio", { name: /^Comfortable/ })).toBeChecked();
  expect(await marked(page, "data-density")).toBe("comfortable");
});

test("where the browser keeps nothing, a choice says that it ends with the page", async ({ page }) => {
  await page.addInitScript(() => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; });
  await open(page, "/settings", HERE);
  await choose(page, "Sizes", "Decimal");
  await expect(page.getByRole("alert")).toContainText("keeps nothing for this site");
  await expect(page.getByText(/^For example/)).toContainText("10.7 GB");
});

test("a newer version on the server is told, above every page, and can be dismissed", async ({ page }) => {
  await open(page, "/volumes", HERE);
  await expect(table(page)).toBeVisible();
  await serves(page, newer);
  await toSettings(page);
  const note = page.getByRole("region", { name: "Version" });
  await expect(note).toContainText("A newer version of this console is deployed.");
  await expect(page.getByRole("definition").filter({ hasText: "another version" })).toBeVisible();
  await toList(page);
  await expect(note).toBeVisible();
  expect(await wrong(page)).toEqual([]);
  await note.getByRole("button", { name: "Dismiss" }).click();
  await expect(note).toHaveCount(0);
});

for (const [what, answer, words] of [
  ["a page to sign in at", { contentType: "text/html", body: "<h1>Sign in</h1>" }, "another page than this"],
  ["a refusal", { status: 503, body: "" }, "status 503"],
]) {
  test(`${what} in place of the console is no version: it is not known which there is`, async ({ page }) => {
    await serves(page, () => answer);
    await open(page, "/settings", HERE);
    await expect(about(page)).toContainText(words);
    await expect(page.getByRole("region", { name: "Version" })).toHaveCount(0);
    await page.unroute(VOLDECK_URL);
    await about(page).getByRole("button", { name: "Retry" }).click();
    await expect(about(page)).toHaveText("this version");
  });
}

test("a page that has been open for an hour asks by itself", async ({ page }) => {
  await page.clock.install();
  await serves(page, newer);
  await open(page, "/volumes", HERE);
  await expect(table(page)).toBeVisible();
  await expect(page.getByRole("region", { name: "Version" })).toHaveCount(0);
  // What is still on its way would be given up in that hour.
  await row(page, "redis").click();
  await expect(side(page, "redis")).toContainText("Attached to");
  await page.clock.fastForward("01:00:01");
  await expect(page.getByRole("region", { name: "Version" })).toContainText("A newer version");
});

test("a part that has gone with its version says that there is a newer one", async ({ page }) => {
  await page.route(/\/settings-/, (route) => route.fulfill({ status: 404, body: "" }));
  await serves(page, newer);
  await open(page, "/volumes", HERE);
  await expect(table(page)).toBeVisible();
  await toSettings(page);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("a part of the console did not load");
  await expect(page.getByRole("region", { name: "Version" })).toContainText("A newer version");
});

test("the report names no connection, no address and no secret; the licences are there", async ({ page, request }) => {
  await open(page, "/settings", [connection(NOMAD_OPEN_URL, {}, "very-private"), connection(NOMAD_ACL_URL, {}, "refuses")]);
  const report = page.getByRole("region", { name: "Report", exact: true });
  await expect(report).toContainText("Connection 1: nomad, of Host");
  await expect(report).toContainText("Browser: Mozilla/");
  const text = await report.textContent();
  for (const hidden of ["very-private", "refuses", new URL(NOMAD_OPEN_URL).host, new URL(NOMAD_ACL_URL).host]) expect(text).not.toContain(hidden);
  const licences = await request.get(`${VOLDECK_URL}licences.txt`);
  expect(licences.headers()["content-type"]).toMatch(/^text\/plain/);
  const words = await licences.text();
  expect(words).toMatch(/^leptos 0\.8/m);
  expect(words).not.toMatch(/^hyper /m);
});
