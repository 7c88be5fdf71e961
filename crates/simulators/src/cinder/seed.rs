//! Builds the cloud at the beginning from the tables of [`super::catalog`].
//!
//! Everything follows from names and the given time: no randomness. Changes under way at the beginning are done after twenty
//! minutes; tests see every state until then.

use serde_json::{Value, json};

use super::attachments::connection;
use super::catalog::{BACKUPS, ELSEWHERE, GROUP_SNAPSHOTS, GROUPS, IMAGES, SNAPSHOTS, VOLUMES, rows};
use super::create::settled;
use super::fail::SENTINELS;
use super::state::{DRIVER_FAILED, EXTEND_FAILED, NO_BACKUP, Row, SNAPSHOT_FAILED, Table, date, hex, uuid};
use super::{Cinder, PROJECT_ANALYTICS, PROJECT_STORAGE, REGIONS, Seed};

const DAY: u64 = 86_400_000;
const ARRIVES: u64 = 20 * 60_000;

/// Quotas of the project `storage`; the other one has the defaults.
const QUOTAS: [(&str, i64); 8] = [
    ("volumes", 150),
    ("snapshots", 100),
    ("gigabytes", 12_000),
    ("per_volume_gigabytes", 4_000),
    ("groups", 30),
    ("backups", 20),
    ("backup_gigabytes", 2_000),
    ("gigabytes_fast-ssd", 4_500),
];

/// Null for an empty text.
pub(super) fn or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

/// `a=1,b=2`
fn pairs(text: &str) -> Value {
    let mut pairs = json!({});
    for (key, value) in text.split(',').filter_map(|pair| pair.split_once('=')) {
        pairs[key] = value.into();
    }
    pairs
}

/// What becomes of what is on its way: a status, or empty for nothing.
fn arrives(status: &str) -> Option<&'static str> {
    match status {
        "creating" | "attaching" | "extending" | "retyping" | "downloading" | "uploading" | "backing-up" | "restoring-backup"
        | "managing" | "reverting" | "updating" | "restoring" => Some("available"),
        "detaching" => Some("in-use"),
        "deleting" | "unmanaging" => Some(""),
        _ => None,
    }
}

fn on_its_way(row: &mut Row, at: u64) {
    match arrives(row.status()) {
        Some("") => row.later(at, Value::Null),
        Some(status) => row.later(at, json!({ "status": status })),
        None => {}
    }
}

impl Cinder {
    /// Fills an empty cloud.
    pub(super) fn seed_data(&mut self, seed: Seed) {
        for region in REGIONS {
            self.seed_types(region);
        }
        let more = if let Seed::Many(more) = seed { more } else { 0 };
        let room = i64::try_from(more).unwrap_or_default();
        for (name, limit) in QUOTAS {
            self.quotas.push((PROJECT_STORAGE.to_owned(), name.to_owned(), limit + room * 20));
        }
        if seed == Seed::Empty {
            return;
        }
        rows(GROUPS).for_each(|row| self.seed_group(row));
        rows(VOLUMES).for_each(|row| self.seed_volume(REGIONS[0], row));
        for [name, size, kind, status, days, ..] in rows(ELSEWHERE) {
            self.seed_volume(REGIONS[1], [name, size, kind, status, days, "nova", "", "", "", "", "", ""]);
        }
        rows(SNAPSHOTS).for_each(|row| self.seed_snapshot(row, None));
        rows(GROUP_SNAPSHOTS).for_each(|row| self.seed_group_snapshot(row));
        rows(BACKUPS).for_each(|row| self.seed_backup(row));
        for (word, _) in SENTINELS.iter().filter(|(word, _)| !word.starts_with("list-")) {
            let name = format!("zz test: {word}");
            self.seed_volume(REGIONS[0], [&name, "1", "__DEFAULT__", "available", "2", "nova", "", "", "", "", "", ""]);
            if *word == "malformed"
                && let Some(row) = self.rows.last_mut()
            {
                row.body["size"] = "one gibibyte".into();
            }
        }
        for number in 0..more {
            let name = format!("generated-{number:05}");
            let days = (number % 700).to_string();
            self.seed_volume(REGIONS[0], [&name, "20", "__DEFAULT__", "available", &days, "nova", "", "env=load", "", "", "", ""]);
        }
        for (name, table, words) in [
            ("lost-lun", Table::Volume, DRIVER_FAILED),
            ("too-big-for-pool", Table::Volume, EXTEND_FAILED),
            ("mail-spool broken", Table::Snapshot, SNAPSHOT_FAILED),
            ("build-cache weekly", Table::Backup, NO_BACKUP),
        ] {
            let id = self.with(table, "name", name).next().map_or_else(String::new, |row| row.id().to_owned());
            let request = format!("req-{}", uuid(&format!("request of {name}")));
            self.tell(self.now.saturating_sub(3 * DAY), words, table, &id, PROJECT_STORAGE, &request);
        }
    }

