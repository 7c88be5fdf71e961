//! Attachments: reserved first, connected then, complete at last.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#attachments-attachments>. Moments that have not come are empty texts.
//! Source: `cinder/api/v3/attachments.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::actions::nova_has_it;
use super::list::Listing;
use super::request::{Request, id, need_id};
use super::response::{ApiResult, bad, bad_field, bad_volume, done, refuse, success};
use super::state::{Row, Table, date};
use super::view::copy;

/// What a new one may say; the mode since 3.54.
const FIELDS: [&str; 4] = ["volume_uuid", "instance_uuid", "connector", "mode"];

fn shown(row: &Row, detail: bool) -> Value {
    let keys = ["id", "status", "instance", "volume_id", "attached_at", "detached_at", "attach_mode", "connection_info"];
    copy(row, if detail { &keys } else { &keys[..4] })
}

/// What a server needs to know to find the disk.
pub(super) fn connection(attachment: &str, mode: &str) -> Value {
    json!({
        "access_mode": mode, "qos_specs": null, "encrypted": false, "cacheable": false, "driver_volume_type": "rbd",
        "attachment_id": attachment, "enforce_multipath": false,
    })
}

impl Cinder {
    pub(super) fn list_attachments(&self, request: &Request, detail: bool) -> ApiResult {
        let listing = Listing { name: "attachments", links: "attachments_links", table: Table::Attachment, detail };
        self.list(request, &listing, &|row| shown(row, detail))
    }

    pub(super) fn show_attachment(&self, request: &Request) -> ApiResult {
        success(200, &json!({"attachment": shown(self.find(request, Table::Attachment, request.part(1))?, true)}))
    }

    pub(super) fn create_attachment(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let inner = request.strict("attachment", &["volume_uuid"], if request.minor >= 54 { &FIELDS } else { &FIELDS[..3] })?;
        let (volume, server) = (need_id(inner, "volume_uuid")?, id(inner, "instance_uuid")?);
        let mode = match inner["mode"].as_str() {
            Some("ro") => "ro",
            Some("rw") | None => "rw",
            Some(_) => return bad_field("mode", &inner["mode"], "is not one of ['rw', 'ro']"),
        };
        let row = self.find(request, Table::Volume, volume)?;
        let status = row.status();
        if status.contains("error") {
            return bad_volume(&format!(
                "Volume attachments can not be created if the volume is in an error state. The Volume {volume} currently has a status of: {status} "
            ));
        }
        let allowed: &[&str] =
            if row.body["multiattach"] == true { &["available", "in-use", "downloading"] } else { &["available", "downloading"] };
        let again = !server.is_empty()
            && row.is(&["in-use", "reserved"])
            && self.with(Table::Attachment, "volume_id", volume).any(|one| one.text("instance") == server);
        if !row.is(allowed) && !again {
            return bad_volume(&format!(
                "Volume {volume} status must be {} to reserve, but the current status is {status}.",
                allowed.join(" or ")
            ));
        }
        // Any word on it counts, even that it is not.
        let pinned = !row.body["_admin_metadata"]["readonly"].is_null() || !row.body["metadata"]["readonly"].is_null();
        let mode = if pinned { "ro" } else { mode };
        let (project, region, attachment) = (row.project.clone(), row.region, self.fresh("attachment"));
        let connector = inner["connector"].clone();
        let connected = connector.is_object();
        let row = self.get(request, Table::Volume, volume)?;
        row.set(&json!({"status": if connected { "attaching" } else { "reserved" }}), now);
        let body = json!({
            "id": attachment, "status": if connected { "attaching" } else { "reserved" },
            "instance": if server.is_empty() { Value::Null } else { server.into() }, "volume_id": volume,
            "attached_at": if connected { date(now) } else { String::new() }, "detached_at": "",
            "attach_mode": if connected || request.minor >= 54 { mode.into() } else { Value::Null },
            "connection_info": if connected { connection(&attachment, mode) } else { json!({}) }, "_host": connector["host"], "_device": connector["mountpoint"], "_mode": mode,
        });
        let row = self.add(Table::Attachment, &project, region, body);
        success(200, &json!({"attachment": shown(row, true)}))
    }

    pub(super) fn update_attachment(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let connector = request.strict("attachment", &["connector"], &["connector"])?["connector"].clone();
        if connector.as_object().is_none_or(serde_json::Map::is_empty) {
            let shown = super::response::python(&connector);
            return bad(&format!("Invalid input for field/attribute connector. Value: {shown}. {shown} should be non-empty"));
        }
        let row = self.find(request, Table::Attachment, request.part(1))?;
        let (volume, mode) = (row.text("volume_id").to_owned(), row.body["_mode"].as_str().unwrap_or("rw").to_owned());
        let of = self.find(request, Table::Volume, &volume)?;
        if of.status().contains("error") {
            return refuse(
                409,
                &format!(
                    "Resource conflict: Volume attachments can not be updated if the volume is in an error state. The Volume {volume} currently has a status of: {} ",
                    of.status()
                ),
            );
        }
        self.get(request, Table::Volume, &volume)?.set(&json!({"status": "attaching"}), now);
        let row = self.get(request, Table::Attachment, request.part(1))?;
        let info = connection(request.part(1), &mode);
        row.set(
            &json!({"status": "attaching", "attached_at": date(now), "attach_mode": mode, "connection_info": info, "_host": connector["host"], "_device": connector["mountpoint"]}),
            now,
        );
        success(200, &json!({"attachment": shown(row, true)}))
    }

    pub(super) fn complete_attachment(&mut self, request: &Request) -> ApiResult {
        let now = self.now;
        let row = self.get(request, Table::Attachment, request.part(1))?;
        row.set(&json!({"status": "attached"}), now);
        let (volume, mode) = (row.text("volume_id").to_owned(), row.text("attach_mode").to_owned());
        let row = self.get(request, Table::Volume, &volume)?;
        row.body["_admin_metadata"]["attached_mode"] = mode.into();
        row.set(&json!({"status": "in-use"}), now);
        done(204)
    }

    pub(super) fn delete_attachment(&mut self, request: &Request) -> ApiResult {
        let row = self.find(request, Table::Attachment, request.part(1))?;
        if row.body["_nova"] == true {
            return nova_has_it(row.text("instance"));
        }
        let volume = row.text("volume_id").to_owned();
        self.release(request, &volume, Some(request.part(1)));
        let left: Vec<Value> = self.with(Table::Attachment, "volume_id", &volume).map(|row| shown(row, false)).collect();
        success(200, &json!({ "attachments": left }))
    }
}
