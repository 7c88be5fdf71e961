// Dynamic host volumes: made, registered, expanded, deleted. In the demo and on another origin.
import { ask, doing, expect, handedOver, hosted, messages, open, PLACES, row, side, test, writes } from "./harness.mjs";

const GIB = 2 ** 30;

for (const { where, at, url, connections } of PLACES.filter(({ url }) => url)) {
  test.describe(where, () => {
    async function opened(page, name) {
      await open(page, `/volumes?q=${name}+class:host`, connections);
      await row(page, name).click();
      return side(page, name);
    }

    test("a volume is made on a node of Nomad's choice, and becomes ready by itself", async ({ page }) => {
      await open(page, doing("host-create", null, { at }), connections);
      const calls = handedOver(page);
      const form = side(page, "Create host volume");
      await form.getByRole("textbox", { name: "Name", exact: true }).fill("spec-host");
      await form.getByRole("combobox", { name: "Namespace" }).selectOption("edge");
      await form.getByRole("button", { name: "Create host volume", exact: true }).click();
      await expect(messages(page)).toContainText("spec-host is ready.");
      await messages(page).getByRole("link", { name: "Open" }).click();
      await expect(side(page, "spec-host").getByText("ready", { exact: true })).toBeVisible({ timeout: 10_000 });
      expect(calls).toEqual(["PUT /v1/volume/host/create"]);
      expect(await writes(url, "host/create?namespace=edge")).toEqual(calls);
      expect(await hosted(url, "spec-host")).toMatchObject([{ Namespace: "edge", PluginID: "mkdir", State: "ready" }]);
    });

    test("a directory that exists on a node is registered", async ({ page }) => {
      await open(page, doing("host-register", null, { at }), connections);
      const calls = handedOver(page);
      const form = side(page, "Register host volume");
      await form.getByRole("textbox", { name: "Name", exact: true }).fill("spec-found");
      const nodes = form.getByRole("combobox", { name: "Node", exact: true });
      const node = await nodes.getByRole("option", { name: /^fra1-compute-01/ }).getAttribute("value");
      await nodes.selectOption(node);
      await form.getByRole("textbox", { name: "Host path" }).fill("/srv/spec found");
      await form.getByRole("button", { name: "Register host volume", exact: true }).click();
      await expect(messages(page)).toContainText("spec-found is ready.");
      await messages(page).getByRole("link", { name: "Open" }).click();
      const panel = side(page, "spec-found");
      await panel.getByRole("tab", { name: "JSON" }).click();
      await expect(panel.getByRole("region", { name: "The item as JSON" })).toContainText('"HostPath": "/srv/spec found"');
      expect(calls).toEqual(["PUT /v1/volume/host/register"]);
      expect(await writes(url, "host/register")).toEqual(calls);
      const [stub, ...others] = await hosted(url, "spec-found");
      expect(others).toEqual([]);
      expect(await ask(url, `volume/host/${stub.ID}`)).toMatchObject({ NodeID: node, HostPath: "/srv/spec found", Namespace: "default" });
    });

    test("a volume is expanded: the same one, larger", async ({ page }) => {
      const before = await hosted(url, "build-scratch");
      const panel = await opened(page, "build-scratch");
      const calls = handedOver(page);
      await panel.getByRole("button", { name: "Expand…" }).click();
      const form = side(page, "Expand build-scratch");
      const field = form.getByRole("textbox", { name: /^New minimum capacity/ });
      await field.fill("100");
      await form.getByRole("button", { name: "Expand", exact: true }).click();
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await field.fill("250");
      await form.getByRole("button", { name: "Expand", exact: true }).click();
      await expect(messages(page)).toContainText("build-scratch has 250.0 GiB now.");
      await expect(side(page, "build-scratch")).toContainText("250.0 GiB");
      expect(calls).toEqual(["PUT /v1/volume/host/create"]);
      expect(await writes(url, "host/create?namespace=default")).toEqual(calls);
      const after = await hosted(url, "build-scratch");
      expect(after).toMatchObject([{ ID: before[0].ID, NodeID: before[0].NodeID, PluginID: "lvm-thin", CapacityBytes: 250 * GIB }]);
    });

    test("a volume is deleted only when its name is typed, and its row goes", async ({ page }) => {
      const [stub] = await hosted(url, "node-cache");
      const panel = await opened(page, "node-cache");
      await panel.getByRole("button", { name: "Delete…" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete node-cache?" });
      const send = dialog.getByRole("button", { name: "Delete", exact: true });
      await expect(send).toBeDisabled();
      await dialog.getByRole("textbox", { name: "Type node-cache" }).fill("node-cache");
      await send.click();
      await expect(messages(page)).toContainText("Deleted node-cache.");
      await expect(panel).toHaveCount(0);
      await expect(row(page, "node-cache")).toHaveCount(0);
      expect(await writes(url, stub.ID)).toEqual([`DELETE /v1/volume/host/${stub.ID}`]);
      expect(await hosted(url, "node-cache")).toEqual([]);
    });

    test("a sticky claim is released: it goes, the volume and its allocation stay", async ({ page }) => {
      const panel = await opened(page, "cassandra-1");
      await panel.getByRole("button", { name: "Delete claim…" }).click();
      const dialog = page.getByRole("dialog", { name: /^Delete claim/ });
      await dialog.getByRole("button", { name: "Delete claim", exact: true }).click();
      await expect(messages(page)).toContainText("Released cassandra.cassandra from cassandra-1.");
      await expect(panel.getByRole("region", { name: "Attached to" })).not.toContainText("sticky claim");
      await expect(panel).toContainText("cassandra.cassandra[0]");
      const released = (await writes(url, "volumes/claim")).filter((call) => call.startsWith("DELETE"));
      expect(released).toHaveLength(1);
    });

    test("a volume whose node is gone is deleted by force", async ({ page }) => {
      const panel = await opened(page, "cassandra-old");
      await panel.getByRole("button", { name: "Delete…" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete cassandra-old?" });
      await dialog.getByText(/^Advanced/).first().click();
      await dialog.getByRole("checkbox", { name: "Force" }).check();
      await dialog.getByRole("textbox", { name: "Type cassandra-old" }).fill("cassandra-old");
      await dialog.getByRole("button", { name: "Delete", exact: true }).click();
      await expect(messages(page)).toContainText("Deleted cassandra-old.");
      await expect(row(page, "cassandra-old")).toHaveCount(0);
      expect(await hosted(url, "cassandra-old")).toEqual([]);
    });

    test("constraints choose the node, and a line that is none is not sent", async ({ page }) => {
      await open(page, doing("host-create", null, { at }), connections);
      const calls = handedOver(page);
      const form = side(page, "Create host volume");
      await form.getByRole("textbox", { name: "Name", exact: true }).fill("spec-constrained");
      // Not where another test counts what is made.
      await form.getByRole("combobox", { name: "Namespace" }).selectOption("data");
      await form.getByText(/^Advanced/).first().click();
      const field = form.getByRole("textbox", { name: /^Constraints/ });
      await field.fill("storage");
      await form.getByRole("button", { name: "Create host volume", exact: true }).click();
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(form).toContainText("“storage” is not attribute, operator, value.");
      expect(calls).toEqual([]);
      await field.fill("${node.datacenter} = fra1");
      await form.getByRole("button", { name: "Create host volume", exact: true }).click();
      await expect(messages(page)).toContainText("spec-constrained is ready.");
      const [stub] = await hosted(url, "spec-constrained");
      const constraint = { LTarget: "${node.datacenter}", Operand: "=", RTarget: "fra1" };
      expect(await ask(url, `volume/host/${stub.ID}?namespace=${stub.Namespace}`)).toMatchObject({ Constraints: [constraint] });
    });

    for (const [name, action, reason] of [
      ["cassandra-1", "Delete…", /^It is in use by cassandra\.cassandra\[0\]\.$/],
      ["cassandra-1", "Expand…", /^It is in use by cassandra\.cassandra\[0\]\.$/],
      ["camera-spool", "Expand…", /^It is unavailable: its node does not show it now\.$/],
    ]) {
      test(`${action} of ${name} is off, with its reason`, async ({ page }) => {
        const button = (await opened(page, name)).getByRole("button", { name: action });
        await expect(button).toBeDisabled();
        await expect(button).toHaveAccessibleDescription(reason);
      });
    }
  });
}
