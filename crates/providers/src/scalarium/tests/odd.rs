//! Odd fields, bad items, and answers that are not what was asked for.

use super::{response, volume, volumes};
use crate::scalarium::api::{ListClouds, ListSnapshots, ListVolumes, ReadVolume};
use crate::scalarium::decode;
use voldeck_core::http::{DecodeError, Endpoint};
use voldeck_core::model::{Attribute, Bytes, NOT_REPORTED, Phase, Value};

#[test]
fn an_odd_field_costs_itself_and_nothing_else() {
    let check = |field: &str, key: &str, odd: &str| {
        let read = volume(&format!(r#""status":"available",{field}"#));
        let Some(Value::Odd(shown)) = read.attribute(key) else { panic!("{field}: {:?}", read.attributes) };
        assert_eq!(
            (shown.to_string().as_str(), read.status.label.as_str(), read.status.phase),
            (odd, "available", Phase::Ready),
            "{field}"
        );
    };
    check(r#""size":"ten""#, Attribute::SIZE, "size: found ten, where a whole number belongs");
    check(r#""size":1.5"#, Attribute::SIZE, "size: found 1.5, where a whole number belongs");
    check(r#""size":-1"#, Attribute::SIZE, "size: found -1, where a whole number belongs");
    check(r#""size":18446744073709551615"#, Attribute::SIZE, "size: found 18446744073709551615, where a number of GB belongs");
    check(r#""created_at":"yesterday""#, Attribute::CREATED, "created_at: found yesterday, where a time belongs");
    check(r#""created_at":{}"#, Attribute::CREATED, "created_at: found {}, where a time belongs");
    check(r#""attached_at":[]"#, "attached", "attached_at: found [], where a time belongs");
    check(r#""updated_at":"26.08.2011""#, "updated", "updated_at: found 26.08.2011, where a time belongs");
    check(r#""mount_point":{"a":1}"#, "mount", "mount_point: found {\"a\":1}, where text belongs");
    check(r#""raid_array_id":[1]"#, "array", "raid_array_id: found [1], where text belongs");
    check(r#""attachment_status":[]"#, "attachment", "attachment_status: found [], where text belongs");
    check(r#""instance_id":{}"#, Attribute::USED, "instance_id: found {}, where text belongs");
    for (size, gib) in [("10", 10), ("1e+1", 10), ("10.0", 10), (r#""10""#, 10), ("-0", 0), (r#""1.6e1""#, 16)] {
        let read = volume(&format!(r#""size":{size}"#));
        assert_eq!((read.size, read.odd.len(), read.attribute(Attribute::SIZE)), (Some(Bytes(gib << 30)), 0, None), "{size}");
    }
    assert_eq!(volume(r#""size":null"#).size, None);
    let read = decode::volume(r#"{"id":"5f20","name":{},"status":{"code":1},"volume_id":7}"#).unwrap();
    let odd: Vec<_> = read.odd.iter().map(ToString::to_string).collect();
    assert_eq!(odd, ["status: found {\"code\":1}, where text belongs", "name: found {}, where text belongs"]);
    assert_eq!((read.status.label.as_str(), read.name.as_str()), (NOT_REPORTED, "7"));
    let read = decode::snapshot(r#"{"id":"snap-1","started_at":"soon","progress":{},"status":"pending"}"#, "v").unwrap();
    assert!(matches!(read.attribute("progress"), Some(Value::Odd(_))) && matches!(read.attribute(Attribute::CREATED), Some(Value::Odd(_))));
    assert_eq!(read.status.label, "pending");
}

#[test]
fn one_bad_item_is_one_row_with_its_reason() {
    let check = |item: &str, reason: &str| {
        let items = volumes(&format!(r#"[{{"id":"good"}},{item},{{"id":"fine"}}]"#));
        let bad = items[1].as_ref().unwrap_err();
        assert_eq!((items.iter().flatten().count(), bad.number, bad.reason.as_str(), bad.raw.text()), (2, 2, reason, item));
    };
    check(r#"{"name":"x"}"#, "id: there is none.");
    check(r#"{"id":null}"#, "id: there is none.");
    check(r#"{"id":{"a":1}}"#, "id: found an object, where text belongs.");
    check(r#"{"id":".."}"#, "A browser cannot call an address with “..” as an id.");
    check("null", "found null, where an object belongs.");
    let snapshots = ListSnapshots("v").decode(&response(r#"[{"progress":70},{"id":"snap-2"}]"#)).unwrap();
    assert_eq!(snapshots[0].as_ref().unwrap_err().reason, "id: there is none.");
    assert_eq!(snapshots[1].as_ref().unwrap().status.label, NOT_REPORTED);
}

#[test]
fn an_answer_without_the_list_is_not_an_empty_one() {
    for (body, found) in
        [("null", "null"), (" null ", "null"), ("{}", "an object"), (r#"{"volumes":null}"#, "an object"), (r#"{"a":1}"#, "an object")]
    {
        let misread = Err(DecodeError(format!("found {found}, where a list belongs.")));
        assert_eq!(ListClouds.decode(&response(body)), misread.clone().map(|()| Vec::new()), "{body}");
        assert_eq!(ListVolumes.decode(&response(body)), misread.clone().map(|()| Vec::new()), "{body}");
        assert_eq!(ListSnapshots("v").decode(&response(body)), misread.map(|()| Vec::new()), "{body}");
    }
    assert_eq!(ReadVolume("x").decode(&response(r#"{"a":1}"#)), Err(DecodeError("id: there is none.".into())));
    assert!(volumes("[]").is_empty());
}
