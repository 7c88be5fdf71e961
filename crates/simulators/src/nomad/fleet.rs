//! The cluster that the demo opens with: that of a shop, at the newest generation, as a team has it.
//!
//! Nothing fails on purpose here. Some of it is worth finding: a plugin that has lost one of its controllers, volumes whose
//! job is gone, snapshots whose volume is gone, a volume that only the storage knows. Two things are on their way at the
//! beginning: a host volume that its node has not reported yet, and a snapshot.

use super::id::{hash, uuid};
use super::seed::{HOUR_MS, gib, namespace_row, rows};
use super::state::{self, stamp};
use super::time::nanos;
use super::value::{extend, fill, find, is, set, store, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

const MINUTE_MS: u64 = 60_000;
/// The new host volume is seen by its node after this long.
const REPORTED_MS: u64 = 4 * MINUTE_MS;

/// Namespace, description.
const NAMESPACES: &str = "\
default|Default shared namespace
data|Databases, message brokers, object storage
platform|What the teams build and watch with
shop|The storefront and what belongs to it";

/// Name, datacenter, class, host volume plugins.
const NODES: &str = "\
fra1-store-01|fra1|storage|mkdir lvm-thin
fra1-store-02|fra1|storage|mkdir lvm-thin
fra1-store-03|fra1|storage|mkdir lvm-thin
fra1-app-01|fra1|compute|mkdir
fra1-app-02|fra1|compute|mkdir
fra1-app-03|fra1|compute|mkdir
fra2-app-01|fra2|compute|mkdir
fra2-app-02|fra2|compute|mkdir";

/// Id, provider, version, healthy ones of its two controllers. Every node runs each of them.
const PLUGINS: &str = "\
san-iscsi|org.democratic-csi.iscsi|1.9.4|2
nas-nfs|org.democratic-csi.nfs|1.9.4|1";

const ABILITIES: &str = "CreateDelete AttachDetach ListVolumes GetCapacity CreateDeleteSnapshot ListSnapshots Clone Expand";

/// Namespace, id, plugin, GiB, `many` if several write it at once, claims as in [`super::catalog::CSI`].
const CSI: &str = "\
data|postgres-primary|san-iscsi|1200||W1:postgres
data|postgres-replica|san-iscsi|1200||W2:postgres-replica
data|postgres-wal-archive|nas-nfs|800|many|W1:postgres-backup
data|postgres-15-until-march|san-iscsi|1000||
data|kafka[0]|san-iscsi|1024||W1:kafka
data|kafka[1]|san-iscsi|1024||W2:kafka
data|kafka[2]|san-iscsi|1024||W3:kafka
data|clickhouse[0]|san-iscsi|2048||W4:clickhouse
data|clickhouse[1]|san-iscsi|2048||W5:clickhouse
data|redis-sessions|san-iscsi|20||W6:redis
platform|gitlab-data|san-iscsi|500||W4:gitlab
platform|gitlab-registry|nas-nfs|2048|many|W4:gitlab-registry
platform|gitlab-runner-cache|nas-nfs|300|many|
platform|prometheus|san-iscsi|400||W7:prometheus
platform|loki|san-iscsi|600||W8:loki
platform|grafana|san-iscsi|20||W7:grafana
shop|product-images|nas-nfs|1500|many|R4:storefront R5:storefront R6:storefront W7:image-import
shop|elasticsearch-catalog|san-iscsi|250||W6:elasticsearch
shop|checkout-spool|san-iscsi|40||W5:checkout
shop|old-storefront-uploads|nas-nfs|700|many|";

/// As [`super::catalog::HOSTS`].
const HOSTS: &str = "\
data|minio-drive-1|lvm-thin|1|4096|ready|W1:minio
data|minio-drive-2|lvm-thin|2|4096|ready|W2:minio
data|minio-drive-3|lvm-thin|3|4096|pending|
data|clickhouse-keeper|lvm-thin|3|50|ready|W3:clickhouse-keeper";

/// Plugin, name, id of the source volume (its external id where it is gone), GiB, age in hours, minutes until it is ready.
const SNAPSHOTS: &str = "\
san-iscsi|before-17.4-upgrade|postgres-primary|1150|230|
san-iscsi|nightly-1|postgres-primary|1200|55|
san-iscsi|nightly-2|postgres-primary|1200|31|
san-iscsi|nightly-3|postgres-primary|1200|7|
san-iscsi|before-4.1-upgrade|kafka[0]|1024|0|6
san-iscsi|before-resharding|clickhouse[0]|1800|2100|
san-iscsi|before-18.0-upgrade|gitlab-data|450|710|
san-iscsi|weekly|gitlab-data|500|90|
nas-nfs|spring-catalog|product-images|1400|1300|
san-iscsi|final|confluence-data|300|9200|
san-iscsi|before-decommission|mysql-5.7-orders|900|14600|";

/// What the plugin calls a volume of this id.
fn external(id: &str) -> String {
    id.replace('[', "-").replace(']', "")
}

impl Nomad {
    /// The cluster at `now` (milliseconds since the epoch).
    pub(super) fn fleet(now: u64) -> Self {
        let mut nomad = Self::blank(ApiVersion::V200, false, now);
        for ([name, about, ..], index) in rows(NAMESPACES).zip(1_u64..) {
            nomad.namespaces.push(namespace_row(name, about, index));
        }
        for [name, datacenter, class, plugins, ..] in rows(NODES) {
            nomad.nodes.push(fill(
                r#"{"ID":"?","Name":"?","Datacenter":"?","NodePool":"default","NodeClass":"?","Status":"ready","held":"","plugins":"?"}"#,
                &[&uuid(name), &name, &datacenter, &class, &plugins],
            ));
        }
        let nodes = nomad.nodes.len();
        for ([id, provider, version, healthy, ..], at) in rows(PLUGINS).zip(700_u64..) {
            nomad.plugins.push(fill(
                r#"{"ID":"?","Provider":"?","Version":"?","ProviderVersion":"?","ControllerRequired":true,"Schedulable":true,
                "ControllersHealthy":?,"ControllersExpected":2,"NodesHealthy":?,"NodesExpected":?,"CreateIndex":?,"ModifyIndex":?,
                "supports":"?"}"#,
                &[&id, &provider, &version, &version, &healthy, &nodes, &nodes, &at, &(at + 41), &ABILITIES],
            ));
        }
        for row in rows(CSI) {
            nomad.settle(row);
        }
        for row in rows(HOSTS) {
            nomad.seed_host(row);
        }
        let reported = now + REPORTED_MS;
        for volume in nomad.hosts.iter_mut().filter(|volume| is(volume, "State", "pending")) {
            set(volume, "due", reported.into());
        }
        nomad.schedule(reported);
        for row in rows(SNAPSHOTS) {
            nomad.keep_snapshot(row);
        }
        nomad.externals.push(fill(
            r#"{"plugin":"san-iscsi","ExternalID":"staging-postgres-2023","Name":"","CloneID":"","SnapshotID":"","VolumeContext":null,
            "CapacityBytes":?,"Status":""}"#,
            &[&gib("500")],
        ));
        nomad
    }

    /// A CSI volume of the table.
    fn settle(&mut self, [namespace, id, plugin, size, many, claims, ..]: [&'static str; 9]) {
        let salt = hash(id);
        let access = if many.is_empty() { "single-node-writer" } else { "multi-node-multi-writer" };
        // Nobody's: which of its modes it will be used with is open again.
        let (used, attachment) = if claims.is_empty() { ("", "") } else { (access, "file-system") };
        let format = if plugin == "nas-nfs" { "nfs" } else { "xfs" };
        let mut volume = fill(state::CSI, &[]);
        let fields = fill(
            r#"{"Namespace":"?","ID":"?","Name":"?","ExternalID":"?","PluginID":"?","AccessMode":"?","AttachmentMode":"?",
            "Capacity":?,"RequestedCapacityMin":?,"Context":{"provisioner_driver":"?"},"Parameters":{},"claims":?,
            "RequestedCapabilities":[{"AttachmentMode":"file-system","AccessMode":"?"}],
            "MountOptions":{"FSType":"?","MountFlags":["noatime"]}}"#,
            &[
                &namespace,
                &id,
                &id,
                &external(id),
                &plugin,
                &used,
                &attachment,
                &gib(size),
                &gib(size),
                &(if format == "nfs" { "zfs-generic-nfs" } else { "zfs-generic-iscsi" }),
                &self.claims(claims, namespace, id),
                &access,
                &format,
            ],
        );
        extend(&mut volume, fields);
        for (what, index, hours) in [("Create", 100 + salt % 700, 1_000 + salt % 12_000), ("Modify", 800 + salt % 150, 1 + salt % 900)] {
            stamp(&mut volume, what, index, nanos(self.now.saturating_sub(hours * HOUR_MS), salt));
        }
        self.push_stored(&volume);
        store(&mut self.csi, volume);
    }

    /// A snapshot of the table.
    fn keep_snapshot(&mut self, [plugin, name, source, size, age, minutes, ..]: [&'static str; 9]) {
        let of = find(&self.csi, "ID", source).map_or(source, |volume| text(volume, "ExternalID")).to_owned();
        let created = self.now.saturating_sub(age.parse().unwrap_or(0) * HOUR_MS + hash(name) % 30 * MINUTE_MS / 10) / 1_000;
        let ready = minutes.parse::<u64>().map_or(0, |minutes| self.now + minutes * MINUTE_MS);
        let snapshot: Value = fill(
            r#"{"plugin":"?","ID":"?@?","ExternalSourceVolumeID":"?","Name":"?","SizeBytes":?,"CreateTime":?,"ready":?}"#,
            &[&plugin, &of, &name, &of, &name, &gib(size), &created, &ready],
        );
        self.snapshots.push(snapshot);
    }
}
