// Answers that say less than they seem to, come from somebody else, or leave open what was done: what the console makes of them.
// The server is played here, call by call, because no simulator should have to be that wrong.
import { connection, expect, messages, open, row, side, table, test, totals, volume } from "./harness.mjs";

const HERE = [connection("/relay/played")];
const PAGE = "<html><body><h1>504 Gateway Time-out</h1>\nNo answer came in time from behind this gateway.\n</body></html>";

const json = (body, { index = 100, status = 200 } = {}) => ({ status, json: body, headers: { "X-Nomad-Index": String(index) } });
const refusal = (body, status = 500) => ({ status, contentType: "text/plain", body });
const page504 = { status: 504, contentType: "text/html", body: PAGE };

const csi = (ID, more = {}) => ({
  ID, Name: ID, Namespace: "default", ExternalID: `ext-${ID}`, PluginID: "p1", Provider: "csi.example", Schedulable: true, ControllerRequired: true,
  ControllersHealthy: 1, ControllersExpected: 1, NodesHealthy: 2, NodesExpected: 2, AccessMode: "single-node-writer", AttachmentMode: "file-system",
  CurrentReaders: 0, CurrentWriters: 0, Topologies: [], CreateIndex: 5, ModifyIndex: 6, ...more,
});
const full = (stub, more = {}) => {
  const { CurrentReaders, CurrentWriters, ...rest } = stub;
  return { ...rest, Allocations: [], ReadAllocs: {}, WriteAllocs: {}, RequestedCapabilities: [{ AccessMode: "single-node-writer", AttachmentMode: "file-system" }], ...more };
};

/** A server that answers as told: by `METHOD path`, with a query appended where one decides; a function is asked each time. Calls that
 * wait for a change hang, unless they are told of. Returns the calls that came, in order. */
async function serve(page, answers, version = "1.10.5") {
  const calls = [];
  const usual = {
    "GET /v1/agent/self": json({ config: { Version: { Version: version, VersionPrerelease: "" } } }),
    "GET /v1/volumes?type=csi": json([]),
    "GET /v1/volumes?type=host": json([]),
    "GET /v1/plugins": json([]),
    "GET /v1/volumes/claims": json([]),
    "GET /v1/namespaces": json([{ Name: "default" }]),
    "GET /v1/acl/token/self": refusal("ACL support disabled", 400),
  };
  await page.route("**/relay/played/v1/**", async (route) => {
    const url = new URL(route.request().url());
    const path = `${route.request().method()} ${url.pathname.replace("/relay/played", "")}`;
    const type = url.searchParams.get("type");
    const held = url.searchParams.has("index");
    calls.push(`${path}${held ? " held" : ""}`);
    const known = { ...usual, ...answers };
    const names = [held && `${path}?held`, type && `${path}?type=${type}`, path].filter(Boolean);
    if (held && !(names[0] in known)) return; // Held until the page goes.
    const found = names.map((name) => known[name]).find((answer) => answer !== undefined);
    const answer = typeof found === "function" ? await found(url) : found;
    if (answer === "lost") return route.abort("connectionclosed").catch(() => {});
    await route.fulfill(answer ?? refusal("resource not found", 404)).catch(() => {});
  });
  return calls;
}

const after = (millis, answer) => async () => { await new Promise((resolve) => setTimeout(resolve, millis)); return answer; };
const chip = (page, state) => page.getByRole("banner").getByRole("button", { name: state });
const cell = (page, name, column) => page.getByRole("row", { name: new RegExp(`^${name}\\b`) }).getByRole("cell").nth(column);

test("a list that does not tell who uses a volume is not taken for nobody, and the panel's answer updates the row", async ({ page }) => {
  const listed = { ID: "aaaaaaaa-0000-4000-8000-000000000001", Name: "pg-busy", Namespace: "default", PluginID: "mkdir", NodePool: "default", NodeID: "7d399036-0000-4000-8000-000000000001", CapacityBytes: 1073741824, State: "ready", CreateIndex: 10, ModifyIndex: 10 };
  const allocation = { ID: "b1020000-0000-4000-8000-00000000000a", Name: "pg.db[0]", NodeID: listed.NodeID, NodeName: "client-1", ClientStatus: "running", DesiredStatus: "run" };
  await serve(page, {
    "GET /v1/volumes?type=host": json([listed]),
    [`GET /v1/volume/host/${listed.ID}`]: json({ ...listed, HostPath: "/srv/pg-busy", Allocations: [allocation] }),
  });
  // Wide enough for the column beside the panel.
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, "/volumes?q=unattached", HERE);
  await expect(page.getByRole("heading", { name: "None of 1 volumes match" })).toBeVisible();
  await open(page, "/volumes?q=-unattached", HERE);
  await expect(page.getByRole("heading", { name: "None of 1 volumes match" })).toBeVisible();
  await open(page, "/volumes", HERE);
  await expect(cell(page, "pg-busy", 2)).toHaveText("not reported");
  await row(page, "pg-busy").click();
  await expect(side(page, "pg-busy").getByRole("region", { name: "Attached to" })).toContainText("pg.db[0]");
  await expect(cell(page, "pg-busy", 2)).toHaveText("pg.db[0]");
});

