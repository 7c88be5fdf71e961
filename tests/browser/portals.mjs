// Pages of others that the console is embedded in: the examples, started as their users would, and empty pages under a policy.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { pass } from "../../examples/embed/serve.mjs";

export const PACKAGE = fileURLToPath(new URL("../../dist-embed", import.meta.url));
export const EXAMPLES = fileURLToPath(new URL("../../examples/embed", import.meta.url));

/** Starts an example's own server; ends with what stops it and the addresses that it says. */
export async function example(file, environment = {}, command = process.execPath, args = [join(EXAMPLES, file)]) {
  const server = spawn(command, args, { env: { ...process.env, PACKAGE, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  server.stderr.on("data", (bytes) => said.push(String(bytes)));
  const ended = once(server, "exit").then(([code]) => { throw new Error(`${file} ended with ${code}: ${said.join("")}`); });
  ended.catch(() => {});
  const lines = createInterface({ input: server.stdout });
  const addresses = (async () => {
    for await (const line of lines) {
      const found = line.match(/http:\/\/[\d.:]+/g);
      if (found) return found;
    }
    throw new Error(`${file} said no address: ${said.join("")}`);
  })();
  return { addresses: await Promise.race([addresses, ended]), stop: () => server.kill() };
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

const { NOMAD_OPEN_URL, NOMAD_ACL_URL } = process.env;
/** Where a page finds the simulators: they let no page of another origin in. */
const PROXIES = { "/nomad/": NOMAD_OPEN_URL, "/acl/": NOMAD_ACL_URL };

/** A host of the package, with a proxy to each simulator; `change` may make another answer of what is there: `{ status, headers, body }`. */
export async function host({ change = () => ({}), policy, page } = {}) {
  const asked = [];
  const server = createServer(async (call, answer) => {
    const { pathname } = new URL(call.url, "http://host");
    const proxied = Object.keys(PROXIES).find((prefix) => pathname.startsWith(prefix));
    if (proxied) return pass(call, answer, PROXIES[proxied], call.url.slice(proxied.length - 1));
    asked.push(pathname);
    if (policy) answer.setHeader("content-security-policy", policy(server));
    if (pathname === "/") return answer.writeHead(200, { "content-type": "text/html" }).end(page?.(server) ?? "<!doctype html><title>Page</title><body></body>");
    const inside = normalize(pathname).replace(/^\/+voldeck\//, "");
    const body = await readFile(join(PACKAGE, inside)).catch(() => undefined);
    const headers = { "access-control-allow-origin": "*", "content-type": TYPES[extname(inside)] ?? "text/plain" };
    const other = change(pathname, body) ?? {};
    answer.writeHead(other.status ?? (body ? 200 : 404), { ...headers, ...other.headers }).end(other.body ?? body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://127.0.0.1:${server.address().port}`, asked, stop: () => { server.closeAllConnections(); server.close(); } };
}

/** The policy of a page that lets in its own files, and calls its own origin. */
export const STRICT =
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types voldeck`;
