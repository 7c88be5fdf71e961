// Every kind of write against a server on another origin, and one in the demo: what is shown is sent, once.
import { choose, connection, doing, expect, menu, messages, NOMAD_OLD_URL, open, overHttp, PLACES, row, side, test, volume, writes, startNew } from "./harness.mjs";

for (const { where, at, url, connections } of PLACES) {
  const deep = overHttp({ url });
  test.describe(where, () => {
    /** Exactly these writes of a volume's own arrived; each test has its own volume. The demo has no server that could be asked. */
    const arrived = async (part, expected) => {
      if (url) expect(await writes(url, part)).toEqual(expected);
    };
    const list = (page, route = "/volumes") => open(page, route, connections);

    test("a volume is registered", async ({ page }) => {
      await list(page, "/volumes?q=spec-registered");
      await startNew(page, "volume", /^Register volume/, at);
      const form = side(page, "Register volume");
      await form.getByRole("textbox", { name: "ID", exact: true }).fill("spec-registered");
      await form.getByRole("textbox", { name: "External ID" }).fill("vol-spec-registered");
      await form.getByRole("combobox", { name: "Plugin" }).selectOption("ceph-rbd");
      await expect(form.getByRole("region", { name: "The request" })).toContainText("/v1/volume/csi/spec-registered?namespace=default");
      await form.getByRole("button", { name: "Register volume", exact: true }).click();
      await expect(messages(page)).toContainText("Registered spec-registered");
      await expect(form).toHaveCount(0);
      await expect(row(page, "spec-registered")).toBeVisible();
      await arrived("spec-registered", ["PUT /v1/volume/csi/spec-registered"]);
    });

    deep("a volume is created", async ({ page }) => {
      await list(page, doing("csi-create", null, { at }));
      const form = side(page, "Create volume");
      await form.getByRole("textbox", { name: "ID", exact: true }).fill("spec-created");
      await form.getByRole("combobox", { name: "Plugin" }).selectOption("ceph-rbd");
      await form.getByRole("textbox", { name: /^Minimum capacity/ }).fill("3");
      await expect(form.getByRole("region", { name: "The request" })).toContainText('"RequestedCapacityMin": 3221225472');
      await form.getByRole("button", { name: "Create volume", exact: true }).click();
      await expect(messages(page)).toContainText("Created spec-created");
      await messages(page).getByRole("link", { name: "Open" }).click();
      await expect(side(page, "spec-created")).toContainText("3.0 GiB");
      await arrived("spec-created", ["PUT /v1/volume/csi/spec-created/create"]);
    });

    deep("a snapshot is taken", async ({ page }) => {
      await list(page, volume("prometheus-archive", { at }));
      await choose(page, side(page, "prometheus tsdb until 2023"), "Create snapshot…");
      const form = side(page, "Create snapshot: prometheus tsdb until 2023");
      await form.getByRole("textbox", { name: /^Name/ }).fill("spec-snapshot");
      await form.getByRole("button", { name: "Create snapshot", exact: true }).click();
      await expect(messages(page)).toContainText(/\S+ is ready\./);
      await page.getByRole("tab", { name: "Snapshots" }).click();
      await expect(side(page, "prometheus tsdb until 2023").getByRole("tabpanel").getByRole("listitem")).toHaveCount(1);
    });

    deep("a volume is expanded, and shows its new size", async ({ page }) => {
      await list(page, doing("csi-expand", "redis-cache", { at, namespace: "data" }));
      const form = side(page, "Expand redis");
      await form.getByRole("textbox", { name: /^New minimum capacity/ }).fill("9");
      await form.getByRole("textbox", { name: /^Mount flags/ }).fill("noatime");
      await form.getByRole("button", { name: "Expand", exact: true }).click();
      await expect(messages(page)).toContainText("Expanded redis to at least 9.0 GiB");
      await expect(side(page, "redis")).toContainText("9.0 GiB");
      await arrived("redis-cache", ["PUT /v1/volume/csi/redis-cache"]);
    });

    deep("a size that is none or too small is told at its field, and nothing is sent", async ({ page }) => {
      await list(page, doing("csi-expand", "model-cache", { at, namespace: "edge" }));
      const form = side(page, "Expand inference model cache");
      const field = form.getByRole("textbox", { name: /^New minimum capacity/ });
      const send = form.getByRole("button", { name: "Expand", exact: true });
      await field.fill("1");
      await send.click();
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveAccessibleDescription(/120/);
      await field.fill("");
      await send.click();
      await expect(field).toHaveAccessibleDescription(/: required/);
      await expect(field).toBeFocused();
      await arrived("model-cache", []);
    });

    deep("a release that cannot detach by node says so before and after, and the claim stays", async ({ page }) => {
      await list(page, volume("gitlab-backup", { at }));
      await choose(page, side(page, "gitlab nightly backups"), "Detach…");
      const dialog = page.getByRole("dialog", { name: "Detach gitlab nightly backups?" });
      await expect(dialog).toContainText("Nomad 1.10.5 cannot do that: it answers “Unknown allocation”, and the claim stays. Stop the job, drain the node, or deregister");
      await dialog.getByRole("button", { name: "Detach", exact: true }).click();
      await expect(dialog.getByRole("alert")).toContainText("Nomad refused it; nothing was done.");
      await expect(dialog.getByRole("alert")).toContainText("This release cannot detach by node (Unknown allocation). The claim still stands.");
      await arrived("gitlab-backup", ["DELETE /v1/volume/csi/gitlab-backup/detach"]);
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await expect(side(page, "gitlab nightly backups").getByRole("region", { name: "Attached to" })).toContainText("gitlab-backup");
    });

    deep("a volume is deregistered, and its panel closes", async ({ page }) => {
      await list(page, volume("pos-hamburg", { at, namespace: "edge" }));
      await choose(page, side(page, "till data Hamburg"), "Deregister…");
      const dialog = page.getByRole("dialog", { name: "Deregister till data Hamburg?" });
      await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
      await dialog.getByRole("button", { name: "Deregister", exact: true }).click();
      await expect(messages(page)).toContainText("Deregistered till data Hamburg");
      await expect(side(page, "till data Hamburg")).toHaveCount(0);
      await arrived("pos-hamburg", ["DELETE /v1/volume/csi/pos-hamburg"]);
    });

    deep("Escape closes the question, and nothing is sent", async ({ page }) => {
      await list(page, doing("csi-delete", "thin-overcommit", { at }));
      const dialog = page.getByRole("dialog", { name: /^Delete thin volume/ });
      await expect(dialog).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
      await expect(page).not.toHaveURL(/do=/);
      await arrived("thin-overcommit", []);
    });

    deep("a volume is deleted only when its name is typed", async ({ page }) => {
      await list(page, volume("clickhouse-scratch", { at, namespace: "data", query: `q=clickhouse+connection:${at}` }));
      await choose(page, side(page, "clickhouse scratch"), "Delete…");
      const dialog = page.getByRole("dialog", { name: "Delete clickhouse scratch?" });
      const send = dialog.getByRole("button", { name: "Delete", exact: true });
      await expect(send).toBeDisabled();
      await dialog.getByRole("textbox", { name: "Type clickhouse scratch" }).fill("clickhouse");
      await page.keyboard.press("Enter");
      await arrived("clickhouse-scratch", []);
      await expect(send).toBeDisabled();
      await dialog.getByRole("textbox", { name: "Type clickhouse scratch" }).fill("clickhouse scratch");
      await send.click();
      await expect(messages(page)).toContainText("Deleted clickhouse scratch");
      await expect(row(page, "clickhouse scratch")).toHaveCount(0);
      await arrived("clickhouse-scratch", ["DELETE /v1/volume/csi/clickhouse-scratch/delete"]);
    });

    deep("what is in use cannot be deleted, and says by whom", async ({ page }) => {
      await list(page, volume("postgres-primary", { at, namespace: "data" }));
      const panel = side(page, "postgres primary");
      await menu(page, panel);
      const item = page.getByRole("menuitem", { name: /^Delete…/ });
      await expect(item).toBeDisabled();
      await expect(item).toContainText(/It is in use by postgres\.postgres\[0\]\. Stop the jobs that use it\.$/);
      await expect(panel.getByRole("region", { name: "Attached to" })).toContainText("postgres.postgres[0] on fra1-store-01");
      await item.click({ force: true });
      await expect(page.getByRole("dialog", { name: /^Delete/ })).toHaveCount(0);
    });

    deep("the question about what is in use names who uses it, and cannot be answered with yes", async ({ page }) => {
      await list(page, doing("csi-delete", "minio-1", { at, namespace: "data" }));
      const dialog = page.getByRole("dialog", { name: "Delete minio drive?" });
      await expect(dialog).toContainText("It is in use by minio.minio[0].");
      const item = dialog.getByRole("region", { name: /^Dependent resources/ }).getByRole("listitem").first();
      await expect(item).toContainText("minio.minio[0] on fra1-store-01");
      await expect(item).toContainText("writer");
      // Another one has the same name: what is typed is the id.
      await expect(dialog.getByRole("textbox", { name: "Type minio drive" })).toHaveCount(0);
      await dialog.getByRole("textbox", { name: "Type minio-1" }).fill("minio-1");
      await expect(dialog).toContainText("It matches.");
      const send = dialog.getByRole("button", { name: "Delete", exact: true });
      await expect(send).toBeDisabled();
      await send.click({ force: true });
      await page.keyboard.press("Enter");
      await expect(dialog).toBeVisible();
      await arrived("minio-1", []);
    });

    deep("a plugin without an ability is the reason at the button", async ({ page }) => {
      await list(page, volume("redis-cache", { at, namespace: "data" }));
      const button = side(page, "redis").getByRole("button", { name: "Clone…" });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription("The plugin aws-ebs0 does not clone volumes.");
    });

    deep("an empty form names every field that is needed, and goes to the first", async ({ page }) => {
      await list(page, doing("csi-register", null, { at }));
      const form = side(page, "Register volume");
      await expect(form.getByRole("combobox", { name: "Plugin" })).toBeEnabled();
      await form.getByRole("button", { name: "Register volume", exact: true }).click();
      const id = form.getByRole("textbox", { name: "ID", exact: true });
      await expect(id).toHaveAccessibleDescription(/^ID: required\./);
      await expect(id).toBeFocused();
      await expect(form.getByRole("textbox", { name: "External ID" })).toHaveAccessibleDescription(/^External ID: required\./);
      await expect(form.getByRole("combobox", { name: "Plugin" })).toHaveAccessibleDescription(/Plugin: required/);
      await id.fill("x");
      await expect(id).not.toHaveAttribute("aria-invalid", "true");
    });

    deep("the shown call masks secrets", async ({ page }) => {
      await list(page, doing("csi-register", null, { at }));
      const form = side(page, "Register volume");
      await expect(form.getByRole("combobox", { name: "Plugin" })).toBeEnabled();
      await form.getByText(/^Advanced/).first().click();
      await form.getByRole("textbox", { name: /^Secrets/ }).fill("password=hunter2");
      const call = form.getByRole("region", { name: "The request" });
      await expect(call).toContainText('"password":');
      await expect(call).not.toContainText("hunter2");
      await expect(page).not.toHaveURL(/hunter2/);
    });
  });
}

for (const { where, at, url, connections } of [
  { where: "in the demo", at: "nomad-012", url: null, connections: [] },
  { where: "on another origin", at: "n", url: NOMAD_OLD_URL, connections: [connection(NOMAD_OLD_URL)] },
]) {
  test(`a volume is detached from a node by a release that can, ${where}; that is followed until it is free`, async ({ page }) => {
    await open(page, volume("grafana", { at }), connections);
    const panel = side(page, "grafana");
    await choose(page, panel, "Detach…");
    const dialog = page.getByRole("dialog", { name: "Detach grafana?" });
    await expect(dialog).not.toContainText("Unknown allocation");
    await expect(dialog.getByRole("combobox", { name: "Node" })).toContainText("fra1-compute-02 – grafana.grafana[0]");
    await dialog.getByRole("button", { name: "Detach", exact: true }).click();
    await expect(messages(page)).toContainText(/Detached grafana from /);
    await expect(panel.getByRole("region", { name: "Attached to" })).not.toContainText("grafana.grafana");
    if (url) expect(await writes(url, "grafana")).toEqual(["DELETE /v1/volume/csi/grafana/detach"]);
  });
}
