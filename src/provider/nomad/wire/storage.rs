//! What a storage plugin lists by itself: volumes that Nomad may or may not know, and snapshots. Nomad 1.1 and later.
//!
//! Neither is in Nomad's own state: they have no index, and the words `registered`, `not registered` and `abnormal` for a
//! volume and `ready` and `not ready` for a snapshot are the console's.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Address, Bag, Class, Facts, count, item, size};
use crate::model::{Kind, Phase, Raw, Resource, Status, Timestamp, User, Value};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
#[expect(clippy::struct_field_names, reason = "as on the wire")]
struct External {
    #[serde(rename = "ExternalID")]
    external_id: Option<String>,
    capacity_bytes: Option<i64>,
    #[serde(rename = "CloneID")]
    clone_id: Option<String>,
    #[serde(rename = "SnapshotID")]
    snapshot_id: Option<String>,
    #[serde(rename = "PublishedExternalNodeIDs")]
    published: Bag<String>,
    is_abnormal: Option<bool>,
    status: Option<String>,
}

/// Reads a volume that this plugin lists; `registered` tells whether Nomad has a volume of this external id.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn external(raw: &RawValue, plugin: &str, registered: &dyn Fn(&str) -> bool) -> Result<Resource, String> {
    let volume: External = item(raw)?;
    let vendor_id = volume.external_id.filter(|id| !id.is_empty()).ok_or("ExternalID: there is none.")?;
    let mut status = match (volume.is_abnormal, registered(&vendor_id)) {
        (Some(true), _) => Status::new(Phase::Failed, "abnormal"),
        (_, true) => Status::new(Phase::Ready, "registered"),
        (_, false) => Status::new(Phase::Ready, "not registered"),
    };
    status.detail = volume.status.filter(|text| !text.is_empty());
    let users: Vec<_> = volume
        .published
        .values()
        .map(|node| User {
            name: node.clone(),
            id: node.clone(),
            host: None,
            host_id: None,
            role: Some("published to".to_owned()),
            status: Status::new(Phase::Unknown, "published"),
            since: None,
        })
        .collect();
    let mut facts = Facts::default();
    facts.add("class", "Class", Value::Text("external".into()));
    facts.add("plugin", "Plugin", Value::Text(plugin.to_owned()));
    facts.code("external", "External id", Some(vendor_id.clone()));
    facts.code("clone", "Cloned from", volume.clone_id);
    facts.code("snapshot", "Made from snapshot", volume.snapshot_id);
    Ok(Resource {
        kind: Kind::Volume,
        id: Address::to_id(Class::External, plugin, &vendor_id),
        name: vendor_id.clone(),
        vendor_id,
        status,
        size: size(volume.capacity_bytes),
        created: None,
        usage: (!users.is_empty()).then(|| count(users.len() as u64, "node")),
        users,
        source: None,
        facts: facts.0,
        raw: Raw::from(raw),
    })
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Snapshot {
    #[serde(rename = "ID")]
    id: Option<String>,
    name: Option<String>,
    #[serde(rename = "ExternalSourceVolumeID")]
    external_source: Option<String>,
    #[serde(rename = "SourceVolumeID")]
    source: Option<String>,
    size_bytes: Option<i64>,
    create_time: Option<i64>,
    is_ready: Option<bool>,
}

/// Reads a snapshot that this plugin lists. Its `CreateTime` is in seconds, unlike all other times of Nomad.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn snapshot(raw: &RawValue, plugin: &str) -> Result<Resource, String> {
    let snapshot: Snapshot = item(raw)?;
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    let vendor_id = some(snapshot.id).ok_or("ID: there is none.")?;
    let (external, source) = (some(snapshot.external_source), some(snapshot.source));
    let status = match snapshot.is_ready {
        Some(true) => Status::new(Phase::Ready, "ready"),
        Some(false) => Status::new(Phase::Changing, "not ready"),
        None => Status::new(Phase::Unknown, "unknown"),
    };
    let mut facts = Facts::default();
    facts.add("plugin", "Plugin", Value::Text(plugin.to_owned()));
    facts.code("volume", "Source volume", source.clone());
    facts.code("external", "Source’s external id", external.clone());
    Ok(Resource {
        kind: Kind::Snapshot,
        id: Address::to_id(Class::Snapshot, plugin, &vendor_id),
        name: some(snapshot.name).unwrap_or_else(|| vendor_id.clone()),
        vendor_id,
        status,
        size: size(snapshot.size_bytes),
        created: snapshot.create_time.filter(|seconds| *seconds > 0).map(Timestamp::from_seconds),
        users: Vec::new(),
        usage: None,
        source: external.or(source),
        facts: facts.0,
        raw: Raw::from(raw),
    })
}
