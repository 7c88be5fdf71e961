//! A volume and a snapshot of Instance v1 and of the original API, which has the same shape without zone, project, tags and, for
//! volumes, without a state.
//!
//! <https://www.scaleway.com/en/developers/api/instances/#path-volumes>. The documentation names `error_reason`, answers carry
//! `error_details`: both are read.

use super::{Api, Facts, Object, Place, status, tags};
use crate::model::{Bytes, Kind, Resource, Status, User, Value};

/// Reads a volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn instance_volume(raw: &str, api: Api, zone: &str) -> Result<Resource, String> {
    let volume = Object::of(raw)?;
    let mut facts = Facts::default();
    let mut resource = common(&volume, Kind::Volume, (api, zone), &mut facts, raw)?;
    if let Some(server) = volume.object("server") {
        let id = server.text("id").unwrap_or_default();
        resource.users.push(User::new(id, server.text("name"), Status::new(crate::model::Phase::Ready, "attached")));
    }
    if volume.get("state").is_none() {
        resource.status = status(Some(if resource.users.is_empty() { "detached" } else { "attached" }.to_owned()));
    }
    facts.code("export", "Export address", volume.text("export_uri"));
    resource.facts = facts.0;
    volume.done(resource)
}

/// Reads a snapshot.
///
/// # Errors
///
/// As [`instance_volume`].
pub fn instance_snapshot(raw: &str, api: Api, zone: &str) -> Result<Resource, String> {
    let snapshot = Object::of(raw)?;
    let mut facts = Facts::default();
    let mut resource = common(&snapshot, Kind::Snapshot, (api, zone), &mut facts, raw)?;
    if let Some(base) = snapshot.object("base_volume")
        && let Some(id) = base.text("id")
    {
        let name = base.text("name").unwrap_or_else(|| id.clone());
        let zone = snapshot.text("zone").unwrap_or_else(|| zone.to_owned());
        facts.add("volume", "Source volume", Value::Link(Kind::Volume, Place::to_id(api, &zone, &id), name));
        resource.source = Some(id);
    }
    resource.facts = facts.0;
    snapshot.done(resource)
}

fn common(object: &Object, kind: Kind, (api, zone): (Api, &str), facts: &mut Facts, raw: &str) -> Result<Resource, String> {
    let vendor_id = object.need("id")?;
    let zone = object.text("zone").unwrap_or_else(|| zone.to_owned());
    if api == Api::Instance {
        facts.text("zone", "Zone", Some(zone.clone()));
    }
    facts.text("type", "Type", object.text("volume_type"));
    tags(object, facts);
    facts.code("project", "Project", object.text("project"));
    facts.code("organization", "Organization", object.text("organization"));
    facts.time("modified", "Modified", object.time("modification_date"));
    let mut status = status(object.text("state"));
    status.detail = object.text("error_details").or_else(|| object.text("error_reason"));
    let mut resource = Resource::new(kind, Place::to_id(api, &zone, &vendor_id), vendor_id, object.text("name"), status, raw);
    resource.size = object.unsigned("size").map(Bytes);
    resource.created = object.time("creation_date");
    Ok(resource)
}
