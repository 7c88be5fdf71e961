// Signing in: what the form says of a wrong address or token, and where a token is kept, which is nowhere.
import { connection, expect, NOMAD_ACL_URL, open, row, side, test, volume, VOLDECK_URL } from "./harness.mjs";

const { NOMAD_TOKEN_MANAGEMENT: MANAGEMENT, NOMAD_TOKEN_READER: READER, NOMAD_TOKEN_EXPIRED: EXPIRED } = process.env;

async function fill(page, address, token = "") {
  await open(page, "/connections/new");
  const form = page.getByRole("form", { name: "Connection" });
  await form.getByRole("textbox", { name: /^Address/ }).fill(address);
  await form.getByLabel(/^ACL token/).fill(token);
  return form;
}

async function tried(page, address, token) {
  await (await fill(page, address, token)).getByRole("button", { name: "Test" }).click();
  const result = page.getByRole("region", { name: /^Test/ });
  await expect(result.getByText(/only reads were sent/)).toBeVisible({ timeout: 15_000 });
  return result;
}

const step = (result, name) => result.getByRole("listitem").filter({ has: result.page().getByRole("heading", { name: new RegExp(`^${name}`) }) });

test("a good token passes every step", async ({ page }) => {
  const result = await tried(page, NOMAD_ACL_URL, MANAGEMENT);
  await expect(result.getByRole("heading", { level: 3 })).toHaveText([/^Address/, /^Product/, /^Version/, /^Credentials/, /^Rights/, /^Live changes/]);
  await expect(step(result, "Version")).toContainText("Nomad 1.10.5");
  await expect(step(result, "Credentials")).toContainText("A management token");
  await expect(step(result, "Rights")).toContainText("Volumes, plugins and nodes can be read, and everything may be changed.");
  await expect(step(result, "Live changes")).toContainText("The server tells of changes");
  await expect(result.getByRole("alert")).toHaveCount(0);
});

for (const [what, token] of [["a wrong", "99999999-dead-4bad-8bad-000000000009"], ["an expired", EXPIRED]]) {
  test(`${what} token is not accepted`, async ({ page }) => {
    const result = await tried(page, NOMAD_ACL_URL, token);
    await expect(step(result, "Credentials")).toContainText("does not accept this token");
    await expect(result.getByRole("alert")).toContainText("403");
    await expect(result.getByRole("heading", { name: /^Rights/ })).toHaveCount(0);
  });
}

/** What neither a reader nor anybody without a token may do. */
const NO_CHANGES = [
  "CSI volumes cannot be detached: csi-mount-volume is missing.",
  "Host volumes cannot be created or expanded: host-volume-create is missing.",
  "Host volumes cannot be registered: host-volume-register is missing.",
  "Host volumes cannot be deleted: host-volume-delete is missing.",
  "Claims on host volumes cannot be deleted: host-volume-write is missing.",
];

test("without a token one is anonymous, and may read nothing", async ({ page }) => {
  const result = await tried(page, NOMAD_ACL_URL);
  await expect(step(result, "Credentials")).toContainText("anonymous");
  await expect(step(result, "Rights").getByRole("listitem")).toHaveText([
    /^CSI volumes cannot be listed: csi-list-volume is missing\. \(Permission denied\)$/,
    /^Plugins cannot be listed, so neither can snapshots and external volumes: plugin:list is missing\./,
    /^Nodes cannot be chosen from a list: node:read is missing\./,
    "Host volumes may be hidden from this token: host-volume-read is missing.",
    "CSI volumes and snapshots cannot be created, changed or deleted: csi-write-volume is missing.",
    "CSI volumes cannot be registered, created, expanded or deleted: plugin:read is missing.",
    ...NO_CHANGES,
  ]);
});

