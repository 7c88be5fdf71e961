// The console in other people's pages: two portals of the examples, and pages that do everything wrong.
import { expect, make, messages, NOMAD_ACL_URL, NOMAD_OPEN_URL, row, side, table, test, startNew } from "./harness.mjs";
import { example, host, STRICT } from "./portals.mjs";

const { NOMAD_TOKEN_MANAGEMENT: MANAGEMENT } = process.env;
const started = [];
const keep = (server) => (started.push(server), server);
test.afterEach(async () => { for (const server of started.splice(0)) server.stop(); });

/** Connections of a page whose host has a proxy to each simulator. */
const open = { provider: "nomad", name: "n", settings: { address: "/nomad", namespace: "*" } };
const guarded = { provider: "nomad", name: "acl", settings: { address: "/acl", namespace: "*" }, secret: true };

/** An empty page with the package beside it. */
async function empty(page, options = {}) {
  const served = keep(await host({ policy: () => STRICT, ...options }));
  await page.goto(served.origin);
  return served;
}

/** Mounts a console into the page; what `options` is must be written in the page, for functions do not travel. */
const mounted = (page, options, ...args) => page.evaluate(`(async (...args) => {
  const { mount } = await import("/voldeck/index.js");
  const element = document.createElement("section");
  element.style.height = "600px";
  document.body.append(element);
  const options = (${options})(...args);
  const handle = mount(element, options);
  (window.handles ??= []).push(handle);
  window.told ??= [];
  for (const type of ["ready", "navigated", "error", "credentialneeded", "actionstarted", "actionaccepted", "actiondone", "actionfailed"])
    handle.addEventListener(type, ({ detail }) => window.told.push({ type, ...detail }));
  await handle.ready;
})(...${JSON.stringify(args)})`);

const told = (page, type) => page.evaluate((type) => window.told.filter((event) => event.type === type), type);

test.describe("a portal in plain HTML", () => {
  async function portal(page, environment = {}) {
    const { addresses: [address] } = keep(await example("plain/server.mjs", { NOMAD: NOMAD_ACL_URL, NOMAD_TOKEN: MANAGEMENT, PORT: "0", ...environment }));
    await page.goto(address);
    return address;
  }

  test("hands over its session and keeps an audit log, and neither touches the other's looks and keys", async ({ page }) => {
    const violations = [];
    page.on("console", (message) => { if (message.text().includes("Content Security Policy")) violations.push(message.text()); });
    await portal(page);
    await expect(page.getByText(/Sign in first/).first()).toBeVisible();
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(row(page, "gitlab data").first()).toBeVisible();
    // The portal's letters are of 10 px and to the right; the console's are its own.
    const cell = await row(page, "gitlab data").first().evaluate((link) => [getComputedStyle(link).fontSize, getComputedStyle(link).textAlign, getComputedStyle(link).fontFamily]);
    expect(cell.slice(0, 2)).toEqual(["13px", "start"]);
    expect(cell[2]).toContain("system-ui");
    expect(await page.getByRole("button", { name: "Sign in" }).evaluate((button) => getComputedStyle(button).borderTopWidth)).toBe("3px");
    // Keys mean something only inside.
    const search = page.getByRole("searchbox", { name: "Search the portal" });
    await search.pressSequentially("/gs?");
    await expect(search).toHaveValue("/gs?");
    await row(page, "gitlab data").first().focus();
    const outside = page.evaluate(() => new Promise((done) => { document.addEventListener("keydown", (event) => done(event.key)); }));
    await page.keyboard.press("/");
    await expect(page.getByRole("textbox", { name: /Filter/ })).toBeFocused();
    await page.keyboard.press("Escape");
    await search.press("x");
    expect(await outside, "the first key that the portal heard").toBe("x");
    expect(page.url(), "the address is the portal's").not.toContain("#");
    expect(await page.title()).toBe("Portal");
    expect(await page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage)))).toEqual([]);

    // A write, as the audit log has it.
    await startNew(page, "volume", /^Create host volume/);
    const form = side(page, /Create host volume/);
    await form.getByRole("textbox", { name: /^Name/ }).fill("from the portal");
    await form.getByRole("button", { name: /^Create host volume/ }).click();
    await expect(page.locator("#audit li").filter({ hasText: "actiondone" })).toContainText("prod");
    const lines = await page.locator("#audit li").allTextContents();
    expect(lines[0]).toContain("actionstarted");
    expect(lines.join("\n")).not.toContain(MANAGEMENT);
    expect(violations).toEqual([]);
  });

  test("is asked again when its token has run out", async ({ page }) => {
    await portal(page, { TOKEN_SECONDS: "2" });
    const tokens = [];
    page.on("response", (answer) => { if (answer.url().includes("storage-token") && answer.ok()) tokens.push(answer.url()); });
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(row(page, "gitlab data").first()).toBeVisible();
    await expect.poll(async () => {
      await page.evaluate(() => document.querySelector("voldeck-console").refresh());
      return tokens.length;
    }, { timeout: 60_000 }).toBeGreaterThan(2);
    await expect(row(page, "gitlab data").first()).toBeVisible();
    await expect(page.getByText(/Permission denied/)).toHaveCount(0);
  });

  test("has a console on a phone", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await portal(page);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(row(page, "gitlab data").first()).toBeVisible();
    // It measures itself: its sidebar is a bar below.
    const [bar, element] = await Promise.all([page.getByRole("complementary", { name: "Console" }).boundingBox(), page.locator("voldeck-console").boundingBox()]);
    expect(bar.width).toBeGreaterThan(element.width - 10);
    expect(bar.y).toBeGreaterThan(element.y + element.height / 2);
  });
});

