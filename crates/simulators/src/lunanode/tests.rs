//! The simulator against the vendor's documents: who is let in, every action, every refusal, what time does.

use serde_json::{Value, json};

use super::auth::{REFUSED, RESTRICTED, sign};
use super::{API_ID, API_KEY, ApiVersion, LunaNode, Options, READER_ID, READER_KEY};
use crate::frame::testing::at_once;
use crate::frame::{self, Outcome, Response, Seed, Simulator};

/// When the tests happen.
const NOW: u64 = 1_760_000_000_000;

/// A server, a clock and a key.
struct SimHarness {
    server: LunaNode,
    now: u64,
    key: (&'static str, &'static str),
}

impl SimHarness {
    fn new(api_version: ApiVersion, seed: Seed) -> Self {
        Self { server: LunaNode::new(Options { api_version, seed }, NOW), now: NOW, key: (API_ID, API_KEY) }
    }

    fn demo() -> Self {
        Self::new(ApiVersion::Documented, Seed::Demo)
    }

    fn call(&self, action: &str, parameters: &Value) -> frame::Request {
        let mut req = parameters.clone();
        req["api_id"] = self.key.0.into();
        req["api_partialkey"] = self.key.1[..64].into();
        form(action, &req.to_string(), self.key.1, self.now / 1000)
    }

    fn send(&mut self, action: &str, parameters: &Value) -> Outcome {
        let call = self.call(action, parameters);
        self.server.answer(&call, self.now)
    }

    /// The body of an answer of the API.
    fn ask(&mut self, action: &str, parameters: &Value) -> Value {
        match self.send(action, parameters) {
            Outcome::Now(Response { status: 200, body, .. }) => serde_json::from_slice(&body).unwrap(),
            other => panic!("{action}: {other:?}"),
        }
    }

    /// A refusal's words.
    fn refused(&mut self, action: &str, parameters: &Value) -> String {
        let response = self.ask(action, parameters);
        assert_eq!(response["success"], "no", "{response}");
        response["error"].as_str().unwrap_or_default().to_owned()
    }

    /// An acceptance.
    fn done(&mut self, action: &str, parameters: &Value) -> Value {
        let response = self.ask(action, parameters);
        assert_eq!(response["success"], "yes", "{response}");
        response
    }

    /// Id of the volume of this name.
    fn volume(&mut self, name: &str) -> String {
        let list = self.done("volume/list", &json!({}));
        let found = list["volumes"].as_array().unwrap().iter().find(|volume| volume["name"] == name);
        found.unwrap_or_else(|| panic!("no {name}"))["id"].as_str().unwrap().to_owned()
    }

    fn state(&mut self, id: &str) -> String {
        self.done("volume/info", &json!({"volume_id": id}))["volume"]["status"].as_str().unwrap().to_owned()
    }
}

fn form(action: &str, req: &str, key: &str, nonce: u64) -> frame::Request {
    let signature = sign(key, &format!("{action}/|{req}|{nonce}"));
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("handler", &format!("{action}/")).append_pair("req", req).append_pair("signature", &signature);
    form.append_pair("nonce", &nonce.to_string());
    frame::Request {
        method: "POST".into(),
        path: format!("/api/{action}/"),
        query: String::new(),
        headers: Vec::new(),
        body: form.finish().into(),
    }
}

fn body(outcome: Outcome) -> String {
    String::from_utf8(at_once("a form", outcome).body).unwrap()
}