    /// When something of this age was made; no two at the same moment.
    fn made(&mut self, days: &str) -> u64 {
        self.counter += 1;
        self.now.saturating_sub(days.parse::<u64>().unwrap_or_default() * DAY + 90_000 + self.counter % 977 * 3_313)
    }

    pub(super) fn seed_volume(
        &mut self,
        region: &'static str,
        [name, size, kind, status, days, zone, user, metadata, from, group, about, project]: [&str; 12],
    ) {
        let made = self.made(days);
        let id = uuid(&format!("volume {region} {name}"));
        let project = if project.is_empty() { PROJECT_STORAGE } else { PROJECT_ANALYTICS };
        let mut body = self.blank(region, &id, kind, size.parse().unwrap_or(1), made);
        let backend = self.with(Table::Type, "name", kind).next().map_or_else(String::new, |row| row.text("_backend").to_owned());
        let placed = !matches!(status, "creating" | "error") && !backend.is_empty();
        for (key, value) in settled(&backend).as_object().into_iter().flatten().filter(|_| placed) {
            body[key] = value.clone();
        }
        body["name"] = or_null(name);
        body["description"] = or_null(about);
        body["status"] = status.into();
        body["availability_zone"] = zone.into();
        body["updated_at"] = date(made + 2_000).into();
        body["user_id"] = hex("user alice").into();
        body["metadata"] = pairs(metadata);
        if metadata.starts_with("readonly=") {
            body["_admin_metadata"] = pairs(metadata);
            body["metadata"] = json!({});
        }
        match from.split_once(':') {
            Some(("snapshot", name)) => body["snapshot_id"] = uuid(&format!("snapshot {name}")).into(),
            Some(("image", image)) => {
                body["bootable"] = "true".into();
                let name = rows(IMAGES).find(|row| row[0] == image).map_or("", |row| row[1]);
                body["volume_image_metadata"] =
                    json!({"image_id": uuid(&format!("image {image}")), "image_name": name, "disk_format": "raw"});
            }
            _ => {}
        }
        if !group.is_empty() {
            body["group_id"] = uuid(&format!("group {group}")).into();
        }
        let at = self.now + ARRIVES;
        let row = self.add(Table::Volume, project, region, body);
        on_its_way(row, at);
        let attached = match status {
            "in-use" | "detaching" => "attached",
            "attaching" | "reserved" => status,
            "awaiting-transfer" => {
                let name = json!(format!("{name} to analytics"));
                let body = json!({
                    "id": uuid(&format!("transfer {id}")), "volume_id": id, "name": name, "created_at": date(made + DAY / 2), "no_snapshots": false,
                    "source_project_id": project, "destination_project_id": null, "accepted": false, "_auth_key": &hex(&id)[..16],
                });
                self.add(Table::Transfer, project, region, body);
                return;
            }
            _ => return,
        };
        let host = user.strip_prefix("host:");
        let server = if user.is_empty() || host.is_some() { Value::Null } else { uuid(&format!("server {user}")).into() };
        let attachment = uuid(&format!("attachment {id}"));
        let connected = attached != "reserved";
        let body = json!({
            "id": attachment, "status": attached, "instance": server, "volume_id": id,
            "attached_at": if attached == "attached" { date(made + 60_000) } else { String::new() }, "detached_at": "", "attach_mode": "rw",
            "connection_info": if connected { connection(&attachment, "rw") } else { json!({}) }, "_host": host.unwrap_or(if user.is_empty() { "" } else { "compute-4" }), "_device": "/dev/vdb",
            "_nova": connected && !server.is_null(), "_mode": "rw",
        });
        self.add(Table::Attachment, project, region, body);
        if attached == "attached"
            && let Some(row) = self.rows.iter_mut().find(|row| row.table == Table::Volume && row.id() == id)
        {
            row.body["_admin_metadata"] = json!({"readonly": "False", "attached_mode": "rw"});
        }
    }

