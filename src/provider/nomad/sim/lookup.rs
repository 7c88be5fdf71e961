//! The look-ups around volumes: plugins, namespaces, nodes, node pools, jobs, the agent itself, leader and regions.
//!
//! Source: `command/agent/{csi,namespace,node,agent,status}_endpoint.go`. Namespaces were an Enterprise feature until 1.0.

use super::object::{Json, NULL, entries, object};
use super::reply::{Failure, Outcome, done, good};
use super::request::Request;
use super::state::{Claim, Plugin, hash, uuid};
use super::{Nomad, Shape};
use serde_json::{Map, Value};

/// The abilities of a controller that the oldest servers know; the rest came with 1.1 and later.
const OLD_ABILITIES: &str = "AttachDetach ListVolumes ListVolumesAttachedNodes ReadOnlyAttach";
const NEW_ABILITIES: &str = "CreateDelete GetCapacity CreateDeleteSnapshot ListSnapshots Clone Expand Condition Get";

/// What an unhealthy instance says.
const UNHEALTHY: &str = "failed fingerprinting with error: rpc error: code = DeadlineExceeded desc = context deadline exceeded";

impl Nomad {
    /// `/v1/status/leader` and `/v1/regions`, which need no token.
    pub(super) fn open(&self, path: &[&str], get: bool) -> Outcome {
        let _ = self;
        match path {
            _ if !get => Err(Failure::method()),
            ["regions"] => good(Value::Array(vec!["global".json()])),
            _ => good("10.0.12.1:4647".json()),
        }
    }

    /// `GET /v1/plugins?type=csi`.
    pub(super) fn list_plugins(&self, request: &Request) -> Outcome {
        match request.query("type") {
            "" => return good(Value::Array(Vec::new())),
            "csi" => {}
            _ if self.shape == Shape::V110 => return Err(Failure::no_resource()),
            _ => return done(),
        }
        self.demand(request, &["plugin:list", "plugin:read"], "default")?;
        good(self.plugins.iter().map(|plugin| Value::Object(plugin_stub(plugin))).collect())
    }

    /// `GET /v1/plugin/csi/:id`.
    pub(super) fn read_plugin(&self, request: &Request, id: &str) -> Outcome {
        self.demand(request, &["plugin:read"], "default")?;
        let plugin = self.plugin(id).ok_or_else(|| Failure::new(404, "plugin not found"))?;
        let mut full = plugin_stub(plugin);
        full.insert("Version".to_owned(), plugin.version.as_str().json());
        full.insert("Controllers".to_owned(), self.instances(plugin, plugin.controllers_healthy, plugin.controllers_expected, true));
        full.insert("Nodes".to_owned(), self.instances(plugin, plugin.nodes_healthy, plugin.nodes_expected, false));
        let seen = self.nodes.iter().zip(0..plugin.nodes_expected).map(|(node, at)| {
            let claim = Claim {
                alloc: instance(plugin, &node.id, false),
                node: node.id.clone(),
                job: format!("plugin-{}", plugin.id),
                write: false,
                terminal: at >= plugin.nodes_healthy,
                state: 0,
                due: None,
                created: super::state::nanos(self.now.saturating_sub(900_000_000), at),
            };
            self.alloc_stub(&claim, "default")
        });
        full.insert("Allocations".to_owned(), seen.collect());
        good(Value::Object(full))
    }

