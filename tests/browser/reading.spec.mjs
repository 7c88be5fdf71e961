// Readings that are slow, huge, lost or cut, and answers that hold what nobody expects: what was known stays, and nothing is made up.
import { ask, connection, doing, expect, messages, NOMAD_OPEN_URL, open, row, side, table, test, totals, volume, VOLDECK_URL, writes, startNew } from "./harness.mjs";

const HERE = [connection(NOMAD_OPEN_URL)];
const LISTS = /\/v1\/volumes\?/;
const CORS = { "Access-Control-Allow-Origin": "*" };

/** Holds back everything that this matches from now on; returns what lets it go. */
async function hold(page, what) {
  let go;
  const held = new Promise((resolve) => { go = resolve; });
  await page.route(what, async (route) => { await held; await route.continue(); });
  return go;
}

/** Answers lists of CSI volumes with these items. */
const lists = (page, items) => page.route(/\/v1\/volumes\?.*type=csi/, (route) => route.fulfill({ json: items, headers: CORS }));

/** The server has this namespace as well. */
const known = (page, name) => page.route(/\/v1\/namespaces/, (route) => route.fulfill({ json: [{ Name: "default" }, { Name: name }], headers: CORS }));

const stub = (ID, more = {}) => ({ ID, Namespace: "default", Name: ID, PluginID: "p", Schedulable: true, CurrentReaders: 0, CurrentWriters: 0, ...more });

/** Lets the console read every list again, by its button. */
async function again(page) {
  await page.getByRole("button", { name: /live|stale|failed/ }).click();
  await page.getByRole("button", { name: "Refresh all" }).click();
  await page.keyboard.press("Escape");
}

/**
 * Lets the calls through again and presses Retry, with the clock stopped meanwhile: after a while the console asks by itself.
 * What it has asked until the clock stopped is refused as well: a call that is made after those is refused after them.
 */
async function retry(page, place) {
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 2000));
  await page.evaluate((url) => fetch(`${url}/v1/regions`).catch(() => {}), NOMAD_OPEN_URL);
  await page.unroute("**/v1/**");
  await place.getByRole("button", { name: "Retry" }).click();
  await page.clock.resume();
}

test("the first reading is slow: the page says that it reads, then what it read", async ({ page }) => {
  await known(page, "list-slow");
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "list-slow" })]);
  await expect(page.getByRole("region", { name: "Loading" })).toHaveAttribute("aria-busy", "true");
  await expect(page.getByRole("progressbar", { name: "Loading" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No volumes on n" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Loading" })).toHaveCount(0);
  await expect(page.getByRole("progressbar")).toHaveCount(0);
});

test("a later reading is slow: the rows stay, and the page says that it reads", async ({ page }) => {
  await open(page, "/volumes?q=redis", HERE);
  await expect(row(page, "redis")).toBeVisible();
  const go = await hold(page, LISTS);
  await again(page);
  await expect(page.getByRole("progressbar", { name: "Loading" })).toBeVisible();
  await expect(row(page, "redis")).toBeVisible();
  go();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(row(page, "redis")).toBeVisible();
});

test("between two pages nothing is called empty that was not read", async ({ page }) => {
  await open(page, "/volumes", HERE);
  await expect(row(page, "redis")).toBeVisible();
  const go = await hold(page, /\/v1\/(plugins|volumes)/);
  const claimed = await page.evaluateHandle(() => {
    const claims = [];
    const look = () => { const found = document.body.textContent.match(/No snapshots (on n|can be listed)/); if (found) claims.push(found[0]); };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    return claims;
  });
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /Snapshots/ }).click();
  await expect(page.getByRole("region", { name: "Loading" })).toBeVisible();
  go();
  await expect(page.getByRole("rowheader", { name: /gitlab-weekly/ })).toBeVisible();
  expect(await claimed.jsonValue()).toEqual([]);
});

test("read-slow: a panel shows what the list knows, and the rest when it comes", async ({ page }) => {
  await open(page, "/volumes?q=read-slow", HERE);
  await row(page, "zz test: is slow to read").click();
  const details = side(page, "zz test: is slow to read").getByRole("region", { name: "Details" });
  await expect(details).toContainText("ceph-rbd");
  await expect(details).toContainText("not reported");
  await expect(details).toContainText("1.0 GiB", { timeout: 10_000 });
});

