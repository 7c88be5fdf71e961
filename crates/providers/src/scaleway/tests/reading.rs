//! Bodies of three APIs become the same resources.

use crate::scaleway::api::{List, ListBlockTypes, ListInstanceTypes, ListProjects, ListServers, Read};
use crate::scaleway::decode::{Api, Limits, ResourceRef};
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Bytes, Id, Item, Kind, Phase, Resource, Timestamp, Value};

fn response(body: &str, headers: &[(&str, &str)]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Response { status: 200, headers, body: body.to_owned() }
}

fn list(api: Api, kind: Kind, body: &str) -> Vec<Resource> {
    let call = List { api, kind, zone: "fr-par-2", page: 1, size: 100, project: "", volume: None };
    call.decode(&response(body, &[])).unwrap().items.into_iter().map(Item::unwrap).collect()
}

fn state(resource: &Resource) -> (Phase, &str, &str) {
    (resource.status.phase, &resource.status.label, resource.status.detail.as_deref().unwrap_or_default())
}

fn client<'a>(resource: &'a Resource, key: &str) -> (&'a str, &'a str) {
    match resource.attribute(key) {
        Some(Value::Link(_, id, name)) => (id.as_str(), name),
        other => panic!("{key}: {other:?}"),
    }
}

#[test]
fn block_volumes_have_status_references_and_specs() {
    let [used, strange, bare] = &list(Api::Block, Kind::Volume, include_str!("bodies/list-block-volumes.json"))[..] else { panic!() };
    assert_eq!(used.id.as_str(), "block/fr-par-2/3f0a9c1e-7d52-4a8e-9b10-6c2d5e8f1a01");
    assert_eq!((state(used), used.size), ((Phase::Ready, "in_use", ""), Some(Bytes(60_000_000_000_000))));
    assert_eq!((used.attribute("iops"), used.text_attribute("type")), (Some(&Value::Number(15_000)), Some("sbs_15k")));
    assert_eq!((used.text_attribute("tags"), used.text_attribute("zone")), (Some("env=prod, π, comma"), Some("fr-par-2")));
    assert_eq!(client(used, "parent").0, "block/fr-par-2/a1b2c3d4-0001-4002-8003-a0b0c0d0e0f0");
    let holder = &used.attachments[0];
    assert_eq!((holder.id.as_str(), holder.status.label.as_str()), ("c0ffee00-1234-4abc-8def-001122334455", "attached"));
    assert_eq!(holder.role.as_deref(), Some("instance_server, exclusive"));
    assert_eq!(state(strange), (Phase::Unknown, "hibernating", ""));
    assert_eq!(
        (strange.name.as_str(), strange.attribute("iops"), strange.text_attribute("type")),
        (strange.provider_id.as_str(), None, Some("sbs_50k"))
    );
    assert_eq!(strange.created, Timestamp::from_rfc3339("2023-09-30T23:59:59.999999Z"));
    assert!(matches!(strange.attribute("detached"), Some(Value::Time(_))));
    // What a body does not say is that of the call.
    assert_eq!(
        (state(bare), bare.size, bare.attached, bare.text_attribute("zone")),
        ((Phase::Unknown, "not reported", ""), None, None, Some("fr-par-2"))
    );
}

#[test]
fn snapshots_know_their_volume_where_there_is_one() {
    let [used, imported] = &list(Api::Block, Kind::Snapshot, include_str!("bodies/list-block-snapshots.json"))[..] else { panic!() };
    assert_eq!(client(used, "volume"), ("block/fr-par-2/3f0a9c1e-7d52-4a8e-9b10-6c2d5e8f1a01", "ledger-data"));
    assert_eq!((used.source.as_deref(), used.text_attribute("public")), (Some("3f0a9c1e-7d52-4a8e-9b10-6c2d5e8f1a01"), Some("yes")));
    assert_eq!((imported.source.as_ref(), imported.attribute("volume"), state(imported)), (None, None, (Phase::Changing, "creating", "")));
    let [bad, orphan] = &list(Api::Instance, Kind::Snapshot, include_str!("bodies/list-instance-snapshots.json"))[..] else { panic!() };
    assert_eq!((state(bad), client(bad, "volume").1), ((Phase::Failed, "invalid_data", "checksum mismatch"), "root of web"));
    assert_eq!((orphan.source.as_ref(), orphan.size, orphan.text_attribute("tags")), (None, Some(Bytes(1)), Some("x, y")));
}

