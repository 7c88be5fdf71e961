//! Failures on demand: a name that contains one of these words makes the server misbehave in a known way.
//!
//! Writes look at every name they concern: the id in the path, `plugin_id`, `snapshot_id` and `namespace` in the
//! query, ids, names, namespaces and plugins in the body, and the stored name of what is addressed. Reads of one
//! volume look only at `read-…` words, lists only at `list-…` words in `?namespace=` (and, for what a plugin lists, at
//! the plugin's name). Texts follow `nomad/structs/errors.go` and `plugins/csi/errors.go`.

use super::request::Request;
use super::response::{encode, header, refuse};
use super::value::{field, is, items, text};
use super::{ApiVersion, Nomad};
use crate::frame::{Outcome, Response, fail};
use serde_json::Value;

/// Failure words and what happens: first those for writes, then for reads of one volume, then for lists.
pub const SENTINELS: &[(&str, &str)] = &[
    ("fail-403", "403 `Permission denied`"),
    ("fail-404", "404 `volume not found`"),
    ("fail-500", "500 with the text of a failed RPC"),
    ("fail-501", "501 `Nomad Enterprise only endpoint`"),
    ("fail-429", "429 as the listener itself sends it: too many connections, no other headers"),
    ("fail-no-leader", "500 `No cluster leader`"),
    ("fail-plugin", "500 with a long error of the CSI controller plugin"),
    ("fail-huge", "500 with a text of 200 kB"),
    ("slow-2s", "the server acts; the answer comes after 2 s"),
    ("slow-30s", "the server acts; the answer comes after 30 s"),
    ("lost-answer", "the server acts, then the connection breaks"),
    ("lost-request", "the connection breaks before the server acts"),
    ("html-200", "200 with a proxy's HTML page; the server does not act"),
    ("html", "502 with a proxy's HTML page; the server does not act"),
    ("truncated", "the server acts; the answer breaks off in its middle (the connection breaks if it has no body)"),
    ("read-fail-403", "reading that volume: 403"),
    ("read-fail-500", "reading that volume: 500"),
    ("read-slow", "reading that volume takes 2 s"),
    ("read-html", "reading that volume: 502 with an HTML page"),
    ("read-truncated", "reading that volume: the answer breaks off in its middle"),
    ("read-lost", "reading that volume: the connection breaks"),
    ("list-fail-403", "listing that namespace: 403"),
    ("list-403", "listing that namespace: 403"),
    ("list-fail-500", "listing that namespace: 500"),
    ("list-fail-no-leader", "listing that namespace: 500 `No cluster leader`"),
    ("list-fail-429", "listing that namespace: the raw 429"),
    ("list-slow", "listing that namespace takes 2 s"),
    ("list-html-200", "listing that namespace: 200 with an HTML page"),
    ("list-html", "listing that namespace: 502 with an HTML page"),
    ("list-truncated", "listing that namespace: a list that breaks off in its middle"),
    ("list-lost", "listing that namespace: the connection breaks"),
    ("list-empty", "listing that namespace: `[]`"),
    ("list-nulls", "listing that namespace: `null` items and an item whose fields are all null"),
    ("malformed", "in the demo's namespace `default`: one volume whose list item has a word for `CurrentReaders`"),
];

/// The words alone.
const WORDS: [&str; SENTINELS.len()] = fail::words(&[SENTINELS]);

const PLUGIN_ERROR: &str = "controller create volume: CSI.ControllerCreateVolume: controller plugin returned an internal error, \
    check the plugin allocation logs for more information: rpc error: code = Internal desc = failed to create rbd image: \
    (exec: \"rbd\": exit status 2) librbd::image::CreateRequest: error creating image directory entry: (28) \
    No space left on device; pool 'nomad-fast' is at 95% of its quota (19.0 TiB of 20.0 TiB)";

const NULLS: &str = r#"[null,{"ID":null,"Namespace":null,"Name":null,"ExternalID":null,"Topologies":null,"AccessMode":null,
"AttachmentMode":null,"CurrentReaders":null,"CurrentWriters":null,"Schedulable":null,"PluginID":null,
"Provider":null,"ControllerRequired":null,"ControllersHealthy":null,"ControllersExpected":null,"NodesHealthy":null,
"NodesExpected":null,"ResourceExhausted":null,"CreateIndex":null,"ModifyIndex":null,"CreateTime":null,
"ModifyTime":null}]"#;

