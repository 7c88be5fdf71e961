//! The cloud that the demo opens with: a company's own data centre, at the newest microversion, as a team has it.
//!
//! Nothing fails on purpose here. Some of it is worth finding: a volume that could not be made, and volumes whose server is
//! gone. Two things are on their way at the beginning: a volume grows while it is used, and a snapshot is taken whose driver tells
//! how far it is.

use serde_json::{Value, json};

use super::catalog::rows;
use super::state::{DRIVER_FAILED, Row, Table, uuid};
use super::{Cinder, Options, PROJECT_STORAGE, REGIONS, Seed};

const SECOND: u64 = 1_000;
const HOUR: u64 = 3_600 * SECOND;
/// How long the growing volume takes from the beginning.
const GROWS: u64 = 180 * SECOND;
/// Where the snapshot is at the beginning, in percent; it goes on by this much each time.
const BEGUN: u64 = 40;
const STEP: u64 = 2;
const STEP_TAKES: u64 = 10 * SECOND;

/// What the project may have.
const QUOTAS: [(&str, i64); 7] = [
    ("volumes", 120),
    ("snapshots", 200),
    ("gigabytes", 120_000),
    ("per_volume_gigabytes", 16_000),
    ("groups", 20),
    ("backups", 20),
    ("backup_gigabytes", 20_000),
];

/// As [`super::catalog::GROUPS`].
const GROUPS: &str = "\
erp-database|crash-consistent|fast-ssd|available|611|Data and log of the ERP database
opensearch-logs|crash-consistent|fast-ssd|available|254|The three data nodes
";

/// As [`super::catalog::VOLUMES`].
const VOLUMES: &str = "\
erp-db-data|1536|fast-ssd|in-use|611|nova|erp-db-1|env=prod,team=erp||erp-database|Orders and ledger|
erp-db-log|200|fast-ssd|in-use|611|nova|erp-db-1|env=prod,team=erp||erp-database||
erp-app-1-root|80|__DEFAULT__|in-use|611|nova|erp-app-1|env=prod,team=erp|image:debian-13|||
erp-app-2-root|80|__DEFAULT__|in-use|402|nova|erp-app-2|env=prod,team=erp|image:debian-13|||
erp-db-training|1536|fast-ssd|in-use|12|nova|erp-training-1|env=staging,team=erp|snapshot:nightly|||
opensearch-data-1|800|fast-ssd|in-use|254|nova|opensearch-1|env=prod,team=platform||opensearch-logs||
opensearch-data-2|800|fast-ssd|in-use|254|nova|opensearch-2|env=prod,team=platform||opensearch-logs||
opensearch-data-3|800|fast-ssd|in-use|254|nova|opensearch-3|env=prod,team=platform||opensearch-logs||
minio-disk-1|4096|capacity|in-use|402|nova|minio-1|env=prod,team=platform||||
minio-disk-2|4096|capacity|in-use|402|nova|minio-2|env=prod,team=platform||||
minio-disk-3|4096|capacity|in-use|402|nova|minio-3|env=prod,team=platform||||
mail-store|2048|__DEFAULT__|in-use|980|fra-b|mail-1|env=prod,team=office||||
intranet-files|900|shared|in-use|745|nova|host:nfs-head-1|env=prod,team=office|||Exported to both offices|
nexus-blobs|1200|capacity|in-use|521|nova|nexus-1|env=prod,team=platform||||
jenkins-home|300|__DEFAULT__|in-use|833|nova|jenkins-1|env=prod,team=platform||||
keycloak-db|40|luks|in-use|330|nova|keycloak-1|env=prod,team=platform||||
zabbix-db|250|fast-ssd|in-use|466|nova|zabbix-1|env=prod,team=platform||||
terminal-server-root|200|__DEFAULT__|in-use|190|fra-b|terminal-1|env=prod,team=office|image:windows-2025|||
crm-db-data|600|__DEFAULT__|available|903|nova||env=prod,team=sales|||The CRM moved to the vendor’s cloud|
hadoop-import-scratch|1500|capacity|available|1240|nova||env=staging,team=data||||
reporting-copy|1536|fast-ssd|error|1|nova||env=staging,team=data||||
";

/// As [`super::catalog::SNAPSHOTS`]; the one without a status is on its way.
const SNAPSHOTS: &str = "\
nightly|erp-db-data|available|13||kind=nightly|
before-17.4-upgrade|erp-db-data|available|9||keep=yes|Taken before the upgrade of PostgreSQL
mail-store nightly|mail-store|available|1||kind=nightly|
jenkins-home before plugin update|jenkins-home|available|4|||
intranet-files weekly|intranet-files|available|6||kind=weekly|
keycloak-db before 26.2|keycloak-db|available|47||keep=yes|
crm-db-data last day|crm-db-data|available|420||keep=yes|Until the auditors have been here
minio-disk-1 before firmware|minio-disk-1|||||Taken before the firmware of the controllers is changed
";

/// As [`super::catalog::GROUP_SNAPSHOTS`].
const GROUP_SNAPSHOTS: &str = "\
opensearch-logs before 3.1|opensearch-logs|available|18|All three at the same moment
";

impl Cinder {
    /// The cloud at `now` (milliseconds since the epoch).
    pub(super) fn fleet(now: u64) -> Self {
        let mut cinder = Self::new(Options { seed: Seed::Empty, ..Options::default() }, now);
        cinder.quotas = QUOTAS.iter().map(|(name, limit)| (PROJECT_STORAGE.to_owned(), (*name).to_owned(), *limit)).collect();
        rows(GROUPS).for_each(|row| cinder.seed_group(row));
        rows(VOLUMES).for_each(|row| cinder.seed_volume(REGIONS[0], row));
        for mut row in rows(SNAPSHOTS) {
            let begun = row[2].is_empty();
            if begun {
                (row[2], row[3]) = ("available", "0");
            }
            cinder.seed_snapshot(row, None);
            if begun && let Some(row) = cinder.rows.last_mut() {
                goes_on(row, now);
            }
        }
        rows(GROUP_SNAPSHOTS).for_each(|row| cinder.seed_group_snapshot(row));
        if let Some(row) = cinder.with_mut(Table::Volume, "name", "zabbix-db").next() {
            row.set(&json!({"status": "extending", "_grows_to": 400}), now.saturating_sub(20 * SECOND));
            row.later(now + GROWS, json!({"status": "in-use", "size": 400, "_grows_to": null}));
        }
        let failed = cinder.with(Table::Volume, "name", "reporting-copy").next().map_or_else(String::new, |row| row.id().to_owned());
        let request = format!("req-{}", uuid("request of the reporting copy"));
        cinder.tell(now.saturating_sub(23 * HOUR), DRIVER_FAILED, Table::Volume, &failed, PROJECT_STORAGE, &request);
        cinder
    }
}

/// A snapshot that is being taken, and tells how far it is.
fn goes_on(row: &mut Row, now: u64) {
    let told = |percent: u64| json!({ "_progress": format!("{percent}%") });
    row.set(&json!({"status": "creating"}), now);
    row.set(&told(BEGUN), now);
    let mut at = now;
    for percent in (BEGUN + STEP..100).step_by(usize::try_from(STEP).unwrap_or(1)) {
        at += STEP_TAKES;
        row.later(at, told(percent));
    }
    row.later(at + STEP_TAKES, json!({"status": "available", "_progress": Value::Null}));
}
