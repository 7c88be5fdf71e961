//! `LunaNode`: volumes and snapshots.

mod follow;

use super::harness::{BEGIN, Harness, shared};
use super::{assert_gone, assert_listed, demo};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::client::ReadResult;
use voldeck_core::model::{Bytes, Id, Kind, Phase, Resource, Value};
use voldeck_providers::by_id;
use voldeck_simulators::lunanode::{ApiVersion, LunaNode as Server, Options, Seed};

fn account() -> Harness {
    demo("lunanode", "lunanode-demo")
}

/// The sign-in of `lunanode-demo`.
fn settings() -> Values {
    by_id("lunanode").unwrap().demos.iter().find(|demo| demo.name == "lunanode-demo").unwrap().values()
}

/// A connection to a server of this generation.
fn early(region: &str) -> Harness {
    let provider = by_id("lunanode").unwrap();
    let server = Server::new(Options { api_version: ApiVersion::Early, seed: Seed::Demo }, BEGIN);
    Harness::at(provider, shared(server), &settings().with("region", region))
}

fn find<'a>(known: &'a [Resource], name: &str) -> &'a Resource {
    known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn state(resource: &Resource) -> (&str, Phase) {
    (resource.status.label.as_str(), resource.status.phase)
}

fn attribute<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.attribute(key) {
        Some(Value::Text(text) | Value::Code(text)) => text,
        _ => "",
    }
}

#[test]
fn a_volume_lives_from_creation_to_deletion() {
    let harness = account();
    let known = harness.known();
    let values = [("region", "montreal"), ("label", "pg/é 1"), ("size", "20 GiB")];
    let made = harness.done("volume-create", None, &known, &values);
    assert_eq!((made.done.as_str(), made.said), ("Creating pg/é 1 in montreal.", None));
    let id = made.created.unwrap();
    let listed = harness.known().into_iter().find(|known| known.id == id).unwrap();
    assert_eq!((state(&listed), listed.name.as_str()), (("pending", Phase::Changing), "pg/é 1"));
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("creating", Phase::Changing), Some(Bytes(20 << 30))));
    assert_eq!(
        (attribute(&volume, "state"), attribute(&volume, "listed"), attribute(&volume, "region")),
        ("creating", "pending", "montreal")
    );
    assert_eq!(volume.id, listed.id);
    harness.clock.advance(60_000);

    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((attribute(&volume, "state"), attribute(&volume, "listed")), ("available", "active"));
    let context = ActionContext { client: &*harness.client, target: Some(&volume), known: &known };
    let vms = block_on(harness.options("vms", context, &Values::default())).unwrap();
    let names: Vec<_> = vms.iter().map(|vm| vm.label.as_str()).collect();
    assert_eq!(names, ["btcpay", "db-02", "monitor"], "those of its region");
    harness.done("volume-attach", Some(&volume), &known, &[("vm_id", &vms[1].value)]);
    assert_eq!(state(&assert_listed(&harness, Kind::Volume, &id)), ("attaching", Phase::Changing));
    harness.clock.advance(60_000);
    let used = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!(
        (state(&used), used.attachments[0].name.as_str(), &used.attachments[0].id),
        (("in-use", Phase::Ready), "db-02", &vms[1].value)
    );
    let refuse = |action: &str, volume: &Resource| {
        (harness.action(action).disabled_reason)(&ActionContext { client: &*harness.client, target: Some(volume), known: &known })
            .unwrap_or_default()
    };
    for action in ["volume-attach", "volume-extend", "volume-delete"] {
        assert!(refuse(action, &used).starts_with("It is in-use. Only a"), "{}", refuse(action, &used));
    }
    assert_eq!((refuse("volume-detach", &used), refuse("volume-rename", &used)), (String::new(), String::new()));
    harness.done("volume-detach", Some(&used), &known, &[]);
    harness.clock.advance(60_000);

    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.attachments.len()), (("available", Phase::Ready), 0));
    harness.done("volume-extend", Some(&volume), &known, &[("size", "25 GiB")]);
    harness.done("volume-rename", Some(&volume), &known, &[("name", "pg-main")]);
    harness.clock.advance(60_000);
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((volume.name.as_str(), volume.size), ("pg-main", Some(Bytes(25 << 30))));
    harness.done("volume-delete", Some(&volume), &known, &[]);
    harness.clock.advance(60_000);
    assert_gone(&harness, Kind::Volume, &id);
    assert_eq!(harness.writes().len(), 6, "{:?}", harness.writes());
    assert!(harness.writes().iter().all(|line| line.starts_with("POST /api/volume/") && line.ends_with('/')), "{:?}", harness.writes());
}

