//! Nothing a provider sent is dropped: every leaf of every body is among the leaves of a row, with all its digits.
#![cfg(feature = "demo")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use voldeck::model::{Item, Raw};
use voldeck::provider::nomad::wire;

/// The bodies of a folder that hold volumes or snapshots.
fn bodies(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_string_lossy();
        name.ends_with(".json") && ["volume", "snapshot", "external"].iter().any(|word| name.contains(word))
    });
    files.sort();
    files
}

/// Reads a body as the console does, by what its name says it is.
fn items(name: &str, body: &str) -> Vec<Item> {
    let inner = |key: &str| -> Box<RawValue> {
        let value: std::collections::BTreeMap<String, Box<RawValue>> = serde_json::from_str(body).unwrap();
        value.into_iter().find(|(have, _)| have == key).unwrap().1
    };
    if name.contains("snapshot") {
        return wire::items(&wire::split(inner("Snapshots").get()).unwrap(), &|raw| wire::snapshot(raw, "plugin"));
    }
    if name.contains("external") {
        return wire::items(&wire::split(inner("Volumes").get()).unwrap(), &|raw| wire::external(raw, "plugin", &|_| false));
    }
    let read = if name.contains("host") { wire::host } else { wire::csi };
    if body.trim_start().starts_with('[') {
        return wire::items(&wire::split(body).unwrap(), &read);
    }
    let raw: Box<RawValue> = serde_json::from_str(body).unwrap();
    wire::items(&[raw.get()], &read)
}

/// Every value of a body, without the path: independent of how the console finds its leaves.
fn values(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(list) if !list.is_empty() => list.iter().for_each(|value| values(value, found)),
        serde_json::Value::Object(map) if !map.is_empty() => map.values().for_each(|value| values(value, found)),
        serde_json::Value::String(text) => found.push(text.clone()),
        other => found.push(other.to_string()),
    }
}

fn check(file: &Path) {
    let name = file.file_name().unwrap().to_string_lossy();
    let body = fs::read_to_string(file).unwrap();
    let items = items(&name, &body);
    assert!(!items.is_empty(), "{name} has no items");
    let mut kept: Vec<String> = Vec::new();
    for item in &items {
        let raw: &Raw = match item {
            Ok(resource) => &resource.raw,
            Err(bad) => panic!("{name}: {}", bad.reason),
        };
        kept.extend(raw.leaves().into_iter().map(|leaf| leaf.text));
    }
    let mut sent = Vec::new();
    let whole: serde_json::Value = serde_json::from_str(&body).unwrap();
    let part = whole.get("Snapshots").or_else(|| whole.get("Volumes")).unwrap_or(&whole);
    values(part, &mut sent);
    kept.sort();
    sent.sort();
    assert_eq!(kept, sent, "{name}");
}

#[test]
fn every_leaf_of_our_own_bodies_is_kept() {
    let files = bodies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/provider/nomad/tests/bodies"));
    assert!(files.len() >= 6, "{files:?}");
    for file in &files {
        check(file);
    }
}

#[test]
fn every_leaf_of_the_shared_bodies_is_kept() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("shared/fixtures/nomad");
    if !folder.is_dir() {
        eprintln!("skipped: there is no folder of shared bodies beside this repository");
        return;
    }
    let files = bodies(&folder);
    assert!(files.len() >= 5, "{files:?}");
    for file in &files {
        check(file);
    }
}
