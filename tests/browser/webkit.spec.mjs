// A look through WebKit, Safari's engine, as GTK has it: the console in its own page, and in somebody else's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Builder, By, Key, until } from "selenium-webdriver";
import { test } from "@playwright/test";
import { expect, NOMAD_ACL_URL, VOLDECK_URL } from "./harness.mjs";
import { example } from "./portals.mjs";

const { VOLDECK_WEBKIT: WEBKIT, NOMAD_TOKEN_MANAGEMENT: MANAGEMENT } = process.env;
const PATIENCE = 30_000;
test.skip(!WEBKIT, "there is no WebKit here");
test.slow();

let screen;
let server;
let browser;
let portal;
test.beforeEach(async ({}, info) => {
  // Where it is installed and does not start, as in a container that forbids what it needs, nothing is known of the console.
  try {
    await start(29500 + (info.workerIndex % 400));
  } catch (error) {
    test.skip(true, `WebKit does not start here: ${error.message}`);
  }
});

async function start(port) {
  // A screen in memory, under the number that is free.
  screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1440x900x24"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await once(screen.stdout, "data", { signal: AbortSignal.timeout(PATIENCE) });
  server = spawn(WEBKIT, [`--port=${port}`], { env: { ...process.env, DISPLAY: `:${String(number).trim()}` }, stdio: "ignore" });
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/status`).catch(() => ({ ok: false }))).ok).toBe(true);
  browser = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities({ browserName: "MiniBrowser" }).build();
}
test.afterEach(async () => {
  await browser?.quit().catch(() => {});
  portal?.stop();
  for (const program of [server, screen]) program?.kill();
  [browser, portal, server, screen] = [];
});

/** Waits until a script in the page answers something. */
const seen = (script, ...more) => browser.wait(() => browser.executeScript(`return ${script}`, ...more), PATIENCE, script);

test("the console's own page", async () => {
  await browser.get(`${VOLDECK_URL}#/volumes?q=connection%3Anomad-prod`);
  await seen(`document.querySelectorAll("tbody th a").length > 1`);
  // A row by keyboard, its panel, and back.
  await browser.executeScript(`document.querySelector("tbody th a").focus()`);
  const first = await browser.executeScript("return document.activeElement.href");
  await browser.actions().sendKeys("j").perform();
  await seen(`document.activeElement.matches("tbody th a") && document.activeElement.href !== arguments[0]`, first);
  await browser.actions().sendKeys(Key.ENTER).perform();
  await seen(`document.querySelector("aside.panel .attributes")`);
  await browser.actions().sendKeys(Key.ESCAPE).perform();
  await seen(`!document.querySelector("aside.panel")`);
  await seen(`document.activeElement.matches("tbody th a")`);
  // A form, typed into.
  await browser.findElement(By.css("button.primary")).click();
  await seen(`document.querySelector("aside.form-panel, dialog[open]")`);
});

test("somebody else's page, under its policy", async () => {
  portal = await example("plain/server.mjs", { NOMAD: NOMAD_ACL_URL, NOMAD_TOKEN: MANAGEMENT, PORT: "0" });
  await browser.get(portal.addresses[0]);
  await browser.wait(until.elementLocated(By.css("header button")), PATIENCE).click();
  const inside = `document.querySelector("voldeck-console")?.shadowRoot?.querySelector`;
  await seen(`${inside}("tbody th a")`);
  await browser.executeScript(`${inside}("tbody th a").click()`);
  await seen(`${inside}("aside.panel .attributes")`);
  expect(await browser.executeScript(`return getComputedStyle(${inside}("tbody th a")).fontSize`)).toBe("13px");
  expect(new URL(await browser.getCurrentUrl()).hash).toBe("");
});
