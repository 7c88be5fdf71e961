//! Writing the snapshots of Instance: create, update, export, delete.
//!
//! <https://www.scaleway.com/en/developers/api/instances/#path-snapshots>. A creation answers the snapshot and a task; an export
//! answers a task that is none, with an id of zeros. (Recorded.)

use serde_json::{Value, json};

use super::instance::{at_rest, owner};
use super::request::Request;
use super::response::{ApiResult, done, invalid_request, json, success};
use super::state::{Table, offset};
use super::{ORGANIZATION, Scaleway};

/// How long a snapshot takes, in milliseconds.
const TAKES: u64 = 4_000;

impl Scaleway {
    fn task(&mut self, zone: &str, words: [&str; 4]) -> Value {
        let [id, description, from, result] = words;
        json!({
            "id": id, "description": description, "status": "pending", "href_from": from, "href_result": result,
            "started_at": offset(self.now), "terminated_at": null, "progress": 0, "zone": zone,
        })
    }

    pub(super) fn create_snapshot(&mut self, request: &Request) -> ApiResult {
        let (zone, name, project) = (request.part(3), request.need("name")?, owner(request)?.to_owned());
        let tags = request.tags()?.unwrap_or_else(|| json!([]));
        let now = self.now;
        let volume = self.get(Table::Volume, zone, request.need("volume_id")?)?;
        at_rest(volume)?;
        if volume.text("volume_type") == "scratch" || volume.state() != "available" {
            return invalid_request("this volume cannot be snapshotted");
        }
        let (base, size) = (json!({"id": volume.body["id"], "name": volume.body["name"]}), volume.size());
        volume.set(&json!({"state": "snapshotting"}), now);
        volume.later(now + TAKES, json!({"state": "available"}));
        let id = self.fresh("snapshot");
        let body = json!({
            "id": id, "name": name, "volume_type": "l_ssd", "organization": ORGANIZATION, "project": project, "size": size,
            "state": "snapshotting", "base_volume": base, "tags": tags, "zone": zone, "error_details": null,
            "creation_date": offset(now), "modification_date": offset(now),
        });
        let task = self.fresh("task");
        let task = self.task(zone, [&task, "volume_snapshot", "/snapshots", &format!("snapshots/{id}")]);
        let made = json(201, &json!({"snapshot": body, "task": task}));
        self.add(Table::Snapshot, zone, body).later(now + TAKES, json!({"state": "available"}));
        Ok(made)
    }

    pub(super) fn update_snapshot(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let tags = request.tags()?;
        let row = self.get(Table::Snapshot, request.part(3), request.part(5))?;
        if !request.body["name"].is_null() {
            row.set(&json!({"name": request.need("name")?}), now);
        }
        if let Some(tags) = tags {
            row.set(&json!({ "tags": tags }), now);
        }
        success(&json!({ "snapshot": row.body }))
    }

    pub(super) fn export_snapshot(&mut self, request: &Request) -> ApiResult {
        let (zone, now) = (request.part(3), self.now);
        let (bucket, key) = (request.need("bucket")?, request.need("key")?);
        let row = self.get(Table::Snapshot, zone, request.part(5))?;
        at_rest(row)?;
        if row.state() != "available" {
            return invalid_request("this snapshot cannot be exported");
        }
        row.set(&json!({"state": "exporting"}), now);
        row.later(now + 4 * TAKES, json!({"state": "available"}));
        let region = zone.rsplit_once('-').map_or(zone, |(region, _)| region);
        let from = format!("/snapshots/{}/export", request.part(5));
        let result = format!("https://s3.{region}.scw.cloud/{bucket}/{key}");
        let task = self.task(zone, ["00000000-0000-0000-0000-000000000000", "fake task", &from, &result]);
        Ok(json(202, &json!({ "task": task })))
    }

    pub(super) fn delete_snapshot(&mut self, request: &Request) -> ApiResult {
        let row = self.get(Table::Snapshot, request.part(3), request.part(5))?;
        at_rest(row)?;
        self.remove(Table::Snapshot, request.part(5));
        done()
    }
}
