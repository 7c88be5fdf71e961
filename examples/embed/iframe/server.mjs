// Two origins: a portal, and a host of the console whose page may be framed by the origins it lists and by nobody else.
//
//   PACKAGE=dist-embed NOMAD=http://127.0.0.1:4646 node examples/embed/iframe/server.mjs
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { file, pass } from "../serve.mjs";

const { PACKAGE = "dist-embed", NOMAD, PORTAL_PORT = "8091", CONSOLE_PORT = "8092", PARENTS } = process.env;
const HERE = fileURLToPath(new URL(".", import.meta.url));

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
  if (pathname.startsWith("/api/nomad/")) return pass(call, answer, NOMAD, pathname.slice("/api/nomad".length) + search);
  if (pathname.startsWith("/voldeck/")) return file(PACKAGE, pathname.slice("/voldeck/".length), answer);
  file(HERE, pathname === "/" ? "frame.html" : pathname.slice(1), answer, [["PARENT_ORIGINS", parents]]);
});

await Promise.all([listening(portal, PORTAL_PORT), listening(host, CONSOLE_PORT)]);
console.log(`The portal is on ${origin(portal)}, the console's host on ${origin(host)}`);
