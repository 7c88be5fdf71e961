//! Builds the account at the beginning from the tables of [`super::catalog`].
//!
//! Everything follows from names and the given time: no randomness. Changes under way at the beginning are done after twenty
//! minutes; tests see every state until then.

use serde_json::{Value, json};

use super::block::{GB, volume_type};
use super::catalog::{
    BLOCK_SNAPSHOTS, BLOCK_VOLUMES, LEGACY_SERVERS, LEGACY_SNAPSHOTS, LEGACY_VOLUMES, PROJECTS, SERVERS, SNAPSHOTS, VOLUMES,
};
use super::fail::SENTINELS;
use super::server::entry;
use super::state::{Table, offset, uuid, zulu};
use super::{ApiVersion, ORGANIZATION, Scaleway, Seed};
use crate::frame::table;

const DAY: u64 = 86_400_000;
const ARRIVES: u64 = 20 * 60_000;

/// The columns of a table's lines; missing ones are empty.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 10]> {
    table::rows(table)
}

fn gb(text: &str) -> u64 {
    text.parse::<u64>().unwrap_or_default() * GB
}

fn tags(text: &str) -> Value {
    text.split(',').filter(|tag| !tag.is_empty()).collect()
}

pub(super) fn project(name: &str) -> String {
    if name == "prod" { super::PROJECT.to_owned() } else { uuid(&format!("project {name}")) }
}

/// Null for an empty text.
fn or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

impl Scaleway {
    /// Fills an empty account.
    pub(super) fn seed_data(&mut self, seed: Seed) {
        let more = if let Seed::Many(more) = seed { more } else { 0 };
        if self.api_version == ApiVersion::Legacy {
            self.seed_legacy(seed, more);
            return;
        }
        for [name, id, about, ..] in rows(PROJECTS) {
            let id = if id.is_empty() { project(name) } else { id.to_owned() };
            let created = zulu(self.now.saturating_sub(1000 * DAY));
            self.add(
                Table::Project,
                "",
                json!({
                    "id": id, "name": name, "organization_id": ORGANIZATION, "created_at": created, "updated_at": created,
                    "description": about, "qualification": {"architecture_type": "unknown_architecture_type"},
                }),
            );
        }
        for [zone, name, kind, state, of, ..] in rows(SERVERS) {
            self.seed_server(zone, name, kind, state, &project(of));
        }
        if seed == Seed::Empty {
            return;
        }
        for row in rows(BLOCK_SNAPSHOTS) {
            self.seed_block_snapshot(row);
        }
        for row in rows(BLOCK_VOLUMES) {
            self.seed_block_volume(row);
        }
        rows(VOLUMES).for_each(|row| self.seed_volume(row));
        rows(SNAPSHOTS).for_each(|row| self.seed_snapshot(row));
        for (word, _) in SENTINELS.iter().filter(|(word, _)| !word.starts_with("list-")) {
            let name = format!("zz test: {word}");
            self.seed_block_volume(["fr-par-3", &name, "10", "5000", "available", "", "test", "staging", "2", ""]);
            if *word == "malformed"
                && let Some(row) = self.rows.last_mut()
            {
                row.body["size"] = "ten gigabytes".into();
            }
        }
        for number in 0..more {
            let name = format!("generated-{number:05}");
            let zone = if number % 3 == 2 { "nl-ams-1" } else { "fr-par-1" };
            self.seed_block_volume([zone, &name, "20", "5000", "available", "", "", "research", "4", ""]);
        }
    }

    pub(super) fn seed_server(&mut self, zone: &str, name: &str, kind: &str, state: &str, project: &str) {
        let created = offset(self.now.saturating_sub(700 * DAY));
        self.add(
            Table::Server,
            zone,
            json!({
                "id": uuid(&format!("server {zone} {name}")), "name": name, "arch": "x86_64", "commercial_type": kind, "boot_type": "local",
                "organization": ORGANIZATION, "project": project, "hostname": name, "image": null, "volumes": {}, "tags": [], "state": state,
                "protected": false, "state_detail": "", "public_ip": null, "public_ips": [], "mac_address": "de:00:00:c6:00:01",
                "routed_ip_enabled": true, "ipv6": null, "extra_networks": [], "dynamic_ip_required": true, "enable_ipv6": false,
                "private_ip": null, "creation_date": created, "modification_date": created, "bootscript": null, "security_group": null,
                "location": null, "maintenances": [], "allowed_actions": [], "placement_group": null, "private_nics": [], "zone": zone,
                "filesystems": [], "end_of_service": false,
            }),
        );
        let becomes = match state {
            "starting" => "running",
            "stopping" => "stopped",
            _ => return,
        };
        let at = self.now + ARRIVES;
        if let Some(row) = self.rows.last_mut() {
            row.later(at, json!({ "state": becomes }));
        }
    }

