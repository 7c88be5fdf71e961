//! Calls as HTTP text.

use super::setup::client;
use crate::scaleway::actions;
use crate::scaleway::api::{List, ListBlockTypes, ListInstanceTypes, ListProjects, ListServers, Read, ReadServer, resource, unwrapped};
use crate::scaleway::decode::{Api, ResourceRef};
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::client::Client;
use voldeck_core::http::{Endpoint, Request};
use voldeck_core::model::{Kind, Resource};

#[test]
fn reads_are_these() {
    let check = |request: Request, expected: &str| assert_eq!(request.shown(""), format!("GET {expected}"));
    let list = |api, kind, zone| List { api, kind, zone, page: 2, size: 100, project: "", volume: None };
    check(
        list(Api::Block, Kind::Volume, "fr-par-1").request(),
        "/block/v1/zones/fr-par-1/volumes?order_by=created_at_asc&page=2&page_size=100",
    );
    check(
        List { project: "p", volume: Some("v"), ..list(Api::Block, Kind::Snapshot, "nl-ams-1") }.request(),
        "/block/v1/zones/nl-ams-1/snapshots?order_by=created_at_asc&project_id=p&volume_id=v&page=2&page_size=100",
    );
    check(list(Api::Instance, Kind::Volume, "it-mil-1").request(), "/instance/v1/zones/it-mil-1/volumes?page=2&per_page=100");
    check(
        List { project: "p", volume: Some("v"), ..list(Api::Instance, Kind::Snapshot, "it-mil-1") }.request(),
        "/instance/v1/zones/it-mil-1/snapshots?project=p&base_volume_id=v&page=2&per_page=100",
    );
    check(
        List { project: "o", volume: Some("v"), ..list(Api::Legacy, Kind::Snapshot, "-") }.request(),
        "/snapshots?organization=o&page=2&per_page=100",
    );
    let place = |api, id: &str| ResourceRef { api, zone: "pl-waw-2".into(), id: id.into() };
    let read = |kind, place: &ResourceRef| Read { kind, place }.request();
    check(read(Kind::Volume, &place(Api::Block, "v")), "/block/v1/zones/pl-waw-2/volumes/v");
    check(read(Kind::Snapshot, &place(Api::Instance, "s/../x")), "/instance/v1/zones/pl-waw-2/snapshots/s%2F..%2Fx");
    check(read(Kind::Volume, &place(Api::Legacy, "v")), "/volumes/v");
    check(ListServers { zone: "fr-par-1", page: 1 }.request(), "/instance/v1/zones/fr-par-1/servers?page=1&per_page=100");
    check(ReadServer { zone: "fr-par-1", id: "s" }.request(), "/instance/v1/zones/fr-par-1/servers/s");
    check(ListBlockTypes("fr-par-1").request(), "/block/v1/zones/fr-par-1/volume-types");
    check(ListInstanceTypes("fr-par-1").request(), "/instance/v1/zones/fr-par-1/products/volumes");
    check(
        ListProjects { organization: "o", page: 1 }.request(),
        "/account/v3/projects?organization_id=o&order_by=created_at_asc&page=1&page_size=100",
    );
}

#[test]
fn the_key_is_sent_in_its_header_as_it_is_and_shown_nowhere() {
    let signed = client("current").session().signer.sign(ListServers { zone: "fr-par-1", page: 1 }.request(), 0).unwrap();
    let headers: Vec<_> = signed.secret_headers.iter().map(|(name, value)| format!("{name}: {}", value.reveal())).collect();
    assert_eq!(headers, ["X-Auth-Token: 11111111-1111-1111-1111-111111111111"]);
    assert!(signed.headers.is_empty() && !signed.target().contains("1111"));
    for text in [signed.shown("https://api.scaleway.com"), signed.curl("https://api.scaleway.com"), format!("{signed:?}")] {
        assert!(!text.contains("1111-1111"), "{text}");
    }
}

/// What a row sends, its JSON on one line.
fn sends(action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]) -> String {
    let row = actions::ALL.iter().find(|row| row.name == action).unwrap();
    let client = client(if action.starts_with("legacy") { "legacy" } else { "current" });
    let context = ActionContext { client: &client, target, known: &[] };
    let mut filled: Values = (row.form)(&context).initial();
    for (name, value) in values {
        filled.set(name, *value);
    }
    let request = (row.endpoint.request)(&context, &filled);
    let body = request.body.as_ref().map(|body| format!(" {}", body.text)).unwrap_or_default();
    format!("{} {}{body}", request.method, request.target())
}

fn read(api: Api, kind: Kind, text: &str, at: usize) -> Resource {
    let body: serde_json::Value = serde_json::from_str(text).unwrap();
    let list = &body[if kind == Kind::Volume { "volumes" } else { "snapshots" }];
    let item = if list.is_null() { unwrapped(text, api, kind).unwrap().to_owned() } else { list[at].to_string() };
    resource(api, kind, "", &item).unwrap()
}

