//! Cinder's bodies, read by the operations that `decode` reads them with.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use voldeck_core::http::{ErrorKind, Response};
use voldeck_providers::cinder::DECODERS;

/// The reader of a file, by the beginning of its name; longer names come first.
const OPERATIONS: &[(&str, &str)] = &[
    ("volumes-detail-list", "list-volumes"),
    ("volumes-summary", ""),
    ("volume-", "read-volume"),
    ("snapshot-", "read-snapshot"),
    ("snapshots-", "list-snapshots"),
    ("group-snapshot-", "read-group-snapshot"),
    ("group-create", ""),
    ("group-", "read-group"),
    ("groups-", "list-groups"),
    ("attachment-", ""),
    ("types-list", "list-types"),
    ("quota-set-usage", "read-quotas"),
    ("messages-list", "list-messages"),
    ("version-", "versions"),
    ("keystone-token", "sign-in"),
];

/// What each error means, and the operation it answers.
const ERRORS: &[(&str, u16, ErrorKind)] = &[
    ("error-400-delete-has-snapshots", 400, ErrorKind::WrongState),
    ("error-400-schema-size", 400, ErrorKind::Invalid),
    ("error-401-cinder", 401, ErrorKind::Unauthenticated),
    ("error-403-policy", 403, ErrorKind::Forbidden),
    ("error-404-volume", 404, ErrorKind::NotFound),
    ("error-406-microversion", 406, ErrorKind::Unsupported),
    ("error-413-quota-volumes", 413, ErrorKind::Limited),
];

fn bodies(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// Reads a file; how many items or lines came of it. Nothing where no operation reads it.
fn check(file: &Path) -> Option<usize> {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let wanted = OPERATIONS.iter().find(|(start, _)| name.starts_with(start)).unwrap_or_else(|| panic!("who reads {name}?")).1;
    let reader = DECODERS.iter().find(|reader| reader.name == wanted)?;
    let body = fs::read_to_string(file).unwrap();
    let whole: Value = serde_json::from_str(&body).unwrap();
    let reading =
        reader.decode_response(&Response { status: 200, headers: Vec::new(), body }).unwrap_or_else(|error| panic!("{name}: {error}"));
    if wanted.starts_with("read-quotas") || reading.items.is_empty() {
        assert!(!reading.lines.is_empty(), "{name} says nothing");
        return Some(reading.lines.len());
    }
    let keys = ["volumes", "volume", "snapshots", "snapshot", "groups", "group", "group_snapshots", "group_snapshot"];
    let sent = keys.iter().find_map(|key| whole.get(*key)).unwrap();
    super::compare(&name, &reading.items, sent);
    Some(reading.items.len())
}

#[test]
fn every_leaf_of_our_own_bodies_is_kept() {
    let files = bodies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/providers/src/cinder/tests/bodies"));
    assert!(files.len() >= 4, "{files:?}");
    for file in &files {
        assert!(check(file).unwrap() > 0, "{file:?}");
    }
}

#[test]
fn every_shared_body_is_read_whole_or_is_the_error_it_says() {
    let Some(folder) = super::shared("cinder") else { return };
    let (errors, good): (Vec<_>, Vec<_>) =
        bodies(&folder).into_iter().partition(|file| file.file_name().unwrap().to_string_lossy().starts_with("error-"));
    assert!(good.iter().filter_map(|file| check(file)).count() >= 14, "{good:?}");
    for (stem, status, kind) in ERRORS {
        let file = errors.iter().find(|file| file.file_stem().unwrap().to_string_lossy() == *stem).unwrap();
        let body = fs::read_to_string(file).unwrap();
        let whole: Value = serde_json::from_str(&body).unwrap();
        let said = whole.as_object().unwrap().values().next().unwrap()["message"].as_str().unwrap().to_owned();
        let headers = vec![("X-Compute-Request-Id".to_owned(), "req-1".to_owned()), ("Retry-After".to_owned(), "0".to_owned())];
        let reader = DECODERS.iter().find(|reader| reader.name == "read-volume").unwrap();
        let error = reader.decode_response(&Response { status: *status, headers, body }).unwrap_err();
        assert_eq!((error.kind, &error.message, error.request_id.as_deref()), (*kind, &said, Some("req-1")), "{stem}");
    }
    assert_eq!(errors.len(), ERRORS.len());
}

#[test]
fn refusals_and_gateways_are_read_as_the_console_reads_them() {
    let check = |name: &str, status: u16, body: &str, kind: ErrorKind, applied: bool| {
        let reader = DECODERS.iter().find(|reader| reader.name == name).unwrap_or_else(|| panic!("no {name}"));
        let error = reader.decode_response(&Response { status, headers: Vec::new(), body: body.to_owned() }).unwrap_err();
        assert_eq!((error.kind, error.may_have_applied()), (kind, applied), "{name} {status} {body}");
    };
    let gold = r#"{"itemNotFound": {"code": 404, "message": "Volume type with name gold could not be found."}}"#;
    check("create-volume", 404, gold, ErrorKind::Missing, false);
    check("write-retype", 404, gold, ErrorKind::Missing, false);
    check("write-delete-volume", 404, r#"{"itemNotFound": {"message": "Volume 7 could not be found."}}"#, ErrorKind::NotFound, false);
    let half = r#"{"badRequest": {"code": 400, "message": "Invalid volume: Failed to update snapshot."}}"#;
    check("write-delete-volume", 400, half, ErrorKind::WrongState, true);
    for (body, status) in [("<html>bad</html>", 502), ("", 503), ("timeout", 504), (r#"{"cf":1}"#, 522)] {
        check("list-volumes", status, body, ErrorKind::Busy, false);
        check("create-volume", status, body, ErrorKind::OutcomeUnknown, true);
    }
    check("create-volume", 500, r#"{"computeFault": {"code": 500, "message": "…"}}"#, ErrorKind::Failed, true);
    check("list-volumes", 200, r#"{"a": 1}"#, ErrorKind::Unreadable, true);
    check("list-volumes", 200, r#"{"volumes": null}"#, ErrorKind::Unreadable, true);
    check("read-volume", 200, r#"{"volume": null}"#, ErrorKind::Unreadable, true);
}

#[test]
fn a_token_is_in_no_line() {
    let Some(folder) = super::shared("cinder") else { return };
    let body = fs::read_to_string(folder.join("keystone-token-password-201.json")).unwrap();
    let reader = DECODERS.iter().find(|reader| reader.name == "sign-in").unwrap();
    let headers = vec![("X-Subject-Token".to_owned(), "gAAAAAhunter2".to_owned())];
    let reading = reader.decode_response(&Response { status: 201, headers, body }).unwrap();
    assert_eq!(reading.lines, ["user: alice", "project: demo", "expires_at: 2026-11-21T04:09:10.000000Z"]);
}
