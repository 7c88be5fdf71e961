//! Nomad's bodies.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use voldeck_core::model::Item;
use voldeck_providers::nomad::decode::{self, Registered};

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
        return decode::items(&decode::split(inner("Snapshots").get()).unwrap(), &|raw| {
            decode::snapshot(raw, "plugin", &Registered::default())
        });
    }
    if name.contains("external") {
        return decode::items(&decode::split(inner("Volumes").get()).unwrap(), &|raw| {
            decode::external(raw, "plugin", &Registered::default())
        });
    }
    let read = if name.contains("host") { decode::host } else { decode::csi };
    if body.trim_start().starts_with('[') {
        return decode::items(&decode::split(body).unwrap(), &read);
    }
    let raw: Box<RawValue> = serde_json::from_str(body).unwrap();
    decode::items(&[raw.get()], &read)
}

fn check(file: &Path) {
    let name = file.file_name().unwrap().to_string_lossy();
    let body = fs::read_to_string(file).unwrap();
    let items = items(&name, &body);
    let whole: serde_json::Value = serde_json::from_str(&body).unwrap();
    let part = whole.get("Snapshots").or_else(|| whole.get("Volumes")).unwrap_or(&whole);
    super::compare(&name, &items, part);
}

#[test]
fn every_leaf_of_our_own_bodies_is_kept() {
    let files = bodies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/providers/src/nomad/tests/bodies"));
    assert!(files.len() >= 6, "{files:?}");
    for file in &files {
        check(file);
    }
}

#[test]
fn every_leaf_of_the_shared_bodies_is_kept() {
    let Some(folder) = super::shared("nomad") else { return };
    let files = bodies(&folder);
    assert!(files.len() >= 5, "{files:?}");
    for file in &files {
        check(file);
    }
}
