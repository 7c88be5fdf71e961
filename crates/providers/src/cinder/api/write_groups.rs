//! The calls that write volume groups and their snapshots.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#generic-volume-groups-groups>

use super::BASE;
use super::target::{about, action, delete, made, post, rename, reset, with};
use crate::body::put_texts;
use voldeck_core::action::{ActionContext, Values, WriteEndpoint};
use voldeck_core::http::Request;
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Makes a group without volumes.
pub const CREATE_GROUP: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/groups",
    request: |_, values| {
        let mut body = ObjectBuilder::default();
        put_texts(values, &["name", "description", "group_type", "availability_zone"], &mut body);
        let mut types = vec![values.text("volume_type").to_owned()];
        types.extend(values.lines("more_types"));
        body.put("volume_types", types);
        post("/groups", "group", &body)
    },
    decode: |_, _, response| made("groups", "group", response),
    ..BASE
};

/// Makes a group of the target, a group or a group snapshot, with its volumes.
pub const CREATE_GROUP_FROM_SOURCE: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/groups/action (create-from-src)",
    request: |context, values| {
        let of_group = context.target.is_some_and(|target| target.kind == Kind::Group);
        let source = if of_group { "source_group_id" } else { "group_snapshot_id" };
        let mut body = ObjectBuilder::default().with(source, context.provider_id());
        put_texts(values, &["name", "description"], &mut body);
        post("/groups/action", "create-from-src", &body)
    },
    decode: |_, _, response| made("groups", "group", response),
    ..BASE
};

/// Gives a group another name and description.
pub const UPDATE_GROUP: WriteEndpoint = WriteEndpoint { operation: "PUT /v3/{project_id}/groups/{group_id}", request: rename, ..BASE };

/// Puts a volume into a group.
pub const ADD_VOLUME_TO_GROUP: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v3/{project_id}/groups/{group_id} (add_volumes)",
    request: |context, values| put_volume(context, values, "add_volumes"),
    ..BASE
};

/// Takes a volume out of a group.
pub const REMOVE_VOLUME_FROM_GROUP: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v3/{project_id}/groups/{group_id} (remove_volumes)",
    request: |context, values| put_volume(context, values, "remove_volumes"),
    ..BASE
};

/// Writes another state over a group's.
pub const RESET_GROUP_STATUS: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/groups/{group_id}/action (reset_status)",
    request: |context, values| reset(context, values, "reset_status"),
    ..BASE
};

/// Destroys a group, with its volumes if so chosen.
pub const DELETE_GROUP: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/groups/{group_id}/action (delete)",
    request: |context, values| {
        let with_volumes = values.text("delete-volumes") == "true";
        action(context, "delete", &ObjectBuilder::default().with("delete-volumes", with_volumes))
    },
    ..BASE
};

/// Keeps all volumes of a group as they are now.
pub const CREATE_GROUP_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/group_snapshots",
    request: |context, values| {
        let mut body = ObjectBuilder::default().with("group_id", context.provider_id());
        put_texts(values, &["name", "description"], &mut body);
        post("/group_snapshots", "group_snapshot", &body)
    },
    decode: |_, _, response| made("group_snapshots", "group_snapshot", response),
    ..BASE
};

/// Writes another state over a group snapshot's.
pub const RESET_GROUP_SNAPSHOT_STATUS: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/group_snapshots/{group_snapshot_id}/action (reset_status)",
    request: |context, values| reset(context, values, "reset_status"),
    ..BASE
};

/// Destroys a group snapshot.
pub const DELETE_GROUP_SNAPSHOT: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /v3/{project_id}/group_snapshots/{group_snapshot_id}", request: delete, ..BASE };

fn put_volume(context: &ActionContext, values: &Values, field: &str) -> Request {
    with(about(context, http::Method::PUT, ""), "group", &ObjectBuilder::default().with(field, values.text(field)))
}
