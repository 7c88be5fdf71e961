//! Letting go of CSI volumes: deregister, delete, detach.
//!
//! Source: `command/agent/csi_endpoint.go`, `nomad/csi_endpoint.go` (`Deregister`, `Delete`, `Unpublish`). In 0.11 and
//! 0.12 deregistering `vol` removes `vol-2` if that is the first id that begins so.

use super::reply::{Failure, Outcome, done};
use super::request::{Request, go_bool};
use super::state::{Csi, DETACH_STEP_MS, External, Table};
use super::{Nomad, Shape};

impl Nomad {
    /// `DELETE /v1/volume/csi/:id`: Nomad forgets the volume, the storage keeps it.
    pub(super) fn deregister_csi(&mut self, request: &Request, id: &str) -> Outcome {
        let force = match request.query("force") {
            "" => false,
            _ if self.shape == Shape::V011 => false,
            text => go_bool(text).ok_or_else(|| Failure::new(400, "invalid force value"))?,
        };
        self.demand(request, &["csi-write-volume"], request.namespace())?;
        let volume = self.found(request, id)?;
        let stuck = volume.claims.iter().any(|claim| !claim.terminal);
        if stuck || (!volume.claims.is_empty() && !force) {
            return Err(Failure::internal(format!("volume in use: {id}")));
        }
        let external =
            External { plugin: volume.plugin.clone(), id: volume.external.clone(), bytes: volume.capacity, abnormal: String::new() };
        let key = (volume.namespace.clone(), volume.id.clone());
        self.externals.push(external);
        self.csi.remove(&key);
        self.bump(Table::Csi);
        done()
    }

    /// `DELETE /v1/volume/csi/:id/delete`: the plugin destroys it, then Nomad forgets it.
    pub(super) fn delete_csi(&mut self, request: &Request, id: &str) -> Outcome {
        self.demand_write(request, request.namespace())?;
        let volume = self.found(request, id)?;
        if !volume.claims.is_empty() {
            return Err(Failure::internal(format!("volume in use: {id}")));
        }
        let plugin = self.plugin(&volume.plugin).ok_or_else(|| Failure::internal(format!("plugin not found: {}", volume.plugin)))?;
        if !plugin.controller_required() {
            return Err(Failure::internal("plugin has no controller"));
        }
        if !plugin.supports("CreateDelete") {
            return Err(Failure::internal("plugin does not support deleting volumes"));
        }
        if plugin.controllers_healthy == 0 {
            return Err(Failure::internal(format!("controller delete volume: no controllers available for plugin \"{}\"", plugin.id)));
        }
        let key = (volume.namespace.clone(), volume.id.clone());
        self.csi.remove(&key);
        self.bump(Table::Csi);
        done()
    }

    /// `DELETE /v1/volume/csi/:id/detach?node=`: frees what the node holds, running allocations or not.
    pub(super) fn detach_csi(&mut self, request: &Request, id: &str) -> Outcome {
        let node = request.query("node");
        if node.is_empty() {
            return Err(Failure::new(400, "detach requires node ID"));
        }
        self.demand(request, &["csi-mount-volume"], request.namespace())?;
        self.demand(request, &["plugin:read"], request.namespace())?;
        let volume = self.find_csi(request.namespace(), id).ok_or_else(|| Failure::internal("no such volume"))?;
        let key = (volume.namespace.clone(), volume.id.clone());
        if self.node(node).is_none() && !volume.claims.iter().any(|claim| claim.node == node) {
            return Err(Failure::internal(format!("Unknown node: {node}")));
        }
        let due = self.now + DETACH_STEP_MS;
        let mut freed = 0;
        for claim in self.csi.get_mut(&key).into_iter().flat_map(|volume| &mut volume.claims) {
            if claim.node == node {
                claim.state = claim.state.max(1);
                claim.due = claim.due.or(Some(due));
                freed += 1;
            }
        }
        if freed == 0 {
            return Err(Failure::internal(format!("volume {id} has no claims on node {node}")));
        }
        self.schedule(due);
        self.touch_csi(&key, self.now);
        done()
    }

    /// The volume that a write addresses.
    fn found(&self, request: &Request, id: &str) -> Result<&Csi, Failure> {
        self.find_csi(request.namespace(), id).ok_or_else(|| Failure::internal(format!("volume not found: {id}")))
    }
}
