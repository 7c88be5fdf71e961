//! Nothing a provider sent is dropped: every leaf of every body is among the leaves of a row, with all its digits.
#![cfg(feature = "demo")]

mod cinder;
mod lunanode;
mod nomad;
mod nomad_answers;
mod scalarium;
mod scaleway;
mod tutum;

use std::path::{Path, PathBuf};

use voldeck_core::model::Item;

/// Every value of a body, without the path: independent of how the console finds its leaves.
fn values(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(list) if !list.is_empty() => list.iter().for_each(|value| values(value, found)),
        serde_json::Value::Object(map) if !map.is_empty() => map.values().for_each(|value| values(value, found)),
        serde_json::Value::String(text) => found.push(text.clone()),
        other => found.push(other.to_string()),
    }
}

/// Whether rows hold exactly the values that were sent, each as often as it was sent.
fn compare(name: &str, items: &[Item], sent: &serde_json::Value) {
    assert!(!items.is_empty(), "{name} has no items");
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        match item {
            Ok(resource) => kept.extend(resource.raw.leaves().into_iter().map(|leaf| leaf.text)),
            Err(bad) => panic!("{name}: {}", bad.reason),
        }
    }
    let mut all = Vec::new();
    values(sent, &mut all);
    kept.sort();
    all.sort();
    assert_eq!(kept, all, "{name}");
}

/// The bodies that others recorded of a provider, if they are here.
fn shared(provider: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/fixtures").join(provider);
    if !folder.is_dir() {
        eprintln!("skipped: there is no folder of shared bodies of {provider} beside this repository");
        return None;
    }
    Some(folder)
}
