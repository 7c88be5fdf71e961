//! What Cinder has to do, the simulator as well as a real server. Each scenario is given a connection of alice to the project
//! `storage`, where there are a group type, and the volume types `fast-ssd` and `legacy-san`, whose storage was switched off.

use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult};
use voldeck_core::http::{Access, Error, ErrorKind, Request};
use voldeck_core::json::RawJson;
use voldeck_core::model::{Bytes, Id, Kind, Resource, Value};

use super::harness::Harness;

const GIB: u64 = 1 << 30;
/// What everything here is called at the beginning, so that it is told from what is there.
const MARK: &str = "alike ";

fn called(name: &str) -> String {
    [MARK, name].concat()
}

/// Makes a volume, and waits until it is there.
fn volume(harness: &Harness, name: &str, more: &[(&'static str, &str)]) -> Resource {
    let name = called(name);
    let values = [&[("name", name.as_str()), ("size", "1 GiB"), ("volume_type", "fast-ssd")], more].concat();
    let id = harness.done("volume-create", None, &[], &values).created.expect("an id");
    harness.until_is(Kind::Volume, &id, "available")
}

/// Deletes a volume, and waits until it is gone.
fn remove(harness: &Harness, id: &Id) {
    let volume = harness.get(Kind::Volume, id).unwrap();
    harness.done("volume-delete", Some(&volume), &[], &[]);
    harness.until_gone(Kind::Volume, id);
}

/// Why the console refuses an action on this now.
fn refused(harness: &Harness, action: &str, target: &Resource) -> Option<String> {
    (harness.action(action).disabled_reason)(&ActionContext { client: &*harness.client, target: Some(target), known: &harness.known() })
}

/// Sends what the console would not, and has to be refused.
fn sent_anyway(harness: &Harness, method: &str, resource: &Resource, more: &str, body: &str) -> Error {
    let path = format!("/{}{more}", resource.id);
    let mut request = Request::new(method.parse().unwrap(), path);
    if !body.is_empty() {
        request = request.json(&RawJson(body), &[]);
    }
    block_on(harness.client.session().exchange("a test", Access::Write, request, 60_000)).expect_err("it had to be refused")
}

/// From creation to deletion: names, metadata, size, snapshot, a volume of it, a clone, the way back.
pub fn a_volume_is_created_changed_and_deleted(harness: &Harness) {
    let name = called("data é");
    let values =
        [("name", name.as_str()), ("size", "2 GiB"), ("volume_type", "fast-ssd"), ("description", "d"), ("metadata", "env=test\na=b")];
    let outcome = harness.done("volume-create", None, &harness.known(), &values);
    assert_eq!(outcome.done, format!("Creating {name}."));
    let id = outcome.created.expect("an id");
    assert!(harness.known().iter().any(|known| known.id == id), "{id} is in no list");
    let volume = harness.until_is(Kind::Volume, &id, "available");
    assert_eq!((volume.name.as_str(), volume.size), (name.as_str(), Some(Bytes(2 * GIB))));
    assert_eq!(volume.attribute("type"), Some(&Value::Text("fast-ssd".into())));
    let Some(Value::Text(metadata)) = volume.attribute("metadata") else { panic!("{volume:?}") };
    assert!(metadata.contains("env=test") && metadata.contains("a=b"), "{metadata}");

    let renamed = called("renamed");
    harness.done("volume-edit", Some(&volume), &[], &[("name", &renamed), ("description", "other")]);
    let volume = harness.get(Kind::Volume, &id).unwrap();
    assert_eq!((volume.name.as_str(), volume.attribute("description")), (renamed.as_str(), Some(&Value::Text("other".into()))));

    harness.done("volume-extend", Some(&volume), &[], &[("new_size", "3 GiB")]);
    let volume = harness.until(Kind::Volume, &id, "larger", |now| now.status.label == "available" && now.size == Some(Bytes(3 * GIB)));
    let shrunk = harness.run("volume-extend", Some(&volume), &[], &[("new_size", "2 GiB")]);
    assert!(matches!(&shrunk, ActionResult::NotSent(wrong) if wrong[0].field == "new_size"), "{shrunk:?}");
    let error = sent_anyway(harness, "POST", &volume, "/action", r#"{"os-extend":{"new_size":2}}"#);
    assert_eq!(error.status, Some(400), "{error}");
    assert!(error.message.contains("New size for extend must be greater than current size"), "{error}");

    let taken = harness.done("volume-snapshot", Some(&volume), &harness.known(), &[("name", &called("before"))]).created.expect("an id");
    let snapshot = harness.until_is(Kind::Snapshot, &taken, "available");
    assert_eq!((snapshot.size, snapshot.source.as_ref()), (Some(Bytes(3 * GIB)), Some(&volume.provider_id)));
    assert_eq!(block_on(harness.client.list_snapshots(&volume)).unwrap().items.len(), 1);
    let why = refused(harness, "volume-delete", &volume).expect("a reason");
    assert!(why.contains("snapshots"), "{why}");
    let error = sent_anyway(harness, "DELETE", &volume, "", "");
    assert_eq!(error.status, Some(400), "{error}");
    assert!(error.message.contains("snapshots"), "{error}");

    let restored =
        harness.done("snapshot-restore", Some(&snapshot), &harness.known(), &[("name", &called("restored"))]).created.expect("an id");
    let copy = harness.until_is(Kind::Volume, &restored, "available");
    assert_eq!(copy.size, Some(Bytes(3 * GIB)));
    assert!(matches!(copy.attribute("parent"), Some(Value::Link(Kind::Snapshot, of, _)) if *of == taken), "{copy:?}");
    let cloned = harness.done("volume-clone", Some(&volume), &harness.known(), &[("name", &called("cloned"))]).created.expect("an id");
    harness.until_is(Kind::Volume, &cloned, "available");
    harness.done("volume-revert", Some(&volume), &harness.known(), &[("snapshot_id", &snapshot.provider_id)]);
    let volume = harness.until_is(Kind::Volume, &id, "available");

    harness.done("volume-delete-cascade", Some(&volume), &harness.known(), &[]);
    harness.until_gone(Kind::Volume, &id);
    harness.until_gone(Kind::Snapshot, &taken);
    for id in [&restored, &cloned] {
        remove(harness, id);
    }
    assert!(!harness.known().iter().any(|known| [&id, &taken, &restored, &cloned].contains(&&known.id)));
}

/// A group of three, its snapshot, a group of that; members come and go.
pub fn a_group_is_created_changed_and_deleted(harness: &Harness) {
    let made = harness.done(
        "group-create",
        None,
        &harness.known(),
        &[("name", &called("group")), ("group_type", &group_type(harness)), ("volume_type", "fast-ssd")],
    );
    let id = made.created.expect("an id");
    let group = harness.until_is(Kind::Group, &id, "available");
    let inside: Vec<Resource> = ["one", "two"].iter().map(|name| volume(harness, name, &[("group_id", &group.provider_id)])).collect();
    let third = volume(harness, "three", &[]);
    harness.done("group-add", Some(&group), &harness.known(), &[("add_volumes", &third.provider_id)]);
    let group = harness.until_is(Kind::Group, &id, "available");
    assert_eq!(members(harness, &group), 3);
    let why = refused(harness, "volume-delete", &harness.get(Kind::Volume, &inside[0].id).unwrap()).expect("a reason");
    assert!(why.contains("group"), "{why}");
    let error = sent_anyway(harness, "DELETE", &inside[0], "", "");
    assert_eq!(error.status, Some(400), "{error}");
    assert!(error.message.contains("group"), "{error}");

    let taken = harness.done("group-snapshot", Some(&group), &harness.known(), &[("name", &called("moment"))]).created.expect("an id");
    let moment = harness.until_is(Kind::Snapshot, &taken, "available");
    let parts = harness
        .items(Kind::Snapshot)
        .into_iter()
        .flatten()
        .filter(|one| matches!(one.attribute("group_snapshot"), Some(Value::Link(_, of, _)) if *of == taken));
    assert_eq!(parts.count(), 3);
    let copied =
        harness.done("group-restore", Some(&moment), &harness.known(), &[("name", &called("group again"))]).created.expect("an id");
    let again = harness.until_is(Kind::Group, &copied, "available");
    assert_eq!(members(harness, &again), 3);

    let why = refused(harness, "group-delete", &group).expect("a reason");
    assert!(why.contains("snapshot"), "{why}");
    let error = sent_anyway(harness, "POST", &group, "/action", r#"{"delete":{"delete-volumes":true}}"#);
    assert_eq!(error.status, Some(400), "{error}");
    harness.done("group-snapshot-delete", Some(&moment), &harness.known(), &[]);
    harness.until_gone(Kind::Snapshot, &taken);

    let group = harness.get(Kind::Group, &id).unwrap();
    harness.done("group-edit", Some(&group), &harness.known(), &[("name", &called("other group"))]);
    let group = harness.until(Kind::Group, &id, "renamed", |now| now.status.label == "available" && now.name == called("other group"));
    harness.done("group-remove", Some(&group), &harness.known(), &[("remove_volumes", &third.provider_id)]);
    let group = harness.until_is(Kind::Group, &id, "available");
    assert_eq!(members(harness, &group), 2);
    let empty = sent_anyway(harness, "POST", &group, "/action", r#"{"delete":{"delete-volumes":false}}"#);
    assert_eq!(empty.status, Some(400), "{empty}");
    for group in [group, again] {
        harness.done("group-delete", Some(&group), &harness.known(), &[]);
        harness.until_gone(Kind::Group, &group.id);
    }
    for one in &inside {
        harness.until_gone(Kind::Volume, &one.id);
    }
    remove(harness, &third.id);
}

fn members(harness: &Harness, group: &Resource) -> usize {
    block_on(harness.client.list_members(group)).unwrap().items.len()
}

/// The id or name of a group type that can be used.
fn group_type(harness: &Harness) -> String {
    let context = ActionContext { client: &*harness.client, target: None, known: &[] };
    let choices = block_on(harness.options("group-types", context, &voldeck_core::action::Values::default())).unwrap();
    let open = choices.iter().find(|choice| choice.refused.is_none() && choice.label != "default_cgsnapshot_type");
    open.unwrap_or_else(|| panic!("{choices:?}")).value.clone()
}

/// What no storage fits is accepted and then in error, with a message; it can be deleted.
pub fn a_creation_fails_later(harness: &Harness) {
    let id = harness
        .done("volume-create", None, &[], &[("name", &called("hopeless")), ("size", "1 GiB"), ("volume_type", "legacy-san")])
        .created
        .expect("an id");
    harness.until_is(Kind::Volume, &id, "error");
    let failed = harness.until(Kind::Volume, &id, "explained", |now| now.attribute("message").is_some());
    let Some(Value::Text(message)) = failed.attribute("message") else { panic!("{failed:?}") };
    assert!(message.contains("schedule allocate volume:Could not find any available weighted backend."), "{message}");
    remove(harness, &id);
}

/// Attachments: reserved and let go; written down and taken back. An attached volume stays.
pub fn a_volume_is_attached(harness: &Harness) {
    let free = volume(harness, "attached", &[]);
    harness.done("volume-attach", Some(&free), &[], &[("instance_uuid", "")]);
    let reserved = harness.until_is(Kind::Volume, &free.id, "reserved");
    assert!(refused(harness, "volume-extend", &reserved).is_some());
    harness.done("volume-detach", Some(&reserved), &[], &[]);
    let free = harness.until_is(Kind::Volume, &free.id, "available");
    harness.done("volume-mark-attached", Some(&free), &[], &[("host_name", "db-7"), ("instance_uuid", ""), ("mountpoint", "/dev/vdc")]);
    let used = harness.until_is(Kind::Volume, &free.id, "in-use");
    assert_eq!(used.attachments.len(), 1);
    assert!(refused(harness, "volume-delete", &used).is_some());
    let error = sent_anyway(harness, "DELETE", &used, "", "");
    assert_eq!(error.status, Some(400), "{error}");
    harness.done("volume-mark-detached", Some(&used), &[], &[]);
    let free = harness.until_is(Kind::Volume, &free.id, "available");
    remove(harness, &free.id);
}

/// Another type, and the flags.
pub fn a_volume_changes(harness: &Harness) {
    let one = volume(harness, "changing", &[]);
    harness.done("volume-readonly", Some(&one), &[], &[("readonly", "true")]);
    let one = harness.get(Kind::Volume, &one.id).unwrap();
    assert!(matches!(one.attribute("metadata"), Some(Value::Text(text)) if text.contains("readonly=True")), "{one:?}");
    harness.done("volume-bootable", Some(&one), &[], &[("bootable", "true")]);
    let one = harness.get(Kind::Volume, &one.id).unwrap();
    assert_eq!(one.attribute("bootable"), Some(&Value::Text("yes".into())));
    remove(harness, &one.id);
}

/// A volume goes from one project to another by a key that is told once.
pub fn a_volume_is_handed_over(from: &Harness, to: &Harness) {
    let mine = volume(from, "gift", &[]);
    let outcome = from.done("volume-transfer", Some(&mine), &[], &[("name", "a gift")]);
    let key = outcome.once.expect("a key").1;
    let offered = from.until_is(Kind::Volume, &mine.id, "awaiting-transfer");
    let said = outcome.said.expect("the transfer's id");
    let transfer = said.split_whitespace().find(|word| word.len() == 36).unwrap_or_else(|| panic!("{said}"));
    assert!(refused(from, "volume-delete", &offered).is_some());
    let wrong = to.run("transfer-accept", None, &[], &[("transfer", transfer), ("auth_key", "0000000000000000")]);
    assert!(matches!(&wrong, ActionResult::Refused(error) if error.status == Some(400)), "{wrong:?}");
    let got = to.done("transfer-accept", None, &[], &[("transfer", transfer), ("auth_key", key.reveal())]).created.expect("an id");
    assert_eq!(got, mine.id);
    to.until_is(Kind::Volume, &got, "available");
    assert_eq!(from.get(Kind::Volume, &mine.id).unwrap_err().kind, ErrorKind::NotFound);
    remove(to, &got);

    let mine = volume(from, "kept", &[]);
    from.done("volume-transfer", Some(&mine), &[], &[]);
    let offered = from.until_is(Kind::Volume, &mine.id, "awaiting-transfer");
    from.done("volume-transfer-cancel", Some(&offered), &[], &[]);
    from.until_is(Kind::Volume, &mine.id, "available");
    remove(from, &mine.id);
}

/// More than the quota of `analytics`: refused in the server's words, at once, and not tried again.
pub fn a_quota_refuses(harness: &Harness) {
    let before = harness.writes().len();
    let refused =
        harness.run("volume-create", None, &[], &[("name", &called("too large")), ("size", "1500 GiB"), ("volume_type", "fast-ssd")]);
    let ActionResult::Refused(error) = refused else { panic!("{refused:?}") };
    assert_eq!((error.kind, error.status, error.retry_after_millis), (ErrorKind::Limited, Some(413), None), "{error}");
    assert!(error.message.starts_with("VolumeSizeExceedsAvailableQuota"), "{error}");
    assert!(error.request_id.as_deref().is_some_and(|id| id.starts_with("req-")), "{error:?}");
    let creates = harness.writes()[before..].iter().filter(|line| line.contains("/volumes")).count();
    assert_eq!(creates, 1, "{:?}", harness.writes());
}

/// What is not there, in every kind.
pub fn what_is_not_there_is_not_found(harness: &Harness) {
    for (kind, word) in
        [(Kind::Volume, "volumes"), (Kind::Snapshot, "snapshots"), (Kind::Group, "groups"), (Kind::Snapshot, "group_snapshots")]
    {
        let id = Id::new(&format!("{word}/0f0f0f0f-0000-4000-8000-0f0f0f0f0f0f"));
        let error = harness.get(kind, &id).expect_err("it cannot be there");
        assert_eq!((error.kind, error.status), (ErrorKind::NotFound, Some(404)), "{word}: {error}");
    }
}
