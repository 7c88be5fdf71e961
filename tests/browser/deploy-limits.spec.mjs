// What the site's policy allows: to connect to, and to be framed by. Nothing but itself and nobody, until the host says otherwise.
import { createServer } from "node:http";

import { connection, expect, NOMAD_OPEN_URL, open, row, test } from "./harness.mjs";

const { VOLDECK_DEPLOY_URL: SITE, VOLDECK_DEPLOY_BELOW_URL: BELOW, VOLDECK_PORTAL: PORTAL } = process.env;
const DIRECT = [connection(NOMAD_OPEN_URL)];

/** What the page's policy kept it from. */
async function violations(page) {
  const all = [];
  await page.exposeFunction("violated", (directive, blocked) => all.push([directive, new URL(blocked).origin]));
  await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => window.violated(event.effectiveDirective, event.blockedURI)));
  return all;
}

test("a provider on another origin is called where the host names that origin", async ({ page }) => {
  const blocked = await violations(page);
  await open(page, "/volumes", DIRECT, `${BELOW}/`);
  await expect(row(page, "gitlab data")).toBeVisible();
  expect(blocked).toEqual([]);
});

test("a provider on another origin is not called where the host does not name it", async ({ page }) => {
  const blocked = await violations(page);
  await open(page, "/volumes", DIRECT, `${SITE}/`);
  await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: /^n\b/ })).toHaveAccessibleName(/failed/);
  expect(blocked).toContainEqual(["connect-src", new URL(NOMAD_OPEN_URL).origin]);
});

// Pages of portals are on this machine as well: from a public address a browser lets nobody into a local one.
test.describe("framing", () => {
  // The port is the one that the host was told of: in turn, in one worker.
  test.describe.configure({ mode: "serial" });
  let portal, other;

  /** Serves a page that frames the site of its query. */
  async function serve(port) {
    const server = createServer((request, answer) => {
      const site = new URL(request.url, "http://portal").searchParams.get("site");
      answer.setHeader("content-type", "text/html");
      answer.end(`<!doctype html><title>Portal</title><iframe title="Volumes" src="${site}" width="1200" height="700"></iframe>`);
    });
    await new Promise((done) => server.listen(port, "127.0.0.1", done));
    return server;
  }

  test.beforeAll(async () => {
    portal = await serve(Number(new URL(PORTAL).port));
    other = await serve(0);
  });

  test.afterAll(() => { portal.close(); other.close(); });

  /** Opens a portal's page, and tells whether the browser said that the site may not be framed. */
  async function framed(page, server, site) {
    const refused = [];
    page.on("console", (message) => { if (message.text().includes("frame-ancestors")) refused.push(message.text()); });
    await page.goto(`http://127.0.0.1:${server.address().port}/?site=${encodeURIComponent(`${site}/#/volumes`)}`);
    return { refused: () => refused.length, heading: page.frameLocator("iframe").getByRole("heading", { name: "Volumes", level: 1 }) };
  }

  test("nobody frames the site", async ({ page }) => {
    const { refused, heading } = await framed(page, portal, SITE);
    await expect.poll(refused).toBeGreaterThan(0);
    await expect(heading).toHaveCount(0);
  });

  test("a portal that the host names frames the site", async ({ page }) => {
    const { refused, heading } = await framed(page, portal, BELOW);
    await expect(heading).toBeVisible();
    expect(refused()).toBe(0);
  });

  test("another portal does not", async ({ page }) => {
    const { refused, heading } = await framed(page, other, BELOW);
    await expect.poll(refused).toBeGreaterThan(0);
    await expect(heading).toHaveCount(0);
  });
});

test("no proxy is framed by anybody", async ({ request }) => {
  for (const base of [SITE, BELOW]) {
    const answer = await request.get(`${base}/relay/nomad/v1/volumes`);
    expect(answer.headers()["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  }
});
