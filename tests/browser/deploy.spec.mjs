// The built site behind a real server with the configuration in deploy/: what the files come with, and every provider through its
// proxy, at a root and under a path.
import { choose, connection, doing, expect, make, messages, NOMAD_OPEN_URL, open, row, side, table, test, totals, volume, writes } from "./harness.mjs";

const { VOLDECK_DEPLOY_URL: SITE, VOLDECK_DEPLOY_BELOW_URL: BELOW, VOLDECK_ELSEWHERE: ELSEWHERE } = process.env;
const PROVIDERS = JSON.parse(process.env.VOLDECK_PROVIDERS);
const CODINGS = process.env.VOLDECK_CODINGS.split(" ");
const SITES = [["at a root", SITE], ["under a path", BELOW]];
const RELAYED = [connection("/relay/nomad")];

/** Everything that the page asks for, by origin and path. */
function asked(page) {
  const calls = [];
  page.on("request", (request) => calls.push(new URL(request.url())));
  return calls;
}

/** Fills in the form that connects to a provider, as [PROVIDERS] describes it. */
async function connect(page, base, { title, fields }) {
  await open(page, "/connections/new", [], `${base}/`);
  const form = page.getByRole("form", { name: "Connection" });
  await form.getByRole("radio", { name: new RegExp(`^${title}`) }).check();
  await form.getByRole("textbox", { name: /^Name\b/ }).fill("relayed");
  await form.getByRole("checkbox", { name: /^Use this site’s proxy/ }).check();
  if (fields.some(({ advanced }) => advanced)) await form.getByText("Advanced", { exact: true }).click();
  for (const { label, kind, text } of fields) {
    // The button beside a secret has the secret's name in its own.
    const field = form.getByLabel(new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`)).first();
    if (kind === "flag") await field.check();
    else if (kind === "choice") await field.selectOption(text);
    else await field.fill(text);
  }
  return form;
}

for (const [where, base] of SITES) {
  const { origin, pathname } = new URL(base);
  const below = pathname.replace(/\/$/, "");

  for (const provider of PROVIDERS) {
    test(`${where}, ${provider.title}: the form's test passes through the proxy, the list is shown, and nothing goes elsewhere`, async ({ page }) => {
      const calls = asked(page);
      const form = await connect(page, base, provider);
      await form.getByRole("button", { name: "Test" }).click();
      const result = page.getByRole("region", { name: /^Test/ });
      await expect(result.getByText(/only reads were sent/)).toBeVisible({ timeout: 15_000 });
      await expect(result.getByRole("alert")).toHaveCount(0);
      await form.getByRole("button", { name: "Add connection" }).click();
      await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: /^relayed/ })).toHaveAccessibleName(/live/);
      await expect(totals(page)).toContainText(/[1-9]\d* found/);
      await expect(table(page).getByRole("rowheader").first()).toBeVisible();
      expect([...new Set(calls.map((url) => url.origin))]).toEqual([origin]);
      expect(calls.filter((url) => url.pathname.startsWith(`${below}/relay/${provider.provider}/`)).length).toBeGreaterThan(0);
    });

    test(`${where}, ${provider.title}: a page of the other origin that is let in may send and read what it needs`, async ({ request }) => {
      const at = `${base}/relay/${provider.provider}/`;
      const listed = (answer, name) => (answer.headers()[name] ?? "").toLowerCase().split(/, */);
      const preflight = await request.fetch(at, { method: "OPTIONS", headers: { Origin: ELSEWHERE, "Access-Control-Request-Method": "DELETE" } });
      expect([preflight.status(), preflight.headers()["access-control-allow-origin"]]).toEqual([204, ELSEWHERE]);
      expect(listed(preflight, "access-control-allow-methods")).toEqual(expect.arrayContaining(["get", "put", "post", "patch", "delete"]));
      expect(listed(preflight, "access-control-allow-headers")).toEqual(expect.arrayContaining(provider.allowed.map((name) => name.toLowerCase())));
      const answer = await request.get(at, { headers: { Origin: ELSEWHERE, "Sec-Fetch-Site": "cross-site" } });
      expect(answer.headers()["access-control-allow-origin"]).toBe(ELSEWHERE);
      expect(listed(answer, "vary")).toContain("origin");
      expect(listed(answer, "access-control-expose-headers")).toEqual(expect.arrayContaining(provider.exposed.map((name) => name.toLowerCase())));
    });

    test(`${where}, ${provider.title}: a page of any other site is turned away`, async ({ request }) => {
      const at = `${base}/relay/${provider.provider}/`;
      const strangers = [
        { Origin: "https://other.example" },
        { Origin: "https://console_example" },
        { Origin: "null" },
        { Origin: "https://other.example", "Sec-Fetch-Site": "cross-site" },
        { "Sec-Fetch-Site": "cross-site" },
        { "Sec-Fetch-Site": "same-site" },
      ];
      for (const headers of strangers) {
        for (const method of ["GET", "POST", "OPTIONS"]) {
          const answer = await request.fetch(at, { method, headers: { ...headers, "Access-Control-Request-Method": "PUT" } });
          expect([answer.status(), await answer.text()], JSON.stringify(headers)).toEqual([403, expect.stringContaining("another site")]);
          expect(Object.keys(answer.headers()).filter((name) => name.startsWith("access-control-"))).toEqual([]);
        }
      }
      for (const headers of [{}, { Origin: origin }, { Origin: origin, "Sec-Fetch-Site": "same-origin" }, { "Sec-Fetch-Site": "none" }]) {
        expect((await request.get(at, { headers })).status(), JSON.stringify(headers)).not.toBe(403);
      }
    });
  }

  test(`${where}: the files come with the right types, packed, under the policy, and are kept as long as they may be`, async ({ page, request }) => {
    const answers = {};
    page.on("response", (answer) => { answers[new URL(answer.url()).pathname] = answer; });
    await open(page, "/volumes", [connection(`${below}/relay/nomad`)], `${base}/`);
    await expect(row(page, "gitlab data")).toBeVisible();
    const own = Object.entries(answers).filter(([path]) => !path.includes("/relay/") && !path.endsWith("/voldeck.json"));
    expect(own.length).toBeGreaterThan(4);
    const TYPES = { html: /^text\/html/, js: /^(text|application)\/javascript/, css: /^text\/css/, wasm: /^application\/wasm$/, svg: /^image\/svg\+xml/ };
    for (const [path, answer] of own) {
      const headers = await answer.allHeaders();
      expect(answer.status(), path).toBe(200);
      expect(headers["content-type"], path).toMatch(TYPES[path.endsWith("/") ? "html" : path.split(".").pop()]);
      expect(headers["content-security-policy"], path).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
      expect(headers["x-content-type-options"], path).toBe("nosniff");
      expect(headers["referrer-policy"], path).toBe("no-referrer");
      expect(headers["cache-control"], path).toBe(/-[0-9a-f]{12,16}(_bg)?\./.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
    }
    const wasm = Object.keys(answers).find((path) => path.endsWith(".wasm"));
    const best = CODINGS.includes("br") ? "br" : "gzip";
    for (const [accepted, coding] of [["br, gzip", best], ["gzip", "gzip"], ["identity", undefined]]) {
      const answer = await request.get(`${origin}${wasm}`, { headers: { "Accept-Encoding": accepted } });
      expect([answer.headers()["content-encoding"], answer.headers()["content-type"]]).toEqual([coding, "application/wasm"]);
      expect((await answer.body()).subarray(0, 4)).toEqual(Buffer.from("\0asm"));
    }
    // What a browser has already is not sent again.
    const etag = (await answers[`${below}/`].allHeaders()).etag;
    const again = await request.get(`${base}/`, { headers: { "If-None-Match": etag } });
    expect([again.status(), again.headers()["cache-control"]]).toEqual([304, "no-cache"]);
  });

  test(`${where}: what is not there: no file, no proxy, no way out of the folder, no fallback page`, async ({ request }) => {
    for (const path of ["/nothing", "/voldeck-0123456789abcdef.js", "/relay", "/relay/none/v1/volumes", "/..%2f..%2fCargo.toml", "/%2e%2e/%2e%2e/Cargo.toml"]) {
      const answer = await request.get(`${base}${path}`);
      expect([400, 404], path).toContain(answer.status());
      expect(answer.headers()["content-security-policy"], path).toContain("default-src 'none'");
      expect(answer.headers()["cache-control"] ?? "", path).not.toContain("immutable");
    }
    const none = await request.get(`${base}/voldeck.json`);
    expect([none.status(), none.headers()["content-type"], none.headers()["cache-control"], await none.text()]).toEqual([200, "application/json", "no-cache", "{}"]);
  });
}

