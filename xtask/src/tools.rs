//! The tools a build needs, each of one exact version: first from PATH, then from the user's cache, and only then
//! installed, into that cache, so that a second clone finds them ready.
//!
//! A tool is installed into a folder of its own and renamed when it is whole; a lock keeps two clones from
//! installing at once. Nothing is put on the user's PATH and nothing outside the cache is touched.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::process;

/// The release of Binaryen whose `wasm-opt` shrinks the module. Debian's is too old.
const BINARYEN: &str = "132";
/// The bundler and minifier of scripts and styles.
const ESBUILD: &str = "0.28.2";

/// What the modules may use, beyond what every browser with WebAssembly has.
pub const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-multivalue",
];

/// The folder of this repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where tools are kept between builds and clones.
///
/// # Errors
/// The user has no home.
pub fn cache() -> Result<PathBuf, Error> {
    let home = || env::var_os("HOME").map(PathBuf::from);
    let base = if cfg!(windows) {
        env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Caches"))
    } else {
        env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| home().map(|home| home.join(".cache")))
    };
    base.map(|base| base.join("voldeck"))
        .ok_or_else(|| Error::new("There is no folder for tools.").advice("Set HOME (on Windows LOCALAPPDATA), or XDG_CACHE_HOME"))
}

/// Which tools a build asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Quick to build: module and scripts as they were made.
    Development,
    /// Small to load: split, optimised and minified.
    Release,
}

/// The tools, found.
#[derive(Debug)]
pub struct Tools {
    wasm_opt: Option<PathBuf>,
    esbuild: PathBuf,
}

impl Tools {
    /// Sets up whatever is missing.
    ///
    /// # Errors
    /// A tool can be neither found nor installed; the error says what to do by hand.
    pub fn ready(kind: Kind) -> Result<Self, Error> {
        wasm_target()?;
        let esbuild = npm_tool("esbuild", "esbuild", ESBUILD, ESBUILD)?;
        let wasm_opt = || npm_tool("wasm-opt", "binaryen", BINARYEN, &format!("{BINARYEN}.0.0"));
        Ok(Self { wasm_opt: (kind == Kind::Release).then(wasm_opt).transpose()?, esbuild })
    }

    /// A call of one of Binaryen's tools: `wasm-opt`, `wasm-merge`. They stand in one folder.
    ///
    /// # Errors
    /// These are the tools of a build for development, which needs none.
    pub fn binaryen(&self, tool: &str) -> Result<Command, Error> {
        let wasm_opt = self.wasm_opt.as_ref().ok_or_else(|| Error::new(format!("{tool} was not set up.")))?;
        let name = wasm_opt.file_name().unwrap_or_default().to_string_lossy().replace("wasm-opt", tool);
        Ok(Command::new(wasm_opt.with_file_name(name)))
    }

    /// A call of the bundler and minifier.
    pub fn esbuild(&self) -> Command {
        Command::new(&self.esbuild)
    }
}

/// Where cargo puts what it makes.
pub fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Where cargo keeps the crates of others.
pub fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// The version in what a tool says of itself: `trunk 0.21.14`, `wasm-opt version 132 (version_132)`.
fn version_in_words(words: &str) -> Option<&str> {
    words.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// The cargo that runs this task, or the one on PATH.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// Finds a program on PATH; on Windows the shims of npm (`.cmd`) too.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let names: Vec<String> = if cfg!(windows) { vec![executable(name), format!("{name}.cmd")] } else { vec![name.to_owned()] };
    env::split_paths(&env::var_os("PATH")?).flat_map(|folder| names.iter().map(move |name| folder.join(name))).find(|path| path.is_file())
}

fn has_version(tool: &Path, version: &str) -> bool {
    process::quiet(Command::new(tool).arg("--version")).is_some_and(|words| version_in_words(&words) == Some(version))
}

/// The standard library for the browser.
///
/// # Errors
/// It is missing and cannot be added.
pub fn wasm_target() -> Result<(), Error> {
    let library =
        process::quiet(Command::new("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).current_dir(root()));
    if library.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    let advice = "Install the standard library for wasm32-unknown-unknown: `rustup target add wasm32-unknown-unknown`, or your system's package of it";
    process::run(
        "Adding the WebAssembly target",
        Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]).current_dir(root()),
        advice,
    )?;
    Ok(())
}

