// Old servers: what they lack is disabled, with their version as the reason; what they have works.
import { choose, connection, doing, expect, menu, messages, NOMAD_011_URL, NOMAD_OLD_URL, open, row, side, test, volume, writes } from "./harness.mjs";

const old = (page, route) => open(page, route, [connection(NOMAD_OLD_URL)]);

test("the volumes of a server without namespaces are listed", async ({ page }) => {
  await old(page, "/volumes");
  await expect(row(page, "gitlab data")).toBeVisible();
});

test("what makes volumes is disabled, registering is not", async ({ page }) => {
  await old(page, "/volumes");
  await expect(row(page, "gitlab data")).toBeVisible();
  await page.getByRole("button", { name: "Create volume" }).click();
  const form = page.getByRole("form", { name: "Create volume" });
  await expect(form.getByRole("radio", { name: "Create volume Nomad 0.12.12 has no create; it came with 1.1.0." })).toBeDisabled();
  await expect(form.getByRole("radio", { name: "Create host volume Nomad 0.12.12 has no dynamic host volumes; it came with 1.10.0." })).toBeDisabled();
  await expect(form.getByRole("radio", { name: /^Register volume/ })).toBeEnabled();
  await expect(form.getByRole("radio", { name: /^Register volume/ }), "the first that is not refused is chosen").toBeChecked();
});

test("what changes and deletes is disabled with the version as the reason", async ({ page }) => {
  await old(page, volume("thin-overcommit"));
  const panel = side(page, "thin volume with the largest size there is");
  for (const [label, reason] of [["Create snapshot…", "has no snapshots; it came with 1.1.0."], ["Clone…", "has no create; it came with 1.1.0."], ["Expand…", "has no expand; it came with 1.6.3."]]) {
    await expect(panel.getByRole("button", { name: label })).toBeDisabled();
    await expect(panel.getByRole("button", { name: label })).toHaveAccessibleDescription(`Nomad 0.12.12 ${reason}`);
  }
  await menu(page, panel);
  await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toBeDisabled();
  await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toContainText("Nomad 0.12.12 has no delete; it came with 1.1.0.");
});

test("a deep link to a form that the server lacks says so, and cannot be sent", async ({ page }) => {
  await old(page, doing("csi-snapshot", "thin-overcommit"));
  const form = side(page, /^Create snapshot: thin volume/);
  await expect(form.getByText("Nomad 0.12.12 has no snapshots; it came with 1.1.0.")).toBeVisible();
  await expect(form.getByRole("button", { name: "Create snapshot", exact: true })).toBeDisabled();
});

test("snapshots are not there, and the page says why, not that there are none", async ({ page }) => {
  await old(page, "/snapshots");
  await expect(page.getByRole("heading", { name: "No snapshots can be listed" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Nomad 0.12.12 has no snapshots; it came with 1.1.0.");
  await expect(page.getByRole("heading", { name: "No snapshots on n" })).toHaveCount(0);
});

test("a volume is registered and deregistered", async ({ page }) => {
  await old(page, doing("csi-register"));
  const form = side(page, "Register volume");
  await form.getByRole("textbox", { name: "ID", exact: true }).fill("spec-old");
  await form.getByRole("textbox", { name: "External ID" }).fill("vol-spec-old");
  await form.getByRole("combobox", { name: "Plugin" }).selectOption("ceph-rbd");
  await form.getByRole("button", { name: "Register volume", exact: true }).click();
  await expect(messages(page)).toContainText("Registered spec-old");
  await messages(page).getByRole("link", { name: "Open" }).click();
  await choose(page, side(page, "spec-old"), "Deregister…");
  await page.getByRole("dialog").getByRole("button", { name: "Deregister", exact: true }).click();
  await expect(messages(page)).toContainText("Deregistered spec-old");
  expect(await writes(NOMAD_OLD_URL, "spec-old")).toEqual(["PUT /v1/volume/csi/spec-old", "DELETE /v1/volume/csi/spec-old"]);
});

test("0.11 has no detach, and says so", async ({ page }) => {
  await open(page, volume("gitlab-backup"), [connection(NOMAD_011_URL)]);
  await menu(page, side(page, "gitlab nightly backups"));
  const detach = page.getByRole("menuitem", { name: /^Detach…/ });
  await expect(detach).toBeDisabled();
  await expect(detach).toContainText("Nomad 0.11.3 has no detach; it came with 0.12.2.");
});
