// What is loaded with the first console of a page: the program, its styles, and what stands between the program and the page.
import init, { mount } from "./voldeck.js";
import { compile, drivers, main, prepare, speak } from "./voldeck-chunks.js";
import styles from "./voldeck.css";
import embedded from "./embedded.css";

// How long the page may take to give credentials.
const PATIENCE_MILLIS = 60_000;

// A `rem` is the page's, whose letters may be of any size: the console keeps its own. One sheet for all consoles of the page.
let sheet;
function styled() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync((styles + embedded).replace(/([\d.]+)rem\b/g, (_, rem) => `${rem * 16}px`));
  }
  return sheet;
}

// The program speaks one language: that of the first console.
let started;
let language;
async function program(locale) {
  started ??= begun(speak((language = locale ?? "en")));
  started.catch(() => (started = undefined));
  return started;
}

async function begun(speak) {
  await init({ module_or_path: await compile(main) });
  await speak();
}

// What the page configures, as the text that `voldeck.json` would be.
function configuration({ config, proxy, density }) {
  const text = typeof config === "string" ? config : JSON.stringify(config ?? {});
  if (!proxy && !density) return text;
  let known;
  try {
    known = JSON.parse(text);
  } catch {
    // The console says what is wrong with it.
    return text;
  }
  const behind = (connection) => {
    const { provider, settings } = connection ?? {};
    return !proxy || settings?.address ? connection : { ...connection, settings: { ...settings, address: `${proxy.replace(/\/$/, "")}/${provider}` } };
  };
  if (Array.isArray(known?.connections)) known.connections = known.connections.map(behind);
  return JSON.stringify(density ? { ...known, density } : known);
}

// Ends with the work or with the signal. A promise that nobody settles would keep what waits for it for ever.
function raced(signal, work) {
  const ended = new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
  return Promise.race([(async () => work())(), ended]);
}

// A page may hand over another `fetch`, a method of something, or an answer of another window: it is called as a function, and an
// answer is what can be read like one.
function sending(options) {
  return (request) =>
    raced(request.signal, async () => {
      const { fetch } = options;
      const answer = await fetch(request);
      if (typeof answer?.arrayBuffer !== "function" || typeof answer.headers?.get !== "function") throw new TypeError("fetch() gave no Response.");
      return answer;
    });
}

// As the program takes them: when they run out, in milliseconds, then names and values.
function asking(options, gone) {
  // Several readings may ask at once: they wait for the same answer.
  const asked = new Map();
  const once = async (connection, provider) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error("This page gave no credentials within a minute.")), PATIENCE_MILLIS);
    const signal = AbortSignal.any([gone, late.signal]);
    try {
      const given = await raced(signal, () => {
        const { credentials } = options;
        return credentials({ connection, provider, signal });
      });
      if (given === null || typeof given !== "object") throw new Error("This page gave no credentials for this connection.");
      const { expires, ...fields } = given;
      const at = expires === undefined || expires === null ? null : +new Date(expires);
      if (Number.isNaN(at)) throw new Error("This page gave credentials that expire at no readable time.");
      for (const [name, value] of Object.entries(fields)) {
        if (typeof value !== "string") throw new Error(`This page gave credentials whose “${name}” is no text.`);
      }
      return [at, ...Object.entries(fields).flat()];
    } catch (error) {
      throw error instanceof Error ? error : new Error(`This page gave no credentials for this connection: ${error ?? "it did not say why"}.`);
    } finally {
      clearTimeout(timer);
      asked.delete(connection);
    }
  };
  return (connection, provider) => {
    if (!asked.has(connection)) asked.set(connection, once(connection, provider));
    return asked.get(connection);
  };
}

// Events as the page gets them: numbers and dates are what they are, and what is empty is left out.
function telling(target) {
  return (name, fields) => {
    const detail = {};
    for (const [key, value] of Object.entries(fields)) {
      if (value === "") continue;
      detail[key] = key === "number" || key === "status" && /^\d+$/.test(value) ? Number(value) : key === "at" ? new Date(Number(value)) : key === "replace" ? true : value;
    }
    target.dispatchEvent(new CustomEvent(name, { detail }));
  };
}

// The address belongs to the page: only one console can write its path there.
let inAddress = false;

/** Starts a console in an element of a shadow tree; nothing if it was taken away meanwhile. */
export async function begin(place, options, target, gone) {
  const config = configuration(options);
  prepare(Object.keys(drivers).filter((name) => name.split("_").some((provider) => config.includes(`"${provider}"`))).flatMap((name) => drivers[name]));
  await program(options.locale);
  if (gone.aborted) return undefined;
  const { colorScheme, location, route = "", fetch, credentials, href } = options;
  const root = place.getRootNode();
  if (!root.adoptedStyleSheets.includes(styled())) root.adoptedStyleSheets.push(styled());
  place.removeAttribute("role");
  place.replaceChildren();
  place.className = "vd";
  place.lang = language;
  if (colorScheme === "light" || colorScheme === "dark") place.dataset.theme = colorScheme;
  const hash = location === "hash" && !inAddress;
  if (location === "hash" && !hash) console.warn("Voldeck: another console of this page writes its path into the address. This one keeps it to itself.");
  const mounted = mount(place, {
    config,
    location: hash ? "hash" : "memory",
    route,
    tell: telling(target),
    ...(fetch && { fetch: sending(options) }),
    ...(credentials && { credentials: asking(options, gone) }),
    ...(href && { href: (path) => String(options.href(path)) }),
  });
  inAddress ||= hash;
  target.dispatchEvent(new CustomEvent("ready"));
  return {
    navigate: (path) => mounted.navigate(path),
    path: () => mounted.path(),
    refresh: () => mounted.refresh(),
    unmount() {
      if (hash) inAddress = false;
      mounted.unmount();
    },
  };
}
