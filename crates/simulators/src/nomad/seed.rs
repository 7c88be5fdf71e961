//! Builds the state at the beginning from the tables of [`super::catalog`].
//!
//! Older servers get what existed then: one namespace, modes fixed at registration, no host volumes, no snapshots.
//! Everything follows from names and the given time: no randomness.

use super::alloc::{Of, alloc_stub};
use super::catalog::{CSI, EXTERNALS, HOSTS, NAMESPACES, NODES, PLUGINS, SNAPSHOTS};
use super::csi_view::external_node;
use super::id::{hash, uuid};
use super::state::{self, stamp};
use super::time::{nanos, rfc3339};
use super::value::{extend, field, fill, items, number, set, store, text, words};
use super::{ApiVersion, Nomad, Seed};
use crate::frame::table;
use serde_json::Value;

const GIB: i64 = 1 << 30;
pub(super) const HOUR_MS: u64 = 3_600_000;

/// A line of a table.
pub(super) type Row<'a> = [&'a str; 9];

/// The columns of a table's lines; missing ones are empty.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Row<'static>> {
    table::rows(table)
}

pub(super) fn gib(text: &str) -> i64 {
    if text == "max" { i64::MAX } else { text.parse::<i64>().unwrap_or(0) * GIB }
}

impl Nomad {
    /// Fills an empty server.
    pub(super) fn seed_data(&mut self, seed: Seed) {
        let later = self.api_version >= ApiVersion::V16;
        self.seed_tokens();
        for ([name, about, ..], index) in rows(NAMESPACES).zip(1_u64..) {
            self.namespaces.push(namespace_row(name, about, index));
        }
        for [name, datacenter, pool, class, status, held, plugins, ..] in rows(NODES) {
            let status = if status == "disconnected" && !later { "down" } else { status };
            self.nodes.push(fill(
                r#"{"ID":"?","Name":"?","Datacenter":"?","NodePool":"?","NodeClass":"?","Status":"?","held":"?","plugins":"?"}"#,
                &[&uuid(name), &name, &datacenter, &pool, &class, &status, &held, &plugins],
            ));
        }
        for ([id, provider, version, well, all, nodes_well, nodes, supports, _], at) in rows(PLUGINS).zip(700_u64..) {
            let controller = all != "0";
            let schedulable = nodes_well != "0" && (well != "0" || !controller);
            self.plugins.push(fill(
                r#"{"ID":"?","Provider":"?","Version":"?","ProviderVersion":"?","ControllerRequired":?,"Schedulable":?,
                "ControllersHealthy":?,"ControllersExpected":?,"NodesHealthy":?,"NodesExpected":?,"CreateIndex":?,"ModifyIndex":?,
                "supports":"?"}"#,
                &[
                    &id,
                    &provider,
                    &version,
                    &version,
                    &controller,
                    &schedulable,
                    &well,
                    &all,
                    &nodes_well,
                    &nodes,
                    &at,
                    &(at + 41),
                    &supports,
                ],
            ));
        }
        if seed == Seed::Empty {
            return;
        }
        for row in rows(CSI) {
            self.seed_csi(row);
        }
        if let Seed::Many(extra) = seed {
            for number in 0..extra {
                self.seed_generated(number);
            }
        }
        if !later {
            return;
        }
        if self.api_version >= ApiVersion::V110 {
            for row in rows(HOSTS) {
                self.seed_host(row);
            }
        }
        for row in rows(SNAPSHOTS) {
            self.seed_snapshot(row);
        }
        for [plugin, id, size, abnormal, ..] in rows(EXTERNALS) {
            self.externals
                .push(fill(r#"{"plugin":"?","ExternalID":"?","Name":"","CloneID":"","SnapshotID":"","VolumeContext":null,"CapacityBytes":?,"Status":"?"}"#, &[&plugin, &id, &gib(size), &abnormal]));
        }
        for volume in &self.hosts {
            let name = text(volume, "Name");
            let Some(claim) = items(volume, "claims").first().filter(|_| name.starts_with("cassandra-")) else { continue };
            let index = number(volume, "CreateIndex") + 4;
            self.sticky_claims.push(fill(
                r#"{"ID":"?","Namespace":?,"JobID":"cassandra","TaskGroupName":"cassandra","AllocID":?,"VolumeID":?,"VolumeName":?,
                "CreateIndex":?,"ModifyIndex":?}"#,
                &[
                    &uuid(&["claim ", name].concat()),
                    field(volume, "Namespace"),
                    field(claim, "AllocationID"),
                    field(volume, "ID"),
                    field(volume, "Name"),
                    &index,
                    &index,
                ],
            ));
        }
    }

