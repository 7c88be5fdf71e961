//! Making volumes, empty and of snapshots, and snapshots of objects in an object store.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-volume-create-a-volume>,
//! <https://www.scaleway.com/en/developers/api/instances/#path-volumes-create-a-volume>

use super::fields::{LARGEST, called, check_block, check_instance, copy, decimal, iops, object_store, owner, size, tags, zone};
use super::{BASE, GB, follow, is_block, is_instance, lacks, look, refuse_in};
use crate::scaleway::api;
use crate::scaleway::decode::Api;
use voldeck_core::action::{Action, ActionContext, Field, FieldKind, Form, SelectOption, Target, Values, Verb, WriteAnswer, verify};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// The largest volume of Instance, in bytes: 60 TB of scratch. The type's own limit is known once the types are read.
const LARGEST_LOCAL: u64 = 60_000 * GB;

/// Makes a Block volume.
pub const BLOCK: Action = Action {
    name: "block-create",
    verb: Verb::Create,
    label: "Create volume",
    title: "Create volume",
    endpoint: &api::CREATE_BLOCK_VOLUME,
    consequence: |_| t("A network volume is made in the zone, and billed from then on.").into(),
    disabled_reason: lacks_block,
    form: |context| Form {
        fields: vec![
            zone(context, Api::Block),
            called("pg-data"),
            from(),
            size(GB, LARGEST, 10 * GB).visible_if("from", "empty"),
            Field::new("snapshot_id", "Snapshot", FieldKind::RemoteSelect("block")).of("zone").required().visible_if("from", "snapshot"),
            larger(GB).visible_if("from", "snapshot"),
            iops("5000"),
            owner(context, "project_id"),
            tags(),
            Field::new("kms_key_id", t("KMS key"), FieldKind::Code)
                .help(t("The id of a key of Key Manager that encrypts the volume."))
                .advanced(),
        ],
    },
    check: check_block,
    done: creating,
    verify: verify_block,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    // A snapshot is in use by what is made of it.
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Makes a Block volume of a snapshot.
pub const BLOCK_RESTORE: Action = Action {
    name: "block-restore",
    verb: Verb::Create,
    label: "Create volume from snapshot",
    title: "Create volume from snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::CREATE_BLOCK_VOLUME,
    consequence: |context| fill!("A new volume is made with what {name} holds. The snapshot stays as it is.", name = context.name()),
    applies_to: is_block,
    disabled_reason: |context| refuse_in(context, &["error", "unknown_status"]),
    form: |context| Form { fields: vec![copy(context), larger(context.size()), iops("5000"), owner(context, "project_id"), tags()] },
    check: check_block,
    done: creating,
    verify: verify_block,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Makes a volume of Instance.
pub const INSTANCE: Action = Action {
    name: "instance-create",
    verb: Verb::Create,
    label: "Create local volume",
    title: "Create local volume",
    endpoint: &api::CREATE_INSTANCE_VOLUME,
    consequence: |_| t("A volume is made on the disks of the zone’s servers.").into(),
    disabled_reason: |context| lacks(context, Api::Instance),
    form: |context| Form {
        fields: vec![
            zone(context, Api::Instance),
            called("scratch-1"),
            Field::new("volume_type", "Type", FieldKind::RemoteSelect("types")).of("zone").required().value("l_ssd").example("l_ssd"),
            from(),
            size(GB, LARGEST_LOCAL, 10 * GB).visible_if("from", "empty"),
            Field::new("base_snapshot", "Snapshot", FieldKind::RemoteSelect("instance"))
                .of("zone")
                .required()
                .visible_if("from", "snapshot"),
            owner(context, "project"),
            tags(),
        ],
    },
    check: check_instance,
    done: creating,
    verify: verify_instance,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    ..BASE
};

/// Makes a volume of Instance of a snapshot.
pub const INSTANCE_RESTORE: Action = Action {
    name: "instance-restore",
    verb: Verb::Create,
    label: "Create volume from snapshot",
    title: "Create volume from snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::CREATE_INSTANCE_VOLUME,
    consequence: |context| fill!("A new local volume is made with what {name} holds. The snapshot stays as it is.", name = context.name()),
    applies_to: is_instance,
    disabled_reason: |context| refuse_in(context, &["error", "invalid_data"]),
    form: |context| Form { fields: vec![copy(context), owner(context, "project"), tags()] },
    done: creating,
    verify: verify_instance,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    ..BASE
};

/// Makes a volume through the original API.
pub const LEGACY: Action = Action {
    name: "legacy-create",
    verb: Verb::Create,
    label: "Create volume (legacy API)",
    title: "Create volume (legacy API)",
    endpoint: &api::CREATE_LEGACY_VOLUME,
    consequence: |_| t("A volume is made in the region of the address.").into(),
    disabled_reason: |context| lacks(context, Api::Legacy),
    form: |context| Form {
        fields: vec![
            called("volume-0-1"),
            size(GB, 150 * GB, 50 * GB),
            Field::new("volume_type", "Type", FieldKind::Code).required().value("l_ssd").example("l_ssd"),
            owner(context, "organization"),
        ],
    },
    check: check_instance,
    done: creating,
    verify: |context, values| look::made(context, values, Api::Legacy, Kind::Volume),
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    ..BASE
};

/// Makes a snapshot of an object.
pub const IMPORT: Action = Action {
    name: "block-import",
    verb: Verb::Create,
    label: "Import from Object Storage",
    title: "Import from Object Storage",
    on: Target::Connection(Kind::Snapshot),
    endpoint: &api::IMPORT_BLOCK_SNAPSHOT,
    consequence: |_| t("A snapshot is made of a QCOW2 image in a bucket of the same project.").into(),
    disabled_reason: lacks_block,
    form: |context| {
        let [bucket, key] = object_store();
        let size = Field::new("size", t("Volume size"), FieldKind::Size { min: GB, max: LARGEST }).help(t("Empty takes the image’s own."));
        Form { fields: vec![zone(context, Api::Block), bucket, key, called("imported"), size, owner(context, "project_id"), tags()] }
    },
    check: check_block,
    done: |_, values, _| fill!("Importing {text}.", text = values.text("name")),
    verify: |context, values| look::made(context, values, Api::Block, Kind::Snapshot),
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Empty, or with what a snapshot holds.
fn from() -> Field {
    let choices = vec![SelectOption::new("empty", t("Empty"), ""), SelectOption::new("snapshot", t("From a snapshot"), "")];
    Field::new("from", "Source", FieldKind::Select(choices)).required().value("empty")
}

/// A size that may be above the snapshot's.
fn larger(min: u64) -> Field {
    let field = Field::new("snapshot_size", "Size", FieldKind::Size { min: min.max(GB), max: LARGEST });
    field.help(fill!("Empty takes the snapshot’s. At most {largest}.", largest = decimal(LARGEST)))
}

fn creating(_: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Creating {text}.", text = values.text("name"))
}

fn verify_block<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    look::made(context, values, Api::Block, Kind::Volume)
}

fn verify_instance<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    look::made(context, values, Api::Instance, Kind::Volume)
}

fn lacks_block(context: &ActionContext) -> Option<String> {
    lacks(context, Api::Block)
}
