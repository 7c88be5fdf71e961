//! Scaleway's bodies: ours are bare, recorded ones stand in a wrapper with the call they answered.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use serde_json::{Value, json};
use voldeck_core::http::{ErrorKind, Response};
use voldeck_providers::scaleway::DECODERS;

fn bodies(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// An answer, from a wrapper or bare; the body as it was written, digit for digit.
fn response(text: &str) -> Response {
    #[derive(Default)]
    struct Parts<'a>(Vec<(String, &'a RawValue)>);
    fn parts(text: &str) -> Parts<'_> {
        let map: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
        Parts(map.into_iter().collect())
    }
    let find = |parts: &Parts<'_>, key: &str| parts.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.get().to_owned());
    let Some(answer) = find(&parts(text), "response") else {
        return Response { status: 200, headers: Vec::new(), body: text.to_owned() };
    };
    let answer = parts(&answer);
    let headers: Value = serde_json::from_str(&find(&answer, "headers").unwrap()).unwrap();
    let headers =
        headers.as_object().unwrap().iter().map(|(name, values)| (name.clone(), values[0].as_str().unwrap().to_owned())).collect();
    let body = find(&answer, "body").filter(|body| body != "null").unwrap_or_default();
    Response { status: find(&answer, "status").unwrap().parse().unwrap(), headers, body }
}

/// The reader of a file, by its name; those of recordings name the call otherwise.
fn reader(file: &str) -> &'static str {
    let stem = file.trim_end_matches(".json");
    let table = [
        ("block-volumes-list", "list-block-volumes"),
        ("block-snapshots-list", "list-block-snapshots"),
        ("block-volume-get", "read-block-volume"),
        ("block-volume-create", "write-block-volume"),
        ("block-volume-patch", "write-block-volume"),
        ("block-volume-delete", "delete"),
        ("block-snapshot-get", "read-block-snapshot"),
        ("block-snapshot-create", "write-block-snapshot"),
        ("instance-volumes-list", "list-instance-volumes"),
        ("instance-snapshots-list", "list-instance-snapshots"),
        ("instance-volume-get", "read-instance-volume"),
        ("instance-volume-create", "write-instance-volume"),
        ("instance-volume-patch", "write-instance-volume"),
        ("instance-volume-delete", "delete"),
        ("instance-snapshot-get", "read-instance-snapshot"),
        ("instance-snapshot-create", "write-instance-snapshot"),
        ("instance-snapshot-export", "export-instance-snapshot"),
        ("instance-server-attach", "attach-volume"),
        ("instance-products-volumes", "instance-volume-types"),
        ("account-projects-list", "list-projects"),
        ("legacy-create_volume", "write-legacy-volume"),
        ("legacy-list_volumes", "list-legacy-volumes"),
        ("legacy-list_volume_snapshots", "list-legacy-snapshots"),
        ("legacy-error", "list-legacy-volumes"),
        ("error-", "read-server"),
    ];
    let found = table.iter().find(|(prefix, _)| stem.starts_with(prefix)).map(|(_, name)| *name);
    found.or_else(|| DECODERS.iter().map(|reader| reader.name).find(|name| *name == stem)).unwrap_or_else(|| panic!("who reads {file}?"))
}

/// The part of a body that items are made of.
fn part(body: &str) -> Value {
    let whole: Value = serde_json::from_str(body).unwrap();
    ["volumes", "snapshots", "volume", "snapshot"].iter().find_map(|key| whole.get(*key)).unwrap_or(&whole).clone()
}

/// Reads a file; how many items it had, or the kind of error.
fn check(file: &Path, status: Option<u16>) -> Result<usize, ErrorKind> {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let mut response = response(&fs::read_to_string(file).unwrap());
    response.status = status.unwrap_or(response.status);
    let wanted = reader(&name);
    let reader = DECODERS.iter().find(|reader| reader.name == wanted).unwrap();
    let reading = reader.decode_response(&response).map_err(|error| {
        let words: Value = serde_json::from_str(&response.body).unwrap();
        assert!(error.message.starts_with(words["message"].as_str().unwrap()), "{name}: the words are kept: {error}");
        assert_eq!(error.request_id.as_deref(), response.header("X-Request-Id"), "{name}");
        error.kind
    })?;
    assert!(!reading.items.is_empty() || !reading.lines.is_empty(), "{name} says nothing");
    if !reading.items.is_empty() {
        super::compare(&name, &reading.items, &part(&response.body));
    }
    Ok(reading.items.len())
}

#[test]
fn every_leaf_of_our_own_bodies_is_kept() {
    let files = bodies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/providers/src/scaleway/tests/bodies"));
    assert!(files.len() >= 7, "{files:?}");
    for file in &files {
        assert!(check(file, None).unwrap() > 0, "{file:?}");
    }
}

#[test]
fn every_shared_body_is_read_whole_or_is_the_error_it_says() {
    let Some(folder) = super::shared("scaleway") else { return };
    let mut errors = Vec::new();
    let mut items = 0;
    let files = bodies(&folder);
    assert!(files.len() >= 25, "{files:?}");
    for file in &files {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        // The one error without a wrapper: its status is that of the document.
        match check(file, (stem == "legacy-error").then_some(401)) {
            Ok(count) => items += count,
            Err(kind) => errors.push((stem, kind)),
        }
    }
    let errors: Vec<_> = errors.iter().map(|(stem, kind)| (stem.as_str(), *kind)).collect();
    assert_eq!(
        errors,
        [
            ("block-volume-get-404", ErrorKind::NotFound),
            ("error-400-invalid-arguments-server-create", ErrorKind::Invalid),
            ("error-401-denied-authentication", ErrorKind::Unauthenticated),
            ("instance-volume-get-404", ErrorKind::NotFound),
            ("legacy-error", ErrorKind::Unauthenticated),
        ]
    );
    assert!(items >= 17, "{items}");
}

#[test]
fn whole_recorded_sessions_are_read() {
    let Some(folder) = super::shared("scaleway") else { return };
    let mut read = 0;
    for name in ["cassette-volume-basic.cassette.yaml", "cassette-test-update-volume.cassette.yaml"] {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        let block = name.contains("basic");
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("body: ")) {
            let body = if line.starts_with('\'') {
                line.trim_matches('\'').replace("''", "'")
            } else {
                serde_json::from_str(line).unwrap_or_default()
            };
            let Ok(value) = serde_json::from_str::<Value>(&body) else { continue };
            let inner = value.get("volume").unwrap_or(&value);
            if inner.get("zone").is_none() {
                continue;
            }
            let operation = if block { "read-block-volume" } else { "read-instance-volume" };
            let reader = DECODERS.iter().find(|reader| reader.name == operation).unwrap();
            let reading = reader.decode_response(&Response { status: 200, headers: Vec::new(), body: body.clone() }).unwrap();
            super::compare(name, &reading.items, &json!(inner));
            read += 1;
        }
    }
    assert!(read >= 8, "{read}");
}
