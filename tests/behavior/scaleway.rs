//! Scaleway: Block volumes, local volumes, and the original API.

mod follow;

use super::desk::{self, BEGIN, Desk};
use super::{demo, gone, see};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values};
use voldeck_core::client::{Held, Listing};
use voldeck_core::model::{Bytes, Kind, Phase, Resource, Value};
use voldeck_providers::by_id;
use voldeck_simulators::scaleway::{KEY, Scaleway as Server, Seed, Shape};

const GB: u64 = 1_000_000_000;

fn find(desk: &Desk, name: &str) -> Resource {
    let known = desk.known();
    let listed = known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"));
    desk.get(listed.kind, &listed.id).unwrap()
}

fn list(desk: &Desk, kind: Kind, source: &str) -> Listing {
    match block_on(desk.client.list(kind, source, None)) {
        Ok(Held::Read(listing)) => listing,
        other => panic!("{other:?}"),
    }
}

fn state(resource: &Resource) -> (&str, Phase) {
    (&resource.status.label, resource.status.phase)
}

#[test]
fn a_block_volume_lives_from_creation_to_deletion() {
    let desk = demo("scaleway", "scaleway-demo");
    let values = [("zone", "nl-ams-2"), ("name", "pg-new"), ("size", "25 GB"), ("tags", "a=1\nb")];
    let outcome = desk.done("block-create", None, &desk.known(), &values);
    assert_eq!(outcome.done, "Creating pg-new.");
    let id = outcome.created.unwrap();
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("creating", Phase::Changing), Some(Bytes(25 * GB))));
    assert_eq!(volume.fact("tags"), Some(&Value::Text("a=1, b".into())));
    desk.clock.advance(5_000);
    assert_eq!(state(&see(&desk, Kind::Volume, &id)), ("available", Phase::Ready));

    // A change answers the old size; the new one is there when it is over.
    let volume = see(&desk, Kind::Volume, &id);
    desk.done("block-resize", Some(&volume), &[], &[("size", "40 GB")]);
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("updating", Phase::Changing), Some(Bytes(25 * GB))));
    desk.clock.advance(5_000);
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("available", Phase::Ready), Some(Bytes(40 * GB))));
    desk.done("block-iops", Some(&volume), &[], &[]);
    desk.clock.advance(5_000);
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!((volume.fact("iops"), volume.fact("type")), (Some(&Value::Number(15_000)), Some(&Value::Text("sbs_15k".into()))));

    desk.done("block-edit", Some(&volume), &[], &[("name", "pg-renamed"), ("tags", "b\nc")]);
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!((volume.name.as_str(), volume.fact("tags")), ("pg-renamed", Some(&Value::Text("b, c".into()))));

    let snapshot = desk.done("block-snapshot", Some(&volume), &desk.known(), &[("name", "before")]).created.unwrap();
    desk.clock.advance(5_000);
    let taken = see(&desk, Kind::Snapshot, &snapshot);
    assert_eq!((state(&taken), taken.source.as_ref()), (("available", Phase::Ready), Some(&volume.vendor_id)));
    let of_volume = block_on(desk.client.list_snapshots(&volume)).unwrap();
    assert_eq!(of_volume.items.len(), 1);
    desk.done("block-snapshot-edit", Some(&taken), &[], &[("name", "before-upgrade")]);
    desk.done("block-export", Some(&taken), &[], &[("bucket", "b"), ("key", "k.qcow2")]);
    assert_eq!(state(&see(&desk, Kind::Snapshot, &snapshot)), ("exporting", Phase::Changing));
    desk.clock.advance(120_000);
    let taken = see(&desk, Kind::Snapshot, &snapshot);
    assert_eq!((taken.name.as_str(), taken.status.label.as_str()), ("before-upgrade", "available"));

    let restored = desk.done("block-restore", Some(&taken), &[], &[]).created.unwrap();
    let second = see(&desk, Kind::Volume, &restored);
    assert_eq!((second.name.as_str(), second.size), ("before-upgrade-copy", Some(Bytes(40 * GB))));
    assert!(matches!(second.fact("parent"), Some(Value::Link(Kind::Snapshot, id, _)) if *id == snapshot));
    desk.clock.advance(5_000);
    desk.done("block-snapshot-delete", Some(&taken), &[], &[]);
    gone(&desk, Kind::Snapshot, &snapshot);
    for id in [id, restored] {
        let volume = see(&desk, Kind::Volume, &id);
        desk.done("block-delete", Some(&volume), &[], &[]);
        gone(&desk, Kind::Volume, &id);
    }
    let imported = desk.done("block-import", None, &[], &[]).created.unwrap();
    let imported = see(&desk, Kind::Snapshot, &imported);
    assert_eq!((imported.name.as_str(), state(&imported), imported.source.as_ref()), ("imported", ("creating", Phase::Changing), None));
}

