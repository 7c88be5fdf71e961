//! Actions that change a volume at once: its flags, its status, and the older way to attach it.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-actions-volumes-action>. Source: `cinder/api/contrib/volume_actions.py`,
//! `cinder/api/contrib/admin_actions.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::request::{Request, flag, name};
use super::response::{ApiResult, bad, bad_field, bad_volume, done, refuse, under_no_schema};
use super::state::{Table, date};

/// What `os-reset_status` may set.
const STATUSES: [&str; 22] = [
    "creating",
    "available",
    "deleting",
    "error",
    "error_deleting",
    "error_managing",
    "managing",
    "attaching",
    "in-use",
    "detaching",
    "maintenance",
    "restoring-backup",
    "error_restoring",
    "reserved",
    "awaiting-transfer",
    "backing-up",
    "error_backing-up",
    "error_extending",
    "downloading",
    "uploading",
    "retyping",
    "extending",
];

impl Cinder {
    pub(super) fn set_bootable(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let inner = request.strict("os-set_bootable", &["bootable"], &["bootable"])?;
        let bootable = flag(inner, "bootable")?;
        let row = self.get(request, Table::Volume, request.part(1))?;
        if row.status() == "maintenance" {
            return bad_volume("The volume cannot be updated during maintenance.");
        }
        row.set(&json!({"bootable": bootable.to_string()}), now);
        done(200)
    }

    pub(super) fn set_readonly(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let readonly = flag(request.strict("os-update_readonly_flag", &["readonly"], &["readonly"])?, "readonly")?;
        let row = self.get(request, Table::Volume, id)?;
        if row.status() != "available" {
            return bad_volume(&format!(
                "Volume {id} status must be available to update readonly flag, but current status is: {}.",
                row.status()
            ));
        }
        row.body["_admin_metadata"]["readonly"] = if readonly { "True" } else { "False" }.into();
        row.set(&json!({}), now);
        done(202)
    }

    pub(super) fn reset_volume(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let inner = request.strict("os-reset_status", &[], &["status", "attach_status", "migration_status"])?;
        let given = |key: &str| inner[key].as_str().map(str::to_ascii_lowercase);
        let (status, attach, migration) = (given("status"), given("attach_status"), given("migration_status"));
        if status.is_none() && attach.is_none() && migration.is_none() {
            return bad("Must specify 'status', 'attach_status' or 'migration_status' for update.");
        }
        if let Some(status) = status.as_deref() {
            if !STATUSES.contains(&status) {
                let known = STATUSES.map(|status| format!("'{status}'")).join(", ");
                return bad(&format!("Volume status: {status} is invalid, valid statuses are: ({known})."));
            }
            // `error_deleting` is let through.
            if status == "deleting" {
                return bad("Cannot reset-state to deleting");
            }
        }
        self.find(request, Table::Volume, id)?;
        if status.as_deref() == Some("in-use") && !self.attached(id) && attach.as_deref() != Some("attached") {
            return bad("Cannot reset-state to in-use because volume does not have any attachments.");
        }
        let row = self.get(request, Table::Volume, id)?;
        row.then.clear();
        if let Some(status) = status {
            row.set(&json!({"status": status, "_grows_to": null}), now);
        }
        if let Some(migration) = migration {
            row.set(&json!({"migration_status": if migration == "none" { Value::Null } else { migration.into() }}), now);
        }
        if attach.as_deref() == Some("detached") {
            self.rows.retain(|row| !(row.table == Table::Attachment && row.text("volume_id") == id));
        }
        done(202)
    }

    /// From one status to another, and what is said where it is in neither.
    fn switch(&mut self, request: &Request, from: &[&str], to: &str) -> ApiResult<bool> {
        let now = self.now;
        let row = self.get(request, Table::Volume, request.part(1))?;
        let fits = row.is(from);
        if fits {
            row.then.clear();
            row.set(&json!({ "status": to }), now);
        }
        Ok(fits)
    }

