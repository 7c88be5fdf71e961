// Tutum: groups, volumes and who uses them, read only; the forms of addresses; refusals; secrets.
import { arrived, expect, go, handedOver, hidesSecrets, open, opened, overHttp, places, row, side, signIn, signing, test, tested, totals, TUTUM } from "./harness.mjs";

const WHY = /^Tutum’s API reads volume groups and volumes and cannot change them/;
const CLOUD = { values: { "API path": "Docker Cloud", "API key": "9b1f4d60-2c7e-4a85-b3f9-58d0e6a17c24" }, address: process.env.TUTUM_CLOUD_URL };

for (const place of places(TUTUM)) {
  const deep = overHttp(place);
  test.describe(place.where, () => {
    test("a volume: its group, its node and its containers, with their states", async ({ page }) => {
      await place.enter(page, `/volumes?q=${encodeURIComponent(`connection:${place.at} postgres_data `)}`);
      const names = page.getByRole("rowheader", { name: /^postgres_data [0-9a-f]{8}$/ }).getByRole("link");
      await expect(names).toHaveCount(2);
      const name = await names.first().getAttribute("aria-label");
      await names.first().click();
      const panel = side(page, name);
      const details = panel.getByRole("region", { name: "Details" });
      await expect(details.getByRole("link", { name: "postgres_data" })).toBeVisible();
      await expect(details).toContainText("Deployed");
      await expect(panel.getByRole("region", { name: "Attached to" })).toContainText(/postgres-\d.*\/var\/lib\/postgresql\/data · Running/);
    });

    deep("a volume leads to its group, and the group back", async ({ page }) => {
      await place.enter(page, `/volumes?q=${encodeURIComponent(`connection:${place.at} jenkins_home`)}`);
      const link = page.getByRole("rowheader", { name: /^jenkins_home/ }).getByRole("link");
      const name = await link.getAttribute("aria-label");
      await link.click();
      await side(page, name).getByRole("link", { name: "jenkins_home", exact: true }).click();
      const group = side(page, "jenkins_home");
      await group.getByRole("region", { name: "Members" }).getByRole("link", { name }).click();
      await expect(side(page, name).getByRole("region", { name: "Attached to" })).toContainText("jenkins-1");
    });

    deep("it says that nothing can be changed, and offers nothing", async ({ page }) => {
      const calls = handedOver(page);
      const panel = await opened(page, place, "group", "redis_data");
      await expect(panel.getByText(WHY)).toBeVisible();
      await expect(panel.getByRole("button", { name: /…$|^More actions$/ })).toHaveCount(0);
      expect(calls).toEqual([]);
    });

    for (const [group, words] of [["zz test: a state nobody knows", "Quarantined"], ["zz test: no state", /not (given|known)|no state|unknown/i]]) {
      deep(`${group}: it is shown as it was sent`, async ({ page }) => {
        await expect(await opened(page, place, "group", group, group.slice(9))).toContainText(words);
      });
    }

    deep("a member that is gone is told of beside those that are there", async ({ page }) => {
      const panel = await opened(page, place, "group", "zz test: a member that is gone", "member");
      const members = panel.getByRole("region", { name: "Members" });
      await expect(members).toContainText(/The group names the volume [0-9a-f-]{36}, which is not there: it was deleted, or its address is another one\./);
      await expect(members.getByRole("listitem")).toHaveCount(1);
    });

    deep("a group that cannot be read shows why, beside what the list knows", async ({ page }) => {
      const panel = await opened(page, place, "group", "zz test: read-fail-503", "read-fail-503");
      await expect(panel.getByRole("alert").first()).toContainText("offline for maintenance");
      await expect(panel.getByRole("region", { name: "Details" })).toBeVisible();
    });

    deep("a server’s trace of 200 kB is cut", async ({ page }) => {
      const panel = await opened(page, place, "group", "zz test: read-fail-huge", "read-fail-huge");
      await expect(panel.getByRole("alert").first()).toContainText("Traceback");
      expect((await panel.getByRole("alert").first().textContent()).length).toBeLessThan(4000);
    });
  });
}