test("slow-2s: a write that takes its time is waited for, and sent once however often one presses", async ({ page }) => {
  await open(page, doing("csi-expand", "slow-2s-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: every write takes two seconds");
  await form.getByRole("textbox", { name: /^New minimum capacity/ }).fill("5");
  await form.getByRole("textbox", { name: "Mount flags" }).fill("noatime");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  const waiting = form.getByRole("button", { name: "Submitting…" });
  await expect(waiting).toBeDisabled();
  await waiting.click({ force: true });
  await page.keyboard.press("Enter");
  await expect(messages(page)).toContainText("to at least 5.0 GiB", { timeout: 10_000 });
  expect(await writes(NOMAD_OPEN_URL, "slow-2s-example")).toEqual(["PUT /v1/volume/csi/slow-2s-example"]);
});

test("fail-huge: of a text without end the beginning is shown, within the form, and what was found can be read with it", async ({ page }) => {
  await open(page, doing("csi-register", null, { at: "n" }), HERE);
  const form = side(page, "Register volume");
  const send = form.getByRole("button", { name: "Register volume", exact: true });
  await form.getByRole("textbox", { name: "ID", exact: true }).fill("spec-fail-huge");
  await form.getByRole("textbox", { name: "External ID" }).fill("vol-spec-fail-huge");
  await form.getByRole("combobox", { name: "Plugin" }).selectOption("ceph-rbd");
  await send.click();
  const found = /Not applied as of \d\d:\d\d:\d\d\. There is no spec-fail-huge in this namespace\./;
  await expect(form.getByRole("alert")).toContainText("500 rpc error: code = Internal desc = panic: runtime error: index out of range");
  await expect(form.getByRole("alert")).toContainText(found);
  expect((await form.getByRole("alert").textContent()).length).toBeLessThan(3000);
  await expect(send).toBeInViewport();
  const message = messages(page).getByRole("alert");
  await expect(message).toContainText(/the answer was an error.*500 rpc error/s);
  await expect(message).toContainText(found);
  expect((await message.textContent()).length).toBeLessThan(700);
  // The message takes room from the form, and covers none of it.
  const [button, region] = [await send.boundingBox(), await messages(page).boundingBox()];
  expect(button.y + button.height).toBeLessThanOrEqual(region.y);
  await send.click({ trial: true });
});

test("a huge listing: all are counted and found, and only what can be seen is drawn", async ({ page }) => {
  const count = 6000;
  await lists(page, Array.from({ length: count }, (_, i) => stub(`bulk-${String(i).padStart(5, "0")}`)));
  await open(page, "/volumes?q=bulk", HERE);
  await expect(totals(page)).toContainText(`${count} found`);
  await expect(row(page, "bulk-00000")).toBeVisible();
  const rows = page.getByRole("rowheader");
  const drawn = await rows.count();
  expect(drawn).toBeLessThan(500);
  await expect(table(page).getByRole("table")).toHaveAttribute("aria-rowcount", String(count));
  await rows.last().scrollIntoViewIfNeeded();
  await expect.poll(() => rows.count()).toBeGreaterThan(drawn);
  await page.getByRole("textbox", { name: "Filter volumes" }).fill("bulk-05999");
  await expect(rows).toHaveCount(1);
  await expect(row(page, "bulk-05999")).toBeVisible();
});

test("a connection that is lost keeps its rows, says how old they are, and comes back", async ({ page }) => {
  await page.clock.install();
  await open(page, "/volumes?q=redis", HERE);
  await expect(row(page, "redis")).toBeVisible();
  await page.route("**/v1/**", (route) => route.abort("connectionrefused"));
  await again(page);
  const note = table(page).getByRole("row", { name: /^n .*rows are as read .* ago\./ });
  await expect(note).toContainText("The browser does not say whether the name, the certificate or CORS is at fault.");
  await expect(row(page, "redis")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: /^n\b/ })).toHaveAccessibleName(/stale|failed/);
  await retry(page, note);
  await expect(note).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: /^n\b/ })).toHaveAccessibleName(/live/);
});

test("a panel whose connection is lost keeps what was read, and says so", async ({ page }) => {
  await page.clock.install();
  await open(page, volume("gitlab-data", { query: "tab=json" }), HERE);
  const panel = side(page, "gitlab data");
  await expect(panel.getByRole("region", { name: "The item as JSON" })).toContainText('"Capacity"');
  await page.route("**/v1/**", (route) => route.abort("connectionrefused"));
  await again(page);
  await expect(panel.getByRole("alert")).toContainText(/Shown as read .* ago\./);
  await expect(panel.getByRole("region", { name: "The item as JSON" })).toContainText('"Capacity"');
  await retry(page, panel);
  await expect(panel.getByRole("alert")).toHaveCount(0);
});

