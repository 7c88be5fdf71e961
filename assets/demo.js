// Starts the simulators of the demo in their worker (src/demo.rs). A classic script: it is the same with Trunk, which builds workers without modules.
importScripts("voldeck-demo.js");
wasm_bindgen({ module_or_path: "voldeck-demo_bg.wasm" });
