// Starts the console. A file of its own because the Content-Security-Policy allows no inline script; index.html loads it beside
// the rest of the page, and lets nothing be seen before it has run.
(() => {
  "use strict";
  const root = document.documentElement;

  // Trunk writes the hashed names there (Trunk.toml); relative, so that the site works below any path.
  const app = document.querySelector('meta[name="voldeck-app"]').dataset;
  const { js, wasm } = app;
  // What was chosen, or the first of the browser's languages that the console has.
  let language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "de") ?? "en";
  const address = (name) => new URL(name, document.baseURI).href;
  // What the host configures is read while the program is on its way (index.html asks for it first), so that the first list is
  // asked for at once.
  const config = fetch(address("voldeck.json")).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const parsed = new Promise((done) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done, { once: true });
    else done();
  });
  // Compiled while the rest is on its way; once the page has asked for the file, so that it is asked for only once. What cannot
  // be compiled so is left to the program's own loader, which says why.
  const compile = async () => WebAssembly.compileStreaming(fetch(address(wasm)));
  const asked = document.querySelector('link[rel="preload"][type="application/wasm"]');
  const compiled = (asked ? compile() : parsed.then(compile)).catch(() => address(wasm));
  // The notice goes when the console has something to show (src/ui/splash.rs).
  start().catch(tell);

  // What is kept comes after what is fetched: the browser may take 20 ms to open its storage, and fetches meanwhile. The theme still
  // comes before the first paint, so that a chosen one does not flash up in the other.
  try {
    const theme = localStorage.getItem("voldeck.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    language = localStorage.getItem("voldeck.language") || language;
  } catch {
    // Storage is switched off: the system's theme and language it is.
  }
  root.lang = language;

  // The drivers of the connections that there are, beside the program: it asks for them only once it runs.
  const chunks = Object.entries(JSON.parse(app.chunks ?? "{}"));
  const drivers = new Set();
  const preload = (connections) => {
    for (const [name, modules] of chunks) {
      if (!name.split("_").some((provider) => new RegExp(`"provider"\\s*:\\s*"${provider}"`).test(connections))) continue;
      for (const [module, integrity] of modules) {
        if (drivers.has(module)) continue;
        drivers.add(module);
        const href = address(module);
        document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous", integrity, href }));
      }
    }
  };
  try {
    preload(localStorage.getItem("voldeck.connections") ?? "");
  } catch {
    // Storage is switched off: nothing is kept there.
  }
  config.then(preload);

  // Once the browser has nothing else to do, the program is kept, so that the console opens without network (assets/sw.js); unless
  // voldeck.json says that it is not to be.
  const { serviceWorker } = navigator;
  config.then((text) => {
    const tell = async () => (await serviceWorker.ready).active.postMessage(performance.getEntriesByType("resource").map(({ name }) => name));
    const forget = async () => {
      for (const kept of (await serviceWorker?.getRegistrations()) ?? []) if (kept.scope === address("./")) await kept.unregister();
      await caches?.delete("voldeck");
    };
    const isWanted = !/"offline"\s*:\s*false/.test(text);
    // Five seconds: by then the views are there as well, which come after the first rows.
    setTimeout(() => (isWanted ? serviceWorker?.register(address("sw.js")).then(tell) : forget())?.catch(() => {}), 5000);
  });

  async function start() {
    if (typeof WebAssembly !== "object") throw "This browser has no WebAssembly, or it is switched off. Voldeck cannot run without.";
    const application = await import(address(js)).catch((error) => {
      throw `The file ${js} did not load (${error.message}).`;
    });
    // The console is put behind the notice, so there is no need to wait for more of the page.
    if (!document.querySelector(".boot")) await parsed;
    const options = { location: "hash", config: await config };
    // Compiled while the program is: its first requests leave before the page is drawn. A console in one piece has no chunks.
    application.prepare?.(drivers);
    const speak = (application.speak ?? whole)(language);
    try {
      await application.default({ module_or_path: await compiled });
      await speak(application.learn);
      application.mount(document.body, options);
    } catch (error) {
      throw `The file ${wasm} did not start (${error.message}).`;
    }
  }

  // All texts at once, where the console is in one piece.
  function whole(name) {
    const texts = name === "en" ? "" : fetch(address(`${name}.json`)).then((answer) => (answer.ok ? answer.text() : ""), () => "");
    return async (learn) => learn(await texts);
  }

  async function tell(reason) {
    await parsed;
    const loading = document.querySelector(".boot");
    if (!loading) return;
    // Another element: a console that got halfway takes the one it knows away (src/ui/splash.rs), and this has to stay.
    const notice = loading.cloneNode();
    loading.replaceWith(notice);
    notice.setAttribute("role", "alert");
    const text = typeof reason === "string" ? reason : String(reason);
    notice.textContent = `Voldeck did not start. ${text} Reload the page; if that does not help, the copy on this server may be incomplete.`;
  }
})();
