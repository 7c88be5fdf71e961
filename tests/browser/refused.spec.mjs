// What may not be done: on connections that only read, and with tokens that may not.
import { connection, doing, expect, handedOver, menu, NOMAD_ACL_URL, NOMAD_OPEN_URL, open, row, side, table, test, volume } from "./harness.mjs";

const { NOMAD_TOKEN_READER: READER } = process.env;
const WHY = "This connection is read-only.";
const READ_ONLY = [{ ...connection(NOMAD_OPEN_URL), read_only: true }];

/** Every action of a panel, in its buttons and in its menu, is off for this reason and opens nothing. */
async function allOff(page, panel, expected) {
  const buttons = panel.getByRole("button", { name: /…$/ });
  await expect(buttons.first()).toBeVisible();
  const labels = [];
  for (const button of await buttons.all()) {
    labels.push((await button.textContent()).trim());
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(WHY);
    await button.click({ force: true });
  }
  if (labels.length < expected.length) {
    await menu(page, panel);
    for (const item of await page.getByRole("menuitem").all()) {
      await expect(item).toBeDisabled();
      await expect(item).toContainText(WHY);
      labels.push((await item.textContent()).replace(WHY, "").trim());
      await item.click({ force: true });
    }
  }
  expect(labels).toEqual(expected);
  await expect(page).not.toHaveURL(/do=/);
}

for (const [what, route, name, expected] of [
  ["a CSI volume", "/volumes?q=redis-cache", "redis", ["Create snapshot…", "Clone…", "Expand…", "Edit…", "Detach…", "Deregister…", "Delete…"]],
  ["a host volume", "/volumes?q=model-weights", "model-weights", ["Expand…", "Delete claim…", "Delete…"]],
  ["a snapshot", "/snapshots?q=gitlab-weekly", /gitlab-weekly/, ["Create volume from snapshot…", "Delete…"]],
  ["an external volume", "/volumes?more=external&q=vol-0f00dfeedc0ffee12", "vol-0f00dfeedc0ffee12", ["Register…"]],
]) {
  test(`read-only: every action on ${what} is off, with that as the reason`, async ({ page }) => {
    const calls = handedOver(page);
    await open(page, route, READ_ONLY);
    await page.getByRole("rowheader", { name }).getByRole("link").click();
    await allOff(page, side(page, name), expected);
    expect(calls).toEqual([]);
  });
}

test("read-only: nothing new can be made", async ({ page }) => {
  await open(page, "/volumes", READ_ONLY);
  await expect(row(page, "redis")).toBeVisible();
  await page.getByRole("button", { name: "Create volume" }).click();
  const form = page.getByRole("form", { name: "Create volume" });
  const choices = form.getByRole("radio");
  await expect(choices).toHaveCount(1);
  await expect(choices).toBeDisabled();
  await expect(choices).toHaveAccessibleName(new RegExp(WHY.replaceAll(".", "\\.")));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(form.getByRole("alert")).toHaveText("Choose a connection.");
});

for (const [what, route, form] of [
  ["a form", doing("csi-snapshot", "redis-cache", { namespace: "data" }), (page) => side(page, "Create snapshot: redis").getByRole("button", { name: "Create snapshot", exact: true })],
  ["a question", doing("csi-deregister", "redis-cache", { namespace: "data" }), (page) => page.getByRole("dialog", { name: "Deregister redis?" }).getByRole("button", { name: "Deregister", exact: true })],
]) {
  test(`read-only: a deep link to ${what} says so, and cannot be sent`, async ({ page }) => {
    const calls = handedOver(page);
    await open(page, route, READ_ONLY);
    await expect(page.getByText(WHY).first()).toBeVisible();
    await expect(form(page)).toBeDisabled();
    await form(page).click({ force: true });
    await form(page).focus();
    await page.keyboard.press("Enter");
    await expect(form(page)).toBeVisible();
    expect(calls).toEqual([]);
  });
}

test("read-only is chosen in the form, takes effect at once, and stays after a reload", async ({ page }) => {
  await open(page, "/connections/new");
  const form = page.getByRole("form", { name: "Connection" });
  await form.getByRole("textbox", { name: /^Name\b/ }).fill("mine");
  await form.getByRole("textbox", { name: /^Address/ }).fill(NOMAD_OPEN_URL);
  await form.getByRole("checkbox", { name: /^Read-only/ }).check();
  await form.getByRole("button", { name: "Add connection" }).click();
  const button = side(page, "redis").getByRole("button", { name: "Expand…" });
  await page.goto(new URL(`#${volume("redis-cache", { at: "mine", namespace: "data" })}`, page.url()).href);
  await expect(button).toHaveAccessibleDescription(WHY);
  await page.reload();
  await expect(button).toHaveAccessibleDescription(WHY);
});