test("under a path: the path without its slash leads there, and beside it there is nothing", async ({ request }) => {
  const { origin, pathname } = new URL(BELOW);
  const moved = await request.get(BELOW, { maxRedirects: 0 });
  expect([moved.status(), moved.headers().location]).toEqual([308, `${pathname}/`]);
  for (const path of ["/", "/index.html", "/relay/nomad/v1/volumes", `${pathname}x/`]) expect((await request.get(`${origin}${path}`)).status(), path).toBe(404);
});

test("Nomad: a list is followed by calls that the proxy holds, and a change shows at once", async ({ page }) => {
  const calls = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === "/relay/nomad/v1/volumes" && url.searchParams.get("type") === "csi") calls.push(url.searchParams.has("index"));
  });
  await open(page, "/volumes?q=held", RELAYED);
  await expect.poll(() => calls.length).toBeGreaterThan(1);
  await page.waitForTimeout(1500);
  // Without a read index there would be a poll instead; one that came back at once would be asked again and again.
  expect(calls.filter((held) => !held).length).toBe(1);
  expect(calls.length).toBeLessThan(8);
  await make(NOMAD_OPEN_URL, "deploy-held", "held by the proxy", "default");
  await expect(row(page, "held by the proxy")).toBeVisible();
});

test("Nomad: a write goes through the proxy, once", async ({ page }) => {
  await make(NOMAD_OPEN_URL, "deploy-write", "written through it", "default");
  await open(page, doing("csi-snapshot", "deploy-write"), RELAYED);
  const form = side(page, "Create snapshot: written through it");
  await form.getByRole("textbox", { name: /^Name/ }).fill("deployed");
  await form.getByRole("button", { name: "Create snapshot", exact: true }).click();
  await expect(messages(page)).toContainText("of written through it");
  await open(page, volume("deploy-write"), RELAYED);
  const panel = side(page, "written through it");
  await choose(page, panel, "Deregister");
  await page.getByRole("dialog").getByRole("button", { name: "Deregister", exact: true }).click();
  await expect(messages(page)).toContainText(/Deregistered/);
  expect(await writes(NOMAD_OPEN_URL, "deploy-write")).toEqual(["DELETE /v1/volume/csi/deploy-write"]);
});

