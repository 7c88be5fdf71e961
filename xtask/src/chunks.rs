//! The parts of the console that are loaded on demand, and which modules they consist of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::Error;
use crate::tools::{FEATURES, Tools};
use crate::{files, process};

/// A part of the console that is loaded on demand.
pub struct Chunk {
    /// The names of its providers joined by `_`, the same with `_actions`, or one of [`PARTS`].
    pub name: String,
    /// Its modules, which stand beside the main one, in the order in which they are loaded.
    pub modules: Vec<String>,
}

impl Chunk {
    /// Whether it is the drivers of providers.
    pub fn is_driver(&self) -> bool {
        !self.is_views() && !self.name.ends_with("_actions")
    }

    /// Whether it is the views beyond the list.
    pub fn is_views(&self) -> bool {
        PARTS.contains(&self.name.as_str())
    }
}

/// The chunk of what one looks at beyond the list: panels and pages.
pub const VIEWS: &str = "views";
/// The chunk of what is filled in: the forms of actions.
pub const FORMS: &str = "forms";
/// The chunk of what is about connections: their pages and form, and the vault of their credentials.
pub const CONNECT: &str = "connect";
/// The chunk of what is about the console itself: its settings, and what is wrong with its configuration.
pub const SETTINGS: &str = "settings";
/// The chunk that reads files with connections.
pub const IMPORT: &str = "import";
/// The chunks of views.
const PARTS: [&str; 5] = [VIEWS, FORMS, CONNECT, SETTINGS, IMPORT];

/// The chunks, as `xtask/wasm` tells them.
fn read(work: &Path) -> Result<Vec<Chunk>, Error> {
    let chunk = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some(Chunk { name: words.next()?, modules: words.collect() })
    };
    Ok(files::read(&work.join("voldeck-chunks.txt"))?.lines().filter_map(chunk).collect())
}

/// The chunk whose modules are asked for before the first row by most people.
pub const FIRST: &str = "nomad";

/// Puts together what chunks share. There is a module for each set of chunks that shares something, dozens of a few kB: as many requests.
/// What only the driver and the actions of one provider share becomes part of the driver. Of the rest, six are left: what [`FIRST`]
/// and others share, what only other drivers do, what only [`VIEWS`] and others of their kind do, what only [`FORMS`] and those others do,
/// what only those others do, and the rest of what no driver needs.
///
/// # Errors
/// What `xtask/wasm` wrote cannot be read, or wasm-merge failed.
pub fn put_together(tools: &Tools, work: &Path) -> Result<Vec<Chunk>, Error> {
    let chunks = read(work)?;
    let modules: BTreeSet<&String> = chunks.iter().flat_map(|chunk| &chunk.modules).collect();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in modules.into_iter().filter(|module| module.starts_with("chunk_")) {
        groups.entry(group(module, &chunks)).or_default().push(module.clone());
    }
    for (name, modules) in &mut groups {
        let own = format!("split_{name}");
        if chunks.iter().any(|chunk| chunk.name == *name) {
            modules.insert(0, own);
        }
        merge(tools, work, name, modules)?;
    }
    let regrouped = |chunk: &Chunk| {
        let mut modules = Vec::new();
        for module in &chunk.modules {
            let group = groups.iter().find(|(_, group)| group.contains(module));
            let module = group.map_or(module, |(name, _)| name);
            if !modules.contains(module) {
                modules.push(module.clone());
            }
        }
        // Its own comes last.
        modules.sort_by_key(|module| module.trim_start_matches("split_") == chunk.name);
        Chunk { name: chunk.name.clone(), modules }
    };
    Ok(chunks.iter().map(regrouped).collect())
}

/// The module that a shared one becomes part of.
fn group(module: &String, chunks: &[Chunk]) -> String {
    let users: Vec<&Chunk> = chunks.iter().filter(|chunk| chunk.modules.contains(module)).collect();
    let is_used_by = |name: &str| users.iter().any(|user| user.name == name);
    let mut drivers = users.iter().filter(|chunk| chunk.is_driver());
    match (drivers.next(), drivers.next()) {
        (None, _) if !users.iter().all(|user| user.is_views()) => "shared-later".to_owned(),
        // What panels do without is not fetched for them, nor for forms what those do without.
        (None, _) if is_used_by(VIEWS) => "shared-views".to_owned(),
        (None, _) if is_used_by(FORMS) => "shared-forms".to_owned(),
        (None, _) => "shared-aside".to_owned(),
        (Some(driver), None) if users.iter().all(|user| user.name.starts_with(&driver.name)) => driver.name.clone(),
        _ if is_used_by(FIRST) => "shared".to_owned(),
        _ => "shared-more".to_owned(),
    }
}

/// Merges modules that take all they need from the main one, as `voldeck-main.wat` hands it on.
fn merge(tools: &Tools, work: &Path, name: &str, modules: &[String]) -> Result<(), Error> {
    let mut merge = tools.binaryen("wasm-merge")?;
    merge.args(["voldeck-main.wat", "__wasm_split"]);
    for module in modules {
        merge.arg(format!("{module}.wasm")).arg(module);
    }
    merge.args(FEATURES).args(["-g", "-o"]).arg(format!("{name}.wasm")).current_dir(work);
    process::run(&format!("Putting together what is {name}"), &mut merge, "The lines above are those of wasm-merge").map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_goes_where_it_is_needed_first() {
        let chunk = |name: &str, modules: &[&str]| Chunk {
            name: name.to_owned(),
            modules: modules.iter().map(|&module| module.to_owned()).collect(),
        };
        let chunks = [
            chunk("cinder", &["all", "others"]),
            chunk("cinder_actions", &["all", "later"]),
            chunk("nomad", &["all", "own", "seen"]),
            chunk("nomad_actions", &["all", "own", "later"]),
            chunk("scaleway", &["others"]),
            chunk("views", &["later", "seen", "drawn"]),
            chunk("forms", &["later", "drawn", "filled"]),
            chunk("connect", &["later", "drawn", "filled", "aside"]),
            chunk("settings", &["later", "drawn", "aside"]),
        ];
        for (module, expected) in [
            ("all", "shared"),
            ("others", "shared-more"),
            ("own", "nomad"),
            ("seen", "shared"),
            ("later", "shared-later"),
            ("drawn", "shared-views"),
            ("filled", "shared-forms"),
            ("aside", "shared-aside"),
        ] {
            assert_eq!(group(&module.to_owned(), &chunks), expected, "{module}");
        }
    }
}
