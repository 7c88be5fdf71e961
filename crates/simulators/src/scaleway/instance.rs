//! Writing the volumes of Instance: local ones and scratch. Block volumes are only attached here.
//!
//! <https://www.scaleway.com/en/developers/api/instances/#path-volumes>

use serde_json::{Value, json};

use super::block::GB;
use super::request::{Request, is_uuid};
use super::response::{ApiResult, done, invalid, invalid_request, json, success, transient};
use super::state::{Row, Table, offset};
use super::{ORGANIZATION, Scaleway};

/// How large a volume of a type may be, in bytes; nothing for a type that is not made any more.
fn largest(volume_type: &str) -> Option<u64> {
    match volume_type {
        "l_ssd" => Some(800 * GB),
        "scratch" => Some(60_000 * GB),
        _ => None,
    }
}

/// Refuses what is being worked on.
pub(super) fn at_rest(row: &Row) -> ApiResult<()> {
    match row.state() {
        "" | "available" | "error" | "invalid_data" => Ok(()),
        state => transient(row.table.noun(), row.text("id"), state),
    }
}

/// The owner that a body names: exactly one of project and organization.
pub(super) fn owner(request: &Request) -> ApiResult<&str> {
    match (&request.body["project"], &request.body["organization"]) {
        (Value::String(project), Value::Null) if is_uuid(project) => Ok(project),
        (Value::Null, Value::String(organization)) if is_uuid(organization) => Ok(organization),
        (Value::Null, Value::Null) => invalid("project", "required", "required key not provided"),
        (Value::String(_), Value::String(_)) => invalid("project", "constraint", "only one of project and organization is expected"),
        _ => invalid("project", "format", "value is not a valid UUID"),
    }
}

impl Scaleway {
    pub(super) fn create_volume(&mut self, request: &Request) -> ApiResult {
        let (zone, name, project) = (request.part(3), request.need("name")?, owner(request)?);
        let volume_type = request.need("volume_type")?;
        let Some(most) = largest(volume_type) else {
            return invalid("volume_type", "constraint", "value must be one of l_ssd, scratch");
        };
        let tags = request.tags()?.unwrap_or_else(|| json!([]));
        let size = match (&request.body["size"], request.text("base_snapshot")) {
            (Value::Null, "") => return invalid("size", "required", "one of size and base_snapshot is required"),
            (Value::Null, id) => {
                let snapshot = self.get(Table::Snapshot, zone, id)?;
                at_rest(snapshot)?;
                if snapshot.state() != "available" {
                    return invalid("base_snapshot", "constraint", "the snapshot is not available");
                }
                snapshot.size()
            }
            (size, "") => match size.as_u64() {
                Some(size) if size % 512 == 0 && (GB..=most).contains(&size) => size,
                Some(size) if size % 512 != 0 => return invalid("size", "constraint", "size must be a multiple of 512"),
                Some(_) => return invalid("size", "constraint", &format!("size must be between {GB} and {most}")),
                None => return invalid("size", "format", "expected a number"),
            },
            _ => return invalid("size", "constraint", "only one of size and base_snapshot is expected"),
        };
        let (id, now) = (self.fresh("volume"), self.now);
        let body = json!({
            "id": id, "name": name, "volume_type": volume_type, "export_uri": null, "organization": ORGANIZATION, "project": project,
            "server": null, "size": size, "state": "available", "creation_date": offset(now), "modification_date": offset(now),
            "tags": tags, "zone": zone,
        });
        let mut made = json(201, &json!({ "volume": body }));
        made.headers.push(("Location".to_owned(), format!("https://api.scaleway.com/instance/v1/zones/{zone}/volumes/{id}")));
        self.add(Table::Volume, zone, body);
        Ok(made)
    }

    pub(super) fn update_volume(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let tags = request.tags()?;
        let row = self.get(Table::Volume, request.part(3), request.part(5))?;
        if !request.body["size"].is_null() {
            return invalid_request("volume of this type cannot be resized");
        }
        if !request.body["name"].is_null() {
            row.set(&json!({"name": request.need("name")?}), now);
        }
        if let Some(tags) = tags {
            row.set(&json!({ "tags": tags }), now);
        }
        success(&json!({ "volume": row.body }))
    }

    pub(super) fn delete_volume(&mut self, request: &Request) -> ApiResult {
        let row = self.get(Table::Volume, request.part(3), request.part(5))?;
        at_rest(row)?;
        if !row.body["server"].is_null() {
            return invalid_request("a server is attached to this volume");
        }
        self.remove(Table::Volume, request.part(5));
        done()
    }
}
