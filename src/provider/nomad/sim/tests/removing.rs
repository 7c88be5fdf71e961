//! Deregister, delete and detach on the 1.10 server.

use super::Bench;

#[test]
fn deregister_and_delete_spare_volumes_in_use() {
    let mut bench = Bench::demo();
    bench.checks(&[
        ("DELETE /v1/volume/csi/gone", 500, &["volume not found: gone"]),
        ("DELETE /v1/volume/csi/prom", 500, &["volume not found: prom"]),
        ("DELETE /v1/volume/csi/gitlab-data", 500, &["volume in use: gitlab-data"]),
        ("DELETE /v1/volume/csi/gitlab-data?force=true", 500, &["volume in use: gitlab-data"]),
        ("DELETE /v1/volume/csi/grafana", 500, &["volume in use: grafana"]),
        ("DELETE /v1/volume/csi/grafana?force=please", 400, &["invalid force value"]),
        ("DELETE /v1/volume/csi/gone/delete", 500, &["volume not found: gone"]),
        ("DELETE /v1/volume/csi/gitlab-data/delete", 500, &["volume in use: gitlab-data"]),
        ("DELETE /v1/volume/csi/データ共有/delete", 500, &["plugin has no controller"]),
        ("DELETE /v1/volume/csi/jenkins-home/delete", 500, &["no controllers available"]),
    ]);
    for call in [
        "DELETE /v1/volume/csi/grafana?force=true",
        "DELETE /v1/volume/csi/prometheus-archive",
        "DELETE /v1/volume/csi/discount-50%25/delete",
    ] {
        let answer = bench.answer(call);
        assert_eq!((answer.status, answer.body.len(), answer.headers.len()), (200, 0, 0), "{call}");
    }
    bench.check("GET /v1/volumes?type=csi", 200, &["X-Nomad-Index: 1003", "!grafana", "!prometheus-archive", "!discount-50"]);
}

#[test]
fn only_deregistering_leaves_the_storage() {
    let mut bench = Bench::demo();
    let external =
        |bench: &mut Bench, id: &str| bench.json(&format!("GET /v1/volume/csi/{id}"))["ExternalID"].as_str().expect("id").to_owned();
    let (kept, lost) = (external(&mut bench, "prometheus-archive"), external(&mut bench, "discount-50%25"));
    bench.check("DELETE /v1/volume/csi/prometheus-archive", 200, &[]);
    bench.check("DELETE /v1/volume/csi/discount-50%25/delete", 200, &[]);
    bench.check("GET /v1/volumes/external?plugin_id=aws-ebs0", 200, &[&kept, &format!("!{lost}")]);
}

#[test]
fn detach_frees_in_steps() {
    let mut bench = Bench::demo();
    let node = bench.node("fra1-store-01");
    let other = bench.node("fra1-gpu-01");
    bench.checks(&[
        ("DELETE /v1/volume/csi/gitlab-data/detach", 400, &["detach requires node ID"]),
        ("DELETE /v1/volume/csi/gone/detach?node=x", 500, &["no such volume"]),
        ("DELETE /v1/volume/csi/gitlab-data/detach?node=x", 500, &["Unknown node: x"]),
        (&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={other}"), 500, &["has no claims on node"]),
        (&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 200, &[]),
        ("GET /v1/volume/csi/gitlab-data", 200, &["\"State\":1", "\"ModifyIndex\":1001", "!\"PastClaims\":{}"]),
    ]);
    bench.pass(2_999);
    bench.check("GET /v1/volume/csi/gitlab-data", 200, &["\"State\":1"]);
    bench.pass(1);
    bench.check("GET /v1/volume/csi/gitlab-data", 200, &["\"State\":3", "\"ModifyIndex\":1002"]);
    bench.pass(3_000);
    bench.check(
        "GET /v1/volume/csi/gitlab-data",
        200,
        &["\"PastClaims\":{}", "\"WriteAllocs\":{}", "\"AccessMode\":\"\"", "\"ModifyIndex\":1003"],
    );
    bench.check("DELETE /v1/volume/csi/gitlab-data", 200, &[]);
}

#[test]
fn long_absence_catches_up_in_one_go() {
    let mut bench = Bench::demo();
    let node = bench.node("fra1-store-01");
    bench.check(&format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 200, &[]);
    bench.pass(86_400_000);
    bench.check("GET /v1/volumes?type=csi&prefix=gitlab-data", 200, &["X-Nomad-Index: 1003", "\"CurrentWriters\":0"]);
}
