//! The invented account of the demo, as tables: one line each, columns separated by `|`.

use crate::frame::table;

/// The columns of a table's lines; missing ones are empty.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 7]> {
    table::rows(table)
}

/// Id and label. The last one's snapshots cannot be listed: its id asks for that.
pub(super) const REGIONS: [(&str, &str); 4] = [
    ("toronto", "Toronto, Canada"),
    ("montreal", "Montreal, Canada"),
    ("roubaix", "Roubaix, France"),
    ("zz-list-fail-500", "zz test: a laboratory whose lists fail"),
];

/// Name, region, RAM, id.
pub(super) const VMS: &str = "\
db-01|toronto|8192|7b3a9c52-1f60-4d1e-9a44-3c5e0d9f1b27
web-01|toronto|4096|0d5f8a16-6b1c-4a0f-8f0e-51c27d90e3aa
mail|toronto|2048|c41e7722-9a35-4e0b-a6d8-7f20b91d6c04
db-02|montreal|8192|5e90c7b3-24d8-4f61-b1c5-e83a06f2d419
btcpay|montreal|4096|91f2d6a0-73ce-4b85-9d17-0a6b4c8e25f3
monitor|montreal|2048|e6a3140b-58f9-4c2d-8e71-b9d50f4a7c86
cloud|roubaix|4096|2c87e5d4-b036-4a9e-a5f2-64d1c09b83e7
zz test: lab|zz-list-fail-500|512|b80d3f6e-9c52-4e17-8a04-d7e2516f3b90";

/// Name, region, GB, state, virtual machine, age in days, minutes until it is available (empty: it stays so).
pub(super) const VOLUMES: &str = "\
pg-primary|toronto|200|in-use|db-01|412
pg-primary-wal|toronto|40|in-use|db-01|412
gitea-repositories|toronto|120|in-use|web-01|730
mattermost-files|toronto|80|in-use|web-01|655
mail-spool|toronto|60|in-use|mail|1204
backup-2025|toronto|1024|available||88
media-library|toronto|2048|available||240
object-store-01|toronto|500|available||35
object-store-02|toronto|500|available||35
registry-cache|toronto|100|detaching|web-01|19
pg-replica|montreal|200|in-use|db-02|410
bitcoin-blocks|montreal|900|in-use|btcpay|530
lightning-channels|montreal|10|in-use|btcpay|530
prometheus-tsdb|montreal|150|in-use|monitor|301
loki-chunks|montreal|300|extending||120
pg-restore-drill|montreal|200|downloading||0|25
ci-workspace|montreal|50|creating||0|10
nextcloud-data|roubaix|750|in-use|cloud|998
wiki-attachments|roubaix|25|available||77
site/été 2024 «archive»|roubaix|15|available||700
データ共有|roubaix|5|available||3
warehouse-of-scanned-invoices-and-delivery-notes-of-the-european-branch-offices-second-copy|roubaix|640|available||501
old-forum|roubaix|30|error||1600
tmp-import-0412|roubaix|75|deleting||7
render-scratch|toronto|400|attaching|web-01|2
raid-trial|montreal|64|error_deleting||320
thanos-store|toronto|250|error_extending||9
largest-there-is|montreal|8589934591|available||1
zz test: lost-answer|toronto|10|available||30
zz test: lost-request|toronto|10|available||30
zz test: slow-2s|toronto|10|available||30
zz test: html|toronto|10|available||30
zz test: truncated|toronto|10|available||30
zz test: fail-401|toronto|10|available||30
zz test: fail-403|toronto|10|available||30
zz test: fail-404|toronto|10|available||30
zz test: fail-409|toronto|10|available||30
zz test: fail-429|toronto|10|available||30
zz test: fail-500|toronto|10|available||30
zz test: done-500|toronto|10|available||30
zz test: falls-back|toronto|10|available||30
zz test: ends-in-error|toronto|10|available||30
zz test: lingers|toronto|10|available||30
zz test: fail-escaped|toronto|10|available||30
zz test: fail-wordless|toronto|10|available||30
zz test: fail-huge|toronto|10|available||30
zz test: read-fail-500|montreal|10|available||30
zz test: read-html|montreal|10|available||30
zz test: in the laboratory|zz-list-fail-500|10|available||30";

/// Name, volume, state.
pub(super) const SNAPSHOTS: &str = "\
pg-primary nightly 1|pg-primary|available
pg-primary nightly 2|pg-primary|available
before 16.4 upgrade|pg-primary|available
gitea before migration|gitea-repositories|available
media-library 2025-12|media-library|available
bitcoin-blocks at 850000|bitcoin-blocks|available
tsdb before compaction|prometheus-tsdb|creating
nextcloud weekly|nextcloud-data|available
nextcloud weekly, failed|nextcloud-data|error
wiki-attachments spring|wiki-attachments|deleting";

/// Id, name, region, status, GB.
pub(super) const IMAGES: &str = "\
2685|Debian 12 64-bit (template)|toronto|active|2
2686|Ubuntu 24.04 64-bit (template)|toronto|active|3
2681|Debian 12 netinst (ISO)|toronto|active|1
3120|web-01 before update|toronto|active|70
2785|Debian 12 64-bit (template)|montreal|active|2
2781|FreeBSD 14.1 Disc 1 (ISO)|montreal|active|1
3188|db-02 golden|montreal|saving|70
3190|monitor upload|montreal|killed|1
2885|Debian 12 64-bit (template)|roubaix|active|2
3201|cloud of May|roubaix|queued|70";

/// A region of this id, or the refusal. All that are to fail when they are listed are the laboratory.
pub(super) fn region(id: &str) -> Result<&'static str, String> {
    let known = REGIONS.iter().find(|(known, _)| *known == id || id.contains("list-") && known.contains("list-"));
    known.map(|(known, _)| *known).ok_or_else(|| "invalid region".to_owned())
}
