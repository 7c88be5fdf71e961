//! What becomes of a change after Cinder has accepted it, and of one whose answer does not tell.

use super::harness::{self, BEGIN, Harness};
use futures_executor::block_on;
use voldeck_core::action::follow::{Accepted, follow};
use voldeck_core::action::{ActionContext, ActionResult, Followed, Verification, dependents};
use voldeck_core::http::ErrorKind;
use voldeck_core::json::RawJson;
use voldeck_core::model::{Id, Kind, Resource};
use voldeck_providers::by_id;
use voldeck_simulators::cinder::{Cinder as Server, Options};

fn cloud(user: &str) -> Harness {
    let provider = by_id("cinder").unwrap();
    let values = provider.demos[0].values().with("user", user).with("password", format!("demo-{user}-password"));
    let harness = Harness::at(provider, harness::shared(Server::new(Options::default(), BEGIN)), &values);
    harness.detect_version();
    harness
}

fn find(harness: &Harness, kind: Kind, name: &str) -> Resource {
    let listed = harness.items(kind).into_iter().flatten().find(|one| one.name == name).unwrap_or_else(|| panic!("no {name}"));
    harness.get(kind, &listed.id).unwrap()
}

/// Carries an action out and follows it to its end; what was told on the way comes with it.
fn ended(harness: &Harness, name: &str, target: Option<&Resource>, values: &[(&'static str, &str)]) -> (Followed, Vec<String>) {
    let action = harness.action(name);
    let context = ActionContext { client: &*harness.client, target, known: &[] };
    let mut filled = harness.fill(&context, &(action.form)(&context));
    for (field, value) in values {
        filled.set(field, *value);
    }
    let outcome = harness.done(name, target, &[], values);
    let told = std::cell::RefCell::new(Vec::new());
    let accepted = Accepted { action, context: &context, values: &filled, outcome: &outcome };
    let look = action.follow.unwrap_or_else(|| panic!("{name} is not followed"));
    let end = block_on(follow(accepted, look, &|word| told.borrow_mut().push(word.to_owned())));
    (end, told.into_inner())
}

fn done(harness: &Harness, name: &str, target: Option<&Resource>, values: &[(&'static str, &str)], words: &str) {
    let (end, _) = ended(harness, name, target, values);
    assert_eq!(end, Followed::Done(words.to_owned()), "{name}");
}

fn made(harness: &Harness, name: &str) -> Resource {
    done(harness, "volume-create", None, &[("name", name), ("size", "1 GiB")], &format!("{name} is available."));
    find(harness, Kind::Volume, name)
}

#[test]
fn a_followed_action_says_how_it_ended() {
    let harness = cloud("alice");
    let volume = made(&harness, "orders");
    done(&harness, "volume-extend", Some(&volume), &[("new_size", "3 GiB")], "orders has 3.0 GiB now.");
    done(&harness, "volume-readonly", Some(&volume), &[("readonly", "true")], "orders is available and as it was asked for.");
    done(&harness, "volume-attach", Some(&volume), &[("mode", "ro")], "orders is reserved and as it was asked for.");
    let reserved = find(&harness, Kind::Volume, "orders");
    assert_eq!((reserved.attached, reserved.usage.as_deref()), (Some(true), Some("reserved")));
    done(&harness, "volume-detach", Some(&reserved), &[], "orders is detached: available.");
    let marked = [("host_name", "metal-7"), ("mode", "ro")];
    done(
        &harness,
        "volume-mark-attached",
        Some(&find(&harness, Kind::Volume, "orders")),
        &marked,
        "orders is in-use and as it was asked for.",
    );
    done(&harness, "volume-mark-detached", Some(&find(&harness, Kind::Volume, "orders")), &[], "orders is detached: available.");
    let volume = find(&harness, Kind::Volume, "orders");
    done(&harness, "volume-snapshot", Some(&volume), &[("name", "before")], "before is available.");
    done(&harness, "volume-revert", Some(&volume), &[], "orders is back at its snapshot.");
    let snapshot = find(&harness, Kind::Snapshot, "before");
    done(&harness, "snapshot-restore", Some(&snapshot), &[("name", "copy")], "copy is available.");
    let known = harness.known();
    let of = |one: &Resource| dependents(one, &known).into_iter().map(|found| (found.name, found.how)).collect::<Vec<_>>();
    assert_eq!(of(&snapshot), [("copy".to_owned(), "made of it")]);
    assert_eq!(of(&volume), [("before".to_owned(), "snapshot of it")]);
    done(&harness, "snapshot-delete", Some(&snapshot), &[], "Deleted before.");
    done(&harness, "volume-transfer", Some(&volume), &[], "orders is awaiting-transfer and as it was asked for.");
    let offered = find(&harness, Kind::Volume, "orders");
    done(&harness, "volume-transfer-cancel", Some(&offered), &[], "orders is available and as it was asked for.");
    done(&harness, "volume-delete", Some(&find(&harness, Kind::Volume, "orders")), &[], "Deleted orders.");
}

#[test]
fn a_followed_group_action_says_how_it_ended() {
    let harness = cloud("root");
    let group = find(&harness, Kind::Group, "sandbox");
    let member = find(&harness, Kind::Volume, "sandbox-a");
    done(&harness, "group-edit", Some(&group), &[("name", "playground")], "playground is available and as it was asked for.");
    let taken = [("remove_volumes", &*member.provider_id)];
    done(&harness, "group-remove", Some(&group), &taken, "sandbox-a is not in playground.");
    done(&harness, "group-add", Some(&group), &[("add_volumes", &*member.provider_id)], "sandbox-a is in playground.");
    done(&harness, "group-snapshot", Some(&group), &[("name", "as it is")], "as it is is available.");
    let all = harness.items(Kind::Snapshot).into_iter().flatten();
    let whole = all.into_iter().find(|one| one.name == "as it is" && one.id.as_str().starts_with("group_")).unwrap();
    done(&harness, "group-snapshot-reset", Some(&whole), &[("status", "error")], "as it is is error now.");
    done(&harness, "group-snapshot-delete", Some(&harness.get(Kind::Snapshot, &whole.id).unwrap()), &[], "Deleted as it is.");
    done(&harness, "group-delete", Some(&group), &[], "Deleted sandbox.");
}

#[test]
fn what_falls_back_is_told_with_the_message_or_that_there_is_none() {
    let harness = cloud("alice");
    let check = |action: &str, target: &Resource, values: &[(&'static str, &str)], on_the_way: &str, words: &str| {
        let (end, told) = ended(&harness, action, Some(target), values);
        assert_eq!(end, Followed::Back(words.to_owned()), "{action}");
        assert_eq!(told, [on_the_way], "{action}");
    };
    let back = |name: &str, why: &str| format!("{name} was not deleted; it is available again. {why}");
    let busy = "Cinder says: delete snapshot:Snapshot is busy. (VOLUME_VOLUME_SNAPSHOT_010_015)";
    let none = "Cinder left no message about it.";
    let volume = made(&harness, "base");
    for (name, why) in [("image later-back", busy), ("image later-back-mute", none)] {
        done(&harness, "volume-snapshot", Some(&volume), &[("name", name)], &format!("{name} is available."));
        let snapshot = find(&harness, Kind::Snapshot, name);
        check("snapshot-delete", &snapshot, &[], "deleting", &back(name, why));
        // What was said of an earlier try says nothing of this one.
        harness.clock.advance(60_000);
        let since = voldeck_core::http::Clock::now_millis(&*harness.clock);
        assert_eq!(block_on(harness.client.why_failed(Kind::Snapshot, &snapshot.id, since)).as_deref(), Some(none));
    }
    let stuck = made(&harness, "data later-back");
    check("volume-delete", &stuck, &[], "deleting", &back("data later-back", none));
    let again = "data later-back is available again, and as it was before. Cinder left no message about it.";
    check("volume-extend", &stuck, &[("new_size", "4 GiB")], "extending", again);
    check("volume-retype", &stuck, &[("new_type", "fast-ssd")], "retyping", again);
}

#[test]
fn what_fails_is_told_with_the_message_or_that_there_is_none() {
    let harness = cloud("alice");
    let check = |name: &str, values: &[(&'static str, &str)], words: &str| {
        let mut all = vec![("name", name), ("size", "1 GiB")];
        all.extend(values);
        let (end, _) = ended(&harness, "volume-create", None, &all);
        assert_eq!(end, Followed::Failed(format!("{name} was made, but is error. {words}")));
    };
    let nowhere = "Cinder says: schedule allocate volume:Could not find any available weighted backend. (VOLUME_VOLUME_001_003)";
    check("nowhere", &[("volume_type", "legacy-san")], nowhere);
    check("a later-mute", &[], "Cinder left no message about it.");
    let mute = find(&harness, Kind::Volume, "a later-mute");
    assert!(
        mute.attributes.iter().any(|attribute| attribute.key == "message" && format!("{:?}", attribute.value).contains("left no message"))
    );
}

#[test]
fn what_was_made_although_the_answer_was_500_is_found() {
    let harness = cloud("alice");
    let check = |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)], words: &str| {
        let known = harness.known();
        let before = harness.writes().len();
        let settled = harness.run(action, target, &known, values);
        let ActionResult::Unknown { error, found: Ok(Verification::Happened(told)) } = settled else { panic!("{action}: {settled:?}") };
        assert_eq!((error.kind, error.status, harness.writes().len() - before), (ErrorKind::Failed, Some(500), 1), "{action}");
        assert!(told.contains(words), "{action}: {told}");
        harness.clock.advance(60_000);
    };
    check("volume-create", None, &[("name", "a made-500"), ("size", "1 GiB")], "a made-500 is there, creating, with the id ");
    let volume = find(&harness, Kind::Volume, "a made-500");
    check("volume-edit", Some(&volume), &[("description", "new")], "is as it was asked for");
    check("volume-metadata", Some(&volume), &[("metadata", "a=b")], "is as it was asked for");
    check("volume-extend", Some(&volume), &[("new_size", "2 GiB")], "is extending");
    check("volume-snapshot", Some(&volume), &[("name", "first")], "first is there, creating");
    check("volume-clone", Some(&volume), &[("name", "second")], "second is there, creating");
    let volume = find(&harness, Kind::Volume, "a made-500");
    check("volume-snapshot", Some(&volume), &[("name", "newest")], "newest is there");
    let volume = find(&harness, Kind::Volume, "a made-500");
    check("volume-revert", Some(&volume), &[], "is reverting");
    check("volume-readonly", Some(&volume), &[("readonly", "true")], "is as it was asked for");
    check("volume-attach", Some(&find(&harness, Kind::Volume, "a made-500")), &[("mode", "ro")], "is reserved");
    // Attachments and transfers have names of their own, or none.
    harness.done("volume-detach", Some(&find(&harness, Kind::Volume, "a made-500")), &[], &[]);
    check("volume-transfer", Some(&find(&harness, Kind::Volume, "a made-500")), &[], "its key was lost");
    harness.done("volume-transfer-cancel", Some(&find(&harness, Kind::Volume, "a made-500")), &[], &[]);
    check("volume-delete-cascade", Some(&find(&harness, Kind::Volume, "a made-500")), &[], "is deleting");
}

#[test]
fn a_deletion_that_was_given_up_says_what_is_left() {
    let check = |user: &str, next: Option<(&'static str, Kind)>| {
        let harness = cloud(user);
        let volume = made(&harness, "a part-400");
        for name in ["one", "two"] {
            harness.done("volume-snapshot", Some(&volume), &[], &[("name", name)]);
        }
        harness.clock.advance(60_000);
        let settled = harness.run("volume-delete-cascade", Some(&volume), &[], &[]);
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
fn metadata_that_a_line_cannot_hold_is_kept_when_metadata_is_replaced() {
    let harness = cloud("root");
    let volume = made(&harness, "tagged");
    let put = |body: &str| {
        let path = format!("/volumes/{}/metadata", volume.provider_id);
        let request = voldeck_core::http::Request::new("PUT".parse().unwrap(), path).json(&RawJson(body), &[]);
        block_on(harness.client.session().exchange("a test", voldeck_core::http::Access::Write, request, 1_000)).unwrap();
    };
    put(r#"{"metadata":{"env":"test","note":"two\nlines","pad":" kept "}}"#);
    harness.done("volume-mark-attached", Some(&volume), &[], &[("host_name", "metal-7")]);
    let tagged = harness.get(Kind::Volume, &volume.id).unwrap();
    assert!(tagged.raw.text().contains("attached_mode"));
    let context = ActionContext { client: &*harness.client, target: Some(&tagged), known: &[] };
    let row = harness.action("volume-metadata");
    assert_eq!((row.form)(&context).initial().text("metadata"), "env=test", "neither Cinder's own nor what no line can hold");
    harness.done("volume-metadata", Some(&tagged), &[], &[("metadata", "env=prod")]);
    let now = harness.get(Kind::Volume, &volume.id).unwrap();
    for part in [r#""env": "prod""#, r#""note": "two\nlines""#, r#""pad": " kept ""#, r#""attached_mode": "rw""#] {
        assert!(now.raw.text().contains(part), "{part}: {}", now.raw.text());
    }
    let verify =
        |values: &str| block_on((row.verify)(&context, &voldeck_core::action::Values::default().with("metadata", values))).unwrap();
    assert!(matches!(verify("env=prod"), Verification::Happened(_)));
    assert!(matches!(verify("env=other"), Verification::NotSeen(_)));
}

#[test]
fn a_transfer_whose_answer_was_lost_is_looked_for() {
    let harness = cloud("alice");
    let known = harness.known();
    let context = ActionContext { client: &*harness.client, target: None, known: &known };
    let row = harness.action("transfer-accept");
    let verify = |context: &ActionContext| block_on((row.verify)(context, &voldeck_core::action::Values::default())).unwrap();
    assert!(matches!(verify(&context), Verification::NotSeen(_)));
    let without: Vec<Resource> = known.iter().filter(|one| one.name != "uploads").cloned().collect();
    let found = verify(&ActionContext { known: &without, ..context });
    assert!(matches!(&found, Verification::Happened(words) if words.starts_with("The volume uploads is here now")), "{found:?}");
    assert!(matches!(verify(&ActionContext { known: &[], ..context }), Verification::CannotTell(_)));
}

#[test]
fn groups_that_a_server_does_not_have_are_no_empty_list() {
    let provider = by_id("cinder").unwrap();
    let server = Server::new(Options { newest: 12, ..Options::default() }, BEGIN);
    let harness = Harness::at(provider, harness::shared(server), &provider.demos[0].values());
    harness.detect_version();
    let group = Resource::new(Kind::Group, Id::new("groups/g"), "g".into(), None, voldeck_core::model::Status::not_reported(), "{}");
    let listing = block_on(harness.client.list_snapshots(&group)).unwrap();
    assert_eq!((listing.items.len(), &listing.remarks[..]), (0, &["It needs microversion 3.14; this server has 3.12.".to_owned()][..]));
}
