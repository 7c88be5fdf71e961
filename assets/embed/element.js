// `<voldeck-console>`: importing this file defines the element, unless another copy has.
import { attach } from "./index.js";

// Attributes are text; what is not text are properties of the same name.
const ATTRIBUTES = { config: "config", route: "route", location: "location", "color-scheme": "colorScheme", density: "density", proxy: "proxy", locale: "locale" };
const PROPERTIES = [...Object.values(ATTRIBUTES), "fetch", "credentials", "href"];

/** The console as an element. In Node.js, where there are none, the file can be imported all the same. */
export class VoldeckConsole extends (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = Object.keys(ATTRIBUTES);

  #options = {};
  #handle;
  #waits = false;

  constructor() {
    super();
    // What a page gave before the element was defined.
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  connectedCallback() {
    this.#settle();
  }

  disconnectedCallback() {
    this.#settle();
  }

  attributeChangedCallback(name, _, value) {
    this[ATTRIBUTES[name]] = value ?? undefined;
  }

  // A move within the page takes an element out and puts it in again: what matters is where it is afterwards.
  #settle() {
    if (this.#waits) return;
    this.#waits = true;
    queueMicrotask(() => {
      this.#waits = false;
      if (this.isConnected === (this.#handle !== undefined)) return;
      if (this.isConnected) {
        this.#handle = attach(this, this.#options, this);
      } else {
        this.#handle.unmount();
        this.#handle = undefined;
      }
    });
  }

  #change(name, value) {
    const before = this.#options[name];
    this.#options[name] = value;
    // Functions are read when they are called, so another one is no other console.
    const same = typeof before === typeof value && (typeof value === "function" || JSON.stringify(before) === JSON.stringify(value));
    if (!this.#handle || same) return;
    if (name === "route") return this.#handle.navigate(value);
    this.#handle.unmount();
    this.#handle = undefined;
    this.#settle();
  }

  /** Ends once the console stands there. */
  get ready() {
    return Promise.resolve().then(() => this.#handle?.ready);
  }

  /** Where one is in the console. */
  get path() {
    return this.#handle?.path;
  }

  /** Goes to a path of the console. */
  navigate(path) {
    this.#handle?.navigate(path);
  }

  /** Reads anew what is on screen. */
  refresh() {
    this.#handle?.refresh();
  }

  static {
    for (const name of PROPERTIES) {
      Object.defineProperty(this.prototype, name, {
        get() {
          return this.#options[name];
        },
        set(value) {
          this.#change(name, value);
        },
        configurable: true,
        enumerable: true,
      });
    }
  }
}

if (globalThis.customElements && !customElements.get("voldeck-console")) customElements.define("voldeck-console", VoldeckConsole);
