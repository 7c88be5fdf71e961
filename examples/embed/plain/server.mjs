// A portal with nothing but Node.js: it knows who is signed in, hands out tokens that last for minutes, and passes calls on to one Nomad
// cluster. Its policy is strict.
//
//   cargo xtask build
//   PACKAGE=dist-embed NOMAD=http://127.0.0.1:4646 NOMAD_TOKEN=… node examples/embed/plain/server.mjs
//
// The pages are those beside it, or those of PAGES: the portal made with react-admin has this server too.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const { PACKAGE = "dist-embed", NOMAD, NOMAD_TOKEN, PORT = "8090", TOKEN_SECONDS = "300" } = process.env;
// Widgets such as MUI's write styles and HTML into the page: STYLES="'self' 'unsafe-inline'" HTML=.
const { PAGES = fileURLToPath(new URL(".", import.meta.url)), STYLES = "'self'" } = process.env;
const { HTML = "require-trusted-types-for 'script'; trusted-types voldeck" } = process.env;
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };
const POLICY =
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src ${STYLES}; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; ${HTML}`;

// Who is signed in, and which of the portal's tokens are good for how long.
const sessions = new Set();
const tokens = new Map();

async function file(root, path, answer) {
  const inside = normalize(path).replace(/^(\.\.(\/|\\|$))+/, "");
  try {
    const bytes = await readFile(join(root, inside));
    answer.writeHead(200, { "content-type": TYPES[extname(inside)] ?? "application/octet-stream", "cache-control": "no-cache" }).end(bytes);
  } catch {
    answer.writeHead(404).end("There is no such file.\n");
  }
}

// The portal's own token is taken off, and the cluster's put on: the browser never has that.
function pass(call, answer, path) {
  const good = tokens.get(call.headers["x-nomad-token"]);
  if (!good || good < Date.now()) return answer.writeHead(403, { "content-type": "text/plain" }).end("Permission denied");
  const headers = { ...call.headers, host: new URL(NOMAD).host };
  for (const name of ["cookie", "origin", "referer", "x-nomad-token", "connection"]) delete headers[name];
  if (NOMAD_TOKEN) headers["x-nomad-token"] = NOMAD_TOKEN;
  const onward = request(new URL(path, NOMAD), { method: call.method, headers }, (told) => {
    answer.writeHead(told.statusCode, told.headers);
    told.pipe(answer);
  });
  onward.on("error", () => answer.headersSent || answer.writeHead(502).end("The cluster did not answer."));
  answer.on("close", () => onward.destroy());
  call.pipe(onward);
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
  if (pathname.startsWith("/api/storage/nomad/")) return pass(call, answer, pathname.slice("/api/storage/nomad".length) + search);
  return answer.writeHead(404).end();
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(`The portal is on http://127.0.0.1:${server.address().port}`));