test("a reader's token: what it is, what it may not change or see, and that the version cannot be asked for", async ({ page }) => {
  const result = await tried(page, NOMAD_ACL_URL, READER);
  await expect(step(result, "Credentials")).toContainText("A client token with the policies storage-reader.");
  await expect(step(result, "Version")).toContainText("The token may not ask for the version (agent:read). Actions that the server may be too old for are offered, and may be refused by it.");
  await expect(step(result, "Rights")).toContainText("Not everything can be read or changed.");
  await expect(step(result, "Rights").getByRole("listitem")).toHaveText([
    "CSI volumes and snapshots cannot be created, changed or deleted: csi-write-volume is missing.",
    ...NO_CHANGES,
  ]);
  await expect(result.getByRole("heading", { level: 2 })).toContainText("4 of 6 without limits");
});

test("an address that the page’s policy keeps it from says so", async ({ page }) => {
  const result = await tried(page, "http://127.0.0.1:9");
  await expect(step(result, "Page’s policy")).toContainText("connect-src");
  await expect(result.getByRole("alert")).toBeVisible();
  await expect(result.getByRole("listitem")).toHaveCount(1);
});

test("a server that is not Nomad is told apart", async ({ page }) => {
  const result = await tried(page, VOLDECK_URL);
  await expect(step(result, "Address")).toContainText("Something answers here");
  await expect(step(result, "Product")).toContainText("This is not Nomad");
});

test("an address that is none is told at its field", async ({ page }) => {
  const form = await fill(page, "nomad.example.net");
  await form.getByRole("button", { name: "Add connection" }).click();
  const address = form.getByRole("textbox", { name: /^Address/ });
  await expect(address).toHaveAccessibleDescription(/begins with https/);
  await expect(address).toBeFocused();
});

test("a token is kept nowhere: not in storage, the address or the page, and is asked for again after a reload", async ({ page }) => {
  const form = await fill(page, NOMAD_ACL_URL, MANAGEMENT);
  await form.getByRole("textbox", { name: /^Name\b/ }).fill("guarded");
  await form.getByRole("button", { name: "Add connection" }).click();
  await page.goto(new URL(`#${volume("gitlab-data", { at: "guarded" })}`, VOLDECK_URL).href);
  await expect(side(page, "gitlab data")).toContainText("500");
  const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, document.documentElement.outerHTML]));
  expect(await kept()).toContain("guarded");
  expect(await kept()).not.toContain(MANAGEMENT);

  await page.reload();
  await expect(side(page, /./).getByText("guarded is not connected here, or sign-in is required.")).toBeVisible();
  expect(await kept()).not.toContain(MANAGEMENT);
  await page.getByRole("link", { name: "Open the connection" }).click();
  await page.getByLabel(/^ACL token/).fill(MANAGEMENT);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row(page, "gitlab data")).toBeVisible();
});

test("after a reload the list says that the connection asks for its token again", async ({ page }) => {
  const form = await fill(page, NOMAD_ACL_URL, MANAGEMENT);
  await form.getByRole("textbox", { name: /^Name\b/ }).fill("guarded");
  await form.getByRole("button", { name: "Add connection" }).click();
  await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: /^guarded/ })).toHaveAccessibleName(/live/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "guarded: sign-in required" })).toBeVisible();
  await page.getByRole("link", { name: "Enter ACL token" }).click();
  await expect(page.getByLabel(/^ACL token/)).toHaveValue("");
});

test("the shown call masks the token", async ({ page }) => {
  const form = await fill(page, NOMAD_ACL_URL, MANAGEMENT);
  await form.getByRole("textbox", { name: /^Name\b/ }).fill("guarded");
  await form.getByRole("button", { name: "Add connection" }).click();
  await page.goto(new URL("#/volumes?do=csi-register&at=guarded", VOLDECK_URL).href);
  const call = side(page, "Register volume").getByRole("region", { name: "The request" });
  await expect(call).toContainText("/v1/volume/csi/");
  await expect(call).not.toContainText(MANAGEMENT);
});

test("a host's connection without its token says what is refused", async ({ page }) => {
  await open(page, "/volumes", [connection(NOMAD_ACL_URL)]);
  await expect(page.getByRole("heading", { name: "Not allowed to list volumes on n" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Change the credentials" })).toBeVisible();
});