#[test]
fn a_snapshot_is_taken_used_copied_and_deleted() {
    let harness = account();
    let known = harness.known();
    let volume = harness.get(Kind::Volume, &find(&known, "wiki-attachments").id).unwrap();
    let id = harness.done("volume-snapshot", Some(&volume), &known, &[("label", "now")]).created.unwrap();
    let taken = assert_listed(&harness, Kind::Snapshot, &id);
    assert_eq!((state(&taken), taken.source.as_deref()), (("creating", Phase::Changing), Some(volume.provider_id.as_str())));
    assert_eq!(taken.attribute("volume"), Some(&Value::Link(Kind::Volume, volume.id.clone(), "wiki-attachments".into())));
    let of_volume = block_on(harness.client.list_snapshots(&volume)).unwrap();
    let names: Vec<_> = of_volume.items.iter().flatten().map(|snapshot| snapshot.name.as_str()).collect();
    assert_eq!(names, ["now", "wiki-attachments spring"]);
    harness.clock.advance(60_000);

    let taken = assert_listed(&harness, Kind::Snapshot, &id);
    let known = harness.known();
    let context = ActionContext { client: &*harness.client, target: Some(&volume), known: &known };
    let reason = (harness.action("volume-delete").disabled_reason)(&context);
    assert_eq!(reason.as_deref(), Some("It has 2 snapshots: delete them first."));
    let copy = harness.done("volume-restore", Some(&taken), &known, &[("label", "copy")]).created.unwrap();
    harness.clock.advance(60_000);
    assert_eq!(assert_listed(&harness, Kind::Volume, &copy).size, volume.size);
    let values = [("dst_region", "toronto"), ("image_name", "wiki there")];
    let outcome = harness.done("snapshot-replicate", Some(&taken), &known, &values);
    assert!(outcome.done.starts_with("Copying now to toronto as the image wiki there, id 4"), "{}", outcome.done);
    harness.clock.advance(5_000);
    harness.clock.advance(5_000);
    let there = Values::default().with("region", "toronto");
    let images = block_on(harness.options("images", ActionContext { target: None, ..context }, &there)).unwrap();
    let image = images.iter().find(|image| image.label == "wiki there").unwrap();
    assert!(
        images
            .iter()
            .all(|image| image.label.ends_with("(ISO)") == (image.refused.as_deref() == Some("An ISO is no content for a volume.")))
    );
    harness.clock.advance(60_000);
    let values = [("source", "image"), ("image", &*image.value), ("size", "25 GiB"), ("region", "toronto")];
    let made = harness.done("volume-create", None, &known, &values).created.unwrap();
    assert_eq!(state(&assert_listed(&harness, Kind::Volume, &made)), ("downloading", Phase::Changing));
    let values = [("source", "snapshot"), ("snapshot_id", &*taken.provider_id), ("size", "26 GiB"), ("region", "roubaix")];
    assert!(harness.done("volume-create", None, &known, &values).created.is_some());

    harness.done("snapshot-delete", Some(&taken), &known, &[]);
    harness.clock.advance(60_000);
    assert_gone(&harness, Kind::Snapshot, &id);
}

#[test]
fn a_list_is_one_call_and_snapshots_one_a_region() {
    let harness = account();
    let list = |kind, source: &str| match block_on(harness.client.list(kind, source, None)) {
        Ok(ReadResult::Found(listing)) => listing,
        other => panic!("{other:?}"),
    };
    let volumes = list(Kind::Volume, "volumes");
    assert!(volumes.items.len() > 40 && volumes.notes.is_empty() && volumes.index.is_none());
    assert_eq!(*harness.sent.borrow(), ["POST /api/volume/list/"]);
    harness.sent.borrow_mut().clear();
    let snapshots = list(Kind::Snapshot, "snapshots");
    assert_eq!(snapshots.items.len(), 10);
    let notes: Vec<_> = snapshots.notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(notes, ["Region zz-list-fail-500: The server answered 500 and gave no reason."]);
    assert_eq!(harness.sent.borrow().iter().filter(|line| line.contains("snapshot-list")).count(), 4);
    list(Kind::Snapshot, "snapshots");
    assert_eq!(harness.sent.borrow().iter().filter(|line| line.contains("region/list")).count(), 1, "regions are read once");
}

