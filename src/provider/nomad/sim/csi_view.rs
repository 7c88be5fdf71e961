//! CSI volumes as JSON, in the shape of each generation.
//!
//! Source: `nomad/structs/csi.go` (`CSIVolume.Stub`), `command/agent/csi_endpoint.go` (`structsCSIVolumeToApi`), and the
//! history of the read answer: 0.11 sends the raw struct, 0.12.2 an `Allocations` array, 1.3 both.

use super::object::{Json, NULL, entries, extend, object};
use super::state::{Claim, Csi, hash, uuid};
use super::{Nomad, Shape};
use serde_json::Value;
use std::time::{Duration, UNIX_EPOCH};

/// RFC 3339; the zero time for 0.
pub(super) fn rfc3339(millis: u64) -> Value {
    if millis == 0 {
        return "0001-01-01T00:00:00Z".json();
    }
    let since = Duration::from_millis(millis) + Duration::from_nanos(millis % 999_983);
    humantime::format_rfc3339_nanos(UNIX_EPOCH + since).to_string().json()
}

/// A map from allocation id to something.
fn by_alloc<'a>(claims: impl Iterator<Item = &'a Claim>, value: impl Fn(&Claim) -> Value) -> Value {
    entries(&mut claims.map(|claim| (claim.alloc.clone(), value(claim))))
}

impl Nomad {
    /// What list item and full object share.
    fn common(&self, volume: &Csi) -> Value {
        let plugin = self.plugin(&volume.plugin);
        let number = |get: fn(&super::Plugin) -> u64| plugin.map_or(0, get);
        object!({
            "ID": &volume.id, "Namespace": &volume.namespace, "Name": &volume.name, "ExternalID": &volume.external,
            "Topologies": &volume.topologies, "AccessMode": &volume.access, "AttachmentMode": &volume.attachment,
            "Schedulable": plugin.is_some_and(super::Plugin::schedulable),
            "PluginID": &volume.plugin, "Provider": plugin.map_or("", |plugin| plugin.provider.as_str()),
            "ControllersHealthy": number(|plugin| plugin.controllers_healthy),
            "ControllersExpected": number(|plugin| plugin.controllers_expected),
            "NodesHealthy": number(|plugin| plugin.nodes_healthy), "NodesExpected": number(|plugin| plugin.nodes_expected),
            "CreateIndex": volume.create_index, "ModifyIndex": volume.modify_index,
        })
    }

    /// The item of a list.
    pub(super) fn csi_stub(&self, volume: &Csi) -> Value {
        let mut stub = self.common(volume);
        let readers = volume.claims.iter().filter(|claim| !claim.write).count();
        extend(&mut stub, object!({ "CurrentReaders": readers, "CurrentWriters": volume.claims.len() - readers }));
        if self.shape == Shape::V110 {
            extend(&mut stub, self.later(volume));
        }
        if volume.malformed {
            stub["CurrentReaders"] = super::fail::malformed_count();
        }
        stub
    }

    /// The fields that 1.4 and 1.9 added to both.
    fn later(&self, volume: &Csi) -> Value {
        object!({
            "ControllerRequired": self.plugin(&volume.plugin).is_some_and(super::Plugin::controller_required),
            "ResourceExhausted": rfc3339(volume.exhausted), "CreateTime": volume.created, "ModifyTime": volume.modified,
        })
    }

    /// The full object.
    pub(super) fn csi_full(&self, volume: &Csi) -> Value {
        let side = |write: bool| volume.claims.iter().filter(move |claim| claim.write == write);
        let allocations =
            |first: bool| -> Value { side(first).chain(side(!first)).map(|claim| self.alloc_stub(claim, &volume.namespace)).collect() };
        let mut full = self.common(volume);
        let plugin = self.plugin(&volume.plugin);
        let version = plugin.map_or("", |plugin| &plugin.version);
        extend(
            &mut full,
            object!({
                "ProviderVersion": version, "Secrets": NULL, "MountOptions": NULL, "ResourceExhausted": rfc3339(0),
                "ControllerRequired": plugin.is_some_and(super::Plugin::controller_required),
                "ReadAllocs": NULL, "WriteAllocs": NULL,
            }),
        );
        if self.shape != Shape::V012 {
            let claim = |claim: &Claim| self.claim(volume, claim);
            extend(
                &mut full,
                object!({
                    "Parameters": &volume.parameters, "Context": &volume.context,
                    "ReadClaims": by_alloc(side(false), claim), "WriteClaims": by_alloc(side(true), claim),
                    "PastClaims": by_alloc(volume.claims.iter().filter(|claim| claim.state > 0), claim),
                }),
            );
        }
        match self.shape {
            Shape::V011 => {
                let alloc = |claim: &Claim| if claim.terminal { Value::Null } else { self.alloc_full(claim, &volume.namespace) };
                extend(&mut full, object!({ "ReadAllocs": by_alloc(side(false), alloc), "WriteAllocs": by_alloc(side(true), alloc) }));
            }
            Shape::V012 => full["Allocations"] = allocations(true),
            Shape::V110 => {
                extend(&mut full, self.later(volume));
                extend(
                    &mut full,
                    object!({
                        "RequestedTopologies": &volume.requested_topologies, "RequestedCapabilities": &volume.capabilities,
                        "RequestedCapacityMin": volume.min, "RequestedCapacityMax": volume.max, "Capacity": volume.capacity,
                        "CloneID": &volume.clone, "SnapshotID": &volume.snapshot, "MountOptions": redacted(&volume.mount),
                        "ReadAllocs": by_alloc(side(false), |_| Value::Null),
                        "WriteAllocs": by_alloc(side(true), |_| Value::Null),
                        "Allocations": allocations(false),
                    }),
                );
            }
        }
        full
    }

