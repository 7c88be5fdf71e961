//! Groups: listing, creating, creating from another, deleting.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#generic-volume-groups>. `DELETE` is not how one is deleted.
//! Source: `cinder/group/api.py`, `cinder/api/v3/groups.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::catalog::ZONES;
use super::create::{Draft, takes};
use super::list::Listing;
use super::request::{Request, flag, id, is_uuid, name};
use super::response::{ApiResult, bad, bad_field, bad_input, done, refuse, success, under_no_schema};
use super::state::{Row, Table, date};
use super::types::RESERVED;
use super::view::{copy, copy_since};

const ALWAYS: [&str; 8] = ["id", "status", "availability_zone", "created_at", "name", "description", "group_type", "volume_types"];
const LATER: [(&str, u32, bool); 3] = [("group_snapshot_id", 14, false), ("source_group_id", 14, false), ("replication_status", 38, false)];

/// 400 for a group.
pub(super) fn bad_group<T>(reason: &str) -> ApiResult<T> {
    bad(&format!("Invalid Group: {reason}"))
}

impl Cinder {
    fn group(&self, request: &Request, row: &Row) -> Value {
        let mut shown = copy(row, &ALWAYS);
        copy_since(&mut shown, row, request, &LATER);
        if request.minor >= 25 && request.asks("list_volume") {
            shown["volumes"] = self.members(row.id()).into();
        }
        // Cinder says it to administrators; `group:group_project_attribute`.
        if request.minor >= 58 && request.is_admin() {
            shown["project_id"] = row.project.as_str().into();
        }
        shown
    }

    /// The ids of a group's volumes.
    pub(super) fn members(&self, group: &str) -> Vec<String> {
        self.with(Table::Volume, "group_id", group).map(|row| row.id().to_owned()).collect()
    }

    pub(super) fn list_groups(&self, request: &Request, detail: bool) -> ApiResult {
        let listing = Listing { name: "groups", links: "group_links", table: Table::Group, detail };
        self.list(request, &listing, &|row| if detail { self.group(request, row) } else { copy(row, &["id", "name"]) })
    }

