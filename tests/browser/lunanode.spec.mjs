// LunaNode: every action over HTTP, one in the demo; refusals inside HTTP 200; a region that fails; secrets.
import { arrived, expect, fillIn, go, gone, hidesSecrets, LUNANODE, messages, opened, overHttp, perform, places, row, side, signIn, signing, table, test, tested, totals } from "./harness.mjs";

// One after the other: every call is a POST, and the writes of one action are told by its path alone.
test.describe.configure({ mode: "default" });

const WRITES = /volume\/(create|extend|rename|attach|detach|delete|snapshot-\w+)\/$/;
const LISTS = /snapshot-list/;
const written = async (url) => (await arrived(url, WRITES)).filter((call) => !LISTS.test(call));

/** An action: on what, what is filled in, what is said, and the call it is. */
const ACTIONS = [
  ["volume", "object-store-01", "Extend", { values: { "New size": "600" } }, "object-store-01 has 600.0 GiB now.", "volume/extend", (panel) => expect(panel).toContainText("600.0 GiB")],
  ["volume", "backup-2025", "Rename", { values: { Name: "spec renamed" } }, "Renamed backup-2025 to spec renamed.", "volume/rename", (_, page) => expect(side(page, "spec renamed")).toBeVisible()],
  ["volume", "object-store-02", "Attach", { values: { "Virtual machine": "db-01" } }, "Attached object-store-02 to db-01.", "volume/attach", (panel) => expect(panel).toContainText("in-use")],
  ["volume", "mail-spool", "Detach", { asks: true }, "Detached mail-spool.", "volume/detach", (panel) => expect(panel).toContainText("available")],
  ["volume", "media-library", "Create snapshot", { values: { Label: "spec kept" } }, "spec kept is available.", "volume/snapshot-create", async (panel) => {
    await panel.getByRole("tab", { name: "Snapshots" }).click();
    await expect(panel.getByRole("link", { name: "spec kept" })).toBeVisible();
  }],
  ["volume", "データ共有", "Delete", { typed: true }, "Deleted データ共有.", "volume/delete", (_, page) => gone(page, "データ共有")],
  ["snapshot", "before 16.4 upgrade", "Replicate", { values: { "Destination region": "Roubaix", "Image name": "spec-image" } }, "The image spec-image is in roubaix.", "volume/snapshot-replicate", (panel) => expect(panel).toBeVisible()],
  ["snapshot", "gitea before migration", "Create volume from snapshot", { values: { Label: "spec restored" } }, "spec restored is available.", "volume/create", async (_, page) => {
    await go(page, "/volumes?q=spec+restored");
    await expect(row(page, "spec restored")).toBeVisible();
  }],
  ["snapshot", "nextcloud weekly, failed", "Delete", { typed: true }, "Deleted nextcloud weekly, failed.", "volume/snapshot-delete", (_, page) => gone(page, "nextcloud weekly, failed")],
];

