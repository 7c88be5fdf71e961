// Scalarium: volumes, arrays and snapshots; its two actions over HTTP, one in the demo; refusals; secrets.
import { arrived, expect, go, gone, hidesSecrets, messages, opened, overHttp, perform, places, row, SCALARIUM, side, signIn, signing, table, test, tested } from "./harness.mjs";

// One after the other: writes are told by what the simulator's log has more.
test.describe.configure({ mode: "default" });

const { SCALARIUM_TOKEN_USER: USER, SCALARIUM_TOKEN_OFF: OFF, SCALARIUM_PLURAL_URL: PLURAL } = process.env;
const written = (url) => arrived(url, /^(POST|DELETE)/);

for (const place of places(SCALARIUM)) {
  const { where, at, url, enter } = place;
  const deep = overHttp(place);
  test.describe(where, () => {
    deep("a volume: EC2's words, its user, its array", async ({ page }) => {
      const panel = await opened(page, place, "volume", "mysql master raid 1", "mysql");
      await expect(panel.getByRole("region", { name: "Attached to" })).toContainText(/zeus.*online/);
      const details = panel.getByRole("region", { name: "Details" });
      await expect(details).toContainText(/vol-[0-9a-f]{8}/);
      await expect(details).toContainText("shop production");
      await details.getByRole("link", { name: "mysql master raid" }).click();
      await expect(side(page, "mysql master raid").getByRole("region", { name: "Members" }).getByRole("link")).toHaveCount(4);
    });

    deep("snapshots of every volume come when they are asked for; a status and a progress that contradict each other are both shown", async ({ page }) => {
      await enter(page, "/snapshots");
      await page.getByRole("button", { name: "Snapshots of every volume" }).click();
      await go(page, `${new URL(page.url()).hash.slice(1).split("?")[0]}?more=volumes&q=${encodeURIComponent(`connection:${at}`)}`);
      await expect(table(page).getByRole("row", { name: /completed.*70/ }).first()).toBeVisible();
    });

    test("Create snapshot: it stands among the volume's snapshots", async ({ page }) => {
      const panel = await opened(page, place, "volume", "staging uploads", "staging");
      const before = url && (await written(url));
      await perform(page, panel, "staging uploads", "Create snapshot");
      await expect(messages(page)).toContainText(/snap-[0-9a-f]+ (of staging uploads )?is completed/, { timeout: 30_000 });
      await panel.getByRole("tab", { name: "Snapshots" }).click();
      await expect(panel.getByRole("link", { name: /^snap-/ })).toHaveCount(1);
      if (!url) return;
      const calls = (await written(url)).slice(before.length);
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatch(/^POST \/api\/volumes\/[0-9a-f]{32}\/snapshot$/);
    });

    deep("Delete: only when the name is typed, and it goes", async ({ page }) => {
      const panel = await opened(page, place, "volume", "invoices 2010", "invoices");
      const before = url && (await written(url));
      await perform(page, panel, "invoices 2010", "Delete", { typed: true });
      await expect(messages(page)).toContainText("Deleted invoices 2010.");
      await gone(page, "invoices 2010");
      if (!url) return;
      const calls = (await written(url)).slice(before.length);
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatch(/^DELETE \/api\/volumes\/[0-9a-f]{32}$/);
    });

    deep("a volume in use is not deleted, and the reason says by whom", async ({ page }) => {
      const panel = await opened(page, place, "volume", "product images");
      const button = panel.getByRole("button", { name: "Delete…" });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(/It is in use by hera/);
    });

    for (const [word, words] of [
      ["fail-412", /Credential is not valid any more; AWS was not able/],
      ["fail-403", "Volumes are for account admins only."],
      ["fail-429", "Too many requests"],
      ["fail-409", "Its present state forbids it."],
    ]) {
      deep(`${word}: the refusal is said in the form`, async ({ page }) => {
        const name = `zz test: ${word}`;
        const panel = await opened(page, place, "volume", name, word);
        await perform(page, panel, name, "Create snapshot");
        await expect(side(page, `Create snapshot: ${name}`).getByRole("alert")).toContainText(words);
      });
    }
  });
}

test("an older server that knows only /snapshots is called so, and once", async ({ page }) => {
  await signIn(page, SCALARIUM, "/volumes", { address: `${PLURAL}/api` });
  const panel = await opened(page, { at: "relayed", enter: go }, "volume", "staging uploads", "staging");
  await perform(page, panel, "staging uploads", "Create snapshot");
  await expect(messages(page)).toContainText(/snap-[0-9a-f]+ (of staging uploads )?is completed/, { timeout: 30_000 });
  expect((await arrived(PLURAL, /^POST/)).map((call) => call.split("/").pop())).toEqual(["snapshot", "snapshots"]);
});

test("a snapshot whose answer is lost is unknown, and the look says what was found", async ({ page }) => {
  await signIn(page, SCALARIUM, "/volumes");
  const name = "zz test: lost-answer";
  const panel = await opened(page, { at: "relayed", enter: go }, "volume", name, "lost-answer");
  const before = await written(SCALARIUM.url);
  await perform(page, panel, name, "Create snapshot");
  const message = messages(page).getByRole("alert");
  await expect(message).toContainText(`Applied. There is a new snapshot of ${name}`);
  await expect(message).toHaveCount(1);
  expect((await written(SCALARIUM.url)).slice(before.length)).toHaveLength(1);
});

test("the form's test passes, and sends reads only", async ({ page }) => {
  const form = await signing(page, SCALARIUM);
  const before = await written(SCALARIUM.url);
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page).getByText(/only reads were sent/)).toBeVisible();
  await expect(tested(page)).toContainText("The token is accepted; it sees 3 clouds.");
  await expect(tested(page).getByRole("alert")).toHaveCount(0);
  expect(await written(SCALARIUM.url)).toEqual(before);
});

for (const [what, token, words, listed] of [
  ["a wrong token", "wrong", "The token is missing, wrong or revoked", "The token is missing, wrong or revoked"],
  ["a token whose user has no access to the API", OFF, "Access to the API has to be enabled", "The token’s user may not do this."],
  ["a token of a user who is no admin", USER, "Volumes are for account admins only.", "Volumes are for account admins only."],
]) {
  test(`${what}: the form's test and the list say so`, async ({ page }) => {
    const form = await signing(page, SCALARIUM, { values: { "API token": token } });
    await form.getByRole("button", { name: "Test" }).click();
    await expect(tested(page).getByRole("alert")).toContainText(words);
    await signIn(page, SCALARIUM, "/volumes", { values: { "API token": token } });
    await expect(page.getByRole("main")).toContainText(listed);
    await expect(page.getByRole("rowheader")).toHaveCount(0);
  });
}

test("neither the token nor a cloud's passwords are in the page or in the storage", async ({ page }) => {
  await signIn(page, SCALARIUM, "/volumes?q=mysql");
  await row(page, "mysql master raid 1").click();
  const panel = side(page, "mysql master raid 1");
  await expect(panel.getByRole("region", { name: "Attached to" })).toContainText("zeus");
  await panel.getByRole("button", { name: "Create snapshot…" }).click();
  await expect(side(page, "Create snapshot: mysql master raid 1").getByRole("region", { name: "The request" })).toContainText("X-Scalarium-Token: ••••");
  await hidesSecrets(page, SCALARIUM.secrets);
});
