// A proxy that holds the credential itself: the browser never has it, no answer tells it, and it is good for storage only.
import { arrived, expect, make, row, SCALARIUM, SCALEWAY, table, test, totals, TUTUM, hidesSecrets } from "./harness.mjs";

const { VOLDECK_DEPLOY_HELD_URL: SITE, NOMAD_ACL_URL, NOMAD_TOKEN_MANAGEMENT, SCW_SECRET_KEY, SCALARIUM_TOKEN_ADMIN, TUTUM_AUTH } = process.env;
const SECRETS = [NOMAD_TOKEN_MANAGEMENT, SCW_SECRET_KEY, SCALARIUM_TOKEN_ADMIN, TUTUM_AUTH, TUTUM_AUTH.slice("Basic ".length)];
const CONNECTIONS = ["nomad-held", "scaleway-held", "scalarium-held", "tutum-held"];

test("every connection without a credential is live, and nothing that reaches the browser tells one", async ({ page }) => {
  const told = [];
  const bodies = [];
  page.on("request", (request) => told.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? ""));
  page.on("response", (answer) => {
    told.push(JSON.stringify(answer.headers()));
    // The program has the sign-ins of the demo in it, which these simulators accept as well.
    if (/\.(js|wasm)$/.test(new URL(answer.url()).pathname)) return;
    // One that is still held when the page closes has no body.
    bodies.push(answer.text().then((text) => told.push(text), () => {}));
  });
  await page.goto(`${SITE}/#/volumes`);
  for (const name of CONNECTIONS) {
    await expect(page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: new RegExp(`^${name}`) })).toHaveAccessibleName(/live/);
  }
  await expect(totals(page)).toContainText(/[1-9]\d* found/);
  for (const name of CONNECTIONS) {
    await page.goto(`${SITE}/#/volumes?q=connection:${name}`);
    await table(page).getByRole("row").filter({ hasText: name }).first().getByRole("link").first().click();
    await expect(page.getByRole("complementary").getByRole("tablist")).toBeVisible();
    await hidesSecrets(page, SECRETS);
  }
  // Each list has come as a whole; what follows changes is still held.
  await Promise.race([Promise.all(bodies), page.close()]);
  expect(told.some((text) => text.includes("gitlab data"))).toBe(true);
  expect(SECRETS.filter((secret) => told.some((text) => text.includes(secret)))).toEqual([]);
});

test("a credential of the browser's own does not count", async ({ request }) => {
  const answer = await request.get(`${SITE}/relay/nomad/v1/volumes?type=csi`, { headers: { "X-Nomad-Token": "00000000-0000-0000-0000-000000000000" } });
  expect(answer.status()).toBe(200);
});

test("changes are passed on", async ({ page }) => {
  await make(`${SITE}/relay/nomad`, "deploy-made", "made with a held token", "default");
  await page.goto(`${SITE}/#/volumes?q=held+token`);
  await expect(row(page, "made with a held token")).toBeVisible();
});

// Each of these would tell the credential, make another one, or do what has nothing to do with storage.
const WITHHELD = [
  ["GET", "nomad/v1/acl/token/self"],
  ["GET", "nomad/v1/acl%2Ftoken%2Fself"],
  ["GET", "nomad/v1//acl/token/self"],
  ["GET", "nomad/v1/volumes/../acl/token/self"],
  ["GET", "nomad/v1/volumes/..%2Facl/token/self"],
  ["GET", "nomad/v1/volumes/%2e%2e/acl/token/self"],
  ["GET", "nomad/v1/volume/csi/..%2F..%2F..%2Fv1/acl/token/self"],
  ["GET", "nomad/v1/acl/policies/../token/self"],
  ["GET", "nomad/v1/acl/tokens"],
  ["POST", "nomad/v1/acl/token"],
  ["PUT", "nomad/v1/acl/policy/everything"],
  ["GET", "nomad/v1/vars"],
  ["POST", "nomad/v1/jobs"],
  ["PUT", "nomad/v1/agent/self"],
  ["GET", "nomad/v1/volumesx"],
  ["GET", "nomad/__control/log"],
  ["GET", "scaleway/instance/v1/zones/fr-par-1/security_groups"],
  ["DELETE", "scaleway/instance/v1/zones/fr-par-1/servers/7c1b3c5e-0000-4000-8000-000000000000"],
  ["POST", "scaleway/instance/v1/zones/fr-par-1/servers/7c1b3c5e-0000-4000-8000-000000000000/action"],
  ["POST", "scaleway/iam/v1alpha1/api-keys"],
  ["DELETE", "scaleway/iam/v1alpha1/api-keys/SCWXXXXXXXXXXXXXXXXX"],
  ["POST", "scaleway/block/v1/zones/fr-par-1/volumes/%2E%2E/%2E%2E/%2E%2E/%2E%2E/%2E%2E/iam/v1alpha1/api-keys"],
  ["GET", "scalarium/api/applications"],
  ["POST", "scalarium/api/clouds/1/instances"],
  ["GET", "tutum/api/v1/auth/"],
  ["POST", "tutum/api/v1/service/"],
  ["DELETE", "tutum/api/v1/volume/7c1b3c5e/"],
];
for (const [method, path] of WITHHELD) {
  test(`${method} ${path} is not passed on`, async () => {
    const { origin, hostname, port } = new URL(SITE);
    const providers = { nomad: NOMAD_ACL_URL, scaleway: SCALEWAY.url, scalarium: SCALARIUM.url, tutum: TUTUM.url };
    const provider = path.split("/")[0];
    const wanted = `${method} /${path.split("/").slice(1).join("/")}`;
    const before = await arrived(providers[provider], /./).then((calls) => calls.filter((call) => call === wanted).length);
    // Not with fetch: it would make the path tidy itself.
    const answer = await new Promise((done, failed) => {
      import("node:net").then(({ connect }) => {
        let text = "";
        const socket = connect(Number(port), hostname);
        socket.on("data", (bytes) => { text += bytes; }).on("close", () => done(text)).on("error", failed);
        socket.write(`${method} /relay/${path} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      });
    });
    expect(answer.split("\r\n", 1)[0]).toMatch(/ (403|404|400) /);
    if (answer.includes(" 403 ")) expect(answer).toContain("holds the credential itself");
    expect(SECRETS.filter((secret) => answer.includes(secret))).toEqual([]);
    const after = await arrived(providers[provider], /./).then((calls) => calls.filter((call) => call === wanted).length);
    expect(after).toBe(before);
  });
}
