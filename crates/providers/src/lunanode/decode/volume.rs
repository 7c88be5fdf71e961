//! Volumes, as the list and as `volume/info` tell of them, and their snapshots.

use super::{ObjectReader, nothing, say};
use crate::address;
use crate::lunanode::faults::CREATED_KEY;
use voldeck_core::decode::{AttributeList, Read};
use voldeck_core::fill;
use voldeck_core::model::{Attachment, Attribute, Id, Kind, Phase, Resource, Status, Timestamp, Value};

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
pub struct ResourceRef {
    /// A volume or a snapshot.
    pub kind: Kind,
    /// Its region.
    pub region: String,
    /// Its own id.
    pub id: String,
}

impl ResourceRef {
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

/// Where something is; the region that was asked for, if it does not say.
fn region_of(object: &ObjectReader, asked: &str) -> String {
    let told = if nothing(object, "region") { None } else { object.text("region") };
    told.unwrap_or_else(|| asked.to_owned())
}

/// Reads an item of the list; `region` is the one asked for, if the item does not say.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn volume(raw: &str, region: &str) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let region = region_of(&volume, region);
    let mut attributes = AttributeList::default();
    attributes.text("region", "Region", Some(region.clone()));
    attributes.text("listed", "Status in volume/list", say(&volume, "status", ObjectReader::try_text));
    // The list names no users, of volumes in use neither: `active` may be in use or not.
    resource(Kind::Volume, &volume, raw, &region, attributes)
}

/// Reads the answer of `volume/info`, with what it does not say: the region, and the status that the list had.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn volume_in_full(raw: &str, region: &str, listed: Option<&str>) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let region = region_of(&volume, region);
    let mut attributes = AttributeList::default();
    attributes.text("region", "Region", Some(region.clone()));
    attributes.text("state", "Status in volume/info", say(&volume, "status", ObjectReader::try_text));
    attributes.text("listed", "Status in volume/list", listed.map(str::to_owned));
    let who = attached(&volume);
    if let Ok(Some(who)) = &who {
        attributes.code("attached", "Attached to", Some(who.join(", ")));
    } else if let Err(odd) = &who {
        attributes.add(Attribute::USED, "Attached to", Value::Odd(odd.clone()));
    }
    let mut resource = resource(Kind::Volume, &volume, raw, &region, attributes)?;
    let state = resource.status.label.clone();
    let word = if matches!(state.as_str(), "attaching" | "detaching") { &state } else { "attached" };
    if let Ok(Some(who)) = who {
        resource.used_by(who.into_iter().map(|vm| Attachment::new(vm, None, Status::new(phase_of_use(word), word))).collect());
    }
    // What the state says counts where it is not told who, and against it.
    match state.as_str() {
        "in-use" => resource.attached = Some(true),
        "available" => resource.attached = resource.attached.or(Some(false)),
        _ => {}
    }
    Ok(resource)
}

fn phase_of_use(word: &str) -> Phase {
    if word == "attached" { Phase::Ready } else { Phase::Changing }
}

/// The virtual machines that have a volume: an id, or what PHP sends for none. `None` where nothing is said.
fn attached(volume: &ObjectReader) -> Read<Vec<String>> {
    if !volume.has("attached") {
        return Ok(None);
    }
    if nothing(volume, "attached") {
        return Ok(Some(Vec::new()));
    }
    volume.try_get_with("attached", "the id of a virtual machine", |text| match text.as_bytes().first() {
        Some(b'[') => voldeck_core::decode::texts(text).ok().filter(|ids| !ids.is_empty()),
        Some(b'{' | b't') => None,
        _ => Some(vec![text.trim_matches('"').to_owned()]),
    })
}

/// Reads a snapshot; `region` is the one asked for, if it does not say.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn snapshot(raw: &str, region: &str) -> Result<Resource, String> {
    let snapshot = ObjectReader::parse(raw)?;
    let region = region_of(&snapshot, region);
    // Empty where there is none any more.
    let volume = if nothing(&snapshot, "volume") { None } else { snapshot.object("volume") };
    let source = volume.as_ref().and_then(|volume| volume.text("id"));
    let mut attributes = AttributeList::default();
    attributes.text("region", "Region", Some(region.clone()));
    if let (Some(volume), Some(id)) = (&volume, &source) {
        let at = region_of(volume, &region);
        let name = volume.text("name").unwrap_or_else(|| id.clone());
        attributes.add("volume", "Source volume", Value::Link(Kind::Volume, ResourceRef::to_id(Kind::Volume, &at, id), name));
    }
    let mut resource = resource(Kind::Snapshot, &snapshot, raw, &region, attributes)?;
    resource.source = source;
    Ok(resource)
}

/// What volumes and snapshots have in common.
fn resource(kind: Kind, object: &ObjectReader, raw: &str, region: &str, mut attributes: AttributeList) -> Result<Resource, String> {
    let provider_id = object.required_string("id")?;
    attributes.code("identification", "OpenStack id", say(object, "identification", ObjectReader::try_text));
    attributes.code("user", "Account", say(object, "user_id", ObjectReader::try_text));
    let word = if nothing(object, "status") { None } else { object.text("status") };
    let name = if nothing(object, "name") { None } else { object.text("name") };
    let status = Status::told(word, phase);
    let mut resource = Resource::new(kind, ResourceRef::to_id(kind, region, &provider_id), provider_id, name, status, raw);
    resource.size = attributes.size(size(object), GB);
    let created = match say(object, CREATED_KEY.documented, moment) {
        Ok(None) => say(object, CREATED_KEY.answered, moment),
        told => told,
    };
    resource.created = attributes.created(created);
    resource.attributes = attributes.0;
    Ok(object.finish(resource))
}

/// How many GB; more than there are bytes in 64 bits is no size.
fn size(object: &ObjectReader) -> Read<u64> {
    match say(object, "size", ObjectReader::try_unsigned) {
        Ok(Some(size)) if size.checked_mul(GB).is_none() => object.try_get_with("size", "a size in GB", |_| None),
        size => size,
    }
}

/// `2018-12-17T01:00:15Z`; parts of the API write `2015-12-30T01:24:28.000000`, which is UTC as well. `0000-00-00 00:00:00` is never.
fn moment(object: &ObjectReader, name: &str) -> Read<Timestamp> {
    if object.get(name).is_some_and(|text| text.starts_with("\"0000-00-00")) { Ok(None) } else { object.try_time(name) }
}

/// The state that decides: that of `volume/info`, else that of the list.
pub fn state(resource: &Resource) -> &str {
    resource.text_attribute("state").unwrap_or(&resource.status.label)
}

/// Why no volume can be made from a snapshot now, and no image.
pub fn unusable(snapshot: &Resource) -> Option<String> {
    let state = state(snapshot);
    (state != "available" && phase(state) != Phase::Unknown).then(|| fill!("It is {state}. Only an available snapshot can be used.", state))
}
