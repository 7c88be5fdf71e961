//! What is there at the beginning.

use super::super::state::Table;
use super::super::{Options, Seed};
use super::{SimHarness, demo};

#[test]
fn every_state_of_the_documents_is_there_at_the_beginning() {
    let harness = demo();
    let check = |table: Table, words: &str| {
        for word in words.split(' ') {
            assert!(harness.server.rows.iter().any(|row| row.table == table && row.status() == word), "{table:?} {word}");
        }
    };
    check(Table::Volume, "available in-use error error_deleting error_extending error_restoring error_backing-up error_managing");
    check(Table::Volume, "maintenance awaiting-transfer reserved creating deleting attaching detaching extending retyping downloading");
    check(Table::Volume, "uploading backing-up restoring-backup managing reverting deleted unmanaging");
    check(Table::Snapshot, "available error error_deleting deleted creating deleting updating unmanaging backing-up restoring");
    check(Table::Group, "available in-use error error_deleting deleted creating deleting updating");
    check(Table::GroupSnapshot, "available error error_deleting deleted creating deleting updating");
    check(Table::Backup, "available error error_deleting deleted creating deleting restoring");
    check(Table::Attachment, "attached reserved attaching");
}

#[test]
fn volumes_being_managed_show_the_states_of_created_ones() {
    let mut harness = demo();
    for (name, shown) in [("imported-lun-7", "creating"), ("broken-import", "error")] {
        let path = harness.path("volumes", name);
        assert_eq!(harness.status(&path), shown, "{name}");
    }
}

#[test]
fn ids_are_unique_and_every_resource_can_be_read() {
    let mut harness = demo();
    let mut ids: Vec<_> = harness.server.rows.iter().map(|row| row.id().to_owned()).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
    for (collection, key) in [
        ("volumes", "volumes"),
        ("snapshots", "snapshots"),
        ("groups", "groups"),
        ("group_snapshots", "group_snapshots"),
        ("attachments", "attachments"),
        ("backups", "backups"),
        ("volume-transfers", "transfers"),
        ("messages", "messages"),
        ("types", "volume_types"),
        ("group_types", "group_types"),
    ] {
        let list = harness.json(200, &format!("GET /{collection}"), "");
        let items = list[key].as_array().unwrap_or_else(|| panic!("{list}")).clone();
        assert!(!items.is_empty(), "{collection}");
        for item in items.iter().filter(|item| !item["name"].as_str().is_some_and(|name| name.contains("read-"))) {
            harness.json(200, &format!("GET /{collection}/{}", item["id"].as_str().unwrap()), "");
        }
    }
}

#[test]
fn what_is_on_its_way_arrives() {
    let mut harness = demo();
    let (volume, group) = (harness.path("volumes", "restore-drill"), harness.path("groups", "new-cluster"));
    let leaving = harness.path("volumes", "old-staging");
    assert_eq!((harness.status(&volume), harness.status(&group)), ("creating".into(), "creating".into()));
    harness.now += 21 * 60_000;
    assert_eq!((harness.status(&volume), harness.status(&group)), ("available".into(), "available".into()));
    harness.json(404, &format!("GET {leaving}"), "");
}

#[test]
fn an_empty_cloud_has_types_but_no_volumes() {
    let mut harness = SimHarness::of("alice", "storage", Options { seed: Seed::Empty, ..Options::default() });
    assert_eq!(harness.json(200, "GET /volumes", "")["volumes"].as_array().unwrap().len(), 0);
    assert!(harness.json(200, "GET /types", "")["volume_types"].as_array().unwrap().len() > 4);
    assert_eq!(harness.json(200, "GET /types/default", "")["volume_type"]["name"], "__DEFAULT__");
    harness.check(200, "GET /os-availability-zone", "", "fra-b");
    // A private one is its project's, and its specs tell of no back end.
    assert!(!harness.json(200, "GET /types", "").to_string().contains("analytics-only"));
    assert!(!harness.json(200, "GET /types", "").to_string().contains("volume_backend_name"));
    harness.sign_in("alice", "analytics");
    assert!(harness.json(200, "GET /types", "").to_string().contains("analytics-only"));
}
