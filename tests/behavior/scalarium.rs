//! Scalarium: volumes, their snapshots, RAID arrays.

use std::cell::RefCell;

use super::harness::{self, BEGIN, Harness};
use super::{assert_gone, assert_listed, demo};
use futures_executor::block_on;
use voldeck_core::action::follow::{Accepted, Followed, follow};
use voldeck_core::action::{ActionContext, Values, dependents};
use voldeck_core::client::Listing;
use voldeck_core::http::ErrorKind;
use voldeck_core::model::{Bytes, Item, Kind, Phase, Resource, Value};
use voldeck_providers::by_id;
use voldeck_simulators::frame::Seed;
use voldeck_simulators::scalarium::{Scalarium as Server, TOKEN_ADMIN};

fn find<'a>(known: &'a [Resource], name: &str) -> &'a Resource {
    known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn list(harness: &Harness, kind: Kind) -> Listing {
    harness.list(kind, harness.provider.sources(kind)[0].name).unwrap()
}

fn names(items: &[Item]) -> Vec<&str> {
    items.iter().flatten().map(|item| item.name.as_str()).collect()
}

fn text<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.attribute(key) {
        Some(Value::Text(text) | Value::Code(text) | Value::Link(_, _, text)) => text,
        other => panic!("{key}: {other:?}"),
    }
}

#[test]
fn a_volume_is_kept_and_deleted() {
    let harness = demo("scalarium", "scalarium-demo");
    let known = harness.known();
    let volume = harness.get(Kind::Volume, &find(&known, "staging uploads").id).unwrap();
    assert_eq!((volume.size, volume.status.label.as_str(), volume.attachments.len()), (Some(Bytes(10 << 30)), "available", 0));

    let taken = harness.done("volume-snapshot", Some(&volume), &known, &[]);
    assert!(taken.done.starts_with("Creating snapshot snap-"), "{}", taken.done);
    assert_eq!(harness.writes(), [format!("POST /api/volumes/{}/snapshot", volume.provider_id)]);
    let id = taken.created.unwrap();
    let snapshot = assert_listed(&harness, Kind::Snapshot, &id);
    assert_eq!((snapshot.status.label.as_str(), snapshot.status.phase), ("pending", Phase::Changing));
    assert_eq!((snapshot.source.as_deref(), text(&snapshot, "volume")), (Some(text(&volume, "ec2")), "staging uploads"));
    harness.clock.advance(60_000);
    let snapshot = harness.get(Kind::Snapshot, &id).unwrap();
    assert_eq!((snapshot.status.label.as_str(), text(&snapshot, "progress")), ("completed", "100%"));
    assert_eq!(names(&block_on(harness.client.list_snapshots(&volume)).unwrap().items), [snapshot.name.as_str()]);

    let outcome = harness.done("volume-delete", Some(&volume), &known, &[]);
    assert_eq!(outcome.done, "Deleting staging uploads.");
    assert_eq!(harness.get(Kind::Volume, &volume.id).unwrap().status.label, "deleting");
    harness.clock.advance(60_000);
    assert_gone(&harness, Kind::Volume, &volume.id);
}

#[test]
fn a_server_that_has_only_the_plural_path_is_asked_there_after_its_refusal() {
    let server = Server::new("plural", Seed::Demo, BEGIN);
    let values = Values::default().with("address", "https://s/api").with("token", TOKEN_ADMIN);
    let harness = Harness::at(by_id("scalarium").unwrap(), harness::shared(server), &values);
    let known = harness.known();
    let volume = find(&known, "staging uploads");
    let outcome = harness.done("volume-snapshot", Some(volume), &known, &[]);
    assert_eq!((outcome.done.as_str(), outcome.created), ("Creating a snapshot of staging uploads.", None));
    let path = format!("POST /api/volumes/{}/snapshot", volume.provider_id);
    assert_eq!(harness.writes(), [path.clone(), path + "s"]);
    assert_eq!(block_on(harness.client.list_snapshots(volume)).unwrap().items.len(), 1, "one was taken");
}

