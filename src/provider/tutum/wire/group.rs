//! A volume group: Docker volumes of one service at one mount point, one for each of its containers.

use super::{bare, state};
use crate::model::{Kind, Resource, Value};
use crate::provider::tutum::place::{GROUP, Place};
use crate::wire::{Facts, Object};

/// Reads a volume group.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn group(raw: &str, place: &Place) -> Result<Resource, String> {
    let group = Object::of(raw)?;
    let uuid = group.need("uuid")?;
    let given = group.text("resource_uri");
    let services = group.texts("services");
    let mut facts = Facts::default();
    for (key, label) in [("volumes", "Volumes"), ("services", "Services")] {
        if group.get(key).is_some() {
            facts.add(key, label, Value::Number(group.texts(key).len() as u64));
        }
    }
    facts.code("uri", "Resource URI", given.clone());
    let mut resource = Resource::new(Kind::Group, place.id(&GROUP, given.as_deref(), &uuid), uuid, group.text("name"), state(&group), raw);
    if group.get("services").is_some() {
        resource.used_by(services.iter().map(|service| bare(service)).collect());
    }
    resource.facts = facts.0;
    Ok(group.finish(resource))
}
