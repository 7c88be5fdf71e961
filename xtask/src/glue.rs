//! The script between the console and the browser, which wasm-bindgen calls the glue: without what the console does not use, with the
//! loader of the chunks, in one file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::chunks::Chunk;
use crate::error::Error;
use crate::tools::{self, FEATURES, Tools};
use crate::{files, process};

/// Names that end in a hash: those that a module imports, which `xtask/wasm` has given short ones.
const HASHED: &str = "^__wb.*_[0-9a-f]{16}$";

/// Takes out of `voldeck.js` and `voldeck_bg.wasm` what nobody calls. wasm-bindgen exports every class of every crate below, and an
/// export keeps all that it calls: here the streams of Leptos' server functions (1.2 kB of the download, and 1 kB of the script).
pub fn drop_unused(tools: &Tools, work: &Path) -> Result<(), Error> {
    let glue = work.join("voldeck.js");
    // What esbuild has to be told to see that it is not needed either.
    let text = files::read(&glue)?;
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("if (Symbol.dispose)")).collect();
    files::write(&glue, &text.join("\n").replace("new FinalizationRegistry(", "/* @__PURE__ */ new FinalizationRegistry("))?;
    // All that the page and the loader call.
    files::write(&work.join("used.js"), "export { initSync, default } from \"./voldeck.js\";\n")?;
    let mut bundle = tools.esbuild();
    bundle.args(["used.js", "--bundle", "--format=esm", "--external:./voldeck-chunks.js", "--log-level=error", "--outfile=voldeck.js"]);
    process::run(
        "Dropping what the script does not use",
        bundle.arg("--allow-overwrite").current_dir(work),
        "The lines above are those of esbuild",
    )?;

    let called = [files::read(&glue)?, files::read(&tools::root().join("assets/chunks.js"))?].concat();
    let taken = files::read(&work.join("voldeck-main.wat"))?;
    let exports: BTreeSet<&str> =
        members(&called).chain(taken.split("(export \"").skip(1).filter_map(|rest| rest.split('"').next())).collect();
    let mut graph = vec![serde_json::json!({ "name": "page", "root": true, "reaches": exports })];
    graph.extend(exports.iter().map(|export| serde_json::json!({ "name": export, "export": export })));
    files::write(&work.join("graph.json"), &serde_json::Value::from(graph).to_string())?;
    let mut drop_unused = tools.binaryen("wasm-metadce")?;
    drop_unused.args(["voldeck_bg.wasm", "--graph-file=graph.json", "-g", "-o", "voldeck_bg.wasm"]).args(FEATURES).current_dir(work);
    process::run("Dropping what the module does not use", &mut drop_unused, "The lines above are those of wasm-metadce").map(drop)
}

/// What stands behind a dot, which every export does that a script calls.
fn members(script: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    script.split('.').skip(1).map(move |rest| rest.split(|c| !is_name(c)).next().unwrap_or_default()).filter(|name| !name.is_empty())
}

/// The glue and the loader of the chunks, in one file.
pub fn script(tools: &Tools, work: &Path, folder: &Path, chunks: &[Chunk]) -> Result<PathBuf, Error> {
    let modules: BTreeSet<&String> = chunks.iter().flat_map(|chunk| &chunk.modules).collect();
    let address = |module: &&String| -> Result<String, Error> {
        let integrity = files::integrity(&folder.join(module))?;
        Ok(format!("  \"{module}\": () => [new URL(\"./{module}\", import.meta.url), \"{integrity}\"],\n"))
    };
    let part = |chunk: &Chunk| format!("export const __wasm_split_load_{} = part({:?});\n", chunk.name, chunk.modules);
    let loader = [
        "import { initSync } from \"./voldeck.js\";\nconst modules = {\n".to_owned(),
        modules.iter().map(address).collect::<Result<_, Error>>()?,
        "};\n".to_owned(),
        files::read(&tools::root().join("assets/chunks.js"))?,
        chunks.iter().map(part).collect(),
    ];
    files::write(&work.join("voldeck-chunks.js"), &loader.concat())?;
    // All that the page calls.
    files::write(&work.join("entry.js"), "export { default } from \"./voldeck.js\";\nexport { prepare } from \"./voldeck-chunks.js\";\n")?;
    let names = files::read(&work.join("names.txt"))?;
    let names: serde_json::Map<_, _> =
        names.lines().filter_map(|line| line.split_once(' ')).map(|(long, short)| (long.to_owned(), short.into())).collect();
    files::write(&work.join("names.json"), &serde_json::Value::from(names).to_string())?;
    let mut bundle = tools.esbuild();
    bundle.args(["entry.js", "--bundle", "--format=esm", "--minify", "--log-level=error", "--outfile=voldeck.small.js"]);
    bundle.args([&format!("--mangle-props={HASHED}"), "--mangle-cache=names.json"]).current_dir(work);
    process::run("Bundling the script", &mut bundle, "The lines above are those of esbuild")?;
    Ok(work.join("voldeck.small.js"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_calls_stands_behind_a_dot() {
        let script = "wasm.__wbindgen_start();\nconst t = initSync().__indirect_function_table.get(0), n = [...all, 1.5];";
        assert_eq!(members(script).collect::<Vec<_>>(), ["__wbindgen_start", "__indirect_function_table", "get", "all", "5"]);
    }
}
