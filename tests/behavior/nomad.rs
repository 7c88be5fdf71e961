//! Nomad: CSI volumes, host volumes, snapshots.

use super::harness::{self, BEGIN, Harness};
use super::{assert_gone, assert_listed, demo};
use voldeck_core::model::{Bytes, Kind, Phase, Resource};
use voldeck_providers::ALL;

#[test]
fn a_csi_volume_lives_from_registration_to_deletion() {
    let harness = demo("nomad", "nomad-demo");
    let registered = harness.done(
        "csi-register",
        None,
        &harness.known(),
        &[("ID", "team-a[0]"), ("Name", "a"), ("ExternalID", "vol-9"), ("PluginID", "ceph-rbd")],
    );
    assert_eq!(registered.done, "Registered team-a[0].");
    let id = registered.created.unwrap();
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((volume.provider_id.as_str(), volume.name.as_str(), volume.status.label.as_str()), ("team-a[0]", "a", "free"));

    let values = [("ID", "pg-new"), ("PluginID", "ceph-rbd"), ("RequestedCapacityMin", "10 GiB")];
    let first = harness.done("csi-create", None, &harness.known(), &values).created.unwrap();
    let volume = assert_listed(&harness, Kind::Volume, &first);
    assert_eq!(volume.size, Some(Bytes(10 << 30)));

    let snapshot = harness.done("csi-snapshot", Some(&volume), &harness.known(), &[("Name", "before")]).created.unwrap();
    harness.clock.advance(60_000);
    let taken = assert_listed(&harness, Kind::Snapshot, &snapshot);
    assert_eq!((taken.status.label.as_str(), taken.status.phase), ("ready", Phase::Ready));
    let of_volume = futures_executor::block_on(harness.client.list_snapshots(&volume)).unwrap();
    assert!(of_volume.items.iter().flatten().any(|one| one.id == snapshot));

    let restored = harness.done("csi-restore", Some(&taken), &harness.known(), &[("ID", "pg-restored")]).created.unwrap();
    assert_eq!(assert_listed(&harness, Kind::Volume, &restored).size, Some(Bytes(10 << 30)));
    let cloned = harness.done("csi-clone", Some(&volume), &harness.known(), &[]).created.unwrap();
    assert_eq!(assert_listed(&harness, Kind::Volume, &cloned).provider_id, "pg-new-clone");

    harness.done("csi-expand", Some(&volume), &harness.known(), &[("RequestedCapacityMin", "25 GiB")]);
    assert_eq!(assert_listed(&harness, Kind::Volume, &first).size, Some(Bytes(25 << 30)));

    harness.done("snapshot-delete", Some(&taken), &harness.known(), &[]);
    assert_gone(&harness, Kind::Snapshot, &snapshot);
    let volume = assert_listed(&harness, Kind::Volume, &restored);
    harness.done("csi-deregister", Some(&volume), &harness.known(), &[]);
    assert_gone(&harness, Kind::Volume, &restored);
    for id in [first, cloned] {
        let volume = assert_listed(&harness, Kind::Volume, &id);
        harness.done("csi-delete", Some(&volume), &harness.known(), &[]);
        assert_gone(&harness, Kind::Volume, &id);
    }
}

#[test]
fn a_claimed_volume_is_detached_and_then_free() {
    for (server, name) in [("nomad-demo", "prometheus"), ("nomad-012", "prometheus")] {
        let harness = demo("nomad", server);
        let listed = harness.known().into_iter().find(|known| known.provider_id == name).unwrap();
        assert_eq!(listed.status.label, "in use");
        let volume = harness.get(Kind::Volume, &listed.id).unwrap();
        let user = &volume.attachments[0];
        assert!(user.host.is_some() && user.host_id.is_some(), "{user:?}");
        assert_eq!(user.role.as_deref(), if server == "nomad-012" { None } else { Some("writer") });
        assert!(matches!(
            harness.run("csi-deregister", Some(&volume), &harness.known(), &[]),
            voldeck_core::action::ActionResult::Refused(_)
        ));
        if server != "nomad-012" {
            // Since 1.2.16 no server finds an allocation for it.
            let outcome = harness.run("csi-detach", Some(&volume), &harness.known(), &[]);
            assert!(
                matches!(&outcome, voldeck_core::action::ActionResult::Refused(error) if error.to_string().contains("Unknown allocation")),
                "{outcome:?}"
            );
            continue;
        }
        harness.done("csi-detach", Some(&volume), &harness.known(), &[]);
        harness.clock.advance(300_000);
        let volume = harness.get(Kind::Volume, &listed.id).unwrap();
        assert_eq!((volume.status.label.as_str(), volume.attachments.len()), ("free", 0), "{server}");
        let outcome = harness.run("csi-deregister", Some(&volume), &[], &[]);
        assert!(matches!(outcome, voldeck_core::action::ActionResult::Done(_)), "{outcome:?}");
        assert_gone(&harness, Kind::Volume, &listed.id);
    }
}

