// When a page is first painted with and without the console in it, alternately, each time in a fresh browser profile: the tag is to cost the
// page around it nothing. Prints medians; started by `cargo xtask bench`.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const require = createRequire(new URL("../browser/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const RUNS = Number(process.env.BENCH_RUNS ?? 15);
const PACKAGE = join(import.meta.dirname, "../../dist-embed");
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
const text = Array.from({ length: 200 }, (_, i) => `<p>Line ${i} of a portal that has something to show.</p>`).join("");
const page = (tag) => `<!doctype html><title>Portal</title><style>body { font: 16px sans-serif }</style><h1>Portal</h1>${tag}${text}`;
const TAG = `<script type="module" src="/element.js"></script><voldeck-console style="display: block; height: 20rem" config='{"demo": false}'></voldeck-console>`;

const server = createServer(async (request, answer) => {
  const { pathname } = new URL(request.url, "http://x");
  const pages = { "/without": page(""), "/with": page(TAG) };
  const body = pages[pathname] ?? (await readFile(join(PACKAGE, pathname)).catch(() => undefined));
  answer.writeHead(body === undefined ? 404 : 200, { "Content-Type": pages[pathname] ? "text/html" : (TYPES[extname(pathname)] ?? "text/plain") });
  answer.end(body);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: process.env.VOLDECK_CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const times = { without: [], with: [] };
for (let run = 0; run < RUNS; run += 1) {
  for (const name of Object.keys(times)) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(`${origin}/${name}`);
    if (name === "with") await tab.getByText("No connection yet").waitFor({ timeout: 60_000 });
    const paint = await tab.evaluate(() => new Promise((painted) => {
      const find = (entries) => entries.filter(({ name }) => name === "first-contentful-paint").forEach(({ startTime }) => painted(startTime));
      new PerformanceObserver((list) => find(list.getEntries())).observe({ type: "paint", buffered: true });
    }));
    times[name].push(paint);
    await context.close();
  }
}
await browser.close();
server.close();
const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const [without, withTag] = [median(times.without), median(times.with)];
console.log(`First paint of a page, medians of ${RUNS}: ${without.toFixed(1)} ms without the console, ${withTag.toFixed(1)} ms with it (${(withTag - without).toFixed(1)} ms more).`);
