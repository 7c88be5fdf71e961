//! A CSI volume, from a list stub or a full reading.
//!
//! Nomad gives CSI volumes no state word; the labels `free`, `in use`, `unschedulable` and `exhausted`,
//! and `healthy`, `degraded` and `unhealthy` of its plugin, are the console's,
//! derived from `Schedulable`, `CurrentReaders`, `CurrentWriters`, the allocations and `ResourceExhausted`. Three
//! generations of the full reading are understood:
//!
//! - up to 0.12.1: `ReadAllocs` and `WriteAllocs` map allocation ids to whole allocations, and there is no `Allocations`;
//! - 0.12.2 to 1.2: `Allocations`, with both maps `null`: readers and writers cannot be told apart;
//! - from 1.3: `Allocations`, and the maps lead from ids to `null`: an allocation's role is its membership.
//!
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/command/agent/csi_endpoint.go> (`structsCSIVolumeToApi`).

use super::claim::{Claims, bare, claim_state, user};
use super::{Address, Class, Facts, Object, count, size};
use crate::json;
use crate::model::{Kind, Phase, Resource, Status, Timestamp, User, Value};

/// Who uses a volume, as the three generations tell it. Claims and allocations have the ids of allocations for keys.
struct Uses<'a> {
    allocations: Vec<Object<'a>>,
    writers: Keyed<'a>,
    readers: Keyed<'a>,
    write_claims: Keyed<'a>,
    read_claims: Keyed<'a>,
    past_claims: Keyed<'a>,
    claims: Claims,
}

/// Allocations or claims by id; `None` where the server only tells the id.
type Keyed<'a> = Vec<(String, Option<Object<'a>>)>;

fn keyed<'k, 'a>(list: &'k Keyed<'a>, id: &str) -> Option<&'k (String, Option<Object<'a>>)> {
    list.iter().find(|(have, _)| have == id)
}

impl<'a> Uses<'a> {
    fn of(volume: &Object<'a>) -> Self {
        let allocations = volume.objects("Allocations");
        let (writers, readers) = (volume.bag("WriteAllocs"), volume.bag("ReadAllocs"));
        let mut claims = Claims {
            writers: volume.unsigned("CurrentWriters").unwrap_or(writers.len() as u64),
            readers: volume.unsigned("CurrentReaders").unwrap_or(readers.len() as u64),
            others: 0,
        };
        if claims.all() == 0 {
            claims.others = allocations.len() as u64;
        }
        let (write_claims, read_claims) = (volume.bag("WriteClaims"), volume.bag("ReadClaims"));
        Self { allocations, writers, readers, write_claims, read_claims, past_claims: volume.bag("PastClaims"), claims }
    }

    fn users(&self) -> Vec<User> {
        let mut users: Vec<User> = Vec::new();
        for allocation in &self.allocations {
            let mut user = user(allocation, None);
            let role = match (keyed(&self.writers, &user.id), keyed(&self.readers, &user.id)) {
                (Some(_), _) => Some("writer"),
                (None, Some(_)) => Some("reader"),
                (None, None) => None,
            };
            user.role = role.map(str::to_owned);
            users.push(user);
        }
        for (role, allocations, claims) in [("writer", &self.writers, &self.write_claims), ("reader", &self.readers, &self.read_claims)] {
            for (id, allocation) in allocations {
                if users.iter().any(|user| user.id == *id) {
                    continue;
                }
                users.push(if let Some(allocation) = allocation {
                    User { id: id.clone(), ..user(allocation, Some(role)) }
                } else {
                    let claim = keyed(claims, id).and_then(|(_, claim)| claim.as_ref());
                    bare(id, claim, role, Status::new(Phase::Unknown, "gone"))
                });
            }
        }
        for (id, claim) in &self.past_claims {
            // An allocation stays among the others until its claim is free; from here on, being freed is what counts.
            if let Some(user) = users.iter_mut().find(|user| user.id == *id) {
                user.role = Some("being freed".to_owned());
            } else {
                let status = Status::new(Phase::Changing, claim_state(claim.as_ref()));
                users.push(bare(id, claim.as_ref(), "being freed", status));
            }
        }
        users
    }

    fn status(&self, schedulable: Option<bool>, exhausted: Option<Timestamp>) -> Status {
        let mut details = Vec::new();
        if !self.past_claims.is_empty() {
            details.push(format!("{} being freed", count(self.past_claims.len() as u64, "claim")));
        }
        let (phase, label) = match (schedulable, exhausted, self.claims.all()) {
            (Some(false), _, _) => (Phase::Degraded, "unschedulable"),
            (_, Some(_), _) => (Phase::Degraded, "exhausted"),
            (_, None, 0) => (Phase::Ready, "free"),
            (_, None, _) => (Phase::Ready, "in use"),
        };
        if let Some(time) = exhausted {
            details.push(format!("resources exhausted since {}", time.absolute()));
        }
        let phase = if phase == Phase::Ready && !self.past_claims.is_empty() { Phase::Changing } else { phase };
        Status { phase, label: label.to_owned(), detail: (!details.is_empty()).then(|| details.join(", ")) }
    }
}

