// The parts of the console that are loaded when they are needed, and what becomes of it when one does not come.
import { readdirSync, readFileSync } from "node:fs";
import { connection, doing, expect, NOMAD_OPEN_URL, open, row, side, test, volume } from "./harness.mjs";

const DIST = new URL("../../dist/", import.meta.url);
const file = (name) => readdirSync(DIST).find((file) => file.startsWith(`${name}-`) && file.endsWith(".wasm"));
const bytes = (name) => readFileSync(new URL(file(name), DIST));
const VIEWS = /\/views-[0-9a-f]+\.wasm$/;
const FORMS = /\/forms-[0-9a-f]+\.wasm$/;
const CONNECT = /\/connect-[0-9a-f]+\.wasm$/;
const NOMAD = /\/nomad-[0-9a-f]+\.wasm$/;
const SCALEWAY = /\/scaleway-[0-9a-f]+\.wasm$/;
const ACTIONS = /\/nomad_actions-[0-9a-f]+\.wasm$/;
const FAILED = "a part of the console did not load";

const BAD = [
  ["is missing", { status: 404, contentType: "text/plain", body: "Not here" }],
  ["comes as a page of an error", { contentType: "text/html", body: "<!doctype html><p>Sign in" }],
  ["is cut", { contentType: "application/wasm", body: bytes("views").subarray(0, 50_000) }],
  ["is another one", { contentType: "application/wasm", body: bytes("lunanode") }],
];

test("what a browser asks for before the first row with Nomad: no views, no other driver, eight files", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => { if (request.url().startsWith(process.env.VOLDECK_URL)) asked.push(new URL(request.url()).pathname); });
  let listed;
  await page.route(/\/v1\/volumes\?/, async (route) => { listed ??= [...asked]; await route.continue(); });
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL)]);
  await expect(row(page, "gitlab data")).toBeVisible();
  const names = listed.filter((path) => !path.endsWith(".svg")).map((path) => path.replace(/-[0-9a-f]{16}/, "")).sort();
  expect(names).toEqual(["/", "/boot.js", "/nomad.wasm", "/shared.wasm", "/voldeck.css", "/voldeck.js", "/voldeck.json", "/voldeck_bg.wasm"]);
  // Each once: what is preloaded is what is used.
  expect(new Set(listed).size).toBe(listed.length);
});

test("the views beyond the list, the forms, the pages of connections, and what one can do, come by themselves", async ({ page }) => {
  const later = [page.waitForRequest(VIEWS), page.waitForRequest(FORMS), page.waitForRequest(CONNECT), page.waitForRequest(ACTIONS)];
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL)]);
  await Promise.all(later);
});

for (const [how, answer] of BAD) {
  test(`the views' chunk ${how}: a message, and Retry once it is there`, async ({ page }) => {
    await page.route(VIEWS, (route) => route.fulfill(answer));
    await open(page, "/volumes?q=gitlab", [connection(NOMAD_OPEN_URL)]);
    await row(page, "gitlab data").click();
    const panel = side(page, "Detail");
    await expect(panel.getByRole("alert")).toContainText(FAILED);
    await expect(row(page, "gitlab data")).toBeVisible();
    await page.unroute(VIEWS);
    await panel.getByRole("button", { name: "Retry" }).click();
    await expect(side(page, "gitlab data")).toContainText("Attached to");
  });
}

test("a page, too, that did not load says so and can be left", async ({ page }) => {
  await page.route(VIEWS, (route) => route.abort());
  await open(page, "/activity", [connection(NOMAD_OPEN_URL)]);
  await expect(page.getByRole("alert")).toContainText(FAILED);
  await page.getByRole("button", { name: "Back" }).click();
  await expect(row(page, "gitlab data")).toBeVisible();
});

test("the pages of connections did not load: forms are there without them, and the page says so and comes after Retry", async ({ page }) => {
  await page.route(CONNECT, (route) => route.abort());
  await open(page, doing("csi-expand", "gitlab-data"), [connection(NOMAD_OPEN_URL)]);
  await expect(side(page, /^Expand/)).toBeVisible();
  await page.evaluate(() => { location.hash = "/connections"; });
  await expect(page.getByRole("alert")).toContainText(FAILED);
  await page.unroute(CONNECT);
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connections");
});

test("a panel opens without the forms, and a form that did not load says so and has it after Retry", async ({ page }) => {
  await page.route(FORMS, (route) => route.abort());
  await open(page, volume("gitlab-data"), [connection(NOMAD_OPEN_URL)]);
  await expect(side(page, "gitlab data")).toContainText("Attached to");
  await page.evaluate((address) => { location.hash = address; }, doing("csi-expand", "gitlab-data"));
  const form = side(page, "Action");
  await expect(form.getByRole("alert")).toContainText(FAILED);
  await page.unroute(FORMS);
  await form.getByRole("button", { name: "Retry" }).click();
  await expect(side(page, /^Expand/)).toBeVisible();
});

test("a driver that does not load leaves the other connections alone", async ({ page }) => {
  await page.route(NOMAD, (route) => route.fulfill({ status: 404, body: "" }));
  await open(page, "/volumes", [], undefined, ["nomad-demo", "scaleway-demo"]);
  await expect(row(page, "search-index-a")).toBeVisible();
  const failed = page.getByRole("main").getByRole("row").filter({ hasText: FAILED });
  await expect(failed).toContainText("nomad-demo");
  await page.unroute(NOMAD);
  await failed.getByRole("button", { name: "Retry" }).click();
  await expect(row(page, "gitlab data")).toBeVisible();
  await expect(failed).toHaveCount(0);
});

