//! Bodies become resources.

use crate::http::{Endpoint, Misread, Response};
use crate::model::{Bytes, Item, Kind, Phase, Resource, Timestamp, Value};
use crate::provider::cinder::api::{Ask, COLLECTIONS, List};
use crate::provider::cinder::link::quota::{Quota, quotas};
use crate::provider::cinder::wire::{self, Place, text_fact};

fn response(body: &str) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.to_owned() }
}

fn list(at: usize, body: &str) -> (Vec<Resource>, Option<String>) {
    let page = List { of: &COLLECTIONS[at], only: None, marker: None, minor: 0 }.decode(&response(body)).unwrap();
    (page.items.into_iter().map(Item::unwrap).collect(), page.next)
}

fn one(at: usize, body: &str) -> Resource {
    let raw = Ask::new("GET", "/", COLLECTIONS[at].one).decode(&response(body)).unwrap();
    wire::resource(&COLLECTIONS[at], &raw).unwrap()
}

fn link<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.fact(key) {
        Some(Value::Link(_, id, _)) => id.as_str(),
        other => panic!("{key}: {other:?}"),
    }
}

#[test]
fn volumes_have_state_size_users_and_where_they_come_from() {
    let (volumes, next) = list(0, include_str!("bodies/volumes-detail-list.json"));
    let [used, strange, bare] = &volumes[..] else { panic!() };
    assert_eq!(next.as_deref(), Some("2d9f6e74-8b3c-4fa0-9c57-3b8b2e409c23"), "of the address only the marker is taken");
    assert_eq!(used.id.as_str(), "volumes/0b7d4c52-6f1a-4d8e-9a35-1f6f0c2e7a01");
    assert_eq!((used.name.as_str(), used.size, used.status.phase), ("shop-db ü", Some(Bytes(20 << 30)), Phase::Ready));
    assert_eq!(used.created, Timestamp::from_rfc3339("2025-03-02T11:22:33.000444Z"));
    let users: Vec<_> = used.users.iter().map(|user| (user.name.as_str(), user.role.as_deref(), user.since.is_some())).collect();
    assert_eq!(users, [("9c1e2f3a-2222-4c6c-9e62-bbbbbbbbbb02", Some("/dev/vdb"), true), ("metal-7", Some("/dev/sdc"), true)]);
    assert_eq!(link(used, "group"), "groups/c4a5b6d7-3333-4d7d-8f73-cccccccccc03");
    assert_eq!(link(used, "parent"), "snapshots/5d6c1f0e-22aa-4c07-8a44-9d0d7a5e1b02");
    for (key, text) in
        [("type", "ssd"), ("zone", "az-1"), ("metadata", "env=prod, readonly=False"), ("bootable", "yes"), ("image", "debian")]
    {
        assert_eq!(text_fact(used, key), Some(text), "{key}");
    }
    assert_eq!((strange.status.phase, strange.name == strange.vendor_id, strange.facts.len()), (Phase::Unknown, true, 0));
    assert_eq!((bare.status.phase, bare.size, bare.users.len()), (Phase::Failed, None, 0));
}

#[test]
fn snapshots_and_groups_know_each_other() {
    let (snapshots, next) = list(1, include_str!("bodies/snapshots-detail.json"));
    assert_eq!((snapshots.len(), next), (2, None));
    assert_eq!((snapshots[0].kind, snapshots[0].source.as_deref()), (Kind::Snapshot, Some("0b7d4c52-6f1a-4d8e-9a35-1f6f0c2e7a01")));
    assert_eq!(link(&snapshots[0], "volume"), "volumes/0b7d4c52-6f1a-4d8e-9a35-1f6f0c2e7a01");
    assert_eq!(link(&snapshots[0], "group_snapshot"), "group_snapshots/aa11bb22-5555-4f9f-a195-eeeeeeeeee05");
    assert_eq!((snapshots[1].status.phase, snapshots[1].source.as_ref()), (Phase::Changing, None));
    let group = one(2, include_str!("bodies/group-show.json"));
    assert_eq!((group.kind, group.status.phase, group.size), (Kind::Group, Phase::Changing, None));
    assert_eq!(group.fact("members"), Some(&Value::Number(1)));
    assert_eq!(text_fact(&group, "types"), Some("e1f2a3b4-4444-4e8e-9084-dddddddddd04, e1f2a3b4-4444-4e8e-9084-dddddddddd05"));
    let taken = one(3, include_str!("bodies/group-snapshot-show.json"));
    assert_eq!((taken.kind, taken.status.phase, link(&taken, "group")), (Kind::Snapshot, Phase::Failed, group.id.as_str()));
}

#[test]
fn quotas_are_read_without_limits_and_with() {
    let raw = Ask::new("GET", "/", "quota_set").decode(&response(include_str!("bodies/quota-set-usage.json"))).unwrap();
    let found = quotas(&raw);
    let quota = |name: &str| found.iter().find(|quota| quota.name == name).unwrap();
    assert_eq!(quota("volumes"), &Quota { name: "volumes".into(), limit: Some(10), used: 8 });
    assert_eq!((quota("snapshots").limit, found.len()), (None, 6), "the id is no quota");
}

#[test]
fn an_answer_without_its_member_is_told() {
    let wrong = List { of: &COLLECTIONS[0], only: None, marker: None, minor: 0 }.decode(&response(r#"{"servers":[]}"#)).unwrap_err();
    assert_eq!(wrong, Misread("volumes: there is none.".to_owned()));
}

#[test]
fn an_address_comes_apart_again() {
    for collection in &COLLECTIONS {
        let id = Place::to_id(collection.word, "a/b");
        let place = Place::of(&id).unwrap();
        assert_eq!(
            (place.of.word, place.id.as_str(), place.path("/action")),
            (collection.word, "a/b", format!("/{}/a%2Fb/action", collection.word))
        );
        assert!(Place::of_kind(&id, if collection.kind == Kind::Volume { Kind::Group } else { Kind::Volume }).is_none());
    }
}
