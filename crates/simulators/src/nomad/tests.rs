//! The simulator against the vendor's documents: every endpoint, every text, every way of going wrong.
//!
//! One helper: [`SimHarness::check`] sends a call written as text and looks for words in the answer.

mod access;
mod agents;
mod agents_host;
mod csi;
mod failures;
mod hosts;
mod older;
mod reading;
mod removing;
mod storage;
mod waiting;

use super::value::{find, text};
use super::{ApiVersion, Job, Nomad, Options, Plugin, Seed};
use crate::frame::testing::{self, at_once};
use crate::frame::{Outcome, Response, Simulator};
use serde_json::Value;

/// When the tests happen.
const NOW: u64 = 1_760_000_000_000;

/// A call that creates or registers a volume of the plugin `hp` under its id.
fn csi(action: &str, id: &str, more: &str) -> String {
    let path = if action == "create" { format!("{id}/create") } else { id.to_owned() };
    let modes = r#"[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}]"#;
    format!(
        "PUT /v1/volume/csi/{path}\n\n{{\"Volumes\":[{{\"ID\":\"{id}\",\"Name\":\"{id}\",\"PluginID\":\"hp\",\"RequestedCapabilities\":{modes}{more}}}]}}"
    )
}

/// A server and a clock.
struct SimHarness {
    server: Nomad,
    now: u64,
}

impl SimHarness {
    fn new(api_version: ApiVersion, acl: bool, seed: Seed) -> Self {
        Self { server: Nomad::new(Options { api_version, acl, seed }, NOW), now: NOW }
    }

    /// A cluster of two nodes without ACLs: the hostpath driver on the second, and in `default` the volumes `db`, which a job
    /// uses, and `spare`.
    fn small(api_version: ApiVersion) -> Self {
        let mut harness = Self { server: Nomad::bare(api_version, false, NOW), now: NOW };
        harness.server.add_namespace("team", "another");
        for (id, name, paths) in [("b", "one", vec!["/srv/kept"]), ("a", "two", Vec::new())] {
            let id = format!("{id}0000000-0000-4000-8000-000000000000");
            let node = format!(r#"{{"ID":"{id}","Name":"{name}","paths":{paths:?},"HostVolumes":{{}}}}"#);
            harness.server.add_node(serde_json::from_str(&node).expect("a node"));
        }
        let abilities = "CreateDelete ListVolumes CreateDeleteSnapshot ListSnapshots Clone Expand Condition Get";
        let provider = "hostpath.csi.k8s.io";
        harness.server.start_plugin(&Plugin { id: "hp", job: "csi-hp", node: "two", provider, version: "v1.18.0", abilities });
        harness.pass(10_000);
        for id in ["db", "spare"] {
            harness.check(&csi("create", id, r#","RequestedCapacityMin":1000,"RequestedCapacityMax":5000"#), 200, &[]);
        }
        let job = Job { namespace: "default", id: "app", group: "g", node: "two", csi: &["db"], hosts: &[], sticky: false };
        harness.server.run_job(&job);
        harness
    }

    /// A 1.10 demo server without ACLs.
    fn demo() -> Self {
        Self::new(ApiVersion::V110, false, Seed::Demo)
    }

    /// Sends a call: the first line is method, path and query; header lines follow; a body follows an empty line.
    fn send(&mut self, text: &str) -> Outcome {
        self.server.answer(&testing::request(text), self.now)
    }

    /// The answer to a call that is answered at once.
    fn answer(&mut self, text: &str) -> Response {
        at_once(text, self.send(text))
    }

    /// The answer's body as JSON.
    fn json(&mut self, text: &str) -> Value {
        let response = self.answer(text);
        serde_json::from_slice(&response.body)
            .unwrap_or_else(|error| panic!("{text}: {error}: {}", String::from_utf8_lossy(&response.body)))
    }

    /// The `ID`s of a list.
    fn ids(&mut self, text: &str) -> Vec<String> {
        let list = self.json(text);
        list.as_array().expect("a list").iter().map(|item| item["ID"].as_str().unwrap_or("?").to_owned()).collect()
    }

    /// Sends a call and expects this status and these words in headers or body; a word after `!` must be absent.
    fn check(&mut self, text: &str, status: u16, words: &[&str]) {
        let response = self.answer(text);
        let headers = response.headers.iter().map(|(name, value)| [name.as_str(), value].join(": ")).collect::<Vec<_>>().join("\n");
        let whole = format!("{headers}\n\n{}", String::from_utf8_lossy(&response.body));
        assert_eq!(response.status, status, "{text}\n{whole}");
        for word in words {
            match word.strip_prefix('!') {
                Some(absent) => assert!(!whole.contains(absent), "{text}\n{whole}\nhas {absent}"),
                None => assert!(whole.contains(word), "{text}\n{whole}\nlacks {word}"),
            }
        }
    }

    /// [`SimHarness::check`] for every row, in order, on the same server.
    fn checks(&mut self, rows: &[(&str, u16, &[&str])]) {
        for (text, status, words) in rows {
            self.check(text, *status, words);
        }
    }

    fn pass(&mut self, millis: u64) {
        self.now += millis;
    }

    /// The id of the node of this name.
    fn node(&self, name: &str) -> String {
        text(find(&self.server.nodes, "Name", name).expect("a node"), "ID").to_owned()
    }

    /// The id of the host volume of this name.
    fn host(&self, name: &str) -> String {
        text(find(&self.server.hosts, "Name", name).expect("a host volume"), "ID").to_owned()
    }
}
