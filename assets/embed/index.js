// The console in an element of another page. Nothing of it is loaded before the first one is mounted.

// What every console of the page shares: the program, which is loaded once. One that did not load is asked for anew.
let program;
function load() {
  program ??= import("./lib/console.js");
  program.catch(() => (program = undefined));
  return program;
}

/** Puts a console into an element, behind whatever it holds. */
export function mount(element, options) {
  const host = element.ownerDocument.createElement("div");
  host.style.blockSize = "100%";
  element.append(host);
  const handle = attach(host, options ?? {}, new EventTarget());
  const { unmount } = handle;
  handle.unmount = () => {
    unmount();
    host.remove();
  };
  return handle;
}

/** Puts a console into the shadow tree of `host`; `target` gets its events, and what one can do with it. */
export function attach(host, options, target) {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const gone = new AbortController();
  const place = host.ownerDocument.createElement("div");
  let mounted;

  function show() {
    shadow.replaceChildren(place);
    place.setAttribute("role", "status");
    place.textContent = "Voldeck is loading";
  }

  // The program, an answer of the page or the network may be late: by then the console can have been taken away.
  async function start() {
    show();
    const { begin } = await load();
    const console = await begin(place, options, target, gone.signal);
    if (console && gone.signal.aborted) console.unmount();
    else mounted = console;
  }

  function failed(error) {
    if (gone.signal.aborted) return;
    const again = host.ownerDocument.createElement("button");
    again.type = "button";
    again.textContent = "Retry";
    again.addEventListener("click", () => (handle.ready = start().catch(failed)));
    place.setAttribute("role", "alert");
    place.replaceChildren(`Voldeck did not load (${error?.message ?? error}). `, again);
    target.dispatchEvent(new CustomEvent("error", { detail: { message: place.firstChild.data.trim() } }));
  }

  const handle = Object.assign(target instanceof HTMLElement ? {} : target, {
    /** Ends once the console stands there, or says why it does not. */
    ready: undefined,
    /** Takes the console away and ends whatever is under way. */
    unmount() {
      if (gone.signal.aborted) return;
      gone.abort(new DOMException("The console was taken away.", "AbortError"));
      mounted?.unmount();
      mounted = undefined;
      shadow.replaceChildren();
    },
    /** Goes to a path of the console, such as `/snapshots`. */
    navigate(path) {
      if (mounted) mounted.navigate(path);
      else options.route = path;
    },
    /** Reads anew what is on screen. */
    refresh() {
      mounted?.refresh();
    },
  });
  Object.defineProperty(handle, "path", { get: () => mounted?.path() ?? options.route ?? "/volumes" });
  handle.ready = start().catch(failed);
  return handle;
}