#[test]
fn a_volume_that_only_the_storage_knows_is_registered() {
    let harness = demo("nomad", "nomad-demo");
    let known = harness.known();
    let external =
        known.iter().find(|known| known.id.as_str().starts_with("external/ceph-rbd/") && known.status.label == "not registered").unwrap();
    let id = harness.done("external-register", Some(external), &known, &[("ID", "found")]).created.unwrap();
    let volume = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!(voldeck_core::model::Value::Code(external.provider_id.clone()), *volume.attribute("external").unwrap());
    assert_eq!(harness.get(Kind::Volume, &external.id).unwrap().status.label, "registered");
}

#[test]
fn external_volumes_read_before_all_others_still_know_which_are_registered() {
    let harness = demo("nomad", "nomad-demo");
    let Ok(voldeck_core::client::ReadResult::Found(listing)) =
        futures_executor::block_on(harness.client.list(Kind::Volume, "external", None))
    else {
        panic!()
    };
    for label in ["registered", "not registered", "abnormal"] {
        assert!(listing.items.iter().flatten().any(|volume| volume.status.label == label), "none is {label}");
    }
}

#[test]
fn an_edit_changes_what_it_may_and_keeps_the_rest() {
    let harness = demo("nomad", "nomad-demo");
    let known = harness.known();
    let volume = harness.get(Kind::Volume, &known.iter().find(|known| known.provider_id == "redis-cache").unwrap().id).unwrap();
    harness.done(
        "csi-edit",
        Some(&volume),
        &known,
        &[("RequestedCapabilities", "multi-node-reader-only file-system"), ("Context", "pool=fast")],
    );
    let text = harness.get(Kind::Volume, &volume.id).unwrap().raw.clone();
    assert!(text.text().contains("multi-node-reader-only") && text.text().contains(r#""pool":"fast""#), "{}", text.pretty());
    assert!(!harness.sent.borrow().is_empty());
}

#[test]
fn a_host_volume_lives_from_creation_to_deletion() {
    let harness = demo("nomad", "nomad-demo");
    let values =
        [("Name", "scratch-9"), ("PluginID", "lvm-thin"), ("RequestedCapacityMinBytes", "10 GiB"), ("RequestedCapacityMaxBytes", "10 GiB")];
    let outcome = harness.done("host-create", None, &harness.known(), &values);
    let id = outcome.created.unwrap();
    let pending = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((pending.status.label.as_str(), pending.status.phase), ("pending", Phase::Changing));
    harness.clock.advance(60_000);
    let ready = assert_listed(&harness, Kind::Volume, &id);
    assert_eq!((ready.status.label.as_str(), ready.size), ("ready", Some(Bytes(10 << 30))));
    harness.done(
        "host-expand",
        Some(&ready),
        &harness.known(),
        &[("RequestedCapacityMinBytes", "15 GiB"), ("RequestedCapacityMaxBytes", "15 GiB")],
    );
    assert_eq!(assert_listed(&harness, Kind::Volume, &id).size, Some(Bytes(15 << 30)));
    harness.clock.advance(60_000);
    harness.done("host-delete", Some(&ready), &harness.known(), &[]);
    assert_gone(&harness, Kind::Volume, &id);
}

#[test]
fn a_sticky_claim_is_seen_and_released_and_the_allocation_stays() {
    let harness = demo("nomad", "nomad-demo");
    let known = harness.known();
    let find = |name: &str| known.iter().find(|known| known.name == name).unwrap().id.clone();
    let volume = harness.get(Kind::Volume, &find("cassandra-1")).unwrap();
    let sticky = |volume: &Resource| volume.attachments.iter().filter(|user| user.role.as_deref() == Some("sticky claim")).count();
    let claim = volume.attachments.last().unwrap();
    assert_eq!((sticky(&volume), volume.attachments.len(), claim.name.as_str()), (1, 2, "cassandra.cassandra"));
    assert_eq!(volume.usage.as_deref(), Some("1 allocation"));
    let outcome = harness.done("host-claim-release", Some(&volume), &known, &[]);
    assert_eq!(outcome.done, "Released cassandra.cassandra from cassandra-1.");
    assert_eq!(harness.writes().last().unwrap(), &format!("DELETE /v1/volumes/claim/{}?namespace=data", claim.id));
    let after = harness.get(Kind::Volume, &volume.id).unwrap();
    assert_eq!((sticky(&after), after.attachments.len()), (0, 1));
    let refuse = |target: &Resource| {
        (harness.action("host-claim-release").disabled_reason)(&voldeck_core::action::ActionContext {
            client: &*harness.client,
            target: Some(target),
            known: &known,
        })
    };
    assert_eq!(refuse(&after).as_deref(), Some("It has no sticky claims."));
    // Alone, a claim stands in the way of nothing.
    let mut idle = volume.clone();
    idle.attachments.remove(0);
    for name in ["host-delete", "host-expand"] {
        let refuse = |target| {
            (harness.action(name).disabled_reason)(&voldeck_core::action::ActionContext {
                client: &*harness.client,
                target: Some(target),
                known: &known,
            })
        };
        assert!(refuse(&idle).is_none() && refuse(&volume).is_some(), "{name}");
    }
}

#[test]
fn a_host_directory_is_registered_where_it_is() {
    let harness = demo("nomad", "nomad-demo");
    let known = harness.known();
    let node = known.iter().find_map(|known| match known.attribute("node") {
        Some(voldeck_core::model::Value::Code(node)) if known.status.label == "ready" => Some(node.clone()),
        _ => None,
    });
    let id = harness
        .done("host-register", None, &known, &[("Name", "srv-data"), ("NodeID", &node.unwrap()), ("HostPath", "/srv/data")])
        .created
        .unwrap();
    assert_eq!(assert_listed(&harness, Kind::Volume, &id).name, "srv-data");
}

#[test]
fn a_watched_list_returns_when_something_changed_and_not_before_its_time() {
    let harness = demo("nomad", "nomad-demo");
    let list = |since| match futures_executor::block_on(harness.client.list(Kind::Volume, "csi", since)) {
        Ok(voldeck_core::client::ReadResult::Found(listing)) => listing,
        other => panic!("{other:?}"),
    };
    let index = list(None).index;
    assert!(index.is_some());
    let before = voldeck_core::http::Clock::now_millis(&*harness.clock);
    let again = list(index);
    assert_eq!(again.index, index, "nothing changed");
    assert!(voldeck_core::http::Clock::now_millis(&*harness.clock) - before >= 60_000, "it was held");
    harness.done("csi-register", None, &[], &[("ID", "new-one"), ("PluginID", "ceph-rbd")]);
    let changed = list(index);
    assert!(changed.index > index && changed.items.iter().flatten().any(|volume| volume.provider_id == "new-one"));
}

#[test]
fn opening_the_list_of_csi_volumes_costs_one_call() {
    let provider = ALL.iter().find(|known| known.id == "nomad").unwrap();
    let demo = provider.demos.iter().find(|demo| demo.name == "nomad-demo").unwrap();
    let harness = Harness::at(provider, voldeck_simulators::simulator(demo.name, BEGIN).unwrap(), &demo.values());
    let listing = futures_executor::block_on(harness.client.list(Kind::Volume, "csi", None));
    assert!(matches!(listing, Ok(voldeck_core::client::ReadResult::Found(listing)) if listing.items.len() > 40));
    assert_eq!(harness.sent.borrow().len(), 1, "{:?}", harness.sent.borrow());
}

#[test]
fn the_list_of_a_server_without_the_namespace_wildcard_is_complete() {
    let harness = demo("nomad", "nomad-012");
    assert!(harness.known().len() > 20);
    assert!(harness.sent.borrow().iter().any(|line| line.contains("namespace=default")));
}

#[test]
fn every_api_version_is_read_and_says_who_uses_a_volume() {
    use voldeck_simulators::nomad::{ApiVersion, Nomad, Options, Seed};
    let provider = *ALL.iter().find(|known| known.id == "nomad").unwrap();
    for (api_version, hosts, role) in [
        (ApiVersion::V011, false, Some("writer")),
        (ApiVersion::V012, false, None),
        (ApiVersion::V16, false, Some("writer")),
        (ApiVersion::V110, true, Some("writer")),
        (ApiVersion::V200, true, Some("writer")),
    ] {
        let server = Nomad::new(Options { api_version, acl: false, seed: Seed::Demo }, BEGIN);
        let harness = Harness::at(provider, harness::shared(server), &voldeck_core::action::Values::default().with("address", "http://n"));
        let known = harness.known();
        let volume = known.iter().find(|known| known.provider_id == "prometheus").unwrap_or_else(|| panic!("{api_version:?}"));
        let read = harness.get(Kind::Volume, &volume.id).unwrap();
        assert_eq!((read.attachments.len(), read.attachments[0].role.as_deref()), (1, role), "{api_version:?}");
        assert_eq!(known.iter().any(|known| known.id.as_str().starts_with("host/")), hosts, "{api_version:?}");
    }
}

#[test]
fn the_first_items_of_a_long_list_are_handed_on_before_the_others_are_read() {
    use voldeck_simulators::nomad::{ApiVersion, Nomad, Options, Seed};
    let server = |seed| harness::shared(Nomad::new(Options { api_version: ApiVersion::V110, acl: false, seed }, BEGIN));
    let provider = *ALL.iter().find(|known| known.id == "nomad").unwrap();
    let values = voldeck_core::action::Values::default().with("address", "http://n").with("namespace", "*");
    for (seed, early) in [(Seed::Many(1000), Some(40)), (Seed::Demo, Some(40))] {
        let harness = Harness::at(provider, server(seed), &values);
        let parts = std::cell::RefCell::new(Vec::new());
        let note = |part: voldeck_core::client::Listing| parts.borrow_mut().push(part.items);
        let answer = futures_executor::block_on(harness.client.list_with_progress(Kind::Volume, "csi", None, &note));
        let Ok(voldeck_core::client::ReadResult::Found(listing)) = answer else { panic!("{answer:?}") };
        let parts = parts.into_inner();
        assert_eq!(parts.first().map(Vec::len), early);
        assert!(parts.iter().flatten().all(|item| listing.items.contains(item)), "what was shown early is in the list");
        assert_eq!(harness.sent.borrow().len(), 1, "{:?}", harness.sent.borrow());
    }
}

/// A proxy that lets no header of Nomad's through.
struct Hiding(voldeck_simulators::nomad::Nomad);

impl voldeck_simulators::frame::Simulator for Hiding {
    fn answer(&mut self, call: &voldeck_simulators::frame::Request, now: u64) -> voldeck_simulators::frame::Outcome {
        match self.0.answer(call, now) {
            voldeck_simulators::frame::Outcome::Now(mut answer) => {
                answer.headers.retain(|(name, _)| !name.starts_with("X-Nomad"));
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
    use voldeck_simulators::nomad::{ApiVersion, Nomad, Options, Seed};
    let server = || Nomad::new(Options { api_version: ApiVersion::V110, acl: false, seed: Seed::Many(6000) }, BEGIN);
    let provider = *ALL.iter().find(|known| known.id == "nomad").unwrap();
    let values = voldeck_core::action::Values::default().with("address", "http://n");
    let read = |harness: &Harness| match futures_executor::block_on(harness.client.list(Kind::Volume, "csi", None)) {
        Ok(voldeck_core::client::ReadResult::Found(listing)) => listing,
        other => panic!("{other:?}"),
    };
    let open = Harness::at(provider, harness::shared(server()), &values);
    let paged = read(&open);
    assert!(paged.items.len() > 6000 && paged.index.is_some() && open.sent.borrow().len() > 1);
    let mut ids: Vec<_> = paged.items.iter().flatten().map(|volume| volume.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), paged.items.iter().flatten().count(), "none twice");
    let hidden = Harness::at(provider, harness::shared(Hiding(server())), &values);
    let whole = read(&hidden);
    assert_eq!((whole.items.len(), whole.index), (paged.items.len(), None));
    let steps = std::cell::RefCell::new(Vec::new());
    futures_executor::block_on(hidden.test(&|step| steps.borrow_mut().push(step))).unwrap();
    let steps = steps.into_inner();
    assert!(steps.iter().any(|step| step.title == "Live changes" && step.words.contains("Access-Control-Expose-Headers")), "{steps:?}");
}
