//! A volume and a snapshot of Block Storage v1.
//!
//! <https://www.scaleway.com/en/developers/api/block/>. `references` say who uses it; the server's name and state are in the Instance
//! API only. `kms_key_id` is missing before the middle of 2026.

use super::{Api, AttributeList, ObjectReader, ResourceRef, phase, tags};
use voldeck_core::model::{Attachment, Kind, Phase, Resource, Status, Value};

/// Reads a volume of this zone.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn block_volume(raw: &str, zone: &str) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let mut attributes = AttributeList::default();
    let mut resource = common(&volume, Kind::Volume, zone, &mut attributes, raw)?;
    if let Some(specs) = volume.object("specs") {
        attributes.number("iops", "IOPS", specs.try_unsigned("perf_iops"));
        attributes.text("class", "Storage class", specs.try_text("class"));
    }
    attributes.text("type", "Type", volume.try_text("type"));
    if let Some(parent) = volume.text("parent_snapshot_id") {
        let id = ResourceRef::to_id(Api::Block, &zone_of(&volume, zone), &parent);
        attributes.add("parent", "Source", Value::Link(Kind::Snapshot, id, parent.clone()));
        resource.source = Some(parent);
    }
    attributes.time("detached", "Last detached", volume.try_time("last_detached_at"));
    attributes.code("kms", "KMS key", volume.try_text("kms_key_id"));
    resource.attributes = attributes.0;
    Ok(volume.finish(resource))
}

/// Reads a snapshot of this zone.
///
/// # Errors
///
/// As [`block_volume`].
pub fn block_snapshot(raw: &str, zone: &str) -> Result<Resource, String> {
    let snapshot = ObjectReader::parse(raw)?;
    let mut attributes = AttributeList::default();
    let mut resource = common(&snapshot, Kind::Snapshot, zone, &mut attributes, raw)?;
    attributes.text("type", "Type", snapshot.try_text("class"));
    // Null where the volume is gone, or never was: an import.
    if let Some(parent) = snapshot.object("parent_volume")
        && let Some(id) = parent.text("id")
    {
        let name = parent.text("name").unwrap_or_else(|| id.clone());
        attributes.add(
            "volume",
            "Source volume",
            Value::Link(Kind::Volume, ResourceRef::to_id(Api::Block, &zone_of(&snapshot, zone), &id), name),
        );
        resource.source = Some(id);
    }
    if snapshot.flag("public") == Some(true) {
        attributes.add("public", "Public", Value::Text("yes".into()));
    }
    resource.attributes = attributes.0;
    Ok(snapshot.finish(resource))
}

fn zone_of(object: &ObjectReader, zone: &str) -> String {
    object.text("zone").unwrap_or_else(|| zone.to_owned())
}

fn common(object: &ObjectReader, kind: Kind, zone: &str, attributes: &mut AttributeList, raw: &str) -> Result<Resource, String> {
    let provider_id = object.required_string("id")?;
    let zone = zone_of(object, zone);
    attributes.text("zone", "Zone", Some(zone.clone()));
    tags(object, attributes);
    attributes.code("project", "Project", object.try_text("project_id"));
    attributes.time("modified", "Modified", object.try_time("updated_at"));
    let mut resource = Resource::new(
        kind,
        ResourceRef::to_id(Api::Block, &zone, &provider_id),
        provider_id,
        object.text("name"),
        Status::told(object.text("status"), phase),
        raw,
    );
    resource.size = attributes.size(object.try_unsigned("size"), 1);
    resource.created = attributes.created(object.try_time("created_at"));
    resource.status.detail = super::reason(object);
    attachments(object, &mut resource, attributes);
    Ok(resource)
}

/// Who uses it. References tell all of them; where they are not sent or cannot be read, the state says whether there is one.
fn attachments(object: &ObjectReader, resource: &mut Resource, attributes: &mut AttributeList) {
    let list = |text: &str| {
        text.starts_with('[').then(|| voldeck_core::decode::split(text).map_or(0, |all| all.iter().filter(|one| **one != "null").count()))
    };
    match object.try_get_with("references", "a list", list) {
        Ok(Some(sent)) => {
            let read = object.objects("references");
            // A reference that has ended is no user.
            let attachments: Vec<_> = read.iter().map(user).filter(|user| user.status.label != "detached").collect();
            if read.len() == sent || !attachments.is_empty() {
                resource.used_by(attachments);
            }
        }
        Ok(None) => {}
        Err(odd) => attributes.add(voldeck_core::model::Attribute::USED, "Attached to", Value::Odd(odd)),
    }
    match resource.status.label.as_str() {
        "in_use" => resource.attached = Some(true),
        "available" => resource.attached = resource.attached.or(Some(false)),
        _ => {}
    }
}

/// What the API calls a server that holds a reference.
const SERVER: &str = "instance_server";

/// Whether a user is a server: those of Instance volumes all are, those of Block volumes say it.
pub fn is_server(user: &Attachment) -> bool {
    !user.id.is_empty() && user.role.as_ref().is_none_or(|role| role.starts_with(SERVER))
}

/// Who holds a reference. Its state is the reference's own until the server has been read.
fn user(reference: &ObjectReader) -> Attachment {
    let id = reference.text("product_resource_id").unwrap_or_default();
    let mut state = Status::told(reference.text("status"), phase);
    if state.label == "error" {
        state = Status::new(Phase::Failed, "error");
    }
    let mut user = Attachment::new(id, None, state);
    user.role = reference.text("product_resource_type").map(|kind| match reference.text("type") {
        Some(access) => [kind.as_str(), ", ", &access].concat(),
        None => kind,
    });
    user.since = reference.time("created_at");
    user
}
