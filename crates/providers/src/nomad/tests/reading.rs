//! Bodies of every generation become the same resources.

use crate::nomad::api::{ListClaims, ListStorage};
use crate::nomad::decode::{self, Registered, ResourceRef, ResourceType};
use crate::nomad::faults::DEREGISTERS_BY_PREFIX;
use crate::nomad::version::{ALL, CREATE, HOST, Server, Version};
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Bytes, Id, Item, Phase, Resource, Timestamp, Value};

fn csi(body: &str) -> Resource {
    decode::csi(body).unwrap()
}

fn state(resource: &Resource) -> (Phase, &str, &str) {
    (resource.status.phase, &resource.status.label, resource.status.detail.as_deref().unwrap_or_default())
}

fn text<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.attribute(key) {
        Some(Value::Text(text) | Value::Code(text)) => text,
        Some(Value::State(status)) => &status.label,
        _ => "",
    }
}

fn usage(resource: &Resource) -> &str {
    resource.usage.as_deref().unwrap_or_default()
}

fn health(resource: &Resource) -> (Phase, &str, &str) {
    let Some(Value::State(health)) = resource.attribute("health") else { panic!("{resource:?}") };
    (health.phase, &health.label, health.detail.as_deref().unwrap_or_default())
}

/// `name id host role status detail`, one user a line.
fn attachments(resource: &Resource) -> Vec<String> {
    let words = |user: &voldeck_core::model::Attachment| {
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
        format!(
            "{} {} {} {} {} {}",
            user.name,
            or(&user.host),
            or(&user.host_id),
            or(&user.role),
            user.status.label,
            or(&user.status.detail)
        )
    };
    resource.attachments.iter().map(words).collect()
}

#[test]
fn a_list_of_csi_volumes_has_states_claims_and_health() {
    let body = include_str!("bodies/volumes-csi-list-1.10.json");
    let items = decode::items(&decode::split(body).unwrap(), &decode::csi);
    let [Ok(used), Ok(sick), Ok(full)] = &items[..] else { panic!("{items:?}") };
    assert_eq!(state(used), (Phase::Ready, "in use", ""));
    assert_eq!((text(used, "claims"), usage(used)), ("1 writer · 2 readers", "1 writer, 2 readers"));
    assert_eq!(health(used), (Phase::Degraded, "degraded", "controllers 1/1 · nodes 2/3"));
    assert_eq!((text(used, "topology"), used.size), ("topology.ebs.csi.aws.com/zone=eu-west-1a", None));
    assert_eq!(used.created, Some(Timestamp(1_736_191_825_846_395_401)));
    assert_eq!(used.id.as_str(), "csi/default/teams%2Fpayments%2Fledger%5B0%5D");
    assert_eq!((state(sick), sick.name.as_str(), sick.created), ((Phase::Degraded, "unschedulable", ""), "sick", None));
    assert!(matches!(sick.attribute("health"), Some(Value::State(health)) if health.phase == Phase::Failed));
    assert_eq!(state(full), (Phase::Degraded, "exhausted", "resources exhausted since 2026-03-02 04:05:06 UTC"));
    assert_eq!(health(full), (Phase::Ready, "healthy", "nodes 3/3"));
}

#[test]
fn three_generations_of_a_reading_tell_who_uses_the_volume() {
    let raw = csi(include_str!("bodies/volume-csi-read-0.11.json"));
    assert_eq!((state(&raw), usage(&raw)), ((Phase::Changing, "in use", "1 claim being freed"), "1 writer, 1 reader"));
    assert_eq!(
        attachments(&raw),
        [
            "web.db[0] fra1 node-1 writer running -",
            "11111111-aaaa - node-2 reader gone -",
            "33333333-cccc - node-3 being freed controller detached -"
        ]
    );
    let stubs = csi(include_str!("bodies/volume-csi-read-0.12.json"));
    assert_eq!((state(&stubs), usage(&stubs)), ((Phase::Ready, "in use", ""), "1 allocation"));
    assert_eq!(attachments(&stubs), ["web.db[0] fra1 node-1 - complete stop"]);
    let roles = csi(include_str!("bodies/volume-csi-read-1.10.json"));
    assert_eq!((state(&roles), usage(&roles)), ((Phase::Changing, "in use", "1 claim being freed"), "1 writer, 1 reader"));
    assert_eq!(attachments(&roles), ["web.www[0] fra2 node-2 reader running -", "web.db[0] fra1 node-1 being freed running -"]);
    assert_eq!(roles.size, Some(Bytes(i64::MAX as u64)));
    assert_eq!(text(&roles, "topology"), "rack=4, zone=a");
}