test("what only the list counts counts in the panel and its actions too", async ({ page }) => {
  const stub = csi("zk-data", { CurrentWriters: 1 });
  await serve(page, {
    "GET /v1/volumes?type=csi": json([stub]),
    "GET /v1/volume/csi/zk-data": json(full(stub, { ReadAllocs: null, WriteAllocs: null })),
  }, "1.2.6");
  await open(page, "/volumes", HERE);
  await row(page, "zk-data").click();
  const panel = side(page, "zk-data");
  await expect(panel.getByRole("region", { name: "Attached to" })).toContainText("1 writer");
  await panel.getByRole("button", { name: "More actions" }).click();
  await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByRole("menuitem", { name: /^Detach…/ })).not.toHaveAttribute("aria-disabled", "true");
});

for (const [cut, answer] of [["a gateway’s page", page504], ["a gateway’s text", refusal("upstream request timeout", 504)], ["an empty answer", { status: 200, body: "" }], ["a closed connection", "lost"]]) {
  test(`a held reading that ${cut} cuts short after a while leaves the list live`, async ({ page }) => {
    const calls = await serve(page, { "GET /v1/volumes?type=csi": json([csi("data")]), "GET /v1/volumes?held": after(1200, answer) });
    await open(page, "/volumes", HERE);
    await expect(row(page, "data")).toBeVisible();
    const seen = await page.evaluateHandle(() => {
      const seen = new Set();
      const look = () => { const found = document.body.textContent.match(/\bstale\b|\bfailed\b|Gateway|unavailable/); if (found) seen.add(found[0]); };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      return seen;
    });
    await expect.poll(() => calls.filter((call) => call === "GET /v1/volumes held").length, { timeout: 20_000 }).toBeGreaterThan(8);
    expect(await seen.evaluate((seen) => [...seen])).toEqual([]);
    await expect(chip(page, /1 live/)).toBeVisible();
    // The mark was kept: nothing was read from the beginning again.
    expect(calls.filter((call) => call === "GET /v1/volumes").length).toBeLessThan(4);
  });
}

test("one refusal of a server that restarts is asked about again, and the list is live again", async ({ page }) => {
  let [lists, held] = [0, 0];
  const refuse = refusal("Permission denied", 403);
  await serve(page, {
    "GET /v1/volumes?type=csi": () => { lists += 1; return lists === 2 ? refuse : json([csi("data")]); },
    "GET /v1/volumes?held": () => { held += 1; return held <= 2 ? refuse : new Promise(() => {}); },
  });
  await open(page, "/volumes", HERE);
  await expect(row(page, "data")).toBeVisible();
  await expect(chip(page, /1 (stale|failed)/)).toBeVisible();
  await expect(row(page, "data")).toBeVisible();
  await expect(chip(page, /1 live/)).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => held).toBeGreaterThan(2);
});

test("a gateway in the server’s place is said to be one", async ({ page }) => {
  await serve(page, { "GET /v1/volumes?type=csi": page504 });
  await open(page, "/volumes", HERE);
  const note = page.locator("main");
  await expect(note).toContainText("temporarily unavailable", { timeout: 15_000 });
  await expect(note).not.toContainText("another service");
});

test("a plugin that lists no snapshots, and a server that has none, are named", async ({ page }) => {
  const plugin = { ID: "zfs-csi", Provider: "zfs", ControllersHealthy: 1, ControllersExpected: 1, NodesHealthy: 1, NodesExpected: 1 };
  const info = { SupportsCreateDelete: true, SupportsCreateDeleteSnapshot: true, SupportsListSnapshots: false };
  await serve(page, { "GET /v1/plugins": json([plugin]), "GET /v1/plugin/csi/zfs-csi": json({ ...plugin, Controllers: { n: { ControllerInfo: info } } }) });
  await open(page, "/snapshots", HERE);
  await expect(page.locator("main")).toContainText("zfs-csi does not list snapshots");
  await expect(page.locator("main")).not.toContainText("empty list");
  await page.unroute("**/relay/played/v1/**");
  await serve(page, {}, "1.0.4");
  await page.reload();
  await expect(page.locator("main")).toContainText("Nomad 1.0.4 has no snapshots");
});

test("two volumes of one name show their ids, and the one that is deleted is typed by its own", async ({ page }) => {
  const [one, other] = [csi("data", { Name: "shared" }), csi("dataset", { Name: "shared" })];
  const plugin = { ID: "p1", Provider: "csi.example", ControllersHealthy: 1, ControllersExpected: 1, Controllers: { n: { ControllerInfo: { SupportsCreateDelete: true } } } };
  await serve(page, {
    "GET /v1/volumes?type=csi": json([one, other]),
    "GET /v1/volume/csi/data": json(full(one)), "GET /v1/volume/csi/dataset": json(full(other)),
    "GET /v1/plugins": json([plugin]), "GET /v1/plugin/csi/p1": json(plugin),
  });
  await open(page, "/volumes", HERE);
  const rows = table(page).getByRole("rowheader", { name: /shared/ });
  await expect(rows.nth(0)).toContainText("data");
  await expect(rows.nth(1)).toContainText("dataset");
  await rows.nth(1).getByRole("link").click();
  const panel = side(page, "shared");
  await panel.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: /^Delete…/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("dataset");
  await expect(dialog.getByLabel("Type dataset")).toBeVisible();
});

