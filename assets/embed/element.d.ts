import type { ConsoleEvents, MountOptions } from "./index.js";

/**
 * `<voldeck-console>`. Attributes: `config` (JSON), `proxy`, `route`, `location`, `color-scheme`, `density`, `locale`; everything in `MountOptions` is a
 * property. Events are those of `ConsoleEvents`.
 */
export class VoldeckConsole extends HTMLElement implements MountOptions {
  config?: MountOptions["config"];
  proxy?: string;
  fetch?: MountOptions["fetch"];
  credentials?: MountOptions["credentials"];
  route?: string;
  location?: MountOptions["location"];
  href?: MountOptions["href"];
  colorScheme?: MountOptions["colorScheme"];
  density?: MountOptions["density"];
  locale?: MountOptions["locale"];
  /** Ends once the console stands there. */
  readonly ready: Promise<void>;
  /** Where one is in the console. */
  readonly path: string | undefined;
  /** Goes to a path of the console. */
  navigate(path: string): void;
  /** Reads anew what is on screen. */
  refresh(): void;
  addEventListener<K extends keyof ConsoleEvents>(type: K, listener: (this: VoldeckConsole, event: ConsoleEvents[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "voldeck-console": VoldeckConsole;
  }
}
