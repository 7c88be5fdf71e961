// The console against a real Cinder behind a real Keystone, which `cargo xtask test` starts; and what Cinder itself says afterwards.
import { expect, fillIn, go, gone, hidesSecrets, messages, opened, perform, row, side, signIn, signing, test, tested, totals } from "./harness.mjs";

const { REAL_KEYSTONE_URL: KEYSTONE, REAL_CINDER_URL: CINDER, REAL_FRONT_URL: FRONT, REAL_STORAGE_ID: STORAGE, REAL_ANALYTICS_ID: ANALYTICS } = process.env;

// One after the other: lists are compared as a whole, and the front's faults are for everyone.
test.describe.configure({ mode: "default" });
test.skip(!KEYSTONE, "there is no real Cinder here");
test.setTimeout(120_000);

const PASSWORD = "demo-alice-password";
const CLOUD = { provider: "cinder", title: "OpenStack Cinder", below: "", sign: { Password: PASSWORD } };
/** The settings of a connection of alice's. */
const settings = (region, project = "storage") => ({ auth: "password", user: "alice", user_domain: "Default", project, region });
/** Both servers themselves, of other origins than the page. */
const straight = (page, route, project) => signIn(page, CLOUD, route, { address: `${KEYSTONE}/v3`, settings: settings("RegionOne", project) });
/** Through the front, which counts and can fail. */
const fronted = (page, route) => signIn(page, CLOUD, route, { address: `${FRONT}/identity/v3`, settings: settings("RegionTwo") });
/** [opened] takes places. */
const HERE = { at: "relayed", enter: go };