test("a volume that came into use since the question was asked is not deleted", async ({ page }) => {
  const stub = csi("data");
  const plugin = { ID: "p1", Provider: "csi.example", ControllersHealthy: 1, ControllersExpected: 1, Controllers: { n: { ControllerInfo: { SupportsCreateDelete: true } } } };
  const allocation = { ID: "a1", Name: "db.app[0]", NodeID: "n1", NodeName: "client-1", ClientStatus: "running", DesiredStatus: "run" };
  let used = false;
  const calls = await serve(page, {
    "GET /v1/volumes?type=csi": json([stub]),
    "GET /v1/volume/csi/data": () => json(full(stub, used ? { Allocations: [allocation], WriteAllocs: { a1: null } } : {})),
    "GET /v1/plugins": json([plugin]), "GET /v1/plugin/csi/p1": json(plugin),
    "DELETE /v1/volume/csi/data/delete": json(null),
  });
  await open(page, volume("data", { query: "do=csi-delete&at=n&on=volume%3Acsi%252Fdefault%252Fdata" }).replace("%253A", "%3A"), HERE);
  await row(page, "data").waitFor();
  await open(page, "/volumes", HERE);
  await row(page, "data").click();
  await side(page, "data").getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: /^Delete…/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type data").fill("data");
  used = true;
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("db.app[0]");
  await expect(dialog.getByRole("alert")).toContainText("nothing was done");
  expect(calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
});

test("a delete that was refused after the storage was destroyed says what is gone", async ({ page }) => {
  const stub = csi("data");
  const plugin = { ID: "p1", Provider: "csi.example", ControllersHealthy: 1, ControllersExpected: 1, Controllers: { n: { ControllerInfo: { SupportsCreateDelete: true, SupportsListVolumes: true } } } };
  let there = true;
  await serve(page, {
    "GET /v1/volumes?type=csi": json([stub]), "GET /v1/volume/csi/data": json(full(stub)),
    "GET /v1/plugins": json([plugin]), "GET /v1/plugin/csi/p1": json(plugin),
    "GET /v1/volumes/external": () => json({ Volumes: there ? [{ ExternalID: "ext-data", CapacityBytes: 1 << 30, PublishedExternalNodeIDs: [], IsAbnormal: false }] : [], NextToken: "" }),
    "DELETE /v1/volume/csi/data/delete": () => { there = false; return refusal("volume in use: data"); },
  });
  await open(page, "/volumes", HERE);
  await row(page, "data").click();
  await side(page, "data").getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: /^Delete…/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type data").fill("data");
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  const message = messages(page).getByRole("alert");
  await expect(message).toContainText(/storage is gone/);
  await expect(page.locator("body")).not.toContainText("nothing was done");
});

test("a number in an odd spelling, and a field that cannot be read, cost no row", async ({ page }) => {
  await serve(page, {
    "GET /v1/volumes?type=host": json([
      { ID: "aaaaaaaa-0000-4000-8000-000000000001", Name: "plain", Namespace: "default", PluginID: "mkdir", State: "ready", CapacityBytes: "5368709120", CreateTime: "2025-01-06t19:30:25+01:00" },
      { ID: "aaaaaaaa-0000-4000-8000-000000000002", Name: "strange", Namespace: "default", PluginID: "mkdir", State: "ready", CapacityBytes: "a lot", NodeID: null },
    ]),
  });
  await open(page, "/volumes", HERE);
  await expect(cell(page, "plain", 1)).toHaveText(/5\.0\s*GiB/);
  await expect(cell(page, "strange", 1)).toContainText("a lot");
  await expect(cell(page, "strange", 0)).toContainText("ready");
  await expect(totals(page)).toContainText("2 total");
});

test("messages take a place of their own: they cover no button", async ({ page }) => {
  const stub = csi("data");
  await serve(page, { "GET /v1/volumes?type=csi": json([stub]), "GET /v1/volume/csi/data": json(full(stub)), "PUT /v1/volumes/snapshot": "lost", "GET /v1/volumes/snapshot": json({ Snapshots: [] }) });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await open(page, "/volumes", HERE);
    await row(page, "data").click();
    const panel = side(page, "data");
    for (const again of [0, 1]) {
      await panel.getByRole("button", { name: /^Create snapshot…/ }).click();
      const form = side(page, /^Create snapshot/);
      await form.getByRole("textbox", { name: /^Name/ }).fill(`s${again}`);
      // Playwright presses only what nothing covers.
      await form.getByRole("button", { name: "Create snapshot", exact: true }).click({ timeout: 5_000 });
      await expect(messages(page).getByRole("alert").first()).toBeVisible();
    }
  }
});
