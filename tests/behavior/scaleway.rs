//! Scaleway: Block volumes, local volumes, and the original API.

mod follow;

use super::harness::{self, BEGIN, Harness};
use super::{assert_gone, assert_listed, demo};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values};
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::model::{Bytes, Kind, Phase, Resource, Value};
use voldeck_providers::by_id;
use voldeck_simulators::scaleway::{ApiVersion, KEY, Scaleway as Server, Seed};

const GB: u64 = 1_000_000_000;

fn find(harness: &Harness, name: &str) -> Resource {
    let known = harness.known();
    let listed = known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"));
    harness.get(listed.kind, &listed.id).unwrap()
}

fn list(harness: &Harness, kind: Kind, source: &str) -> Listing {
    harness.list(kind, source).unwrap()
}

fn state(resource: &Resource) -> (&str, Phase) {
    (&resource.status.label, resource.status.phase)
}

#[test]
fn a_block_volume_lives_from_creation_to_deletion() {
    let harness = demo("scaleway", "scaleway-demo");
    let values = [("zone", "nl-ams-2"), ("name", "pg-new"), ("size", "25 GB"), ("tags", "a=1\nb")];
    let outcome = harness.done("block-create", None, &harness.known(), &values);
    assert_eq!(outcome.done, "Creating pg-new.");
    let id = outcome.created.unwrap();
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("creating", Phase::Changing), Some(Bytes(25 * GB))));
    assert_eq!(volume.attribute("tags"), Some(&Value::Text("a=1, b".into())));
    harness.clock.advance(5_000);
    assert_eq!(state(&assert_listed(&harness, Kind::Volume, &id)), ("available", Phase::Ready));

    // A change answers the old size; the new one is there when it is over.
    let volume = assert_listed(&harness, Kind::Volume, &id);
    harness.done("block-resize", Some(&volume), &[], &[("size", "40 GB")]);
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("updating", Phase::Changing), Some(Bytes(25 * GB))));
    harness.clock.advance(5_000);
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size), (("available", Phase::Ready), Some(Bytes(40 * GB))));
    harness.done("block-iops", Some(&volume), &[], &[]);
    harness.clock.advance(5_000);
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((volume.attribute("iops"), volume.attribute("type")), (Some(&Value::Number(15_000)), Some(&Value::Text("sbs_15k".into()))));

    harness.done("block-edit", Some(&volume), &[], &[("name", "pg-renamed"), ("tags", "b\nc")]);
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((volume.name.as_str(), volume.attribute("tags")), ("pg-renamed", Some(&Value::Text("b, c".into()))));

    let snapshot = harness.done("block-snapshot", Some(&volume), &harness.known(), &[("name", "before")]).created.unwrap();
    harness.clock.advance(5_000);
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    assert_eq!((state(&taken), taken.source.as_ref()), (("available", Phase::Ready), Some(&volume.provider_id)));
    let of_volume = block_on(harness.client.list_snapshots(&volume)).unwrap();
    assert_eq!(of_volume.items.len(), 1);
    harness.done("block-snapshot-edit", Some(&taken), &[], &[("name", "before-upgrade")]);
    harness.done("block-export", Some(&taken), &[], &[("bucket", "b"), ("key", "k.qcow2")]);
    assert_eq!(state(&assert_listed(&harness, Kind::Snapshot, &snapshot)), ("exporting", Phase::Changing));
    harness.clock.advance(120_000);
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    assert_eq!((taken.name.as_str(), taken.status.label.as_str()), ("before-upgrade", "available"));

    let restored = harness.done("block-restore", Some(&taken), &[], &[]).created.unwrap();
    let second = assert_listed(&harness, Kind::Volume, &restored);
    assert_eq!((second.name.as_str(), second.size), ("before-upgrade-copy", Some(Bytes(40 * GB))));
    assert!(matches!(second.attribute("parent"), Some(Value::Link(Kind::Snapshot, id, _)) if *id == snapshot));
    harness.clock.advance(5_000);
    harness.done("block-snapshot-delete", Some(&taken), &[], &[]);
    assert_gone(&harness, Kind::Snapshot, &snapshot);
    for id in [id, restored] {
        let volume = assert_listed(&harness, Kind::Volume, &id);
        harness.done("block-delete", Some(&volume), &[], &[]);
        assert_gone(&harness, Kind::Volume, &id);
    }
    let imported = harness.done("block-import", None, &[], &[]).created.unwrap();
    let imported = assert_listed(&harness, Kind::Snapshot, &imported);
    assert_eq!((imported.name.as_str(), state(&imported), imported.source.as_ref()), ("imported", ("creating", Phase::Changing), None));
}

