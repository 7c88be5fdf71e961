// Without network: the program opens from what the browser kept of it. The server is one of the test's own, so that it can really be gone.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { expect, NOMAD_OPEN_URL, open, row, table, test, VOLDECK_URL } from "./harness.mjs";

const DIST = join(import.meta.dirname, "../../dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json" };

test.use({ serviceWorkers: "allow" });

/** Serves the built site, until it is gone. */
async function site(config = {}) {
  const asked = [];
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url, "http://x");
    asked.push(pathname);
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const body = name === "voldeck.json" ? JSON.stringify(site.config) : await readFile(join(DIST, name)).catch(() => undefined);
    answer.writeHead(body === undefined ? 404 : 200, { "Content-Type": TYPES[extname(name)] ?? "text/plain", "Cache-Control": "no-cache" });
    answer.end(body);
  });
  site.config = config;
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  const end = () => new Promise((ended) => { server.close(ended); server.closeAllConnections(); });
  return { url: `http://127.0.0.1:${port}/`, port, asked, server, end };
}

const kept = (page) => page.evaluate(async () => (await (await caches.open("voldeck")).keys()).map(({ url }) => new URL(url).pathname + new URL(url).search));
/** Waits until the program is kept, which begins five seconds after it has started. */
const isKept = (page) => expect.poll(async () => (await kept(page)).filter((path) => /_bg\.wasm$|^\/$|\/forms-/.test(path)).length, { timeout: 30_000 }).toBe(3);

test("a console whose server is gone opens with its connections, and says what it cannot read; nothing of a provider was kept", async ({ page }) => {
  const connections = [{ provider: "nomad", name: "n", settings: { address: "/relay/nomad", namespace: "*" } }];
  const here = await site({ connections, demo: false, title: "Acme" });
  // A provider's answers, on the site's own address as a proxy gives them.
  await page.route("**/relay/nomad/**", async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const answer = await route.fetch({ url: NOMAD_OPEN_URL + pathname.replace("/relay/nomad", "") + search }).catch(() => undefined);
    // A reading that is held ends with the page.
    await (answer ? route.fulfill({ response: answer }) : route.abort()).catch(() => {});
  });
  await page.goto(here.url);
  await expect(row(page, "gitlab data")).toBeVisible();
  await isKept(page);
  expect((await kept(page)).filter((path) => path.includes("relay"))).toEqual([]);
  await here.end();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await expect(page).toHaveTitle("Volumes · Acme");
  await expect(page.getByRole("heading", { name: "n did not answer" })).toBeVisible();
  // What was loaded with it is there as well.
  await page.getByRole("main").getByRole("link", { name: "Open the connection" }).click();
  await expect(page.getByRole("form", { name: "Connection" }).getByRole("textbox", { name: /^Address/ })).toHaveValue("/relay/nomad");
});

test("with a newer version on the server the page has that, and what belonged to the older goes", async ({ page }) => {
  const here = await site({ demo: false });
  await page.goto(here.url);
  await expect(page.getByRole("heading", { name: "No connection yet" })).toBeVisible();
  await isKept(page);
  // As a version before this has left it.
  await page.evaluate(async () => {
    const cache = await caches.open("voldeck");
    await cache.put("old-0123456789abcdef_bg.wasm", new Response("old"));
    await cache.put("?program", new Response("old-0123456789abcdef_bg.wasm"));
  });
  await page.reload();
  await expect(page.getByRole("heading", { name: "No connection yet" })).toBeVisible();
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active.postMessage(performance.getEntriesByType("resource").map(({ name }) => name)));
  await expect.poll(() => kept(page).then((all) => all.some((path) => path.includes("old-")))).toBe(false);
  await here.end();
});

test("a page to sign in at is shown, and never kept in place of the console", async ({ page }) => {
  const here = await site({ demo: false });
  await page.goto(here.url);
  await isKept(page);
  const { port } = here;
  await here.end();
  const gate = createServer((_, answer) => answer.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Sign in</h1>"));
  await new Promise((listening) => gate.listen(port, "127.0.0.1", listening));
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await new Promise((ended) => { gate.close(ended); gate.closeAllConnections(); });
  await page.reload();
  await expect(page.getByRole("heading", { name: "No connection yet" })).toBeVisible();
});

test("a site that does not want it keeps nothing, and takes back what was kept", async ({ page }) => {
  const here = await site({ demo: false });
  await page.goto(here.url);
  await isKept(page);
  site.config = { demo: false, offline: false };
  await page.reload();
  await expect.poll(() => page.evaluate(async () => [(await navigator.serviceWorker.getRegistrations()).length, await caches.keys()]), { timeout: 30_000 }).toEqual([0, []]);
  await here.end();
});

test("that the device has no network is said at the top, and goes when it has one", async ({ page, context }) => {
  await open(page, "/volumes", [{ provider: "nomad", name: "n", settings: { address: NOMAD_OPEN_URL, namespace: "*" } }]);
  await expect(table(page)).toBeVisible();
  const said = page.getByRole("banner").getByRole("status");
  await expect(said).toHaveText("");
  await context.setOffline(true);
  await expect(said).toHaveText("Offline");
  await expect(table(page), "what was read stays").toBeVisible();
  await context.setOffline(false);
  await expect(said).toHaveText("");
});

test("it can be installed: its manifest names it and icons that are there", async ({ page, request }) => {
  await open(page, "/volumes", []);
  const manifest = new URL(await page.locator('link[rel="manifest"]').getAttribute("href"), VOLDECK_URL).href;
  const answer = await request.get(manifest);
  expect(answer.headers()["content-type"]).toMatch(/^application\/manifest\+json/);
  const { name, start_url, display, icons } = await answer.json();
  expect([name, start_url, display]).toEqual(["Voldeck", "./", "standalone"]);
  for (const { src, type } of icons) {
    const icon = await request.get(new URL(src, manifest).href);
    expect([icon.status(), icon.headers()["content-type"]], src).toEqual([200, type]);
  }
});
