// What the configurations in deploy/ pass on, byte by byte: the provider is a server of bare sockets in this file.
import { createServer, connect } from "node:net";

import { expect, test } from "@playwright/test";

const { VOLDECK_DEPLOY_RAW_URL: SITE, VOLDECK_RAW_PORT: PORT, VOLDECK_SERVER: SERVER } = process.env;
const AT = `${SITE}/relay/nomad`;
const OK = "HTTP/1.1 200 OK\r\nX-Nomad-Index: 7\r\nSet-Cookie: a=b\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nok";

// One provider for all tests: in turn, in one worker.
test.describe.configure({ mode: "serial" });

let server, calls, left, answers;

test.beforeAll(async () => {
  const sockets = new Set();
  server = createServer((socket) => {
    sockets.add(socket);
    let text = "";
    socket.on("error", () => {});
    socket.on("close", () => { sockets.delete(socket); if (socket.held) left += 1; });
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      for (let end; (end = text.indexOf("\r\n\r\n")) >= 0; ) {
        const head = text.slice(0, end);
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        calls.push(head);
        socket.held = head.includes("wait=300s");
        text = text.slice(end + 4 + length);
        const answer = answers(head);
        if (answer === null) socket.end();
        else if (answer) socket.write(answer);
      }
    });
  });
  server.dropAll = () => sockets.forEach((socket) => socket.destroy());
  await new Promise((done) => server.listen(Number(PORT), "127.0.0.1", done));
});

test.afterAll(() => { server.dropAll(); server.close(); });

test.beforeEach(() => {
  calls = [];
  left = 0;
  answers = () => OK;
});

const lines = () => calls.map((head) => head.split("\r\n", 1)[0]);

test("a path and its query arrive as they were sent", async () => {
  for (const path of ["/v1/volume/csi/a%2Fb%5B0%5D%25%CF%80%20x+y;k=1?q=%5B0%5D+%2F&index=1", "/v1/volume/csi/a%2F%2Fb%2F..%2Fc%3Fd%23e", "/v1/volume/csi/..%2Fx%2F", "/v1/v%6Flumes//x?a=b?c&d=%2F..%2F"]) {
    calls = [];
    // Not with fetch: it would make the path tidy itself.
    const socket = connect(Number(new URL(SITE).port), "127.0.0.1");
    socket.write(`GET /relay/nomad${path} HTTP/1.1\r\nHost: ${new URL(SITE).host}\r\nConnection: close\r\n\r\n`);
    await new Promise((done) => socket.resume().on("close", done));
    expect(lines()).toEqual([`GET ${path} HTTP/1.1`]);
  }
});

test("what the provider needs arrives, what belongs to the site does not", async ({ request }) => {
  const needed = { "X-Nomad-Token": "t", "X-Auth-Token": "s", "X-Scalarium-Token": "u", "Content-Type": "application/json" };
  // A password for the site itself; only Tutum has its own credentials there.
  const own = { Authorization: "Basic eA==", Cookie: "site=1" };
  const arrived = (headers) => Object.keys(headers).filter((name) => new RegExp(`^${name}: ${headers[name]}\r?$`, "im").test(calls[0]));
  const answer = await request.put(`${AT}/v1/x`, { headers: { ...needed, ...own }, data: "{}" });
  expect(arrived({ ...needed, ...own })).toEqual(Object.keys(needed));
  expect(calls[0]).toMatch(/^Content-Length: 2$/im);
  expect(calls[0]).toMatch(/^Host: 127\.0\.0\.1/im);
  expect([answer.headers()["x-nomad-index"], answer.headers()["set-cookie"], answer.headers()["access-control-allow-origin"]]).toEqual(["7", undefined, undefined]);
  // Whatever a provider answers is no page of this site.
  expect(answer.headers()["content-security-policy"]).toContain("sandbox");
  calls = [];
  await request.get(`${SITE}/relay/tutum/api/v1/volume/`, { headers: own });
  expect(arrived(own)).toEqual(["Authorization"]);
});

