//! Tutum and Docker Cloud: volume groups and volumes, which are only read.

use super::harness::{self, BEGIN, Harness, shared};
use super::{assert_gone, assert_listed, demo};
use futures_executor::block_on;
use voldeck_core::action::Values;
use voldeck_core::client::Listing;
use voldeck_core::model::{Item, Kind, Phase, Resource, Value};
use voldeck_providers::{actions, by_id, driver};
use voldeck_simulators::frame::{Outcome, Request, Simulator};
use voldeck_simulators::tutum::{API_KEY, ApiVersion, Options, Seed, Tutum as Server, USER};

fn signed() -> Values {
    let values = driver(by_id("tutum").unwrap()).sign_in().initial();
    values.with("address", "http://t").with("user", USER).with("key", API_KEY)
}

fn at(api_version: ApiVersion, seed: Seed, values: &Values) -> Harness {
    Harness::at(by_id("tutum").unwrap(), shared(Server::new(Options { api_version, seed }, BEGIN)), values)
}

fn list(harness: &Harness, kind: Kind) -> Listing {
    harness.list(kind, if kind == Kind::Group { "volumegroup" } else { "volume" }).unwrap()
}

fn named(items: &[Item], name: &str) -> Resource {
    items.iter().flatten().find(|item| item.name == name).unwrap_or_else(|| panic!("no {name}")).clone()
}

/// Calls since the last look.
fn calls(harness: &Harness) -> Vec<String> {
    harness.sent.borrow_mut().drain(..).collect()
}

fn words(resource: &Resource) -> Vec<String> {
    let user = |user: &voldeck_core::model::Attachment| {
        let status =
            format!("{}{}", user.status.label, user.status.detail.as_deref().map(|detail| format!(", {detail}")).unwrap_or_default());
        format!("{} [{}] {status} since {}", user.name, user.role.as_deref().unwrap_or("-"), user.since.is_some())
    };
    resource.attachments.iter().map(user).collect()
}

#[test]
fn a_group_comes_with_its_service_and_goes_with_it() {
    let harness = demo("tutum", "tutum-demo");
    let groups = list(&harness, Kind::Group).items;
    assert!(groups.iter().flatten().all(|group| group.name != "influxdb_data"));
    let dying = named(&groups, "mongo_db");
    assert_eq!(
        (dying.status.label.as_str(), words(&dying)),
        ("Created", vec!["mongo [-] Terminating, 0 of 1 containers since true".to_owned()])
    );
    let volume = block_on(harness.client.list_members(&dying)).unwrap().items.remove(0).unwrap();
    harness.clock.advance(120_000);
    let born = named(&list(&harness, Kind::Group).items, "influxdb_data");
    let born = assert_listed(&harness, Kind::Group, &born.id);
    assert_eq!(
        (born.status.phase, words(&born)),
        (Phase::Ready, vec!["influxdb [/data] Running, 1 of 1 containers since true".to_owned()])
    );
    assert_eq!(block_on(harness.client.list_members(&born)).unwrap().items.len(), 1);
    let ended = assert_listed(&harness, Kind::Group, &dying.id);
    assert_eq!((ended.status.phase, ended.status.label.as_str(), ended.attachments.len()), (Phase::Degraded, "Terminated", 0));
    let left = assert_listed(&harness, Kind::Volume, &volume.id);
    assert_eq!((left.status.label.as_str(), left.attachments.len()), ("Terminated", 0));
    harness.clock.advance(3_600_000);
    assert_gone(&harness, Kind::Group, &dying.id);
    assert_gone(&harness, Kind::Volume, &volume.id);
}

