//! Snapshots, going back to one, and backups.

use serde_json::json;

use super::demo;

#[test]
fn a_snapshot_lives_from_creation_to_deletion() {
    let mut harness = demo();
    let id = harness.id("wiki-search");
    let made = harness.json(202, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}","name":"s","metadata":{{"a":"b"}}}}}}"#));
    assert_eq!((&made["snapshot"]["size"], &made["snapshot"]["status"]), (&json!(5), &json!("creating")));
    assert!(made["snapshot"].get("links").is_none());
    let snapshot = format!("/snapshots/{}", made["snapshot"]["id"].as_str().unwrap());
    harness.check(400, &format!("DELETE {snapshot}"), "", "Snapshot status must be available or error");
    harness.wait();
    assert_eq!(harness.read(&snapshot)["os-extended-snapshot-attributes:progress"], "100%");
    harness.json(200, &format!("PUT {snapshot}"), r#"{"snapshot":{"name":"t"}}"#);
    harness.json(200, &format!("PUT {snapshot}/metadata"), r#"{"metadata":{}}"#);
    assert_eq!(harness.read(&snapshot)["name"], "t");
    harness.json(202, &format!("DELETE {snapshot}"), "");
    harness.wait();
    harness.json(404, &format!("GET {snapshot}"), "");
}

#[test]
fn a_snapshot_of_a_volume_in_use_needs_force_before_3_66() {
    let mut harness = demo();
    let id = harness.id("web-assets");
    let body = |more: &str| format!(r#"{{"snapshot":{{"volume_id":"{id}"{more}}}}}"#);
    harness.check(400, "POST /snapshots", &body(r#","force":false"#), "force");
    harness.json(202, "POST /snapshots", &body(""));
    harness.version = "volume 3.65".into();
    harness.check(400, "POST /snapshots", &body(""), "must be available, but current status is: in-use");
    harness.json(202, "POST /snapshots", &body(r#","force":true"#));
    for name in ["lost-lun", "half-attached", "handover-2026", "metrics-tsdb", "san-migration"] {
        let id = harness.id(name);
        harness.json(400, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}","force":true}}}}"#));
    }
}

#[test]
fn a_volume_goes_back_to_its_newest_snapshot_only() {
    let mut harness = demo();
    let volume = harness.path("volumes", "golden-image");
    let newest = harness.id("golden-image v3");
    let revert = |id: &str| format!(r#"{{"revert":{{"snapshot_id":"{id}"}}}}"#);
    harness.json(202, &format!("POST {volume}/action"), &revert(&newest));
    assert_eq!(harness.status(&volume), "reverting");
    assert_eq!(harness.status(&format!("/snapshots/{newest}")), "restoring");
    harness.wait();
    assert_eq!(harness.status(&volume), "available");
    let uploads = harness.path("volumes", "uploads");
    let older = harness.id("uploads 2026-10");
    harness.check(400, &format!("POST {uploads}/action"), &revert(&older), "must be equal to the snapshot size");
    let used = harness.path("volumes", "web-assets");
    let weekly = harness.id("web-assets weekly");
    harness.check(409, &format!("POST {used}/action"), &revert(&weekly), "Volume's status must be 'available'.");
    harness.check(400, &format!("POST {volume}/action"), &revert(&weekly), "not the latest one");
    let bare = harness.path("volumes", "wiki-search");
    harness.check(400, &format!("POST {bare}/action"), &revert(&weekly), "doesn't have any snapshots");
}

#[test]
fn a_backup_fails_where_there_is_no_service() {
    let mut harness = demo();
    let (id, volume) = (harness.id("wiki-search"), harness.path("volumes", "wiki-search"));
    let made = harness.json(202, "POST /backups", &format!(r#"{{"backup":{{"volume_id":"{id}","name":"b"}}}}"#));
    assert_eq!(harness.status(&volume), "backing-up");
    let backup = format!("/backups/{}", made["backup"]["id"].as_str().unwrap());
    harness.wait();
    let shown = harness.read(&backup);
    assert_eq!((&shown["status"], &shown["fail_reason"]), (&json!("error"), &json!("Service not found for creating backup.")));
    assert_eq!(harness.status(&volume), "available");
    let id = made["backup"]["id"].as_str().unwrap();
    harness.check(200, &format!("GET /messages?resource_uuid={id}"), "", "VOLUME_VOLUME_BACKUP_013_024");
    harness.check(404, &format!("DELETE {backup}"), "", "cinder-backup could not be found");
    let ready = harness.path("backups", "uploads offsite");
    harness.check(404, &format!("POST {ready}/restore"), r#"{"restore":{}}"#, "cinder-backup could not be found");
    let used = harness.id("web-assets");
    harness.check(400, "POST /backups", &format!(r#"{{"backup":{{"volume_id":"{used}"}}}}"#), "must use the force flag");
}
