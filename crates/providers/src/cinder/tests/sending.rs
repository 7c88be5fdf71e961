//! Calls as HTTP text.

use futures_executor::block_on;

use super::setup::{client, cloud, sign_in};
use crate::cinder::OPERATIONS;
use crate::cinder::actions;
use crate::cinder::api::{Get, LOOKUPS, List};
use crate::cinder::decode::{COLLECTIONS, ResourceRef};
use voldeck_core::action::{ActionContext, Target, Values};
use voldeck_core::client::Client;
use voldeck_core::http::{Endpoint, Response};
use voldeck_core::model::{Item, Kind, Resource};

#[test]
fn reads_are_these() {
    let mut lines = Vec::new();
    for of in &COLLECTIONS {
        lines.push(List { of, only: None, marker: None, minor: 0 }.request().target());
        lines.push(Get::one(&ResourceRef { of, id: "a/b".into() }, 0).request.target());
    }
    lines.push(List { of: &COLLECTIONS[1], only: Some(("volume_id", "v")), marker: Some("m".into()), minor: 0 }.request().target());
    lines.push(List { of: &COLLECTIONS[2], only: None, marker: None, minor: 25 }.request().target());
    lines.push(Get::one(&ResourceRef { of: &COLLECTIONS[2], id: "g".into() }, 71).request.target());
    lines.extend(LOOKUPS.iter().map(|look| Get::table(look).request.target()));
    let page = "?sort=created_at%3Aasc%2Cid%3Aasc&limit=1000";
    let mut expected = Vec::new();
    for word in ["volumes", "snapshots", "groups", "group_snapshots"] {
        expected.extend([format!("/{word}/detail{page}"), format!("/{word}/a%2Fb")]);
    }
    expected.push("/snapshots/detail?volume_id=v&sort=created_at%3Aasc%2Cid%3Aasc&limit=1000&marker=m".to_owned());
    expected.push("/groups/detail?list_volume=true&sort=created_at%3Aasc%2Cid%3Aasc&limit=1000".to_owned());
    expected.push("/groups/g?list_volume=true".to_owned());
    let looks = ["types", "group_types", "os-availability-zone", "backups/detail", "attachments/detail", "volume-transfers/detail"];
    expected.extend(looks.iter().chain(&["os-services", "scheduler-stats/get_pools"]).map(|look| format!("/{look}")));
    assert_eq!(lines, expected);
}

fn items(at: usize, body: &str) -> Vec<Resource> {
    let answer = Response { status: 200, headers: Vec::new(), body: body.to_owned() };
    List { of: &COLLECTIONS[at], only: None, marker: None, minor: 0 }.decode(&answer).unwrap().items.into_iter().map(Item::unwrap).collect()
}

/// A resource for each kind of row: a volume that is used, a snapshot, a group, a group snapshot.
pub fn targets() -> Vec<Resource> {
    let volume = items(0, include_str!("bodies/volumes-detail-list.json")).swap_remove(0);
    let snapshot = items(1, include_str!("bodies/snapshots-detail.json")).swap_remove(0);
    let group = include_str!("bodies/group-show.json").replacen("\"group\": ", "\"groups\": [", 1).trim_end().replacen("}}", "}]}", 1);
    let taken = include_str!("bodies/group-snapshot-show.json").replacen("\"group_snapshot\": ", "\"group_snapshots\": [", 1);
    let taken = items(3, &taken.trim_end().replacen("}}", "}]}", 1)).swap_remove(0);
    vec![volume, snapshot, items(2, &group).swap_remove(0), taken]
}

/// Values for fields without any; what is not asked for is not sent.
const FILLED: [(&str, &str); 20] = [
    ("name", "a \"b\""),
    ("volume_type", "ssd"),
    ("metadata", "k=v\nn=ü"),
    ("larger", "30 GiB"),
    ("group_type", "gt"),
    ("more_types", "hdd\n nl "),
    ("new_size", "21 GiB"),
    ("new_type", "hdd"),
    ("snapshot_id", "s1"),
    ("instance_uuid", "i1"),
    ("attachment", "at/1"),
    ("transfer", "t/1"),
    ("auth_key", "hunter2"),
    ("host_name", ""),
    ("attach_status", "detached"),
    ("add_volumes", "v1"),
    ("remove_volumes", "v2"),
    ("description", "d"),
    ("availability_zone", ""),
    ("group_id", "g1"),
];

