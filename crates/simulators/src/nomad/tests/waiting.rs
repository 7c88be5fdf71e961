//! Blocking queries.

use super::{NOW, SimHarness};
use crate::frame::{Outcome, Simulator};

/// When a call that must be held is to be asked again.
fn held(harness: &mut SimHarness, call: &str) -> u64 {
    match harness.send(call) {
        Outcome::Hold { until } => until,
        other => panic!("{call}: {other:?}"),
    }
}

#[test]
fn waits_are_go_durations_and_clamped() {
    let mut harness = SimHarness::demo();
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
        assert_eq!(held(&mut harness, &format!("GET /v1/volumes?type=csi&index=1000{wait}")), NOW + millis, "{wait}");
    }
    harness.check("GET /v1/volumes?type=csi&index=1000&wait=0", 200, &[]);
}

#[test]
fn a_held_query_ends_only_when_its_table_changes() {
    let mut harness = SimHarness::demo();
    let host = "GET /v1/volumes?type=host&index=1000";
    let lists = ["GET /v1/volumes?type=csi&index=1000", "GET /v1/volume/csi/grafana?index=1000", "GET /v1/volume/csi/not-yet?index=1000"];
    let quiet = [host, "GET /v1/plugins?type=csi&index=900", "GET /v1/plugin/csi/nfs?index=900"];
    for call in lists.into_iter().chain(quiet) {
        held(&mut harness, call);
    }
    let before = harness.server.version(NOW);
    harness.check("DELETE /v1/volume/csi/prometheus-archive", 200, &[]);
    assert!(harness.server.version(NOW) > before);
    harness.check(lists[0], 200, &["X-Nomad-Index: 1001"]);
    harness.check(lists[1], 200, &["X-Nomad-Index: 1001"]);
    harness.check(lists[2], 404, &["volume not found", "X-Nomad-Index: 1001"]);
    for call in quiet {
        held(&mut harness, call);
    }
}

#[test]
fn a_deadline_once_given_stays() {
    let mut harness = SimHarness::demo();
    let call = "GET /v1/volumes?type=csi&index=1000&wait=10s";
    let until = held(&mut harness, call);
    let again = format!("{call}\nx-sim-held-until: {until}");
    harness.pass(9_999);
    assert_eq!(held(&mut harness, &again), until);
    harness.pass(1);
    harness.check(&again, 200, &["X-Nomad-Index: 1000"]);
}

#[test]
fn a_held_query_ends_when_time_changes_something() {
    let mut harness = SimHarness::demo();
    harness.check("PUT /v1/volume/host/create\n\n{\"Volume\":{\"Name\":\"n\",\"PluginID\":\"mkdir\"}}", 200, &[]);
    let call = "GET /v1/volumes?type=host&index=1001&prefix=n";
    held(&mut harness, call);
    let before = harness.server.version(harness.now + 2_999);
    assert!(harness.server.version(harness.now + 3_000) > before);
    harness.pass(3_000);
    harness.check(call, 200, &["X-Nomad-Index: 1002", "\"State\":\"ready\""]);
}

#[test]
fn what_cannot_block_answers_at_once() {
    SimHarness::demo().checks(&[
        ("GET /v1/volumes?index=5000", 200, &["\n[]"]),
        ("GET /v1/volumes?type=csi&index=0", 200, &[]),
        ("GET /v1/volumes?type=csi&index=999", 200, &["X-Nomad-Index: 1000"]),
        ("GET /v1/volumes/snapshot?plugin_id=ceph-rbd&index=5000", 200, &["X-Nomad-Index: 0"]),
        ("GET /v1/volumes?type=csi&index=1000&filter=%28", 400, &["failed to create result paginator"]),
    ]);
}
