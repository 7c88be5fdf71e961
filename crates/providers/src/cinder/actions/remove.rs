//! Destroying volumes and snapshots. <https://docs.openstack.org/api-ref/block-storage/v3/#delete-a-volume>

use super::{
    BASE, admin, in_use_reason, is_snapshot, is_volume, look, reported_snapshots, require_state, role_reason, sentence, snapshots,
};
use crate::cinder::api;
use voldeck_core::action::follow;
use voldeck_core::action::{Action, ActionContext, Confirmation, Target, Verb};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// The states in which a volume can be destroyed.
const ENDS: &[&str] = &["available", "error", "error_restoring", "error_extending", "error_managing"];

/// Destroys a volume.
pub const VOLUME: Action = Action {
    name: "volume-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    endpoint: &api::DELETE_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: volume_is_destroyed,
    applies_to: is_volume,
    disabled_reason: |context| state_or_use_reason(context).or_else(|| has_snapshots(context)),
    done: |context, _, _| sentence(context, "Deleting"),
    verify: look::gone,
    follow: Some(follow::gone),
    ..BASE
};

/// Destroys a volume and its snapshots.
pub const CASCADE: Action = Action {
    name: "volume-delete-cascade",
    verb: Verb::Delete,
    label: "Delete with snapshots (cascade)",
    title: "Delete with snapshots (cascade)",
    endpoint: &api::DELETE_VOLUME_CASCADE,
    confirmation: Confirmation::TypeName,
    consequence: |context| {
        fill!("{name}, what is on it and all its snapshots are destroyed. This cannot be undone.", name = context.name())
    },
    applies_to: is_volume,
    disabled_reason: |context| {
        let stuck = reported_snapshots(context).find(|one| !matches!(one.status.label.as_str(), "available" | "error"));
        let grouped = snapshots(context).find(|one| one.attribute("group_snapshot").is_some());
        state_or_use_reason(context)
            .or_else(|| stuck.map(|one| [t("Its snapshot "), &one.name, t(" is "), &one.status.label, "."].concat()))
            .or_else(|| grouped.map(|one| [t("Its snapshot "), &one.name, t(" belongs to a group snapshot.")].concat()))
    },
    done: |context, _, _| sentence(context, "Deleting"),
    follow: Some(follow::gone),
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Destroys a volume whatever its state word. What else stands in the way still does.
pub const FORCE: Action = Action {
    name: "volume-force-delete",
    verb: Verb::Delete,
    label: "Force delete",
    title: "Force delete volume",
    endpoint: &api::FORCE_DELETE_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: volume_is_destroyed,
    applies_to: is_volume,
    disabled_reason: |context| admin(context, 0).or_else(|| in_use_reason(context)).or_else(|| has_snapshots(context)),
    done: |context, _, _| sentence(context, "Deleting"),
    follow: Some(follow::gone),
    ..BASE
};

/// Destroys a snapshot.
pub const SNAPSHOT: Action = Action {
    name: "snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::DELETE_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: snapshot_is_destroyed,
    applies_to: is_snapshot,
    disabled_reason: |context| {
        role_reason(context).or_else(|| require_state(context, &["available", "error"])).or_else(|| grouped(context))
    },
    done: |context, _, _| sentence(context, "Deleting"),
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Destroys a snapshot whatever its state.
pub const FORCE_SNAPSHOT: Action = Action {
    name: "snapshot-force-delete",
    verb: Verb::Delete,
    label: "Force delete",
    title: "Force delete snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::FORCE_DELETE_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: snapshot_is_destroyed,
    applies_to: is_snapshot,
    disabled_reason: |context| admin(context, 0).or_else(|| grouped(context)),
    done: |context, _, _| sentence(context, "Deleting"),
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Why a volume cannot go without its snapshots.
fn has_snapshots(context: &ActionContext) -> Option<String> {
    snapshots(context).next().map(|_| t("It has snapshots: delete them first, or with it.").to_owned())
}

/// Why a snapshot cannot go alone.
fn grouped(context: &ActionContext) -> Option<String> {
    let of = context.target?.attribute("group_snapshot");
    of.map(|_| t("It belongs to a group snapshot, which is deleted as a whole.").to_owned())
}

/// Why a volume cannot go, apart from its snapshots.
fn state_or_use_reason(context: &ActionContext) -> Option<String> {
    // What an attached volume says of itself is that it is in use.
    let state = || {
        if context.state() == "in-use" {
            in_use_reason(context).or_else(|| require_state(context, ENDS))
        } else {
            require_state(context, ENDS)
        }
    };
    role_reason(context).or_else(state).or_else(|| in_use_reason(context))
}

fn volume_is_destroyed(context: &ActionContext) -> String {
    fill!("{name} and what is on it are destroyed. This cannot be undone.", name = context.name())
}

fn snapshot_is_destroyed(context: &ActionContext) -> String {
    fill!("The snapshot {name} is destroyed. This cannot be undone.", name = context.name())
}
