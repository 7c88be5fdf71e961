// The page of connections: what there is, in which order, under which names and colours; a test that says which step failed; files.
import { connection, expect, go, hidesSecrets, NOMAD_ACL_URL, NOMAD_OPEN_URL, open, row, side, table, test, volume, VOLDECK_URL, wrong } from "./harness.mjs";

const MANAGEMENT = process.env.NOMAD_TOKEN_MANAGEMENT;
const HERE = [connection(NOMAD_OPEN_URL, {}, "prod"), connection(NOMAD_OPEN_URL, {}, "lab")];
const list = (page) => page.getByRole("main").getByRole("listitem");
const names = (page) => page.getByRole("main").getByRole("listitem").getByRole("link");
const sidebar = (page) => page.getByRole("navigation", { name: "Connections" }).getByRole("link");
const form = (page) => page.getByRole("form", { name: "Connection" });

/** Connections as an earlier version of this page has kept them. */
const kept = (page, all) => page.addInitScript((all) => { if (!localStorage.getItem("voldeck.connections")) localStorage.setItem("voldeck.connections", all); }, JSON.stringify(all));

test("the page is reached from the sidebar, the crumbs and by key; it tells of each how it does", async ({ page }) => {
  await open(page, "/volumes", [...HERE, { ...connection(NOMAD_ACL_URL, {}, "waits"), secret: true }, { ...connection(NOMAD_OPEN_URL, {}, "resting"), disabled: true }]);
  await expect(table(page)).toBeVisible();
  await page.getByRole("complementary", { name: "Console" }).getByRole("link", { name: "Connections", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
  await expect(names(page)).toHaveText(["prod", "lab", "waits", "resting"]);
  await expect(list(page).nth(0)).toContainText(NOMAD_OPEN_URL);
  await expect(list(page).nth(2)).toContainText("sign-in required");
  await expect(list(page).nth(3)).toContainText("off");
  expect(await wrong(page)).toEqual([]);
  await names(page).first().click();
  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Connections" }).click();
  await expect(names(page)).toHaveCount(4);
  await go(page, "/volumes");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(names(page)).toHaveCount(4);
});

test("the order is kept, and what is switched off stays so", async ({ page }) => {
  await open(page, "/connections", HERE);
  await expect(page.getByRole("button", { name: "Move prod up" })).toBeDisabled();
  await page.getByRole("button", { name: "Move prod down" }).click();
  await expect(names(page)).toHaveText(["lab", "prod"]);
  await expect(sidebar(page)).toHaveText([/^lab/, /^prod/]);
  await page.getByRole("button", { name: "Disable lab" }).click();
  await expect(list(page).first()).toContainText("off");
  await page.reload();
  await expect(names(page)).toHaveText(["lab", "prod"]);
  await expect(page.getByRole("button", { name: "Enable lab" })).toBeVisible();
});

test("one is removed only after a question, which says what goes", async ({ page }) => {
  await kept(page, [{ id: "1", provider: "nomad", name: "mine", settings: { address: NOMAD_OPEN_URL, namespace: "*" } }]);
  await open(page, "/connections", [HERE[0]]);
  await page.getByRole("button", { name: "Remove prod…" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("comes back when the page is loaded again");
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(names(page)).toHaveText(["prod", "mine"]);
  await page.getByRole("button", { name: "Remove mine…" }).click();
  await expect(question).toContainText("Nothing is done at the provider.");
  expect(await wrong(page)).toEqual([]);
  await question.getByRole("button", { name: "Remove connection" }).click();
  await expect(names(page)).toHaveText(["prod"]);
  await page.reload();
  await expect(names(page)).toHaveText(["prod"]);
  // On its own page as well, which then has nothing to show any more.
  await names(page).first().click();
  await page.getByRole("button", { name: "Remove connection…" }).click();
  await question.getByRole("button", { name: "Remove connection", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("No connection yet");
});

test("a renamed connection is found by its old name, another cannot take that, and its colour is seen wherever it is named", async ({ page }) => {
  await kept(page, [{ id: "1", provider: "nomad", name: "old", settings: { address: NOMAD_OPEN_URL, namespace: "*" } }]);
  await open(page, "/connections/of/old", [HERE[1]]);
  await form(page).getByRole("textbox", { name: "Name", exact: true }).fill("lab");
  await form(page).getByRole("radio", { name: "teal" }).check();
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(form(page).getByRole("textbox", { name: "Name", exact: true })).toHaveAccessibleDescription(/^Another connection is called lab\./);
  await expect(form(page).getByRole("textbox", { name: "Name", exact: true })).toBeFocused();
  await form(page).getByRole("textbox", { name: "Name", exact: true }).fill("new");
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(sidebar(page).last()).toHaveText(/^new/);
  await expect(page.getByRole("row").filter({ hasText: "new" }).locator('[data-color="teal"]').first()).toBeVisible();
  await page.goto(`${VOLDECK_URL}#${volume("gitlab-data", { at: "old" })}`);
  await expect(page).toHaveURL(/\/volumes\/new\//);
  await expect(side(page, "gitlab data").locator('[data-color="teal"]')).toBeVisible();
  await go(page, "/connections/new");
  await form(page).getByRole("textbox", { name: /^Name\b/ }).fill("old");
  await form(page).getByRole("textbox", { name: /^Address/ }).fill(NOMAD_OPEN_URL);
  await form(page).getByRole("button", { name: "Add connection" }).click();
  await expect(form(page).getByRole("textbox", { name: /^Name\b/ })).toHaveAccessibleDescription(/new was called so before/);
  await page.reload();
  await go(page, "/connections");
  await expect(list(page).last().locator('[data-color="teal"]')).toBeVisible();
});

test("the colour of a connection that a site gives is the person’s to choose", async ({ page }) => {
  await open(page, "/connections/of/prod", [{ ...HERE[0], color: "red" }]);
  await expect(form(page).getByRole("radio", { name: "red" })).toBeChecked();
  await expect(form(page).getByRole("textbox", { name: "Name", exact: true })).toHaveCount(0);
  await form(page).getByRole("radio", { name: "violet" }).check();
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(table(page)).toBeVisible();
  await page.reload();
  await go(page, "/connections");
  await expect(list(page).locator('[data-color="violet"]')).toBeVisible();
});

/** Tries an address, and gives what came of it. */
async function tried(page, address) {
  await open(page, "/connections/new", [], undefined, []);
  await form(page).getByRole("textbox", { name: /^Address/ }).fill(address);
  await form(page).getByRole("button", { name: "Test" }).click();
  return page.getByRole("region", { name: /^Test/ });
}

for (const [what, route, title, words] of [
  ["answers and lets no page read it", (call) => call.fulfill({ status: 200, headers: { "access-control-allow-origin": "https://other.example" }, body: "{}" }), "CORS", "does not let this page read the answer"],
  ["does not answer", (call) => call.abort(), "Address or TLS", "its certificate is not trusted"],
]) {
  test(`the test of a server that ${what} says which step failed`, async ({ page }) => {
    await page.route(`${NOMAD_OPEN_URL}/**`, route);
    const result = await tried(page, NOMAD_OPEN_URL);
    await expect(result.getByRole("heading", { level: 3 })).toHaveText([new RegExp(`^${title}`)]);
    await expect(result.getByRole("listitem")).toContainText(words);
    await expect(result.getByRole("alert")).toContainText("No answer came.");
  });
}

test("the test of a device without network says so", async ({ page, context }) => {
  await open(page, "/connections/new", [], undefined, []);
  await form(page).getByRole("textbox", { name: /^Address/ }).fill(NOMAD_OPEN_URL);
  await expect(form(page).getByLabel(/^ACL token/).first()).toBeVisible();
  await context.setOffline(true);
  await form(page).getByRole("button", { name: "Test" }).click();
  await expect(page.getByRole("region", { name: /^Test/ })).toContainText("This device has no network now.");
  await context.setOffline(false);
  await form(page).getByRole("button", { name: "Test again" }).click();
  await expect(page.getByRole("region", { name: /^Test/ }).getByRole("heading", { level: 3 }).first()).toHaveText(/^Address/);
});

const CLOUDS = `clouds:
  prod:
    auth:
      auth_url: https://keystone.example.net:5000/v3
      username: alice
      password: hunter2-in-yaml
      project_name: storage
    region_name: RegionOne
    verify: false
  by-token:
    auth_type: v3oidcpassword
    auth: { auth_url: https://keystone.example.net:5000/v3 }
`;
const found = (page) => page.getByRole("region", { name: "Found" });
const read = async (page, text) => {
  await page.getByRole("textbox", { name: "Or its text" }).fill(text);
  await page.getByRole("button", { name: "Read" }).click();
};

test("clouds.yaml: what is in it is shown, nothing is kept before, and secrets are kept nowhere", async ({ page }) => {
  await open(page, "/connections", HERE);
  await page.getByRole("link", { name: "Import…" }).click();
  await read(page, CLOUDS);
  await expect(found(page).getByRole("checkbox")).toHaveCount(3);
  await expect(found(page)).toContainText("There is a connection prod: this one will be called prod-2.");
  await expect(found(page)).toContainText("the browser decides which certificates it accepts");
  await expect(found(page).getByRole("checkbox", { name: /by-token/ })).toBeDisabled();
  await expect(found(page)).toContainText("It signs in by oidcpassword, which Voldeck does not.");
  await expect(found(page)).toContainText("Waits for its password.");
  expect(await wrong(page)).toEqual([]);
  expect(await page.evaluate(() => localStorage.getItem("voldeck.connections"))).toBe(null);
  await found(page).getByRole("button", { name: "Add 1 connection" }).click();
  await expect(names(page)).toHaveText(["prod", "lab", "prod-2"]);
  await expect(list(page).last()).toContainText("sign-in required");
  await hidesSecrets(page, ["hunter2-in-yaml"]);
  await page.reload();
  await expect(names(page)).toHaveText(["prod", "lab", "prod-2"]);
  await names(page).last().click();
  await expect(form(page).getByRole("textbox", { name: "User", exact: true })).toHaveValue("alice");
});

test("scw: with the file’s key it signs in at once, and the key is kept nowhere", async ({ page }) => {
  await open(page, "/connections/import", [], undefined, []);
  await read(page, `access_key: SCWXXXXXXXXXXXXXXXXX\nsecret_key: ${process.env.SCW_SECRET_KEY}\ndefault_organization_id: ${process.env.SCW_DEFAULT_ORGANIZATION_ID}\napi_url: ${process.env.SCALEWAY_OPEN_URL}\n`);
  await found(page).getByRole("checkbox", { name: /^Sign in with/ }).check();
  await found(page).getByRole("button", { name: "Add 1 connection" }).click();
  await go(page, "/volumes");
  await expect(table(page)).toBeVisible();
  await hidesSecrets(page, [process.env.SCW_SECRET_KEY]);
  await page.reload();
  await expect(page.getByRole("heading", { name: "scaleway: sign-in required" })).toBeVisible();
});

for (const [what, text, words] of [
  ["is empty", "  ", "There is nothing in it."],
  ["is something else", "[default]\npassword = hunter2\n", "none of the files"],
  ["breaks off", "clouds:\n  a: { auth: { password: hunter2, \n", /cannot be read: at line \d+/],
  ["has none", "clouds: {}\n", "no connection in this file"],
]) {
  test(`a file that ${what} says so, and repeats no secret`, async ({ page }) => {
    await open(page, "/connections/import", HERE);
    await read(page, text);
    await expect(page.getByRole("alert")).toContainText(words);
    await expect(page.getByRole("alert")).not.toContainText("hunter2");
    await expect(found(page).getByRole("checkbox")).toHaveCount(0);
  });
}

test("what is exported is imported again, from a file, without any secret", async ({ page }) => {
  await kept(page, [{ id: "1", provider: "nomad", name: "mine", settings: { address: NOMAD_ACL_URL, namespace: "*" }, secret: true, color: "blue" }]);
  await open(page, "/connections/of/mine", [HERE[1]]);
  await form(page).getByLabel(/^ACL token/).first().fill(MANAGEMENT);
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(table(page)).toBeVisible();
  await go(page, "/connections");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("voldeck.json");
  const path = await file.path();
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(path, "utf8");
  expect(text).not.toContain(MANAGEMENT);
  expect(JSON.parse(text).connections.map(({ name, color, id }) => [name, color, id])).toEqual([["lab", undefined, undefined], ["mine", "blue", undefined]]);
  await go(page, "/connections/import");
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "voldeck.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await expect(found(page).getByRole("checkbox")).toHaveCount(2);
  await found(page).getByRole("button", { name: "Add 2 connections" }).click();
  await expect(names(page)).toHaveText(["lab", "mine", "lab-2", "mine-2"]);
});

test("where the browser keeps nothing, the page says that what is changed ends with it", async ({ page }) => {
  await page.addInitScript(() => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; });
  await open(page, "/connections", HERE);
  await page.getByRole("button", { name: "Move prod down" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("keeps nothing for this site");
  await expect(names(page)).toHaveText(["lab", "prod"]);
});

test("what a host of the console sets for its proxies is written for these connections", async ({ page }) => {
  await open(page, "/connections", [...HERE, connection("https://nomad.example.net:4646", {}, "far"), connection("/relay/nomad", {}, "here")]);
  await page.getByText("Proxies for these connections").click();
  await expect(page.getByRole("region", { name: "Variables" })).toHaveText(`VOLDECK_NOMAD=${new URL(NOMAD_OPEN_URL).origin}\nVOLDECK_CONNECT="https://nomad.example.net:4646"\n`);
  await expect(page.getByRole("region", { name: "Proxies" })).toContainText("far: there is one proxy a provider");
  expect(await wrong(page)).toEqual([]);
});

test("the page of a connection asks what its server is, and of one that is off nothing", async ({ page }) => {
  const asked = [];
  // What cannot be read is asked again each time.
  await page.route(/\/v1\/(agent|acl\/token)\/self/, (call) => { asked.push(call.request().url()); return call.abort(); });
  await open(page, "/settings", [connection(NOMAD_OPEN_URL)]);
  await go(page, "/volumes?q=redis");
  await expect(row(page, "redis")).toBeVisible();
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  asked.length = 0;
  await go(page, "/connections/of/n");
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
  await go(page, "/settings");
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  asked.length = 0;
  await go(page, "/connections/of/n");
  await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
  // A call that is made after what the page might ask arrives after it.
  await page.evaluate((url) => fetch(`${url}/v1/agent/self?last`).catch(() => {}), NOMAD_OPEN_URL);
  expect(asked.map((url) => new URL(url).search)).toEqual(["?last"]);
});
