//! Volumes, as the list and as `volume/info` tell of them, and their snapshots.

use super::{Object, say};
use crate::model::{Bytes, Id, Kind, Phase, Resource, Status, Timestamp, User, Value};
use crate::provider::address;
use crate::wire::Facts;

/// What the API calls a GB. Cinder behind it counts in 2^30 bytes.
/// <https://docs.openstack.org/api-ref/block-storage/v3/#create-a-volume>
pub const GB: u64 = 1 << 30;

/// The words for states, and what they mean for colour and polling. The list has the first two and `error`; the others are
/// Cinder's, of which the documentation shows `available` and `in-use`.
/// <https://docs.openstack.org/api-ref/block-storage/v3/#volumes-volumes>
const STATES: &[(&str, Phase)] = &[
    ("active", Phase::Ready),
    ("pending", Phase::Changing),
    ("available", Phase::Ready),
    ("in-use", Phase::Ready),
    ("creating", Phase::Changing),
    ("downloading", Phase::Changing),
    ("attaching", Phase::Changing),
    ("detaching", Phase::Changing),
    ("extending", Phase::Changing),
    ("deleting", Phase::Changing),
    ("error", Phase::Failed),
    ("error_deleting", Phase::Failed),
    ("error_extending", Phase::Failed),
];

/// What a word means; [`Phase::Unknown`] for one that this console has not met.
pub fn phase(word: &str) -> Phase {
    STATES.iter().find(|(known, _)| *known == word).map_or(Phase::Unknown, |(_, phase)| *phase)
}

/// The parts of a resource's [`Id`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// A volume or a snapshot.
    pub kind: Kind,
    /// Its region.
    pub region: String,
    /// Its own id.
    pub id: String,
}

impl Address {
    /// `volume/toronto/4682`.
    pub fn to_id(kind: Kind, region: &str, id: &str) -> Id {
        address::id(&[kind.noun(), region, id])
    }

    /// Takes an address apart; `None` if it is not one of this provider's.
    pub fn of(id: &Id) -> Option<Self> {
        let [kind, region, id]: [String; 3] = address::parts(id)?.try_into().ok()?;
        let kind = [Kind::Volume, Kind::Snapshot].into_iter().find(|known| known.noun() == kind)?;
        Some(Self { kind, region, id })
    }
}

/// Reads an item of the list; `region` is the one asked for, if the item does not say.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn volume(raw: &str, region: &str) -> Result<Resource, String> {
    let volume = Object::of(raw)?;
    let region = volume.text("region").unwrap_or_else(|| region.to_owned());
    let mut facts = Facts::default();
    facts.text("region", "Region", Some(region.clone()));
    facts.text("listed", "Status in volume/list", volume.try_text("status"));
    // The list names no users, of volumes in use neither.
    resource(Kind::Volume, &volume, raw, &region, facts)
}

/// Reads the answer of `volume/info`, with what it does not say: the region, and the status that the list had.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn volume_in_full(raw: &str, region: &str, listed: Option<&str>) -> Result<Resource, String> {
    let volume = Object::of(raw)?;
    let region = volume.text("region").unwrap_or_else(|| region.to_owned());
    let attached = say(&volume, "attached");
    let mut facts = Facts::default();
    facts.text("region", "Region", Some(region.clone()));
    facts.text("state", "Status in volume/info", volume.try_text("status"));
    facts.text("listed", "Status in volume/list", listed.map(str::to_owned));
    facts.code("attached", "Attached to", attached.clone());
    let mut resource = resource(Kind::Volume, &volume, raw, &region, facts)?;
    if volume.has("attached") {
        resource.used_by(attached.map(|vm| User::new(vm, None, Status::new(Phase::Ready, "attached"))).into_iter().collect());
    }
    Ok(resource)
}

/// Reads a snapshot; `region` is the one asked for, if it does not say.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn snapshot(raw: &str, region: &str) -> Result<Resource, String> {
    let snapshot = Object::of(raw)?;
    let region = snapshot.text("region").unwrap_or_else(|| region.to_owned());
    let volume = snapshot.get("volume").filter(|text| text.starts_with('{')).and_then(|_| snapshot.object("volume"));
    let source = volume.as_ref().and_then(|volume| volume.text("id"));
    let mut facts = Facts::default();
    facts.text("region", "Region", Some(region.clone()));
    if let (Some(volume), Some(id)) = (&volume, &source) {
        let at = volume.text("region").unwrap_or_else(|| region.clone());
        let name = volume.text("name").unwrap_or_else(|| id.clone());
        facts.add("volume", "Source volume", Value::Link(Kind::Volume, Address::to_id(Kind::Volume, &at, id), name));
    }
    let mut resource = resource(Kind::Snapshot, &snapshot, raw, &region, facts)?;
    resource.source = source;
    Ok(resource)
}

/// What volumes and snapshots have in common.
fn resource(kind: Kind, object: &Object, raw: &str, region: &str, mut facts: Facts) -> Result<Resource, String> {
    let vendor_id = object.text("id").map_or_else(|| object.need("id"), Ok)?;
    facts.code("identification", "OpenStack id", say(object, "identification"));
    facts.code("user", "Account", say(object, "user_id"));
    let word = object.text("status");
    let status = word.map_or_else(Status::not_reported, |word| Status::new(phase(&word), word));
    let mut resource = Resource::new(kind, Address::to_id(kind, region, &vendor_id), vendor_id, object.text("name"), status, raw);
    resource.size = object.unsigned("size").and_then(|size| size.checked_mul(GB)).filter(|size| *size > 0).map(Bytes);
    resource.created = say(object, "time_created").or_else(|| say(object, "created")).and_then(|text| time(&text));
    resource.facts = facts.0;
    Ok(object.finish(resource))
}

/// `2018-12-17T01:00:15Z`; parts of the API write `2015-12-30T01:24:28.000000`, which is UTC as well.
fn time(text: &str) -> Option<Timestamp> {
    Timestamp::from_rfc3339(text).or_else(|| Timestamp::from_rfc3339(&[&text.replace(' ', "T"), "Z"].concat()))
}
