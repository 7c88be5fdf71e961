// Scaleway: Block, Instance and the original API; what one can do over HTTP, one of each API in the demo; zones that fail; refusals; secrets.
import { arrived, expect, fillIn, go, gone, hidesSecrets, messages, opened, overHttp, perform, places, row, SCALEWAY, side, signIn, signing, table, test, tested } from "./harness.mjs";

// One after the other: writes are told by what the simulator's log has more.
test.describe.configure({ mode: "default" });

const { SCW_SECRET_KEY_READER: READER, SCW_SECRET_KEY_INSTANCE: INSTANCE_ONLY, SCW_SECRET_KEY_EXPIRED: EXPIRED, SCALEWAY_LEGACY_URL: LEGACY_URL } = process.env;
const written = (url) => arrived(url, /^(POST|PATCH|PUT|DELETE)/);
/** The original API knows organizations only. */
const ORIGINALLY = { ...SCALEWAY, sign: { "Secret key": SCALEWAY.sign["Secret key"], Organization: SCALEWAY.sign.Organization } };
const ORIGINAL = { demo: "scaleway-legacy", url: LEGACY_URL, address: LEGACY_URL, settings: { api: "legacy" } };
const [BLOCK, INSTANCE] = ["/block/v1/zones/", "/instance/v1/zones/"];
const STORE = { Bucket: "backups", "Object key": "spec.qcow2" };

/** What is made on a connection: its form, what is filled in, the call, the list it stands in. */
const CREATES = [
  ["block-create", "Create volume", "Create volume", { Zone: "nl-ams-1", Name: "spec block", Size: "20", Tags: "env=spec" }, `POST ${BLOCK}nl-ams-1/volumes`, "volumes"],
  ["instance-create", "Create local volume", "Create local volume", { Zone: "pl-waw-1", Name: "spec local", Size: "20" }, `POST ${INSTANCE}pl-waw-1/volumes`, "volumes"],
  ["block-import", "Import from Object Storage", "Import from Object Storage", { Zone: "fr-par-2", ...STORE, Name: "spec imported" }, `POST ${BLOCK}fr-par-2/snapshots/import-from-object-storage`, "snapshots"],
];

/** One of each shape of form, and of what is followed. That the others send what they show is proved by `writes_are_these` of the provider. */
const ACTIONS = [
  ["Block", "volume", "uploads-2025", "Create snapshot", { values: { Name: "spec kept" } }, "spec kept is available.", /^POST \/block\/v1\/zones\/fr-par-1\/snapshots$/, /available/],
  ["Block", "volume", "ci-artifacts", "Increase size", { values: { "New size": "400" } }, "ci-artifacts has 400 GB now.", /^PATCH \/block.*\/volumes\/[^/]+$/, /372\.5 GiB/],
  ["Block", "volume", "kafka-broker-3", "Edit", { values: { Name: "kafka-broker-4" } }, "Changed kafka-broker-3 to kafka-broker-4.", /^PATCH \/block.*\/volumes\/[^/]+$/, null],
  ["Block", "volume", "backup-target", "Attach to Instance", { values: { Instance: "backup-1" } }, "Attached backup-target to backup-1.", /^POST \/instance.*\/attach-volume$/, /backup-1/],
  ["Block", "volume", "web-assets", "Detach from Instance", { asks: true }, "Detached web-assets.", /^POST \/instance.*\/detach-volume$/, /available/],
  ["Block", "snapshot", "search reindex", "Create volume from snapshot", { values: { Name: "spec from block" } }, "spec from block is available.", /^POST \/block\/v1\/zones\/pl-waw-1\/volumes$/, null],
  ["Block", "volume", "build-cache", "Delete", { typed: true }, "Deleted build-cache.", /^DELETE \/block.*\/volumes\/[^/]+$/, null],
  ["Instance", "snapshot", "web-1 root monthly", "Export to Object Storage", { values: STORE }, "The export of web-1 root monthly to backups/spec.qcow2 has ended.", /^POST \/instance.*\/export$/, /available/],
];

const ORIGINAL_ACTIONS = [
  ["volume", "vpn-root", "Create snapshot", { values: { Name: "spec vpn" } }, "spec vpn is available.", /^POST \/snapshots$/],
  ["volume", "minecraft-world-old", "Delete", { typed: true }, "Deleted minecraft-world-old.", /^DELETE \/volumes\/[^/]+$/],
  ["snapshot", "blog before php7", "Delete", { typed: true }, "Deleted blog before php7.", /^DELETE \/snapshots\/[^/]+$/],
];