let token;
/** What Cinder itself answers: status and body. */
async function ask(method, path, body, project = STORAGE) {
  if (!token?.[project]) {
    const user = { name: "alice", domain: { id: "default" }, password: PASSWORD };
    const auth = { identity: { methods: ["password"], password: { user } }, scope: { project: { id: project } } };
    const answer = await fetch(`${KEYSTONE}/v3/auth/tokens`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ auth }) });
    expect(answer.status).toBe(201);
    token = { ...token, [project]: answer.headers.get("X-Subject-Token") };
  }
  const headers = { "X-Auth-Token": token[project], "OpenStack-API-Version": "volume 3.71", ...(body && { "Content-Type": "application/json" }) };
  const answer = await fetch(`${CINDER}/v3/${project}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : text };
}

/** All items of a collection, page by page. */
async function all(collection) {
  let found = [];
  for (;;) {
    const { status, body } = await ask("GET", `/${collection}/detail${found.length ? `?marker=${found.at(-1).id}` : ""}`);
    if (status === 200 && !body[collection].length) return found;
    // What ended the last page may be gone by now: then from the beginning.
    found = status === 200 ? [...found, ...body[collection]] : [];
  }
}

const named = async (collection, name) => (await all(collection)).filter((one) => one.name === name);

/** Waits until Cinder says that what is called so is in this state; [null] is gone. */
async function until(collection, name, status) {
  await expect.poll(async () => (await named(collection, name))[0]?.status ?? null, { timeout: 30_000 }).toBe(status);
  return (await named(collection, name))[0];
}

const control = (command, body = {}) => fetch(`${FRONT}/__faults/${command}`, { method: "POST", body: JSON.stringify(body) });
/** The writes that reached Cinder through the front: `POST /volumes 202`. */
const arrived = async () =>
  (await (await control("writes")).json()).filter(({ path }) => path.startsWith("/volume/")).map(({ method, path, status }) => `${method} ${path.split(STORAGE)[1]} ${status}`);

/** Takes away what a test has left, its own or a broken one's. */
async function clean() {
  await control("reset");
  const ours = (one) => one.name?.startsWith("spec ");
  for (const one of (await all("group_snapshots")).filter(ours)) await ask("DELETE", `/group_snapshots/${one.id}`);
  await expect.poll(async () => (await all("group_snapshots")).filter(ours).length, { timeout: 30_000 }).toBe(0);
  for (const one of (await all("groups")).filter(ours)) await ask("POST", `/groups/${one.id}/action`, { delete: { "delete-volumes": true } });
  for (const one of (await all("volumes")).filter((one) => ours(one) && !one.group_id)) await ask("DELETE", `/volumes/${one.id}?cascade=true`);
  await expect.poll(async () => (await all("volumes")).filter(ours).length + (await all("groups")).filter(ours).length, { timeout: 30_000 }).toBe(0);
}

test.beforeEach(clean);
test.afterAll(clean);

/** Makes a volume past the console, and waits until it is there. */
async function make(name, more = {}) {
  expect((await ask("POST", "/volumes", { volume: { size: 1, name, volume_type: "fast-ssd", ...more } })).status).toBe(202);
  return until("volumes", name, "available");
}

test("the form's test passes, offers projects and regions, and sends no write to Cinder", async ({ page }) => {
  const form = await signing(page, CLOUD, { address: `${FRONT}/identity/v3`, values: { User: "alice" } });
  // Neither project nor region is chosen: each test says from what one can choose.
  const again = async (says) => {
    await form.getByRole("button", { name: "Test" }).click();
    await expect(form).toContainText(says);
  };
  await again(/Choose a project\. Its projects are (storage, analytics|analytics, storage)\./);
  await fillIn(form, { Project: "storage" });
  await again(/Choose a region\. Its regions are (RegionOne, RegionTwo|RegionTwo, RegionOne)\./);
  await fillIn(form, { Region: "RegionTwo" });
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page).getByText(/only reads were sent/)).toBeVisible();
  await expect(tested(page).getByRole("alert")).toHaveCount(0);
  expect(await arrived()).toEqual([]);
});

test("a volume is created and watched, grows, is kept, copied and destroyed, and no write is sent twice", async ({ page }) => {
  await fronted(page, "/volumes?do=volume-create&at=relayed");
  const form = side(page, "Create volume");
  await fillIn(form, { Name: "spec data", Size: "2", Type: "fast-ssd", Metadata: "env=spec" });
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  await expect(messages(page)).toContainText("Creating spec data.");
  const panel = await opened(page, HERE, "volume", "spec data");
  await expect(panel).toContainText("available");
  await expect(panel.getByRole("region", { name: "Details" })).toContainText("env=spec");
  expect((await named("volumes", "spec data")).map(({ size, status }) => ({ size, status }))).toEqual([{ size: 2, status: "available" }]);

  await perform(page, panel, "spec data", "Extend", { values: { Size: "3" } });
  await expect(messages(page)).toContainText("Extending spec data to 3 GiB.");
  await expect(panel).toContainText("3 GiB");
  await expect.poll(async () => (await named("volumes", "spec data"))[0].size).toBe(3);

  await perform(page, panel, "spec data", "Create snapshot", { values: { Name: "spec before" } });
  await expect(messages(page)).toContainText("Taking spec before of spec data.");
  await until("snapshots", "spec before", "available");
  await panel.getByRole("tab", { name: "Snapshots" }).click();
  await expect(panel.getByRole("link", { name: "spec before" })).toBeVisible();

  const kept = await opened(page, HERE, "snapshot", "spec before");
  await expect(kept).toContainText("available");
  await perform(page, kept, "spec before", "Create volume from snapshot", { values: { Name: "spec again" } });
  await expect(messages(page)).toContainText("Creating spec again.");
  const again = await until("volumes", "spec again", "available");
  expect([again.snapshot_id, again.size]).toEqual([(await named("snapshots", "spec before"))[0].id, 3]);

  const whole = await opened(page, HERE, "volume", "spec data");
  await perform(page, whole, "spec data", "Delete with snapshots (cascade)", { typed: true });
  await expect(messages(page)).toContainText("Deleting spec data.");
  await until("volumes", "spec data", null);
  await until("snapshots", "spec before", null);
  await go(page, `/volumes?q=${encodeURIComponent("connection:relayed spec data")}`);
  await gone(page, "spec data");

  const writes = (await arrived()).map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "ID"));
  expect(writes).toEqual(["POST /volumes 202", "POST /volumes/ID/action 202", "POST /snapshots 202", "POST /volumes 202", "DELETE /volumes/ID 202"]);
});

test("straight to both servers: their own CORS lets the page in, and its list is theirs", async ({ page }) => {
  await make("spec one");
  await make("spec two", { size: 4, volume_type: "shared" });
  await ask("POST", "/volumes", { volume: { size: 1, name: "spec hopeless", volume_type: "legacy-san" } });
  await until("volumes", "spec hopeless", "error");
  await straight(page, "/volumes?q=connection:relayed");
  const told = await all("volumes");
  await expect(totals(page)).toContainText(`${told.length} found`);
  for (const { name, status, size } of told.filter((one) => one.name?.startsWith("spec "))) {
    const line = page.getByRole("row").filter({ has: row(page, name) });
    await expect(line).toContainText(status);
    await expect(line).toContainText(`${size}.0GiB`);
  }
  const panel = await opened(page, HERE, "volume", "spec hopeless");
  await expect(panel).toContainText("schedule allocate volume:Could not find any available weighted backend.");
  await hidesSecrets(page, [PASSWORD]);
});

test("a quota is shown before, and its refusal is told in Cinder's words", async ({ page }) => {
  await straight(page, "/volumes?do=volume-create&at=relayed", "analytics");
  const form = side(page, "Create volume");
  await fillIn(form, { Name: "spec too large", Size: "1500" });
  await expect(form.getByRole("region", { name: "Quota" })).toContainText(/1.?000 GiB|1000/);
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  await expect(form.getByRole("alert").first()).toContainText(/413.*VolumeSizeExceedsAvailableQuota/);
  expect((await ask("GET", "/volumes", undefined, ANALYTICS)).body.volumes.filter(({ name }) => name === "spec too large")).toEqual([]);
});

test("a volume does not shrink: it is told at the field, and nothing is sent; Cinder says the same", async ({ page }) => {
  const { id } = await make("spec small", { size: 3 });
  await fronted(page, "/volumes");
  const panel = await opened(page, HERE, "volume", "spec small");
  await perform(page, panel, "spec small", "Extend", { values: { Size: "2" } });
  await expect(side(page, /^Extend/)).toContainText(/[Aa]t least/);
  expect(await arrived()).toEqual([]);
  const refused = await ask("POST", `/volumes/${id}/action`, { "os-extend": { new_size: 2 } });
  expect([refused.status, refused.body.badRequest.message]).toEqual([400, expect.stringContaining("must be greater than current size")]);
});

test("what has dependents is not deleted alone: the reason is told, and Cinder says the same", async ({ page }) => {
  const { id } = await make("spec parent");
  await ask("POST", "/snapshots", { snapshot: { volume_id: id, name: "spec child" } });
  await until("snapshots", "spec child", "available");
  await fronted(page, "/snapshots?q=spec+child");
  await expect(row(page, "spec child")).toBeVisible();
  const panel = await opened(page, HERE, "volume", "spec parent");
  const button = panel.getByRole("button", { name: "Delete…", exact: true });
  if (await button.count()) await expect(button).toHaveAccessibleDescription(/snapshots/);
  else {
    await panel.getByRole("button", { name: "More actions" }).click();
    const item = page.getByRole("menuitem", { name: /^Delete…/ });
    await expect(item).toHaveAttribute("aria-disabled", "true");
    await expect(item).toContainText("snapshots");
  }
  expect((await ask("DELETE", `/volumes/${id}`)).status).toBe(400);
});

test("a group of three, its snapshot, and a group of that", async ({ page }) => {
  await fronted(page, "/groups?do=group-create&at=relayed");
  const form = side(page, "Create group");
  await fillIn(form, { Name: "spec group", "Group type": "loose", "Volume type": "fast-ssd" });
  await form.getByRole("button", { name: "Create group", exact: true }).click();
  await expect(messages(page)).toContainText("Creating spec group.");
  const group = await until("groups", "spec group", "available");
  for (const name of ["spec a", "spec b"]) await make(name, { group_id: group.id });
  await make("spec c");

  await go(page, "/volumes?q=spec");
  await expect(row(page, "spec c")).toBeVisible();
  const panel = await opened(page, HERE, "group", "spec group");
  await perform(page, panel, "spec group", "Add volume", { values: { Volume: "spec c" } });
  await expect(messages(page)).toContainText("Adding a volume to spec group.");
  await expect.poll(async () => (await ask("GET", `/groups/${group.id}?list_volume=true`)).body.group.volumes.length).toBe(3);
  await until("groups", "spec group", "available");

  const three = await opened(page, HERE, "group", "spec group", "spec group available");
  await expect(three.getByRole("region", { name: "Members" }).getByRole("listitem")).toHaveCount(3);
  await perform(page, three, "spec group", "Create group snapshot", { values: { Name: "spec moment" } });
  await expect(messages(page)).toContainText("Taking spec moment of spec group.");
  const { id } = await until("group_snapshots", "spec moment", "available");
  // Its parts are snapshots of the same name.
  await go(page, `/snapshots/relayed/${encodeURIComponent(`group_snapshots/${id}`)}`);
  const moment = side(page, "spec moment");
  await expect(moment).toContainText("available");
  await perform(page, moment, "spec moment", "Create group from snapshot", { values: { Name: "spec group again" } });
  await expect(messages(page)).toContainText("Creating spec group again.");
  const again = await until("groups", "spec group again", "available");
  expect((await ask("GET", `/groups/${again.id}?list_volume=true`)).body.group.volumes).toHaveLength(3);
  const copied = await opened(page, HERE, "group", "spec group again");
  await expect(copied.getByRole("region", { name: "Members" }).getByRole("listitem")).toHaveCount(3);
  await perform(page, copied, "spec group again", "Delete", { typed: true });
  await expect(messages(page)).toContainText("Deleting spec group again.");
  await until("groups", "spec group again", null);
});

/** What goes wrong, whether the call reaches Cinder, and what the console says in the end. */
const FAULTS = [
  ["a reset before the server", { fault: "reset" }, false, /Not applied/],
  ["a reset after the server acted", { fault: "reset", after: true }, true, /Applied\./],
  ["a close after the server acted", { fault: "close", after: true }, true, /Applied\./],
  ["a gateway's page before the server", { fault: "page", value: 502 }, false, /Not applied/],
  ["a gateway's page after the server acted", { fault: "page", value: 502, after: true }, true, /Applied\./],
  ["an answer three seconds late", { fault: "delay", value: 3000, after: true }, true, /spec faulty/],
];

for (const [what, fault, reaches, says] of FAULTS) {
  test(`${what}: what is told of a creation is so, and it was sent once`, async ({ page }) => {
    await fronted(page, "/volumes?do=volume-create&at=relayed");
    const form = side(page, "Create volume");
    await fillIn(form, { Name: "spec faulty", Size: "1" });
    await control("arm", { method: "POST", path: "/volumes", ...fault });
    await form.getByRole("button", { name: "Create volume", exact: true }).click();
    await expect(messages(page)).toContainText(says);
    expect(await arrived()).toEqual(reaches ? ["POST /volumes 202"] : []);
    expect(await named("volumes", "spec faulty")).toHaveLength(reaches ? 1 : 0);
  });

  test(`${what}: what is told of a deletion is so, and it was sent once`, async ({ page }) => {
    const { id } = await make("spec faulty");
    await fronted(page, "/volumes");
    const panel = await opened(page, HERE, "volume", "spec faulty");
    await control("arm", { method: "DELETE", path: "/volumes/", ...fault });
    await perform(page, panel, "spec faulty", "Delete", { typed: true });
    await expect(messages(page)).toContainText(says);
    expect(await arrived()).toEqual(reaches ? [`DELETE /volumes/${id} 202`] : []);
    if (reaches) await until("volumes", "spec faulty", null);
    else expect((await named("volumes", "spec faulty"))[0].status).toBe("available");
  });
}

test("an answer to a creation that breaks off is looked after", async ({ page }) => {
  await fronted(page, "/volumes?do=volume-create&at=relayed");
  const form = side(page, "Create volume");
  await fillIn(form, { Name: "spec cut", Size: "1" });
  await control("arm", { method: "POST", path: "/volumes", fault: "cut", value: 20 });
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText(/Applied\..*spec cut/);
  expect(await arrived()).toEqual(["POST /volumes 202"]);
  expect(await named("volumes", "spec cut")).toHaveLength(1);
});

test("a server's own 500 is told in its words, and nothing was done", async ({ page }) => {
  await fronted(page, "/volumes?do=volume-create&at=relayed");
  const form = side(page, "Create volume");
  await fillIn(form, { Name: "spec failed", Size: "1" });
  await control("arm", { method: "POST", path: "/volumes", fault: "status", value: 500 });
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  await expect(form.getByRole("alert").first()).toContainText("500 The proxy answers so, as asked for.");
  expect(await named("volumes", "spec failed")).toEqual([]);
});

test("no answer for half a minute: unknown, and then what was found", async ({ page }) => {
  await fronted(page, "/volumes?do=volume-create&at=relayed");
  const form = side(page, "Create volume");
  await fillIn(form, { Name: "spec hanging", Size: "1" });
  await control("arm", { method: "POST", path: "/volumes", fault: "hang", after: true });
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText(/Applied\..*spec hanging/, { timeout: 60_000 });
  expect(await arrived()).toEqual(["POST /volumes 202"]);
  expect(await named("volumes", "spec hanging")).toHaveLength(1);
});
