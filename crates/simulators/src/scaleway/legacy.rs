//! Writing through the original API: `POST`, `PUT` and `DELETE` of `/volumes` and `/snapshots`.
//!
//! From its documentation of 2014–2018, <https://github.com/scaleway/api.scaleway.com>. A snapshot is created with 201, as its
//! clients expected, although the documentation says 200.

use serde_json::{Value, json};

use super::block::GB;
use super::request::{Request, is_uuid};
use super::response::{ApiResult, done, invalid_request, json, refuse, success};
use super::state::{Table, offset};
use super::{ApiVersion, Scaleway};

/// The largest volume of the time, in bytes.
const LARGEST: u64 = 150 * GB;

/// `400` with errors by field.
fn wrong<T>(field: &str, message: &str) -> ApiResult<T> {
    refuse(400, &json!({"fields": {field: [message]}, "message": "Validation Error", "type": "invalid_request_error"}))
}

fn need<'a>(request: &'a Request, key: &str) -> ApiResult<&'a str> {
    match request.body[key].as_str() {
        Some(text) if !text.is_empty() => Ok(text),
        _ => wrong(key, "required key not provided"),
    }
}

fn organization(request: &Request) -> ApiResult<&str> {
    let id = need(request, "organization")?;
    if is_uuid(id) { Ok(id) } else { wrong("organization", &format!("{id} is not a valid UUID.")) }
}

impl Scaleway {
    pub(super) fn create_legacy_volume(&mut self, request: &Request) -> ApiResult {
        let (name, organization) = (need(request, "name")?, organization(request)?);
        if need(request, "volume_type")? != "l_ssd" {
            return wrong("volume_type", "l_ssd is expected");
        }
        let size = match request.body["size"].as_u64() {
            Some(size) if (GB..=LARGEST).contains(&size) => size,
            Some(_) => return wrong("size", "The size must be between 1 and 150 GB."),
            None => return wrong("size", "expected a number"),
        };
        let (id, now) = (self.fresh("volume"), self.now);
        let body = json!({
            "id": id, "name": name, "volume_type": "l_ssd", "export_uri": null, "organization": organization, "server": null,
            "size": size, "creation_date": offset(now), "modification_date": offset(now),
        });
        let mut made = json(201, &json!({ "volume": body }));
        made.headers.push(("Location".to_owned(), format!("https://cp-par1.scaleway.com/volumes/{id}")));
        self.add(Table::Volume, "", body);
        Ok(made)
    }

    /// Takes the whole object; only the name changes.
    fn rename(&mut self, table: Table, request: &Request, key: &str) -> ApiResult {
        let now = self.now;
        let name = need(request, "name")?;
        let row = self.get(table, "", request.part(1))?;
        row.set(&json!({ "name": name }), now);
        success(&json!({ key: row.body }))
    }

    pub(super) fn put_legacy_volume(&mut self, request: &Request) -> ApiResult {
        self.rename(Table::Volume, request, "volume")
    }

    pub(super) fn put_legacy_snapshot(&mut self, request: &Request) -> ApiResult {
        self.rename(Table::Snapshot, request, "snapshot")
    }

    pub(super) fn delete_legacy_volume(&mut self, request: &Request) -> ApiResult {
        let row = self.get(Table::Volume, "", request.part(1))?;
        if !row.body["server"].is_null() {
            return invalid_request("a server is attached to this volume");
        }
        self.remove(Table::Volume, request.part(1));
        done()
    }

    pub(super) fn create_legacy_snapshot(&mut self, request: &Request) -> ApiResult {
        let (name, organization) = (need(request, "name")?, organization(request)?);
        let volume = self.get(Table::Volume, "", need(request, "volume_id")?)?;
        let (base, size) = (json!({"id": volume.body["id"], "name": volume.body["name"]}), volume.size());
        let (id, now) = (self.fresh("snapshot"), self.now);
        let body = json!({
            "id": id, "name": name, "volume_type": "l_ssd", "organization": organization, "size": size, "state": "snapshotting",
            "base_volume": base, "creation_date": offset(now),
        });
        let made = json(201, &json!({ "snapshot": body }));
        self.add(Table::Snapshot, "", body).later(now + 30_000, json!({"state": "available"}));
        Ok(made)
    }

    pub(super) fn delete_legacy_snapshot(&mut self, request: &Request) -> ApiResult {
        let row = self.get(Table::Snapshot, "", request.part(1))?;
        if row.state() == "snapshotting" {
            return refuse(409, &json!({"message": "Snapshot is in use. You cannot delete it.", "type": "conflict"}));
        }
        self.remove(Table::Snapshot, request.part(1));
        done()
    }

    /// Takes out of a body what the original API did not have.
    pub(super) fn age(&self, body: &mut Value) {
        if self.api_version == ApiVersion::Legacy
            && let Some(fields) = body.as_object_mut()
        {
            for key in ["tags", "project", "zone", "error_details"] {
                fields.remove(key);
            }
        }
    }
}
