// What every spec does: opens the console with connections, addresses a volume, reads the simulator's log.
import AxeBuilder from "@axe-core/playwright";
import { test as plain, expect } from "@playwright/test";

export { expect } from "@playwright/test";
export const { VOLDECK_URL, VOLDECK_SUBPATH_URL, NOMAD_OPEN_URL, NOMAD_ACL_URL, NOMAD_012_URL: NOMAD_OLD_URL, NOMAD_011_URL } = process.env;

/** A test, whatever else it looks at, fails if the program in the page breaks: a panic is an error in the browser's console. */
export const test = plain.extend({
  page: async ({ page }, use) => {
    const broken = [];
    page.on("pageerror", (error) => broken.push(String(error)));
    page.on("console", (message) => { if (message.text().includes("panicked")) broken.push(message.text().split("\n", 2).join(" ")); });
    await use(page);
    expect(broken, "what broke in the page").toEqual([]);
  },
});

/** A connection as a host's `voldeck.json` gives it. */
export function connection(address, settings = {}, name = "n") {
  return { provider: "nomad", name, settings: { address, namespace: "*", ...settings } };
}

/** Opens the console at a route; with connections, if any are given, instead of the demo, which shows these of its servers. */
export async function open(page, route = "/volumes", connections = [], base = VOLDECK_URL, demo = ["nomad-demo", "nomad-012"]) {
  await page.addInitScript(configure, JSON.stringify({ connections, demo }));
  await page.goto(`${base}#${route}`);
}

/** Answers `voldeck.json` in the page. A route of Playwright's would send each of the page's requests on a detour, and answer preflights itself. */
function configure(text) {
  const { fetch } = window;
  window.fetch = (what, ...more) => (String(what).endsWith("/voldeck.json") ? Promise.resolve(new Response(text)) : fetch(what, ...more));
}

/** From now on the server has this in place of the page: what `change` makes of the page's text. */
export const serves = (page, change) => page.route(VOLDECK_URL, async (call) => {
  if (call.request().isNavigationRequest()) return call.continue();
  const answer = await call.fetch();
  return call.fulfill(change(await answer.text()));
});

/** The page of a newer version. */
export const newer = (text) => ({ contentType: "text/html", body: text.replaceAll(/voldeck-[0-9a-f]{16}/g, "voldeck-0000000000000000") });

/** The route of a volume. Its address has encoded parts, and is itself one part of the route. */
export function volume(id, { at = "n", namespace = "default", page = "volumes", query = "" } = {}) {
  const address = ["csi", namespace, id].map(encodeURIComponent).join("/");
  return `/${page}/${encodeURIComponent(at)}/${encodeURIComponent(address)}${query && `?${query}`}`;
}

/** The route of an action's form, over the volume that it is done to. */
export function doing(action, id, { at = "n", namespace = "default" } = {}) {
  if (!id) return `/volumes?${new URLSearchParams({ do: action, at })}`;
  const on = `volume:${["csi", namespace, id].map(encodeURIComponent).join("/")}`;
  return volume(id, { at, namespace, query: String(new URLSearchParams({ do: action, at, on })) });
}

/** Where every kind of write is tried: without a server that could be asked, and with one. */
export const PLACES = [
  { where: "in the demo", at: "nomad-demo", url: null, connections: [] },
  { where: "on another origin", at: "n", url: NOMAD_OPEN_URL, connections: [connection(NOMAD_OPEN_URL)] },
];

/** Declares a test where a server is asked over HTTP, not in the demo: there one write of each provider stands for all (the way is another, the
    client and the simulator are the same; what each write does is proved natively against them). */
export const overHttp = ({ url }) => (url ? test : () => {});

/** A row's link. */
export const row = (page, name) => page.getByRole("rowheader", { name, exact: true }).getByRole("link");

/** The table that was read, not the one that stands in for it. */
export const table = (page) => page.getByRole("region", { name: /^Table of/ });

/** The panel or form at the side. */
export const side = (page, name) => page.getByRole("complementary", { name });

/** The messages in the corner. */
export const messages = (page) => page.getByRole("region", { name: "Messages" });

/** The count above the table. */
export const totals = (page) => page.getByText(/\d+ found \/ \d+ total/);

/** Every write that reached the simulator and has this in its path or query. */
export async function writes(url, part) {
  const log = await (await fetch(`${url}/__control/log`, { method: "POST" })).json();
  const here = ({ method, path, query }) => method !== "GET" && decodeURIComponent(`${path}?${query}`).includes(part);
  return log.filter(here).map((call) => `${call.method} ${call.path}`);
}

/** What the simulator itself answers; of what is not there, the status. */
export async function ask(url, path) {
  const answer = await fetch(`${url}/v1/${path}`);
  return answer.ok ? answer.json() : answer.status;
}

/** The host volumes of this name that the simulator holds. */
export const hosted = async (url, name) => (await ask(url, "volumes?type=host&namespace=*")).filter((volume) => volume.Name === name);

