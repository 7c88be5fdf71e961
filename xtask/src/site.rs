//! The files of the site, put together from `index.html`: what Trunk does of it for those who come with Trunk alone, the tasks do with
//! the console in chunks.
//!
//! `index.html` is Trunk's template: a `data-trunk` line is replaced by what it asks for.

use std::fs;
use std::path::Path;

use crate::chunks::Chunk;
use crate::error::Error;
use crate::module::{self, Console};
use crate::tools::{self, Kind, Tools};
use crate::{files, licences, process, style, texts};

/// Builds the site into a folder, which holds nothing else afterwards.
///
/// # Errors
/// A step failed.
pub fn build(tools: &Tools, folder: &Path, kind: Kind) -> Result<Console, Error> {
    // Beside it, so that a page that is open meanwhile, and a host of it, always see a whole site.
    let new = folder.with_extension("new");
    let _ = fs::remove_dir_all(&new);
    fs::create_dir_all(&new).map_err(|error| Error::new(format!("{} cannot be made: {error}", new.display())))?;
    let mut console = module::programs(tools, &new, kind)?;
    for (from, to) in [
        ("assets/demo.js", "demo.js"),
        ("style/mark.svg", "mark.svg"),
        ("docs/voldeck.schema.json", "voldeck.schema.json"),
        ("assets/boot.js", "boot.js"),
        ("assets/sw.js", "sw.js"),
        ("assets/voldeck.webmanifest", "voldeck.webmanifest"),
        ("assets/icon-192.png", "icon-192.png"),
        ("assets/icon-512.png", "icon-512.png"),
    ] {
        files::copy(&tools::root().join(from), &new.join(to))?;
    }
    if kind == Kind::Development {
        for language in texts::LANGUAGES {
            files::write(&new.join(format!("{language}.json")), &texts::together(language)?)?;
        }
    }
    licences::write(&new.join("licences.txt"))?;
    style::bundle(tools, &new.join("voldeck.css"))?;
    if kind == Kind::Release {
        minify(tools, &new)?;
    }
    let name = |file: &str| if kind == Kind::Release { name_by_content(&new, file) } else { Ok(file.to_owned()) };
    let boot = name("boot.js")?;
    console.styles = name("voldeck.css")?;
    let template = files::read(&tools::root().join("index.html"))?;
    files::write(&new.join("index.html"), &page(&template, &new, &console, &boot)?)?;
    let _ = fs::remove_dir_all(folder);
    fs::rename(&new, folder).map_err(|error| Error::new(format!("{} cannot be replaced: {error}", folder.display())))?;
    Ok(console)
}

/// Shortens scripts and styles in place. Nothing is translated down to older browsers: wasm asks for a current one anyway.
fn minify(tools: &Tools, folder: &Path) -> Result<(), Error> {
    let mut esbuild = tools.esbuild();
    // The worker's scripts are no modules: they find each other by their top-level names, which are kept without a format.
    esbuild.args(["boot.js", "demo.js", "sw.js", "voldeck-demo.js", "voldeck.css"]);
    esbuild.args(["--minify", "--log-level=warning", "--allow-overwrite", "--outdir=.", "--outbase=."]).current_dir(folder);
    process::run("Minifying", &mut esbuild, "The lines above name the place that is not understood").map(drop)
}

/// `boot.js` as `boot-4d839b1055845471.js`.
fn name_by_content(folder: &Path, file: &str) -> Result<String, Error> {
    let (stem, ending) = file.split_once('.').unwrap_or((file, ""));
    let named = format!("{stem}-{}.{ending}", files::hash(&folder.join(file))?);
    fs::rename(folder.join(file), folder.join(&named)).map_err(|error| Error::new(format!("{file} cannot be named: {error}")))?;
    Ok(named)
}

/// The page: what is asked for first stands first, before the script that relies on it.
fn page(template: &str, folder: &Path, console: &Console, boot: &str) -> Result<String, Error> {
    let Console { script, module, chunks, styles } = console;
    let module_of = |name: &String| Ok(serde_json::json!([name, files::integrity(&folder.join(name))?]));
    let chunk =
        |Chunk { name, modules }: &Chunk| Ok((name.clone(), modules.iter().map(module_of).collect::<Result<Vec<_>, Error>>()?.into()));
    // The start script asks for the drivers ahead; the rest is not needed for the first row.
    let drivers = chunks.iter().filter(|chunk| chunk.is_driver());
    let chunks: serde_json::Map<_, _> = drivers.map(chunk).collect::<Result<_, Error>>()?;
    let head = format!(
        "  <meta name=\"voldeck-app\" data-js=\"./{script}\" data-wasm=\"./{module}\" data-chunks='{}'>
  <link rel=\"modulepreload\" href=\"./{script}\" crossorigin=\"anonymous\">
  <link rel=\"preload\" href=\"./{module}\" as=\"fetch\" type=\"application/wasm\" crossorigin=\"anonymous\">
",
        serde_json::Value::from(chunks)
    );
    let line = |line: &str| match line {
        _ if !line.contains("data-trunk") => Some(format!("{line}\n")),
        _ if line.contains("data-bin=\"voldeck\"") => Some(head.clone()),
        _ if line.contains("boot.js") => {
            Some(format!("{}\n", line.replace(" data-trunk", "").replace("assets/boot.js", &format!("./{boot}"))))
        }
        _ if line.contains("rel=\"css\"") => Some(format!("  <link rel=\"stylesheet\" href=\"./{styles}\">\n")),
        // Copied, or found by the console itself.
        _ => None,
    };
    Ok(template.lines().filter_map(line).collect())
}
