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
  await page.route("**/voldeck.json", (call) => call.fulfill({ json: { connections, demo } }));
  await page.goto(`${base}#${route}`);
}

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

/** What axe finds, short enough to be read in a failure. */
export async function wrong(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}
