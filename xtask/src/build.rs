//! Building the site with Trunk, packing it for hosts that serve packed files, and telling how large it is for a browser.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::compress::{self, Size};
use crate::error::Error;
use crate::tools::{self, Kind, Tools};
use crate::{arguments, files, process, shrink};

/// What helps when Trunk fails.
const ADVICE: &str =
    "The lines above name the file and the reason. `cargo clippy --target wasm32-unknown-unknown` repeats the compiler's part alone";

/// `cargo xtask build`.
///
/// # Errors
/// A tool is missing, or the build failed.
pub fn command(arguments: pico_args::Arguments) -> Result<(), Error> {
    arguments::finish(arguments)?;
    release().map(drop)
}

/// Builds the optimised site into `dist/` and prints its sizes.
///
/// # Errors
/// A tool is missing, or the build failed.
pub fn release() -> Result<PathBuf, Error> {
    let tools = ready(Kind::Release)?;
    let dist = tools::root().join("dist");
    process::run("Building the site", tools.trunk("build")?.arg("--release"), ADVICE)?;
    shrink(&tools, &dist)?;
    minify(&tools, &dist)?;
    name_by_content(&dist)?;
    println!("\n{}", table(&compress::pack(&dist)?));
    println!("The site is in dist/. Any static host can serve it; `cargo xtask host` does so here.");
    Ok(dist)
}

/// Takes out of the console's module and its script what is not used.
fn shrink(tools: &Tools, dist: &Path) -> Result<(), Error> {
    let ours = |file: &&PathBuf| hashed(file).is_some() && file.to_string_lossy().ends_with("_bg.wasm");
    let files = files::below(dist);
    let (Some(module), Some(wasm_opt)) = (files.iter().find(ours), tools.wasm_opt()) else { return Ok(()) };
    let script = module.to_string_lossy().replace("_bg.wasm", ".js");
    shrink::shrink(Path::new(&script), module, wasm_opt)
}

/// Trunk named the files by what they held before: a host has them kept for ever, so another content must have another name.
fn name_by_content(dist: &Path) -> Result<(), Error> {
    let cannot = |error: std::io::Error| Error::new(format!("The files in {} cannot be named: {error}", dist.display()));
    let index = dist.join("index.html");
    let mut page = fs::read_to_string(&index).map_err(cannot)?;
    for file in files::below(dist) {
        let (Some(hash), Some(name)) = (hashed(&file), file.file_name().and_then(|name| name.to_str())) else { continue };
        let mut hasher = DefaultHasher::new();
        fs::read(&file).map_err(cannot)?.hash(&mut hasher);
        let named = name.replace(hash, &format!("{:016x}", hasher.finish()));
        page = page.replace(name, &named);
        fs::rename(&file, file.with_file_name(named)).map_err(cannot)?;
    }
    fs::write(&index, preloads_first(&page)).map_err(cannot)
}

/// The page with its preloads before its scripts: what the first script does can rely on what has been asked for.
fn preloads_first(page: &str) -> String {
    let (mut preloads, mut rest) = (String::new(), page.to_owned());
    for kind in ["<link rel=\"modulepreload\"", "<link rel=\"preload\""] {
        while let Some(begin) = rest.find(kind) {
            let Some(end) = rest[begin..].find('>').map(|at| begin + at + 1) else { break };
            preloads.extend(rest.drain(begin..end));
        }
    }
    let at = rest.find("<script").unwrap_or(0);
    rest.insert_str(at, &preloads);
    rest
}

