//! The calls that write snapshots.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-snapshot>, <https://www.scaleway.com/en/developers/api/instances/#path-snapshots>

use super::target::{about, delete, rename, target_ref};
use super::{BLOCK_DOCS, INSTANCE_DOCS, LEGACY_DOCS, made};
use crate::body::put_texts;
use crate::scaleway::decode::Api;
use voldeck_core::action::{ActionContext, Values, WRITE, WriteAnswer, WriteEndpoint};
use voldeck_core::http::{Request, Response};
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Keeps a Block volume as it is now.
pub const CREATE_BLOCK_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /block/v1/zones/{zone}/snapshots",
    docs: BLOCK_DOCS,
    request: |context, values| create(context, values, "project_id"),
    decode: created,
    ..WRITE
};

/// Keeps a local volume as it is now.
pub const CREATE_INSTANCE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /instance/v1/zones/{zone}/snapshots",
    docs: INSTANCE_DOCS,
    request: |context, values| create(context, values, "project"),
    decode: created,
    ..WRITE
};

/// Keeps a volume of the original API as it is now.
pub const CREATE_LEGACY_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /snapshots",
    docs: LEGACY_DOCS,
    request: |context, values| create(context, values, "organization"),
    decode: created,
    ..WRITE
};

/// Makes a Block snapshot of an object.
pub const IMPORT_BLOCK_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /block/v1/zones/{zone}/snapshots/import-from-object-storage",
    docs: BLOCK_DOCS,
    request: |_, values| {
        let mut body = ObjectBuilder::default();
        put_texts(values, &["bucket", "key", "name", "project_id"], &mut body);
        body.put("tags", values.lines("tags"));
        if let Some(size) = values.bytes("size") {
            body.put("size", size.0);
        }
        let path = Api::Block.path(values.text("zone"), "snapshots/import-from-object-storage");
        Request::new(http::Method::POST, path).json(&body, &[])
    },
    decode: |_, values, response| made(Api::Block, Kind::Snapshot, values.text("zone"), response),
    ..WRITE
};

/// Puts a copy of a Block snapshot into object storage.
pub const EXPORT_BLOCK_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /block/v1/zones/{zone}/snapshots/{snapshot_id}/export-to-object-storage",
    docs: BLOCK_DOCS,
    request: |context, values| export(context, values, "/export-to-object-storage"),
    ..WRITE
};

/// Puts a copy of a local snapshot into object storage.
pub const EXPORT_INSTANCE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /instance/v1/zones/{zone}/snapshots/{snapshot_id}/export",
    docs: INSTANCE_DOCS,
    request: |context, values| export(context, values, "/export"),
    ..WRITE
};

/// Changes name and tags of a Block snapshot.
pub const UPDATE_BLOCK_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "PATCH /block/v1/zones/{zone}/snapshots/{snapshot_id}", docs: BLOCK_DOCS, request: rename, ..WRITE };

/// Changes name and tags of a local snapshot.
pub const UPDATE_INSTANCE_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "PATCH /instance/v1/zones/{zone}/snapshots/{snapshot_id}", docs: INSTANCE_DOCS, request: rename, ..WRITE };

/// Destroys a Block snapshot.
pub const DELETE_BLOCK_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /block/v1/zones/{zone}/snapshots/{snapshot_id}", docs: BLOCK_DOCS, request: delete, ..WRITE };

/// Destroys a local snapshot.
pub const DELETE_INSTANCE_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /instance/v1/zones/{zone}/snapshots/{snapshot_id}", docs: INSTANCE_DOCS, request: delete, ..WRITE };

/// Destroys a snapshot of the original API.
pub const DELETE_LEGACY_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /snapshots/{id}", docs: LEGACY_DOCS, request: delete, ..WRITE };

/// A snapshot belongs to whom its volume belongs to; `owner` is the key for that.
fn create(context: &ActionContext, values: &Values, owner: &str) -> Request {
    let place = target_ref(context);
    let mut body = ObjectBuilder::default().with("volume_id", &place.id);
    put_texts(values, &["name"], &mut body);
    body.put(owner, context.raw_text(owner).unwrap_or_default());
    // As the vendor's clients send it: Block always says both.
    if place.api == Api::Block {
        body.put("tags", values.lines("tags"));
        body.put("public", false);
    } else if !values.lines("tags").is_empty() {
        body.put("tags", values.lines("tags"));
    }
    Request::new(http::Method::POST, place.api.path(&place.zone, "snapshots")).json(&body, &[])
}

fn created(context: &ActionContext, _: &Values, response: &Response) -> WriteAnswer {
    let place = target_ref(context);
    made(place.api, Kind::Snapshot, &place.zone, response)
}

fn export(context: &ActionContext, values: &Values, how: &str) -> Request {
    let mut body = ObjectBuilder::default();
    put_texts(values, &["bucket", "key"], &mut body);
    about(context, http::Method::POST, how).json(&body, &[])
}