#[test]
fn an_attached_instance_volume_is_available_and_has_its_server() {
    let [root, old] = &list(Api::Instance, Kind::Volume, include_str!("bodies/list-instance-volumes.json"))[..] else { panic!() };
    assert_eq!(
        (root.id.as_str(), state(root)),
        ("instance/nl-ams-1/77aa0001-0000-4000-8000-000000000001", (Phase::Ready, "available", ""))
    );
    assert_eq!((root.attachments[0].name.as_str(), root.attachments[0].id.as_str()), ("web", "5e57e700-0000-4000-8000-000000000007"));
    assert_eq!(root.created, Timestamp::from_rfc3339("2025-12-24T18:00:00.000001Z"));
    assert_eq!(state(old), (Phase::Changing, "hotsyncing", "one word of documentation"));
    assert_eq!((old.text_attribute("tags"), old.size), (None, Some(Bytes(10_737_418_240))));
}

#[test]
fn the_original_api_has_no_zone_and_its_volumes_no_state() {
    let [used, lonely] = &list(Api::Legacy, Kind::Volume, include_str!("bodies/list-legacy-volumes.json"))[..] else { panic!() };
    assert_eq!((used.id.as_str(), state(used)), ("legacy/-/1e9a0001-0000-4000-8000-000000000001", (Phase::Ready, "attached", "")));
    assert_eq!((used.text_attribute("export"), used.created), (Some("nbd://10.1.2.3:4224"), None));
    assert_eq!((state(lonely), lonely.text_attribute("zone")), ((Phase::Ready, "detached", ""), None));
    let place = ResourceRef { api: Api::Legacy, zone: "-".into(), id: "x".into() };
    let read = Read { kind: Kind::Snapshot, place: &place };
    let snapshot = read.decode(&response(include_str!("bodies/read-legacy-snapshot.json"), &[])).unwrap();
    assert_eq!(
        (state(&snapshot), client(&snapshot, "volume").0),
        ((Phase::Changing, "snapshotting", ""), "legacy/-/1e9a0001-0000-4000-8000-000000000002")
    );
    assert!(read.decode(&response("{}", &[])).is_err());
}

