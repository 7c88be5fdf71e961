//! Bodies of every generation become the same resources.

use crate::http::{Endpoint, Response};
use crate::model::{Bytes, Id, Item, NOT_REPORTED, Phase, Resource, Timestamp, Value};
use crate::provider::nomad::api::{ListClaims, ListStorage, ReadVolume};
use crate::provider::nomad::faults::DEREGISTERS_BY_PREFIX;
use crate::provider::nomad::version::{ALL, CREATE, HOST, Server, Version};
use crate::provider::nomad::wire::{self, Address, Class, Registered};

fn csi(body: &str) -> Resource {
    wire::csi(body).unwrap()
}

fn state(resource: &Resource) -> (Phase, &str, &str) {
    (resource.status.phase, &resource.status.label, resource.status.detail.as_deref().unwrap_or_default())
}

fn text<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.fact(key) {
        Some(Value::Text(text) | Value::Code(text)) => text,
        Some(Value::State(status)) => &status.label,
        _ => "",
    }
}

fn usage(resource: &Resource) -> &str {
    resource.usage.as_deref().unwrap_or_default()
}

fn health(resource: &Resource) -> (Phase, &str, &str) {
    let Some(Value::State(health)) = resource.fact("health") else { panic!("{resource:?}") };
    (health.phase, &health.label, health.detail.as_deref().unwrap_or_default())
}