#[test]
fn a_block_volume_is_made_of_a_snapshot_that_the_form_offers() {
    let desk = demo("scaleway", "scaleway-demo");
    let scene = ActionContext { client: &*desk.client, target: None, known: &[] };
    let values = Values::default().with("zone", "fr-par-1");
    let choices = block_on(desk.client.options("block", scene, &values)).unwrap();
    let ready = choices.iter().find(|choice| choice.label == "web-assets weekly").unwrap();
    assert_eq!(ready.refused, None);
    assert_eq!(choices.iter().find(|choice| choice.label == "build-cache today").unwrap().refused.as_deref(), Some("It is creating."));
    let made = desk.done("block-create", None, &[], &[("from", "snapshot"), ("snapshot_id", &ready.value), ("snapshot_size", "200 GB")]);
    assert_eq!(see(&desk, Kind::Volume, &made.created.unwrap()).size, Some(Bytes(200 * GB)));
}

#[test]
fn a_block_volume_comes_and_goes_while_its_server_runs() {
    let desk = demo("scaleway", "scaleway-demo");
    let volume = find(&desk, "uploads-2025");
    let scene = ActionContext { client: &*desk.client, target: Some(&volume), known: &[] };
    let choices = block_on(desk.client.options("servers", scene, &Values::default())).unwrap();
    let web = choices.iter().find(|choice| choice.label == "web-1").unwrap();
    assert_eq!((web.note.as_str(), &web.refused), ("running · PRO2-S", &None));
    let outcome = desk.done("block-attach", Some(&volume), &[], &[("server", &web.value)]);
    assert_eq!(outcome.done, "Attaching uploads-2025 to web-1.");
    assert!(desk.writes().last().unwrap().ends_with(&format!("/instance/v1/zones/fr-par-1/servers/{}/attach-volume", web.value)));
    let volume = desk.get(Kind::Volume, &volume.id).unwrap();
    let user = &volume.users[0];
    assert_eq!((user.name.as_str(), user.status.label.as_str(), user.status.detail.as_deref()), ("web-1", "running", Some("attaching")));
    let refused =
        (desk.action("block-detach").disabled_reason)(&ActionContext { client: &*desk.client, target: Some(&volume), known: &[] });
    assert_eq!(refused.as_deref(), Some("web-1 is attaching."));
    desk.clock.advance(5_000);
    let volume = find(&desk, "uploads-2025");
    assert_eq!((volume.status.label.as_str(), volume.users[0].status.detail.as_ref()), ("in_use", None));
    assert!(
        matches!(desk.run("block-delete", Some(&volume), &[], &[]), ActionResult::Refused(error) if error.message == "It is in use by web-1.")
    );
    desk.done("block-detach", Some(&volume), &[], &[]);
    desk.clock.advance(5_000);
    let volume = find(&desk, "uploads-2025");
    assert_eq!((volume.status.label.as_str(), volume.users.len()), ("available", 0));
    assert!(matches!(volume.fact("detached"), Some(Value::Time(_))));
}

