//! Pages and filters.

use super::super::{ApiVersion, ORGANIZATION, PROJECT, Seed};
use super::{PAR1, SimHarness, demo, header};

#[test]
fn a_page_after_the_last_one_is_empty() {
    let mut harness = SimHarness::new(ApiVersion::Current, Seed::Many(300));
    let line = |page: usize| format!("GET {PAR1}/volumes?page={page}&page_size=100&order_by=created_at_asc");
    let mut seen = Vec::new();
    for page in 1.. {
        let response = harness.json(200, &line(page), "");
        let items = response["volumes"].as_array().unwrap().clone();
        if items.is_empty() {
            assert_eq!(response["total_count"].as_u64(), Some(seen.len() as u64));
            break;
        }
        seen.extend(items.into_iter().map(|item| item["id"].clone()));
    }
    assert!(seen.len() > 200);
    let old = SimHarness::new(ApiVersion::Legacy, Seed::Many(120)).answer("GET /volumes?page=2&per_page=100", "");
    assert_eq!(header(&old, "X-Total-Count"), "133");
    let response = harness.answer("GET /instance/v1/zones/fr-par-1/volumes?per_page=2&page=2&name=root", "");
    assert_eq!(
        (header(&response, "X-Total-Count"), header(&response, "Link")),
        ("3", "</volumes?page=2&per_page=2&name=root>; rel=\"last\"")
    );
    let response = harness.answer("GET /instance/v1/zones/fr-par-1/volumes?per_page=2", "");
    assert_eq!(header(&response, "Link"), "</volumes?page=2&per_page=2>; rel=\"next\",</volumes?page=2&per_page=2>; rel=\"last\"");
    harness.check(400, &format!("GET {PAR1}/volumes?page_size=101"), "", "page_size");
    harness.check(400, &format!("GET {PAR1}/volumes?page=0"), "", "invalid_arguments");
    harness.check(400, &format!("GET {PAR1}/volumes?order_by=size"), "", "order_by");
    let head = SimHarness::new(ApiVersion::Legacy, Seed::Demo).answer("HEAD /volumes", "");
    assert_eq!((head.body.len(), header(&head, "X-Total-Count")), (0, "13"));
}

#[test]
fn lists_are_filtered() {
    let mut harness = demo();
    let mut count = |query: &str| harness.json(200, &format!("GET {PAR1}/volumes?{query}"), "")["total_count"].as_u64().unwrap();
    let all = count("");
    assert_eq!(count("name=pg-main"), 2);
    assert_eq!(count("tags=keep&tags=ci"), 2);
    assert_eq!(count(&format!("project_id={PROJECT}")), 7);
    assert_eq!(count("volume_type=sbs_15k") + count("volume_type=sbs_5k"), all);
    assert_eq!(harness.json(200, "GET /block/v1/zones/pl-waw-3/volumes?include_deleted=True", "")["total_count"], 2);
    let web = harness.id("web-1");
    assert_eq!(harness.json(200, &format!("GET {PAR1}/volumes?product_resource_id={web}"), "")["total_count"], 2);
    let volume = harness.id("web-assets");
    assert_eq!(harness.json(200, &format!("GET {PAR1}/snapshots?volume_id={volume}"), "")["snapshots"][0]["name"], "web-assets weekly");
    harness.json(200, "GET /block/v1alpha1/zones/fr-par-1/volumes", "");
    assert_eq!(harness.json(200, &format!("GET /account/v3/projects?organization_id={ORGANIZATION}"), "")["total_count"], 3);
    harness.check(400, "GET /account/v3/projects", "", "organization_id");
    harness.check(400, "GET /block/v1/zones/it-mil-1/volumes", "", "zone");
    harness.json(404, "GET /v1/volumes", "");
    harness.json(405, &format!("PUT {PAR1}/volumes"), "");
}
