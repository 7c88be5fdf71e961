// What whoever hosts the console decides, and what an address that leads nowhere says.
import { NOMAD_OPEN_URL, VOLDECK_URL, connection, doing, expect, go, handedOver, hidesSecrets, menu, open, row, side, table, test, volume, wrong } from "./harness.mjs";

for (const [where, route] of [["a word that is no page", "/nowhere"], ["a page with parts too many", "/volumes/a/b/c"], ["a kind that there is not", "/servers/a/b"]]) {
  test(`an address that leads nowhere says so and offers the way on: ${where}`, async ({ page }) => {
    await open(page, route);
    await expect(page.getByRole("heading", { level: 1, name: "No such page" })).toBeVisible();
    const main = page.getByRole("main");
    await expect(main.getByRole("heading", { name: "There is no page at this address" })).toBeVisible();
    await expect(main).toContainText(route);
    await expect(page).toHaveTitle(/^No such page/);
    // The address stays as it was typed, so that it can be mended.
    expect(new URL(page.url()).hash).toBe(`#${route}`);
    expect(await wrong(page)).toEqual([]);
    await main.getByRole("link", { name: "Volumes" }).click();
    await expect(table(page)).toBeVisible();
    await expect(page).toHaveURL(/#\/volumes$/);
    await page.goBack();
    await expect(main).toContainText(route);
  });
}

for (const hash of ["", "#", "#/"]) {
  test(`without a path the console opens its list of volumes: “${hash}”`, async ({ page }) => {
    await page.route("**/voldeck.json", (call) => call.fulfill({ json: { demo: ["nomad-demo"] } }));
    await page.goto(`${VOLDECK_URL}${hash}`);
    await expect(table(page)).toBeVisible();
    await expect(page.getByRole("heading", { level: 1, name: "Volumes" })).toBeVisible();
  });
}

/** Opens the console of a site with this configuration: an object, or the text of the file. */
async function configured(page, config, route = "/volumes") {
  const body = typeof config === "string" ? config : JSON.stringify(config);
  await page.route("**/voldeck.json", (call) => call.fulfill({ contentType: "application/json", body }));
  await page.goto(`${VOLDECK_URL}#${route}`);
}

/** What is said of the configuration. */
const notes = (page) => page.getByRole("region", { name: "Configuration" });

const NOMAD = { demo: ["nomad-demo"] };
const at = "nomad-demo";

test("a site gives the console its name, its mark, its colours and its density", async ({ page }) => {
  await configured(page, { ...NOMAD, title: "Acme storage", logo: "mark.svg", theme: { "--vd-accent": "rgb(0, 100, 50)" }, density: "compact" });
  await expect(table(page)).toBeVisible();
  await expect(page).toHaveTitle("Volumes · Acme storage");
  const brand = page.getByRole("link", { name: "Acme storage" });
  await expect(brand).toBeVisible();
  await expect(brand.locator("img")).toHaveJSProperty("naturalWidth", await page.evaluate(() => new Promise((done) => { const mark = new Image(); mark.onload = () => done(mark.naturalWidth); mark.src = "mark.svg"; })));
  const button = page.getByRole("button", { name: "Create volume" });
  await expect(button).toHaveCSS("background-color", "rgb(0, 100, 50)");
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--vd-row"))).toBe("1.625rem");
  await expect(notes(page)).toHaveCount(0);
});

test("a site without a configuration, and one with a right one, has nothing to say of it, and loads nothing to find out", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await configured(page, { connections: [connection(NOMAD_OPEN_URL)], providers: ["nomad"], proxies: { nomad: "/relay/nomad" }, read_only: false, title: "Acme" });
  await expect(table(page)).toBeVisible();
  // What is loaded when there is time is there.
  await row(page, "redis").click();
  await expect(side(page, "redis").getByRole("button", { name: "Expand…" })).toBeVisible();
  await expect(notes(page)).toHaveCount(0);
  expect(asked.filter((path) => path.includes("settings"))).toEqual([]);
});

