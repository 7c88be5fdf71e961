//! Actions that take a while: extend, retype, revert to a snapshot.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-actions-volumes-action>. Source: `cinder/volume/api.py`.

use serde_json::json;

use super::Cinder;
use super::create::{size, takes};
use super::fail::falls_back;
use super::request::{Request, missing};
use super::response::{ApiResult, bad, bad_input, bad_volume, done, refuse};
use super::state::{BACK, EXTEND_FAILED, Table};
use super::volumes::still;

impl Cinder {
    pub(super) fn extend(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let inner = request.strict("os-extend", &["new_size"], &["new_size"])?;
        let Some(wanted) = size(inner, "new_size")? else {
            return missing("os-extend", inner, "new_size");
        };
        let row = self.find(request, Table::Volume, id)?;
        let (current, kind, project) = (row.size(), row.text("volume_type").to_owned(), row.project.clone());
        if wanted <= current {
            return bad_input(&format!("New size for extend must be greater than current size. (current: {current}, extended: {wanted})."));
        }
        let allowed: &[&str] = if request.minor >= 42 { &["available", "in-use"] } else { &["available"] };
        if !row.is(allowed) {
            return bad_volume(&format!("Volume {id} status must be '{{'status': 'available'}}' to extend, currently {}.", row.status()));
        }
        self.not_too_large(&project, wanted)?;
        self.room(&project, &kind, wanted - current)?;
        let row = self.get(request, Table::Volume, id)?;
        let before = row.body["status"].clone();
        row.set(&json!({"status": "extending", "_grows_to": wanted, "_request": request.id}), now);
        let at = now + takes(id);
        if row.text("name").contains("later-error") {
            row.fails(at, json!({"status": "error_extending", "_grows_to": null}), EXTEND_FAILED);
        } else if falls_back(row.text("name")).is_some() {
            row.later(now + BACK, json!({"status": before, "_grows_to": null}));
        } else {
            row.later(at, json!({"status": before, "size": wanted, "_grows_to": null}));
        }
        done(202)
    }

    pub(super) fn retype(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let inner = request.strict("os-retype", &["new_type"], &["new_type", "migration_policy"])?;
        let Some(wanted) = inner["new_type"].as_str() else {
            return missing("os-retype", inner, "new_type");
        };
        let policy = inner["migration_policy"].as_str().unwrap_or("never");
        if !["never", "on-demand"].contains(&policy) {
            return bad(&format!(
                "Invalid input for field/attribute migration_policy. Value: {policy}. '{policy}' is not one of ['on-demand', 'never']"
            ));
        }
        let row = self.find(request, Table::Volume, id)?;
        let kind = self.type_of(request, wanted)?;
        let (kind_id, name, backend) = (kind.id().to_owned(), kind.text("name").to_owned(), kind.text("_backend").to_owned());
        let shared = kind.body["extra_specs"]["multiattach"] == "<is> True";
        if row.body["multiattach"] != shared && row.status() != "available" {
            return bad_input(&format!(
                "Invalid volume_type passed, retypes affecting multiattach are only allowed on available volumes, the specified volume however currently has a status of: {}.",
                row.status()
            ));
        }
        let same = row.text("volume_type_id") == kind_id;
        if !row.is(&["available", "in-use"]) || !row.body["group_id"].is_null() || same || !still(&row.body) {
            return bad_volume(
                "Retype needs volume to be in available or in-use state, not be part of an active migration or a consistency group, requested type has to be different that the one from the volume, and for in-use volumes front-end qos specs cannot change.",
            );
        }
        // Where the data would have to move, it does so only on demand; else everything is as it was, without a word.
        let falls = falls_back(row.text("name")).is_some();
        let possible = !falls && !backend.is_empty() && (row.text("_host") == backend || policy == "on-demand");
        let row = self.get(request, Table::Volume, id)?;
        let before = row.body["status"].clone();
        row.set(&json!({"status": "retyping", "_request": request.id}), now);
        let then = json!({
            "status": before, "volume_type": name, "volume_type_id": kind_id, "multiattach": shared, "_host": backend,
        });
        row.later(now + if falls { BACK } else { 2 * takes(id) }, if possible { then } else { json!({ "status": before }) });
        done(202)
    }

    pub(super) fn revert(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let wanted = request.within("revert")?["snapshot_id"].as_str().unwrap_or_default().to_owned();
        let row = self.find(request, Table::Volume, id)?;
        let Some(newest) = self.with(Table::Snapshot, "volume_id", id).max_by(|a, b| a.text("created_at").cmp(b.text("created_at"))) else {
            return bad(&format!("Volume {id} doesn't have any snapshots."));
        };
        if newest.id() != wanted {
            return bad(&format!("Specified snapshot {wanted} is None or not the latest one of volume {id}."));
        }
        if newest.size() != row.size() {
            return bad(&format!(
                "Can't revert volume {id} to its latest snapshot {wanted}. The volume size must be equal to the snapshot size."
            ));
        }
        let cannot = format!("Can't revert volume {id} to its latest snapshot {wanted}.");
        if row.status() != "available" {
            return refuse(409, &format!("Invalid volume: {cannot} Volume's status must be 'available'."));
        }
        if newest.status() != "available" {
            return refuse(409, &format!("Invalid snapshot: {cannot} Snapshot's status must be 'available'."));
        }
        let at = now + takes(id);
        let row = self.get(request, Table::Volume, id)?;
        row.set(&json!({"status": "reverting"}), now);
        row.later(at, json!({"status": "available"}));
        let snapshot = self.get(request, Table::Snapshot, &wanted)?;
        snapshot.set(&json!({"status": "restoring"}), now);
        snapshot.later(at, json!({"status": "available"}));
        done(202)
    }
}
