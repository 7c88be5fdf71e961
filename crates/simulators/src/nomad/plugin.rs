//! CSI plugins: `GET /v1/plugins` and `GET /v1/plugin/csi/:id`.
//!
//! Source: `command/agent/csi_endpoint.go` (`structsCSIPluginToApi`), `nomad/csi_endpoint.go` (`CSIPlugin.List`, `Get`).

use super::alloc::{Of, alloc_stub};
use super::csi_view::external_node;
use super::hostpath::is_hostpath;
use super::id::uuid;
use super::request::Request;
use super::response::{ApiResult, done, refuse, success};
use super::state::supports;
use super::time::{nanos, rfc3339};
use super::value::{among, copy, empty, field, fill, is, number, pick, set, text};
use super::{ApiVersion, Nomad};
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
    pub(super) fn list_plugins(&mut self, request: &Request) -> ApiResult {
        match request.query("type") {
            "" => return success(Value::Array(Vec::new())),
            "csi" => {}
            _ => return done(),
        }
        self.demand(request, "plugin:list", "default")?;
        let prefix = request.query("prefix");
        let running = |plugin: &&Value| text(plugin, "ID").starts_with(prefix);
        success(self.plugins.iter().filter(running).map(|plugin| pick(plugin, PLUGIN)).collect())
    }

    /// `GET /v1/plugin/csi/:id`.
    pub(super) fn read_plugin(&mut self, request: &Request) -> ApiResult {
        self.demand(request, "plugin:read", "default")?;
        let Some(plugin) = self.plugin(request.id()) else { return refuse!(404; "plugin not found") };
        let mut full = pick(plugin, PLUGIN);
        copy(plugin, "Version", &mut full);
        set(&mut full, "Controllers", self.instances(plugin, true));
        set(&mut full, "Nodes", self.instances(plugin, false));
        let own = text(plugin, "job");
        let fallback = ["plugin-", request.id()].concat();
        let (job, group, kind) = if own.is_empty() { (&*fallback, &*fallback, "service") } else { (own, "plugin", "system") };
        let (mut seen, healthy) = (Vec::new(), number(plugin, "NodesHealthy"));
        for (node, at) in self.nodes_of(plugin).zip(0..number(plugin, "NodesExpected")) {
            // An allocation is seen by those who may read jobs, in its namespace, once it has reported.
            let asked = request.namespace() == "default" && self.may(request, "read-job", "default");
            if self.api_version >= ApiVersion::V16 && (!asked || starting(plugin)) {
                break;
            }
            let created = field(plugin, "started").as_u64();
            let created =
                created.map_or_else(|| nanos(self.now.saturating_sub(900_000_000), at.cast_unsigned()), |started| nanos(started, 1));
            let of = Of { namespace: "default", node, job, group, kind };
            let mut alloc = fill(&alloc_stub(self.api_version, &instance(plugin, node, false), &of, at >= healthy, created), &[]);
            for key in ["deployed", "TaskStates"] {
                if !field(plugin, key).is_null() {
                    copy(plugin, key, &mut alloc);
                }
            }
            seen.push(self.alloc_shown(&alloc));
        }
        set(&mut full, "Allocations", seen.into());
        if self.api_version >= ApiVersion::V16 {
            for (key, expected) in [("ControllerJobs", "ControllersExpected"), ("NodeJobs", "NodesExpected")] {
                let expected = number(plugin, expected);
                let jobs = if expected == 0 {
                    empty()
                } else {
                    fill(r#"{"default":{"?":{"Namespace":"default","ID":"?","Expected":?}}}"#, &[&job, &job, &expected])
                };
                set(&mut full, key, jobs);
            }
        }
        if self.api_version >= ApiVersion::V200 {
            let started = field(plugin, "started").as_u64().unwrap_or(self.now.saturating_sub(900_000_000));
            for key in ["CreateTime", "ModifyTime"] {
                set(&mut full, key, nanos(started, 2).into());
            }
        }
        success(full)
    }

    /// The nodes that a plugin may run on.
    fn nodes_of<'a>(&'a self, plugin: &'a Value) -> impl Iterator<Item = &'a Value> {
        let on = text(plugin, "on");
        self.nodes.iter().filter(move |node| on.is_empty() || is(node, "Name", on))
    }

    /// The plugin's instances by node id, the first of them healthy.
    fn instances(&self, plugin: &Value, controller: bool) -> Value {
        let (healthy, expected) =
            if controller { ("ControllersHealthy", "ControllersExpected") } else { ("NodesHealthy", "NodesExpected") };
        let (healthy, expected) = (number(plugin, healthy), if starting(plugin) { 0 } else { number(plugin, expected) });
        let zoned = text(plugin, "ID").starts_with("aws") || is_hostpath(plugin);
        let mut by_node = empty();
        for (node, at) in self.nodes_of(plugin).zip(0..expected) {
            let well = at < healthy;
            let mut info = fill(
                r#"{"PluginID":?,"AllocID":"?","Healthy":?,"HealthDescription":"?","UpdateTime":"?","Provider":?,"ProviderVersion":?,
                "RequiresControllerPlugin":?,"RequiresTopologies":?}"#,
                &[
                    field(plugin, "ID"),
                    &instance(plugin, node, controller),
                    &well,
                    &if well { "healthy" } else { UNHEALTHY },
                    &rfc3339(self.now.saturating_sub(86_400_000)),
                    field(plugin, "Provider"),
                    field(plugin, "Version"),
                    field(plugin, "ControllerRequired"),
                    &zoned,
                ],
            );
            let (own, other) = if controller { ("ControllerInfo", "NodeInfo") } else { ("NodeInfo", "ControllerInfo") };
            set(&mut info, own, if controller { self.controller_info(plugin) } else { node_info(plugin, node) });
            if self.api_version < ApiVersion::V16 {
                set(&mut info, other, Value::Null);
            }
            set(&mut by_node, text(node, "ID"), info);
        }
        by_node
    }

    fn controller_info(&self, plugin: &Value) -> Value {
        let mut info = empty();
        for (names, known) in [(OLD_ABILITIES, true), (NEW_ABILITIES, self.api_version >= ApiVersion::V16)] {
            for name in names.split(' ').filter(|_| known) {
                set(&mut info, &["Supports", name].concat(), supports(plugin, name).into());
            }
        }
        info
    }
}

