//! Destroying volumes and snapshots.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-volume-delete-a-detached-volume>. A volume has to be detached first; a Block
//! snapshot must not be in use by a volume that was made of it.

use super::{BASE, follow, is_block, is_instance, is_legacy, look, refuse_in, used};
use crate::scaleway::api;
use voldeck_core::action::{Action, ActionContext, Confirmation, Target, Values, Verb, WriteAnswer};
use voldeck_core::fill;
use voldeck_core::model::Kind;

/// Destroys a Block volume.
pub const BLOCK: Action = Action {
    name: "block-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DELETE_BLOCK_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: volume_is_destroyed,
    applies_to: is_block,
    disabled_reason: block_in_use,
    done: deleting,
    verify: look::gone,
    follow: Some(follow::gone),
    // Its snapshots lose the name of their volume.
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Destroys a local volume.
pub const INSTANCE: Action = Action {
    name: "instance-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DELETE_INSTANCE_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: volume_is_destroyed,
    applies_to: is_instance,
    disabled_reason: local_volume_in_use,
    done: deleting,
    verify: look::gone,
    follow: Some(follow::gone),
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Destroys a volume of the original API.
pub const LEGACY: Action = Action {
    name: "legacy-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DELETE_LEGACY_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: volume_is_destroyed,
    applies_to: is_legacy,
    disabled_reason: local_volume_in_use,
    done: deleting,
    verify: look::gone,
    follow: Some(follow::gone),
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Destroys a Block snapshot.
pub const BLOCK_SNAPSHOT: Action = Action {
    name: "block-snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::DELETE_BLOCK_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: snapshot_is_destroyed,
    applies_to: is_block,
    disabled_reason: block_in_use,
    done: deleting,
    verify: look::gone,
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Destroys a local snapshot.
pub const INSTANCE_SNAPSHOT: Action = Action {
    name: "instance-snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::DELETE_INSTANCE_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: snapshot_is_destroyed,
    applies_to: is_instance,
    disabled_reason: local_snapshot_busy,
    done: deleting,
    verify: look::gone,
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Destroys a snapshot of the original API.
pub const LEGACY_SNAPSHOT: Action = Action {
    name: "legacy-snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::DELETE_LEGACY_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: snapshot_is_destroyed,
    applies_to: is_legacy,
    disabled_reason: local_snapshot_busy,
    done: deleting,
    verify: look::gone,
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn deleting(context: &ActionContext, _: &Values, _: &WriteAnswer) -> String {
    fill!("Deleting {name}.", name = context.name())
}

fn volume_is_destroyed(context: &ActionContext) -> String {
    fill!("{name} and what is on it are destroyed. Snapshots stay. This cannot be undone.", name = context.name())
}

fn local_volume_in_use(context: &ActionContext) -> Option<String> {
    refuse_in(context, &[]).or_else(|| used(context))
}

fn block_in_use(context: &ActionContext) -> Option<String> {
    refuse_in(context, &["in_use", "unknown_status"])
}

fn snapshot_is_destroyed(context: &ActionContext) -> String {
    fill!("The snapshot {name} is destroyed. This cannot be undone.", name = context.name())
}

fn local_snapshot_busy(context: &ActionContext) -> Option<String> {
    refuse_in(context, &[])
}
