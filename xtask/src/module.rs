//! The programs of the site: compiled, split into chunks, bound to their scripts, and made small.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chunks::{self, Chunk};
use crate::error::Error;
use crate::process::{self, Job};
use crate::tools::{self, FEATURES, Kind, Tools};
use crate::{files, glue};

/// The target of everything that runs in a browser.
const TARGET: &str = "wasm32-unknown-unknown";
/// What `wasm-opt` is to do. Addresses below 1024 are the far end of the stack, so constants may be folded into them; fewer functions
/// are made part of their caller, which compresses worse; branches are built anew; functions that differ in constants only become
/// one; and functions of one name stand together, which compresses better (0.7 %).
const PASSES: [&str; 12] = [
    "-lmu",
    "-ocimfs",
    "40",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--merge-similar-functions",
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
];

/// The console's own module, before it has its name.
const MAIN: &str = "voldeck_bg";

/// The console as a browser loads it.
pub struct Console {
    /// The file of its script.
    pub script: String,
    /// The file of its main module.
    pub module: String,
    /// What is loaded on demand; nothing in a build for development, which is one module.
    pub chunks: Vec<Chunk>,
    /// The file of its styles.
    pub styles: String,
}

/// Compiles the console and the demo's worker, whose files the console knows by name, and writes what a browser loads into a folder.
///
/// # Errors
/// A step failed, or wrote something else than expected.
pub fn programs(tools: &Tools, folder: &Path, kind: Kind) -> Result<Console, Error> {
    match kind {
        Kind::Development => in_one_piece(folder),
        Kind::Release => in_chunks(tools, folder),
    }
}

/// With the features of both, so that what they have in common is compiled once.
fn in_one_piece(folder: &Path) -> Result<Console, Error> {
    let both = ["--no-default-features", "--features", "ui,worker", "--bin", "voldeck", "--bin", "voldeck-demo"];
    let programs = compile(&["voldeck", "voldeck-demo"], "build", &both, Kind::Development)?;
    process::at_once(
        2,
        vec![
            Box::new(|| bind("module", &programs[0], folder, "voldeck")),
            Box::new(|| bind("worker", &programs[1], folder, "voldeck-demo")),
        ],
    )?;
    Ok(Console { script: "voldeck.js".to_owned(), module: "voldeck_bg.wasm".to_owned(), chunks: Vec::new(), styles: String::new() })
}

/// Split, and each module made small; the worker meanwhile, with its own features.
fn in_chunks(tools: &Tools, folder: &Path) -> Result<Console, Error> {
    // Where each address comes from: what is split has to be linked anew.
    let split = ["--package", "voldeck-chunks", "--bin", "voldeck-chunks", "--", "-Clink-args=--emit-relocs"];
    let programs = compile(&["voldeck-chunks"], "rustc", &split, Kind::Release)?;
    let work = tools::root().join("target/site");
    let _ = fs::remove_dir_all(&work);
    bind("chunks", &programs[0], &work, "voldeck")?;
    let chunks = chunks::put_together(tools, &work)?;
    glue::drop_unused(tools, &work)?;
    run_wasm("shorten", &[&work.join("voldeck_bg.wasm"), &work.join("names.txt")])?;

    let modules: BTreeSet<&str> = chunks.iter().flat_map(|chunk| &chunk.modules).map(String::as_str).chain([MAIN]).collect();
    let file = |module: &str, ending: &str| work.join(format!("{module}{ending}.wasm"));
    // What takes long first.
    let mut by_size: Vec<&str> = modules.iter().copied().collect();
    by_size.sort_by_key(|module| Reverse(fs::metadata(file(module, "")).map_or(0, |file| file.len())));
    let small = |module| -> Job { Box::new(move || optimise(tools, &file(module, ""), &file(module, ".small"))) };
    process::at_once(
        process::processors(),
        [Box::new(|| demo(tools, folder)) as Job].into_iter().chain(by_size.into_iter().map(small)).collect(),
    )?;

    // Under names that say what they hold.
    let mut shipped = HashMap::new();
    for module in modules {
        let (name, ending) = if module == MAIN { ("voldeck", "_bg") } else { (module.trim_start_matches("split_"), "") };
        let small = file(module, ".small");
        let name = format!("{name}-{}{ending}.wasm", files::hash(&small)?);
        files::copy(&small, &folder.join(&name))?;
        shipped.insert(module, name);
    }
    let named = |chunk: &Chunk| Chunk {
        name: chunk.name.clone(),
        modules: chunk.modules.iter().map(|module| shipped[module.as_str()].clone()).collect(),
    };
    let chunks: Vec<Chunk> = chunks.iter().map(named).collect();
    let small = glue::script(tools, &work, folder, &chunks)?;
    let script = format!("voldeck-{}.js", files::hash(&small)?);
    files::copy(&small, &folder.join(&script))?;
    Ok(Console { script, module: shipped[MAIN].clone(), chunks, styles: String::new() })
}

fn demo(tools: &Tools, folder: &Path) -> Result<(), Error> {
    let worker = ["--no-default-features", "--features", "worker", "--bin", "voldeck-demo"];
    let programs = compile(&["voldeck-demo"], "build", &worker, Kind::Release)?;
    bind("worker", &programs[0], folder, "voldeck-demo")?;
    let module = folder.join("voldeck-demo_bg.wasm");
    optimise(tools, &module, &module)
}

/// Compiles programs for the browser with `cargo build` or `cargo rustc`.
fn compile(bins: &[&str], how: &str, which: &[&str], kind: Kind) -> Result<Vec<PathBuf>, Error> {
    let mut cargo = Command::new(tools::cargo());
    cargo.args([how, "--target", TARGET]).current_dir(tools::root());
    if kind == Kind::Release {
        cargo.arg("--release");
        // Where a panic is from is a path in the module: the same on every machine, and nobody's home.
        if let Some(registry) = tools::cargo_home().map(|home| home.join("registry/src")) {
            cargo
                .arg("--config")
                .arg(format!("target.{TARGET}.rustflags=[{:?}]", format!("--remap-path-prefix={}=crates", registry.display())));
        }
    }
    process::run(&format!("Compiling {}", bins.join(" and ")), cargo.args(which), "The lines above name the file and the reason")?;
    let profile = if kind == Kind::Release { "release" } else { "debug" };
    let folder = tools::target_folder().join(TARGET).join(profile);
    Ok(bins.iter().map(|bin| folder.join(format!("{bin}.wasm"))).collect())
}

fn bind(how: &str, program: &Path, folder: &Path, name: &str) -> Result<(), Error> {
    run_wasm(how, &[program, folder, Path::new(name)])
}

/// Runs `xtask/wasm`, a program of its own so that only who builds the site compiles it.
fn run_wasm(how: &str, arguments: &[&Path]) -> Result<(), Error> {
    let mut tool = Command::new(tools::cargo());
    tool.args(["run", "--quiet", "--package", "voldeck-wasm", "--", how]).args(arguments).current_dir(tools::root());
    process::run(&format!("Making modules: {how}"), &mut tool, "The lines above say why").map(drop)
}

fn optimise(tools: &Tools, from: &Path, to: &Path) -> Result<(), Error> {
    let mut optimise = tools.binaryen("wasm-opt")?;
    optimise.arg(from).args(PASSES).args(FEATURES).arg("-o").arg(to);
    process::run("Optimising", &mut optimise, "The lines above are those of wasm-opt").map(drop)
}
