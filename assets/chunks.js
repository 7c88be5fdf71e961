// Loads the parts of the console that are not needed at once. `cargo xtask build` puts the addresses of the modules before this
// and what they have to be (`modules`) and a function for each part after it (`part`).

// How long a module may take. A part that never arrives ends as one that is not there: with a message, and a button to try again.
const TIMEOUT_MILLIS = 60_000;

// What was loaded, by module. A part that has failed is asked for anew.
const loaded = new Map();

// With what is checked, nothing else than this build's own module is ever run in the memory of the console: no page of an error, no half
// of a file, no module of another version. Checked or not, it is compiled from its bytes, whatever type the host says that they are.
export async function compile(addressed) {
  const [address, integrity] = addressed();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`${address} did not come within a minute`)), TIMEOUT_MILLIS);
  try {
    const answer = await fetch(address, { integrity, signal: late.signal });
    return await WebAssembly.compile(await answer.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

// Another language than English: which catalogues there are, and one for each part, asked for with it. A text whose catalogue did not come
// is English.
let catalogues;
async function catalogue(name) {
  try {
    const one = (await catalogues).default[name];
    return one && (await one()).default;
  } catch (error) {
    console.error(error);
  }
}

// Chooses the language before the console runs, and asks for what it needs first. What this gives lets the console know it, once it runs.
export function speak(language) {
  catalogues = languages[language]?.();
  const first = catalogues && catalogue("console");
  return async () => {
    const texts = await first;
    if (texts) learn(texts);
  };
}

// Modules that will be needed as soon as the console runs, while it is on its way itself. One that fails is asked for anew by then.
const prepared = new Map();
export function prepare(names) {
  for (const name of names) {
    const module = compile(modules[name]);
    module.catch(() => prepared.delete(name));
    prepared.set(name, module);
  }
}

function load(module) {
  if (!loaded.has(module)) {
    const main = initSync(undefined, undefined);
    const instance = (prepared.get(module) ?? compile(modules[module])).then((compiled) => WebAssembly.instantiate(compiled, { main, __wasm_split: main }));
    instance.catch(() => loaded.delete(module));
    loaded.set(module, instance);
  }
  return loaded.get(module);
}

// A function as the console calls it: it is told whether the part is there. That is so once all of its modules are, in whatever order they
// come: they find each other's functions by the table of the main one, when they are called.
function part(name, names) {
  return async (callback, data) => {
    const told = initSync(undefined, undefined).__indirect_function_table.get(callback);
    try {
      const [texts] = await Promise.all([catalogues && catalogue(name), ...names.map(load)]);
      if (texts) learn(texts);
    } catch (error) {
      console.error(error);
      return told(data, false);
    }
    told(data, true);
  };
}