#[test]
fn attachments_are_named_once_for_a_list_and_what_is_opened_from_it() {
    let harness = demo("scalarium", "scalarium-demo");
    let listing = list(&harness, Kind::Volume);
    assert!(listing.notes.is_empty(), "{:?}", listing.notes);
    assert_eq!(harness.sent.borrow().len(), 5, "volumes, clouds, and the instances of three: {:?}", harness.sent.borrow());
    let known: Vec<_> = listing.items.into_iter().flatten().collect();
    let images = harness.get(Kind::Volume, &find(&known, "product images").id).unwrap();
    assert_eq!(harness.sent.borrow().len(), 6, "{:?}", harness.sent.borrow());
    assert_eq!(&images, find(&known, "product images"), "a list and a reading say the same");
    let user = &images.attachments[0];
    assert_eq!((user.name.as_str(), user.role.as_deref(), user.status.label.as_str()), ("hera", Some("/dev/sdi at /vol/images"), "online"));
    assert!(user.host.as_ref().is_some_and(|host| host.ends_with(".compute.amazonaws.com")));
    assert!(user.host_id.as_ref().is_some_and(|machine| machine.starts_with("i-")) && user.since.is_some());
    assert_eq!((images.attached, text(&images, "cloud")), (Some(true), "shop production"));
    let foreign = known.iter().find(|volume| volume.attachments.iter().any(|user| user.name == "i-45c17e02")).unwrap();
    assert_eq!(foreign.attachments[0].status.detail.as_deref(), Some("not an instance of Scalarium"));
    harness.clock.advance(60_000);
    harness.get(Kind::Volume, &images.id).unwrap();
    assert_eq!(harness.sent.borrow().len(), 11, "after a while they are read again");
    assert!(!harness.sent.borrow().iter().any(|line| line.contains("snapshots")));
}

#[test]
fn arrays_are_groups_of_the_volumes_that_name_them() {
    let harness = demo("scalarium", "scalarium-demo");
    let listing = list(&harness, Kind::Group);
    assert_eq!(names(&listing.items), ["hadoop scratch raid", "mongo events raid", "mysql master raid"]);
    let volumes = list(&harness, Kind::Volume).items;
    for array in listing.items.iter().flatten() {
        let array = &harness.get(Kind::Group, &array.id).unwrap();
        let before = harness.sent.borrow().len();
        let members = block_on(harness.client.list_members(array)).unwrap();
        assert_eq!(harness.sent.borrow().len(), before, "they are at hand");
        let expected: Vec<_> = volumes
            .iter()
            .flatten()
            .filter(|volume| matches!(volume.attribute("array"), Some(Value::Link(Kind::Group, id, _)) if *id == array.id))
            .cloned()
            .map(Ok)
            .collect();
        assert_eq!(members.items, expected, "{}", array.name);
        assert_eq!(
            array.size,
            expected.iter().flatten().map(|volume| volume.size).try_fold(Bytes(0), |sum, size| Some(Bytes(sum.0 + size?.0)))
        );
        assert!(expected.iter().flatten().all(|volume| text(volume, "array") == array.name));
    }
    let known: Vec<_> = listing.items.into_iter().flatten().collect();
    let (mysql, mongo) = (find(&known, "mysql master raid"), find(&known, "mongo events raid"));
    assert_eq!((mysql.status.label.as_str(), mysql.status.phase, mysql.size), ("in-use", Phase::Ready, Some(Bytes(1000 << 30))));
    let attachments: Vec<_> = mysql.attachments.iter().map(|user| (user.name.as_str(), user.status.label.as_str())).collect();
    assert_eq!((text(mysql, "mount"), mysql.attached, attachments), ("/vol/mysql", Some(true), vec![("zeus", "online")]));
    assert_eq!((mongo.status.label.as_str(), mongo.status.phase), ("1 in-use, 1 available", Phase::Degraded));
    assert_gone(&harness, Kind::Group, &voldeck_core::model::Id::new("0b5e"));
}

