//! Reading and removing dynamic host volumes and their sticky claims.
//!
//! Source: `command/agent/host_volume_endpoint.go`, `nomad/{host_volume,task_group_host_volume_claim}_endpoint.go`,
//! `nomad/structs/host_volumes.go`. A list without the right is empty, not refused.

use super::Nomad;
use super::request::{Request, go_bool};
use super::response::{ApiResult, Success, refuse, success_at};
use super::state::{Table, users};
use super::value::{copy, empty, field, is, items, number, pick, position, set, text};
use serde_json::Value;

const READ: &str = "host-volume-read";
const DELETE: &str = "host-volume-delete";

/// The fields of a list item.
const STUB: &str = "Namespace ID Name PluginID NodePool NodeID CapacityBytes State CreateIndex CreateTime ModifyIndex ModifyTime";

impl Nomad {
    /// `GET /v1/volumes?type=host`.
    pub(super) fn list_hosts(&self, request: &Request) -> ApiResult {
        self.authenticate(request)?;
        let (node, pool, prefix) = (request.query("node_id"), request.query("node_pool"), request.query("prefix"));
        let namespace = request.namespace();
        let allowed = self.may(request, READ, namespace);
        let wanted = |volume: &&Value| {
            allowed
                && (namespace == "*" || is(volume, "Namespace", namespace))
                && (node.is_empty() || is(volume, "NodeID", node))
                && (pool.is_empty() || is(volume, "NodePool", pool))
                && (text(volume, "Name").starts_with(prefix) || text(volume, "ID").starts_with(prefix))
        };
        let backward = go_bool(request.query("reverse")).unwrap_or(false);
        let mut rows: Vec<&Value> = self.hosts.iter().filter(wanted).collect();
        if backward {
            rows.reverse();
        }
        let (rows, next) = self.page(rows, request, Self::host_full, backward)?;
        Ok(Success { body: rows.into_iter().map(|volume| pick(volume, STUB)).collect(), next, index: None })
    }

    /// `GET /v1/volume/host/:id`; its index is the volume's own.
    pub(super) fn read_host(&mut self, request: &Request) -> ApiResult {
        self.demand(request, READ, request.namespace())?;
        match position(&self.hosts, request.namespace(), request.id()) {
            Ok(place) => success_at(self.host_full(&self.hosts[place]), number(&self.hosts[place], "ModifyIndex").unsigned_abs()),
            Err(_) => refuse!(404; "volume not found"),
        }
    }

    /// `DELETE /v1/volume/host/:id`.
    pub(super) fn delete_host(&mut self, request: &Request) -> ApiResult {
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
        let volume = self.hosts.remove(place);
        self.forget_directory(&volume);
        let index = self.bump(Table::Host);
        let mut body = empty();
        set(&mut body, "Index", index.into());
        success_at(body, index)
    }

    /// `GET /v1/volumes/claims`.
    pub(super) fn list_claims(&mut self, request: &Request) -> ApiResult {
        let namespace = request.namespace();
        self.demand(request, READ, namespace)?;
        let asked = |claim: &Value, parameter: &str, key: &str| ["", text(claim, key)].contains(&request.query(parameter));
        let wanted = |claim: &&Value| {
            let home = text(claim, "Namespace");
            (namespace == "*" || home == namespace)
                && text(claim, "ID").starts_with(request.query("prefix"))
                && asked(claim, "job_id", "JobID")
                && asked(claim, "task_group", "TaskGroupName")
                && asked(claim, "volume_name", "VolumeName")
                && self.may(request, READ, home)
        };
        let rows = self.sticky_claims.iter().filter(wanted).collect();
        let (rows, next) = self.page(rows, request, |_, claim| claim.clone(), false)?;
        Ok(Success { body: rows.into_iter().cloned().collect(), next, index: None })
    }

    /// `DELETE /v1/volumes/claim/:id`.
    pub(super) fn delete_claim(&mut self, request: &Request) -> ApiResult {
        self.demand(request, DELETE, request.namespace())?;
        match self.sticky_claims.iter().position(|claim| is(claim, "ID", request.id())) {
            Some(place) => {
                self.sticky_claims.remove(place);
                let index = self.bump(Table::Claims);
                success_at(Value::Null, index)
            }
            None => refuse!("Task group volume claim does not exist"),
        }
    }

    /// The full object; empty optional fields are left out.
    pub(super) fn host_full(&self, volume: &Value) -> Value {
        let mut full = pick(volume, STUB);
        copy(volume, "HostPath RequestedCapacityMinBytes RequestedCapacityMaxBytes RequestedCapabilities", &mut full);
        for key in ["Constraints", "Parameters"] {
            let value = field(volume, key);
            if value.as_array().map_or(value.as_object().is_some_and(|map| !map.is_empty()), |list| !list.is_empty()) {
                copy(volume, key, &mut full);
            }
        }
        let mut allocations = Vec::new();
        for claim in items(volume, "claims") {
            allocations.push(self.alloc_shown(field(claim, "alloc")));
        }
        if !allocations.is_empty() {
            set(&mut full, "Allocations", allocations.into());
        }
        full
    }
}
