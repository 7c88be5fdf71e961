//! Bodies become the same resources, whichever call they come from.

use crate::lunanode::api::{ListImages, ListRegions, ListSnapshots, ListVms, ListVolumes, ReadVolume};
use crate::lunanode::decode::{self, NamedItem, ResourceRef};
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Bytes, Item, Kind, Phase, Resource, Timestamp, Value};

fn response(body: &str) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.into() }
}

fn volumes(body: &str) -> Vec<Item> {
    ListVolumes { region: "asked" }.decode(&response(body)).unwrap()
}

fn info(body: &str, listed: Option<&str>) -> Resource {
    ReadVolume { id: "5120", region: "toronto", listed }.decode(&response(body)).unwrap()
}

fn state(resource: &Resource) -> (Phase, &str) {
    (resource.status.phase, &resource.status.label)
}

fn attribute<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.attribute(key) {
        Some(Value::Text(text) | Value::Code(text)) => text,
        _ => "",
    }
}

#[test]
fn a_list_is_read_with_numbers_as_text_or_as_numbers() {
    let items = volumes(include_str!("bodies/volume-list.json"));
    let [Ok(text), Ok(numbers)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((state(text), text.name.as_str(), text.provider_id.as_str()), ((Phase::Ready, "active"), "café / 帳簿", "5120"));
    assert_eq!((text.size, text.created), (Some(Bytes(100 << 30)), Timestamp::from_rfc3339("2023-02-11T09:30:05Z")));
    assert_eq!(text.id.as_str(), "volume/toronto/5120");
    assert_eq!(
        (attribute(text, "region"), attribute(text, "listed"), attribute(text, "state"), attribute(text, "user")),
        ("toronto", "active", "", "77")
    );
    assert_eq!((state(numbers), numbers.provider_id.as_str()), ((Phase::Changing, "pending"), "5121"));
    assert_eq!((numbers.size, numbers.created), (None, text.created), "more GB than there are bytes in 64 bits");
    assert!(matches!(numbers.attribute("size"), Some(Value::Odd(_))));
    assert_eq!((attribute(numbers, "identification"), attribute(numbers, "user")), ("", "77"));
}

#[test]
fn a_list_with_gaps_is_a_map_and_tells_little() {
    let items = volumes(include_str!("bodies/volume-list-2016.json"));
    let [Ok(scratch), Ok(bare)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((scratch.size, scratch.created, attribute(scratch, "identification")), (Some(Bytes(2 << 30)), None, ""));
    assert_eq!((state(bare), bare.name.as_str(), bare.size), ((Phase::Unknown, "strange"), "1412", None));
    for empty in [r#"{"success":"yes","volumes":[]}"#, r#"{"volumes":""}"#, r#"{"volumes":{}}"#, r#"{"volumes":[null]}"#] {
        assert!(volumes(empty).is_empty(), "{empty}");
    }
}

#[test]
fn what_is_no_volume_is_a_row_and_what_is_no_list_an_error() {
    let items = volumes(r#"{"volumes":[7,{"name":"x"},{"id":"1","size":"ten"},{"id":"2","status":[1]},{"id":"3"},null]}"#);
    let words: Vec<_> = items.iter().map(|item| item.as_ref().map_or_else(|bad| bad.reason.as_str(), |good| &good.provider_id)).collect();
    assert_eq!(words, ["found the number 7, where an object belongs.", "id: there is none.", "1", "2", "3"]);
    let odd = |at: usize| items[at].as_ref().unwrap();
    assert!(matches!(odd(2).attribute("size"), Some(Value::Odd(odd)) if odd.text == "ten"));
    assert!(matches!(odd(3).attribute("listed"), Some(Value::Odd(_))) && odd(3).status.label == "not reported");
    assert_eq!(items[1].as_ref().unwrap_err().name.as_deref(), Some("x"));
    let fail = |body| ListVolumes { region: "" }.decode(&response(body)).unwrap_err().0;
    assert_eq!(fail(r#"{"success":"yes"}"#), "volumes: there is none.");
    assert_eq!(fail(r#"{"volumes":7}"#), "volumes: found the number 7, where a list belongs.");
    assert_eq!(fail(r#"{"volumes":null}"#), "volumes: found null, where a list belongs.");
    assert_eq!(fail(r#"{"success":"yes","a":1}"#), "volumes: there is none.");
}

#[test]
fn a_volume_in_full_has_the_state_that_counts_beside_that_of_the_list() {
    let free = info(include_str!("bodies/volume-info-free.json"), Some("active"));
    assert_eq!((state(&free), free.attachments.len(), free.id.as_str()), ((Phase::Ready, "available"), 0, "volume/toronto/5120"));
    assert_eq!((attribute(&free, "state"), attribute(&free, "listed"), attribute(&free, "attached")), ("available", "active", ""));
    let used = info(include_str!("bodies/volume-info-used.json"), None);
    let vm = "a4c1e7d2-60b9-4f38-9c75-2d8e1b03f6a9";
    assert_eq!((state(&used), used.attachments[0].id.as_str(), attribute(&used, "attached")), ((Phase::Ready, "in-use"), vm, vm));
    assert_eq!(used.created, Timestamp::from_rfc3339("2015-12-30T01:24:28Z"), "a time without a zone is UTC");
    for nothing in ["[]", "{}", "null", "false", "\"\""] {
        let body = format!(r#"{{"volume":{{"id":"5120","attached":{nothing},"status":"retyping"}}}}"#);
        let volume = info(&body, None);
        assert_eq!(
            (volume.attachments.len(), volume.attached, state(&volume)),
            (0, Some(false), (Phase::Unknown, "retyping")),
            "{nothing}"
        );
    }
}

#[test]
fn who_has_a_volume_is_told_by_the_full_answer_only() {
    for status in ["active", "pending", "error"] {
        let [Ok(listed)] = &volumes(&format!(r#"{{"volumes":[{{"id":"1","status":"{status}"}}]}}"#))[..] else { panic!() };
        assert_eq!((listed.attached, listed.attachments.len()), (None, 0), "a list names nobody: {status}");
    }
    let check = |fields: &str, attached: Option<bool>, attachments: &[&str]| {
        let volume = info(&format!(r#"{{"volume":{{"id":"5120",{fields}}}}}"#), None);
        let ids: Vec<_> = volume.attachments.iter().map(|user| user.id.as_str()).collect();
        assert_eq!((volume.attached, ids), (attached, attachments.to_vec()), "{fields}");
    };
    check(r#""status":"in-use","attached":"vm-1""#, Some(true), &["vm-1"]);
    check(r#""status":"in-use","attached":["vm-1","vm-2"]"#, Some(true), &["vm-1", "vm-2"]);
    check(r#""status":"in-use","attached":12"#, Some(true), &["12"]);
    check(r#""status":"in-use","attached":"""#, Some(true), &[]);
    check(r#""status":"in-use""#, Some(true), &[]);
    check(r#""status":"available""#, Some(false), &[]);
    check(r#""status":"error""#, None, &[]);
    check(r#""status":"error","attached":{"vm":"x"}"#, None, &[]);
    check(r#""status":"detaching","attached":"vm-1""#, Some(true), &["vm-1"]);
    let going = info(r#"{"volume":{"id":"5120","status":"detaching","attached":"vm-1"}}"#, None);
    assert_eq!((going.attachments[0].status.phase, going.attachments[0].status.label.as_str()), (Phase::Changing, "detaching"));
}

#[test]
fn nothing_is_spelled_in_many_ways_and_numbers_as_text() {
    let one = |fields: &str| match &volumes(&format!(r#"{{"volumes":[{{"id":"1",{fields}}}]}}"#))[..] {
        [Ok(volume)] => volume.clone(),
        other => panic!("{fields}: {other:?}"),
    };
    for nothing in ["null", "\"\"", "[]", "{}", "false"] {
        let fields = ["name", "size", "status", "identification", "time_created", "user_id"].map(|name| format!(r#""{name}":{nothing}"#));
        let volume = one(&fields.join(","));
        assert_eq!(
            (volume.name.as_str(), volume.size, volume.created, state(&volume)),
            ("1", None, None, (Phase::Unknown, "not reported"))
        );
        assert!(volume.odd.is_empty() && volume.attributes.iter().all(|attribute| !matches!(attribute.value, Value::Odd(_))), "{nothing}");
    }
    for (text, gib) in [("\"100\"", 100), ("1e+2", 100), ("100.0", 100), ("\"0\"", 0), ("8589934591", 8_589_934_591)] {
        assert_eq!(one(&format!(r#""size":{text}"#)).size, Some(Bytes(gib << 30)), "{text}");
    }
    for (text, read) in [
        ("\"0000-00-00 00:00:00\"", None),
        ("1545008415", Some("2018-12-17T01:00:15Z")),
        ("\"2018-12-17T02:00:15+01:00\"", Some("2018-12-17T01:00:15Z")),
    ] {
        let created = one(&format!(r#""time_created":{text}"#)).created;
        assert_eq!(created, read.and_then(Timestamp::from_rfc3339), "{text}");
    }
}

#[test]
fn a_snapshot_knows_its_volume_if_there_is_one() {
    let items = ListSnapshots { region: "toronto" }.decode(&response(include_str!("bodies/snapshot-list.json"))).unwrap();
    let [Ok(good), Ok(orphan), Ok(other)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((state(good), good.source.as_deref(), good.size), ((Phase::Ready, "available"), Some("5120"), Some(Bytes(100 << 30))));
    assert_eq!(
        good.attribute("volume"),
        Some(&Value::Link(Kind::Volume, ResourceRef::to_id(Kind::Volume, "toronto", "5120"), "ledger".into()))
    );
    assert_eq!((state(orphan), &orphan.source, orphan.attribute("volume")), ((Phase::Failed, "error"), &None, None));
    assert_eq!((state(other), attribute(other, "region")), ((Phase::Changing, "deleting"), "toronto"));
}

#[test]
fn regions_are_a_map_and_look_ups_keep_what_choices_need() {
    let regions = |body: &str| ListRegions.decode(&response(body)).unwrap();
    let region = |id: &str, name: &str| NamedItem { id: id.into(), name: name.into(), ..NamedItem::default() };
    let body = r#"{"success":"yes","regions":{"toronto":"Toronto, Canada","x":""}}"#;
    assert_eq!(regions(body), [region("toronto", "Toronto, Canada"), region("x", "x")]);
    assert_eq!(regions(r#"{"regions":["toronto"]}"#), [region("toronto", "toronto")]);
    assert!(ListRegions.decode(&response(r#"{"regions":null}"#)).is_err());
    assert!(regions(r#"{"regions":[]}"#).is_empty() && regions(r#"{"regions":""}"#).is_empty());

    let body = r#"{"images":[{"image_id":2,"name":"a (ISO)","region":"r","status":"active"},{"image_id":"3","name":"b","status":"saving"},{"name":"c"},7]}"#;
    let images = ListImages { region: "" }.decode(&response(body)).unwrap();
    let refused: Vec<_> = images.iter().map(|image| image.refused().unwrap_or_default()).collect();
    assert_eq!(refused, ["An ISO is no content for a volume.", "It is saving."]);

    let body = r#"{"vms":[{"vm_id":"a4","name":"web","region":"r","primaryip":"192.0.2.7","login_details":"hunter2"},{"vm_id":12}]}"#;
    let vms = ListVms.decode(&response(body)).unwrap();
    assert_eq!((vms[0].name.as_str(), vms[1].name.as_str()), ("web", "12"));
    assert!(!format!("{vms:?}").contains("hunter2"));
}

#[test]
fn writes_answer_an_id_or_none() {
    assert_eq!(decode::answered(r#"{"success":"yes","volume_id":"4682"}"#, "volume_id").as_deref(), Some("4682"));
    assert_eq!(decode::answered(r#"{"success":"yes","image_id":17}"#, "image_id").as_deref(), Some("17"));
    assert_eq!(decode::answered(r#"{"success":"yes","volume_id":""}"#, "volume_id"), None);
    assert_eq!(decode::answered(r#"{"success":"yes"}"#, "volume_id"), None);
}