test("Nomad: a lost answer to a write is told by the proxy; it arrived once, and is looked for", async ({ page }) => {
  const id = "lost-answer-deploy";
  await make(NOMAD_OPEN_URL, id, "lost behind it");
  await open(page, doing("csi-expand", id, { namespace: "sentinels" }), RELAYED);
  const form = side(page, "Expand lost behind it");
  await form.getByRole("textbox", { name: /^New minimum capacity/ }).fill("5");
  await form.getByRole("button", { name: "Expand", exact: true }).click();
  await expect(messages(page).getByRole("alert")).toContainText(/The proxy got no answer.*Applied\./);
  expect(await writes(NOMAD_OPEN_URL, id)).toEqual([`PUT /v1/volume/csi/${id}`]);
});

// An id with a slash is not asked for: Nomad takes its path apart after decoding it.
for (const [id, name] of [["vault-raft[0]", "vault raft storage"], ["discount-50%", "campaign store"], ["データ共有", "共有ストレージ"]]) {
  test(`Nomad: the id ${id} arrives as it was sent`, async ({ page }) => {
    const read = page.waitForRequest((request) => request.url().includes(`/relay/nomad/v1/volume/csi/${encodeURIComponent(id)}?`));
    await open(page, volume(id), RELAYED);
    await read;
    await side(page, name).getByRole("tab", { name: "JSON" }).click();
    const json = side(page, name).getByRole("region", { name: "The item as JSON" });
    // What only the volume read by itself has.
    await expect(json).toContainText(`"ID": "${id}"`);
    await expect(json).toContainText('"Capacity"');
  });
}
