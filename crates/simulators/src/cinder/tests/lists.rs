//! Pages, order, filters.

use serde_json::Value;

use super::super::{Options, Seed};
use super::{SimHarness, demo};

fn names(list: &Value) -> Vec<String> {
    list["volumes"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn pages_follow_each_other_by_marker() {
    let mut harness = SimHarness::of("alice", "storage", Options { seed: Seed::Many(250), ..Options::default() });
    let everything = harness.json(200, "GET /volumes?with_count=true", "");
    let total = everything["volumes"].as_array().unwrap().len();
    assert_eq!(everything["count"].as_u64(), Some(total as u64));
    let (mut seen, mut next) = (Vec::new(), "limit=50&sort=name:asc".to_owned());
    loop {
        let page = harness.json(200, &format!("GET /volumes/detail?{next}"), "");
        seen.extend(names(&page));
        let Some(link) = page["volumes_links"][0]["href"].as_str() else { break };
        assert!(link.starts_with("http://cloud:8776/volume/v3/"), "{link}");
        next = link.split_once('?').unwrap().1.to_owned();
    }
    assert_eq!(seen.len(), total);
    assert!(seen.is_sorted(), "null comes first");
    assert_eq!(names(&harness.json(200, "GET /volumes?limit=0", "")).len(), 0);
    // A full page has a link even where nothing follows.
    let whole = harness.json(200, &format!("GET /volumes?limit={total}"), "");
    assert!(whole["volumes_links"].is_array());
    harness.check(400, "GET /volumes?limit=-1", "", "limit param must be");
    harness.check(400, "GET /volumes?limit=x", "", "limit param must be");
    harness.check(404, "GET /volumes?marker=none", "", "could not be found");
    harness.version = "volume 3.44".into();
    assert!(harness.json(200, "GET /volumes?limit=1&with_count=true", "")["count"].is_null());
}

#[test]
fn lists_are_sorted_as_asked() {
    let mut harness = demo();
    let mut sizes = |query: &str| -> Vec<i64> {
        let list = harness.json(200, &format!("GET /volumes/detail?{query}"), "");
        list["volumes"].as_array().unwrap().iter().filter_map(|one| one["size"].as_i64()).collect()
    };
    assert!(sizes("sort=size:asc").is_sorted());
    assert!(sizes("sort_key=size&sort_dir=desc").is_sorted_by(|a, b| a >= b));
    let newest = harness.json(200, "GET /volumes/detail?limit=2", "");
    assert!(newest["volumes"][0]["created_at"].as_str() >= newest["volumes"][1]["created_at"].as_str());
    harness.check(400, "GET /volumes?sort=colour", "", "Invalid sort key");
    harness.check(400, "GET /volumes?sort=name:up", "", "Unknown sort direction");
}

#[test]
fn members_filter_by_few_keys_and_administrators_by_any() {
    let mut harness = demo();
    let mut count = |query: &str| names(&harness.json(200, &format!("GET /volumes/detail?{query}"), "")).len();
    assert_eq!(count("name=uploads"), 1);
    assert_eq!(count("name=UPLOADS"), 0);
    assert_eq!(count("status=error"), 1);
    assert_eq!(count("metadata=%7B%22team%22%3A%22data%22%7D"), 3);
    assert_eq!(count("created_at=gte:2020-01-01T00:00:00,lt:2021-01-01T00:00:00"), 0);
    assert_eq!(count("all_tenants=1&project_id=x"), count("limit=1000"), "dropped without a word");
    assert!(count("bootable=true") >= 2);
    harness.check(400, "GET /volumes?name~=up", "", "Invalid filters name~ are found in query options.");
    harness.check(400, "GET /volumes?size~=1", "", "Invalid filters");
    harness.check(400, "GET /volumes?bootable=maybe", "", "bootable = maybe");
    harness.check(400, "GET /volumes?created_at=foo:2020-01-01T00:00:00", "", "Invalid foo operator");
    assert!(harness.json(200, "GET /resource_filters?resource=volume", "").to_string().contains("consumes_quota"));
    let mut root = SimHarness::of("root", "storage", Options::default());
    assert_eq!(names(&root.json(200, "GET /volumes?name~=pg-", "")).len(), 3);
    assert_eq!(names(&root.json(200, "GET /volumes?colour=red", "")).len(), 0);
    let own = names(&root.json(200, "GET /volumes", "")).len();
    assert_eq!(names(&root.json(200, "GET /volumes?all_tenants=1", "")).len(), own + 10);
}

#[test]
fn another_projects_volume_is_not_there_for_members() {
    let mut harness = demo();
    let volume = harness.path("volumes", "feature-store");
    harness.check(404, &format!("GET {volume}"), "", "could not be found");
    assert!(!names(&harness.json(200, "GET /volumes", "")).contains(&"feature-store".to_owned()));
    let mut root = SimHarness::of("root", "storage", Options::default());
    root.json(200, &format!("GET {volume}"), "");
}

#[test]
fn the_second_region_has_volumes_of_its_own() {
    let mut harness = demo();
    let here = harness.json(200, "GET /volumes", "");
    harness.root = "volume-two";
    let there = names(&harness.json(200, "GET /volumes?sort=name:asc", ""));
    assert_eq!(there, ["dr-mail-spool", "dr-pg-main", "dr-rehearsal"]);
    assert!(!names(&here).contains(&there[0]));
    let quotas = harness.json(200, &format!("GET /os-quota-sets/{}?usage=true", harness.project), "");
    assert_eq!(quotas["quota_set"]["volumes"]["in_use"], 3);
}

#[test]
fn a_summary_adds_up() {
    let mut harness = demo();
    let summary = harness.json(200, "GET /volumes/summary", "");
    let count = names(&harness.json(200, "GET /volumes", "")).len();
    assert_eq!(summary["volume-summary"]["total_count"].as_u64(), Some(count as u64));
    assert!(summary["volume-summary"]["metadata"]["env"].as_array().unwrap().len() > 1);
}

#[test]
fn text_beyond_ascii_is_escaped() {
    let mut harness = demo();
    let response = harness.answer("GET /volumes?name=cr%C3%A8me-br%C3%BBl%C3%A9e", "");
    let text = String::from_utf8(response.body).unwrap();
    assert!(text.is_ascii() && text.contains(r"cr\u00e8me-br\u00fbl\u00e9e") && text.contains("\", \""), "{text}");
}