test("read-truncated: a reading that breaks off is an error beside what the list knows, never half a volume", async ({ page }) => {
  await open(page, volume("read-truncated-example", { namespace: "sentinels", query: "q=read-truncated" }), HERE);
  const panel = side(page, "zz test: is read halfway");
  await expect(panel.getByRole("alert")).toContainText("GET /v1/volume/:type/:id: No answer came.");
  await expect(panel.getByRole("alert").getByRole("button", { name: "Retry" })).toBeVisible();
  const details = panel.getByRole("region", { name: "Details" });
  await expect(details).toContainText("ceph-rbd");
  await expect(details).toContainText("not reported");
  await panel.getByRole("tab", { name: "JSON" }).click();
  await expect(panel.getByRole("region", { name: "The item as JSON" })).not.toContainText('"RequestedCapabilities"');
});

for (const [namespace, heading, words] of [
  ["list-lost", "n did not answer", "The browser does not say whether"],
  ["list-fail-no-leader", "n could not list volumes", "500 No cluster leader"],
  ["list-fail-429", "n could not list volumes", "429 Your IP is issuing too many concurrent connections"],
  ["list-empty", "No volumes on n", "Use “Create volume” above."],
]) {
  test(`${namespace}: the page says what was answered`, async ({ page }) => {
    await known(page, namespace);
    await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace })]);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(words);
    await expect(page.getByRole("main")).not.toContainText("There is no namespace");
    await expect(page.getByRole("rowheader")).toHaveCount(0);
  });
}

