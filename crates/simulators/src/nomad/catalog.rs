//! The invented cluster of the demo, as tables: one line each, columns separated by `|`, read by [`super::seed`].

/// Namespace, description.
pub(super) const NAMESPACES: &str = "\
default|Default shared namespace
data|Databases and message brokers
edge|Stores and branch offices
sentinels|Volumes whose names make the demo server misbehave";

/// Name, datacenter, pool, class, status, kept from work by, host volume plugins.
pub(super) const NODES: &str = "\
fra1-store-01|fra1|default|storage|ready||mkdir lvm-thin
fra1-store-02|fra1|default|storage|ready||mkdir lvm-thin
fra1-compute-01|fra1|default|compute|ready||mkdir
fra1-compute-02|fra1|default|compute|ready|drain|mkdir
fra1-gpu-01|fra1|gpu|gpu|ready||mkdir
fra2-store-01|fra2|default|storage|ready||mkdir
fra2-compute-01|fra2|default|compute|down|ineligible|mkdir
edge-berlin-01|edge|default|edge|disconnected|ineligible|mkdir";

/// Id, provider, version, controllers healthy/expected, nodes healthy/expected, abilities.
pub(super) const PLUGINS: &str = "\
aws-ebs0|ebs.csi.aws.com|v1.37.0|2|2|5|6|CreateDelete AttachDetach ListVolumes GetCapacity CreateDeleteSnapshot ListSnapshots Expand ListVolumesAttachedNodes
ceph-rbd|rbd.csi.ceph.com|v3.12.2|3|3|6|6|CreateDelete AttachDetach ListVolumes GetCapacity CreateDeleteSnapshot ListSnapshots Clone ReadOnlyAttach Expand ListVolumesAttachedNodes Condition Get
hostpath-old|hostpath.csi.k8s.io|v1.2.0|0|1|0|2|CreateDelete AttachDetach ListVolumes CreateDeleteSnapshot ListSnapshots
nfs|nfs.csi.k8s.io|v4.9.0|0|0|7|8|";

/// Namespace, id, name, plugin, size (GiB, or `max`), access mode (`!` = fixed at registration), attachment, claims
/// (`W` writer, `R` reader; lower case for an allocation that has ended; `P` a writer being freed; then the node's
/// number and the job), remarks. The names of those that
/// make the server misbehave begin so that a list by name shows them last.
pub(super) const CSI: &str = "\
default|gitlab-data|gitlab data|ceph-rbd|500|sw|f|W1:gitlab|
default|gitlab-registry|gitlab container registry|ceph-rbd|1024|sw|f|W1:gitlab-registry|
default|gitlab-backup|gitlab nightly backups|nfs|2048|mm|f|r3:gitlab-backup|
default|prometheus|prometheus tsdb|aws-ebs0|200|sw|f|W2:prometheus|
default|prometheus-archive|prometheus tsdb until 2023|aws-ebs0|750|sw|f||
default|loki-chunks|loki chunks|aws-ebs0|400|sw|f|W3:loki|exhausted
default|loki-wal|loki write-ahead log|aws-ebs0|20|sw|f|W3:loki|
default|grafana|grafana|aws-ebs0|10|sw|f|w4:grafana|
default|vault-raft[0]|vault raft storage|ceph-rbd|25|sw|f|W1:vault|
default|vault-raft[1]|vault raft storage|ceph-rbd|25|sw|f|W2:vault|
default|vault-raft[2]|vault raft storage|ceph-rbd|25|sw|f|W6:vault|
default|shared-media|shared media library|nfs|0|mm|f|R1:media-web R2:media-web R3:media-web W6:media-ingest|
default|static-assets|static web assets|nfs|80|mr|f|R2:www R3:www R4:www|
default|ci-cache|build cache|ceph-rbd|300|ms|f|W3:ci-runner R5:ci-runner|
default|jenkins-home|jenkins home (before gitlab)|hostpath-old|60|!sw|f||
default|legacy-wiki|wiki|hostpath-old|12|!sw|f|w7:wiki|null
default|teams/payments/ledger|ledger of the payments team|ceph-rbd|150|sw|b|W2:ledger|
default|discount-50%|campaign store|aws-ebs0|5|sw|f||
default|münchen-büro|Ablage Büro München|nfs|40|mm|f|R3:ablage|null
default|データ共有|共有ストレージ|nfs|100|mm|f||
default|registry-mirror-for-the-continuous-integration-runners-of-the-platform-engineering-team-in-the-frankfurt-region-second-generation-ssd|registry mirror|ceph-rbd|640|sw|f||
default|thin-overcommit|thin volume with the largest size there is|ceph-rbd|max|sw|b||
default|malformed-example|an item no client can decode|aws-ebs0|1|sw|f||malformed
data|postgres-primary|postgres primary|ceph-rbd|800|sw|b|W1:postgres|
data|postgres-primary-wal|postgres write-ahead log|ceph-rbd|100|sw|b|W1:postgres|
data|postgres-replica-1|postgres replica|ceph-rbd|800|sw|b|W2:postgres-replica|
data|postgres-replica-2|postgres replica|ceph-rbd|800|sw|b|P7:postgres-replica|
data|kafka[0]|kafka log dir|aws-ebs0|1000|sw|f|W1:kafka|
data|kafka[1]|kafka log dir|aws-ebs0|1000|sw|f|W2:kafka|
data|kafka[2]|kafka log dir|aws-ebs0|1000|sw|f|W6:kafka|exhausted
data|es_prod_hot[0]|elastic hot tier|aws-ebs0|600|sw|f|W2:elastic-hot|
data|es_prod_hot[1]|elastic hot tier|aws-ebs0|600|sw|f|W3:elastic-hot|
data|es_prod_warm[0]|elastic warm tier|aws-ebs0|4000|sw|f|W6:elastic-warm|
data|minio-1|minio drive|ceph-rbd|8192|sw|b|W1:minio|
data|minio-2|minio drive|ceph-rbd|8192|sw|b|W2:minio|
data|redis-cache|redis|aws-ebs0|8|sw|f||
data|clickhouse-scratch|clickhouse scratch|ceph-rbd|1500|sw|f||
data|mysql-5.7-old|mysql before the migration|hostpath-old|90|!sw|f|w7:mysql|
edge|pos-berlin|till data Berlin|nfs|15|mm|f|W8:pos R8:pos-report|
edge|pos-hamburg|till data Hamburg|nfs|15|mm|f||
edge|camera-buffer|camera ring buffer|nfs|500|mm|f|R8:camera-viewer|
edge|model-cache|inference model cache|ceph-rbd|120|mr|f|R5:inference R3:inference|
sentinels|fail-403-example|zz test: every write is forbidden|ceph-rbd|1|sw|f||
sentinels|fail-404-example|zz test: every write finds nothing|ceph-rbd|1|sw|f||
sentinels|fail-501-example|zz test: every write needs another edition|ceph-rbd|1|sw|f||
sentinels|fail-500-example|zz test: every write fails inside the server|ceph-rbd|1|sw|f||
sentinels|fail-no-leader-example|zz test: every write finds no leader|ceph-rbd|1|sw|f||
sentinels|fail-plugin-example|zz test: every write fails in the storage plugin|ceph-rbd|1|sw|f|W1:stubborn|
sentinels|fail-429-example|zz test: every write hits the connection limit|ceph-rbd|1|sw|f||
sentinels|slow-2s-example|zz test: every write takes two seconds|ceph-rbd|1|sw|f||
sentinels|slow-30s-example|zz test: every write takes half a minute|ceph-rbd|1|sw|f||
sentinels|lost-answer-example|zz test: writes act but never answer|ceph-rbd|1|sw|f||
sentinels|lost-request-example|zz test: writes never arrive|ceph-rbd|1|sw|f||
sentinels|html-example|zz test: a proxy answers writes|ceph-rbd|1|sw|f||
sentinels|truncated-example|zz test: answers to writes break off|ceph-rbd|1|sw|f||
sentinels|read-fail-500-example|zz test: cannot be read|ceph-rbd|1|sw|f||
sentinels|read-slow-example|zz test: is slow to read|ceph-rbd|1|sw|f||
sentinels|read-html-example|zz test: reading it meets a proxy’s page|ceph-rbd|1|sw|f||
sentinels|read-lost-example|zz test: reading it loses the answer|ceph-rbd|1|sw|f||
sentinels|read-truncated-example|zz test: is read halfway|ceph-rbd|1|sw|f||";

