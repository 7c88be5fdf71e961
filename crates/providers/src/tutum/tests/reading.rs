//! Bodies become groups, volumes, and what is looked up for them.

use crate::tutum::api::{List, Page, Read};
use crate::tutum::decode::{self, NamedRef, links};
use crate::tutum::place::{Form, GROUP, Place, SERVICE, VOLUME};
use voldeck_core::decode::items;
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Attribute, Item, Kind, NOT_REPORTED, Phase, Resource, Timestamp, Value};

fn place() -> Place {
    Place::new("https://t", Form::Live, "")
}

fn answer(body: &str) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.to_owned() }
}

fn page(body: &str) -> Page {
    List { noun: &GROUP, path: "" }.decode(&answer(body)).unwrap()
}

fn read(body: &str, item: fn(&str, &Place) -> Result<Resource, String>) -> Vec<Item> {
    let page = page(body);
    let texts: Vec<&str> = page.objects.iter().map(String::as_str).collect();
    items(&texts, &|raw| item(raw, &place()))
}

fn state(resource: &Resource) -> (Phase, &str) {
    (resource.status.phase, &resource.status.label)
}

#[test]
fn groups_have_states_members_and_services() {
    let body = include_str!("bodies/volumegroups-list.json");
    let page = page(body);
    assert_eq!((page.next.as_deref(), page.total), (Some("/api/v1/volumegroup/?limit=25&offset=25"), Some(31)));
    let items = read(body, decode::group);
    let [Ok(used), Ok(ended), Ok(planned), Ok(bare)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((used.kind, used.name.as_str(), state(used)), (Kind::Group, "pg_data", (Phase::Ready, "Created")));
    assert_eq!((used.attribute("volumes"), used.attribute("services")), (Some(&Value::Number(1)), Some(&Value::Number(2))));
    assert_eq!(
        (used.attachments.len(), used.attachments[0].id.as_str(), used.attachments[0].status.label.as_str()),
        (2, "5a1d1c7e-2f33-4f0e-8a45-91c5be0ad001", "not known")
    );
    assert_eq!((state(ended), ended.id.as_str()), ((Phase::Degraded, "Terminated"), "0b6f1f6e-5f0e-4d3c-9d0e-0d5c3a1f7a02"));
    assert_eq!(
        (state(planned), planned.id.as_str()),
        ((Phase::Unknown, "Quarantined"), "api/infra/v1/volumegroup/0b6f1f6e-5f0e-4d3c-9d0e-0d5c3a1f7a03")
    );
    assert_eq!((state(bare), bare.name.as_str()), ((Phase::Unknown, NOT_REPORTED), bare.provider_id.as_str()));
    assert_eq!((bare.attribute("volumes"), bare.attachments.len(), bare.attached), (None, 0, None), "left out is not “none”");
    assert_eq!((used.size, used.created), (None, None), "the API tells neither");
    let whole = Read { noun: &GROUP, path: "" }.decode(&answer(include_str!("bodies/volumegroup-read.json"))).unwrap();
    let cloud = Place::new("https://cloud", Form::Cloud, "acme");
    assert_eq!(decode::group(&whole, &cloud).unwrap().id.as_str(), "0b6f1f6e-5f0e-4d3c-9d0e-0d5c3a1f7a01");
    assert_eq!(links(&whole, "volumes"), ["/api/infra/v1/acme/volume/8d3e0a52-77aa-4b0c-b7a9-5f6f3c2be001/"]);
}

#[test]
fn volumes_have_a_group_a_node_and_containers() {
    let items = read(include_str!("bodies/volumes-list.json"), decode::volume);
    let [Ok(used), Ok(ended), Ok(other)] = &items[..] else { panic!("{items:?}") };
    let group = "0b6f1f6e-5f0e-4d3c-9d0e-0d5c3a1f7a01";
    assert_eq!(used.attribute("group"), Some(&Value::Link(Kind::Group, voldeck_core::model::Id::new(group), group.to_owned())));
    assert_eq!(used.attribute("node"), Some(&Value::Code("9f8e7d6c-2222-4bbb-9bbb-000000000001".to_owned())));
    assert_eq!((used.attribute("containers"), used.attachments.len()), (Some(&Value::Number(2)), 2));
    assert_eq!((state(ended), ended.attribute("group"), ended.attribute("node")), ((Phase::Degraded, "Terminated"), None, None));
    assert_eq!(
        (state(other), other.attribute("containers"), other.id.as_str()),
        ((Phase::Unknown, NOT_REPORTED), None, "api/app/v1/volume/8d3e0a52-77aa-4b0c-b7a9-5f6f3c2be003")
    );
}

#[test]
fn of_what_is_looked_up_only_a_few_fields_are_kept() {
    let container = NamedRef::of(include_str!("bodies/container-read.json")).unwrap();
    assert_eq!((container.name.as_str(), container.status.label.as_str(), container.status.phase), ("pg-1", "Running", Phase::Ready));
    assert_eq!(container.mount("8d3e0a52-77aa-4b0c-b7a9-5f6f3c2be001").as_deref(), Some("/var/lib/postgresql/data"));
    assert_eq!(container.mount("8d3e0a52-77aa-4b0c-b7a9-5f6f3c2be009").as_deref(), Some("/archive (read only)"));
    assert_eq!(container.mount("another"), None);
    assert_eq!(container.since.unwrap().rfc3339(), "2015-11-03T06:39:10Z");
    let service = NamedRef::of(include_str!("bodies/service-read.json")).unwrap();
    assert_eq!(service.status.detail.as_deref(), Some("1 of 2 containers"));
    assert_eq!(
        (service.status.phase, service.mount("any").as_deref()),
        (Phase::Degraded, Some("/var/lib/postgresql/data")),
        "the only one"
    );
    assert!(!format!("{container:?}{service:?}").contains("hunter2"), "variables are dropped");
    let node = NamedRef::of(r#"{"uuid":"n","external_fqdn":"9f8e7d6c-acme.node.tutum.io","state":"Unreachable","deployed_datetime":"Mon, 29 Sep 2014 15:40:59 +0000"}"#).unwrap();
    assert_eq!((node.name.as_str(), node.since), ("9f8e7d6c-acme.node.tutum.io", Some(Timestamp::from_seconds(1_412_005_259))));
    for (word, phase) in
        [("Scaling", Phase::Changing), ("Stopped", Phase::Degraded), ("Deployed", Phase::Ready), ("Dreaming", Phase::Unknown)]
    {
        let thing = NamedRef::of(&format!(r#"{{"uuid":"x","state":"{word}"}}"#)).unwrap();
        assert_eq!((thing.status.phase, thing.status.label.as_str(), thing.name.as_str()), (phase, word, "x"));
    }
    assert!(NamedRef::of(r#"{"name":"no uuid"}"#).is_err());
    for noun in [&SERVICE, &VOLUME] {
        let body = include_str!("bodies/service-read.json");
        let alone = Read { noun, path: "" }.decode(&answer(body)).unwrap();
        let list = List { noun, path: "" }.decode(&answer(&format!(r#"{{"objects":[{body}, 7]}}"#))).unwrap().objects;
        assert_eq!((list[1].as_str(), list[0].contains("bindings")), ("7", true));
        for text in [&alone, &list[0]] {
            assert_eq!(text.contains("hunter2"), *noun == VOLUME, "what is dropped is dropped at once: {text}");
        }
    }
}

#[test]
fn who_uses_it_is_told_only_by_a_list() {
    let check = |field: &str, attached: Option<bool>, attachments: &[&str], number: Option<u64>| {
        for (read, name) in [(decode::group as fn(&str, &Place) -> _, "services"), (decode::volume, "containers")] {
            let made = read(&format!(r#"{{"uuid":"x"{}}}"#, field.replace("USERS", name)), &place()).unwrap();
            let ids: Vec<&str> = made.attachments.iter().map(|user| user.id.as_str()).collect();
            let told = made.attribute(name).cloned();
            assert_eq!((made.attached, ids.as_slice(), told), (attached, attachments, number.map(Value::Number)), "{field} {name}");
        }
    };
    check("", None, &[], None);
    check(r#","USERS":null"#, None, &[], None);
    check(r#","USERS":[]"#, Some(false), &[], Some(0));
    check(r#","USERS":["/api/v1/x/a/","/api/v1/x/b/"]"#, Some(true), &["a", "b"], Some(2));
    // What is named twice is one, also where it is not a neighbour.
    check(r#","USERS":["/api/v1/x/a/","/api/v1/x/b/","/api/infra/v1/x/a/"]"#, Some(true), &["a", "b"], Some(2));
    check(r#","USERS":[null,"/api/v1/x/a/",""]"#, Some(true), &["a"], Some(1));
    check(r#","USERS":[null]"#, None, &[], Some(0));
    // What cannot be read is somebody all the same.
    check(r#","USERS":[{"uuid":"a"}]"#, Some(true), &[], Some(1));
    check(r#","USERS":"none""#, None, &[], None);
    check(r#","USERS":{}"#, None, &[], None);
    check(r#","USERS":0"#, None, &[], None);
}

#[test]
fn an_odd_field_costs_itself_and_what_identifies_an_item_the_row() {
    let check = |item: &str, key: &str, odd: &str| {
        let body = format!(r#"{{"objects":[{{"uuid":"good"}},{item},{{"uuid":"fine"}}]}}"#);
        for read_as in [decode::group as fn(&str, &Place) -> _, decode::volume] {
            let items = read(&body, read_as);
            assert!(items.iter().all(Result::is_ok), "{item}");
        }
        let items = read(&body, if item.contains("node") || item.contains("containers") { decode::volume } else { decode::group });
        let made = items[1].as_ref().unwrap();
        assert_eq!((made.status.label.as_str(), made.status.phase), ("Created", Phase::Ready), "{item}");
        let shown = match made.attribute(key) {
            Some(Value::Odd(odd)) => odd.to_string(),
            _ => made.odd.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        };
        assert_eq!(shown, odd, "{item}");
    };
    check(r#"{"uuid":"x","state":"Created","services":"none"}"#, Attribute::USED, "services: found none, where a list of links belongs");
    check(r#"{"uuid":"x","state":"Created","volumes":7}"#, "volumes", "volumes: found 7, where a list of links belongs");
    check(r#"{"uuid":"x","state":"Created","volumes":[{}]}"#, "uri", "volumes[0]: found {}, where text belongs");
    check(r#"{"uuid":"x","state":"Created","name":{"en":"x"}}"#, "uri", "name: found {\"en\":\"x\"}, where text belongs");
    check(r#"{"uuid":"x","state":"Created","resource_uri":[]}"#, "uri", "resource_uri: found [], where text belongs");
    check(r#"{"uuid":"x","state":"Created","node":{}}"#, "node", "node: found {}, where text belongs");
    check(r#"{"uuid":"x","state":"Created","node":"n","volume_group":[1]}"#, "group", "volume_group: found [1], where text belongs");
    check(
        r#"{"uuid":"x","state":"Created","containers":false}"#,
        Attribute::USED,
        "containers: found false, where a list of links belongs",
    );
    check(r#"{"uuid":7,"state":"Created"}"#, "uri", "");
    let bad = |item: &str, reason: &str| {
        let items = read(&format!(r#"{{"objects":[{{"uuid":"good"}},{item},{{"uuid":"fine"}}]}}"#), decode::group);
        let bad = items[1].as_ref().unwrap_err();
        assert_eq!((items.len(), bad.number, bad.reason.as_str(), bad.raw.text()), (3, 2, reason, item));
    };
    bad(r#"{"uuid":["x"]}"#, "uuid: found a list, where text belongs.");
    bad(r#"{"name":"x"}"#, "uuid: there is none.");
    bad("null", "found null, where an object belongs.");
    let odd_state = decode::volume(r#"{"uuid":"x","state":[]}"#, &place()).unwrap();
    assert_eq!((odd_state.status.label.as_str(), odd_state.odd.len()), (NOT_REPORTED, 1));
}

#[test]
fn what_is_looked_up_may_be_dated_in_any_way() {
    let since = |fields: &str| NamedRef::of(&format!(r#"{{"uuid":"x",{fields}}}"#)).unwrap().since.map(Timestamp::rfc3339);
    let at = Some("2014-09-29T15:40:59Z".to_owned());
    assert_eq!(since(r#""started_datetime":"Mon, 29 Sep 2014 15:40:59 +0000""#), at);
    assert_eq!(since(r#""started_datetime":null,"deployed_datetime":"2014-09-29T17:40:59+02:00""#), at);
    assert_eq!(since(r#""started_datetime":0,"deployed_datetime":1412005259"#), at);
    assert_eq!(since(r#""started_datetime":"soon""#), None);
    assert_eq!(NamedRef::of(r#"{"uuid":"x"}"#).unwrap().status, voldeck_core::model::Status::not_reported());
}

#[test]
fn an_envelope_may_be_strange_and_a_list_may_not() {
    let check = |body: &str, objects: usize, next: Option<&str>, total: Option<u64>| {
        let page = page(body);
        assert_eq!((page.objects.len(), page.next.as_deref(), page.total), (objects, next, total), "{body}");
    };
    check(r#"{"objects":[{},{}]}"#, 2, None, None);
    check(r#"{"meta":null,"objects":[]}"#, 0, None, None);
    check(r#"{"meta":{"next":"","total_count":"3"},"objects":[{}]}"#, 1, None, Some(3));
    check(r#"{"meta":{"next":null,"total_count":3.0},"objects":[{}]}"#, 1, None, Some(3));
    check(r#"{"meta":{"total_count":"many"},"objects":[{}]}"#, 1, None, None);
    check(r#"{"meta":{"next":7,"total_count":18446744073709551615},"objects":[]}"#, 0, None, Some(u64::MAX));
    let refuse = |body: &str, words: &str| {
        let misread = List { noun: &VOLUME, path: "" }.decode(&answer(body)).unwrap_err();
        assert!(misread.0.contains(words), "{body}: {}", misread.0);
    };
    refuse(r#"{"a":1}"#, "objects: there is none.");
    refuse(r#"{"objects":null}"#, "objects: there is none.");
    refuse(r#"{"meta":{"total_count":0},"objects":{}}"#, "objects: found an object, where a list belongs.");
    refuse(r#"{"objects":{"a":1}}"#, "objects: found an object, where a list belongs.");
    refuse("[]", "where an object belongs");
    refuse("", "empty");
    assert!(Read { noun: &SERVICE, path: "" }.decode(&answer("[]")).is_err());
}
