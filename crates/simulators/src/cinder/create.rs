//! Creating volumes: empty, from a snapshot, a volume, an image, a backup, and within a group.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#create-a-volume>. State and quota change before the answer; whether it works
//! out is seen later. Source: `cinder/volume/flows/api/create_volume.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::catalog::ZONES;
use super::request::{Request, flag, name, pairs};
use super::response::{ApiResult, bad, bad_field, success};
use super::state::{DRIVER_FAILED, NO_BACKEND, Row, Table, date, uuid};
use crate::frame::id::mix;

/// The fields that a body may have since 3.53.
const FIELDS: [&str; 16] = [
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
    "multiattach",
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
pub(super) fn size(inner: &Value, key: &str) -> ApiResult<Option<u64>> {
    let value = &inner[key];
    match value {
        Value::Null => Ok(None),
        Value::Number(number) if number.is_f64() => bad_field(key, value, "is not of type 'integer', 'string', 'null'"),
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
            Ok(0) | Err(_) => bad(&format!("Invalid input for field/attribute {key}. Value: {text}. {text} is less than the minimum of 1")),
            Ok(size) => Ok(Some(size)),
        },
        Value::String(_) => bad_field(key, value, "does not match '^[0-9]+$'"),
        other => bad_field(key, other, "is not of type 'integer', 'string', 'null'"),
    }
}

/// How long making something of this name takes, in milliseconds: from one to three seconds.
pub(super) fn takes(id: &str) -> u64 {
    1_000 + mix(id.bytes().fold(7, |hash: u64, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)))) % 2_000
}

impl Cinder {
    pub(super) fn create_volume(&mut self, request: &Request) -> ApiResult {
        let strict: Vec<&str> = request.body["volume"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let inner = request.strict("volume", &[], if request.minor >= 53 { &FIELDS } else { &strict })?;
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
        success(202, &json!({"volume": self.volume(request, row)}))
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
        } else if fields["name"].as_str().is_some_and(|name| name.contains("later-mute")) {
            row.later(now + takes, json!({"status": "error", "_host": host}));
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
