//! Writing Block volumes: create, update, delete.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-volume>. An update answers with the old size and IOPS and the status
//! `updating`; a deletion is over when it is answered. (Recorded.)

use serde_json::{Value, json};

use super::Scaleway;
use super::request::{Request, is_uuid};
use super::response::{ApiResult, done, invalid, locked, precondition, success, transient};
use super::state::{Row, Table, zulu};

/// One step of sizes, in bytes.
pub(super) const GB: u64 = 1_000_000_000;
/// The largest volume, in bytes.
const LARGEST: u64 = 10_000 * GB;
/// How long making and changing take, in milliseconds.
pub(super) const SHORT: u64 = 3_000;

/// A size that Block accepts.
pub(super) fn check_size(argument: &str, size: &Value) -> ApiResult<u64> {
    match size.as_u64() {
        Some(size) if !(GB..=LARGEST).contains(&size) => {
            invalid(argument, "constraint", "size must be between 1 GB (1000000000) and 10 TB (10000000000000)")
        }
        Some(size) if size % GB != 0 => invalid(argument, "constraint", "size must be a multiple of 1 GB (1000000000)"),
        Some(size) => Ok(size),
        None => invalid(argument, "format", "expected a number"),
    }
}

fn check_iops(iops: &Value) -> ApiResult<u64> {
    match iops.as_u64() {
        Some(iops @ (5_000 | 15_000)) => Ok(iops),
        Some(_) => invalid("perf_iops", "constraint", "perf_iops must be one of 5000, 15000"),
        None if iops.is_null() => invalid("perf_iops", "required", "required key not provided"),
        None => invalid("perf_iops", "format", "expected a number"),
    }
}

pub(super) fn check_project(request: &Request) -> ApiResult<&str> {
    let project = request.need("project_id")?;
    if is_uuid(project) { Ok(project) } else { invalid("project_id", "format", "value is not a valid uuid") }
}

pub(super) fn volume_type(iops: u64) -> &'static str {
    if iops == 15_000 { "sbs_15k" } else { "sbs_5k" }
}

/// Refuses a change in a state that does not allow it.
pub(super) fn settled(row: &Row, allowed: &[&str]) -> ApiResult<()> {
    let (noun, id, state) = (row.table.noun(), row.text("id"), row.state());
    match state {
        "creating" | "deleting" | "resizing" | "snapshotting" | "updating" | "exporting" => transient(noun, id, state),
        "locked" => locked(noun, id),
        _ if allowed.contains(&state) => Ok(()),
        "in_use" => precondition("resource_not_in_use", &format!("the {noun} is in use")),
        _ => precondition("resource_usable", &format!("the {noun} is in the state {state}")),
    }
}

impl Scaleway {
    pub(super) fn create_block_volume(&mut self, request: &Request) -> ApiResult {
        let (zone, name, project) = (request.part(3), request.need("name")?, check_project(request)?);
        let iops = check_iops(&request.body["perf_iops"])?;
        let tags = request.tags()?.unwrap_or_else(|| json!([]));
        let (empty, from) = (&request.body["from_empty"], &request.body["from_snapshot"]);
        let (size, parent) = match (empty.is_null(), from.is_null()) {
            (false, true) => (check_size("from_empty.size", &empty["size"])?, Value::Null),
            (true, false) => {
                let id = from["snapshot_id"].as_str().unwrap_or_default();
                let snapshot = self.get(Table::BlockSnapshot, zone, id)?;
                settled(snapshot, &["available", "in_use"])?;
                let least = snapshot.size();
                let size = if from["size"].is_null() { least } else { check_size("from_snapshot.size", &from["size"])? };
                if size < least {
                    return invalid("from_snapshot.size", "constraint", "size must not be below that of the snapshot");
                }
                (size, json!(id))
            }
            _ => return invalid("from", "required", "exactly one of from_empty and from_snapshot is required"),
        };
        let (id, now) = (self.fresh("block volume"), self.now);
        let body = json!({
            "id": id, "name": name, "type": volume_type(iops), "size": size, "project_id": project, "created_at": zulu(now),
            "updated_at": zulu(now), "references": [], "parent_snapshot_id": parent, "status": "creating", "tags": tags, "zone": zone,
            "specs": {"perf_iops": iops, "class": "sbs"}, "last_detached_at": null, "kms_key_id": request.body["kms_key_id"],
        });
        let row = self.add(Table::BlockVolume, zone, body);
        row.later(now + SHORT, json!({"status": "available"}));
        success(&row.body)
    }

    pub(super) fn update_block_volume(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let tags = request.tags()?;
        let row = self.get(Table::BlockVolume, request.part(3), request.part(5))?;
        let (size, iops) = (&request.body["size"], &request.body["perf_iops"]);
        let technical = !size.is_null() || !iops.is_null();
        settled(row, if technical { &["available", "in_use"] } else { &["available", "in_use", "error", "unknown_status"] })?;
        let mut then = json!({});
        if !size.is_null() {
            let size = check_size("size", size)?;
            if size < row.size() {
                return invalid("size", "constraint", "volume size cannot be decreased");
            }
            then["size"] = size.into();
        }
        if !iops.is_null() {
            let iops = check_iops(iops)?;
            then["specs"] = json!({"perf_iops": iops, "class": "sbs"});
            then["type"] = volume_type(iops).into();
        }
        if !request.body["name"].is_null() {
            row.set(&json!({"name": request.need("name")?}), now);
        }
        if let Some(tags) = tags {
            row.set(&json!({ "tags": tags }), now);
        }
        if technical {
            then["status"] = row.body["status"].clone();
            row.set(&json!({"status": "updating"}), now);
            row.later(now + SHORT, then);
        }
        success(&row.body)
    }

    pub(super) fn delete_block_volume(&mut self, request: &Request) -> ApiResult {
        let row = self.get(Table::BlockVolume, request.part(3), request.part(5))?;
        settled(row, &["available", "error"])?;
        self.remove(Table::BlockVolume, request.part(5));
        done()
    }
}
