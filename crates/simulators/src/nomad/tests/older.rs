//! The servers of 2020: 0.11.3 and 0.12.12.

use super::{ApiVersion, Seed, SimHarness};

const VOLUME: &str =
    r#"{"Volumes":[{"ID":"new","PluginID":"ceph-rbd","ExternalID":"e","AccessMode":"single-node-writer","AttachmentMode":"file-system"}]}"#;

#[test]
fn responses_of_0_12() {
    SimHarness::new(ApiVersion::V012, false, Seed::Demo).checks(&[
        ("GET /v1/volumes", 200, &["\n[]"]),
        ("GET /v1/volumes?type=host", 200, &["!X-Nomad", "!Content-Type", "![", "!{"]),
        (
            "GET /v1/volumes?type=csi",
            200,
            &["X-Nomad-Index", "\"CurrentWriters\":1", "\"Topologies\":[]", "!ControllerRequired", "!ResourceExhausted", "!CreateTime"],
        ),
        ("GET /v1/volumes?type=csi&namespace=*", 200, &["\n[]"]),
        ("GET /v1/volumes?type=csi&prefix=graf&per_page=1&filter=%28", 200, &["prometheus", "!X-Nomad-NextToken"]),
        ("GET /v1/volumes?type=csi&plugin_id=aws-ebs0", 200, &["prometheus", "!ceph-rbd"]),
        ("GET /v1/volume/csi/gone", 404, &["volume not found", "!Content-Type"]),
        (
            "GET /v1/volume/csi/prom",
            200,
            &[
                "\"ID\":\"prometheus\"",
                "\"ReadAllocs\":null",
                "\"WriteAllocs\":null",
                "\"Allocations\":[{",
                "\"MountOptions\":null",
                "!Capacity",
                "!PastClaims",
            ],
        ),
        ("GET /v1/namespaces", 501, &["Nomad Enterprise only endpoint"]),
        ("GET /v1/agent/self", 200, &["\"Version\":\"0.12.12\""]),
        ("GET /v1/plugin/csi/ceph-rbd", 200, &["\"SupportsListVolumes\":true", "!SupportsExpand\":true,\"SupportsGet", "!SupportsClone"]),
        ("GET /v1/nodes", 200, &["!NodePool", "!disconnected"]),
        ("GET /v1/node/pools", 404, &[]),
        ("GET /v1/volumes/external?plugin_id=ceph-rbd", 404, &[]),
        ("GET /v1/volumes/snapshot?plugin_id=ceph-rbd", 404, &[]),
        ("PUT /v1/volume/csi/x/create\n\n{}", 404, &["resource not found"]),
        ("PUT /v1/volume/host/create\n\n{}", 404, &[]),
        ("PUT /v1/volumes", 400, &["EOF"]),
        ("PUT /v1/volumes\n\n{}", 500, &["missing volume definition"]),
        (
            "PUT /v1/volumes\n\n{\"Volumes\":[{}]}",
            500,
            &["validation: missing volume id, missing plugin id, missing access mode, missing attachment mode"],
        ),
        (&format!("PUT /v1/volume/csi/new\n\n{VOLUME}"), 200, &["!{", "!Content-Type"]),
        (&format!("PUT /v1/volume/csi/new\n\n{}", VOLUME.replace("\"e\"", "\"f\"")), 500, &["volume exists: new"]),
        (&format!("PUT /v1/volume/csi/new\n\n{VOLUME}"), 200, &[]),
        ("GET /v1/volume/csi/new", 200, &["\"AccessMode\":\"single-node-writer\""]),
    ]);
}

#[test]
fn deregister_takes_the_first_id_that_begins_so() {
    for api_version in [ApiVersion::V011, ApiVersion::V012] {
        let mut harness = SimHarness::new(api_version, false, Seed::Demo);
        harness.checks(&[
            ("DELETE /v1/volume/csi/prometheus", 500, &["volume in use: prometheus"]),
            ("DELETE /v1/volume/csi/prometheus-arch", 200, &[]),
            ("GET /v1/volumes?type=csi", 200, &["\"prometheus\"", "!prometheus-archive"]),
            ("DELETE /v1/volume/csi/zzz", 500, &["volume not found: zzz"]),
        ]);
    }
}

#[test]
fn force_and_detach_came_with_0_12() {
    let mut old = SimHarness::new(ApiVersion::V011, false, Seed::Demo);
    let node = old.node("fra1-store-01");
    old.checks(&[
        ("DELETE /v1/volume/csi/grafana?force=true", 500, &["volume in use: grafana"]),
        ("DELETE /v1/volume/csi/grafana?force=x", 500, &["volume in use"]),
        (&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 404, &["resource not found"]),
        ("PUT /v1/volumes\n\n{}", 405, &["Invalid method"]),
        ("GET /v1/agent/self", 200, &["0.11.3"]),
    ]);
    let mut new = SimHarness::new(ApiVersion::V012, false, Seed::Demo);
    new.check("DELETE /v1/volume/csi/grafana?force=true", 200, &[]);
    new.check(&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 200, &[]);
    new.pass(6_000);
    new.check("GET /v1/volume/csi/gitlab-data", 200, &["\"Allocations\":[]", "\"AccessMode\":\"single-node-writer\""]);
}

#[test]
fn the_raw_struct_of_0_11() {
    let mut harness = SimHarness::new(ApiVersion::V011, false, Seed::Demo);
    let volume = harness.json("GET /v1/volume/csi/gitlab-data");
    assert!(volume.get("Allocations").is_none() && volume["PastClaims"].is_object() && volume["Context"].is_object(), "{volume}");
    let allocs = volume["WriteAllocs"].as_object().expect("a map");
    assert_eq!(allocs.values().next().expect("one")["Job"]["ID"], "gitlab");
    let ended = harness.json("GET /v1/volume/csi/grafana");
    assert!(ended["WriteAllocs"].as_object().expect("a map").values().all(serde_json::Value::is_null), "{ended}");
}

#[test]
fn a_volume_in_use_cannot_be_registered_again() {
    let mut harness = SimHarness::new(ApiVersion::V012, false, Seed::Demo);
    let external = harness.json("GET /v1/volume/csi/gitlab-data")["ExternalID"].as_str().expect("id").to_owned();
    let again = VOLUME.replace("\"new\"", "\"gitlab-data\"").replace("\"e\"", &format!("\"{external}\""));
    harness.check(&format!("PUT /v1/volumes\n\n{again}"), 500, &["volume exists: gitlab-data"]);
}
