//! Builds the state at the beginning from the tables of [`super::catalog`].
//!
//! Older servers get what existed then: one namespace, modes fixed at registration, no host volumes, no snapshots.
//! Everything follows from names and the given time: no randomness.

use super::catalog::{CSI, EXTERNALS, HOSTS, NAMESPACES, NODES, PLUGINS, SNAPSHOTS};
use super::host_write::default_capability;
use super::object::object;
use super::state::{Claim, Csi, External, Host, Node, Plugin, Snapshot, hash, nanos, uuid};
use super::{Nomad, Seed, Shape};
use serde_json::{Value, json};

const GIB: i64 = 1 << 30;
const HOUR_MS: u64 = 3_600_000;

/// A line of a table.
type Row = [&'static str; 9];

/// The columns of a table's lines; missing ones are empty.
fn rows(table: &'static str) -> Vec<Row> {
    let row = |line: &'static str| {
        let mut columns = line.split('|');
        [(); 9].map(|()| columns.next().unwrap_or(""))
    };
    table.lines().map(row).collect()
}

fn gib(text: &str) -> i64 {
    if text == "max" { i64::MAX } else { text.parse::<i64>().unwrap_or(0) * GIB }
}

impl Nomad {
    /// Fills an empty server.
    pub(super) fn plant(&mut self, seed: Seed) {
        let later = self.shape == Shape::V110;
        let count = |text: &str| text.parse().unwrap_or(0);
        self.namespaces = rows(NAMESPACES).into_iter().map(|[name, about, ..]| (name.to_owned(), about.to_owned())).collect();
        for [name, datacenter, pool, class, status, held, plugins, ..] in rows(NODES) {
            let [name, datacenter, pool, class, plugins, held] = [name, datacenter, pool, class, plugins, held].map(str::to_owned);
            let status = if status == "disconnected" && !later { "down" } else { status }.to_owned();
            self.nodes.push(Node { id: uuid(&name), name, datacenter, pool, class, status, held, plugins });
        }
        for ([id, provider, version, well, all, nodes_well, nodes, supports, _], at) in rows(PLUGINS).into_iter().zip(700..) {
            let [id, provider, version, supports] = [id, provider, version, supports].map(str::to_owned);
            self.plugins.push(Plugin {
                id,
                provider,
                version,
                supports,
                controllers_healthy: count(well),
                controllers_expected: count(all),
                nodes_healthy: count(nodes_well),
                nodes_expected: count(nodes),
                index: at,
            });
        }
        if seed == Seed::Empty {
            return;
        }
        for row in rows(CSI) {
            self.plant_csi(row);
        }
        if let Seed::Many(extra) = seed {
            (0..extra).for_each(|number| self.plant_generated(number));
        }
        if !later {
            return;
        }
        for row in rows(HOSTS) {
            self.plant_host(row);
        }
        for row in rows(SNAPSHOTS) {
            self.plant_snapshot(row);
        }
        for [plugin, id, size, abnormal, ..] in rows(EXTERNALS) {
            let [plugin, id, abnormal] = [plugin, id, abnormal].map(str::to_owned);
            self.externals.push(External { plugin, id, bytes: gib(size), abnormal });
        }
        for volume in self.hosts.values().filter(|volume| volume.name.starts_with("cassandra-") && !volume.claims.is_empty()) {
            self.sticky_claims.push(object!({
                "ID": uuid(&format!("claim {}", volume.name)), "Namespace": &volume.namespace, "JobID": "cassandra", "TaskGroupName": "cassandra",
                "AllocID": &volume.claims[0].alloc, "VolumeID": &volume.id, "VolumeName": &volume.name,
                "CreateIndex": volume.create_index + 4, "ModifyIndex": volume.create_index + 4,
            }));
        }
    }

