// Keeps the program of the console, its page and the site's settings in the browser, so that it opens without network (assets/boot.js
// starts this). What providers answer is never kept, nor is anything below /relay/.
"use strict";

const CACHE = "voldeck";
// Where the site begins: its page stands there.
const base = new URL("./", self.location.href);
// Of what changes with its name, the name says all.
const HASHED = /^[^/]+-[0-9a-f]{12,16}(_bg)?\.(js|css|wasm)$/;
const SETTINGS = ["voldeck.json", "voldeck.webmanifest", "mark.svg", "icon-192.png", "icon-512.png"];

// Under this address stands which program it is that is kept.
const PROGRAM = `${base.href}?program`;

/** The name of a file of the site; `undefined` for what is not directly in its folder. */
function nameOf(address) {
  const url = new URL(address);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return undefined;
  const name = url.pathname.slice(base.pathname.length);
  return name.includes("/") ? undefined : name;
}

async function keep(request, answer) {
  const cache = await caches.open(CACHE);
  await cache.put(request, answer);
}

// A file whose name follows from what is in it is the same wherever it comes from.
async function fromCache(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(request.url, answer.clone());
  return answer;
}

// As the server has it now; what was kept only where there is none.
async function fromServer(request, isKept) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && (await isKept(answer.clone()))) await keep(base.href + (nameOf(request.url) || ""), answer.clone());
    return answer;
  } catch (error) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(base.href + (nameOf(request.url) || ""));
    if (kept) return kept;
    throw error;
  }
}

// A page to sign in at, at the console's own address, is not the console.
const isConsole = async (answer) => (await answer.text()).includes("voldeck-app");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const name = nameOf(request.url);
  if (request.method !== "GET" || name === undefined) return;
  if (HASHED.test(name)) event.respondWith(fromCache(request));
  else if (request.mode === "navigate" && (name === "" || name === "index.html")) event.respondWith(fromServer(request, isConsole));
  else if (SETTINGS.includes(name)) event.respondWith(fromServer(request, async () => true));
});

// The page tells what it has loaded before this was there. With another program, what belongs to the one before goes.
self.addEventListener("message", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      const loaded = event.data.filter((address) => HASHED.test(nameOf(address) ?? ""));
      const program = loaded.find((address) => address.endsWith("_bg.wasm")) ?? "";
      const kept = (await cache.keys()).map(({ url }) => url);
      const before = await cache.match(PROGRAM);
      await cache.put(PROGRAM, new Response(program));
      if (before && (await before.text()) !== program) {
        await Promise.all(kept.filter((address) => HASHED.test(nameOf(address) ?? "") && !loaded.includes(address)).map((address) => cache.delete(address)));
      }
      const missing = [base.href, ...SETTINGS.slice(0, 2).map((name) => base.href + name), ...loaded].filter((address) => !kept.includes(address));
      // Each alone: one that is not there, as a voldeck.json may be, costs the others nothing.
      await Promise.allSettled(missing.map((address) => cache.add(address)));
    })(),
  );
});
