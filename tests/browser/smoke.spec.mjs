// The site loads, at a root and below a path, without a word of complaint from the browser.
import { expect, test } from "@playwright/test";

for (const [where, url] of [["at a root", process.env.VOLDECK_URL], ["below a path", process.env.VOLDECK_SUBPATH_URL]]) {
  test(`it starts ${where}`, async ({ page }) => {
    const complaints = [];
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));

    const answer = await page.goto(url);
    expect(answer.headers()["content-security-policy"]).toContain("default-src 'none'");
    await expect(page).toHaveTitle(/Voldeck/);
    await expect(page.getByText("Voldeck is loading")).toHaveCount(0);
    expect(complaints).toEqual([]);
  });
}

test("a chosen theme is there before the console is", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("voldeck.theme", "dark"));
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(process.env.VOLDECK_URL);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("a file that does not load is named", async ({ page }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(process.env.VOLDECK_URL);
  await expect(page.getByRole("alert")).toContainText(/did not start\. The file \S+\.wasm did not start/);
});
