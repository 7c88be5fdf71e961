//! What was accepted is followed until it ends: done, failed, or back to what it was.

use super::{Harness, Kind, Resource, account, early, find};
use crate::harness::to_its_end;
use voldeck_core::action::Followed;
use voldeck_core::http::Clock;
use voldeck_providers::{actions, by_id};

/// A resource of this name, read in full.
fn full(harness: &Harness, name: &str) -> Resource {
    let known = harness.known();
    let listed = find(&known, name);
    harness.get(listed.kind, &listed.id).unwrap()
}

fn new(harness: &Harness, label: &str) -> Resource {
    let values = [("region", "toronto"), ("label", label), ("size", "10 GiB")];
    let (words, end) = to_its_end(harness, "volume-create", None, &values);
    assert_eq!((words, end), (vec!["creating".to_owned()], Followed::Done(format!("{label} is available."))));
    full(harness, label)
}

#[test]
fn every_write_but_a_renaming_is_followed() {
    for action in actions(by_id("lunanode").unwrap()) {
        assert_eq!(action.follow.is_none(), action.name == "volume-rename", "{}", action.name);
    }
}

#[test]
fn success_is_said_when_the_action_is_done() {
    let harness = account();
    new(&harness, "pg");
    let check = |action: &str, name: &str, values: &[(&'static str, &str)], on_the_way: &[&str], done: &str| {
        let (words, end) = to_its_end(&harness, action, Some(&full(&harness, name)), values);
        assert_eq!((words, end), (on_the_way.iter().map(ToString::to_string).collect(), Followed::Done(done.to_owned())), "{action}");
    };
    check("volume-extend", "pg", &[("size", "20 GiB")], &["extending"], "pg has 20.0 GiB now.");
    check("volume-attach", "pg", &[("vm_id", "c41e7722-9a35-4e0b-a6d8-7f20b91d6c04")], &["attaching"], "Attached pg to mail.");
    check("volume-detach", "pg", &[], &["detaching"], "Detached pg.");
    check("volume-snapshot", "pg", &[("label", "now")], &["creating"], "now is available.");
    check("volume-restore", "now", &[("label", "copy")], &["creating"], "copy is available.");
    let there = [("dst_region", "montreal"), ("image_name", "pg there")];
    check("snapshot-replicate", "now", &there, &["queued", "saving"], "The image pg there is in montreal.");
    check("snapshot-delete", "now", &[], &["deleting"], "Deleted now.");
    check("volume-delete", "copy", &[], &["deleting"], "Deleted copy.");
    // Where the id is not told, the label has to do.
    let early = early("");
    let (words, end) = to_its_end(&early, "volume-create", None, &[("region", "toronto"), ("label", "unnumbered")]);
    let Followed::Done(said) = &end else { panic!("{end:?}") };
    assert!(words == ["pending"] && said.starts_with("unnumbered is there, active"), "{words:?} {said}");
}

#[test]
fn what_falls_back_or_fails_is_said() {
    let check = |action: &str, word: &str, expected: &str| {
        let harness = account();
        let plain = new(&harness, "plain");
        harness.done("volume-rename", Some(&plain), &[], &[("name", word)]);
        let (_, end) =
            to_its_end(&harness, action, Some(&full(&harness, word)), &[("label", "s"), ("vm_id", "c41e7722-9a35-4e0b-a6d8-7f20b91d6c04")]);
        let (kind, said) = match &end {
            Followed::Done(said) => ("done", said),
            Followed::Failed(said) => ("failed", said),
            Followed::Back(said) => ("back", said),
            Followed::Unknown(said) => ("unknown", said),
        };
        assert_eq!(format!("{kind}: {said}"), expected, "{action}");
    };
    check("volume-extend", "falls-back", "back: falls-back is available again, and as it was before.");
    check("volume-extend", "ends-in-error", "failed: ends-in-error is error_extending.");
    check("volume-attach", "falls-back", "back: falls-back is available again, and as it was before.");
    check("volume-attach", "ends-in-error", "failed: ends-in-error is error.");
    check("volume-delete", "falls-back", "back: falls-back was not deleted; it is available again.");
    check("volume-delete", "ends-in-error", "failed: ends-in-error was not deleted; it is error_deleting.");
    check("volume-snapshot", "falls-back", "back: The new snapshot is not there.");
    let harness = account();
    let values = [("region", "toronto"), ("label", "x falls-back")];
    assert_eq!(to_its_end(&harness, "volume-create", None, &values).1, Followed::Back("The new volume is not there.".into()));
    let values = [("image_name", "y ends-in-error"), ("dst_region", "toronto")];
    let (_, end) = to_its_end(&harness, "snapshot-replicate", Some(&full(&harness, "nextcloud weekly")), &values);
    assert_eq!(end, Followed::Failed("The image y ends-in-error in toronto is killed.".into()));
}

#[test]
fn a_deleted_volume_that_the_list_still_shows_is_neither_restored_nor_deleted() {
    let harness = account();
    let plain = new(&harness, "plain");
    harness.done("volume-rename", Some(&plain), &[], &[("name", "lingers")]);
    let volume = full(&harness, "lingers");
    let began = harness.clock.now_millis();
    let (words, end) = to_its_end(&harness, "volume-delete", Some(&volume), &[]);
    assert_eq!(
        (words.as_slice(), end),
        (&["gone, and still in LunaNode’s list".to_owned()][..], Followed::Done("Deleted lingers.".into()))
    );
    assert!(harness.clock.now_millis() - began >= 45_000);
    assert!(!harness.known().iter().any(|known| known.kind == Kind::Volume && known.id == volume.id));
}
