//! The simulator, call by call. A call is `METHOD path?query`, a key, and a body.

mod failures;
mod lists;

use serde_json::Value;

use super::{ApiVersion, KEY, KEY_EXPIRED, KEY_INSTANCE, KEY_READER, ORGANIZATION, PROJECT, Scaleway, Seed};
use crate::frame::testing::{self, at_once};
use crate::frame::{Outcome, Response, Simulator};

const BEGIN: u64 = 1_780_000_000_000;
const PAR1: &str = "/block/v1/zones/fr-par-1";

struct SimHarness {
    server: Scaleway,
    now: u64,
    key: &'static str,
}

impl SimHarness {
    fn new(api_version: ApiVersion, seed: Seed) -> Self {
        Self { server: Scaleway::new(api_version, seed, BEGIN), now: BEGIN, key: KEY }
    }

    fn send(&mut self, line: &str, body: &str) -> Outcome {
        let mut request = testing::request(&format!("{line}\n\n{body}"));
        request.headers.push(("X-Auth-Token".to_owned(), self.key.to_owned()));
        self.server.answer(&request, self.now)
    }

    fn answer(&mut self, line: &str, body: &str) -> Response {
        at_once(line, self.send(line, body))
    }

    /// The body of an answer of this status, which is JSON.
    fn json(&mut self, status: u16, line: &str, body: &str) -> Value {
        let response = self.answer(line, body);
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!(response.status, status, "{line} {body}\n{text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Sends and expects a status and words.
    fn check(&mut self, status: u16, line: &str, body: &str, words: &str) {
        let response = self.json(status, line, body).to_string();
        assert!(response.contains(words), "{line} {body}\n{response}\nlacks {words}");
    }

    /// The id of a resource of this name.
    fn id(&self, name: &str) -> String {
        self.server.rows.iter().find(|row| row.text("name") == name).unwrap_or_else(|| panic!("no {name}")).text("id").to_owned()
    }
}

fn demo() -> SimHarness {
    SimHarness::new(ApiVersion::Current, Seed::Demo)
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

#[test]
fn every_state_of_the_documents_is_there_at_the_beginning() {
    use super::state::Table::{BlockSnapshot, BlockVolume, Server, Snapshot, Volume};
    let harness = demo();
    let check = |table: super::state::Table, words: &str| {
        for word in words.split(' ') {
            assert!(harness.server.rows.iter().any(|row| row.table == table && row.state() == word), "{table:?} {word}");
        }
    };
    check(BlockVolume, "unknown_status creating available in_use deleting deleted resizing error snapshotting locked updating");
    check(BlockSnapshot, "unknown_status creating available error deleting deleted in_use locked exporting");
    check(Volume, "available snapshotting fetching saving attaching resizing hotsyncing error");
    check(Snapshot, "available snapshotting importing exporting invalid_data error");
    check(Server, "running stopped starting stopping locked");
    assert!(harness.server.rows.iter().any(|row| row.state() == "stopped in place"));
    let ids: std::collections::HashSet<_> = harness.server.rows.iter().map(|row| row.text("id")).collect();
    assert_eq!(ids.len(), harness.server.rows.len(), "no id twice");
}

#[test]
fn what_is_on_its_way_arrives() {
    let mut harness = demo();
    let mut check = |now: u64, zone: &str, name: &str, status: &str| {
        harness.now = now;
        let line = format!("GET /block/v1/zones/{zone}/volumes/{}", harness.id(name));
        assert_eq!(harness.json(200, &line, "")["status"], status, "{name}");
    };
    let rows =
        [("fr-par-1", "restore-drill", "creating"), ("fr-par-2", "checkpoints", "snapshotting"), ("nl-ams-1", "edge-cache-ams", "in_use")];
    for (zone, name, before) in rows {
        check(BEGIN, zone, name, before);
    }
    for (zone, name, _) in rows {
        check(BEGIN + 30 * 60_000, zone, name, "available");
    }
    assert!(!harness.server.rows.iter().any(|row| row.text("name") == "kafka-broker-2"), "what was being deleted is gone");
}

#[test]
fn keys_are_checked() {
    let mut harness = demo();
    for (key, reason) in [("", "invalid_argument"), ("nonsense", "not_found"), (KEY_EXPIRED, "expired")] {
        harness.key = key;
        harness.check(401, &format!("GET {PAR1}/volumes"), "", &format!(r#""reason":"{reason}""#));
    }
    harness.key = KEY_READER;
    harness.json(200, &format!("GET {PAR1}/volumes"), "");
    harness.check(403, &format!("POST {PAR1}/volumes"), "{}", "permissions_denied");
    harness.check(403, "POST /instance/v1/zones/fr-par-1/volumes", "{}", "authorization_required");
    harness.key = KEY_INSTANCE;
    harness.json(200, "GET /instance/v1/zones/fr-par-1/volumes", "");
    harness.check(403, &format!("GET {PAR1}/snapshots"), "", r#""resource":"snapshot""#);
    let mut old = SimHarness::new(ApiVersion::Legacy, Seed::Demo);
    old.key = "";
    old.check(401, "GET /volumes", "", "The header 'X-Auth-Token' is missing");
    old.key = KEY_EXPIRED;
    old.check(401, "GET /volumes", "", "Authentication error");
}

#[test]
fn block_volumes_are_made_by_its_rules() {
    let mut harness = demo();
    let line = format!("POST {PAR1}/volumes");
    let body_with = |rest: &str| format!(r#"{{"name":"n","project_id":"{PROJECT}","perf_iops":5000{rest}}}"#);
    for (rest, word) in [
        ("", "from"),
        (r#","from_empty":{"size":999}"#, "from_empty.size"),
        (r#","from_empty":{"size":1500000000}"#, "multiple of 1 GB"),
        (r#","from_empty":{"size":10001000000000}"#, "10 TB"),
        (r#","from_empty":{"size":"10"}"#, "format"),
        (r#","from_empty":{"size":1000000000},"perf_iops":7"#, "perf_iops"),
        (r#","from_empty":{"size":1000000000},"project_id":"x""#, "project_id"),
        (r#","from_empty":{"size":1000000000},"name":"""#, r#""argument_name":"name""#),
        (r#","from_empty":{"size":1000000000},"tags":"a""#, "tags"),
    ] {
        harness.check(400, &line, &body_with(rest), word);
    }
    harness.check(404, &line, &body_with(r#","from_snapshot":{"snapshot_id":"00000000-0000-4000-8000-000000000000"}"#), "not_found");
    let made = harness.json(200, &line, &body_with(r#","from_empty":{"size":2000000000}"#));
    assert_eq!((made["status"].as_str(), made["type"].as_str(), made["kms_key_id"].is_null()), (Some("creating"), Some("sbs_5k"), true));
    let one = format!("{PAR1}/volumes/{}", made["id"].as_str().unwrap());
    harness.check(409, &format!("PATCH {one}"), r#"{"size":3000000000}"#, r#""current_state":"creating""#);
    harness.now += 5_000;
    harness.check(400, &format!("PATCH {one}"), r#"{"size":1000000000}"#, "cannot be decreased");
    let patched = harness.json(200, &format!("PATCH {one}"), r#"{"size":3000000000,"name":"m"}"#);
    assert_eq!(
        (patched["status"].as_str(), patched["size"].as_u64(), patched["name"].as_str()),
        (Some("updating"), Some(2_000_000_000), Some("m"))
    );
    harness.now += 5_000;
    harness.check(200, &format!("GET {one}"), "", r#""size":3000000000"#);
    let gone = harness.answer(&format!("DELETE {one}"), "");
    assert_eq!((gone.status, gone.body.len(), header(&gone, "Content-Type")), (204, 0, "application/json"));
    harness.check(404, &format!("GET {one}"), "", r#""resource":"volume""#);
    assert_eq!(header(&gone, "X-Request-Id").len(), 36);
}

#[test]
fn servers_take_and_leave_volumes_by_their_rules() {
    let mut harness = demo();
    let (web, runner) = (harness.id("web-1"), harness.id("build-runner-1"));
    let call = |server: &str, what: &str| format!("POST /instance/v1/zones/fr-par-1/servers/{server}/{what}-volume");
    let body = |volume: &str, kind: &str| format!(r#"{{"volume_id":"{volume}","volume_type":"{kind}"}}"#);
    let (uploads, local) = (harness.id("uploads-2025"), harness.id("old-root-bionic"));
    harness.check(400, &call(&web, "detach"), &body(&uploads, ""), "not attached");
    let server = harness.json(200, &call(&web, "attach"), &body(&uploads, "sbs_volume"));
    let entry = server["server"]["volumes"].as_object().unwrap().values().find(|entry| entry["id"] == uploads.as_str()).unwrap();
    assert_eq!((entry["name"].is_null(), entry["size"].is_null(), entry["volume_type"].as_str()), (true, true, Some("sbs_volume")));
    harness.check(412, &call(&runner, "attach"), &body(&uploads, "sbs_volume"), "precondition_failed");
    harness.check(409, &call(&web, "detach"), &body(&uploads, ""), "attaching");
    harness.check(412, &format!("DELETE {PAR1}/volumes/{uploads}"), "", "in use");
    harness.now += 5_000;
    harness.json(200, &call(&web, "detach"), &body(&uploads, ""));
    harness.now += 5_000;
    harness.check(200, &format!("GET {PAR1}/volumes/{uploads}"), "", r#""status":"available""#);
    harness.check(400, &call(&web, "attach"), &body(&local, "l_ssd"), "server should be stopped");
    harness.json(200, &call(&runner, "attach"), &body(&local, "l_ssd"));
    harness.check(400, &format!("DELETE /instance/v1/zones/fr-par-1/volumes/{local}"), "", "attached");
    harness.check(202, &format!("POST /instance/v1/zones/fr-par-1/servers/{runner}/action"), r#"{"action":"poweron"}"#, "task");
    harness.now += 20_000;
    harness.check(400, &call(&runner, "detach"), &body(&local, ""), "server should be stopped");
    let locked = harness.id("unpaid-tenant");
    harness.check(
        423,
        &format!("POST /instance/v1/zones/fr-par-2/servers/{locked}/attach-volume"),
        &body(&uploads, "sbs_volume"),
        "locked",
    );
    // One server takes sixteen.
    let new = format!(r#"{{"name":"n","project_id":"{PROJECT}","perf_iops":5000,"from_empty":{{"size":1000000000}}}}"#);
    let read = format!("GET /instance/v1/zones/fr-par-1/servers/{web}");
    loop {
        let made = harness.json(200, &format!("POST {PAR1}/volumes"), &new)["id"].as_str().unwrap().to_owned();
        harness.now += 5_000;
        if harness.json(200, &read, "")["server"]["volumes"].as_object().unwrap().len() == 16 {
            harness.check(412, &call(&web, "attach"), &body(&made, "sbs_volume"), "at most 16");
            break;
        }
        harness.json(200, &call(&web, "attach"), &body(&made, "sbs_volume"));
    }
}

#[test]
fn instance_answers_in_its_own_way() {
    let mut harness = demo();
    let zone = "/instance/v1/zones/it-mil-1";
    let body_with = |rest: &str| format!(r#"{{"name":"n","project":"{PROJECT}","volume_type":"l_ssd"{rest}}}"#);
    let made = harness.answer(&format!("POST {zone}/volumes"), &body_with(r#","size":5000000000"#));
    assert!(made.status == 201 && header(&made, "Location").starts_with("https://api.scaleway.com/instance/v1/zones/it-mil-1/volumes/"));
    for (rest, word) in [
        ("", "size"),
        (r#","size":5000000001"#, "multiple of 512"),
        (r#","size":900000000000"#, "between"),
        (r#","size":5000000000,"base_snapshot":"x""#, "only one"),
        (r#","size":5000000000,"organization":"x""#, "project"),
        (r#","size":5000000000,"volume_type":"b_ssd""#, "volume_type"),
    ] {
        harness.check(400, &format!("POST {zone}/volumes"), &body_with(rest), word);
    }
    let volume = harness.id("shop-sessions");
    harness.check(400, &format!("PATCH {zone}/volumes/{volume}"), r#"{"size":60000000000}"#, "resized");
    let taken =
        harness.json(201, &format!("POST {zone}/snapshots"), &format!(r#"{{"name":"s","project":"{PROJECT}","volume_id":"{volume}"}}"#));
    assert_eq!((taken["snapshot"]["state"].as_str(), taken["task"]["status"].as_str()), (Some("snapshotting"), Some("pending")));
    let snapshot = harness.id("shop root v4");
    harness.check(
        202,
        &format!("POST {zone}/snapshots/{snapshot}/export"),
        r#"{"bucket":"b","key":"k"}"#,
        "https://s3.it-mil.scw.cloud/b/k",
    );
    harness.check(409, &format!("DELETE {zone}/snapshots/{snapshot}"), "", "exporting");
    harness.check(404, &format!("GET {zone}/volumes/00000000-0000-4000-8000-000000000000"), "", "instance_volume");
    harness.check(200, &format!("GET {zone}/products/volumes"), "", r#""snapshot":false"#);
}

#[test]
fn the_original_api_wraps_and_words_things_as_it_did() {
    let mut harness = SimHarness::new(ApiVersion::Legacy, Seed::Demo);
    let one = harness.id("vpn-root");
    let volume = harness.json(200, &format!("GET /volumes/{one}"), "");
    let fields: Vec<_> = volume["volume"].as_object().unwrap().keys().cloned().collect();
    let expected = ["creation_date", "export_uri", "id", "modification_date", "name", "organization", "server", "size", "volume_type"];
    assert_eq!(fields, expected);
    let body = |size: &str| format!(r#"{{"name":"n","organization":"{ORGANIZATION}","volume_type":"l_ssd","size":{size}}}"#);
    let made = harness.answer("POST /volumes", &body("10000000000"));
    assert!(made.status == 201 && header(&made, "Location").starts_with("https://cp-par1.scaleway.com/volumes/"));
    harness.check(400, "POST /volumes", &body("1"), r#""fields":{"size":"#);
    harness.check(400, "POST /volumes", "{}", "Validation Error");
    harness.check(200, &format!("PUT /volumes/{one}"), r#"{"name":"renamed"}"#, "renamed");
    harness.check(400, &format!("DELETE /volumes/{}", harness.id("blog-root")), "", "attached");
    harness.json(204, &format!("DELETE /volumes/{one}"), "");
    harness.check(404, &format!("GET /volumes/{one}"), "", "unknown_resource");
    harness.check(409, &format!("DELETE /snapshots/{}", harness.id("minecraft monday")), "", "conflict");
    harness.check(200, "GET /servers", "", r#""volumes":{"0":{"#);
    harness.check(200, "GET /organizations", "", ORGANIZATION);
    harness.json(404, "GET /block/v1/zones/fr-par-1/volumes", "");
}

#[test]
fn seeds_differ() {
    let count =
        |seed| SimHarness::new(ApiVersion::Current, seed).json(200, &format!("GET {PAR1}/volumes"), "")["total_count"].as_u64().unwrap();
    assert_eq!((count(Seed::Empty), count(Seed::Many(30)) - count(Seed::Demo)), (0, 20));
    assert!(super::demo("scaleway-demo", BEGIN).is_some() && super::demo("nomad-demo", BEGIN).is_none());
    let make = |api_version| (super::SPEC.make)(crate::frame::Options { api_version, acl: false, seed: Seed::Demo }, BEGIN);
    assert!(super::SPEC.api_versions.iter().all(|api_version| make(api_version).borrow_mut().version(BEGIN) > 0));
}
