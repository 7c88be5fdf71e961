//! Answers of Nomad's that are lost, and failures that its simulator can be asked for by name.

use std::cell::RefCell;
use std::rc::Rc;

use super::harness::outcomes::{
    Expected::{self, Done, Refused, Unknown},
    assert_looked_for,
};
use super::harness::servers::BreakingWrites;
use super::harness::shared;
use super::nomad::{cluster_of, connect, demo, find};
use voldeck_core::action::{ActionResult, Values, Verification};
use voldeck_core::http::ErrorKind::*;
use voldeck_core::model::Kind;
use voldeck_providers::{actions, by_id};
use voldeck_simulators::nomad::{ApiVersion, SENTINELS};

#[test]
fn a_write_whose_answer_is_lost_is_sent_once_and_looked_for() {
    /// Action, target, values.
    type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
    let cases: &[Case] = &[
        ("csi-register", "", &[("ID", "new"), ("PluginID", "ceph-rbd")]),
        ("csi-create", "", &[("ID", "new"), ("PluginID", "ceph-rbd")]),
        ("csi-restore", "postgres-nightly-1", &[("ID", "new")]),
        ("csi-clone", "clickhouse-scratch", &[]),
        ("csi-expand", "clickhouse-scratch", &[]),
        ("csi-edit", "redis-cache", &[("Context", "a=b")]),
        ("csi-snapshot", "clickhouse-scratch", &[("Name", "now")]),
        ("csi-detach", "prometheus", &[]),
        ("csi-deregister", "redis-cache", &[]),
        ("csi-delete", "redis-cache", &[]),
        ("external-register", "csi-vol-0c77a9e2b4d81f60", &[]),
        ("host-create", "", &[("Name", "new"), ("PluginID", "lvm-thin")]),
        ("host-register", "", &[("Name", "new"), ("HostPath", "/srv")]),
        ("host-expand", "build-scratch", &[("RequestedCapacityMinBytes", "300 GiB"), ("RequestedCapacityMaxBytes", "300 GiB")]),
        ("host-claim-release", "cassandra-1", &[]),
        ("host-delete", "build-scratch", &[]),
        ("snapshot-delete", "postgres-nightly-1", &[]),
    ];
    let provider = by_id("nomad").unwrap();
    for action in actions(provider) {
        assert!(cases.iter().any(|(name, ..)| *name == action.name), "{} is not tried", action.name);
    }
    for (action, target, values) in cases {
        for acts in [true, false] {
            let received = Rc::new(RefCell::new(0));
            // The later servers find no allocation to detach.
            let api_version = if *action == "csi-detach" { ApiVersion::V012 } else { ApiVersion::V110 };
            let harness = connect(
                shared(BreakingWrites { server: cluster_of(api_version, false), acts, received: received.clone() }),
                Values::default(),
            );
            harness.detect_version();
            let known = harness.known();
            let node = known.iter().filter(|known| known.status.label == "ready").find_map(|known| match known.attribute("node") {
                Some(voldeck_core::model::Value::Code(node)) => Some(node.clone()),
                _ => None,
            });
            // Snapshots have no names in lists: the source tells which is meant.
            let snapshot = known.iter().find(|known| known.kind == Kind::Snapshot && known.status.label == "ready");
            let target = match *target {
                "" => None,
                "postgres-nightly-1" => snapshot.cloned(),
                name => Some(harness.get(Kind::Volume, &find(&known, name).id).unwrap()),
            };
            let mut values: Vec<_> = values.to_vec();
            if *action == "host-register" {
                values.push(("NodeID", node.as_deref().unwrap()));
            }
            let settled = harness.run(action, target.as_ref(), &known, &values);
            assert_eq!((*received.borrow(), harness.writes().len()), (1, 1), "{action}");
            // A server of 0.12 does not tell that a claim is being let go.
            if let ("csi-detach", ActionResult::Unknown { found: Ok(Verification::CannotTell(words)), .. }) = (*action, &settled) {
                assert!(words.contains("still claims"), "{words}");
                continue;
            }
            assert_looked_for(action, settled, acts);
        }
    }
}

#[test]
fn every_failure_that_can_be_asked_for_ends_as_its_kind() {
    const CARRIED_OUT: Expected = Unknown { carried_out: true };
    const NOT_CARRIED_OUT: Expected = Unknown { carried_out: false };
    let cases = [
        ("fail-403", Refused(Forbidden)),
        ("fail-404", Refused(NotFound)),
        ("fail-500", NOT_CARRIED_OUT),
        ("fail-501", Refused(Unsupported)),
        ("fail-429", Refused(Busy)),
        ("fail-no-leader", Refused(Busy)),
        ("fail-plugin", NOT_CARRIED_OUT),
        ("fail-huge", NOT_CARRIED_OUT),
        ("slow-2s", Done),
        ("slow-30s", Done),
        ("lost-answer", CARRIED_OUT),
        ("lost-request", NOT_CARRIED_OUT),
        ("html-200", NOT_CARRIED_OUT),
        ("html", NOT_CARRIED_OUT),
        ("truncated", CARRIED_OUT),
    ];
    for (word, _) in SENTINELS.iter().filter(|(word, _)| !word.starts_with("read-") && !word.starts_with("list-") && *word != "malformed") {
        assert!(cases.iter().any(|(name, _)| name == word), "{word} is not tried");
    }
    for (word, end) in cases {
        let harness = demo();
        let id = format!("{word}-new");
        let settled = harness.run("csi-create", None, &[], &[("ID", &id), ("PluginID", "ceph-rbd")]);
        assert_eq!(harness.writes().len(), 1, "{word}");
        end.check(word, &settled);
    }
}

#[test]
fn a_volume_that_cannot_be_read_says_why() {
    let harness = demo();
    for (id, kind) in [
        ("read-fail-500", Failed),
        ("read-fail-403", Forbidden),
        ("read-html", Busy),
        ("read-truncated", Unreachable),
        ("read-lost", Unreachable),
    ] {
        let made = harness.done("csi-register", None, &[], &[("ID", id), ("PluginID", "ceph-rbd")]).created.unwrap();
        assert_eq!(harness.get(Kind::Volume, &made).unwrap_err().kind, kind, "{id}");
    }
}
