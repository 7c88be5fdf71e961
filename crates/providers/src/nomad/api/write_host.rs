//! The calls that write dynamic host volumes. Nomad 1.10 and later.
//!
//! One object under `Volume`, unlike CSI's list; an `ID` in it makes the call an update.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`Validate`, `ValidateUpdate`)

use super::parts::{capabilities, limit, put_constraints, put_size};
use super::target::{changed, delete, forced, made, namespace_of, raw_entries, scope_and_id};
use crate::body::{put_pairs, put_texts};
use crate::nomad::decode::ResourceType;
use voldeck_core::action::{ActionContext, Values, WRITE, WriteAnswer, WriteEndpoint};
use voldeck_core::http::{Request, Response, segment};
use voldeck_core::json::{self, ObjectBuilder, RawJson};

/// The smallest size in bytes.
pub const MIN: &str = "RequestedCapacityMinBytes";
/// The largest size in bytes. The server wants it with the smallest.
pub const MAX: &str = "RequestedCapacityMaxBytes";

/// Makes a volume on a node.
pub const CREATE_HOST_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volume/host/create",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume",
    request: |_, values| put_new(values, "/v1/volume/host/create"),
    decode: answer,
    ..WRITE
};

/// Tells Nomad of a directory or mount that exists on a node.
pub const REGISTER_HOST_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volume/host/register",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#register-dynamic-host-volume",
    request: |_, values| put_new(values, "/v1/volume/host/register"),
    decode: answer,
    ..WRITE
};

/// Makes a volume larger, by creating it again with its id.
pub const EXPAND_HOST_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volume/host/create",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume",
    request: |context, values| {
        let read = raw_entries(context);
        let mut volume = ObjectBuilder::default();
        for key in [
            "ID",
            "Name",
            "Namespace",
            "PluginID",
            "NodePool",
            "NodeID",
            "HostPath",
            "Constraints",
            "RequestedCapabilities",
            "Parameters",
            MAX,
        ] {
            if let Some(value) = json::find(&read, key).filter(|value| !matches!(*value, "null" | "\"\"" | "0")) {
                volume.put(key, RawJson(value));
            }
        }
        let old = limit(&volume, MAX);
        put_sizes(values, old, &mut volume);
        put(values, &volume, "/v1/volume/host/create", &scope_and_id(context).0)
    },
    decode: changed,
    ..WRITE
};

/// Destroys a volume.
pub const DELETE_HOST_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v1/volume/host/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-dynamic-host-volume",
    request: |context, values| forced(delete(context, ResourceType::Host, ""), values),
    ..WRITE
};

/// Lets a task group go elsewhere.
pub const DELETE_CLAIM: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v1/volumes/claim/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-task-group-host-volume-claim",
    request: |context, values| {
        let path = ["/v1/volumes/claim/", &segment(values.text("claim"))].concat();
        Request::new(http::Method::DELETE, path).query("namespace", scope_and_id(context).0)
    },
    ..WRITE
};

fn answer(_: &ActionContext, values: &Values, response: &Response) -> WriteAnswer {
    made(response, "Volume", ResourceType::Host, namespace_of(values), "")
}

/// Sends the volume of the form.
fn put_new(values: &Values, path: &str) -> Request {
    let mut volume = ObjectBuilder::default();
    put_texts(values, &["Name", "Namespace", "PluginID", "NodeID", "NodePool", "HostPath"], &mut volume);
    put_size(values, "CapacityBytes", &mut volume);
    put_sizes(values, None, &mut volume);
    put_constraints(values, &mut volume);
    volume.put("RequestedCapabilities", capabilities(values));
    put_pairs(values, "Parameters", &mut volume);
    put(values, &volume, path, namespace_of(values))
}

/// Puts in the two sizes: the server refuses a smallest size without a largest one that is not below it.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`HostVolume.Validate`)
fn put_sizes(values: &Values, old_limit: Option<u64>, volume: &mut ObjectBuilder) {
    put_size(values, MIN, volume);
    put_size(values, MAX, volume);
    if let (Some(least), None) = (values.bytes(MIN), values.bytes(MAX)) {
        let most = old_limit.filter(|limit| *limit >= least.0).unwrap_or(least.0);
        volume.put(MAX, most);
    }
}

fn put(values: &Values, volume: &ObjectBuilder, path: &str, namespace: &str) -> Request {
    let mut body = ObjectBuilder::default().with("Volume", volume);
    if values.flag("PolicyOverride") {
        body.put("PolicyOverride", true);
    }
    Request::new(http::Method::PUT, path).query("namespace", namespace).json(&body, &[])
}
