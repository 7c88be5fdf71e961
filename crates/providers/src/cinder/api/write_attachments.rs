//! The calls that write who uses a volume, and whose it is: attachments and transfers.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#attachments>,
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-transfer>. The key of a transfer is told once, to who offers it.

use super::BASE;
use super::target::{action, post};
use crate::body::put_texts;
use crate::cinder::decode::{ResourceRef, text_of};
use voldeck_core::action::{WriteAnswer, WriteEndpoint};
use voldeck_core::http::{Request, Secret, segment};
use voldeck_core::json::{self, ObjectBuilder};
use voldeck_core::texts::t;

/// Reserves a volume for who will connect to it.
pub const CREATE_ATTACHMENT: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/attachments",
    request: |context, values| {
        let mut body = ObjectBuilder::default().with("volume_uuid", context.provider_id());
        put_texts(values, &["instance_uuid", "mode"], &mut body);
        post("/attachments", "attachment", &body)
    },
    decode: |_, _, response| {
        let attachment = json::member(&response.body, "attachment").and_then(|made| text_of(made, "id")).unwrap_or_default();
        WriteAnswer { said: Some(["Attachment ", &attachment].concat()), ..WriteAnswer::default() }
    },
    ..BASE
};

/// Lets go of an attachment.
pub const DELETE_ATTACHMENT: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v3/{project_id}/attachments/{attachment_id}",
    request: |_, values| Request::new(http::Method::DELETE, ["/attachments/", &segment(values.text("attachment"))].concat()),
    ..BASE
};

/// Writes down that someone uses a volume.
pub const ATTACH_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-attach)",
    request: |context, values| {
        let mut body = ObjectBuilder::default();
        put_texts(values, &["host_name", "instance_uuid", "mountpoint", "mode"], &mut body);
        action(context, "os-attach", &body)
    },
    ..BASE
};

/// Writes down that nobody uses a volume any more.
pub const DETACH_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-detach)",
    request: |context, values| action(context, "os-detach", &ObjectBuilder::default().with("attachment_id", values.text("attachment"))),
    ..BASE
};

/// Offers a volume to whoever has the key.
pub const CREATE_TRANSFER: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volume-transfers",
    request: |context, values| {
        let mut body = ObjectBuilder::default().with("volume_id", context.provider_id());
        put_texts(values, &["name"], &mut body);
        post("/volume-transfers", "transfer", &body)
    },
    decode: |_, _, response| {
        let made = json::member(&response.body, "transfer").unwrap_or_default();
        let text = |name| text_of(made, name).unwrap_or_default();
        let said = [t("The other project needs the transfer’s id "), &text("id"), t(" and its key.")].concat();
        WriteAnswer { said: Some(said), once: Some(("key", Secret::new(&text("auth_key")))), ..WriteAnswer::default() }
    },
    ..BASE
};

/// Takes an offer back.
pub const DELETE_TRANSFER: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v3/{project_id}/volume-transfers/{transfer_id}",
    request: |_, values| Request::new(http::Method::DELETE, ["/volume-transfers/", &segment(values.text("transfer"))].concat()),
    ..BASE
};

/// Takes over a volume.
pub const ACCEPT_TRANSFER: WriteEndpoint = WriteEndpoint {
    operation: "POST /v3/{project_id}/volume-transfers/{transfer_id}/accept",
    request: |_, values| {
        let path = ["/volume-transfers/", &segment(values.text("transfer")), "/accept"].concat();
        let body = ObjectBuilder::default().with("auth_key", values.text("auth_key"));
        Request::new(http::Method::POST, path).json(&ObjectBuilder::default().with("accept", body), &["auth_key"])
    },
    decode: |_, _, response| {
        let taken = json::member(&response.body, "transfer").and_then(|made| text_of(made, "volume_id"));
        WriteAnswer::created(taken.map(|id| ResourceRef::to_id("volumes", &id)))
    },
    ..BASE
};