#[test]
fn pages_are_counted_in_the_body_or_in_a_header() {
    let total = |api, body: &str, headers: &[(&str, &str)]| {
        let call = List { api, kind: Kind::Volume, zone: "z", page: 1, size: 100, project: "", volume: None };
        call.decode(&response(body, headers)).unwrap().total
    };
    assert_eq!(total(Api::Block, r#"{"volumes":[],"total_count":7}"#, &[]), Some(7));
    assert_eq!(total(Api::Instance, r#"{"volumes":[]}"#, &[("x-total-count", " 8 ")]), Some(8));
    assert_eq!(total(Api::Legacy, r#"{"volumes":[]}"#, &[("X-Total-Count", "many")]), None);
    for body in [r#"{"volumes":null}"#, r#"{"a":1}"#, "{}", r#"{"volumes":{}}"#, r#"{"snapshots":[]}"#] {
        let call = List { api: Api::Instance, kind: Kind::Volume, zone: "z", page: 1, size: 100, project: "", volume: None };
        assert!(call.decode(&response(body, &[])).is_err(), "{body} is no empty list");
    }
}

#[test]
fn who_uses_a_volume_is_told_not_told_or_sent_as_nothing_readable() {
    let one = |api, body: &str| list(api, Kind::Volume, &format!(r#"{{"volumes":[{body}]}}"#)).pop().unwrap();
    let check = |api, body: &str, attached: Option<bool>, attachments: usize, label: &str| {
        let read = one(api, body);
        assert_eq!((read.attached, read.attachments.len(), read.status.label.as_str()), (attached, attachments, label), "{body}");
    };
    let holder = |status: &str| format!(r#"{{"product_resource_type":"instance_server","product_resource_id":"s","status":"{status}"}}"#);
    // Block: references tell; where they are missing, the state does.
    check(Api::Block, r#"{"id":"v","status":"available","references":[]}"#, Some(false), 0, "available");
    check(Api::Block, r#"{"id":"v","status":"available","references":null}"#, Some(false), 0, "available");
    check(Api::Block, r#"{"id":"v","status":"in_use"}"#, Some(true), 0, "in_use");
    check(Api::Block, r#"{"id":"v","status":"in_use","references":[]}"#, Some(true), 0, "in_use");
    check(Api::Block, r#"{"id":"v","status":"error"}"#, None, 0, "error");
    check(Api::Block, r#"{"id":"v","status":"error","references":[null]}"#, Some(false), 0, "error");
    check(Api::Block, r#"{"id":"v","status":"error","references":[7]}"#, None, 0, "error");
    check(Api::Block, r#"{"id":"v","status":"error","references":"none"}"#, None, 0, "error");
    let ended = format!(r#"{{"id":"v","status":"available","references":[{},null]}}"#, holder("detached"));
    check(Api::Block, &ended, Some(false), 0, "available");
    let used = format!(r#"{{"id":"v","status":"in_use","references":[null,{}]}}"#, holder("attaching"));
    check(Api::Block, &used, Some(true), 1, "in_use");
    assert!(matches!(one(Api::Block, r#"{"id":"v","references":"none"}"#).attribute("used"), Some(Value::Odd(_))));
    // Instance and the original API: `null` is nobody, a missing key is silence.
    check(Api::Instance, r#"{"id":"v","state":"available","server":null}"#, Some(false), 0, "available");
    check(Api::Instance, r#"{"id":"v","state":"available"}"#, None, 0, "available");
    check(Api::Instance, r#"{"id":"v","state":"available","server":{"id":"s","name":null}}"#, Some(true), 1, "available");
    check(Api::Legacy, r#"{"id":"v"}"#, None, 0, "not reported");
    check(Api::Legacy, r#"{"id":"v","server":7}"#, None, 0, "not reported");
    check(Api::Legacy, r#"{"id":"v","server":null}"#, Some(false), 0, "detached");
    check(Api::Legacy, r#"{"id":"v","server":{"id":"s","name":"web"}}"#, Some(true), 1, "attached");
    check(Api::Instance, r#"{"id":"v","state":[1],"server":null}"#, Some(false), 0, "not reported");
}

#[test]
fn numbers_and_times_are_read_in_every_spelling_and_odd_ones_cost_their_cell() {
    let size = |text: &str| {
        let read =
            list(Api::Block, Kind::Volume, &format!(r#"{{"volumes":[{{"id":"v","status":"available","size":{text}}}]}}"#)).pop().unwrap();
        (read.size.map(|size| size.0), read.attribute("size").is_some(), read.status.label.clone())
    };
    for (text, bytes) in [
        ("5e+10", 50_000_000_000),
        ("1.5e+11", 150_000_000_000),
        ("10000000000.0", 10_000_000_000),
        ("\"60000000000000\"", 60_000_000_000_000),
        ("-0", 0),
        ("9007199254740993", 9_007_199_254_740_993),
    ] {
        assert_eq!(size(text), (Some(bytes), false, "available".to_owned()), "{text}");
    }
    for odd in ["\"10 GB\"", "-1", "{}", "1.5", "true", "1e40"] {
        assert_eq!(size(odd), (None, true, "available".to_owned()), "{odd}");
    }
    assert_eq!(size("null").0, None);
    let body = r#"{"volumes":[{"id":"v","status":"in_use","size":1000000000,"specs":{"perf_iops":"fast","class":7},"created_at":1767323045,
        "updated_at":"2026-01-02T05:04:05+02:00","last_detached_at":"yesterday","tags":["a",null,7],"name":null},null]}"#;
    let [read] = &list(Api::Block, Kind::Volume, body)[..] else { panic!("null is no item") };
    assert!(
        matches!(read.attribute("iops"), Some(Value::Odd(odd)) if odd.to_string() == "specs.perf_iops: found fast, where a whole number belongs")
    );
    assert!(matches!(read.attribute("detached"), Some(Value::Odd(_))));
    assert_eq!((read.name.as_str(), read.created), ("v", Timestamp::from_rfc3339("2026-01-02T03:04:05Z")));
    assert_eq!((read.attribute("modified"), read.text_attribute("tags")), (Some(&Value::Time(read.created.unwrap())), Some("a, 7")));
}

#[test]
fn what_a_volume_was_made_of_is_its_source_so_that_dependents_find_it() {
    let volumes = list(Api::Block, Kind::Volume, r#"{"volumes":[{"id":"v","parent_snapshot_id":"s","zone":"fr-par-2"},{"id":"w"}]}"#);
    let snapshots = list(Api::Block, Kind::Snapshot, r#"{"snapshots":[{"id":"s","name":"nightly","parent_volume":{"id":"w"}}]}"#);
    let known: Vec<_> = volumes.iter().chain(&snapshots).cloned().collect();
    let named =
        |target: &Resource| voldeck_core::action::dependents(target, &known).into_iter().map(|one| (one.name, one.how)).collect::<Vec<_>>();
    assert_eq!(named(&snapshots[0]), [("v".to_owned(), "made of it")]);
    assert_eq!(named(&volumes[1]), [("nightly".to_owned(), "snapshot of it")]);
    let local = list(Api::Instance, Kind::Volume, r#"{"volumes":[{"id":"v","base_snapshot":{"id":"s","name":"x"}}]}"#);
    assert_eq!(local[0].source.as_deref(), Some("s"));
}

#[test]
fn what_there_is_to_choose_from_is_read() {
    let types = ListInstanceTypes("z").decode(&response(
        r#"{"volumes":{"l_ssd":{"capabilities":{"snapshot":true},"display_name":"Local SSD","constraints":{"min":1000000000,"max":800000000000}},"odd":{}}}"#,
        &[],
    ));
    let types = types.unwrap();
    assert_eq!(types[0].limits, Some(Limits { min: 1_000_000_000, max: 800_000_000_000 }));
    assert_eq!((types[1].label.as_str(), types[1].limits, types[1].snapshots), ("odd", None, None));
    let types = ListBlockTypes("z")
        .decode(&response(
            r#"{"volume_types":[{"type":"sbs_15k","specs":{"perf_iops":15000,"class":"sbs"},"pricing":{"nanos":1}}],"total_count":1}"#,
            &[],
        ))
        .unwrap();
    assert_eq!((types[0].name.as_str(), types[0].iops), ("sbs_15k", Some(15_000)));
    let body = r#"{"servers":[{"id":"s","name":"web","state":"stopped in place","commercial_type":"PRO2-S","volumes":{"0":{"id":"v"}}}]}"#;
    let (servers, total) = ListServers { zone: "z", page: 1 }.decode(&response(body, &[("X-Total-Count", "1")])).unwrap();
    assert_eq!((servers[0].state.as_str(), total), ("stopped in place", Some(1)));
    let body = r#"{"total_count":1,"projects":[{"id":"p","name":"default","description":null}]}"#;
    let (projects, total) = ListProjects { organization: "o", page: 1 }.decode(&response(body, &[])).unwrap();
    assert_eq!((projects[0].label.as_str(), total), ("default", Some(1)));
}

#[test]
fn addresses_go_both_ways() {
    for id in ["a/b", "50%", "ü", ""] {
        for api in [Api::Block, Api::Instance] {
            let place = ResourceRef { api, zone: "fr-par-1".into(), id: id.into() };
            assert_eq!(ResourceRef::of(&ResourceRef::to_id(api, "fr-par-1", id)), Some(place));
        }
    }
    assert_eq!(ResourceRef::of(&Id::new("block/only")), None);
    assert_eq!(ResourceRef::of(&Id::new("zip/a/b")), None);
}