    /// The plugin's instances by node id, the first `healthy` of them healthy.
    fn instances(&self, plugin: &Plugin, healthy: u64, expected: u64, controller: bool) -> Value {
        let one = |(node, at): (&super::Node, u64)| {
            let well = at < healthy;
            let mut info = object!({
                "PluginID": &plugin.id, "AllocID": instance(plugin, &node.id, controller), "Healthy": well,
                "HealthDescription": if well { "healthy" } else { UNHEALTHY },
                "UpdateTime": super::csi_view::rfc3339(self.now.saturating_sub(86_400_000)),
                "Provider": &plugin.provider, "ProviderVersion": &plugin.version,
                "RequiresControllerPlugin": plugin.controller_required(), "RequiresTopologies": plugin.id.starts_with("aws"),
                "ControllerInfo": NULL, "NodeInfo": NULL,
            });
            if controller {
                info["ControllerInfo"] = self.controller_info(plugin);
            } else {
                let zone = object!({ "Segments": object!({ "topology.ebs.csi.aws.com/zone": format!("{}a", node.datacenter) }) });
                info["NodeInfo"] = object!({
                    "ID": super::csi_view::external_node(&node.id), "MaxVolumes": if plugin.id.starts_with("aws") { 25 } else { i64::MAX },
                    "AccessibleTopology": if plugin.id.starts_with("aws") { zone } else { NULL },
                    "RequiresNodeStageVolume": plugin.controller_required(),
                    "SupportsStats": true, "SupportsExpand": plugin.supports("Expand"), "SupportsCondition": false,
                });
            }
            (node.id.clone(), info)
        };
        entries(&mut self.nodes.iter().zip(0..expected).map(one))
    }

    fn controller_info(&self, plugin: &Plugin) -> Value {
        let new = if self.shape == Shape::V110 { NEW_ABILITIES } else { "" };
        let names = OLD_ABILITIES.split(' ').chain(new.split(' ')).filter(|name| !name.is_empty());
        entries(&mut names.map(|name| (format!("Supports{name}"), plugin.supports(name).json())))
    }

    /// `GET /v1/namespaces`: those in which the caller may do anything.
    pub(super) fn list_namespaces(&self, request: &Request) -> Outcome {
        if self.shape < Shape::V110 {
            return Err(Failure::new(501, "Nomad Enterprise only endpoint"));
        }
        let prefix = request.query("prefix");
        let seen = self
            .namespaces
            .iter()
            .zip(1_u64..)
            .filter(|((name, _), _)| name.starts_with(prefix) && self.may(request, super::acl::LIST_CSI, name));
        let rows = seen.map(|((name, description), index)| {
            object!({
                "Name": name, "Description": description, "Quota": "", "Capabilities": NULL, "Meta": NULL, "NodePoolConfiguration": NULL,
                "CreateIndex": index, "ModifyIndex": index, "Hash": format!("{:016x}", hash(name)),
            })
        });
        good(rows.collect())
    }

    /// `GET /v1/nodes`.
    pub(super) fn list_nodes(&self, request: &Request) -> Outcome {
        self.demand(request, &["node:read"], "default")?;
        let prefix = request.query("prefix");
        let rows = self.nodes.iter().zip(1_u64..).filter(|(node, _)| node.id.starts_with(prefix)).map(|(node, at)| {
            let docker = object!({
                "Attributes": object!({ "driver.docker.version": "24.0.7" }), "Detected": true, "Healthy": node.status == "ready",
                "HealthDescription": "Driver is available and responsive",
                "UpdateTime": super::csi_view::rfc3339(self.now.saturating_sub(7_200_000)),
            });
            let mut row = object!({
                "ID": &node.id, "Name": &node.name, "Address": format!("10.0.20.{}", 10 + at),
                "Datacenter": &node.datacenter, "NodeClass": &node.class,
                "Version": self.shape.version(), "Drain": node.held == "drain",
                "SchedulingEligibility": if node.held.is_empty() { "eligible" } else { "ineligible" },
                "Status": &node.status, "StatusDescription": "", "HostVolumes": NULL, "LastDrain": NULL,
                "CreateIndex": 10 + at, "ModifyIndex": 700 + at,
                "Drivers": object!({ "docker": docker }),
            });
            if self.shape == Shape::V110 {
                row["NodePool"] = node.pool.as_str().json();
                row["Attributes"] = object!({ "os.name": "ubuntu" });
            }
            row
        });
        good(rows.collect())
    }