/// Whether no instance of a plugin has reported yet.
fn starting(plugin: &Value) -> bool {
    !field(plugin, "becomes").is_null()
}

/// What an instance on a node can do there.
fn node_info(plugin: &Value, node: &Value) -> Value {
    let (aws, hostpath) = (text(plugin, "ID").starts_with("aws"), is_hostpath(plugin));
    let zone = match (aws, hostpath) {
        (true, _) => fill(r#"{"Segments":{"topology.ebs.csi.aws.com/zone":"?a"}}"#, &[&text(node, "Datacenter")]),
        (_, true) => fill(r#"{"Segments":{"topology.hostpath.csi/node":?}}"#, &[field(node, "Name")]),
        _ => Value::Null,
    };
    fill(
        r#"{"ID":"?","MaxVolumes":?,"AccessibleTopology":?,"RequiresNodeStageVolume":?,"SupportsStats":true,"SupportsExpand":?,
        "SupportsCondition":?}"#,
        &[
            &node_name(plugin, node),
            &(if aws { 25 } else { i64::MAX }),
            &zone,
            field(plugin, "ControllerRequired"),
            &supports(plugin, "Expand"),
            &(hostpath && among(text(plugin, "supports"), "Condition")),
        ],
    )
}

/// How the storage behind a plugin calls a node.
pub(super) fn node_name(plugin: &Value, node: &Value) -> String {
    if is_hostpath(plugin) { text(node, "Name").to_owned() } else { external_node(text(node, "ID")) }
}

/// The allocation that runs a plugin on a node; a job of its own runs both parts in one.
fn instance(plugin: &Value, node: &Value, controller: bool) -> String {
    let part = controller && is(plugin, "job", "");
    uuid(&format!("{} {} {part}", text(plugin, "ID"), text(node, "ID")))
}
