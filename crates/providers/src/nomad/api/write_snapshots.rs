//! The calls that write snapshots of CSI volumes. Nomad 1.1 and later.
//!
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#create-snapshot>, `#delete-snapshot`

use super::target::{answered, one, scope_and_id, with_secrets};
use crate::body::{put_pairs, put_texts};
use crate::nomad::decode::{ResourceRef, ResourceType, plugin_of, text_of};
use voldeck_core::action::{WRITE, WriteAnswer, WriteEndpoint};
use voldeck_core::http::Request;
use voldeck_core::json::ObjectBuilder;

/// Keeps a volume as it is now.
pub const CREATE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "PUT /v1/volumes/snapshot",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-snapshot",
    request: |context, values| {
        let (namespace, id) = scope_and_id(context);
        let mut snapshot = ObjectBuilder::default().with("SourceVolumeID", &id);
        if let Some(plugin) = context.target.and_then(plugin_of) {
            snapshot.put("PluginID", plugin);
        }
        put_texts(values, &["Name"], &mut snapshot);
        put_pairs(values, "Secrets", &mut snapshot);
        put_pairs(values, "Parameters", &mut snapshot);
        Request::new(http::Method::PUT, "/v1/volumes/snapshot")
            .query("namespace", namespace)
            .json(&one("Snapshots", &snapshot), &["Secrets"])
    },
    decode: |context, _, response| {
        let (snapshot, said) = answered(response, "Snapshots", "");
        let plugin = context.target.and_then(plugin_of).unwrap_or_default();
        let name = text_of(snapshot, "ID");
        let created = name.as_deref().map(|id| ResourceRef::to_id(ResourceType::Snapshot, plugin, id));
        WriteAnswer { created, name, said, once: None }
    },
    ..WRITE
};

/// Destroys a snapshot.
pub const DELETE_SNAPSHOT: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /v1/volumes/snapshot",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-snapshot",
    request: |context, values| {
        let (plugin, id) = scope_and_id(context);
        let request = Request::new(http::Method::DELETE, "/v1/volumes/snapshot").query("plugin_id", plugin).query("snapshot_id", id);
        with_secrets(request, values)
    },
    ..WRITE
};
