//! What a person sees who opens the demo: the connections that are on at first, one company's, with data as it could be and changes
//! under way.

use std::collections::BTreeSet;

use futures_executor::block_on;
use voldeck::inventory::{Query, Row, rows};
use voldeck_core::client::ReadResult;
use voldeck_core::http::Error;
use voldeck_core::model::{Kind, Phase, Resource, Value};
use voldeck_providers::ALL;

use super::harness::{BEGIN, Harness};

const GIB: u64 = 1 << 30;
const TIB: u64 = 1 << 40;
const KINDS: [Kind; 3] = [Kind::Volume, Kind::Group, Kind::Snapshot];
const MINUTE: u64 = 60_000;

/// The connections that are on at first.
fn fleets() -> Vec<(&'static str, Harness)> {
    let on = ALL.iter().flat_map(|provider| provider.demos.iter().filter(|demo| !demo.off).map(|demo| (provider.id, demo.name)));
    on.map(|(provider, name)| (name, super::demo(provider, name))).collect()
}

/// One of them.
fn fleet(name: &str) -> Harness {
    fleets().into_iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name} is not on at first")).1
}

/// What the console reads by itself of a kind, snapshots also where they are only read when asked for, and what it says beside the rows.
struct Read {
    resources: Vec<Resource>,
    notes: Vec<Error>,
    remarks: Vec<String>,
}

fn read(harness: &Harness, kind: Kind) -> Read {
    let mut all = Read { resources: Vec::new(), notes: Vec::new(), remarks: Vec::new() };
    for source in harness.provider.sources(kind).iter().filter(|source| source.at_once || kind == Kind::Snapshot) {
        // The other form of an API that has several is not there.
        let ReadResult::Found(listing) = block_on(harness.client.list(kind, source.name, None)).unwrap_or_else(|error| panic!("{error}"))
        else {
            continue;
        };
        all.resources.extend(listing.items.into_iter().map(|item| item.unwrap_or_else(|bad| panic!("{bad:?}"))));
        all.notes.extend(listing.notes);
        all.remarks.extend(listing.remarks);
    }
    all
}

/// Every resource of a kind as the table shows it once each has been read in full.
fn table(harness: &Harness, kind: Kind) -> Vec<Row> {
    let listed = read(harness, kind).resources;
    let full: Vec<Resource> =
        listed.iter().map(|one| harness.get(kind, &one.id).unwrap_or_else(|error| panic!("{}: {error}", one.id))).collect();
    let items: Vec<_> = listed.into_iter().map(Ok).collect();
    rows("here", harness.provider.id, &items, 1, &full.iter().map(|full| (full, 2)).collect::<Vec<_>>())
}

/// The resource of this name.
fn named(harness: &Harness, kind: Kind, name: &str) -> Resource {
    let found = table(harness, kind).iter().filter_map(Row::resource).find(|one| one.name == name).cloned();
    found.unwrap_or_else(|| panic!("there is no {name}"))
}

#[test]
fn one_connection_of_each_provider_is_on_at_first_and_stands_before_those_to_try_things_with() {
    for provider in ALL {
        let off: Vec<bool> = provider.demos.iter().map(|demo| demo.off).collect();
        assert!(off.len() > 1 && !off[0] && off[1..].iter().all(|off| *off), "{}: {off:?}", provider.id);
    }
}

