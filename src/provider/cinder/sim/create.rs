//! Creating volumes: empty, from a snapshot, a volume, an image, a backup, and within a group.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#create-a-volume>. State and quota change before the answer; whether it works
//! out is seen later. Source: `cinder/volume/flows/api/create_volume.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::catalog::{IMAGES, ZONES, rows};
use super::reply::{Outcome, bad, bad_field, bad_input, good};
use super::request::{Request, flag, id, is_uuid, name, pairs};
use super::state::{DRIVER_FAILED, NO_BACKEND, Row, Table, date, mix, uuid};

/// The fields that a body may have since 3.53.
const FIELDS: [&str; 15] = [
    "size",
    "name",
    "description",
    "display_name",
    "display_description",
    "volume_type",
    "availability_zone",
    "snapshot_id",
    "source_volid",
    "imageRef",
    "image_id",
    "backup_id",
    "metadata",
    "group_id",
    "consistencygroup_id",
];

/// What is made, before it is there.
pub(super) struct Draft {
    /// Fields that differ from a new volume's.
    pub fields: Value,
    /// The name of its type.
    pub kind: String,
    /// In GiB.
    pub size: u64,
    /// Where it will be; empty if it can be nowhere.
    pub host: String,
    /// How long it takes, in milliseconds.
    pub takes: u64,
    /// Whether the back end will fail.
    pub fails: bool,
}

/// A size of a body, in GiB; `None` where it is null or absent.
pub(super) fn size(inner: &Value, key: &str) -> Outcome<Option<u64>> {
    let value = &inner[key];
    match value {
        Value::Null => Ok(None),
        Value::Number(number) if number.is_f64() => bad_field(key, value, "is not of type 'integer', 'string'"),
        Value::Number(number) => match number.as_u64() {
            Some(size @ 1..=2_147_483_647) => Ok(Some(size)),
            Some(0) | None => {
                bad(&format!("Invalid input for field/attribute {key}. Value: {value}. {value} is less than the minimum of 1"))
            }
            Some(_) => {
                bad(&format!("Invalid input for field/attribute {key}. Value: {value}. {value} is greater than the maximum of 2147483647"))
            }
        },
        Value::String(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => match text.parse() {
            Ok(0) | Err(_) => bad_input(&format!(
                "Invalid volume size provided for create request: {text} (size argument must be an integer (or string representation of an integer) and greater than zero)."
            )),
            Ok(size) => Ok(Some(size)),
        },
        other => bad_field(key, other, "does not match '^[0-9]*$'"),
    }
}

/// How long making something of this name takes, in milliseconds: from one to three seconds.
pub(super) fn takes(id: &str) -> u64 {
    1_000 + mix(id.bytes().fold(7, |hash: u64, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)))) % 2_000
}

