//! `licences.txt`: whose work the console is made of, and under which terms. Licences ask that their words come along.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::error::Error;
use crate::{files, process, tools};

/// The programs that a browser gets.
const PROGRAMS: [&str; 2] = ["voldeck-chunks", "voldeck"];
/// What the names of files with terms begin with, in capitals.
const TERMS: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

/// A package of others.
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    licence: &'a str,
    folder: &'a Path,
}

/// Writes the file.
///
/// # Errors
/// Cargo does not say what the programs are made of, or the file cannot be written.
pub fn write(file: &Path) -> Result<(), Error> {
    let mut cargo = Command::new(tools::cargo());
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", "wasm32-unknown-unknown"]).current_dir(tools::root());
    let told = process::quiet(&mut cargo).ok_or_else(|| Error::new("cargo metadata failed.").advice("Run it by hand: it says why"))?;
    let told: Value = serde_json::from_str(&told).map_err(|error| Error::new(format!("cargo metadata cannot be read: {error}")))?;
    let ours = ["LICENSE-MIT", "LICENSE-APACHE"].map(|name| files::read(&tools::root().join(name)));
    let [mit, apache] = ours;
    files::write(file, &text(&packages(&told), &mit?, &apache?))
}

/// The packages of others that end up in the programs: not what only runs while they are built.
fn packages(told: &Value) -> Vec<Package<'_>> {
    let items = |value: &'static str, of: &'_ Value| of[value].as_array().cloned().unwrap_or_default();
    let by_id: HashMap<&str, &Value> =
        told["packages"].as_array().into_iter().flatten().filter_map(|package| Some((package["id"].as_str()?, package))).collect();
    let nodes: HashMap<&str, &Value> =
        told["resolve"]["nodes"].as_array().into_iter().flatten().filter_map(|node| Some((node["id"].as_str()?, node))).collect();
    let is_macro =
        |package: &Value| items("targets", package).iter().any(|target| items("kind", target).iter().any(|kind| kind == "proc-macro"));
    let mut waiting: Vec<&str> =
        by_id.iter().filter(|(_, package)| PROGRAMS.iter().any(|name| package["name"] == *name)).map(|(id, _)| *id).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let Some((package, node)) = by_id.get(id).zip(nodes.get(id)).filter(|(package, _)| !is_macro(package)) else { continue };
        if !found.insert((package["name"].as_str().unwrap_or_default(), id)) {
            continue;
        }
        for dependency in node["deps"].as_array().into_iter().flatten() {
            // Of a kind `null` is what the program itself is made of.
            if items("dep_kinds", dependency).iter().any(|kind| kind["kind"].is_null()) {
                waiting.extend(dependency["pkg"].as_str());
            }
        }
    }
    found
        .into_iter()
        .filter_map(|(name, id)| {
            let package = by_id.get(id)?;
            // Ours have no source to be fetched from.
            package["source"].as_str()?;
            let version = package["version"].as_str()?;
            let licence = package["license"].as_str().unwrap_or("see its own words below");
            Some(Package { name, version, licence, folder: Path::new(package["manifest_path"].as_str()?).parent()? })
        })
        .collect()
}

/// The words of a package's licence: where it is offered under several, those of MIT alone.
fn terms(package: &Package) -> Vec<String> {
    let mut files = files::below(package.folder);
    files.sort();
    let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
    files.retain(|file| file.parent() == Some(package.folder) && TERMS.iter().any(|begin| name(file).starts_with(begin)));
    if package.licence.contains("MIT") && files.iter().any(|file| name(file).contains("MIT")) {
        files.retain(|file| name(file).contains("MIT") || name(file).starts_with("NOTICE"));
    }
    files.iter().filter_map(|file| fs::read_to_string(file).ok()).map(|text| text.replace("\r\n", "\n").trim().to_owned()).collect()
}

fn text(packages: &[Package], mit: &str, apache: &str) -> String {
    let mut by_terms: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for package in packages {
        for terms in terms(package) {
            by_terms.entry(terms).or_default().push(package.name);
        }
    }
    let line = "=".repeat(80);
    let mut out = format!(
        "Voldeck is offered under the MIT licence or the Apache licence 2.0, at your choice.\n\n{line}\n\n{}\n\n{line}\n\n{}\n\n{line}\n\n",
        mit.trim(),
        apache.trim()
    );
    out.push_str("It is made of Rust's standard library (MIT OR Apache-2.0) and of these packages:\n\n");
    for Package { name, version, licence, .. } in packages {
        let _ = writeln!(out, "{name} {version}: {licence}");
    }
    for (terms, names) in by_terms {
        let _ = writeln!(out, "\n{line}\n{}\n\n{terms}", names.join(", "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_builds_is_left_out_and_each_has_its_terms() {
        let folder = std::env::temp_dir().join(format!("voldeck-licences-{}", std::process::id()));
        let one = |name: &str, terms: &str| {
            fs::create_dir_all(folder.join(name)).expect("a folder");
            fs::write(folder.join(name).join("LICENSE-MIT"), terms).expect("a file");
            fs::write(folder.join(name).join("LICENSE-APACHE"), "long").expect("a file");
            folder.join(name).join("Cargo.toml").display().to_string()
        };
        let package = |name: &str, source: Option<&str>, kind: &str, terms: &str| {
            serde_json::json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT OR Apache-2.0", "source": source,
                "manifest_path": one(name, terms), "targets": [{ "kind": [kind] }],
            })
        };
        let dependency = |name: &str, kind: Option<&str>| serde_json::json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let told = serde_json::json!({
            "packages": [
                package("voldeck", None, "lib", "ours"), package("a", Some("x"), "lib", "words of a"), package("b", Some("x"), "lib", "words of b"),
                package("m", Some("x"), "proc-macro", "words of m"), package("n", Some("x"), "lib", "words of n"), package("d", Some("x"), "lib", "words of d"),
            ],
            "resolve": { "nodes": [
                { "id": "voldeck", "deps": [dependency("a", None), dependency("m", None), dependency("d", Some("dev"))] },
                { "id": "a", "deps": [dependency("b", None)] }, { "id": "b", "deps": [] },
                { "id": "m", "deps": [dependency("n", None)] }, { "id": "n", "deps": [] }, { "id": "d", "deps": [] },
            ] },
        });
        let found = packages(&told);
        assert_eq!(found.iter().map(|package| package.name).collect::<Vec<_>>(), ["a", "b"]);
        let text = text(&found, "our MIT", "our Apache");
        assert!(text.contains("a 1.0.0: MIT OR Apache-2.0\n") && text.contains("words of a") && text.contains("words of b"), "{text}");
        assert!(!text.contains("words of m") && !text.contains("long"), "{text}");
        let _ = fs::remove_dir_all(folder);
    }
}