#[test]
fn a_block_volume_is_made_of_a_snapshot_that_the_form_offers() {
    let harness = demo("scaleway", "scaleway-demo");
    let context = ActionContext { client: &*harness.client, target: None, known: &[] };
    let values = Values::default().with("zone", "fr-par-1");
    let choices = block_on(harness.options("block", context, &values)).unwrap();
    let ready = choices.iter().find(|choice| choice.label == "web-assets weekly").unwrap();
    assert_eq!(ready.refused, None);
    assert_eq!(choices.iter().find(|choice| choice.label == "build-cache today").unwrap().refused.as_deref(), Some("It is creating."));
    let made = harness.done("block-create", None, &[], &[("from", "snapshot"), ("snapshot_id", &ready.value), ("snapshot_size", "200 GB")]);
    assert_eq!(assert_listed(&harness, Kind::Volume, &made.created.unwrap()).size, Some(Bytes(200 * GB)));
}

#[test]
fn a_block_volume_comes_and_goes_while_its_server_runs() {
    let harness = demo("scaleway", "scaleway-demo");
    let volume = find(&harness, "uploads-2025");
    let context = ActionContext { client: &*harness.client, target: Some(&volume), known: &[] };
    let choices = block_on(harness.options("servers", context, &Values::default())).unwrap();
    let web = choices.iter().find(|choice| choice.label == "web-1").unwrap();
    assert_eq!((web.note.as_str(), &web.refused), ("running · PRO2-S", &None));
    let outcome = harness.done("block-attach", Some(&volume), &[], &[("server", &web.value)]);
    assert_eq!(outcome.done, "Attaching uploads-2025 to web-1.");
    assert!(harness.writes().last().unwrap().ends_with(&format!("/instance/v1/zones/fr-par-1/servers/{}/attach-volume", web.value)));
    let volume = harness.get(Kind::Volume, &volume.id).unwrap();
    let user = &volume.attachments[0];
    assert_eq!((user.name.as_str(), user.status.label.as_str(), user.status.detail.as_deref()), ("web-1", "running", Some("attaching")));
    let refused =
        (harness.action("block-detach").disabled_reason)(&ActionContext { client: &*harness.client, target: Some(&volume), known: &[] });
    assert_eq!(refused.as_deref(), Some("web-1 is attaching."));
    harness.clock.advance(5_000);
    let volume = find(&harness, "uploads-2025");
    assert_eq!((volume.status.label.as_str(), volume.attachments[0].status.detail.as_ref()), ("in_use", None));
    assert!(
        matches!(harness.run("block-delete", Some(&volume), &[], &[]), ActionResult::Refused(error) if error.message == "It is in use by web-1.")
    );
    harness.done("block-detach", Some(&volume), &[], &[]);
    harness.clock.advance(5_000);
    let volume = find(&harness, "uploads-2025");
    assert_eq!((volume.status.label.as_str(), volume.attachments.len()), ("available", 0));
    assert!(matches!(volume.attribute("detached"), Some(Value::Time(_))));
}

