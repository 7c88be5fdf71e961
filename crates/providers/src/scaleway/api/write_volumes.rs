//! The calls that write volumes.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-volume>,
//! <https://www.scaleway.com/en/developers/api/instances/#path-volumes>. The answer to a change of size or IOPS still has the old ones,
//! and the status `updating`.

use super::target::{delete, patch, rename, target_ref, zone_of};
use super::{BLOCK_DOCS, INSTANCE_DOCS, LEGACY_DOCS, made};
use crate::body::put_texts;
use crate::scaleway::decode::Api;
use voldeck_core::action::{ActionContext, Values, WRITE, WriteAnswer, WriteEndpoint};
use voldeck_core::http::{Request, segment};
use voldeck_core::json::{self, ObjectBuilder};
use voldeck_core::model::Kind;

/// Makes a Block volume: empty, or of a snapshot that is the target or that the form names.
pub const CREATE_BLOCK_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /block/v1/zones/{zone}/volumes",
    docs: BLOCK_DOCS,
    request: |context, values| {
        let mut body = ObjectBuilder::default();
        put_texts(values, &["name", "project_id"], &mut body);
        body.put("perf_iops", iops(values));
        body.put("tags", values.lines("tags"));
        match snapshot(context, values, "snapshot_id") {
            Some(id) => {
                let mut from = ObjectBuilder::default().with("snapshot_id", id);
                if let Some(size) = values.bytes("snapshot_size") {
                    from.put("size", size.0);
                }
                body.put("from_snapshot", from);
            }
            None => body.put("from_empty", ObjectBuilder::default().with("size", size(values))),
        }
        put_texts(values, &["kms_key_id"], &mut body);
        Request::new(http::Method::POST, Api::Block.path(&zone_of(context, values), "volumes")).json(&body, &[])
    },
    decode: |context, values, response| made(Api::Block, Kind::Volume, &zone_of(context, values), response),
    ..WRITE
};

/// Makes a volume of Instance: empty, or of a snapshot that is the target or that the form names.
pub const CREATE_INSTANCE_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /instance/v1/zones/{zone}/volumes",
    docs: INSTANCE_DOCS,
    request: |context, values| {
        let mut body = ObjectBuilder::default();
        put_texts(values, &["name", "project"], &mut body);
        let own = context.target.is_some().then(|| context.raw_text("volume_type").unwrap_or_default());
        body.put("volume_type", own.as_deref().unwrap_or_else(|| values.text("volume_type")));
        match snapshot(context, values, "base_snapshot") {
            Some(id) => body.put("base_snapshot", id),
            None => body.put("size", size(values)),
        }
        if !values.lines("tags").is_empty() {
            body.put("tags", values.lines("tags"));
        }
        Request::new(http::Method::POST, Api::Instance.path(&zone_of(context, values), "volumes")).json(&body, &[])
    },
    decode: |context, values, response| made(Api::Instance, Kind::Volume, &zone_of(context, values), response),
    ..WRITE
};

/// Makes a volume through the original API.
pub const CREATE_LEGACY_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /volumes",
    docs: LEGACY_DOCS,
    request: |_, values| {
        let mut body = ObjectBuilder::default();
        put_texts(values, &["name", "organization", "volume_type"], &mut body);
        body.put("size", size(values));
        Request::new(http::Method::POST, "/volumes").json(&body, &[])
    },
    decode: |_, _, response| made(Api::Legacy, Kind::Volume, "", response),
    ..WRITE
};

/// Makes a Block volume larger.
pub const RESIZE_BLOCK_VOLUME: WriteEndpoint = WriteEndpoint {
    request: |context, values| patch(context, &ObjectBuilder::default().with("size", size(values))),
    ..UPDATE_BLOCK_VOLUME
};

/// Changes how fast a Block volume is.
pub const SET_BLOCK_VOLUME_IOPS: WriteEndpoint = WriteEndpoint {
    request: |context, values| patch(context, &ObjectBuilder::default().with("perf_iops", iops(values))),
    ..UPDATE_BLOCK_VOLUME
};

/// Changes name and tags of a Block volume.
pub const UPDATE_BLOCK_VOLUME: WriteEndpoint =
    WriteEndpoint { operation: "PATCH /block/v1/zones/{zone}/volumes/{volume_id}", docs: BLOCK_DOCS, request: rename, ..WRITE };

/// Changes name and tags of a local volume.
pub const UPDATE_INSTANCE_VOLUME: WriteEndpoint =
    WriteEndpoint { operation: "PATCH /instance/v1/zones/{zone}/volumes/{volume_id}", docs: INSTANCE_DOCS, request: rename, ..WRITE };

/// Lets a server use a volume, of Block too.
pub const ATTACH_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /instance/v1/zones/{zone}/servers/{server_id}/attach-volume",
    docs: INSTANCE_DOCS,
    request: |context, values| {
        let own = context.raw_text("volume_type").unwrap_or_default();
        let block = target_ref(context).api == Api::Block;
        let mut body = ObjectBuilder::default().with("volume_type", if block { "sbs_volume" } else { &own });
        if values.flag("boot") {
            body.put("boot", true);
        }
        at_server(context, values, "attach-volume", body)
    },
    decode: |_, _, response| {
        let server = json::member(&response.body, "server");
        WriteAnswer { name: server.and_then(|server| crate::scaleway::decode::text_of(server, "name")), ..WriteAnswer::default() }
    },
    ..WRITE
};

/// Takes a volume away from a server, of Block too.
pub const DETACH_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /instance/v1/zones/{zone}/servers/{server_id}/detach-volume",
    docs: INSTANCE_DOCS,
    request: |context, values| at_server(context, values, "detach-volume", ObjectBuilder::default()),
    ..WRITE
};

/// Destroys a Block volume.
pub const DELETE_BLOCK_VOLUME: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /block/v1/zones/{zone}/volumes/{volume_id}", docs: BLOCK_DOCS, request: delete, ..WRITE };

/// Destroys a local volume.
pub const DELETE_INSTANCE_VOLUME: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /instance/v1/zones/{zone}/volumes/{volume_id}", docs: INSTANCE_DOCS, request: delete, ..WRITE };

/// Destroys a volume of the original API.
pub const DELETE_LEGACY_VOLUME: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /volumes/{id}", docs: LEGACY_DOCS, request: delete, ..WRITE };

/// The snapshot that a volume is made of: the target, or what the form names in this field.
fn snapshot(context: &ActionContext, values: &Values, field: &str) -> Option<String> {
    match context.target {
        Some(_) => Some(target_ref(context).id),
        None => values.some(field).filter(|_| values.text("from") == "snapshot").map(str::to_owned),
    }
}

/// The size of the form in bytes.
fn size(values: &Values) -> u64 {
    values.bytes("size").unwrap_or_default().0
}

fn iops(values: &Values) -> u64 {
    values.text("perf_iops").parse().unwrap_or_default()
}

/// A call about the target to the server of its zone that the form names.
fn at_server(context: &ActionContext, values: &Values, what: &str, mut body: ObjectBuilder) -> Request {
    let place = target_ref(context);
    body.put("volume_id", &place.id);
    let path = Api::Instance.path(&place.zone, &["servers/", &segment(values.text("server")), "/", what].concat());
    Request::new(http::Method::POST, path).json(&body, &[])
}