/// `name id host role status detail`, one user a line.
fn users(resource: &Resource) -> Vec<String> {
    let words = |user: &crate::model::User| {
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
    resource.users.iter().map(words).collect()
}

#[test]
fn a_list_of_csi_volumes_has_states_claims_and_health() {
    let body = include_str!("bodies/volumes-csi-list-1.10.json");
    let items = wire::items(&wire::split(body).unwrap(), &wire::csi);
    let [Ok(used), Ok(sick), Ok(full)] = &items[..] else { panic!("{items:?}") };
    assert_eq!(state(used), (Phase::Ready, "in use", ""));
    assert_eq!((text(used, "claims"), usage(used)), ("1 writer · 2 readers", "1 writer, 2 readers"));
    assert_eq!(health(used), (Phase::Degraded, "degraded", "controllers 1/1 · nodes 2/3"));
    assert_eq!((text(used, "topology"), used.size), ("topology.ebs.csi.aws.com/zone=eu-west-1a", None));
    assert_eq!(used.created, Some(Timestamp(1_736_191_825_846_395_401)));
    assert_eq!(used.id.as_str(), "csi/default/teams%2Fpayments%2Fledger%5B0%5D");
    assert_eq!((state(sick), sick.name.as_str(), sick.created), ((Phase::Degraded, "unschedulable", ""), "sick", None));
    assert!(matches!(sick.fact("health"), Some(Value::State(health)) if health.phase == Phase::Failed));
    assert_eq!(state(full), (Phase::Degraded, "exhausted", "resources exhausted since 2026-03-02 04:05:06 UTC"));
    assert_eq!(health(full), (Phase::Ready, "healthy", "nodes 3/3"));
}

#[test]
fn three_generations_of_a_reading_tell_who_uses_the_volume() {
    let raw = csi(include_str!("bodies/volume-csi-read-0.11.json"));
    assert_eq!((state(&raw), usage(&raw)), ((Phase::Changing, "in use", "1 claim being freed"), "1 writer, 1 reader"));
    assert_eq!(
        users(&raw),
        [
            "web.db[0] fra1 node-1 writer running -",
            "11111111-aaaa - node-2 reader gone -",
            "33333333-cccc - node-3 being freed controller detached -"
        ]
    );
    let stubs = csi(include_str!("bodies/volume-csi-read-0.12.json"));
    assert_eq!((state(&stubs), usage(&stubs)), ((Phase::Ready, "in use", ""), "1 allocation"));
    assert_eq!(users(&stubs), ["web.db[0] fra1 node-1 - complete stop"]);
    let roles = csi(include_str!("bodies/volume-csi-read-1.10.json"));
    assert_eq!((state(&roles), usage(&roles)), ((Phase::Changing, "in use", "1 claim being freed"), "1 writer, 1 reader"));
    assert_eq!(users(&roles), ["web.www[0] fra2 node-2 reader running -", "web.db[0] fra1 node-1 being freed running -"]);
    assert_eq!(roles.size, Some(Bytes(i64::MAX as u64)));
    assert_eq!(text(&roles, "topology"), "rack=4, zone=a");
}

#[test]
fn null_missing_and_empty_are_alike_but_only_what_is_told_to_be_empty_is_nobody() {
    for (body, attached, label) in [
        (include_str!("bodies/volume-csi-read-nulls.json"), None, NOT_REPORTED),
        (include_str!("bodies/volume-csi-read-empties.json"), Some(false), "free"),
        (r#"{"ID":"bare"}"#, None, NOT_REPORTED),
    ] {
        let volume = csi(body);
        assert_eq!((volume.attached, volume.status.label.as_str(), volume.size), (attached, label, None), "{body}");
        assert_eq!((volume.users.len(), volume.usage.clone(), volume.odd.len()), (0, None, 0), "{body}");
        assert_eq!(text(&volume, "namespace"), "default");
    }
    for list in ["null", "[]"] {
        assert_eq!(wire::split(list).unwrap().len(), 0);
    }
    assert!(wire::split("{}").is_err(), "an object is no list");
    let page = |body: &str| {
        let call = ListStorage { class: Class::Snapshot, plugin: "p", next_token: None, registered: &Registered::default() };
        call.decode(&Response { status: 200, headers: Vec::new(), body: body.into() })
    };
    assert!(page(r#"{"Snapshots":null,"NextToken":null}"#).unwrap().items.is_empty());
    assert_eq!(page(r#"{"Snapshots":[null,{"ID":"s"}],"NextToken":""}"#).unwrap().items.len(), 1);
    for body in ["{}", r#"{"a":1}"#, r#"{"Volumes":[]}"#, r#"{"Snapshots":{}}"#] {
        assert!(page(body).unwrap_err().0.starts_with("Snapshots: "), "{body}");
    }
    assert_eq!(wire::plugin(r#"{"Controllers":null,"Nodes":null}"#, "p").unwrap().create, None);
}

#[test]
fn a_reading_says_who_uses_a_volume_or_that_it_does_not_say() {
    let check = |body: &str, attached: Option<bool>, label: &str| {
        let volume = csi(body);
        assert_eq!((volume.attached, volume.status.label.as_str()), (attached, label), "{body}");
    };
    check(r#"{"ID":"v","CurrentReaders":0,"CurrentWriters":0,"Schedulable":true}"#, Some(false), "free");
    check(r#"{"ID":"v","CurrentReaders":0,"Schedulable":true}"#, None, NOT_REPORTED);
    check(r#"{"ID":"v","CurrentWriters":"many","CurrentReaders":0}"#, None, NOT_REPORTED);
    check(r#"{"ID":"v","CurrentReaders":2,"Schedulable":true}"#, Some(true), "in use");
    check(r#"{"ID":"v","Allocations":[],"ReadAllocs":null,"WriteAllocs":null,"Schedulable":true}"#, None, NOT_REPORTED);
    check(r#"{"ID":"v","Allocations":[],"ReadAllocs":null,"WriteAllocs":null,"Schedulable":false}"#, None, "unschedulable");
    check(r#"{"ID":"v","Allocations":[{"ID":"a"}],"ReadAllocs":null,"WriteAllocs":null}"#, Some(true), "in use");
    check(r#"{"ID":"v","Allocations":[],"ReadAllocs":{},"WriteAllocs":{}}"#, Some(false), "free");
    check(r#"{"ID":"v","ReadAllocs":{},"WriteAllocs":{"a":null}}"#, Some(true), "in use");
    check(r#"{"ID":"v","PastClaims":{"a":{"State":1}},"ReadAllocs":{}}"#, Some(true), "in use");

    let host = |body: &str| {
        let read = ReadVolume { class: Class::Host, namespace: "default", id: "h", wait: None };
        let body = body.to_owned();
        let listed = wire::host(&body).unwrap().attached;
        (listed, read.decode(&Response { status: 200, headers: Vec::new(), body }).unwrap().0.attached)
    };
    assert_eq!(host(r#"{"ID":"h","State":"ready"}"#), (None, Some(false)), "a list does not say; a full reading leaves it out");
    assert_eq!(host(r#"{"ID":"h","HostPath":"/srv"}"#), (Some(false), Some(false)));
    assert_eq!(host(r#"{"ID":"h","HostPath":"/srv","Allocations":[{"ID":"a","Name":"pg"}]}"#), (Some(true), Some(true)));
    assert_eq!(wire::host(r#"{"ID":"h"}"#).unwrap().status.label, NOT_REPORTED);

    let external = |nodes: &str| {
        let body = format!(r#"{{"ExternalID":"e","PublishedExternalNodeIDs":{nodes}}}"#);
        let volume = wire::external(&body, "p", &Registered::default()).unwrap();
        (volume.attached, volume.users.len())
    };
    assert_eq!((external(r#"[""]"#), external(r#"["","n"]"#), external("null")), ((Some(false), 0), (Some(true), 1), (None, 0)));
}

#[test]
fn the_servers_own_flag_beats_what_is_counted_and_a_create_says_nothing_of_health() {
    let label = |body: &str| {
        let volume = csi(&format!(r#"{{"ID":"v","ReadAllocs":{{}},{body}}}"#));
        let health = volume.fact("health").map(|health| match health {
            Value::State(status) => status.label.clone(),
            other => panic!("{other:?}"),
        });
        (volume.status.label.clone(), health.unwrap_or_default())
    };
    let check = |body: &str, state: &str, health: &str| assert_eq!(label(body), (state.to_owned(), health.to_owned()), "{body}");
    check(
        r#""ControllerRequired":false,"ControllersExpected":1,"ControllersHealthy":0,"NodesExpected":1,"NodesHealthy":1"#,
        "free",
        "degraded",
    );
    check(r#""ControllersExpected":1,"ControllersHealthy":0,"NodesExpected":1,"NodesHealthy":1"#, "free", "unhealthy");
    check(r#""Schedulable":true,"ControllersExpected":1,"ControllersHealthy":0,"NodesExpected":1,"NodesHealthy":1"#, "free", "degraded");
    check(
        r#""Schedulable":false,"ControllersExpected":1,"ControllersHealthy":1,"NodesExpected":1,"NodesHealthy":1"#,
        "unschedulable",
        "unhealthy",
    );
    check(r#""Schedulable":false,"ControllersExpected":0,"NodesExpected":0,"CreateIndex":9"#, "unschedulable", "unhealthy");
    check(r#""Schedulable":false,"ControllersExpected":0,"NodesExpected":0,"CreateIndex":0"#, "free", "");
}

#[test]
fn all_modes_and_places_are_shown_each_once() {
    let modes = r#""RequestedCapabilities":[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"},
        {"AccessMode":"single-node-reader-only","AttachmentMode":"file-system"},
        {"AccessMode":"single-node-writer","AttachmentMode":"block-device"},
        {"AccessMode":"single-node-writer","AttachmentMode":"file-system"}]"#;
    let pairs = "single-node-writer file-system, single-node-reader-only file-system, single-node-writer block-device";
    for volume in [wire::host(&format!(r#"{{"ID":"h",{modes}}}"#)).unwrap(), csi(&format!(r#"{{"ID":"v",{modes}}}"#))] {
        assert_eq!(
            (text(&volume, "access"), text(&volume, "attachment"), text(&volume, "modes")),
            ("single-node-writer, single-node-reader-only", "file-system, block-device", pairs)
        );
    }
    let used = csi(&format!(r#"{{"ID":"v","AccessMode":"single-node-writer","AttachmentMode":"file-system",{modes}}}"#));
    assert_eq!((text(&used, "access"), text(&used, "modes")), ("single-node-writer", pairs));
    let places = csi(r#"{"ID":"v","Topologies":[null,{"Segments":{"rack":4,"zone":"a"}},{"Segments":null},{"zone":"b"}]}"#);
    assert_eq!(text(&places, "topology"), "rack=4, zone=a; zone=b");
}

#[test]
fn a_snapshot_and_an_external_volume_are_known_by_what_nomad_calls_them() {
    let volumes = [
        csi(r#"{"ID":"db","Name":"Database","PluginID":"p","ExternalID":"e-1"}"#),
        csi(r#"{"ID":"twin","PluginID":"p","ExternalID":"e-1"}"#),
        csi(r#"{"ID":"e-2","PluginID":"p","ExternalID":""}"#),
        csi(r#"{"ID":"other","PluginID":"q","ExternalID":"e-3"}"#),
    ];
    let known = Registered::new(volumes.iter(), true);
    let snapshot = |body: &str| wire::snapshot(body, "p", &known).unwrap();
    let links = |resource: &Resource, key: &str| -> Vec<String> {
        let link = |fact: &crate::model::Fact| match &fact.value {
            Value::Link(_, _, name) if fact.key == key => Some(name.clone()),
            _ => None,
        };
        resource.facts.iter().filter_map(link).collect()
    };
    let found = snapshot(r#"{"ID":"s","ExternalSourceVolumeID":"e-1","SourceVolumeID":"","Name":""}"#);
    assert_eq!(
        (links(&found, "volume"), found.source.as_deref(), found.name.as_str()),
        (vec!["Database".into(), "twin".into()], Some("e-1"), "s")
    );
    assert_eq!(
        links(&snapshot(r#"{"ID":"s","ExternalSourceVolumeID":"e-2"}"#), "volume"),
        ["e-2"],
        "without an id of its own it is Nomad's"
    );
    let stranger = snapshot(r#"{"ID":"s","ExternalSourceVolumeID":"e-3"}"#);
    assert_eq!((links(&stranger, "volume").len(), text(&stranger, "external")), (0, "e-3"), "another plugin's is another volume");
    let named = snapshot(r#"{"ID":"s","SourceVolumeID":"db"}"#);
    assert_eq!((text(&named, "volume"), named.source.as_deref()), ("db", Some("db")));
    for volume in &volumes[..2] {
        assert_eq!(crate::action::dependents(volume, [&found]).len(), 1, "each registration has it among its dependents");
    }
    let external = |id: &str, known: &Registered| {
        let body = format!(r#"{{"ExternalID":"{id}","SnapshotID":"s"}}"#);
        let volume = wire::external(&body, "p", known).unwrap();
        (volume.status.label.clone(), links(&volume, "registered").len(), volume.source.clone())
    };
    let from = Some("s".to_owned());
    assert_eq!(external("e-1", &known), ("registered".into(), 2, from.clone()));
    assert_eq!(external("e-9", &known), ("not registered".into(), 0, from.clone()));
    let part = Registered::new(volumes.iter(), false);
    assert_eq!(external("e-9", &part), (NOT_REPORTED.into(), 0, from), "part of a list does not say what is not registered");
    assert_eq!(known.plugins(), [("p", 3), ("q", 1)]);
    let clone = csi(r#"{"ID":"c","CloneID":"e-1","SnapshotID":""}"#);
    assert_eq!(crate::action::dependents(&volumes[0], [&clone, &volumes[1]]).len(), 2, "a clone, and the same storage again");
}

#[test]
fn host_volumes_snapshots_and_external_volumes_are_read() {
    let host = wire::host(include_str!("bodies/volume-host-read-1.10.json")).unwrap();
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
    let snapshots = page(Class::Snapshot, include_str!("bodies/snapshots-list-1.10.json"));
    assert_eq!(snapshots[0].id.as_str(), "snapshot/a%2Fb/snap-1");
    assert_eq!((state(&snapshots[0]), snapshots[0].created), ((Phase::Ready, "ready", ""), Some(Timestamp::from_seconds(1_736_191_825))));
    assert_eq!(
        (state(&snapshots[1]), snapshots[1].source.as_deref(), snapshots[1].name.as_str()),
        ((Phase::Changing, "not ready", ""), Some("pg"), "second")
    );
    let external = page(Class::External, include_str!("bodies/external-list-1.10.json"));
    assert_eq!((state(&external[0]), external[0].usage.as_deref()), ((Phase::Ready, "registered", ""), Some("2 nodes")));
    assert_eq!((state(&external[1]), external[1].size), ((Phase::Failed, "abnormal", "parent is gone"), None));
}

#[test]
fn sticky_claims_are_users_of_their_own_volume() {
    let body = include_str!("bodies/claims-list-1.10.json").to_owned();
    let list = ListClaims { namespace: "default" }.decode(&Response { status: 200, headers: Vec::new(), body }).unwrap();
    let mut host = wire::host(include_str!("bodies/volume-host-read-1.10.json")).unwrap();
    let read: Vec<_> = list.iter().map(|raw| wire::sticky_claim(raw.text(), &host.vendor_id)).collect();
    assert_eq!(read[2].clone().unwrap().unwrap().id, "7", "a number is an id as well");
    assert_eq!(read[3], Err("found null, where an object belongs.".into()));
    host.users.extend(read.into_iter().filter_map(Result::ok).flatten());
    assert_eq!(
        users(&host),
        [
            "db.pg[0] n1 5c5830d0 - running -",
            "db.pg - - sticky claim  allocation a8198d79-cfdb-6593-a999-1e9adabcba2e",
            "7 - - sticky claim  -",
            "e1d0 - - sticky claim  -",
        ]
    );
    assert_eq!(host.users[1].id, "5e3a1f0c-8d44-4b0f-9a52-0c6c2b1de901");
    assert_eq!(host.users.iter().filter(|user| wire::sticky(user)).count(), 3);
}

#[test]
fn one_bad_item_is_one_row_with_its_reason() {
    let check = |item: &str, reason: &str| {
        let body = format!(r#"[{{"ID":"good"}},{item},{{"ID":"fine"}}]"#);
        let items = wire::items(&wire::split(&body).unwrap(), &wire::csi);
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
fn an_odd_field_costs_itself_and_nothing_else() {
    let check = |field: &str, odd: &str| {
        let body = format!(r#"{{"ID":"x","CurrentReaders":0,"CurrentWriters":1,"PluginID":"p",{field}}}"#);
        let volume = csi(&body);
        let mut found: Vec<String> = volume.odd.iter().map(ToString::to_string).collect();
        found.extend(volume.facts.iter().filter_map(|fact| match &fact.value {
            Value::Odd(odd) => Some(odd.to_string()),
            _ => None,
        }));
        assert_eq!(found, if odd.is_empty() { vec![] } else { vec![odd.to_owned()] }, "{field}");
        assert_eq!((text(&volume, "plugin"), volume.name.is_empty()), ("p", false), "{field}");
        volume
    };
    check(r#""Capacity":1.5"#, "Capacity: found 1.5, where a whole number belongs");
    check(r#""Schedulable":[]"#, "Schedulable: found [], where true or false belongs");
    check(r#""CreateTime":"yesterday""#, "CreateTime: found yesterday, where a time belongs");
    check(r#""Allocations":[{"ID":"a","Name":{}}]"#, "Allocations[0].Name: found {}, where text belongs");
    check(r#""Provider":{"a":1}"#, "Provider: found {\"a\":1}, where text belongs");
    check(r#""NodesHealthy":"all","NodesExpected":1"#, "NodesHealthy: found all, where a whole number belongs");
    assert_eq!(check(r#""Capacity":1.073741824e+09"#, "").size, Some(Bytes(1 << 30)));
    assert_eq!(check(r#""Capacity":"5000000000""#, "").size, Some(Bytes(5_000_000_000)));
    assert_eq!(check(r#""Capacity":-0"#, "").size, None);
    assert_eq!(check(r#""CreateTime":1745000000000000000"#, "").created, check(r#""CreateTime":"2025-04-18t20:13:20+02:00""#, "").created);
    assert_eq!(check(r#""CreateTime":0,"ModifyTime":"0001-01-01T00:00:00Z""#, "").created, None);
    assert_eq!(csi(r#"{"ID":7,"Name":8}"#).name, "8");
}

#[test]
fn addresses_go_both_ways_whatever_an_id_holds() {
    for id in ["a/b[0]", "50%", "データ", "%2F", " ", "a+b&c"] {
        for class in [Class::Csi, Class::Host, Class::External, Class::Snapshot] {
            let address = Address { class, scope: "n/s".into(), id: id.into() };
            assert_eq!(Address::of(&Address::to_id(class, "n/s", id)), Some(address));
        }
    }
    assert_eq!(Address::of(&Id::new("csi/only")), None);
    assert_eq!(Address::of(&Id::new("zip/a/b")), None);
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
        assert_eq!(wire::terminal(&csi(&body).users[0]), expected, "{client} {desired}");
    };
    check("running", "run", false);
    check("pending", "run", false);
    check("unknown", "run", false);
    check("complete", "run", true);
    check("failed", "run", true);
    check("lost", "run", true);
    check("running", "stop", true);
    check("running", "evict", true);
    assert!(wire::terminal(&csi(r#"{"ID":"v","WriteAllocs":{"a":null}}"#).users[0]), "gone");
}
