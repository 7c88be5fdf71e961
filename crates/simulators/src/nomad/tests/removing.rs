//! Deregister, delete and detach.

use super::{ApiVersion, Seed, SimHarness};

#[test]
fn volumes_in_use_are_neither_deregistered_nor_deleted() {
    let mut harness = SimHarness::demo();
    harness.checks(&[
        ("DELETE /v1/volume/csi/gone", 500, &["volume not found: gone"]),
        ("DELETE /v1/volume/csi/prom", 500, &["volume not found: prom"]),
        ("DELETE /v1/volume/csi/gitlab-data", 500, &["volume in use: gitlab-data"]),
        ("DELETE /v1/volume/csi/gitlab-data?force=true", 500, &["volume in use: gitlab-data"]),
        ("DELETE /v1/volume/csi/grafana", 500, &["volume in use: grafana"]),
        ("DELETE /v1/volume/csi/grafana?force=please", 400, &["invalid force value"]),
        ("DELETE /v1/volume/csi/gone/delete", 500, &["volume not found: gone"]),
        ("DELETE /v1/volume/csi/データ共有/delete", 500, &["plugin \"nfs\" for volume \"データ共有\" not found"]),
        ("DELETE /v1/volume/csi/jenkins-home/delete", 500, &["no controllers available"]),
    ]);
    for call in [
        "DELETE /v1/volume/csi/grafana?force=true",
        "DELETE /v1/volume/csi/prometheus-archive",
        "DELETE /v1/volume/csi/discount-50%25/delete",
    ] {
        harness.check(call, 200, &["X-Nomad-Index: 100", "!Content-Type"]);
        assert!(harness.answer(call).status == 500, "{call}: it is gone");
    }
    harness.check("GET /v1/volumes?type=csi", 200, &["X-Nomad-Index: 1003", "!grafana", "!prometheus-archive", "!discount-50"]);
}

#[test]
fn only_deregistering_leaves_the_storage() {
    let mut harness = SimHarness::demo();
    let external = |harness: &mut SimHarness, id: &str| {
        harness.json(&format!("GET /v1/volume/csi/{id}"))["ExternalID"].as_str().expect("id").to_owned()
    };
    let (kept, lost) = (external(&mut harness, "prometheus-archive"), external(&mut harness, "discount-50%25"));
    harness.check("DELETE /v1/volume/csi/prometheus-archive", 200, &[]);
    harness.check("DELETE /v1/volume/csi/discount-50%25/delete", 200, &[]);
    harness.check("GET /v1/volumes/external?plugin_id=aws-ebs0", 200, &[&kept, &format!("!{lost}")]);
}

#[test]
fn deleting_a_claimed_volume_destroys_it_and_then_fails() {
    let mut harness = SimHarness::demo();
    let external = harness.json("GET /v1/volume/csi/gitlab-data")["ExternalID"].as_str().expect("id").to_owned();
    harness.check("GET /v1/volumes/external?plugin_id=ceph-rbd", 200, &[&external]);
    harness.checks(&[
        ("DELETE /v1/volume/csi/gitlab-data/delete", 500, &["volume in use: gitlab-data"]),
        ("GET /v1/volumes/external?plugin_id=ceph-rbd", 200, &[&format!("!{external}")]),
        ("GET /v1/volume/csi/gitlab-data", 200, &[&external, "X-Nomad-Index: 1000"]),
    ]);
}

#[test]
fn detach_finds_no_allocation_since_1_2_16() {
    for api_version in [ApiVersion::V16, ApiVersion::V110, ApiVersion::V200] {
        let mut harness = SimHarness::new(api_version, false, Seed::Demo);
        let node = harness.node("fra1-store-01");
        harness.checks(&[
            ("DELETE /v1/volume/csi/gitlab-data/detach", 400, &["detach requires node ID"]),
            ("DELETE /v1/volume/csi/gone/detach?node=x", 500, &["no such volume"]),
            ("DELETE /v1/volume/csi/gitlab-data/detach?node=x", 500, &["Unknown allocation"]),
            (&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 500, &["Unknown allocation"]),
            (&format!("DELETE /v1/volume/csi/prometheus-archive/detach?node={node}"), 500, &["Unknown allocation"]),
            ("GET /v1/volumes?type=csi&prefix=gitlab-data", 200, &["X-Nomad-Index: 1000", "\"CurrentWriters\":1"]),
        ]);
    }
}

#[test]
fn older_servers_detach_in_steps() {
    let mut harness = SimHarness::new(ApiVersion::V012, false, Seed::Demo);
    let node = harness.node("fra1-store-01");
    let other = harness.node("fra1-gpu-01");
    harness.checks(&[
        ("DELETE /v1/volume/csi/gitlab-data/detach", 400, &["detach requires node ID"]),
        ("DELETE /v1/volume/csi/gone/detach?node=x", 500, &["no such volume"]),
        ("DELETE /v1/volume/csi/gitlab-data/detach?node=x", 500, &["Unknown node: x"]),
        (&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={other}"), 500, &["has no claims on node"]),
        (&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 200, &[]),
        ("GET /v1/volume/csi/gitlab-data", 200, &["\"ModifyIndex\":1001", "!\"Allocations\":[]"]),
    ]);
    harness.pass(2_999);
    harness.check("GET /v1/volume/csi/gitlab-data", 200, &["\"ModifyIndex\":1001"]);
    harness.pass(1);
    harness.check("GET /v1/volume/csi/gitlab-data", 200, &["\"ModifyIndex\":1002"]);
    harness.pass(3_000);
    harness.check("GET /v1/volume/csi/gitlab-data", 200, &["\"Allocations\":[]", "\"ModifyIndex\":1003"]);
    harness.check("DELETE /v1/volume/csi/gitlab-data", 200, &[]);
}

#[test]
fn long_absence_catches_up_in_one_go() {
    let mut harness = SimHarness::new(ApiVersion::V012, false, Seed::Demo);
    let node = harness.node("fra1-store-01");
    harness.check(&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 200, &[]);
    harness.pass(86_400_000);
    harness.check("GET /v1/volumes?type=csi", 200, &["X-Nomad-Index: 1003"]);
    harness.check("GET /v1/volume/csi/gitlab-data", 200, &["\"Allocations\":[]"]);
}
