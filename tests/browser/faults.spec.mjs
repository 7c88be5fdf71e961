// What a server can do wrong with a write, and what the console makes of it.
import { connection, doing, expect, handedOver, make, messages, NOMAD_OPEN_URL, open, side, test, VOLDECK_SUBPATH_URL, VOLDECK_URL, writes } from "./harness.mjs";

const HERE = [connection(NOMAD_OPEN_URL)];
const RELAY = `${new URL(VOLDECK_SUBPATH_URL).pathname}relay/nomad-open`;

/** Takes a snapshot of a volume whose name makes the server misbehave. */
async function snapshot(page, id, name) {
  await open(page, doing("csi-snapshot", id, { namespace: "sentinels" }), HERE);
  const form = side(page, `Create snapshot: ${name}`);
  await form.getByRole("textbox", { name: /^Name/ }).fill("spec-fault");
  await form.getByRole("button", { name: "Create snapshot", exact: true }).click();
  return form;
}

const REFUSED = "Nomad refused it; nothing was done.";

for (const [id, name, words] of [
  ["fail-403-example", "zz test: every write is forbidden", "403 Permission denied"],
  ["fail-no-leader-example", "zz test: every write finds no leader", "500 No cluster leader"],
  ["fail-429-example", "zz test: every write hits the connection limit", "429 Your IP is issuing too many"],
]) {
  test(`${id}: a refusal stands in the form, in the server's words`, async ({ page }) => {
    const form = await snapshot(page, id, name);
    await expect(form.getByRole("alert")).toContainText(REFUSED);
    await expect(form.getByRole("alert")).toContainText(words);
    await expect(form.getByRole("button", { name: "Create snapshot", exact: true })).toBeEnabled();
    await expect(messages(page).getByRole("alert")).toHaveCount(0);
  });
}

for (const [id, name, words] of [
  ["fail-500-example", "zz test: every write fails inside the server", "500 rpc error: failed to get conn"],
  ["fail-plugin-example", "zz test: every write fails in the storage plugin", "No space left on device"],
]) {
  test(`${id}: an error that does not say what was done is looked into, and told in the form and beside it`, async ({ page }) => {
    const calls = handedOver(page);
    const form = await snapshot(page, id, name);
    const found = new RegExp(`Not applied as of \\d\\d:\\d\\d:\\d\\d\\. There is no new snapshot of ${name}\\.`);
    await expect(form.getByRole("alert")).toContainText(found);
    await expect(form.getByRole("alert")).toContainText(words);
    await expect(form.getByRole("alert")).not.toContainText("nothing was done");
    await expect(form.getByRole("textbox", { name: /^Name/ })).toHaveValue("spec-fault");
    await expect(form.getByRole("button", { name: "Create snapshot", exact: true })).toBeEnabled();
    const message = messages(page).getByRole("alert");
    await expect(message).toContainText(`Create snapshot: ${name} – the answer was an error`);
    await expect(message).toContainText(words);
    await expect(message).toContainText(found);
    expect(calls).toEqual(["PUT /v1/volumes/snapshot"]);
  });
}

/**
 * Holds back the looking at a volume after a write to it, so that what is said before it can be seen; returns what lets it go.
 * What is destroyed is read just before as well: that reading passes.
 */
