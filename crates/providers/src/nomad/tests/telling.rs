//! What a reading tells, what it does not tell, and what is told in a form that cannot be read.

use crate::nomad::api::{ListPlugins, ListStorage, ReadVolume};
use crate::nomad::decode::{self, Registered, ResourceType};
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Attribute, Bytes, NOT_REPORTED, Resource, Value};

fn csi(body: &str) -> Resource {
    decode::csi(body).unwrap()
}

fn text<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.attribute(key) {
        Some(Value::Text(text) | Value::Code(text)) => text,
        _ => "",
    }
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
        assert_eq!((volume.attachments.len(), volume.usage.clone(), volume.odd.len()), (0, None, 0), "{body}");
        assert_eq!(text(&volume, "namespace"), "default");
    }
    for list in ["null", "[]"] {
        assert_eq!(decode::split(list).unwrap().len(), 0);
    }
    assert!(decode::split("{}").is_err(), "an object is no list");
    let plugins = |body: &str| ListPlugins.decode(&Response { status: 200, headers: Vec::new(), body: body.into() }).map(|list| list.len());
    assert_eq!((plugins("null"), plugins("[]"), plugins(r#"[null,{"ID":"p"}]"#)), (Ok(0), Ok(0), Ok(1)));
    assert!(plugins("{}").is_err() && plugins(r#"{"a":1}"#).is_err());
    let page = |body: &str| {
        let call = ListStorage { class: ResourceType::Snapshot, plugin: "p", next_token: None, registered: &Registered::default() };
        call.decode(&Response { status: 200, headers: Vec::new(), body: body.into() })
    };
    assert!(page(r#"{"Snapshots":null,"NextToken":null}"#).unwrap().items.is_empty());
    assert_eq!(page(r#"{"Snapshots":[null,{"ID":"s"}],"NextToken":""}"#).unwrap().items.len(), 1);
    for body in ["{}", r#"{"a":1}"#, r#"{"Volumes":[]}"#, r#"{"Snapshots":{}}"#] {
        assert!(page(body).unwrap_err().0.starts_with("Snapshots: "), "{body}");
    }
    assert_eq!(decode::plugin(r#"{"Controllers":null,"Nodes":null}"#, "p").unwrap().create, None);
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
        let read = ReadVolume { class: ResourceType::Host, namespace: "default", id: "h", wait: None };
        let body = body.to_owned();
        let listed = decode::host(&body).unwrap().attached;
        (listed, read.decode(&Response { status: 200, headers: Vec::new(), body }).unwrap().0.attached)
    };
    assert_eq!(host(r#"{"ID":"h","State":"ready"}"#), (None, Some(false)), "a list does not say; a full reading leaves it out");
    assert_eq!(host(r#"{"ID":"h","HostPath":"/srv"}"#), (Some(false), Some(false)));
    assert_eq!(host(r#"{"ID":"h","HostPath":"/srv","Allocations":[{"ID":"a","Name":"pg"}]}"#), (Some(true), Some(true)));
    assert_eq!(decode::host(r#"{"ID":"h"}"#).unwrap().status.label, NOT_REPORTED);

    let external = |nodes: &str| {
        let body = format!(r#"{{"ExternalID":"e","PublishedExternalNodeIDs":{nodes}}}"#);
        let volume = decode::external(&body, "p", &Registered::default()).unwrap();
        (volume.attached, volume.attachments.len())
    };
    assert_eq!((external(r#"[""]"#), external(r#"["","n"]"#), external("null")), ((Some(false), 0), (Some(true), 1), (None, 0)));
}

#[test]
fn the_servers_own_flag_beats_what_is_counted_and_a_create_says_nothing_of_health() {
    let label = |body: &str| {
        let volume = csi(&format!(r#"{{"ID":"v","ReadAllocs":{{}},{body}}}"#));
        let health = volume.attribute("health").map(|health| match health {
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
    for volume in [decode::host(&format!(r#"{{"ID":"h",{modes}}}"#)).unwrap(), csi(&format!(r#"{{"ID":"v",{modes}}}"#))] {
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
    let snapshot = |body: &str| decode::snapshot(body, "p", &known).unwrap();
    let links = |resource: &Resource, key: &str| -> Vec<String> {
        let client = |attribute: &voldeck_core::model::Attribute| match &attribute.value {
            Value::Link(_, _, name) if attribute.key == key => Some(name.clone()),
            _ => None,
        };
        resource.attributes.iter().filter_map(client).collect()
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
        assert_eq!(voldeck_core::action::dependents(volume, [&found]).len(), 1, "each registration has it among its dependents");
    }
    let external = |id: &str, known: &Registered| {
        let body = format!(r#"{{"ExternalID":"{id}","SnapshotID":"s"}}"#);
        let volume = decode::external(&body, "p", known).unwrap();
        (volume.status.label.clone(), links(&volume, "registered").len(), volume.source.clone())
    };
    let from = Some("s".to_owned());
    assert_eq!(external("e-1", &known), ("registered".into(), 2, from.clone()));
    assert_eq!(external("e-9", &known), ("not registered".into(), 0, from.clone()));
    let part = Registered::new(volumes.iter(), false);
    assert_eq!(external("e-9", &part), (NOT_REPORTED.into(), 0, from), "part of a list does not say what is not registered");
    assert_eq!(known.plugins(), [("p", 3), ("q", 1)]);
    let clone = csi(r#"{"ID":"c","CloneID":"e-1","SnapshotID":""}"#);
    assert_eq!(voldeck_core::action::dependents(&volumes[0], [&clone, &volumes[1]]).len(), 2, "a clone, and the same storage again");
}

#[test]
fn an_odd_field_costs_itself_and_nothing_else() {
    let check = |field: &str, odd: &str| {
        let body = format!(r#"{{"ID":"x","CurrentReaders":0,"CurrentWriters":1,"PluginID":"p",{field}}}"#);
        let volume = csi(&body);
        let mut found: Vec<String> = volume.odd.iter().map(ToString::to_string).collect();
        found.extend(volume.attributes.iter().filter_map(|attribute| match &attribute.value {
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
    let uncounted = csi(r#"{"ID":"x","CurrentWriters":0,"CurrentReaders":"many"}"#);
    let Some(Value::Odd(odd)) = uncounted.attribute(Attribute::USED) else { panic!("{:?}", uncounted.attributes) };
    let told = (odd.text.as_str(), uncounted.attached, uncounted.usage.as_deref(), uncounted.odd.len());
    assert_eq!(told, ("many", None, None, 0), "it stands in its cell");
}