/** What is fetched while the browser idles is not: it may come just when a person is about to ask again. */
const neverIdle = (page) => page.addInitScript(() => { window.requestIdleCallback = () => 0; });

test("what one can do did not load: the menu of a row says so, and has it after Retry", async ({ page }) => {
  await neverIdle(page);
  await page.route(ACTIONS, (route) => route.fulfill({ status: 404, body: "" }));
  await open(page, "/volumes?q=gitlab", [connection(NOMAD_OPEN_URL)]);
  await row(page, "gitlab data").hover();
  await page.getByRole("button", { name: "Actions for gitlab data", exact: true }).click();
  const menu = page.getByRole("menu");
  await expect(menu.getByRole("alert")).toContainText(FAILED);
  await page.unroute(ACTIONS);
  await menu.getByRole("button", { name: "Retry" }).click();
  await expect(menu.getByRole("menuitem", { name: /^Detach…/ })).toBeVisible();
});

test("what one can do did not load: the panel, the form of new ones, and a form by its address say so", async ({ page }) => {
  await neverIdle(page);
  await page.route(ACTIONS, (route) => route.abort());
  await open(page, doing("csi-delete", "gitlab-data"), [connection(NOMAD_OPEN_URL)]);
  const form = side(page, "Action");
  await expect(form.getByRole("alert")).toContainText(FAILED);
  await form.getByRole("button", { name: "Back" }).click();
  const panel = side(page, "gitlab data");
  await expect(panel.getByRole("alert")).toContainText(FAILED);
  await page.getByRole("button", { name: "Create volume" }).click();
  await expect(page.getByRole("form", { name: "Create volume" }).getByRole("alert")).toContainText(FAILED);
  await page.keyboard.press("Escape");
  await page.unroute(ACTIONS);
  await panel.getByRole("button", { name: "Retry" }).click();
  await expect(panel.getByRole("button", { name: "More actions" })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("the form of a new connection says that the driver did not load, keeps what is typed, and has it after Retry", async ({ page }) => {
  await page.route(NOMAD, (route) => route.abort());
  await open(page, "/connections/new", [], undefined, []);
  const name = page.getByRole("textbox", { name: /^Name\s*optional$/ });
  await name.fill("east");
  const failed = page.getByRole("alert").filter({ hasText: FAILED });
  await expect(failed).toBeVisible();
  // To test it asks for the driver again, and to add it does.
  const again = page.waitForRequest(NOMAD);
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await again;
  await expect(failed).toBeVisible();
  await page.route(SCALEWAY, (route) => route.abort());
  await page.getByRole("radio", { name: /^Scaleway/ }).check();
  await expect(failed).toBeVisible();
  await page.unroute(SCALEWAY);
  await page.getByRole("button", { name: "Add connection" }).click();
  await expect(page.getByRole("textbox", { name: "Secret key" })).toBeVisible();
  await expect(failed).toHaveCount(0);
  await page.getByRole("radio", { name: /^Nomad/ }).check();
  await expect(failed).toBeVisible();
  await page.unroute(NOMAD);
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("textbox", { name: "Address" }).fill(NOMAD_OPEN_URL);
  await expect(name).toHaveValue("east");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(page.getByText(/\d+ of \d+ without limits/)).toBeVisible();
});

test("a part is there only when each of its modules is", async ({ page }) => {
  let arrive;
  const held = new Promise((resolve) => { arrive = resolve; });
  await page.route(/\/shared-later-/, async (route) => { await held; await route.continue(); });
  const own = [page.waitForResponse(VIEWS), page.waitForResponse(ACTIONS)];
  await open(page, "/volumes?q=gitlab", [connection(NOMAD_OPEN_URL)]);
  await Promise.all(own);
  await row(page, "gitlab data").hover();
  await page.getByRole("button", { name: "Actions for gitlab data", exact: true }).click();
  const menu = page.getByRole("menu");
  await expect(menu).toContainText("Loading");
  arrive();
  await expect(menu.getByRole("menuitem", { name: /^Detach…/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await row(page, "gitlab data").click();
  await expect(side(page, "gitlab data")).toContainText("Attached to");
});

test("a chunk that never arrives ends as one that is not there", async ({ page }) => {
  await page.clock.install();
  await page.route(VIEWS, () => {});
  await open(page, "/volumes?q=gitlab", [connection(NOMAD_OPEN_URL)]);
  await row(page, "gitlab data").click();
  await expect(side(page, "Detail")).toContainText("Loading");
  await page.clock.fastForward(61_000);
  await expect(side(page, "Detail").getByRole("alert")).toContainText(FAILED);
});

test("a host that serves modules with a wrong type is no hindrance", async ({ page }) => {
  await page.route(/\.wasm$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), "content-type": "application/octet-stream" } });
  });
  await open(page, "/volumes?q=gitlab", [connection(NOMAD_OPEN_URL)]);
  await row(page, "gitlab data").click();
  await expect(side(page, "gitlab data")).toContainText("Attached to");
});

test("a browser that lacks what the program needs is told so", async ({ page }) => {
  await page.addInitScript(() => {
    const lacking = () => Promise.reject(new WebAssembly.CompileError("invalid opcode 0xfc"));
    Object.assign(WebAssembly, { compile: lacking, compileStreaming: lacking, instantiate: lacking, instantiateStreaming: lacking });
  });
  await open(page);
  await expect(page.getByRole("alert")).toContainText(/did not start.*invalid opcode/);
});
