//! Making CSI volumes and telling Nomad of them: create, register, from a snapshot, from another volume.
//!
//! The server decodes `{"Volumes":[{…}]}`, not the bare volume of older documentation, and the id in the body decides.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIVolume.Validate`)

use super::fields::{
    self, capabilities, check_modes, check_sizes, check_topologies, mount, namespace, pairs, put_modes, put_mount, put_pairs, put_size,
    put_text, put_topologies, secrets, sizes, topologies,
};
use super::{BASE, PLUGIN_MILLIS, is_csi, lacks, name, named, one, path, plugin_lacks, text_fact, written};
use crate::action::{Action, Field, FieldKind, Form, On, Outcome, Scene, Values, Verb};
use crate::http::{FieldError, Request, Response};
use crate::json::{self, Object};
use crate::model::{Kind, Resource};
use crate::provider::nomad::api;
use crate::provider::nomad::link::plugin_of;
use crate::provider::nomad::version;
use crate::provider::nomad::wire::Class;

const REGISTER_OPERATION: &str = "PUT /v1/volume/csi/:id";
const CREATE_OPERATION: &str = "PUT /v1/volume/csi/:id/create";
const MIN: &str = "RequestedCapacityMin";
const MAX: &str = "RequestedCapacityMax";

/// Makes an empty volume at the storage, and registers it.
pub const CREATE: Action = Action {
    name: "csi-create",
    verb: Verb::Create,
    label: "Create",
    title: "Create a CSI volume",
    operation: CREATE_OPERATION,
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume",
    consequence: |_| "The plugin makes a volume at the storage, and Nomad registers it. Nomad answers when the plugin has finished.".into(),
    refuse: |scene| lacks(scene, version::CREATE),
    form: |scene| create_form(scene, Source::None),
    check,
    request: |scene, values| write(scene, values, true),
    outcome: |_, values, response| made(values, response, "Created"),
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Tells Nomad of a volume that exists at the storage.
pub const REGISTER: Action = Action {
    name: "csi-register",
    verb: Verb::Register,
    label: "Register",
    title: "Register a CSI volume",
    operation: REGISTER_OPERATION,
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-volume",
    consequence: |_| "Nomad learns of a volume that exists at the storage. Nothing is made.".into(),
    form: |scene| register_form(scene, None),
    check,
    request: |scene, values| write(scene, values, false),
    outcome: |_, values, response| made(values, response, "Registered"),
    ..BASE
};

/// The same, for a volume that a plugin lists.
pub const REGISTER_EXTERNAL: Action = Action {
    name: "external-register",
    on: On::Resource(Kind::Volume),
    title: "Register this volume",
    fits: |volume| super::class(volume) == Some(Class::External),
    consequence: |scene| match scene.target.map(|target| target.status.label.as_str()) {
        Some("registered") => "Nomad has a volume of this external id already: the same storage would be registered twice.".into(),
        _ => "Nomad learns of this volume. Nothing is made.".into(),
    },
    form: |scene| register_form(scene, scene.target),
    ..REGISTER
};

/// Makes a volume of a snapshot.
pub const RESTORE: Action = Action {
    name: "csi-restore",
    label: "Make a volume",
    title: "Make a volume from this snapshot",
    on: On::Resource(Kind::Snapshot),
    consequence: |_| "The plugin makes a new volume with what the snapshot holds. The snapshot and its source stay as they are.".into(),
    refuse: |scene| {
        let ready = scene.target.is_none_or(|snapshot| snapshot.status.label != "not ready");
        lacks(scene, version::CREATE)
            .or_else(|| (!ready).then(|| "The snapshot is not ready to be used yet.".into()))
            .or_else(|| plugin_lacks(scene, "create volumes", |plugin| plugin.create))
    },
    form: |scene| create_form(scene, Source::Snapshot),
    ..CREATE
};

/// Makes a volume of a volume.
pub const CLONE: Action = Action {
    name: "csi-clone",
    verb: Verb::Clone,
    label: "Clone",
    title: "Clone this volume",
    on: On::Resource(Kind::Volume),
    consequence: |scene| format!("The plugin makes a new volume with what {} holds now.", name(scene)),
    fits: is_csi,
    refuse: |scene| {
        lacks(scene, version::CREATE)
            .or_else(|| plugin_lacks(scene, "create volumes", |plugin| plugin.create))
            .or_else(|| plugin_lacks(scene, "clone volumes", |plugin| plugin.clone))
            .or_else(|| {
                scene
                    .target
                    .and_then(|volume| text_fact(volume, "external"))
                    .is_none()
                    .then(|| "It has no external id to clone from.".into())
            })
    },
    form: |scene| create_form(scene, Source::Volume),
    ..CREATE
};

#[derive(Clone, Copy, PartialEq)]
enum Source {
    None,
    Snapshot,
    Volume,
}

fn id_fields(scene: &Scene) -> Vec<Field> {
    vec![
        Field::new("ID", "ID", FieldKind::Code).required().example("pg-data").help("Jobs name the volume by it. It cannot be changed."),
        Field::new("Name", "Name", FieldKind::Text).example("Postgres data").help("For people. Empty takes the ID."),
        namespace(scene),
    ]
}

fn register_form(scene: &Scene, external: Option<&Resource>) -> Form {
    let new = lacks(scene, version::CREATE).is_none();
    let mut form = id_fields(scene);
    let id = external.map(|volume| volume.vendor_id.clone()).unwrap_or_default();
    form[0].value.clone_from(&id);
    form.push(
        Field::new("ExternalID", "External id", FieldKind::Code)
            .required()
            .value(id)
            .example("vol-23452345")
            .help("The storage’s own id of the volume."),
    );
    form.push(
        Field::new("PluginID", "Plugin", FieldKind::Loaded("plugins"))
            .required()
            .value(external.and_then(plugin_of).unwrap_or_default())
            .example("ceph-rbd"),
    );
    form.extend(fields::modes(false, new));
    form.extend(mount("Mounted as this; empty is the plugin’s choice."));
    if new {
        let [min, max] = sizes(MIN, MAX, 1);
        form.extend([min.advanced(), max]);
        form.extend(topologies());
    }
    form.push(secrets("Given to the plugin with every call about this volume. Nomad keeps them and does not show them again."));
    form.push(pairs("Parameters", "Parameters", "type=gp3", "Passed to the plugin as they are. They cannot be changed."));
    form.push(pairs("Context", "Context", "pool=nomad-fast", "What the plugin needs to find the volume."));
    Form { fields: form }
}

fn create_form(scene: &Scene, source: Source) -> Form {
    let target = scene.target;
    let mut form = id_fields(scene);
    let plugin = Field::new("PluginID", "Plugin", FieldKind::Loaded("plugins-create")).required().example("ceph-rbd");
    form.push(plugin.value(if source == Source::None { "" } else { target.and_then(plugin_of).unwrap_or_default() }));
    let [mut min, max] = sizes(MIN, MAX, 1);
    match source {
        Source::None => {
            form.push(
                Field::new("SnapshotID", "From the snapshot", FieldKind::Loaded("snapshots"))
                    .example("")
                    .help("Empty makes an empty volume.")
                    .advanced(),
            );
            form.push(
                Field::new("CloneID", "From the volume", FieldKind::Loaded("volumes"))
                    .example("")
                    .help("Its external id. Empty makes an empty volume.")
                    .advanced(),
            );
        }
        Source::Snapshot => {
            let id = target.map(|snapshot| snapshot.vendor_id.clone()).unwrap_or_default();
            form.push(Field::new("SnapshotID", "From the snapshot", FieldKind::Code).required().value(id));
        }
        Source::Volume => {
            let id = target.and_then(|volume| text_fact(volume, "external")).unwrap_or_default();
            form.push(
                Field::new("CloneID", "From the volume", FieldKind::Code).required().value(id).help("The external id of the source."),
            );
            if let Some(volume) = target {
                form[2].value = super::place(scene).0;
                form[0].value = format!("{}-clone", volume.vendor_id);
            }
        }
    }
    if source != Source::None {
        min.help.push_str(" At least as large as the source.");
        min.value = target.and_then(|target| target.size).map(|size| format!("{} B", size.0)).unwrap_or_default();
    }
    form.extend([min, max]);
    form.extend(fields::modes(false, true));
    form.extend(mount("Made and mounted as this; empty is the plugin’s choice."));
    form.extend(topologies());
    form.push(secrets("Given to the plugin with every call about this volume. Nomad keeps them and does not show them again."));
    form.push(pairs("Parameters", "Parameters", "type=gp3", "Passed to the plugin as they are. They cannot be changed."));
    Form { fields: form }
}

fn check(scene: &Scene, values: &Values) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if let Some(Err(reason)) = values.some("ID").map(api::addressable) {
        wrong.push(FieldError::new("ID", reason));
    }
    if values.some("CloneID").is_some() && values.some("SnapshotID").is_some() {
        wrong.push(FieldError::new("SnapshotID", "A volume is made of a snapshot or of a volume, not of both."));
    }
    // Registering a known id changes that volume instead of making one.
    let id = named(values);
    if scene.known.iter().any(|known| known.id == id) {
        wrong.push(FieldError::new("ID", format!("{} exists in this namespace. Use Edit to change it.", values.text("ID"))));
    }
    check_sizes(values, MIN, MAX, &mut wrong);
    check_modes(values, false, &mut wrong);
    check_topologies(values, &mut wrong);
    wrong
}

/// The volume of the form, in the words of the server's generation.
fn volume(scene: &Scene, values: &Values) -> Object {
    let mut volume = Object::default();
    for name in ["ID", "Name", "Namespace", "ExternalID", "PluginID", "SnapshotID", "CloneID"] {
        put_text(values, name, &mut volume);
    }
    if values.some("Name").is_none() {
        volume.put("Name", json::quote(values.text("ID")));
    }
    if lacks(scene, version::CREATE).is_some() {
        put_modes(values, &mut volume);
    } else {
        volume.put("RequestedCapabilities", capabilities(values));
    }
    put_size(values, MIN, &mut volume);
    put_size(values, MAX, &mut volume);
    put_topologies(values, &mut volume);
    put_mount(values, &mut volume);
    for name in ["Secrets", "Parameters", "Context"] {
        put_pairs(values, name, &mut volume);
    }
    volume
}

fn write(scene: &Scene, values: &Values, create: bool) -> Request {
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
