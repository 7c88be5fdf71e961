// Credentials that are kept: in memory, in the session of the tab, in the vault.
import { expect, go, row, test, wrong } from "./harness.mjs";
import { choose, form, guarded, keep, locked, MEMORY, opened, PASSPHRASE, serve, SESSION, start, stored, TOKEN, typeNew, unlock, VAULT } from "./vault.mjs";

const VOLUME = "build-scratch";
const NOW = new Date("2026-11-30T12:00:00Z");
const status = (page) => page.getByRole("alert");

test.beforeEach(({ context }) => serve(context, [guarded(), guarded("m")]));

test("in memory they end with the page", async ({ page }) => {
  await keep(page, MEMORY);
  await expect(row(page, VOLUME)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "n: sign-in required" })).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("in the tab’s session they survive a reload, and no other tab has them", async ({ page, context }) => {
  await keep(page, SESSION);
  await expect(row(page, VOLUME)).toBeVisible();
  await page.reload();
  await expect(row(page, VOLUME)).toBeVisible();
  const other = await context.newPage();
  await start(other);
  await expect(other.getByRole("heading", { name: "n: sign-in required" })).toBeVisible();
  // Taken back: the next reload asks again.
  await go(page, "/connections/of/n");
  await choose(page, MEMORY);
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(row(page, VOLUME)).toBeVisible();
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "n: sign-in required" })).toBeVisible();
});

test("the vault is made with the first credentials; a start later one passphrase opens it for all, and leads back", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  await go(page, "/connections/of/m");
  await form(page).getByLabel(/^ACL token/).fill(TOKEN);
  await choose(page, VAULT);
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(row(page, VOLUME)).toHaveCount(2);

  await start(page, "/volumes?q=build");
  await expect(page.getByRole("heading", { name: "n, m: locked" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Unlock" }).click();
  await expect(locked(page)).toBeVisible();
  await unlock(page);
  await expect(page).toHaveURL(/#\/volumes\?q=build$/);
  await expect(row(page, VOLUME)).toHaveCount(2);
});

test("the vault’s page by keyboard alone, and nothing that axe finds", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  await start(page, "/vault");
  await expect(page.getByLabel("Passphrase", { exact: true })).toBeFocused();
  expect(await wrong(page)).toEqual([]);
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await expect(row(page, VOLUME)).toBeVisible();
  await page.getByRole("complementary", { name: "Console" }).getByRole("link", { name: /^Vault/ }).focus();
  await page.keyboard.press("Enter");
  await expect(opened(page)).toBeVisible();
  expect(await wrong(page)).toEqual([]);
  await page.getByRole("button", { name: "Lock now" }).focus();
  await page.keyboard.press("Enter");
  await expect(locked(page)).toBeVisible();
});

test("what a new passphrase has to be is said beside it, and nothing is made before", async ({ page }) => {
  await start(page, "/connections/of/n");
  await form(page).getByLabel(/^ACL token/).fill(TOKEN);
  await choose(page, VAULT);
  const [first, second] = [form(page).getByLabel("New passphrase for the vault"), form(page).getByLabel("The same again")];
  const save = form(page).getByRole("button", { name: "Save" });
  await first.fill("too short");
  await save.click();
  await expect(first).toHaveAccessibleDescription(/At least 12 characters/);
  await expect(first).toBeFocused();
  await first.fill(PASSPHRASE);
  await second.fill(`${PASSPHRASE}.`);
  await save.click();
  await expect(second).toHaveAccessibleDescription(/not the same/);
  expect(await stored(page)).toBeNull();
  await second.fill(PASSPHRASE);
  await save.click();
  await expect(row(page, VOLUME)).toBeVisible();
});

test("a wrong passphrase makes the next one wait, longer each time; a reload does not undo it", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  await page.clock.setFixedTime(NOW);
  await start(page, "/vault");
  await unlock(page, "wrong horse battery staple");
  await expect(status(page)).toContainText("does not open with this passphrase. The next try is possible in 1 s.");
  await unlock(page);
  await expect(status(page)).toContainText("Try again in 1 s.");
  await page.reload();
  await unlock(page);
  await expect(status(page)).toContainText("Try again in 1 s.");
  await page.clock.setFixedTime(new Date(NOW.getTime() + 1000));
  await unlock(page, "wrong horse battery staple");
  await expect(status(page)).toContainText("The next try is possible in 2 s.");
  await page.clock.setFixedTime(new Date(NOW.getTime() + 2999));
  await unlock(page);
  await expect(status(page)).toContainText("Try again in 1 s.");
  await page.clock.setFixedTime(new Date(NOW.getTime() + 3000));
  await unlock(page);
  await expect(row(page, VOLUME)).toBeVisible();
  expect(await stored(page, "attempts")).toBeNull();
});

test("a try that is cut off by a reload counts as a wrong one", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  await page.clock.setFixedTime(NOW);
  await page.addInitScript(() => { if (window.SubtleCrypto) SubtleCrypto.prototype.deriveKey = () => new Promise(() => {}); });
  await start(page, "/vault");
  await unlock(page, "wrong horse battery staple");
  await expect.poll(() => stored(page, "attempts")).toContain('"failed":1');
  await page.reload();
  await unlock(page, "another wrong passphrase");
  await expect(status(page)).toContainText("Try again in 1 s.");
});

