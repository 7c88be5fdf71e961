// Two origins: a portal, and a host of the console whose page may be framed by the origins it lists and by nobody else.
//
//   PACKAGE=dist-embed NOMAD=http://127.0.0.1:4646 node examples/embed/iframe/server.mjs
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const { PACKAGE = "dist-embed", NOMAD, PORTAL_PORT = "8091", CONSOLE_PORT = "8092", PARENTS } = process.env;
const HERE = fileURLToPath(new URL(".", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

async function file(root, path, answer, replaced = []) {
  const inside = normalize(path).replace(/^(\.\.(\/|\\|$))+/, "");
  try {
    let content = await readFile(join(root, inside));
    for (const [from, to] of replaced) content = String(content).replaceAll(from, to);
    answer.writeHead(200, { "content-type": TYPES[extname(inside)] ?? "application/octet-stream" }).end(content);
  } catch {
    answer.writeHead(404).end("There is no such file.\n");
  }
}

function pass(call, answer, path) {
  const headers = { ...call.headers, host: new URL(NOMAD).host };
  for (const name of ["cookie", "origin", "referer", "connection"]) delete headers[name];
  const onward = request(new URL(path, NOMAD), { method: call.method, headers }, (told) => {
    answer.writeHead(told.statusCode, told.headers);
    told.pipe(answer);
  });
  onward.on("error", () => answer.headersSent || answer.writeHead(502).end("The cluster did not answer."));
  answer.on("close", () => onward.destroy());
  call.pipe(onward);
}

const origin = (server) => `http://127.0.0.1:${server.address().port}`;
const listening = (server, port) => new Promise((done) => server.listen(Number(port), "127.0.0.1", done));

const portal = createServer((call, answer) => {
  const { pathname } = new URL(call.url, "http://portal");
  answer.setHeader("content-security-policy", `default-src 'none'; script-src 'self'; style-src 'self'; frame-src ${origin(host)}; base-uri 'none'`);
  file(HERE, pathname === "/" ? "portal.html" : pathname.slice(1), answer, [["CONSOLE_ORIGIN", origin(host)]]);
});

const host = createServer((call, answer) => {
  const { pathname, search } = new URL(call.url, "http://console");
  const parents = PARENTS ?? origin(portal);
  answer.setHeader("content-security-policy", `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${parents}`);
  answer.setHeader("x-content-type-options", "nosniff");
  if (pathname.startsWith("/api/nomad/")) return pass(call, answer, pathname.slice("/api/nomad".length) + search);
  if (pathname.startsWith("/voldeck/")) return file(PACKAGE, pathname.slice("/voldeck/".length), answer);
  file(HERE, pathname === "/" ? "frame.html" : pathname.slice(1), answer, [["PARENT_ORIGINS", parents]]);
});

await Promise.all([listening(portal, PORTAL_PORT), listening(host, CONSOLE_PORT)]);
console.log(`The portal is on ${origin(portal)}, the console's host on ${origin(host)}`);