    /// Claims like `W1:kafka R3:kafka`, held since some hours, as the text of a list.
    pub(super) fn claims(&self, claims: &str, namespace: &str, salt: &str) -> String {
        let mut list = Vec::new();
        for word in claims.split_ascii_whitespace() {
            let (kind, number) = (word.as_bytes()[0], usize::from(word.as_bytes()[1] - b'1'));
            let (node, job) = (&self.nodes[number], &word[3..]);
            let id = uuid(&[word, " ", salt].concat());
            let age = 2 + hash(word) % 900;
            let freed = kind == b'P';
            let terminal = freed || kind.is_ascii_lowercase();
            let created = nanos(self.now.saturating_sub(age * HOUR_MS), age);
            list.push(words(
                r#"{"AllocationID":"?","NodeID":?,"ExternalNodeID":"?","Mode":?,"State":?,"terminal":?,"alloc":?}"#,
                &[
                    &id,
                    field(node, "ID"),
                    &external_node(text(node, "ID")),
                    &i32::from(!kind.eq_ignore_ascii_case(&b'r')),
                    &i32::from(freed),
                    &terminal,
                    &alloc_stub(self.api_version, &id, &Of { namespace, node, job, group: job, kind: "service" }, terminal, created),
                ],
            ));
        }
        words("[?]", &[&list.join(",")])
    }

    fn seed_csi(&mut self, row: Row) {
        let [namespace, id, name, plugin, size, mode, attachment, claims, remark] = row;
        let later = self.api_version >= ApiVersion::V16;
        // Namespaces came with 1.0: the older shapes have one, and less in it.
        if !later && namespace != "default" && namespace != "sentinels" && plugin != "ceph-rbd" {
            return;
        }
        let namespace = if later { namespace } else { "default" };
        let salt = hash(&[namespace, "/", id].concat());
        let fixed = mode.starts_with('!');
        let access = match mode {
            "mr" => "multi-node-reader-only",
            "ms" => "multi-node-single-writer",
            "mm" => "multi-node-multi-writer",
            _ => "single-node-writer",
        };
        let (attachment, format) = match (attachment, plugin) {
            ("b", _) => ("block-device", ""),
            (_, "nfs") => ("file-system", "nfs"),
            _ => ("file-system", "ext4"),
        };
        let modes = if later && claims.is_empty() && !fixed { ("", "") } else { (access, attachment) };
        let aws = plugin == "aws-ebs0";
        let zone = if salt.is_multiple_of(3) { "a" } else { "b" };
        let zones = words(r#"[{"Segments":{"topology.ebs.csi.aws.com/zone":"eu-central-1?"}}]"#, &[&zone]);
        let parameters = match plugin {
            "aws-ebs0" => r#"{"type":"gp3","encrypted":"true"}"#,
            "ceph-rbd" => r#"{"clusterID":"b9127830-b0cc-4e34-aa47-9d1a2e9949a8","pool":"nomad-fast","imageFeatures":"layering"}"#,
            "nfs" => r#"{"server":"nas.fra1.internal","share":"/exports"}"#,
            _ => "{}",
        };
        let mut volume = fill(
            r#"{"Namespace":"?","ID":"?","Name":"?","ExternalID":"?","PluginID":"?","AccessMode":"?","AttachmentMode":"?",
            "Capacity":?,"RequestedCapacityMin":?,"Context":{},"Parameters":?,"ResourceExhausted":?,"malformed":?,"claims":?,
            "RequestedCapabilities":[{"AttachmentMode":"?","AccessMode":"?"}],"MountOptions":{"FSType":"?","MountFlags":["noatime"]},
            "Topologies":?,"RequestedTopologies":{"Required":?,"Preferred":null}}"#,
            &[
                &namespace,
                &id,
                &name,
                &external_id(plugin, salt, id),
                &plugin,
                &modes.0,
                &modes.1,
                &gib(size),
                &(if fixed { 0 } else { gib(size) }),
                &parameters,
                &if remark == "exhausted" {
                    ["\"", &rfc3339(self.now.saturating_sub(3 * HOUR_MS)), "\""].concat()
                } else {
                    "null".to_owned()
                },
                &(remark == "malformed"),
                &self.claims(claims, namespace, id),
                &attachment,
                &access,
                &format,
                &(if aws {
                    &zones
                } else if later {
                    "null"
                } else {
                    "[]"
                }),
                &zones,
            ],
        );
        let bare = remark == "null";
        for (key, absent) in [
            ("Parameters", bare),
            ("Context", bare),
            ("MountOptions", bare || format.is_empty()),
            ("RequestedCapabilities", bare || fixed || !later),
            ("RequestedTopologies", !aws || !later),
        ] {
            if absent {
                set(&mut volume, key, Value::Null);
            }
        }
        self.keep_csi(volume, salt, 18_000, 9);
    }

