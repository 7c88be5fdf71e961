//! What a storage plugin lists by itself: volumes that Nomad may or may not know, and snapshots. Nomad 1.1 and later.
//!
//! Neither is in Nomad's own state: they have no index, and the words `registered`, `not registered` and `abnormal` for a
//! volume and `ready` and `not ready` for a snapshot are the console's.

use super::{Address, Class, Facts, Object, count, size};
use crate::model::{Kind, Phase, Resource, Status, User, Value};

/// Reads a volume that this plugin lists; `registered` tells whether Nomad has a volume of this external id.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn external(raw: &str, plugin: &str, registered: &dyn Fn(&str) -> bool) -> Result<Resource, String> {
    let volume = Object::of(raw)?;
    let vendor_id = volume.need("ExternalID")?;
    let mut status = match (volume.flag("IsAbnormal"), registered(&vendor_id)) {
        (Some(true), _) => Status::new(Phase::Failed, "abnormal"),
        (_, true) => Status::new(Phase::Ready, "registered"),
        (_, false) => Status::new(Phase::Ready, "not registered"),
    };
    status.detail = volume.text("Status");
    let users: Vec<_> = volume
        .texts("PublishedExternalNodeIDs")
        .into_iter()
        .map(|node| User {
            name: node.clone(),
            id: node,
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
    facts.code("clone", "Cloned from", volume.try_text("CloneID"));
    facts.code("snapshot", "Made from snapshot", volume.try_text("SnapshotID"));
    let mut resource = Resource::new(Kind::Volume, Address::to_id(Class::External, plugin, &vendor_id), vendor_id, None, status, raw);
    resource.size = size(&mut facts, volume.try_signed("CapacityBytes"));
    resource.usage = (!users.is_empty()).then(|| count(users.len() as u64, "node"));
    if volume.get("PublishedExternalNodeIDs").is_some() {
        resource.used_by(users);
    }
    resource.facts = facts.0;
    Ok(volume.finish(resource))
}

/// Reads a snapshot that this plugin lists. Its `CreateTime` is in seconds, unlike all other times of Nomad.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn snapshot(raw: &str, plugin: &str) -> Result<Resource, String> {
    let snapshot = Object::of(raw)?;
    let vendor_id = snapshot.need("ID")?;
    let (external, source) = (snapshot.text("ExternalSourceVolumeID"), snapshot.text("SourceVolumeID"));
    let status = match snapshot.flag("IsReady") {
        Some(true) => Status::new(Phase::Ready, "ready"),
        Some(false) => Status::new(Phase::Changing, "not ready"),
        None => Status::new(Phase::Unknown, "unknown"),
    };
    let mut facts = Facts::default();
    facts.add("plugin", "Plugin", Value::Text(plugin.to_owned()));
    facts.code("volume", "Source volume", source.clone());
    facts.code("external", "Source’s external id", external.clone());
    let mut resource =
        Resource::new(Kind::Snapshot, Address::to_id(Class::Snapshot, plugin, &vendor_id), vendor_id, snapshot.text("Name"), status, raw);
    resource.size = size(&mut facts, snapshot.try_signed("SizeBytes"));
    resource.created = facts.created(snapshot.try_time("CreateTime"));
    resource.source = external.or(source);
    resource.facts = facts.0;
    Ok(snapshot.finish(resource))
}