#[test]
fn a_local_volume_lives_and_is_attached_while_its_server_is_stopped() {
    let desk = demo("scaleway", "scaleway-demo");
    let id =
        desk.done("instance-create", None, &desk.known(), &[("zone", "it-mil-1"), ("name", "cache"), ("size", "5 GB")]).created.unwrap();
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size, volume.users.len()), (("available", Phase::Ready), Some(Bytes(5 * GB)), 0));
    desk.done("instance-edit", Some(&volume), &[], &[("tags", "x")]);
    desk.done("instance-attach", Some(&volume), &[], &[]);
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!((volume.status.label.as_str(), volume.users[0].name.as_str()), ("available", "shop-mil-2"));
    assert!(matches!(desk.run("instance-delete", Some(&volume), &[], &[]), ActionResult::Refused(_)));
    desk.done("instance-detach", Some(&volume), &[], &[]);
    let root = find(&desk, "shop-root");
    let refused =
        (desk.action("instance-detach").disabled_reason)(&ActionContext { client: &*desk.client, target: Some(&root), known: &[] });
    assert_eq!(refused.as_deref(), Some("A local volume is detached while its server is stopped; shop-mil-1 is running."));

    let volume = see(&desk, Kind::Volume, &id);
    let snapshot = desk.done("instance-snapshot", Some(&volume), &desk.known(), &[]).created.unwrap();
    assert_eq!(state(&see(&desk, Kind::Snapshot, &snapshot)), ("snapshotting", Phase::Changing));
    desk.clock.advance(10_000);
    let taken = see(&desk, Kind::Snapshot, &snapshot);
    assert_eq!(taken.source.as_ref(), Some(&volume.vendor_id));
    assert_eq!(block_on(desk.client.list_snapshots(&volume)).unwrap().items.len(), 1);
    desk.done("instance-snapshot-edit", Some(&taken), &[], &[("name", "cache-1")]);
    desk.done("instance-export", Some(&taken), &[], &[]);
    desk.clock.advance(120_000);
    let taken = see(&desk, Kind::Snapshot, &snapshot);
    let restored = desk.done("instance-restore", Some(&taken), &[], &[]).created.unwrap();
    assert_eq!(see(&desk, Kind::Volume, &restored).name, "cache-1-copy");
    desk.done("instance-snapshot-delete", Some(&taken), &[], &[]);
    gone(&desk, Kind::Snapshot, &snapshot);
    for id in [id, restored] {
        let volume = see(&desk, Kind::Volume, &id);
        desk.done("instance-delete", Some(&volume), &[], &[]);
        gone(&desk, Kind::Volume, &id);
    }
}

#[test]
fn a_volume_of_the_original_api_lives_too() {
    let desk = demo("scaleway", "scaleway-legacy");
    let made = desk.done("legacy-create", None, &desk.known(), &[("name", "old-school"), ("size", "50 GB")]);
    let id = made.created.unwrap();
    let volume = see(&desk, Kind::Volume, &id);
    assert_eq!(
        (id.as_str().starts_with("legacy/-/"), state(&volume), volume.size),
        (true, ("detached", Phase::Ready), Some(Bytes(50 * GB)))
    );
    let snapshot = desk.done("legacy-snapshot", Some(&volume), &desk.known(), &[]).created.unwrap();
    let taken = see(&desk, Kind::Snapshot, &snapshot);
    assert_eq!(state(&taken), ("snapshotting", Phase::Changing));
    assert_eq!(block_on(desk.client.list_snapshots(&volume)).unwrap().items.len(), 1);
    desk.clock.advance(60_000);
    let taken = see(&desk, Kind::Snapshot, &snapshot);
    desk.done("legacy-snapshot-delete", Some(&taken), &[], &[]);
    gone(&desk, Kind::Snapshot, &snapshot);
    desk.done("legacy-delete", Some(&volume), &[], &[]);
    gone(&desk, Kind::Volume, &id);
    let root = find(&desk, "blog-root");
    assert_eq!((root.status.label.as_str(), root.users[0].name.as_str()), ("attached", "blog"));
    assert_eq!(desk.writes().iter().filter(|line| line.contains("/v1/")).count(), 0);
}

