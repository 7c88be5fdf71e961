// What a server can do wrong, and what the console makes of it.
import { connection, doing, expect, handedOver, make, messages, NOMAD_OPEN_URL, open, row, side, table, test, totals, VOLDECK_SUBPATH_URL, VOLDECK_URL, volume, writes } from "./desk.mjs";

const HERE = [connection(NOMAD_OPEN_URL)];
const RELAY = `${new URL(VOLDECK_SUBPATH_URL).pathname}relay/nomad-open`;

/** Takes a snapshot of a volume whose name makes the server misbehave. */
async function snapshot(page, id, name) {
  await open(page, doing("csi-snapshot", id, { namespace: "sentinels" }), HERE);
  const form = side(page, `Snapshot ${name}`);
  await form.getByRole("button", { name: "Snapshot", exact: true }).click();
  return form;
}

const REFUSED = "Nomad refused it; nothing was done.";
const FAILED = "Nomad failed at it. Its answer does not say whether part of it was done.";

for (const [id, name, said, words] of [
  ["fail-403-example", "zz test: every write is forbidden", REFUSED, "403 Permission denied"],
  ["fail-500-example", "zz test: every write fails inside the server", FAILED, "500 rpc error: failed to get conn"],
  ["fail-no-leader-example", "zz test: every write finds no leader", REFUSED, "500 No cluster leader"],
  ["fail-plugin-example", "zz test: every write fails in the storage plugin", FAILED, "No space left on device"],
  ["fail-429-example", "zz test: every write hits the connection limit", REFUSED, "429 Your IP is issuing too many"],
]) {
  test(`${id}: the server's words stand in the form`, async ({ page }) => {
    const form = await snapshot(page, id, name);
    await expect(form.getByRole("alert")).toContainText(said);
    await expect(form.getByRole("alert")).toContainText(words);
    await expect(form.getByRole("button", { name: "Snapshot", exact: true })).toBeEnabled();
  });
}

/** Holds back the looking at a volume from now on, so that what is said before it can be seen; returns what lets it go. */
async function holdLooking(page, id) {
  let look;
  const held = new Promise((resolve) => { look = resolve; });
  await page.route(`**/v1/volume/csi/${id}?*`, async (route) => { if (route.request().method() === "GET") await held; await route.fallback(); });
  return look;
}

/** Does a write, given by its form or question, whose answer will be lost: unknown at first, then what was found. */
async function loseTheAnswer(page, id, press, found) {
  const look = await holdLooking(page, id);
  await press();
  const message = messages(page).getByRole("alert");
  await expect(message).toContainText("outcome unknown");
  look();
  await expect(message).toContainText(found);
  await expect(message).toHaveCount(1);
}

/** Fills the form that expands this volume, and returns what sends it. */
async function expanding(page, id, name, connections, base) {
  await open(page, doing("csi-expand", id, { namespace: "sentinels" }), connections, base);
  const form = side(page, `Expand ${name}`);
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("5");
  return () => form.getByRole("button", { name: "Expand", exact: true }).click();
}

// On a connection that it has used before, Chromium answers the close by sending the request again: over each idle connection,
// then over a new one. A page cannot forbid it and is not told; so here, and only here, the server may count more than one.
test("a close without a byte, on connections that were used: unknown at first, then what was found", async ({ page }) => {
  const press = await expanding(page, "lost-answer-example", "zz test: writes act but never answer", HERE);
  const calls = handedOver(page);
  await loseTheAnswer(page, "lost-answer-example", press, "Applied.");
  expect(calls).toEqual(["PUT /v1/volume/csi/lost-answer-example"]);
  const arrived = await writes(NOMAD_OPEN_URL, "lost-answer-example");
  expect(arrived.length).toBeGreaterThanOrEqual(1);
  expect([...new Set(arrived)]).toEqual(calls);
});