/// The health of the plugin, where the volume tells it.
fn health(volume: &Object) -> Option<Status> {
    let (nodes, controllers) = (volume.signed("NodesExpected"), volume.signed("ControllersExpected"));
    let (nodes_up, controllers_up) = (volume.signed("NodesHealthy").unwrap_or(0), volume.signed("ControllersHealthy").unwrap_or(0));
    let required = volume.flag("ControllerRequired").unwrap_or(false);
    if nodes.is_none() && controllers.is_none() {
        return None;
    }
    let (nodes, controllers) = (nodes.unwrap_or(0), controllers.unwrap_or(0));
    let needs_controller = required || controllers > 0;
    let (phase, label) = if nodes_up == 0 || (needs_controller && controllers_up == 0) {
        (Phase::Failed, "unhealthy")
    } else if nodes_up < nodes || controllers_up < controllers {
        (Phase::Degraded, "degraded")
    } else {
        (Phase::Ready, "healthy")
    };
    let controllers = if needs_controller { format!("controllers {controllers_up}/{controllers} · ") } else { String::new() };
    Some(Status { detail: Some(format!("{controllers}nodes {nodes_up}/{nodes}")), ..Status::new(phase, label) })
}

/// `zone=eu-west-1a, rack=4`, from `[{"Segments":{…}}]` or the documentation's `[{…}]`.
fn topologies(list: &str) -> String {
    let mut places = Vec::new();
    for (_, topology) in json::parts(list).unwrap_or_default() {
        let segments = json::parts(json::member(topology, "Segments").unwrap_or(topology)).unwrap_or_default();
        let words: Vec<_> = segments.iter().map(|(key, value)| format!("{key}={}", json::string(value).unwrap_or_default())).collect();
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
pub fn csi(raw: &str) -> Result<Resource, String> {
    let volume = Object::of(raw)?;
    let vendor_id = volume.need("ID")?;
    let namespace = volume.text("Namespace").unwrap_or_else(|| "default".to_owned());
    let uses = Uses::of(&volume);
    let claims = uses.claims;
    let status = uses.status(volume.flag("Schedulable"), volume.time("ResourceExhausted"));
    let usage = (claims.all() > 0).then(|| claims.words(", "));
    let mut facts = Facts::default();
    facts.add("class", "Class", Value::Text("CSI".into()));
    facts.text("plugin", "Plugin", volume.try_text("PluginID"));
    facts.text("provider", "CSI provider", volume.try_text("Provider"));
    if let Some(health) = health(&volume) {
        facts.add("health", "Plugin health", Value::State(health));
    }
    facts.add("namespace", "Namespace", Value::Text(namespace.clone()));
    if claims.all() > 0 {
        facts.add("claims", "Claims", Value::Text(claims.words(" · ")));
    }
    // The modes are empty until the first claim on volumes that were made with a list of capabilities.
    let capabilities = volume.objects("RequestedCapabilities");
    for (key, label, name) in [("access", "Access mode", "AccessMode"), ("attachment", "Attachment mode", "AttachmentMode")] {
        let mut modes = Vec::new();
        for capability in &capabilities {
            modes.extend(capability.text(name));
        }
        modes.dedup();
        facts.text(key, label, volume.text(name).or(Some(modes.join(", "))));
    }
    facts.text("topology", "Topology", volume.get("Topologies").map(topologies));
    facts.code("external", "External id", volume.try_text("ExternalID"));
    facts.time("modified", "Modified", volume.try_time("ModifyTime"));
    let mut resource =
        Resource::new(Kind::Volume, Address::to_id(Class::Csi, &namespace, &vendor_id), vendor_id, volume.text("Name"), status, raw);
    resource.size = size(&mut facts, volume.try_signed("Capacity"));
    resource.created = facts.created(volume.try_time("CreateTime"));
    resource.users = uses.users();
    resource.attached = Some(claims.all() > 0 || !resource.users.is_empty());
    resource.usage = usage;
    resource.facts = facts.0;
    Ok(volume.finish(resource))
}

/// The claims of a CSI volume, as sent. Zero for anything else.
pub fn claims(volume: &Resource) -> Claims {
    Object::of(volume.raw.text()).map(|volume| Uses::of(&volume).claims).unwrap_or_default()
}
