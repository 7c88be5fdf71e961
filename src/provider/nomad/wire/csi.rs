//! A CSI volume, from a list stub or a full reading.
//!
//! Nomad gives CSI volumes no state word; the labels `free`, `in use`, `unschedulable` and `exhausted` are the console's,
//! derived from `Schedulable`, `CurrentReaders`, `CurrentWriters`, the allocations and `ResourceExhausted`. Three
//! generations of the full reading are understood:
//!
//! - up to 0.12.1: `ReadAllocs` and `WriteAllocs` map allocation ids to whole allocations, and there is no `Allocations`;
//! - 0.12.2 to 1.2: `Allocations`, with both maps `null`: readers and writers cannot be told apart;
//! - from 1.3: `Allocations`, and the maps lead from ids to `null`: an allocation's role is its membership.
//!
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/command/agent/csi_endpoint.go> (`structsCSIVolumeToApi`).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::claim::{Allocation, Claim, Claims, bare, claim_state, user};
use super::{Address, Bag, Class, Facts, Moment, count, item, size};
use crate::model::{Kind, Phase, Raw, Resource, Status, User, Value};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Volume {
    #[serde(rename = "ID")]
    id: Option<String>,
    name: Option<String>,
    namespace: Option<String>,
    #[serde(rename = "ExternalID")]
    external_id: Option<String>,
    topologies: serde_json::Value,
    access_mode: Option<String>,
    attachment_mode: Option<String>,
    current_readers: Option<u64>,
    current_writers: Option<u64>,
    schedulable: Option<bool>,
    #[serde(rename = "PluginID")]
    plugin_id: Option<String>,
    provider: Option<String>,
    controller_required: Option<bool>,
    controllers_healthy: Option<i64>,
    controllers_expected: Option<i64>,
    nodes_healthy: Option<i64>,
    nodes_expected: Option<i64>,
    resource_exhausted: Option<Moment>,
    create_time: Option<Moment>,
    modify_time: Option<Moment>,
    capacity: Option<i64>,
    requested_capabilities: Bag<Capability>,
    allocations: Option<Bag<Allocation>>,
    read_allocs: Bag<Option<Allocation>>,
    write_allocs: Bag<Option<Allocation>>,
    read_claims: Bag<Option<Claim>>,
    write_claims: Bag<Option<Claim>>,
    past_claims: Bag<Option<Claim>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Capability {
    pub(super) access_mode: Option<String>,
    pub(super) attachment_mode: Option<String>,
}

impl Volume {
    fn users(&self) -> Vec<User> {
        let mut users: Vec<User> = Vec::new();
        for allocation in self.allocations.iter().flat_map(Bag::values) {
            let id = allocation.id.as_deref().unwrap_or_default();
            let role = match (self.write_allocs.has(id), self.read_allocs.has(id)) {
                (true, _) => Some("writer"),
                (false, true) => Some("reader"),
                (false, false) => None,
            };
            users.push(user(allocation, role));
        }
        for (role, allocations, claims) in
            [("writer", &self.write_allocs, &self.write_claims), ("reader", &self.read_allocs, &self.read_claims)]
        {
            for (id, allocation) in &allocations.0 {
                if users.iter().any(|user| user.id == *id) {
                    continue;
                }
                let claim = claims.0.iter().find(|(have, _)| have == id).and_then(|(_, claim)| claim.as_ref());
                users.push(match allocation {
                    Some(allocation) => User { id: id.clone(), ..user(allocation, Some(role)) },
                    None => bare(id, claim, role, Status::new(Phase::Unknown, "gone")),
                });
            }
        }
        for (id, claim) in &self.past_claims.0 {
            // An allocation stays among the others until its claim is free; from here on, being freed is what counts.
            match users.iter_mut().find(|user| user.id == *id) {
                Some(user) => user.role = Some("being freed".to_owned()),
                None => users.push(bare(id, claim.as_ref(), "being freed", Status::new(Phase::Changing, claim_state(claim.as_ref())))),
            }
        }
        users
    }

    fn claims(&self) -> Claims {
        let listed = |listed: Option<u64>, map: &Bag<Option<Allocation>>| listed.unwrap_or(map.0.len() as u64);
        let (writers, readers) = (listed(self.current_writers, &self.write_allocs), listed(self.current_readers, &self.read_allocs));
        let all = self.allocations.as_ref().map_or(0, |allocations| allocations.0.len() as u64);
        Claims { writers, readers, others: if writers + readers == 0 { all } else { 0 } }
    }

    fn status(&self, claims: Claims) -> Status {
        let exhausted = self.resource_exhausted.and_then(|moment| moment.0);
        let mut details = Vec::new();
        if claims.all() > 0 {
            details.push(claims.words(", "));
        }
        if !self.past_claims.0.is_empty() {
            details.push(format!("{} being freed", count(self.past_claims.0.len() as u64, "claim")));
        }
        let (phase, label) = match (self.schedulable, exhausted, claims.all()) {
            (Some(false), _, _) => (Phase::Degraded, "unschedulable"),
            (_, Some(_), _) => (Phase::Degraded, "exhausted"),
            (_, None, 0) => (Phase::Ready, "free"),
            (_, None, _) => (Phase::Ready, "in use"),
        };
        if let Some(time) = exhausted {
            details.push(format!("resources exhausted since {}", time.absolute()));
        }
        let phase = if phase == Phase::Ready && !self.past_claims.0.is_empty() { Phase::Changing } else { phase };
        Status { phase, label: label.to_owned(), detail: (!details.is_empty()).then(|| details.join(", ")) }
    }

    fn health(&self) -> Option<Status> {
        let nodes = self.nodes_expected.unwrap_or(0);
        let controllers = self.controllers_expected.unwrap_or(0);
        if self.nodes_expected.is_none() && self.controllers_expected.is_none() {
            return None;
        }
        let (nodes_up, controllers_up) = (self.nodes_healthy.unwrap_or(0), self.controllers_healthy.unwrap_or(0));
        let needs_controller = self.controller_required.unwrap_or(false) || controllers > 0;
        let phase = if nodes_up == 0 || (needs_controller && controllers_up == 0) {
            Phase::Failed
        } else if nodes_up < nodes || controllers_up < controllers {
            Phase::Degraded
        } else {
            Phase::Ready
        };
        let controllers = if needs_controller { format!("controllers {controllers_up}/{controllers} · ") } else { String::new() };
        Some(Status::new(phase, format!("{controllers}nodes {nodes_up}/{nodes}")))
    }
}

/// `zone=eu-west-1a, rack=4`, from `[{"Segments":{…}}]` or the documentation's `[{…}]`.
fn topologies(value: &serde_json::Value) -> String {
    let mut places = Vec::new();
    for topology in value.as_array().into_iter().flatten() {
        let segments = topology.get("Segments").unwrap_or(topology).as_object();
        let words: Vec<_> =
            segments.into_iter().flatten().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
        if !words.is_empty() {
            places.push(words.join(", "));
        }
    }
    places.join("; ")
}

/// Reads a CSI volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn csi(raw: &RawValue) -> Result<Resource, String> {
    let volume: Volume = item(raw)?;
    let vendor_id = volume.id.clone().filter(|id| !id.is_empty()).ok_or("ID: there is none.")?;
    let namespace = volume.namespace.clone().filter(|namespace| !namespace.is_empty()).unwrap_or_else(|| "default".to_owned());
    let claims = volume.claims();
    let users = volume.users();
    let status = volume.status(claims);
    let usage = (claims.all() > 0).then(|| claims.words(", "));
    let mut facts = Facts::default();
    facts.add("class", "Class", Value::Text("CSI".into()));
    facts.text("plugin", "Plugin", volume.plugin_id.clone());
    facts.text("provider", "CSI provider", volume.provider.clone());
    if let Some(health) = volume.health() {
        facts.add("health", "Plugin health", Value::State(health));
    }
    facts.add("namespace", "Namespace", Value::Text(namespace.clone()));
    if claims.all() > 0 {
        facts.add("claims", "Claims", Value::Text(claims.words(" · ")));
    }
    // The modes are empty until the first claim on volumes that were made with a list of capabilities.
    let modes = |pick: fn(&Capability) -> &Option<String>| {
        let mut modes: Vec<_> = volume.requested_capabilities.values().filter_map(|capability| pick(capability).clone()).collect();
        modes.dedup();
        modes.join(", ")
    };
    let or = |mode: &Option<String>, modes: String| mode.clone().filter(|mode| !mode.is_empty()).or(Some(modes));
    facts.text("access", "Access mode", or(&volume.access_mode, modes(|capability| &capability.access_mode)));
    facts.text("attachment", "Attachment mode", or(&volume.attachment_mode, modes(|capability| &capability.attachment_mode)));
    facts.text("topology", "Topology", Some(topologies(&volume.topologies)));
    facts.code("external", "External id", volume.external_id);
    facts.time("modified", "Modified", volume.modify_time);
    Ok(Resource {
        kind: Kind::Volume,
        id: Address::to_id(Class::Csi, &namespace, &vendor_id),
        name: volume.name.filter(|name| !name.is_empty()).unwrap_or_else(|| vendor_id.clone()),
        vendor_id,
        status,
        size: size(volume.capacity),
        created: volume.create_time.and_then(|moment| moment.0),
        users,
        usage,
        source: None,
        facts: facts.0,
        raw: Raw::from(raw),
    })
}

/// The claims of a CSI volume, as sent. Zero for anything else.
pub fn claims(volume: &Resource) -> Claims {
    serde_json::from_str::<Volume>(volume.raw.text()).map(|volume| volume.claims()).unwrap_or_default()
}