/// Namespace, name, plugin, node's number (9 = a node that is gone), size in GiB, state, claims.
pub(super) const HOSTS: &str = "\
default|node-cache|mkdir|3|0|ready|
default|prometheus-agent-wal|mkdir|1|0|ready|W1:prometheus-agent
default|model-weights|mkdir|5|0|ready|R5:inference
default|build-scratch|lvm-thin|1|200|ready|
default|registry-scratch|lvm-thin|2|100|pending|
data|cassandra-1|lvm-thin|1|900|ready|W1:cassandra
data|cassandra-2|lvm-thin|2|900|ready|W2:cassandra
data|cassandra-old|mkdir|9|0|unavailable|
edge|camera-spool|mkdir|8|0|unavailable|
edge|till-journal|mkdir|7|0|unavailable|";

/// Plugin, name, id of the source volume (or `-` and an external id that is gone), GiB, age in hours, `never` ready.
pub(super) const SNAPSHOTS: &str = "\
ceph-rbd|postgres-before-16-upgrade|postgres-primary|780|2160|
ceph-rbd|postgres-nightly-1|postgres-primary|800|55|
ceph-rbd|postgres-nightly-2|postgres-primary|800|31|
ceph-rbd|postgres-nightly-3|postgres-primary|800|7|
ceph-rbd|gitlab-before-17|gitlab-data|450|700|
ceph-rbd|gitlab-weekly|gitlab-data|500|90|
ceph-rbd|vault-raft-0|vault-raft[0]|25|12|
ceph-rbd|vault-raft-1|vault-raft[1]|25|12|
ceph-rbd|confluence-final|-csi-vol-5be1a7f0c2d94e31|60|9000|
ceph-rbd|minio-first-copy|minio-1|8192|1|never
aws-ebs0||prometheus|200|48|
aws-ebs0||loki-chunks|380|24|
aws-ebs0||kafka[0]|1000|20|
aws-ebs0||-vol-0d3adb33f0a1b2c3d|32|4300|
aws-ebs0||es_prod_warm[0]|4000|2|never";

/// Plugin, external id, GiB, what is wrong.
pub(super) const EXTERNALS: &str = "\
ceph-rbd|csi-vol-0c77a9e2b4d81f60|64|
ceph-rbd|csi-vol-1f4e8d9b7a3c5520|100|
ceph-rbd|csi-vol-77d1b0a4c9e2f813|512|image has a lost parent: snapshot csi-snap-old@base was removed by hand
ceph-rbd|csi-vol-9a60f3e1d2c4b587|10|
aws-ebs0|vol-0a1b2c3d4e5f60718|8|
aws-ebs0|vol-04f8c2d1b6a7e9350|250|
aws-ebs0|vol-0bb3d5f7e9a1c2846|100|
aws-ebs0|vol-0f00dfeedc0ffee12|16|";
