// A look through Firefox, as Debian packs it, driven over WebDriver BiDi: the console in its own page, and in somebody else's.
import puppeteer from "puppeteer-core";
import { expect, NOMAD_ACL_URL, VOLDECK_URL } from "./harness.mjs";
import { test } from "@playwright/test";
import { example } from "./portals.mjs";

const { VOLDECK_FIREFOX: FIREFOX, NOMAD_TOKEN_MANAGEMENT: MANAGEMENT } = process.env;
test.skip(!FIREFOX, "there is no Firefox here");
test.slow();

let browser;
let portal;
test.beforeEach(async () => {
  browser = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, args: ["--width=1280", "--height=800"] });
});
test.afterEach(async () => {
  await browser?.close();
  portal?.stop();
});

async function opened(address) {
  const page = await browser.newPage();
  const broken = [];
  page.on("pageerror", (error) => broken.push(String(error)));
  page.on("console", (message) => { if (/panicked|Content-Security-Policy/.test(message.text())) broken.push(message.text()); });
  await page.goto(address);
  return { page, broken };
}

test("the console's own page", async () => {
  // The rows of one connection: those of others, which come later, move none of them.
  const { page, broken } = await opened(`${VOLDECK_URL}#/volumes?q=connection%3Anomad-prod`);
  await page.locator("tbody th a").wait();
  await page.waitForFunction(() => document.querySelectorAll("tbody th a").length > 1);
  // A row by keyboard, its panel, and back.
  await page.focus("tbody th a");
  const first = await page.evaluate(() => document.activeElement.href);
  await page.keyboard.press("j");
  await page.waitForFunction((first) => document.activeElement?.matches("tbody th a") && document.activeElement.href !== first, {}, first);
  await page.keyboard.press("Enter");
  await page.locator("aside.panel .attributes").wait();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("aside.panel"));
  // What stands on a button can be read while its menu is open, too.
  const button = await page.waitForSelector("button.primary");
  const looks = () => button.evaluate((element) => { const { color, backgroundColor } = getComputedStyle(element); return [color, backgroundColor]; });
  const [ink] = await looks();
  await button.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("[popover]:popover-open, aside.form-panel, dialog[open]"));
  expect((await looks())[0]).toBe(ink);
  const lightness = await button.evaluate((element) => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = getComputedStyle(element).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3;
  });
  expect(lightness, "white on something dark").toBeLessThan(150);
  expect(broken).toEqual([]);
});

test("somebody else's page, under its policy", async () => {
  portal = await example("plain/server.mjs", { NOMAD: NOMAD_ACL_URL, NOMAD_TOKEN: MANAGEMENT, PORT: "0" });
  const { page, broken } = await opened(portal.addresses[0]);
  await page.locator("header button").click();
  const inside = (selector) => page.waitForFunction((selector) => document.querySelector("voldeck-console")?.shadowRoot?.querySelector(selector), {}, selector);
  await (await inside("tbody th a")).click();
  await inside("aside.panel .attributes");
  const size = await (await inside("tbody th a")).evaluate((link) => getComputedStyle(link).fontSize);
  // Of its own size whatever the page's is; larger where there is no mouse.
  expect(["13px", "14px"]).toContain(size);
  expect(new URL(page.url()).hash).toBe("");
  expect(broken).toEqual([]);
});
