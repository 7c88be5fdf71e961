//! The account of the demo, as tables: columns are separated by `|`.

/// Name, id (empty follows from the name), description.
pub(super) const PROJECTS: &str = "\
prod|0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c101|Everything that customers see
staging||Rehearsals
research||Robots that learn
";

/// Zone, name, type, state, project.
pub(super) const SERVERS: &str = "\
fr-par-1|web-1|PRO2-S|running|prod
fr-par-1|pg-main-1|POP2-8C-32G|running|prod
fr-par-1|pg-main-2|POP2-8C-32G|running|prod
fr-par-1|build-runner-1|DEV1-L|stopped|staging
fr-par-1|mail-relay|DEV1-M|stopped in place|prod
fr-par-2|gpu-train-1|H100-1-80G|running|research
fr-par-2|gpu-train-2|H100-1-80G|stopped|research
fr-par-2|unpaid-tenant|DEV1-S|locked|staging
fr-par-3|backup-1|PRO2-XS|stopped|prod
fr-par-3|archive-1|PRO2-XS|running|prod
nl-ams-1|edge-ams-1|PRO2-XXS|running|prod
nl-ams-1|edge-ams-2|PRO2-XXS|stopped|prod
nl-ams-2|ci-ams-1|DEV1-L|starting|staging
nl-ams-2|ci-ams-2|DEV1-L|stopped|staging
nl-ams-3|metrics-ams-1|PRO2-XS|stopped|prod
pl-waw-1|search-waw-1|PRO2-M|running|prod
pl-waw-1|search-waw-2|PRO2-M|stopped|prod
pl-waw-2|kafka-waw-1|PRO2-M|stopping|prod
pl-waw-2|kafka-waw-2|PRO2-M|stopped|prod
pl-waw-3|dr-waw-1|PRO2-XS|stopped|prod
it-mil-1|shop-mil-1|PRO2-XS|running|prod
it-mil-1|shop-mil-2|PRO2-XS|stopped|prod
";

/// Zone, name, GB, IOPS, status (or that of its reference, while it is `in_use`), server, tags, project, age in days, the snapshot it
/// was made of.
pub(super) const BLOCK_VOLUMES: &str = "\
fr-par-1|pg-main-data|500|15000|in_use|pg-main-1|env=prod,team=data|prod|412|
fr-par-1|pg-main-wal|60|15000|in_use|pg-main-1|env=prod,team=data|prod|412|
fr-par-1|pg-replica-data|500|15000|in_use|pg-main-2|env=prod,team=data|prod|180|pg-main-data nightly
fr-par-1|web-assets|120|5000|in_use|web-1|env=prod|prod|290|
fr-par-1|mail-spool|40|5000|in_use|mail-relay||prod|530|
fr-par-1|uploads-2025|2000|5000|available||env=prod,keep|prod|77|
fr-par-1|checkout-cache|25|15000|attaching|web-1|env=prod|prod|1|
fr-par-1|restore-drill|500|5000|creating|||staging|0|pg-main-data nightly
fr-par-1|build-cache|80|5000|available||ci|staging|33|
fr-par-2|imagenet-shards|4000|5000|in_use|gpu-train-1|dataset|research|140|
fr-par-2|checkpoints|1500|15000|snapshotting||dataset|research|88|
fr-par-2|scratch-embeddings|800|5000|error|||research|12|
fr-par-2|tenant-42-data|100|5000|locked|||staging|365|
fr-par-3|backup-target|9000|5000|available||keep|prod|600|
fr-par-3|archive-2024|10000|5000|in_use|archive-1|keep|prod|700|
nl-ams-1|edge-logs-ams|200|5000|in_use|edge-ams-1|env=prod|prod|61|
nl-ams-1|edge-cache-ams|50|15000|detaching|edge-ams-1|env=prod|prod|61|
nl-ams-2|ci-artifacts|300|5000|available||ci|staging|44|
nl-ams-3|metrics-tsdb|750|15000|updating|||prod|99|
pl-waw-1|search-index-a|1000|15000|in_use|search-waw-1|env=prod|prod|210|
pl-waw-1|search-index-b|1000|15000|available||env=prod|prod|210|
pl-waw-1|search-index-old|700|5000|resizing|||prod|400|
pl-waw-2|kafka-broker-2|1200|5000|deleting|||prod|150|
pl-waw-2|kafka-broker-3|1200|5000|available|||prod|150|
pl-waw-3|dr-replica|500|5000|unknown_status|||prod|20|
pl-waw-3|dr-replica-retired|500|5000|deleted|||prod|220|
";