test("it locks after 15 minutes without input, not before, and what was read goes with it", async ({ page }) => {
  await page.clock.install({ time: NOW });
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  await expect(row(page, VOLUME)).toBeVisible();
  await page.clock.fastForward("14:50");
  await page.keyboard.press("j");
  await page.clock.fastForward("14:50");
  await expect(row(page, VOLUME)).toBeVisible();
  await page.clock.fastForward("00:15");
  await expect(page.getByRole("heading", { name: "n: locked" })).toBeVisible();
  await expect(row(page, VOLUME)).toHaveCount(0);
});

test("a computer that wakes up after a night is locked, whatever key has woken it", async ({ page }) => {
  await page.clock.install({ time: NOW });
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  await expect(row(page, VOLUME)).toBeVisible();
  await page.clock.setSystemTime(new Date(NOW.getTime() + 9 * 3600_000));
  await page.keyboard.press("j");
  await page.clock.runFor(5000);
  await expect(page.getByRole("heading", { name: "n: locked" })).toBeVisible();
});

test("“Lock now” locks every tab", async ({ page, context }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const other = await context.newPage();
  await start(other, "/vault");
  await unlock(other);
  await expect(row(other, VOLUME)).toBeVisible();
  await go(page, "/vault");
  await page.getByRole("button", { name: "Lock now" }).click();
  await expect(locked(page)).toBeVisible();
  await expect(other.getByRole("heading", { name: "n: locked" })).toBeVisible();
  await expect(row(other, VOLUME)).toHaveCount(0);
});