for (const place of places(LUNANODE)) {
  const { where, at, url, enter } = place;
  const deep = overHttp(place);
  test.describe(where, () => {
    deep("Create: a volume is made in a region, and found although its id is not answered", async ({ page }) => {
      await enter(page, `/volumes?do=volume-create&at=${at}`);
      const form = side(page, "Create volume");
      await fillIn(form, { Region: "Toronto", Label: "spec made", Size: "5" });
      const before = url && (await written(url));
      await form.getByRole("button", { name: "Create volume", exact: true }).click();
      await expect(messages(page)).toContainText("spec made is available.");
      await go(page, "/volumes?q=spec+made");
      await expect(row(page, "spec made")).toBeVisible();
      if (url) expect((await written(url)).slice(before.length)).toEqual(["POST /api/volume/create/"]);
    });

    for (const [kind, name, label, how, says, call, seen] of url ? ACTIONS : ACTIONS.slice(0, 1)) {
      test(`${label} of the ${kind} ${name}`, async ({ page }) => {
        const panel = await opened(page, place, kind, name);
        const before = url && (await written(url));
        await perform(page, panel, name, label, how);
        await expect(messages(page)).toContainText(says);
        await seen(panel, page);
        if (url) expect((await written(url)).slice(before.length)).toEqual([`POST /api/${call}/`]);
      });
    }

    deep("lists tell of the region that fails, and have the rows of the others", async ({ page }) => {
      await enter(page, `/snapshots?q=connection:${at}`);
      await expect(row(page, "before 16.4 upgrade")).toBeVisible();
      await expect(row(page, "bitcoin-blocks at 850000")).toBeVisible();
      await expect(table(page)).toContainText(/zz-list-fail-500|laboratory/);
    });

    for (const [word, words] of [
      ["fail-escaped", /Volume <b>pg<\/b> status must be|status must be 'available'/],
      ["fail-wordless", /no reason|LunaNode/],
      ["fail-429", /429/],
      ["fail-403", /API key is restricted/],
    ]) {
      deep(`${word}: what is answered in place of success is said in the form`, async ({ page }) => {
        const name = `zz test: ${word}`;
        const panel = await opened(page, place, "volume", name, word);
        await perform(page, panel, name, "Rename", { values: { Name: "never" } });
        const form = side(page, `Rename ${name}`);
        await expect(form.getByRole("alert")).toContainText(words);
        await expect(page.getByRole("heading", { name: "never" })).toHaveCount(0);
      });
    }
  });
}

test("a create whose answer is lost is unknown, and the look says what was found", async ({ page }) => {
  await signIn(page, LUNANODE, "/volumes?do=volume-create&at=relayed");
  const form = side(page, "Create volume");
  await fillIn(form, { Region: "Toronto", Label: "spec-lost-answer", Size: "5" });
  const before = await written(LUNANODE.url);
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  const message = messages(page).getByRole("alert");
  await expect(message).toContainText(/Applied\..*spec-lost-answer is there/);
  await expect(message).toHaveCount(1);
  expect((await written(LUNANODE.url)).slice(before.length)).toEqual(["POST /api/volume/create/"]);
});

test("the form's test passes, names the regions, and sends reads only", async ({ page }) => {
  const form = await signing(page, LUNANODE);
  const before = await written(LUNANODE.url);
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page).getByText(/only reads were sent/)).toBeVisible();
  await expect(tested(page)).toContainText("Toronto, Canada");
  await expect(tested(page).getByRole("alert")).toHaveCount(0);
  expect(await written(LUNANODE.url)).toEqual(before);
});

test("a wrong key is refused, and the clock is named", async ({ page }) => {
  const form = await signing(page, LUNANODE, { values: { "API key": "0".repeat(128) } });
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page).getByRole("alert")).toContainText(/clock/);
  await expect(tested(page)).toContainText(/The call was signed at/);
});

test("a key and an id of the wrong length are told at their fields", async ({ page }) => {
  const form = await signing(page, LUNANODE, { values: { "API ID": "SHORT", "API key": "abc" } });
  await form.getByRole("button", { name: "Add connection" }).click();
  await expect(form).toContainText("An API ID has 16 letters and digits; this has 5 characters.");
  await expect(form).toContainText("An API key has 128 hexadecimal digits; this has 3 characters.");
});

test("neither half of the key is in the page, in the shown call or in the storage", async ({ page }) => {
  await signIn(page, LUNANODE, "/volumes?do=volume-create&at=relayed");
  await expect(side(page, "Create volume").getByRole("region", { name: "The request" })).toContainText("api_partialkey\": \"••••");
  await hidesSecrets(page, LUNANODE.secrets);
  await go(page, "/volumes?q=lightning");
  await row(page, "lightning-channels").click();
  await side(page, "lightning-channels").getByRole("tab", { name: "JSON" }).click();
  await expect(side(page, "lightning-channels").getByRole("region", { name: "The item as JSON" })).toBeVisible();
  await hidesSecrets(page, LUNANODE.secrets);
});

test("only one region: rows of the others are not read", async ({ page }) => {
  await signIn(page, LUNANODE, "/volumes", { values: { "Region": "roubaix" } });
  await expect(row(page, "old-forum")).toBeVisible();
  await expect(row(page, "pg-primary")).toHaveCount(0);
  await expect(totals(page)).toContainText(/[1-9]\d* found/);
});