#[test]
fn a_connection_has_the_sources_and_rows_of_its_own_api() {
    for (name, here, away) in [("scaleway-demo", "block", "legacy"), ("scaleway-legacy", "legacy", "instance")] {
        let desk = demo("scaleway", name);
        assert!(!list(&desk, Kind::Volume, here).items.is_empty());
        let Ok(Held::Absent(reason)) = block_on(desk.client.list(Kind::Snapshot, away, None)) else { panic!("{name}") };
        assert!(reason.starts_with("This connection speaks"), "{reason}");
        let scene = ActionContext { client: &*desk.client, target: None, known: &[] };
        for action in ["block-create", "block-import", "instance-create", "legacy-create"] {
            let refused = (desk.action(action).disabled_reason)(&scene);
            assert_eq!(refused.is_some(), action.starts_with("legacy") != (here == "legacy"), "{name} {action}");
        }
    }
}

#[test]
fn opening_a_list_costs_a_call_a_zone_and_one_more_where_servers_use_volumes() {
    let desk = demo("scaleway", "scaleway-demo");
    assert!(list(&desk, Kind::Volume, "block").items.len() > 24);
    let calls = |part: &str| desk.sent.borrow().iter().filter(|line| line.contains(part)).count();
    assert_eq!((calls("/volumes?"), calls("/servers?"), desk.sent.borrow().len()), (9, 5, 14));
    assert_eq!(calls("it-mil-1"), 0, "Block is not there");
    desk.sent.borrow_mut().clear();
    list(&desk, Kind::Volume, "instance");
    assert_eq!((calls("/instance/v1/zones/it-mil-1/volumes?"), desk.sent.borrow().len()), (1, 10));
    desk.sent.borrow_mut().clear();
    list(&desk, Kind::Snapshot, "block");
    assert_eq!(desk.sent.borrow().len(), 9);
}

#[test]
fn lists_are_narrowed_to_zones_and_projects() {
    let provider = by_id("scaleway").unwrap();
    let server = || desk::shared(Server::new(Shape::Current, Seed::Demo, BEGIN));
    let base = Values::default().with("address", "http://s").with("api", "current").with("secret_key", KEY);
    let zones = Desk::at(provider, server(), &base.clone().with("zones", "pl-waw-1\nnl-ams-1"));
    assert_eq!(list(&zones, Kind::Volume, "block").items.len(), 5);
    assert!(zones.sent.borrow().iter().all(|line| line.contains("pl-waw-1") || line.contains("nl-ams-1")));
    let project = Desk::at(provider, server(), &base.with("narrow", "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c101"));
    let (all, some) = (demo("scaleway", "scaleway-demo"), list(&project, Kind::Volume, "block").items.len());
    assert!(some > 10 && some < list(&all, Kind::Volume, "block").items.len());
}

/// A proxy that lets no header of Scaleway's through.
struct Hiding(Server);

