// Cold load of the console against a hand-written page, alternately, each time in a fresh browser profile.
// Prints medians and the ratio of the two; started by `cargo xtask bench`, which serves both. What is counted is counted in a load
// of its own, whose time is not taken.
import { createRequire } from "node:module";

// Playwright is installed once, for the browser tests.
const require = createRequire(new URL("../browser/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const RUNS = Number(process.env.BENCH_RUNS ?? 15);
const CONTROL = process.env.BENCH_CONTROL;
const PAGES = [
  { name: "console", url: process.env.BENCH_CONSOLE },
  { name: "floor", url: process.env.BENCH_FLOOR },
];
// Slow 4G as Lighthouse has it: 1.6 Mbit/s down, 750 kbit/s up, 150 ms. Throttled runs slow the processor down as well.
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const NETWORKS = [
  { name: "no throttle", runs: RUNS },
  { name: "Slow 4G, CPU 4x", runs: Math.max(3, Math.round(RUNS / 3)), cpu: 4, conditions: SLOW_4G },
];
const ROW = "tbody [role=rowheader], tbody th[scope=row]";
const PATIENCE_MS = 60_000;

// As many rows as a window shows: the first row alone may come from a short list that is answered before the long one.
const SCREEN = 30;

// Runs before the page's own scripts: notes the moments at which the first row, and a screen of rows, are about to be painted.
function watchForRow({ selector, screen }) {
  let first = false;
  const look = () => {
    const rows = document.querySelectorAll(selector).length;
    if (rows > 0 && !first) {
      first = true;
      requestAnimationFrame(() => { window.firstRowMs = performance.now(); });
    }
    if (rows < screen) return;
    observer.disconnect();
    requestAnimationFrame(() => { window.screenMs = performance.now(); });
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
}

async function listCalls() {
  const log = await (await fetch(`${CONTROL}/log`, { method: "POST" })).json();
  // The floor lists CSI volumes only; the console's look at host volumes is seen in its requests.
  return log.filter((call) => call.path === "/v1/volumes" && call.query.includes("type=csi")).length;
}

/** Loads a page in a fresh profile; `watch` gets its tab before, `read` afterwards. */
async function load(browser, page, network, { watch = () => {}, read }) {
  await fetch(`${CONTROL}/reset`, { method: "POST" });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const tab = await context.newPage();
    const complaints = [];
    tab.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
    tab.on("pageerror", (error) => complaints.push(String(error)));
    const devtools = await context.newCDPSession(tab);
    await watch(tab, devtools);
    if (network.conditions) await devtools.send("Network.emulateNetworkConditions", network.conditions);
    if (network.cpu) await devtools.send("Emulation.setCPUThrottlingRate", { rate: network.cpu });
    await tab.addInitScript(watchForRow, { selector: ROW, screen: SCREEN });
    await tab.goto(page.url, { waitUntil: "commit" });
    try {
      await tab.waitForFunction(() => window.screenMs !== undefined, null, { timeout: PATIENCE_MS });
    } catch {
      throw new Error(`${page.name} (${page.url}) showed no screen of rows within ${PATIENCE_MS / 1000} s. ${complaints.join("; ")}`);
    }
    return await read(tab, devtools);
  } finally {
    await context.close();
  }
}

/** How long it took. Nothing else is watched meanwhile: each request that is told of costs the machine time, too. */
const timed = (browser, page, network) => load(browser, page, network, {
  read: (tab) => tab.evaluate(() => ({ firstRowMs: window.firstRowMs, screenMs: window.screenMs })),
});

/** What it took: requests, calls, bytes, memory. */
function counted(browser, page, network) {
  let [requests, bytes] = [0, 0];
  return load(browser, page, network, {
    watch: async (tab, devtools) => {
      tab.on("request", () => { requests += 1; });
      devtools.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
      await devtools.send("Network.enable");
    },
    read: async (tab, devtools) => {
      const heapMB = (await devtools.send("Runtime.getHeapUsage")).usedSize / 1e6;
      return { requests, lists: await listCalls(), kB: bytes / 1000, heapMB };
    },
  });
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const COLUMNS = [
  ["first row ms", "firstRowMs", 0],
  ["30 rows ms", "screenMs", 0],
  ["requests", "requests", 0],
  ["list calls", "lists", 0],
  ["received kB", "kB", 1],
  ["JS heap MB", "heapMB", 1],
];

const browser = await chromium.launch({
  executablePath: process.env.VOLDECK_CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  console.log(`Chromium ${browser.version()}, cold loads, medians`);
  for (const network of NETWORKS) {
    // The first pair warms the servers and the browser up: its times do not count.
    const counts = new Map();
    for (const page of PAGES) counts.set(page.name, await counted(browser, page, network));
    const results = new Map(PAGES.map((page) => [page.name, []]));
    for (let run = 0; run < network.runs; run += 1) {
      for (const page of PAGES) results.get(page.name).push({ ...counts.get(page.name), ...await timed(browser, page, network) });
    }
    console.log(`\n${network.name}, ${network.runs} loads each`);
    console.log(["".padEnd(10), ...COLUMNS.map(([title]) => title.padStart(14))].join(""));
    const medians = PAGES.map((page) => COLUMNS.map(([, field]) => median(results.get(page.name).map((result) => result[field]))));
    PAGES.forEach((page, index) => {
      console.log([page.name.padEnd(10), ...COLUMNS.map(([, , digits], column) => medians[index][column].toFixed(digits).padStart(14))].join(""));
    });
    console.log(["ratio".padEnd(10), ...COLUMNS.map((_, column) => (medians[0][column] / medians[1][column]).toFixed(2).padStart(14))].join(""));
  }
} finally {
  await browser.close();
}
