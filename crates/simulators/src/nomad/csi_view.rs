//! CSI volumes as JSON, in the shape of each generation.
//!
//! Source: `nomad/structs/csi.go` (`CSIVolume.Stub`), `command/agent/csi_endpoint.go` (`structsCSIVolumeToApi`), and the
//! history of the read answer: 0.11 sends the raw struct, later ones an `Allocations` array and, from 1.3 on, maps that
//! tell readers from writers by their keys alone.

use super::time::rfc3339;
use super::value::{copy, empty, extend, field, fill, flag, items, number, pick, set, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

/// What list item and full object share, of the volume and of its plugin.
const COMMON: &str = "ID Namespace Name ExternalID Topologies AccessMode AttachmentMode PluginID CreateIndex ModifyIndex";
const PLUGIN: &str = "Schedulable Provider ControllersHealthy ControllersExpected NodesHealthy NodesExpected";
/// What only the full object shows since 1.1.
const FULL: &str = "RequestedTopologies RequestedCapabilities RequestedCapacityMin RequestedCapacityMax Capacity CloneID SnapshotID";

impl Nomad {
    /// What list item and full object share.
    fn common(&self, volume: &Value) -> Value {
        let health = self.health(volume);
        let mut common = pick(volume, COMMON);
        copy(&health, PLUGIN, &mut common);
        if self.api_version >= ApiVersion::V16 {
            copy(&health, "ControllerRequired", &mut common);
            copy(volume, "ResourceExhausted", &mut common);
        }
        match self.api_version {
            ApiVersion::V110 => copy(volume, "CreateTime ModifyTime", &mut common),
            // Stored, but not told.
            ApiVersion::V200 => extend(&mut common, fill(r#"{"CreateTime":0,"ModifyTime":0}"#, &[])),
            _ => {}
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
        copy(&self.health(volume), "ControllerRequired ProviderVersion", &mut full);
        copy(&Value::Null, "Secrets MountOptions ReadAllocs WriteAllocs", &mut full);
        if self.api_version < ApiVersion::V16 {
            set(&mut full, "ResourceExhausted", rfc3339(0).into());
        }
        if self.api_version != ApiVersion::V012 {
            copy(volume, "Parameters Context", &mut full);
            let maps: &[&str] = if self.api_version == ApiVersion::V011 {
                &["ReadClaims", "WriteClaims", "PastClaims", "ReadAllocs", "WriteAllocs"]
            } else {
                &["ReadAllocs", "WriteAllocs"]
            };
            for map in maps {
                set(&mut full, map, self.by_alloc(volume, map));
            }
        }
        if self.api_version != ApiVersion::V011 {
            // The later put readers first, 0.12 writers.
            let first = i64::from(self.api_version == ApiVersion::V012);
            let mut allocations = Vec::new();
            for mode in [first, 1 - first] {
                for claim in items(volume, "claims").iter().filter(|claim| number(claim, "Mode") == mode) {
                    allocations.push(self.alloc_shown(field(claim, "alloc")));
                }
            }
            set(&mut full, "Allocations", allocations.into());
        }
        if self.api_version >= ApiVersion::V16 {
            copy(volume, FULL, &mut full);
            // Mount flags may hold secrets and are never shown.
            let mut mount = field(volume, "MountOptions").clone();
            if !items(&mount, "MountFlags").is_empty() {
                set(&mut mount, "MountFlags", vec!["[REDACTED]"].into());
            }
            set(&mut full, "MountOptions", mount);
        }
        full
    }

    /// The object in the answer to a write: what was sent on to be stored, so that a new volume has no index and no health
    /// yet, and an old one those from before.
    pub(super) fn csi_written(&self, volume: &Value, new: bool) -> Value {
        let mut full = self.csi_full(volume);
        set(&mut full, "Allocations", Value::Array(Vec::new()));
        if !new {
            return full;
        }
        let unknown = fill(
            r#"{"CreateIndex":0,"ModifyIndex":0,"ControllerRequired":false,"ControllersExpected":0,"ControllersHealthy":0,
            "NodesExpected":0,"NodesHealthy":0,"Schedulable":false}"#,
            &[],
        );
        extend(&mut full, unknown);
        if self.api_version == ApiVersion::V16 {
            copy(&Value::Null, "ReadAllocs WriteAllocs", &mut full);
        } else {
            extend(&mut full, fill(r#"{"CreateTime":0,"ModifyTime":0}"#, &[]));
        }
        full
    }

    /// The claims of a volume, or their allocations, by allocation: what this map holds of them.
    fn by_alloc(&self, volume: &Value, map: &str) -> Value {
        let mut by_alloc = empty();
        for claim in items(volume, "claims") {
            let belongs = match map {
                "PastClaims" => number(claim, "State") > 0,
                _ => (number(claim, "Mode") > 0) == map.starts_with('W'),
            };
            if belongs {
                let shown = if map.ends_with("Claims") { pick(claim, "AllocationID NodeID Mode State") } else { self.raw_alloc(claim) };
                set(&mut by_alloc, text(claim, "AllocationID"), shown);
            }
        }
        by_alloc
    }

    /// What the maps by allocation hold: in 0.11 the whole `Allocation` with its job, unless it has ended; later nothing.
    fn raw_alloc(&self, claim: &Value) -> Value {
        if self.api_version != ApiVersion::V011 || flag(claim, "terminal") {
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

/// The node's name in the storage provider.
pub(super) fn external_node(node: &str) -> String {
    format!("i-0{:.15}", node.replace('-', ""))
}
