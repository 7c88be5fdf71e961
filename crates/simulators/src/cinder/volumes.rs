//! Changing and deleting volumes.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volumes-volumes>. Deleting has one sentence for every reason against it.
//! Source: `cinder/volume/api.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::create::takes;
use super::fail::falls_back;
use super::request::{Request, Role, name, pairs};
use super::response::{ApiResult, bad, bad_volume, denied, done, success, under_no_schema};
use super::state::{Row, Table};

/// States that a volume can be deleted in.
const DELETABLE: [&str; 5] = ["available", "error", "error_restoring", "error_extending", "error_managing"];

/// What can be set: seven states of all three, `in-use` of groups, the rest of snapshots.
const SNAPSHOT_STATES: [&str; 11] = [
    "error",
    "available",
    "creating",
    "deleting",
    "deleted",
    "updating",
    "error_deleting",
    "in-use",
    "unmanaging",
    "backing-up",
    "restoring",
];

/// Whether nothing is being moved.
pub(super) fn still(body: &Value) -> bool {
    matches!(body["migration_status"].as_str(), None | Some("success" | "error" | "deleting"))
}

impl Cinder {
    pub(super) fn update_volume(&mut self, request: &Request) -> ApiResult {
        let inner = request.strict("volume", &[], &["name", "description", "display_name", "display_description", "metadata"])?;
        let now = self.now;
        self.find(request, Table::Volume, request.part(1))?;
        let mut fields = json!({});
        for (key, older) in [("name", "display_name"), ("description", "display_description")] {
            for key_given in [older, key] {
                if inner.get(key_given).is_some() {
                    fields[key] = name(inner, key_given)?.into();
                }
            }
        }
        if inner.get("metadata").is_some_and(|metadata| !metadata.is_null()) {
            pairs(&inner["metadata"])?;
            fields["metadata"] = inner["metadata"].clone();
        }
        if request.minor >= 53 && inner.as_object().is_none_or(serde_json::Map::is_empty) {
            return bad(&under_no_schema("volume", inner));
        }
        let row = self.get(request, Table::Volume, request.part(1))?;
        if row.status() == "maintenance" {
            return bad_volume("The volume cannot be updated during maintenance.");
        }
        row.set(&fields, now);
        let row = self.find(request, Table::Volume, request.part(1))?;
        success(200, &json!({"volume": self.volume(request, row)}))
    }

    pub(super) fn delete_volume(&mut self, request: &Request) -> ApiResult {
        let force = request.minor >= 23 && request.asks("force");
        self.find(request, Table::Volume, request.part(1))?;
        if force && request.who.role < Role::Admin {
            return denied("volume:force_delete");
        }
        self.delete(request, request.asks("cascade"), force)
    }

    pub(super) fn force_delete_volume(&mut self, request: &Request) -> ApiResult {
        self.delete(request, false, true)
    }

    fn delete(&mut self, request: &Request, cascade: bool, force: bool) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let row = self.find(request, Table::Volume, id)?;
        let attached = self.attached(id);
        let deletable = |one: &Row| one.body["group_snapshot_id"].is_null() && (force || one.is(&["available", "error", "deleting"]));
        let held = self.with(Table::Snapshot, "volume_id", id).any(|one| !cascade || !deletable(one));
        let ready = force || row.is(&DELETABLE);
        if !ready || attached || held || !row.body["group_id"].is_null() || !still(&row.body) {
            let states = if force { String::new() } else { format!("status must be {} and ", DELETABLE.join(" or ")) };
            return bad_volume(&format!(
                "Volume {states}must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer."
            ));
        }
        let row = self.get(request, Table::Volume, id)?;
        let (before, name) = (row.status().to_owned(), row.text("name").to_owned());
        // A back end that is busy with a volume says so to nobody.
        if falls_back(&name).is_some() {
            row.then.clear();
            row.set(&json!({"status": "deleting"}), now);
            row.back(now, &before, None);
            return done(202);
        }
        if cascade && name.contains("part-400") {
            row.then.clear();
            row.set(&json!({"status": "error_deleting"}), now);
            if let Some(snapshot) = self.with_mut(Table::Snapshot, "volume_id", id).next() {
                snapshot.set(&json!({"status": "deleting"}), now);
            }
            return bad_volume("Failed to update snapshot.");
        }
        let gone = now + takes(id) / 2 + 300;
        for snapshot in self.with_mut(Table::Snapshot, "volume_id", id) {
            snapshot.set(&json!({"status": "deleting"}), now);
            snapshot.then.clear();
            snapshot.later(gone - 200, Value::Null);
        }
        for attachment in self.with_mut(Table::Attachment, "volume_id", id) {
            attachment.later(gone, Value::Null);
        }
        let row = self.get(request, Table::Volume, id)?;
        let managing = row.status() == "error_managing";
        row.set(&json!({"status": if managing { "error_managing_deleting" } else { "deleting" }}), now);
        row.then.clear();
        row.later(gone, Value::Null);
        done(202)
    }

    /// Whether a server or a host has a volume.
    pub(super) fn attached(&self, id: &str) -> bool {
        self.with(Table::Attachment, "volume_id", id).any(|one| one.status() == "attached")
    }

    /// `os-reset_status` and `reset_status` of what is no volume.
    pub(super) fn reset(&mut self, request: &Request, table: Table) -> ApiResult {
        let now = self.now;
        let key = if table == Table::Snapshot { "os-reset_status" } else { "reset_status" };
        let Some(status) = request.within(key)?["status"].as_str() else {
            return bad("Invalid input for field/attribute status. 'status' is a required property");
        };
        let status = status.to_ascii_lowercase();
        let (noun, known) = match table {
            Table::Snapshot => ("Snapshot", [&SNAPSHOT_STATES[..7], &SNAPSHOT_STATES[8..]].concat()),
            Table::Group => ("Group", SNAPSHOT_STATES[..8].to_vec()),
            _ => ("Group snapshot", SNAPSHOT_STATES[..7].to_vec()),
        };
        if !known.contains(&status.as_str()) {
            let known = known.iter().map(|status| format!("'{status}'")).collect::<Vec<_>>().join(", ");
            return bad(&format!("{noun} status: {status} is invalid, valid statuses are: ({known})."));
        }
        if status == "deleted" && table == Table::Snapshot {
            // Deleted rows are not found again.
            self.find(request, table, request.part(1))?;
            self.remove(request.part(1));
            return done(202);
        }
        let row = self.get(request, table, request.part(1))?;
        row.then.clear();
        row.set(&json!({ "status": status }), now);
        done(202)
    }
}