#[test]
fn all_snapshots_cost_a_call_for_each_volume_and_are_only_read_when_asked_for() {
    let harness = demo("scalarium", "scalarium-demo");
    assert!(!harness.provider.sources(Kind::Snapshot)[0].at_once);
    let snapshots = list(&harness, Kind::Snapshot);
    let volumes = list(&harness, Kind::Volume).items.len();
    assert_eq!(harness.sent.borrow().iter().filter(|line| line.ends_with("/snapshots")).count(), volumes);
    assert_eq!((snapshots.items.len(), snapshots.notes.len()), (17, 0));
    assert_eq!(snapshots.remarks, ["Scalarium lists snapshots by volume: those of volumes that were deleted are in no list."]);
    let state = |status: &str, progress: &str| {
        let found = snapshots.items.iter().flatten().find(|one| one.status.label == status && text(one, "progress") == progress);
        let found = found.unwrap_or_else(|| panic!("no {status} {progress}"));
        (found.status.phase, found.status.detail.clone().unwrap_or_default())
    };
    assert_eq!(state("completed", "70%"), (Phase::Unknown, "but progress is 70%".into()));
    assert_eq!(state("pending", "100%"), (Phase::Changing, "but progress is 100%".into()));
    assert_eq!(state("pending", "40%"), (Phase::Changing, "40%".into()));
    assert_eq!(state("completed", "100%"), (Phase::Ready, String::new()));
    assert_eq!(state("error", "12%"), (Phase::Failed, "12%".into()));
}

#[test]
fn every_state_is_there_and_moves_on() {
    let harness = demo("scalarium", "scalarium-demo");
    let known = harness.known();
    for label in ["creating", "available", "in-use", "deleting", "deleted", "error", "pending", "completed"] {
        assert!(known.iter().any(|known| known.status.label == label), "none is {label}");
    }
    for word in ["attaching", "attached", "detaching", "detached"] {
        assert!(
            known.iter().any(|known| matches!(known.attribute("attachment"), Some(Value::Text(text)) if text == word)),
            "none is {word}"
        );
    }
    let odd = find(&known, "nagios data");
    assert_eq!((odd.status.label.as_str(), odd.status.detail.as_deref()), ("available", Some("but attachment_status is attached")));
    let making = find(&known, "geo tiles");
    assert_eq!((making.status.label.as_str(), making.status.phase), ("creating", Phase::Changing));
    harness.clock.advance(600_000);
    assert_eq!(harness.get(Kind::Volume, &making.id).unwrap().status.label, "available");
    assert_gone(&harness, Kind::Volume, &find(&known, "csv import 0412").id);
}

#[test]
fn a_volume_of_an_array_is_named_as_such_before_it_is_changed() {
    let harness = demo("scalarium", "scalarium-demo");
    let known = harness.known();
    let says = |action: &str, name: &str| {
        (harness.action(action).consequence)(&ActionContext { client: &*harness.client, target: Some(find(&known, name)), known: &known })
    };
    let words = says("volume-delete", "mongo events raid 2");
    assert!(words.contains("may be lost with it") && words.contains("(vol-"), "{words}");
    assert!(says("volume-snapshot", "mysql master raid 1").contains("snapshots of all its disks"));
    assert!(!says("volume-delete", "staging uploads").contains("RAID"));
    let refuse = |name: &str| {
        (harness.action("volume-delete").disabled_reason)(&ActionContext {
            client: &*harness.client,
            target: Some(find(&known, name)),
            known: &known,
        })
    };
    assert!(refuse("product images").unwrap().starts_with("It is in use by hera: its attachment_status is attached."));
    assert_eq!(refuse("geo tiles").as_deref(), Some("It is still being created."));
}

fn is_done(followed: &Followed) -> Option<&str> {
    if let Followed::Done(words) = followed { Some(words) } else { None }
}

fn is_failed(followed: &Followed) -> Option<&str> {
    if let Followed::Failed(words) = followed { Some(words) } else { None }
}

fn is_back(followed: &Followed) -> Option<&str> {
    if let Followed::Back(words) = followed { Some(words) } else { None }
}

