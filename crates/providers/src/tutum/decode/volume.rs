//! A Docker volume on one node. It has no name, no size and no date.

use super::{state, take_attachments};
use crate::tutum::place::{GROUP, Place, VOLUME, uuid_of};
use voldeck_core::decode::{AttributeList, ObjectReader};
use voldeck_core::model::{Kind, Resource, Value};

/// Reads a volume. Its group and node are known by uuid until somebody looks them up.
///
/// # Errors
///
/// When it has no uuid.
pub fn volume(raw: &str, place: &Place) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let uuid = volume.required_string("uuid")?;
    let given = volume.text("resource_uri");
    let id = place.id(&VOLUME, given.as_deref(), &uuid);
    let mut resource = Resource::new(Kind::Volume, id, uuid, None, state(&volume), raw);
    let mut attributes = AttributeList::default();
    let group = volume.try_text("volume_group").map(|group| {
        group.map(|group| {
            let uuid = uuid_of(&group);
            Value::Link(Kind::Group, place.id(&GROUP, Some(&group), uuid), uuid.to_owned())
        })
    });
    attributes.read("group", "Group", group, |client| client);
    attributes.read("node", "Node", volume.try_text("node"), |node| Value::Code(uuid_of(&node).to_owned()));
    take_attachments(&mut resource, &volume, "containers", &mut attributes, "Containers");
    attributes.code("uri", "Resource URI", given);
    resource.attributes = attributes.0;
    Ok(volume.finish(resource))
}
