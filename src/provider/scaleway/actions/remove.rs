//! Destroying volumes and snapshots.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-volume-delete-a-detached-volume>. A volume has to be detached first; a Block
//! snapshot must not be in use by a volume that was made of it.

use super::{BASE, about, follow, is_block, is_instance, is_legacy, look, name, refuse_in, used};
use crate::action::{Action, Danger, On, Outcome, Verb};
use crate::model::Kind;
use crate::provider::scaleway::api::{BLOCK_DOCS, INSTANCE_DOCS, LEGACY_DOCS};

/// Destroys a Block volume.
pub const BLOCK: Action = Action {
    name: "block-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete this volume",
    on: On::Resource(Kind::Volume),
    operation: "DELETE /block/v1/zones/{zone}/volumes/{volume_id}",
    docs: BLOCK_DOCS,
    danger: Danger::TypeName,
    consequence: |scene| format!("{} and what is on it are destroyed. Snapshots stay. This cannot be undone.", name(scene)),
    fits: is_block,
    refuse: |scene| refuse_in(scene, &["in_use", "unknown_status"]),
    request: |scene, _| about(scene, http::Method::DELETE, ""),
    outcome: |scene, _, _| Outcome::done(format!("Deleting {}.", name(scene))),
    probe: look::gone,
    follow: Some(follow::gone),
    // Its snapshots lose the name of their volume.
    stales: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Destroys a local volume.
pub const INSTANCE: Action = Action {
    name: "instance-delete",
    operation: "DELETE /instance/v1/zones/{zone}/volumes/{volume_id}",
    docs: INSTANCE_DOCS,
    fits: is_instance,
    refuse: |scene| refuse_in(scene, &[]).or_else(|| used(scene)),
    ..BLOCK
};

/// Destroys a volume of the original API.
pub const LEGACY: Action =
    Action { name: "legacy-delete", operation: "DELETE /volumes/{id}", docs: LEGACY_DOCS, fits: is_legacy, ..INSTANCE };

/// Destroys a Block snapshot.
pub const BLOCK_SNAPSHOT: Action = Action {
    name: "block-snapshot-delete",
    title: "Delete this snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: "DELETE /block/v1/zones/{zone}/snapshots/{snapshot_id}",
    consequence: |scene| format!("The snapshot {} is destroyed. This cannot be undone.", name(scene)),
    stales: &[Kind::Snapshot],
    ..BLOCK
};

/// Destroys a local snapshot.
pub const INSTANCE_SNAPSHOT: Action = Action {
    name: "instance-snapshot-delete",
    operation: "DELETE /instance/v1/zones/{zone}/snapshots/{snapshot_id}",
    docs: INSTANCE_DOCS,
    fits: is_instance,
    refuse: |scene| refuse_in(scene, &[]),
    ..BLOCK_SNAPSHOT
};

/// Destroys a snapshot of the original API.
pub const LEGACY_SNAPSHOT: Action =
    Action { name: "legacy-snapshot-delete", operation: "DELETE /snapshots/{id}", docs: LEGACY_DOCS, fits: is_legacy, ..INSTANCE_SNAPSHOT };
