//! What there is to choose from: servers and volume types.

use super::ObjectReader;

/// A server, as far as volumes need it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Server {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `running`, `stopped`, …
    pub state: String,
    /// `PRO2-S`.
    pub commercial_type: String,
}

impl Server {
    /// From an object of the API.
    pub fn of(server: &ObjectReader) -> Self {
        let text = |name| server.text(name).unwrap_or_default();
        Self { id: text("id"), name: text("name"), state: text("state"), commercial_type: text("commercial_type") }
    }
}

/// How large volumes of a type may be, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The smallest.
    pub min: u64,
    /// The largest.
    pub max: u64,
}

/// A type of volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeType {
    /// `sbs_5k`, `l_ssd`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What it does, for Block.
    pub iops: Option<u64>,
    /// How large, for Instance.
    pub limits: Option<Limits>,
    /// Whether snapshots can be taken, for Instance.
    pub snapshots: Option<bool>,
}

impl VolumeType {
    /// From an object of Block's list.
    pub fn of_block(object: &ObjectReader) -> Self {
        let name = object.text("type").unwrap_or_default();
        let iops = object.object("specs").and_then(|specs| specs.unsigned("perf_iops"));
        Self { label: name.clone(), name, iops, limits: None, snapshots: None }
    }

    fn of_instance(name: String, object: &ObjectReader) -> Self {
        let constraints = object.object("constraints");
        let limit = |key| constraints.as_ref().and_then(|constraints| constraints.unsigned(key));
        Self {
            label: object.text("display_name").unwrap_or_else(|| name.clone()),
            name,
            iops: None,
            limits: limit("min").zip(limit("max")).map(|(min, max)| Limits { min, max }),
            snapshots: object.object("capabilities").and_then(|can| can.flag("snapshot")),
        }
    }
}

/// The types of Instance: a map by name, not a list.
pub fn instance_types(answer: &ObjectReader) -> Vec<VolumeType> {
    answer.entries("volumes").into_iter().filter_map(|(name, object)| Some(VolumeType::of_instance(name, &object?))).collect()
}
