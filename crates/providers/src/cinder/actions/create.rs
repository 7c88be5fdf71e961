//! Making volumes: empty, and of snapshots, volumes, images and backups.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#create-a-volume>. What is made of something is at least as large; one that is
//! multi-attach has a type that says so.

use super::fields::{called, check, copy, description, metadata, put_metadata, put_texts, size, volume_type, whole, zone};
use super::{BASE, budget, gib, id, is_snapshot, is_volume, look, made, may, may_from, name, post, unless};
use crate::cinder::wire::GIB;
use voldeck_core::action::follow;
use voldeck_core::action::{Action, ActionContext, Choice, Field, FieldKind, Form, On, Values, Verb};
use voldeck_core::http::{FieldError, Request};
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// What a volume can be made of: the choice, its words, the field that says which.
const SOURCES: [(&str, &str, &str); 5] = [
    ("empty", "Empty", ""),
    ("snapshot", "From a snapshot", "snapshot_id"),
    ("volume", "From a volume", "source_volid"),
    ("image", "From an image", "imageRef"),
    ("backup", "From a backup", "backup_id"),
];

/// Makes a volume.
pub const VOLUME: Action = Action {
    name: "volume-create",
    verb: Verb::Create,
    label: "Create volume",
    title: "Create volume",
    on: On::Connection(Kind::Volume),
    operation: "POST /v3/{project_id}/volumes",
    consequence: |_| "A volume is made and taken from the quota. The server accepts first and may fail later: the state tells.".into(),
    form: |scene| {
        let backups = super::client(scene).and_then(|client| client.lacks(47));
        let choice = |(value, label, _): &(&str, &str, &str)| Choice {
            refused: backups.clone().filter(|_| *value == "backup"),
            ..Choice::new(*value, *label, "")
        };
        let source = |key, label, kind, from| Field::new(key, label, kind).required().only_if("from", from);
        Form {
            fields: vec![
                called("pg-data"),
                Field::new("from", "Source", FieldKind::Choice(SOURCES.iter().map(choice).collect())).required().value("empty"),
                size("size", 1).required().value("10 GiB").only_if("from", "empty|image"),
                source("snapshot_id", "Snapshot", FieldKind::Loaded("snapshots"), "snapshot"),
                source("source_volid", "Volume", FieldKind::Loaded("volumes"), "volume"),
                source("imageRef", "Image", FieldKind::Code, "image")
                    .example("155d900f-4e14-4e4c-a73d-069cbf4541e6")
                    .help("The id that Glance has for it."),
                source("backup_id", "Backup", FieldKind::Loaded("backups"), "backup"),
                size("larger", 1).help("Empty is the size of what it is made of.").only_if("from", "snapshot|volume|backup"),
                volume_type(),
                zone(),
                description(),
                metadata(),
                Field::new("group_id", "Group", FieldKind::Loaded("groups")).help("Its type has to be one of the group’s.").advanced(),
            ],
        }
    },
    check: |scene, values| {
        let mut wrong = check(scene, values);
        let from = SOURCES.iter().find(|(value, ..)| *value == values.text("from")).map_or("", |(.., key)| *key);
        let source = scene.known.iter().find(|one| Some(one.vendor_id.as_str()) == values.some(from));
        if let Some(size) = source.and_then(|one| one.size).filter(|size| values.bytes("larger").is_some_and(|asked| asked < *size)) {
            wrong.push(FieldError::new("larger", format!("At least {size}, as what it is made of.")));
        }
        if values.some("group_id").is_some() && values.some("volume_type").is_none() {
            wrong.push(FieldError::new("volume_type", "In a group it has to be chosen."));
        }
        wrong
    },
    budget: budget::volume,
    request: |_, values| {
        let chosen = SOURCES.iter().find(|(value, ..)| *value == values.text("from")).map_or("", |(.., key)| *key);
        let source = values.some(chosen).map(|id| (chosen, id));
        create(values, source, if matches!(chosen, "" | "imageRef") { "size" } else { "larger" })
    },
    outcome: |_, values, response| made("volumes", "volume", response, ["Creating ", values.text("name"), "."].concat()),
    verify: |scene, values| look::made(scene, values, "volumes"),
    follow: Some(follow::made),
    // It may be made within a group.
    invalidates: &[Kind::Volume, Kind::Group],
    ..BASE
};

/// Makes a volume of a snapshot.
pub const RESTORE: Action = Action {
    name: "snapshot-restore",
    verb: Verb::Create,
    label: "Create volume from snapshot",
    title: "Create volume from snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: "POST /v3/{project_id}/volumes",
    consequence: |scene| format!("A new volume is made with what {} holds. The snapshot stays as it is.", name(scene)),
    applies_to: is_snapshot,
    disabled_reason: |scene| may(scene).or_else(|| unless(scene, &["available"])),
    form: |scene| Form { fields: vec![copy(scene), at_least(scene), volume_type(), zone(), description(), metadata()] },
    check,
    budget: budget::volume,
    request: |scene, values| create(values, Some(("snapshot_id", id(scene))), "larger"),
    outcome: VOLUME.outcome,
    verify: VOLUME.verify,
    follow: Some(follow::made),
    ..BASE
};

/// Makes a volume like another.
pub const CLONE: Action = Action {
    name: "volume-clone",
    verb: Verb::Clone,
    label: "Clone",
    title: "Clone volume",
    on: On::Resource(Kind::Volume),
    operation: "POST /v3/{project_id}/volumes",
    consequence: |scene| format!("A new volume is made with what {} holds now. In use, it is as after a crash.", name(scene)),
    applies_to: is_volume,
    disabled_reason: |scene| may_from(scene, 0).or_else(|| unless(scene, &["available", "in-use"])),
    form: RESTORE.form,
    check,
    budget: budget::volume,
    request: |scene, values| create(values, Some(("source_volid", id(scene))), "larger"),
    outcome: VOLUME.outcome,
    verify: VOLUME.verify,
    follow: Some(follow::made),
    ..BASE
};

/// A size that may be above the target's.
fn at_least(scene: &ActionContext) -> Field {
    match gib(scene) {
        Some(have) => size("larger", have).help(format!("Empty is {have} GiB, as what it is made of.")),
        None => size("larger", 1).help("Empty is the size of what it is made of, which is not reported."),
    }
}

fn create(values: &Values, source: Option<(&str, &str)>, size: &str) -> Request {
    let mut body = ObjectBuilder::default();
    put_texts(values, &["name", "description"], &mut body);
    if values.bytes(size).is_some_and(|size| size.0 >= GIB) {
        body.put("size", whole(values, size));
    }
    if let Some((key, id)) = source {
        body.put(key, id);
    }
    put_texts(values, &["volume_type", "availability_zone", "group_id"], &mut body);
    put_metadata(values, &mut body);
    post("/volumes", "volume", &body)
}
