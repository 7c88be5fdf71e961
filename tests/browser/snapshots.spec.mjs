// Snapshots: a volume made of one, one deleted, one that is not ready. In the demo and on another origin.
import { ask, expect, messages, open, PLACES, side, test, writes } from "./harness.mjs";

const GIB = 2 ** 30;

for (const { where, at, url, connections } of PLACES.filter(({ url }) => url)) {
  test.describe(where, () => {
    /** Opens the panel of the snapshot whose id has this in it, from its row. */
    async function opened(page, part) {
      await open(page, `/snapshots?q=${part}+connection:${at}`, connections);
      await page.getByRole("rowheader", { name: new RegExp(part) }).getByRole("link").click();
      return side(page, new RegExp(part));
    }

    test("a volume is made of a snapshot, and is as large", async ({ page }) => {
      const panel = await opened(page, "vault-raft-0");
      await panel.getByRole("button", { name: "Create volume from snapshot…" }).click();
      const form = side(page, /^Create volume from snapshot: csi-snap-vault-raft-0/);
      await form.getByRole("textbox", { name: "ID", exact: true }).fill("spec-restored");
      await form.getByRole("button", { name: "Create volume from snapshot", exact: true }).click();
      await expect(messages(page)).toContainText("Created spec-restored.");
      await messages(page).getByRole("link", { name: "Open" }).click();
      await expect(side(page, "spec-restored")).toContainText("25.0 GiB");
      expect(await writes(url, "spec-restored")).toEqual(["PUT /v1/volume/csi/spec-restored/create"]);
      const made = { SnapshotID: expect.stringMatching(/^csi-snap-vault-raft-0-/), PluginID: "ceph-rbd", Capacity: 25 * GIB };
      expect(await ask(url, "volume/csi/spec-restored")).toMatchObject(made);
    });

    test("a snapshot is deleted only when its name is typed, and its row goes", async ({ page }) => {
      const of = async () => (await ask(url, "volumes/snapshot?plugin_id=ceph-rbd")).Snapshots.filter(({ ID }) => ID.includes("confluence-final"));
      expect(await of()).toHaveLength(1);
      const panel = await opened(page, "confluence-final");
      await panel.getByRole("button", { name: "Delete…" }).click();
      const dialog = page.getByRole("dialog", { name: /^Delete csi-snap-confluence-final-.*\?$/ });
      const name = (await dialog.getByRole("heading").first().textContent()).replace(/^Delete (.*)\?$/, "$1");
      const send = dialog.getByRole("button", { name: "Delete", exact: true });
      await expect(send).toBeDisabled();
      await dialog.getByRole("textbox", { name: /^Type / }).fill(name);
      await send.click();
      await expect(messages(page)).toContainText(`Deleted ${name}.`);
      await expect(panel).toHaveCount(0);
      await expect(page.getByRole("rowheader", { name })).toHaveCount(0);
      expect(await writes(url, "snapshot_id=csi-snap-confluence-final")).toEqual(["DELETE /v1/volumes/snapshot"]);
      expect(await of()).toEqual([]);
    });

    test("no volume is made of a snapshot that is not ready", async ({ page }) => {
      const panel = await opened(page, "minio-first-copy");
      const make = panel.getByRole("button", { name: "Create volume from snapshot…" });
      await expect(make).toBeDisabled();
      await expect(make).toHaveAccessibleDescription("The snapshot is not ready to be used yet.");
      await make.click({ force: true });
      await expect(page).not.toHaveURL(/do=/);
    });

    test("where every action has a button, there is no menu without entries", async ({ page }) => {
      const panel = await opened(page, "postgres-nightly-1");
      await expect(panel.getByRole("button", { name: "Delete…" })).toBeEnabled();
      await expect(panel.getByRole("button", { name: "More actions" })).toHaveCount(0);
    });
  });
}
