// What a page leaves behind of the secrets that were given to it, wherever they are kept: none in clear.
import { expect, fillIn, go, LUNANODE, SCALARIUM, SCALEWAY, test, TUTUM } from "./harness.mjs";
import { choose, form, guarded, leftBehind, locked, MEMORY, PASSPHRASE, serve, SESSION, spellings, start, TOKEN, typeNew, unlock, VAULT } from "./vault.mjs";

const MARK = "5ec12e7a".repeat(4);
const NOMAD = { provider: "nomad", sign: { "ACL token": TOKEN }, secrets: [TOKEN], below: "", volume: "build-scratch" };
const relayed = ({ provider, below }) => ({ provider, name: provider, settings: { address: `/relay/${provider}${below}` }, secret: true });

/** Notes everything that leaves the page or is said by it. */
async function watch(context, page) {
  const said = { console: [], requests: [], clipboard: [] };
  await context.exposeFunction("noteClipboard", (text) => said.clipboard.push(text));
  await context.addInitScript(() => {
    if (navigator.clipboard) navigator.clipboard.writeText = (text) => window.noteClipboard(text);
  });
  page.on("console", (message) => said.console.push(message.text()));
  page.on("pageerror", (error) => said.console.push(String(error)));
  page.on("request", (request) => said.requests.push(`${request.method()} ${request.url()}`));
  return said;
}

/** None of these is anywhere. */
async function expectNone(page, said, secrets) {
  const left = { ...(await leftBehind(page)), ...Object.fromEntries(Object.entries(said).map(([where, lines]) => [where, lines.join("\n")])) };
  const found = Object.entries(left).flatMap(([where, text]) => secrets.flatMap(spellings).filter((secret) => text.includes(secret)).map(() => where));
  expect(found, "where a secret stands in clear").toEqual([]);
  expect(left.databases).not.toContain("key that can be read: true");
  return left;
}

for (const { provider, sign, secrets, below, volume } of [
  NOMAD,
  { ...SCALEWAY, volume: null },
  { ...LUNANODE, volume: null },
  { ...TUTUM, volume: null },
  { ...SCALARIUM, volume: null },
]) {
  for (const where of [MEMORY, SESSION, VAULT]) {
    // In the shape that the form of each takes.
    const of = { lunanode: (mark) => mark.repeat(4), scaleway: (mark) => mark.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") }[provider] ?? ((mark) => mark);
    test(`${provider}, ${where.toLowerCase()}: no secret is left in clear`, async ({ page, context }) => {
      const given = provider === "nomad" ? { ...guarded(), name: provider } : relayed({ provider, below });
      await serve(context, [given]);
      const said = await watch(context, page);
      const all = [...secrets, PASSPHRASE, MARK, of(MARK)];

      // A wrong one first: what is refused is told.
      await start(page, `/connections/of/${provider}`);
      const first = Object.keys(sign).at(-1) === "Project" ? "Secret key" : Object.keys(sign).at(-1);
      await fillIn(form(page), { ...sign, [first]: of(MARK) });
      await form(page).getByRole("button", { name: "Test" }).click();
      await expect(page.getByText(/only reads were sent/)).toBeVisible();
      await expectNone(page, said, all);

      await fillIn(form(page), sign);
      await choose(page, where);
      if (where === VAULT) await typeNew(page);
      await form(page).getByRole("button", { name: "Save" }).click();
      await expect(page).toHaveURL(/#\/volumes$/);
      const link = page.getByRole("rowheader").first().getByRole("link");
      await expect(link).toBeVisible();
      await link.click();
      await expect(page.getByRole("tablist")).toBeVisible();
      await page.getByRole("tab", { name: "JSON" }).click();
      await expectNone(page, said, all);

      if (volume) {
        // A write with a secret of its own, its command for a shell, and one that fails.
        await go(page, `/volumes?do=csi-create&at=${provider}`);
        const create = page.getByRole("complementary", { name: "Create volume" });
        await create.getByText(/^Advanced/).first().click();
        await create.getByLabel(/^Secrets/).fill(`key=${MARK}`);
        await create.getByText("Copy as curl").click();
        await expect.poll(() => said.clipboard.length).toBe(1);
        expect(said.clipboard[0]).toContain("curl");
        await expectNone(page, said, all);
      }

      const kept = await expectNone(page, said, all);
      if (where === MEMORY) expect([kept.session, kept.databases]).toEqual(["{}", ""]);
      if (where === SESSION) expect([kept.session.includes("voldeck.session"), kept.databases.includes("key that can be read: false")]).toEqual([true, true]);
      if (where === VAULT) expect([kept.session, kept.databases.includes("voldeck-vault")]).toEqual(["{}", true]);

      // After a reload it is as before, or asks.
      await page.reload();
      if (where === SESSION) await expect(page.getByRole("tablist").or(page.getByRole("rowheader").first()).first()).toBeVisible();
      if (where === VAULT) {
        await go(page, "/vault");
        await expect(locked(page)).toBeVisible();
        await page.clock.setFixedTime("2026-11-30T12:00:00Z");
        await unlock(page, `${PASSPHRASE}${MARK}`);
        await expect(page.getByRole("alert")).toContainText("does not open");
        await expectNone(page, said, all);
        await page.clock.setFixedTime("2026-11-30T12:00:01Z");
        await unlock(page);
        await expect(page).not.toHaveURL(/vault/);
      }
      await expectNone(page, said, all);
    });
  }
}
