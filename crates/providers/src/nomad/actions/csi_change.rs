//! Changing a registered CSI volume by registering it again: expand, edit.
//!
//! What may change is decided by `CSIVolume.Merge`
//! (<https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go>): name, ids, plugin, source, parameters and topology
//! request stay; the modes in use have to be among the new ones; mount options change only while nothing uses the volume; secrets
//! and context are replaced. Up to 1.2 a volume in use refuses all of it (`volume exists`).

use super::fields::{MOST, capabilities, capability, check_modes, check_sizes, modes, pairs, put_modes, put_pairs, secrets, sizes};
use super::legal::{cannot_check, forbidden};
use super::mount::{lost, mount_fields, put_again};
use super::{
    BASE, PLUGIN_MILLIS, addressable, claimed, is_csi, lacks, limit, look, look_storage, name, one, path, place, plugin_lacks, sent,
    text_of, written,
};
use crate::nomad::rights::{Right, WRITE_CSI};
use crate::nomad::version;
use crate::nomad::wire::Class;
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, On, Values, Verb};
use voldeck_core::http::Request;
use voldeck_core::json::{self, ObjectBuilder, RawJson};
use voldeck_core::model::{Bytes, Kind};

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
    on: On::Resource(Kind::Volume),
    operation: "PUT /v1/volume/csi/:id",
    docs: "https://developer.hashicorp.com/nomad/docs/other-specifications/volume/capability#volume-expansion",
    consequence: |scene| format!("The plugin makes the volume larger; it can never shrink. {}", lost(scene)),
    applies_to: is_csi,
    disabled_reason: |scene| {
        addressable(scene)
            .or_else(|| lacks(scene, version::EXPAND))
            .or_else(|| forbidden(scene, RIGHTS))
            .or_else(|| plugin_lacks(scene, "expand volumes", |plugin| plugin.expand))
            .or_else(|| unread(scene))
            .or_else(|| (size(scene) >= MOST).then(|| "It has the largest size there is.".into()))
    },
    form: |scene| {
        let [min, max] = sizes(MIN, MAX, (size(scene) + 1).min(MOST));
        let min = Field { label: "New minimum capacity", ..min }.required().help(format!("Now {}.", now(scene)));
        let mut form = vec![min, max];
        form.extend(mount_fields(scene, false));
        form.push(secrets(lost(scene)));
        Form { fields: form }
    },
    check: |_, values| {
        let mut wrong = Vec::new();
        check_sizes(values, MIN, MAX, &mut wrong);
        wrong
    },
    request: |scene, values| {
        let mut volume = as_read(scene);
        let asked = values.bytes(MIN).unwrap_or_default().0;
        volume.put(MIN, asked);
        // The old limit stays, unless it is below what is asked for now.
        let most = values.bytes(MAX).map(|size| size.0).or_else(|| limit(&volume, MAX).filter(|most| *most >= asked));
        volume.remove(MAX);
        if let Some(most) = most {
            volume.put(MAX, most);
        }
        again(scene, values, volume, false)
    },
    outcome: |scene, values, response| {
        let (namespace, id) = place(scene);
        let size = values.bytes(MIN).unwrap_or_default();
        let mut outcome =
            written(response, "Volumes", Class::Csi, "Expanded", &namespace, &id, &format!("{} to at least {size}", name(scene)));
        outcome.created = None;
        outcome
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
    on: On::Resource(Kind::Volume),
    operation: "PUT /v1/volume/csi/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-volume",
    confirmation: Confirmation::Confirm,
    consequence: |scene| format!("The volume is registered again with what stands here. {}", lost(scene)),
    applies_to: is_csi,
    disabled_reason: |scene| {
        let old = lacks(scene, version::UPDATE).and_then(|reason| Some(format!("{} {reason}", claimed(scene)?)));
        addressable(scene).or(old).or_else(|| forbidden(scene, RIGHTS)).or_else(|| cannot_check(scene)).or_else(|| unread(scene))
    },
    form: edit_form,
    check: |_, values| {
        let mut wrong = Vec::new();
        check_modes(values, false, &mut wrong);
        wrong
    },
    request: |scene, values| {
        let mut volume = as_read(scene);
        if lacks(scene, version::CREATE).is_some() {
            put_modes(values, &mut volume);
        } else {
            volume.put("RequestedCapabilities", capabilities(values));
        }
        volume.remove("Context");
        put_pairs(values, "Context", &mut volume);
        again(scene, values, volume, true)
    },
    outcome: |scene, _, response| {
        let (namespace, id) = place(scene);
        let mut outcome = written(response, "Volumes", Class::Csi, "Changed", &namespace, &id, &name(scene));
        outcome.created = None;
        outcome
    },
    verify: look::changed,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// The present capacity in bytes; 0 if it is not reported.
fn size(scene: &ActionContext) -> u64 {
    scene.target.and_then(|volume| volume.size).unwrap_or_default().0
}

fn now(scene: &ActionContext) -> String {
    match size(scene) {
        0 => "not reported".into(),
        bytes => format!("{}, {}", Bytes(bytes), Bytes(bytes).exact()),
    }
}

/// From 1.1 the whole volume has to be sent again, which a line of the list does not hold.
fn unread(scene: &ActionContext) -> Option<String> {
    let whole = lacks(scene, version::CREATE).is_some() || json::find(&sent(scene), "RequestedCapabilities").is_some();
    (!whole).then(|| "It has to be read in full first: open it.".into())
}

/// The volume as it was read, without what is never written back.
fn as_read(scene: &ActionContext) -> ObjectBuilder {
    let read = sent(scene);
    let mut volume = ObjectBuilder::default();
    let old = lacks(scene, version::CREATE).is_some();
    let keys = [
        "ID",
        "Name",
        "Namespace",
        "ExternalID",
        "PluginID",
        "CloneID",
        "SnapshotID",
        "Parameters",
        "Context",
        "RequestedTopologies",
        "RequestedCapabilities",
        MIN,
        MAX,
    ];
    for key in keys.into_iter().chain(["AccessMode", "AttachmentMode"].into_iter().filter(|_| old)) {
        let value = json::find(&read, key).unwrap_or("null");
        let empty = matches!(value, "null" | "\"\"" | "0") || json::entries(value).is_some_and(|parts| parts.is_empty());
        if !empty {
            volume.put(key, RawJson(value));
        }
    }
    if !old && volume.get("RequestedCapabilities").is_none() {
        // Registered before 1.1: its one capability stands beside the list.
        let mode = |name| json::find(&read, name).and_then(json::string).unwrap_or_default();
        volume.put("RequestedCapabilities", [capability(&mode("AccessMode"), &mode("AttachmentMode"))]);
    }
    volume
}

fn again(scene: &ActionContext, values: &Values, mut volume: ObjectBuilder, change: bool) -> Request {
    put_again(scene, values, change, &mut volume);
    put_pairs(values, "Secrets", &mut volume);
    let (namespace, id) = place(scene);
    Request::new(http::Method::PUT, path(Class::Csi, &id, "")).query("namespace", namespace).json(&one("Volumes", &volume), &["Secrets"])
}

fn edit_form(scene: &ActionContext) -> Form {
    let volume = as_read(scene);
    let several = lacks(scene, version::CREATE).is_none();
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
    form.extend(mount_fields(scene, true));
    let context = volume.get("Context").and_then(json::entries).unwrap_or_default();
    let lines: Option<Vec<_>> =
        context.iter().map(|(key, value)| Some(format!("{key}={}", json::string(value).filter(|text| !text.contains('\n'))?))).collect();
    // What does not fit in lines cannot be edited here.
    if let Some(lines) = lines {
        form.push(pairs("Context", "Context", "pool=nomad-fast", "What the plugin needs to find the volume.").value(lines.join("\n")));
    }
    form.push(Field { kind: FieldKind::SecretPairs, ..secrets(lost(scene)) });
    Form { fields: form }
}
