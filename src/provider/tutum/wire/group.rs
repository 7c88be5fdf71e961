//! A volume group: Docker volumes of one service at one mount point, one for each of its containers.

use super::{bare, state};
use crate::model::{Kind, Raw, Resource, Value};
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
    let resource = Resource {
        kind: Kind::Group,
        id: place.id(&GROUP, given.as_deref(), &uuid),
        name: group.text("name").unwrap_or_else(|| uuid.clone()),
        vendor_id: uuid,
        status: state(&group),
        size: None,
        created: None,
        users: services.iter().map(|service| bare(service)).collect(),
        usage: None,
        source: None,
        facts: facts.0,
        raw: Raw::new(raw),
    };
    group.done(resource)
}