for (const [where, slug, address, base] of [
  ["through a relay", "relayed", RELAY, VOLDECK_SUBPATH_URL],
  ["where every answer ends its connection", "closing", `${NOMAD_OPEN_URL}/__control/closing`, VOLDECK_URL],
]) {
  const connections = [connection(address)];

  test(`a lost answer ${where}: a PUT arrives once, is unknown at first, and then what was found`, async ({ page }) => {
    const id = `lost-answer-${slug}-put`;
    await make(NOMAD_OPEN_URL, id, `put ${slug}`);
    const press = await expanding(page, id, `put ${slug}`, connections, base);
    await loseTheAnswer(page, id, press, "Applied.");
    expect(await writes(NOMAD_OPEN_URL, id)).toEqual([`PUT /v1/volume/csi/${id}`]);
  });

  test(`a lost answer ${where}: a DELETE arrives once, is unknown at first, and then what was found`, async ({ page }) => {
    const id = `lost-answer-${slug}-delete`;
    await make(NOMAD_OPEN_URL, id, `delete ${slug}`);
    await open(page, doing("csi-deregister", id, { namespace: "sentinels" }), connections, base);
    const question = page.getByRole("dialog", { name: `Deregister delete ${slug}?` });
    await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
    await loseTheAnswer(page, id, () => question.getByRole("button", { name: "Deregister", exact: true }).click(), "Applied.");
    expect(await writes(NOMAD_OPEN_URL, id)).toEqual([`DELETE /v1/volume/csi/${id}`]);
  });

  test(`an answer that breaks off ${where}: the write arrives once and is looked after`, async ({ page }) => {
    const id = `truncated-${slug}`;
    await make(NOMAD_OPEN_URL, id, `cut ${slug}`);
    const press = await expanding(page, id, `cut ${slug}`, connections, base);
    await loseTheAnswer(page, id, press, "Applied.");
    expect(await writes(NOMAD_OPEN_URL, id)).toEqual([`PUT /v1/volume/csi/${id}`]);
  });
}

for (const [id, name, words] of [
  ["fail-404-example", "zz test: every write finds nothing", "404 volume not found"],
  ["fail-501-example", "zz test: every write needs another edition", "501 Nomad Enterprise only endpoint"],
]) {
  test(`${id}: what the server does not have is a refusal in its own words`, async ({ page }) => {
    const form = await snapshot(page, id, name);
    await expect(form.getByRole("alert")).toContainText(REFUSED);
    await expect(form.getByRole("alert")).toContainText(words);
    expect((await writes(NOMAD_OPEN_URL, "volumes/snapshot")).length).toBeGreaterThan(0);
  });
}

