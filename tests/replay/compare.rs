//! Two bodies: the same keys and kinds all the way down, and the same values where time and chance have no part in them.

use super::ids::{Ids, is_uuid};
use serde_json::Value;

/// Fields whose values have to be the same.
const SAME: &[&str] = &[
    "AccessMode",
    "AttachmentMode",
    "Capabilities",
    "Capacity",
    "CapacityBytes",
    "ClientStatus",
    "ControllerRequired",
    "ControllersExpected",
    "ControllersHealthy",
    "CurrentReaders",
    "CurrentWriters",
    "DesiredStatus",
    "FSType",
    "Global",
    "IsAbnormal",
    "IsReady",
    "JobID",
    "JobType",
    "MountFlags",
    "Name",
    "Namespace",
    "NextToken",
    "NodePool",
    "NodesExpected",
    "NodesHealthy",
    "PluginID",
    "Policies",
    "Policy",
    "Provider",
    "ProviderVersion",
    "PublishedExternalNodeIDs",
    "RequestedCapacityMax",
    "RequestedCapacityMaxBytes",
    "RequestedCapacityMin",
    "RequestedCapacityMinBytes",
    "Schedulable",
    "SizeBytes",
    "SourceVolumeID",
    "State",
    "Status",
    "TaskGroup",
    "Topologies",
    "Type",
    "Version",
    "VolumeName",
    "Warnings",
];

/// A comparison under way.
pub struct Comparison<'a> {
    ids: &'a mut Ids,
    found: Vec<String>,
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What an item of a list is called, where it has a name.
fn name(item: &Value) -> Option<(&str, &str)> {
    Some((item.get("Namespace").and_then(Value::as_str).unwrap_or(""), item.get("Name")?.as_str().filter(|name| !name.is_empty())?))
}

impl Comparison<'_> {
    /// Every difference between two bodies.
    pub fn of(ids: &mut Ids, theirs: &Value, ours: &Value) -> Vec<String> {
        let mut comparison = Comparison { ids, found: Vec::new() };
        comparison.values("", theirs, ours, true);
        comparison.found
    }

    /// `same` while the two stand for the same thing.
    fn values(&mut self, at: &str, theirs: &Value, ours: &Value, same: bool) {
        if kind(theirs) != kind(ours) {
            self.found.push(format!("{at} is {ours}, recorded {theirs}"));
            return;
        }
        match (theirs, ours) {
            (Value::String(theirs), Value::String(ours)) if same => self.ids.detect_version(theirs, ours),
            (Value::Array(theirs), Value::Array(ours)) => self.arrays(at, theirs, ours, same),
            (Value::Object(theirs), Value::Object(ours)) => {
                for (key, value) in theirs {
                    let own = self.ids.ours(key).to_owned();
                    let alone = || ours.iter().next().filter(|(key, _)| ours.len() == 1 && is_uuid(key)).map(|(_, value)| value);
                    let Some(found) = ours.get(&own).or_else(|| alone().filter(|_| is_uuid(key) && theirs.len() == 1)) else {
                        self.found.push(format!("{at} lacks {key}"));
                        continue;
                    };
                    let at = format!("{at}/{key}");
                    if same && SAME.contains(&key.as_str()) && found != value {
                        self.found.push(format!("{at} is {found}, recorded {value}"));
                    }
                    self.values(&at, value, found, same);
                }
                let known: Vec<&str> = theirs.keys().map(|key| self.ids.ours(key)).collect();
                for key in ours.keys().filter(|key| !known.contains(&key.as_str())) {
                    if !(is_uuid(key) && theirs.len() == 1) {
                        self.found.push(format!("{at} has {key}"));
                    }
                }
            }
            _ => {}
        }
    }

    /// Lists are ordered by ids, which are ours and theirs: items are paired by id, else by name, else as they come.
    fn arrays(&mut self, at: &str, theirs: &[Value], ours: &[Value], same: bool) {
        if theirs.len() != ours.len() {
            self.found.push(format!("{at} has {} items, recorded {}", ours.len(), theirs.len()));
            return;
        }
        let mut left: Vec<usize> = (0..ours.len()).collect();
        let mut pairs = Vec::new();
        for (place, item) in theirs.iter().enumerate() {
            let id = ["ID", "ExternalID"].iter().find_map(|key| item.get(key).and_then(Value::as_str)).filter(|id| self.ids.knows(id));
            let by_id = |other: &&usize| {
                id.is_some_and(|id| {
                    ["ID", "ExternalID"].iter().any(|key| ours[**other].get(key).is_some_and(|own| own == self.ids.ours(id)))
                })
            };
            let by_name = |other: &&usize| id.is_none() && name(item).is_some() && name(item) == name(&ours[**other]);
            let found = left.iter().find(by_id).or_else(|| left.iter().find(by_name)).copied();
            if let Some(other) = found {
                left.retain(|one| *one != other);
            }
            pairs.push((place, found, id.is_some()));
        }
        let mut left = left.into_iter();
        for (place, found, known) in pairs {
            let Some(other) = found.or_else(|| left.next()) else { continue };
            // One that is known and not there stands for another: a page of a list in another order.
            let same = same && (found.is_some() || !known);
            self.values(&format!("{at}[{place}]"), &theirs[place], &ours[other], same);
        }
    }
}
