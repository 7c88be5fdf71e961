//! Clouds, roles, instances, credentials and applications.
//! `support.scalarium.com/kb/api/{listing-applications-clouds-roles-and-instances,creating-starting-stopping-and-rebooting-instances,credentials-list-create-and-delete}`

use super::Scalarium;
use super::response::{empty, invalid, json, page};
use super::state::{Row, hex, slashes, text};
use crate::frame::Response;
use serde_json::{Value, json};

/// How long a machine takes to start or to stop.
const MACHINE_MS: u64 = 20_000;

/// The row of this id.
fn one(rows: &[Value], id: &str) -> Response {
    rows.iter().find(|row| text(row, "id") == id).map_or_else(|| empty(404), |row| json(200, row))
}

impl Scalarium {
    /// Answers a call that is not about volumes.
    pub(super) fn look_up(&mut self, method: &str, parts: &[&str], body: &[u8]) -> Response {
        match (method, parts) {
            ("GET", ["applications"]) => {
                json(200, &json!([{"id": hex("application", 32), "name": "shop", "slug_name": "shop", "application_type": "rails"}]))
            }
            ("GET", ["clouds"]) => json(200, &self.clouds.clone().into()),
            ("GET", ["clouds", id]) => one(&self.clouds, id),
            ("GET", ["credentials"]) => json(200, &self.credentials.clone().into()),
            ("GET", ["credentials", id]) => one(&self.credentials, id),
            ("POST", ["credentials"]) => self.create_credential(body),
            ("DELETE", ["credentials", id]) => self.delete_credential(id),
            (_, ["clouds", cloud, rest @ ..]) if self.clouds.iter().any(|row| text(row, "id") == *cloud) => {
                self.in_cloud(method, cloud, rest, body)
            }
            (_, ["clouds", ..]) => empty(404),
            _ => page(404),
        }
    }

    fn in_cloud(&mut self, method: &str, cloud: &str, parts: &[&str], body: &[u8]) -> Response {
        let shown = |role: &str| -> Value {
            let in_role = |row: &Value| row["role_ids"].as_array().is_some_and(|roles| roles.iter().any(|id| id == role));
            let here = self.instances.iter().map(|row| &row.shown).filter(|row| text(row, "cluster_id") == cloud);
            here.filter(|row| role.is_empty() || in_role(row)).cloned().collect()
        };
        let place =
            |id: &str| self.instances.iter().position(|row| text(&row.shown, "id") == id && text(&row.shown, "cluster_id") == cloud);
        match (method, parts) {
            ("GET", ["roles"]) => json(200, &self.roles.iter().filter(|role| text(role, "cluster_id") == cloud).cloned().collect()),
            ("GET", ["roles", role, "instances"]) => json(200, &shown(role)),
            ("GET", ["instances"]) => json(200, &shown("")),
            ("POST", ["instances"]) => self.create_instance(cloud, body),
            ("GET", ["instances", id]) => place(id).map_or_else(|| empty(404), |place| json(200, &self.instances[place].shown)),
            ("POST", ["instances", id, verb @ ("start" | "stop" | "reboot")]) => match place(id) {
                Some(place) => self.run(place, verb),
                None => empty(404),
            },
            ("DELETE", ["instances", id]) => match place(id) {
                Some(place) => self.delete_instance(place, body),
                None => empty(404),
            },
            _ => page(404),
        }
    }

    fn create_instance(&mut self, cloud: &str, body: &[u8]) -> Response {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        if asked["roles"].as_array().is_none_or(Vec::is_empty) {
            return invalid("Can't create instance without at least one role");
        }
        let id = self.next_hex(32);
        let shown = json!({"id": id, "nickname": asked["nickname"], "status": "stopped", "dns_name": null, "ip": null,
            "availability_zone": asked["availability_zone"], "instance_type": asked["instance_type"], "role_ids": asked["roles"],
            "cluster_id": cloud, "created_at": slashes(self.now)});
        self.instances.push(Row { shown, due: u64::MAX, then: "" });
        let mut response = json(200, &json!({ "id": id }));
        response.headers.push(("Location".to_owned(), format!("/api/clouds/{cloud}/instances/{id}")));
        response
    }

    /// Starting, stopping and rebooting take a while.
    fn run(&mut self, place: usize, verb: &str) -> Response {
        let (now, row) = (self.now, &mut self.instances[place]);
        let (during, then) = match verb {
            "start" => ("booting", "online"),
            "stop" => ("stopping", "stopped"),
            _ => ("rebooting", "online"),
        };
        row.shown["status"] = during.into();
        (row.due, row.then) = (now + MACHINE_MS, then);
        self.version += 1;
        empty(202)
    }

    /// `{"delete_volumes":true}` destroys its volumes too; otherwise they are detached.
    fn delete_instance(&mut self, place: usize, body: &[u8]) -> Response {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        if text(&self.instances[place].shown, "status") == "online" {
            return invalid("Can't delete a running instance");
        }
        let id = self.instances.remove(place).shown["id"].take();
        self.version += 1;
        for place in 0..self.volumes.len() {
            let volume = &mut self.volumes[place].shown;
            if volume["instance_id"] != id {
                continue;
            }
            for key in ["instance_id", "aws_instance_id", "attachment_status", "device", "attached_at"] {
                volume[key] = Value::Null;
            }
            volume["status"] = "available".into();
            if asked["delete_volumes"] == true {
                self.begin_delete(place);
            }
        }
        empty(200)
    }

    fn create_credential(&mut self, body: &[u8]) -> Response {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        if text(&asked, "name").is_empty() {
            return invalid("Name can't be blank");
        }
        let id = self.next_hex(32);
        self.credentials.push(json!({"id": id, "name": asked["name"], "aws_access_key_id": asked["aws_access_key_id"],
            "created_at": slashes(self.now), "updated_at": slashes(self.now), "account_id": hex("account", 32)}));
        json(200, &json!({ "id": id }))
    }

    fn delete_credential(&mut self, id: &str) -> Response {
        let Some(place) = self.credentials.iter().position(|row| text(row, "id") == id) else { return empty(404) };
        if self.volumes.iter().any(|volume| text(&volume.shown, "credential_id") == id) {
            return invalid("Can't delete credential while it is used");
        }
        self.credentials.remove(place);
        empty(200)
    }
}
