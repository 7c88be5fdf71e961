//! One style sheet out of many: `style/voldeck.css` with its imports put in place.
//!
//! The sources are one file per part, in the order that `voldeck.css` imports them; a browser that loaded them
//! separately would send more than twenty requests. Who builds with Trunk alone has it run
//! this before each build (a hook in Trunk.toml).

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::tools::{self, Kind, Tools};
use crate::{files, process};

/// `cargo xtask style`.
///
/// # Errors
/// esbuild is missing, or an import cannot be read.
pub fn command() -> Result<(), Error> {
    let folder = tools::root().join("target/style");
    let (new, sheet) = (folder.join("new.css"), folder.join("voldeck.css"));
    bundle(&Tools::ready(Kind::Development)?, &new)?;
    // An unchanged file keeps its time, and so starts no further build.
    if fs::read(&sheet).is_ok_and(|old| fs::read(&new).is_ok_and(|new| new == old)) {
        return Ok(());
    }
    files::copy(&new, &sheet)
}

/// Writes the one style sheet.
///
/// # Errors
/// An import cannot be read.
pub fn bundle(tools: &Tools, to: &Path) -> Result<(), Error> {
    let mut esbuild = tools.esbuild();
    esbuild.args(["style/voldeck.css", "--bundle", "--log-level=warning"]).arg(format!("--outfile={}", to.display()));
    process::run("Bundling the style sheet", esbuild.current_dir(tools::root()), "The lines above name the import").map(drop)
}