/** The writes that the page hands to the browser from now on. */
export function handedOver(page) {
  const calls = [];
  page.on("request", (request) => {
    if (!["GET", "OPTIONS"].includes(request.method())) calls.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return calls;
}

/** Makes a CSI volume at the simulator, past the console. The path does not name it, so that [writes] of it are the console's. */
export async function make(url, id, name, namespace = "sentinels") {
  const capability = { AccessMode: "single-node-writer", AttachmentMode: "file-system" };
  const volume = { ID: id, Name: name, Namespace: namespace, PluginID: "ceph-rbd", RequestedCapacityMin: 1 << 30, RequestedCapabilities: [capability] };
  // A name may make the simulator lose this answer as well: what counts is that the volume is there.
  await fetch(`${url}/v1/volume/csi/made/create`, { method: "PUT", body: JSON.stringify({ Volumes: [volume] }) }).catch(() => {});
  expect((await fetch(`${url}/v1/volume/csi/${id}?namespace=${namespace}`)).status).toBe(200);
}

/** Opens the menu beside a panel's buttons. */
export async function menu(page, panel) {
  await panel.getByRole("button", { name: "More actions" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
}

/** Opens an action's form by its button or from the menu beside the buttons. */
export async function choose(page, panel, label) {
  await expect(panel.getByRole("button", { name: "More actions" })).toBeVisible();
  const button = panel.getByRole("button", { name: label });
  if (await button.count()) return button.click();
  await menu(page, panel);
  await page.getByRole("menuitem", { name: label }).click();
}

/** Begins to create something: chooses the connection, if one is named, and what it is. */
export async function startNew(page, noun, label, at) {
  await page.getByRole("button", { name: `Create ${noun}` }).click();
  const form = page.getByRole("form", { name: `Create ${noun}` });
  if (at) await form.getByRole("radio", { name: new RegExp(`^${at}\\b`) }).check();
  await form.getByRole("radio", { name: label }).first().check();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** What axe finds, short enough to be read in a failure. */
export async function wrong(page) {
  // What is right is not told one by one, and no second page puts the frames' answers together: there are none, and both take longer
  // than the looking.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}

const { env } = process;
const [LUNANODE_ID, LUNANODE_SECRET] = (env.LUNANODE_KEY ?? ":").split(":");

/** The providers beside Nomad: where their simulators are, what the demo calls them, and what is filled in to sign in. */
export const TUTUM = {
  provider: "tutum", title: "Tutum", demo: "tutum-demo", url: env.TUTUM_OPEN_URL, below: "",
  sign: { User: env.VOLDECK_TUTUM_USER, "API key": env.VOLDECK_TUTUM_KEY },
  secrets: [env.VOLDECK_TUTUM_KEY, env.TUTUM_AUTH?.slice(6)],
};
export const SCALARIUM = {
  provider: "scalarium", title: "Scalarium", demo: "scalarium-demo", url: env.SCALARIUM_OPEN_URL, below: "/api",
  sign: { "API token": env.SCALARIUM_TOKEN_ADMIN },
  secrets: [env.SCALARIUM_TOKEN_ADMIN, "not-for-your-eyes"],
};
export const LUNANODE = {
  provider: "lunanode", title: "LunaNode", demo: "lunanode-demo", url: env.LUNANODE_OPEN_URL, below: "",
  sign: { "API ID": LUNANODE_ID, "API key": LUNANODE_SECRET },
  secrets: [LUNANODE_SECRET, LUNANODE_SECRET.slice(0, 64), LUNANODE_SECRET.slice(64)],
};
export const SCALEWAY = {
  provider: "scaleway", title: "Scaleway", demo: "scaleway-demo", url: env.SCALEWAY_OPEN_URL, below: "",
  sign: { "Secret key": env.SCW_SECRET_KEY, Organization: env.SCW_DEFAULT_ORGANIZATION_ID, Project: env.SCW_DEFAULT_PROJECT_ID },
  secrets: [env.SCW_SECRET_KEY],
};

/** The name of what was signed in to by [signIn]. */
export const RELAYED = "relayed";

/** A text as a part of a pattern. */
const exactly = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Fills in fields by the beginning of their labels; of a list, the choice whose words begin so. */
export async function fillIn(form, values) {
  for (const [label, value] of Object.entries(values)) {
    // The button that shows a secret has the secret's label in its own.
    const field = form.getByLabel(new RegExp(`^${exactly(label)}`)).first();
    if ((await field.evaluate((node) => node.localName)) !== "select") {
      await field.fill(value);
      continue;
    }
    const choice = field.getByRole("option", { name: new RegExp(`^${exactly(value)}`) }).first();
    await choice.waitFor({ state: "attached" });
    await field.selectOption(await choice.getAttribute("value"));
  }
}

/** Fields of connections that stand behind a further step. */
const ADVANCED = ["Zones", "Region", "Group name"];

/** Opens the form for a connection, and fills it in: through the proxy of the site, unless another address is given. */
export async function signing(page, { provider, title, sign, below }, { values = {}, address, name = RELAYED } = {}) {
  await open(page, "/connections/new");
  const form = page.getByRole("form", { name: "Connection" });
  await form.getByRole("radio", { name: new RegExp(`^${title}`) }).check();
  await form.getByRole("textbox", { name: /^Name\b/ }).fill(name);
  if (address) await form.getByRole("textbox", { name: /^Address/ }).fill(address);
  else await form.getByRole("checkbox", { name: /^Use this site’s proxy/ }).check();
  // The tick writes the proxy's path; where an API stands below one, that is added.
  if (!address && below) await form.getByRole("textbox", { name: /^Address/ }).fill(`/relay/${provider}${below}`);
  if (Object.keys(values).some((label) => ADVANCED.includes(label))) await form.getByText(/^Advanced/).click();
  await fillIn(form, { ...sign, ...values });
  return form;
}

/** Signs in to a connection that the host gives without its secrets, and goes to a route. They live in the page: it is not loaded again. */
export async function signIn(page, { provider, sign, below }, route, { values = {}, address = `/relay/${provider}${below}`, settings = {} } = {}) {
  const given = { provider, name: RELAYED, settings: { address, ...settings }, secret: true };
  // What the host gives is read once, when the page is loaded.
  await page.goto("about:blank");
  await open(page, `/connections/of/${RELAYED}`, [given]);
  const form = page.getByRole("form", { name: "Connection" });
  if (Object.keys(values).some((label) => ADVANCED.includes(label))) await form.getByText(/^Advanced/).click();
  await fillIn(form, { ...sign, ...values });
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/#\/volumes$/);
  await go(page, route);
}

/** Goes to a route without loading the page again. */
export const go = (page, route) => page.evaluate((route) => { window.location.hash = route; }, route);

/** The form's test of a connection. */
export const tested = (page) => page.getByRole("region", { name: /^Test/ });

/** Where the actions of a provider are tried: in the demo, and over HTTP through the proxy of the site. */
export function places(provider, options = {}) {
  const { demo = provider.demo, url = provider.url } = options;
  return [
    { where: "in the demo", at: demo, url: null, enter: (page, route) => open(page, route, [], VOLDECK_URL, [demo]) },
    { where: "over HTTP", at: RELAYED, url, enter: (page, route) => signIn(page, provider, route, options) },
  ];
}

/** The calls that reached the simulator and match: `POST /volumes`. */
export async function arrived(url, matches) {
  const log = await (await fetch(`${url}/__control/log`, { method: "POST" })).json();
  return log.map(({ method, path }) => `${method} ${path}`).filter((call) => matches.test(call));
}

/** Opens the row of this name in a list narrowed by `words`, and returns its panel. */
export async function opened(page, { enter, at }, kind, name, words = name) {
  await enter(page, `/${kind}s?q=${encodeURIComponent(`connection:${at} ${words}`)}`);
  await row(page, name).click();
  const panel = side(page, name);
  await expect(panel.getByRole("tablist")).toBeVisible();
  return panel;
}

/** Does an action by its button, or from the menu beside the buttons: fills in, types the name if that is asked for, sends. */
export async function perform(page, panel, name, label, { values = {}, asks = false, typed = false } = {}) {
  // What one can do is there.
  await expect(panel.getByRole("button", { name: /…$/ }).first()).toBeVisible();
  const button = panel.getByRole("button", { name: `${label}…`, exact: true });
  if (await button.count()) await button.click();
  else {
    await menu(page, panel);
    await page.getByRole("menuitem", { name: `${label}…`, exact: true }).click();
  }
  // A button with a noun of its own is followed by a colon: `Create snapshot: pg-data`, but `Delete pg-data`.
  const [what, whom] = [label, name].map((text) => text.replace(/[^\w\s]/g, "\\$&"));
  const form = asks || typed ? page.getByRole("dialog", { name: new RegExp(`^${what}:? ${whom}\\?$`) }) : side(page, new RegExp(`^${what}:? `));
  await expect(form).toBeVisible();
  await fillIn(form, values);
  if (typed) await form.getByRole("textbox", { name: `Type ${name}` }).fill(name);
  await form.getByRole("button", { name: label, exact: true }).click();
}

/** No secret is in the page, in what it keeps, or in its address. */
export async function hidesSecrets(page, secrets) {
  const all = await page.evaluate(() => [
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll("input, textarea")].filter((field) => field.type !== "password").map((field) => field.value),
    JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href,
  ].join("\n"));
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
}

/** What was deleted has no row any more, or one that says so. */
export async function gone(page, name, timeout = 10_000) {
  const left = page.getByRole("row").filter({ has: row(page, name) });
  await expect.poll(async () => (await left.allTextContents()).join(" ") || "deleted", { timeout }).toMatch(/delet/);
}
