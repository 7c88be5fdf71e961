//! The calls that write volumes.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#create-a-volume>,
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-actions-volumes-action>

use super::BASE;
use super::target::{about, action, delete, force_delete, gibibytes, made, post, rename, reset};
use crate::body::{put_pairs, put_texts};
use crate::cinder::decode::GIB;
use voldeck_core::action::{ActionContext, Values, WriteEndpoint};
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Makes a volume: empty, or of what is the target or what the form names.
pub const CREATE_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes",
    request: |context, values| {
        let mut body = ObjectBuilder::default();
        put_texts(values, &["name", "description"], &mut body);
        let (source, id) = source(context, values);
        let size = if matches!(source, "" | "imageRef") { "size" } else { "larger" };
        if values.bytes(size).is_some_and(|size| size.0 >= GIB) {
            body.put("size", gibibytes(values, size));
        }
        if let Some(id) = id {
            body.put(source, id);
        }
        put_texts(values, &["volume_type", "availability_zone", "group_id"], &mut body);
        put_pairs(values, "metadata", &mut body);
        post("/volumes", "volume", &body)
    },
    decode: |_, _, response| made("volumes", "volume", response),
    ..BASE
};

/// Makes a volume larger.
pub const EXTEND_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-extend)",
    request: |context, values| action(context, "os-extend", &ObjectBuilder::default().with("new_size", gibibytes(values, "new_size"))),
    ..BASE
};

/// Gives a volume another name and description.
pub const UPDATE_VOLUME: WriteEndpoint = WriteEndpoint { operation: "PUT /v3/{project_id}/volumes/{volume_id}", request: rename, ..BASE };

/// Gives a volume another type.
pub const RETYPE_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-retype)",
    request: |context, values| {
        let both =
            ObjectBuilder::default().with("new_type", values.text("new_type")).with("migration_policy", values.text("migration_policy"));
        action(context, "os-retype", &both)
    },
    ..BASE
};

/// Lets nobody write to a volume, or everybody again.
pub const UPDATE_READONLY_FLAG: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-update_readonly_flag)",
    request: |context, values| action(context, "os-update_readonly_flag", &flag(values, "readonly")),
    ..BASE
};

/// Says whether a server can start from a volume.
pub const SET_BOOTABLE: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-set_bootable)",
    request: |context, values| action(context, "os-set_bootable", &flag(values, "bootable")),
    ..BASE
};

/// Puts a volume back to what it was at its newest snapshot.
pub const REVERT_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (revert)",
    request: |context, values| action(context, "revert", &ObjectBuilder::default().with("snapshot_id", values.text("snapshot_id"))),
    ..BASE
};

/// Writes another state over a volume's.
pub const RESET_VOLUME_STATUS: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-reset_status)",
    request: |context, values| reset(context, values, "os-reset_status"),
    ..BASE
};

/// Destroys a volume.
pub const DELETE_VOLUME: WriteEndpoint =
    WriteEndpoint { operation: "DELETE /v3/{project_id}/volumes/{volume_id}", request: delete, ..BASE };

/// Destroys a volume and its snapshots.
pub const DELETE_VOLUME_CASCADE: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v3/{project_id}/volumes/{volume_id}?cascade=true",
    request: |context, _| about(context, http::Method::DELETE, "").query("cascade", "true"),
    ..BASE
};

/// Destroys a volume whatever its state.
pub const FORCE_DELETE_VOLUME: WriteEndpoint =
    WriteEndpoint { operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-force_delete)", request: force_delete, ..BASE };

/// The field that says which thing a volume is made of, by the source that was chosen; empty for an empty volume.
pub fn source_field(source: &str) -> &'static str {
    match source {
        "snapshot" => "snapshot_id",
        "volume" => "source_volid",
        "image" => "imageRef",
        "backup" => "backup_id",
        _ => "",
    }
}

/// What a volume is made of, by the name and the value that the body has: the target, or else what the form names.
fn source<'a>(context: &ActionContext<'a>, values: &'a Values) -> (&'static str, Option<&'a str>) {
    match context.target {
        Some(target) if target.kind == Kind::Snapshot => ("snapshot_id", Some(&target.provider_id)),
        Some(target) => ("source_volid", Some(&target.provider_id)),
        None => {
            let field = source_field(values.text("from"));
            (field, values.some(field))
        }
    }
}

fn flag(values: &Values, key: &str) -> ObjectBuilder {
    ObjectBuilder::default().with(key, values.text(key) == "true")
}
