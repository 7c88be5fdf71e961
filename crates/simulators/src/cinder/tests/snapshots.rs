//! Snapshots, going back to one, and backups.

use serde_json::json;

use super::demo;

#[test]
fn a_snapshot_lives_from_creation_to_deletion() {
    let mut bench = demo();
    let id = bench.id("wiki-search");
    let made = bench.json(202, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}","name":"s","metadata":{{"a":"b"}}}}}}"#));
    assert_eq!((&made["snapshot"]["size"], &made["snapshot"]["status"]), (&json!(5), &json!("creating")));
    assert!(made["snapshot"].get("links").is_none());
    let snapshot = format!("/snapshots/{}", made["snapshot"]["id"].as_str().unwrap());
    bench.check(400, &format!("DELETE {snapshot}"), "", "Snapshot status must be available or error");
    bench.wait();
    assert_eq!(bench.read(&snapshot)["os-extended-snapshot-attributes:progress"], "100%");
    bench.json(200, &format!("PUT {snapshot}"), r#"{"snapshot":{"name":"t"}}"#);
    bench.json(200, &format!("PUT {snapshot}/metadata"), r#"{"metadata":{}}"#);
    assert_eq!(bench.read(&snapshot)["name"], "t");
    bench.json(202, &format!("DELETE {snapshot}"), "");
    bench.wait();
    bench.json(404, &format!("GET {snapshot}"), "");
}

#[test]
fn a_volume_in_use_wants_force_until_it_does_not() {
    let mut bench = demo();
    let id = bench.id("web-assets");
    let body = |more: &str| format!(r#"{{"snapshot":{{"volume_id":"{id}"{more}}}}}"#);
    bench.check(400, "POST /snapshots", &body(r#","force":false"#), "force");
    bench.json(202, "POST /snapshots", &body(""));
    bench.version = "volume 3.65".into();
    bench.check(400, "POST /snapshots", &body(""), "must be available, but current status is: in-use");
    bench.json(202, "POST /snapshots", &body(r#","force":true"#));
    for name in ["lost-lun", "half-attached", "handover-2026", "metrics-tsdb", "san-migration"] {
        let id = bench.id(name);
        bench.json(400, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}","force":true}}}}"#));
    }
}

#[test]
fn a_volume_goes_back_to_its_newest_snapshot_only() {
    let mut bench = demo();
    let volume = bench.path("volumes", "golden-image");
    let newest = bench.id("golden-image v3");
    let revert = |id: &str| format!(r#"{{"revert":{{"snapshot_id":"{id}"}}}}"#);
    bench.json(202, &format!("POST {volume}/action"), &revert(&newest));
    assert_eq!(bench.status(&volume), "reverting");
    assert_eq!(bench.status(&format!("/snapshots/{newest}")), "restoring");
    bench.wait();
    assert_eq!(bench.status(&volume), "available");
    let uploads = bench.path("volumes", "uploads");
    let older = bench.id("uploads 2026-10");
    bench.check(400, &format!("POST {uploads}/action"), &revert(&older), "must be equal to the snapshot size");
    let used = bench.path("volumes", "web-assets");
    let weekly = bench.id("web-assets weekly");
    bench.check(409, &format!("POST {used}/action"), &revert(&weekly), "Volume's status must be 'available'.");
    bench.check(400, &format!("POST {volume}/action"), &revert(&weekly), "not the latest one");
    let bare = bench.path("volumes", "wiki-search");
    bench.check(400, &format!("POST {bare}/action"), &revert(&weekly), "doesn't have any snapshots");
}

#[test]
fn a_backup_fails_where_there_is_no_service() {
    let mut bench = demo();
    let (id, volume) = (bench.id("wiki-search"), bench.path("volumes", "wiki-search"));
    let made = bench.json(202, "POST /backups", &format!(r#"{{"backup":{{"volume_id":"{id}","name":"b"}}}}"#));
    assert_eq!(bench.status(&volume), "backing-up");
    let backup = format!("/backups/{}", made["backup"]["id"].as_str().unwrap());
    bench.wait();
    let shown = bench.read(&backup);
    assert_eq!((&shown["status"], &shown["fail_reason"]), (&json!("error"), &json!("Service not found for creating backup.")));
    assert_eq!(bench.status(&volume), "available");
    let id = made["backup"]["id"].as_str().unwrap();
    bench.check(200, &format!("GET /messages?resource_uuid={id}"), "", "VOLUME_VOLUME_BACKUP_013_024");
    bench.check(404, &format!("DELETE {backup}"), "", "cinder-backup could not be found");
    let ready = bench.path("backups", "uploads offsite");
    bench.check(404, &format!("POST {ready}/restore"), r#"{"restore":{}}"#, "cinder-backup could not be found");
    let used = bench.id("web-assets");
    bench.check(400, "POST /backups", &format!(r#"{{"backup":{{"volume_id":"{used}"}}}}"#), "must use the force flag");
}
