//! The cloud at the beginning, as tables: columns are separated by `|`.

use crate::frame::table;

/// The columns of a table's lines; missing ones are empty.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 12]> {
    table::rows(table)
}

/// Availability zones, and whether each is up.
pub(super) const ZONES: [(&str, bool); 3] = [("nova", true), ("fra-b", true), ("fra-c", false)];

/// Back ends with their pools.
pub(super) const POOLS: [(&str, &str, &str); 3] = [
    // Where, what of its capacity is known in GiB, protocol.
    ("cinder-1@ceph#rbd", "61440", "ceph"),
    ("cinder-1@nvme#pool-a", "20480", "iSCSI"),
    ("cinder-2@nfs#/srv/archive", "", "nfs"),
];

/// The back end of a name, or the first one where none is named.
pub(super) fn backend(name: Option<&str>) -> &'static str {
    match name {
        None => POOLS[0].0,
        Some(name) => POOLS.iter().map(|(host, ..)| *host).find(|host| host.split(['@', '#']).nth(1) == Some(name)).unwrap_or_default(),
    }
}

/// Images that volumes can be made of: key, name, GiB at least.
pub(super) const IMAGES: &str = "\
debian-13|debian-13-genericcloud|4
ubuntu-26.04|ubuntu-26.04-server|8
windows-2025|windows-server-2025|40
";

/// Name, description, back end (empty if there is none), what is special.
pub(super) const TYPES: &str = "\
__DEFAULT__|Default Volume Type|cinder-1@ceph#rbd|
fast-ssd|NVMe, for databases|cinder-1@nvme#pool-a|
capacity|Spinning disks, for archives|cinder-2@nfs#/srv/archive|
shared|Several servers at once|cinder-1@ceph#rbd|shared
luks|Encrypted at rest|cinder-1@ceph#rbd|encrypted
legacy-san|Its array was switched off in spring||nowhere
analytics-only|Reserved for one project|cinder-1@nvme#pool-a|private
";

/// Name, description.
pub(super) const GROUP_TYPES: &str = "\
default_cgsnapshot_type|Default group type for migrating cgsnapshot
crash-consistent|Snapshots of all members at the same moment
loose|Members are kept together, nothing more
";

/// Name, GiB, type, status, age in days, zone, server or `host:` it is attached to, metadata, what it was made of, group, description,
/// project (storage if empty).
pub(super) const VOLUMES: &str = "\
pg-main-data|200|fast-ssd|in-use|412|nova|pg-main-1|env=prod,team=data||postgres|Primary, do not touch|
pg-main-wal|40|fast-ssd|in-use|412|nova|pg-main-1|env=prod,team=data||postgres||
pg-replica-data|200|fast-ssd|in-use|180|nova|pg-main-2|env=prod,team=data|snapshot:pg-main-data nightly|||
web-1-root|20|__DEFAULT__|in-use|290|nova|web-1|env=prod|image:debian-13|||
web-assets|120|__DEFAULT__|in-use|290|nova|web-1|env=prod||||
uploads|500|capacity|available|77|nova||env=prod,keep=yes||||
mail-spool|60|__DEFAULT__|in-use|530|fra-b|mail-1|env=prod||||
kafka-log-0|80|fast-ssd|available|150|nova||env=prod||kafka||
kafka-log-1|80|fast-ssd|available|150|nova||env=prod||kafka||
kafka-log-2|80|fast-ssd|available|150|nova||env=prod||kafka||
wiki-data|10|__DEFAULT__|available|33|nova||env=stage||wiki||
wiki-search|5|__DEFAULT__|available|33|nova||env=stage||wiki||
sandbox-a|2|__DEFAULT__|available|4|nova||||sandbox||
sandbox-b|2|__DEFAULT__|available|4|nova||||sandbox||
shared-home|100|shared|in-use|61|nova|host:nfs-head-1||||exported to the office|
secrets-vault|8|luks|available|200|nova||keep=yes||||
build-cache|50|__DEFAULT__|available|12|fra-b||ci=yes||||
golden-image|20|__DEFAULT__|available|44|nova||readonly=True|image:ubuntu-26.04|||
crème-brûlée|3|__DEFAULT__|available|5|nova||menu=crème|||Ünïcödé|
handover-2026|30|__DEFAULT__|awaiting-transfer|2|nova||||||
moving-out|15|__DEFAULT__|awaiting-transfer|1|nova||||||
restore-drill|200|fast-ssd|creating|0|nova||env=stage|snapshot:pg-main-data nightly|||
old-staging|25|__DEFAULT__|deleting|365|nova||env=stage||||
checkout-cache|25|fast-ssd|attaching|1|nova||||||
report-scratch|40|__DEFAULT__|detaching|21|nova|gpu-train-1|||||
metrics-tsdb|150|__DEFAULT__|extending|99|nova||||||
search-index|100|capacity|retyping|210|nova||env=prod||||
ubuntu-template|20|__DEFAULT__|downloading|0|nova|||image:ubuntu-26.04|||
debian-master|10|__DEFAULT__|uploading|70|nova||||||
ledger-2025|60|__DEFAULT__|backing-up|320|nova||keep=yes||||
ledger-2024|60|__DEFAULT__|restoring-backup|700|nova||||||
imported-lun-7|500|capacity|managing|0|fra-b||||||
rollback-me|12|__DEFAULT__|reverting|19|nova||||||
leaving-cinder|9|__DEFAULT__|unmanaging|400|nova||||||
half-attached|18|__DEFAULT__|reserved|3|nova||||||
san-migration|300|legacy-san|maintenance|800|nova||||||
lost-lun|50|legacy-san|error|6|nova|||||the array was gone|
stuck-delete|14|__DEFAULT__|error_deleting|9|nova||||||
too-big-for-pool|70|fast-ssd|error_extending|4|nova||||||
broken-restore|60|__DEFAULT__|error_restoring|8|nova||||||
broken-backup|11|__DEFAULT__|error_backing-up|15|nova||||||
broken-import|22|capacity|error_managing|16|fra-b||||||
gone-with-group|5|__DEFAULT__|deleted|30|nova|||||a member of a group that is being deleted|
|1|__DEFAULT__|available|7|nova||||||
events-2026-q3|400|analytics-only|available|40|nova||||||analytics
events-2026-q4|400|analytics-only|in-use|10|nova|gpu-train-1|||||analytics
notebook-1|20|__DEFAULT__|available|25|nova||||||analytics
notebook-2|20|__DEFAULT__|available|25|nova||||||analytics
feature-store|60|__DEFAULT__|available|18|nova||||||analytics
model-a|15|__DEFAULT__|available|9|nova||||||analytics
model-b|15|__DEFAULT__|available|9|nova||||||analytics
model-c|15|__DEFAULT__|available|8|nova||||||analytics
model-d|15|__DEFAULT__|available|8|nova||||||analytics
scratch|10|__DEFAULT__|available|3|nova||||||analytics
";

