//! Quotas: what a project may have, what it has, and the refusals.
//!
//! Source: <https://docs.openstack.org/api-ref/block-storage/v3/#quota-sets-extension-os-quota-sets>, `cinder/quota_utils.py`.

use serde_json::{Value, json};

use super::Cinder;
use super::request::{Request, Role};
use super::response::{ApiResult, bad, bad_field, bad_input, denied, done, refuse, success};
use super::state::{Row, Table};

/// Resources and what a project may have of each, unless it is said otherwise. -1 is no limit.
const DEFAULTS: [(&str, i64); 7] = [
    ("volumes", 10),
    ("per_volume_gigabytes", -1),
    ("snapshots", 10),
    ("gigabytes", 1000),
    ("backups", 10),
    ("backup_gigabytes", 1000),
    ("groups", 10),
];

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What a volume takes: while it grows, what it will be.
fn taken(row: &Row) -> i64 {
    signed(row.size().max(row.body["_grows_to"].as_u64().unwrap_or_default()))
}

impl Cinder {
    /// How much a project may have of a resource.
    pub(super) fn limit_of(&self, project: &str, resource: &str) -> i64 {
        let own = self.quotas.iter().find(|(of, name, _)| of == project && name == resource).map(|(.., limit)| *limit);
        own.unwrap_or_else(|| DEFAULTS.iter().find(|(name, _)| *name == resource).map_or(-1, |(_, limit)| *limit))
    }

    /// How much a project has of a resource.
    pub(super) fn used(&self, project: &str, resource: &str) -> i64 {
        let (plain, kind) = ["volumes_", "gigabytes_", "snapshots_"]
            .iter()
            .find_map(|start| resource.strip_prefix(start).map(|kind| (start.trim_end_matches('_'), Some(kind))))
            .unwrap_or((resource, None));
        let of = |table: Table| {
            let rows = self.rows.iter().filter(move |row| row.table == table && row.region == self.here && row.project == project);
            rows.filter(move |row| kind.is_none_or(|kind| row.text("volume_type") == kind || row.text("_volume_type") == kind))
        };
        match plain {
            "volumes" => signed(of(Table::Volume).count() as u64),
            "snapshots" => signed(of(Table::Snapshot).count() as u64),
            "gigabytes" => of(Table::Volume).map(taken).sum::<i64>() + of(Table::Snapshot).map(|row| signed(row.size())).sum::<i64>(),
            "backups" => signed(of(Table::Backup).count() as u64),
            "backup_gigabytes" => of(Table::Backup).map(|row| signed(row.size())).sum(),
            "groups" => signed(of(Table::Group).count() as u64),
            _ => 0,
        }
    }

    /// Whether there is no room for this much more.
    fn over(&self, project: &str, resource: &str, more: i64) -> Option<(i64, i64)> {
        let (limit, used) = (self.limit_of(project, resource), self.used(project, resource));
        (limit >= 0 && used + more > limit).then_some((limit, used))
    }

    /// Refuses gigabytes that a project or a type of volume has no room for.
    pub(super) fn room(&self, project: &str, kind: &str, gigabytes: u64) -> ApiResult<()> {
        for name in ["gigabytes".to_owned(), format!("gigabytes_{kind}")] {
            if let Some((limit, used)) = self.over(project, &name, signed(gigabytes)) {
                return refuse(
                    413,
                    &format!(
                        "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed {name} quota. \
                         Requested {gigabytes}G, quota is {limit}G and {used}G has been consumed."
                    ),
                );
            }
        }
        Ok(())
    }

    /// Refuses a volume larger than one may be.
    pub(super) fn not_too_large(&self, project: &str, gigabytes: u64) -> ApiResult<()> {
        let limit = self.limit_of(project, "per_volume_gigabytes");
        if limit < 0 || signed(gigabytes) <= limit {
            return Ok(());
        }
        refuse(413, &format!("VolumeSizeExceedsLimit: Requested volume size {gigabytes}G is larger than maximum allowed limit {limit}G."))
    }

    /// Refuses this many more volumes that there is no room for.
    pub(super) fn room_for_volumes(&self, project: &str, kind: &str, volumes: i64, gigabytes: u64) -> ApiResult<()> {
        self.room(project, kind, gigabytes)?;
        for name in ["volumes".to_owned(), format!("volumes_{kind}")] {
            if let Some((limit, _)) = self.over(project, &name, volumes) {
                return refuse(
                    413,
                    &format!("VolumeLimitExceeded: Maximum number of volumes allowed ({limit}) exceeded for quota '{name}'."),
                );
            }
        }
        Ok(())
    }

    /// Refuses snapshots that there is no room for.
    pub(super) fn room_for_snapshots(&self, project: &str, kind: &str, snapshots: i64, gigabytes: u64) -> ApiResult<()> {
        self.room(project, kind, gigabytes)?;
        for name in ["snapshots".to_owned(), format!("snapshots_{kind}")] {
            if let Some((limit, _)) = self.over(project, &name, snapshots) {
                return refuse(413, &format!("SnapshotLimitExceeded: Maximum number of snapshots allowed ({limit}) exceeded"));
            }
        }
        Ok(())
    }

