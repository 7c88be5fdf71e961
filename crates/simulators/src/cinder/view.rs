//! How volumes are shown: which keys to whom, and since which microversion.
//!
//! Source: `cinder/api/v3/views/volumes.py`, and recorded answers.

use serde_json::{Value, json};

use super::Cinder;
use super::list::Listing;
use super::request::Request;
use super::response::{ApiResult, success};
use super::state::{Row, Table};

/// What everybody sees at every microversion.
const ALWAYS: [&str; 19] = [
    "id",
    "status",
    "size",
    "availability_zone",
    "created_at",
    "updated_at",
    "name",
    "description",
    "volume_type",
    "snapshot_id",
    "source_volid",
    "metadata",
    "user_id",
    "bootable",
    "encrypted",
    "replication_status",
    "consistencygroup_id",
    "multiattach",
    "volume_image_metadata",
];
/// What came later: the key, since when, and whether only an administrator sees it.
const LATER: [(&str, u32, bool); 8] = [
    ("migration_status", 0, true),
    ("group_id", 13, false),
    ("provider_id", 21, true),
    ("shared_targets", 48, false),
    ("service_uuid", 48, false),
    ("cluster_name", 61, true),
    ("volume_type_id", 63, false),
    ("consumes_quota", 65, false),
];

/// Copies keys that there are.
pub(super) fn copy(row: &Row, keys: &[&str]) -> Value {
    let mut shown = json!({});
    for key in keys {
        if let Some(value) = row.body.get(*key) {
            shown[*key] = value.clone();
        }
    }
    shown
}

/// Copies keys that a microversion knows.
pub(super) fn copy_since(shown: &mut Value, row: &Row, request: &Request, keys: &[(&str, u32, bool)]) {
    for (key, since, admin) in keys {
        if request.minor >= *since && (!admin || request.is_admin()) {
            shown[*key] = row.body[*key].clone();
        }
    }
}

impl Cinder {
    /// A volume as creating and updating answer it.
    pub(super) fn volume(&self, request: &Request, row: &Row) -> Value {
        let mut shown = copy(row, &ALWAYS);
        copy_since(&mut shown, row, request, &LATER);
        // What is said of managed volumes to users.
        match row.status() {
            "managing" => shown["status"] = "creating".into(),
            "error_managing" => shown["status"] = "error".into(),
            "error_managing_deleting" => shown["status"] = "deleting".into(),
            _ => {}
        }
        if request.minor < 69 && shown.get("shared_targets").is_some_and(Value::is_null) {
            shown["shared_targets"] = true.into();
        }
        for (key, value) in row.body["_admin_metadata"].as_object().into_iter().flatten() {
            shown["metadata"][key.as_str()] = value.clone();
        }
        let attached = self.with(Table::Attachment, "volume_id", row.id()).filter(|one| one.status() == "attached");
        let attachments: Vec<Value> = attached
            .map(|one| {
                let host = if request.is_admin() { one.body["_host"].clone() } else { Value::Null };
                json!({
                    "id": row.id(), "attachment_id": one.id(), "volume_id": row.id(), "server_id": one.body["instance"], "host_name": host,
                    "device": one.body["_device"], "attached_at": one.body["attached_at"],
                })
            })
            .collect();
        shown["attachments"] = attachments.into();
        shown["links"] = super::list::links(request, "volumes", row.id());
        shown
    }

    /// A volume as reading answers it: with what extensions add.
    pub(super) fn full_volume(&self, request: &Request, row: &Row) -> Value {
        let mut shown = self.volume(request, row);
        shown["os-vol-tenant-attr:tenant_id"] = row.project.as_str().into();
        if request.is_admin() {
            shown["os-vol-mig-status-attr:migstat"] = row.body["migration_status"].clone();
            shown["os-vol-mig-status-attr:name_id"] = Value::Null;
            shown["os-vol-host-attr:host"] = row.body["_host"].clone();
        }
        shown
    }

    pub(super) fn show_volume(&self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Volume, request.part(1))?;
        success(200, &json!({"volume": self.full_volume(request, row)}))
    }

    pub(super) fn list_volumes(&self, request: &Request, detail: bool) -> ApiResult {
        let listing = Listing { name: "volumes", links: "volumes_links", table: Table::Volume, detail };
        self.list(request, &listing, &|row| {
            if detail {
                return self.full_volume(request, row);
            }
            json!({"id": row.id(), "name": row.body["name"], "links": super::list::links(request, "volumes", row.id())})
        })
    }

    /// `GET /volumes/summary`
    pub(super) fn summarize(&self, request: &Request) -> ApiResult {
        let mut rows: Vec<&Row> = self.seen(request, Table::Volume).collect();
        let everyone = request.is_admin() && request.asks("all_tenants");
        rows.retain(|row| everyone || row.project == request.who.project);
        super::filter::sift(request, Table::Volume, &mut rows)?;
        let size: u64 = rows.iter().map(|row| row.size()).sum();
        let mut summary = json!({"total_count": rows.len(), "total_size": size});
        if request.minor >= 36 {
            let mut all = json!({});
            for (key, value) in rows.iter().filter_map(|row| row.body["metadata"].as_object()).flatten() {
                let values = all[key.as_str()].as_array().cloned().unwrap_or_default();
                if !values.contains(value) {
                    all[key.as_str()] = values.into_iter().chain([value.clone()]).collect();
                }
            }
            summary["metadata"] = all;
        }
        success(200, &json!({"volume-summary": summary}))
    }
}
