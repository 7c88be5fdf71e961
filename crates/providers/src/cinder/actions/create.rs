//! Making volumes: empty, and of snapshots, volumes, images and backups.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#create-a-volume>. What is made of something is at least as large; one that is
//! multi-attach has a type that says so.

use super::fields::{called, check, copy, description, metadata, size, volume_type, zone};
use super::{BASE, creating, gib, is_snapshot, is_volume, look, quota, require_state, role_reason, version_or_role_reason};
use crate::cinder::api::{self, source_field};
use voldeck_core::action::follow;
use voldeck_core::action::{Action, ActionContext, Field, FieldKind, Form, SelectOption, Target, Values, Verb, verify};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// What a volume can be made of.
const SOURCES: [(&str, &str); 5] = [
    ("empty", "Empty"),
    ("snapshot", "From a snapshot"),
    ("volume", "From a volume"),
    ("image", "From an image"),
    ("backup", "From a backup"),
];

/// Makes a volume.
pub const VOLUME: Action = Action {
    name: "volume-create",
    verb: Verb::Create,
    label: "Create volume",
    title: "Create volume",
    on: Target::Connection(Kind::Volume),
    endpoint: &api::CREATE_VOLUME,
    consequence: |_| t("A volume is made and taken from the quota. The server accepts first and may fail later: the state tells.").into(),
    form: |context| {
        let backups = super::client(context).and_then(|client| client.lacks(47));
        let choice = |(value, label): &(&str, &'static str)| SelectOption {
            refused: backups.clone().filter(|_| *value == "backup"),
            ..SelectOption::new(*value, t(label), "")
        };
        let source = |key, label, kind, from| Field::new(key, label, kind).required().visible_if("from", from);
        Form {
            fields: vec![
                called("pg-data"),
                Field::new("from", "Source", FieldKind::Select(SOURCES.iter().map(choice).collect())).required().value("empty"),
                size("size", 1).required().value("10 GiB").visible_if("from", "empty|image"),
                source("snapshot_id", "Snapshot", FieldKind::RemoteSelect("snapshots"), "snapshot"),
                source("source_volid", "Volume", FieldKind::RemoteSelect("volumes"), "volume"),
                source("imageRef", "Image", FieldKind::Code, "image")
                    .example("155d900f-4e14-4e4c-a73d-069cbf4541e6")
                    .help(t("The id that Glance has for it.")),
                source("backup_id", "Backup", FieldKind::RemoteSelect("backups"), "backup"),
                size("larger", 1).help(t("Empty is the size of what it is made of.")).visible_if("from", "snapshot|volume|backup"),
                volume_type(),
                zone(),
                description(),
                metadata(),
                Field::new("group_id", "Group", FieldKind::RemoteSelect("groups"))
                    .help(t("Its type has to be one of the group’s."))
                    .advanced(),
            ],
        }
    },
    check: |context, values| {
        let mut wrong = check(context, values);
        let named = values.some(source_field(values.text("from")));
        let source = context.known.iter().find(|one| Some(one.provider_id.as_str()) == named);
        if let Some(size) = source.and_then(|one| one.size).filter(|size| values.bytes("larger").is_some_and(|asked| asked < *size)) {
            wrong.push(FieldError::new("larger", fill!("At least {size}, as what it is made of.", size)));
        }
        if values.some("group_id").is_some() && values.some("volume_type").is_none() {
            wrong.push(FieldError::new("volume_type", t("In a group it has to be chosen.")));
        }
        wrong
    },
    quota: quota::volume,
    done: creating,
    verify: verify_created,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
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
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::CREATE_VOLUME,
    consequence: |context| fill!("A new volume is made with what {name} holds. The snapshot stays as it is.", name = context.name()),
    applies_to: is_snapshot,
    disabled_reason: |context| role_reason(context).or_else(|| require_state(context, &["available"])),
    form: copy_form,
    check,
    quota: quota::volume,
    done: creating,
    verify: verify_created,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    ..BASE
};

/// Makes a volume like another.
pub const CLONE: Action = Action {
    name: "volume-clone",
    verb: Verb::Clone,
    label: "Clone",
    title: "Clone volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_VOLUME,
    consequence: |context| fill!("A new volume is made with what {name} holds now. In use, it is as after a crash.", name = context.name()),
    applies_to: is_volume,
    disabled_reason: |context| version_or_role_reason(context, 0).or_else(|| require_state(context, &["available", "in-use"])),
    form: copy_form,
    check,
    quota: quota::volume,
    done: creating,
    verify: verify_created,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    ..BASE
};

/// A size that may be above the target's.
fn at_least(context: &ActionContext) -> Field {
    match gib(context) {
        Some(have) => size("larger", have).help(fill!("Empty is {have} GiB, as what it is made of.", have)),
        None => size("larger", 1).help(t("Empty is the size of what it is made of, which is not reported.")),
    }
}

fn verify_created<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    look::made(context, values, "volumes")
}

fn copy_form(context: &ActionContext) -> Form {
    Form { fields: vec![copy(context), at_least(context), volume_type(), zone(), description(), metadata()] }
}
