//! The calls that write CSI volumes. <https://developer.hashicorp.com/nomad/api-docs/volumes>
//!
//! The server decodes `{"Volumes":[{…}]}`, not the bare volume of older documentation, and the id in the body decides. What is
//! registered already is changed by registering it again with all that it has: name, ids, plugin, source, parameters and topology
//! request stay (<https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go>, `CSIVolume.Merge`).

use super::mount::{put_mount, put_mount_again};
use super::parts::{capabilities, capability, limit, put_modes, put_size, put_topologies};
use super::target::{changed, delete, forced, lacks, made, namespace_of, one, path, raw_entries, scope_and_id, with_secrets};
use crate::body::{put_pairs, put_texts};
use crate::nomad::decode::ResourceType;
use crate::nomad::version::CREATE;
use voldeck_core::action::{ActionContext, Values, WRITE, WriteAnswer, WriteEndpoint};
use voldeck_core::http::{Request, Response};
use voldeck_core::json::{self, ObjectBuilder, RawJson};

const MIN: &str = "RequestedCapacityMin";
const MAX: &str = "RequestedCapacityMax";

/// Makes a volume at the storage, and registers it.
pub const CREATE_CSI_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volume/csi/:id/create",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-volume",
    request: |context, values| put_new(context, values, "/create"),
    decode: named_in_form,
    ..WRITE
};

/// Tells Nomad of a volume that exists at the storage.
pub const REGISTER_CSI_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volume/csi/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-volume",
    request: |context, values| put_new(context, values, ""),
    decode: named_in_form,
    ..WRITE
};

/// Makes a volume larger.
pub const EXPAND_CSI_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volume/csi/:id",
    docs: "https://developer.hashicorp.com/nomad/docs/other-specifications/volume/capability#volume-expansion",
    request: |context, values| {
        let mut volume = as_read(context);
        let asked = values.bytes(MIN).unwrap_or_default().0;
        volume.put(MIN, asked);
        // The old limit stays, unless it is below what is asked for now.
        let most = values.bytes(MAX).map(|size| size.0).or_else(|| limit(&volume, MAX).filter(|most| *most >= asked));
        volume.remove(MAX);
        if let Some(most) = most {
            volume.put(MAX, most);
        }
        put_again(context, values, volume, false)
    },
    decode: changed,
    ..WRITE
};

/// Changes modes, mount options, context and secrets of a volume.
pub const UPDATE_CSI_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volume/csi/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-volume",
    request: |context, values| {
        let mut volume = as_read(context);
        put_capabilities(context, values, &mut volume);
        volume.remove("Context");
        put_pairs(values, "Context", &mut volume);
        put_again(context, values, volume, true)
    },
    decode: changed,
    ..WRITE
};

/// Takes a volume away from one node.
pub const DETACH_CSI_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v1/volume/csi/:id/detach",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#detach-volume",
    request: |context, values| delete(context, ResourceType::Csi, "/detach").query("node", values.text("node")),
    ..WRITE
};

/// Makes Nomad forget a volume.
pub const DEREGISTER_CSI_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v1/volume/csi/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#deregister-volume",
    request: |context, values| forced(delete(context, ResourceType::Csi, ""), values),
    ..WRITE
};

/// Destroys a volume at the storage.
pub const DELETE_CSI_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v1/volume/csi/:id/delete",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-volume",
    request: |context, values| with_secrets(delete(context, ResourceType::Csi, "/delete"), values),
    ..WRITE
};

/// What a good answer says about the volume that the form names.
fn named_in_form(_: &ActionContext, values: &Values, response: &Response) -> WriteAnswer {
    made(response, "Volumes", ResourceType::Csi, namespace_of(values), values.text("ID"))
}

/// Sends the volume of the form.
fn put_new(context: &ActionContext, values: &Values, rest: &str) -> Request {
    let mut volume = ObjectBuilder::default();
    put_texts(values, &["ID", "Name", "Namespace", "ExternalID", "PluginID", "SnapshotID", "CloneID"], &mut volume);
    if values.some("Name").is_none() {
        volume.put("Name", values.text("ID"));
    }
    put_capabilities(context, values, &mut volume);
    put_size(values, MIN, &mut volume);
    put_size(values, MAX, &mut volume);
    put_topologies(values, &mut volume);
    put_mount(values, &mut volume);
    for name in ["Secrets", "Parameters", "Context"] {
        put_pairs(values, name, &mut volume);
    }
    // Before 1.3 the namespace of the query wins over that of the body, afterwards it is the other way round.
    Request::new(http::Method::PUT, path(ResourceType::Csi, values.text("ID"), rest))
        .query_if("namespace", values.some("Namespace"))
        .json(&one("Volumes", &volume), &["Secrets"])
}

/// How it may be used, in the words of the server's generation.
fn put_capabilities(context: &ActionContext, values: &Values, volume: &mut ObjectBuilder) {
    if lacks(context, CREATE).is_some() {
        put_modes(values, volume);
    } else {
        volume.put("RequestedCapabilities", capabilities(values));
    }
}

/// Sends the target again, changed.
fn put_again(context: &ActionContext, values: &Values, mut volume: ObjectBuilder, change: bool) -> Request {
    put_mount_again(context, values, change, &mut volume);
    put_pairs(values, "Secrets", &mut volume);
    let (namespace, id) = scope_and_id(context);
    Request::new(http::Method::PUT, path(ResourceType::Csi, &id, ""))
        .query("namespace", namespace)
        .json(&one("Volumes", &volume), &["Secrets"])
}

/// The target as it was read, without what is never written back.
pub fn as_read(context: &ActionContext) -> ObjectBuilder {
    let read = raw_entries(context);
    let mut volume = ObjectBuilder::default();
    let old = lacks(context, CREATE).is_some();
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
