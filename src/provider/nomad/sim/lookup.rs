//! The look-ups around volumes: plugins, namespaces, nodes, node pools, jobs, the agent itself.
//!
//! Source: `command/agent/{csi,namespace,node,agent}_endpoint.go`. Namespaces were an Enterprise feature until 1.0.

use super::csi_view::{alloc_stub, external_node};
use super::reply::{Outcome, done, good, refuse};
use super::request::Request;
use super::state::{hash, nanos, rfc3339, supports, uuid};
use super::value::{copy, empty, extend, field, fill, flag, is, items, number, pick, set, text};
use super::{Nomad, Shape};
use serde_json::Value;

/// The abilities of a controller that the oldest servers know; the rest came with 1.1 and later.
const OLD_ABILITIES: &str = "AttachDetach ListVolumes ListVolumesAttachedNodes ReadOnlyAttach";
const NEW_ABILITIES: &str = "CreateDelete GetCapacity CreateDeleteSnapshot ListSnapshots Clone Expand Condition Get";

/// The fields of a plugin's list item.
const PLUGIN: &str =
    "ID Provider ControllerRequired ControllersHealthy ControllersExpected NodesHealthy NodesExpected CreateIndex ModifyIndex";

/// What an unhealthy instance says.
const UNHEALTHY: &str = "failed fingerprinting with error: rpc error: code = DeadlineExceeded desc = context deadline exceeded";

impl Nomad {
    /// `GET /v1/plugins?type=csi`.
    pub(super) fn list_plugins(&mut self, request: &Request) -> Outcome {
        match request.query("type") {
            "" => return good(Value::Array(Vec::new())),
            "csi" => {}
            _ if self.shape == Shape::V110 => return refuse!(404; "resource not found"),
            _ => return done(),
        }
        self.demand(request, "plugin:list plugin:read", "default")?;
        good(self.plugins.iter().map(|plugin| pick(plugin, PLUGIN)).collect())
    }

    /// `GET /v1/plugin/csi/:id`.
    pub(super) fn read_plugin(&mut self, request: &Request) -> Outcome {
        self.demand(request, "plugin:read", "default")?;
        let Some(plugin) = self.plugin(request.id()) else { return refuse!(404; "plugin not found") };
        let mut full = pick(plugin, PLUGIN);
        copy(plugin, "Version", &mut full);
        set(&mut full, "Controllers", self.instances(plugin, true));
        set(&mut full, "Nodes", self.instances(plugin, false));
        let (mut seen, healthy, job) = (Vec::new(), number(plugin, "NodesHealthy"), ["plugin-", request.id()].concat());
        for (node, at) in self.nodes.iter().zip(0..number(plugin, "NodesExpected")) {
            let created = nanos(self.now.saturating_sub(900_000_000), at.cast_unsigned());
            let stub = alloc_stub(&instance(plugin, node, false), "default", node, &job, at >= healthy, created);
            seen.push(fill(&stub, &[]));
        }
        set(&mut full, "Allocations", seen.into());
        good(full)
    }