test("a frame tells its secrets and events only to the origins that it lists", async ({ page }) => {
  const { addresses: [portal, console_] } = keep(await example("iframe/server.mjs", { NOMAD: NOMAD_ACL_URL, PORTAL_PORT: "0", CONSOLE_PORT: "0" }));
  await page.goto(portal);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByText("Sign in to the portal first.").first()).toBeVisible();
  await page.evaluate((token) => sessionStorage.setItem("token", token), MANAGEMENT);
  await frame.getByRole("button", { name: "Retry" }).first().click();
  await expect(frame.getByRole("rowheader", { name: "gitlab data" }).first()).toBeVisible();
  await frame.getByRole("link", { name: "Snapshots" }).click();
  await expect(page.locator("#path")).toHaveText("/snapshots");
  // Another page may not frame it at all.
  const other = keep(await host({ page: () => `<!doctype html><title>Other</title><iframe src="${console_}"></iframe>` }));
  const refused = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await page.goto(other.origin);
  await refused;
});

test("nothing of the program is loaded before a console is mounted, and it is loaded once for two", async ({ page }) => {
  const served = await empty(page);
  await page.evaluate(async () => { await import("/voldeck/element.js"); });
  expect(served.asked).toEqual(["/", "/voldeck/element.js", "/voldeck/index.js"]);
  await mounted(page, "(open) => ({ config: { connections: [open] }, route: '/volumes' })", open);
  await mounted(page, "(open) => ({ config: { connections: [open] }, route: '/snapshots', colorScheme: 'dark' })", open);
  await expect(page.getByRole("heading", { level: 1, name: "Volumes" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Snapshots" })).toBeVisible();
  await expect(table(page)).toHaveCount(2);
  expect(served.asked.filter((path) => /_bg\.wasm$|console-.*\.js$/.test(path))).toHaveLength(2);
  // Each has a state of its own, and one that goes takes nothing of the other along.
  await page.evaluate(() => window.handles[0].navigate("/groups"));
  await expect(page.getByRole("heading", { level: 1, name: "Groups" })).toBeVisible();
  await page.evaluate(() => window.handles[0].unmount());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(["Snapshots"]);
  expect(await page.evaluate(() => window.handles[1].path)).toBe("/snapshots");
  await page.getByRole("link", { name: "Volumes" }).click();
  await expect(row(page, "gitlab data").first()).toBeVisible();
  expect((await told(page, "navigated")).map(({ path }) => path)).toEqual(["/volumes"]);
});

test("the element takes what it was given before it was defined, and is one console wherever it is moved", async ({ page }) => {
  await empty(page);
  await page.evaluate(async (open) => {
    const element = document.createElement("voldeck-console");
    element.config = { connections: [open] };
    element.setAttribute("route", "/volumes");
    document.body.append(element);
    window.ready = new Promise((done) => element.addEventListener("ready", done));
    await import("/voldeck/element.js");
    await window.ready;
  }, open);
  await expect(row(page, "gitlab data").first()).toBeVisible();
  await page.evaluate(() => {
    const element = document.querySelector("voldeck-console");
    element.shadowRoot.querySelector(".shell").dataset.same = "yes";
    const section = document.createElement("section");
    document.body.append(section);
    section.append(element);
  });
  await expect(page.locator(".shell[data-same=yes]")).toBeVisible();
  await page.evaluate(() => document.querySelector("voldeck-console").remove());
  await expect(page.locator(".shell")).toHaveCount(0);
});

test("the address is left alone, or shared by one console and the browser's back button", async ({ page }) => {
  await empty(page);
  await mounted(page, "(open) => ({ config: { connections: [open] }, location: 'hash' })", open);
  await expect(row(page, "gitlab data").first()).toBeVisible();
  await page.getByRole("link", { name: "Snapshots" }).click();
  expect(new URL(page.url()).hash).toBe("#/snapshots");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Volumes" })).toBeVisible();
  await mounted(page, "(open) => ({ config: { connections: [open] }, location: 'hash', href: (path) => '/storage' + path })", open);
  const second = page.locator("section").nth(1);
  await second.getByRole("link", { name: "Groups" }).click();
  await expect(second.getByRole("heading", { level: 1, name: "Groups" })).toBeVisible();
  expect(new URL(page.url()).hash).not.toBe("#/groups");
  expect(await second.getByRole("link", { name: "Snapshots" }).getAttribute("href")).toBe("/storage/snapshots");
});

test.describe("credentials", () => {
  for (const [what, code, message] of [
    ["reject", "async () => { throw new Error('The vault is sealed.'); }", /The vault is sealed/],
    ["reject with a text", "() => Promise.reject('sealed')", /gave no credentials for this connection: sealed/],
    ["are thrown", "() => { throw new Error('No session.'); }", /No session/],
    ["are null", "() => null", /gave no credentials for this connection/],
    ["are no text", "() => ({ token: 5 })", /“token” is no text/],
    ["have run out", "() => ({ token: 'x', expires: 1 })", /have run out already/],
    ["expire at no time", "() => ({ token: 'x', expires: 'soon' })", /no readable time/],
  ]) {
    test(`that ${what}: the console says so, tells the page, and asks again on Retry`, async ({ page }) => {
      await empty(page);
      await mounted(page, `(acl, token) => {
        window.asked = 0;
        return { config: { connections: [acl] }, credentials: () => { window.asked += 1; return window.good ? { token } : (${code})(); } };
      }`, guarded, MANAGEMENT);
      await expect(page.getByText(message).first()).toBeVisible();
      expect(await told(page, "credentialneeded")).toContainEqual(expect.objectContaining({ connection: "acl", provider: "nomad" }));
      await page.evaluate(() => { window.good = true; });
      await page.getByRole("button", { name: "Retry" }).first().click();
      await expect(table(page)).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(MANAGEMENT);
    });
  }

  test("that never come are given up after a minute, and asked for again", async ({ page }) => {
    await page.clock.install();
    await empty(page);
    await mounted(page, "(acl) => ({ config: { connections: [acl] }, credentials: () => { window.asked = true; return new Promise(() => {}); } })", guarded);
    await page.waitForFunction(() => window.asked);
    await page.clock.fastForward(61_000);
    await expect(page.getByText(/gave no credentials within a minute/).first()).toBeVisible();
  });

  test("that the server refuses after a while are asked for anew at once; a write that meets that is sent once", async ({ page }) => {
    await empty(page);
    await mounted(page, `(acl, token) => {
      window.asked = 0;
      const { fetch } = window;
      return {
        config: { connections: [acl] },
        credentials: () => ({ token: window.asked++ ? token : "first" }),
        // The cluster takes the first token until it is revoked.
        fetch: (request) => {
          const headers = new Headers(request.headers);
          if (headers.get("x-nomad-token") === "first") headers.set("x-nomad-token", window.revoked ? "99999999-dead-4bad-8bad-000000000009" : token);
          return fetch(new Request(request, { headers }));
        },
      };
    }`, guarded, MANAGEMENT);
    await expect(table(page)).toBeVisible();
    expect(await page.evaluate(() => window.asked)).toBe(1);
    await page.evaluate(() => { window.revoked = true; window.handles[0].refresh(); });
    await page.waitForFunction(() => window.asked === 2);
    await expect(page.getByText(/Permission denied|token/i).filter({ hasText: "failed" })).toHaveCount(0);
    await expect(table(page)).toBeVisible();
  });
});

test.describe("a fetch of the page", () => {
  test("sends every request, as a function and not as a method", async ({ page }) => {
    await empty(page);
    await mounted(page, `(open) => {
      window.sent = [];
      return { config: { connections: [{ ...open, settings: { ...open.settings, address: "/nowhere" } }] },
        fetch(request) { "use strict"; window.sent.push([request.method, this === undefined]); return window.fetch.call(undefined, request.url.replace("/nowhere", open.settings.address), { signal: request.signal }); } };
    }`, open);
    await expect(row(page, "gitlab data").first()).toBeVisible();
    expect(await page.evaluate(() => window.sent.every(([method, plain]) => method === "GET" && plain))).toBe(true);
  });

  for (const [what, code] of [["throws", "() => { throw new Error('no way'); }"], ["gives a number", "() => 5"], ["rejects with nothing", "() => Promise.reject()"]]) {
    test(`that ${what} is a connection that failed, and the other lives`, async ({ page }) => {
      await empty(page);
      await mounted(page, `(open) => ({ config: { connections: [{ ...open, name: "bad", settings: { address: "/bad" } }, open] },
        fetch: (request) => request.url.includes("/bad/") ? (${code})() : window.fetch(request) })`, open);
      await expect(row(page, "gitlab data").first()).toBeVisible();
      await expect(page.getByRole("row").filter({ hasText: "bad" }).first()).toContainText(/bad/);
      expect((await told(page, "error")).map(({ connection }) => connection)).toContain("bad");
    });
  }

  test("that never answers is aborted when the console goes", async ({ page }) => {
    await empty(page);
    await mounted(page, `(open) => { window.signals = []; return { config: { connections: [open] }, fetch: (request) => { window.signals.push(request.signal); return new Promise(() => {}); } }; }`, open);
    await page.waitForFunction(() => window.signals.length > 0);
    await page.evaluate(() => window.handles[0].unmount());
    await page.waitForFunction(() => window.signals.every((signal) => signal.aborted));
  });
});

test("a page that removes the console mid-write breaks nothing, and the write was sent once", async ({ page }) => {
  await empty(page);
  await make(NOMAD_OPEN_URL, "removed-meanwhile", "removed meanwhile", "default");
  await mounted(page, `(open) => ({ config: { connections: [open] }, route: '/volumes?q=' + encodeURIComponent('"removed meanwhile"'),
    fetch: async (request) => {
      if (request.method !== "GET") { (window.sent ??= []).push(request.method); await new Promise((done) => { window.release = done; }); }
      return window.fetch(request);
    } })`, open);
  await row(page, "removed meanwhile").click();
  const panel = side(page, /removed meanwhile/);
  await panel.getByRole("button", { name: "Create snapshot" }).click();
  const form = side(page, /Create snapshot/);
  await form.getByRole("textbox", { name: /^Name/ }).fill("on its way");
  await form.getByRole("button", { name: /^Create snapshot/ }).click();
  await page.waitForFunction(() => window.sent?.length === 1);
  await page.evaluate(() => { window.handles[0].unmount(); window.release(); });
  await expect(page.locator(".shell")).toHaveCount(0);
  await mounted(page, "(open) => ({ config: { connections: [open] } })", open);
  await expect(row(page, "gitlab data").first()).toBeVisible();
  expect(await page.evaluate(() => window.sent.length)).toBe(1);
});

test.describe("from another origin", () => {
  const CDN = (cdn) => `script-src 'self' 'nonce-n' ${cdn.origin} 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ${cdn.origin}; default-src 'none'`;
  async function consumer(page, cdn, integrity = {}) {
    const head = `<script type="importmap" nonce="n">${JSON.stringify({ integrity })}</script>`;
    const here = keep(await host({ policy: () => CDN(cdn), page: () => `<!doctype html><title>Page</title>${head}<body></body>` }));
    await page.goto(here.origin);
    return page.evaluate(async ([origin, open]) => {
      const { mount } = await import(`${origin}/voldeck/index.js`);
      const handle = mount(document.body, { config: { connections: [open] } });
      await handle.ready;
    }, [cdn.origin, open]);
  }
  const hashes = async (cdn) => {
    const all = await (await fetch(`${cdn.origin}/voldeck/integrity.json`)).json();
    return Object.fromEntries(Object.entries(all).map(([name, hash]) => [new URL(name, `${cdn.origin}/voldeck/`).href, hash]));
  };

  test("everything is checked and runs under the page's policy", async ({ page }) => {
    const cdn = keep(await host());
    await consumer(page, cdn, await hashes(cdn));
    await expect(row(page, "gitlab data").first()).toBeVisible();
    await row(page, "gitlab data").first().click();
    await expect(side(page, /gitlab data/).getByRole("button").first()).toBeVisible();
  });

  test("with another type for WebAssembly as well", async ({ page }) => {
    const cdn = keep(await host({ change: (path) => (path.endsWith(".wasm") ? { headers: { "content-type": "application/octet-stream" } } : {}) }));
    await consumer(page, cdn);
    await expect(row(page, "gitlab data").first()).toBeVisible();
  });

  test("a module that is another than the package's is not run: the page says so, and Retry starts it once it is there", async ({ page }) => {
    let broken = true;
    const cdn = keep(await host({ change: (path, body) => (broken && path.endsWith("_bg.wasm") ? { body: Buffer.concat([body, Buffer.from([0])]) } : {}) }));
    await consumer(page, cdn);
    await expect(page.getByRole("alert")).toContainText("Voldeck did not load");
    broken = false;
    await page.getByRole("button", { name: "Retry" }).click();
    await expect(row(page, "gitlab data").first()).toBeVisible();
  });

  test("a script that is another than the page's import map says is not run", async ({ page }) => {
    const cdn = keep(await host());
    const known = await hashes(cdn);
    const wrong = Object.fromEntries(Object.entries(known).map(([name, hash]) => [name, /console-/.test(name) ? hash.replace(/sha256-./, (start) => (start.endsWith("A") ? "sha256-B" : "sha256-A")) : hash]));
    await consumer(page, cdn, wrong);
    await expect(page.getByRole("alert")).toContainText("Voldeck did not load");
  });
});

test("a page chooses the language, one for all of its consoles", async ({ page }) => {
  await empty(page);
  await mounted(page, "(open) => ({ config: { connections: [open] }, locale: \"de\" })", open);
  await expect(page.getByRole("heading", { name: "Verbindungen" })).toBeVisible();
  await mounted(page, "(open) => ({ config: { connections: [open] } })", open);
  await expect(page.getByRole("heading", { name: "Verbindungen" })).toHaveCount(2);
  await expect(page.locator(".vd[lang=de]")).toHaveCount(2);
});

test("200 consoles come and go, with their rows loaded, and leave nothing", async ({ page }) => {
  test.slow();
  // Chromium's timeline holds what a running animation belonged to, here one removed console, until the next one starts.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await empty(page);
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    // What is still to fire, and the program's memory.
    window.timers = new Set();
    const { setTimeout, setInterval, clearTimeout, clearInterval } = window;
    window.setTimeout = (work, ...rest) => { const id = setTimeout(() => { window.timers.delete(id); typeof work === "function" && work(); }, ...rest); window.timers.add(id); return id; };
    window.setInterval = (...rest) => { const id = setInterval(...rest); window.timers.add(id); return id; };
    window.clearTimeout = (id) => { window.timers.delete(id); clearTimeout(id); };
    window.clearInterval = (id) => { window.timers.delete(id); clearInterval(id); };
    window.pending = 0;
  });
  const cycles = (count) => page.evaluate(async ([count, open]) => {
    const { mount } = await import("/voldeck/index.js");
    const place = document.createElement("section");
    place.style.height = "400px";
    document.body.append(place);
    for (let cycle = 0; cycle < count; cycle += 1) {
      const handle = mount(place, {
        config: { connections: [open] },
        fetch: async (request) => { window.pending += 1; try { return await fetch(request); } finally { window.pending -= 1; } },
      });
      await handle.ready;
      const shadow = place.lastElementChild.shadowRoot;
      while (!shadow.querySelector("tbody th a")) await new Promise((done) => requestAnimationFrame(done));
      handle.unmount();
    }
    place.remove();
  }, [count, open]);
  const measure = async () => {
    await session.send("HeapProfiler.collectGarbage");
    await session.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return { nodes, listeners: jsEventListeners, heap: usedSize };
  };
  await cycles(20);
  await expect.poll(() => page.evaluate(() => window.pending)).toBe(0);
  const before = await measure();
  await cycles(200);
  await expect.poll(() => page.evaluate(() => window.pending)).toBe(0);
  await expect.poll(() => page.evaluate(() => window.timers.size), { timeout: 75_000 }).toBeLessThanOrEqual(2);
  const after = await measure();
  expect(after.nodes - before.nodes, JSON.stringify([before, after])).toBeLessThan(50);
  expect(after.listeners - before.listeners, JSON.stringify([before, after])).toBeLessThan(50);
  expect(after.heap - before.heap, JSON.stringify([before, after])).toBeLessThan(1_500_000);
  await expect(messages(page)).toHaveCount(0);
});
