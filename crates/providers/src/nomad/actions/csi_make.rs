//! Making CSI volumes and telling Nomad of them: create, register, from a snapshot, from another volume.
//!
//! The server decodes `{"Volumes":[{…}]}`, not the bare volume of older documentation, and the id in the body decides.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIVolume.Validate`)

use super::csi_form::{Source, check, create_form, register_form, volume};
use super::legal::forbidden;
use super::{BASE, PLUGIN_MILLIS, is_csi, lacks, look_storage, name, one, path, plugin_lacks, written};
use crate::nomad::rights::{Right, WRITE_CSI};
use crate::nomad::version;
use crate::nomad::wire::Class;
use voldeck_core::action::{Action, ActionContext, On, Outcome, Values, Verb};
use voldeck_core::http::{Request, Response};
use voldeck_core::model::{Kind, NOT_REPORTED};

const REGISTER_OPERATION: &str = "PUT /v1/volume/csi/:id";
const CREATE_OPERATION: &str = "PUT /v1/volume/csi/:id/create";
/// What all of them need.
const RIGHTS: &[Right] = &[WRITE_CSI, Right::PluginRead];

/// Makes an empty volume at the storage, and registers it.
pub const CREATE: Action = Action {
    name: "csi-create",
    verb: Verb::Create,
    label: "Create volume",
    title: "Create volume",
    operation: CREATE_OPERATION,
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume",
    consequence: |_| "The plugin makes a volume at the storage, and Nomad registers it. Nomad answers when the plugin has finished.".into(),
    disabled_reason: |scene| lacks(scene, version::CREATE).or_else(|| forbidden(scene, RIGHTS)),
    form: |scene| create_form(scene, Source::None),
    check,
    request: |scene, values| write(scene, values, true),
    outcome: |_, values, response| made(values, response, "Created"),
    verify: look_storage::made,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Tells Nomad of a volume that exists at the storage.
pub const REGISTER: Action = Action {
    name: "csi-register",
    verb: Verb::Register,
    label: "Register volume",
    title: "Register volume",
    operation: REGISTER_OPERATION,
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-volume",
    consequence: |_| "Nomad learns of a volume that exists at the storage. Nothing is made.".into(),
    disabled_reason: |scene| forbidden(scene, RIGHTS),
    form: |scene| register_form(scene, None),
    check,
    request: |scene, values| write(scene, values, false),
    outcome: |_, values, response| made(values, response, "Registered"),
    ..BASE
};

/// The same, for a volume that a plugin lists.
pub const REGISTER_EXTERNAL: Action = Action {
    name: "external-register",
    verb: Verb::Register,
    label: "Register",
    title: "Register volume",
    on: On::Resource(Kind::Volume),
    operation: REGISTER_OPERATION,
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-volume",
    consequence: |scene| match scene.target.map(|target| target.status.label.as_str()) {
        Some("registered") => "Nomad has a volume of this external id already: the same storage would be registered twice.".into(),
        Some(NOT_REPORTED) => "Nomad learns of this volume. Nothing is made. Whether it is registered already could not be read.".into(),
        _ => "Nomad learns of this volume. Nothing is made.".into(),
    },
    applies_to: |volume| super::class(volume) == Some(Class::External),
    disabled_reason: REGISTER.disabled_reason,
    form: |scene| register_form(scene, scene.target),
    check: REGISTER.check,
    request: REGISTER.request,
    outcome: REGISTER.outcome,
    ..BASE
};

/// Makes a volume of a snapshot.
pub const RESTORE: Action = Action {
    name: "csi-restore",
    verb: Verb::Create,
    label: "Create volume from snapshot",
    title: "Create volume from snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: CREATE_OPERATION,
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume",
    consequence: |_| "The plugin makes a new volume with what the snapshot holds. The snapshot and its source stay as they are.".into(),
    disabled_reason: |scene| {
        let ready = scene.target.is_none_or(|snapshot| snapshot.status.label != "not ready");
        lacks(scene, version::CREATE)
            .or_else(|| forbidden(scene, RIGHTS))
            .or_else(|| (!ready).then(|| "The snapshot is not ready to be used yet.".into()))
            .or_else(|| plugin_lacks(scene, "create volumes", |plugin| plugin.create))
    },
    form: |scene| create_form(scene, Source::Snapshot),
    check: CREATE.check,
    request: CREATE.request,
    outcome: CREATE.outcome,
    verify: look_storage::made,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Makes a volume of a volume.
pub const CLONE: Action = Action {
    name: "csi-clone",
    verb: Verb::Clone,
    label: "Clone",
    title: "Clone volume",
    on: On::Resource(Kind::Volume),
    operation: CREATE_OPERATION,
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume",
    consequence: |scene| format!("The plugin makes a new volume with what {} holds now.", name(scene)),
    applies_to: is_csi,
    disabled_reason: |scene| {
        let nameless = scene.target.is_some_and(|volume| volume.storage_id.is_none());
        lacks(scene, version::CREATE)
            .or_else(|| forbidden(scene, RIGHTS))
            .or_else(|| plugin_lacks(scene, "create volumes", |plugin| plugin.create))
            .or_else(|| plugin_lacks(scene, "clone volumes", |plugin| plugin.clone))
            .or_else(|| nameless.then(|| "It has no external id to clone from.".into()))
    },
    form: |scene| create_form(scene, Source::Volume),
    check: CREATE.check,
    request: CREATE.request,
    outcome: CREATE.outcome,
    verify: look_storage::made,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

fn write(scene: &ActionContext, values: &Values, create: bool) -> Request {
    let path = path(Class::Csi, values.text("ID"), if create { "/create" } else { "" });
    // Before 1.3 the namespace of the query wins over that of the body, afterwards it is the other way round.
    Request::new(http::Method::PUT, path)
        .query_if("namespace", values.some("Namespace"))
        .json(&one("Volumes", &volume(scene, values)), &["Secrets"])
}

fn made(values: &Values, response: &Response, did: &str) -> Outcome {
    let namespace = values.some("Namespace").unwrap_or("default");
    written(response, "Volumes", Class::Csi, did, namespace, values.text("ID"), values.text("ID"))
}
