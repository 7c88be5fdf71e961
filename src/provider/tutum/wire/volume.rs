//! A Docker volume on one node. It has no name, no size and no date.

use super::{bare, state};
use crate::model::{Kind, Resource, Value};
use crate::provider::tutum::place::{GROUP, Place, VOLUME, uuid_of};
use crate::wire::{Facts, Object};

/// Reads a volume. Its group and node are known by uuid until somebody looks them up.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn volume(raw: &str, place: &Place) -> Result<Resource, String> {
    let volume = Object::of(raw)?;
    let uuid = volume.need("uuid")?;
    let given = volume.text("resource_uri");
    let containers = volume.texts("containers");
    let mut facts = Facts::default();
    if let Some(group) = volume.text("volume_group") {
        let uuid = uuid_of(&group);
        facts.add("group", "Group", Value::Link(Kind::Group, place.id(&GROUP, Some(&group), uuid), uuid.to_owned()));
    }
    if let Some(node) = volume.text("node") {
        facts.add("node", "Node", Value::Code(uuid_of(&node).to_owned()));
    }
    if volume.get("containers").is_some() {
        facts.add("containers", "Containers", Value::Number(containers.len() as u64));
    }
    facts.code("uri", "Resource URI", given.clone());
    let mut resource = Resource::new(Kind::Volume, place.id(&VOLUME, given.as_deref(), &uuid), uuid, None, state(&volume), raw);
    if volume.get("containers").is_some() {
        resource.used_by(containers.iter().map(|container| bare(container)).collect());
    }
    resource.facts = facts.0;
    Ok(volume.finish(resource))
}
