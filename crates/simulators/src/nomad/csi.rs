//! Reading CSI volumes: `GET /v1/volumes?type=csi` and `GET /v1/volume/csi/:id`.
//!
//! Source: `command/agent/csi_endpoint.go`, `nomad/csi_endpoint.go` (`List`, `Get`), `state_store.go`
//! (`CSIVolumeByID` looked up the prefix until 1.0.18).

use super::acl::LIST_CSI;
use super::request::Request;
use super::response::{ApiResult, Failure, Success, done, refuse, success};
use super::value::{is, items, position, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

impl Nomad {
    /// `GET /v1/volumes`: which kind?
    pub(super) fn list_volumes(&mut self, request: &Request) -> ApiResult {
        match request.query("type") {
            "" => success(Value::Array(Vec::new())),
            "csi" => self.list_csi(request),
            "host" if self.api_version >= ApiVersion::V110 => self.list_hosts(request),
            _ if self.api_version >= ApiVersion::V110 => refuse!(404; "resource not found"),
            _ => done(),
        }
    }

    fn list_csi(&self, request: &Request) -> ApiResult {
        let namespace = request.namespace();
        let later = self.api_version >= ApiVersion::V16;
        let everywhere = later && namespace == "*";
        self.demand(request, LIST_CSI, namespace)?;
        let node = request.query("node_id");
        check_uuid_prefix(node)?;
        let plugin = request.query("plugin_id");
        let prefix = if later { request.query("prefix") } else { "" };
        if everywhere && node.is_empty() && !plugin.is_empty() {
            // The table is asked for the volumes of that plugin in a namespace called `*`.
            return success(Value::Array(Vec::new()));
        }
        let wanted = |volume: &&Value| {
            (everywhere || is(volume, "Namespace", namespace))
                && (node.is_empty() || items(volume, "claims").iter().any(|claim| text(claim, "NodeID").starts_with(node)))
                && (plugin.is_empty() || is(volume, "PluginID", plugin))
                && text(volume, "ID").starts_with(prefix)
        };
        let rows = self.csi.iter().filter(wanted).collect();
        let (rows, next) = if later { self.page(rows, request, Self::csi_full, false)? } else { (rows, String::new()) };
        Ok(Success { body: rows.into_iter().map(|volume| self.csi_stub(volume)).collect(), next, index: None })
    }

    /// `GET /v1/volume/csi/:id`.
    pub(super) fn read_csi(&mut self, request: &Request) -> ApiResult {
        self.demand(request, "csi-read-volume csi-mount-volume read-job", request.namespace())?;
        match self.find_csi(request.namespace(), request.id()) {
            Some(place) => success(self.csi_full(&self.csi[place])),
            None => refuse!(404; "volume not found"),
        }
    }

    /// The place of the volume that the server takes this id for: before 1.0.18 the first one whose id begins so.
    pub(super) fn find_csi(&self, namespace: &str, id: &str) -> Option<usize> {
        let place = match position(&self.csi, namespace, id) {
            Err(place) if self.api_version < ApiVersion::V16 => place,
            exact => exact.ok()?,
        };
        let found = self.csi.get(place)?;
        (is(found, "Namespace", namespace) && text(found, "ID").starts_with(id)).then_some(place)
    }
}

/// `memdb`'s UUID prefix index wants whole bytes.
fn check_uuid_prefix(prefix: &str) -> Result<(), Failure> {
    let digits = || prefix.chars().filter(|c| *c != '-');
    if let Some(odd) = digits().find(|c| !c.is_ascii_hexdigit()) {
        return refuse!("Invalid UUID: encoding/hex: invalid byte: '{odd}'");
    }
    if digits().count() % 2 == 1 {
        return refuse!("Input (without hyphens) must be even length");
    }
    Ok(())
}
