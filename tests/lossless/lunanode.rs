//! `LunaNode`'s bodies, read as `cargo xtask decode` reads them.

use std::fs;
use std::path::Path;

use voldeck_core::http::Response;
use voldeck_providers::decode_cli::Decoded;
use voldeck_providers::lunanode::DECODERS;

/// What the console makes of a body.
fn reading(name: &str, body: &str) -> Result<Decoded, voldeck_core::http::Error> {
    let reader = DECODERS.iter().find(|reader| reader.name == name).unwrap();
    reader.decode_response(&Response { status: 200, headers: Vec::new(), body: body.to_owned() })
}

fn check(name: &str, file: &Path, key: &str) {
    let body = fs::read_to_string(file).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&body).unwrap();
    let items = reading(name, &body).unwrap().items;
    super::compare(&file.display().to_string(), &items, &whole[key]);
}

#[test]
fn every_leaf_of_our_own_bodies_is_kept() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/providers/src/lunanode/tests/bodies");
    let mut read = 0;
    for file in fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        match name.split_once(['.', '-']).map(|_| name.as_str()).unwrap_or_default() {
            name if name.starts_with("volume-list") => check("list-volumes", &file, "volumes"),
            name if name.starts_with("volume-info") => check("read-volume", &file, "volume"),
            name if name.starts_with("snapshot-list") => check("list-snapshots", &file, "snapshots"),
            other => panic!("{other}: nobody reads it"),
        }
        read += 1;
    }
    assert!(read >= 5, "{read}");
}

#[test]
fn the_shared_bodies_are_read_whole() {
    let Some(folder) = super::shared("lunanode") else { return };
    check("list-volumes", &folder.join("volume-list-2016.json"), "volumes");
    let body = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let lines = |reader: &str, name: &str| reading(reader, &body(name)).unwrap().lines;
    assert_eq!(lines("list-regions", "region-list.json").len(), 3);
    let images = lines("list-images", "image-list.json");
    assert_eq!((images.len(), images[1].contains("(ISO)")), (2, true));
    let vms = lines("list-vms", "vm-list.json");
    assert!(vms.len() == 2 && vms[1].contains("1235") && vms[1].contains("www-lunanode-toronto"), "{vms:?}");
}

#[test]
fn the_shared_refusals_are_told_in_their_own_words() {
    use voldeck_core::http::ErrorKind::{Missing, NotFound, Unauthenticated};
    use voldeck_providers::lunanode::failure::parse_error;
    let Some(folder) = super::shared("lunanode") else { return };
    for (name, operation, kind) in [
        ("error-auth.json", "volume/list", Unauthenticated),
        ("image-details-error.json", "image/details", NotFound),
        ("image-details-error.json", "volume/create", Missing),
        ("vm-info-error.json", "vm/info", NotFound),
        ("vm-info-error.json", "volume/attach", Missing),
    ] {
        let body = fs::read_to_string(folder.join(name)).unwrap();
        let said: serde_json::Value = serde_json::from_str(&body).unwrap();
        let error = parse_error(operation, &Response { status: 200, headers: Vec::new(), body }).unwrap_err();
        assert_eq!(error.kind, kind, "{name} {operation}");
        assert!(error.message.starts_with(said["error"].as_str().unwrap()), "{}", error.message);
    }
}
