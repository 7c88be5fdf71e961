//! The writing calls. Every parameter is a text of the form, of the field that has its name, or what the target is.

use super::{DOCS, call};
use crate::lunanode::decode::{GB, ResourceRef, answered};
use crate::lunanode::faults::NO_VOLUME_ID;
use voldeck_core::action::{ActionContext, Values, WRITE, WriteAnswer, WriteEndpoint};
use voldeck_core::http::Request;
use voldeck_core::model::Kind;

const BASE: WriteEndpoint = WriteEndpoint { docs: DOCS, ..WRITE };

/// Makes a volume: empty, of an image, of a snapshot. Servers of 2015 do not tell its id.
pub const CREATE_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "volume/create",
    request: |context, values| request_with(context, values, "volume/create", &["region", "label", "size", "image", "snapshot_id"]),
    decode: |context, values, response| {
        let id = answered(&response.body, "volume_id");
        let said = id.is_none().then(|| NO_VOLUME_ID.shown.to_owned());
        let created = id.map(|id| ResourceRef::to_id(Kind::Volume, region_of(context, values), &id));
        WriteAnswer { created, said, ..WriteAnswer::default() }
    },
    ..BASE
};

/// Makes a volume larger.
pub const EXTEND_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "volume/extend",
    request: |context, values| request_with(context, values, "volume/extend", &["volume_id", "size"]),
    ..BASE
};

/// Gives a volume another name.
pub const RENAME_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "volume/rename",
    request: |context, values| request_with(context, values, "volume/rename", &["volume_id", "name"]),
    ..BASE
};

/// Destroys a volume.
pub const DELETE_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "volume/delete",
    request: |context, values| request_with(context, values, "volume/delete", &["volume_id"]),
    ..BASE
};

/// Gives a volume to a virtual machine.
pub const ATTACH_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "volume/attach",
    request: |context, values| request_with(context, values, "volume/attach", &["volume_id", "vm_id", "target"]),
    ..BASE
};

/// Takes a volume away from its virtual machine.
pub const DETACH_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "volume/detach",
    request: |context, values| request_with(context, values, "volume/detach", &["volume_id"]),
    ..BASE
};

/// Keeps a volume as it is now.
pub const CREATE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "volume/snapshot-create",
    request: |context, values| request_with(context, values, "volume/snapshot-create", &["volume_id", "label"]),
    decode: |context, _, response| {
        let id = answered(&response.body, "snapshot_id");
        WriteAnswer::created(id.map(|id| ResourceRef::to_id(Kind::Snapshot, target_region(context), &id)))
    },
    ..BASE
};

/// Copies a snapshot to another region, where it is an image.
pub const REPLICATE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "volume/snapshot-replicate",
    request: |context, values| {
        request_with(context, values, "volume/snapshot-replicate", &["region", "snapshot_id", "image_name", "dst_region"])
    },
    decode: |_, _, response| WriteAnswer { name: answered(&response.body, "image_id"), ..WriteAnswer::default() },
    ..BASE
};

/// Destroys a snapshot.
pub const DELETE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "volume/snapshot-delete",
    request: |context, values| request_with(context, values, "volume/snapshot-delete", &["region", "snapshot_id"]),
    ..BASE
};

/// A call with these parameters, each from where its name says.
fn request_with(context: &ActionContext, values: &Values, operation: &str, names: &[&'static str]) -> Request {
    let size = (values.bytes("size").unwrap_or_default().0 / GB).to_string();
    let value = |name: &&'static str| match *name {
        "volume_id" => context.provider_id(),
        "region" => region_of(context, values),
        "size" => &size,
        "snapshot_id" if context.target.is_some() => context.provider_id(),
        "image" | "snapshot_id" => content(values, name),
        name => values.text(name),
    };
    call(operation, &names.iter().map(|name| (*name, value(name))).collect::<Vec<_>>())
}

/// The target's region.
pub fn target_region<'a>(context: &ActionContext<'a>) -> &'a str {
    context.target.and_then(|target| target.text_attribute("region")).unwrap_or_default()
}

/// The region of the form, or else of the target.
pub fn region_of<'a>(context: &ActionContext<'a>, values: &'a Values) -> &'a str {
    values.some("region").unwrap_or_else(|| target_region(context))
}

/// The id of an image or a snapshot, if that is the content that was chosen for a volume.
pub fn content<'a>(values: &'a Values, field: &str) -> &'a str {
    let chosen = values.text("source");
    if !chosen.is_empty() && field.starts_with(chosen) { values.text(field) } else { "" }
}