    /// Claims like `W1:kafka R3:kafka`, held since some hours.
    fn claims(&self, text: &str, salt: &str) -> Vec<Claim> {
        let one = |word: &str| {
            let (place, job) = word.split_once(':')?;
            let kind = place.chars().next()?;
            let number: usize = place[1..].parse().ok()?;
            let age = 2 + hash(word) % 900;
            Some(Claim {
                alloc: uuid(&format!("{word} {salt}")),
                node: self.nodes.get(number - 1)?.id.clone(),
                job: job.to_owned(),
                write: kind != 'R' && kind != 'r',
                terminal: kind == 'P' || kind.is_ascii_lowercase(),
                state: u8::from(kind == 'P'),
                due: None,
                created: nanos(self.now.saturating_sub(age * HOUR_MS), age),
            })
        };
        text.split_whitespace().filter_map(one).collect()
    }

    fn plant_csi(&mut self, row: Row) {
        let [namespace, id, name, plugin, size, mode, attachment, claims, remarks] = row;
        let later = self.shape == Shape::V110;
        // Namespaces came with 1.0: the older shapes have one, and less in it.
        if !later && namespace != "default" && namespace != "sentinels" && plugin != "ceph-rbd" {
            return;
        }
        let namespace = if later { namespace } else { "default" };
        let salt = hash(&format!("{namespace}/{id}"));
        let fixed = mode.starts_with('!');
        let access = match mode.trim_start_matches('!') {
            "mr" => "multi-node-reader-only",
            "ms" => "multi-node-single-writer",
            "mm" => "multi-node-multi-writer",
            _ => "single-node-writer",
        };
        let attachment = if attachment == "b" { "block-device" } else { "file-system" };
        let remark = |word: &str| remarks.contains(word);
        let claims = self.claims(claims, id);
        let open = later && claims.is_empty() && !fixed;
        let age = (24 + salt % 18_000) * HOUR_MS;
        let zone = json!([{ "Segments": { "topology.ebs.csi.aws.com/zone": if salt.is_multiple_of(3) { "eu-central-1a" } else { "eu-central-1b" } } }]);
        let options = |value: Value| if remark("null") { Value::Null } else { value };
        let mut volume = Csi {
            namespace: namespace.to_owned(),
            id: id.to_owned(),
            name: name.to_owned(),
            external: external_id(plugin, salt, id),
            plugin: plugin.to_owned(),
            access: if open { "" } else { access }.to_owned(),
            attachment: if open { "" } else { attachment }.to_owned(),
            capacity: gib(size),
            min: if fixed { 0 } else { gib(size) },
            capabilities: if fixed || !later {
                Value::Null
            } else {
                options(json!([{ "AttachmentMode": attachment, "AccessMode": access }]))
            },
            mount: if attachment == "file-system" {
                options(json!({ "FSType": if plugin == "nfs" { "nfs" } else { "ext4" }, "MountFlags": ["noatime"] }))
            } else {
                Value::Null
            },
            parameters: options(parameters(plugin)),
            context: options(json!({})),
            topologies: match (later, plugin) {
                (_, "aws-ebs0") => zone.clone(),
                (true, _) => Value::Null,
                (false, _) => json!([]),
            },
            requested_topologies: if plugin == "aws-ebs0" && later { json!({ "Required": zone, "Preferred": null }) } else { Value::Null },
            claims,
            exhausted: if remark("exhausted") { self.now.saturating_sub(3 * HOUR_MS) } else { 0 },
            malformed: remark("malformed"),
            ..Csi::default()
        };
        stamp(&mut volume, self.now.saturating_sub(age), self.now.saturating_sub(age / 9), salt);
        self.csi.insert((namespace.to_owned(), id.to_owned()), volume);
    }

    /// A plain volume for measurements.
    fn plant_generated(&mut self, number: usize) {
        let id = format!("bulk-{number:05}");
        let salt = hash(&id);
        let plugin = if salt.is_multiple_of(3) { "aws-ebs0" } else { "ceph-rbd" };
        let claims =
            if salt.is_multiple_of(2) { self.claims(&format!("W{}:batch-{}", 1 + salt % 6, number % 200), &id) } else { Vec::new() };
        let mode = |text: &str| if claims.is_empty() { String::new() } else { text.to_owned() };
        let mut volume = Csi {
            namespace: "default".to_owned(),
            name: format!("bulk volume {number}"),
            external: external_id(plugin, salt, &id),
            plugin: plugin.to_owned(),
            access: mode("single-node-writer"),
            attachment: mode("file-system"),
            capacity: (1 + i64::try_from(salt % 512).unwrap_or(0)) * GIB,
            capabilities: default_capability(),
            claims,
            id,
            ..Csi::default()
        };
        volume.min = volume.capacity;
        let age = (24 + salt % 9_000) * HOUR_MS;
        stamp(&mut volume, self.now.saturating_sub(age), self.now.saturating_sub(age / 7), salt);
        self.csi.insert((volume.namespace.clone(), volume.id.clone()), volume);
    }

