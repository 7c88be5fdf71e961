//! Volumes that name the same array become a group.

use super::{attribute, volumes};
use crate::scalarium::decode;
use voldeck_core::model::{Bytes, Kind, Phase, Value};

#[test]
fn volumes_of_one_array_make_a_group_and_nothing_is_made_up() {
    let items = volumes(include_str!("bodies/volumes-list.json"));
    let arrays = decode::arrays(&items);
    let [Ok(array)] = arrays.as_slice() else { panic!("{arrays:?}") };
    assert_eq!((array.kind, array.id.as_str(), array.name.as_str()), (Kind::Group, "4e0b8f61c7a94d2fb5d3a1097c6e82f4", "db master raid"));
    assert_eq!((array.size, array.status.label.as_str(), array.created), (Some(Bytes(200 << 30)), "in-use", None));
    assert_eq!((array.attribute("volumes"), attribute(array, "zone").as_str()), (Some(&Value::Number(2)), "eu-west-1a"));
    let sent: Vec<_> = items[..2].iter().map(|item| item.as_ref().unwrap().raw.text().to_owned()).collect();
    assert_eq!(array.raw.text(), format!("[{}]", sent.join(",")));
}

#[test]
fn arrays_tell_what_does_not_fit_together() {
    let check = |volumes: &str, name: &str, size: Option<u64>, state: &str, phase: Phase| {
        let items = super::volumes(volumes);
        let arrays = decode::arrays(&items);
        let array = arrays[0].as_ref().unwrap();
        let status = format!("{} {}", array.status.label, array.status.detail.as_deref().unwrap_or_default());
        assert_eq!(
            (array.name.as_str(), array.size, status.trim(), array.status.phase),
            (name, size.map(|gb| Bytes(gb << 30)), state, phase),
            "{volumes}"
        );
    };
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"a","size":1,"status":"in-use"},{"id":"2","raid_array_id":"r","name":"b","size":2,"status":"available"}]"#,
        "r",
        Some(3),
        "1 in-use, 1 available",
        Phase::Degraded,
    );
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"log 1","status":"error"},{"id":"2","raid_array_id":"r","name":"log 12","size":2,"status":"weird"}]"#,
        "log",
        None,
        "1 error, 1 weird",
        Phase::Failed,
    );
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"Synced from AWS","size":4,"status":"in-use","attachment_status":"attaching"},
            {"id":"2","raid_array_id":"r","name":"Synced from AWS","size":4,"status":"in-use"}]"#,
        "Synced from AWS",
        Some(8),
        "in-use attaching",
        Phase::Changing,
    );
    check(
        r#"[{"id":"1","raid_array_id":7,"name":"log 1","size":1,"status":"in-use","attachment_status":"attaching"},
            {"id":"2","raid_array_id":"7","name":"log 2","size":1,"status":"in-use","attachment_status":"detaching"}]"#,
        "log",
        Some(2),
        "in-use attaching; detaching",
        Phase::Changing,
    );
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"log 1","size":1,"status":"in-use"},{"id":"2","raid_array_id":"r","name":"log 2","size":1}]"#,
        "log",
        Some(2),
        "1 in-use, 1 not reported",
        Phase::Unknown,
    );
    check(r#"[{"id":"1","raid_array_id":"r"},{"id":"2","raid_array_id":"r"}]"#, "r", None, "not reported", Phase::Unknown);
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"data 1","size":4,"status":"in-use"},{"id":"2","raid_array_id":"r","name":"data 2","size":"four","status":"in-use"}]"#,
        "data",
        None,
        "in-use",
        Phase::Ready,
    );
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"data 1","size":4,"status":"in-use"},{"id":[],"raid_array_id":"r","name":"data 2","size":4,"status":"in-use"}]"#,
        "data 1",
        None,
        "1 in-use, 1 unreadable 1 volume could not be read",
        Phase::Unknown,
    );
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"data 1","status":"error"},{"id":[],"raid_array_id":"r"},{"raid_array_id":"r"}]"#,
        "data 1",
        None,
        "1 error, 2 unreadable 2 volumes could not be read",
        Phase::Failed,
    );
    check(r#"[{"id":{},"raid_array_id":"r"}]"#, "r", None, "not reported 1 volume could not be read", Phase::Unknown);
    check(
        r#"[{"id":"1","raid_array_id":"r","name":"data 1","size":10000000000},{"id":"2","raid_array_id":"r","name":"data 2","size":10000000000}]"#,
        "data",
        None,
        "not reported",
        Phase::Unknown,
    );
}

#[test]
fn who_uses_an_array_is_told_only_if_all_its_volumes_tell() {
    let check = |volumes: &[&str], attached: Option<bool>, attachments: &[&str]| {
        let list: Vec<_> = volumes.iter().enumerate().map(|(i, fields)| format!(r#"{{"id":"{i}","raid_array_id":"r"{fields}}}"#)).collect();
        let arrays = decode::arrays(&super::volumes(&format!("[{}]", list.join(","))));
        let array = arrays[0].as_ref().unwrap();
        let ids: Vec<_> = array.attachments.iter().map(|user| user.id.as_str()).collect();
        assert_eq!(
            (array.attached, ids.as_slice(), array.attribute("volumes")),
            (attached, attachments, Some(&Value::Number(volumes.len() as u64))),
            "{volumes:?}"
        );
    };
    let (free, used, silent, bad) = (r#","status":"available""#, r#","instance_id":"c5","device":"/dev/sdi""#, "", r#","id":[]"#);
    check(&[free, free], Some(false), &[]);
    check(&[free, silent], None, &[]);
    check(&[silent, free], None, &[]);
    check(&[free, bad], None, &[]);
    check(&[silent, used, bad], Some(true), &["c5"]);
    // One user of several disks is one, wherever they stand; two of one name are two.
    check(&[used, r#","instance_id":"d6""#, used], Some(true), &["c5", "d6"]);
    check(&[r#","status":"in-use""#, bad], Some(true), &[]);
}
