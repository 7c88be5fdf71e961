// The console in portals that are made with others' software, each as its users would start it: react-admin built by Vite, and Django's admin.
import { expect, hosted, messages, NOMAD_ACL_URL, NOMAD_OPEN_URL, row, side, test, startNew } from "./harness.mjs";
import { EXAMPLES, example } from "./portals.mjs";

const { NOMAD_TOKEN_MANAGEMENT: MANAGEMENT, VOLDECK_REACT_ADMIN: REACT_ADMIN, VOLDECK_DJANGO_PYTHON: DJANGO } = process.env;
const started = [];
test.afterEach(async () => { for (const server of started.splice(0)) server.stop(); });

/** What the browser refuses because of the page's policy. */
function refusals(page) {
  const found = [];
  page.on("console", (message) => { if (/Content Security Policy|TrustedHTML/.test(message.text())) found.push(message.text()); });
  return found;
}

async function create(page, name) {
  await startNew(page, "volume", /^Create host volume/);
  const form = side(page, /Create host volume/);
  await form.getByRole("textbox", { name: /^Name/ }).fill(name);
  await form.getByRole("button", { name: /^Create host volume/ }).click();
}

test("react-admin: one of its pages, with its session, address, theme and audit log", async ({ page }) => {
  test.skip(!REACT_ADMIN, "react-admin is not built here");
  const refused = refusals(page);
  const server = await example("plain/server.mjs", { PAGES: REACT_ADMIN, STYLES: "'self' 'unsafe-inline'", HTML: "", NOMAD: NOMAD_ACL_URL, NOMAD_TOKEN: MANAGEMENT, PORT: "0" });
  started.push(server);
  await page.goto(server.addresses[0]);
  await page.getByRole("textbox", { name: "Username" }).fill("ada");
  await page.getByRole("textbox", { name: "Password" }).fill("any");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("menuitem", { name: "Storage" }).click();
  await expect(row(page, "gitlab data").first()).toBeVisible();
  // The address is the portal's, and back and forward are its too.
  await page.locator("voldeck-console").getByRole("link", { name: "Snapshots" }).click();
  await expect(page).toHaveURL(/#\/storage\/snapshots$/);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Volumes" })).toBeVisible();
  await row(page, "gitlab data").first().click();
  const panel = side(page, /gitlab data/);
  await expect(panel.getByRole("button").first()).toBeVisible();
  await page.reload();
  await expect(panel.getByRole("button").first(), "a deep link of the portal").toBeVisible();
  // Its theme.
  const scheme = () => page.locator("voldeck-console .shell").evaluate((shell) => getComputedStyle(shell).colorScheme);
  expect(await scheme()).toBe("light");
  await page.getByRole("button", { name: /dark|light|theme/i }).first().click();
  await expect.poll(scheme).toBe("dark");
  await panel.getByRole("link", { name: /^Close/ }).click();
  await create(page, "from react-admin");
  await expect(messages(page)).toContainText("from react-admin");
  await page.getByRole("menuitem", { name: "Audit" }).click();
  // A host volume is accepted first; who leaves the page hears no more of it.
  await expect(page.getByRole("cell", { name: "actionstarted" }).first()).toBeVisible();
  await expect(page.getByRole("cell", { name: /^action(accepted|done)$/ }).first()).toBeVisible();
  await expect(page.locator("voldeck-console"), "gone with its page").toHaveCount(0);
  expect(refused).toEqual([]);
});

test("Django: a page of its admin, with its CSRF token and its log", async ({ page }, { outputDir }) => {
  test.skip(!DJANGO, "there is no Python for Django here");
  const refused = refusals(page);
  const port = String(20_000 + Math.floor(Math.random() * 20_000));
  const environment = { NOMAD: NOMAD_OPEN_URL, PORT: port, DATABASE: `${outputDir}.sqlite3`, PYTHONUNBUFFERED: "1" };
  const server = await example("Django", environment, DJANGO, ["-B", `${EXAMPLES}/django/manage.py`, "demo"]);
  started.push(server);
  const address = `http://127.0.0.1:${port}/admin/storage/`;
  await expect.poll(() => fetch(address).then(({ status }) => status, () => 0)).toBe(200);
  await page.goto(address);
  await page.getByRole("textbox", { name: "Username" }).fill("admin");
  await page.getByLabel("Password").fill("admin");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(row(page, "gitlab data").first()).toBeVisible();
  await create(page, "from django");
  await expect(messages(page)).toContainText("from django");
  expect(await hosted(NOMAD_OPEN_URL, "from django")).toHaveLength(1);
  await expect.poll(async () => (await page.request.get(address.replace("storage/", ""))).text()).toContain("from django");
  expect(refused).toEqual([]);
});
