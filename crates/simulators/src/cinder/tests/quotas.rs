//! Quotas and their refusals.

use super::super::{Options, PROJECT_ANALYTICS, PROJECT_STORAGE};
use super::{Bench, demo, header};

#[test]
fn a_full_project_is_told_to_try_again_at_once_and_never_should() {
    let mut bench = Bench::of("alice", "analytics", Options::default());
    let answer = bench.answer("POST /volumes", r#"{"volume":{"size":1}}"#);
    assert_eq!((answer.status, header(&answer, "Retry-After")), (413, "0"));
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(
        text.contains("VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'.")
            && text.contains("\"retryAfter\": \"0\""),
        "{text}"
    );
    bench.check(413, "POST /volumes", r#"{"volume":{"size":100}}"#, "Requested 100G, quota is 1000G and 970G has been consumed.");
    let volume = bench.path("volumes", "notebook-1");
    bench.check(413, &format!("POST {volume}/action"), r#"{"os-extend":{"new_size":60}}"#, "VolumeSizeExceedsAvailableQuota");
    assert_eq!(bench.status(&volume), "available");
    let id = bench.id("feature-store");
    bench.check(413, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}"}}}}"#), "quota is 1000G");
}

#[test]
fn usage_counts_volumes_snapshots_and_what_grows() {
    let mut bench = Bench::of("alice", "analytics", Options::default());
    let read = |bench: &mut Bench, name: &str| -> i64 {
        let set = bench.json(200, &format!("GET /os-quota-sets/{PROJECT_ANALYTICS}?usage=true"), "");
        set["quota_set"][name]["in_use"].as_i64().unwrap()
    };
    assert_eq!((read(&mut bench, "volumes"), read(&mut bench, "gigabytes")), (10, 970));
    let volume = bench.path("volumes", "notebook-1");
    bench.json(202, &format!("POST {volume}/action"), r#"{"os-extend":{"new_size":22}}"#);
    assert_eq!(read(&mut bench, "gigabytes"), 972, "before it has grown");
    let id = bench.id("scratch");
    bench.json(202, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}"}}}}"#));
    assert_eq!((read(&mut bench, "snapshots"), read(&mut bench, "gigabytes")), (1, 982));
    bench.wait();
    assert_eq!(bench.read(&volume)["size"], 22);
    let limits = bench.json(200, "GET /limits", "");
    assert_eq!(limits["limits"]["absolute"]["totalGigabytesUsed"], 982);
    assert_eq!(limits["limits"]["absolute"]["maxTotalVolumes"], 10);
}

#[test]
fn quotas_are_read_by_ones_own_and_set_by_administrators() {
    let mut bench = demo();
    bench.check(403, &format!("GET /os-quota-sets/{PROJECT_ANALYTICS}"), "", "volume_extension:quotas:show");
    bench.check(403, &format!("PUT /os-quota-sets/{PROJECT_STORAGE}"), r#"{"quota_set":{"volumes":1}}"#, "quotas:update");
    assert_eq!(bench.json(200, &format!("GET /os-quota-sets/{PROJECT_STORAGE}/defaults"), "")["quota_set"]["volumes"], 10);
    let mut root = Bench::of("root", "storage", Options::default());
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
