//! Validates the body that creates a volume, and looks up what it refers to.
//!
//! Source: `cinder/volume/flows/api/create_volume.py`, `cinder/api/v3/volumes.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::catalog::{IMAGES, ZONES, rows};
use super::create::{Draft, takes};
use super::request::{Request, id, is_uuid};
use super::response::{ApiResult, bad, bad_field, bad_input};
use super::state::{Row, Table, uuid};

/// What a volume is made of and where it belongs.
struct Sources<'a> {
    asked: Option<&'a Row>,
    snapshot: Option<&'a Row>,
    source: Option<&'a Row>,
    group: Option<&'a Row>,
    image: Option<[&'static str; 12]>,
    backup: Option<&'a Row>,
}

impl Cinder {
    /// What a body names, found.
    fn sources(&self, request: &Request, inner: &Value) -> ApiResult<Sources<'_>> {
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
        let given = [image.is_some(), snapshot.is_some(), source.is_some(), backup.is_some()];
        if given.iter().filter(|given| **given).count() > 1 {
            return bad_input("May specify only one of backup, imageRef, snapshot, source volume");
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
        Ok(Sources { asked, snapshot, source, group, image, backup })
    }

    /// What a body asks for, looked up and judged.
    pub(super) fn draft(&self, request: &Request, inner: &Value, size: Option<u64>) -> ApiResult<Draft> {
        let Sources { asked, snapshot, source, group, image, backup } = self.sources(request, inner)?;
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
            (None, None) => {
                return bad("The server could not comply with the request since it is either malformed or otherwise incorrect.");
            }
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
                let advice = if source.is_some() {
                    "either match source volume, or omit type argument"
                } else {
                    "recommend omitting the type argument"
                };
                return bad_input(&format!("Invalid volume_type provided: {} (requested type is not compatible; {advice}).", kind.id()));
            }
        }
        if let Some(group) = group {
            fields["group_id"] = group.id().into();
            fields["availability_zone"] = group.body["availability_zone"].clone();
        } else if let Some(zone) = inner["availability_zone"].as_str() {
            if !ZONES.iter().any(|(name, _)| *name == zone) {
                return bad(&format!("Availability zone '{zone}' is invalid."));
            }
            if (snapshot.is_some() || source.is_some()) && fields["availability_zone"] != zone {
                let of = if source.is_some() { "source volume" } else { "snapshot" };
                return bad_input(&format!("Volume must be in the same availability zone as the {of}"));
            }
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
}

/// Refuses to make something of what is not ready.
fn originating(row: &Row, what: &str, class: &str, allowed: &[&str]) -> ApiResult<()> {
    if row.is(allowed) {
        return Ok(());
    }
    bad(&format!("{class}: Originating {what} status must be one of '{}' values", allowed.join(", ")))
}

fn too_small<T>(size: u64, least: u64, of: &str) -> ApiResult<T> {
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
fn image_of(wanted: &Value) -> ApiResult<[&'static str; 12]> {
    let Some(wanted) = wanted.as_str() else { return bad("Invalid imageRef provided.") };
    let last = wanted.rsplit('/').next().unwrap_or(wanted);
    let found = rows(IMAGES).find(|row| row[1] == wanted || is_uuid(last) && uuid(&format!("image {}", row[0])) == last);
    found.map_or_else(|| bad("Invalid image identifier or unable to access requested image."), Ok)
}