#[test]
fn host_volumes_snapshots_and_external_volumes_are_read() {
    let host = decode::host(include_str!("bodies/volume-host-read-1.10.json")).unwrap();
    assert_eq!(state(&host), (Phase::Changing, "pending", "1 allocation"));
    assert_eq!((host.id.as_str(), host.size), ("host/default/3735cc2c-cc64-11ef-89ed-bfb5b3bc38ea", Some(Bytes(1_048_576_000))));
    assert_eq!(
        (text(&host, "node"), text(&host, "pool"), text(&host, "access")),
        ("5c5830d0-cc64-11ef-a293-4f03e55969ea", "default", "single-node-writer")
    );

    let known = Registered::new([csi(r#"{"ID":"one","PluginID":"a/b","ExternalID":"vol-1"}"#)].iter(), true);
    let page = |class, body: &str| -> Vec<Resource> {
        let call = ListStorage { class, plugin: "a/b", next_token: None, registered: &known };
        let response = Response { status: 200, headers: Vec::new(), body: body.into() };
        call.decode(&response).unwrap().items.into_iter().map(Item::unwrap).collect()
    };
    let snapshots = page(ResourceType::Snapshot, include_str!("bodies/snapshots-list-1.10.json"));
    assert_eq!(snapshots[0].id.as_str(), "snapshot/a%2Fb/snap-1");
    assert_eq!((state(&snapshots[0]), snapshots[0].created), ((Phase::Ready, "ready", ""), Some(Timestamp::from_seconds(1_736_191_825))));
    assert_eq!(
        (state(&snapshots[1]), snapshots[1].source.as_deref(), snapshots[1].name.as_str()),
        ((Phase::Changing, "not ready", ""), Some("pg"), "second")
    );
    let external = page(ResourceType::External, include_str!("bodies/external-list-1.10.json"));
    assert_eq!((state(&external[0]), external[0].usage.as_deref()), ((Phase::Ready, "registered", ""), Some("2 nodes")));
    assert_eq!((state(&external[1]), external[1].size), ((Phase::Failed, "abnormal", "parent is gone"), None));
}

#[test]
fn sticky_claims_are_attachments_of_their_own_volume() {
    let body = include_str!("bodies/claims-list-1.10.json").to_owned();
    let list = ListClaims { namespace: "default" }.decode(&Response { status: 200, headers: Vec::new(), body }).unwrap();
    let mut host = decode::host(include_str!("bodies/volume-host-read-1.10.json")).unwrap();
    let read: Vec<_> = list.iter().map(|raw| decode::sticky_claim(raw.text(), &host.provider_id)).collect();
    assert_eq!(read[2].clone().unwrap().unwrap().id, "7", "a number is an id as well");
    assert_eq!(read[3], Err("found null, where an object belongs.".into()));
    host.attachments.extend(read.into_iter().filter_map(Result::ok).flatten());
    assert_eq!(
        attachments(&host),
        [
            "db.pg[0] n1 5c5830d0 - running -",
            "db.pg - - sticky claim  allocation a8198d79-cfdb-6593-a999-1e9adabcba2e",
            "7 - - sticky claim  -",
            "e1d0 - - sticky claim  -",
        ]
    );
    assert_eq!(host.attachments[1].id, "5e3a1f0c-8d44-4b0f-9a52-0c6c2b1de901");
    assert_eq!(host.attachments.iter().filter(|user| decode::sticky(user)).count(), 3);
}

#[test]
fn one_bad_item_is_one_row_with_its_reason() {
    let check = |item: &str, reason: &str| {
        let body = format!(r#"[{{"ID":"good"}},{item},{{"ID":"fine"}}]"#);
        let items = decode::items(&decode::split(&body).unwrap(), &decode::csi);
        let bad = items[1].as_ref().unwrap_err();
        assert_eq!(
            (items.iter().filter(|item| item.is_ok()).count(), bad.number, bad.reason.as_str(), bad.raw.text()),
            (2, 2, reason, item)
        );
    };
    check(r#"{"Name":"x"}"#, "ID: there is none.");
    check(r#"{"ID":{"a":1}}"#, "ID: found an object, where text belongs.");
    check(r#""x""#, "found the string \"x\", where an object belongs.");
}

#[test]
fn addresses_go_both_ways_whatever_an_id_holds() {
    for id in ["a/b[0]", "50%", "データ", "%2F", " ", "a+b&c"] {
        for class in [ResourceType::Csi, ResourceType::Host, ResourceType::External, ResourceType::Snapshot] {
            let address = ResourceRef { class, scope: "n/s".into(), id: id.into() };
            assert_eq!(ResourceRef::of(&ResourceRef::to_id(class, "n/s", id)), Some(address));
        }
    }
    assert_eq!(ResourceRef::of(&Id::new("csi/only")), None);
    assert_eq!(ResourceRef::of(&Id::new("zip/a/b")), None);
}

#[test]
fn versions_are_read_and_refuse_what_came_later() {
    let check = |text: &str, expected| assert_eq!(Version::read(text), expected, "{text}");
    check("1.10.5+ent", Some(Version(1, 10, 5)));
    check("0.12.12", Some(Version(0, 12, 12)));
    check("v1.11.0-beta.1", Some(Version(1, 11, 0)));
    check("1.8", Some(Version(1, 8, 0)));
    check("unknown", None);
    assert_eq!(Server::saying("0.12.12").lacks(CREATE).unwrap(), "Nomad 0.12.12 has no create; it came with 1.1.0.");
    assert_eq!(Server::saying("1.10.0").lacks(HOST), None);
    assert!(Server::saying("1.9.99").lacks(HOST).is_some());
    let (mut old, nothing) = (Server::default(), Server::default());
    old.below = Some(Version(1, 10, 0));
    assert_eq!(old.lacks(HOST).unwrap(), "This server has no dynamic host volumes; it came with 1.10.0.");
    assert_eq!((old.lacks(CREATE), nothing.lacks(HOST)), (None, None), "what nobody knows is tried");
    assert!(ALL.windows(2).all(|pair| pair[0].since <= pair[1].since), "sorted by version");
    for (text, expected) in [
        ("0.12.12", true),
        ("1.0.2", true),
        ("1.0.18", false),
        ("1.1.4", true),
        ("1.2.0", true),
        ("1.2.4", false),
        ("1.10.5", false),
        ("?", true),
    ] {
        let known_good = DEREGISTERS_BY_PREFIX.of(&Server::saying(text)) == Some(false);
        assert_eq!(known_good, !expected, "{text}");
    }
}

#[test]
fn a_claim_is_finished_when_its_allocation_is_or_is_gone() {
    let check = |client: &str, desired: &str, expected: bool| {
        let body = format!(r#"{{"ID":"v","Allocations":[{{"ID":"a","ClientStatus":"{client}","DesiredStatus":"{desired}"}}]}}"#);
        assert_eq!(decode::terminal(&csi(&body).attachments[0]), expected, "{client} {desired}");
    };
    check("running", "run", false);
    check("pending", "run", false);
    check("unknown", "run", false);
    check("complete", "run", true);
    check("failed", "run", true);
    check("lost", "run", true);
    check("running", "stop", true);
    check("running", "evict", true);
    assert!(decode::terminal(&csi(r#"{"ID":"v","WriteAllocs":{"a":null}}"#).attachments[0]), "gone");
}