/// Zone, name, GB, status, tags, project, age in days, the volume; `-` for an import.
pub(super) const BLOCK_SNAPSHOTS: &str = "\
fr-par-1|pg-main-data nightly|500|in_use|nightly|prod|181|pg-main-data
fr-par-1|pg-main-data before upgrade|500|available|keep|prod|9|pg-main-data
fr-par-1|web-assets weekly|120|available|weekly|prod|5|web-assets
fr-par-1|uploads export|2000|exporting||prod|1|uploads-2025
fr-par-1|build-cache today|80|creating|ci|staging|0|build-cache
fr-par-2|imagenet 2026-01|4000|available|dataset|research|130|imagenet-shards
fr-par-2|tenant-42 hold|100|locked||staging|300|tenant-42-data
fr-par-3|vmware import|40|available|import|prod|70|-
nl-ams-1|edge-logs broken|200|error||prod|3|edge-logs-ams
nl-ams-2|ci-artifacts old|300|deleting|ci|staging|30|ci-artifacts
pl-waw-1|search reindex|1000|available||prod|18|search-index-a
pl-waw-3|dr state|500|unknown_status||prod|20|dr-replica
pl-waw-3|dr retired|500|deleted||prod|219|dr-replica
";

/// Zone, name, type, GB, state, server, tags, project, age in days, what went wrong.
pub(super) const VOLUMES: &str = "\
fr-par-1|build-runner-1 root|l_ssd|80|available|build-runner-1|ci|staging|300|
fr-par-1|old-root-bionic|l_ssd|20|available||keep|staging|900|
fr-par-1|web-1 root|l_ssd|40|available|web-1||prod|290|
fr-par-2|gpu-scratch-a|scratch|3000|available|gpu-train-1||research|140|
fr-par-2|gpu-scratch-b|scratch|1500|available|||research|12|
fr-par-2|train-root|l_ssd|120|snapshotting|||research|88|
nl-ams-1|edge-root-spare|l_ssd|25|fetching|||prod|2|
nl-ams-2|ci-root-spare|l_ssd|60|saving|||staging|44|
nl-ams-2|ci-root-new|l_ssd|60|attaching|||staging|0|
pl-waw-1|search-root|l_ssd|40|hotsyncing|||prod|210|
pl-waw-2|kafka-local|l_ssd|200|error|||prod|150|the hypervisor of this volume is not reachable
it-mil-1|shop-root|l_ssd|60|available|shop-mil-1|shop|prod|75|
it-mil-1|shop-sessions|l_ssd|30|available||shop|prod|75|
it-mil-1|shop-root-b|l_ssd|60|resizing||shop|prod|75|
";

/// Zone, name, GB, state, tags, project, age in days, the volume (empty when it is gone), what went wrong.
pub(super) const SNAPSHOTS: &str = "\
fr-par-1|bionic golden|20|available|keep|staging|880|old-root-bionic|
fr-par-1|web-1 root monthly|40|available|monthly|prod|11|web-1 root|
fr-par-2|train-root running|120|snapshotting||research|0|train-root|
fr-par-2|debian import|10|importing||research|0||
nl-ams-1|edge root export|25|exporting||prod|1||
pl-waw-1|search root bad|40|invalid_data||prod|90|search-root|the data does not match its checksum
pl-waw-2|kafka local failed|200|error||prod|6|kafka-local|the hypervisor of this volume is not reachable
it-mil-1|shop root v4|60|available|shop|prod|30|shop-root|
";

/// The account of 2016. Name, GB, server, age in days.
pub(super) const LEGACY_VOLUMES: &str = "\
blog-root|50|blog|640
blog-backup|50||600
gitlab-root|50|gitlab|420
gitlab-data|150|gitlab|418
irc-bouncer|20|irc|810
minecraft-world|100|minecraft|120
minecraft-world-old|100||300
nextcloud-data|150|nextcloud|220
nextcloud-root|50|nextcloud|220
vpn-root|20||90
data — été ☀|30||15
zz test: fail-500|10||3
zz test: lost-answer|10||3
";

/// Name, state, age in days, volume.
pub(super) const LEGACY_SNAPSHOTS: &str = "\
blog before php7|available|200|blog-root
gitlab-data weekly|available|6|gitlab-data
minecraft monday|snapshotting|0|minecraft-world
nextcloud 9 to 10|available|100|nextcloud-data
";

/// The servers of 2016: name, state.
pub(super) const LEGACY_SERVERS: &str = "\
blog|running
gitlab|running
irc|stopped
minecraft|running
nextcloud|stopped
";
