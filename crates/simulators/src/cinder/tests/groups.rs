//! Groups, their members, and snapshots of all of them.

use serde_json::{Value, json};

use super::super::Options;
use super::{SimHarness, demo};

fn group(harness: &mut SimHarness, types: &Value) -> String {
    let kind = harness.id("loose");
    let body = json!({"group": {"name": "g", "group_type": kind, "volume_types": types}});
    let made = harness.json(202, "POST /groups", &body.to_string());
    assert_eq!(made["group"].as_object().unwrap().len(), 2, "only id and name");
    harness.wait();
    format!("/groups/{}", made["group"]["id"].as_str().unwrap())
}

#[test]
fn a_group_takes_volumes_in_and_lets_them_go() {
    let mut harness = demo();
    let made = group(&mut harness, &json!(["__DEFAULT__", "luks"]));
    let shown = harness.read(&made);
    assert_eq!((&shown["status"], shown.get("updated_at"), shown.get("volumes")), (&json!("available"), None, None));
    let (a, b) = (harness.id("build-cache"), harness.id("web-assets"));
    harness.json(202, &format!("PUT {made}"), &format!(r#"{{"group":{{"add_volumes":"{a},{b}"}}}}"#));
    assert_eq!(harness.status(&made), "updating");
    harness.wait();
    let listed = harness.read(&format!("{made}?list_volume=true"));
    assert_eq!(listed["volumes"].as_array().unwrap().len(), 2);
    harness.check(400, &format!("DELETE /volumes/{a}"), "", "belong to a group");
    harness.check(400, &format!("POST /volumes/{a}/action"), r#"{"os-retype":{"new_type":"luks"}}"#, "Retype needs volume");
    harness.json(202, &format!("PUT {made}"), &format!(r#"{{"group":{{"name":"h","remove_volumes":"{a}"}}}}"#));
    harness.wait();
    assert_eq!((&harness.read(&made)["name"], &harness.read(&format!("/volumes/{a}"))["group_id"]), (&json!("h"), &Value::Null));
    harness.check(400, &format!("PUT {made}"), r#"{"group":{"name":"h"}}"#, "no valid name, description");
    for (name, words) in [
        ("kafka-log-0", "already in group"),
        ("uploads", "is not supported by the group"),
        ("lost-lun", "is not supported by the group"),
        ("metrics-tsdb", "invalid state: extending"),
        ("feature-store", "volume cannot be found"),
    ] {
        let id = harness.id(name);
        harness.check(400, &format!("PUT {made}"), &format!(r#"{{"group":{{"add_volumes":"{id}"}}}}"#), words);
    }
    harness.check(400, &format!("PUT {made}"), &format!(r#"{{"group":{{"remove_volumes":"{a}"}}}}"#), "it is not in the group");
    harness.version = "volume 3.24".into();
    assert!(harness.read(&format!("{made}?list_volume=true")).get("volumes").is_none());
}

#[test]
fn a_volume_of_another_back_end_is_not_local() {
    let mut harness = demo();
    let made = group(&mut harness, &json!(["__DEFAULT__", "fast-ssd"]));
    assert_eq!(harness.status(&made), "error", "no back end has both");
    let made = group(&mut harness, &json!(["capacity"]));
    let id = harness.id("uploads");
    harness.json(202, &format!("PUT {made}"), &format!(r#"{{"group":{{"add_volumes":"{id}"}}}}"#));
}

#[test]
fn the_reserved_group_type_cannot_be_used() {
    let mut harness = demo();
    let kind = harness.id("default_cgsnapshot_type");
    let body = json!({"group": {"group_type": kind, "volume_types": ["__DEFAULT__"]}});
    harness.check(400, "POST /groups", &body.to_string(), "is reserved for migrating CGs");
    let body = json!({"group": {"group_type": "loose", "volume_types": []}});
    harness.check(400, "POST /groups", &body.to_string(), "should be non-empty");
    let body = json!({"group": {"group_type": "none", "volume_types": ["__DEFAULT__"]}});
    harness.check(404, "POST /groups", &body.to_string(), "Group type with name none could not be found.");
}

#[test]
fn a_volume_is_made_within_a_group_of_its_types() {
    let mut harness = demo();
    let id = harness.id("sandbox");
    let body = |more: &str| format!(r#"{{"volume":{{"size":1,"group_id":"{id}"{more}}}}}"#);
    harness.check(400, "POST /volumes", &body(""), "volume_type must be provided when creating a volume in a group.");
    harness.check(400, "POST /volumes", &body(r#","volume_type":"fast-ssd""#), "requested type must be supported by this group");
    assert_eq!(harness.json(202, "POST /volumes", &body(r#","volume_type":"__DEFAULT__""#))["volume"]["group_id"], json!(id));
}

#[test]
fn a_group_is_deleted_by_an_action() {
    let mut harness = demo();
    let sandbox = harness.path("groups", "sandbox");
    let member = harness.path("volumes", "sandbox-a");
    harness.check(500, &format!("DELETE {sandbox}"), "", "computeFault");
    let with = |yes: bool| format!(r#"{{"delete":{{"delete-volumes":{yes}}}}}"#);
    harness.check(400, &format!("POST {sandbox}/action"), &with(false), "still contains volumes");
    for (name, words) in [("postgres", "existing snapshots"), ("wiki", "dependent snapshots")] {
        let path = harness.path("groups", name);
        harness.check(400, &format!("POST {path}/action"), &with(true), words);
    }
    harness.json(202, &format!("POST {sandbox}/action"), &with(true));
    assert_eq!((harness.status(&sandbox), harness.status(&member)), ("deleting".into(), "deleting".into()));
    harness.now += 700;
    assert_eq!(harness.status(&member), "deleted");
    harness.wait();
    harness.json(404, &format!("GET {sandbox}"), "");
    harness.json(404, &format!("GET {member}"), "");
    let empty = harness.path("groups", "empty-group");
    harness.json(202, &format!("POST {empty}/action"), &with(false));
}

#[test]
fn a_group_snapshot_holds_one_of_each_member() {
    let mut harness = demo();
    let (sandbox, empty) = (harness.id("sandbox"), harness.id("empty-group"));
    harness.check(
        400,
        "POST /group_snapshots",
        &format!(r#"{{"group_snapshot":{{"group_id":"{empty}"}}}}"#),
        "Source group cannot be empty",
    );
    let made = harness.json(202, "POST /group_snapshots", &format!(r#"{{"group_snapshot":{{"group_id":"{sandbox}","name":"gs"}}}}"#));
    let id = made["group_snapshot"]["id"].as_str().unwrap().to_owned();
    harness.wait();
    assert_eq!(harness.status(&format!("/group_snapshots/{id}")), "available");
    let parts = harness.json(200, "GET /snapshots/detail?name=gs", "");
    let parts = parts["snapshots"].as_array().unwrap().clone();
    assert_eq!((parts.len(), &parts[0]["group_snapshot_id"]), (2, &json!(id)));
    let part = parts[0]["id"].as_str().unwrap();
    harness.check(400, &format!("DELETE /snapshots/{part}"), "", "must not be part of a group");

    let made = harness.json(202, "POST /groups/action", &format!(r#"{{"create-from-src":{{"name":"copy","group_snapshot_id":"{id}"}}}}"#));
    let copy = format!("/groups/{}", made["group"]["id"].as_str().unwrap());
    harness.check(400, &format!("DELETE /group_snapshots/{id}"), "", "using it as source");
    harness.wait();
    let shown = harness.read(&format!("{copy}?list_volume=true"));
    assert_eq!((&shown["status"], &shown["group_snapshot_id"]), (&json!("available"), &json!(id)));
    let member = harness.read(&format!("/volumes/{}", shown["volumes"][0].as_str().unwrap()));
    assert_eq!((&member["name"], member["snapshot_id"].is_string()), (&Value::Null, true));
    harness.json(202, &format!("DELETE /group_snapshots/{id}"), "");
    harness.wait();
    harness.json(404, &format!("GET /snapshots/{part}"), "");
    let made = harness.json(202, "POST /groups/action", &format!(r#"{{"create-from-src":{{"source_group_id":"{sandbox}"}}}}"#));
    assert_eq!(made["group"]["name"], Value::Null);
    let body = format!(r#"{{"create-from-src":{{"source_group_id":"{sandbox}","group_snapshot_id":"{sandbox}"}}}}"#);
    harness.check(400, "POST /groups/action", &body, "is not valid under any of the given schemas");
}

#[test]
fn administrators_make_types_and_reset_groups() {
    let mut root = SimHarness::of("root", "storage", Options::default());
    root.json(202, "POST /group_types", r#"{"group_type":{"name":"new"}}"#);
    root.check(409, "POST /group_types", r#"{"group_type":{"name":"new"}}"#, "already exists");
    root.json(200, "POST /types", r#"{"volume_type":{"name":"t","extra_specs":{"volume_backend_name":"nvme"}}}"#);
    root.check(409, "POST /types", r#"{"volume_type":{"name":"t"}}"#, "already exists");
    let stuck = root.path("groups", "undeletable");
    root.json(202, &format!("POST {stuck}/action"), r#"{"reset_status":{"status":"available"}}"#);
    assert_eq!(root.status(&stuck), "available");
    assert!(root.read(&stuck)["project_id"].is_string());
    let snapshot = root.path("group_snapshots", "kafka stuck");
    root.json(202, &format!("POST {snapshot}/action"), r#"{"reset_status":{"status":"error"}}"#);
    root.json(202, &format!("DELETE {snapshot}"), "");
}
