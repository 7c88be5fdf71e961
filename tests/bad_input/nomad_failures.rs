//! Answers of Nomad's that are lost, and failures that its simulator can be asked for by name.

use std::cell::RefCell;
use std::rc::Rc;

use super::desk::shared;
use super::nomad::{cluster_of, connect, demo, find};
use voldeck_core::action::{ActionResult, Values, Verification};
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::Kind;
use voldeck_providers::{by_id, driver};
use voldeck_simulators::frame::{Call, Reply, Simulator};
use voldeck_simulators::nomad::{Nomad as Server, SENTINELS, Shape};

/// A server behind a line that breaks: before a write arrives, or after it was carried out.
struct Breaking {
    server: Server,
    acts: bool,
    received: Rc<RefCell<usize>>,
}

impl Simulator for Breaking {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        if call.method == "GET" {
            return self.server.answer(call, now);
        }
        *self.received.borrow_mut() += 1;
        if self.acts {
            self.server.answer(call, now);
        }
        Reply::Lost
    }
    fn version(&mut self, now: u64) -> u64 {
        self.server.version(now)
    }
}

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
    for action in driver(provider).actions {
        assert!(cases.iter().any(|(name, ..)| *name == action.name), "{} is not tried", action.name);
    }
    for (action, target, values) in cases {
        for acts in [true, false] {
            let received = Rc::new(RefCell::new(0));
            // The later servers find no allocation to detach.
            let shape = if *action == "csi-detach" { Shape::V012 } else { Shape::V110 };
            let desk = connect(shared(Breaking { server: cluster_of(shape, false), acts, received: received.clone() }), Values::default());
            desk.detect_version();
            let known = desk.known();
            let node = known.iter().filter(|known| known.status.label == "ready").find_map(|known| match known.fact("node") {
                Some(voldeck_core::model::Value::Code(node)) => Some(node.clone()),
                _ => None,
            });
            // Snapshots have no names in lists: the source tells which is meant.
            let snapshot = known.iter().find(|known| known.kind == Kind::Snapshot && known.status.label == "ready");
            let target = match *target {
                "" => None,
                "postgres-nightly-1" => snapshot.cloned(),
                name => Some(desk.get(Kind::Volume, &find(&known, name).id).unwrap()),
            };
            let mut values: Vec<_> = values.to_vec();
            if *action == "host-register" {
                values.push(("NodeID", node.as_deref().unwrap()));
            }
            let settled = desk.run(action, target.as_ref(), &known, &values);
            assert_eq!((*received.borrow(), desk.writes().len()), (1, 1), "{action}");
            let ActionResult::Unknown { error, found: Ok(found) } = settled else { panic!("{action}: {settled:?}") };
            assert_eq!(error.kind, OutcomeUnknown);
            match found {
                Verification::Happened(words) => assert!(acts && words.ends_with('.'), "{action}: {words}"),
                Verification::NotSeen(words) => assert!(!acts && words.ends_with('.'), "{action}: {words}"),
                // A server of 0.12 does not tell that a claim is being let go.
                Verification::CannotTell(words) => assert!(*action == "csi-detach" && words.contains("still claims"), "{action}: {words}"),
                Verification::Partly { words, .. } => panic!("{action}: {words}"),
            }
        }
    }
}

#[test]
fn every_failure_that_can_be_asked_for_ends_as_its_kind() {
    enum End {
        Refused(ErrorKind),
        Unknown(bool),
        Done,
    }
    use End::{Done, Refused, Unknown};
    let cases = [
        ("fail-403", Refused(Forbidden)),
        ("fail-404", Refused(NotFound)),
        ("fail-500", Unknown(false)),
        ("fail-501", Refused(Unsupported)),
        ("fail-429", Refused(Busy)),
        ("fail-no-leader", Refused(Busy)),
        ("fail-plugin", Unknown(false)),
        ("fail-huge", Unknown(false)),
        ("slow-2s", Done),
        ("slow-30s", Done),
        ("lost-answer", Unknown(true)),
        ("lost-request", Unknown(false)),
        ("html-200", Unknown(false)),
        ("html", Unknown(false)),
        ("truncated", Unknown(true)),
    ];
    for (word, _) in SENTINELS.iter().filter(|(word, _)| !word.starts_with("read-") && !word.starts_with("list-") && *word != "malformed") {
        assert!(cases.iter().any(|(name, _)| name == word), "{word} is not tried");
    }
    for (word, end) in cases {
        let desk = demo();
        let id = format!("{word}-new");
        let settled = desk.run("csi-create", None, &[], &[("ID", &id), ("PluginID", "ceph-rbd")]);
        assert_eq!(desk.writes().len(), 1, "{word}");
        match (&settled, end) {
            (ActionResult::Refused(error), Refused(kind)) => assert_eq!(error.kind, kind, "{word}: {}", error.message),
            (ActionResult::Unknown { found: Ok(found), .. }, Unknown(acts)) => {
                assert_eq!(matches!(found, Verification::Happened(_)), acts, "{word}: {found:?}");
            }
            (ActionResult::Done(_), Done) => {}
            _ => panic!("{word}: {settled:?}"),
        }
    }
}

#[test]
fn a_volume_that_cannot_be_read_says_why() {
    let desk = demo();
    for (id, kind) in [
        ("read-fail-500", Failed),
        ("read-fail-403", Forbidden),
        ("read-html", Busy),
        ("read-truncated", Unreachable),
        ("read-lost", Unreachable),
    ] {
        let made = desk.done("csi-register", None, &[], &[("ID", id), ("PluginID", "ceph-rbd")]).created.unwrap();
        assert_eq!(desk.get(Kind::Volume, &made).unwrap_err().kind, kind, "{id}");
    }
}