test("a changed passphrase: the old one opens nothing any more, other tabs are locked, nothing is lost", async ({ page, context }) => {
  const NEW = "a wholly different passphrase";
  // Before the page is there: what it began to wait for by the real clock could not be ended by this one.
  await page.clock.setFixedTime(NOW);
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const other = await context.newPage();
  await start(other, "/vault");
  await unlock(other);
  await expect(row(other, VOLUME)).toBeVisible();

  const before = await stored(page);
  await go(page, "/vault");
  await page.getByText("Change the passphrase").first().click();
  const change = page.getByRole("form", { name: "Change the passphrase" });
  await change.getByLabel("New passphrase").fill(NEW);
  await change.getByLabel("The same again").fill(NEW);
  await change.getByLabel("Passphrase now").fill("wrong horse battery staple");
  await change.getByRole("button", { name: "Change the passphrase" }).click();
  await expect(status(page)).toContainText("does not open with this passphrase");
  expect(await stored(page)).toBe(before);
  await page.clock.setFixedTime(new Date(NOW.getTime() + 1000));
  await change.getByLabel("Passphrase now").fill(PASSPHRASE);
  await change.getByRole("button", { name: "Change the passphrase" }).click();
  await expect(page.getByText("The passphrase is changed.")).toBeVisible();
  const after = await stored(page);
  const salt = (text) => JSON.parse(text.split("\n")[0]).kdf.salt;
  expect(salt(after)).not.toBe(salt(before));
  await expect(other.getByRole("heading", { name: "n: locked" })).toBeVisible();

  await start(page, "/vault");
  await unlock(page);
  await expect(status(page)).toContainText("does not open with this passphrase");
  await page.clock.setFixedTime(new Date(NOW.getTime() + 2000));
  await unlock(page, NEW);
  await expect(row(page, VOLUME)).toBeVisible();
});

test("each write has a fresh initialisation vector, and a header that says how", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const first = await stored(page);
  await go(page, "/connections/of/m");
  await form(page).getByLabel(/^ACL token/).fill(TOKEN);
  await choose(page, VAULT);
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(row(page, VOLUME)).toHaveCount(2);
  const [a, b] = [first, await stored(page)].map((text) => JSON.parse(text.split("\n")[0]));
  expect(a).toMatchObject({ format: "voldeck-vault", version: 1, kdf: { name: "PBKDF2", hash: "SHA-256" }, cipher: { name: "AES-GCM", length: 256 } });
  expect(a.kdf.iterations).toBeGreaterThanOrEqual(600_000);
  expect(b.kdf).toEqual(a.kdf);
  expect(b.cipher.iv).not.toBe(a.cipher.iv);
});

test("what others can decrypt by the documentation is what was kept", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const [line, sealed] = (await stored(page)).split("\n");
  const { kdf, cipher } = JSON.parse(line);
  const bytes = (text) => Buffer.from(text, "base64");
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(PASSPHRASE.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", iterations: kdf.iterations, salt: bytes(kdf.salt) };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const open = (header) => crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(cipher.iv), additionalData: new TextEncoder().encode(header) }, key, bytes(sealed));
  const text = new TextDecoder().decode(await open(line));
  expect(text.length % 1024).toBe(0);
  expect(Object.values(JSON.parse(text).connections)).toMatchObject([{ fields: { token: TOKEN } }]);
  await expect(open(line.replace('"version":1', '"version":1 '))).rejects.toThrow();
});

for (const [what, make, says] of [
  ["a newer version made", (text) => text.replace('"version":1', '"version":2'), /newer version of the console made this vault \(format 2\).*leaves it as it is.*Reload/],
  ["is damaged", (text) => text.slice(0, 400), /damaged: its contents are incomplete\. It is left as it is/],
  ["is something else", () => "hello", /damaged: its header is not that of a vault/],
]) {
  test(`a vault that ${what} is told, and not overwritten until it is forgotten`, async ({ page }) => {
    await keep(page, VAULT, { passphrase: PASSPHRASE });
    const broken = make(await stored(page));
    await start(page);
    await stored(page, "file", broken);
    await start(page, "/vault");
    await expect(status(page)).toContainText(says);
    // Neither by a connection that is to be kept in it.
    await go(page, "/connections/of/m");
    await form(page).getByLabel(/^ACL token/).fill(TOKEN);
    await choose(page, VAULT);
    await expect(status(page)).toContainText(says);
    await form(page).getByRole("button", { name: "Save" }).click();
    await expect(status(page)).toContainText(says);
    await expect(form(page).getByLabel(/^ACL token/)).toHaveValue(TOKEN);
    expect(await stored(page)).toBe(broken);

    await go(page, "/vault");
    await page.getByRole("button", { name: "Forget everything…" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await stored(page)).toBe(broken);
    await page.getByRole("button", { name: "Forget everything…" }).click();
    await page.getByRole("button", { name: "Forget everything", exact: true }).click();
    await expect(page.getByRole("heading", { name: "There is no vault in this browser" })).toBeVisible();
    expect(await stored(page)).toBeNull();
    await keep(page, VAULT, { name: "m", passphrase: PASSPHRASE });
    await expect(row(page, VOLUME)).toBeVisible();
  });
}

test("a changed byte is noticed, and told from a wrong passphrase as far as that goes", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const text = await stored(page);
  const changed = text.replace('"iterations":1000000', '"iterations":1000001');
  await start(page);
  await stored(page, "file", changed);
  await start(page, "/vault");
  await unlock(page);
  await expect(status(page)).toContainText("If the passphrase is right, the vault was damaged.");
  expect(await stored(page)).toBe(changed);
});

