// On a telephone, 390 px wide: nothing scrolls sideways, what matters is within reach, and axe finds nothing wrong.
import { doing, expect, messages, open, row, side, test, volume, wrong } from "./harness.mjs";

const at = "nomad-demo";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

const PAGES = [
  ["the list", "/volumes?q=redis", (page) => [row(page, "redis"), page.getByRole("button", { name: "Create volume" }), page.getByRole("textbox", { name: "Filter volumes" })]],
  ["the whole list", "/volumes", (page) => [row(page, "redis")]],
  ["long names", "/volumes?q=registry-mirror", (page) => [row(page, "registry mirror").first()]],
  ["the snapshots", "/snapshots", (page) => [page.getByRole("rowheader", { name: /gitlab-weekly/ }).getByRole("link")]],
  ["a panel", volume("gitlab-data", { at, query: "q=gitlab" }), (page) => ["Create snapshot…", "More actions"].map((name) => side(page, "gitlab data").getByRole("button", { name })).concat(side(page, "gitlab data").getByRole("link", { name: "Close the panel" }), side(page, "gitlab data").getByRole("tab", { name: "JSON" }))],
  ["all fields", volume("gitlab-data", { at, query: "q=gitlab&tab=fields" }), (page) => [side(page, "gitlab data").getByText("PluginID", { exact: true })]],
  ["JSON", volume("gitlab-data", { at, query: "q=gitlab&tab=json" }), (page) => [side(page, "gitlab data").getByRole("button", { name: "Copy", exact: true })]],
  ["a page", volume("gitlab-data", { at, page: "volume" }), (page) => [page.getByRole("heading", { level: 1, name: "gitlab data" }), page.getByRole("button", { name: "Create snapshot…" })]],
  ["a form", `${doing("csi-register", null, { at })}&q=redis`, (page) => [side(page, "Register volume").getByRole("button", { name: "Register volume", exact: true }), side(page, "Register volume").getByRole("textbox", { name: "ID", exact: true })]],
  ["a question", `${doing("csi-delete", "redis-cache", { at, namespace: "data" })}&q=redis`, (page) => ["Cancel", "Delete"].map((name) => page.getByRole("dialog").getByRole("button", { name, exact: true }))],
  ["a new connection", "/connections/new", (page) => ["Add connection", "Test"].map((name) => page.getByRole("button", { name, exact: true }))],
  ["the connections", "/connections", (page) => [page.getByRole("link", { name: "Import…" }), page.getByRole("button", { name: `Disable ${at}` })]],
  ["the import of connections", "/connections/import", (page) => [page.getByRole("button", { name: "Read" })]],
  ["a connection", `/connections/of/${at}`, (page) => [page.getByRole("button", { name: "Test", exact: true })]],
  ["where something is created", "/volumes?q=redis&do=create", (page) => [page.getByRole("form", { name: "Create volume" }).getByRole("radio").first(), page.getByRole("button", { name: "Continue" })]],
  ["the settings", "/settings", (page) => [page.getByRole("group", { name: "Theme" }), page.getByRole("region", { name: "About" })]],
  ["the activity", "/activity", (page) => [page.getByRole("heading", { name: "No activity yet" })]],
];

for (const colorScheme of ["light", "dark"]) {
  for (const [what, route, reached] of PAGES) {
    test(`${what}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page, route);
      for (const part of reached(page)) {
        await expect(part).toBeVisible();
        await part.scrollIntoViewIfNeeded();
        const box = await part.boundingBox();
        expect(box.x, "its left edge").toBeGreaterThanOrEqual(0);
        expect(box.x + box.width, "its right edge").toBeLessThanOrEqual(390);
      }
      const wide = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
      expect(wide[0], "the page's width").toBeLessThanOrEqual(wide[1]);
      expect(await wrong(page)).toEqual([]);
    });
  }
}

test("from a row to a write and back", async ({ page }) => {
  await open(page, "/volumes?q=redis");
  await row(page, "redis").tap();
  const panel = side(page, "redis");
  await panel.getByRole("button", { name: "Create snapshot…" }).tap();
  const form = side(page, "Create snapshot: redis");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("spec-narrow");
  await form.getByRole("button", { name: "Create snapshot", exact: true }).tap();
  // The message says what became of it, and covers nothing: the panel is closed while it stands there.
  await expect(messages(page)).toContainText(/snap\S* is ready\./);
  await panel.getByRole("link", { name: "Close the panel" }).tap();
  await expect(panel).toHaveCount(0);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /Activity/ }).tap();
  await expect(page.getByRole("region", { name: "What was done" }).getByRole("listitem")).toHaveCount(1);
});

test("an open menu lies within the window", async ({ page }) => {
  await open(page, volume("postgres-primary", { at, namespace: "data", query: "q=postgres" }));
  await side(page, "postgres primary").getByRole("button", { name: "More actions" }).tap();
  const items = page.getByRole("menuitem");
  await expect(items.first()).toBeFocused();
  for (const item of await items.all()) {
    const box = await item.boundingBox();
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
  }
  expect(await wrong(page)).toEqual([]);
});
