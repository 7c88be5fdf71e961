// Every request that the page makes goes to its own origin and nowhere else, and its policy has nothing to forbid.
import { doing, expect, go, open, row, side, table, test, volume } from "./harness.mjs";

const { VOLDECK_DEPLOY_URL: SITE, VOLDECK_DEPLOY_BELOW_URL: BELOW } = process.env;

/** Watches a page and its workers: every request by origin and path, and whatever a policy kept back. */
async function watched(page, context) {
  const seen = { requests: [], violations: [] };
  // Of the context: a worker's requests are no page's.
  context.on("request", (request) => seen.requests.push(new URL(request.url())));
  context.on("console", (message) => { if (/Content.Security.Policy|Refused to/i.test(message.text())) seen.violations.push(message.text()); });
  page.on("websocket", (socket) => seen.requests.push(new URL(socket.url())));
  await page.exposeFunction("violated", (words) => seen.violations.push(words));
  await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => window.violated(`${event.effectiveDirective} ${event.blockedURI}`)));
  return seen;
}

/** Opens what a person opens: lists, a panel with its tabs, forms, the pages beside them, and the page of connections. */
async function lookAround(page, { name, panelRoute, formRoute }) {
  await expect(table(page).getByRole("rowheader").first()).toBeVisible();
  await go(page, panelRoute);
  const panel = side(page, name);
  for (const tab of await panel.getByRole("tab").all()) await tab.click();
  await go(page, formRoute);
  await expect(page.getByRole("complementary").getByRole("button", { name: /Create snapshot/ }).last()).toBeVisible();
  for (const link of await page.getByRole("navigation", { name: "Pages" }).getByRole("link").all()) {
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
  }
  await go(page, "/connections/new");
  await expect(page.getByRole("form", { name: "Connection" })).toBeVisible();
}

for (const [where, base] of [["at a root", SITE], ["under a path", BELOW]]) {
  const { origin, pathname } = new URL(base);
  const below = `${pathname.replace(/\/$/, "")}/`;

  test(`${where}, the demo: nothing but the site's own files is asked for`, async ({ page, context }) => {
    const seen = await watched(page, context);
    await open(page, "/volumes", [], `${base}/`);
    await expect(row(page, "gitlab data")).toBeVisible();
    await lookAround(page, { name: "gitlab data", panelRoute: volume("gitlab-data", { at: "nomad-demo" }), formRoute: doing("csi-snapshot", "gitlab-data", { at: "nomad-demo" }) });
    expect(seen.requests.length).toBeGreaterThan(6);
    expect([...new Set(seen.requests.map((url) => url.origin))]).toEqual([origin]);
    expect(seen.requests.filter((url) => !url.pathname.startsWith(below) || url.pathname.includes("/relay/")).map(String)).toEqual([]);
    expect(seen.violations).toEqual([]);
  });

  test(`${where}, a connection: nothing but the site's own files and its proxy is asked for`, async ({ page, context }) => {
    const seen = await watched(page, context);
    await open(page, "/volumes", [{ provider: "nomad", name: "n", settings: { address: `${below}relay/nomad`, namespace: "*" } }], `${base}/`);
    await lookAround(page, { name: "gitlab data", panelRoute: volume("gitlab-data"), formRoute: doing("csi-snapshot", "gitlab-data") });
    expect([...new Set(seen.requests.map((url) => url.origin))]).toEqual([origin]);
    expect(seen.requests.some((url) => url.pathname.startsWith(`${below}relay/nomad/v1/`))).toBe(true);
    expect(seen.requests.filter((url) => url.pathname.includes("/relay/") && !url.pathname.startsWith(`${below}relay/nomad/v1/`)).map(String)).toEqual([]);
    expect(seen.violations).toEqual([]);
  });
}

test("a request to elsewhere would be seen, and kept back", async ({ page, context }) => {
  const seen = await watched(page, context);
  await open(page, "/volumes", [], `${SITE}/`);
  await expect(row(page, "gitlab data")).toBeVisible();
  await page.evaluate(() => fetch("https://telemetry.example/").catch(() => {}));
  await expect.poll(() => seen.violations.join()).toContain("connect-src https://telemetry.example");
});