/** Adds the guarded cluster with a token, and stays where the console then is. */
async function withToken(page, token) {
  await open(page, "/connections/new");
  const form = page.getByRole("form", { name: "Connection" });
  await form.getByRole("textbox", { name: /^Name\b/ }).fill("guarded");
  await form.getByRole("textbox", { name: /^Address/ }).fill(NOMAD_ACL_URL);
  await form.getByLabel(/^ACL token/).fill(token);
  await form.getByRole("button", { name: "Add connection" }).click();
}

test("a wrong token: the list says what was answered, beside the rows of others, and leads to the token", async ({ page }) => {
  await withToken(page, "99999999-dead-4bad-8bad-000000000009");
  const note = table(page).getByRole("row", { name: /^guarded GET \/v1\/volumes: 403 Permission denied/ });
  await expect(note).toContainText("These credentials lack the right for this.");
  await expect(page.getByRole("row").filter({ hasText: "guarded" })).toHaveCount(1);
  await note.getByRole("link", { name: "Connection" }).click();
  await expect(page.getByLabel(/^ACL token/)).toBeVisible();
});

test("a reader's token reads its namespace alone; what its policies leave out is off, with the name of the right", async ({ page }) => {
  const calls = handedOver(page);
  await withToken(page, READER);
  await page.getByRole("textbox", { name: "Filter volumes" }).fill("connection:guarded");
  await expect(row(page, "gitlab data")).toBeVisible();
  const lacks = (right, namespace = "default") => `This token may not do that: ${right} is missing in the namespace ${namespace}.`;
  // Nomad gives the list of every namespace whole to whoever may list one of them; the volume itself it keeps.
  await row(page, "postgres primary").click();
  const other = side(page, "postgres primary");
  await expect(other.getByRole("alert")).toContainText("403 Permission denied");
  await expect(other.getByRole("button", { name: "Create snapshot…" })).toBeDisabled();
  await expect(other.getByRole("button", { name: "Create snapshot…" })).toHaveAccessibleDescription(lacks("csi-write-volume", "data"));
  await row(page, "gitlab data").click();
  const panel = side(page, "gitlab data");
  await expect(panel.getByRole("button", { name: "Create snapshot…" })).toBeDisabled();
  await expect(panel.getByRole("button", { name: "Create snapshot…" })).toHaveAccessibleDescription(lacks("csi-write-volume"));
  await menu(page, panel);
  const detach = page.getByRole("menuitem", { name: /^Detach…/ });
  await expect(detach).toBeDisabled();
  await expect(detach).toContainText(lacks("csi-mount-volume"));
  await page.goto(new URL(`#${doing("csi-snapshot", "gitlab-data", { at: "guarded" })}`, page.url()).href);
  const form = side(page, "Create snapshot: gitlab data");
  await expect(form).toContainText(lacks("csi-write-volume"));
  const send = form.getByRole("button", { name: "Create snapshot", exact: true });
  await expect(send).toBeDisabled();
  await form.getByRole("textbox", { name: /^Name/ }).fill("spec-refused");
  await page.keyboard.press("Enter");
  await send.click({ force: true });
  await expect(form).toBeVisible();
  expect(calls).toEqual([]);
});

test("where a token's policies cannot be read, a write is tried, and refused in the server's words", async ({ page }) => {
  await page.route("**/v1/acl/policies*", (route) => route.fulfill({ status: 403, headers: { "Access-Control-Allow-Origin": "*" }, contentType: "text/plain", body: "Permission denied" }));
  await withToken(page, READER);
  await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: /^guarded/ })).toHaveAccessibleName(/live/);
  const calls = handedOver(page);
  await page.goto(new URL(`#${doing("csi-snapshot", "gitlab-data", { at: "guarded" })}`, page.url()).href);
  const form = side(page, "Create snapshot: gitlab data");
  await form.getByRole("textbox", { name: /^Name/ }).fill("spec-refused");
  await form.getByRole("button", { name: "Create snapshot", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText("Nomad refused it; nothing was done.");
  await expect(form.getByRole("alert")).toContainText("403 Permission denied");
  await expect(form.getByRole("alert")).toContainText("These credentials lack the right for this.");
  expect(calls).toEqual(["PUT /v1/volumes/snapshot"]);
});
