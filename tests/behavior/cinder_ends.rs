//! What becomes of a change after Cinder has accepted it, and of one whose answer does not tell.

use super::desk::{self, BEGIN, Desk};
use futures_executor::block_on;
use voldeck_core::action::follow::{Accepted, follow};
use voldeck_core::action::{ActionContext, ActionResult, Followed, Verification, dependents};
use voldeck_core::http::ErrorKind;
use voldeck_core::json::RawJson;
use voldeck_core::model::{Id, Kind, Resource};
use voldeck_providers::by_id;
use voldeck_simulators::cinder::{Cinder as Server, Options};

fn cloud(user: &str) -> Desk {
    let provider = by_id("cinder").unwrap();
    let values = provider.demos()[0].values().with("user", user).with("password", format!("demo-{user}-password"));
    let desk = Desk::at(provider, desk::shared(Server::new(Options::default(), BEGIN)), &values);
    desk.detect_version();
    desk
}

fn find(desk: &Desk, kind: Kind, name: &str) -> Resource {
    let listed = desk.items(kind).into_iter().flatten().find(|one| one.name == name).unwrap_or_else(|| panic!("no {name}"));
    desk.get(kind, &listed.id).unwrap()
}

/// Carries an action out and follows it to its end; what was told on the way comes with it.
fn ended(desk: &Desk, name: &str, target: Option<&Resource>, values: &[(&'static str, &str)]) -> (Followed, Vec<String>) {
    let action = desk.action(name);
    let scene = ActionContext { client: &*desk.client, target, known: &[] };
    let mut filled = desk.fill(&scene, &(action.form)(&scene));
    for (field, value) in values {
        filled.set(field, *value);
    }
    let outcome = desk.done(name, target, &[], values);
    let told = std::cell::RefCell::new(Vec::new());
    let accepted = Accepted { action, scene: &scene, values: &filled, outcome: &outcome };
    let look = action.follow.unwrap_or_else(|| panic!("{name} is not followed"));
    let end = block_on(follow(accepted, look, &|word| told.borrow_mut().push(word.to_owned())));
    (end, told.into_inner())
}

fn done(desk: &Desk, name: &str, target: Option<&Resource>, values: &[(&'static str, &str)], words: &str) {
    let (end, _) = ended(desk, name, target, values);
    assert_eq!(end, Followed::Done(words.to_owned()), "{name}");
}

fn made(desk: &Desk, name: &str) -> Resource {
    done(desk, "volume-create", None, &[("name", name), ("size", "1 GiB")], &format!("{name} is available."));
    find(desk, Kind::Volume, name)
}

#[test]
fn what_is_done_ends_with_what_became_of_it() {
    let desk = cloud("alice");
    let volume = made(&desk, "orders");
    done(&desk, "volume-extend", Some(&volume), &[("new_size", "3 GiB")], "orders has 3.0 GiB now.");
    done(&desk, "volume-readonly", Some(&volume), &[("readonly", "true")], "orders is available and as it was asked for.");
    done(&desk, "volume-attach", Some(&volume), &[("mode", "ro")], "orders is reserved and as it was asked for.");
    let reserved = find(&desk, Kind::Volume, "orders");
    assert_eq!((reserved.attached, reserved.usage.as_deref()), (Some(true), Some("reserved")));
    done(&desk, "volume-detach", Some(&reserved), &[], "orders is detached: available.");
    let marked = [("host_name", "metal-7"), ("mode", "ro")];
    done(&desk, "volume-mark-attached", Some(&find(&desk, Kind::Volume, "orders")), &marked, "orders is in-use and as it was asked for.");
    done(&desk, "volume-mark-detached", Some(&find(&desk, Kind::Volume, "orders")), &[], "orders is detached: available.");
    let volume = find(&desk, Kind::Volume, "orders");
    done(&desk, "volume-snapshot", Some(&volume), &[("name", "before")], "before is available.");
    done(&desk, "volume-revert", Some(&volume), &[], "orders is back at its snapshot.");
    let snapshot = find(&desk, Kind::Snapshot, "before");
    done(&desk, "snapshot-restore", Some(&snapshot), &[("name", "copy")], "copy is available.");
    let known = desk.known();
    let of = |one: &Resource| dependents(one, &known).into_iter().map(|found| (found.name, found.how)).collect::<Vec<_>>();
    assert_eq!(of(&snapshot), [("copy".to_owned(), "made of it")]);
    assert_eq!(of(&volume), [("before".to_owned(), "snapshot of it")]);
    done(&desk, "snapshot-delete", Some(&snapshot), &[], "Deleted before.");
    done(&desk, "volume-transfer", Some(&volume), &[], "orders is awaiting-transfer and as it was asked for.");
    let offered = find(&desk, Kind::Volume, "orders");
    done(&desk, "volume-transfer-cancel", Some(&offered), &[], "orders is available and as it was asked for.");
    done(&desk, "volume-delete", Some(&find(&desk, Kind::Volume, "orders")), &[], "Deleted orders.");
}

#[test]
fn a_group_ends_with_what_became_of_it() {
    let desk = cloud("root");
    let group = find(&desk, Kind::Group, "sandbox");
    let member = find(&desk, Kind::Volume, "sandbox-a");
    done(&desk, "group-edit", Some(&group), &[("name", "playground")], "playground is available and as it was asked for.");
    let taken = [("remove_volumes", &*member.vendor_id)];
    done(&desk, "group-remove", Some(&group), &taken, "sandbox-a is not in playground.");
    done(&desk, "group-add", Some(&group), &[("add_volumes", &*member.vendor_id)], "sandbox-a is in playground.");
    done(&desk, "group-snapshot", Some(&group), &[("name", "as it is")], "as it is is available.");
    let all = desk.items(Kind::Snapshot).into_iter().flatten();
    let whole = all.into_iter().find(|one| one.name == "as it is" && one.id.as_str().starts_with("group_")).unwrap();
    done(&desk, "group-snapshot-reset", Some(&whole), &[("status", "error")], "as it is is error now.");
    done(&desk, "group-snapshot-delete", Some(&desk.get(Kind::Snapshot, &whole.id).unwrap()), &[], "Deleted as it is.");
    done(&desk, "group-delete", Some(&group), &[], "Deleted sandbox.");
}

#[test]
fn what_falls_back_is_told_with_the_message_or_that_there_is_none() {
    let desk = cloud("alice");
    let check = |action: &str, target: &Resource, values: &[(&'static str, &str)], on_the_way: &str, words: &str| {
        let (end, told) = ended(&desk, action, Some(target), values);
        assert_eq!(end, Followed::Back(words.to_owned()), "{action}");
        assert_eq!(told, [on_the_way], "{action}");
    };
    let back = |name: &str, why: &str| format!("{name} was not deleted; it is available again. {why}");
    let busy = "Cinder says: delete snapshot:Snapshot is busy. (VOLUME_VOLUME_SNAPSHOT_010_015)";
    let none = "Cinder left no message about it.";
    let volume = made(&desk, "base");
    for (name, why) in [("image later-back", busy), ("image later-back-mute", none)] {
        done(&desk, "volume-snapshot", Some(&volume), &[("name", name)], &format!("{name} is available."));
        let snapshot = find(&desk, Kind::Snapshot, name);
        check("snapshot-delete", &snapshot, &[], "deleting", &back(name, why));
        // What was said of an earlier try says nothing of this one.
        desk.clock.advance(60_000);
        let since = voldeck_core::http::Clock::now_millis(&*desk.clock);
        assert_eq!(block_on(desk.client.why_failed(Kind::Snapshot, &snapshot.id, since)).as_deref(), Some(none));
    }
    let stuck = made(&desk, "data later-back");
    check("volume-delete", &stuck, &[], "deleting", &back("data later-back", none));
    let again = "data later-back is available again, and as it was before. Cinder left no message about it.";
    check("volume-extend", &stuck, &[("new_size", "4 GiB")], "extending", again);
    check("volume-retype", &stuck, &[("new_type", "fast-ssd")], "retyping", again);
}

#[test]
fn what_fails_is_told_with_the_message_or_that_there_is_none() {
    let desk = cloud("alice");
    let check = |name: &str, values: &[(&'static str, &str)], words: &str| {
        let mut all = vec![("name", name), ("size", "1 GiB")];
        all.extend(values);
        let (end, _) = ended(&desk, "volume-create", None, &all);
        assert_eq!(end, Followed::Failed(format!("{name} was made, but is error. {words}")));
    };
    let nowhere = "Cinder says: schedule allocate volume:Could not find any available weighted backend. (VOLUME_VOLUME_001_003)";
    check("nowhere", &[("volume_type", "legacy-san")], nowhere);
    check("a later-mute", &[], "Cinder left no message about it.");
    let mute = find(&desk, Kind::Volume, "a later-mute");
    assert!(mute.facts.iter().any(|fact| fact.key == "message" && format!("{:?}", fact.value).contains("left no message")));
}

#[test]
fn what_was_made_although_the_answer_was_500_is_found() {
    let desk = cloud("alice");
    let check = |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)], words: &str| {
        let known = desk.known();
        let before = desk.writes().len();
        let settled = desk.run(action, target, &known, values);
        let ActionResult::Unknown { error, found: Ok(Verification::Happened(told)) } = settled else { panic!("{action}: {settled:?}") };
        assert_eq!((error.kind, error.status, desk.writes().len() - before), (ErrorKind::Failed, Some(500), 1), "{action}");
        assert!(told.contains(words), "{action}: {told}");
        desk.clock.advance(60_000);
    };
    check("volume-create", None, &[("name", "a made-500"), ("size", "1 GiB")], "a made-500 is there, creating, with the id ");
    let volume = find(&desk, Kind::Volume, "a made-500");
    check("volume-edit", Some(&volume), &[("description", "new")], "is as it was asked for");
    check("volume-metadata", Some(&volume), &[("metadata", "a=b")], "is as it was asked for");
    check("volume-extend", Some(&volume), &[("new_size", "2 GiB")], "is extending");
    check("volume-snapshot", Some(&volume), &[("name", "first")], "first is there, creating");
    check("volume-clone", Some(&volume), &[("name", "second")], "second is there, creating");
    let volume = find(&desk, Kind::Volume, "a made-500");
    check("volume-snapshot", Some(&volume), &[("name", "newest")], "newest is there");
    let volume = find(&desk, Kind::Volume, "a made-500");
    check("volume-revert", Some(&volume), &[], "is reverting");
    check("volume-readonly", Some(&volume), &[("readonly", "true")], "is as it was asked for");
    check("volume-attach", Some(&find(&desk, Kind::Volume, "a made-500")), &[("mode", "ro")], "is reserved");
    // Attachments and transfers have names of their own, or none.
    desk.done("volume-detach", Some(&find(&desk, Kind::Volume, "a made-500")), &[], &[]);
    check("volume-transfer", Some(&find(&desk, Kind::Volume, "a made-500")), &[], "its key was lost");
    desk.done("volume-transfer-cancel", Some(&find(&desk, Kind::Volume, "a made-500")), &[], &[]);
    check("volume-delete-cascade", Some(&find(&desk, Kind::Volume, "a made-500")), &[], "is deleting");
}

#[test]
fn a_deletion_that_was_given_up_says_what_is_left() {
    let check = |user: &str, next: Option<(&'static str, Kind)>| {
        let desk = cloud(user);
        let volume = made(&desk, "a part-400");
        for name in ["one", "two"] {
            desk.done("volume-snapshot", Some(&volume), &[], &[("name", name)]);
        }
        desk.clock.advance(60_000);
        let settled = desk.run("volume-delete-cascade", Some(&volume), &[], &[]);
        let ActionResult::Unknown { error, found: Ok(Verification::Partly { words, next: offered }) } = settled else {
            panic!("{settled:?}")
        };
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::WrongState, "Invalid volume: Failed to update snapshot."));
        assert!(words.contains("error_deleting") && words.contains("one is deleting") && words.contains("two is available"), "{words}");
        assert_eq!(offered, next.map(|(action, kind)| (action, kind, volume.id.clone())), "{user}");
    };
    check("alice", None);
    check("root", Some(("volume-reset", Kind::Volume)));
}

#[test]
fn what_no_line_can_hold_stays_when_metadata_is_replaced() {
    let desk = cloud("root");
    let volume = made(&desk, "tagged");
    let put = |body: &str| {
        let path = format!("/volumes/{}/metadata", volume.vendor_id);
        let request = voldeck_core::http::Request::new("PUT".parse().unwrap(), path).json(&RawJson(body), &[]);
        block_on(desk.client.session().exchange("a test", voldeck_core::http::Access::Write, request, 1_000)).unwrap();
    };
    put(r#"{"metadata":{"env":"test","note":"two\nlines","pad":" kept "}}"#);
    desk.done("volume-mark-attached", Some(&volume), &[], &[("host_name", "metal-7")]);
    let tagged = desk.get(Kind::Volume, &volume.id).unwrap();
    assert!(tagged.raw.text().contains("attached_mode"));
    let scene = ActionContext { client: &*desk.client, target: Some(&tagged), known: &[] };
    let row = desk.action("volume-metadata");
    assert_eq!((row.form)(&scene).initial().text("metadata"), "env=test", "neither Cinder's own nor what no line can hold");
    desk.done("volume-metadata", Some(&tagged), &[], &[("metadata", "env=prod")]);
    let now = desk.get(Kind::Volume, &volume.id).unwrap();
    for part in [r#""env": "prod""#, r#""note": "two\nlines""#, r#""pad": " kept ""#, r#""attached_mode": "rw""#] {
        assert!(now.raw.text().contains(part), "{part}: {}", now.raw.text());
    }
    let probe = |values: &str| block_on((row.verify)(&scene, &voldeck_core::action::Values::default().with("metadata", values))).unwrap();
    assert!(matches!(probe("env=prod"), Verification::Happened(_)));
    assert!(matches!(probe("env=other"), Verification::NotSeen(_)));
}

#[test]
fn a_transfer_whose_answer_was_lost_is_looked_for() {
    let desk = cloud("alice");
    let known = desk.known();
    let scene = ActionContext { client: &*desk.client, target: None, known: &known };
    let row = desk.action("transfer-accept");
    let probe = |scene: &ActionContext| block_on((row.verify)(scene, &voldeck_core::action::Values::default())).unwrap();
    assert!(matches!(probe(&scene), Verification::NotSeen(_)));
    let without: Vec<Resource> = known.iter().filter(|one| one.name != "uploads").cloned().collect();
    let found = probe(&ActionContext { known: &without, ..scene });
    assert!(matches!(&found, Verification::Happened(words) if words.starts_with("The volume uploads is here now")), "{found:?}");
    assert!(matches!(probe(&ActionContext { known: &[], ..scene }), Verification::CannotTell(_)));
}

#[test]
fn groups_that_a_server_does_not_have_are_no_empty_list() {
    let provider = by_id("cinder").unwrap();
    let server = Server::new(Options { newest: 12, ..Options::default() }, BEGIN);
    let desk = Desk::at(provider, desk::shared(server), &provider.demos()[0].values());
    desk.detect_version();
    let group = Resource::new(Kind::Group, Id::new("groups/g"), "g".into(), None, voldeck_core::model::Status::not_reported(), "{}");
    let listing = block_on(desk.client.list_snapshots(&group)).unwrap();
    assert_eq!((listing.items.len(), &listing.remarks[..]), (0, &["It needs microversion 3.14; this server has 3.12.".to_owned()][..]));
}
