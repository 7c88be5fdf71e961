//! The script between the console and the browser, which wasm-bindgen calls the glue: without what the console does not use, with the
//! loader of the chunks, in one file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::chunks::Chunk;
use crate::error::Error;
use crate::tools::{self, FEATURES, Tools};
use crate::{files, process, texts};

/// Names that end in a hash: those that a module imports, which `xtask/wasm` has given short ones.
const HASHED: &str = "^__wb.*_[0-9a-f]{16}$";

/// Takes out of `voldeck.js` and `voldeck_bg.wasm` what nobody calls. wasm-bindgen exports every class of every crate below, and an
/// export keeps all that it calls: here the streams of Leptos' server functions (1.2 kB of the download, and 1 kB of the script).
pub fn drop_unused(tools: &Tools, work: &Path) -> Result<(), Error> {
    let glue = work.join("voldeck.js");
    // What esbuild has to be told to see that it is not needed either.
    let text = trusted(&files::read(&glue)?)?;
    files::copy(&tools::root().join("assets/trusted.js"), &work.join("trusted.js"))?;
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("if (Symbol.dispose)")).collect();
    files::write(&glue, &text.join("\n").replace("new FinalizationRegistry(", "/* @__PURE__ */ new FinalizationRegistry("))?;
    // All that the page and the loader call.
    files::write(&work.join("used.js"), "export { initSync, default, learn, mount } from \"./voldeck.js\";\n")?;
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

/// The one place where the program writes HTML goes by way of the page's policy for that.
fn trusted(glue: &str) -> Result<String, Error> {
    const HTML: &str = ".innerHTML = v0;";
    if glue.matches(".innerHTML").count() != 1 || !glue.contains(HTML) {
        return Err(Error::new("wasm-bindgen writes HTML otherwise than it did.").advice("xtask/src/glue.rs has to know how"));
    }
    Ok(format!("import {{ trusted }} from \"./trusted.js\";\n{}", glue.replace(HTML, ".innerHTML = trusted(v0);")))
}

/// What stands behind a dot, which every export does that a script calls.
fn members(script: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    script.split('.').skip(1).map(move |rest| rest.split(|c| !is_name(c)).next().unwrap_or_default()).filter(|name| !name.is_empty())
}

/// The glue and the loader of the chunks, in one file.
pub fn script(tools: &Tools, work: &Path, folder: &Path, chunks: &[Chunk]) -> Result<PathBuf, Error> {
    write_loader(work, folder, chunks)?;
    // All that the page calls.
    files::write(
        &work.join("entry.js"),
        "export { default, mount } from \"./voldeck.js\";\nexport { prepare, speak } from \"./voldeck-chunks.js\";\n",
    )?;
    let names = files::read(&work.join("names.txt"))?;
    let names: serde_json::Map<_, _> =
        names.lines().filter_map(|line| line.split_once(' ')).map(|(long, short)| (long.to_owned(), short.into())).collect();
    files::write(&work.join("names.json"), &serde_json::Value::from(names).to_string())?;
    bundle(tools, work, "entry.js", "voldeck.small.js")
}

/// The script of the package: the same, with its styles and what stands between the program and somebody else's page. The main module
/// and the style sheet are files of `dist`.
///
/// # Errors
/// A file is missing, or esbuild failed.
pub fn package_script(tools: &Tools, work: &Path, dist: &Path, (module, styles): (&str, &str), chunks: &[Chunk]) -> Result<PathBuf, Error> {
    let drivers: serde_json::Map<_, _> =
        chunks.iter().filter(|chunk| chunk.is_driver()).map(|chunk| (chunk.name.clone(), chunk.modules.clone().into())).collect();
    let loader = work.join("voldeck-chunks.js");
    let more =
        format!("export const main = () => {};\nexport const drivers = {};\n", address(dist, module)?, serde_json::Value::from(drivers));
    files::write(&loader, &(files::read(&loader)? + &more))?;
    files::copy(&dist.join(styles), &work.join("voldeck.css"))?;
    for file in ["console.js", "embedded.css"] {
        files::copy(&tools::root().join("assets/embed").join(file), &work.join(file))?;
    }
    bundle(tools, work, "console.js", "console.small.js")
}

fn bundle(tools: &Tools, work: &Path, entry: &str, to: &str) -> Result<PathBuf, Error> {
    let mut bundle = tools.esbuild();
    bundle.args([entry, "--bundle", "--format=esm", "--minify", "--loader:.css=text", "--log-level=error", &format!("--outfile={to}")]);
    bundle.args(texts::LANGUAGES.iter().map(|language| format!("--external:./{language}-*")));
    bundle.args([&format!("--mangle-props={HASHED}"), "--mangle-cache=names.json"]).current_dir(work);
    process::run("Bundling the script", &mut bundle, "The lines above are those of esbuild")?;
    Ok(work.join(to))
}

/// Where a module is, and what it has to be.
fn address(folder: &Path, module: &str) -> Result<String, Error> {
    Ok(format!("[new URL(\"./{module}\", import.meta.url), \"{}\"]", files::integrity(&folder.join(module))?))
}

/// A language: the module that says which catalogues there are, so that who reads English downloads one name of it.
fn spoken(folder: &Path, language: &str) -> Result<String, Error> {
    Ok(format!("  {language}: () => import(\"./{}\"),\n", texts::write(folder, language)?))
}

/// The loader of the chunks, which the program calls.
fn write_loader(work: &Path, folder: &Path, chunks: &[Chunk]) -> Result<(), Error> {
    let modules: BTreeSet<&String> = chunks.iter().flat_map(|chunk| &chunk.modules).collect();
    let entry = |module: &&String| Ok(format!("  \"{module}\": () => {},\n", address(folder, module)?));
    let part = |chunk: &Chunk| format!("export const __wasm_split_load_{} = part({:?}, {:?});\n", chunk.name, chunk.name, chunk.modules);
    let loader = [
        "import { initSync, learn } from \"./voldeck.js\";\nconst modules = {\n".to_owned(),
        modules.iter().map(entry).collect::<Result<_, Error>>()?,
        "};\nconst languages = {\n".to_owned(),
        texts::LANGUAGES.iter().map(|language| spoken(folder, language)).collect::<Result<_, Error>>()?,
        "};\n".to_owned(),
        files::read(&tools::root().join("assets/chunks.js"))?,
        chunks.iter().map(part).collect(),
    ];
    files::write(&work.join("voldeck-chunks.js"), &loader.concat())
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