#[test]
fn writes_are_these() {
    let volume = read(Api::Block, Kind::Volume, include_str!("bodies/list-block-volumes.json"), 0);
    let snapshot = read(Api::Block, Kind::Snapshot, include_str!("bodies/list-block-snapshots.json"), 0);
    let local = read(Api::Instance, Kind::Volume, include_str!("bodies/list-instance-volumes.json"), 0);
    let kept = read(Api::Instance, Kind::Snapshot, include_str!("bodies/list-instance-snapshots.json"), 0);
    let old = read(Api::Legacy, Kind::Volume, include_str!("bodies/list-legacy-volumes.json"), 0);
    let older = read(Api::Legacy, Kind::Snapshot, include_str!("bodies/read-legacy-snapshot.json"), 0);
    let store = [("bucket", "b"), ("key", "a/k.qcow2")];
    let lines = [
        sends("block-create", None, &[("name", "a \"b\""), ("tags", "x\n\n y ")]),
        sends(
            "block-create",
            None,
            &[("zone", "pl-waw-1"), ("name", "n"), ("from", "snapshot"), ("snapshot_id", "s"), ("size", "7 GB"), ("kms_key_id", "k")],
        ),
        sends("block-create", None, &[("name", "n"), ("from", "snapshot"), ("snapshot_id", "s"), ("snapshot_size", "7 GB")]),
        sends("block-restore", Some(&snapshot), &[("perf_iops", "15000")]),
        sends("block-import", None, &[store[0], store[1], ("name", "n")]),
        sends("instance-create", None, &[("name", "n"), ("volume_type", "scratch"), ("size", "1 TB")]),
        sends("instance-create", None, &[("name", "n"), ("from", "snapshot"), ("base_snapshot", "s"), ("tags", "t")]),
        sends("instance-restore", Some(&kept), &[]),
        sends("legacy-create", None, &[("name", "volume-0-3")]),
        sends("block-attach", Some(&volume), &[("server", "s1"), ("boot", "true")]),
        sends("block-detach", Some(&volume), &[]),
        sends("instance-attach", Some(&local), &[("server", "s1")]),
        sends("instance-detach", Some(&local), &[]),
        sends("block-resize", Some(&volume), &[("size", "60001 GB")]),
        sends("block-iops", Some(&volume), &[]),
        sends("block-edit", Some(&volume), &[]),
        sends("block-edit", Some(&volume), &[("tags", "one")]),
        sends("block-snapshot-edit", Some(&snapshot), &[("name", "other"), ("tags", "")]),
        sends("instance-edit", Some(&local), &[("name", "other")]),
        sends("instance-snapshot-edit", Some(&kept), &[("tags", "a\nb")]),
        sends("block-snapshot", Some(&volume), &[("name", "s"), ("tags", "t")]),
        sends("instance-snapshot", Some(&local), &[("name", "s")]),
        sends("legacy-snapshot", Some(&old), &[("name", "s")]),
        sends("block-export", Some(&snapshot), &store),
        sends("instance-export", Some(&kept), &store),
        sends("block-delete", Some(&volume), &[]),
        sends("instance-delete", Some(&local), &[]),
        sends("legacy-delete", Some(&old), &[]),
        sends("block-snapshot-delete", Some(&snapshot), &[]),
        sends("instance-snapshot-delete", Some(&kept), &[]),
        sends("legacy-snapshot-delete", Some(&older), &[]),
    ];
    let expected: Vec<_> = include_str!("bodies/writes.txt").lines().collect();
    for (line, expected) in lines.iter().zip(&expected) {
        assert_eq!(line, expected);
    }
    assert_eq!(lines.len(), expected.len(), "{}", lines.join("\n"));
    let told: Vec<_> = actions::ALL.iter().filter(|row| !include_str!("sending.rs").contains(&format!("\"{}\"", row.name))).collect();
    assert!(told.is_empty(), "{:?}", told.iter().map(|row| row.name).collect::<Vec<_>>());
}

#[test]
fn every_row_names_its_operation_and_what_it_does() {
    let volume = read(Api::Block, Kind::Volume, include_str!("bodies/list-block-volumes.json"), 0);
    let client = client("current");
    let context = ActionContext { client: &client, target: Some(&volume), known: &[] };
    let mut names: Vec<_> = actions::ALL.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), actions::ALL.len());
    for row in actions::ALL {
        let method = row.endpoint.operation.split(' ').next().unwrap_or_default();
        assert!(["POST", "PATCH", "DELETE"].contains(&method), "{}", row.endpoint.operation);
        assert!(row.endpoint.docs.starts_with("https://") && (row.consequence)(&context).ends_with('.'), "{}", row.name);
        let sent = (row.endpoint.request)(&context, &(row.form)(&context).initial());
        assert_eq!(sent.method.as_str(), method, "{}", row.name);
    }
}
