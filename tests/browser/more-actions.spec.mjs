// The writes that change a volume or make one of another, in the demo and on another origin: sent once, and what the server then holds.
import { ask, choose, expect, messages, open, PLACES, row, side, test, volume, writes } from "./harness.mjs";

const GIB = 2 ** 30;

for (const { where, at, url, connections } of PLACES.filter(({ url }) => url)) {
  test.describe(where, () => {
    test("a volume is edited; what was not touched is sent back as it was", async ({ page }) => {
      const id = "registry-mirror-for-the-continuous-integration-runners-of-the-platform-engineering-team-in-the-frankfurt-region-second-generation-ssd";
      const before = url && (await ask(url, `volume/csi/${id}`));
      await open(page, volume(id, { at }), connections);
      await choose(page, side(page, "registry mirror"), "Edit…");
      const dialog = page.getByRole("dialog", { name: "Edit registry mirror?" });
      await expect(dialog.getByRole("combobox", { name: "Access mode" })).toHaveValue("single-node-writer");
      // The server keeps the flags to itself: it shows that there are some, and they have to be given again.
      await dialog.getByRole("button", { name: "Edit", exact: true }).click();
      await expect(dialog.getByRole("textbox", { name: /^Mount flags/ })).toHaveAccessibleDescription(/^Mount flags: required/);
      expect(await writes(url, id)).toEqual([]);
      await dialog.getByRole("textbox", { name: /^Mount flags/ }).fill("noatime");
      await dialog.getByText(/^Advanced/).first().click();
      await dialog.getByRole("textbox", { name: /^Additional modes/ }).fill("multi-node-reader-only file-system");
      await dialog.getByRole("button", { name: "Edit", exact: true }).click();
      await expect(messages(page)).toContainText("Changed registry mirror.");
      await expect(dialog).toHaveCount(0);
      await expect(side(page, "registry mirror").getByRole("region", { name: "Details" })).toContainText("single-node-writer, multi-node-reader-only");
      expect(await writes(url, id)).toEqual([`PUT /v1/volume/csi/${id}`]);
      const after = await ask(url, `volume/csi/${id}`);
      const mode = (AccessMode) => ({ AccessMode, AttachmentMode: "file-system" });
      expect(after.RequestedCapabilities).toEqual([mode("single-node-writer"), mode("multi-node-reader-only")]);
      const kept = ({ Name, ExternalID, PluginID, Parameters, Context, MountOptions, Capacity }) => ({ Name, ExternalID, PluginID, Parameters, Context, MountOptions, Capacity });
      expect(kept(after)).toEqual(kept(before));
    });

    test("an edit that is cancelled sends nothing", async ({ page }) => {
      await open(page, volume("static-assets", { at }), connections);
      await choose(page, side(page, "static web assets"), "Edit…");
      const dialog = page.getByRole("dialog", { name: "Edit static web assets?" });
      await dialog.getByRole("combobox", { name: "Access mode" }).selectOption("single-node-writer");
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(messages(page).getByRole("status")).toHaveCount(0);
      expect(await writes(url, "static-assets")).toEqual([]);
    });

    test("a volume in use keeps its mode: the server's refusal stands at its field", async ({ page }) => {
      await open(page, volume("camera-buffer", { at, namespace: "edge" }), connections);
      await choose(page, side(page, "camera ring buffer"), "Edit…");
      const dialog = page.getByRole("dialog", { name: "Edit camera ring buffer?" });
      await dialog.getByRole("combobox", { name: "Access mode" }).selectOption("single-node-writer");
      await dialog.getByRole("textbox", { name: /^Mount flags/ }).fill("noatime");
      await dialog.getByRole("button", { name: "Edit", exact: true }).click();
      await expect(dialog.getByRole("alert")).toContainText("not compatible with existing capability in use");
      expect(await writes(url, "camera-buffer")).toEqual(["PUT /v1/volume/csi/camera-buffer"]);
      expect((await ask(url, "volume/csi/camera-buffer?namespace=edge")).AccessMode).toBe("multi-node-multi-writer");
    });

    test("a volume is cloned: at least as large, made of the source", async ({ page }) => {
      await open(page, volume("minio-2", { at, namespace: "data" }), connections);
      await choose(page, side(page, "minio drive"), "Clone…");
      const form = side(page, "Clone minio drive");
      const id = form.getByRole("textbox", { name: "ID", exact: true });
      await expect(id).toHaveValue("minio-2-clone");
      await id.fill("spec-cloned");
      await expect(form.getByRole("region", { name: "The request" })).toContainText(`"RequestedCapacityMin": ${8192 * GIB}`);
      await form.getByRole("button", { name: "Clone", exact: true }).click();
      await expect(messages(page)).toContainText("Created spec-cloned.");
      await messages(page).getByRole("link", { name: "Open" }).click();
      await expect(side(page, "spec-cloned")).toContainText("8.0 TiB");
      expect(await writes(url, "spec-cloned")).toEqual(["PUT /v1/volume/csi/spec-cloned/create"]);
      const { ExternalID } = await ask(url, "volume/csi/minio-2?namespace=data");
      expect(await ask(url, "volume/csi/spec-cloned?namespace=data")).toMatchObject({ CloneID: ExternalID, Capacity: 8192 * GIB, PluginID: "ceph-rbd" });
    });

    test("a volume that only the storage knows is registered, once asked for", async ({ page }) => {
      const external = "vol-04f8c2d1b6a7e9350";
      await open(page, `/volumes?q=${external}`, connections);
      await expect(page.getByRole("heading", { name: /^None of/ })).toBeVisible();
      await page.getByRole("button", { name: "External volumes" }).click();
      await row(page, external).click();
      await side(page, external).getByRole("button", { name: "Register…" }).click();
      const form = side(page, `Register ${external}`);
      await expect(form.getByRole("textbox", { name: "External ID" })).toHaveValue(external);
      await expect(form.getByRole("combobox", { name: "Plugin" })).toHaveValue("aws-ebs0");
      await form.getByRole("textbox", { name: "ID", exact: true }).fill("spec-external");
      await form.getByRole("button", { name: "Register", exact: true }).click();
      await expect(messages(page)).toContainText("Registered spec-external.");
      await messages(page).getByRole("link", { name: "Open" }).click();
      await expect(side(page, "spec-external").getByRole("region", { name: "Details" })).toContainText(external);
      expect(await writes(url, "spec-external")).toEqual(["PUT /v1/volume/csi/spec-external"]);
      expect(await ask(url, "volume/csi/spec-external")).toMatchObject({ ExternalID: external, PluginID: "aws-ebs0", Namespace: "default" });
    });
  });
}
