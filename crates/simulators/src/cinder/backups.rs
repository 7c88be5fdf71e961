//! Backups, of a cloud whose backup service was switched off: what there is can be listed, and a new one fails later.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#backups-backups>. Source: `cinder/backup/api.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::list::Listing;
use super::request::{Request, flag, id, name, need_id};
use super::response::{ApiResult, bad, bad_volume, refuse, success};
use super::state::{NO_BACKUP, Row, Table, date};
use super::view::{copy, copy_since};

/// What is said where the service is needed.
const NO_SERVICE: &str = "Service cinder-backup could not be found.";
/// What a new one may say.
const FIELDS: [&str; 9] =
    ["volume_id", "container", "description", "incremental", "force", "name", "snapshot_id", "metadata", "availability_zone"];
const ALWAYS: [&str; 16] = [
    "id",
    "status",
    "size",
    "object_count",
    "availability_zone",
    "container",
    "created_at",
    "updated_at",
    "name",
    "description",
    "fail_reason",
    "volume_id",
    "is_incremental",
    "has_dependent_backups",
    "snapshot_id",
    "data_timestamp",
];

fn backup(request: &Request, row: &Row, detail: bool) -> Value {
    let mut shown = copy(row, if detail { &ALWAYS } else { &["id", "name"] });
    if detail {
        copy_since(&mut shown, row, request, &[("metadata", 43, false), ("os-backup-project-attr:project_id", 18, true)]);
    }
    shown["links"] = super::list::links(request, "backups", row.id());
    shown
}

impl Cinder {
    pub(super) fn list_backups(&self, request: &Request, detail: bool) -> ApiResult {
        let listing = Listing { name: "backups", links: "backups_links", table: Table::Backup, detail };
        self.list(request, &listing, &|row| backup(request, row, detail))
    }

    pub(super) fn show_backup(&self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Backup, request.part(1))?;
        success(200, &json!({"backup": backup(request, row, true)}))
    }

    pub(super) fn create_backup(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        // Metadata came with 3.43, the zone with 3.51.
        let known = if request.minor >= 51 { 9 } else { 7 + usize::from(request.minor >= 43) };
        let inner = request.strict("backup", &["volume_id"], &FIELDS[..known])?;
        let (volume, snapshot) = (need_id(inner, "volume_id")?, id(inner, "snapshot_id")?);
        let (called, about) = (name(inner, "name")?, name(inner, "description")?);
        let (incremental, force) = (flag(inner, "incremental")?, flag(inner, "force")?);
        let row = self.find(request, Table::Volume, volume)?;
        if !snapshot.is_empty() {
            let of = self.find(request, Table::Snapshot, snapshot)?;
            if of.text("volume_id") != volume {
                return bad_volume(&format!("Volume {volume} does not match with snapshot.volume_id {}.", of.text("volume_id")));
            }
            if of.status() != "available" {
                return bad(&format!(
                    "Invalid snapshot: Snapshot to be backed up must be available, but the current status is \"{}\".",
                    of.status()
                ));
            }
        } else if !row.is(&["available", "in-use"]) {
            return bad_volume(&format!(
                "Volume to be backed up must be available or in-use, but the current status is \"{}\".",
                row.status()
            ));
        } else if row.status() == "in-use" && !force {
            return bad_volume("Backing up an in-use volume must use the force flag.");
        }
        let (size, project) = (row.size(), row.project.clone());
        self.room_for_one(&project, "backups", size)?;
        if incremental && !self.with(Table::Backup, "volume_id", volume).any(|one| one.status() == "available") {
            return bad("Invalid backup: No backups available to do an incremental backup.");
        }
        if snapshot.is_empty() {
            let row = self.get(request, Table::Volume, volume)?;
            let before = row.body["status"].clone();
            row.set(&json!({"status": "backing-up"}), now);
            row.later(now + 800, json!({ "status": before }));
        } else {
            let row = self.get(request, Table::Snapshot, snapshot)?;
            row.set(&json!({"status": "backing-up"}), now);
            row.later(now + 800, json!({"status": "available"}));
        }
        let id = self.fresh("backup");
        let metadata = if inner["metadata"].is_object() { inner["metadata"].clone() } else { json!({}) };
        let body = json!({
            "id": id, "status": "creating", "size": size, "object_count": 0, "availability_zone": null, "container": inner["container"],
            "created_at": date(now), "updated_at": null, "name": called, "description": about, "fail_reason": null, "volume_id": volume,
            "is_incremental": incremental, "has_dependent_backups": false, "snapshot_id": inner["snapshot_id"], "data_timestamp": date(now),
            "metadata": metadata, "os-backup-project-attr:project_id": project, "_request": request.id,
        });
        let row = self.add(Table::Backup, &project, request.region, body);
        row.fails(now + 800, json!({"status": "error", "fail_reason": "Service not found for creating backup."}), NO_BACKUP);
        let links = super::list::links(request, "backups", &id);
        success(202, &json!({"backup": {"id": id, "name": called, "links": links}}))
    }

    pub(super) fn delete_backup(&mut self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Backup, request.part(1))?;
        if !row.is(&["available", "error"]) {
            return bad("Invalid backup: Backup status must be available or error");
        }
        refuse(404, NO_SERVICE)
    }

    pub(super) fn restore_backup(&mut self, request: &Request) -> ApiResult {
        let inner = request.strict("restore", &[], &["name", "volume_id"])?;
        let volume = id(inner, "volume_id")?;
        name(inner, "name")?;
        let row = self.find(request, Table::Backup, request.part(1))?;
        if row.status() != "available" {
            return bad("Invalid backup: Backup status must be available");
        }
        if !volume.is_empty() {
            let onto = self.find(request, Table::Volume, volume)?;
            if onto.status() != "available" {
                return bad_volume("Volume to be restored to must be available");
            }
            if row.size() > onto.size() {
                let (have, need) = (onto.size(), row.size());
                return bad_volume(&format!("volume size {have} is too small to restore backup of size {need}."));
            }
        }
        refuse(404, NO_SERVICE)
    }
}