    /// `GET /v1/node/pools`.
    pub(super) fn list_pools(&self, request: &Request) -> Outcome {
        self.demand(request, &["node:read"], "default")?;
        let pool = |name: &str, about: &str| {
            object!({ "Name": name, "Description": about, "Meta": NULL, "SchedulerConfiguration": NULL,
                "CreateIndex": 1, "ModifyIndex": 1 })
        };
        let mut rows = vec![pool("all", "Node pool with all nodes in the cluster.")];
        let mut names: Vec<&str> = Vec::new();
        for node in &self.nodes {
            if !names.contains(&node.pool.as_str()) {
                names.push(&node.pool);
            }
        }
        rows.extend(names.iter().map(|name| pool(name, if *name == "default" { "Default node pool." } else { "" })));
        good(Value::Array(rows))
    }

    /// `GET /v1/jobs`: the jobs that hold volumes.
    pub(super) fn list_jobs(&self, request: &Request) -> Outcome {
        let namespace = request.namespace();
        self.demand(request, &["list-jobs"], namespace)?;
        let (mut seen, mut jobs) = (Vec::new(), Vec::new());
        for (home, claim) in self.all_claims().filter(|(home, _)| namespace == "*" || *home == namespace) {
            if seen.contains(&(home, &claim.job)) {
                continue;
            }
            seen.push((home, &claim.job));
            jobs.push(object!({
                "ID": &claim.job, "ParentID": "", "Name": &claim.job, "Namespace": home, "Type": "service", "Priority": 50, "Periodic": false,
                "ParameterizedJob": false, "Stop": claim.terminal, "Status": if claim.terminal { "dead" } else { "running" }, "StatusDescription": "",
                "CreateIndex": 500, "ModifyIndex": 510, "JobModifyIndex": 500, "SubmitTime": claim.created,
            }));
        }
        good(Value::Array(jobs))
    }

    /// Every claim of a CSI or host volume, with its namespace.
    fn all_claims(&self) -> impl Iterator<Item = (&str, &Claim)> {
        let csi = self.csi.values().flat_map(|volume| volume.claims.iter().map(|claim| (volume.namespace.as_str(), claim)));
        csi.chain(self.hosts.values().flat_map(|volume| volume.claims.iter().map(|claim| (volume.namespace.as_str(), claim))))
    }

    /// `GET /v1/agent/self`.
    pub(super) fn agent_self(&self, request: &Request) -> Outcome {
        self.demand(request, &["agent:read"], "default")?;
        let version = self.shape.version();
        good(object!({
            "config": object!({
                "Region": "global", "Datacenter": "dc1", "NodeName": "nomad-server-1",
                "ACL": object!({ "Enabled": self.acl }), "Server": object!({ "Enabled": true }),
                "Version": object!({ "Version": version, "VersionPrerelease": "", "VersionMetadata": "",
                    "Revision": format!("{:016x}", hash(version)) }),
            }),
            "member": object!({
                "Name": "nomad-server-1.global", "Addr": "10.0.12.1", "Port": 4648, "Status": "alive",
                "Tags": object!({ "region": "global", "dc": "dc1", "role": "nomad", "build": version }),
            }),
            "stats": object!({ "nomad": object!({ "server": "true", "leader": "true", "bootstrap": "false" }) }),
        }))
    }
}

/// The allocation that runs a plugin on a node.
fn instance(plugin: &Plugin, node: &str, controller: bool) -> String {
    uuid(&format!("{} {node} {controller}", plugin.id))
}

fn plugin_stub(plugin: &Plugin) -> Map<String, Value> {
    let stub = object!({
        "ID": &plugin.id, "Provider": &plugin.provider, "ControllerRequired": plugin.controller_required(),
        "ControllersHealthy": plugin.controllers_healthy, "ControllersExpected": plugin.controllers_expected,
        "NodesHealthy": plugin.nodes_healthy, "NodesExpected": plugin.nodes_expected, "CreateIndex": plugin.index, "ModifyIndex": plugin.index + 41,
    });
    if let Value::Object(map) = stub { map } else { Map::new() }
}
