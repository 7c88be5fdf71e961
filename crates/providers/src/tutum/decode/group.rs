//! A volume group: Docker volumes of one service at one mount point, one for each of its containers.

use super::{list, state, take_attachments};
use crate::tutum::place::{GROUP, Place};
use voldeck_core::decode::{AttributeList, ObjectReader};
use voldeck_core::model::{Kind, Resource, Value};

/// Reads a volume group.
///
/// # Errors
///
/// When it has no uuid.
pub fn group(raw: &str, place: &Place) -> Result<Resource, String> {
    let group = ObjectReader::parse(raw)?;
    let uuid = group.required_string("uuid")?;
    let given = group.text("resource_uri");
    let id = place.id(&GROUP, given.as_deref(), &uuid);
    let mut resource = Resource::new(Kind::Group, id, uuid, group.text("name"), state(&group), raw);
    let mut attributes = AttributeList::default();
    if let Some(volumes) = list(&group, "volumes", &mut attributes, "volumes", "Volumes") {
        attributes.add("volumes", "Volumes", Value::Number(volumes.number as u64));
    }
    take_attachments(&mut resource, &group, "services", &mut attributes, "Services");
    attributes.code("uri", "Resource URI", given);
    resource.attributes = attributes.0;
    Ok(group.finish(resource))
}
