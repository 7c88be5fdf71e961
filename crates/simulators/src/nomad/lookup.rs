//! The look-ups around volumes: namespaces, nodes, node pools, jobs, the agent itself.
//!
//! Source: `command/agent/{namespace,node,agent}_endpoint.go`. Namespaces were an Enterprise feature until 1.0.

use super::id::hash;
use super::request::{Request, go_bool};
use super::response::{ApiResult, refuse, success};
use super::time::rfc3339;
use super::value::{copy, empty, extend, field, fill, flag, is, items, pick, set, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

impl Nomad {
    /// `GET /v1/namespaces`: those in which the caller may do anything.
    pub(super) fn list_namespaces(&mut self, request: &Request) -> ApiResult {
        if self.api_version < ApiVersion::V16 {
            return refuse!(501; "Nomad Enterprise only endpoint");
        }
        self.authenticate(request)?;
        let mut rows = Vec::new();
        for namespace in &self.namespaces {
            let name = text(namespace, "Name");
            if name.starts_with(request.query("prefix")) && self.may(request, "*", name) {
                let mut row = namespace.clone();
                if self.api_version >= ApiVersion::V200 {
                    copy(&Value::Null, "ConsulConfiguration VaultConfiguration OptionalExtraClaims RequiredExtraClaims", &mut row);
                }
                rows.push(row);
            }
        }
        success(rows.into())
    }

    /// `GET /v1/nodes`.
    pub(super) fn list_nodes(&mut self, request: &Request) -> ApiResult {
        self.demand(request, "node:read", "default")?;
        let mut rows = Vec::new();
        for (node, at) in self.nodes.iter().zip(1..) {
            if !text(node, "ID").starts_with(request.query("prefix")) {
                continue;
            }
            let held = text(node, "held");
            let mut row = pick(node, "ID Name Datacenter NodeClass Status");
            let more = fill(
                r#"{"Address":"10.0.20.?","Version":"?","Drain":?,"SchedulingEligibility":"?","StatusDescription":"",
                "LastDrain":null,"CreateIndex":?,"ModifyIndex":?,"Drivers":{"docker":{"Attributes":{"driver.docker.version":"24.0.7"},
                "Detected":true,"Healthy":?,"HealthDescription":"Driver is available and responsive","UpdateTime":"?"}}}"#,
                &[
                    &(10 + at),
                    &self.api_version.version(),
                    &(held == "drain"),
                    &if held.is_empty() { "eligible" } else { "ineligible" },
                    &(10 + at),
                    &(700 + at),
                    &is(node, "Status", "ready"),
                    &rfc3339(self.now.saturating_sub(7_200_000)),
                ],
            );
            extend(&mut row, more);
            for key in ["Address", "Drivers"] {
                if !field(node, key).is_null() {
                    copy(node, key, &mut row);
                }
            }
            copy(node, "HostVolumes", &mut row);
            if self.api_version >= ApiVersion::V16 {
                copy(node, "NodePool", &mut row);
                set(&mut row, "HostVolumes", self.host_volumes_of(node));
                if go_bool(request.query("os")) == Some(true) {
                    set(&mut row, "Attributes", fill(r#"{"os.name":"ubuntu"}"#, &[]));
                }
            }
            rows.push(row);
        }
        success(rows.into())
    }

    /// The host volumes of a node by name: those of its configuration, and the dynamic ones it has seen.
    fn host_volumes_of(&self, node: &Value) -> Value {
        let mut volumes = empty();
        for (name, volume) in field(node, "HostVolumes").as_object().into_iter().flatten() {
            let mut volume = volume.clone();
            if self.api_version >= ApiVersion::V110 {
                set(&mut volume, "ID", "".into());
            }
            set(&mut volumes, name, volume);
        }
        for volume in &self.hosts {
            if is(volume, "NodeID", text(node, "ID")) && is(volume, "State", "ready") {
                let row = fill(
                    r#"{"Name":?,"ID":?,"Path":?,"ReadOnly":false}"#,
                    &[field(volume, "Name"), field(volume, "ID"), field(volume, "HostPath")],
                );
                set(&mut volumes, text(volume, "Name"), row);
            }
        }
        volumes
    }

    /// `GET /v1/node/pools`.
    pub(super) fn list_pools(&mut self, request: &Request) -> ApiResult {
        self.demand(request, "node:read", "default")?;
        let mut names = vec!["all"];
        for node in &self.nodes {
            let pool = text(node, "NodePool");
            if !names.contains(&pool) {
                names.push(pool);
            }
        }
        let mut rows = Vec::new();
        for name in names {
            let about = match name {
                "all" => "Node pool with all nodes in the cluster.",
                "default" => "Default node pool.",
                _ => "",
            };
            let mut pool = fill(
                r#"{"Name":"?","Description":"?","Hash":null,"Meta":null,"SchedulerConfiguration":null,"CreateIndex":1,"ModifyIndex":1}"#,
                &[&name, &about],
            );
            if self.api_version >= ApiVersion::V200 {
                set(&mut pool, "NodeIdentityTTL", 86_400_000_000_000_i64.into());
            }
            rows.push(pool);
        }
        success(rows.into())
    }

    /// `GET /v1/jobs`: the jobs that hold volumes.
    pub(super) fn list_jobs(&mut self, request: &Request) -> ApiResult {
        let namespace = request.namespace();
        self.demand(request, "list-jobs", namespace)?;
        let mut seen: Vec<(&str, &str)> = Vec::new();
        let mut jobs = Vec::new();
        for volume in [&self.csi, &self.hosts].into_iter().flatten() {
            let home = text(volume, "Namespace");
            for claim in items(volume, "claims") {
                let alloc = field(claim, "alloc");
                let job = text(alloc, "JobID");
                if (namespace != "*" && namespace != home) || seen.contains(&(home, job)) {
                    continue;
                }
                seen.push((home, job));
                let ended = flag(claim, "terminal");
                jobs.push(fill(
                    r#"{"ID":"?","ParentID":"","Name":"?","Namespace":"?","Type":"service","Priority":50,"Periodic":false,
                    "ParameterizedJob":false,"Stop":?,"Status":"?","StatusDescription":"","CreateIndex":500,"ModifyIndex":510,
                    "JobModifyIndex":500,"SubmitTime":?}"#,
                    &[&job, &job, &home, &ended, &if ended { "dead" } else { "running" }, field(alloc, "CreateTime")],
                ));
            }
        }
        success(jobs.into())
    }

    /// `GET /v1/agent/self`.
    pub(super) fn agent_self(&mut self, request: &Request) -> ApiResult {
        self.demand(request, "agent:read", "default")?;
        let version = self.api_version.version();
        success(fill(
            r#"{"config":{"Region":"global","Datacenter":"dc1","NodeName":"nomad-server-1","ACL":{"Enabled":?},"Server":{"Enabled":true},
            "Version":{"Version":"?","VersionPrerelease":"","VersionMetadata":"","Revision":"?"}},
            "member":{"Name":"nomad-server-1.global","Addr":"10.0.12.1","Port":4648,"Status":"alive",
            "Tags":{"region":"global","dc":"dc1","role":"nomad","build":"?"}},
            "stats":{"nomad":{"server":"true","leader":"true","bootstrap":"false"}}}"#,
            &[&self.acl, &version, &format!("{:016x}", hash(version)), &version],
        ))
    }
}
