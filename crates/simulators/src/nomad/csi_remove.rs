//! Deregistering, deleting and detaching CSI volumes.
//!
//! Source: `command/agent/csi_endpoint.go`, `nomad/csi_endpoint.go` (`Deregister`, `Delete`, `Unpublish`). In 0.11 and
//! 0.12 deregistering `vol` removes `vol-2` if that is the first id that begins so. Since 1.2.16 a detach names no
//! allocation, but one is looked up: it always fails.

use super::request::Request;
use super::response::{ApiResult, Failure, refuse, success_at};
use super::state::{DETACH_STEP_MS, Table, claims_of, users};
use super::value::{field, flag, is, items, number, set, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

impl Nomad {
    /// `DELETE /v1/volume/csi/:id`: Nomad forgets the volume, the storage keeps it.
    pub(super) fn deregister_csi(&mut self, request: &Request) -> ApiResult {
        let force = self.api_version != ApiVersion::V011 && request.force()?;
        self.demand(request, "csi-write-volume", request.namespace())?;
        let place = self.found(request)?;
        self.forget(place, request.id(), force)
    }

    /// `DELETE /v1/volume/csi/:id/delete`: the plugin destroys it, then Nomad forgets it, unless it is in use. By then the
    /// storage is gone all the same.
    pub(super) fn delete_csi(&mut self, request: &Request) -> ApiResult {
        self.demand_write(request, request.namespace())?;
        let place = self.found(request)?;
        let volume = &self.csi[place];
        let (id, external) = (text(volume, "PluginID").to_owned(), text(volume, "ExternalID").to_owned());
        // Only what is stored of the volume is looked at: one that was never claimed nor changed knows of no controller.
        let Some(plugin) = self.plugin(&id).filter(|plugin| flag(plugin, "ControllerRequired")) else {
            if flag(volume, "ControllerRequired") {
                return refuse!("plugin not found: {id}");
            }
            return refuse!("plugin {id:?} for volume {:?} not found", request.id());
        };
        if number(plugin, "ControllersHealthy") == 0 {
            return refuse!("controller delete volume: no controllers available for plugin {id:?}");
        }
        self.destroy_volume(&id, &external);
        self.forget(place, request.id(), false)
    }

    /// Forgets a volume that nothing claims; with `force`, one whose allocations have all ended.
    fn forget(&mut self, place: usize, id: &str, force: bool) -> ApiResult {
        let volume = &self.csi[place];
        if !users(volume).is_empty() || (!items(volume, "claims").is_empty() && !force) {
            return refuse!("volume in use: {id}");
        }
        self.csi.remove(place);
        let index = self.bump(Table::Csi);
        success_at(Value::Null, index)
    }

    /// `DELETE /v1/volume/csi/:id/detach?node=`: frees what the node holds, running allocations or not.
    pub(super) fn detach_csi(&mut self, request: &Request) -> ApiResult {
        let node = request.query("node");
        if node.is_empty() {
            return refuse!(400; "detach requires node ID");
        }
        self.demand(request, "csi-mount-volume", request.namespace())?;
        self.demand(request, "plugin:read", request.namespace())?;
        let Some(place) = self.find_csi(request.namespace(), request.id()) else { return refuse!("no such volume") };
        if self.api_version >= ApiVersion::V16 {
            return refuse!("Unknown allocation");
        }
        let due = self.now + DETACH_STEP_MS;
        let mut freed = 0;
        for claim in claims_of(&mut self.csi[place]).into_iter().flatten() {
            if is(claim, "NodeID", node) {
                if number(claim, "State") == 0 {
                    set(claim, "State", 1.into());
                }
                if field(claim, "due").is_null() {
                    set(claim, "due", due.into());
                }
                freed += 1;
            }
        }
        if freed == 0 {
            return match self.node(node) {
                Some(_) => refuse!("volume {} has no claims on node {node}", request.id()),
                None => refuse!("Unknown node: {node}"),
            };
        }
        self.schedule(due);
        self.touch_csi(place, self.now);
        success_at(Value::Null, self.index)
    }

    /// The place of the volume that a write addresses.
    fn found(&self, request: &Request) -> Result<usize, Failure> {
        self.find_csi(request.namespace(), request.id()).map_or_else(|| refuse!("volume not found: {}", request.id()), Ok)
    }
}
