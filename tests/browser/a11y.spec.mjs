// axe finds nothing wrong on any page, in light and in dark.
import { doing, expect, menu, open, row, side, test, volume, wrong } from "./harness.mjs";

const at = "nomad-demo";

// axe looks at every pixel's contrast: most lists are narrowed to a few rows, and it may take its time.
const PAGES = [
  ["the volumes, all of them", "/volumes", (page) => row(page, "redis")],
  ["a few volumes", "/volumes?q=cache", (page) => row(page, "redis")],
  ["a filter without a match", "/volumes?q=no-such-volume", (page) => page.getByRole("heading", { name: /^None of/ })],
  ["a panel", volume("gitlab-data", { at, query: "q=gitlab" }), (page) => side(page, "gitlab data").getByRole("region", { name: "Attached to" })],
  ["all fields", volume("gitlab-data", { at, query: "q=gitlab&tab=fields" }), (page) => side(page, "gitlab data").getByText("PluginID", { exact: true })],
  ["a page", volume("gitlab-data", { at, page: "volume" }), (page) => page.getByRole("link", { name: /gitlab-weekly/ })],
  ["the snapshots", "/snapshots", (page) => page.getByRole("rowheader", { name: /gitlab-weekly/ })],
  ["the activity", "/activity", (page) => page.getByRole("heading", { name: "No activity yet" })],
  ["a new connection", "/connections/new", (page) => page.getByRole("form", { name: "Connection" })],
  ["the connections", "/connections", (page) => page.getByRole("main").getByRole("listitem").first()],
  ["the import of connections", "/connections/import", (page) => page.getByRole("form", { name: "Import connections" })],
  ["a connection", `/connections/of/${at}`, (page) => page.getByRole("form", { name: "Connection" })],
  ["where something is created", "/volumes?q=redis&do=create", (page) => page.getByRole("form", { name: "Create volume" })],
  ["a form", `${doing("csi-register", null, { at })}&q=redis`, (page) => side(page, "Register volume").getByRole("combobox", { name: "Plugin" })],
  ["a question", `${doing("csi-delete", "redis-cache", { at, namespace: "data" })}&q=redis`, (page) => page.getByRole("dialog", { name: "Delete redis?" })],
];

for (const colorScheme of ["light", "dark"]) {
  for (const [what, route, shown] of PAGES) {
    test(`${what}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page, route);
      await expect(shown(page)).toBeVisible();
      expect(await wrong(page)).toEqual([]);
    });
  }

  test(`an open menu, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await open(page, volume("postgres-primary", { at, namespace: "data", query: "q=postgres" }));
    await menu(page, side(page, "postgres primary"));
    await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toBeVisible();
    expect(await wrong(page)).toEqual([]);
  });

  test(`errors at their fields, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await open(page, `${doing("csi-register", null, { at })}&q=redis`);
    const form = side(page, "Register volume");
    await expect(form.getByRole("combobox", { name: "Plugin" })).toBeEnabled();
    await form.getByRole("button", { name: "Register volume", exact: true }).click();
    await expect(form.getByText("ID: required.", { exact: true })).toBeVisible();
    expect(await wrong(page)).toEqual([]);
  });
}
