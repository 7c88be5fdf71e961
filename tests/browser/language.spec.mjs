// Another language than English: chosen, loaded as far as it is needed, complete, and safe where letters run from right to left.
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { connection, doing, expect, newer, NOMAD_OPEN_URL, open, row, serves, side, test, VOLDECK_URL, volume } from "./harness.mjs";

const HERE = [connection(NOMAD_OPEN_URL)];
const catalogues = (page) => {
  const asked = [];
  page.on("request", (request) => { const name = /\/(de-[a-z_]*)-?[0-9a-f]{16}\.js$/.exec(request.url())?.[1]; if (name) asked.push(name); });
  return asked;
};

test.describe("in a browser whose first language is German", () => {
  test.use({ locale: "de-AT" });

  test("the console speaks German, with the words of what is on screen only", async ({ page }) => {
    const asked = catalogues(page);
    await open(page, "/volumes", HERE);
    await expect(row(page, "gitlab data").first()).toBeVisible();
    await expect(page.getByRole("heading", { name: "Verbindungen" })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: "Größe" })).toBeVisible();
    await expect(page.getByRole("cell", { name: /^\d+,\d [GT]iB$/ }).first()).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await page.getByRole("button", { name: "Zustand", exact: true }).first().click();
    await expect(page.getByRole("dialog").getByRole("checkbox", { name: "k. A." })).toBeVisible();
    await page.keyboard.press("Escape");
    await row(page, "gitlab data").first().click();
    await expect(side(page, "gitlab data").getByRole("tab", { name: "Übersicht" })).toBeVisible();
    await expect(side(page, "gitlab data").getByText(/^vor \d/).first()).toBeVisible();
    await expect(side(page, "gitlab data").locator("time").first()).toHaveAttribute("title", /^\d\d\.\d\d\.20\d\d \d\d:\d\d:\d\d UTC$/);
    expect(asked).toContain("de-nomad");
    expect(asked.filter((name) => /cinder|scaleway|luna|tutum|import/.test(name))).toEqual([]);
  });

  test("a newer version is told in German, wherever one is", async ({ page }) => {
    await page.clock.install();
    await serves(page, newer);
    await open(page, "/volumes?q=redis", HERE);
    await row(page, "redis").click();
    await expect(side(page, "redis").getByRole("tab", { name: "Übersicht" })).toBeVisible();
    await page.clock.fastForward("01:00:01");
    const note = page.getByRole("region", { name: "Version" });
    await expect(note).toContainText("Eine neuere Version dieser Konsole ist bereitgestellt.");
    await expect(note.getByRole("button", { name: "Neu laden" })).toBeVisible();
  });

  test("English can be chosen, and stays chosen", async ({ page }) => {
    await open(page, "/settings", HERE);
    await page.getByRole("group", { name: "Sprache" }).getByRole("radio", { name: "English" }).click();
    await expect(page.getByRole("group", { name: "Language" })).toBeVisible();
    await page.goto(`${VOLDECK_URL}#/volumes`);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Connections" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });

  test("where its words do not arrive, the console is there in English", async ({ page }) => {
    await page.route(/\/de-console-/, (call) => call.fulfill({ status: 404, body: "" }));
    await page.route(/\/de-nomad-/, (call) => call.fulfill({ contentType: "text/html", body: "<p>no</p>" }));
    await open(page, "/volumes", HERE);
    await expect(row(page, "gitlab data").first()).toBeVisible();
    await expect(page.getByRole("heading", { name: "Connections" })).toBeVisible();
  });
});

test("English needs no other words", async ({ page }) => {
  const asked = catalogues(page);
  await open(page, volume("gitlab-data"), HERE);
  await expect(side(page, "gitlab data").getByRole("tab", { name: "Summary" })).toBeVisible();
  await page.goto(`${VOLDECK_URL}#/settings`);
  await page.getByRole("group", { name: "Language" }).getByRole("radio", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Einstellungen" })).toBeVisible();
  expect(asked).toContain("de-settings");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Einstellungen" })).toBeVisible();
});

// What is said is looked up: with a language of brackets, what stands outside of them is what a provider, a host or a person said.
const PLACES = ["/volumes", "/groups", "/snapshots", volume("gitlab-data"), volume("gitlab-data", { query: "tab=activity" }), "/activity", "/connections", "/connections/new", "/connections/import", "/connections/n", "/vault", "/settings", "/nothing", doing("create"), doing("csi-create"), doing("csi-snapshot", "gitlab-data"), doing("csi-deregister", "gitlab-data")];

/** Answers each catalogue with its own texts in brackets. */
async function inBrackets(page) {
  await page.route(/\/de-[a-z_]+-[0-9a-f]{16}\.js$/, async (call) => {
    const answer = await call.fetch();
    const texts = JSON.parse(JSON.parse((await answer.text()).replace(/^export default |;\s*$/g, "")));
    const bracketed = Object.fromEntries(Object.keys(texts).map((text) => [text, `⟦${text}⟧`]));
    await call.fulfill({ contentType: "text/javascript", body: `export default ${JSON.stringify(JSON.stringify(bracketed))};` });
  });
}

/** What the page says outside of brackets: texts, names and hints. */
const outside = (page) => page.evaluate(() => {
  const found = new Set();
  const add = (text) => {
    let rest = text ?? "";
    for (let before; before !== rest;) { before = rest; rest = rest.replace(/⟦[^⟦⟧]*⟧/gu, " "); }
    if (/[A-Za-z]{3}/.test(rest)) found.add(rest.replace(/\s+/g, " ").trim());
  };
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return add(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE", "CODE", "PRE"].includes(node.tagName) || node.hidden) return;
    for (const name of ["title", "aria-label", "placeholder"]) add(node.getAttribute(name));
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return [...found];
});

// What is said by a provider and is one of the console's texts as well.
const SAID_BY_OTHERS = ["in use", "not found", "Nomad", "Class", "Name", "ID"];

test.describe("with a language of brackets", () => {
  test.use({ locale: "de-DE" });

  test("whatever has a translation is translated wherever it is said", async ({ page }) => {
    test.slow();
    const folder = new URL("../../locales/de/", import.meta.url);
    const pairs = (await readdir(folder)).flatMap((file) => Object.entries(JSON.parse(readFileSync(new URL(file, folder), "utf8"))));
    const texts = new Set(pairs.filter(([text, other]) => text !== other).map(([text]) => text));
    await inBrackets(page);
    await open(page, "/volumes", HERE);
    for (const place of PLACES) {
      await page.goto(`${VOLDECK_URL}#${place}`);
      await page.reload();
      await expect(page.locator("main, .panel").first()).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      await expect(page.getByText("⟦Loading…⟧")).toHaveCount(0);
      const said = await outside(page);
      expect(said.filter((text) => texts.has(text) && !SAID_BY_OTHERS.includes(text)), place).toEqual([]);
      // No catalogue knows it, and it reads like a sentence of the console.
      expect(said.filter((text) => /^[A-Z][a-z]+ [a-z]+ .*[a-z]\.$/.test(text)), place).toEqual([]);
    }
  });
});

for (const width of [1440, 390]) {
  test(`from right to left, nothing sticks out of a page ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page, "/volumes", HERE);
    for (const place of ["/volumes", volume("gitlab-data"), "/connections", "/settings", doing("create")]) {
      await page.goto(`${VOLDECK_URL}#${place}`);
      await page.evaluate(() => { document.documentElement.dir = "rtl"; });
      await expect(page.locator("main, .panel").first()).toBeVisible();
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(content, place).toBeLessThanOrEqual(room);
    }
  });
}
