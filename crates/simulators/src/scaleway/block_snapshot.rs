//! Writing Block snapshots: create, import, update, export, delete.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-snapshot>

use serde_json::{Value, json};

use super::Scaleway;
use super::block::{GB, SHORT, check_project, check_size, settled};
use super::request::Request;
use super::response::{ApiResult, done, success};
use super::state::{Table, zulu};

impl Scaleway {
    pub(super) fn create_block_snapshot(&mut self, request: &Request) -> ApiResult {
        let (zone, name, project) = (request.part(3), request.need("name")?, check_project(request)?);
        let tags = request.tags()?.unwrap_or_else(|| json!([]));
        let volume = self.get(Table::BlockVolume, zone, request.need("volume_id")?)?;
        settled(volume, &["available", "in_use"])?;
        let body = &volume.body;
        let parent = json!({"id": body["id"], "name": body["name"], "type": body["type"], "status": body["status"]});
        let made = json!({"size": volume.size(), "parent_volume": parent, "public": request.body["public"] == true});
        self.add_block_snapshot(zone, name, project, &tags, made, SHORT)
    }

    pub(super) fn import_block_snapshot(&mut self, request: &Request) -> ApiResult {
        let (zone, name, project) = (request.part(3), request.need("name")?, check_project(request)?);
        let tags = request.tags()?.unwrap_or_else(|| json!([]));
        request.need("bucket")?;
        request.need("key")?;
        let size = if request.body["size"].is_null() { 10 * GB } else { check_size("size", &request.body["size"])? };
        self.add_block_snapshot(zone, name, project, &tags, json!({"size": size, "parent_volume": null, "public": false}), 10 * SHORT)
    }

    fn add_block_snapshot(&mut self, zone: &str, name: &str, project: &str, tags: &Value, made: Value, takes: u64) -> ApiResult {
        let (id, now) = (self.fresh("block snapshot"), self.now);
        let mut body = made;
        for (key, value) in
            [("id", id.as_str()), ("name", name), ("project_id", project), ("class", "sbs"), ("zone", zone), ("status", "creating")]
        {
            body[key] = value.into();
        }
        body["tags"] = tags.clone();
        body["references"] = json!([]);
        body["created_at"] = zulu(now).into();
        body["updated_at"] = zulu(now).into();
        let row = self.add(Table::BlockSnapshot, zone, body);
        row.later(now + takes, json!({"status": "available"}));
        success(&row.body)
    }

    pub(super) fn update_block_snapshot(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let tags = request.tags()?;
        let row = self.get(Table::BlockSnapshot, request.part(3), request.part(5))?;
        settled(row, &["available", "in_use", "error", "unknown_status"])?;
        if !request.body["name"].is_null() {
            row.set(&json!({"name": request.need("name")?}), now);
        }
        if let Some(tags) = tags {
            row.set(&json!({ "tags": tags }), now);
        }
        success(&row.body)
    }

    pub(super) fn export_block_snapshot(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        request.need("bucket")?;
        request.need("key")?;
        let row = self.get(Table::BlockSnapshot, request.part(3), request.part(5))?;
        settled(row, &["available", "in_use"])?;
        let before = row.body["status"].clone();
        row.set(&json!({"status": "exporting"}), now);
        row.later(now + 5 * SHORT, json!({ "status": before }));
        success(&row.body)
    }

    pub(super) fn delete_block_snapshot(&mut self, request: &Request) -> ApiResult {
        let row = self.get(Table::BlockSnapshot, request.part(3), request.part(5))?;
        settled(row, &["available", "error"])?;
        self.remove(Table::BlockSnapshot, request.part(5));
        done()
    }
}
