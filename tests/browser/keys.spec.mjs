// The console by keyboard alone.
import { connection, doing, expect, menu, NOMAD_OPEN_URL, open, row, side, table, test, volume, wrong } from "./harness.mjs";

const at = "nomad-demo";
const POSTGRES = volume("postgres-primary", { at, namespace: "data", query: "q=postgres" });

test("g v and g s go to the lists; g and another key goes nowhere", async ({ page }) => {
  const title = page.getByRole("heading", { level: 1 });
  await open(page);
  await expect(row(page, "redis")).toBeVisible();
  await page.keyboard.press("s");
  await page.keyboard.press("g");
  await page.keyboard.press("x");
  await page.keyboard.press("s");
  await expect(title).toHaveText("Volumes");
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(title).toHaveText("Snapshots");
  await expect(page).toHaveURL(/#\/snapshots$/);
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await expect(title).toHaveText("Volumes");
  await expect(page).toHaveURL(/#\/volumes$/);
});

test("keys are letters while one types", async ({ page }) => {
  await open(page);
  await expect(row(page, "redis")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("?gs/");
  await expect(page.getByRole("textbox", { name: "Filter volumes" })).toHaveValue("?gs/");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Volumes");
});

test("? tells the keys, Escape closes them and gives the focus back", async ({ page }) => {
  await open(page, "/volumes?q=redis");
  await row(page, "redis").focus();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keyboard" });
  await expect(keys).toContainText("Filter the list");
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await expect(row(page, "redis")).toBeFocused();
});

test("from the filter to a row, its panel and back, in order", async ({ page }) => {
  await open(page);
  await expect(row(page, "redis")).toBeVisible();
  await page.keyboard.press("/");
  const filter = page.getByRole("textbox", { name: "Filter volumes" });
  await page.keyboard.type("kafka");
  const names = page.getByRole("rowheader").getByRole("link");
  await expect(names).toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(filter).not.toBeFocused();
  await expect(filter).toHaveValue("kafka");
  await table(page).focus();
  await page.keyboard.press("j");
  await expect(names.first()).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(side(page, "kafka log dir").getByRole("heading", { name: "kafka log dir" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(side(page, "kafka log dir")).toHaveCount(0);
  await expect(names.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(names.first()).toBeFocused();
});

test("Escape closes one thing at a time: the menu, the form, the panel", async ({ page }) => {
  await open(page, POSTGRES);
  const panel = side(page, "postgres primary");
  await panel.getByRole("button", { name: "Create snapshot…" }).click();
  const form = side(page, "Create snapshot: postgres primary");
  await expect(form.getByRole("textbox", { name: /^Name/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(form).toHaveCount(0);
  await expect(panel).toBeVisible();
  await menu(page, panel);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(page).toHaveURL(/#\/volumes\?q=postgres$/);
});

test("a menu: the arrows go round, Home and End to its ends, Escape back to its button", async ({ page }) => {
  await open(page, POSTGRES);
  const button = side(page, "postgres primary").getByRole("button", { name: "More actions" });
  await button.focus();
  await page.keyboard.press("Enter");
  const items = page.getByRole("menuitem");
  await expect(items.first()).toBeFocused();
  await expect(button).toHaveAttribute("aria-expanded", "true");
  expect(await items.count()).toBeGreaterThan(2);
  for (const [key, item] of [
    ["ArrowDown", items.nth(1)],
    ["ArrowUp", items.first()],
    ["ArrowUp", items.last()],
    ["ArrowDown", items.first()],
    ["End", items.last()],
    ["Home", items.first()],
  ]) {
    await page.keyboard.press(key);
    await expect(item, key).toBeFocused();
  }
  await page.keyboard.press("Escape");
  await expect(items).toHaveCount(0);
  await expect(button).toBeFocused();
  await expect(button).toHaveAttribute("aria-expanded", "false");
});

test("a question keeps the focus, and gives it back to the button it came from", async ({ page }) => {
  await open(page, volume("redis-cache", { at, namespace: "data", query: "q=redis" }));
  const panel = side(page, "redis");
  const button = panel.getByRole("button", { name: "More actions" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Delete…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete redis?" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  // Tab goes round, at most by way of the browser's own controls, and never to what lies below.
  const seen = new Set();
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press("Tab");
    seen.add(await page.evaluate(() => (document.activeElement === document.body ? "the browser" : document.activeElement.closest("dialog") ? "the question" : document.activeElement.outerHTML)));
  }
  seen.delete("the browser");
  expect([...seen]).toEqual(["the question"]);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("a form that is left gives the focus back: to its button, or to the panel that comes back", async ({ page }) => {
  await open(page, "/volumes?q=redis-cache");
  const button = page.getByRole("button", { name: "Create volume" });
  await button.focus();
  await page.keyboard.press("Enter");
  const start = page.getByRole("form", { name: "Create volume" });
  await expect(start.getByRole("radio", { name: /^nomad-demo/ })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(start.getByRole("radio", { name: /^Create volume/ })).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(start.getByRole("radio", { name: /^Create volume/ })).toBeFocused();
  const register = start.getByRole("radio", { name: /^Register volume/ }).first();
  for (let i = 0; i < 4 && !(await register.isChecked()); i += 1) await page.keyboard.press("ArrowDown");
  await expect(register).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(side(page, "Register volume").getByRole("textbox", { name: "ID", exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();

  await row(page, "redis").focus();
  await page.keyboard.press("Enter");
  const expand = side(page, "redis").getByRole("button", { name: "Expand…" });
  await expect(expand).toBeEnabled();
  await expand.focus();
  await page.keyboard.press("Enter");
  await expect(side(page, "Expand redis").getByRole("textbox", { name: /^New minimum capacity/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(side(page, "redis").getByRole("heading", { name: "redis" })).toBeFocused();
});

test("an open menu stays open, and keeps the focus, while the full reading arrives", async ({ page }) => {
  await open(page, "/volumes?q=read-slow", [connection(NOMAD_OPEN_URL)]);
  let arrive;
  const held = new Promise((resolve) => { arrive = resolve; });
  await page.route(/\/v1\/volume\/csi\/read-slow-example/, async (route) => { await held; await route.continue(); });
  await row(page, "zz test: is slow to read").click();
  const panel = side(page, "zz test: is slow to read");
  await menu(page, panel);
  // Editing sends the whole volume again, which a line of the list does not hold.
  const edit = page.getByRole("menuitem", { name: /^Edit…/ });
  await expect(edit).toContainText("It has to be read in full first");
  await page.keyboard.press("End");
  const last = page.getByRole("menuitem", { name: /^Delete…/ });
  await expect(last).toBeFocused();
  arrive();
  await expect(edit).not.toContainText("It has to be read in full first");
  await expect(edit).toBeEnabled();
  await expect(last).toBeVisible();
  await expect(last).toBeFocused();
});

test("an empty form is left by keyboard without sending anything", async ({ page }) => {
  await open(page, doing("csi-create", null, { at }));
  const form = side(page, "Create volume");
  await expect(form.getByRole("textbox", { name: "ID", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(form.getByRole("textbox", { name: "ID", exact: true })).toHaveAccessibleDescription(/^ID: required\./);
  await page.keyboard.press("Escape");
  await expect(form).toHaveCount(0);
  await expect(page).not.toHaveURL(/do=/);
});

test("the rows have one menu: it is called after the row whose button was pressed, and gives the focus back to it", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL)]);
  const button = (name) => page.getByRole("button", { name: `Actions for ${name}`, exact: true });
  const of = (name) => page.getByRole("menu", { name: `Actions for ${name}`, exact: true });
  await row(page, "postgres primary").hover();
  await button("postgres primary").click();
  await expect(of("postgres primary").getByRole("menuitem").first()).toBeFocused();
  await expect(button("postgres primary")).toHaveAttribute("aria-expanded", "true");
  expect(await wrong(page)).toEqual([]);
  // The button of another row takes the menu along at the first click.
  await row(page, "redis").hover();
  await button("redis").click();
  await expect(of("redis").getByRole("menuitem").first()).toBeFocused();
  await expect(of("postgres primary")).toHaveCount(0);
  // It is seen from which row, wherever the pointer goes.
  await of("redis").getByRole("menuitem").last().hover();
  await expect(button("redis")).toHaveAttribute("aria-expanded", "true");
  await row(page, "postgres primary").hover({ force: true });
  await expect(button("postgres primary")).toHaveAttribute("aria-expanded", "false");
  // And its own closes it.
  await button("redis").click();
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(button("redis")).toHaveAttribute("aria-expanded", "false");
  await button("redis").click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(button("redis")).toBeFocused();
  await page.keyboard.press("Enter");
  await of("redis").getByRole("menuitem", { name: "Create snapshot…" }).click();
  await expect(side(page, "Create snapshot: redis")).toBeVisible();
  await expect(page.getByRole("menu")).toHaveCount(0);
});
