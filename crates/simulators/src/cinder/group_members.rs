//! Changing a group: its name, and which volumes are in it.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#update-group>. Members come and go as texts with commas.
//! Source: `cinder/group/api.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::groups::bad_group;
use super::request::{Request, name};
use super::response::{ApiResult, bad, bad_field, bad_volume, done, under_no_schema};
use super::state::Table;

/// States of volumes that can come.
const COMING: [&str; 2] = ["available", "in-use"];
/// States of volumes that can go.
const GOING: [&str; 4] = ["available", "in-use", "error", "error_deleting"];

/// The ids of a text with commas.
fn ids<'a>(inner: &'a Value, key: &str) -> ApiResult<Vec<&'a str>> {
    match &inner[key] {
        Value::Null => Ok(Vec::new()),
        Value::String(text) => Ok(text.trim_matches(',').split(',').filter(|id| !id.is_empty()).collect()),
        other => bad_field(key, other, "is not of type 'string', 'null'"),
    }
}

/// The host without the pool: `cinder-1@ceph`.
fn node(host: &str) -> &str {
    host.split('#').next().unwrap_or_default()
}

/// States as a Python tuple.
fn tuple(states: &[&str]) -> String {
    format!("({})", states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", "))
}

impl Cinder {
    pub(super) fn update_group(&mut self, request: &Request) -> ApiResult {
        let (id, now) = (request.part(1), self.now);
        let inner = request.strict("group", &[], &["name", "description", "add_volumes", "remove_volumes"])?;
        if inner.as_object().is_none_or(serde_json::Map::is_empty) {
            return bad(&under_no_schema("group", inner));
        }
        let (called, about) = (name(inner, "name")?, name(inner, "description")?);
        let (add, remove) = (ids(inner, "add_volumes")?, ids(inner, "remove_volumes")?);
        let group = self.find(request, Table::Group, id)?;
        if let Some(both) = add.iter().find(|one| remove.contains(one)) {
            return bad_volume(&format!("UUIDs ['{both}'] are in both add and remove volume list."));
        }
        let mut coming = Vec::new();
        for one in add {
            let cannot = format!("Cannot add volume {one} to group {id} because");
            let Ok(volume) = self.find(request, Table::Volume, one) else {
                return bad_volume(&format!("{cannot} volume cannot be found."));
            };
            match volume.body["group_id"].as_str() {
                Some(other) if other == id => continue,
                Some(other) => return bad_volume(&format!("{cannot} it is already in group {other}.")),
                None => {}
            }
            if volume.project != group.project {
                return bad_volume(&format!("Cannot add volume {one} to group {id} as they belong to different projects."));
            }
            let kind = volume.text("volume_type_id");
            if !group.body["volume_types"].as_array().into_iter().flatten().any(|known| known == kind) {
                return bad_volume(&format!("{cannot} volume type {kind} is not supported by the group."));
            }
            if !volume.is(&COMING) {
                let states = tuple(&COMING);
                return bad_volume(&format!("{cannot} volume is in an invalid state: {}. Valid states are: {states}.", volume.status()));
            }
            if node(volume.text("_host")) != node(group.text("_host")) {
                return bad_volume("Volume is not local to this node.");
            }
            coming.push(one.to_owned());
        }
        let mut going = Vec::new();
        for one in remove {
            let cannot = format!("Cannot remove volume {one} from group {id} because");
            match self.with(Table::Volume, "group_id", id).find(|row| row.id() == one) {
                None => return bad_volume(&format!("{cannot} it is not in the group.")),
                Some(volume) if !volume.is(&GOING) => {
                    let states = tuple(&GOING);
                    return bad_volume(&format!(
                        "{cannot} volume is in an invalid state: {}. Valid states are: {states}.",
                        volume.status()
                    ));
                }
                Some(_) => going.push(one.to_owned()),
            }
        }
        let called = called.filter(|called| group.body["name"] != **called);
        let about = about.filter(|about| group.body["description"] != **about);
        let members = !coming.is_empty() || !going.is_empty();
        if called.is_none() && about.is_none() && !members {
            return bad_group(&format!(
                "Cannot update group {id} because no valid name, description, add_volumes, or remove_volumes were provided."
            ));
        }
        if members && group.status() != "available" {
            return bad("Invalid Group: Group status must be available.");
        }
        let mut fields = json!({});
        if let Some(called) = called {
            fields["name"] = called.into();
        }
        if let Some(about) = about {
            fields["description"] = about.into();
        }
        let row = self.get(request, Table::Group, id)?;
        row.set(&fields, now);
        if !members {
            // Whatever it was before.
            row.then.clear();
            row.set(&json!({"status": "available"}), now);
            return done(202);
        }
        row.set(&json!({"status": "updating"}), now);
        row.later(now + 1_200, json!({"status": "available"}));
        for (ids, then) in [(coming, Value::from(id)), (going, Value::Null)] {
            for one in ids {
                self.get(request, Table::Volume, &one)?.later(now + 1_100, json!({"group_id": then}));
            }
        }
        done(202)
    }
}
