//! Letting go of CSI volumes: detach from a node, deregister, delete.
//!
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#detach-volume>, `#deregister-volume`, `#delete-volume`

use super::fields::secrets;
use super::legal::{addressable, claimed, forbidden, plugin_lacks};
use super::{BASE, PLUGIN_MILLIS, check_secrets, follow, is_csi, look, look_storage};
use crate::nomad::api::{lacks, scope_and_id, server};
use crate::nomad::decode::{ResourceRef, ResourceType, claims, terminal};
use crate::nomad::faults::{DEREGISTERS_BY_PREFIX, DETACHES_NOTHING, WAYS_TO_DETACH};
use crate::nomad::rights::{MOUNT_CSI, Right, WRITE_CSI};
use crate::nomad::version::FORCE;
use crate::nomad::{api, version};
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, SelectOption, Target, Verb};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Takes the volume away from one node.
pub const DETACH: Action = Action {
    name: "csi-detach",
    verb: Verb::Detach,
    label: "Detach",
    title: "Detach volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DETACH_CSI_VOLUME,
    confirmation: Confirmation::Confirm,
    consequence: |context| {
        let words =
            fill!("{name} is taken away from the node, also from allocations that still run there and write to it.", name = context.name());
        format!("{words}{}", detach_warning(context))
    },
    applies_to: is_csi,
    disabled_reason: |context| {
        let free = context.target?.attached == Some(false);
        addressable(context)
            .or_else(|| lacks(context, version::DETACH))
            .or_else(|| forbidden(context, &[MOUNT_CSI, Right::PluginRead]))
            .or_else(|| free.then(|| t("Nothing claims it.").into()))
    },
    form: |context| {
        let mut nodes: Vec<SelectOption> = Vec::new();
        for user in context.target.iter().flat_map(|volume| &volume.attachments) {
            let Some(node) = &user.host_id else { continue };
            match nodes.iter_mut().find(|choice| choice.value == *node) {
                Some(choice) => choice.note = format!("{}, {}", choice.note, user.name),
                None => nodes.push(SelectOption::new(node, user.host.as_ref().unwrap_or(node), &user.name)),
            }
        }
        let first = nodes.first().map(|choice| choice.value.clone()).unwrap_or_default();
        // A line of the list tells how many claims there are, not where.
        let kind = if nodes.is_empty() { FieldKind::RemoteSelect("nodes") } else { FieldKind::Select(nodes) };
        let field = Field::new("node", "Node", kind).required().value(first).help(t("The full id of a node that has the volume."));
        Form { fields: vec![field] }
    },
    done: |context, values, _| fill!("Detaching {name} from {text}.", name = context.name(), text = values.text("node")),
    verify: look::detached,
    follow: follow::DETACHED,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Makes Nomad forget the volume; the storage keeps it.
pub const DEREGISTER: Action = Action {
    name: "csi-deregister",
    verb: Verb::Deregister,
    label: "Deregister",
    title: "Deregister volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DEREGISTER_CSI_VOLUME,
    confirmation: Confirmation::Confirm,
    consequence: |context| {
        let volume = context.name();
        fill!("Nomad forgets {volume}: jobs can no longer use it. The storage keeps it, and it can be registered again.", volume)
    },
    applies_to: is_csi,
    disabled_reason: |context| {
        addressable(context).or_else(|| forbidden(context, &[WRITE_CSI])).or_else(|| busy(context)).or_else(|| prefix_danger(context))
    },
    form: |context| {
        if lacks(context, FORCE).is_some() || claimed(context).is_none() {
            return Form::default();
        }
        let field = Field::new("force", "Force", FieldKind::Flag).example("true");
        Form {
            fields: vec![field.help(t("Also with claims of stopped allocations: Nomad checks again that every one of them has stopped."))],
        }
    },
    check: |context, values| {
        if claimed(context).is_some() && !values.flag("force") {
            return vec![FieldError::new(
                "force",
                t("Allocations that have stopped or are gone still claim it; it can only be deregistered with force."),
            )];
        }
        Vec::new()
    },
    done: |context, _, _| fill!("Deregistered {name}.", name = context.name()),
    verify: look::gone,
    ..BASE
};

/// Destroys the volume at the storage.
pub const DELETE: Action = Action {
    name: "csi-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DELETE_CSI_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: |context| {
        let words = fill!("The plugin destroys {name} and what is on it. This cannot be undone.", name = context.name());
        let silent = context.target.is_some_and(|volume| volume.attached.is_none());
        let unknown = t(" This server does not say whether anything uses it, and the plugin is asked before Nomad looks.");
        if silent { words + unknown } else { words }
    },
    applies_to: is_csi,
    disabled_reason: |context| {
        addressable(context)
            .or_else(|| lacks(context, version::DELETE))
            .or_else(|| forbidden(context, &[WRITE_CSI, Right::PluginRead]))
            .or_else(|| claimed(context))
            .or_else(|| plugin_lacks(context, t("delete volumes"), |plugin| plugin.create))
    },
    form: |_| Form { fields: vec![secrets(t("Only if the plugin wants them for deleting."))] },
    check: check_secrets,
    done: |context, _, _| fill!("Deleted {name}.", name = context.name()),
    verify: look_storage::destroyed,
    invalidates: &[Kind::Volume, Kind::Snapshot],
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// What the releases that cannot detach by node make of it, and what can be done instead.
fn detach_warning(context: &ActionContext) -> String {
    let server = server(context);
    let who = match (DETACHES_NOTHING.of(&server), &server.text) {
        (Some(false), _) => return String::new(),
        (Some(true), Some(text)) => fill!("Nomad {text} cannot do that: it answers “Unknown allocation”, and the claim stays.", text),
        _ => t("Releases from 1.2.16 on cannot do that: they answer “Unknown allocation”, and the claim stays.").to_owned(),
    };
    format!(" {who} {WAYS_TO_DETACH}")
}

/// Claims refuse it, unless all of them are of allocations that have stopped and the server knows `force`.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/state/state_store.go> (`CSIVolumeDeregister`, `volSafeToForce`)
fn busy(context: &ActionContext) -> Option<String> {
    let volume = context.target?;
    let reason = claimed(context)?;
    let stopped = volume.attachments.len() as u64 >= claims(volume).all() && volume.attachments.iter().all(terminal);
    if !stopped {
        return Some(reason);
    }
    lacks(context, FORCE).map(|lack| format!("{reason} {lack}"))
}

/// Several releases deregister the first volume whose id *begins* with the one named.
/// <https://github.com/hashicorp/nomad/blob/main/CHANGELOG.md> (1.2.4, 1.1.12, 1.0.18)
fn prefix_danger(context: &ActionContext) -> Option<String> {
    let server = server(context);
    // A server of unknown version is taken for an old one, because the mistake cannot be undone.
    if DEREGISTERS_BY_PREFIX.of(&server) == Some(false) {
        return None;
    }
    let (namespace, id) = scope_and_id(context);
    let other = context
        .known
        .iter()
        .filter_map(|known| ResourceRef::of(&known.id))
        .find(|other| other.class == ResourceType::Csi && other.scope == namespace && other.id != id && other.id.starts_with(&id))?;
    let who = server.text.map_or_else(|| t("A server of unknown version may look").to_owned(), |text| fill!("Nomad {text} looks", text));
    Some(fill!(
        "{who} volumes up by the beginning of their id, and {other} begins with {id}: the wrong one could go.",
        who,
        other = other.id,
        id
    ))
}
