//! Servers: attaching and detaching volumes of both kinds, and switching them on and off.
//!
//! <https://www.scaleway.com/en/developers/api/instances/#path-instances>. Block volumes are attached while the server runs; a
//! local one only while it is stopped. Inside `server.volumes` a Block volume has neither name nor size. (Recorded.)

use serde_json::{Value, json};

use super::Scaleway;
use super::block::{SHORT, settled};
use super::instance::at_rest;
use super::request::Request;
use super::response::{ApiResult, invalid, invalid_request, json, locked, precondition, success, transient};
use super::state::{Row, Table, zulu};

/// How many volumes a server takes.
const MOST: usize = 16;

/// The object of a volume in `server.volumes`.
pub(super) fn entry(row: &Row) -> Value {
    let body = &row.body;
    if row.table == Table::BlockVolume {
        return json!({"boot": false, "volume_type": "sbs_volume", "id": body["id"], "zone": body["zone"]});
    }
    let mut entry = body.clone();
    entry["boot"] = false.into();
    entry
}

impl Scaleway {
    fn usable_server(&mut self, zone: &str, id: &str) -> ApiResult<&mut Row> {
        let server = self.get(Table::Server, zone, id)?;
        match server.state() {
            "locked" => locked("instance_server", id),
            state @ ("starting" | "stopping") => transient("instance_server", id, state),
            _ => Ok(server),
        }
    }

    pub(super) fn attach_volume(&mut self, request: &Request) -> ApiResult {
        let (zone, server) = (request.part(3), request.part(5));
        let id = request.need("volume_id")?;
        let table = match request.need("volume_type")? {
            "sbs_volume" => Table::BlockVolume,
            "l_ssd" => Table::Volume,
            _ => return invalid("volume_type", "constraint", "value must be one of l_ssd, sbs_volume"),
        };
        let row = self.usable_server(zone, server)?;
        let (state, name) = (row.state().to_owned(), row.text("name").to_owned());
        let taken = |at: &usize| row.body["volumes"].get(at.to_string()).is_some();
        let Some(free) = (0..MOST).find(|at| !taken(at)) else {
            return precondition("max_volumes", "a server has at most 16 volumes");
        };
        let now = self.now;
        let reference = self.fresh("reference");
        let volume = self.get(table, zone, id)?;
        if table == Table::BlockVolume {
            settled(volume, &["available"])?;
            let make = |status: &str| {
                json!({"status": "in_use", "references": [{
                    "id": reference, "product_resource_type": "instance_server", "product_resource_id": server, "created_at": zulu(now),
                    "type": "exclusive", "status": status,
                }]})
            };
            volume.set(&make("attaching"), now);
            volume.later(now + SHORT, make("attached"));
        } else {
            at_rest(volume)?;
            if volume.text("volume_type") != "l_ssd" {
                return invalid("volume_type", "constraint", "the volume is of another type");
            }
            if !volume.body["server"].is_null() || volume.state() != "available" {
                return invalid_request("volume is already attached or cannot be used");
            }
            if state != "stopped" {
                return invalid_request("server should be stopped");
            }
            volume.set(&json!({"server": {"id": server, "name": name}}), now);
        }
        let entry = entry(volume);
        let row = self.get(Table::Server, zone, server)?;
        row.body["volumes"][free.to_string()] = entry;
        row.set(&json!({}), now);
        success(&json!({ "server": row.body }))
    }

    pub(super) fn detach_volume(&mut self, request: &Request) -> ApiResult {
        let (zone, server) = (request.part(3), request.part(5));
        let id = request.need("volume_id")?;
        let now = self.now;
        let row = self.usable_server(zone, server)?;
        let state = row.state().to_owned();
        let place = row.body["volumes"]
            .as_object()
            .and_then(|volumes| volumes.iter().find(|(_, volume)| volume["id"] == id).map(|(at, _)| at.clone()));
        let Some(place) = place else {
            return invalid("volume_id", "constraint", "volume is not attached to this server");
        };
        if let Some(volume) = self.rows.iter_mut().find(|row| row.table == Table::BlockVolume && row.text("id") == id) {
            let mut references = volume.body["references"].clone();
            if references[0]["status"] != "attached" {
                return transient("volume", id, references[0]["status"].as_str().unwrap_or_default());
            }
            settled(volume, &["in_use"])?;
            references[0]["status"] = "detaching".into();
            volume.set(&json!({ "references": references }), now);
            volume.later(now + SHORT, json!({"references": [], "status": "available", "last_detached_at": zulu(now + SHORT)}));
        } else {
            if state != "stopped" {
                return invalid_request("server should be stopped");
            }
            let volume = self.get(Table::Volume, zone, id)?;
            at_rest(volume)?;
            volume.set(&json!({"server": null}), now);
        }
        let row = self.get(Table::Server, zone, server)?;
        if let Some(volumes) = row.body["volumes"].as_object_mut() {
            volumes.remove(&place);
        }
        row.set(&json!({}), now);
        success(&json!({ "server": row.body }))
    }

    pub(super) fn server_action(&mut self, request: &Request) -> ApiResult {
        let (zone, id, now) = (request.part(3), request.part(5), self.now);
        let row = self.usable_server(zone, id)?;
        let (while_it, then) = match request.need("action")? {
            "poweron" => ("starting", "running"),
            "poweroff" => ("stopping", "stopped"),
            "stop_in_place" => ("stopping", "stopped in place"),
            _ => return invalid("action", "constraint", "value is not a valid action"),
        };
        row.set(&json!({ "state": while_it }), now);
        row.later(now + 4 * SHORT, json!({ "state": then }));
        let task = self.fresh("task");
        Ok(json(
            202,
            &json!({"task": {
                "id": task, "description": "server_action", "status": "pending", "href_from": format!("/servers/{id}/action"),
                "href_result": format!("/servers/{id}"), "started_at": super::state::offset(now), "terminated_at": null, "progress": 0,
                "zone": zone,
            }}),
        ))
    }
}
