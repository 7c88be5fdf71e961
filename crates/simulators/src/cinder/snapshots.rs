//! Snapshots.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-snapshots-snapshots>. The short list says nearly as much as the long one.
//! Source: `cinder/volume/api.py`, `cinder/api/v3/snapshots.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::create::takes;
use super::fail::falls_back;
use super::list::Listing;
use super::request::{Request, flag, name, need_id, pairs};
use super::response::{ApiResult, bad, bad_volume, done, success, under_no_schema};
use super::state::{Row, SNAPSHOT_BUSY, SNAPSHOT_FAILED, Table, date};
use super::view::{copy, copy_since};
use super::volumes::still;

const ALWAYS: [&str; 9] = ["id", "created_at", "updated_at", "name", "description", "volume_id", "status", "size", "metadata"];
const LATER: [(&str, u32, bool); 3] = [("group_snapshot_id", 14, false), ("user_id", 41, false), ("consumes_quota", 65, false)];

/// A snapshot as a short list has it.
fn brief(row: &Row) -> Value {
    copy(row, &ALWAYS)
}

/// A snapshot as creating and changing answer it.
fn usual(request: &Request, row: &Row) -> Value {
    let mut shown = brief(row);
    copy_since(&mut shown, row, request, &LATER);
    shown
}

/// A snapshot as reading answers it.
fn full(request: &Request, row: &Row) -> Value {
    let mut shown = usual(request, row);
    shown["os-extended-snapshot-attributes:project_id"] = row.project.as_str().into();
    // Some drivers tell how far they are; most go from nothing to all.
    let progress = match row.text("_progress") {
        "" if row.is(&["creating", "error"]) => "0%",
        "" => "100%",
        told => told,
    };
    shown["os-extended-snapshot-attributes:progress"] = progress.into();
    shown
}

impl Cinder {
    pub(super) fn list_snapshots(&self, request: &Request, detail: bool) -> ApiResult {
        let listing = Listing { name: "snapshots", links: "snapshots_links", table: Table::Snapshot, detail };
        self.list(request, &listing, &|row| if detail { full(request, row) } else { brief(row) })
    }

    pub(super) fn show_snapshot(&self, request: &Request) -> ApiResult {
        success(200, &json!({"snapshot": full(request, self.find(request, Table::Snapshot, request.part(1))?)}))
    }

    pub(super) fn create_snapshot(&mut self, request: &Request) -> ApiResult {
        let inner = request.strict(
            "snapshot",
            &["volume_id"],
            &["volume_id", "name", "display_name", "description", "display_description", "force", "metadata"],
        )?;
        let volume = need_id(inner, "volume_id")?;
        let (called, about) = (name(inner, "name")?, name(inner, "description")?);
        let mut force = flag(inner, "force")?;
        if request.minor >= 66 {
            if inner.get("force").is_some() && !force {
                return bad(
                    "Since microversion 3.66 the 'force' flag is invalid for this request.  For backward compatability, however, when the 'force' flag is passed with a value evaluating to True, it is silently ignored.",
                );
            }
            force = true;
        }
        if !inner["metadata"].is_null() {
            pairs(&inner["metadata"])?;
        }
        let row = self.find(request, Table::Volume, volume)?;
        let status = row.status();
        if !still(&row.body) {
            return bad_volume("Snapshot cannot be created while volume is migrating.");
        }
        if status == "maintenance" {
            return bad_volume("The snapshot cannot be created when the volume is in maintenance mode.");
        }
        if row.text("_host").is_empty() {
            return bad_volume("volume is not assigned to a host");
        }
        if status.starts_with("error") && status != "error" {
            return bad_volume(&format!("Volume {volume} status must be available, in-use, but current status is: {status}."));
        }
        if !row.is(if force { &["available", "in-use"] } else { &["available"] }) {
            let allowed = if force { "available, in-use" } else { "available" };
            return bad_volume(&format!("Volume {volume} status must be {allowed}, but current status is: {status}."));
        }
        let (size, kind, project) = (row.size(), row.text("volume_type").to_owned(), row.project.clone());
        self.room_for_snapshots(&project, &kind, 1, size)?;
        let fails = called.is_some_and(|name| name.contains("later-error"));
        let metadata = if inner["metadata"].is_null() { json!({}) } else { inner["metadata"].clone() };
        let id = self.take(request, volume, &json!({"name": called, "description": about, "metadata": metadata}), fails);
        success(202, &json!({"snapshot": usual(request, self.find(request, Table::Snapshot, &id)?)}))
    }

    /// Takes a snapshot that will be there after a while. Returns its id.
    pub(super) fn take(&mut self, request: &Request, volume: &str, fields: &Value, fails: bool) -> String {
        let (id, now) = (self.fresh("snapshot"), self.now);
        let of = self.with(Table::Volume, "id", volume).next();
        let host = of.map(|row| row.body["_host"].clone()).unwrap_or_default();
        let (size, kind) = of.map_or((0, ""), |row| (row.size(), row.text("volume_type")));
        let mut body = json!({
            "id": id, "created_at": date(now), "updated_at": null, "name": null, "description": null, "volume_id": volume,
            "status": "creating", "size": size, "metadata": {}, "group_snapshot_id": null, "user_id": request.who.user,
            "consumes_quota": true, "_host": host, "_volume_type": kind, "_request": request.id,
        });
        for (key, value) in fields.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let project = of.map_or_else(|| request.who.project.clone(), |row| row.project.clone());
        let at = now + takes(&id);
        let row = self.add(Table::Snapshot, &project, request.region, body);
        if fails {
            row.fails(at, json!({"status": "error"}), SNAPSHOT_FAILED);
        } else {
            row.later(at, json!({"status": "available"}));
        }
        id
    }

    pub(super) fn update_snapshot(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let inner = request.strict("snapshot", &[], &["name", "display_name", "description", "display_description"])?;
        let mut fields = json!({});
        for key in ["name", "description"] {
            if inner.get(key).is_some() {
                fields[key] = name(inner, key)?.into();
            }
        }
        if fields.as_object().is_none_or(serde_json::Map::is_empty) {
            return bad(&under_no_schema("snapshot", inner));
        }
        let row = self.get(request, Table::Snapshot, request.part(1))?;
        row.set(&fields, now);
        success(200, &json!({"snapshot": usual(request, row)}))
    }

    pub(super) fn delete_snapshot(&mut self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Snapshot, request.part(1))?;
        if !row.is(&["available", "error"]) || !row.body["group_snapshot_id"].is_null() {
            return bad("Invalid snapshot: Snapshot status must be available or error and must not be part of a group.");
        }
        self.drop_snapshot(request)
    }

    pub(super) fn force_delete_snapshot(&mut self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Snapshot, request.part(1))?;
        if !row.body["group_snapshot_id"].is_null() {
            return bad("Invalid snapshot: Snapshot must not be part of a group.");
        }
        self.drop_snapshot(request)
    }

    fn drop_snapshot(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let row = self.get(request, Table::Snapshot, request.part(1))?;
        row.then.clear();
        let before = row.status().to_owned();
        row.set(&json!({"status": "deleting", "_request": request.id}), now);
        if let Some(told) = falls_back(row.text("name")) {
            row.back(now, &before, told.then_some(SNAPSHOT_BUSY));
            return done(202);
        }
        row.later(now + takes(request.part(1)) / 2 + 300, Value::Null);
        done(202)
    }
}