#[test]
fn what_was_accepted_is_followed_until_it_ends() {
    let check = |api_version: &str, action: &str, name: &str, told: &[&str], ended: fn(&Followed) -> Option<&str>, end: &str| {
        let values = Values::default().with("address", "https://s/api").with("token", TOKEN_ADMIN);
        let harness = Harness::at(by_id("scalarium").unwrap(), harness::shared(Server::new(api_version, Seed::Demo, BEGIN)), &values);
        let known = harness.known();
        let target = find(&known, name);
        let outcome = harness.done(action, Some(target), &known, &[]);
        let row = harness.action(action);
        let (context, filled, words) =
            (ActionContext { client: &*harness.client, target: Some(target), known: &known }, Values::default(), RefCell::default());
        let accepted = Accepted { action: row, context: &context, values: &filled, outcome: &outcome };
        let tell = |word: &str| RefCell::<Vec<String>>::borrow_mut(&words).push(word.to_owned());
        let followed = block_on(follow(accepted, row.follow.unwrap(), &tell));
        let said = ended(&followed).unwrap_or_else(|| panic!("{action} {name}: {followed:?}"));
        // The id of a new snapshot is the server's to choose.
        let said = said.split_whitespace().map(|word| if word.starts_with("snap-") { "SNAP" } else { word }).collect::<Vec<_>>().join(" ");
        assert_eq!(said, end, "{api_version} {action} {name}");
        for word in told {
            assert!(words.borrow().iter().any(|told: &String| told.starts_with(word)), "{action} {name}: {:?}", words.borrow());
        }
    };
    check("singular", "volume-delete", "staging uploads", &["deleting"], is_done, "Deleted staging uploads.");
    let back = "zz test: falls-back was not deleted; it is available again.";
    check("singular", "volume-delete", "zz test: falls-back", &["deleting"], is_back, back);
    check("singular", "volume-snapshot", "staging uploads", &["pending"], is_done, "SNAP is completed.");
    check("singular", "volume-snapshot", "zz test: falls-back", &["pending"], is_failed, "SNAP was made, but is error, 50%.");
    // A server that does not say which snapshot it is making: it is looked for.
    check("plural", "volume-snapshot", "product images", &["pending"], is_done, "SNAP of product images is completed.");
    check("plural", "volume-snapshot", "zz test: falls-back", &["pending"], is_failed, "SNAP of zz test: falls-back is error, 50%.");
}

#[test]
fn what_depends_on_a_volume_or_a_snapshot_is_found_by_either_id() {
    let harness = demo("scalarium", "scalarium-demo");
    let known = harness.known();
    let names = |target: &Resource| -> Vec<String> {
        dependents(target, &known)
            .into_iter()
            .map(|one| format!("{} {}", one.name.split('-').next().unwrap_or_default(), one.how))
            .collect()
    };
    let first = find(&known, "mysql master raid 1");
    assert_eq!(names(first), ["snap snapshot of it", "snap snapshot of it"]);
    let copy = find(&known, "mysql before 5.5 upgrade");
    let origin = known.iter().find(|one| one.kind == Kind::Snapshot && Some(&one.provider_id) == copy.source.as_ref()).unwrap();
    assert_eq!(names(origin), ["mysql before 5.5 upgrade made of it"]);
}

#[test]
fn volumes_of_one_name_are_told_apart_where_they_are_only_named() {
    let harness = demo("scalarium", "scalarium-demo");
    let synced: Vec<_> =
        list(&harness, Kind::Volume).items.into_iter().flatten().filter(|volume| volume.name == "Synced from AWS").collect();
    assert_eq!(synced.len(), 3);
    let volume = &synced[2];
    harness.done("volume-snapshot", Some(volume), &[], &[]);
    let snapshot = block_on(harness.client.list_snapshots(volume)).unwrap().items.remove(0).unwrap();
    assert_eq!(text(&snapshot, "volume"), format!("Synced from AWS ({})", text(volume, "ec2")));
    let words =
        (harness.action("volume-delete").consequence)(&ActionContext { client: &*harness.client, target: Some(volume), known: &[] });
    assert!(words.contains(text(volume, "ec2")) && words.contains("no longer shows them"), "{words}");
}

#[test]
fn a_snapshot_whose_volume_is_gone_is_not_said_to_be_gone() {
    let harness = demo("scalarium", "scalarium-demo");
    let known = harness.known();
    let snapshot = known.iter().find(|one| one.kind == Kind::Snapshot && text(one, "volume") == "invoices 2010").unwrap();
    harness.done("volume-delete", Some(find(&known, "invoices 2010")), &known, &[]);
    harness.clock.advance(60_000);
    let error = harness.get(Kind::Snapshot, &snapshot.id).unwrap_err();
    assert_eq!((error.kind, error.help()), (ErrorKind::Missing, "The snapshot may still be in EC2."));
    assert!(error.message.contains("lists snapshots by volume"), "{error}");
}