impl Nomad {
    /// The failure word that applies to this request, without its `read-` or `list-`.
    pub(super) fn sentinel(&self, request: &Request) -> Option<&'static str> {
        if request.method != "GET" {
            return self.concerned(request).iter().find_map(|name| word(name, ""));
        }
        let namespace = request.query("namespace");
        match (request.path[0].as_str(), request.path.len()) {
            ("volumes", 1) => word(namespace, "list-"),
            ("volumes", _) => word(namespace, "list-").or_else(|| word(request.query("plugin_id"), "")),
            ("volume", 3) => self.names_of(request.id()).iter().find_map(|name| word(name, "read-")),
            _ => None,
        }
    }

    /// An id and the names stored under it.
    fn names_of(&self, id: &str) -> Vec<String> {
        let mut names = vec![id.to_owned()];
        for row in [&self.hosts, &self.csi, &self.snapshots].into_iter().flatten() {
            if is(row, "ID", id) {
                names.push(text(row, "Name").to_owned());
            }
        }
        names
    }

    /// Every name that a write concerns.
    fn concerned(&self, request: &Request) -> Vec<String> {
        let mut names = self.names_of(request.id());
        names.extend(self.names_of(request.query("snapshot_id")));
        for key in ["plugin_id", "namespace"] {
            names.push(request.query(key).to_owned());
        }
        let body = request.loose_json();
        for list in [items(&body, "Volumes"), items(&body, "Snapshots"), std::slice::from_ref(field(&body, "Volume"))] {
            for item in list {
                for key in ["ID", "Name", "Namespace", "PluginID", "SourceVolumeID"] {
                    names.push(text(item, key).to_owned());
                }
            }
        }
        names
    }
}

/// The first word of the table that a name contains, for requests of this kind, without the kind.
fn word(name: &str, kind: &str) -> Option<&'static str> {
    fail::find(name, kind, &WORDS).filter(|word| *word != "malformed")
}

/// The outcome instead of acting, if the word asks for one.
pub(super) fn instead_of_acting(effect: &str, api_version: ApiVersion) -> Option<Outcome> {
    let failure = match effect {
        "fail-403" | "403" => refuse!(403; "Permission denied"),
        "fail-404" => refuse!(404; "volume not found"),
        "fail-500" => refuse!("rpc error: failed to get conn: dial tcp 10.0.12.7:4647: i/o timeout"),
        "fail-501" => refuse!(501; "Nomad Enterprise only endpoint"),
        "fail-no-leader" => refuse!("No cluster leader"),
        "fail-plugin" => refuse!("{PLUGIN_ERROR}"),
        "fail-huge" => refuse!("{}", "rpc error: code = Internal desc = panic: runtime error: index out of range\n".repeat(2_700)),
        _ => return instead_of_nomad(effect),
    };
    Some(Outcome::Now(encode(failure, None, api_version)))
}

/// The same, if it is not Nomad that answers: its listener, a proxy, or nobody.
fn instead_of_nomad(effect: &str) -> Option<Outcome> {
    match effect {
        "fail-429" => Some(Outcome::Now(Response {
            status: 429,
            headers: vec![header("Content-Type", "text/plain"), header("Connection", "close")],
            body: b"Your IP is issuing too many concurrent connections, please rate limit your calls\n".to_vec(),
        })),
        _ => fail::instead_of_acting(effect),
    }
}

/// The outcome after the server has acted.
pub(super) fn after_acting(effect: &str, response: Response) -> Outcome {
    match effect {
        "empty" if response.status == 200 => Outcome::Now(Response { body: b"[]".to_vec(), ..response }),
        "nulls" if response.status == 200 => Outcome::Now(Response { body: NULLS.into(), ..response }),
        "truncated" if response.body == b"[]" => fail::after_acting(effect, Response { body: NULLS.into(), ..response }),
        _ => fail::after_acting(effect, response),
    }
}

/// A value that a client cannot take for a count.
pub(super) fn malformed_count() -> Value {
    Value::from("many")
}
