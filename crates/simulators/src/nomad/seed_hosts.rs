//! Builds what the later servers have besides CSI volumes: dynamic host volumes, and snapshots in the storage.

use super::Nomad;
use super::id::{hash, uuid};
use super::seed::{HOUR_MS, Row, gib};
use super::state::{self, stamp};
use super::time::nanos;
use super::value::{extend, fill, find, store, text, words};

impl Nomad {
    /// A dynamic host volume.
    pub(super) fn seed_host(&mut self, row: Row) {
        let [namespace, name, plugin, node, size, status, claims, ..] = row;
        let id = uuid(&words("host ?/?", &[&namespace, &name]));
        let salt = hash(name);
        let node = node.parse::<usize>().ok().and_then(|number| self.nodes.get(number - 1));
        let (path, parameters, constraints) = if plugin == "mkdir" {
            (["/opt/nomad/data/host_volumes/", &id].concat(), r#"{"mode":"0755"}"#, "null")
        } else {
            (["/dev/vg0/", name].concat(), "null", r#"[{"LTarget":"${node.class}","RTarget":"storage","Operand":"="}]"#)
        };
        let mut volume = fill(state::HOST, &[]);
        let fields = fill(
            r#"{"Namespace":"?","ID":"?","Name":"?","PluginID":"?","NodePool":"?","NodeID":"?","HostPath":"?","State":"?",
            "CapacityBytes":?,"RequestedCapacityMinBytes":?,"Parameters":?,"Constraints":?,"claims":?}"#,
            &[
                &namespace,
                &id,
                &name,
                &plugin,
                &node.map_or("default", |node| text(node, "NodePool")),
                &node.map_or_else(|| uuid("a node long gone"), |node| text(node, "ID").to_owned()),
                &path,
                &status,
                &gib(size),
                &gib(size),
                &parameters,
                &constraints,
                &self.claims(claims, namespace, name),
            ],
        );
        extend(&mut volume, fields);
        for (what, first, age) in [("Create", 200, 30 + salt % 2_000), ("Modify", 210, 1 + salt % 29)] {
            stamp(&mut volume, what, first + salt % 600, nanos(self.now.saturating_sub(age * HOUR_MS), salt));
        }
        store(&mut self.hosts, volume);
    }

    /// A snapshot in the storage behind a plugin.
    pub(super) fn seed_snapshot(&mut self, row: Row) {
        let [plugin, name, source, size, age, ready, ..] = row;
        let salt = hash(&row.concat());
        let external = find(&self.csi, "ID", source).map_or(source.trim_start_matches('-'), |volume| text(volume, "ExternalID"));
        let id = if name.is_empty() { format!("snap-0{salt:016x}") } else { format!("csi-snap-{name}-{:08x}", salt >> 32) };
        let age = age.parse().unwrap_or(1) * HOUR_MS;
        let created = (self.now.saturating_sub(age) / 1_000).saturating_sub(salt % 3_000);
        let ready = if ready.is_empty() { "0" } else { "null" };
        self.snapshots.push(fill(
            r#"{"plugin":"?","ID":"?","ExternalSourceVolumeID":"?","Name":"?","SizeBytes":?,"CreateTime":?,"ready":?}"#,
            &[&plugin, &id, &external, &name, &gib(size), &created, &ready],
        ));
    }
}
