//! Bodies become resources.

use crate::cinder::api::{Get, List};
use crate::cinder::client::quota::{Quota, quotas};
use crate::cinder::decode::{self, COLLECTIONS, ResourceRef};
use voldeck_core::http::{DecodeError, Endpoint, Response};
use voldeck_core::model::{Bytes, Item, Kind, Phase, Resource, Timestamp, Value};

fn response(body: &str) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.to_owned() }
}

fn list(at: usize, body: &str) -> (Vec<Resource>, Option<String>) {
    let page = List { of: &COLLECTIONS[at], only: None, marker: None, minor: 0 }.decode(&response(body)).unwrap();
    (page.items.into_iter().map(Item::unwrap).collect(), page.next)
}

fn one(at: usize, body: &str) -> Resource {
    let raw = Get::new("GET", "/", COLLECTIONS[at].one).decode(&response(body)).unwrap();
    decode::resource(&COLLECTIONS[at], &raw).unwrap()
}

fn client<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.attribute(key) {
        Some(Value::Link(_, id, _)) => id.as_str(),
        other => panic!("{key}: {other:?}"),
    }
}

#[test]
fn volumes_have_state_size_attachments_and_where_they_come_from() {
    let (volumes, next) = list(0, include_str!("bodies/volumes-detail-list.json"));
    let [used, strange, bare] = &volumes[..] else { panic!() };
    assert_eq!(next.as_deref(), Some("2d9f6e74-8b3c-4fa0-9c57-3b8b2e409c23"), "of the address only the marker is taken");
    assert_eq!(used.id.as_str(), "volumes/0b7d4c52-6f1a-4d8e-9a35-1f6f0c2e7a01");
    assert_eq!((used.name.as_str(), used.size, used.status.phase), ("shop-db ü", Some(Bytes(20 << 30)), Phase::Ready));
    assert_eq!(used.created, Timestamp::from_rfc3339("2025-03-02T11:22:33.000444Z"));
    let attachments: Vec<_> =
        used.attachments.iter().map(|user| (user.name.as_str(), user.role.as_deref(), user.since.is_some())).collect();
    assert_eq!(attachments, [("9c1e2f3a-2222-4c6c-9e62-bbbbbbbbbb02", Some("/dev/vdb"), true), ("metal-7", Some("/dev/sdc"), true)]);
    assert_eq!(client(used, "group"), "groups/c4a5b6d7-3333-4d7d-8f73-cccccccccc03");
    assert_eq!(client(used, "parent"), "snapshots/5d6c1f0e-22aa-4c07-8a44-9d0d7a5e1b02");
    for (key, text) in
        [("type", "ssd"), ("zone", "az-1"), ("metadata", "env=prod, readonly=False"), ("bootable", "yes"), ("image", "debian")]
    {
        assert_eq!(used.text_attribute(key), Some(text), "{key}");
    }
    assert_eq!((strange.status.phase, strange.name == strange.provider_id, strange.attributes.len()), (Phase::Unknown, true, 0));
    assert_eq!((bare.status.phase, bare.size, bare.attached), (Phase::Failed, None, None));
    assert_eq!((used.attached, strange.attached), (Some(true), Some(false)));
}

#[test]
fn snapshots_and_groups_know_each_other() {
    let (snapshots, next) = list(1, include_str!("bodies/snapshots-detail.json"));
    assert_eq!((snapshots.len(), next), (2, None));
    assert_eq!((snapshots[0].kind, snapshots[0].source.as_deref()), (Kind::Snapshot, Some("0b7d4c52-6f1a-4d8e-9a35-1f6f0c2e7a01")));
    assert_eq!(client(&snapshots[0], "volume"), "volumes/0b7d4c52-6f1a-4d8e-9a35-1f6f0c2e7a01");
    assert_eq!(client(&snapshots[0], "group_snapshot"), "group_snapshots/aa11bb22-5555-4f9f-a195-eeeeeeeeee05");
    assert_eq!((snapshots[1].status.phase, snapshots[1].source.as_ref()), (Phase::Changing, None));
    let group = one(2, include_str!("bodies/group-show.json"));
    assert_eq!((group.kind, group.status.phase, group.size), (Kind::Group, Phase::Changing, None));
    assert_eq!(group.attribute("members"), Some(&Value::Number(1)));
    assert_eq!(group.text_attribute("types"), Some("e1f2a3b4-4444-4e8e-9084-dddddddddd04, e1f2a3b4-4444-4e8e-9084-dddddddddd05"));
    let taken = one(3, include_str!("bodies/group-snapshot-show.json"));
    assert_eq!((taken.kind, taken.status.phase, client(&taken, "group")), (Kind::Snapshot, Phase::Failed, group.id.as_str()));
}

