//! The forms of CSI volumes in the making, and how they become a volume.

use super::fields::{check_modes, check_sizes, check_topologies, mount, namespace, pairs, secrets, sizes, topologies};
use super::legal::check_right;
use super::{fields, spelled};
use crate::nomad::api::{lacks, named, scope_and_id};
use crate::nomad::decode::plugin_of;
use crate::nomad::rights::WRITE_CSI;
use crate::nomad::{decode, version};
use voldeck_core::action::{ActionContext, Field, FieldKind, Form, Values};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::{Bytes, Kind, Resource};
use voldeck_core::texts::t;

const MIN: &str = "RequestedCapacityMin";
const MAX: &str = "RequestedCapacityMax";

/// What a volume is made of.
#[derive(Clone, Copy, PartialEq)]
pub enum Source {
    None,
    Snapshot,
    Volume,
}

fn id_fields(context: &ActionContext) -> Vec<Field> {
    vec![
        Field::new("ID", "ID", FieldKind::Code).required().example("pg-data").help(t("Jobs name the volume by it. It cannot be changed.")),
        Field::new("Name", "Name", FieldKind::Text).example(t("Postgres data")).help(t("For people. Empty takes the ID.")),
        namespace(context),
    ]
}

pub fn register_form(context: &ActionContext, external: Option<&Resource>) -> Form {
    let new = lacks(context, version::CREATE).is_none();
    let mut form = id_fields(context);
    let id = external.map(|volume| volume.provider_id.clone()).unwrap_or_default();
    form[0].value.clone_from(&id);
    form.push(
        Field::new("ExternalID", t("External ID"), FieldKind::Code)
            .required()
            .value(id)
            .example("vol-23452345")
            .help(t("The storage’s own id of the volume.")),
    );
    form.push(
        Field::new("PluginID", "Plugin", FieldKind::RemoteSelect("plugins"))
            .required()
            .value(external.and_then(plugin_of).unwrap_or_default())
            .example("ceph-rbd"),
    );
    form.extend(fields::modes(false, new));
    form.extend(mount(t("Mounted as this; empty is the plugin’s choice.")));
    if new {
        let [min, max] = sizes(MIN, MAX, 1);
        form.extend([min.advanced(), max]);
        form.extend(topologies());
    }
    form.push(secrets(t("Given to the plugin with every call about this volume. Nomad keeps them and does not show them again.")));
    form.push(pairs("Parameters", "Parameters", "type=gp3", t("Passed to the plugin as they are. They cannot be changed.")));
    form.push(pairs("Context", "Context", "pool=nomad-fast", t("What the plugin needs to find the volume.")));
    Form { fields: form }
}

pub fn create_form(context: &ActionContext, source: Source) -> Form {
    let target = context.target;
    let mut form = id_fields(context);
    let plugin = Field::new("PluginID", "Plugin", FieldKind::RemoteSelect("plugins-create")).required().example("ceph-rbd");
    form.push(plugin.value(if source == Source::None { "" } else { target.and_then(plugin_of).unwrap_or_default() }));
    let least = target.filter(|_| source != Source::None).and_then(|target| target.size);
    let [mut min, max] = sizes(MIN, MAX, least.map_or(1, |size| size.0));
    match source {
        Source::None => {
            form.push(
                Field::new("SnapshotID", t("Source snapshot"), FieldKind::RemoteSelect("snapshots"))
                    .example("")
                    .help(t("Empty makes an empty volume."))
                    .advanced(),
            );
            form.push(
                Field::new("CloneID", t("Source volume"), FieldKind::RemoteSelect("volumes"))
                    .example("")
                    .help(t("Its external id. Empty makes an empty volume."))
                    .advanced(),
            );
        }
        Source::Snapshot => {
            let id = target.map(|snapshot| snapshot.provider_id.clone()).unwrap_or_default();
            form.push(Field::new("SnapshotID", t("Source snapshot"), FieldKind::Code).required().value(id));
        }
        Source::Volume => {
            let id = target.and_then(|volume| volume.storage_id.clone()).unwrap_or_default();
            form.push(
                Field::new("CloneID", t("Source volume"), FieldKind::Code).required().value(id).help(t("The external id of the source.")),
            );
            if let Some(volume) = target {
                form[2].value = scope_and_id(context).0;
                form[0].value = format!("{}-clone", volume.provider_id);
            }
        }
    }
    if source != Source::None {
        min.help.push_str(t(" At least as large as the source."));
        min.value = least.map(spelled).unwrap_or_default();
    }
    form.extend([min, max]);
    form.extend(fields::modes(false, true));
    form.extend(mount(t("Made and mounted as this; empty is the plugin’s choice.")));
    form.extend(topologies());
    form.push(secrets(t("Given to the plugin with every call about this volume. Nomad keeps them and does not show them again.")));
    form.push(pairs("Parameters", "Parameters", "type=gp3", t("Passed to the plugin as they are. They cannot be changed.")));
    Form { fields: form }
}

pub fn check(context: &ActionContext, values: &Values) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if let Some(Err(reason)) = values.some("ID").map(decode::addressable) {
        wrong.push(FieldError::new("ID", reason));
    }
    if values.some("CloneID").is_some() && values.some("SnapshotID").is_some() {
        wrong.push(FieldError::new("SnapshotID", t("A volume is made of a snapshot or of a volume, not of both.")));
    }
    // Registering a known id changes that volume instead of making one.
    let id = named(values);
    if context.knows(&id) {
        wrong.push(FieldError::new("ID", fill!("{text} exists in this namespace. Use Edit to change it.", text = values.text("ID"))));
    }
    check_sizes(values, MIN, MAX, &mut wrong);
    if let (Some(source), Some(asked)) = (source_size(context, values), values.bytes(MIN))
        && asked < source
    {
        wrong.push(FieldError::new(MIN, fill!("At least as large as the source, {source}.", source)));
    }
    check_right(context, values, WRITE_CSI, &mut wrong);
    check_modes(values, false, &mut wrong);
    check_topologies(values, &mut wrong);
    wrong
}

/// How large the source is that the form names, as far as it is known.
fn source_size(context: &ActionContext, values: &Values) -> Option<Bytes> {
    let (snapshot, volume) = (values.some("SnapshotID"), values.some("CloneID"));
    let is_source = |known: &&Resource| match known.kind {
        Kind::Snapshot => snapshot == Some(known.provider_id.as_str()),
        _ => volume.is_some() && known.storage_id.as_deref() == volume,
    };
    let plugin = values.text("PluginID");
    context.known.iter().chain(context.target).filter(is_source).find(|known| plugin_of(known) == Some(plugin))?.size
}