#[test]
fn a_fleet_is_read_whole_but_for_the_zone_that_is_out_of_order() {
    for (name, harness) in fleets() {
        for kind in KINDS {
            let Read { resources, notes, remarks } = read(&harness, kind);
            let down = name == "scaleway-prod" && kind != Kind::Group;
            let said: Vec<String> = notes.iter().map(ToString::to_string).collect();
            assert_eq!(said.len(), usize::from(down), "{name} {kind:?}: {said:?}");
            assert!(said.iter().all(|note| note.contains("pl-waw-2")), "{said:?}");
            // Scalarium lists snapshots by volume, and says what that leaves out.
            let by_volume = name == "scalarium-archive" && kind == Kind::Snapshot;
            assert_eq!(remarks.len(), usize::from(by_volume), "{name} {kind:?}: {remarks:?}");
            for one in resources {
                let full = harness.get(kind, &one.id).unwrap_or_else(|error| panic!("{name} {}: {error}", one.name));
                for seen in [&one, &full] {
                    let odd = seen.attributes.iter().any(|attribute| matches!(attribute.value, Value::Odd(_)));
                    assert!(seen.odd.is_empty() && !odd, "{name} {}: {:?}", one.name, seen.odd);
                    assert_ne!(seen.status.phase, Phase::Unknown, "{name} {}: {:?}", one.name, seen.status);
                }
            }
        }
    }
}

#[test]
fn nothing_to_try_errors_with_is_in_a_fleet() {
    for (name, harness) in fleets() {
        for row in KINDS.iter().flat_map(|kind| table(&harness, *kind)) {
            let one = row.resource().unwrap();
            let raw = one.raw.text();
            let marked = ["zz test", "zz-", "fail-", "sentinel"].iter().find(|word| one.name.contains(**word) || raw.contains(**word));
            assert_eq!(marked, None, "{name} {}: {raw}", one.name);
        }
    }
}

#[test]
fn the_sizes_are_those_of_real_volumes_and_so_is_their_sum() {
    let mut sum = 0;
    for (name, harness) in fleets() {
        let sizes: Vec<(String, u64)> =
            read(&harness, Kind::Volume).resources.iter().filter_map(|one| Some((one.name.clone(), one.size?.0))).collect();
        let told = table(&harness, Kind::Volume).iter().filter_map(Row::size).sum::<u64>();
        let huge = sizes.iter().find(|(_, size)| !(10 * GIB..=8 * TIB).contains(size));
        assert_eq!(huge, None, "{name}");
        sum += told;
    }
    assert!((20 * TIB..200 * TIB).contains(&sum), "{} TiB", sum / TIB);
}

#[test]
fn no_volume_stands_there_twice() {
    let mut seen = BTreeSet::new();
    for (name, harness) in fleets() {
        let count = read(&harness, Kind::Volume).resources.len();
        assert!((6..=26).contains(&count), "{name} has {count} volumes");
        let here: BTreeSet<(String, Option<u64>)> =
            table(&harness, Kind::Volume).iter().map(|row| (row.resource().unwrap().name.clone(), row.size())).collect();
        for one in here {
            assert!(seen.insert(one.clone()), "{name}: {one:?} is in another connection too");
        }
    }
}

#[test]
fn a_volume_that_grows_and_a_new_one_are_ready_after_a_while() {
    let check = |fleet_name: &str, name: &str, label: &str, before: u64, after: u64| {
        let harness = fleet(fleet_name);
        let one = named(&harness, Kind::Volume, name);
        assert_eq!((one.status.phase, one.status.label.as_str()), (Phase::Changing, label), "{name}");
        assert_eq!(one.size.map(|size| size.0), Some(before), "{name}");
        harness.clock.advance(5 * MINUTE);
        let one = named(&harness, Kind::Volume, name);
        assert_eq!((one.status.phase, one.size.map(|size| size.0)), (Phase::Ready, Some(after)), "{name}: {:?}", one.status);
    };
    check("nomad-prod", "minio-drive-3", "pending", 4096 * GIB, 4096 * GIB);
    check("cinder-dc1", "zabbix-db", "extending", 250 * GIB, 400 * GIB);
    check("scaleway-prod", "clickhouse-analytics", "resizing", 4_000_000_000_000, 5_000_000_000_000);
    check("lunanode-lab", "lab-package-mirror", "extending", 750 * GIB, 1000 * GIB);
    check("scalarium-archive", "orders for the auditors", "creating", 200 * GIB, 200 * GIB);
}