#[test]
fn a_group_leads_to_its_members_and_services_and_its_members_lead_back() {
    for name in ["tutum-demo", "docker-cloud-demo"] {
        let harness = demo("tutum", name);
        let listed = named(&list(&harness, Kind::Group).items, "postgres_data");
        assert_eq!((listed.attribute("volumes"), listed.attribute("services")), (Some(&Value::Number(2)), Some(&Value::Number(2))));
        assert_eq!(
            words(&listed),
            ["backup [-] Running, 2 of 2 containers since true", "postgres [-] Running, 2 of 2 containers since true"],
            "lists do not tell where it is mounted"
        );
        let group = harness.get(Kind::Group, &listed.id).unwrap();
        assert_eq!(
            words(&group),
            [
                "backup [/postgres (read only)] Running, 2 of 2 containers since true",
                "postgres [/var/lib/postgresql/data] Running, 2 of 2 containers since true"
            ]
        );
        let members = block_on(harness.client.list_members(&group)).unwrap();
        assert_eq!((members.items.len(), members.notes.len()), (2, 0));
        let volumes = list(&harness, Kind::Volume);
        assert!(volumes.notes.is_empty(), "{:?}", volumes.notes);
        for member in members.items {
            let member = member.unwrap();
            assert!(member.name.starts_with("postgres_data ") && member.provider_id.starts_with(&member.name[14..]), "{}", member.name);
            assert_eq!(member.attribute("group"), Some(&Value::Link(Kind::Group, group.id.clone(), group.name.clone())));
            let Some(Value::Text(node)) = member.attribute("node") else { panic!("{member:?}") };
            assert!(node.ends_with("-acme.node.tutum.io"), "{node}");
            assert!(matches!(member.attribute("node-state"), Some(Value::State(state)) if state.label == "Deployed"));
            // The same in the list of volumes, and alone.
            assert_eq!(named(&volumes.items, &member.name).id, member.id);
            let alone = harness.get(Kind::Volume, &member.id).unwrap();
            assert_eq!(
                (alone.name.as_str(), alone.attachments.len(), alone.attachments[0].host.as_ref()),
                (member.name.as_str(), 2, Some(node))
            );
            let seen = words(&alone);
            assert!(seen[0].starts_with("backup-") && seen[0].contains("[/postgres (read only)] Running"), "{seen:?}");
            assert!(seen[1].starts_with("postgres-") && seen[1].contains("[/var/lib/postgresql/data] Running"), "{seen:?}");
        }
    }
}

#[test]
fn links_are_followed_in_few_calls() {
    let harness = demo("tutum", "tutum-demo");
    let groups = list(&harness, Kind::Group);
    assert_eq!(calls(&harness), ["GET /api/v1/volumegroup/?limit=1000", "GET /api/v1/service/?limit=1000"]);
    list(&harness, Kind::Volume);
    // The groups' names are known from the list a moment ago.
    let sent = calls(&harness);
    assert_eq!(sent, ["GET /api/v1/volume/?limit=1000", "GET /api/v1/container/?limit=1000", "GET /api/v1/node/?limit=1000"]);
    let group = named(&groups.items, "elasticsearch_data");
    let group = harness.get(Kind::Group, &group.id).unwrap();
    assert_eq!(calls(&harness).len(), 2, "itself and its one service, for the mount point");
    let members = block_on(harness.client.list_members(&group)).unwrap();
    assert_eq!((members.items.len(), calls(&harness).len()), (3, 0), "all are in the list of volumes that was read a moment ago");
    harness.clock.advance(60_000);
    block_on(harness.client.list_members(&group)).unwrap();
    let sent = calls(&harness);
    assert_eq!(sent.len(), 3 + 3 + 3 + 1, "three of each, and their group: {sent:?}");
    harness.clock.advance(60_000);
    let member = members.items[0].as_ref().unwrap();
    harness.get(Kind::Volume, &member.id).unwrap();
    let sent = calls(&harness);
    assert_eq!(sent.len(), 4, "itself, its container, its node and its group: {sent:?}");
    assert!(sent[1..].iter().all(|call| call.ends_with('/')), "as given: {sent:?}");
}

