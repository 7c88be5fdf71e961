//! Volumes: from creation to deletion, actions, attachments, transfers.

use serde_json::{Value, json};

use super::super::{Options, PROJECT_ANALYTICS};
use super::{SimHarness, demo, header};

fn make(harness: &mut SimHarness, body: &Value) -> String {
    let made = harness.json(202, "POST /volumes", &json!({ "volume": body }).to_string());
    format!("/volumes/{}", made["volume"]["id"].as_str().unwrap())
}

#[test]
fn a_volume_lives_from_creation_to_deletion() {
    let mut harness = demo();
    let volume = make(&mut harness, &json!({"size": 2, "name": "  padded ", "metadata": {"a": "b"}}));
    let shown = harness.read(&volume);
    assert_eq!((&shown["status"], &shown["name"], &shown["updated_at"]), (&json!("creating"), &json!("padded"), &Value::Null));
    harness.check(400, &format!("POST {volume}/action"), r#"{"os-extend":{"new_size":3}}"#, "to extend, currently creating");
    harness.wait();
    assert_eq!(harness.status(&volume), "available");
    harness.check(400, &format!("POST {volume}/action"), r#"{"os-extend":{"new_size":2}}"#, "must be greater than current size");
    harness.json(202, &format!("POST {volume}/action"), r#"{"os-extend":{"new_size":5}}"#);
    assert_eq!(harness.status(&volume), "extending");
    harness.wait();
    assert_eq!((&harness.read(&volume)["size"], harness.status(&volume).as_str()), (&json!(5), "available"));
    let response = harness.json(200, &format!("PUT {volume}"), r#"{"volume":{"name":"n","description":null}}"#);
    assert!(response["volume"].get("os-vol-tenant-attr:tenant_id").is_none());
    harness.check(400, &format!("PUT {volume}"), r#"{"volume":{}}"#, "is not valid under any of the given schemas");
    harness.json(202, &format!("DELETE {volume}"), "");
    assert_eq!(harness.status(&volume), "deleting");
    harness.wait();
    harness.json(404, &format!("GET {volume}"), "");
}

#[test]
fn a_body_is_checked() {
    let mut harness = demo();
    let mut check =
        |body: &str, status: u16, words: &str| harness.check(status, "POST /volumes", &format!(r#"{{"volume":{body}}}"#), words);
    check(r#"{"size":0}"#, 400, "Invalid input for field/attribute size. Value: 0. 0 is less than the minimum of 1");
    check(r#"{"size":1.5}"#, 400, "1.5");
    check(r#"{"size":"x"}"#, 400, "does not match");
    check(r#"{"size":1,"colour":"red"}"#, 400, "'colour' was unexpected");
    check(r#"{"size":1,"volume_type":"none"}"#, 404, "Volume type with name none could not be found.");
    check(r#"{"size":1,"snapshot_id":"none"}"#, 400, "is not valid under any of the given schemas");
    check(r#"{"size":1,"snapshot_id":"00000000-0000-0000-0000-000000000000"}"#, 404, "Snapshot 00000000");
    check(r#"{"size":1,"availability_zone":"mars"}"#, 400, "Availability zone 'mars' is invalid.");
    check(r#"{"size":1,"imageRef":"none"}"#, 400, "Invalid image identifier");
    check(r#"{"size":1,"metadata":{"a":1}}"#, 400, "is not of type 'string'");
    check(r#"{"size":1,"multiattach":true}"#, 400, "multiattach parameter has been removed");
    check(r#"{"name":"x"}"#, 400, "malformed or otherwise incorrect");
    check(&format!(r#"{{"size":1,"name":"{}"}}"#, "x".repeat(256)), 400, "has 256 characters, more than 255.");
    harness.version = "volume 3.52".into();
    harness.json(202, "POST /volumes", r#"{"volume":{"size":1,"colour":"red"}}"#);
}

#[test]
fn a_volume_is_created_from_a_snapshot_a_volume_an_image_or_a_backup() {
    let mut harness = demo();
    let snapshot = harness.id("uploads 2026-10");
    harness.check(
        400,
        "POST /volumes",
        &format!(r#"{{"volume":{{"size":1,"snapshot_id":"{snapshot}"}}}}"#),
        "cannot be smaller than the snapshot size 400GB",
    );
    let restored = make(&mut harness, &json!({"snapshot_id": snapshot}));
    assert_eq!((&harness.read(&restored)["size"], &harness.read(&restored)["volume_type"]), (&json!(400), &json!("capacity")));
    let source = harness.id("wiki-data");
    let clone = make(&mut harness, &json!({"source_volid": source, "size": 12}));
    let used = harness.id("web-assets");
    make(&mut harness, &json!({"source_volid": used}));
    let busy = harness.id("metrics-tsdb");
    harness.check(
        400,
        "POST /volumes",
        &format!(r#"{{"volume":{{"source_volid":"{busy}"}}}}"#),
        "Originating source volume status must be one of 'available, in-use'",
    );
    harness.check(
        400,
        "POST /volumes",
        &format!(r#"{{"volume":{{"source_volid":"{source}","snapshot_id":"{snapshot}"}}}}"#),
        "May specify only one of",
    );
    harness.check(
        400,
        "POST /volumes",
        &format!(r#"{{"volume":{{"source_volid":"{source}","volume_type":"fast-ssd"}}}}"#),
        "not compatible",
    );
    let boot = make(&mut harness, &json!({"imageRef": "debian-13-genericcloud", "size": 8}));
    harness.check(400, "POST /volumes", r#"{"volume":{"imageRef":"debian-13-genericcloud","size":1}}"#, "minDisk");
    harness.now += 1_700;
    harness.wait();
    assert_eq!(
        (&harness.read(&boot)["bootable"], &harness.read(&boot)["volume_image_metadata"]["image_name"]),
        (&json!("true"), &json!("debian-13-genericcloud"))
    );
    assert_eq!((&harness.read(&clone)["source_volid"], harness.status(&clone).as_str()), (&json!(source), "available"));
}

#[test]
fn every_reason_against_deleting_a_volume_has_one_message() {
    let mut harness = demo();
    for name in ["pg-main-data", "uploads", "kafka-log-0", "metrics-tsdb", "handover-2026", "stuck-delete", "san-migration"] {
        let volume = harness.path("volumes", name);
        harness.check(
            400,
            &format!("DELETE {volume}"),
            "",
            "must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer",
        );
    }
    let volume = harness.path("volumes", "uploads");
    let snapshot = harness.path("snapshots", "uploads 2026-10");
    harness.json(202, &format!("DELETE {volume}?cascade=true"), "");
    harness.wait();
    harness.json(404, &format!("GET {snapshot}"), "");
    for name in ["lost-lun", "too-big-for-pool", "broken-restore", "broken-import"] {
        let volume = harness.path("volumes", name);
        harness.json(202, &format!("DELETE {volume}"), "");
    }
    let mut root = SimHarness::of("root", "storage", Options::default());
    let stuck = root.path("volumes", "stuck-delete");
    root.json(202, &format!("DELETE {stuck}?force=true"), "");
}

#[test]
fn metadata_are_added_replaced_and_tagged() {
    let mut harness = demo();
    let metadata = format!("{}/metadata", harness.path("volumes", "wiki-search"));
    let response = harness.answer(&format!("GET {metadata}"), "");
    assert!(!header(&response, "Etag").is_empty() && header(&response, "Content-Type").starts_with("text/html"));
    assert_eq!(
        harness.json(200, &format!("POST {metadata}"), r#"{"metadata":{"b":"2"}}"#),
        json!({"metadata": {"env": "stage", "b": "2"}})
    );
    assert_eq!(harness.json(200, &format!("PUT {metadata}"), r#"{"metadata":{"c":"3"}}"#), json!({"metadata": {"c": "3"}}));
    assert_eq!(harness.json(200, &format!("PUT {metadata}/d"), r#"{"meta":{"d":"4"}}"#), json!({"meta": {"d": "4"}}));
    harness.check(400, &format!("PUT {metadata}/d"), r#"{"meta":{"e":"4"}}"#, "mismatch");
    harness.json(200, &format!("DELETE {metadata}/c"), "");
    harness.check(404, &format!("GET {metadata}/c"), "", "has no metadata with key c");
    assert_eq!(harness.json(200, &format!("GET {metadata}"), ""), json!({"metadata": {"d": "4"}}));
}

#[test]
fn another_type_needs_a_back_end_or_a_move() {
    let mut harness = demo();
    let volume = harness.path("volumes", "build-cache");
    harness.check(400, &format!("POST {volume}/action"), r#"{"os-retype":{"new_type":"__DEFAULT__"}}"#, "Retype needs volume");
    for (body, then) in [
        (r#"{"os-retype":{"new_type":"legacy-san","migration_policy":"on-demand"}}"#, "__DEFAULT__"),
        (r#"{"os-retype":{"new_type":"fast-ssd","migration_policy":"never"}}"#, "__DEFAULT__"),
        (r#"{"os-retype":{"new_type":"fast-ssd","migration_policy":"on-demand"}}"#, "fast-ssd"),
    ] {
        harness.json(202, &format!("POST {volume}/action"), body);
        assert_eq!(harness.status(&volume), "retyping");
        harness.wait();
        assert_eq!((&harness.read(&volume)["volume_type"], harness.status(&volume).as_str()), (&json!(then), "available"));
    }
}

#[test]
fn flags_and_states_are_set() {
    let mut harness = demo();
    let volume = harness.path("volumes", "wiki-search");
    harness.json(200, &format!("POST {volume}/action"), r#"{"os-set_bootable":{"bootable":true}}"#);
    harness.json(202, &format!("POST {volume}/action"), r#"{"os-update_readonly_flag":{"readonly":"on"}}"#);
    let shown = harness.read(&volume);
    assert_eq!((&shown["bootable"], &shown["metadata"]["readonly"]), (&json!("true"), &json!("True")));
    let used = harness.path("volumes", "web-assets");
    harness.check(
        400,
        &format!("POST {used}/action"),
        r#"{"os-update_readonly_flag":{"readonly":true}}"#,
        "must be available to update readonly flag",
    );
    let mut root = SimHarness::of("root", "storage", Options::default());
    root.json(202, &format!("POST {volume}/action"), r#"{"os-reset_status":{"status":"error"}}"#);
    assert_eq!(root.status(&volume), "error");
    root.check(400, &format!("POST {volume}/action"), r#"{"os-reset_status":{"status":"in-use"}}"#, "Cannot reset-state to in-use");
    root.check(400, &format!("POST {volume}/action"), r#"{"os-reset_status":{"status":"deleting"}}"#, "Cannot reset-state to deleting");
    root.json(202, &format!("POST {volume}/action"), r#"{"os-reset_status":{"status":"available"}}"#);
}

#[test]
fn an_attachment_is_reserved_connected_and_complete() {
    let mut harness = demo();
    let (id, volume) = (harness.id("wiki-search"), harness.path("volumes", "wiki-search"));
    let made = harness.json(200, "POST /attachments", &format!(r#"{{"attachment":{{"volume_uuid":"{id}","mode":"rw"}}}}"#));
    assert_eq!((&made["attachment"]["attached_at"], &made["attachment"]["connection_info"]), (&json!(""), &json!({})));
    assert_eq!(harness.status(&volume), "reserved");
    let attachment = format!("/attachments/{}", made["attachment"]["id"].as_str().unwrap());
    harness.json(200, &format!("PUT {attachment}"), r#"{"attachment":{"connector":{"host":"h1","mountpoint":"/dev/vdc"}}}"#);
    assert_eq!(harness.status(&volume), "attaching");
    assert_eq!(harness.answer(&format!("POST {attachment}/action"), r#"{"os-complete":{}}"#).status, 204);
    let shown = harness.read(&volume);
    assert_eq!((&shown["status"], &shown["attachments"][0]["host_name"]), (&json!("in-use"), &Value::Null));
    assert_eq!(shown["attachments"][0]["id"], json!(id));
    assert_eq!(harness.json(200, &format!("DELETE {attachment}"), ""), json!({"attachments": []}));
    assert_eq!(harness.status(&volume), "available");
    let server = harness.read(&harness.path("volumes", "web-assets"))["attachments"][0]["attachment_id"].as_str().unwrap().to_owned();
    harness.check(409, &format!("DELETE /attachments/{server}"), "", "using the Compute API");
}

#[test]
fn the_older_way_attaches_at_once() {
    let mut harness = demo();
    let volume = harness.path("volumes", "wiki-search");
    let action = format!("POST {volume}/action");
    harness.json(202, &action, r#"{"os-attach":{"mountpoint":"/dev/vdb","host_name":"h1"}}"#);
    let shown = harness.read(&volume);
    assert_eq!((&shown["status"], &shown["metadata"]["attached_mode"]), (&json!("in-use"), &json!("rw")));
    harness.json(202, &action, r#"{"os-begin_detaching":{}}"#);
    harness.json(202, &action, r#"{"os-roll_detaching":{}}"#);
    assert_eq!(harness.status(&volume), "in-use");
    harness.json(202, &action, r#"{"os-detach":{}}"#);
    assert_eq!(harness.status(&volume), "available");
    harness.json(202, &action, r#"{"os-reserve":{}}"#);
    assert_eq!(harness.status(&volume), "attaching");
    harness.json(202, &action, r#"{"os-unreserve":{}}"#);
    assert_eq!(harness.status(&volume), "available");
    let used = harness.path("volumes", "web-assets");
    harness.check(409, &format!("POST {used}/action"), r#"{"os-detach":{}}"#, "using the Compute API");
}

#[test]
fn a_volume_changes_hands_by_a_key_that_is_shown_once() {
    let mut harness = demo();
    let (id, volume) = (harness.id("build-cache"), harness.path("volumes", "build-cache"));
    harness.check(400, "POST /volume-transfers", &format!(r#"{{"transfer":{{"volume_id":"{id}"}}}}"#), "status must be available");
    let body = format!(r#"{{"transfer":{{"volume_id":"{id}","name":"gift","no_snapshots":true}}}}"#);
    let made = harness.json(202, "POST /volume-transfers", &body);
    let (transfer, key) = (made["transfer"]["id"].as_str().unwrap().to_owned(), made["transfer"]["auth_key"].as_str().unwrap().to_owned());
    assert!(made["transfer"]["links"][0]["href"].as_str().unwrap().contains("/os-volume-transfer/"));
    assert_eq!(harness.status(&volume), "awaiting-transfer");
    assert!(harness.read(&format!("/volume-transfers/{transfer}")).get("auth_key").is_none());
    let accept = |key: &str| format!(r#"{{"accept":{{"auth_key":"{key}"}}}}"#);
    let line = format!("POST /volume-transfers/{transfer}/accept");
    harness.check(400, &line, &accept("wrong"), "with invalid auth key");
    harness.sign_in("alice", "analytics");
    harness.check(413, &line, &accept(&key), "exceeds allowed gigabytes quota");
    let scratch = harness.path("volumes", "scratch");
    let store = harness.path("volumes", "feature-store");
    harness.json(202, &format!("DELETE {scratch}"), "");
    harness.json(202, &format!("DELETE {store}"), "");
    harness.wait();
    harness.json(202, &line, &accept(&key));
    assert_eq!(harness.read(&volume)["os-vol-tenant-attr:tenant_id"], PROJECT_ANALYTICS);
    harness.json(404, &format!("GET /volume-transfers/{transfer}"), "");
    harness.sign_in("alice", "storage");
    harness.json(404, &format!("GET {volume}"), "");
    let offered = harness.path("volume-transfers", "moving-out to analytics");
    harness.json(202, &format!("DELETE {offered}"), "");
    let back = harness.path("volumes", "moving-out");
    assert_eq!(harness.status(&back), "available");
}