#[test]
fn a_snapshot_that_is_being_taken_is_complete_after_a_while() {
    let check = |fleet_name: &str, volume: &str| {
        let harness = fleet(fleet_name);
        let changing = || -> Vec<Resource> {
            let all = table(&harness, Kind::Snapshot);
            all.iter().filter_map(Row::resource).filter(|one| one.status.phase == Phase::Changing).cloned().collect()
        };
        let before = changing();
        assert_eq!(before.len(), 1, "{fleet_name}: {before:?}");
        let source = before[0].source.clone().unwrap_or_default();
        let of = named(&harness, Kind::Volume, volume);
        assert!(!source.is_empty() && of.raw.text().contains(&source), "{fleet_name}: {source} is not {volume}");
        harness.clock.advance(10 * MINUTE);
        assert_eq!(changing(), Vec::new(), "{fleet_name}");
        assert_eq!(harness.get(Kind::Snapshot, &before[0].id).unwrap().status.phase, Phase::Ready, "{fleet_name}");
    };
    check("nomad-prod", "kafka[0]");
    check("cinder-dc1", "minio-disk-1");
    check("scaleway-prod", "kafka-eu-broker-1");
    check("lunanode-lab", "lab-cloud-files");
    check("scalarium-archive", "catalog images 2014");
}

#[test]
fn a_snapshot_at_forty_percent_goes_on_with_the_clock() {
    let check = |fleet_name: &str, volume: &str| {
        let harness = fleet(fleet_name);
        let percent = || {
            let all = table(&harness, Kind::Snapshot);
            let moving = all.iter().filter_map(Row::resource).filter_map(|one| match one.attribute("progress") {
                Some(Value::Text(text)) if text != "100%" => text.trim_end_matches('%').parse::<u32>().ok(),
                _ => None,
            });
            moving.collect::<Vec<_>>()
        };
        assert_eq!(percent(), [40], "{fleet_name}: {volume}");
        harness.clock.advance(MINUTE);
        let [later] = percent()[..] else { panic!("{fleet_name}: {:?}", percent()) };
        assert!((45..90).contains(&later), "{fleet_name}: {later}");
        harness.clock.advance(10 * MINUTE);
        assert!(percent().is_empty(), "{fleet_name}: {:?}", percent());
    };
    check("cinder-dc1", "minio-disk-1");
    check("scalarium-archive", "catalog images 2014");
}

#[test]
fn what_nobody_uses_is_found() {
    let unattached = Query::parse("unattached");
    let check = |fleet_name: &str, expected: &[&str]| {
        let found: BTreeSet<String> = table(&fleet(fleet_name), Kind::Volume)
            .iter()
            .filter(|row| unattached.finds(row))
            .map(|row| row.resource().unwrap().name.clone())
            .collect();
        assert_eq!(found, expected.iter().map(|name| (*name).to_owned()).collect(), "{fleet_name}");
    };
    check("nomad-prod", &["gitlab-runner-cache", "minio-drive-3", "old-storefront-uploads", "postgres-15-until-march"]);
    check("cinder-dc1", &["crm-db-data", "hadoop-import-scratch", "reporting-copy"]);
    check("scaleway-prod", &["black-friday-load", "old-checkout-sessions", "shop-db-standby"]);
    check("lunanode-lab", &["lab-ci-cache", "lab-mysql-restored", "lab-package-mirror", "lab-photo-archive-2019"]);
    check("scalarium-archive", &["orders for the auditors", "orders until 2012"]);
    // Volumes of a group have no names of their own: the console tells them apart by the beginnings of their ids.
    check("tutum-archive", &["catalog_db_94 ea2dfbba"]);
}