#[test]
fn a_list_and_what_is_open_beside_it_share_their_look_ups() {
    let harness = demo("tutum", "tutum-demo");
    let id = named(&list(&harness, Kind::Volume).items, &first_of(&harness, "jenkins_home")).id.clone();
    harness.clock.advance(60_000);
    calls(&harness);
    let both =
        futures::future::join(harness.client.list(Kind::Volume, "volume", None), harness.client.list(Kind::Group, "volumegroup", None));
    let (volumes, groups) = block_on(both);
    assert!(volumes.is_ok() && groups.is_ok());
    harness.get(Kind::Volume, &id).unwrap();
    let mut sent = calls(&harness);
    let many = sent.len();
    sent.sort();
    sent.dedup();
    assert_eq!(sent.len(), many, "nothing is asked twice: {sent:?}");
}

fn first_of(harness: &Harness, group: &str) -> String {
    let found = list(harness, Kind::Volume).items.into_iter().flatten().find(|volume| volume.name.starts_with(group));
    found.unwrap().name.clone()
}

#[test]
fn all_three_forms_of_addresses_tell_of_the_same_account() {
    let names = |harness: &Harness, kind| -> Vec<(String, String)> {
        let listing = list(harness, kind);
        assert!(listing.notes.is_empty(), "{:?}", listing.notes);
        listing.items.iter().flatten().map(|item| (item.name.clone(), item.id.to_string())).collect()
    };
    let live = at(ApiVersion::V1, Seed::Demo, &signed());
    let documented = at(ApiVersion::Infra, Seed::Demo, &signed().with("form", "documented"));
    let cloud = at(ApiVersion::Cloud, Seed::Demo, &signed().with("form", "cloud").with("namespace", "acme"));
    for kind in [Kind::Group, Kind::Volume] {
        let expected = names(&live, kind);
        assert!(expected.len() > 25 && expected.iter().all(|(_, id)| !id.contains('/')));
        assert_eq!((names(&documented, kind), names(&cloud, kind)), (expected.clone(), expected));
    }
    // There the documentation has the members of a group under another part than volumes themselves.
    let group = named(&list(&documented, Kind::Group).items, "shop_uploads");
    calls(&documented);
    documented.clock.advance(60_000);
    let members = block_on(documented.client.list_members(&group)).unwrap();
    assert_eq!(members.items.iter().flatten().count(), 3);
    assert!(calls(&documented).iter().filter(|call| call.contains("/api/app/v1/volume/")).count() == 3, "as given");
    let own = at(ApiVersion::Cloud, Seed::Demo, &signed().with("form", "cloud"));
    assert_eq!(names(&own, Kind::Group), [], "the account’s own namespace is empty");
}

/// A proxy that stands under a path of its own, and a server that knows nothing of it.
struct Proxy(Server);