test("a write that takes half a minute is waited for, says so, and is sent once", async ({ page }) => {
  test.setTimeout(60_000);
  await open(page, doing("csi-expand", "slow-30s-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: every write takes half a minute");
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("7");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(form.getByRole("button", { name: "Submitting…" })).toBeDisabled();
  await expect(messages(page)).toContainText("Expanded zz test: every write takes half a minute", { timeout: 45_000 });
  expect(await writes(NOMAD_OPEN_URL, "slow-30s-example")).toEqual(["PUT /v1/volume/csi/slow-30s-example"]);
});

for (const [id, name, words] of [
  ["read-html-example", "zz test: reading it meets a proxy’s page", /HTML page/],
  ["read-lost-example", "zz test: reading it loses the answer", /No answer came/],
]) {
  test(`${id}: the panel says what came instead, and keeps what the list knows`, async ({ page }) => {
    await open(page, `/volumes?q=${id}`, HERE);
    await row(page, name).click();
    const panel = side(page, name);
    await expect(panel.getByRole("alert")).toContainText(words, { timeout: 15_000 });
    await expect(panel).toContainText("ceph-rbd");
  });
}

test("a relay says what it knows of a lost answer", async ({ page }) => {
  const id = "lost-answer-relay-words";
  await make(NOMAD_OPEN_URL, id, "words of a relay");
  await (await expanding(page, id, "words of a relay", [connection(RELAY)], VOLDECK_SUBPATH_URL))();
  await expect(messages(page).getByRole("alert")).toContainText(/passed the call on once.*closed the connection without an answer.*Applied\./);
});

// What Chromium makes, on the page's own origin, of a connection that closes within the head of an answer.
test("a status without any header or body is no answer to a write", async ({ page }) => {
  const id = "spec-headless";
  await make(NOMAD_OPEN_URL, id, "headless");
  const press = await expanding(page, id, "headless", [connection(RELAY)], VOLDECK_SUBPATH_URL);
  await page.route(`**/v1/volume/csi/${id}?*`, (route) => (route.request().method() === "PUT" ? route.fulfill({ status: 200, headers: {}, body: "" }) : route.fallback()));
  await press();
  await expect(messages(page).getByRole("alert")).toContainText(/the answer was lost.*Not applied/);
});

test("a request that never arrived is looked for, and did not happen", async ({ page }) => {
  await open(page, doing("csi-expand", "lost-request-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: writes never arrive");
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("5");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText(/the answer was lost.*Not applied/);
});

test("an answer that breaks off is looked after", async ({ page }) => {
  await open(page, doing("csi-expand", "truncated-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: answers to writes break off");
  await form.getByRole("textbox", { name: /^New size, at least/ }).fill("5");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText("Applied.");
  // The head of the answer came, so the browser does not send it again.
  expect(await writes(NOMAD_OPEN_URL, "truncated-example")).toEqual(["PUT /v1/volume/csi/truncated-example"]);
});

test("a proxy's page in place of an answer to a write: unknown at first, then what was found", async ({ page }) => {
  const press = await expanding(page, "html-example", "zz test: a proxy answers writes", HERE);
  await loseTheAnswer(page, "html-example", press, "Not applied");
  await expect(messages(page).getByRole("alert")).toContainText("The server answered an HTML page, where Nomad answers JSON or plain text.");
  await expect(page.getByText(/Expanded zz test: a proxy/)).toHaveCount(0);
  expect(await writes(NOMAD_OPEN_URL, "html-example")).toEqual(["PUT /v1/volume/csi/html-example"]);
});

test("a proxy's page with the status of success is no success", async ({ page }) => {
  await make(NOMAD_OPEN_URL, "spec-portal", "portal");
  const press = await expanding(page, "spec-portal", "portal", HERE);
  const html = { status: 200, contentType: "text/html", headers: { "Access-Control-Allow-Origin": "*" }, body: "<!DOCTYPE html><title>Sign in</title>" };
  await page.route("**/v1/volume/csi/spec-portal?*", (route) => (route.request().method() === "PUT" ? route.fulfill(html) : route.fallback()));
  await loseTheAnswer(page, "spec-portal", press, "Not applied");
  await expect(page.getByText(/Expanded portal/)).toHaveCount(0);
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
  await expect(page.getByRole("heading", { name: "n did not answer" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("GET /v1/volumes: No answer came.");
  await expect(page.getByRole("main").getByRole("button", { name: "Retry" })).toBeVisible();
  await expect(page.getByRole("rowheader")).toHaveCount(0);
  await expect(totals(page)).toContainText("0 found");
});

test("list-nulls: items of nothing are rows that say so, each once", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "list-nulls" })]);
  // Both lists, of CSI and of host volumes, answer the same two items.
  await expect(totals(page)).toContainText("4 found / 4 total");
  await expect(page.getByRole("row", { name: /Item 1 of n could not be read\. found null, where an object belongs/ })).toHaveCount(2);
  await expect(page.getByRole("row", { name: /Item 2 of n could not be read\. ID: there is none/ })).toHaveCount(2);
  await expect(page.getByRole("row", { name: /could not be read/ })).toHaveCount(4);
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
