/** A connection without its secrets, as in `voldeck.json`. */
export interface Connection {
  /** `nomad`, `cinder`, `scaleway`, `lunanode`, `scalarium` or `tutum`. */
  provider: string;
  /** What people call it; unique. */
  name: string;
  /** Fields of the connection form by their names, `address` first; without one, `proxy` says where the provider is. */
  settings?: Record<string, string>;
  /** Whether it needs a secret: `credentials` is asked for it, or else the person. */
  secret?: boolean;
  /** Whether every write is refused. */
  read_only?: boolean;
  /** Whether it is off until somebody enables it. */
  disabled?: boolean;
}

/** What `voldeck.json` may say: see voldeck.schema.json. */
export interface Config {
  connections?: Connection[];
  [key: string]: unknown;
}

/** For what credentials are asked. */
export interface CredentialsRequest {
  /** The connection's name. */
  connection: string;
  /** The id of its provider. */
  provider: string;
  /** Aborted when nobody waits any more: after a minute, or when the console is taken away. */
  signal: AbortSignal;
}

/** The secret fields of the connection's form, by name: `{ token: "…" }` for Nomad. */
export type Credentials = {
  /** When they run out: they are then asked for anew. A date, milliseconds, or text that `Date` reads. */
  expires?: Date | number | string;
} & { [field: string]: string | Date | number | undefined };

export interface MountOptions {
  /** What `voldeck.json` may say, as an object or as text. */
  config?: Config | string;
  /** Where a connection without an address finds its provider: `proxy` + `/` + the provider's id. */
  proxy?: string;
  /** Sends requests instead of the browser's `fetch`. */
  fetch?: (request: Request) => Promise<Response> | Response;
  /** Gives the secrets of a connection whose `secret` is true. They are kept in memory until they expire or are refused. */
  credentials?: (request: CredentialsRequest) => Promise<Credentials> | Credentials;
  /** Where the console begins, such as `/snapshots?q=pg`. */
  route?: string;
  /** `memory` (as it is without): the page's address is left alone. `hash`: the path is kept behind `#`, for one console of the page. */
  location?: "memory" | "hash";
  /** What links say in `memory`, for a page that keeps the path itself: it hears `navigated` and calls `navigate`. */
  href?: (path: string) => string;
  /** Which half of the theme; without, as the page's own `color-scheme`. */
  colorScheme?: "light" | "dark";
  density?: "comfortable" | "compact";
  /** The language, English as it is without. A page has one: that of its first console. */
  locale?: "en" | "de";
}

/** What happens to an action. The same `number` stands in all events of one. */
export interface ActionDetail {
  number: number;
  at: Date;
  /** `done`, `in progress`, `done in part`, `failed`, `refused` or `unknown`. */
  status: string;
  /** In a sentence. */
  what: string;
  /** The provider's words. */
  detail?: string;
  /** The request, secrets masked. */
  call?: string;
  connection: string;
  /** What it was done to or what it made: `volume`, `group` or `snapshot`, and its id. */
  kind?: string;
  id?: string;
  /** The action's name; in `actionstarted` only. */
  action?: string;
}

export interface ConsoleEvents {
  /** The console stands there. */
  ready: CustomEvent<null>;
  /** Somebody went to another path; `replace` where that is no step to come back to. */
  navigated: CustomEvent<{ path: string; replace?: true }>;
  /** Just before anything is sent. */
  actionstarted: CustomEvent<ActionDetail>;
  /** The provider accepted it and works on it; `actiondone` or `actionfailed` follows. */
  actionaccepted: CustomEvent<ActionDetail>;
  actiondone: CustomEvent<ActionDetail>;
  /** It failed, was refused, was done in part, or nobody knows: `status` says which. */
  actionfailed: CustomEvent<ActionDetail>;
  /** A reading failed (`status` is that of HTTP, if there was an answer), or the console did not load. */
  error: CustomEvent<{ message: string; connection?: string; status?: number }>;
  /** A connection waits for a secret that it was not given. */
  credentialneeded: CustomEvent<{ connection: string; provider: string; message?: string }>;
}

/** A console in a page, and its events. */
export interface Handle extends EventTarget {
  /** Ends once the console stands there, or says why it does not. */
  readonly ready: Promise<void>;
  /** Where one is. */
  readonly path: string;
  /** Goes to a path, such as `/snapshots`. */
  navigate(path: string): void;
  /** Reads anew what is on screen. */
  refresh(): void;
  /** Takes the console away, and ends everything that is under way. */
  unmount(): void;
  addEventListener<K extends keyof ConsoleEvents>(type: K, listener: (event: ConsoleEvents[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
}

/** Puts a console into an element, behind whatever it holds, in a shadow tree of its own. */
export function mount(element: Element, options?: MountOptions): Handle;
