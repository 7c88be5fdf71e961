//! Reading and removing dynamic host volumes and their sticky claims.
//!
//! Source: `command/agent/host_volume_endpoint.go`, `nomad/host_volume_endpoint.go` (`Get`, `List`, `Delete`),
//! `nomad/structs/host_volumes.go`. A list without the right is empty, not refused.

use super::Nomad;
use super::reply::{Good, Outcome, good, refuse};
use super::request::{Request, go_bool};
use super::state::{Table, users};
use super::value::{copy, empty, field, is, items, pick, position, set, text};
use serde_json::Value;

const READ: &str = "host-volume-read";
const DELETE: &str = "host-volume-delete host-volume-write";

/// The fields of a list item.
const STUB: &str = "Namespace ID Name PluginID NodePool NodeID CapacityBytes State CreateIndex CreateTime ModifyIndex ModifyTime";

impl Nomad {
    /// `GET /v1/volumes?type=host`.
    pub(super) fn list_hosts(&self, request: &Request) -> Outcome {
        let (node, pool, prefix) = (request.query("node_id"), request.query("node_pool"), request.query("prefix"));
        let namespace = request.namespace();
        let wanted = |volume: &&Value| {
            let home = text(volume, "Namespace");
            (namespace == "*" || home == namespace)
                && self.may(request, READ, home)
                && (node.is_empty() || is(volume, "NodeID", node))
                && (pool.is_empty() || is(volume, "NodePool", pool))
                && (text(volume, "Name").starts_with(prefix) || text(volume, "ID").starts_with(prefix))
        };
        let backward = go_bool(request.query("reverse")).unwrap_or(false);
        let mut rows: Vec<&Value> = self.hosts.iter().filter(wanted).collect();
        if backward {
            rows.reverse();
        }
        let (rows, next) = self.page(rows, request, |_, volume| host_full(volume), backward)?;
        Ok(Good { body: rows.into_iter().map(|volume| pick(volume, STUB)).collect(), next })
    }

    /// `GET /v1/volume/host/:id`.
    pub(super) fn read_host(&mut self, request: &Request) -> Outcome {
        self.demand(request, READ, request.namespace())?;
        match position(&self.hosts, request.namespace(), request.id()) {
            Ok(place) => good(host_full(&self.hosts[place])),
            Err(_) => refuse!(404; "volume not found"),
        }
    }

    /// `DELETE /v1/volume/host/:id`.
    pub(super) fn delete_host(&mut self, request: &Request) -> Outcome {
        let force = request.force()?;
        self.demand(request, DELETE, request.namespace())?;
        let id = request.id();
        let Ok(place) = position(&self.hosts, request.namespace(), id) else { return refuse!("no such volume: {id}") };
        let volume = &self.hosts[place];
        let users = users(volume);
        if !users.is_empty() {
            return refuse!("volume {id} in use by allocations: [{}]", users.join(" "));
        }
        if !force && self.node(text(volume, "NodeID")).is_none_or(|node| !is(node, "Status", "ready")) {
            return refuse!("volume cannot be removed from unknown node without force=true");
        }
        self.hosts.remove(place);
        self.written()
    }

    /// The answer to a write that tells the index.
    fn written(&mut self) -> Outcome {
        let mut body = empty();
        set(&mut body, "Index", self.bump(Table::Host).into());
        good(body)
    }

    /// `GET /v1/volumes/claims`.
    pub(super) fn list_claims(&mut self, request: &Request) -> Outcome {
        let namespace = request.namespace();
        let wanted = |claim: &&Value| {
            let home = text(claim, "Namespace");
            (namespace == "*" || home == namespace) && self.may(request, READ, home)
        };
        good(self.sticky_claims.iter().filter(wanted).cloned().collect())
    }

    /// `DELETE /v1/volumes/claim/:id`.
    pub(super) fn delete_claim(&mut self, request: &Request) -> Outcome {
        self.demand(request, DELETE, request.namespace())?;
        match self.sticky_claims.iter().position(|claim| is(claim, "ID", request.id())) {
            Some(place) => {
                self.sticky_claims.remove(place);
                self.written()
            }
            None => refuse!("no such claim: {}", request.id()),
        }
    }
}

/// The full object; empty optional fields are left out.
pub(super) fn host_full(volume: &Value) -> Value {
    let mut full = pick(volume, STUB);
    copy(volume, "HostPath RequestedCapacityMinBytes RequestedCapacityMaxBytes RequestedCapabilities", &mut full);
    for key in ["Constraints", "Parameters"] {
        if !field(volume, key).is_null() {
            copy(volume, key, &mut full);
        }
    }
    let mut allocations = Vec::new();
    for claim in items(volume, "claims") {
        allocations.push(field(claim, "alloc").clone());
    }
    if !allocations.is_empty() {
        set(&mut full, "Allocations", allocations.into());
    }
    full
}
