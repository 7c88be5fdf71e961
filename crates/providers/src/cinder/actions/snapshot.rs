//! Snapshots of volumes. <https://docs.openstack.org/api-ref/block-storage/v3/#volume-snapshots-snapshots>

use super::fields::{called, check, description, metadata};
use super::{BASE, change, edited, is_snapshot, is_volume, look, quota, require_state, role_reason, taking};
use crate::cinder::api;
use voldeck_core::action::follow;
use voldeck_core::action::{Action, Field, FieldKind, Form, Target, Verb};
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    endpoint: &api::CREATE_SNAPSHOT,
    consequence: |_| t("The volume is kept as it is now. One in use is kept as after a crash: its server is not stopped.").into(),
    applies_to: is_volume,
    disabled_reason: |context| role_reason(context).or_else(|| require_state(context, &["available", "in-use"])),
    form: |context| {
        let mut fields = vec![called("before-upgrade"), description(), metadata()];
        // Later servers need not be told.
        if context.state() == "in-use" && super::client(context).is_some_and(|client| client.lacks(66).is_some()) {
            fields.push(
                Field::new("force", "Force", FieldKind::Flag)
                    .value("true")
                    .help(t("Although it is in use: without it the server refuses.")),
            );
        }
        Form { fields }
    },
    check,
    quota: quota::snapshot,
    done: taking,
    verify: |context, values| look::made(context, values, "snapshots"),
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Gives a snapshot another name and description.
pub const EDIT: Action = Action {
    name: "snapshot-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::UPDATE_SNAPSHOT,
    consequence: change::only_name_changes,
    applies_to: is_snapshot,
    form: change::rename_form,
    check,
    done: edited,
    verify: change::verify_renamed,
    // Volumes that were made of it name it.
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};