// Imports and exports take their time, and are looked at ever more rarely while they do.
const ENDS = { timeout: 60_000 };

for (const place of places(SCALEWAY)) {
  const { where, at, url, enter } = place;
  const deep = overHttp(place);
  test.describe(where, () => {
    for (const [action, title, label, values, call, list] of CREATES) {
      deep(title, async ({ page }) => {
        await enter(page, `/${list}?do=${action}&at=${at}`);
        const form = side(page, title);
        await fillIn(form, values);
        const before = url && (await written(url));
        await form.getByRole("button", { name: label, exact: true }).click();
        await expect(messages(page)).toContainText(`${values.Name} is available.`, ENDS);
        await go(page, `/${list}?q=${encodeURIComponent(values.Name)}`);
        await expect(row(page, values.Name)).toBeVisible();
        if (url) expect((await written(url)).slice(before.length)).toEqual([call]);
      });
    }

    for (const [api, kind, name, label, how, says, call, shows] of url ? ACTIONS : ACTIONS.slice(0, 1)) {
      test(`${api}: ${label} of the ${kind} ${name}`, async ({ page }) => {
        const panel = await opened(page, place, kind, name);
        const before = url && (await written(url));
        await perform(page, panel, name, label, how);
        await expect(messages(page)).toContainText(says, ENDS);
        if (shows) await expect(panel).toContainText(shows);
        else if (how.typed) await gone(page, name);
        else {
          await go(page, `/${label === "Create volume from snapshot" ? "volume" : kind}s?q=${encodeURIComponent(how.values.Name)}`);
          await expect(row(page, how.values.Name)).toBeVisible();
        }
        if (!url) return;
        const calls = (await written(url)).slice(before.length);
        expect(calls).toHaveLength(1);
        expect(calls[0]).toMatch(call);
      });
    }

    for (const [word, words] of [
      ["fail-429", /429/],
      ["fail-409", /transient|updating/],
      ["fail-quota", /quota.*SbsVolumesSize|SbsVolumesSize.*quota|quota\(s\) exceeded/s],
      ["fail-403", /permission|right/],
      ["fail-423", /locked/],
      ["fail-stock", /out of stock/],
    ]) {
      deep(`${word}: the refusal is said in the form, in Scaleway's words`, async ({ page }) => {
        const name = `zz test: ${word}`;
        const panel = await opened(page, place, "volume", name, word);
        await perform(page, panel, name, "Edit", { values: { Name: `${name} 2` } });
        await expect(page.getByRole("alert").first()).toContainText(words);
      });
    }
  });
}

for (const place of places(ORIGINALLY, ORIGINAL)) {
  const { where, at, url, enter } = place;
  const deep = overHttp(place);
  test.describe(`the original API ${where}`, () => {
    deep("Create volume", async ({ page }) => {
      await enter(page, `/volumes?do=legacy-create&at=${at}`);
      const form = side(page, "Create volume");
      await fillIn(form, { Name: "spec original", Size: "20" });
      const before = url && (await written(url));
      await form.getByRole("button", { name: "Create volume (legacy API)", exact: true }).click();
      // The original API tells no state of volumes; who has no server is detached.
      await expect(messages(page)).toContainText("spec original is detached.", ENDS);
      await go(page, "/volumes?q=spec+original");
      await expect(row(page, "spec original")).toBeVisible();
      if (url) expect((await written(url)).slice(before.length)).toEqual(["POST /volumes"]);
    });

    for (const [kind, name, label, how, says, call] of url ? ORIGINAL_ACTIONS : ORIGINAL_ACTIONS.slice(1, 2)) {
      test(`${label} of the ${kind} ${name}`, async ({ page }) => {
        const panel = await opened(page, place, kind, name);
        const before = url && (await written(url));
        await perform(page, panel, name, label, how);
        await expect(messages(page)).toContainText(says, ENDS);
        if (how.typed) await gone(page, name);
        else {
          await panel.getByRole("tab", { name: "Snapshots" }).click();
          await expect(panel.getByRole("link", { name: "spec vpn" })).toBeVisible();
        }
        if (!url) return;
        const calls = (await written(url)).slice(before.length);
        expect(calls).toHaveLength(1);
        expect(calls[0]).toMatch(call);
      });
    }
  });
}

test("a zone that fails is told of, and the rows of the others are there", async ({ page }) => {
  await page.route("**/zones/nl-ams-1/volumes*", (call) => call.fulfill({ status: 503, json: { message: "zone is down", type: "internal_error" } }));
  await signIn(page, SCALEWAY, "/volumes");
  await expect(table(page)).toContainText("nl-ams-1");
  await expect(table(page)).toContainText("temporarily unavailable");
  await go(page, "/volumes?q=search-index-a");
  await expect(row(page, "search-index-a")).toBeVisible();
});

