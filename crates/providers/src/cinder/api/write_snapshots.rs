//! The calls that write snapshots of volumes. <https://docs.openstack.org/api-ref/block-storage/v3/#volume-snapshots-snapshots>

use super::BASE;
use super::target::{delete, force_delete, made, post, rename, reset};
use crate::body::{put_pairs, put_texts};
use voldeck_core::action::WriteEndpoint;
use voldeck_core::json::ObjectBuilder;

/// Keeps a volume as it is now.
pub const CREATE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/snapshots",
    request: |context, values| {
        let mut body = ObjectBuilder::default().with("volume_id", context.provider_id());
        put_texts(values, &["name", "description"], &mut body);
        put_pairs(values, "metadata", &mut body);
        if values.flag("force") {
            body.put("force", true);
        }
        post("/snapshots", "snapshot", &body)
    },
    decode: |_, _, response| made("snapshots", "snapshot", response),
    ..BASE
};

/// Gives a snapshot another name and description.
pub const UPDATE_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "PUT /v3/{project_id}/snapshots/{snapshot_id}", request: rename, ..BASE };

/// Writes another state over a snapshot's.
pub const RESET_SNAPSHOT_STATUS: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/snapshots/{snapshot_id}/action (os-reset_status)",
    request: |context, values| reset(context, values, "os-reset_status"),
    ..BASE
};

/// Destroys a snapshot.
pub const DELETE_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /v3/{project_id}/snapshots/{snapshot_id}", request: delete, ..BASE };

/// Destroys a snapshot whatever its state.
pub const FORCE_DELETE_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "POST /v3/{project_id}/snapshots/{snapshot_id}/action (os-force_delete)", request: force_delete, ..BASE };
