// What is seen before the console has something to show.
import { connection, expect, NOMAD_OPEN_URL, open, row, test } from "./harness.mjs";

const LIST = /\/v1\/volumes\?type=csi/;

test("a configuration that is none does not keep the console from starting", async ({ page }) => {
  await page.route("**/voldeck.json", (call) => call.fulfill({ contentType: "text/html", body: "<!doctype html><p>Not here" }));
  await page.addInitScript(() => localStorage.setItem("voldeck.connections", "{]"));
  await page.goto(process.env.VOLDECK_URL);
  await expect(row(page, "postgres-primary")).toBeVisible();
});

const seen = (page) => page.getByRole("complementary", { name: "Console" });
const notice = (page) => page.getByText("Voldeck is loading");

/** Opens the list with the clock stopped; it is answered with one volume when the function that is given back is called. */
async function opened(page, route) {
  let answer;
  const answered = new Promise((done) => { answer = done; });
  const volume = { ID: "one", Name: "one", Namespace: "default", PluginID: "p", Schedulable: true };
  await page.route(/\/v1\/volumes\?/, async (route) => {
    await answered;
    await route.fulfill({ json: LIST.test(route.request().url()) ? [volume] : [] });
  });
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
  await open(page, route, [connection("/relay/answered-here")]);
  return answer;
}

test("the console is seen with its rows where the list comes soon", async ({ page }) => {
  const asked = page.waitForRequest(LIST);
  const answer = await opened(page, "/volumes");
  await asked;
  await expect(notice(page)).toBeVisible();
  await expect(seen(page)).toBeHidden();
  answer();
  await expect(row(page, "one")).toBeVisible();
  await expect(seen(page)).toBeVisible();
  await expect(notice(page)).toHaveCount(0);
});

test("the console is seen without rows where the list takes long", async ({ page }) => {
  const asked = page.waitForRequest(LIST);
  const answer = await opened(page, "/volumes");
  await asked;
  await expect(notice(page)).toBeVisible();
  await page.clock.runFor(200);
  await expect(seen(page)).toBeVisible();
  await expect(notice(page)).toHaveCount(0);
  await expect(row(page, "one")).toHaveCount(0);
  answer();
  await expect(row(page, "one")).toBeVisible();
});

test("what is more than a list is seen at once", async ({ page }) => {
  await opened(page, "/connections/new");
  await expect(page.getByRole("heading", { name: "Add a connection" })).toBeVisible();
  await expect(notice(page)).toHaveCount(0);
});