#[test]
fn a_connection_to_one_region_sees_that_one_only() {
    let provider = by_id("lunanode").unwrap();
    let server = voldeck_simulators::simulator("lunanode-demo", BEGIN).unwrap();
    let harness = Harness::at(provider, server, &settings().with("region", "roubaix"));
    let known = harness.known();
    assert!(known.len() > 8 && known.iter().all(|known| attribute(known, "region") == "roubaix"));
    assert_eq!(*harness.sent.borrow(), ["POST /api/volume/list/", "POST /api/volume/snapshot-list/"]);
}

#[test]
fn an_early_server_lists_region_by_region_and_tells_no_id() {
    let harness = early("");
    let known = harness.known();
    assert!(known.iter().any(|known| known.kind == Kind::Volume && attribute(known, "region") == "toronto"));
    assert!(known.iter().any(|known| known.kind == Kind::Volume && attribute(known, "region") == "roubaix"));
    let asked = |harness: &Harness| harness.sent.borrow().iter().filter(|line| line.ends_with("volume/list/")).count();
    assert_eq!(asked(&harness), 5, "once without a region, then each of four");
    block_on(harness.client.list(Kind::Volume, "volumes", None)).unwrap();
    assert_eq!(asked(&harness), 9, "it is not asked without one again");

    let harness = early("montreal");
    let made = harness.done("volume-create", None, &harness.known(), &[("label", "nameless"), ("size", "3 GiB")]);
    assert_eq!((made.created, made.said.as_deref()), (None, Some("The server did not tell its id; it is in the list of volumes.")));
    let listed = harness.known().into_iter().find(|known| known.name == "nameless").unwrap();
    assert_eq!((listed.status.label.as_str(), listed.created), ("pending", None));
    harness.clock.advance(60_000);
    assert_eq!(harness.get(Kind::Volume, &listed.id).unwrap().status.label, "available");
}

#[test]
fn an_address_that_was_never_listed_is_read_all_the_same() {
    let harness = account();
    let id = find(&harness.known(), "pg-primary").id.clone();
    let fresh = account();
    let volume = fresh.get(Kind::Volume, &id).unwrap();
    assert_eq!((volume.attachments[0].name.as_str(), attribute(&volume, "listed"), attribute(&volume, "region")), ("db-01", "", "toronto"));
    fresh.get(Kind::Volume, &id).unwrap();
    let calls = fresh.sent.borrow().clone();
    assert_eq!(calls, ["POST /api/volume/info/", "POST /api/vm/list/", "POST /api/volume/info/"], "names are kept for a while");
    for (id, kind) in [("volume/toronto/1", Kind::Volume), ("snapshot/toronto/x", Kind::Snapshot), ("x", Kind::Volume)] {
        assert_gone(&harness, kind, &Id::new(id));
    }
}

#[test]
fn every_state_of_the_account_is_shown_in_its_own_word() {
    let harness = account();
    let known = harness.known();
    let mut words: Vec<_> = known
        .iter()
        .filter_map(|known| harness.get(known.kind, &known.id).ok())
        .map(|resource| format!("{} {}", resource.kind.noun(), resource.status.label))
        .collect();
    words.sort();
    words.dedup();
    let volume = "attaching available creating deleting detaching downloading error error_deleting error_extending extending in-use";
    let snapshot = "available creating deleting error";
    let all = |kind: &str, states: &str| states.split(' ').map(|state| format!("{kind} {state}")).collect::<Vec<_>>();
    assert_eq!(words, [all("snapshot", snapshot), all("volume", volume)].concat());
}

#[test]
fn a_test_of_the_connection_tells_regions_and_rights() {
    let harness = account();
    let steps = std::cell::RefCell::new(Vec::new());
    block_on(harness.test(&|step| steps.borrow_mut().push((step.title, step.brief, step.limits)))).unwrap();
    assert!(harness.writes().is_empty(), "a test only reads");
    let steps = steps.into_inner();
    let brief: Vec<_> = steps.iter().map(|(title, brief, _)| format!("{title}: {brief}")).collect();
    assert_eq!(brief[1..], ["Product: LunaNode", "Credentials: accepted", "Regions: 4 regions", "Rights: all reads"].map(str::to_owned));
}
