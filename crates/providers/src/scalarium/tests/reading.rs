//! Bodies become resources.

use super::{attribute, response, volume, volumes};
use crate::scalarium::DECODERS;
use crate::scalarium::api::{ListClouds, ListInstances, ListSnapshots, ReadVolume};
use crate::scalarium::decode::{self, Cloud};
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Bytes, Kind, NOT_REPORTED, Phase, Timestamp, Value};

#[test]
fn a_volume_says_what_it_was_sent_with() {
    let items = volumes(include_str!("bodies/volumes-list.json"));
    let disk = items[0].as_ref().unwrap();
    assert_eq!((disk.name.as_str(), disk.provider_id.as_str()), ("db master raid 1", "9d3c1b7ae04f4c6e8a52d1f0b3e79c46"));
    assert_eq!((disk.status.label.as_str(), disk.status.phase, disk.status.detail.as_deref()), ("in-use", Phase::Ready, None));
    assert_eq!((disk.size, disk.created.map(Timestamp::rfc3339).as_deref()), (Some(Bytes(100 << 30)), Some("2012-03-14T09:26:53Z")));
    let attributes = ["array", "mount", "device", "attachment", "attached", "zone", "ec2", "machine", "snapshot", "credential", "updated"];
    assert_eq!(
        attributes.map(|key| attribute(disk, key)).join(" "),
        "4e0b8f61c7a94d2fb5d3a1097c6e82f4 /vol/mysql /dev/sdi1 attached 2012-03-14T09:31:02Z eu-west-1a vol-3f9a1c20 i-7d20c5e1 - \
        b81d6f02e3c54a7795f0d4c1a26be93d 2012-06-01T00:00:00Z"
    );
    let user = &disk.attachments[0];
    assert_eq!((user.id.as_str(), user.host_id.as_deref()), ("c5f7e0a91b2d4836ae5904d7f1c38b62", Some("i-7d20c5e1")));
    assert_eq!((user.role.as_deref(), user.since), (Some("/dev/sdi1 at /vol/mysql"), Timestamp::from_rfc3339("2012-03-14T09:31:02Z")));

    let foreign = items[2].as_ref().unwrap();
    assert_eq!((foreign.attachments[0].name.as_str(), foreign.attachments[0].host_id.as_deref()), ("i-02ce94ab", None));
    assert_eq!((foreign.source.as_deref(), foreign.storage_id.as_deref()), (Some("snap-5b1d08ce"), Some("vol-c4e7705d")));
    assert_eq!(foreign.attachments[0].status.detail.as_deref(), Some("not an instance of Scalarium"));
    assert!(decode::managed(disk) && !decode::managed(foreign));

    let free = items[3].as_ref().unwrap();
    assert_eq!((free.attachments.len(), free.attached, attribute(free, "attached").as_str()), (0, Some(false), "-"));
    assert!(free.raw.text().contains("18446744073709551615") && free.raw.text().contains("1.25"), "every digit is kept");

    let old = ReadVolume("5f20").decode(&response(include_str!("bodies/volume-read.json"))).unwrap();
    assert_eq!(
        (old.name.as_str(), old.attachments.len()),
        ("vol-6e1f4b93", 0),
        "a name that is empty is none, and who has let go is no user"
    );
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
    check("null", r#""attached""#, Phase::Unknown, Some("attached"));
    check(r#""available""#, r#""attached""#, Phase::Unknown, Some("but attachment_status is attached"));
    check(r#""in-use""#, r#""detached""#, Phase::Unknown, Some("but attachment_status is detached"));
}

#[test]
fn who_uses_a_volume_is_told_by_ec2s_words_and_ids_or_not_at_all() {
    let check = |fields: &str, attached: Option<bool>, attachments: usize| {
        let read = decode::volume(&format!(r#"{{"id":"5f20"{fields}}}"#)).unwrap();
        assert_eq!((read.attached, read.attachments.len()), (attached, attachments), "{fields}");
    };
    let nobody = r#","instance_id":null,"aws_instance_id":null"#;
    check("", None, 0);
    check(nobody, None, 0);
    check(&[nobody, r#","attachment_status":null"#].concat(), Some(false), 0);
    check(&[nobody, r#","attachment_status":7"#].concat(), None, 0);
    check(&[nobody, r#","attachment_status":{}"#].concat(), None, 0);
    check(r#","attachment_status":null"#, None, 0);
    check(r#","attachment_status":"detached""#, Some(false), 0);
    check(r#","attachment_status":"detached","instance_id":"c5""#, Some(false), 0);
    check(r#","attachment_status":"attached""#, Some(true), 0);
    check(r#","attachment_status":"attaching""#, Some(true), 0);
    check(r#","attachment_status":"floating""#, None, 0);
    check(r#","status":"available""#, Some(false), 0);
    check(r#","status":"available","attachment_status":"floating""#, None, 0);
    check(r#","status":"in-use""#, Some(true), 0);
    check(r#","status":"in-use","attachment_status":"detached""#, Some(true), 0);
    check(r#","status":"creating""#, None, 0);
    check(r#","instance_id":"c5""#, Some(true), 1);
    check(r#","aws_instance_id":"i-7""#, Some(true), 1);
    check(r#","instance_id":[],"aws_instance_id":null,"attachment_status":null"#, None, 0);
    let detail = |fields: &str| decode::volume(&format!(r#"{{"id":"5f20"{fields}}}"#)).unwrap().attachments[0].status.detail.clone();
    assert_eq!(detail(r#","instance_id":null,"aws_instance_id":"i-7""#).as_deref(), Some("not an instance of Scalarium"));
    // Whether Scalarium manages the machine is not told.
    assert_eq!(detail(r#","aws_instance_id":"i-7""#), None);
    assert_eq!(detail(r#","instance_id":{},"aws_instance_id":"i-7""#), None);
}

#[test]
fn a_snapshot_shows_status_and_progress_whichever_is_true() {
    let items = ListSnapshots("9d3c").decode(&response(include_str!("bodies/snapshots-list.json"))).unwrap();
    let lines: Vec<_> = items
        .iter()
        .flatten()
        .map(|snapshot| {
            let detail = snapshot.status.detail.clone().unwrap_or_default();
            format!("{} {} {detail}|{:?}|{}", snapshot.name, snapshot.status.label, snapshot.status.phase, attribute(snapshot, "progress"))
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
    let check = |fields: &str, phase: Phase, detail: Option<&str>, source: &str| {
        let read = decode::snapshot(&format!(r#"{{"id":"snap-1"{fields}}}"#), "9d3c").unwrap();
        assert_eq!((read.status.phase, read.status.detail.as_deref(), read.source.as_deref()), (phase, detail, Some(source)), "{fields}");
    };
    check(r#","status":"completed","progress":100"#, Phase::Ready, None, "9d3c");
    check(r#","status":"completed","progress":"100.0 %","volume_id":"vol-1""#, Phase::Ready, None, "vol-1");
    check(r#","status":"pending","progress":"40%","volume_id":null"#, Phase::Changing, Some("40%"), "9d3c");
    check(r#","progress":"40%""#, Phase::Unknown, Some("40%"), "9d3c");
    check(r#","status":"completed","progress":["40%"]"#, Phase::Ready, None, "9d3c");
    assert!(matches!(first.attribute("volume"), Some(Value::Link(Kind::Volume, id, _)) if id.as_str() == "9d3c"));
}

#[test]
fn nothing_is_kept_of_a_cloud_but_its_id_and_name() {
    let clouds = ListClouds.decode(&response(include_str!("bodies/clouds-list.json"))).unwrap();
    let names: Vec<_> = clouds.iter().map(|cloud| cloud.name.as_str()).collect();
    assert_eq!(names, ["shop", "13d9", "7"], "what has no id is left out");
    assert!(!format!("{clouds:?}").contains("hunter2"));
    let instances = ListInstances(&clouds[0]).decode(&response(include_str!("bodies/instances-list.json"))).unwrap();
    let lines: Vec<_> =
        instances.iter().map(|one| format!("{} {} {:?} {}", one.nickname, one.status.label, one.status.phase, one.cloud.name)).collect();
    assert_eq!(lines, ["zeus online Ready shop", "d6 dreaming Unknown shop"]);
    assert_eq!(ListClouds.decode(&response("[]")), Ok(Vec::<Cloud>::new()));
    assert_eq!(instances[1].status.label, "dreaming");
    let silent = ListInstances(&clouds[0]).decode(&response(r#"[{"id":"d6"}]"#)).unwrap();
    assert_eq!((silent[0].status.label.as_str(), silent[0].nickname.as_str()), (NOT_REPORTED, "d6"));
}

#[test]
fn recorded_bodies_can_be_read_by_hand() {
    let read = |name: &str, status: u16, body: &str| {
        let reader = DECODERS.iter().find(|reader| reader.name == name).unwrap();
        let reading = reader.decode_response(&Response { status, headers: Vec::new(), body: body.to_owned() });
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