test("a body arrives whole, as large as a volume's specification may be", async ({ request }) => {
  const body = JSON.stringify({ text: "x".repeat(400_000) });
  await request.put(`${AT}/v1/x`, { data: body });
  expect(calls[0]).toMatch(new RegExp(`^Content-Length: ${body.length}$`, "im"));
});

test("an answer does not command the server, and comes with the provider's date", async ({ request }) => {
  answers = () => "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /index.html\r\nDate: Tue, 01 Dec 2015 00:00:00 GMT\r\nContent-Length: 5\r\n\r\nwords";
  const answer = await request.get(`${AT}/v1/x`);
  expect([await answer.text(), answer.headers().date]).toEqual(["words", "Tue, 01 Dec 2015 00:00:00 GMT"]);
});

test("an answer comes as it is sent, not when it is whole", async () => {
  answers = () => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n";
  const going = new AbortController();
  const answer = await fetch(`${AT}/v1/event/stream`, { signal: going.signal });
  const { value } = await answer.body.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("first");
  going.abort();
});

for (const method of ["PUT", "POST", "PATCH", "DELETE"]) {
  for (const body of ["{}", undefined]) {
    test(`${method} ${body ? "with" : "without"} a body: a connection that was used and closes without an answer is 502, and not tried again`, async ({ request }) => {
      await request.get(`${AT}/warm`);
      answers = (head) => (head.startsWith("GET") ? OK : null);
      const answer = await request.fetch(`${AT}/v1/x`, { method, data: body });
      expect(answer.status()).toBe(502);
      expect(await answer.text()).toContain("passed the call on once at most");
      await new Promise((done) => setTimeout(done, 200));
      expect(lines()).toEqual(["GET /warm HTTP/1.1", `${method} /v1/x HTTP/1.1`]);
    });
  }

  test(`${method}: a head that breaks off is 502, and not tried again`, async ({ request }) => {
    answers = () => { setTimeout(() => server.dropAll(), 50); return "HTTP/1.1 200 OK\r\nContent-Le"; };
    expect((await request.fetch(`${AT}/v1/x`, { method, data: "{}" })).status()).toBe(502);
    expect(lines()).toEqual([`${method} /v1/x HTTP/1.1`]);
  });
}

test("statuses on which a browser would send again are not passed on", async ({ request }) => {
  for (const status of ["408 Request Timeout", "421 Misdirected Request"]) {
    calls = [];
    answers = () => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
    const answer = await request.put(`${AT}/v1/x`, { data: "{}" });
    expect([answer.status(), calls.length]).toEqual([502, 1]);
    expect(await answer.text()).toContain(status.slice(0, 3));
  }
});

test("errors come as the provider put them", async ({ request }) => {
  for (const status of [400, 403, 404, 409, 412, 429, 500, 501, 502, 503, 504]) {
    answers = () => `HTTP/1.1 ${status} X\r\nX-Request-Id: r\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nwords`;
    const answer = await request.delete(`${AT}/v1/x`);
    expect([answer.status(), await answer.text(), answer.headers()["x-request-id"]]).toEqual([status, "words", "r"]);
  }
});

test("a call is held, and let go when its page has gone", async () => {
  answers = () => undefined;
  const going = new AbortController();
  const held = fetch(`${AT}/v1/volumes?index=7&wait=300s`, { signal: going.signal }).then((answer) => answer.status, () => "gone");
  await expect.poll(() => calls.length).toBe(1);
  // Nothing cuts it, though nothing comes: longer than the usual short limits of proxies would be too long for a test.
  await new Promise((done) => setTimeout(done, 6_000));
  expect(left).toBe(0);
  going.abort();
  expect(await held).toBe("gone");
  await expect.poll(() => left).toBe(1);
});

test("a provider that is not there is 502, with the reason", async ({ request }) => {
  server.dropAll();
  await new Promise((done) => server.close(done));
  const answer = await request.put(`${AT}/v1/x`, { data: "{}" });
  expect(answer.status()).toBe(502);
  // nginx keeps the reason to its log.
  expect(await answer.text()).toContain(SERVER === "caddy" ? "connection refused" : "The proxy got no answer");
});
