//! Group snapshots: of every member at once. Each is an ordinary snapshot beside, which cannot be deleted by itself.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#group-snapshots>. Source: `cinder/group/api.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::create::takes;
use super::groups::bad_group;
use super::list::Listing;
use super::request::{Request, name, need_id};
use super::response::{ApiResult, bad, bad_volume, done, success};
use super::state::{Row, Table, date};
use super::view::copy;

fn shown(request: &Request, row: &Row, detail: bool) -> Value {
    if !detail {
        return copy(row, &["id", "name", "group_type_id"]);
    }
    let mut shown = copy(row, &["id", "group_id", "group_type_id", "status", "created_at", "name", "description"]);
    // `group:group_snapshot_project_attribute`
    if request.minor >= 58 && request.is_admin() {
        shown["project_id"] = row.project.as_str().into();
    }
    shown
}

impl Cinder {
    pub(super) fn list_group_snapshots(&self, request: &Request, detail: bool) -> ApiResult {
        let listing = Listing { name: "group_snapshots", links: "group_snapshot_links", table: Table::GroupSnapshot, detail };
        self.list(request, &listing, &|row| if detail { shown(request, row, true) } else { copy(row, &["id", "name"]) })
    }

    pub(super) fn show_group_snapshot(&self, request: &Request) -> ApiResult {
        success(200, &json!({"group_snapshot": shown(request, self.find(request, Table::GroupSnapshot, request.part(1))?, true)}))
    }

    pub(super) fn create_group_snapshot(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let inner = request.strict("group_snapshot", &["group_id"], &["group_id", "name", "description"])?;
        let group = need_id(inner, "group_id")?;
        let (called, about) = (name(inner, "name")?, name(inner, "description")?);
        let row = self.find(request, Table::Group, group)?;
        let (project, kind) = (row.project.clone(), row.body["group_type"].clone());
        let members = self.members(group);
        if members.is_empty() || row.is(&["creating", "updating"]) {
            return bad_group("Source group cannot be empty or in 'creating' or 'updating' state. No group snapshot will be created.");
        }
        let (mut size, mut of) = (0, String::new());
        for id in &members {
            let volume = self.find(request, Table::Volume, id)?;
            // As for a single one with force.
            if !volume.is(&["available", "in-use"]) {
                return bad_volume(&format!("Volume {id} status must be available, in-use, but current status is: {}.", volume.status()));
            }
            size += volume.size();
            volume.text("volume_type").clone_into(&mut of);
        }
        self.room_for_snapshots(&project, &of, i64::try_from(members.len()).unwrap_or(i64::MAX), size)?;
        let id = self.fresh("group snapshot");
        let fails = called.is_some_and(|name| name.contains("later-error"));
        for volume in members {
            self.take(request, &volume, &json!({"name": called, "description": about, "group_snapshot_id": id}), fails);
        }
        let body = json!({
            "id": id, "group_id": group, "group_type_id": kind, "status": "creating", "created_at": date(now), "name": called,
            "description": about,
        });
        let row = self.add(Table::GroupSnapshot, &project, request.region, body);
        // As soon as the last of its parts is there.
        row.later(now + 3_000, json!({"status": if fails { "error" } else { "available" }}));
        success(202, &json!({"group_snapshot": shown(request, row, false)}))
    }

    pub(super) fn delete_group_snapshot(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let row = self.find(request, Table::GroupSnapshot, id)?;
        let source = self.with(Table::Group, "group_snapshot_id", id).any(|group| group.status() == "creating");
        if !row.is(&["available", "error"]) || source {
            return bad(
                "Invalid GroupSnapshot: GroupSnapshot status must be available or error, and no Group can be currently using it as source for its creation.",
            );
        }
        let gone = now + takes(id);
        for snapshot in self.with_mut(Table::Snapshot, "group_snapshot_id", id) {
            snapshot.then.clear();
            snapshot.set(&json!({"status": "deleting"}), now);
            snapshot.later(gone, Value::Null);
        }
        let row = self.get(request, Table::GroupSnapshot, id)?;
        row.set(&json!({"status": "deleting"}), now);
        row.later(gone, Value::Null);
        done(202)
    }
}