    pub(super) fn seed_snapshot(
        &mut self,
        [name, volume, status, days, size, metadata, about, ..]: [&str; 12],
        of_group: Option<(&str, &str)>,
    ) {
        let made = self.made(days);
        let Some(of) = self.with(Table::Volume, "name", volume).next() else { return };
        let (project, host, kind) = (of.project.clone(), of.body["_host"].clone(), of.body["volume_type"].clone());
        let body = json!({
            "id": uuid(&format!("snapshot {name}{}", of_group.map_or(String::new(), |_| format!(" {volume}")))),
            "created_at": date(made), "updated_at": date(made + 1_500), "name": name, "description": or_null(about), "volume_id": of.id(),
            "status": status, "size": size.parse::<u64>().unwrap_or(of.size()), "metadata": pairs(metadata),
            "group_snapshot_id": of_group.map(|(id, _)| id), "user_id": hex("user alice"), "consumes_quota": true, "_host": host,
            "_volume_type": kind,
        });
        let at = self.now + ARRIVES;
        on_its_way(self.add(Table::Snapshot, &project, REGIONS[0], body), at);
    }

    pub(super) fn seed_group(&mut self, [name, kind, types, status, days, about, ..]: [&str; 12]) {
        let made = self.made(days);
        let region = REGIONS[0];
        let ids: Vec<String> = types.split(',').map(|kind| uuid(&format!("type {region} {kind}"))).collect();
        let first = types.split(',').next().unwrap_or_default();
        let host = self.with(Table::Type, "name", first).next().map_or_else(String::new, |row| row.text("_backend").to_owned());
        let body = json!({
            "id": uuid(&format!("group {name}")), "status": status, "availability_zone": "nova", "created_at": date(made), "name": name,
            "description": or_null(about), "group_type": uuid(&format!("group type {region} {kind}")), "volume_types": ids,
            "group_snapshot_id": null, "source_group_id": null, "replication_status": "disabled", "_host": host,
        });
        let at = self.now + ARRIVES;
        on_its_way(self.add(Table::Group, PROJECT_STORAGE, region, body), at);
    }

    pub(super) fn seed_group_snapshot(&mut self, [name, group, status, days, about, ..]: [&'static str; 12]) {
        let made = self.made(days);
        let (id, group_id) = (uuid(&format!("group snapshot {name}")), uuid(&format!("group {group}")));
        let kind = self.with(Table::Group, "id", &group_id).next().map(|row| row.body["group_type"].clone());
        let body = json!({
            "id": id, "group_id": group_id, "group_type_id": kind, "status": status, "created_at": date(made), "name": name,
            "description": or_null(about),
        });
        let at = self.now + ARRIVES;
        on_its_way(self.add(Table::GroupSnapshot, PROJECT_STORAGE, REGIONS[0], body), at);
        let members: Vec<String> = self.with(Table::Volume, "group_id", &group_id).map(|row| row.text("name").to_owned()).collect();
        for volume in members {
            self.seed_snapshot([name, &volume, status, days, "", "", about, "", "", "", "", ""], Some((&id, group)));
        }
    }

    fn seed_backup(&mut self, [name, volume, status, days, why, ..]: [&str; 12]) {
        let made = self.made(days);
        let Some(of) = self.with(Table::Volume, "name", volume).next() else { return };
        let body = json!({
            "id": uuid(&format!("backup {name}")), "status": status, "size": of.size(), "object_count": 22, "availability_zone": "nova",
            "container": "volumebackups", "created_at": date(made), "updated_at": date(made + 60_000), "name": name, "description": null,
            "fail_reason": or_null(why), "volume_id": of.id(), "is_incremental": false, "has_dependent_backups": false, "snapshot_id": null,
            "data_timestamp": date(made), "metadata": {}, "os-backup-project-attr:project_id": PROJECT_STORAGE,
        });
        let at = self.now + ARRIVES;
        on_its_way(self.add(Table::Backup, PROJECT_STORAGE, REGIONS[0], body), at);
    }
}
