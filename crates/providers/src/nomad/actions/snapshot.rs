//! Snapshots of CSI volumes. Nomad 1.1 and later; they are in no state of Nomad's.
//!
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-snapshot>, `#delete-snapshot`

use super::fields::{pairs, put_pairs, put_text, secrets};
use super::legal::forbidden;
use super::{
    BASE, PLUGIN_MILLIS, answered, check_secrets, follow, is_csi, lacks, look, name, one, place, plugin_lacks, text_of, with_secrets,
};
use crate::nomad::client::plugin_of;
use crate::nomad::rights::WRITE_CSI;
use crate::nomad::version::SNAPSHOTS;
use crate::nomad::wire::{Address, Class};
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, On, Outcome, Verb};
use voldeck_core::http::Request;
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "csi-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: On::Resource(Kind::Volume),
    operation: "PUT /v1/volumes/snapshot",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-snapshot",
    consequence: |_| "The plugin keeps the volume as it is now. A volume in use is kept as after a crash: writers are not stopped.".into(),
    applies_to: is_csi,
    disabled_reason: |scene| {
        lacks(scene, SNAPSHOTS)
            .or_else(|| forbidden(scene, &[WRITE_CSI]))
            .or_else(|| plugin_lacks(scene, "take snapshots", |plugin| plugin.snapshot))
    },
    form: |_| Form {
        fields: vec![
            Field::new("Name", "Name", FieldKind::Text)
                .required()
                .example("before-upgrade")
                .help("Nomad wants one for the plugin; not all plugins keep it."),
            secrets("Only if the plugin wants them for snapshots."),
            pairs("Parameters", "Parameters", "type=full", "Passed to the plugin as they are."),
        ],
    },
    request: |scene, values| {
        let (namespace, id) = place(scene);
        let mut snapshot = ObjectBuilder::default().with("SourceVolumeID", &id);
        if let Some(plugin) = scene.target.and_then(plugin_of) {
            snapshot.put("PluginID", plugin);
        }
        put_text(values, "Name", &mut snapshot);
        put_pairs(values, "Secrets", &mut snapshot);
        put_pairs(values, "Parameters", &mut snapshot);
        Request::new(http::Method::PUT, "/v1/volumes/snapshot")
            .query("namespace", namespace)
            .json(&one("Snapshots", &snapshot), &["Secrets"])
    },
    outcome: |scene, values, response| {
        let (snapshot, said) = answered(response, "Snapshots", "");
        let plugin = scene.target.and_then(plugin_of).unwrap_or_default();
        let id = text_of(snapshot, "ID");
        let created = id.as_deref().map(|id| Address::to_id(Class::Snapshot, plugin, id));
        let called = values.some("Name").or(id.as_deref()).unwrap_or("a snapshot");
        Outcome { done: format!("Creating the snapshot {called} of {}.", name(scene)), said, created, ..Outcome::default() }
    },
    verify: look::snapped,
    follow: follow::SNAPPED,
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
    on: On::Resource(Kind::Snapshot),
    operation: "DELETE /v1/volumes/snapshot",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-snapshot",
    confirmation: Confirmation::TypeName,
    consequence: |scene| format!("The plugin destroys the snapshot {}. This cannot be undone.", name(scene)),
    applies_to: |_| true,
    disabled_reason: |scene: &ActionContext| {
        lacks(scene, SNAPSHOTS)
            .or_else(|| forbidden(scene, &[WRITE_CSI]))
            .or_else(|| plugin_lacks(scene, "delete snapshots", |plugin| plugin.snapshot))
    },
    form: |_| Form { fields: vec![secrets("Only if the plugin wants them for snapshots.")] },
    check: check_secrets,
    request: |scene, values| {
        let (plugin, id) = place(scene);
        with_secrets(Request::new(http::Method::DELETE, "/v1/volumes/snapshot").query("plugin_id", plugin).query("snapshot_id", id), values)
    },
    outcome: |scene, _, _| Outcome::done(format!("Deleting the snapshot {}.", name(scene))),
    verify: look::gone,
    follow: follow::GONE,
    invalidates: &[Kind::Snapshot],
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};
