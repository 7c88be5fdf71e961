// What whoever hosts the console decides, and what an address that leads nowhere says.
import { VOLDECK_URL, expect, open, table, test, wrong } from "./harness.mjs";

for (const [where, route] of [["a word that is no page", "/nowhere"], ["a page with parts too many", "/volumes/a/b/c"], ["a kind that there is not", "/servers/a/b"]]) {
  test(`an address that leads nowhere says so and offers the way on: ${where}`, async ({ page }) => {
    await open(page, route);
    await expect(page.getByRole("heading", { level: 1, name: "No such page" })).toBeVisible();
    const main = page.getByRole("main");
    await expect(main.getByRole("heading", { name: "There is no page at this address" })).toBeVisible();
    await expect(main).toContainText(route);
    await expect(page).toHaveTitle(/^No such page/);
    // The address stays as it was typed, so that it can be mended.
    expect(new URL(page.url()).hash).toBe(`#${route}`);
    expect(await wrong(page)).toEqual([]);
    await main.getByRole("link", { name: "Volumes" }).click();
    await expect(table(page)).toBeVisible();
    await expect(page).toHaveURL(/#\/volumes$/);
    await page.goBack();
    await expect(main).toContainText(route);
  });
}

for (const hash of ["", "#", "#/"]) {
  test(`without a path the console opens its list of volumes: “${hash}”`, async ({ page }) => {
    await page.route("**/voldeck.json", (call) => call.fulfill({ json: { demo: ["nomad-demo"] } }));
    await page.goto(`${VOLDECK_URL}${hash}`);
    await expect(table(page)).toBeVisible();
    await expect(page.getByRole("heading", { level: 1, name: "Volumes" })).toBeVisible();
  });
}
