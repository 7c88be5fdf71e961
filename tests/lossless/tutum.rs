//! Tutum's bodies, read by the operations that `decode` reads them with.

use std::fs;
use std::path::Path;

use voldeck_core::http::Response;
use voldeck_providers::tutum::DECODERS;

/// Our own and others' bodies, by the beginning of their names, and the operation they are answers of.
const OPERATIONS: &[(&str, &str)] = &[
    ("volumegroups-list", "list-volume-groups"),
    ("listvolumegroups", "list-volume-groups"),
    ("volumegroup", "read-volume-group"),
    ("volumes-list", "list-volumes"),
    ("listvolumes", "list-volumes"),
    ("service-read", "read-service"),
    ("listservices", "list-services"),
    ("container-read", "read-container"),
    ("listnodes", "list-nodes"),
    ("py-node_list", "list-nodes"),
];

/// Reads the bodies of a folder; gives how many were of volumes and groups, and how many of other things.
fn check(folder: &Path) -> (usize, usize) {
    let (mut resources, mut others) = (0, 0);
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((_, operation)) = OPERATIONS.iter().find(|(start, _)| name.starts_with(start)) else { continue };
        let reader = DECODERS.iter().find(|reader| reader.name == *operation).unwrap();
        let body = fs::read_to_string(entry.path()).unwrap();
        let whole: serde_json::Value = serde_json::from_str(&body).unwrap();
        let sent = whole.get("objects").unwrap_or(&whole);
        let reading =
            reader.decode_response(&Response { status: 200, headers: Vec::new(), body }).unwrap_or_else(|error| panic!("{name}: {error}"));
        if operation.contains("volume") {
            super::compare(&name, &reading.items, sent);
            resources += 1;
        } else {
            let many = sent.as_array().map_or(1, Vec::len);
            assert!(reading.items.is_empty() && reading.lines.len() >= many, "{name}: {:?}", reading.lines);
            others += 1;
        }
    }
    (resources, others)
}

#[test]
fn every_leaf_of_our_own_bodies_is_kept() {
    assert_eq!(check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/providers/src/tutum/tests/bodies")), (3, 2));
}

#[test]
fn every_leaf_of_the_shared_bodies_is_kept() {
    let Some(folder) = super::shared("tutum") else { return };
    assert_eq!(check(&folder), (3, 3));
}

#[test]
fn what_a_service_keeps_secret_is_in_no_line() {
    let body = include_str!("../../crates/providers/src/tutum/tests/bodies/service-read.json");
    assert!(body.contains("hunter2"));
    for reader in DECODERS.iter().filter(|reader| reader.name == "read-service") {
        let reading = reader.decode_response(&Response { status: 200, headers: Vec::new(), body: body.to_owned() }).unwrap();
        assert!(!format!("{reading:?}").contains("hunter2"));
    }
}
