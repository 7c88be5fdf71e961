//! A dynamic host volume, from a list stub or a full reading. Nomad 1.10 and later.
//!
//! `State` is Nomad's own word: `pending`, `ready` or `unavailable`
//! (<https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go>, `HostVolumeState`).

use super::claim::user;
use super::modes::Modes;
use super::{Facts, ObjectReader, ResourceRef, ResourceType, count, size};
use voldeck_core::model::{Kind, Phase, Resource, Status, Value};

/// Reads a host volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn host(raw: &str) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let vendor_id = volume.required_string("ID")?;
    let namespace = volume.text("Namespace").unwrap_or_else(|| "default".to_owned());
    let mut status = Status::told(volume.text("State"), |word| match word {
        "pending" => Phase::Changing,
        "ready" => Phase::Ready,
        "unavailable" => Phase::Failed,
        _ => Phase::Unknown,
    });
    let users: Vec<_> = volume.objects("Allocations").iter().map(|allocation| user(allocation, None)).collect();
    // The list never tells allocations. A full reading leaves the key out where there are none; it has what lists lack.
    let told = ["Allocations", "HostPath", "RequestedCapabilities"].iter().any(|name| volume.has(name));
    let usage = (!users.is_empty()).then(|| count(users.len() as u64, "allocation"));
    status.detail.clone_from(&usage);
    let modes = Modes::of(&volume);
    let mut facts = Facts::default();
    facts.add("class", "Class", Value::Text("host".into()));
    facts.text("plugin", "Plugin", volume.try_text("PluginID"));
    facts.add("namespace", "Namespace", Value::Text(namespace.clone()));
    facts.text("claims", "Claims", usage.clone());
    facts.text("access", "Access mode", modes.access());
    facts.text("attachment", "Attachment mode", modes.attachment());
    facts.text("modes", "Modes it was made with", modes.pairs());
    facts.code("node", "Node", volume.try_text("NodeID"));
    facts.text("pool", "Node pool", volume.try_text("NodePool"));
    facts.code("path", "Host path", volume.try_text("HostPath"));
    facts.time("modified", "Modified", volume.try_time("ModifyTime"));
    let mut resource = Resource::new(
        Kind::Volume,
        ResourceRef::to_id(ResourceType::Host, &namespace, &vendor_id),
        vendor_id,
        volume.text("Name"),
        status,
        raw,
    );
    resource.size = size(&mut facts, volume.try_signed("CapacityBytes"));
    resource.created = facts.created(volume.try_time("CreateTime"));
    if told {
        resource.used_by(users);
    }
    resource.usage = usage;
    resource.facts = facts.0;
    Ok(volume.finish(resource))
}

/// Whether a host volume was registered, so that no plugin made it and none destroys it; `None` where its reading does not say.
pub fn registered(volume: &Resource) -> Option<bool> {
    ObjectReader::parse(volume.raw.text())
        .ok()
        .filter(|volume| volume.has("PluginID"))?
        .try_text("PluginID")
        .ok()
        .map(|plugin| plugin.is_none())
}
