// A portal with nothing but Node.js: it knows who is signed in, hands out tokens that last for minutes, and passes calls on to one Nomad
// cluster. Its policy is strict.
//
//   cargo xtask build
//   PACKAGE=dist-embed NOMAD=http://127.0.0.1:4646 NOMAD_TOKEN=… node examples/embed/plain/server.mjs
//
// The pages are those beside it, or those of PAGES: the portal made with react-admin has this server too.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { file, pass } from "../serve.mjs";

const { PACKAGE = "dist-embed", NOMAD, NOMAD_TOKEN, PORT = "8090", TOKEN_SECONDS = "300" } = process.env;
// Widgets such as MUI's write styles and HTML into the page: STYLES="'self' 'unsafe-inline'" HTML=.
const { PAGES = fileURLToPath(new URL(".", import.meta.url)), STYLES = "'self'" } = process.env;
const { HTML = "require-trusted-types-for 'script'; trusted-types voldeck" } = process.env;
const POLICY =
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src ${STYLES}; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; ${HTML}`;

// Who is signed in, and which of the portal's tokens are good for how long.
const sessions = new Set();
const tokens = new Map();

// The portal's own token is taken off, and the cluster's put on: the browser never has that.
function passToCluster(call, answer, path) {
  const good = tokens.get(call.headers["x-nomad-token"]);
  if (!good || good < Date.now()) return answer.writeHead(403, { "content-type": "text/plain" }).end("Permission denied");
  pass(call, answer, NOMAD, path, (headers) => {
    delete headers["x-nomad-token"];
    if (NOMAD_TOKEN) headers["x-nomad-token"] = NOMAD_TOKEN;
  });
}

const server = createServer((call, answer) => {
  answer.setHeader("content-security-policy", POLICY);
  answer.setHeader("x-content-type-options", "nosniff");
  const { pathname, search } = new URL(call.url, "http://portal");
  const cookie = /(?:^|;\s*)session=([^;]+)/.exec(call.headers.cookie ?? "")?.[1];
  if (pathname === "/sign-in" && call.method === "POST") {
    const id = randomUUID();
    sessions.add(id);
    return answer.writeHead(303, { location: "/", "set-cookie": `session=${id}; HttpOnly; SameSite=Strict; Path=/` }).end();
  }
  if (pathname.startsWith("/voldeck/")) return file(PACKAGE, pathname.slice("/voldeck/".length), answer);
  if (!pathname.startsWith("/api/")) return file(PAGES, pathname === "/" ? "index.html" : pathname.slice(1), answer);
  if (!sessions.has(cookie)) return answer.writeHead(401).end("Sign in first.");
  if (pathname === "/api/session") return answer.writeHead(204).end();
  if (pathname === "/api/storage-token") {
    const token = randomUUID();
    const expires = Date.now() + Number(TOKEN_SECONDS) * 1000;
    tokens.set(token, expires);
    return answer.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify({ token, expires }));
  }
  if (pathname.startsWith("/api/storage/nomad/")) return passToCluster(call, answer, pathname.slice("/api/storage/nomad".length) + search);
  return answer.writeHead(404).end();
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(`The portal is on http://127.0.0.1:${server.address().port}`));
