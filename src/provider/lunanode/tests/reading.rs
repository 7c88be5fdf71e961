//! Bodies become the same resources, whichever call they come from.

use crate::http::{Endpoint, Response};
use crate::model::{Bytes, Item, Kind, Phase, Resource, Timestamp, Value};
use crate::provider::lunanode::api::{ListImages, ListRegions, ListSnapshots, ListVms, ListVolumes, ReadVolume};
use crate::provider::lunanode::wire::{self, Address, Named};

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

fn fact<'a>(resource: &'a Resource, key: &str) -> &'a str {
    match resource.fact(key) {
        Some(Value::Text(text) | Value::Code(text)) => text,
        _ => "",
    }
}

#[test]
fn a_list_is_read_with_numbers_as_text_or_as_numbers() {
    let items = volumes(include_str!("bodies/volume-list.json"));
    let [Ok(text), Ok(numbers)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((state(text), text.name.as_str(), text.vendor_id.as_str()), ((Phase::Ready, "active"), "café / 帳簿", "5120"));
    assert_eq!((text.size, text.created), (Some(Bytes(100 << 30)), Timestamp::from_rfc3339("2023-02-11T09:30:05Z")));
    assert_eq!(text.id.as_str(), "volume/toronto/5120");
    assert_eq!((fact(text, "region"), fact(text, "listed"), fact(text, "state"), fact(text, "user")), ("toronto", "active", "", "77"));
    assert_eq!((state(numbers), numbers.vendor_id.as_str()), ((Phase::Changing, "pending"), "5121"));
    assert_eq!((numbers.size, numbers.created), (None, text.created), "more GB than there are bytes in 64 bits");
    assert_eq!((fact(numbers, "identification"), fact(numbers, "user")), ("", "77"));
}

#[test]
fn a_list_with_gaps_is_a_map_and_tells_little() {
    let items = volumes(include_str!("bodies/volume-list-2016.json"));
    let [Ok(scratch), Ok(bare)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((scratch.size, scratch.created, fact(scratch, "identification")), (Some(Bytes(2 << 30)), None, ""));
    assert_eq!((state(bare), bare.name.as_str(), bare.size), ((Phase::Unknown, "strange"), "1412", None));
    for empty in [r#"{"success":"yes","volumes":[]}"#, r#"{"volumes":""}"#, r#"{"volumes":null}"#, r#"{"volumes":{}}"#] {
        assert!(volumes(empty).is_empty(), "{empty}");
    }
}

#[test]
fn what_is_no_volume_is_a_row_and_what_is_no_list_an_error() {
    let items = volumes(r#"{"volumes":[7,{"name":"x"},{"id":"1","size":"ten"},{"id":"2","status":[1]},{"id":"3"}]}"#);
    let words: Vec<_> = items.iter().map(|item| item.as_ref().map_or_else(|bad| bad.reason.as_str(), |good| &good.vendor_id)).collect();
    assert_eq!(
        words,
        [
            "found the integer 7, where an object belongs.",
            "id: there is none.",
            "size: found the string \"ten\", where a whole number belongs.",
            "status: found a list, where text or a number belongs.",
            "3"
        ]
    );
    assert_eq!(items[1].as_ref().unwrap_err().name.as_deref(), Some("x"));
    let fail = |body| ListVolumes { region: "" }.decode(&response(body)).unwrap_err().0;
    assert_eq!(fail(r#"{"success":"yes"}"#), "volumes: there is none.");
    assert_eq!(fail(r#"{"volumes":7}"#), "volumes: found the integer 7, where a list belongs.");
}

#[test]
fn a_volume_in_full_has_the_state_that_counts_beside_that_of_the_list() {
    let free = info(include_str!("bodies/volume-info-free.json"), Some("active"));
    assert_eq!((state(&free), free.users.len(), free.id.as_str()), ((Phase::Ready, "available"), 0, "volume/toronto/5120"));
    assert_eq!((fact(&free, "state"), fact(&free, "listed"), fact(&free, "attached")), ("available", "active", ""));
    let used = info(include_str!("bodies/volume-info-used.json"), None);
    let vm = "a4c1e7d2-60b9-4f38-9c75-2d8e1b03f6a9";
    assert_eq!((state(&used), used.users[0].id.as_str(), fact(&used, "attached")), ((Phase::Ready, "in-use"), vm, vm));
    assert_eq!(used.created, Timestamp::from_rfc3339("2015-12-30T01:24:28Z"), "a time without a zone is UTC");
    for nothing in ["[]", "{}", "null", "false", "\"\""] {
        let body = format!(r#"{{"volume":{{"id":"5120","attached":{nothing},"status":"retyping"}}}}"#);
        let volume = info(&body, None);
        assert_eq!((volume.users.len(), state(&volume)), (0, (Phase::Unknown, "retyping")), "{nothing}");
    }
}

#[test]
fn a_snapshot_knows_its_volume_if_there_is_one() {
    let items = ListSnapshots { region: "toronto" }.decode(&response(include_str!("bodies/snapshot-list.json"))).unwrap();
    let [Ok(good), Ok(orphan), Ok(other)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((state(good), good.source.as_deref(), good.size), ((Phase::Ready, "available"), Some("5120"), Some(Bytes(100 << 30))));
    assert_eq!(good.fact("volume"), Some(&Value::Link(Kind::Volume, Address::to_id(Kind::Volume, "toronto", "5120"), "ledger".into())));
    assert_eq!((state(orphan), &orphan.source, orphan.fact("volume")), ((Phase::Failed, "error"), &None, None));
    assert_eq!((state(other), fact(other, "region")), ((Phase::Changing, "deleting"), "toronto"));
}

#[test]
fn regions_are_a_map_and_look_ups_keep_what_choices_need() {
    let regions = |body: &str| ListRegions.decode(&response(body)).unwrap();
    let region = |id: &str, name: &str| Named { id: id.into(), name: name.into(), ..Named::default() };
    let body = r#"{"success":"yes","regions":{"toronto":"Toronto, Canada","x":""}}"#;
    assert_eq!(regions(body), [region("toronto", "Toronto, Canada"), region("x", "x")]);
    assert_eq!(regions(r#"{"regions":["toronto"]}"#), [region("toronto", "toronto")]);
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
    assert_eq!(wire::answered(r#"{"success":"yes","volume_id":"4682"}"#, "volume_id").as_deref(), Some("4682"));
    assert_eq!(wire::answered(r#"{"success":"yes","image_id":17}"#, "image_id").as_deref(), Some("17"));
    assert_eq!(wire::answered(r#"{"success":"yes","volume_id":""}"#, "volume_id"), None);
    assert_eq!(wire::answered(r#"{"success":"yes"}"#, "volume_id"), None);
}
