//! What Cinder does, told once: the simulator and a real server have to do the same. Each is given a connection of alice's to the
//! project `storage`, where there are a group type, and the volume types `fast-ssd` and `legacy-san`, whose storage was switched off.

use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult};
use voldeck_core::http::{Access, Error, ErrorKind, Request};
use voldeck_core::json::RawJson;
use voldeck_core::model::{Bytes, Id, Kind, Resource, Value};

use super::desk::Desk;

const GIB: u64 = 1 << 30;
/// What everything here is called at the beginning, so that it is told from what is there.
const MARK: &str = "alike ";

fn called(name: &str) -> String {
    [MARK, name].concat()
}

/// Makes a volume, and waits until it is there.
fn volume(desk: &Desk, name: &str, more: &[(&'static str, &str)]) -> Resource {
    let name = called(name);
    let values = [&[("name", name.as_str()), ("size", "1 GiB"), ("volume_type", "fast-ssd")], more].concat();
    let id = desk.done("volume-create", None, &[], &values).created.expect("an id");
    desk.until_is(Kind::Volume, &id, "available")
}

/// Deletes a volume, and waits until it is gone.
fn remove(desk: &Desk, id: &Id) {
    let volume = desk.get(Kind::Volume, id).unwrap();
    desk.done("volume-delete", Some(&volume), &[], &[]);
    desk.until_gone(Kind::Volume, id);
}

/// Why the console refuses an action on this now.
fn refused(desk: &Desk, action: &str, target: &Resource) -> Option<String> {
    (desk.action(action).disabled_reason)(&ActionContext { client: &*desk.client, target: Some(target), known: &desk.known() })
}

/// Sends what the console would not, and has to be refused.
fn sent_anyway(desk: &Desk, method: &str, resource: &Resource, more: &str, body: &str) -> Error {
    let path = format!("/{}{more}", resource.id);
    let mut request = Request::new(method.parse().unwrap(), path);
    if !body.is_empty() {
        request = request.json(&RawJson(body), &[]);
    }
    block_on(desk.client.session().exchange("a test", Access::Write, request, 60_000)).expect_err("it had to be refused")
}

/// From creation to deletion: names, metadata, size, snapshot, a volume of it, a clone, the way back.
pub fn a_volume_lives(desk: &Desk) {
    let name = called("data é");
    let values =
        [("name", name.as_str()), ("size", "2 GiB"), ("volume_type", "fast-ssd"), ("description", "d"), ("metadata", "env=test\na=b")];
    let outcome = desk.done("volume-create", None, &desk.known(), &values);
    assert_eq!(outcome.done, format!("Creating {name}."));
    let id = outcome.created.expect("an id");
    assert!(desk.known().iter().any(|known| known.id == id), "{id} is in no list");
    let volume = desk.until_is(Kind::Volume, &id, "available");
    assert_eq!((volume.name.as_str(), volume.size), (name.as_str(), Some(Bytes(2 * GIB))));
    assert_eq!(volume.fact("type"), Some(&Value::Text("fast-ssd".into())));
    let Some(Value::Text(metadata)) = volume.fact("metadata") else { panic!("{volume:?}") };
    assert!(metadata.contains("env=test") && metadata.contains("a=b"), "{metadata}");

    let renamed = called("renamed");
    desk.done("volume-edit", Some(&volume), &[], &[("name", &renamed), ("description", "other")]);
    let volume = desk.get(Kind::Volume, &id).unwrap();
    assert_eq!((volume.name.as_str(), volume.fact("description")), (renamed.as_str(), Some(&Value::Text("other".into()))));

    desk.done("volume-extend", Some(&volume), &[], &[("new_size", "3 GiB")]);
    let volume = desk.until(Kind::Volume, &id, "larger", |now| now.status.label == "available" && now.size == Some(Bytes(3 * GIB)));
    let shrunk = desk.run("volume-extend", Some(&volume), &[], &[("new_size", "2 GiB")]);
    assert!(matches!(&shrunk, ActionResult::NotSent(wrong) if wrong[0].field == "new_size"), "{shrunk:?}");
    let error = sent_anyway(desk, "POST", &volume, "/action", r#"{"os-extend":{"new_size":2}}"#);
    assert_eq!(error.status, Some(400), "{error}");
    assert!(error.message.contains("New size for extend must be greater than current size"), "{error}");

    let taken = desk.done("volume-snapshot", Some(&volume), &desk.known(), &[("name", &called("before"))]).created.expect("an id");
    let snapshot = desk.until_is(Kind::Snapshot, &taken, "available");
    assert_eq!((snapshot.size, snapshot.source.as_ref()), (Some(Bytes(3 * GIB)), Some(&volume.vendor_id)));
    assert_eq!(block_on(desk.client.list_snapshots(&volume)).unwrap().items.len(), 1);
    let why = refused(desk, "volume-delete", &volume).expect("a reason");
    assert!(why.contains("snapshots"), "{why}");
    let error = sent_anyway(desk, "DELETE", &volume, "", "");
    assert_eq!(error.status, Some(400), "{error}");
    assert!(error.message.contains("snapshots"), "{error}");

    let restored = desk.done("snapshot-restore", Some(&snapshot), &desk.known(), &[("name", &called("restored"))]).created.expect("an id");
    let copy = desk.until_is(Kind::Volume, &restored, "available");
    assert_eq!(copy.size, Some(Bytes(3 * GIB)));
    assert!(matches!(copy.fact("parent"), Some(Value::Link(Kind::Snapshot, of, _)) if *of == taken), "{copy:?}");
    let cloned = desk.done("volume-clone", Some(&volume), &desk.known(), &[("name", &called("cloned"))]).created.expect("an id");
    desk.until_is(Kind::Volume, &cloned, "available");
    desk.done("volume-revert", Some(&volume), &desk.known(), &[("snapshot_id", &snapshot.vendor_id)]);
    let volume = desk.until_is(Kind::Volume, &id, "available");

    desk.done("volume-delete-cascade", Some(&volume), &desk.known(), &[]);
    desk.until_gone(Kind::Volume, &id);
    desk.until_gone(Kind::Snapshot, &taken);
    for id in [&restored, &cloned] {
        remove(desk, id);
    }
    assert!(!desk.known().iter().any(|known| [&id, &taken, &restored, &cloned].contains(&&known.id)));
}

/// A group of three, its snapshot, a group of that; members come and go.
pub fn a_group_lives(desk: &Desk) {
    let made = desk.done(
        "group-create",
        None,
        &desk.known(),
        &[("name", &called("group")), ("group_type", &group_type(desk)), ("volume_type", "fast-ssd")],
    );
    let id = made.created.expect("an id");
    let group = desk.until_is(Kind::Group, &id, "available");
    let inside: Vec<Resource> = ["one", "two"].iter().map(|name| volume(desk, name, &[("group_id", &group.vendor_id)])).collect();
    let third = volume(desk, "three", &[]);
    desk.done("group-add", Some(&group), &desk.known(), &[("add_volumes", &third.vendor_id)]);
    let group = desk.until_is(Kind::Group, &id, "available");
    assert_eq!(members(desk, &group), 3);
    let why = refused(desk, "volume-delete", &desk.get(Kind::Volume, &inside[0].id).unwrap()).expect("a reason");
    assert!(why.contains("group"), "{why}");
    let error = sent_anyway(desk, "DELETE", &inside[0], "", "");
    assert_eq!(error.status, Some(400), "{error}");
    assert!(error.message.contains("group"), "{error}");

    let taken = desk.done("group-snapshot", Some(&group), &desk.known(), &[("name", &called("moment"))]).created.expect("an id");
    let moment = desk.until_is(Kind::Snapshot, &taken, "available");
    let parts = desk
        .items(Kind::Snapshot)
        .into_iter()
        .flatten()
        .filter(|one| matches!(one.fact("group_snapshot"), Some(Value::Link(_, of, _)) if *of == taken));
    assert_eq!(parts.count(), 3);
    let copied = desk.done("group-restore", Some(&moment), &desk.known(), &[("name", &called("group again"))]).created.expect("an id");
    let again = desk.until_is(Kind::Group, &copied, "available");
    assert_eq!(members(desk, &again), 3);

    let why = refused(desk, "group-delete", &group).expect("a reason");
    assert!(why.contains("snapshot"), "{why}");
    let error = sent_anyway(desk, "POST", &group, "/action", r#"{"delete":{"delete-volumes":true}}"#);
    assert_eq!(error.status, Some(400), "{error}");
    desk.done("group-snapshot-delete", Some(&moment), &desk.known(), &[]);
    desk.until_gone(Kind::Snapshot, &taken);

    let group = desk.get(Kind::Group, &id).unwrap();
    desk.done("group-edit", Some(&group), &desk.known(), &[("name", &called("other group"))]);
    let group = desk.until(Kind::Group, &id, "renamed", |now| now.status.label == "available" && now.name == called("other group"));
    desk.done("group-remove", Some(&group), &desk.known(), &[("remove_volumes", &third.vendor_id)]);
    let group = desk.until_is(Kind::Group, &id, "available");
    assert_eq!(members(desk, &group), 2);
    let empty = sent_anyway(desk, "POST", &group, "/action", r#"{"delete":{"delete-volumes":false}}"#);
    assert_eq!(empty.status, Some(400), "{empty}");
    for group in [group, again] {
        desk.done("group-delete", Some(&group), &desk.known(), &[]);
        desk.until_gone(Kind::Group, &group.id);
    }
    for one in &inside {
        desk.until_gone(Kind::Volume, &one.id);
    }
    remove(desk, &third.id);
}

fn members(desk: &Desk, group: &Resource) -> usize {
    block_on(desk.client.list_members(group)).unwrap().items.len()
}

/// The id or name of a group type that can be used.
fn group_type(desk: &Desk) -> String {
    let scene = ActionContext { client: &*desk.client, target: None, known: &[] };
    let choices = block_on(desk.client.options("group-types", scene, &voldeck_core::action::Values::default())).unwrap();
    let open = choices.iter().find(|choice| choice.refused.is_none() && choice.label != "default_cgsnapshot_type");
    open.unwrap_or_else(|| panic!("{choices:?}")).value.clone()
}

/// What no storage fits is accepted and then in error, with a message; it can be deleted.
pub fn a_creation_fails_later(desk: &Desk) {
    let id = desk
        .done("volume-create", None, &[], &[("name", &called("hopeless")), ("size", "1 GiB"), ("volume_type", "legacy-san")])
        .created
        .expect("an id");
    desk.until_is(Kind::Volume, &id, "error");
    let failed = desk.until(Kind::Volume, &id, "explained", |now| now.fact("message").is_some());
    let Some(Value::Text(message)) = failed.fact("message") else { panic!("{failed:?}") };
    assert!(message.contains("schedule allocate volume:Could not find any available weighted backend."), "{message}");
    remove(desk, &id);
}

/// Attachments: reserved and let go; written down and taken back. An attached volume stays.
pub fn a_volume_is_attached(desk: &Desk) {
    let free = volume(desk, "attached", &[]);
    desk.done("volume-attach", Some(&free), &[], &[("instance_uuid", "")]);
    let reserved = desk.until_is(Kind::Volume, &free.id, "reserved");
    assert!(refused(desk, "volume-extend", &reserved).is_some());
    desk.done("volume-detach", Some(&reserved), &[], &[]);
    let free = desk.until_is(Kind::Volume, &free.id, "available");
    desk.done("volume-mark-attached", Some(&free), &[], &[("host_name", "db-7"), ("instance_uuid", ""), ("mountpoint", "/dev/vdc")]);
    let used = desk.until_is(Kind::Volume, &free.id, "in-use");
    assert_eq!(used.users.len(), 1);
    assert!(refused(desk, "volume-delete", &used).is_some());
    let error = sent_anyway(desk, "DELETE", &used, "", "");
    assert_eq!(error.status, Some(400), "{error}");
    desk.done("volume-mark-detached", Some(&used), &[], &[]);
    let free = desk.until_is(Kind::Volume, &free.id, "available");
    remove(desk, &free.id);
}

/// Another type, and the flags.
pub fn a_volume_changes(desk: &Desk) {
    let one = volume(desk, "changing", &[]);
    desk.done("volume-readonly", Some(&one), &[], &[("readonly", "true")]);
    let one = desk.get(Kind::Volume, &one.id).unwrap();
    assert!(matches!(one.fact("metadata"), Some(Value::Text(text)) if text.contains("readonly=True")), "{one:?}");
    desk.done("volume-bootable", Some(&one), &[], &[("bootable", "true")]);
    let one = desk.get(Kind::Volume, &one.id).unwrap();
    assert_eq!(one.fact("bootable"), Some(&Value::Text("yes".into())));
    remove(desk, &one.id);
}

/// A volume goes from one project to another by a key that is told once.
pub fn a_volume_is_handed_over(from: &Desk, to: &Desk) {
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
pub fn a_quota_refuses(desk: &Desk) {
    let before = desk.writes().len();
    let refused =
        desk.run("volume-create", None, &[], &[("name", &called("too large")), ("size", "1500 GiB"), ("volume_type", "fast-ssd")]);
    let ActionResult::Refused(error) = refused else { panic!("{refused:?}") };
    assert_eq!((error.kind, error.status, error.retry_after_millis), (ErrorKind::Limited, Some(413), None), "{error}");
    assert!(error.message.starts_with("VolumeSizeExceedsAvailableQuota"), "{error}");
    assert!(error.request_id.as_deref().is_some_and(|id| id.starts_with("req-")), "{error:?}");
    let creates = desk.writes()[before..].iter().filter(|line| line.contains("/volumes")).count();
    assert_eq!(creates, 1, "{:?}", desk.writes());
}

/// What is not there, in every kind.
pub fn what_is_not_there_is_not_found(desk: &Desk) {
    for (kind, word) in
        [(Kind::Volume, "volumes"), (Kind::Snapshot, "snapshots"), (Kind::Group, "groups"), (Kind::Snapshot, "group_snapshots")]
    {
        let id = Id::new(&format!("{word}/0f0f0f0f-0000-4000-8000-0f0f0f0f0f0f"));
        let error = desk.get(kind, &id).expect_err("it cannot be there");
        assert_eq!((error.kind, error.status), (ErrorKind::NotFound, Some(404)), "{word}: {error}");
    }
}