test("forgetting signs out, in every tab, and the connections stay", async ({ page, context }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const other = await context.newPage();
  await start(other, "/vault");
  await unlock(other);
  await expect(row(other, VOLUME)).toBeVisible();
  await go(page, "/vault");
  await page.getByRole("button", { name: "Forget everything…" }).click();
  await page.getByRole("button", { name: "Forget everything", exact: true }).click();
  await expect(page.getByText("Forgotten.")).toBeVisible();
  await expect(other.getByRole("heading", { name: "n: locked" })).toBeVisible();
  await page.reload();
  await go(page, "/volumes");
  await expect(page.getByRole("heading", { name: "n: sign-in required" })).toBeVisible();
});

for (const [what, prevent, where, says, asks = false] of [
  ["no database", () => Object.defineProperty(window, "indexedDB", { value: undefined }), VAULT, "does not let this page store anything"],
  ["a database that cannot be opened", () => { IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); }; }, SESSION, "does not let this page store anything"],
  ["a full database", () => { IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }; }, VAULT, "no room left", true],
  ["a full tab storage", () => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }, SESSION, "no room left"],
]) {
  test(`${what}: it is told, nothing is lost, and memory is the way on`, async ({ page }) => {
    await page.addInitScript(prevent);
    await start(page, "/connections/of/n");
    await form(page).getByLabel(/^ACL token/).fill(TOKEN);
    await choose(page, where);
    if (asks) await typeNew(page);
    await form(page).getByRole("button", { name: "Save" }).click();
    await expect(status(page)).toContainText(says);
    await expect(form(page).getByLabel(/^ACL token/)).toHaveValue(TOKEN);
    await choose(page, MEMORY);
    await form(page).getByRole("button", { name: "Save" }).click();
    await expect(row(page, VOLUME)).toBeVisible();
  });
}

test("a page that may not encrypt offers memory alone, and says why", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Crypto.prototype, "subtle", { value: undefined }));
  await start(page, "/connections/of/n");
  for (const where of [SESSION, VAULT]) await expect(form(page).getByRole("radio", { name: where })).toBeDisabled();
  await expect(form(page)).toContainText("encrypts only on pages that were opened over https or on localhost");
  await start(page, "/vault");
  await expect(status(page)).toContainText("https or on localhost");
});