#[test]
fn a_local_volume_lives_and_is_attached_while_its_server_is_stopped() {
    let harness = demo("scaleway", "scaleway-demo");
    let id = harness
        .done("instance-create", None, &harness.known(), &[("zone", "it-mil-1"), ("name", "cache"), ("size", "5 GB")])
        .created
        .unwrap();
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((state(&volume), volume.size, volume.attachments.len()), (("available", Phase::Ready), Some(Bytes(5 * GB)), 0));
    harness.done("instance-edit", Some(&volume), &[], &[("tags", "x")]);
    harness.done("instance-attach", Some(&volume), &[], &[]);
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((volume.status.label.as_str(), volume.attachments[0].name.as_str()), ("available", "shop-mil-2"));
    assert!(matches!(harness.run("instance-delete", Some(&volume), &[], &[]), ActionResult::Refused(_)));
    harness.done("instance-detach", Some(&volume), &[], &[]);
    let root = find(&harness, "shop-root");
    let refused =
        (harness.action("instance-detach").disabled_reason)(&ActionContext { client: &*harness.client, target: Some(&root), known: &[] });
    assert_eq!(refused.as_deref(), Some("A local volume is detached while its server is stopped; shop-mil-1 is running."));

    let volume = assert_listed(&harness, Kind::Volume, &id);
    let snapshot = harness.done("instance-snapshot", Some(&volume), &harness.known(), &[]).created.unwrap();
    assert_eq!(state(&assert_listed(&harness, Kind::Snapshot, &snapshot)), ("snapshotting", Phase::Changing));
    harness.clock.advance(10_000);
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    assert_eq!(taken.source.as_ref(), Some(&volume.provider_id));
    assert_eq!(block_on(harness.client.list_snapshots(&volume)).unwrap().items.len(), 1);
    harness.done("instance-snapshot-edit", Some(&taken), &[], &[("name", "cache-1")]);
    harness.done("instance-export", Some(&taken), &[], &[]);
    harness.clock.advance(120_000);
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    let restored = harness.done("instance-restore", Some(&taken), &[], &[]).created.unwrap();
    assert_eq!(assert_listed(&harness, Kind::Volume, &restored).name, "cache-1-copy");
    harness.done("instance-snapshot-delete", Some(&taken), &[], &[]);
    assert_gone(&harness, Kind::Snapshot, &snapshot);
    for id in [id, restored] {
        let volume = assert_listed(&harness, Kind::Volume, &id);
        harness.done("instance-delete", Some(&volume), &[], &[]);
        assert_gone(&harness, Kind::Volume, &id);
    }
}

#[test]
fn a_volume_of_the_original_api_lives_too() {
    let harness = demo("scaleway", "scaleway-legacy");
    let made = harness.done("legacy-create", None, &harness.known(), &[("name", "old-school"), ("size", "50 GB")]);
    let id = made.created.unwrap();
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!(
        (id.as_str().starts_with("legacy/-/"), state(&volume), volume.size),
        (true, ("detached", Phase::Ready), Some(Bytes(50 * GB)))
    );
    let snapshot = harness.done("legacy-snapshot", Some(&volume), &harness.known(), &[]).created.unwrap();
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    assert_eq!(state(&taken), ("snapshotting", Phase::Changing));
    assert_eq!(block_on(harness.client.list_snapshots(&volume)).unwrap().items.len(), 1);
    harness.clock.advance(60_000);
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    harness.done("legacy-snapshot-delete", Some(&taken), &[], &[]);
    assert_gone(&harness, Kind::Snapshot, &snapshot);
    harness.done("legacy-delete", Some(&volume), &[], &[]);
    assert_gone(&harness, Kind::Volume, &id);
    let root = find(&harness, "blog-root");
    assert_eq!((root.status.label.as_str(), root.attachments[0].name.as_str()), ("attached", "blog"));
    assert_eq!(harness.writes().iter().filter(|line| line.contains("/v1/")).count(), 0);
}

#[test]
fn a_connection_has_the_sources_and_rows_of_its_own_api() {
    for (name, here, away) in [("scaleway-demo", "block", "legacy"), ("scaleway-legacy", "legacy", "instance")] {
        let harness = demo("scaleway", name);
        assert!(!list(&harness, Kind::Volume, here).items.is_empty());
        let Ok(ReadResult::Unsupported(reason)) = block_on(harness.client.list(Kind::Snapshot, away, None)) else { panic!("{name}") };
        assert!(reason.starts_with("This connection speaks"), "{reason}");
        let context = ActionContext { client: &*harness.client, target: None, known: &[] };
        for action in ["block-create", "block-import", "instance-create", "legacy-create"] {
            let refused = (harness.action(action).disabled_reason)(&context);
            assert_eq!(refused.is_some(), action.starts_with("legacy") != (here == "legacy"), "{name} {action}");
        }
    }
}

#[test]
fn opening_a_list_costs_a_call_a_zone_and_one_more_where_servers_use_volumes() {
    let harness = demo("scaleway", "scaleway-demo");
    assert!(list(&harness, Kind::Volume, "block").items.len() > 24);
    let calls = |part: &str| harness.sent.borrow().iter().filter(|line| line.contains(part)).count();
    assert_eq!((calls("/volumes?"), calls("/servers?"), harness.sent.borrow().len()), (9, 5, 14));
    assert_eq!(calls("it-mil-1"), 0, "Block is not there");
    harness.sent.borrow_mut().clear();
    list(&harness, Kind::Volume, "instance");
    assert_eq!((calls("/instance/v1/zones/it-mil-1/volumes?"), harness.sent.borrow().len()), (1, 10));
    harness.sent.borrow_mut().clear();
    list(&harness, Kind::Snapshot, "block");
    assert_eq!(harness.sent.borrow().len(), 9);
}

