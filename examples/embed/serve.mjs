// What the servers of the examples have in common: files of a folder, and a proxy.
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };

/** Answers with a file of a folder; texts in it may be replaced. */
export async function file(root, path, answer, replaced = []) {
  const inside = normalize(path).replace(/^(\.\.(\/|\\|$))+/, "");
  try {
    let content = await readFile(join(root, inside));
    for (const [from, to] of replaced) content = String(content).replaceAll(from, to);
    answer.writeHead(200, { "content-type": TYPES[extname(inside)] ?? "application/octet-stream", "cache-control": "no-cache" }).end(content);
  } catch {
    answer.writeHead(404).end("There is no such file.\n");
  }
}

/** Passes a call on to a path of another server, once. What belongs to this page stays here; `change` may change the headers. */
export function pass(call, answer, server, path, change = () => {}) {
  const headers = { ...call.headers, host: new URL(server).host };
  for (const name of ["cookie", "origin", "referer", "connection"]) delete headers[name];
  change(headers);
  const onward = request(new URL(path, server), { method: call.method, headers }, (told) => {
    answer.writeHead(told.statusCode, told.headers);
    told.pipe(answer);
  });
  onward.on("error", () => answer.headersSent || answer.writeHead(502).end("The server behind this proxy did not answer."));
  answer.on("close", () => onward.destroy());
  call.pipe(onward);
}