impl voldeck_simulators::frame::Simulator for Hiding {
    fn answer(&mut self, call: &voldeck_simulators::frame::Call, now: u64) -> voldeck_simulators::frame::Reply {
        match self.0.answer(call, now) {
            voldeck_simulators::frame::Reply::Now(mut answer) => {
                answer.headers.clear();
                voldeck_simulators::frame::Reply::Now(answer)
            }
            other => other,
        }
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

#[test]
fn no_volume_is_lost_between_pages_or_behind_hidden_headers() {
    let provider = by_id("scaleway").unwrap();
    let check = |shape, source: &str, extra: usize| {
        let api = if shape == Shape::Legacy { "legacy" } else { "current" };
        let values = Values::default().with("address", "http://s").with("api", api).with("secret_key", KEY);
        let server = |seed| Server::new(shape, seed, BEGIN);
        let few = list(&Desk::at(provider, desk::shared(server(Seed::Demo)), &values), Kind::Volume, source).items.len();
        let open = Desk::at(provider, desk::shared(server(Seed::Many(extra))), &values);
        let hidden = Desk::at(provider, desk::shared(Hiding(server(Seed::Many(extra)))), &values);
        for desk in [&open, &hidden] {
            let listing = list(desk, Kind::Volume, source);
            assert_eq!((listing.items.len(), listing.notes.len()), (few + extra, 0), "{source}");
            let mut ids: Vec<_> = listing.items.iter().flatten().map(|volume| volume.id.clone()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), listing.items.iter().flatten().count(), "none twice");
        }
        // Exactly full last pages: 87 + 13 = 100 in the original API.
        let steps = std::cell::RefCell::new(Vec::new());
        block_on(hidden.client.test(&|step| steps.borrow_mut().push(step))).unwrap();
        assert!(steps.into_inner().iter().any(|step| step.title == "Headers" && step.words.contains("X-Total-Count")));
    };
    check(Shape::Current, "block", 500);
    check(Shape::Legacy, "legacy", 250);
    check(Shape::Legacy, "legacy", 87);
}

#[test]
fn choices_come_with_their_limits_and_reasons() {
    let desk = demo("scaleway", "scaleway-demo");
    let known = desk.known();
    let scene = ActionContext { client: &*desk.client, target: None, known: &known };
    let look = |name: &str, zone: &str| block_on(desk.client.options(name, scene, &Values::default().with("zone", zone))).unwrap();
    let labels = |choices: &[voldeck_core::action::SelectOption]| choices.iter().map(|choice| choice.label.clone()).collect::<Vec<_>>();
    assert_eq!(labels(&look("projects", "")), ["prod", "research", "staging"]);
    let types = look("types", "fr-par-1");
    assert_eq!((types[0].value.as_str(), types[0].note.as_str()), ("l_ssd", "l_ssd · 1 to 800 GB"));
    assert_eq!(types[1].note, "scratch · 1 to 60000 GB · no snapshots");
    let iops = look("iops", "fr-par-1");
    assert_eq!((iops[1].value.as_str(), iops[1].label.as_str()), ("15000", "sbs_15k"));
    let refused =
        |name: &str, zone: &str, server: &str| look(name, zone).into_iter().find(|choice| choice.label == server).unwrap().refused;
    assert_eq!(refused("servers", "fr-par-2", "unpaid-tenant").as_deref(), Some("It is locked."));
    assert_eq!(refused("servers", "nl-ams-2", "ci-ams-1").as_deref(), Some("It is starting."));
    assert_eq!(refused("servers", "fr-par-1", "web-1"), None);
    assert!(refused("servers-stopped", "fr-par-1", "web-1").unwrap().contains("stopped"));
    assert!(look("anything", "").is_empty());
    // The limits of the type are checked once they have been read.
    let wrong = desk.run("instance-create", None, &known, &[("zone", "fr-par-1"), ("size", "900 GB")]);
    assert!(matches!(&wrong, ActionResult::NotSent(wrong) if wrong[0].message == "Volumes of this type have 1 GB to 800 GB."), "{wrong:?}");

    // Without an organization, what is seen is offered.
    let values = Values::default().with("address", "http://s").with("api", "current").with("secret_key", KEY);
    let bare = Desk::at(by_id("scaleway").unwrap(), desk::shared(Server::new(Shape::Current, Seed::Demo, BEGIN)), &values);
    let blocks: Vec<_> = list(&bare, Kind::Volume, "block").items.into_iter().flatten().collect();
    let scene = ActionContext { client: &*bare.client, target: None, known: &blocks };
    assert_eq!(block_on(bare.client.options("projects", scene, &Values::default())).unwrap().len(), 3);
    assert!(!bare.sent.borrow().iter().any(|line| line.contains("/account/")));
}
