// Creating starts with where: which connection, what, then the provider's form.
import { connection, expect, NOMAD_ACL_URL, NOMAD_OPEN_URL, open, row, LUNANODE, SCALEWAY, side, startNew, table, test, TUTUM, wrong } from "./harness.mjs";

const CINDER = "cinder-demo";
const start = (page, noun = "volume") => page.getByRole("form", { name: `Create ${noun}` });
const TWO = [connection(NOMAD_OPEN_URL, {}, "prod"), connection(NOMAD_OPEN_URL, {}, "lab")];
const begin = (page, noun = "volume") => page.getByRole("button", { name: `Create ${noun}` }).first().click();

test("asks for the connection, then for what, and then shows that provider's form, which leads back", async ({ page }) => {
  await open(page, "/volumes", TWO);
  await expect(table(page)).toBeVisible();
  await begin(page);
  const form = start(page);
  await expect(form.getByRole("radio")).toHaveCount(2);
  expect(await wrong(page)).toEqual([]);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(form.getByRole("alert")).toHaveText("Choose a connection.");
  await form.getByRole("radio", { name: /^lab/ }).check();
  await expect(form.getByRole("alert")).toHaveCount(0);
  await expect(form.getByRole("radio", { name: /^Create volume/ })).toBeChecked();
  await form.getByRole("radio", { name: /^Create host volume/ }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  const next = side(page, "Create host volume");
  await expect(next).toContainText("lab");
  await expect(page).toHaveURL(/do=host-create&at=lab/);
  // Another one after all: what was chosen is chosen, and the choice is open.
  await next.getByRole("link", { name: "Change…" }).click();
  await expect(form.getByRole("radio", { name: /^lab/ })).toBeChecked();
  await form.getByRole("radio", { name: /^prod/ }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/do=host-create&at=prod/);
  await page.goBack();
  await expect(form).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(form).toHaveCount(0);
});

test("what was chosen last time is chosen again, also after a reload", async ({ page }) => {
  await open(page, "/volumes", TWO);
  await startNew(page, "volume", /^Create host volume/, "lab");
  await expect(side(page, "Create host volume")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.reload();
  await begin(page);
  await expect(start(page).getByRole("radio", { name: /^lab/ })).toBeChecked();
  await expect(start(page).getByRole("radio", { name: /^Create host volume/ })).toBeChecked();
});

test("a list that shows one connection means that one; with one thing to create, its form is there at once", async ({ page }) => {
  await open(page, "/volumes?q=connection%3Aprod", TWO);
  await expect(table(page)).toBeVisible();
  await begin(page);
  await expect(start(page).getByRole("radio", { name: /^prod/ })).toBeChecked();
  await page.keyboard.press("Escape");
  await open(page, "/volumes?q=provider%3Alunanode", [], undefined, ["nomad-demo", LUNANODE.demo]);
  await page.reload();
  await expect(table(page)).toBeVisible();
  await begin(page);
  await expect(page).toHaveURL(new RegExp(`do=volume-create&at=${LUNANODE.demo}`));
  await page.goBack();
  await expect(page).not.toHaveURL(/do=/);
});

test("connections that cannot say why, and stay in sight", async ({ page }) => {
  const connections = [
    connection(NOMAD_OPEN_URL, {}, "prod"),
    { ...connection(NOMAD_ACL_URL, {}, "waits"), secret: true },
    { ...connection(NOMAD_OPEN_URL, {}, "resting"), disabled: true },
    { ...connection(NOMAD_OPEN_URL, {}, "kept"), read_only: true },
    { provider: "tutum", name: "closed", settings: { address: TUTUM.url } },
  ];
  await open(page, "/volumes", connections);
  await expect(row(page, "redis").first()).toBeVisible();
  await begin(page);
  const form = start(page);
  const check = async (name, words) => {
    const choice = form.getByRole("radio", { name: new RegExp(`^${name}\\b`) });
    await expect(choice).toHaveAccessibleName(words);
    await expect(choice).toBeDisabled();
  };
  await check("waits", /Enter its ACL token first\./);
  await check("resting", /It is off\./);
  await check("kept", /This connection is read-only\./);
  await check("closed", /.+/);
  await expect(form.getByRole("radio", { name: /^prod\b/ }), "the only one that can").toBeChecked();
  expect(await wrong(page)).toEqual([]);
});

test("among many connections one is found by its name or its provider", async ({ page }) => {
  const many = Array.from({ length: 7 }, (_, i) => connection(NOMAD_OPEN_URL, {}, `cluster-${i + 1}`));
  await open(page, "/volumes", [...many, { provider: "scaleway", name: "paris", secret: true, settings: { address: SCALEWAY.url } }]);
  await expect(table(page)).toBeVisible();
  await begin(page);
  const search = start(page).getByRole("searchbox", { name: "Find a connection" });
  await expect(search).toBeFocused();
  await search.fill("r-5");
  await expect(start(page).getByRole("radio", { name: /^cluster/ })).toHaveCount(1);
  await search.fill("scaleway");
  await expect(start(page).getByRole("radio", { name: /^paris/ })).toBeVisible();
  await search.fill("nowhere");
  await expect(start(page).getByRole("status")).toHaveText("No connection is called so.");
});

test("groups and snapshots: what has none, or takes them of something else, says so", async ({ page }) => {
  await open(page, "/groups", [], undefined, ["nomad-demo", CINDER, SCALEWAY.demo]);
  await begin(page, "group");
  await expect(page, "the only one with groups").toHaveURL(new RegExp(`do=group-create&at=${CINDER}`));
  await side(page, "Create group").getByRole("link", { name: "Change…" }).click();
  await expect(start(page, "group").getByRole("radio", { name: /^nomad-demo/ })).toHaveAccessibleName(/Nomad has no groups\./);
  await page.goto(`${page.url().split("#")[0]}#/snapshots?do=create&at=${SCALEWAY.demo}`);
  await expect(start(page, "snapshot").getByRole("radio", { name: /^nomad-demo/ })).toHaveAccessibleName(/A snapshot is taken of a volume/);
});