    fn plant_host(&mut self, row: Row) {
        let [namespace, name, plugin, node, size, state, claims, ..] = row;
        let id = uuid(&format!("host {namespace}/{name}"));
        let salt = hash(name);
        let node = self.nodes.get(node.parse::<usize>().unwrap_or(9) - 1);
        let volume = Host {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            plugin: plugin.to_owned(),
            pool: node.map_or("default", |node| &node.pool).to_owned(),
            node: node.map_or_else(|| uuid("a node long gone"), |node| node.id.clone()),
            path: if plugin == "mkdir" { format!("/opt/nomad/data/host_volumes/{id}") } else { format!("/dev/vg0/{name}") },
            state: state.to_owned(),
            capacity: gib(size),
            min: gib(size),
            max: 0,
            parameters: if plugin == "mkdir" { json!({ "mode": "0755" }) } else { Value::Null },
            constraints: if plugin == "mkdir" {
                Value::Null
            } else {
                json!([{ "LTarget": "${node.class}", "RTarget": "storage", "Operand": "=" }])
            },
            capabilities: default_capability(),
            claims: self.claims(claims, name),
            create_index: 200 + salt % 600,
            modify_index: 210 + salt % 600,
            created: nanos(self.now.saturating_sub((30 + salt % 2_000) * HOUR_MS), salt),
            modified: nanos(self.now.saturating_sub((1 + salt % 29) * HOUR_MS), salt),
            due: None,
            id,
        };
        self.hosts.insert((namespace.to_owned(), volume.id.clone()), volume);
    }

    fn plant_snapshot(&mut self, row: Row) {
        let [plugin, name, source, size, age, ready, ..] = row;
        let salt = hash(&row.concat());
        let external = self.csi.values().find(|volume| volume.id == source).map(|volume| volume.external.clone());
        self.snapshots.push(Snapshot {
            id: if name.is_empty() { format!("snap-0{salt:016x}") } else { format!("csi-snap-{name}-{:08x}", salt >> 32) },
            plugin: plugin.to_owned(),
            source: external.unwrap_or_else(|| source.trim_start_matches('-').to_owned()),
            name: name.to_owned(),
            bytes: gib(size),
            created: (self.now.saturating_sub(age.parse::<u64>().unwrap_or(1) * HOUR_MS) / 1_000).saturating_sub(salt % 3_000),
            ready: if ready.is_empty() { 0 } else { u64::MAX },
        });
    }
}

/// Indexes and times of a volume made and last changed at these times, milliseconds.
fn stamp(volume: &mut Csi, created: u64, modified: u64, salt: u64) {
    volume.create_index = 100 + salt % 700;
    volume.modify_index = volume.create_index + salt % 97;
    volume.created = nanos(created, salt);
    volume.modified = nanos(modified, salt % 1_000 + 1);
}

fn external_id(plugin: &str, salt: u64, id: &str) -> String {
    match plugin {
        "aws-ebs0" => format!("vol-0{salt:016x}"),
        "nfs" => format!("nas.fra1.internal#exports#{id}"),
        _ => format!("csi-vol-{salt:016x}"),
    }
}

fn parameters(plugin: &str) -> Value {
    match plugin {
        "aws-ebs0" => json!({ "type": "gp3", "encrypted": "true" }),
        "ceph-rbd" => json!({ "clusterID": "b9127830-b0cc-4e34-aa47-9d1a2e9949a8", "pool": "nomad-fast", "imageFeatures": "layering" }),
        "nfs" => json!({ "server": "nas.fra1.internal", "share": "/exports" }),
        _ => json!({}),
    }
}
