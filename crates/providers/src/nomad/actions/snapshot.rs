//! Snapshots of CSI volumes. Nomad 1.1 and later; they are in no state of Nomad's.
//!
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-snapshot>, `#delete-snapshot`

use super::fields::{pairs, secrets};
use super::legal::{forbidden, plugin_lacks};
use super::{BASE, PLUGIN_MILLIS, check_secrets, follow, is_csi, look};
use crate::nomad::api;
use crate::nomad::api::lacks;
use crate::nomad::rights::WRITE_CSI;
use crate::nomad::version::SNAPSHOTS;
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, Target, Verb};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "csi-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_SNAPSHOT,
    consequence: |_| {
        t("The plugin keeps the volume as it is now. A volume in use is kept as after a crash: writers are not stopped.").into()
    },
    applies_to: is_csi,
    disabled_reason: |context| {
        lacks(context, SNAPSHOTS)
            .or_else(|| forbidden(context, &[WRITE_CSI]))
            .or_else(|| plugin_lacks(context, t("take snapshots"), |plugin| plugin.snapshot))
    },
    form: |_| Form {
        fields: vec![
            Field::new("Name", "Name", FieldKind::Text)
                .required()
                .example("before-upgrade")
                .help(t("Nomad wants one for the plugin; not all plugins keep it.")),
            secrets(t("Only if the plugin wants them for snapshots.")),
            pairs("Parameters", "Parameters", "type=full", t("Passed to the plugin as they are.")),
        ],
    },
    done: |context, values, answer| {
        let called = values.some("Name").or(answer.name.as_deref()).unwrap_or("a snapshot");
        fill!("Creating the snapshot {called} of {name}.", called, name = context.name())
    },
    verify: look::snapped,
    follow: follow::SNAPPED,
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot],
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Destroys a snapshot.
pub const DELETE: Action = Action {
    name: "snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::DELETE_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: |context| fill!("The plugin destroys the snapshot {name}. This cannot be undone.", name = context.name()),
    applies_to: |_| true,
    disabled_reason: |context: &ActionContext| {
        lacks(context, SNAPSHOTS)
            .or_else(|| forbidden(context, &[WRITE_CSI]))
            .or_else(|| plugin_lacks(context, t("delete snapshots"), |plugin| plugin.snapshot))
    },
    form: |_| Form { fields: vec![secrets(t("Only if the plugin wants them for snapshots."))] },
    check: check_secrets,
    done: |context, _, _| fill!("Deleting the snapshot {name}.", name = context.name()),
    verify: look::gone,
    follow: follow::GONE,
    invalidates: &[Kind::Snapshot],
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};
