//! Quotas and their refusals.

use super::super::{Options, PROJECT_ANALYTICS, PROJECT_STORAGE};
use super::{SimHarness, demo, header};

#[test]
fn a_full_project_is_refused_with_retry_after_0() {
    let mut harness = SimHarness::of("alice", "analytics", Options::default());
    let response = harness.answer("POST /volumes", r#"{"volume":{"size":1}}"#);
    assert_eq!((response.status, header(&response, "Retry-After")), (413, "0"));
    let text = String::from_utf8_lossy(&response.body).into_owned();
    assert!(
        text.contains("VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'.")
            && text.contains("\"retryAfter\": \"0\""),
        "{text}"
    );
    harness.check(413, "POST /volumes", r#"{"volume":{"size":100}}"#, "Requested 100G, quota is 1000G and 970G has been consumed.");
    let volume = harness.path("volumes", "notebook-1");
    harness.check(413, &format!("POST {volume}/action"), r#"{"os-extend":{"new_size":60}}"#, "VolumeSizeExceedsAvailableQuota");
    assert_eq!(harness.status(&volume), "available");
    let id = harness.id("feature-store");
    harness.check(413, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}"}}}}"#), "quota is 1000G");
}

#[test]
fn usage_counts_volumes_snapshots_and_what_grows() {
    let mut harness = SimHarness::of("alice", "analytics", Options::default());
    let read = |harness: &mut SimHarness, name: &str| -> i64 {
        let set = harness.json(200, &format!("GET /os-quota-sets/{PROJECT_ANALYTICS}?usage=true"), "");
        set["quota_set"][name]["in_use"].as_i64().unwrap()
    };
    assert_eq!((read(&mut harness, "volumes"), read(&mut harness, "gigabytes")), (10, 970));
    let volume = harness.path("volumes", "notebook-1");
    harness.json(202, &format!("POST {volume}/action"), r#"{"os-extend":{"new_size":22}}"#);
    assert_eq!(read(&mut harness, "gigabytes"), 972, "before it has grown");
    let id = harness.id("scratch");
    harness.json(202, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}"}}}}"#));
    assert_eq!((read(&mut harness, "snapshots"), read(&mut harness, "gigabytes")), (1, 982));
    harness.wait();
    assert_eq!(harness.read(&volume)["size"], 22);
    let limits = harness.json(200, "GET /limits", "");
    assert_eq!(limits["limits"]["absolute"]["totalGigabytesUsed"], 982);
    assert_eq!(limits["limits"]["absolute"]["maxTotalVolumes"], 10);
}

#[test]
fn members_read_their_own_quotas_and_administrators_set_them() {
    let mut harness = demo();
    harness.check(403, &format!("GET /os-quota-sets/{PROJECT_ANALYTICS}"), "", "volume_extension:quotas:show");
    harness.check(403, &format!("PUT /os-quota-sets/{PROJECT_STORAGE}"), r#"{"quota_set":{"volumes":1}}"#, "quotas:update");
    assert_eq!(harness.json(200, &format!("GET /os-quota-sets/{PROJECT_STORAGE}/defaults"), "")["quota_set"]["volumes"], 10);
    let mut root = SimHarness::of("root", "storage", Options::default());
    let line = format!("PUT /os-quota-sets/{PROJECT_ANALYTICS}");
    root.check(400, &line, r#"{"quota_set":{"volumes":9}}"#, "must be equal or greater than existing resources. Current usage is 10");
    let set = root.json(200, &line, r#"{"quota_set":{"volumes":20,"per_volume_gigabytes":5}}"#);
    assert_eq!((&set["quota_set"]["volumes"], &set["quota_set"]["id"]), (&20.into(), &serde_json::Value::Null));
    root.sign_in("alice", "analytics");
    root.check(
        413,
        "POST /volumes",
        r#"{"volume":{"size":6}}"#,
        "VolumeSizeExceedsLimit: Requested volume size 6G is larger than maximum allowed limit 5G.",
    );
    root.json(202, "POST /volumes", r#"{"volume":{"size":"5"}}"#);
}