/// The hash in a file's name: `voldeck-60fe0bcec7b9c12c_bg.wasm`. Trunk writes it as a number, without leading zeros.
fn hashed(file: &Path) -> Option<&str> {
    let hash = file.file_name()?.to_str()?.split_once('-')?.1.split(['.', '_']).next()?;
    (hash.len() > 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(hash)
}

/// The scripts of the demo's worker.
const WORKER: [&str; 2] = ["demo.js", "voldeck-demo.js"];

/// Shortens scripts and styles in place. Nothing is translated down to older browsers: wasm asks for a current one anyway.
fn minify(tools: &Tools, dist: &Path) -> Result<(), Error> {
    let wanted = |file: &PathBuf| matches!(file.extension().and_then(|extension| extension.to_str()), Some("js" | "css"));
    let names = files::below(dist).into_iter().filter(wanted).filter_map(|file| file.strip_prefix(dist).map(Path::to_path_buf).ok());
    // The worker's scripts are no modules: they find each other by their top-level names.
    let (worker, page): (Vec<_>, Vec<_>) = names.partition(|name| WORKER.iter().any(|worker| name == Path::new(worker)));
    for (files, format) in [(page, &["--format=esm"][..]), (worker, &[])] {
        let Some(mut esbuild) = tools.esbuild() else { return Ok(()) };
        esbuild.args(files).args(["--minify", "--log-level=warning", "--allow-overwrite", "--outdir=.", "--outbase=."]);
        let minify = esbuild.args(format).current_dir(dist);
        process::run("Minifying", minify, "The lines above name the place that is not understood")?;
    }
    Ok(())
}

/// Builds the site for development.
///
/// # Errors
/// The build failed.
pub fn development(tools: &Tools, dist: &Path) -> Result<(), Error> {
    let mut build = tools.trunk("build")?;
    process::run("Building the site for development", build.arg("--dist").arg(dist), ADVICE).map(drop)
}

/// Everything a build needs: the tools, and the crates, since Trunk is then run without the network.
///
/// # Errors
/// A tool or the registry is not to be had.
pub fn ready(kind: Kind) -> Result<Tools, Error> {
    let tools = Tools::ready(kind)?;
    let mut fetch = Command::new(tools::cargo());
    fetch.args(["fetch", "--target", "wasm32-unknown-unknown"]).current_dir(tools::root());
    process::run("Fetching the crates", &mut fetch, "Is the registry of crates reachable from here?")?;
    Ok(tools)
}

/// The first cell of the table: what the rows are, and the unit of all cells.
const HEADING: &str = "file, bytes";

/// The sizes as people read them, with a total.
fn table(sizes: &[Size]) -> String {
    let total = |pick: fn(&Size) -> usize| sizes.iter().map(pick).sum::<usize>();
    let sum = Size { name: "total".to_owned(), raw: total(|s| s.raw), gzip: total(|s| s.gzip), brotli: total(|s| s.brotli) };
    let width = sizes.iter().map(|size| size.name.len()).max().unwrap_or(0).max(HEADING.len());
    let line = |name: &str, cells: [String; 3]| format!("{name:<width$}  {:>11}  {:>11}  {:>11}", cells[0], cells[1], cells[2]);
    let row = |size: &Size| line(&size.name, [grouped(size.raw), grouped(size.gzip), grouped(size.brotli)]);

    let mut lines = vec![line(HEADING, ["raw".to_owned(), "gzip -9".to_owned(), "brotli 11".to_owned()])];
    lines.extend(sizes.iter().map(row));
    lines.push(row(&sum));
    lines.join("\n")
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn what_is_preloaded_comes_before_the_scripts() {
        let page = "<head><script src=a></script><link rel=\"preload\" href=w><link rel=\"modulepreload\" href=j></head>";
        let expected = "<head><link rel=\"modulepreload\" href=j><link rel=\"preload\" href=w><script src=a></script></head>";
        assert_eq!(preloads_first(page), expected);
    }

    #[test]
    fn hashes_are_found_with_and_without_leading_zeros() {
        let cases = [
            ("voldeck-60fe0bcec7b9c12c_bg.wasm", Some("60fe0bcec7b9c12c")),
            ("voldeck-49a21b79e350425.js", Some("49a21b79e350425")),
            ("voldeck-demo.js", None),
            ("voldeck-demo_bg.wasm", None),
            ("mark.svg", None),
        ];
        for (name, expected) in cases {
            assert_eq!(hashed(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn the_table_has_a_row_per_file_and_a_total() {
        let size = |name: &str, raw| Size { name: name.to_owned(), raw, gzip: raw / 2, brotli: raw / 4 };
        let expected = "\
file, bytes          raw      gzip -9    brotli 11
a.js               2,000        1,000          500
b_bg.wasm        400,000      200,000      100,000
total            402,000      201,000      100,500";
        assert_eq!(table(&[size("a.js", 2000), size("b_bg.wasm", 400_000)]), expected);
    }
}
