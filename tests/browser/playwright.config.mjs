// Real Chromium, headless, against servers that `cargo xtask test` starts; their addresses come by environment.
import { defineConfig } from "@playwright/test";

// What goes through Caddy or nginx has servers of its own.
const DEPLOYED = "deploy*.spec.mjs";
// Its tests follow one another and take three minutes: they begin first.
const LONG = "scaleway.spec.mjs";

export default defineConfig({
  testDir: ".",
  projects: process.env.VOLDECK_SERVER
    ? [{ name: process.env.VOLDECK_SERVER, testMatch: DEPLOYED }]
    : [{ name: "long", testMatch: LONG }, { name: "all", testMatch: "*.spec.mjs", testIgnore: [DEPLOYED, LONG] }],
  // Each run empties its own.
  outputDir: `test-results/${(process.env.VOLDECK_SERVER ?? "site").toLowerCase()}`,
  // One more than the processors that a small machine has: some tests wait for a server that takes its time.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // A slow machine takes longer, and fails nothing.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["line"], ["json", { outputFile: process.env.VOLDECK_REPORT ?? "report/report.json" }]],
  use: {
    baseURL: process.env.VOLDECK_URL,
    locale: "en-GB",
    timezoneId: "UTC",
    // What keeps the program for a page without network would stand between the page and what tests answer in a server's place.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    // Recorded only when asked for: it takes a fifth of the time.
    trace: process.env.VOLDECK_TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: process.env.VOLDECK_CHROMIUM,
      // No sandbox: CI runs as root. The rest keeps the browser from calling home while it is measured.
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