for (const [what, config, reason] of [
  ["read-only", { read_only: true }, "This site is read-only."],
  ["with an action switched off", { actions_off: ["nomad/csi-expand"] }, "Switched off by this site."],
  ["whose limits cannot be read", { read_only: "yes" }, /What this site allows could not be read/],
]) {
  test(`in a site ${what} the action stays in sight with the reason, and is not sent from its form either`, async ({ page }) => {
    const sent = handedOver(page);
    await configured(page, { connections: [connection(NOMAD_OPEN_URL)], ...config }, volume("redis-cache", { namespace: "data" }));
    const panel = side(page, "redis");
    const expand = panel.getByRole("button", { name: "Expand…" });
    await expect(expand).toBeDisabled();
    await expect(expand).toHaveAccessibleDescription(reason);
    // A link that opens the form leads to the same refusal.
    await go(page, doing("csi-expand", "redis-cache", { namespace: "data" }));
    const form = side(page, "Expand redis");
    await expect(form).toContainText(reason);
    const button = form.getByRole("button", { name: "Expand", exact: true });
    await expect(button).toBeDisabled();
    await form.getByRole("textbox", { name: /^New minimum capacity/ }).fill("99");
    await form.getByRole("textbox", { name: /^New minimum capacity/ }).press("Enter");
    await button.click({ force: true });
    expect(sent).toEqual([]);
    expect(await wrong(page)).toEqual([]);
  });
}

test("an action that is switched off leaves the others as they are; one that is hidden is not there", async ({ page }) => {
  await configured(page, { ...NOMAD, actions_off: ["csi-expand"], actions_hidden: ["csi-delete", "csi-snapshot"] }, volume("redis-cache", { at, namespace: "data" }));
  const panel = side(page, "redis");
  await expect(panel.getByRole("button", { name: "Expand…" })).toBeDisabled();
  await expect(panel.getByRole("button", { name: "Create snapshot…" })).toHaveCount(0);
  await menu(page, panel);
  await expect(page.getByRole("menuitem", { name: /^Deregister…/ })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  // A link to a hidden one opens its form, which refuses.
  await go(page, doing("csi-snapshot", "redis-cache", { at, namespace: "data" }));
  await expect(side(page, "Create snapshot: redis")).toContainText("Switched off by this site.");
});

test("a site offers the proxies that it names, for the providers that it allows", async ({ page }) => {
  await configured(page, { providers: ["nomad", "cinder"], proxies: { nomad: "/nomad-proxy" }, demo: false }, "/connections/new");
  const form = page.getByRole("form", { name: "Connection" });
  await expect(form.getByRole("group", { name: "Provider" }).getByRole("radio")).toHaveCount(2);
  const tick = form.getByRole("checkbox", { name: /^Use this site’s proxy/ });
  await form.getByRole("radio", { name: /^Nomad/ }).check();
  await tick.check();
  await expect(form.getByRole("textbox", { name: /^Address/ })).toHaveValue("/nomad-proxy");
  await form.getByRole("radio", { name: /^OpenStack/ }).check();
  await expect(form.getByRole("textbox", { name: /^Address/ })).toBeVisible();
  await expect(tick).toHaveCount(0);
});

test("a kept connection of a provider that the site does not allow stays, is not read, and says why", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => { if (request.url().startsWith(NOMAD_OPEN_URL)) asked.push(request.url()); });
  await page.addInitScript((kept) => localStorage.setItem("voldeck.connections", kept), JSON.stringify([connection(NOMAD_OPEN_URL, {}, "mine")]));
  await configured(page, { providers: ["cinder"], demo: ["cinder-demo"] });
  await expect(page.getByRole("link", { name: /^mine ?, not allowed by this site/ })).toBeVisible();
  await page.getByRole("link", { name: /^mine/ }).click();
  await expect(page.getByRole("main")).toContainText("not allowed by this site");
  expect(asked).toEqual([]);
  expect(await page.evaluate(() => localStorage.getItem("voldeck.connections"))).toContain("mine");
});