    /// Puts the last row among the volumes of a server, and gives the server's id.
    fn plug_in(&mut self, zone: &str, server: &str) {
        let Some(entry) = self.rows.last().map(entry) else { return };
        if let Some(server) = self.rows.iter_mut().find(|row| row.table == Table::Server && row.zone == zone && row.text("name") == server)
        {
            let place = server.body["volumes"].as_object().map_or(0, serde_json::Map::len);
            server.body["volumes"][place.to_string()] = entry;
        }
    }

    pub(super) fn seed_block_volume(&mut self, [zone, name, size, iops, status, server, tagged, of, days, parent]: [&str; 10]) {
        let made = self.now.saturating_sub(days.parse::<u64>().unwrap_or_default() * DAY + 95_000);
        let iops = iops.parse().unwrap_or_default();
        let reference = |status: &str| {
            json!([{
                "id": uuid(&format!("reference {zone} {name}")), "product_resource_type": "instance_server",
                "product_resource_id": uuid(&format!("server {zone} {server}")), "created_at": zulu(made), "type": "exclusive", "status": status,
            }])
        };
        // A reference has states of its own, which the table tells in the column of the volume's.
        let (status, references) = match status {
            "attaching" | "detaching" => ("in_use", reference(status)),
            _ if server.is_empty() => (status, json!([])),
            _ => (status, reference("attached")),
        };
        let parent = if parent.is_empty() { Value::Null } else { uuid(&format!("block snapshot {zone} {parent}")).into() };
        let at = self.now + ARRIVES;
        let row = self.add(
            Table::BlockVolume,
            zone,
            json!({
                "id": uuid(&format!("block volume {zone} {name}")), "name": name, "type": volume_type(iops), "size": gb(size),
                "project_id": project(of), "created_at": zulu(made), "updated_at": zulu(made), "references": references,
                "parent_snapshot_id": parent, "status": status, "tags": tags(tagged), "zone": zone,
                "specs": {"perf_iops": iops, "class": "sbs"}, "last_detached_at": null, "kms_key_id": null,
            }),
        );
        match status {
            "creating" | "snapshotting" | "updating" | "resizing" => row.later(at, json!({"status": "available"})),
            "deleting" => row.later(at, Value::Null),
            _ if row.body["references"][0]["status"] == "attaching" => row.later(at, json!({ "references": reference("attached") })),
            _ if row.body["references"][0]["status"] == "detaching" => row.later(at, json!({"references": [], "status": "available"})),
            _ => {}
        }
        if !server.is_empty() {
            self.plug_in(zone, server);
        }
    }

    pub(super) fn seed_block_snapshot(&mut self, [zone, name, size, status, tagged, of, days, volume, ..]: [&str; 10]) {
        let made = self.now.saturating_sub(days.parse::<u64>().unwrap_or_default() * DAY + 60_000);
        let parent = json!({"id": uuid(&format!("block volume {zone} {volume}")), "name": volume, "type": "sbs_5k", "status": "available"});
        // A link reference is what keeps a snapshot that volumes were made of.
        let user = json!([{
            "id": uuid(&format!("reference {zone} {name}")), "product_resource_type": "sbs_volume",
            "product_resource_id": uuid(&format!("block volume {zone} pg-replica-data")), "created_at": zulu(made), "type": "link", "status": "attached",
        }]);
        let at = self.now + ARRIVES;
        let row = self.add(
            Table::BlockSnapshot,
            zone,
            json!({
                "id": uuid(&format!("block snapshot {zone} {name}")), "name": name, "size": gb(size), "class": "sbs", "public": false,
                "parent_volume": if volume == "-" { Value::Null } else { parent }, "project_id": project(of), "status": status,
                "references": if status == "in_use" { user } else { json!([]) }, "tags": tags(tagged), "zone": zone,
                "created_at": zulu(made), "updated_at": zulu(made),
            }),
        );
        match status {
            "creating" | "exporting" => row.later(at, json!({"status": "available"})),
            "deleting" => row.later(at, Value::Null),
            _ => {}
        }
    }

