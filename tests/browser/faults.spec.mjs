// What a server can do wrong, and what the console makes of it.
import { connection, doing, expect, messages, NOMAD_OPEN_URL, open, row, side, table, test, volume, writes } from "./desk.mjs";

const HERE = [connection(NOMAD_OPEN_URL)];

/** Takes a snapshot of a volume whose name makes the server misbehave. */
async function snapshot(page, id, name) {
  await open(page, doing("csi-snapshot", id, { namespace: "sentinels" }), HERE);
  const form = side(page, `Snapshot ${name}`);
  await form.getByRole("button", { name: "Snapshot", exact: true }).click();
  return form;
}

for (const [id, name, words] of [
  ["fail-403-example", "zz test: every write is forbidden", "403 Permission denied"],
  ["fail-500-example", "zz test: every write fails inside the server", "500 rpc error: failed to get conn"],
  ["fail-no-leader-example", "zz test: every write finds no leader", "500 No cluster leader"],
  ["fail-plugin-example", "zz test: every write fails in the storage plugin", "No space left on device"],
  ["fail-429-example", "zz test: every write hits the connection limit", "429 Your IP is issuing too many"],
]) {
  test(`${id}: the server's words stand in the form`, async ({ page }) => {
    const form = await snapshot(page, id, name);
    await expect(form.getByRole("alert")).toContainText("Nomad refused it; nothing was done.");
    await expect(form.getByRole("alert")).toContainText(words);
    await expect(form.getByRole("button", { name: "Snapshot", exact: true })).toBeEnabled();
  });
}

test("a lost answer is unknown at first, and then what was found", async ({ page }) => {
  await open(page, doing("csi-expand", "lost-answer-example", { namespace: "sentinels" }), HERE);
  // The looking is held back, so that what is said before it can be seen.
  let look;
  const held = new Promise((resolve) => { look = resolve; });
  const form = side(page, "Expand zz test: writes act but never answer");
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("5");
  await page.route("**/v1/volume/csi/lost-answer-example?*", async (route) => { if (route.request().method() === "GET") await held; await route.continue(); });
  // Counted where the console hands them over: on a kept-alive connection that closes without an answer, Chromium itself may
  // send a request again, which no page can see or forbid.
  const sent = [];
  page.on("request", (request) => { if (request.method() !== "GET") sent.push(`${request.method()} ${new URL(request.url()).pathname}`); });
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText("outcome unknown");
  look();
  await expect(messages(page).getByRole("alert")).toContainText("It happened.");
  await expect(messages(page).getByRole("alert")).toHaveCount(1);
  expect(sent.filter((line) => !line.startsWith("OPTIONS"))).toEqual(["PUT /v1/volume/csi/lost-answer-example"]);
});

test("a request that never arrived is looked for, and did not happen", async ({ page }) => {
  await open(page, doing("csi-expand", "lost-request-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: writes never arrive");
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("5");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText(/the answer was lost.*It did not happen/);
});

test("an answer that breaks off is looked after", async ({ page }) => {
  await open(page, doing("csi-expand", "truncated-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: answers to writes break off");
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("5");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText("It happened.");
});

test("a proxy's page in place of an answer to a write is not taken for success", async ({ page }) => {
  await open(page, doing("csi-expand", "html-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: a proxy answers writes");
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("5");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: /HTML page/ })).toBeVisible();
  await expect(page.getByText(/Expanded zz test: a proxy/)).toHaveCount(0);
});

test("a volume that cannot be read shows why, beside what the list knows", async ({ page }) => {
  await open(page, volume("read-fail-500-example", { namespace: "sentinels" }), HERE);
  const panel = side(page, "zz test: cannot be read");
  await expect(panel.getByRole("alert")).toContainText("500 rpc error");
  await expect(panel.getByRole("region", { name: "Facts" })).toContainText("ceph-rbd");
});

for (const [namespace, heading, words] of [
  ["list-fail-500", "n could not list volumes", "500 rpc error"],
  ["list-403", "Not allowed to list volumes on n", "403 Permission denied"],
  ["list-html", "n answered something that is not a list of volumes", "HTML page"],
  ["list-html-200", "n answered something that is not a list of volumes", "HTML page"],
]) {
  test(`${namespace}: the page says what was answered, and asks again`, async ({ page }) => {
    await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace })]);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(words);
    const again = page.waitForRequest((request) => request.url().includes("/v1/volumes"));
    await page.getByRole("button", { name: "Retry" }).click();
    await again;
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
  });
}

test("list-truncated: a list that breaks off is no list", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "list-truncated" })]);
  await expect(page.getByRole("main").getByRole("button", { name: "Retry" })).toBeVisible();
  await expect(page.getByRole("rowheader")).toHaveCount(0);
});

test("list-nulls: items of nothing are rows that say so", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "list-nulls" })]);
  await expect(table(page).getByText(/could not be read/).first()).toBeVisible();
});

test("a connection that fails leaves the rows of the others", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "data" }, "good"), connection(NOMAD_OPEN_URL, { namespace: "list-fail-500" }, "bad")]);
  await expect(row(page, "redis")).toBeVisible();
  await expect(table(page).getByRole("row", { name: /^bad .*500 rpc error/ })).toBeVisible();
});

test("one volume that cannot be decoded is one row among the good ones, with what was sent", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "default" })]);
  await expect(row(page, "gitlab data")).toBeVisible();
  const bad = page.getByRole("row", { name: /could not be read/ });
  await expect(bad).toHaveCount(1);
  await expect(bad).toContainText(/an item no client can decode.*CurrentReaders/);
  await bad.getByRole("button", { name: "Raw item" }).click();
  await expect(bad.getByRole("region", { name: "The item as it was sent" })).toContainText('"many"');
});

for (const [id, name] of [
  ["teams/payments/ledger", "ledger of the payments team"],
  ["vault-raft[0]", "vault raft storage"],
  ["discount-50%", "campaign store"],
  ["münchen-büro", "Ablage Büro München"],
  ["データ共有", "共有ストレージ"],
]) {
  test(`the id ${id} opens from its row and after a reload`, async ({ page }) => {
    await open(page, `/volumes?q=${encodeURIComponent(id)}`, HERE);
    await row(page, name).click();
    const panel = side(page, name);
    await panel.getByRole("tab", { name: "JSON" }).click();
    const json = panel.getByRole("region", { name: "The item as JSON" });
    // What only the volume read by itself has.
    await expect(json).toContainText(`"ID": "${id}"`);
    await expect(json).toContainText('"Capacity"');
    await page.reload();
    await expect(json).toContainText(`"ID": "${id}"`);
    await expect(json).toContainText('"Capacity"');
  });
}