    /// The plugin's instances by node id, the first of them healthy.
    fn instances(&self, plugin: &Value, controller: bool) -> Value {
        let (healthy, expected) =
            if controller { ("ControllersHealthy", "ControllersExpected") } else { ("NodesHealthy", "NodesExpected") };
        let (healthy, expected) = (number(plugin, healthy), number(plugin, expected));
        let (aws, required) = (text(plugin, "ID").starts_with("aws"), field(plugin, "ControllerRequired"));
        let mut by_node = empty();
        for (node, at) in self.nodes.iter().zip(0..expected) {
            let well = at < healthy;
            let mut controller_info = Value::Null;
            let mut node_info = Value::Null;
            if controller {
                controller_info = self.controller_info(plugin);
            } else {
                let zone = fill(r#"{"Segments":{"topology.ebs.csi.aws.com/zone":"?a"}}"#, &[&text(node, "Datacenter")]);
                node_info = fill(
                    r#"{"ID":"?","MaxVolumes":?,"AccessibleTopology":?,"RequiresNodeStageVolume":?,"SupportsStats":true,
                    "SupportsExpand":?,"SupportsCondition":false}"#,
                    &[
                        &external_node(text(node, "ID")),
                        &(if aws { 25 } else { i64::MAX }),
                        if aws { &zone } else { &Value::Null },
                        required,
                        &supports(plugin, "Expand"),
                    ],
                );
            }
            let info = fill(
                r#"{"PluginID":?,"AllocID":"?","Healthy":?,"HealthDescription":"?","UpdateTime":"?","Provider":?,"ProviderVersion":?,
                "RequiresControllerPlugin":?,"RequiresTopologies":?,"ControllerInfo":?,"NodeInfo":?}"#,
                &[
                    field(plugin, "ID"),
                    &instance(plugin, node, controller),
                    &well,
                    &if well { "healthy" } else { UNHEALTHY },
                    &rfc3339(self.now.saturating_sub(86_400_000)),
                    field(plugin, "Provider"),
                    field(plugin, "Version"),
                    required,
                    &aws,
                    &controller_info,
                    &node_info,
                ],
            );
            set(&mut by_node, text(node, "ID"), info);
        }
        by_node
    }

    fn controller_info(&self, plugin: &Value) -> Value {
        let mut info = empty();
        for (names, known) in [(OLD_ABILITIES, true), (NEW_ABILITIES, self.shape == Shape::V110)] {
            for name in names.split(' ').filter(|_| known) {
                set(&mut info, &["Supports", name].concat(), supports(plugin, name).into());
            }
        }
        info
    }

    /// `GET /v1/namespaces`: those in which the caller may do anything.
    pub(super) fn list_namespaces(&mut self, request: &Request) -> Outcome {
        if self.shape < Shape::V110 {
            return refuse!(501; "Nomad Enterprise only endpoint");
        }
        let mut rows = Vec::new();
        for namespace in &self.namespaces {
            let name = text(namespace, "Name");
            if name.starts_with(request.query("prefix")) && self.may(request, super::acl::LIST_CSI, name) {
                rows.push(namespace.clone());
            }
        }
        good(rows.into())
    }

    /// `GET /v1/nodes`.
    pub(super) fn list_nodes(&mut self, request: &Request) -> Outcome {
        self.demand(request, "node:read", "default")?;
        let mut rows = Vec::new();
        for (node, at) in self.nodes.iter().zip(1..) {
            if !text(node, "ID").starts_with(request.query("prefix")) {
                continue;
            }
            let held = text(node, "held");
            let mut row = pick(node, "ID Name Datacenter NodeClass Status");
            let more = fill(
                r#"{"Address":"10.0.20.?","Version":"?","Drain":?,"SchedulingEligibility":"?","StatusDescription":"","HostVolumes":null,
                "LastDrain":null,"CreateIndex":?,"ModifyIndex":?,"Drivers":{"docker":{"Attributes":{"driver.docker.version":"24.0.7"},
                "Detected":true,"Healthy":?,"HealthDescription":"Driver is available and responsive","UpdateTime":"?"}}}"#,
                &[
                    &(10 + at),
                    &self.shape.version(),
                    &(held == "drain"),
                    &if held.is_empty() { "eligible" } else { "ineligible" },
                    &(10 + at),
                    &(700 + at),
                    &is(node, "Status", "ready"),
                    &rfc3339(self.now.saturating_sub(7_200_000)),
                ],
            );
            extend(&mut row, more);
            if self.shape == Shape::V110 {
                copy(node, "NodePool", &mut row);
                set(&mut row, "Attributes", fill(r#"{"os.name":"ubuntu"}"#, &[]));
            }
            rows.push(row);
        }
        good(rows.into())
    }

    /// `GET /v1/node/pools`.
    pub(super) fn list_pools(&mut self, request: &Request) -> Outcome {
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
            rows.push(fill(
                r#"{"Name":"?","Description":"?","Meta":null,"SchedulerConfiguration":null,"CreateIndex":1,"ModifyIndex":1}"#,
                &[&name, &about],
            ));
        }
        good(rows.into())
    }

    /// `GET /v1/jobs`: the jobs that hold volumes.
    pub(super) fn list_jobs(&mut self, request: &Request) -> Outcome {
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
        good(jobs.into())
    }

    /// `GET /v1/agent/self`.
    pub(super) fn agent_self(&mut self, request: &Request) -> Outcome {
        self.demand(request, "agent:read", "default")?;
        let version = self.shape.version();
        good(fill(
            r#"{"config":{"Region":"global","Datacenter":"dc1","NodeName":"nomad-server-1","ACL":{"Enabled":?},"Server":{"Enabled":true},
            "Version":{"Version":"?","VersionPrerelease":"","VersionMetadata":"","Revision":"?"}},
            "member":{"Name":"nomad-server-1.global","Addr":"10.0.12.1","Port":4648,"Status":"alive",
            "Tags":{"region":"global","dc":"dc1","role":"nomad","build":"?"}},
            "stats":{"nomad":{"server":"true","leader":"true","bootstrap":"false"}}}"#,
            &[&self.acl, &version, &format!("{:016x}", hash(version)), &version],
        ))
    }
}

/// The allocation that runs a plugin on a node.
fn instance(plugin: &Value, node: &Value, controller: bool) -> String {
    uuid(&format!("{} {} {controller}", text(plugin, "ID"), text(node, "ID")))
}