/// One volume with these members.
fn volume(members: &str) -> Resource {
    one(0, &format!(r#"{{"volume":{{"id":"v",{members}}}}}"#))
}

#[test]
fn who_uses_a_volume_is_told_not_told_or_told_by_its_state() {
    let server = r#"[{"attachment_id":"a","server_id":"s1"}]"#;
    let check = |members: &str, attached: Option<bool>, attachments: usize, usage: Option<&str>| {
        let read = volume(members);
        assert_eq!((read.attached, read.attachments.len(), read.usage.as_deref()), (attached, attachments, usage), "{members}");
    };
    check(r#""status":"available""#, None, 0, None);
    check(r#""status":"in-use""#, None, 0, None);
    check(r#""status":"available","attachments":null"#, None, 0, None);
    check(r#""status":"available","attachments":[]"#, Some(false), 0, None);
    check(r#""status":"available","attachments":[null]"#, Some(false), 0, None);
    check(r#""attachments":[]"#, Some(false), 0, None);
    check(r#""status":"error","attachments":[]"#, Some(false), 0, None);
    for held in ["reserved", "attaching", "in-use", "detaching"] {
        check(&format!(r#""status":"{held}","attachments":[]"#), Some(true), 0, Some(held));
        check(&format!(r#""status":"{held}","attachments":{server}"#), Some(true), 1, None);
    }
    check(r#""status":"available","attachments":[7]"#, Some(true), 0, Some("available"));
    let odd = volume(r#""status":"available","attachments":"none""#);
    assert!(odd.attached.is_none() && matches!(odd.attribute("used"), Some(Value::Odd(_))), "{odd:?}");
}

#[test]
fn odd_spellings_cost_one_field_at_most() {
    let check = |members: &str, key: &str, text: &str| {
        let read = volume(&format!(r#""status":"available",{members}"#));
        assert_eq!(read.status.label, "available", "{members}");
        let mut all = read
            .attributes
            .iter()
            .filter_map(|attribute| if let Value::Odd(odd) = &attribute.value { Some((attribute.key, &odd.text)) } else { None });
        assert_eq!((all.next().map(|(key, text)| (key, text.as_str())), all.next()), (Some((key, text)), None), "{members}");
    };
    check(r#""size":"one""#, "size", "one");
    check(r#""size":1.5"#, "size", "1.5");
    check(r#""created_at":"yesterday""#, "created", "yesterday");
    check(r#""bootable":"perhaps""#, "bootable", "perhaps");
    check(r#""encrypted":{"a":1}"#, "encrypted", r#"{"a":1}"#);
    check(r#""metadata":"env=prod""#, "metadata", "env=prod");
    check(r#""group_id":["g"]"#, "group", r#"["g"]"#);
    check(r#""updated_at":[]"#, "modified", "[]");
    let told = |members: &str, size: Option<u64>, bootable: bool| {
        let read = volume(members);
        assert_eq!(
            (read.size, read.text_attribute("bootable")),
            (size.map(|gib| Bytes(gib << 30)), bootable.then_some("yes")),
            "{members}"
        );
        assert!(read.odd.is_empty() && !read.attributes.iter().any(|attribute| matches!(attribute.value, Value::Odd(_))), "{members}");
    };
    told(r#""size":10.0,"bootable":true"#, Some(10), true);
    told(r#""size":1e1,"bootable":"True""#, Some(10), true);
    told(r#""size":"10","bootable":"1""#, Some(10), true);
    told(r#""size":-0,"bootable":1"#, Some(0), true);
    told(r#""size":null,"bootable":null"#, None, false);
    told(r#""size":10,"bootable":"FALSE""#, Some(10), false);
    for time in
        ["2026-01-02T03:04:05", "2026-01-02T03:04:05.000000", "2026-01-02t03:04:05z", "2026-01-02 03:04:05", "2026-01-02T04:04:05+01:00"]
    {
        let read = volume(&format!(r#""created_at":"{time}""#));
        assert_eq!(read.created.map(Timestamp::rfc3339).as_deref(), Some("2026-01-02T03:04:05Z"), "{time}");
    }
    let silent = volume(r#""status":null,"name":null"#);
    assert!(!silent.status.is_reported() && silent.name == "v");
}

#[test]
fn what_a_volume_was_made_of_is_its_source_and_an_image_is_not() {
    let check = |members: &str, source: Option<&str>| assert_eq!(volume(members).source.as_deref(), source, "{members}");
    check(r#""snapshot_id":"s1","source_volid":null"#, Some("s1"));
    check(r#""snapshot_id":null,"source_volid":"v1""#, Some("v1"));
    check(r#""snapshot_id":"","source_volid":null"#, None);
    check(r#""volume_image_metadata":{"image_id":"i1"}"#, None);
}

#[test]
fn members_of_a_group_are_counted_only_where_they_are_told() {
    let check = |members: &str, expected: Option<&Value>| {
        let group = one(2, &format!(r#"{{"group":{{"id":"g"{members}}}}}"#));
        assert_eq!(group.attribute("members"), expected, "{members}");
    };
    check("", None);
    check(r#","volumes":null"#, None);
    check(r#","volumes":[]"#, Some(&Value::Number(0)));
    check(r#","volumes":["a","b",null]"#, Some(&Value::Number(2)));
}

#[test]
fn quotas_are_read_without_limits_and_with() {
    let raw = Get::new("GET", "/", "quota_set").decode(&response(include_str!("bodies/quota-set-usage.json"))).unwrap();
    let found = quotas(&raw);
    let quota = |name: &str| found.iter().find(|quota| quota.name == name).unwrap();
    assert_eq!(quota("volumes"), &Quota { name: "volumes".into(), limit: Some(10), used: 8 });
    assert_eq!((quota("snapshots").limit, found.len()), (None, 6), "the id is no quota");
}

#[test]
fn an_answer_without_its_member_is_told() {
    for body in [r#"{"servers":[]}"#, r#"{"a":1}"#, r#"{"volumes":null}"#, "{}"] {
        let wrong = List { of: &COLLECTIONS[0], only: None, marker: None, minor: 0 }.decode(&response(body)).unwrap_err();
        assert_eq!(wrong, DecodeError("volumes: there is none.".to_owned()), "{body}");
        assert!(Get::new("GET", "/", "volumes").decode(&response(body)).is_err(), "{body}");
    }
    let object = List { of: &COLLECTIONS[0], only: None, marker: None, minor: 0 }.decode(&response(r#"{"volumes":{}}"#));
    assert!(object.is_err());
}

#[test]
fn the_next_page_is_found_under_every_name_that_servers_have_for_it() {
    let check = |at: usize, body: &str, next: Option<&str>| assert_eq!(list(at, body).1.as_deref(), next, "{body}");
    let page = r#"[{"rel":"next","href":"http://inside/v3/x?limit=1&marker=m1&sort=id"}]"#;
    check(0, &format!(r#"{{"volumes":[{{"id":"a"}}],"volumes_links":{page}}}"#), Some("m1"));
    check(1, &format!(r#"{{"snapshots_links":{page},"snapshots":[{{"id":"a"}}]}}"#), Some("m1"));
    check(2, &format!(r#"{{"groups":[{{"id":"a"}}],"group_links":{page}}}"#), Some("m1"));
    check(3, &format!(r#"{{"group_snapshots":[{{"id":"a"}}],"group_snapshot_links":{page}}}"#), Some("m1"));
    check(0, r#"{"volumes":[{"id":"a"}],"volumes_links":[{"rel":"self","href":"?marker=m1"}]}"#, None);
    check(0, r#"{"volumes":[{"id":"a"}],"volumes_links":null}"#, None);
}

#[test]
fn an_address_comes_apart_again() {
    for collection in &COLLECTIONS {
        let id = ResourceRef::to_id(collection.word, "a/b");
        let place = ResourceRef::of(&id).unwrap();
        assert_eq!(
            (place.of.word, place.id.as_str(), place.path("/action")),
            (collection.word, "a/b", format!("/{}/a%2Fb/action", collection.word))
        );
        assert!(ResourceRef::of_kind(&id, if collection.kind == Kind::Volume { Kind::Group } else { Kind::Volume }).is_none());
    }
}
