//! Scalarium's bodies.

use std::fs;
use std::path::{Path, PathBuf};

use voldeck_core::http::Response;
use voldeck_core::model::Item;
use voldeck_providers::scalarium::DECODERS;

/// The bodies of a folder that hold volumes or snapshots.
fn bodies(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_string_lossy();
        name.ends_with(".json") && ["volume", "snapshot"].iter().any(|word| name.starts_with(word))
    });
    files.sort();
    files
}

/// Reads a body as the console does, by what its name says it is.
fn items(name: &str, body: &str) -> Vec<Item> {
    let reader = match name {
        name if name.starts_with("snapshots") => "list-snapshots",
        name if name.starts_with("volumes") => "list-volumes",
        _ => "read-volume",
    };
    let reader = DECODERS.iter().find(|known| known.name == reader).unwrap();
    let answer = Response { status: 200, headers: Vec::new(), body: body.to_owned() };
    reader.decode_response(&answer).unwrap_or_else(|error| panic!("{name}: {error}")).items
}

fn check(file: &Path) {
    let name = file.file_name().unwrap().to_string_lossy();
    let body = fs::read_to_string(file).unwrap();
    super::compare(&name, &items(&name, &body), &serde_json::from_str(&body).unwrap());
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/providers/src/scalarium/tests/bodies")
}

#[test]
fn every_leaf_of_our_own_bodies_is_kept() {
    let files = bodies(&own());
    assert!(files.len() >= 3, "{files:?}");
    for file in &files {
        check(file);
    }
}

#[test]
fn every_leaf_of_an_arrays_volumes_is_kept() {
    let body = fs::read_to_string(own().join("volumes-list.json")).unwrap();
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    let members: serde_json::Value =
        sent.as_array().unwrap().iter().filter(|volume| volume["raid_array_id"].is_string()).cloned().collect();
    super::compare("array", &voldeck_providers::scalarium::decode::arrays(&items("volumes-list.json", &body)), &members);
}

#[test]
fn every_leaf_of_the_shared_bodies_is_kept_and_the_shared_error_is_read() {
    let Some(folder) = super::shared("scalarium") else { return };
    let files = bodies(&folder);
    assert!(!files.is_empty());
    for file in &files {
        check(file);
    }
    let body = fs::read_to_string(folder.join("error-412.json")).unwrap();
    let reader = DECODERS.iter().find(|known| known.name == "delete-volume").unwrap();
    let error = reader.decode_response(&Response { status: 412, headers: Vec::new(), body: body.clone() }).unwrap_err();
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((error.message.as_str(), error.body.clone()), (sent["errors"][0].as_str().unwrap(), Some(body)));
}