#[test]
fn lists_are_narrowed_to_zones_and_projects() {
    let provider = by_id("scaleway").unwrap();
    let server = || harness::shared(Server::new(ApiVersion::Current, Seed::Demo, BEGIN));
    let base = Values::default().with("address", "http://s").with("api", "current").with("secret_key", KEY);
    let zones = Harness::at(provider, server(), &base.clone().with("zones", "pl-waw-1\nnl-ams-1"));
    assert_eq!(list(&zones, Kind::Volume, "block").items.len(), 5);
    assert!(zones.sent.borrow().iter().all(|line| line.contains("pl-waw-1") || line.contains("nl-ams-1")));
    let project = Harness::at(provider, server(), &base.with("narrow", "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c101"));
    let (all, some) = (demo("scaleway", "scaleway-demo"), list(&project, Kind::Volume, "block").items.len());
    assert!(some > 10 && some < list(&all, Kind::Volume, "block").items.len());
}

/// A proxy that lets no header of Scaleway's through.
struct Hiding(Server);

impl voldeck_simulators::frame::Simulator for Hiding {
    fn answer(&mut self, call: &voldeck_simulators::frame::Request, now: u64) -> voldeck_simulators::frame::Outcome {
        match self.0.answer(call, now) {
            voldeck_simulators::frame::Outcome::Now(mut answer) => {
                answer.headers.clear();
                voldeck_simulators::frame::Outcome::Now(answer)
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
    let check = |api_version, source: &str, extra: usize| {
        let api = if api_version == ApiVersion::Legacy { "legacy" } else { "current" };
        let values = Values::default().with("address", "http://s").with("api", api).with("secret_key", KEY);
        let server = |seed| Server::new(api_version, seed, BEGIN);
        let few = list(&Harness::at(provider, harness::shared(server(Seed::Demo)), &values), Kind::Volume, source).items.len();
        let open = Harness::at(provider, harness::shared(server(Seed::Many(extra))), &values);
        let hidden = Harness::at(provider, harness::shared(Hiding(server(Seed::Many(extra)))), &values);
        for harness in [&open, &hidden] {
            let listing = list(harness, Kind::Volume, source);
            assert_eq!((listing.items.len(), listing.notes.len()), (few + extra, 0), "{source}");
            let mut ids: Vec<_> = listing.items.iter().flatten().map(|volume| volume.id.clone()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), listing.items.iter().flatten().count(), "none twice");
        }
        // Exactly full last pages: 87 + 13 = 100 in the original API.
        let steps = std::cell::RefCell::new(Vec::new());
        block_on(hidden.test(&|step| steps.borrow_mut().push(step))).unwrap();
        assert!(steps.into_inner().iter().any(|step| step.title == "Headers" && step.words.contains("X-Total-Count")));
    };
    check(ApiVersion::Current, "block", 500);
    check(ApiVersion::Legacy, "legacy", 250);
    check(ApiVersion::Legacy, "legacy", 87);
}

#[test]
fn choices_come_with_their_limits_and_reasons() {
    let harness = demo("scaleway", "scaleway-demo");
    let known = harness.known();
    let context = ActionContext { client: &*harness.client, target: None, known: &known };
    let look = |name: &str, zone: &str| block_on(harness.options(name, context, &Values::default().with("zone", zone))).unwrap();
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
    let wrong = harness.run("instance-create", None, &known, &[("zone", "fr-par-1"), ("size", "900 GB")]);
    assert!(matches!(&wrong, ActionResult::NotSent(wrong) if wrong[0].message == "Volumes of this type have 1 GB to 800 GB."), "{wrong:?}");

    // Without an organization, what is seen is offered.
    let values = Values::default().with("address", "http://s").with("api", "current").with("secret_key", KEY);
    let bare = Harness::at(by_id("scaleway").unwrap(), harness::shared(Server::new(ApiVersion::Current, Seed::Demo, BEGIN)), &values);
    let blocks: Vec<_> = list(&bare, Kind::Volume, "block").items.into_iter().flatten().collect();
    let context = ActionContext { client: &*bare.client, target: None, known: &blocks };
    assert_eq!(block_on(bare.options("projects", context, &Values::default())).unwrap().len(), 3);
    assert!(!bare.sent.borrow().iter().any(|line| line.contains("/account/")));
}
