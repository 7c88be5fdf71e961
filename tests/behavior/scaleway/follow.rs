//! What was accepted is followed until it ends: done, failed, or back to what it was.

use super::{Harness, Kind, demo, find};
use crate::harness::to_its_end;
use futures_executor::block_on;
use voldeck_core::action::{Followed, Target, Verb};
use voldeck_providers::{actions, by_id};

#[test]
fn every_write_but_a_change_of_names_is_followed() {
    for action in actions(by_id("scaleway").unwrap()) {
        let ends_at_once = action.verb == Verb::Edit && action.name != "block-iops";
        assert_eq!(action.follow.is_none(), ends_at_once, "{}", action.name);
    }
}

#[test]
fn success_is_said_when_the_action_is_done() {
    let harness = demo("scaleway", "scaleway-demo");
    let check = |action: &str, name: &str, values: &[(&'static str, &str)], on_the_way: &[&str], done: &str| {
        let target = (!name.is_empty()).then(|| find(&harness, name));
        let (words, end) = to_its_end(&harness, action, target.as_ref(), values);
        assert_eq!((words, end), (on_the_way.iter().map(ToString::to_string).collect(), Followed::Done(done.to_owned())), "{action}");
    };
    check("block-create", "", &[("name", "pg-new")], &["creating"], "pg-new is available.");
    check("block-resize", "pg-new", &[("size", "40 GB")], &["updating"], "pg-new has 40 GB now.");
    check("block-iops", "pg-new", &[], &["updating"], "pg-new has 15000 IOPS now.");
    check("block-snapshot", "pg-new", &[("name", "before")], &["creating"], "before is available.");
    let export = "The export of before to b/k has ended. The bucket shows whether the object is there.";
    check("block-export", "before", &[("bucket", "b"), ("key", "k")], &["exporting"], export);
    check("block-restore", "before", &[("name", "copy")], &["creating"], "copy is available.");
    check("block-attach", "uploads-2025", &[], &["attaching"], "Attached uploads-2025 to build-runner-1.");
    check("block-detach", "uploads-2025", &[], &["detaching"], "Detached uploads-2025.");
    check("block-delete", "copy", &[], &[], "Deleted copy.");
    check("block-snapshot-delete", "before", &[], &[], "Deleted before.");
    check("block-import", "", &[("name", "imported")], &["creating"], "imported is available.");
    check("instance-create", "", &[("zone", "it-mil-1"), ("name", "cache")], &[], "cache is available.");
    check("instance-attach", "cache", &[], &[], "Attached cache to shop-mil-2.");
    check("instance-detach", "cache", &[], &[], "Detached cache.");
    check("instance-snapshot", "cache", &[("name", "cold")], &["snapshotting"], "cold is available.");
    check("instance-snapshot-delete", "cold", &[], &[], "Deleted cold.");
    check("instance-delete", "cache", &[], &[], "Deleted cache.");
    let old = demo("scaleway", "scaleway-legacy");
    let (_, end) = to_its_end(&old, "legacy-create", None, &[("name", "old-school")]);
    assert_eq!(end, Followed::Done("old-school is detached.".to_owned()));
    let (_, end) = to_its_end(&old, "legacy-delete", Some(&find(&old, "old-school")), &[]);
    assert_eq!(end, Followed::Done("Deleted old-school.".to_owned()));
}

#[test]
fn what_falls_back_or_fails_is_said_with_the_reason_where_there_is_one() {
    let check = |action: &str, word: &str, values: &[(&'static str, &str)], expected: &str| {
        let harness = demo("scaleway", "scaleway-demo");
        let name = format!("zz test: {word}");
        let made = matches!(action, "block-create" | "instance-create" | "block-import");
        let target = (!made).then(|| find(&harness, &name));
        let (_, end) = to_its_end(&harness, action, target.as_ref(), values);
        let (kind, said) = match &end {
            Followed::Done(said) => ("done", said),
            Followed::Failed(said) => ("failed", said),
            Followed::Back(said) => ("back", said),
            Followed::Unknown(said) => ("unknown", said),
        };
        assert_eq!(format!("{kind}: {said}"), expected, "{action}");
    };
    let (back, bad) = ("falls-back", "ends-in-error");
    check("block-create", back, &[("name", "a falls-back")], "back: The new volume is not there.");
    check("block-create", bad, &[("name", "b ends-in-error")], "failed: b ends-in-error was made, but is error.");
    check("block-import", bad, &[("name", "i ends-in-error")], "failed: i ends-in-error was made, but is error.");
    check(
        "instance-create",
        bad,
        &[("name", "c ends-in-error")],
        // The answer said `available`; that it failed later is not this change's end any more.
        "done: c ends-in-error is available.",
    );
    check("block-resize", back, &[("size", "20 GB")], "back: zz test: falls-back is available again, and as it was before.");
    check("block-resize", bad, &[("size", "20 GB")], "failed: zz test: ends-in-error is error.");
    check("block-iops", back, &[], "back: zz test: falls-back is available again, and as it was before.");
    check("block-attach", back, &[], "back: zz test: falls-back is available again, and not attached to that server.");
    check(
        "block-attach",
        bad,
        &[],
        "failed: zz test: ends-in-error could not be attached to archive-1. Its attachment to archive-1 is in error.",
    );
    check("block-delete", back, &[], "back: zz test: falls-back was not deleted; it is available again.");
    check("block-delete", bad, &[], "failed: zz test: ends-in-error was not deleted; it is error.");
    check("block-snapshot", back, &[("name", "s")], "back: The new snapshot is not there.");
}

#[test]
fn a_reason_that_stands_beside_the_state_is_told_once() {
    let harness = demo("scaleway", "scaleway-demo");
    let volume = find(&harness, "old-root-bionic");
    let (words, end) = to_its_end(&harness, "instance-snapshot", Some(&volume), &[("name", "s ends-in-error")]);
    assert_eq!(words, ["snapshotting"]);
    assert_eq!(end, Followed::Failed("s ends-in-error was made, but is error, the storage of this zone did not answer.".to_owned()));
    let bad = find(&harness, "s ends-in-error");
    let reason = block_on(harness.client.why_failed(bad.kind, &bad.id, 0));
    assert_eq!(reason.as_deref(), Some("the storage of this zone did not answer"));
}

#[test]
fn a_snapshot_that_block_no_longer_shows_is_deleted() {
    use voldeck_simulators::frame::{Outcome, Request, Response, Simulator};
    struct Hides(super::Server, bool);
    impl Simulator for Hides {
        fn answer(&mut self, call: &Request, now: u64) -> Outcome {
            self.1 |= call.method == "DELETE";
            if self.1 && call.method == "GET" && call.path.contains("/snapshots/") {
                let body = r#"{"details":[{"action":"read","resource":"snapshot"}],"message":"insufficient permissions","type":"permissions_denied"}"#;
                return Outcome::Now(Response { status: 403, headers: Vec::new(), body: body.into() });
            }
            self.0.answer(call, now)
        }
        fn version(&mut self, now: u64) -> u64 {
            self.0.version(now)
        }
    }
    let provider = by_id("scaleway").unwrap();
    let server = Hides(super::Server::new(super::ApiVersion::Current, super::Seed::Demo, super::BEGIN), false);
    let harness = Harness::at(provider, super::harness::shared(server), &provider.demos[0].values());
    let snapshot = harness.known().into_iter().find(|known| known.name == "vmware import" && known.kind == Kind::Snapshot).unwrap();
    assert_eq!(harness.action("block-snapshot-delete").on, Target::Resource(Kind::Snapshot));
    let (_, end) = to_its_end(&harness, "block-snapshot-delete", Some(&snapshot), &[]);
    assert_eq!(end, Followed::Done("Deleted vmware import.".to_owned()));
}
