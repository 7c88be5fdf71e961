//! What real agents of Nomad answered, read as the console does: no row is lost or odd, and every failure means what it is.

use std::fs;

use serde_json::Value;
use voldeck_core::action::Action;
use voldeck_core::http::{Access, Error, ErrorKind, Response, check_response};
use voldeck_core::provider::Provider;
use voldeck_providers::decode_cli::DecodeOperation;
use voldeck_providers::nomad::DECODERS;
use voldeck_providers::nomad::failure::parse_error;
use voldeck_providers::{ALL, actions};

use ErrorKind::{Exists, Invalid, Limited, Missing, NotFound, Unsupported, WrongState};

/// The exchanges of the recordings that are here.
fn exchanges() -> Vec<Value> {
    let Some(folder) = super::shared("nomad") else { return Vec::new() };
    let mut all = Vec::new();
    for name in ["real-2.0.5.jsonl", "real-1.6.10.jsonl"] {
        let Ok(text) = fs::read_to_string(folder.join(name)) else {
            eprintln!("skipped: there is no {name} among the shared bodies");
            continue;
        };
        all.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).expect("an exchange")));
    }
    all
}

fn text<'a>(exchange: &'a Value, name: &str) -> &'a str {
    exchange[name].as_str().unwrap_or_default()
}

fn response(exchange: &Value) -> Response {
    let headers = exchange["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
    let body = exchange.get("json").map_or_else(|| text(exchange, "text").to_owned(), ToString::to_string);
    let status = u16::try_from(exchange["status"].as_u64().unwrap()).unwrap();
    Response { status, headers, body }
}

/// The path without its query, and the method.
fn path(exchange: &Value) -> (String, String) {
    let request = &exchange["request"];
    let path = text(request, "path");
    (text(request, "method").to_owned(), path.split('?').next().unwrap_or_default().to_owned())
}

/// The reader of an exchange, if the console makes that call.
fn reader(exchange: &Value) -> Option<&'static DecodeOperation> {
    let (method, path) = path(exchange);
    let query = text(&exchange["request"], "path").split_once('?').map_or("", |(_, query)| query).to_owned();
    let parts: Vec<_> = path.trim_start_matches("/v1/").split('/').collect();
    let name = match (method.as_str(), &parts[..]) {
        ("GET", ["volumes"]) if query.contains("type=csi") => "list-csi-volumes",
        ("GET", ["volumes"]) if query.contains("type=host") => "list-host-volumes",
        ("GET", ["volume", "csi", _]) => "read-csi-volume",
        ("GET", ["volume", "host", _]) => "read-host-volume",
        ("GET", ["volumes", "external"]) => "list-external-volumes",
        ("GET", ["volumes", "snapshot"]) => "list-snapshots",
        ("GET", ["volumes", "claims"]) => "list-claims",
        ("GET", ["plugins"]) if query.contains("type=csi") => "list-plugins",
        ("GET", ["plugin", "csi", _]) => "read-plugin",
        ("GET", ["nodes"]) => "list-nodes",
        ("PUT", ["volume", "csi", ..]) => "write-csi-volume",
        ("PUT", ["volume", "host", ..]) => "write-host-volume",
        ("PUT", ["volumes", "snapshot"]) => "create-snapshot",
        _ => return None,
    };
    DECODERS.iter().find(|reader| reader.name == name)
}

#[test]
fn every_recorded_body_is_read_without_an_unreadable_item_or_an_odd_field() {
    let mut read = 0;
    for exchange in exchanges().iter().filter(|exchange| exchange["status"] == 200 && exchange.get("json").is_some()) {
        let Some(reader) = reader(exchange) else { continue };
        let name = text(exchange, "name");
        let reading = reader.decode_response(&response(exchange)).unwrap_or_else(|error| panic!("{name}: {error}"));
        for item in &reading.items {
            let item = item.as_ref().unwrap_or_else(|bad| panic!("{name}: {}", bad.reason));
            assert!(item.odd.is_empty(), "{name}: {:?}", item.odd);
            let odd = item.attributes.iter().find(|attribute| matches!(attribute.value, voldeck_core::model::Value::Odd(_)));
            assert!(odd.is_none(), "{name}: {odd:?}");
            assert!(item.created.is_none_or(|created| created.millis() > 1_700_000_000_000), "{name}: {:?}", item.created);
            assert!(item.attachments.iter().all(|user| !user.name.is_empty()), "{name}: nobody is called nothing");
            // The answer to a write is not read for who uses it.
            if item.kind == voldeck_core::model::Kind::Volume && !reader.name.starts_with("write-") {
                assert_eq!(item.attached.is_some(), reader.name != "list-host-volumes", "{name}");
            }
        }
        read += 1;
    }
    assert!(read == 0 || read > 100, "{read} bodies were read");
}

/// The row that sends this, by its method and path.
fn row(exchange: &Value) -> Option<&'static Action> {
    let nomad: &'static Provider = ALL.iter().find(|provider| provider.id == "nomad").unwrap();
    let (method, path) = path(exchange);
    let fits = |operation: &str| {
        let (verb, form) = operation.split_once(' ').unwrap();
        let (form, path): (Vec<_>, Vec<_>) = (form.split('/').collect(), path.split('/').collect());
        verb == method && form.len() == path.len() && form.iter().zip(&path).all(|(part, sent)| part == sent || part.starts_with(':'))
    };
    actions(nomad).iter().find(|action| fits(action.endpoint.operation))
}

