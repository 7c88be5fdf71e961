//! Changing a registered CSI volume by registering it again: expand, edit.
//!
//! What may change is decided by `CSIVolume.Merge`
//! (<https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go>): name, ids, plugin, source, parameters and topology
//! request stay; the modes in use have to be among the new ones; mount options change only while nothing uses the volume; secrets
//! and context are replaced. Up to 1.2 a volume in use refuses all of it (`volume exists`).

use super::fields::{MOST, check_modes, check_sizes, modes, pairs, secrets, sizes};
use super::legal::{addressable, cannot_check, claimed, forbidden, plugin_lacks};
use super::mount::{lost, mount_fields};
use super::{BASE, PLUGIN_MILLIS, is_csi, look, look_storage};
use crate::nomad::api::{as_read, lacks};
use crate::nomad::decode::text_of;
use crate::nomad::rights::{Right, WRITE_CSI};
use crate::nomad::{api, version};
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, Target, Verb};
use voldeck_core::fill;
use voldeck_core::json;
use voldeck_core::model::{Bytes, Kind};
use voldeck_core::texts::t;

const MIN: &str = "RequestedCapacityMin";
const MAX: &str = "RequestedCapacityMax";
/// What both need.
const RIGHTS: &[Right] = &[WRITE_CSI, Right::PluginRead];

/// Makes a volume larger. There is no way back.
pub const EXPAND: Action = Action {
    name: "csi-expand",
    verb: Verb::Extend,
    label: "Expand",
    title: "Expand volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::EXPAND_CSI_VOLUME,
    consequence: |context| fill!("The plugin makes the volume larger; it can never shrink. {context}", context = lost(context)),
    applies_to: is_csi,
    disabled_reason: |context| {
        addressable(context)
            .or_else(|| lacks(context, version::EXPAND))
            .or_else(|| forbidden(context, RIGHTS))
            .or_else(|| plugin_lacks(context, t("expand volumes"), |plugin| plugin.expand))
            .or_else(|| unread(context))
            .or_else(|| (context.size() >= MOST).then(|| t("It has the largest size there is.").into()))
    },
    form: |context| {
        let [min, max] = sizes(MIN, MAX, (context.size() + 1).min(MOST));
        let min = Field { label: t("New minimum capacity"), ..min }.required().help(fill!("Now {context}.", context = now(context)));
        let mut form = vec![min, max];
        form.extend(mount_fields(context, false));
        form.push(secrets(lost(context)));
        Form { fields: form }
    },
    check: |_, values| {
        let mut wrong = Vec::new();
        check_sizes(values, MIN, MAX, &mut wrong);
        wrong
    },
    done: |context, values, _| {
        fill!("Expanded {name} to at least {min}.", name = context.name(), min = values.bytes(MIN).unwrap_or_default())
    },
    verify: look_storage::expanded,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Changes what may be changed.
pub const EDIT: Action = Action {
    name: "csi-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::UPDATE_CSI_VOLUME,
    confirmation: Confirmation::Confirm,
    consequence: |context| fill!("The volume is registered again with what stands here. {context}", context = lost(context)),
    applies_to: is_csi,
    disabled_reason: |context| {
        let old = lacks(context, version::UPDATE).and_then(|reason| Some(format!("{} {reason}", claimed(context)?)));
        addressable(context).or(old).or_else(|| forbidden(context, RIGHTS)).or_else(|| cannot_check(context)).or_else(|| unread(context))
    },
    form: edit_form,
    check: |_, values| {
        let mut wrong = Vec::new();
        check_modes(values, false, &mut wrong);
        wrong
    },
    done: |context, _, _| fill!("Changed {name}.", name = context.name()),
    verify: look::changed,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

fn now(context: &ActionContext) -> String {
    match context.size() {
        0 => "not reported".into(),
        bytes => format!("{}, {}", Bytes(bytes), Bytes(bytes).exact()),
    }
}

/// From 1.1 the whole volume has to be sent again, which a line of the list does not hold.
fn unread(context: &ActionContext) -> Option<String> {
    let whole = lacks(context, version::CREATE).is_some() || json::find(&api::raw_entries(context), "RequestedCapabilities").is_some();
    (!whole).then(|| t("It has to be read in full first: open it.").into())
}

fn edit_form(context: &ActionContext) -> Form {
    let volume = as_read(context);
    let several = lacks(context, version::CREATE).is_none();
    let capabilities = volume.get("RequestedCapabilities").and_then(json::entries).unwrap_or_default();
    let whole = json::text(&volume);
    let first = capabilities.first().map_or(whole.as_str(), |(_, first)| first);
    let mode = |one: &str, name: &str| text_of(one, name).unwrap_or_default();
    let mut form = modes(false, several);
    for field in &mut form {
        field.value = match field.name {
            "RequestedCapabilities" => {
                let line = |(_, one): &json::Entry| format!("{} {}", mode(one, "AccessMode"), mode(one, "AttachmentMode"));
                capabilities.iter().skip(1).map(line).collect::<Vec<_>>().join("\n")
            }
            name => mode(first, name),
        };
    }
    form.extend(mount_fields(context, true));
    let volume_context = volume.get("Context").and_then(json::entries).unwrap_or_default();
    let lines: Option<Vec<_>> = volume_context
        .iter()
        .map(|(key, value)| Some(format!("{key}={}", json::string(value).filter(|text| !text.contains('\n'))?)))
        .collect();
    // What does not fit in lines cannot be edited here.
    if let Some(lines) = lines {
        form.push(pairs("Context", "Context", "pool=nomad-fast", t("What the plugin needs to find the volume.")).value(lines.join("\n")));
    }
    form.push(Field { kind: FieldKind::SecretPairs, ..secrets(lost(context)) });
    Form { fields: form }
}
