//! CSI volumes as JSON, in the shape of each generation, and the allocations that hold them.
//!
//! Source: `nomad/structs/csi.go` (`CSIVolume.Stub`), `command/agent/csi_endpoint.go` (`structsCSIVolumeToApi`), and the
//! history of the read answer: 0.11 sends the raw struct, 0.12.2 an `Allocations` array, 1.3 both.

use super::state::{hash, rfc3339, uuid};
use super::value::{copy, empty, extend, field, fill, flag, items, number, pick, set, text, words};
use super::{Nomad, Shape};
use serde_json::Value;

/// What list item and full object share, of the volume and of its plugin.
const COMMON: &str = "ID Namespace Name ExternalID Topologies AccessMode AttachmentMode PluginID CreateIndex ModifyIndex";
const PLUGIN: &str = "Schedulable Provider ControllersHealthy ControllersExpected NodesHealthy NodesExpected";
/// What 1.4 and 1.9 added to both.
const LATER: &str = "ResourceExhausted CreateTime ModifyTime";
/// What only the full object of the latest shows.
const FULL: &str = "RequestedTopologies RequestedCapabilities RequestedCapacityMin RequestedCapacityMax Capacity CloneID SnapshotID";

impl Nomad {
    /// What list item and full object share.
    fn common(&self, volume: &Value) -> Value {
        let plugin = self.plugin(text(volume, "PluginID")).unwrap_or(&Value::Null);
        let mut common = pick(volume, COMMON);
        copy(plugin, PLUGIN, &mut common);
        if self.shape == Shape::V110 {
            copy(plugin, "ControllerRequired", &mut common);
            copy(volume, LATER, &mut common);
        }
        common
    }

    /// The item of a list.
    pub(super) fn csi_stub(&self, volume: &Value) -> Value {
        let mut stub = self.common(volume);
        let claims = items(volume, "claims");
        let readers = claims.iter().filter(|claim| number(claim, "Mode") == 0).count();
        let many = flag(volume, "malformed");
        set(&mut stub, "CurrentReaders", if many { super::fail::malformed_count() } else { readers.into() });
        set(&mut stub, "CurrentWriters", (claims.len() - readers).into());
        stub
    }

    /// The full object.
    pub(super) fn csi_full(&self, volume: &Value) -> Value {
        let mut full = self.common(volume);
        let plugin = self.plugin(text(volume, "PluginID")).unwrap_or(&Value::Null);
        copy(plugin, "ControllerRequired ProviderVersion", &mut full);
        copy(&Value::Null, "Secrets MountOptions ReadAllocs WriteAllocs", &mut full);
        if self.shape != Shape::V110 {
            set(&mut full, "ResourceExhausted", rfc3339(0).into());
        }
        if self.shape != Shape::V012 {
            copy(volume, "Parameters Context", &mut full);
            for map in ["ReadClaims", "WriteClaims", "PastClaims", "ReadAllocs", "WriteAllocs"] {
                let mut by_alloc = empty();
                for claim in items(volume, "claims") {
                    let belongs = match map {
                        "PastClaims" => number(claim, "State") > 0,
                        _ => (number(claim, "Mode") > 0) == map.starts_with('W'),
                    };
                    if belongs {
                        let shown = if map.ends_with("Claims") { self.claim(volume, claim) } else { self.raw_alloc(claim) };
                        set(&mut by_alloc, text(claim, "AllocationID"), shown);
                    }
                }
                set(&mut full, map, by_alloc);
            }
        }
        if self.shape != Shape::V011 {
            // The latest put readers first, 0.12 writers.
            let first = i64::from(self.shape == Shape::V012);
            let mut allocations = Vec::new();
            for mode in [first, 1 - first] {
                for claim in items(volume, "claims").iter().filter(|claim| number(claim, "Mode") == mode) {
                    allocations.push(field(claim, "alloc").clone());
                }
            }
            set(&mut full, "Allocations", allocations.into());
        }
        if self.shape == Shape::V110 {
            copy(volume, FULL, &mut full);
            // Mount flags may hold secrets and are never shown.
            let mut mount = field(volume, "MountOptions").clone();
            if field(&mount, "MountFlags").is_array() {
                set(&mut mount, "MountFlags", vec!["[REDACTED]"].into());
            }
            set(&mut full, "MountOptions", mount);
        }
        full
    }

    fn claim(&self, volume: &Value, claim: &Value) -> Value {
        let mut shown = pick(claim, "AllocationID NodeID Mode State");
        if self.shape == Shape::V110 {
            copy(claim, "ExternalNodeID", &mut shown);
            copy(volume, "AccessMode AttachmentMode", &mut shown);
        }
        shown
    }

    /// What the maps by allocation hold: in 0.11 the whole `Allocation` with its job, unless it has ended; later nothing.
    fn raw_alloc(&self, claim: &Value) -> Value {
        if self.shape != Shape::V011 || flag(claim, "terminal") {
            return Value::Null;
        }
        let mut alloc = field(claim, "alloc").clone();
        let (job, namespace) = (field(&alloc, "JobID"), field(&alloc, "Namespace"));
        let more = fill(
            r#"{"Job":{"ID":?,"Name":?,"Namespace":?,"Type":"service","Status":"running","TaskGroups":[{"Name":?,"Count":1}]},
            "Resources":{"CPU":500,"MemoryMB":256,"DiskMB":300},"Metrics":null,"DeploymentStatus":null}"#,
            &[job, job, namespace, job],
        );
        extend(&mut alloc, more);
        alloc
    }
}

/// `AllocListStub`, as JSON text: an allocation of this id and job on a node, made at this time (nanoseconds).
pub(super) fn alloc_stub(id: &str, namespace: &str, node: &Value, job: &str, terminal: bool, created: i64) -> String {
    let (desired, status, about, state) = if terminal {
        ("stop", "complete", "All tasks have completed", "dead")
    } else {
        ("run", "running", "Tasks are running", "running")
    };
    let millis = u64::try_from(created / 1_000_000).unwrap_or(0);
    let index = 400 + hash(id) % 500;
    words(
        r#"{"ID":"?","EvalID":"?","Name":"?.?[0]","Namespace":"?","NodeID":?,"NodeName":?,"JobID":"?","JobType":"service","JobVersion":0,
        "TaskGroup":"?","DesiredStatus":"?","DesiredDescription":"","ClientStatus":"?","ClientDescription":"?","TaskStates":{"?":{"State":"?",
        "Failed":false,"Restarts":0,"LastRestart":"?","StartedAt":"?","FinishedAt":"?","Events":[]}},"FollowupEvalID":"",
        "RescheduleTracker":null,"PreemptedAllocations":null,"PreemptedByAllocation":"","CreateIndex":?,"ModifyIndex":?,"CreateTime":?,
        "ModifyTime":?}"#,
        &[
            &id,
            &uuid(&["eval ", id].concat()),
            &job,
            &job,
            &namespace,
            field(node, "ID"),
            field(node, "Name"),
            &job,
            &job,
            &desired,
            &status,
            &about,
            &job,
            &state,
            &rfc3339(0),
            &rfc3339(millis + 4_000),
            &rfc3339(if terminal { millis + 5_400_000 } else { 0 }),
            &index,
            &(index + 3),
            &created,
            &(created + 4_012_345_678),
        ],
    )
}

/// The node's name in the storage provider.
pub(super) fn external_node(node: &str) -> String {
    format!("i-0{:.15}", node.replace('-', ""))
}
