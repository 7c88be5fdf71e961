//! Taking snapshots, and putting them into object storage.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-snapshot>, <https://www.scaleway.com/en/developers/api/instances/#path-snapshots>

use super::fields::{called, object_store, tags};
use super::{BASE, follow, is_block, is_instance, is_legacy, look, refuse_in};
use crate::scaleway::api::{self, place};
use voldeck_core::action::{Action, ActionContext, Form, On, Values, Verb, WriteAnswer};
use voldeck_core::model::Kind;

/// Keeps a Block volume as it is now.
pub const BLOCK: Action = Action {
    name: "block-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: On::Resource(Kind::Volume),
    endpoint: &api::CREATE_BLOCK_SNAPSHOT,
    consequence: |_| "The volume is kept as it is now. One in use is kept as after a crash: its server is not stopped.".into(),
    applies_to: is_block,
    disabled_reason: |scene| refuse_in(scene, &["error", "unknown_status"]),
    form: |_| Form { fields: vec![called("before-upgrade"), tags()] },
    done: taking,
    verify: |scene, values| look::made(scene, values, place(scene).api, Kind::Snapshot),
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Keeps a local volume as it is now.
pub const INSTANCE: Action = Action {
    name: "instance-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: On::Resource(Kind::Volume),
    endpoint: &api::CREATE_INSTANCE_SNAPSHOT,
    consequence: BLOCK.consequence,
    applies_to: is_instance,
    disabled_reason: |scene| {
        let scratch = scene.raw_text("volume_type").unwrap_or_default() == "scratch";
        refuse_in(scene, &["error"]).or_else(|| scratch.then(|| "Scratch volumes have no snapshots.".into()))
    },
    form: BLOCK.form,
    done: taking,
    verify: BLOCK.verify,
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Keeps a volume of the original API as it is now.
pub const LEGACY: Action = Action {
    name: "legacy-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: On::Resource(Kind::Volume),
    endpoint: &api::CREATE_LEGACY_SNAPSHOT,
    consequence: BLOCK.consequence,
    applies_to: is_legacy,
    form: |_| Form { fields: vec![called("before-upgrade")] },
    done: taking,
    verify: BLOCK.verify,
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Puts a copy of a Block snapshot into object storage.
pub const BLOCK_EXPORT: Action = Action {
    name: "block-export",
    verb: Verb::Export,
    label: "Export to Object Storage",
    title: "Export to Object Storage",
    on: On::Resource(Kind::Snapshot),
    endpoint: &api::EXPORT_BLOCK_SNAPSHOT,
    consequence: |_| "The bucket gets a QCOW2 image of the snapshot. An object of that name is replaced.".into(),
    applies_to: is_block,
    disabled_reason: BLOCK.disabled_reason,
    form: |_| Form { fields: object_store().into() },
    done: exporting,
    verify: look::exported,
    follow: Some(follow::exported),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Puts a copy of a local snapshot into object storage.
pub const INSTANCE_EXPORT: Action = Action {
    name: "instance-export",
    verb: Verb::Export,
    label: "Export to Object Storage",
    title: "Export to Object Storage",
    on: On::Resource(Kind::Snapshot),
    endpoint: &api::EXPORT_INSTANCE_SNAPSHOT,
    consequence: BLOCK_EXPORT.consequence,
    applies_to: is_instance,
    disabled_reason: |scene| refuse_in(scene, &["error", "invalid_data"]),
    form: BLOCK_EXPORT.form,
    done: exporting,
    verify: look::exported,
    follow: Some(follow::exported),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn taking(scene: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    format!("Taking {} of {}.", values.text("name"), scene.name())
}

fn exporting(scene: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    format!("Exporting {} to {}/{}.", scene.name(), values.text("bucket"), values.text("key"))
}