async function holdLooking(page, id) {
  let look;
  let sent = false;
  const held = new Promise((resolve) => { look = resolve; });
  await page.route(`**/v1/volume/csi/${id}?*`, async (route) => {
    const reads = route.request().method() === "GET";
    if (reads && sent) await held;
    sent ||= !reads;
    await route.fallback();
  });
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

/** What is asked for again of a volume whose mount flags the server keeps to itself. */
const FLAGS = "noatime";

/** Fills the form that expands this volume, and returns what sends it. */
async function expanding(page, id, name, { connections = HERE, base, flags } = {}) {
  await open(page, doing("csi-expand", id, { namespace: "sentinels" }), connections, base);
  const form = side(page, `Expand ${name}`);
  await form.getByRole("textbox", { name: /^New minimum capacity/ }).fill("5");
  if (flags) await form.getByRole("textbox", { name: /^Mount flags/ }).fill(flags);
  return () => form.getByRole("button", { name: "Expand", exact: true }).click();
}

// On a connection that it has used before, Chromium answers the close by sending the request again: over each idle connection,
// then over a new one. A page cannot forbid it and is not told; so here, and only here, the server may count more than one.
test("a close without a byte, on connections that were used: unknown at first, then what was found", async ({ page }) => {
  const press = await expanding(page, "lost-answer-example", "zz test: writes act but never answer", { flags: FLAGS });
  const calls = handedOver(page);
  await loseTheAnswer(page, "lost-answer-example", press, "Applied.");
  expect(calls).toEqual(["PUT /v1/volume/csi/lost-answer-example"]);
  const arrived = await writes(NOMAD_OPEN_URL, "lost-answer-example");
  expect(arrived.length).toBeGreaterThanOrEqual(1);
  expect([...new Set(arrived)]).toEqual(calls);
});

for (const [where, slug, address, base] of [
  ["through a proxy", "relayed", RELAY, VOLDECK_SUBPATH_URL],
  ["where every answer ends its connection", "closing", `${NOMAD_OPEN_URL}/__control/closing`, VOLDECK_URL],
]) {
  const connections = [connection(address)];

  test(`a lost answer ${where}: a PUT arrives once, is unknown at first, and then what was found`, async ({ page }) => {
    const id = `lost-answer-${slug}-put`;
    await make(NOMAD_OPEN_URL, id, `put ${slug}`);
    const press = await expanding(page, id, `put ${slug}`, { connections, base });
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
    const press = await expanding(page, id, `cut ${slug}`, { connections, base });
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
  test.setTimeout(150_000);
  await open(page, doing("csi-expand", "slow-30s-example", { namespace: "sentinels" }), HERE);
  const form = side(page, "Expand zz test: every write takes half a minute");
  await form.getByRole("textbox", { name: /^New minimum capacity/ }).fill("7");
  await form.getByRole("textbox", { name: /^Mount flags/ }).fill(FLAGS);
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(form.getByRole("button", { name: "Submitting…" })).toBeDisabled();
  await expect(messages(page)).toContainText("Expanded zz test: every write takes half a minute", { timeout: 45_000 });
  expect(await writes(NOMAD_OPEN_URL, "slow-30s-example")).toEqual(["PUT /v1/volume/csi/slow-30s-example"]);
});

test("a proxy says what it knows of a lost answer", async ({ page }) => {
  const id = "lost-answer-relay-words";
  await make(NOMAD_OPEN_URL, id, "words of a proxy");
  await (await expanding(page, id, "words of a proxy", { connections: [connection(RELAY)], base: VOLDECK_SUBPATH_URL }))();
  await expect(messages(page).getByRole("alert")).toContainText(/passed the call on once.*closed the connection without an answer.*Applied\./);
});

// What Chromium makes, on the page's own origin, of a connection that closes within the head of an answer.
test("a status without any header or body is no answer to a write", async ({ page }) => {
  const id = "spec-headless";
  await make(NOMAD_OPEN_URL, id, "headless");
  const press = await expanding(page, id, "headless", { connections: [connection(RELAY)], base: VOLDECK_SUBPATH_URL });
  await page.route(`**/v1/volume/csi/${id}?*`, (route) => (route.request().method() === "PUT" ? route.fulfill({ status: 200, headers: {}, body: "" }) : route.fallback()));
  await press();
  await expect(messages(page).getByRole("alert")).toContainText(/the answer was lost.*Not applied/);
});

test("a request that never arrived is looked for, and did not happen", async ({ page }) => {
  await (await expanding(page, "lost-request-example", "zz test: writes never arrive", { flags: FLAGS }))();
  await expect(messages(page).getByRole("alert")).toContainText(/the answer was lost.*Not applied/);
});

test("an answer that breaks off is looked after", async ({ page }) => {
  await (await expanding(page, "truncated-example", "zz test: answers to writes break off", { flags: FLAGS }))();
  await expect(messages(page).getByRole("alert")).toContainText("Applied.");
  // The head of the answer came, so the browser does not send it again.
  expect(await writes(NOMAD_OPEN_URL, "truncated-example")).toEqual(["PUT /v1/volume/csi/truncated-example"]);
});

test("a proxy's page in place of an answer to a write: unknown at first, then what was found", async ({ page }) => {
  const press = await expanding(page, "html-example", "zz test: a proxy answers writes", { flags: FLAGS });
  await loseTheAnswer(page, "html-example", press, "Not applied");
  await expect(messages(page).getByRole("alert")).toContainText(/502 The server is temporarily unavailable; a gateway answered in its place\b.*Not applied as of/);
  await expect(page.getByText(/Expanded zz test: a proxy/)).toHaveCount(0);
  expect(await writes(NOMAD_OPEN_URL, "html-example")).toEqual(["PUT /v1/volume/csi/html-example"]);
});

test("a proxy's page with the status of success is no success", async ({ page }) => {
  await make(NOMAD_OPEN_URL, "spec-portal", "portal");
  const press = await expanding(page, "spec-portal", "portal");
  const html = { status: 200, contentType: "text/html", headers: { "Access-Control-Allow-Origin": "*" }, body: "<!DOCTYPE html><title>Sign in</title>" };
  await page.route("**/v1/volume/csi/spec-portal?*", (route) => (route.request().method() === "PUT" ? route.fulfill(html) : route.fallback()));
  await loseTheAnswer(page, "spec-portal", press, "Not applied");
  await expect(page.getByText(/Expanded portal/)).toHaveCount(0);
});