    /// A plain volume for measurements.
    fn seed_generated(&mut self, number: usize) {
        let id = format!("bulk-{number:05}");
        let salt = hash(&id);
        let plugin = if salt.is_multiple_of(3) { "aws-ebs0" } else { "ceph-rbd" };
        let (mut claims, mut modes) = (String::new(), ("", ""));
        if salt.is_multiple_of(2) {
            claims = format!("W{}:batch-{}", 1 + salt % 6, number % 200);
            modes = ("single-node-writer", "file-system");
        }
        let capacity = (1 + salt % 512) << 30;
        let volume = fill(
            r#"{"Namespace":"default","ID":"?","Name":"bulk volume ?","ExternalID":"?","PluginID":"?","AccessMode":"?","AttachmentMode":"?",
            "Capacity":?,"RequestedCapacityMin":?,"claims":?,
            "RequestedCapabilities":[{"AttachmentMode":"file-system","AccessMode":"single-node-writer"}]}"#,
            &[
                &id,
                &number,
                &external_id(plugin, salt, &id),
                &plugin,
                &modes.0,
                &modes.1,
                &capacity,
                &capacity,
                &self.claims(&claims, "default", &id),
            ],
        );
        self.keep_csi(volume, salt, 9_000, 7);
    }

    /// Adds a volume, made within these hours and last changed after most of them.
    fn keep_csi(&mut self, fields: Value, salt: u64, hours: u64, part: u64) {
        let mut volume = fill(state::CSI, &[]);
        extend(&mut volume, fields);
        let (age, index) = ((24 + salt % hours) * HOUR_MS, 100 + salt % 700);
        stamp(&mut volume, "Create", index, nanos(self.now.saturating_sub(age), salt));
        stamp(&mut volume, "Modify", index + salt % 97, nanos(self.now.saturating_sub(age / part), salt % 1_000 + 1));
        self.push_stored(&volume);
        store(&mut self.csi, volume);
    }
}

/// A namespace as the server stores it.
pub(super) fn namespace_row(name: &str, about: &str, index: u64) -> Value {
    fill(
        r#"{"Name":"?","Description":"?","Quota":"","Capabilities":null,"Meta":null,"NodePoolConfiguration":null,
        "CreateIndex":?,"ModifyIndex":?,"Hash":"?"}"#,
        &[&name, &about, &index, &index, &format!("{:016x}", hash(name))],
    )
}

fn external_id(plugin: &str, salt: u64, id: &str) -> String {
    match plugin {
        "aws-ebs0" => format!("vol-0{salt:016x}"),
        "nfs" => ["nas.fra1.internal#exports#", id].concat(),
        _ => format!("csi-vol-{salt:016x}"),
    }
}
