// What a person sees who opens the demo: one connection of each provider, and those to try errors with switched off.
import { expect, row, table, test, totals } from "./harness.mjs";

const FLEETS = ["nomad-prod", "cinder-dc1", "scaleway-prod", "lunanode-lab", "scalarium-archive", "tutum-archive"];

/** Opens the console as it is where the host says nothing. */
async function opened(page, route) {
  await page.route("**/voldeck.json", (call) => call.fulfill({ json: {} }));
  await page.goto(`${process.env.VOLDECK_URL}#${route}`);
}

/** A connection in the sidebar. */
const entry = (page, name) => page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: new RegExp(`^${name}\\b`) });

test("the demo opens with the fleets, and without what is there to try errors with", async ({ page }) => {
  await opened(page, "/volumes");
  for (const name of FLEETS) await expect(entry(page, name)).toHaveAccessibleName(/live/);
  for (const name of ["nomad-demo", "cinder-demo", "scaleway-legacy"]) await expect(entry(page, name)).toHaveAccessibleName(/off/);
  await expect(totals(page)).toContainText(/TiB/);
  await expect(totals(page)).not.toContainText(/EiB/);
  await expect(table(page).getByRole("row", { name: /^scaleway-prod could be read in part/ })).toBeVisible();
  await opened(page, "/volumes?q=zz");
  await expect(page.getByRole("heading", { name: /^None of \d+ volumes match$/ })).toBeVisible();
});

test("what nobody uses is found", async ({ page }) => {
  await opened(page, "/volumes?q=connection:nomad-prod+unattached");
  await expect(row(page, "postgres-15-until-march")).toBeVisible();
  await expect(row(page, "old-storefront-uploads")).toBeVisible();
  await expect(row(page, "postgres-primary")).toHaveCount(0);
});

test("a connection that is off says so, and shows its rows once it is enabled", async ({ page }) => {
  await opened(page, "/connections/of/nomad-demo");
  await expect(entry(page, "nomad-demo")).toHaveAccessibleName(/off/);
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await expect(page.getByRole("button", { name: "Disable", exact: true })).toBeVisible();
  await page.evaluate(() => { window.location.hash = "/volumes?q=connection:nomad-demo"; });
  await expect(row(page, "gitlab container registry")).toBeVisible();
  await expect(entry(page, "nomad-demo")).toHaveAccessibleName(/live/);
});
