//! The programs of the site: compiled, split into chunks, bound to their scripts, and made small.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chunks::{self, Chunk};
use crate::error::Error;
use crate::tools::{self, FEATURES, Kind, Tools};
use crate::{files, glue, process};

/// The target of everything that runs in a browser.
const TARGET: &str = "wasm32-unknown-unknown";
/// What `wasm-opt` is to do. Addresses below 1024 are the far end of the stack, so constants may be folded into them; fewer functions
/// are made part of their caller, which compresses worse; branches are built anew; functions that differ in constants only become
/// one; all of it again until nothing more is won; and functions of one name stand together, which compresses better (0.7 %).
const PASSES: [&str; 13] = [
    "-lmu",
    "-ocimfs",
    "40",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--merge-similar-functions",
    "--converge",
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
];

/// The console as a browser loads it.
pub struct Console {
    /// The file of its script.
    pub script: String,
    /// The file of its main module.
    pub module: String,
    /// What is loaded on demand; nothing in a build for development, which is one module.
    pub chunks: Vec<Chunk>,
}

/// Compiles the console and writes what a browser loads of it into a folder.
///
/// # Errors
/// A step failed, or wrote something else than expected.
pub fn console(tools: &Tools, folder: &Path, kind: Kind) -> Result<Console, Error> {
    if kind == Kind::Development {
        let program = compile("voldeck", &["--no-default-features", "--features", "ui", "--bin", "voldeck"], kind)?;
        bind("module", &program, folder, "voldeck")?;
        return Ok(Console { script: "voldeck.js".to_owned(), module: "voldeck_bg.wasm".to_owned(), chunks: Vec::new() });
    }
    let program = compile("voldeck-chunks", &["--package", "voldeck-chunks", "--bin", "voldeck-chunks"], kind)?;
    let work = tools::root().join("target/site");
    let _ = fs::remove_dir_all(&work);
    bind("chunks", &program, &work, "voldeck")?;
    let chunks = chunks::put_together(tools, &work)?;
    glue::drop_unused(tools, &work)?;
    run_wasm("shorten", &[&work.join("voldeck_bg.wasm"), &work.join("names.txt")])?;
    let mut shipped = Shipped { tools, work: &work, folder, names: HashMap::new() };
    let module = shipped.ship("voldeck_bg", "voldeck", "_bg")?;
    let mut ship = |Chunk { name, modules }| {
        let modules =
            modules.iter().map(|module| shipped.ship(module, module.trim_start_matches("split_"), "")).collect::<Result<_, _>>()?;
        Ok(Chunk { name, modules })
    };
    let chunks: Vec<Chunk> = chunks.into_iter().map(&mut ship).collect::<Result<_, Error>>()?;
    let small = glue::script(tools, &work, folder, &chunks)?;
    let script = format!("voldeck-{}.js", files::hash(&small)?);
    files::copy(&small, &folder.join(&script))?;
    Ok(Console { script, module, chunks })
}

/// Compiles the demo's worker, whose files the console knows by name.
///
/// # Errors
/// A step failed.
pub fn demo(tools: &Tools, folder: &Path, kind: Kind) -> Result<(), Error> {
    let program = compile("voldeck-demo", &["--no-default-features", "--features", "worker", "--bin", "voldeck-demo"], kind)?;
    bind("worker", &program, folder, "voldeck-demo")?;
    let module = folder.join("voldeck-demo_bg.wasm");
    if kind == Kind::Release { optimise(tools, &module, &module) } else { Ok(()) }
}

fn compile(bin: &str, which: &[&str], kind: Kind) -> Result<PathBuf, Error> {
    let mut cargo = Command::new(tools::cargo());
    cargo.args(["rustc", "--target", TARGET]).args(which).current_dir(tools::root());
    if kind == Kind::Release {
        cargo.arg("--release");
        // Where a panic is from is a path in the module: the same on every machine, and nobody's home.
        if let Some(registry) = tools::cargo_home().map(|home| home.join("registry/src")) {
            cargo
                .arg("--config")
                .arg(format!("target.{TARGET}.rustflags=[{:?}]", format!("--remap-path-prefix={}=crates", registry.display())));
        }
    }
    if bin == "voldeck-chunks" {
        // Where each address comes from: what is split has to be linked anew.
        cargo.args(["--", "-Clink-args=--emit-relocs"]);
    }
    process::run(&format!("Compiling {bin}"), &mut cargo, "The lines above name the file and the reason")?;
    let profile = if kind == Kind::Release { "release" } else { "debug" };
    Ok(tools::target_folder().join(TARGET).join(profile).join(format!("{bin}.wasm")))
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

/// Modules that were made small, each once, under names that say what they hold.
struct Shipped<'a> {
    tools: &'a Tools,
    work: &'a Path,
    folder: &'a Path,
    names: HashMap<String, String>,
}

impl Shipped<'_> {
    /// Makes a module small and puts it into the site: `name` and `ending` are what stands before and after the hash in its name.
    fn ship(&mut self, module: &str, name: &str, ending: &str) -> Result<String, Error> {
        if let Some(shipped) = self.names.get(module) {
            return Ok(shipped.clone());
        }
        let (from, small) = (self.work.join(format!("{module}.wasm")), self.work.join(format!("{module}.small.wasm")));
        optimise(self.tools, &from, &small)?;
        let shipped = format!("{name}-{}{ending}.wasm", files::hash(&small)?);
        files::copy(&small, &self.folder.join(&shipped))?;
        self.names.insert(module.to_owned(), shipped.clone());
        Ok(shipped)
    }
}