impl Simulator for Proxy {
    fn answer(&mut self, call: &Request, now: u64) -> Outcome {
        let path = call.path.strip_prefix("/relay/tutum").unwrap_or_else(|| panic!("{} is not below the proxy", call.path)).to_owned();
        self.0.answer(&Request { path, ..call.clone() }, now)
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

#[test]
fn everything_is_followed_through_a_proxy() {
    let server = Server::new(Options { api_version: ApiVersion::V1, seed: Seed::Many(230) }, BEGIN);
    let harness = Harness::at(by_id("tutum").unwrap(), shared(Proxy(server)), &signed().with("address", "/relay/tutum/"));
    let volumes = list(&harness, Kind::Volume);
    assert!(volumes.items.len() > 250 && volumes.notes.is_empty());
    let group = named(&list(&harness, Kind::Group).items, "rabbitmq_mnesia");
    assert_eq!(block_on(harness.client.list_members(&group)).unwrap().items.len(), 2);
    assert_eq!(harness.get(Kind::Group, &group.id).unwrap().attachments[0].name, "rabbitmq");
    assert!(harness.sent.borrow().iter().any(|call| call == "GET /relay/tutum/api/v1/volume/?limit=100&offset=200"), "{:?}", harness.sent);
}

#[test]
fn long_lists_are_read_page_by_page_and_nothing_twice() {
    let harness = at(ApiVersion::V1, Seed::Many(1234), &signed());
    let volumes = list(&harness, Kind::Volume).items;
    let mut ids: Vec<_> = volumes.iter().flatten().map(|volume| volume.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert!(ids.len() == volumes.len() && ids.len() > 1234, "{} of {}", ids.len(), volumes.len());
    let of = |noun: &str| calls_of(&harness, noun);
    assert_eq!((of("volume"), of("volumegroup"), of("container"), of("node")), (ids.len().div_ceil(100), 3, 1, 1));
}

fn calls_of(harness: &Harness, noun: &str) -> usize {
    harness.sent.borrow().iter().filter(|call| call.starts_with(&format!("GET /api/v1/{noun}/"))).count()
}

#[test]
fn lists_are_narrowed_by_the_documented_filters() {
    let whole = demo("tutum", "tutum-demo");
    let group = named(&list(&whole, Kind::Group).items, "redis_data");
    let volume = block_on(whole.client.list_members(&group)).unwrap().items.remove(0).unwrap();
    let user = |resource: &Resource| resource.attachments[0].id.clone();
    let narrowed = |kind, field: &'static str, text: &str| {
        let harness = at(ApiVersion::V1, Seed::Demo, &signed().with(field, text));
        let names: Vec<_> = list(&harness, kind).items.into_iter().map(|item| item.unwrap().name.clone()).collect();
        names.join(" ")
    };
    assert_eq!(narrowed(Kind::Group, "group_name", "redis_data"), "redis_data");
    assert_eq!(narrowed(Kind::Group, "group_uuid", &group.provider_id), "redis_data");
    assert_eq!(narrowed(Kind::Group, "group_volume", &volume.provider_id), "redis_data");
    assert_eq!(narrowed(Kind::Group, "group_service", &user(&group)), "backup_spool postgres_data redis_data");
    assert_eq!(
        narrowed(Kind::Group, "group_service", &format!("/api/v1/service/{}/", user(&group))),
        "backup_spool postgres_data redis_data"
    );
    assert_eq!(narrowed(Kind::Volume, "volume_uuid", &volume.provider_id), volume.name);
    assert!(narrowed(Kind::Volume, "volume_container", &user(&volume)).contains(&volume.name));
    let node = volume.attachments[0].host_id.clone().unwrap();
    assert!(narrowed(Kind::Volume, "volume_node", &node).split("redis_data").count() == 2);
    assert!(narrowed(Kind::Volume, "group_name", "redis_data").contains("jenkins_home"), "volumes have filters of their own");
}

#[test]
fn it_says_that_it_only_reads() {
    let provider = by_id("tutum").unwrap();
    assert!(actions(provider).is_empty() && provider.sources(Kind::Snapshot).is_empty());
    assert!(provider.read_only.is_some_and(|words| words.ends_with('.') && words.contains("cannot change")));
    let harness = demo("tutum", "docker-cloud-demo");
    let steps = std::cell::RefCell::new(Vec::new());
    block_on(harness.test(&|step| steps.borrow_mut().push(step))).unwrap();
    let steps = steps.into_inner();
    let brief: Vec<_> = steps.iter().map(|step| (step.title, step.brief.as_str(), step.phase)).collect();
    assert_eq!(brief.last(), Some(&("Changes", "read only", Phase::Ready)), "{brief:?}");
    assert!(
        brief.iter().any(|(title, brief, _)| *title == "Rights" && brief.contains("groups, ") && brief.contains("volumes")),
        "{brief:?}"
    );
    assert!(harness.writes().is_empty());
    let volume = list(&harness, Kind::Volume).items.remove(0).unwrap();
    let error = block_on(harness.client.list_snapshots(&volume)).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (voldeck_core::http::ErrorKind::Unsupported, "Tutum has no snapshots."));
    let _ = harness::sample_values(&driver(provider).sign_in());
}
