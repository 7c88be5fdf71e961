//! A volume and a snapshot of Instance v1 and of the original API, which has the same shape without zone, project, tags and, for
//! volumes, without a state.
//!
//! <https://www.scaleway.com/en/developers/api/instances/#path-volumes>

use super::{Api, AttributeList, ObjectReader, ResourceRef, phase, tags};
use voldeck_core::model::{Attachment, Attribute, Kind, Resource, Status, Value};

/// Reads a volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn instance_volume(raw: &str, api: Api, zone: &str) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let mut attributes = AttributeList::default();
    let mut resource = common(&volume, Kind::Volume, (api, zone), &mut attributes, raw)?;
    // `null` is nobody; only an answer without the key does not tell.
    match volume.try_get_with("server", "a server", |text| text.starts_with('{').then_some(())) {
        Ok(Some(())) => resource.used_by(volume.object("server").iter().map(server).collect()),
        Ok(None) if volume.has("server") => resource.used_by(Vec::new()),
        Ok(None) => {}
        Err(odd) => attributes.add(Attribute::USED, "Attached to", Value::Odd(odd)),
    }
    // Volumes of the original API have no state; whether a server has them is all there is.
    if !volume.has("state")
        && let Some(attached) = resource.attached
    {
        let detail = resource.status.detail.take();
        resource.status = Status::told(Some(if attached { "attached" } else { "detached" }.to_owned()), phase);
        resource.status.detail = detail;
    }
    let base = volume.object("base_snapshot");
    resource.source = base.and_then(|base| base.text("id"));
    attributes.code("export", "Export address", volume.try_text("export_uri"));
    resource.attributes = attributes.0;
    Ok(volume.finish(resource))
}

/// The server that has a volume.
fn server(server: &ObjectReader) -> Attachment {
    let id = server.text("id").unwrap_or_default();
    let name = server.text("name").or_else(|| id.is_empty().then(|| "a server".to_owned()));
    Attachment::new(id, name, Status::new(voldeck_core::model::Phase::Ready, "attached"))
}

/// Reads a snapshot.
///
/// # Errors
///
/// As [`instance_volume`].
pub fn instance_snapshot(raw: &str, api: Api, zone: &str) -> Result<Resource, String> {
    let snapshot = ObjectReader::parse(raw)?;
    let mut attributes = AttributeList::default();
    let mut resource = common(&snapshot, Kind::Snapshot, (api, zone), &mut attributes, raw)?;
    if let Some(base) = snapshot.object("base_volume")
        && let Some(id) = base.text("id")
    {
        let name = base.text("name").unwrap_or_else(|| id.clone());
        let zone = snapshot.text("zone").unwrap_or_else(|| zone.to_owned());
        attributes.add("volume", "Source volume", Value::Link(Kind::Volume, ResourceRef::to_id(api, &zone, &id), name));
        resource.source = Some(id);
    }
    resource.attributes = attributes.0;
    Ok(snapshot.finish(resource))
}

fn common(
    object: &ObjectReader,
    kind: Kind,
    (api, zone): (Api, &str),
    attributes: &mut AttributeList,
    raw: &str,
) -> Result<Resource, String> {
    let provider_id = object.required_string("id")?;
    let zone = object.text("zone").unwrap_or_else(|| zone.to_owned());
    if api == Api::Instance {
        attributes.text("zone", "Zone", Some(zone.clone()));
    }
    attributes.text("type", "Type", object.try_text("volume_type"));
    tags(object, attributes);
    attributes.code("project", "Project", object.try_text("project"));
    attributes.code("organization", "Organization", object.try_text("organization"));
    attributes.time("modified", "Modified", object.try_time("modification_date"));
    let mut status = Status::told(object.text("state"), phase);
    status.detail = super::reason(object);
    let mut resource = Resource::new(kind, ResourceRef::to_id(api, &zone, &provider_id), provider_id, object.text("name"), status, raw);
    resource.size = attributes.size(object.try_unsigned("size"), 1);
    resource.created = attributes.created(object.try_time("creation_date"));
    Ok(resource)
}
