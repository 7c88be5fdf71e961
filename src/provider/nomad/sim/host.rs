//! Reading and removing dynamic host volumes and their sticky claims.
//!
//! Source: `command/agent/host_volume_endpoint.go`, `nomad/host_volume_endpoint.go` (`Get`, `List`, `Delete`),
//! `nomad/structs/host_volumes.go`. A list without the right is empty, not refused.

use super::Nomad;
use super::object::{Json, object};
use super::page::page;
use super::reply::{Failure, Good, Outcome, good};
use super::request::{Request, go_bool};
use super::state::{Host, Table};
use serde_json::Value;

const READ: &[&str] = &["host-volume-read"];
const DELETE: &[&str] = &["host-volume-delete", "host-volume-write"];

impl Nomad {
    /// `GET /v1/volumes?type=host`.
    pub(super) fn list_hosts(&self, request: &Request) -> Outcome {
        let (node, pool, prefix) = (request.query("node_id"), request.query("node_pool"), request.query("prefix"));
        let namespace = request.namespace();
        let wanted = |volume: &&Host| {
            (namespace == "*" || volume.namespace == namespace)
                && self.may(request, READ, &volume.namespace)
                && (node.is_empty() || volume.node == node)
                && (pool.is_empty() || volume.pool == pool)
                && (volume.name.starts_with(prefix) || volume.id.starts_with(prefix))
        };
        let backward = go_bool(request.query("reverse")).unwrap_or(false);
        let mut rows: Vec<&Host> = self.hosts.values().filter(wanted).collect();
        if backward {
            rows.reverse();
        }
        let (rows, next) =
            page(rows.into_iter(), request, |volume| (&volume.namespace, &volume.id), |volume| self.host_full(volume), backward)?;
        Ok(Good { body: Some(rows.into_iter().map(host_stub).collect()), next })
    }

    /// `GET /v1/volume/host/:id`.
    pub(super) fn read_host(&self, request: &Request, id: &str) -> Outcome {
        self.demand(request, READ, request.namespace())?;
        let volume = self.hosts.get(&(request.namespace().to_owned(), id.to_owned()));
        good(self.host_full(volume.ok_or_else(|| Failure::new(404, "volume not found"))?))
    }

    /// `DELETE /v1/volume/host/:id`.
    pub(super) fn delete_host(&mut self, request: &Request, id: &str) -> Outcome {
        let force = match request.query("force") {
            "" => false,
            text => go_bool(text).ok_or_else(|| Failure::new(400, "invalid force value"))?,
        };
        self.demand(request, DELETE, request.namespace())?;
        let key = (request.namespace().to_owned(), id.to_owned());
        let volume = self.hosts.get(&key).ok_or_else(|| Failure::internal(format!("no such volume: {id}")))?;
        let users: Vec<&str> = volume.claims.iter().filter(|claim| !claim.terminal).map(|claim| claim.alloc.as_str()).collect();
        if !users.is_empty() {
            return Err(Failure::internal(format!("volume {id} in use by allocations: [{}]", users.join(" "))));
        }
        if !force && self.node(&volume.node).is_none_or(|node| node.status != "ready") {
            return Err(Failure::internal("volume cannot be removed from unknown node without force=true"));
        }
        self.hosts.remove(&key);
        let index = self.bump(Table::Host);
        good(object!({ "Index": index }))
    }

    /// `GET /v1/volumes/claims`.
    pub(super) fn list_claims(&self, request: &Request) -> Outcome {
        let namespace = request.namespace();
        let wanted = |claim: &&Value| {
            let home = claim["Namespace"].as_str().unwrap_or("");
            (namespace == "*" || home == namespace) && self.may(request, READ, home)
        };
        good(self.sticky_claims.iter().filter(wanted).cloned().collect())
    }

    /// `DELETE /v1/volumes/claim/:id`.
    pub(super) fn delete_claim(&mut self, request: &Request, id: &str) -> Outcome {
        self.demand(request, DELETE, request.namespace())?;
        let before = self.sticky_claims.len();
        self.sticky_claims.retain(|claim| claim["ID"] != id);
        if self.sticky_claims.len() == before {
            return Err(Failure::internal(format!("no such claim: {id}")));
        }
        let index = self.bump(Table::Host);
        good(object!({ "Index": index }))
    }

    /// The full object; empty optional fields are left out.
    pub(super) fn host_full(&self, volume: &Host) -> Value {
        let mut full = host_stub(volume);
        full["HostPath"] = volume.path.as_str().json();
        full["RequestedCapacityMinBytes"] = volume.min.json();
        full["RequestedCapacityMaxBytes"] = volume.max.json();
        full["RequestedCapabilities"] = volume.capabilities.clone();
        if !volume.constraints.is_null() {
            full["Constraints"] = volume.constraints.clone();
        }
        if !volume.parameters.is_null() {
            full["Parameters"] = volume.parameters.clone();
        }
        if !volume.claims.is_empty() {
            full["Allocations"] = volume.claims.iter().map(|claim| self.alloc_stub(claim, &volume.namespace)).collect();
        }
        full
    }
}

fn host_stub(volume: &Host) -> Value {
    object!({
        "Namespace": &volume.namespace, "ID": &volume.id, "Name": &volume.name, "PluginID": &volume.plugin, "NodePool": &volume.pool,
        "NodeID": &volume.node, "CapacityBytes": volume.capacity, "State": &volume.state, "CreateIndex": volume.create_index,
        "CreateTime": volume.created, "ModifyIndex": volume.modify_index, "ModifyTime": volume.modified,
    })
}