    pub(super) fn reserve(&mut self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Volume, request.part(1))?;
        let (status, shared) = (row.status().to_owned(), row.body["multiattach"] == true);
        let allowed: &[&str] = if shared { &["available", "in-use"] } else { &["available"] };
        if self.switch(request, allowed, "attaching")? {
            return done(202);
        }
        bad_volume(&format!("Volume status must be {} to reserve, but the status is {status}.", allowed.join(" or ")))
    }

    /// Where nothing is reserved, nothing is done.
    pub(super) fn unreserve(&mut self, request: &Request) -> ApiResult {
        let to = if self.attached(request.part(1)) { "in-use" } else { "available" };
        self.switch(request, &["attaching"], to)?;
        done(202)
    }

    pub(super) fn begin_detaching(&mut self, request: &Request) -> ApiResult {
        if self.switch(request, &["in-use"], "detaching")? {
            return done(202);
        }
        bad_volume("Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach.")
    }

    pub(super) fn roll_detaching(&mut self, request: &Request) -> ApiResult {
        self.switch(request, &["detaching"], "in-use")?;
        done(202)
    }

    pub(super) fn attach(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let inner = request.strict("os-attach", &["mountpoint"], &["instance_uuid", "mountpoint", "host_name", "mode"])?;
        let (host, server) = (name(inner, "host_name")?, inner["instance_uuid"].as_str());
        if host.is_none() && server.is_none() {
            return bad(&under_no_schema("os-attach", inner));
        }
        let Some(device) = inner["mountpoint"].as_str().filter(|device| !device.is_empty()) else {
            return bad("Invalid input for field/attribute os-attach. 'mountpoint' is a required property");
        };
        let mode = inner["mode"].as_str().unwrap_or("rw");
        if !["rw", "ro"].contains(&mode) {
            return bad_field("mode", &inner["mode"], "is not one of ['rw', 'ro']");
        }
        let row = self.find(request, Table::Volume, id)?;
        if row.status() == "maintenance" {
            return bad_volume("The volume cannot be attached in maintenance mode.");
        }
        if row.status() == "in-use" && row.body["multiattach"] != true {
            return bad_volume("volume is already attached and multiple attachments are not enabled");
        }
        if row.body["_admin_metadata"]["readonly"] == "True" && mode != "ro" {
            return bad(&format!("Invalid attaching mode '{mode}' for volume {id}."));
        }
        let (project, region, attachment) = (row.project.clone(), row.region, self.fresh("attachment"));
        let body = json!({
            "id": attachment, "status": "attached", "instance": server, "volume_id": id, "attached_at": date(now), "detached_at": "",
            "attach_mode": mode, "connection_info": {}, "_host": host, "_device": device,
        });
        self.add(Table::Attachment, &project, region, body);
        let row = self.get(request, Table::Volume, id)?;
        if row.body["_admin_metadata"]["readonly"].is_null() {
            row.body["_admin_metadata"]["readonly"] = "False".into();
        }
        row.body["_admin_metadata"]["attached_mode"] = mode.into();
        row.then.clear();
        row.set(&json!({"status": "in-use"}), now);
        done(202)
    }

    pub(super) fn detach(&mut self, request: &Request) -> ApiResult {
        let id = request.part(1);
        let named = request.body["os-detach"]["attachment_id"].as_str().unwrap_or_default().to_owned();
        let row = self.find(request, Table::Volume, id)?;
        if row.status() == "maintenance" {
            return bad_volume("The volume cannot be detached in maintenance mode.");
        }
        let mine: Vec<_> = self.with(Table::Attachment, "volume_id", id).filter(|one| named.is_empty() || one.id() == named).collect();
        if let Some(held) = mine.iter().find(|one| one.body["_nova"] == true) {
            return nova_has_it(held.text("instance"));
        }
        if mine.len() > 1 {
            return nova_has_it("");
        }
        let found = mine.first().map(|one| one.id().to_owned());
        if found.is_none() && !named.is_empty() {
            return nova_has_it("");
        }
        self.release(request, id, found.as_deref());
        done(202)
    }

    /// Takes an attachment away; with the last one the volume is free.
    pub(super) fn release(&mut self, request: &Request, volume: &str, attachment: Option<&str>) {
        let now = self.now;
        if let Some(attachment) = attachment {
            self.remove(attachment);
        }
        let left = self.with(Table::Attachment, "volume_id", volume).count();
        let attached = self.attached(volume);
        if let Ok(row) = self.get(request, Table::Volume, volume) {
            if left == 0 {
                row.then.clear();
                if let Some(metadata) = row.body["_admin_metadata"].as_object_mut() {
                    metadata.remove("attached_mode");
                }
            }
            let status = match (left, attached) {
                (0, _) => "available",
                (_, true) => "in-use",
                _ => "reserved",
            };
            row.set(&json!({ "status": status }), now);
        }
    }
}

/// The refusal to take a disk from a server behind Nova's back.
pub(super) fn nova_has_it<T>(server: &str) -> ApiResult<T> {
    refuse(409, &format!("ConflictNovaUsingAttachment: Detach volume from instance {server} using the Compute API"))
}
