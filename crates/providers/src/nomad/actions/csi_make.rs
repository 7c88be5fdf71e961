//! Making CSI volumes and telling Nomad of them: create, register, from a snapshot, from another volume.
//!
//! The server decodes `{"Volumes":[{…}]}`, not the bare volume of older documentation, and the id in the body decides.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIVolume.Validate`)

use super::csi_form::{Source, check, create_form, register_form};
use super::legal::{forbidden, plugin_lacks};
use super::{BASE, PLUGIN_MILLIS, is_csi, look_storage};
use crate::nomad::api::lacks;
use crate::nomad::decode::ResourceType;
use crate::nomad::rights::{Right, WRITE_CSI};
use crate::nomad::{api, version};
use voldeck_core::action::{Action, ActionContext, Target, Values, Verb, WriteAnswer};
use voldeck_core::fill;
use voldeck_core::model::{Kind, NOT_REPORTED};
use voldeck_core::texts::t;

/// What all of them need.
const RIGHTS: &[Right] = &[WRITE_CSI, Right::PluginRead];

/// Makes an empty volume at the storage, and registers it.
pub const CREATE: Action = Action {
    name: "csi-create",
    verb: Verb::Create,
    label: "Create volume",
    title: "Create volume",
    endpoint: &api::CREATE_CSI_VOLUME,
    consequence: |_| {
        t("The plugin makes a volume at the storage, and Nomad registers it. Nomad answers when the plugin has finished.").into()
    },
    disabled_reason: |context| lacks(context, version::CREATE).or_else(|| forbidden(context, RIGHTS)),
    form: |context| create_form(context, Source::None),
    check,
    done: created,
    verify: look_storage::made,
    creates: Some(Kind::Volume),
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Tells Nomad of a volume that exists at the storage.
pub const REGISTER: Action = Action {
    name: "csi-register",
    verb: Verb::Register,
    label: "Register volume",
    title: "Register volume",
    endpoint: &api::REGISTER_CSI_VOLUME,
    consequence: |_| t("Nomad learns of a volume that exists at the storage. Nothing is made.").into(),
    disabled_reason: may_not_register,
    form: |context| register_form(context, None),
    check,
    done: registered,
    creates: Some(Kind::Volume),
    ..BASE
};

/// The same, for a volume that a plugin lists.
pub const REGISTER_EXTERNAL: Action = Action {
    name: "external-register",
    verb: Verb::Register,
    label: "Register",
    title: "Register volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::REGISTER_CSI_VOLUME,
    consequence: |context| match context.target.map(|target| target.status.label.as_str()) {
        Some("registered") => t("Nomad has a volume of this external id already: the same storage would be registered twice.").into(),
        Some(NOT_REPORTED) => t("Nomad learns of this volume. Nothing is made. Whether it is registered already could not be read.").into(),
        _ => t("Nomad learns of this volume. Nothing is made.").into(),
    },
    applies_to: |volume| super::class(volume) == Some(ResourceType::External),
    disabled_reason: may_not_register,
    form: |context| register_form(context, context.target),
    check,
    done: registered,
    creates: Some(Kind::Volume),
    ..BASE
};

/// Makes a volume of a snapshot.
pub const RESTORE: Action = Action {
    name: "csi-restore",
    verb: Verb::Create,
    label: "Create volume from snapshot",
    title: "Create volume from snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::CREATE_CSI_VOLUME,
    consequence: |_| t("The plugin makes a new volume with what the snapshot holds. The snapshot and its source stay as they are.").into(),
    disabled_reason: |context| {
        let ready = context.target.is_none_or(|snapshot| snapshot.status.label != "not ready");
        lacks(context, version::CREATE)
            .or_else(|| forbidden(context, RIGHTS))
            .or_else(|| (!ready).then(|| t("The snapshot is not ready to be used yet.").into()))
            .or_else(|| plugin_lacks(context, t("create volumes"), |plugin| plugin.create))
    },
    form: |context| create_form(context, Source::Snapshot),
    check,
    done: created,
    verify: look_storage::made,
    creates: Some(Kind::Volume),
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Makes a volume of a volume.
pub const CLONE: Action = Action {
    name: "csi-clone",
    verb: Verb::Clone,
    label: "Clone",
    title: "Clone volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_CSI_VOLUME,
    consequence: |context| fill!("The plugin makes a new volume with what {name} holds now.", name = context.name()),
    applies_to: is_csi,
    disabled_reason: |context| {
        let nameless = context.target.is_some_and(|volume| volume.storage_id.is_none());
        lacks(context, version::CREATE)
            .or_else(|| forbidden(context, RIGHTS))
            .or_else(|| plugin_lacks(context, t("create volumes"), |plugin| plugin.create))
            .or_else(|| plugin_lacks(context, t("clone volumes"), |plugin| plugin.clone))
            .or_else(|| nameless.then(|| t("It has no external id to clone from.").into()))
    },
    form: |context| create_form(context, Source::Volume),
    check,
    done: created,
    verify: look_storage::made,
    creates: Some(Kind::Volume),
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

fn created(_: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Created {text}.", text = values.text("ID"))
}

fn registered(_: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Registered {text}.", text = values.text("ID"))
}

fn may_not_register(context: &ActionContext) -> Option<String> {
    forbidden(context, RIGHTS)
}
