// Below a path, through the host's proxy: the same origin, no CORS, an address that is a path.
import { connection, doing, expect, handedOver, make, messages, NOMAD_OPEN_URL, open, row, side, test, volume, VOLDECK_SUBPATH_URL } from "./harness.mjs";

const proxy = `${new URL(VOLDECK_SUBPATH_URL).pathname}relay/nomad-open`;
const below = (page, route) => open(page, route, [connection(proxy)], VOLDECK_SUBPATH_URL);

test("the list comes through the proxy, and nothing goes elsewhere", async ({ page }) => {
  const origins = new Set();
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  await below(page, "/volumes");
  await expect(row(page, "gitlab data")).toBeVisible();
  expect([...origins]).toEqual([new URL(VOLDECK_SUBPATH_URL).origin]);
});

test("opening the list reads it once; later calls wait for changes", async ({ page }) => {
  const calls = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === `${proxy}/v1/volumes` && url.searchParams.get("type") === "csi") calls.push(url.searchParams);
  });
  await below(page, "/volumes");
  await expect(row(page, "gitlab data")).toBeVisible();
  await expect.poll(() => calls.length).toBeGreaterThan(1);
  // What waits is held; nothing is asked that does not wait. A change is what ends the waiting, so one is made, and seen.
  await make(NOMAD_OPEN_URL, "spec-relay-change", "a change seen at once", "default");
  await expect(row(page, "a change seen at once")).toBeVisible();
  expect(calls.filter((query) => !query.has("index")).length).toBe(1);
  expect(calls.length).toBeLessThan(8);
});

test("a deep link is the same after a reload", async ({ page }) => {
  await below(page, volume("teams/payments/ledger", { query: "tab=json" }));
  const json = side(page, "ledger of the payments team").getByRole("region", { name: "The item as JSON" });
  await expect(json).toContainText('"ID": "teams/payments/ledger"');
  await page.reload();
  await expect(json).toContainText('"ID": "teams/payments/ledger"');
  expect(page.url().startsWith(VOLDECK_SUBPATH_URL)).toBe(true);
});

test("a write goes through the proxy", async ({ page }) => {
  const calls = handedOver(page);
  await below(page, doing("csi-snapshot", "gitlab-registry"));
  const form = side(page, "Create snapshot: gitlab container registry");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("spec-relay");
  await form.getByRole("button", { name: "Create snapshot", exact: true }).click();
  await expect(messages(page)).toContainText(/snap\S* is ready\./);
  expect(calls).toEqual([`PUT ${proxy}/v1/volumes/snapshot`]);
});

test("a token given for the proxy opens it, and is asked for again after a reload", async ({ page }) => {
  const { NOMAD_TOKEN_OPERATOR: token } = process.env;
  await open(page, "/connections/new", [], VOLDECK_SUBPATH_URL);
  const form = page.getByRole("form", { name: "Connection" });
  await form.getByRole("textbox", { name: /^Name\b/ }).fill("relayed");
  await form.getByRole("textbox", { name: /^Address/ }).fill(proxy.replace("nomad-open", "nomad-acl"));
  await form.getByLabel(/^ACL token/).fill(token);
  await form.getByRole("button", { name: "Add connection" }).click();
  await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: /^relayed/ })).toHaveAccessibleName(/live/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "relayed: sign-in required" })).toBeVisible();
});
