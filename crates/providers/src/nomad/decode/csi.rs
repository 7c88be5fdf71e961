//! A CSI volume, from a list stub or a full reading.
//!
//! Nomad gives CSI volumes no state word; the labels `free`, `in use`, `unschedulable` and `exhausted`,
//! and `healthy`, `degraded` and `unhealthy` of its plugin, are the console's,
//! derived from `Schedulable`, `CurrentReaders`, `CurrentWriters`, the allocations and `ResourceExhausted`. Three
//! generations of the full reading are understood:
//!
//! - up to 0.12.1: `ReadAllocs` and `WriteAllocs` map allocation ids to whole allocations, and there is no `Allocations`;
//! - 0.12.2 to 1.2: `Allocations`, with both maps `null`: readers and writers cannot be told apart, and claims of allocations that
//!   are gone are not told at all, so an empty list does not mean that nobody uses the volume;
//! - from 1.3: `Allocations`, and the maps lead from ids to `null`: an allocation's role is its membership.
//!
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/command/agent/csi_endpoint.go> (`structsCSIVolumeToApi`).

use super::claim::Claims;
use super::health::health;
use super::modes::Modes;
use super::uses::{COUNTS, Uses};
use super::{AttributeList, ObjectReader, ResourceRef, ResourceType, addressable, count, size};
use voldeck_core::fill;
use voldeck_core::json;
use voldeck_core::model::{Attribute, Kind, Phase, Resource, Status, Timestamp, Value};

/// `zone=eu-west-1a, rack=4`, from `[{"Segments":{…}}]` or the documentation's `[{…}]`. A plugin part without topology leaves
/// `null` in the list.
fn topologies(list: &str) -> String {
    let mut places = Vec::new();
    for (_, topology) in json::entries(list).unwrap_or_default() {
        let segments = json::entries(json::member(topology, "Segments").unwrap_or(topology)).unwrap_or_default();
        let plain = |value: &str| json::string(value).unwrap_or_else(|| value.to_owned());
        let words: Vec<_> = segments.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
        if !words.is_empty() {
            places.push(words.join(", "));
        }
    }
    places.join("; ")
}

/// The state, as far as it is told: by the server's own flag first, then by who uses the volume.
fn status(uses: &Uses, schedulable: Option<bool>, exhausted: Option<Timestamp>) -> Status {
    let mut details = Vec::new();
    let freed = uses.being_freed();
    if freed > 0 {
        details.push(fill!("{freed} being freed", freed = count(freed, ["{number} claim", "{number} claims"])));
    }
    if let Some(time) = exhausted {
        details.push(fill!("resources exhausted since {absolute}", absolute = time.absolute()));
    }
    let (phase, label) = match (schedulable, exhausted, uses.attached()) {
        (Some(false), _, _) => (Phase::Degraded, "unschedulable"),
        (_, Some(_), _) => (Phase::Degraded, "exhausted"),
        (_, None, Some(false)) => (Phase::Ready, "free"),
        (_, None, Some(true)) => (Phase::Ready, "in use"),
        // Whether it is free or in use is not known, and the console's words for it say nothing else.
        (_, None, None) => return Status::not_reported(),
    };
    let phase = if phase == Phase::Ready && freed > 0 { Phase::Changing } else { phase };
    Status { phase, label: label.to_owned(), detail: (!details.is_empty()).then(|| details.join(", ")) }
}

/// Reads a CSI volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn csi(raw: &str) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let provider_id = volume.required_string("ID")?;
    let namespace = volume.text("Namespace").unwrap_or_else(|| "default".to_owned());
    let uses = Uses::of(&volume);
    let claims = uses.claims;
    // The answer to a create holds zeros for what the server works out afterwards: they say nothing of health.
    let settled = volume.unsigned("CreateIndex") != Some(0);
    let schedulable = volume.flag("Schedulable").filter(|_| settled);
    let status = status(&uses, schedulable, volume.time("ResourceExhausted"));
    let mut attributes = AttributeList::default();
    attributes.add("class", "Class", Value::Text("CSI".into()));
    attributes.text("plugin", "Plugin", volume.try_text("PluginID"));
    attributes.text("provider", "CSI provider", volume.try_text("Provider"));
    if let Some(health) = health(&volume, schedulable).filter(|_| settled) {
        attributes.add("health", "Plugin health", Value::State(health));
    }
    attributes.add("namespace", "Namespace", Value::Text(namespace.clone()));
    if claims.all() > 0 {
        attributes.add("claims", "Claims", Value::Text(claims.words(" · ")));
    }
    for odd in COUNTS.iter().filter_map(|name| volume.try_unsigned(name).err()) {
        attributes.add(Attribute::USED, "Used by", Value::Odd(odd));
    }
    // The modes are empty until the first claim on volumes that were made with a list of capabilities.
    let modes = Modes::of(&volume);
    attributes.text("access", "Access mode", volume.try_text("AccessMode").map(|mode| mode.or_else(|| modes.access())));
    attributes.text("attachment", "Attachment mode", volume.try_text("AttachmentMode").map(|mode| mode.or_else(|| modes.attachment())));
    attributes.text("modes", "Modes it was made with", modes.pairs());
    attributes.text("topology", "Topology", volume.get("Topologies").map(topologies));
    attributes.code("external", "External ID", volume.try_text("ExternalID"));
    attributes.code("clone", "Cloned from", volume.try_text("CloneID"));
    attributes.code("snapshot", "Made from snapshot", volume.try_text("SnapshotID"));
    attributes.text("address", "Address", addressable(&provider_id).err());
    attributes.time("modified", "Modified", volume.try_time("ModifyTime"));
    // Without an id of its own the storage is asked for Nomad's.
    let storage_id = if volume.has("ExternalID") { volume.text("ExternalID").or_else(|| Some(provider_id.clone())) } else { None };
    let mut resource = Resource::new(
        Kind::Volume,
        ResourceRef::to_id(ResourceType::Csi, &namespace, &provider_id),
        provider_id,
        volume.text("Name"),
        status,
        raw,
    );
    resource.size = size(&mut attributes, volume.try_signed("Capacity"));
    resource.created = attributes.created(volume.try_time("CreateTime"));
    resource.usage = (claims.all() > 0).then(|| claims.words(", "));
    resource.attached = uses.attached();
    resource.attachments = uses.attachments();
    resource.source = volume.text("SnapshotID").or_else(|| volume.text("CloneID"));
    resource.storage_id = storage_id;
    resource.attributes = attributes.0;
    Ok(volume.finish(resource))
}

/// The claims of a CSI volume, as sent. Zero for anything else, and where the answer does not count them.
pub fn claims(volume: &Resource) -> Claims {
    ObjectReader::parse(volume.raw.text()).map(|volume| Uses::of(&volume).claims).unwrap_or_default()
}