impl Cinder {
    pub(super) fn create_volume(&mut self, request: &Request) -> Outcome {
        let inner = request.within("volume")?;
        if request.minor >= 53
            && let Some(key) = inner
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, _)| key)
                .find(|key| !FIELDS.contains(&key.as_str()) && *key != "multiattach")
        {
            return bad(&format!(
                "Invalid input for field/attribute volume. Value: {}. Additional properties are not allowed ('{key}' was unexpected)",
                super::reply::python(inner)
            ));
        }
        let size = size(inner, "size")?;
        let (called, about) = (name(inner, "name")?, name(inner, "description")?);
        if !inner["metadata"].is_null() {
            pairs(&inner["metadata"])?;
        }
        if flag(inner, "multiattach")? {
            return bad(
                "multiattach parameter has been removed. The default behavior is to use multiattach enabled volume types. Contact your administrator to create a multiattach enabled volume type and use it to create multiattach volumes.",
            );
        }
        let mut draft = self.draft(request, inner, size)?;
        let project = request.who.project.as_str();
        self.not_too_large(project, draft.size)?;
        self.room_for_volumes(project, &draft.kind, 1, draft.size)?;
        draft.fails |= called.unwrap_or_default().contains("later-error");
        let more = json!({"name": called, "description": about, "metadata": if inner["metadata"].is_null() { json!({}) } else { inner["metadata"].clone() }});
        for (key, value) in more.as_object().into_iter().flatten() {
            draft.fields[key] = value.clone();
        }
        let id = self.begin(request, draft);
        let row = self.find(request, Table::Volume, &id)?;
        good(202, &json!({"volume": self.volume(request, row)}))
    }

    /// What a body asks for, looked up and judged.
    fn draft(&self, request: &Request, inner: &Value, size: Option<u64>) -> Outcome<Draft> {
        let (snapshot, source) = (id(inner, "snapshot_id")?, id(inner, "source_volid")?);
        let backup = if request.minor >= 47 { id(inner, "backup_id")? } else { "" };
        let group = if request.minor >= 13 { id(inner, "group_id")? } else { "" };
        let image = if inner["imageRef"].is_null() { &inner["image_id"] } else { &inner["imageRef"] };
        let asked = match &inner["volume_type"] {
            Value::Null => None,
            Value::String(kind) => Some(self.type_of(request, kind)?),
            other => return bad_field("volume_type", other, "is not of type 'string', 'null'"),
        };
        let snapshot = if snapshot.is_empty() { None } else { Some(self.find(request, Table::Snapshot, snapshot)?) };
        let source = if source.is_empty() { None } else { Some(self.find(request, Table::Volume, source)?) };
        let group = if group.is_empty() { None } else { Some(self.find(request, Table::Group, group)?) };
        let image = if image.is_null() { None } else { Some(image_of(image)?) };
        let backup = if backup.is_empty() { None } else { Some(self.find(request, Table::Backup, backup)?) };
        let given = [
            ("imageRef", image.is_some()),
            ("snapshot", snapshot.is_some()),
            ("source_volume", source.is_some()),
            ("backup", backup.is_some()),
        ];
        if given.iter().filter(|(_, given)| *given).count() > 1 {
            let names: Vec<_> = given.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
            return bad_input(&format!("May specify only one of {}", names.join(", ")));
        }
        if let Some(group) = group {
            let Some(kind) = asked else { return bad_input("volume_type must be provided when creating a volume in a group.") };
            if !group.body["volume_types"].as_array().into_iter().flatten().any(|id| id == kind.id()) {
                return bad_input(&format!(
                    "Invalid volume_type provided: {} (requested type must be supported by this group).",
                    kind.id()
                ));
            }
            originating(group, "group", "Invalid Group", &["available", "creating"])?;
        }
        let mut fields = json!({});
        let (mut least, mut host, mut inherited) = (None, String::new(), None);
        if let Some(snapshot) = snapshot {
            originating(snapshot, "snapshot", "Invalid snapshot", &["available"])?;
            fields["snapshot_id"] = snapshot.id().into();
            least = Some((snapshot.size(), "snapshot"));
            (host, inherited) = (snapshot.text("_host").to_owned(), Some(snapshot.text("_volume_type").to_owned()));
            if let Some(of) = self.with(Table::Volume, "id", snapshot.text("volume_id")).next() {
                fields["availability_zone"] = of.body["availability_zone"].clone();
                fields["bootable"] = of.body["bootable"].clone();
            }
        }
        if let Some(source) = source {
            originating(source, "source volume", "Invalid volume", &["available", "in-use"])?;
            fields["source_volid"] = source.id().into();
            fields["availability_zone"] = source.body["availability_zone"].clone();
            fields["bootable"] = source.body["bootable"].clone();
            least = Some((source.size(), "source"));
            (host, inherited) = (source.text("_host").to_owned(), Some(source.text("volume_type").to_owned()));
        }
        if let Some(backup) = backup {
            originating(backup, "backup", "Invalid backup", &["available", "restoring"])?;
            least = Some((backup.size(), "backup"));
        }
        let size = match (size, least) {
            (Some(size), Some((least, of))) if size < least => return too_small(size, least, of),
            (Some(size), _) => size,
            (None, Some((least, _))) => least,
            (None, None) => return bad_input("Volume size 'None' must be an integer and greater than 0"),
        };
        if let Some([image, name, gigabytes, ..]) = image {
            let least: u64 = gigabytes.parse().unwrap_or(1);
            if size < least {
                return bad_input(&format!("Volume size {size}GB cannot be smaller than the image minDisk size {least}GB."));
            }
            fields["volume_image_metadata"] =
                json!({"image_id": uuid(&format!("image {image}")), "image_name": name, "min_disk": gigabytes, "disk_format": "raw"});
            fields["_image"] = true.into();
        }
        let kind = match asked {
            Some(kind) => kind,
            None => self.type_of(request, inherited.as_deref().filter(|kind| !kind.is_empty()).unwrap_or("__DEFAULT__"))?,
        };
        if let Some(inherited) = inherited.filter(|inherited| *inherited != kind.text("name")) {
            // Only within the same back end can another type be given.
            if self.type_of(request, &inherited).is_ok_and(|was| was.text("_backend") != kind.text("_backend")) {
                return bad_input(&format!(
                    "Invalid volume_type provided: {} (requested type is not compatible; either match source volume, or omit type argument).",
                    kind.id()
                ));
            }
        }
        if let Some(group) = group {
            fields["group_id"] = group.id().into();
            fields["availability_zone"] = group.body["availability_zone"].clone();
        } else if let Some(zone) = inner["availability_zone"].as_str() {
            fields["availability_zone"] = zone.into();
        }
        let zone = fields["availability_zone"].as_str().unwrap_or(ZONES[0].0);
        let Some((_, open)) = ZONES.iter().find(|(name, _)| *name == zone) else {
            return bad(&format!("Availability zone '{zone}' is invalid."));
        };
        if host.is_empty() {
            kind.text("_backend").clone_into(&mut host);
        }
        if !open {
            host.clear();
        }
        let takes = takes(&format!("{} {}", self.counter, size)) + if source.is_some() || image.is_some() { 1_000 } else { 0 };
        let kind = kind.text("name").to_owned();
        Ok(Draft { fields, kind, size, host, takes, fails: false })
    }

    /// Makes a volume that will be there, or fail, after a while. Returns its id.
    pub(super) fn begin(&mut self, request: &Request, draft: Draft) -> String {
        let (id, now) = (self.fresh("volume"), self.now);
        let Draft { fields, kind, size, host, takes, fails } = draft;
        let body = self.blank(request.region, &id, &kind, size, now);
        let row = self.add(Table::Volume, &request.who.project, request.region, body);
        row.body["user_id"] = request.who.user.as_str().into();
        row.body["_request"] = request.id.as_str().into();
        for (key, value) in fields.as_object().into_iter().flatten() {
            row.body[key] = value.clone();
        }
        if host.is_empty() {
            row.fails(now + 400, json!({"status": "error"}), NO_BACKEND);
        } else if fails {
            row.fails(now + takes, json!({"status": "error", "_host": host}), DRIVER_FAILED);
        } else {
            if row.body["_image"] == true {
                row.later(now + takes / 2, json!({"status": "downloading"}));
                row.later(now + takes, json!({"bootable": "true"}));
            }
            row.later(now + takes, settled(&host));
        }
        id
    }

    /// A volume as it is before anything has happened to it.
    pub(super) fn blank(&self, region: &'static str, id: &str, kind: &str, size: u64, now: u64) -> Value {
        let kind_row = self.rows.iter().find(|row| row.table == Table::Type && row.region == region && row.text("name") == kind);
        let spec = |key: &str| kind_row.is_some_and(|row| row.body["extra_specs"][key] == "<is> True");
        json!({
            "id": id, "status": "creating", "size": size, "availability_zone": ZONES[0].0, "created_at": date(now), "updated_at": null,
            "name": null, "description": null, "volume_type": kind, "volume_type_id": kind_row.map(Row::id), "snapshot_id": null,
            "source_volid": null, "metadata": {}, "user_id": null, "bootable": "false",
            "encrypted": kind_row.is_some_and(|row| row.body["_encrypted"] == true), "replication_status": null,
            "consistencygroup_id": null, "multiattach": spec("multiattach"), "migration_status": null, "group_id": null, "provider_id": null,
            "shared_targets": true, "service_uuid": null, "cluster_name": null, "consumes_quota": true,
        })
    }
}

