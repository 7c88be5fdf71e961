//! Blocking queries.

use super::{Bench, NOW};
use crate::frame::{Reply, Simulator};

/// When a call that must be held is to be asked again.
fn held(bench: &mut Bench, call: &str) -> u64 {
    match bench.send(call) {
        Reply::Hold { until } => until,
        other => panic!("{call}: {other:?}"),
    }
}

#[test]
fn waits_are_go_durations_and_clamped() {
    let mut bench = Bench::demo();
    let rows = [
        ("", 300_000),
        ("&wait=30s", 30_000),
        ("&wait=1m30s", 90_000),
        ("&wait=500ms", 500),
        ("&wait=1.5s", 1_500),
        ("&wait=10m", 300_000),
        ("&wait=1h", 300_000),
    ];
    for (wait, millis) in rows {
        assert_eq!(held(&mut bench, &format!("GET /v1/volumes?type=csi&index=1000{wait}")), NOW + millis, "{wait}");
    }
    bench.check("GET /v1/volumes?type=csi&index=1000&wait=0", 200, &[]);
}

#[test]
fn only_the_table_asked_for_wakes() {
    let mut bench = Bench::demo();
    let host = "GET /v1/volumes?type=host&index=1000";
    let lists = ["GET /v1/volumes?type=csi&index=1000", "GET /v1/volume/csi/grafana?index=1000", "GET /v1/volume/csi/not-yet?index=1000"];
    let quiet = [host, "GET /v1/plugins?type=csi&index=900", "GET /v1/plugin/csi/nfs?index=900"];
    for call in lists.into_iter().chain(quiet) {
        held(&mut bench, call);
    }
    let before = bench.server.version(NOW);
    bench.check("DELETE /v1/volume/csi/prometheus-archive", 200, &[]);
    assert!(bench.server.version(NOW) > before);
    bench.check(lists[0], 200, &["X-Nomad-Index: 1001"]);
    bench.check(lists[1], 200, &["X-Nomad-Index: 1001"]);
    bench.check(lists[2], 404, &["volume not found", "X-Nomad-Index: 1001"]);
    for call in quiet {
        held(&mut bench, call);
    }
}

#[test]
fn a_deadline_once_given_stays() {
    let mut bench = Bench::demo();
    let call = "GET /v1/volumes?type=csi&index=1000&wait=10s";
    let until = held(&mut bench, call);
    let again = format!("{call}\nx-sim-held-until: {until}");
    bench.pass(9_999);
    assert_eq!(held(&mut bench, &again), until);
    bench.pass(1);
    bench.check(&again, 200, &["X-Nomad-Index: 1000"]);
}

#[test]
fn time_alone_wakes() {
    let mut bench = Bench::demo();
    bench.check("PUT /v1/volume/host/create\n\n{\"Volume\":{\"Name\":\"n\",\"PluginID\":\"mkdir\"}}", 200, &[]);
    let call = "GET /v1/volumes?type=host&index=1001&prefix=n";
    held(&mut bench, call);
    let before = bench.server.version(bench.now + 2_999);
    assert!(bench.server.version(bench.now + 3_000) > before);
    bench.pass(3_000);
    bench.check(call, 200, &["X-Nomad-Index: 1002", "\"State\":\"ready\""]);
}

#[test]
fn what_cannot_block_answers_at_once() {
    Bench::demo().checks(&[
        ("GET /v1/volumes?index=5000", 200, &["\n[]"]),
        ("GET /v1/volumes?type=csi&index=0", 200, &[]),
        ("GET /v1/volumes?type=csi&index=999", 200, &["X-Nomad-Index: 1000"]),
        ("GET /v1/volumes/snapshot?plugin_id=ceph-rbd&index=5000", 200, &["X-Nomad-Index: 0"]),
        ("GET /v1/volumes?type=csi&index=1000&filter=%28", 400, &["failed to create result paginator"]),
    ]);
}
