//! A dynamic host volume, from a list stub or a full reading. Nomad 1.10 and later.
//!
//! `State` is Nomad's own word: `pending`, `ready` or `unavailable`
//! (<https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go>, `HostVolumeState`).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::claim::{Allocation, user};
use super::csi::Capability;
use super::{Address, Bag, Class, Facts, Moment, count, item, size};
use crate::model::{Kind, Phase, Raw, Resource, Status, Value};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Volume {
    #[serde(rename = "ID")]
    id: Option<String>,
    name: Option<String>,
    namespace: Option<String>,
    #[serde(rename = "PluginID")]
    plugin_id: Option<String>,
    node_pool: Option<String>,
    #[serde(rename = "NodeID")]
    node_id: Option<String>,
    host_path: Option<String>,
    capacity_bytes: Option<i64>,
    state: Option<String>,
    requested_capabilities: Bag<Capability>,
    allocations: Bag<Allocation>,
    create_time: Option<Moment>,
    modify_time: Option<Moment>,
}

/// Reads a host volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn host(raw: &RawValue) -> Result<Resource, String> {
    let volume: Volume = item(raw)?;
    let vendor_id = volume.id.filter(|id| !id.is_empty()).ok_or("ID: there is none.")?;
    let namespace = volume.namespace.filter(|namespace| !namespace.is_empty()).unwrap_or_else(|| "default".to_owned());
    let label = volume.state.filter(|state| !state.is_empty()).unwrap_or_else(|| "unknown".to_owned());
    let phase = match label.as_str() {
        "pending" => Phase::Changing,
        "ready" => Phase::Ready,
        "unavailable" => Phase::Failed,
        _ => Phase::Unknown,
    };
    let users: Vec<_> = volume.allocations.values().map(|allocation| user(allocation, None)).collect();
    let usage = (!users.is_empty()).then(|| count(users.len() as u64, "allocation"));
    let mut status = Status::new(phase, label);
    status.detail.clone_from(&usage);
    let capability = volume.requested_capabilities.0.into_iter().next().map(|(_, capability)| capability).unwrap_or_default();
    let mut facts = Facts::default();
    facts.add("class", "Class", Value::Text("host".into()));
    facts.text("plugin", "Plugin", volume.plugin_id);
    facts.add("namespace", "Namespace", Value::Text(namespace.clone()));
    facts.text("claims", "Claims", usage.clone());
    facts.text("access", "Access mode", capability.access_mode);
    facts.text("attachment", "Attachment mode", capability.attachment_mode);
    facts.code("node", "Node", volume.node_id);
    facts.text("pool", "Node pool", volume.node_pool);
    facts.code("path", "Path on the node", volume.host_path);
    facts.time("modified", "Modified", volume.modify_time);
    Ok(Resource {
        kind: Kind::Volume,
        id: Address::to_id(Class::Host, &namespace, &vendor_id),
        name: volume.name.filter(|name| !name.is_empty()).unwrap_or_else(|| vendor_id.clone()),
        vendor_id,
        status,
        size: size(volume.capacity_bytes),
        created: volume.create_time.and_then(|moment| moment.0),
        users,
        usage,
        source: None,
        facts: facts.0,
        raw: Raw::from(raw),
    })
}
