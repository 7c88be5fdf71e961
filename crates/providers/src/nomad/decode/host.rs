//! A dynamic host volume, from a list stub or a full reading. Nomad 1.10 and later.
//!
//! `State` is Nomad's own word: `pending`, `ready` or `unavailable`
//! (<https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go>, `HostVolumeState`).

use super::claim::user;
use super::modes::Modes;
use super::{AttributeList, ObjectReader, ResourceRef, ResourceType, count, size};
use voldeck_core::model::{Kind, Phase, Resource, Status, Value};

/// Reads a host volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn host(raw: &str) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let provider_id = volume.required_string("ID")?;
    let namespace = volume.text("Namespace").unwrap_or_else(|| "default".to_owned());
    let mut status = Status::told(volume.text("State"), |word| match word {
        "pending" => Phase::Changing,
        "ready" => Phase::Ready,
        "unavailable" => Phase::Failed,
        _ => Phase::Unknown,
    });
    let attachments: Vec<_> = volume.objects("Allocations").iter().map(|allocation| user(allocation, None)).collect();
    // The list never tells allocations. A full reading leaves the key out where there are none; it has what lists lack.
    let told = ["Allocations", "HostPath", "RequestedCapabilities"].iter().any(|name| volume.has(name));
    let usage = (!attachments.is_empty()).then(|| count(attachments.len() as u64, ["{number} allocation", "{number} allocations"]));
    status.detail.clone_from(&usage);
    let modes = Modes::of(&volume);
    let mut attributes = AttributeList::default();
    attributes.add("class", "Class", Value::Text("host".into()));
    attributes.text("plugin", "Plugin", volume.try_text("PluginID"));
    attributes.add("namespace", "Namespace", Value::Text(namespace.clone()));
    attributes.text("claims", "Claims", usage.clone());
    attributes.text("access", "Access mode", modes.access());
    attributes.text("attachment", "Attachment mode", modes.attachment());
    attributes.text("modes", "Modes it was made with", modes.pairs());
    attributes.code("node", "Node", volume.try_text("NodeID"));
    attributes.text("pool", "Node pool", volume.try_text("NodePool"));
    attributes.code("path", "Host path", volume.try_text("HostPath"));
    attributes.time("modified", "Modified", volume.try_time("ModifyTime"));
    let mut resource = Resource::new(
        Kind::Volume,
        ResourceRef::to_id(ResourceType::Host, &namespace, &provider_id),
        provider_id,
        volume.text("Name"),
        status,
        raw,
    );
    resource.size = size(&mut attributes, volume.try_signed("CapacityBytes"));
    resource.created = attributes.created(volume.try_time("CreateTime"));
    if told {
        resource.used_by(attachments);
    }
    resource.usage = usage;
    resource.attributes = attributes.0;
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