#[test]
fn the_signature_is_that_of_the_vectors() {
    let key = (0..64).fold(String::new(), |key, byte| format!("{key}{byte:02x}"));
    let text = format!(r#"volume/list/|{{"api_id":"ABCDEFGHIJ012345","api_partialkey":"{}"}}|1545008415"#, &key[..64]);
    let expected =
        "2410e5ed37a4ae33573f67c985cba90064da558cd3f7454757b92c8f307076136db9ccf91c74bed0f21a3bbed6525b09cef2b8e0fb9a3339a5238f61117e7945";
    assert_eq!(sign(&key, &text), expected);
}

#[test]
fn only_a_right_signature_is_let_in() {
    let mut harness = SimHarness::demo();
    let partial = &API_KEY[..64];
    let req = format!(r#"{{"api_partialkey":"{partial}","api_id":"{API_ID}"}}"#);
    let seconds = NOW / 1000;
    let mut check = |call: frame::Request, good: bool| {
        let text = body(harness.server.answer(&call, NOW));
        assert_eq!(text.contains(r#""success":"yes""#), good, "{text}");
        assert!(good || text.contains(&REFUSED.replace('/', "\\/")), "{text}");
    };
    check(form("volume/list", &req, API_KEY, seconds), true);
    check(form("volume/list", &req, API_KEY, seconds + 299), true);
    check(form("volume/list", &req, API_KEY, seconds + 301), false);
    check(form("volume/list", &req, API_KEY, seconds - 301), false);
    check(form("volume/list", &req, READER_KEY, seconds), false);
    check(form("volume/list", &req.replace(API_ID, READER_ID), READER_KEY, seconds), false);
    check(form("volume/list", "{}", API_KEY, seconds), false);
    check(form("volume/list", "no json", API_KEY, seconds), false);
    let mut other = form("volume/list", &req, API_KEY, seconds);
    other.path = "/api/region/list/".into();
    check(other, false);
    let mut tampered = form("volume/list", &req, API_KEY, seconds);
    tampered.body = String::from_utf8(tampered.body).unwrap().replace("VOLDECK", "voldeck").into();
    check(tampered, false);
    let mut empty = form("volume/list", &req, API_KEY, seconds);
    empty.body.clear();
    check(empty, false);
}

#[test]
fn paths_end_with_a_slash_and_calls_are_posts() {
    let mut harness = SimHarness::demo();
    let good = harness.call("volume/list", &json!({}));
    let mut status = |call: frame::Request| match harness.server.answer(&call, NOW) {
        Outcome::Now(response) => response.status,
        other => panic!("{other:?}"),
    };
    assert_eq!(status(good.clone()), 200);
    assert_eq!(status(frame::Request { path: "/api/volume/list".into(), ..good.clone() }), 404);
    assert_eq!(status(frame::Request { path: "/api/volume/".into(), ..good.clone() }), 404);
    assert_eq!(status(frame::Request { method: "GET".into(), ..good }), 404);
    assert!(harness.refused("volume/frobnicate", &json!({})).starts_with("invalid category"));
}

#[test]
fn a_restricted_key_reads_and_does_no_more() {
    let mut harness = SimHarness::demo();
    harness.key = (READER_ID, READER_KEY);
    let id = harness.volume("media-library");
    assert_eq!(harness.state(&id), "available");
    harness.done("volume/snapshot-list", &json!({"region": "toronto"}));
    assert_eq!(harness.refused("volume/delete", &json!({"volume_id": id})), RESTRICTED);
}

#[test]
fn what_is_missing_is_named_and_what_is_unknown_is_invalid() {
    let mut harness = SimHarness::demo();
    let mut check = |action: &str, parameters: Value, expected: &str| assert_eq!(harness.refused(action, &parameters), expected);
    check("volume/create", json!({}), "region, label, and/or size not set");
    check("volume/rename", json!({"volume_id": "4700"}), "volume_id and/or name not set");
    check("volume/snapshot-list", json!({}), "region not set");
    check("volume/create", json!({"region": "mars", "label": "a", "size": "1"}), "invalid region");
    check("volume/create", json!({"region": "toronto", "label": "a", "size": "0"}), "invalid size");
    check("volume/create", json!({"region": "toronto", "label": "a", "size": "1", "image": "2785"}), "invalid image");
    check("volume/create", json!({"region": "toronto", "label": "a", "size": "1", "image": "2681"}), "invalid image");
    check("volume/create", json!({"region": "toronto", "label": "a", "size": "1", "snapshot_id": "x"}), "invalid snapshot");
    check("volume/info", json!({"volume_id": "1"}), "invalid volume");
    check("volume/snapshot-delete", json!({"region": "toronto", "snapshot_id": "x"}), "invalid snapshot");
    check("image/details", json!({"image_id": "1"}), "invalid image");
    check("vm/info", json!({"vm_id": "1"}), "invalid vm");
}

#[test]
fn a_volume_is_made_used_and_removed() {
    let mut harness = SimHarness::demo();
    let made = harness.done("volume/create", &json!({"region": "toronto", "label": "a/é", "size": 7}));
    let id = made["volume_id"].as_str().unwrap().to_owned();
    let text = body(harness.send("volume/list", &json!({"region": "toronto"})));
    assert!(text.contains(r#""name":"a\/\u00e9""#) && text.contains(r#""size":"7","status":"pending""#), "{text}");
    assert_eq!(harness.state(&id), "creating");
    harness.now += 10_000;
    let info = harness.done("volume/info", &json!({"volume_id": id}));
    assert_eq!(info["volume"]["attached"], "");
    assert!(info["volume"].get("region").is_none() && info["volume"]["created"] == "2025-10-09T08:53:20Z", "{info}");
    let on = json!({"volume_id": id, "vm_id": "7b3a9c52-1f60-4d1e-9a44-3c5e0d9f1b27", "target": "auto"});
    assert_eq!(harness.done("volume/attach", &on), json!({"success": "yes"}));
    assert_eq!(harness.state(&id), "attaching");
    harness.now += 10_000;
    assert_eq!(harness.state(&id), "in-use");
    assert!(harness.refused("volume/attach", &on).contains("currently in-use"));
    assert!(harness.refused("volume/extend", &json!({"volume_id": id, "size": "9"})).contains("currently in-use"));
    assert!(harness.refused("volume/delete", &json!({"volume_id": id})).contains("Volume status must be available or error"));
    harness.done("volume/detach", &json!({"volume_id": id}));
    harness.now += 10_000;
    assert!(harness.refused("volume/extend", &json!({"volume_id": id, "size": "7"})).contains("must be greater than current size"));
    harness.done("volume/extend", &json!({"volume_id": id, "size": "9"}));
    assert_eq!(harness.done("volume/info", &json!({"volume_id": id}))["volume"]["size"], "7");
    harness.now += 10_000;
    assert_eq!(harness.done("volume/info", &json!({"volume_id": id}))["volume"]["size"], "9");
    harness.done("volume/rename", &json!({"volume_id": id, "name": "b"}));
    assert_eq!(harness.volume("b"), id);
    harness.done("volume/delete", &json!({"volume_id": id}));
    assert_eq!(harness.state(&id), "deleting");
    harness.now += 10_000;
    assert_eq!(harness.refused("volume/info", &json!({"volume_id": id})), "invalid volume");
}

#[test]
fn a_volume_goes_to_machines_of_its_region_only() {
    let mut harness = SimHarness::demo();
    let id = harness.volume("wiki-attachments");
    let mut on = json!({"volume_id": id, "vm_id": "7b3a9c52-1f60-4d1e-9a44-3c5e0d9f1b27", "target": "auto"});
    assert_eq!(harness.refused("volume/attach", &on), "invalid vm");
    on["vm_id"] = "2c87e5d4-b036-4a9e-a5f2-64d1c09b83e7".into();
    on["target"] = "sda".into();
    assert_eq!(harness.refused("volume/attach", &on), "invalid target");
}

#[test]
fn a_snapshot_is_taken_copied_and_removed_and_its_volume_stays_meanwhile() {
    let mut harness = SimHarness::demo();
    let id = harness.volume("backup-2025");
    let made = harness.done("volume/snapshot-create", &json!({"volume_id": id, "label": "s"}));
    let snapshot = made["snapshot_id"].as_str().unwrap().to_owned();
    let at = json!({"region": "toronto", "snapshot_id": snapshot});
    assert_eq!(harness.refused("volume/snapshot-delete", &at), "Invalid snapshot: Snapshot status must be available or error.");
    harness.now += 10_000;
    let list = harness.done("volume/snapshot-list", &json!({"region": "toronto"}));
    let item = list["snapshots"].as_array().unwrap().iter().find(|item| item["id"] == snapshot.as_str()).unwrap();
    assert_eq!((&item["status"], &item["size"], &item["volume"]["id"]), (&json!("available"), &json!("1024"), &json!(id)));
    assert!(harness.refused("volume/delete", &json!({"volume_id": id})).contains("have snapshots"));
    let small = json!({"region": "toronto", "label": "c", "size": "5", "snapshot_id": snapshot});
    assert!(harness.refused("volume/create", &small).contains("cannot be smaller than the snapshot size 1024GB"));
    let copy = json!({"region": "toronto", "snapshot_id": snapshot, "image_name": "there", "dst_region": "roubaix"});
    let image = harness.done("volume/snapshot-replicate", &copy)["image_id"].clone();
    let status = |harness: &mut SimHarness, wait: u64| {
        harness.now += wait;
        harness.done("image/details", &json!({"image_id": image}))["details"]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!([status(&mut harness, 0), status(&mut harness, 5_000), status(&mut harness, 5_000)], ["queued", "saving", "active"]);
    harness.done("volume/snapshot-delete", &at);
    harness.now += 10_000;
    assert_eq!(harness.refused("volume/snapshot-delete", &at), "invalid snapshot");
    harness.done("volume/delete", &json!({"volume_id": id}));
}

#[test]
fn an_early_server_tells_less_and_wants_a_region() {
    let mut harness = SimHarness::new(ApiVersion::Early, Seed::Many(30));
    assert_eq!(harness.refused("volume/list", &json!({})), "region not set");
    let list = harness.done("volume/list", &json!({"region": "roubaix"}));
    let volumes = list["volumes"].as_array().unwrap();
    assert!(volumes.len() == 17 && volumes.iter().all(|volume| volume.as_object().unwrap().len() == 5), "{list}");
    assert_eq!(harness.done("volume/create", &json!({"region": "toronto", "label": "a", "size": "1"})), json!({"success": "yes"}));
}

#[test]
fn look_ups_have_the_shapes_that_were_recorded() {
    let mut harness = SimHarness::new(ApiVersion::Documented, Seed::Empty);
    assert_eq!(harness.done("region/list", &json!({}))["regions"]["roubaix"], "Roubaix, France");
    let images = harness.done("image/list", &json!({"region": "montreal"}));
    assert_eq!((images["images"].as_array().unwrap().len(), &images["images"][0]["image_id"]), (4, &json!("2785")));
    let vms = harness.done("vm/list", &json!({}));
    assert_eq!((vms["vms"][0]["vm_id"].as_str().unwrap().len(), &vms["vms"][0]["region"]), (36, &json!("toronto")));
    let info = body(harness.send("vm/info", &json!({"vm_id": "7b3a9c52-1f60-4d1e-9a44-3c5e0d9f1b27"})));
    assert!(info.contains("&lt;font color=&quot;green&quot;&gt;") && info.contains("login_details"), "{info}");
    assert_eq!(harness.done("volume/list", &json!({}))["volumes"], json!([]));
}

#[test]
fn failures_can_be_asked_for_by_name() {
    let mut harness = SimHarness::demo();
    let mut create = |label: &str| harness.send("volume/create", &json!({"region": "toronto", "label": label, "size": "1"}));
    let mut check = |label: &str, words: &str| {
        let text = body(create(label));
        assert!(text.contains(words), "{label}: {text}");
    };
    check("fail-401", "authentication failure");
    check("fail-403", "permission");
    check("fail-404", "invalid volume");
    check("fail-429", "429 Too Many Requests");
    check("fail-500", "");
    check(
        "fail-escaped",
        r"{&quot;message&quot;:&quot;Invalid volume: &lt;b&gt;pg&lt;\/b&gt; status must be &#039;available&#039; &amp; unattached",
    );
    check("fail-wordless", r#"{"success":"no"}"#);
    check("html", "502 Bad Gateway");
    assert!(matches!(create("lost-answer"), Outcome::Lost) && matches!(create("lost-request"), Outcome::Lost));
    assert!(matches!(create("slow-2s"), Outcome::Late { millis: 2_000, .. }) && matches!(create("truncated"), Outcome::Truncated { .. }));
    let list = harness.done("volume/list", &json!({}));
    let names: Vec<_> = list["volumes"].as_array().unwrap().iter().filter_map(|volume| volume["name"].as_str()).collect();
    assert!(names.contains(&"lost-answer") && !names.contains(&"lost-request") && !names.contains(&"fail-401"));
    // What is stored has its name as well.
    let id = harness.volume("zz test: fail-409");
    assert!(harness.refused("volume/delete", &json!({"volume_id": id})).contains("in-use"));
    let id = harness.volume("zz test: read-fail-500");
    assert!(matches!(harness.send("volume/info", &json!({"volume_id": id})), Outcome::Now(Response { status: 500, .. })));
    harness.done("volume/rename", &json!({"volume_id": id, "name": "fine"}));
}