test("where one chooses where something is created it is said too", async ({ page }) => {
  await open(page, "/volumes?q=redis", [], undefined, ["nomad-demo", TUTUM.demo]);
  await page.getByRole("button", { name: "Create volume" }).click();
  const choice = page.getByRole("radio", { name: new RegExp(`^${TUTUM.demo}`) });
  await expect(choice).toBeDisabled();
  await expect(page.getByRole("form", { name: "Create volume" }).getByText(new RegExp(WHY.source.slice(1)))).toBeVisible();
});

test("over HTTP only reads arrive", async ({ page }) => {
  await signIn(page, TUTUM, "/groups");
  await expect(row(page, "redis_data")).toBeVisible();
  expect(await arrived(TUTUM.url, /^(?!GET|OPTIONS)/)).toEqual([]);
});

test("Docker Cloud: the namespace stands in every path", async ({ page }) => {
  await signIn(page, TUTUM, "/groups", { ...CLOUD, values: { ...CLOUD.values, Namespace: "acme" }, settings: { form: "cloud" } });
  await expect(row(page, "postgres_data")).toBeVisible();
  expect((await arrived(CLOUD.address, /volumegroup/)).every((call) => call.includes("/v1/acme/volumegroup/"))).toBe(true);
});

test("the older header is sent when it is chosen", async ({ page }) => {
  const sent = page.waitForRequest((call) => call.url().includes("/volumegroup/"));
  await signIn(page, TUTUM, "/groups", { values: { "Authorization scheme": "ApiKey" } });
  expect((await sent).headers().authorization).toMatch(/^ApiKey vera:/);
  await expect(row(page, "redis_data")).toBeVisible();
});

test("a filter of the connection narrows the list at the server", async ({ page }) => {
  await signIn(page, TUTUM, "/groups", { values: { "Group name": "registry_storage" } });
  await expect(row(page, "registry_storage")).toBeVisible();
  await expect(totals(page)).toContainText("1 found / 1 total");
});

test("the form's test passes, and says that nothing can be changed", async ({ page }) => {
  const form = await signing(page, TUTUM);
  await form.getByRole("button", { name: "Test" }).click();
  await expect(tested(page).getByText(/only reads were sent/)).toBeVisible();
  await expect(tested(page).getByText(WHY)).toBeVisible();
  await expect(tested(page).getByRole("alert")).toHaveCount(0);
});

for (const [what, values, words] of [
  ["a wrong key", { "API key": "wrong" }, "The API key is wrong, or the account has been deactivated."],
  ["an account that has been deactivated", { User: "otto", "API key": "0".repeat(40) }, "Your account has been deactivated."],
  ["another form of addresses", { "API path": "Tutum, documented" }, "Another form of addresses, or another namespace, may be right."],
]) {
  test(`${what}: the form's test says so`, async ({ page }) => {
    const form = await signing(page, TUTUM, { values });
    await form.getByRole("button", { name: "Test" }).click();
    await expect(tested(page).getByRole("alert")).toContainText(words);
  });
}

test("with a wrong key the list says why it is empty", async ({ page }) => {
  await signIn(page, TUTUM, "/groups", { values: { "API key": "wrong" } });
  await expect(page.getByRole("main")).toContainText("The API key is wrong");
});

for (const [namespace, words] of [["list-fail-500", "could not be processed"], ["list-html-200", "HTML page"], ["list-truncated", /answer/]]) {
  test(`${namespace}: the page says what was answered`, async ({ page }) => {
    await signIn(page, TUTUM, "/groups", { ...CLOUD, values: { ...CLOUD.values, Namespace: namespace }, settings: { form: "cloud" } });
    await expect(page.getByRole("main")).toContainText(words);
    await expect(page.getByRole("main").getByRole("button", { name: "Retry" })).toBeVisible();
    await expect(page.getByRole("rowheader")).toHaveCount(0);
  });
}

test("neither the key nor a service's variables are in the page or in the storage", async ({ page }) => {
  await signIn(page, TUTUM, "/groups?q=postgres_data");
  await row(page, "postgres_data").click();
  await expect(side(page, "postgres_data").getByRole("region", { name: "Attached to" })).toContainText("backup");
  const secrets = [...TUTUM.secrets, "s3cr3t-of-the-service"];
  await hidesSecrets(page, secrets);
  await go(page, "/connections/of/relayed");
  await expect(page.getByRole("form", { name: "Connection" })).toBeVisible();
  await hidesSecrets(page, secrets);
});