fn failure(exchange: &Value) -> Option<Error> {
    let row = row(exchange)?;
    check_response(parse_error, row.endpoint.operation, Access::Write, &response(exchange)).err()
}

/// Exchanges by name: the kind, the field, and whether part of it may have been done.
const MEANT: &[(&str, ErrorKind, &str, bool)] = &[
    ("host-create-refused-unknown-plugin", Invalid, "", false),
    ("host-create-refused-unknown-plugin-on-node", Invalid, "NodeID", false),
    ("host-create-refused-unknown-node", Missing, "NodeID", false),
    ("host-create-refused-odd-node", Invalid, "NodeID", false),
    ("host-create-refused-unknown-pool", Missing, "NodePool", false),
    ("host-create-refused-unknown-namespace", Missing, "Namespace", false),
    ("host-create-refused-no-name", Invalid, "Name", false),
    ("host-create-refused-min-without-max", Invalid, "RequestedCapacityMaxBytes", false),
    ("host-create-refused-bad-operand", Invalid, "Constraints", false),
    ("host-create-refused-same-name-same-node", Exists, "Name", false),
    ("host-create-refused-bad-mode", Invalid, "Parameters", false),
    ("host-create-refused-id-unknown", NotFound, "", false),
    ("host-create-update-other-node", Invalid, "NodeID", false),
    ("host-create-update-while-claimed", WrongState, "", false),
    ("host-register-no-node", Invalid, "NodeID", false),
    ("host-register-no-path", Invalid, "HostPath", false),
    ("host-register-missing-path", Missing, "HostPath", false),
    ("host-delete-claimed", WrongState, "", false),
    ("host-delete-again", NotFound, "", false),
    ("csi-create-unknown-plugin", Missing, "PluginID", false),
    ("csi-create-no-plugin", Invalid, "PluginID", false),
    ("csi-create-bad-attachment", Invalid, "AttachmentMode", false),
    ("csi-create-unknown-namespace", Missing, "Namespace", true),
    ("csi-create-min-over-max", Invalid, "RequestedCapacityMax", false),
    ("csi-create-too-large", Limited, "RequestedCapacityMin", false),
    ("csi-create-both-sources", Invalid, "SnapshotID", false),
    ("csi-create-clone-missing", Missing, "CloneID", false),
    ("csi-create-snapshot-missing", Missing, "SnapshotID", false),
    ("csi-create-from-snapshot-smaller", Invalid, "RequestedCapacityMin", false),
    ("csi-create-plugin-stopped", Missing, "PluginID", false),
    ("csi-register-missing-external", Missing, "ExternalID", false),
    ("csi-register-no-external", Missing, "ExternalID", false),
    ("csi-register-unknown-plugin", Missing, "PluginID", false),
    ("csi-register-unknown-namespace", Missing, "Namespace", false),
    ("csi-register-shrink", Limited, "RequestedCapacityMax", false),
    ("csi-register-expand-too-far", Limited, "RequestedCapacityMin", false),
    ("csi-register-other-external", Invalid, "ExternalID", false),
    ("csi-register-expand-claimed", WrongState, "MountFlags", false),
    ("csi-deregister-again", NotFound, "", false),
    ("csi-deregister-claimed", WrongState, "", false),
    ("csi-deregister-claimed-force", WrongState, "", false),
    ("csi-delete-claimed", WrongState, "", true),
    ("csi-delete-again", NotFound, "", false),
    ("csi-delete-plugin-stopped", Missing, "", false),
    ("csi-detach", Unsupported, "", false),
    ("csi-detach-after-stop", Unsupported, "", false),
    ("csi-detach-no-node", Invalid, "node", false),
    ("csi-detach-missing-volume", NotFound, "", false),
    ("snapshot-create-missing-volume", NotFound, "", false),
    ("snapshot-create-no-name", Invalid, "Name", false),
    ("snapshot-create-same-name-other-volume", Exists, "Name", false),
    ("snapshot-create-plugin-stopped", Missing, "PluginID", false),
    ("snapshot-delete-unknown-plugin", Missing, "PluginID", false),
];

#[test]
fn every_recorded_refusal_is_known_for_what_it_is() {
    let all = exchanges();
    let mut seen = 0;
    for exchange in all.iter().filter(|exchange| exchange["status"].as_u64() >= Some(400)) {
        let Some(error) = failure(exchange) else { continue };
        let name = text(exchange, "name");
        seen += 1;
        let known = MEANT.iter().find(|(known, ..)| *known == name);
        let field = error.fields.first().map_or("", |error| error.field);
        if let Some((_, kind, at, in_part)) = known {
            assert_eq!((error.kind, field, error.may_have_applied()), (*kind, *at, *in_part), "{name}: {error}");
        }
        // None of them broke down on the way: every one is a refusal, and what may have been done all the same is written above.
        assert!(error.kind.is_refusal(), "{name}: {:?} {error}", error.kind);
        assert_eq!(error.in_part, known.is_some_and(|(.., in_part)| *in_part), "{name}: {error}");
        if error.kind == Missing {
            assert!(!error.help().is_empty() && !error.help().contains("removed by someone else"), "{name}: {}", error.help());
        }
    }
    assert!(all.is_empty() || seen > 60, "{seen} refusals were read");
}