/// A tool that npm carries for every system: it installs in seconds.
fn npm_tool(name: &str, package: &str, version: &str, release: &str) -> Result<PathBuf, Error> {
    if let Some(tool) = on_path(name).filter(|tool| has_version(tool, version)) {
        return Ok(tool);
    }
    let shim = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
    let tool = Path::new("node_modules/.bin").join(shim);
    let advice = format!("Install Node 18 or newer with npm (nodejs.org), or put {name} {version} on PATH");
    let npm = npm(&advice)?;
    let folder = kept(&format!("{package}-{version}"), &tool, |folder| {
        let mut install = Command::new(&npm);
        install.args(["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefix"]).arg(folder);
        install.arg(format!("{package}@{release}")).current_dir(folder);
        process::run(&format!("Installing {name} {version}"), &mut install, &advice).map(drop)
    })?;
    Ok(folder.join(tool))
}

/// npm, installed by the system's package manager where that is possible without asking.
///
/// # Errors
/// It is not there and cannot be installed.
pub fn npm(advice: &str) -> Result<PathBuf, Error> {
    if let (Some(npm), Some(_)) = (on_path("npm"), on_path("node")) {
        return Ok(npm);
    }
    system_packages("Node", &["nodejs", "npm"], advice)?;
    on_path("npm").ok_or_else(|| Error::new("npm is not on PATH.").advice(advice))
}

/// Installs packages of Debian or Ubuntu, if this is one and we are root.
///
/// # Errors
/// This is another system or another user: the advice says what to install.
pub fn system_packages(what: &str, packages: &[&str], advice: &str) -> Result<(), Error> {
    let root_user = process::quiet(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if on_path("apt-get").is_none() || !root_user {
        return Err(Error::new(format!("{what} is missing.")).advice(advice));
    }
    process::run("Reading the list of packages", Command::new("apt-get").args(["update", "-q"]), advice)?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-q", "--no-install-recommends"]).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&format!("Installing {what}"), &mut install, advice).map(drop)
}

/// A folder of the cache that holds `proof`; made by `install` in a temporary place and renamed when whole.
///
/// # Errors
/// The cache cannot be written, or the installation failed.
pub fn kept(name: &str, proof: &Path, install: impl FnOnce(&Path) -> Result<(), Error>) -> Result<PathBuf, Error> {
    let cache = cache()?;
    let folder = cache.join(name);
    if folder.join(proof).is_file() {
        return Ok(folder);
    }
    let cannot = |error: std::io::Error| {
        Error::new(format!("The cache {} cannot be written: {error}.", cache.display())).advice("Set XDG_CACHE_HOME to a folder of yours")
    };
    fs::create_dir_all(&cache).map_err(cannot)?;
    let lock = File::create(cache.join(format!("{name}.lock"))).map_err(cannot)?;
    if lock.try_lock().is_err() {
        println!("Another clone is installing {name}: waiting for it.");
        lock.lock().map_err(cannot)?;
        if folder.join(proof).is_file() {
            return Ok(folder);
        }
    }
    let half = cache.join(format!("{name}.half"));
    let _ = fs::remove_dir_all(&half);
    fs::create_dir_all(&half).map_err(cannot)?;
    install(&half)?;
    if !half.join(proof).is_file() {
        return Err(Error::new(format!("The installation of {name} ended well but left no {}.", proof.display()))
            .advice("Install it by hand and put it on PATH"));
    }
    // A folder without its proof is what an interrupted older installation left.
    let _ = fs::remove_dir_all(&folder);
    fs::rename(&half, &folder).map_err(cannot)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_tools_are_read() {
        for (words, expected) in [
            ("trunk 0.21.14\n", Some("0.21.14")),
            ("wasm-bindgen 0.2.130", Some("0.2.130")),
            ("wasm-opt version 132 (version_132)", Some("132")),
            ("", None),
        ] {
            assert_eq!(version_in_words(words), expected, "{words}");
        }
    }
}