    fn claim(&self, volume: &Csi, claim: &Claim) -> Value {
        let mut value = object!({ "AllocationID": &claim.alloc, "NodeID": &claim.node, "Mode": i32::from(claim.write), "State": i32::from(claim.state) });
        if self.shape == Shape::V110 {
            let external = external_node(&claim.node);
            extend(&mut value, object!({ "ExternalNodeID": external, "AccessMode": &volume.access, "AttachmentMode": &volume.attachment }));
        }
        value
    }

    /// `AllocListStub`.
    pub(super) fn alloc_stub(&self, claim: &Claim, namespace: &str) -> Value {
        let (desired, status, about) =
            if claim.terminal { ("stop", "complete", "All tasks have completed") } else { ("run", "running", "Tasks are running") };
        let millis = u64::try_from(claim.created / 1_000_000).unwrap_or(0);
        let finished = rfc3339(if claim.terminal { millis + 5_400_000 } else { 0 });
        let index = 400 + hash(&claim.alloc) % 500;
        let task = object!({
            "State": if claim.terminal { "dead" } else { "running" }, "Failed": false, "Restarts": 0, "LastRestart": rfc3339(0),
            "StartedAt": rfc3339(millis + 4_000), "FinishedAt": finished, "Events": Vec::new(),
        });
        let tasks = entries(&mut std::iter::once((claim.job.clone(), task)));
        object!({
            "ID": &claim.alloc, "EvalID": uuid(&format!("eval {}", claim.alloc)), "Name": format!("{0}.{0}[0]", claim.job),
            "Namespace": namespace, "NodeID": &claim.node, "NodeName": self.node(&claim.node).map_or("", |node| node.name.as_str()),
            "JobID": &claim.job, "JobType": "service", "JobVersion": 0, "TaskGroup": &claim.job, "DesiredStatus": desired,
            "DesiredDescription": "", "ClientStatus": status, "ClientDescription": about, "TaskStates": tasks,
            "FollowupEvalID": "", "RescheduleTracker": NULL, "PreemptedAllocations": NULL, "PreemptedByAllocation": "",
            "CreateIndex": index, "ModifyIndex": index + 3, "CreateTime": claim.created, "ModifyTime": claim.created + 4_012_345_678,
        })
    }

    /// The whole `Allocation`, job included, as 0.11 sends it.
    fn alloc_full(&self, claim: &Claim, namespace: &str) -> Value {
        let mut alloc = self.alloc_stub(claim, namespace);
        extend(
            &mut alloc,
            object!({
                "Job": object!({ "ID": &claim.job, "Name": &claim.job, "Namespace": namespace, "Type": "service", "Status": "running",
                    "TaskGroups": vec![object!({ "Name": &claim.job, "Count": 1 })] }),
                "Resources": object!({ "CPU": 500, "MemoryMB": 256, "DiskMB": 300 }), "Metrics": NULL, "DeploymentStatus": NULL,
            }),
        );
        alloc
    }
}

/// The node's name in the storage provider.
pub(super) fn external_node(node: &str) -> String {
    format!("i-0{:.15}", node.replace('-', ""))
}

/// Mount flags may hold secrets and are never shown.
fn redacted(mount: &Value) -> Value {
    let mut mount = mount.clone();
    if let Some(flags) = mount.get_mut("MountFlags")
        && flags.is_array()
    {
        *flags = Value::Array(vec!["[REDACTED]".json()]);
    }
    mount
}
