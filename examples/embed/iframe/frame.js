// The console in a frame: it listens to its parent only, and to that only where its origin is listed.
import { mount } from "/voldeck/index.js";

const parents = document.querySelector("meta[name=parents]").content.split(" ");
let parent;
let handle;
const asked = new Map();

const tell = (message) => window.parent.postMessage(message, parent);

function credentials({ connection, provider, signal }) {
  const id = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    asked.set(id, { resolve, reject });
    signal.addEventListener("abort", () => asked.delete(id));
    tell({ voldeck: "credentials", id, connection, provider });
  });
}

addEventListener("message", ({ source, origin, data }) => {
  if (source !== window.parent || !parents.includes(origin) || typeof data?.voldeck !== "string") return;
  if (data.voldeck === "options" && !handle) {
    parent = origin;
    const { config, route, colorScheme } = data;
    handle = mount(document.body, { config, route, colorScheme, credentials });
    for (const type of ["ready", "navigated", "actionstarted", "actionaccepted", "actiondone", "actionfailed", "error", "credentialneeded"]) {
      handle.addEventListener(type, ({ detail }) => tell({ voldeck: "event", type, detail }));
    }
  } else if (data.voldeck === "credentials") {
    const { resolve, reject } = asked.get(data.id) ?? {};
    asked.delete(data.id);
    if (data.error) reject?.(new Error(data.error));
    else resolve?.(data.fields);
  } else if (data.voldeck === "navigate") {
    handle?.navigate(data.path);
  }
});

// Nothing but that it is there is told before the parent has named itself.
if (window.parent !== window) window.parent.postMessage({ voldeck: "hello" }, "*");