test("an empty list of a namespace that is not there is not called empty", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "list-empty" })]);
  await expect(page.getByRole("heading", { name: "No volumes can be listed" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("There is no namespace list-empty, or this token may not see it.");
  await expect(page.getByRole("heading", { name: "No volumes on n" })).toHaveCount(0);
});

const MOST = "9223372036854775807";
const grouped = (digits) => `${digits.replace(/\B(?=(\d{3})+$)/g, "\u202f")} bytes`;

test("the largest size there is: shown to the byte, and not expanded", async ({ page }) => {
  await open(page, volume("thin-overcommit", { query: "q=thin-overcommit" }), HERE);
  const panel = side(page, "thin volume with the largest size there is");
  await expect(panel.getByRole("region", { name: "Details" })).toContainText(`8.0 EiB ${grouped(MOST)}`);
  await expect(panel.getByRole("button", { name: "Expand…" })).toHaveAccessibleDescription("It has the largest size there is.");
  await panel.getByRole("tab", { name: /^All fields/ }).click();
  await expect(panel.getByRole("definition").filter({ hasText: new RegExp(`^${MOST}$`) }).first()).toBeVisible();
  await panel.getByRole("tab", { name: "JSON" }).click();
  await expect(panel.getByRole("region", { name: "The item as JSON" })).toContainText(`"Capacity": ${MOST}`);
});

test("sizes in a form are exact: sent to the byte, and refused where they do not fit", async ({ page }) => {
  await open(page, doing("csi-create"), HERE);
  const form = side(page, "Create volume");
  const size = form.getByRole("textbox", { name: /^Minimum capacity/ });
  const call = form.getByRole("region", { name: "The request" });
  await form.getByRole("combobox", { name: "Unit of minimum capacity" }).selectOption("B");
  await size.fill(MOST);
  await expect(call).toContainText(`"RequestedCapacityMin": ${MOST}`);
  await size.fill("9007199254740993");
  await expect(call).toContainText('"RequestedCapacityMin": 9007199254740993');
  for (const [text, words] of [["9223372036854775808", /more than 2\^63-1 bytes/], ["0", /at least/i], ["0.5", /not a whole number of bytes/], ["-1", /is not a size/], ["1e9", /not a/]]) {
    await size.fill(text);
    await form.getByRole("button", { name: "Create volume", exact: true }).click();
    await expect(size, text).toHaveAttribute("aria-invalid", "true");
    await expect(size, text).toHaveAccessibleDescription(words);
  }
});

test("a size of 0 is a size that is not known: no zero, no made-up number", async ({ page }) => {
  await lists(page, [stub("none", { Capacity: 0 }), stub("negative", { Capacity: -1 }), stub("byte", { Capacity: 1 }), stub("most", { Capacity: "MOST" })]);
  await open(page, "/volumes", HERE);
  const cell = (id, name) => page.getByRole("row").filter({ has: row(page, id) }).getByRole("cell", { name, exact: true });
  for (const id of ["none", "negative"]) await expect(cell(id, "not reported"), id).toHaveCount(1);
  await expect(page.getByRole("row").filter({ has: row(page, "byte") }).getByTitle("1 bytes")).toHaveText("1B");
  // What is no number costs its cell, and nothing else of its row.
  await expect(cell("most", "MOST Could not be read. Capacity: found MOST, where a whole number belongs.")).toBeVisible();
  for (const id of ["none", "negative", "byte", "most"]) {
    await expect(cell(id, "free"), id).toBeVisible();
    await expect(cell(id, "not attached"), id).toBeVisible();
  }
});

test("null for every list is an empty cluster, and forms let one type", async ({ page }) => {
  await page.route(/\/v1\/(volumes|plugins|namespaces|nodes|node\/pools|regions)(\?|$|\/)/, (route) => route.fulfill({ json: null, headers: CORS }));
  await open(page, "/volumes", HERE);
  await expect(page.getByRole("heading", { name: "No volumes on n" })).toBeVisible();
  await startNew(page, "volume", /^Register volume/);
  const form = side(page, "Register volume");
  await expect(form.getByRole("textbox", { name: "Plugin" })).toBeEditable();
  await expect(form.getByText("There are no choices to show. Type the value.").first()).toBeVisible();
  await page.goto(`${VOLDECK_URL}#/snapshots`);
  await expect(page.getByRole("heading", { name: "No snapshots can be listed" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("There is no CSI plugin now that could list snapshots.");
});

test("null for every list and map of a volume: what it says is shown, the rest is not", async ({ page }) => {
  const whole = Object.entries(await ask(NOMAD_OPEN_URL, "volume/csi/gitlab-data"));
  const bare = Object.fromEntries(whole.map(([key, value]) => [key, typeof value === "object" ? null : value]));
  expect(Object.values(bare).filter((value) => value === null).length).toBeGreaterThan(8);
  await page.route(/\/v1\/volume\/csi\/gitlab-data\?/, (route) => route.fulfill({ json: bare, headers: CORS }));
  await open(page, volume("gitlab-data", { query: "q=gitlab-data" }), HERE);
  const panel = side(page, "gitlab data");
  await expect(panel.getByRole("region", { name: "Details" })).toContainText("500.0 GiB");
  await expect(panel.getByRole("region", { name: "Attached to" })).toContainText("1 writer");
  await expect(panel.getByRole("region", { name: "Attached to" })).not.toContainText("Not attached.");
  await panel.getByRole("tab", { name: "JSON" }).click();
  await expect(panel.getByRole("region", { name: "The item as JSON" })).toContainText('"Allocations": null');
  await expect(panel.getByRole("alert")).toHaveCount(0);
});

for (const [what, address, heading, words] of [
  ["an address where nothing is", "http://127.0.0.1:9", "n did not answer", "The browser does not say whether the name, the certificate or CORS is at fault. Check the address"],
  ["a server that is not Nomad", VOLDECK_URL, "n could not list volumes", "404 There is no file v1/volumes"],
]) {
  test(`${what}: the list says so, and leads to the connection`, async ({ page }) => {
    await open(page, "/volumes", [connection(address)]);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(words);
    await page.getByRole("link", { name: "Open the connection" }).click();
    await expect(page.getByRole("textbox", { name: /^Address/ })).toHaveValue(address);
  });
}

test("what could not be read is told of the connections that the filter asks for", async ({ page }) => {
  const note = (name) => table(page).getByRole("row", { name: new RegExp(`^${name} could be read in part`) });
  const filter = page.getByRole("textbox", { name: "Filter snapshots" });
  await open(page, "/snapshots", [], undefined, ["nomad-demo", "lunanode-demo"]);
  await expect(note("nomad-demo")).toBeVisible();
  await expect(note("lunanode-demo")).toBeVisible();
  await filter.fill("connection:lunanode");
  await expect(note("lunanode-demo")).toBeVisible();
  await expect(note("nomad-demo")).toHaveCount(0);
  await filter.fill("-provider:lunanode");
  await expect(note("nomad-demo")).toBeVisible();
  await expect(note("lunanode-demo")).toHaveCount(0);
  await filter.fill("before");
  await expect(note("lunanode-demo")).toBeVisible();
});