    pub(super) fn seed_volume(&mut self, [zone, name, kind, size, state, server, tagged, of, days, trouble]: [&str; 10]) {
        let made = offset(self.now.saturating_sub(days.parse::<u64>().unwrap_or_default() * DAY + 75_000));
        let at = self.now + ARRIVES;
        let user = json!({"id": uuid(&format!("server {zone} {server}")), "name": server});
        let mut body = json!({
            "id": uuid(&format!("volume {zone} {name}")), "name": name, "volume_type": kind, "export_uri": null, "organization": ORGANIZATION,
            "project": project(of), "server": if server.is_empty() { Value::Null } else { user }, "size": gb(size), "state": state,
            "creation_date": made, "modification_date": made, "tags": tags(tagged), "zone": zone,
        });
        if !trouble.is_empty() {
            body["error_details"] = trouble.into();
        }
        self.age(&mut body);
        let legacy = self.api_version == ApiVersion::Legacy;
        if let Some(fields) = body.as_object_mut().filter(|_| legacy) {
            fields.remove("state");
        }
        let row = self.add(Table::Volume, zone, body);
        if !matches!(state, "available" | "error") {
            row.later(at, json!({"state": "available"}));
        }
        if !server.is_empty() {
            self.plug_in(zone, server);
        }
    }

    pub(super) fn seed_snapshot(&mut self, [zone, name, size, state, tagged, of, days, volume, trouble, _]: [&str; 10]) {
        let made = offset(self.now.saturating_sub(days.parse::<u64>().unwrap_or_default() * DAY + 45_000));
        let at = self.now + ARRIVES;
        let base = json!({"id": uuid(&format!("volume {zone} {volume}")), "name": volume});
        let mut body = json!({
            "id": uuid(&format!("snapshot {zone} {name}")), "name": name, "volume_type": "l_ssd", "organization": ORGANIZATION,
            "project": project(of), "size": gb(size), "state": state, "base_volume": if volume.is_empty() { Value::Null } else { base },
            "tags": tags(tagged), "zone": zone, "error_details": or_null(trouble), "creation_date": made, "modification_date": made,
        });
        self.age(&mut body);
        let row = self.add(Table::Snapshot, zone, body);
        if matches!(state, "snapshotting" | "importing" | "exporting") {
            row.later(at, json!({"state": "available"}));
        }
    }

    fn seed_legacy(&mut self, seed: Seed, more: usize) {
        for [name, state, ..] in rows(LEGACY_SERVERS) {
            self.seed_server("", name, "VC1S", state, ORGANIZATION);
            if let Some(row) = self.rows.last_mut() {
                row.body = json!({
                    "id": row.body["id"], "name": name, "arch": "x86_64", "commercial_type": "VC1S", "organization": ORGANIZATION,
                    "hostname": name, "image": null, "volumes": {}, "tags": [], "state": state, "state_detail": "", "public_ip": null,
                    "dynamic_ip_required": true, "enable_ipv6": false, "private_ip": null, "creation_date": row.body["creation_date"],
                    "modification_date": row.body["creation_date"], "bootscript": null, "security_group": null,
                });
            }
        }
        if seed == Seed::Empty {
            return;
        }
        for [name, size, server, days, ..] in rows(LEGACY_VOLUMES) {
            self.seed_volume(["", name, "l_ssd", size, "available", server, "", "", days, ""]);
        }
        for [name, state, days, volume, ..] in rows(LEGACY_SNAPSHOTS) {
            self.seed_snapshot(["", name, "50", state, "", "", days, volume, "", ""]);
        }
        for number in 0..more {
            let name = format!("generated-{number:05}");
            self.seed_volume(["", &name, "l_ssd", "20", "available", "", "", "", "4", ""]);
        }
    }
}
