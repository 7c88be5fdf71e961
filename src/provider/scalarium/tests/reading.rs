//! Bodies become resources.

use crate::http::{Endpoint, Misread, Response};
use crate::model::{Bytes, Item, Kind, Phase, Resource, Timestamp, Value};
use crate::provider::scalarium::READERS;
use crate::provider::scalarium::api::{ListClouds, ListInstances, ListSnapshots, ListVolumes, ReadVolume};
use crate::provider::scalarium::wire::{self, Cloud};

fn response(body: &str) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.to_owned() }
}

fn volumes(body: &str) -> Vec<Item> {
    ListVolumes.decode(&response(body)).unwrap()
}

/// A volume with these fields beside its id.
fn volume(fields: &str) -> Resource {
    wire::volume(&format!(r#"{{"id":"5f20","name":"v",{fields}}}"#)).unwrap()
}

fn fact(resource: &Resource, key: &str) -> String {
    match resource.fact(key) {
        None => "-".to_owned(),
        Some(Value::Text(text) | Value::Code(text) | Value::Link(_, _, text)) => text.clone(),
        Some(Value::Time(time)) => time.rfc3339(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_volume_says_what_it_was_sent_with() {
    let items = volumes(include_str!("bodies/volumes-list.json"));
    let disk = items[0].as_ref().unwrap();
    assert_eq!((disk.name.as_str(), disk.vendor_id.as_str()), ("db master raid 1", "9d3c1b7ae04f4c6e8a52d1f0b3e79c46"));
    assert_eq!((disk.status.label.as_str(), disk.status.phase, disk.status.detail.as_deref()), ("in-use", Phase::Ready, None));
    assert_eq!((disk.size, disk.created.map(Timestamp::rfc3339).as_deref()), (Some(Bytes(100 << 30)), Some("2012-03-14T09:26:53Z")));
    let facts = ["array", "mount", "device", "attachment", "attached", "zone", "ec2", "machine", "snapshot", "credential", "updated"];
    assert_eq!(
        facts.map(|key| fact(disk, key)).join(" "),
        "4e0b8f61c7a94d2fb5d3a1097c6e82f4 /vol/mysql /dev/sdi1 attached 2012-03-14T09:31:02Z eu-west-1a vol-3f9a1c20 i-7d20c5e1 - \
        b81d6f02e3c54a7795f0d4c1a26be93d 2012-06-01T00:00:00Z"
    );
    let user = &disk.users[0];
    assert_eq!((user.id.as_str(), user.host_id.as_deref()), ("c5f7e0a91b2d4836ae5904d7f1c38b62", Some("i-7d20c5e1")));
    assert_eq!((user.role.as_deref(), user.since), (Some("/dev/sdi1 at /vol/mysql"), Timestamp::from_rfc3339("2012-03-14T09:31:02Z")));

    let foreign = items[2].as_ref().unwrap();
    assert_eq!((foreign.usage.as_deref(), foreign.users[0].host_id.as_deref()), (Some("i-02ce94ab"), None));
    assert_eq!(foreign.users[0].status.detail.as_deref(), Some("not an instance of Scalarium"));
    assert!(wire::managed(disk) && !wire::managed(foreign));

    let free = items[3].as_ref().unwrap();
    assert_eq!((free.users.len(), free.usage.as_deref(), fact(free, "attached").as_str()), (0, None, "-"));
    assert!(free.raw.text().contains("18446744073709551615") && free.raw.text().contains("1.25"), "every digit is kept");

    let old = ReadVolume("5f20").decode(&response(include_str!("bodies/volume-read.json"))).unwrap();
    assert_eq!((old.name.as_str(), old.users.len()), ("vol-6e1f4b93", 0), "a name that is empty is none, and who has let go is no user");
}

#[test]
fn states_are_ec2s_words_and_contradictions_are_named() {
    let check = |status: &str, attachment: &str, phase: Phase, detail: Option<&str>| {
        let read = volume(&format!(r#""status":{status},"attachment_status":{attachment}"#));
        assert_eq!((read.status.phase, read.status.detail.as_deref()), (phase, detail), "{status} {attachment}");
        if status != "null" {
            assert_eq!(format!("\"{}\"", read.status.label), status);
        }
    };
    check(r#""creating""#, "null", Phase::Changing, None);
    check(r#""available""#, "null", Phase::Ready, None);
    check(r#""available""#, r#""detached""#, Phase::Ready, None);
    check(r#""in-use""#, r#""attached""#, Phase::Ready, None);
    check(r#""in-use""#, "null", Phase::Ready, None);
    check(r#""in-use""#, r#""attaching""#, Phase::Changing, Some("attaching"));
    check(r#""in-use""#, r#""detaching""#, Phase::Changing, Some("detaching"));
    check(r#""in-use""#, r#""busy""#, Phase::Ready, Some("busy"));
    check(r#""deleting""#, "null", Phase::Changing, None);
    check(r#""deleted""#, "null", Phase::Degraded, None);
    check(r#""error""#, "null", Phase::Failed, None);
    check(r#""migrating""#, "null", Phase::Unknown, None);
    check("null", "null", Phase::Unknown, None);
    check(r#""available""#, r#""attached""#, Phase::Unknown, Some("but attachment_status is attached"));
    check(r#""in-use""#, r#""detached""#, Phase::Unknown, Some("but attachment_status is detached"));
}

#[test]
fn a_snapshot_shows_status_and_progress_whichever_is_true() {
    let items = ListSnapshots("9d3c").decode(&response(include_str!("bodies/snapshots-list.json"))).unwrap();
    let lines: Vec<_> = items
        .iter()
        .flatten()
        .map(|snapshot| {
            let detail = snapshot.status.detail.clone().unwrap_or_default();
            format!("{} {} {detail}|{:?}|{}", snapshot.name, snapshot.status.label, snapshot.status.phase, fact(snapshot, "progress"))
        })
        .collect();
    assert_eq!(
        lines,
        [
            "snap-0c7e41da completed |Ready|100%",
            "snap-91f2b6e8 completed but progress is 70%|Unknown|70%",
            "snap-d40a5c17 pending |Changing|-",
        ]
    );
    let first = items[0].as_ref().unwrap();
    assert_eq!((first.id.as_str(), first.source.as_deref(), first.size), ("9d3c/snap-0c7e41da", Some("vol-3f9a1c20"), None));
    assert_eq!(first.created, Timestamp::from_rfc3339("2012-05-31T23:00:05Z"));
    assert!(matches!(first.fact("volume"), Some(Value::Link(Kind::Volume, id, _)) if id.as_str() == "9d3c"));
}

#[test]
fn volumes_of_one_array_make_a_group_and_nothing_is_made_up() {
    let items = volumes(include_str!("bodies/volumes-list.json"));
    let arrays = wire::arrays(&items);
    let [Ok(array)] = arrays.as_slice() else { panic!("{arrays:?}") };
    assert_eq!((array.kind, array.id.as_str(), array.name.as_str()), (Kind::Group, "4e0b8f61c7a94d2fb5d3a1097c6e82f4", "db master raid"));
    assert_eq!((array.size, array.status.label.as_str(), array.created), (Some(Bytes(200 << 30)), "in-use", None));
    assert_eq!((array.fact("volumes"), fact(array, "zone").as_str()), (Some(&Value::Number(2)), "eu-west-1a"));
    let sent: Vec<_> = items[..2].iter().map(|item| item.as_ref().unwrap().raw.text().to_owned()).collect();
    assert_eq!(array.raw.text(), format!("[{}]", sent.join(",")));
}

#[test]
fn arrays_tell_what_does_not_fit_together() {
    let check = |volumes: &str, name: &str, size: Option<u64>, state: &str, phase: Phase| {
        let items = self::volumes(volumes);
        let arrays = wire::arrays(&items);
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
        r#"[{"id":"1","raid_array_id":"r","name":"data 1","size":4,"status":"in-use"},{"id":"2","raid_array_id":"r","name":"data 2","size":"four"}]"#,
        "data 1",
        None,
        "in-use 1 volume could not be read",
        Phase::Degraded,
    );
    check(r#"[{"id":7,"raid_array_id":"r"}]"#, "r", None, "no status 1 volume could not be read", Phase::Degraded);
}

#[test]
fn nothing_is_kept_of_a_cloud_but_its_id_and_name() {
    let clouds = ListClouds.decode(&response(include_str!("bodies/clouds-list.json"))).unwrap();
    let names: Vec<_> = clouds.iter().map(|cloud| cloud.name.as_str()).collect();
    assert_eq!(names, ["shop", "13d9"], "what has no id is left out");
    assert!(!format!("{clouds:?}").contains("hunter2"));
    let instances = ListInstances(&clouds[0]).decode(&response(include_str!("bodies/instances-list.json"))).unwrap();
    let lines: Vec<_> =
        instances.iter().map(|one| format!("{} {} {:?} {}", one.nickname, one.status.label, one.status.phase, one.cloud.name)).collect();
    assert_eq!(lines, ["zeus online Ready shop", "d6 dreaming Unknown shop"]);
    assert_eq!(ListClouds.decode(&response("null")), Ok(Vec::<Cloud>::new()));
    assert_eq!(ListClouds.decode(&response(r#"{"id":1}"#)), Err(Misread("found an object, where a list belongs.".into())));
}

#[test]
fn one_bad_item_is_one_row_with_its_reason() {
    let check = |item: &str, reason: &str| {
        let items = volumes(&format!(r#"[{{"id":"good"}},{item},{{"id":"fine"}}]"#));
        let bad = items[1].as_ref().unwrap_err();
        assert_eq!((items.iter().flatten().count(), bad.number, bad.reason.as_str(), bad.raw.text()), (2, 2, reason, item));
    };
    check(r#"{"id":"x","size":"10"}"#, "size: found the string \"10\", where a number of GB belongs.");
    check(r#"{"id":"x","size":1.5}"#, "size: found the floating point 1.5, where a number of GB belongs.");
    check(r#"{"id":"x","size":18446744073709551615}"#, "size: found the integer 18446744073709551615, where a number of GB belongs.");
    check(r#"{"id":"x","created_at":"yesterday"}"#, "created_at: found the string \"yesterday\", where a time belongs.");
    check(r#"{"id":"x","attached_at":1319162482}"#, "attached_at: found the integer 1319162482, where a time belongs.");
    check(r#"{"id":"x","status":{"code":1}}"#, "status: found an object, where text belongs.");
    check(r#"{"name":"x"}"#, "id: there is none.");
    check(r#"{"id":".."}"#, "A browser cannot call an address with “..” as an id.");
    check("null", "found null, where an object belongs.");
    let snapshots = ListSnapshots("v").decode(&response(r#"[{"id":"snap-1","progress":70},{"id":"snap-2"}]"#)).unwrap();
    assert_eq!(snapshots[0].as_ref().unwrap_err().reason, "progress: found the integer 70, where text belongs.");
    assert_eq!(snapshots[1].as_ref().unwrap().status.label, "no status");
}

#[test]
fn recorded_bodies_can_be_read_by_hand() {
    let read = |name: &str, status: u16, body: &str| {
        let reader = READERS.iter().find(|reader| reader.name == name).unwrap();
        let reading = reader.reading(&Response { status, headers: Vec::new(), body: body.to_owned() });
        reading.map(|reading| (reading.items.len(), reading.lines.join("; "))).map_err(|error| error.to_string())
    };
    let ok = |items, lines: &str| Ok((items, lines.to_owned()));
    assert_eq!(
        read("list-volumes", 200, include_str!("bodies/volumes-list.json")),
        ok(4, "RAID array: 4e0b8f61c7a94d2fb5d3a1097c6e82f4 db master raid")
    );
    assert_eq!(read("read-volume", 200, include_str!("bodies/volume-read.json")), ok(1, ""));
    assert_eq!(read("list-snapshots", 200, include_str!("bodies/snapshots-list.json")), ok(3, ""));
    assert_eq!(read("create-snapshot", 200, r#"{"id":"snap-1","progress":"0%"}"#), ok(0, "created: snap-1"));
    assert_eq!(read("create-snapshot", 202, ""), ok(0, "accepted"));
    assert_eq!(read("delete-volume", 204, ""), ok(0, "accepted"));
    assert!(read("list-clouds", 200, include_str!("bodies/clouds-list.json")).is_ok_and(|(_, lines)| !lines.contains("hunter2")));
    assert!(read("list-instances", 200, include_str!("bodies/instances-list.json")).is_ok_and(|(_, lines)| lines.contains("zeus, online")));
    let refused = read("delete-volume", 412, r#"{"errors":["Can't delete it"]}"#);
    assert_eq!(refused, Err("412 Can't delete it".to_owned()));
}