    pub(super) fn show_group(&self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Group, request.part(1))?;
        success(200, &json!({"group": self.group(request, row)}))
    }

    pub(super) fn create_group(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let inner = request.strict(
            "group",
            &["group_type", "volume_types"],
            &["name", "description", "group_type", "volume_types", "availability_zone"],
        )?;
        let (called, about) = (name(inner, "name")?, name(inner, "description")?);
        let Some(wanted) = inner["group_type"].as_str() else {
            return bad("Invalid input for field/attribute group. 'group_type' is a required property");
        };
        let Some(kind) = self.seen(request, Table::GroupType).find(|row| row.id() == wanted || row.text("name") == wanted) else {
            let noun = if is_uuid(wanted) { "Group type" } else { "Group type with name" };
            return refuse(404, &format!("{noun} {wanted} could not be found."));
        };
        if kind.text("name") == RESERVED {
            return bad(&format!(
                "Group_type {} is reserved for migrating CGs to groups. Migrated group can only be operated by CG APIs.",
                kind.id()
            ));
        }
        let kind = kind.id().to_owned();
        let wrong = |why| bad_field("volume_types", &inner["volume_types"], why);
        let types = match &inner["volume_types"] {
            Value::Array(types) if types.is_empty() => return wrong("should be non-empty"),
            Value::Array(types) if (1..types.len()).any(|at| types[..at].contains(&types[at])) => return wrong("has non-unique elements"),
            Value::Array(types) => types,
            _ => return wrong("is not of type 'array'"),
        };
        let (mut ids, mut host) = (Vec::new(), None);
        for wanted in types {
            let row = self.type_of(request, wanted.as_str().unwrap_or_default())?;
            ids.push(row.id().to_owned());
            // One back end has to do for all.
            host = match host {
                None => Some(row.text("_backend").to_owned()),
                Some(host) if host == row.text("_backend") => Some(host),
                Some(_) => Some(String::new()),
            };
        }
        let zone = match &inner["availability_zone"] {
            Value::Null => ZONES[0].0,
            zone => zone.as_str().unwrap_or_default(),
        };
        if !ZONES.iter().any(|(name, _)| *name == zone) {
            return bad_input(&format!("Availability zone '{zone}' is invalid."));
        }
        self.room_for_one(&request.who.project, "groups", 0)?;
        let (id, host) = (self.fresh("group"), host.unwrap_or_default());
        let body = json!({
            "id": id, "status": "creating", "availability_zone": zone, "created_at": date(now), "name": called, "description": about,
            "group_type": kind, "volume_types": ids, "group_snapshot_id": null, "source_group_id": null, "replication_status": "disabled",
            "_host": host, "_request": request.id,
        });
        let fails = host.is_empty() || called.is_some_and(|name| name.contains("later-error"));
        let row = self.add(Table::Group, &request.who.project, request.region, body);
        row.later(now + takes(&id), json!({"status": if fails { "error" } else { "available" }}));
        success(202, &json!({"group": {"id": id, "name": called}}))
    }

    /// `create-from-src`: of a group snapshot, or of a group.
    pub(super) fn create_group_from(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let inner = request.strict("create-from-src", &[], &["name", "description", "group_snapshot_id", "source_group_id"])?;
        let (called, about) = (name(inner, "name")?, name(inner, "description")?);
        let (snapshot, group) = (id(inner, "group_snapshot_id")?, id(inner, "source_group_id")?);
        // One that is null counts as there.
        let given = ["group_snapshot_id", "source_group_id"].iter().filter(|key| inner.get(**key).is_some()).count();
        if given != 1 || snapshot.is_empty() == group.is_empty() {
            return bad(&under_no_schema("create-from-src", inner));
        }
        let of = match snapshot {
            "" => group,
            snapshot => self.find(request, Table::GroupSnapshot, snapshot)?.text("group_id"),
        };
        let source = self.find(request, Table::Group, of)?.body.clone();
        let project = request.who.project.as_str();
        self.room_for_one(project, "groups", 0)?;
        // What each member becomes: the source, its key, its type, its size, where it is.
        let parts: Vec<(String, &str, String, u64, String)> = if snapshot.is_empty() {
            let of = self.with(Table::Volume, "group_id", group);
            of.map(|row| {
                (row.id().to_owned(), "source_volid", row.text("volume_type").to_owned(), row.size(), row.text("_host").to_owned())
            })
            .collect()
        } else {
            let of = self.with(Table::Snapshot, "group_snapshot_id", snapshot);
            of.map(|row| {
                (row.id().to_owned(), "snapshot_id", row.text("_volume_type").to_owned(), row.size(), row.text("_host").to_owned())
            })
            .collect()
        };
        if parts.is_empty() {
            let what = if snapshot.is_empty() { "Source Group" } else { "Group snapshot" };
            return bad_group(&format!("{what} is empty. No group will be created."));
        }
        let ready = if snapshot.is_empty() {
            self.with(Table::Volume, "group_id", group).all(|row| row.is(&["available", "in-use"]))
        } else {
            self.with(Table::Snapshot, "group_snapshot_id", snapshot).all(|row| row.is(&["available"]))
        };
        if !ready {
            let what = if snapshot.is_empty() {
                "volume: Originating source volume status must be one of 'available, in-use'"
            } else {
                "snapshot: Originating snapshot status must be one of 'available'"
            };
            return bad(&format!("Invalid {what} values"));
        }
        let size = parts.iter().map(|part| part.3).sum();
        self.room_for_volumes(project, &parts[0].2, i64::try_from(parts.len()).unwrap_or(i64::MAX), size)?;
        let id = self.fresh("group");
        let done_at = now + 2_500;
        let or_null = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
        let body = json!({
            "id": id, "status": "creating", "availability_zone": source["availability_zone"], "created_at": date(now), "name": called,
            "description": about, "group_type": source["group_type"], "volume_types": source["volume_types"],
            "group_snapshot_id": or_null(snapshot), "source_group_id": or_null(group), "replication_status": "disabled",
            "_host": source["_host"],
        });
        self.add(Table::Group, project, request.region, body).later(done_at, json!({"status": "available"}));
        for (from, key, kind, size, host) in parts {
            // Without a name, whatever the source was called.
            let fields = json!({ key: from, "group_id": id, "availability_zone": source["availability_zone"] });
            self.begin(request, Draft { fields, kind, size, host, takes: 2_400, fails: false });
        }
        success(202, &json!({"group": {"id": id, "name": called}}))
    }

    pub(super) fn delete_group(&mut self, request: &Request) -> ApiResult {
        let (group, now) = (request.part(1), self.now);
        let with_volumes = flag(request.strict("delete", &[], &["delete-volumes"])?, "delete-volumes")?;
        let row = self.find(request, Table::Group, group)?;
        let members = self.members(group);
        if row.text("_host").is_empty() {
            // It was never anywhere.
            self.remove(group);
            return done(202);
        }
        if !with_volumes && !row.is(&["available", "error"]) {
            return bad_group(&format!("Group status must be available or error, but current status is: {}", row.status()));
        }
        if self.with(Table::GroupSnapshot, "group_id", group).next().is_some() {
            return bad_group("Group has existing snapshots.");
        }
        if !with_volumes && !members.is_empty() {
            return bad_group(&format!("Group {group} still contains volumes. The delete-volumes flag is required to delete it."));
        }
        if members.iter().any(|id| self.attached(id)) {
            return bad_group(&format!("Volume in group {group} is attached. Need to detach first."));
        }
        if members.iter().any(|id| self.with(Table::Snapshot, "volume_id", id).next().is_some()) {
            return bad_group("Volume in group still has dependent snapshots.");
        }
        for row in self.with_mut(Table::Volume, "group_id", group) {
            row.then.clear();
            row.set(&json!({"status": "deleting"}), now);
            // For a while its members are shown as what they will be.
            row.later(now + 600, json!({"status": "deleted"}));
            row.later(now + 1_500, Value::Null);
        }
        let row = self.get(request, Table::Group, group)?;
        row.then.clear();
        row.set(&json!({"status": "deleting"}), now);
        row.later(now + 1_600, Value::Null);
        done(202)
    }
}