test("a create whose answer is lost is unknown, and the look says what was found", async ({ page }) => {
  await signIn(page, SCALEWAY, "/volumes?do=block-create&at=relayed");
  const form = side(page, "Create volume");
  await fillIn(form, { Zone: "fr-par-1", Name: "spec-lost-answer", Size: "20" });
  const before = await written(SCALEWAY.url);
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  const message = messages(page).getByRole("alert");
  await expect(message).toContainText(/Applied\..*spec-lost-answer/);
  await expect(message).toHaveCount(1);
  expect((await written(SCALEWAY.url)).slice(before.length)).toEqual([`POST ${BLOCK}fr-par-1/volumes`]);
});

test("a size that is no whole GB is told at its field, and nothing is sent", async ({ page }) => {
  await signIn(page, SCALEWAY, "/volumes?do=block-create&at=relayed");
  const form = side(page, "Create volume");
  await fillIn(form, { Name: "never", Size: "20", "Unit of size": "GiB" });
  const before = await written(SCALEWAY.url);
  await form.getByRole("button", { name: "Create volume", exact: true }).click();
  await expect(form).toContainText("Block Storage has sizes in whole GB, of 1 000 000 000 bytes.");
  expect(await written(SCALEWAY.url)).toEqual(before);
});

test("a size that cannot be read costs its cell, not the row", async ({ page }) => {
  await signIn(page, SCALEWAY, "/volumes?q=malformed");
  const line = page.getByRole("row").filter({ has: row(page, "zz test: malformed") });
  await expect(line.getByRole("cell", { name: /^ten gigabytes Could not be read\. size: / })).toBeVisible();
  await expect(line.getByRole("cell", { name: "available", exact: true })).toBeVisible();
});

test("the form's test passes, counts the zones, and sends reads only", async ({ page }) => {
  const form = await signing(page, SCALEWAY);
  const before = await written(SCALEWAY.url);
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page).getByText(/only reads were sent/)).toBeVisible();
  await expect(tested(page)).toContainText("10 of 10");
  await expect(tested(page).getByRole("alert")).toHaveCount(0);
  expect(await written(SCALEWAY.url)).toEqual(before);
});

test("an expired key is refused, and the list says so", async ({ page }) => {
  const form = await signing(page, SCALEWAY, { values: { "Secret key": EXPIRED } });
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page).getByRole("alert")).toContainText(/not accepted|expired|denied/);
  await signIn(page, SCALEWAY, "/volumes", { values: { "Secret key": EXPIRED } });
  await expect(page.getByRole("main")).toContainText(/expired|denied/);
  await expect(page.getByRole("rowheader")).toHaveCount(0);
});

test("a key for Instances only: the test names what is missing, the local volumes are there", async ({ page }) => {
  const form = await signing(page, SCALEWAY, { values: { "Secret key": INSTANCE_ONLY } });
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page)).toContainText(/cannot be listed/);
  await signIn(page, SCALEWAY, "/volumes?q=shop", { values: { "Secret key": INSTANCE_ONLY } });
  await expect(row(page, "shop-root")).toBeVisible();
});

test("a key that only reads: the write is refused in the form", async ({ page }) => {
  await signIn(page, SCALEWAY, "/volumes", { values: { "Secret key": READER } });
  const panel = await opened(page, { at: "relayed", enter: go }, "volume", "archive-2024");
  await perform(page, panel, "archive-2024", "Edit", { values: { Name: "never" } });
  await expect(side(page, "Edit archive-2024").getByRole("alert")).toContainText(/permission|right|denied/);
});

test("an access key in place of the secret key, and a zone that is none, are told at their fields", async ({ page }) => {
  const form = await signing(page, SCALEWAY, { values: { "Secret key": "SCWXXXXXXXXXXXXXXXXX", Zones: "paris" } });
  await form.getByRole("button", { name: "Add connection" }).click();
  await expect(form).toContainText("This is the access key.");
  await expect(form).toContainText("“paris” is not a zone; write it like fr-par-1.");
});

test("the secret key is not in the page, in the shown call or in the storage", async ({ page }) => {
  await signIn(page, SCALEWAY, "/volumes?do=block-create&at=relayed");
  await expect(side(page, "Create volume").getByRole("region", { name: "The request" })).toContainText("X-Auth-Token: ••••");
  await hidesSecrets(page, SCALEWAY.secrets);
});