#[test]
fn the_snapshots_of_volumes_that_are_gone_are_there() {
    let check = |fleet_name: &str, expected: &[&str]| {
        let harness = fleet(fleet_name);
        let volumes = read(&harness, Kind::Volume).resources;
        let stored = |volume: &Resource| match volume.attribute("external") {
            Some(Value::Code(id)) => id.clone(),
            _ => volume.provider_id.clone(),
        };
        let there = |id: &str| volumes.iter().any(|volume| stored(volume) == id);
        let orphans: BTreeSet<String> = table(&harness, Kind::Snapshot)
            .iter()
            .filter_map(Row::resource)
            .filter(|one| one.source.as_deref().is_none_or(|source| !there(source)))
            .filter(|one| one.attribute("group").is_none())
            .map(|one| one.name.clone())
            .collect();
        assert_eq!(orphans, expected.iter().map(|name| (*name).to_owned()).collect(), "{fleet_name}");
    };
    check("nomad-prod", &["confluence-data@final", "mysql-5.7-orders@before-decommission"]);
    check("cinder-dc1", &[]);
    check("scaleway-prod", &["edge-varnish-2024 final", "voucher-db final"]);
    check("lunanode-lab", &["lab-redmine last state"]);
}

#[test]
fn most_of_a_fleet_is_healthy_and_the_rest_has_a_reason() {
    let check = |fleet_name: &str, expected: &[(&str, Phase)]| {
        let all = table(&fleet(fleet_name), Kind::Volume);
        let ill = all.iter().filter_map(Row::resource).filter(|one| matches!(one.status.phase, Phase::Failed | Phase::Degraded));
        let ill: Vec<(String, Phase)> = ill.map(|one| (one.name.clone(), one.status.phase)).collect();
        assert_eq!(ill, expected.iter().map(|(name, phase)| ((*name).to_owned(), *phase)).collect::<Vec<_>>(), "{fleet_name}");
    };
    check("nomad-prod", &[]);
    check("cinder-dc1", &[("reporting-copy", Phase::Failed)]);
    check("scaleway-prod", &[]);
    check("lunanode-lab", &[]);
    check("scalarium-archive", &[]);
    check("tutum-archive", &[]);
    let degraded = named(&fleet("nomad-prod"), Kind::Volume, "product-images");
    assert!(matches!(degraded.attribute("health"), Some(Value::State(status)) if status.phase == Phase::Degraded), "{degraded:?}");
    let failed = named(&fleet("cinder-dc1"), Kind::Volume, "reporting-copy");
    assert!(
        matches!(failed.attribute("message"), Some(Value::Text(words)) if words.contains("Driver failed to create the volume")),
        "{failed:?}"
    );
}

#[test]
fn a_group_holds_its_members_and_its_snapshot_has_one_of_each() {
    let harness = fleet("cinder-dc1");
    let groups = read(&harness, Kind::Group).resources;
    let members = |name: &str| {
        let group = groups.iter().find(|group| group.name == name).unwrap_or_else(|| panic!("there is no {name}"));
        block_on(harness.client.list_members(group)).unwrap().items.len()
    };
    assert_eq!(groups.len(), 2);
    assert_eq!([members("erp-database"), members("opensearch-logs")], [2, 3]);
    let moment = "opensearch-logs before 3.1";
    let parts = read(&harness, Kind::Snapshot)
        .resources
        .iter()
        .filter(|one| one.name == moment && one.attribute("group_snapshot").is_some())
        .count();
    assert_eq!(parts, 3);
}

#[test]
fn nothing_is_older_than_its_company_or_younger_than_now() {
    for (name, harness) in fleets() {
        for row in KINDS.iter().flat_map(|kind| table(&harness, *kind)) {
            let one = row.resource().unwrap();
            let Some(created) = one.created else { continue };
            let age = BEGIN.saturating_sub(created.millis());
            assert!(age > 0 && age < 8 * 366 * 24 * 60 * MINUTE, "{name} {}: {}", one.name, created.absolute());
        }
    }
}
