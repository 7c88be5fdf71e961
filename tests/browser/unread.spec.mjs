// What a server can do wrong when it is read, and what the console makes of it: lists, items, single fields.
import { connection, expect, menu, NOMAD_OPEN_URL, open, row, side, table, test, totals, volume } from "./harness.mjs";

const HERE = [connection(NOMAD_OPEN_URL)];

for (const [id, name, words] of [
  ["read-html-example", "zz test: reading it meets a proxy’s page", /502 The server is temporarily unavailable; a gateway answered in its place\./],
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

test("a volume that cannot be read shows why, beside what the list knows", async ({ page }) => {
  await open(page, volume("read-fail-500-example", { namespace: "sentinels" }), HERE);
  const panel = side(page, "zz test: cannot be read");
  await expect(panel.getByRole("alert")).toContainText("500 rpc error");
  await expect(panel.getByRole("region", { name: "Details" })).toContainText("ceph-rbd");
});

for (const [namespace, heading, words] of [
  ["list-fail-500", "n could not list volumes", "500 rpc error"],
  ["list-403", "Not allowed to list volumes on n", "403 Permission denied"],
  ["list-html", "n could not list volumes", "502 The server is temporarily unavailable; a gateway answered in its place."],
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

test("list-nulls: nothing is no item; what has no id is a row that says so", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "list-nulls" })]);
  // Both lists, of CSI and of host volumes, answer the same: nothing, and an item whose fields are all null.
  await expect(totals(page)).toContainText("2 found / 2 total");
  await expect(page.getByRole("row", { name: /Item 2 of n could not be read\. ID: there is none/ })).toHaveCount(2);
  await expect(page.getByRole("row", { name: /could not be read/ })).toHaveCount(2);
  const bad = page.getByRole("row", { name: /could not be read/ }).first();
  await bad.getByRole("button", { name: "View JSON" }).click();
  await expect(bad.getByRole("region", { name: "The item as it was sent" })).toContainText('"ControllersHealthy": null');
});

test("a connection that fails leaves the rows of the others", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "data" }, "good"), connection(NOMAD_OPEN_URL, { namespace: "list-fail-500" }, "bad")]);
  await expect(row(page, "redis")).toBeVisible();
  await expect(table(page).getByRole("row", { name: /^bad .*500 rpc error/ })).toBeVisible();
});

test("a field that cannot be read costs its own cell, not the row: it shows what was sent", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_OPEN_URL, { namespace: "default" })]);
  const name = "an item no client can decode";
  const odd = page.getByRole("row").filter({ has: row(page, name) });
  await expect(odd).toContainText("aws-ebs0");
  await expect(odd).toContainText(/many\s*Could not be read\. CurrentReaders: found many, where a whole number belongs\./);
  // Who uses it cannot be known then, and is not taken for nobody.
  await expect(odd).not.toContainText(/not attached|free/);
  await expect(page.getByRole("row", { name: /Item \d+ of n could not be read/ })).toHaveCount(0);
  await row(page, name).click();
  const panel = side(page, name);
  await expect(panel.getByRole("region", { name: "Details" })).toContainText("1.0 GiB");
  await expect(panel.getByRole("button", { name: "Create snapshot…" })).toBeEnabled();
});

for (const [id, name] of [
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

test("an id with a slash cannot be asked for: the list tells what it does, and the panel says why there is no more", async ({ page }) => {
  const id = "teams/payments/ledger";
  const reason = /Nomad takes an address apart at every “\/”, so a volume with one in its ID cannot be read, changed or removed by its ID\./;
  const asked = [];
  page.on("request", (request) => { if (decodeURIComponent(request.url()).includes(id)) asked.push(request.url()); });
  await open(page, `/volumes?q=${encodeURIComponent(id)}`, HERE);
  await row(page, "ledger of the payments team").click();
  const panel = side(page, "ledger of the payments team");
  for (const again of [true, false]) {
    await expect(panel.getByRole("alert")).toContainText(reason);
    await expect(panel).toContainText("ceph-rbd");
    await expect(panel.getByRole("button", { name: "Expand…" })).toHaveAccessibleDescription(reason);
    if (again) await page.reload();
  }
  await menu(page, panel);
  await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toBeDisabled();
  await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toContainText(reason);
  expect(asked).toEqual([]);
});