/// The volumes of the second region: name, GiB, type, status, age in days.
pub(super) const ELSEWHERE: &str = "\
dr-pg-main|200|fast-ssd|available|100
dr-mail-spool|60|__DEFAULT__|available|100
dr-rehearsal|20|__DEFAULT__|error|2
";

/// Name, volume, status, age in days, GiB (the volume's if empty), metadata, description.
pub(super) const SNAPSHOTS: &str = "\
pg-main-data nightly|pg-main-data|available|190||kind=nightly|
pg-main-data before 17.4|pg-main-data|available|9||keep=yes|Taken before the upgrade
web-assets weekly|web-assets|available|5|||
uploads 2026-10|uploads|available|40|400||Before it was extended
build-cache today|build-cache|creating|0||ci=yes|
golden-image v3|golden-image|available|20|||
wiki-data hourly|wiki-data|available|1|||
mail-spool retired|mail-spool|deleting|300|||
mail-spool broken|mail-spool|error|3|||
shared-home stuck|shared-home|error_deleting|11|||
metrics older|metrics-tsdb|available|60|100||
ledger-2025 for backup|ledger-2025|backing-up|1|||
rollback point|rollback-me|restoring|2|||
leaving snapshot|leaving-cinder|unmanaging|50|||
search reindex|search-index|updating|18|||
secrets audit|secrets-vault|deleted|90|||
";

/// Name, group type, types of volumes, status, age in days, description.
pub(super) const GROUPS: &str = "\
postgres|crash-consistent|fast-ssd|available|412|Data and log of the primary
kafka|crash-consistent|fast-ssd|available|150|Three brokers
wiki|loose|__DEFAULT__,shared|available|33|
sandbox|loose|__DEFAULT__|available|4|May be deleted with everything in it
empty-group|loose|__DEFAULT__,luks|available|3|Nothing in it yet
new-cluster|crash-consistent|fast-ssd|creating|0|
old-cluster|loose|__DEFAULT__|deleting|500|
mixed|loose|__DEFAULT__|updating|20|
unplaced|loose|legacy-san|error|6|
undeletable|loose|__DEFAULT__|error_deleting|70|
busy-group|loose|__DEFAULT__|in-use|15|
ghost|loose|__DEFAULT__|deleted|90|
";

/// Name, group, status, age in days, description.
pub(super) const GROUP_SNAPSHOTS: &str = "\
postgres nightly|postgres|available|1|All members at once
kafka before 4.1|kafka|available|12|
kafka too early|kafka|error|30|
kafka now|kafka|creating|0|
kafka old|kafka|deleting|80|
kafka stuck|kafka|error_deleting|60|
kafka gone|kafka|deleted|75|
kafka rewriting|kafka|updating|2|
";

/// Name, volume, status, age in days, fail reason.
pub(super) const BACKUPS: &str = "\
ledger-2025 full|ledger-2025|available|30|
uploads offsite|uploads|available|20|
build-cache weekly|build-cache|error|6|Service not found for creating backup.
wiki-data running|wiki-data|creating|0|
mail-spool expired|mail-spool|deleting|90|
golden restoring|golden-image|restoring|10|
web-assets stuck|web-assets|error_deleting|50|
notes gone|wiki-search|deleted|70|
";