test("without a demo and without connections the console waits for one", async ({ page }) => {
  await configured(page, { demo: false });
  await expect(page.getByRole("main").getByRole("heading", { name: "No connection yet" })).toBeVisible();
});

test("a file with faults says where, what belongs there and what is there; the console opens with the rest of it", async ({ page }) => {
  const connections = [{ provider: "nomda", name: "x" }, connection(NOMAD_OPEN_URL), { provider: "nomad", name: "y", settings: { token: "hunter2" }, secret: true }];
  await configured(page, { connections, colour: "red", readonly: true, density: "dense", actions_off: ["csi-delet"] });
  await expect(table(page)).toBeVisible();
  await expect(notes(page).getByText("voldeck.json of this site has 6 problems.")).toBeVisible();
  await notes(page).getByText("What is wrong").click();
  for (const line of [
    "connections[0].provider “nomda” is no provider. Did you mean “nomad”?",
    /connections\[2\]\.settings\.token A secret has no place here/,
    "colour voldeck.json has no such key.",
    "readonly voldeck.json has no such key. Did you mean “read_only”?",
    'density Expected “comfortable” or “compact”; there is the text "dense".',
    "actions_off[0] It switches nothing off: “csi-delet” is an action that no provider has. Did you mean “csi-delete”?",
  ]) await expect(notes(page).getByRole("listitem").filter({ hasText: line })).toHaveCount(1);
  expect(await wrong(page)).toEqual([]);
  await hidesSecrets(page, ["hunter2"]);
  const described = await page.request.get(new URL(await notes(page).getByRole("link", { name: "Keys it may have" }).getAttribute("href"), page.url()).href);
  expect((await described.json()).properties.read_only.type).toBe("boolean");
  await notes(page).getByRole("button", { name: "Dismiss" }).click();
  await expect(notes(page)).toHaveCount(0);
});

for (const [what, text, words] of [["not JSON", '{"read_only": true,}', /It is not JSON: .*line 1 column 20/], ["a page", "<!doctype html><title>Home</title>", /It is a page, not JSON/]]) {
  test(`a file that is ${what} says so, and the console opens`, async ({ page }) => {
    await page.addInitScript((kept) => localStorage.setItem("voldeck.connections", kept), JSON.stringify([connection(NOMAD_OPEN_URL)]));
    await configured(page, text, volume("redis-cache", { namespace: "data" }));
    await expect(notes(page)).toContainText(words);
    const expand = side(page, "redis").getByRole("button", { name: "Expand…" });
    // What may have held limits allows nothing; a page of the host held none.
    if (text.startsWith("{")) await expect(expand).toBeDisabled();
    else await expect(expand).toBeEnabled();
  });
}

test("a site that names kinds has only their pages, and home is the first of them", async ({ page }) => {
  await configured(page, { ...NOMAD, kinds: ["snapshot"] }, "");
  await expect(page).toHaveURL(/#\/snapshots$/);
  const pages = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  await expect(pages).toHaveText([/^Snapshots/, /^Activity/]);
  await go(page, "/groups");
  await expect(page.getByRole("main").getByRole("heading", { name: "There is no page at this address" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link")).toHaveText(["Snapshots", "Activity", "Vault"]);
  await go(page, volume("gitlab-data", { at }));
  await expect(page.getByRole("main").getByRole("heading", { name: "There is no page at this address" })).toBeVisible();
  await expect(page.getByRole("complementary", { name: "gitlab data" })).toHaveCount(0);
});

test("a site without snapshots shows none beside a volume either", async ({ page }) => {
  await configured(page, { ...NOMAD, kinds: ["volume"] }, volume("gitlab-data", { at }));
  const panel = side(page, "gitlab data");
  await expect(panel.getByRole("tab", { name: "JSON" })).toBeVisible();
  await expect(panel.getByRole("tab", { name: /^Snapshots/ })).toHaveCount(0);
});