#[test]
fn writes_are_these() {
    let cloud = cloud(71, |_, _| None);
    let client = client(&cloud, &sign_in());
    block_on(client.detect_version());
    let targets = targets();
    let mut lines = Vec::new();
    for row in actions::ALL {
        let target = match row.on {
            Target::Connection(_) => None,
            Target::Resource(_) if row.name == "volume-transfer-cancel" => Some(&targets[0]),
            Target::Resource(kind) => targets.iter().find(|target| target.kind == kind && (row.applies_to)(target)),
        };
        let context = ActionContext { client: &client, target, known: &[] };
        let form = (row.form)(&context);
        let mut values: Values = form.initial();
        for field in &form.fields {
            if let Some((_, text)) = FILLED.iter().find(|(name, _)| *name == field.name) {
                values.set(field.name, *text);
            }
        }
        let mut froms = vec!["empty"];
        if row.name == "volume-create" {
            values.set("imageRef", "img");
            values.set("source_volid", "v9");
            values.set("backup_id", "b9");
            froms = vec!["empty", "snapshot", "volume", "image", "backup"];
        }
        for from in froms {
            if row.name == "volume-create" {
                values.set("from", from);
            }
            let request = (row.endpoint.request)(&context, &values);
            let body = request.body.as_ref().map(|body| format!(" {}", body.text)).unwrap_or_default();
            lines.push(format!("{}: {} {}{body}", row.name, request.method, request.target()));
            assert!(!request.shown("").contains("hunter2"), "{}", row.name);
        }
    }
    let expected: Vec<_> = include_str!("bodies/writes.txt").lines().collect();
    for (line, expected) in lines.iter().zip(&expected) {
        assert_eq!(line, expected);
    }
    assert_eq!(lines.len(), expected.len(), "{}", lines.join("\n"));
}

#[test]
fn every_row_names_its_operation_and_what_it_does() {
    let cloud = cloud(71, |_, _| None);
    let client = client(&cloud, &sign_in());
    let targets = targets();
    let mut names: Vec<_> = actions::ALL.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), actions::ALL.len());
    for row in actions::ALL {
        let target = match row.on {
            Target::Connection(_) => None,
            Target::Resource(kind) => targets.iter().find(|target| target.kind == kind && (row.applies_to)(target)).or(Some(&targets[0])),
        };
        let context = ActionContext { client: &client, target, known: &[] };
        let (method, path) = row.endpoint.operation.split_once(' ').unwrap_or_default();
        assert!(["POST", "PUT", "DELETE"].contains(&method) && path.starts_with("/v3/{project_id}/"), "{}", row.endpoint.operation);
        assert!(row.endpoint.docs.starts_with("https://") && (row.consequence)(&context).ends_with('.'), "{}", row.name);
        assert!(!row.invalidates.is_empty() && row.timeout_millis >= 30_000, "{}", row.name);
        // Only what the answer itself ends is not followed.
        let ends = matches!(row.name, "volume-edit" | "volume-metadata" | "volume-bootable" | "snapshot-edit" | "snapshot-metadata");
        assert_eq!(row.follow.is_none(), ends, "{}", row.name);
        let sent = (row.endpoint.request)(&context, &(row.form)(&context).initial());
        assert_eq!(sent.method.as_str(), method, "{}", row.name);
    }
    assert_eq!(
        actions::ALL.iter().filter(|row| row.creates == Some(Kind::Group)).map(|row| row.name).collect::<Vec<_>>(),
        ["group-create", "group-clone", "group-restore"]
    );
}

/// What each row makes stale.
const STALES: [(&str, &[Kind]); 15] = [
    ("volume-create", &[Kind::Volume, Kind::Group]),
    ("transfer-accept", &[Kind::Volume, Kind::Snapshot]),
    ("snapshot-restore", &[Kind::Volume]),
    ("volume-edit", &[Kind::Volume, Kind::Snapshot]),
    ("volume-revert", &[Kind::Volume, Kind::Snapshot]),
    ("volume-delete-cascade", &[Kind::Volume, Kind::Snapshot]),
    ("volume-snapshot", &[Kind::Snapshot]),
    ("snapshot-edit", &[Kind::Snapshot, Kind::Volume]),
    ("group-snapshot", &[Kind::Snapshot]),
    ("group-clone", &[Kind::Group, Kind::Volume]),
    ("group-edit", &[Kind::Group, Kind::Volume, Kind::Snapshot]),
    ("group-add", &[Kind::Group, Kind::Volume]),
    ("group-remove", &[Kind::Group, Kind::Volume]),
    ("group-delete", &[Kind::Group, Kind::Volume]),
    ("group-restore", &[Kind::Group, Kind::Volume]),
];

#[test]
fn what_a_row_makes_stale_is_what_it_changes() {
    for row in actions::ALL {
        let (Target::Connection(kind) | Target::Resource(kind)) = row.on;
        let expected = STALES.iter().find(|(name, _)| *name == row.name).map_or(vec![kind], |(_, kinds)| kinds.to_vec());
        assert_eq!(row.invalidates, expected, "{}", row.name);
    }
}

#[test]
fn a_look_up_is_read_to_its_last_page() {
    let cloud = cloud(71, |call, _| {
        let page = |ids: &[&str], next: &str| {
            let rows: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}","volume_id":"v","status":"reserved"}}"#)).collect();
            format!(r#"{{"attachments":[{}],"attachment_links":[{{"rel":"next","href":"http://inside/?marker={next}"}}]}}"#, rows.join(","))
        };
        let (_, query) = call.split_once("/attachments/detail")?;
        Some((
            200,
            match query {
                "" => page(&["a", "b"], "b"),
                "?marker=b" => page(&["c"], "c"),
                _ => r#"{"attachments":[]}"#.to_owned(),
            },
        ))
    });
    let client = client(&cloud, &sign_in());
    let mut volume = targets().swap_remove(0);
    volume.provider_id = "v".to_owned();
    let context = ActionContext { client: &client, target: Some(&volume), known: &[] };
    let choices = block_on((OPERATIONS.options)("attachments", context, &Values::default())).unwrap();
    assert_eq!(choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
}
