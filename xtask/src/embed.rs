//! The console as a package for other people's pages: `dist-embed/`, an ES module with a custom element, ready for `npm publish`, a
//! bundler or any folder of static files.
//!
//! The program and its chunks are those of the site, byte for byte. What is added is `assets/embed`: the element, and what stands
//! between the program and the page around it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::compress::{self, Size};
use crate::error::Error;
use crate::module::Console;
use crate::tools::{self, Tools};
use crate::{files, glue, process, texts};

/// What is copied as it is.
const COPIED: [(&str, &str); 8] = [
    ("assets/embed/package.json", "package.json"),
    ("assets/embed/README.md", "README.md"),
    ("assets/embed/index.d.ts", "index.d.ts"),
    ("assets/embed/element.d.ts", "element.d.ts"),
    ("assets/embed/react.d.ts", "react.d.ts"),
    ("docs/voldeck.schema.json", "voldeck.schema.json"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
];
/// What bundlers put into their scripts as a `data:` address, which a policy refuses: files below this size (Vite).
const INLINED_BELOW: u64 = 4096;

/// Builds the package from a site that was just built into `dist`, and tells the sizes of its files.
///
/// # Errors
/// A step failed, or a chunk is so small that bundlers would not keep it as a file.
pub fn build(tools: &Tools, dist: &Path, console: &Console) -> Result<Vec<Size>, Error> {
    let work = tools::root().join("target/site");
    let new = tools::root().join("dist-embed.new");
    let _ = fs::remove_dir_all(&new);
    let lib = new.join("lib");
    fs::create_dir_all(&lib).map_err(|error| Error::new(format!("{} cannot be made: {error}", lib.display())))?;
    let modules: BTreeSet<&String> = console.chunks.iter().flat_map(|chunk| &chunk.modules).chain([&console.module]).collect();
    for module in modules {
        files::copy(&dist.join(module), &lib.join(module))?;
        if fs::metadata(lib.join(module)).is_ok_and(|file| file.len() < INLINED_BELOW) {
            return Err(Error::new(format!("{module} is smaller than {INLINED_BELOW} bytes, so bundlers would make an address of it."))
                .advice("Put it together with another one: xtask/src/chunks.rs"));
        }
    }
    let is_text = |file: &std::path::PathBuf| file.extension().is_some_and(|ending| ending == "js") && texts::is_of_language(file);
    for file in files::below(dist).into_iter().filter(is_text) {
        files::copy(&file, &lib.join(file.file_name().unwrap_or_default()))?;
    }
    let script = glue::package_script(tools, &work, dist, (&console.module, &console.styles), &console.chunks)?;
    let script_name = format!("console-{}.js", files::hash(&script)?);
    files::copy(&script, &lib.join(&script_name))?;
    for name in ["index.js", "element.js"] {
        let text = files::read(&tools::root().join("assets/embed").join(name))?;
        files::write(&new.join(name), &text.replace("./lib/console.js", &format!("./lib/{script_name}")))?;
    }
    let mut minify = tools.esbuild();
    minify.args(["index.js", "element.js", "--minify", "--log-level=warning", "--allow-overwrite", "--outdir=."]).current_dir(&new);
    process::run("Minifying the package", &mut minify, "The lines above name the place that is not understood")?;
    for (from, to) in COPIED {
        let from = tools::root().join(from);
        if from.exists() {
            files::write(&new.join(to), &files::read(&from)?.replace("0.0.0-built", env!("CARGO_PKG_VERSION")))?;
        }
    }
    files::copy(&dist.join("licences.txt"), &new.join("licences.txt"))?;
    // What each file has to be, for the page's import map: by its name in the package.
    let served = files::below(&new).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "js" || ending == "wasm"));
    let integrity = served
        .map(|file| {
            let name = file.strip_prefix(&new).unwrap_or(&file).display().to_string();
            Ok((format!("./{name}"), files::integrity(&file)?.into()))
        })
        .collect::<Result<serde_json::Map<_, _>, Error>>()?;
    files::write(&new.join("integrity.json"), &format!("{:#}\n", serde_json::Value::from(integrity)))?;
    let package = tools::root().join("dist-embed");
    let _ = fs::remove_dir_all(&package);
    fs::rename(&new, &package).map_err(|error| Error::new(format!("{} cannot be replaced: {error}", package.display())))?;
    Ok(sizes(&package))
}

/// The sizes of what a page loads.
fn sizes(package: &Path) -> Vec<Size> {
    let is_loaded = |file: &std::path::PathBuf| file.extension().is_some_and(|ending| ending == "js" || ending == "wasm");
    let size = |file: std::path::PathBuf| {
        let bytes = fs::read(&file).unwrap_or_default();
        let name = file.strip_prefix(package).unwrap_or(&file).display().to_string();
        Size { name, raw: bytes.len(), gzip: compress::gzip(&bytes).len(), brotli: compress::brotli(&bytes).len() }
    };
    files::below(package).into_iter().filter(is_loaded).map(size).collect()
}