    /// Refuses one more group, or one more backup.
    pub(super) fn room_for_one(&self, project: &str, resource: &str, gigabytes: u64) -> ApiResult<()> {
        if resource == "backups"
            && let Some((limit, used)) = self.over(project, "backup_gigabytes", signed(gigabytes))
        {
            let words = format!(
                "Requested backup exceeds allowed Backup gigabytes quota. Requested {gigabytes}G, quota is {limit}G and {used}G has been consumed."
            );
            return refuse(413, &format!("VolumeBackupSizeExceedsAvailableQuota: {words}"));
        }
        let Some((limit, _)) = self.over(project, resource, 1) else { return Ok(()) };
        let class = if resource == "groups" { "GroupLimitExceeded" } else { "BackupLimitExceeded" };
        refuse(413, &format!("{class}: Maximum number of {resource} allowed ({limit}) exceeded"))
    }

    /// Every resource that there is a quota of.
    fn resources(&self) -> Vec<String> {
        let types = self.rows.iter().filter(|row| row.table == Table::Type && row.region == super::REGIONS[0]);
        let each = |row: &Row| ["volumes", "gigabytes", "snapshots"].map(|start| format!("{start}_{}", row.text("name")));
        DEFAULTS.iter().map(|(name, _)| (*name).to_owned()).chain(types.flat_map(each)).collect()
    }

    fn quota_set(&self, project: &str, usage: bool) -> Value {
        let mut set = json!({});
        for name in self.resources() {
            let limit = self.limit_of(project, &name);
            set[&name] = if usage { json!({"limit": limit, "in_use": self.used(project, &name), "reserved": 0}) } else { limit.into() };
        }
        set
    }

    /// `GET /os-quota-sets/{project}`
    pub(super) fn show_quotas(&self, request: &Request) -> ApiResult {
        let project = own(request)?;
        let mut set = self.quota_set(project, request.asks("usage"));
        set["id"] = project.into();
        success(200, &json!({"quota_set": set}))
    }

    pub(super) fn default_quotas(&self, request: &Request) -> ApiResult {
        let mut set = self.quota_set("", false);
        set["id"] = own(request)?.into();
        success(200, &json!({"quota_set": set}))
    }

    pub(super) fn update_quotas(&mut self, request: &Request) -> ApiResult {
        let (project, inner) = (request.part(1), request.within("quota_set")?);
        if inner.as_object().is_none_or(serde_json::Map::is_empty) {
            return bad_field("quota_set", inner, "should be non-empty");
        }
        let mut changes = Vec::new();
        let resources = self.resources();
        for (key, value) in inner.as_object().into_iter().flatten().filter(|(key, _)| *key != "tenant_id") {
            let Some(limit) = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok())) else {
                return bad(&format!("{key} must be an integer"));
            };
            if limit < -1 {
                return bad(&format!("{key} must be >= -1"));
            }
            if !resources.contains(key) {
                return bad_input(&format!("Bad key(s) in quota set: {key}"));
            }
            let used = self.used(project, key);
            if limit >= 0 && limit < used {
                return bad(&format!(
                    "Quota {key} limit must be equal or greater than existing resources. Current usage is {used} and the requested limit is {limit}."
                ));
            }
            changes.push((key.clone(), limit));
        }
        for (key, limit) in changes {
            self.quotas.retain(|(of, name, _)| of != project || *name != key);
            self.quotas.push((project.to_owned(), key, limit));
        }
        // Without the id, unlike reading.
        success(200, &json!({"quota_set": self.quota_set(project, false)}))
    }

    pub(super) fn delete_quotas(&mut self, request: &Request) -> ApiResult {
        self.quotas.retain(|(of, ..)| of != request.part(1));
        done(200)
    }

    /// `GET /limits`
    pub(super) fn limits(&self, request: &Request) -> ApiResult {
        let project = request.who.project.as_str();
        let mut absolute = json!({});
        for (name, max, used) in [
            ("volumes", "maxTotalVolumes", "totalVolumesUsed"),
            ("gigabytes", "maxTotalVolumeGigabytes", "totalGigabytesUsed"),
            ("snapshots", "maxTotalSnapshots", "totalSnapshotsUsed"),
            ("backups", "maxTotalBackups", "totalBackupsUsed"),
            ("backup_gigabytes", "maxTotalBackupGigabytes", "totalBackupGigabytesUsed"),
        ] {
            absolute[max] = self.limit_of(project, name).into();
            absolute[used] = self.used(project, name).into();
        }
        success(200, &json!({"limits": {"rate": [], "absolute": absolute}}))
    }
}

/// The project of the path, if it is one's own.
fn own(request: &Request) -> ApiResult<&str> {
    let project = request.part(1);
    if request.who.role == Role::Admin || project == request.who.project {
        return Ok(project);
    }
    denied("volume_extension:quotas:show")
}
