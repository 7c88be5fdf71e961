//! The clusters that were talked to, and what happened in them between the lines.

use serde_json::{Value, json};
use voldeck_simulators::frame::{Outcome, Request, Simulator};
use voldeck_simulators::nomad::{ApiVersion, Job, Nomad, Plugin};

/// When the conversation begins; any time does.
const BEGIN: u64 = 1_795_902_740_000;

/// The callers, and the rules of the policy of each; without any it is the management token.
const CALLERS: [(&str, &str); 7] = [
    ("root", ""),
    (
        "writer",
        r#"namespace "*" { capabilities=["host-volume-create","host-volume-register","host-volume-read","host-volume-write","host-volume-delete",
        "csi-register-plugin","csi-write-volume","csi-read-volume","csi-list-volume","csi-mount-volume"] } plugin { policy="read" } node { policy="read" }"#,
    ),
    ("reader", ""),
    ("jobs-only", r#"namespace "default" { capabilities=["list-jobs"] }"#),
    ("policy-read", r#"namespace "default" { policy="read" }"#),
    ("policy-write", r#"namespace "default" { policy="write" }"#),
    ("team-b", r#"namespace "team-b" { policy="write" }"#),
];

/// The abilities of the hostpath driver's controller.
const ABILITIES: &str = "CreateDelete ListVolumes GetCapacity CreateDeleteSnapshot ListSnapshots Clone Expand Condition Get";

/// The secret of a caller; one that is unknown is its own.
pub fn secret(caller: &str) -> String {
    if CALLERS.iter().any(|(known, _)| *known == caller) { format!("secret-of-{caller}") } else { caller.to_owned() }
}

/// Something between the lines: before the first exchange whose name begins or, after a `*`, ends so.
type Event = (&'static str, fn(&mut Cluster));

/// What happened, in order.
const EVENTS: &[Event] = &[
    ("token-self-as-", Cluster::bootstrap),
    ("host-list-all-", |cluster| cluster.pass(12_000)),
    ("host-read-claimed", |cluster| {
        cluster.run("web", &[], &["uploads"], false);
        cluster.run("stick", &[], &["sized"], true);
        cluster.pass(4_000);
    }),
    ("host-delete-as-reader", |cluster| {
        cluster.server.stop_job("default", "web");
        cluster.pass(10_000);
    }),
    ("plugins-starting", |cluster| {
        let plugin = Plugin {
            id: "hostpath",
            job: "csi-hostpath",
            node: cluster.plugin_node(),
            provider: "hostpath.csi.k8s.io",
            version: "v1.18.0",
            abilities: ABILITIES,
        };
        cluster.server.start_plugin(&plugin);
    }),
    ("plugins-as-root", |cluster| cluster.pass(12_000)),
    ("snapshot-delete-missing", Cluster::clone_unless_recorded),
    ("csi-read-claimed", |cluster| {
        cluster.run("db", &["db-main"], &[], false);
        cluster.run("victim", &["copy"], &[], false);
        cluster.pass(1_000);
    }),
    ("csi-register-expand-claimed", |cluster| cluster.pass(7_000)),
    ("csi-read-after-stop", |cluster| {
        cluster.server.stop_job("default", "db");
        cluster.pass(4_000);
    }),
    ("*-plugin-stopped", |cluster| {
        cluster.pass(15_000);
        cluster.server.stop_plugin("hostpath");
    }),
];

/// The simulator in the place of a cluster.
pub struct Cluster {
    pub server: Nomad,
    pub now: u64,
    api_version: ApiVersion,
    left: Vec<Event>,
    cloned: bool,
}

impl Cluster {
    /// The cluster of a release, as it was before anything was said.
    pub fn new(api_version: ApiVersion) -> Self {
        let mut server = Nomad::bare(api_version, true, BEGIN);
        server.add_namespace("shared", "volumes of shared");
        server.add_namespace("team-b", "volumes of team-b");
        let paths = ["/srv/volumes/assets", "/srv/volumes/legacy"];
        let assets = json!({"assets": {"Name": "assets", "Path": paths[0], "ReadOnly": true}});
        let nodes = [
            ("b2000000-0000-4000-8000-000000000001", "storage-1", "/opt/nomad/data/host_volumes/", assets),
            ("a1000000-0000-4000-8000-000000000002", "storage-2", "/opt/nomad/data2/host_volumes/", json!({})),
        ];
        let count = if api_version == ApiVersion::V16 { 1 } else { 2 };
        for (id, name, data, volumes) in nodes.into_iter().take(count) {
            let paths: &[&str] = if name == "storage-1" { &paths } else { &[] };
            server.add_node(json!({
                "ID": id, "Name": name, "Address": "127.0.0.1", "data": data, "paths": paths, "HostVolumes": volumes, "Drivers": drivers(),
            }));
        }
        // Host volumes that can be made came with 1.10.
        let left = EVENTS.iter().filter(|(name, _)| api_version >= ApiVersion::V110 || !name.starts_with("host-")).copied().collect();
        Self { server, now: BEGIN, api_version, left, cloned: false }
    }

    /// What happens before this exchange. `all` are the names of those in the recording.
    pub fn before(&mut self, exchange: &str, all: &[&str]) {
        self.cloned = all.contains(&"csi-create-clone");
        while let Some((name, happen)) = self.left.first().copied() {
            let now = name.strip_prefix('*').map_or_else(|| exchange.starts_with(name), |end| exchange.ends_with(end));
            if !now {
                break;
            }
            self.left.remove(0);
            happen(self);
        }
    }

    /// Whether everything between the lines has happened.
    pub fn is_over(&self) -> bool {
        self.left.is_empty()
    }

    /// What has not.
    pub fn left(&self) -> Vec<&str> {
        self.left.iter().map(|(name, _)| *name).collect()
    }

    fn bootstrap(&mut self) {
        let reader = if self.api_version == ApiVersion::V16 { "" } else { r#""host-volume-read","# };
        let reader =
            format!(r#"namespace "default" {{ capabilities=[{reader}"csi-list-volume","csi-read-volume"] }} plugin {{ policy="list" }}"#);
        for (caller, rules) in CALLERS {
            if caller == "root" {
                self.server.add_token(&secret(caller), "Bootstrap Token", &[]);
                continue;
            }
            self.server.add_policy(caller, if caller == "reader" { &reader } else { rules });
            self.server.add_token(&secret(caller), caller, &[caller]);
        }
    }

    fn pass(&mut self, millis: u64) {
        self.now += millis;
        self.server.version(self.now);
    }

    fn plugin_node(&self) -> &'static str {
        if self.api_version == ApiVersion::V16 { "storage-1" } else { "storage-2" }
    }

    fn run(&mut self, id: &str, csi: &[&str], hosts: &[&str], sticky: bool) {
        let node = if csi.is_empty() { "storage-1" } else { self.plugin_node() };
        self.server.run_job(&Job { namespace: "default", id, group: "app", node, csi, hosts, sticky });
    }

    /// A recording may lack the exchange in which `copy` was cloned, which others speak of.
    fn clone_unless_recorded(&mut self) {
        if self.cloned {
            return;
        }
        let read = self.ask("GET", "/v1/volume/csi/db-main", &Value::Null);
        let volume = json!({
            "ID": "copy", "Name": "copy", "PluginID": "hostpath", "CloneID": read["ExternalID"], "RequestedCapacityMin": 3_000_000_000_u64,
            "RequestedCapacityMax": 6_000_000_000_u64,
            "RequestedCapabilities": [{"AttachmentMode": "file-system", "AccessMode": "single-node-writer"}],
        });
        self.ask("PUT", "/v1/volume/csi/copy/create", &json!({"Volumes": [volume]}));
    }

    /// What management is answered.
    fn ask(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let call = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: String::new(),
            headers: vec![("X-Nomad-Token".to_owned(), secret("root"))],
            body: body.to_string().into_bytes(),
        };
        match self.server.answer(&call, self.now) {
            Outcome::Now(answer) if answer.status == 200 => serde_json::from_slice(&answer.body).unwrap_or_default(),
            other => panic!("{method} {path}: {other:?}"),
        }
    }
}

/// The task drivers of a node.
fn drivers() -> Value {
    let driver = |detected: bool, about: &str, attributes: Value| {
        json!({"Attributes": attributes, "Detected": detected, "HealthDescription": about, "Healthy": detected,
            "UpdateTime": "2026-11-01T10:00:00.000000001Z"})
    };
    let java =
        json!({"driver.java": "true", "driver.java.version": "17", "driver.java.runtime": "a runtime", "driver.java.vm": "a machine"});
    json!({
        "docker": driver(false, "Failed to connect to docker daemon", json!({})),
        "exec": driver(true, "Healthy", json!({"driver.exec": "true"})),
        "java": driver(true, "Healthy", java),
        "mock_driver": driver(true, "Healthy", json!({"driver.mock_driver": "true"})),
        "qemu": driver(false, "", json!({})),
        "raw_exec": driver(true, "Healthy", json!({"driver.raw_exec": "true"})),
    })
}
