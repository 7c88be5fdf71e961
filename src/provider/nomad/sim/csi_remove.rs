//! Letting go of CSI volumes: deregister, delete, detach.
//!
//! Source: `command/agent/csi_endpoint.go`, `nomad/csi_endpoint.go` (`Deregister`, `Delete`, `Unpublish`). In 0.11 and
//! 0.12 deregistering `vol` removes `vol-2` if that is the first id that begins so.

use super::reply::{Failure, Outcome, done, refuse};
use super::request::Request;
use super::state::{DETACH_STEP_MS, Table, claims_of, users};
use super::value::{field, fill, flag, is, items, number, set, text};
use super::{Nomad, Shape};

impl Nomad {
    /// `DELETE /v1/volume/csi/:id`: Nomad forgets the volume, the storage keeps it.
    pub(super) fn deregister_csi(&mut self, request: &Request) -> Outcome {
        let force = self.shape != Shape::V011 && request.force()?;
        self.demand(request, "csi-write-volume", request.namespace())?;
        let place = self.found(request)?;
        let volume = &self.csi[place];
        if !users(volume).is_empty() || (!items(volume, "claims").is_empty() && !force) {
            return refuse!("volume in use: {}", request.id());
        }
        self.externals.push(fill(
            r#"{"plugin":?,"ExternalID":?,"CapacityBytes":?,"Status":""}"#,
            &[field(volume, "PluginID"), field(volume, "ExternalID"), field(volume, "Capacity")],
        ));
        self.forget(place)
    }

    /// `DELETE /v1/volume/csi/:id/delete`: the plugin destroys it, then Nomad forgets it.
    pub(super) fn delete_csi(&mut self, request: &Request) -> Outcome {
        self.demand_write(request, request.namespace())?;
        let place = self.found(request)?;
        let volume = &self.csi[place];
        if !items(volume, "claims").is_empty() {
            return refuse!("volume in use: {}", request.id());
        }
        self.controller(text(volume, "PluginID"), "CreateDelete", "deleting volumes", "delete volume")?;
        self.forget(place)
    }

    fn forget(&mut self, place: usize) -> Outcome {
        self.csi.remove(place);
        self.bump(Table::Csi);
        done()
    }

    /// Whether the controller of a plugin can do this now; how the refusals call what it cannot.
    pub(super) fn controller(&self, plugin: &str, ability: &str, doing: &str, call: &str) -> Result<(), Failure> {
        let Some(found) = self.plugin(plugin) else { return refuse!("plugin not found: {plugin}") };
        if !flag(found, "ControllerRequired") {
            return refuse!("plugin has no controller");
        }
        if !super::state::supports(found, ability) {
            return refuse!("plugin does not support {doing}");
        }
        if number(found, "ControllersHealthy") == 0 {
            return refuse!("controller {call}: no controllers available for plugin \"{plugin}\"");
        }
        Ok(())
    }

    /// `DELETE /v1/volume/csi/:id/detach?node=`: frees what the node holds, running allocations or not.
    pub(super) fn detach_csi(&mut self, request: &Request) -> Outcome {
        let node = request.query("node");
        if node.is_empty() {
            return refuse!(400; "detach requires node ID");
        }
        self.demand(request, "csi-mount-volume", request.namespace())?;
        self.demand(request, "plugin:read", request.namespace())?;
        let Some(place) = self.find_csi(request.namespace(), request.id()) else { return refuse!("no such volume") };
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
        done()
    }

    /// The place of the volume that a write addresses.
    fn found(&self, request: &Request) -> Result<usize, Failure> {
        self.find_csi(request.namespace(), request.id()).map_or_else(|| refuse!("volume not found: {}", request.id()), Ok)
    }
}