test("two tabs that change the vault at once both have theirs in it", async ({ page, context }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const other = await context.newPage();
  // This tab has read the vault and is about to write, when the other one writes.
  await other.addInitScript(() => {
    if (!window.SubtleCrypto) return;
    const encrypt = SubtleCrypto.prototype.encrypt;
    SubtleCrypto.prototype.encrypt = async function (...given) {
      window.encrypting = (window.encrypting ?? 0) + 1;
      if (window.encrypting === 1) await new Promise((go) => { window.goOn = go; });
      return encrypt.apply(this, given);
    };
  });
  await start(other, "/vault");
  await unlock(other);
  await expect(row(other, VOLUME)).toBeVisible();
  await go(other, "/connections/of/m");
  await form(other).getByLabel(/^ACL token/).fill(TOKEN);
  await choose(other, VAULT);
  await form(other).getByRole("button", { name: "Save" }).click();
  await expect.poll(() => other.evaluate(() => typeof window.goOn)).toBe("function");
  const before = await stored(page);
  await go(page, "/connections/of/n");
  await form(page).getByLabel(/^ACL token/).fill(process.env.NOMAD_TOKEN_READER);
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(row(page, VOLUME)).toBeVisible();
  await expect.poll(() => stored(page)).not.toBe(before);
  await other.evaluate(() => window.goOn());
  await expect(row(other, VOLUME)).toHaveCount(2);
  expect(await other.evaluate(() => window.encrypting)).toBe(2);

  await start(page, "/vault");
  await unlock(page);
  await expect(opened(page).or(row(page, VOLUME).first())).toBeVisible();
  await go(page, "/vault");
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: /^[nm]$/ })).toHaveText(["n", "m"]);
});

test("what is kept stands in for a secret that is left empty, but not for another address", async ({ page }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  await expect(row(page, VOLUME)).toBeVisible();
  await go(page, "/connections/of/n");
  await expect(form(page)).toContainText("What is kept is used for secrets that are left empty");
  await expect(form(page).getByLabel(/^ACL token/)).toHaveValue("");
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(row(page, VOLUME)).toBeVisible();
  await go(page, "/connections/of/n");
  await expect(form(page)).toContainText("What is kept is used");
  const asked = page.waitForRequest(/elsewhere\/v1/);
  await form(page).getByRole("textbox", { name: /^Address/ }).fill("/relay/elsewhere");
  await form(page).getByRole("button", { name: "Test" }).click();
  expect((await asked).headers()["x-nomad-token"]).toBeUndefined();
});

test("a site that gives the connection another address does not get what was kept for the first", async ({ page, context }) => {
  await keep(page, VAULT, { passphrase: PASSPHRASE });
  const elsewhere = { ...guarded(), settings: { address: "/relay/elsewhere", namespace: "*" } };
  await context.unrouteAll();
  await serve(context, [elsewhere, guarded("m")]);
  const sent = [];
  page.on("request", (request) => { if (request.url().includes("elsewhere")) sent.push(request.url()); });
  await start(page, "/vault");
  await unlock(page);
  await expect(page).toHaveURL(/#\/volumes$/);
  await expect(page.getByRole("heading", { name: "n: sign-in required" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("What is kept of the ACL token is not for this address");
  expect(sent).toEqual([]);
});

test("when a token ends is told where the server tells it, and before it does", async ({ page }) => {
  await page.clock.install({ time: NOW });
  const ends = new Date(NOW.getTime() + 3.5 * 3600_000);
  const token = { Type: "management", Policies: null, CreateTime: new Date(ends.getTime() - 10 * 3600_000).toISOString(), ExpirationTime: ends.toISOString() };
  let tell;
  const told = new Promise((done) => { tell = done; });
  await page.route(/\/v1\/acl\/token\/self/, async (call) => { await told; await call.fulfill({ json: token, headers: { "access-control-allow-origin": "*" } }); });
  await keep(page, MEMORY);
  await expect(row(page, VOLUME)).toBeVisible();
  // The list is left before it knows.
  await go(page, "/connections/of/n");
  await expect(form(page)).toBeVisible();
  tell();
  await expect(page.getByText(/Expires in 3 h/)).toBeVisible();
  await go(page, "/volumes");
  await expect(page.getByText(/ACL token: Expires/)).toHaveCount(0);
  await page.clock.fastForward("02:40:00");
  await expect(page.getByText(/ACL token: Expires in (49|50) min\./)).toBeVisible();
  await go(page, "/connections/of/m");
  await expect(page.getByText(/Expires/)).toHaveCount(0);
});