/// What a volume has once it is somewhere.
pub(super) fn settled(host: &str) -> Value {
    json!({"status": "available", "shared_targets": false, "service_uuid": uuid(&format!("service {host}")), "_host": host})
}

/// Refuses to make something of what is not ready.
fn originating(row: &Row, what: &str, class: &str, allowed: &[&str]) -> Outcome<()> {
    if row.is(allowed) {
        return Ok(());
    }
    bad(&format!("{class}: Originating {what} status must be one of '{}' values", allowed.join(", ")))
}

fn too_small<T>(size: u64, least: u64, of: &str) -> Outcome<T> {
    bad_input(&match of {
        "snapshot" => {
            format!("Volume size '{size}'GB cannot be smaller than the snapshot size {least}GB. They must be >= original snapshot size.")
        }
        "source" => {
            format!("Volume size '{size}'GB cannot be smaller than original volume size  {least}GB. They must be >= original volume size.")
        }
        _ => format!("Volume size {size}GB cannot be smaller than the backup size {least}GB. It must be >= backup size."),
    })
}

/// The image of this id or name.
fn image_of(wanted: &Value) -> Outcome<[&'static str; 12]> {
    let Some(wanted) = wanted.as_str() else { return bad("Invalid imageRef provided.") };
    let last = wanted.rsplit('/').next().unwrap_or(wanted);
    let found = rows(IMAGES).find(|row| row[1] == wanted || is_uuid(last) && uuid(&format!("image {}", row[0])) == last);
    found.map_or_else(|| bad("Invalid image identifier or unable to access requested image."), Ok)
}
