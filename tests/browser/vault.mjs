// What the specs of kept credentials do: keep them somewhere, open the vault, read what the page has left behind.
import { expect, NOMAD_ACL_URL, VOLDECK_URL } from "./harness.mjs";

export const { NOMAD_TOKEN_MANAGEMENT: TOKEN } = process.env;
export const PASSPHRASE = "correct horse battery staple";

export const MEMORY = "In memory";
export const SESSION = "In this tab’s session";
export const VAULT = "In the vault of this browser";

/** A cluster that wants a token, as a host gives it. */
export const guarded = (name = "n") => ({ provider: "nomad", name, settings: { address: NOMAD_ACL_URL, namespace: "*" }, secret: true });

/** Serves these connections to every page of a browser, and no demo. */
export const serve = (context, connections = [guarded()]) => context.route("**/voldeck.json", (call) => call.fulfill({ json: { connections, demo: [] } }));

/** Opens the console at a route, as after a start of the browser. */
export async function start(page, route = "/volumes") {
  await page.goto("about:blank");
  await page.goto(`${VOLDECK_URL}#${route}`);
}

export const form = (page) => page.getByRole("form", { name: "Connection" });
export const locked = (page) => page.getByRole("heading", { name: "The vault is locked" });
export const opened = (page) => page.getByRole("heading", { name: "The vault is open" });

/** Chooses where the credentials are kept. */
export const choose = (page, where) => form(page).getByRole("radio", { name: where }).check();

/** Types the passphrase of a vault that is to be made. */
export async function typeNew(page, passphrase = PASSPHRASE) {
  await form(page).getByLabel("New passphrase for the vault").fill(passphrase);
  await form(page).getByLabel("The same again").fill(passphrase);
}

/** Enters the token of a connection that waits for it, and keeps it there; makes the vault, if that is asked for. */
export async function keep(page, where, { name = "n", token = TOKEN, passphrase } = {}) {
  await start(page, `/connections/of/${name}`);
  await form(page).getByLabel(/^ACL token/).fill(token);
  await choose(page, where);
  if (passphrase) await typeNew(page, passphrase);
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/#\/volumes$/);
}

/** Types a passphrase into the vault's page and sends it. */
export async function unlock(page, passphrase = PASSPHRASE) {
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
}

/** Reads an entry of the vault's store; with a text, puts that in its place first. */
export const stored = (page, key = "file", text) => page.evaluate(([key, text]) => new Promise((done, failed) => {
  const opening = indexedDB.open("voldeck-credentials", 1);
  opening.onupgradeneeded = () => ["vault", "session-keys"].forEach((store) => opening.result.createObjectStore(store));
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const entries = opening.result.transaction("vault", "readwrite").objectStore("vault");
    if (text !== undefined) entries.put(text, key);
    const read = entries.get(key);
    read.onsuccess = () => { opening.result.close(); done(read.result ?? null); };
  };
}), [key, text]);

/** Everything of a page that outlives what is on the screen, and the screen, as one text each. */
export const leftBehind = (page) => page.evaluate(async () => {
  const inDatabases = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done, failed) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
    });
    for (const store of database.objectStoreNames) {
      const entries = database.transaction(store).objectStore(store);
      for (const read of [entries.getAllKeys(), entries.getAll()]) {
        await new Promise((done) => { read.onsuccess = done; });
        for (const value of read.result) {
          inDatabases.push(value instanceof CryptoKey ? `key that can be read: ${value.extractable}` : JSON.stringify(value));
        }
      }
    }
    database.close();
  }
  const inCaches = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) inCaches.push(request.url, await (await cache.match(request)).text());
  }
  return {
    document: document.documentElement.outerHTML,
    fields: [...document.querySelectorAll("input, textarea, select")].filter((field) => field.type !== "password" && !field.matches(".conceals")).map((field) => field.value).join("\n"),
    address: [location.href, document.referrer, window.name, JSON.stringify(history.state), ...navigation.entries().map((entry) => entry.url)].join("\n"),
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    cookies: document.cookie,
    databases: inDatabases.join("\n"),
    caches: inCaches.join("\n"),
  };
});

/** The spellings in which a secret would be one in clear. */
export const spellings = (secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString("base64").replace(/=+$/, ""), Buffer.from(secret).toString("hex")];
