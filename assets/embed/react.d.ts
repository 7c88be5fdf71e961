// `import type {} from "@voldeck/console/react"` once, and React 19 knows the element.
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ConsoleEvents, MountOptions } from "./index.js";
import type { VoldeckConsole } from "./element.js";

type Handlers = { [K in keyof ConsoleEvents as `on${K}`]?: (event: ConsoleEvents[K]) => void };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "voldeck-console": Omit<DetailedHTMLProps<HTMLAttributes<VoldeckConsole>, VoldeckConsole>, keyof Handlers> & MountOptions & Handlers;
    }
  }
}
