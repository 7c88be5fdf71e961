//! What the real Cinder does in `tests/real`, the simulator does too: both run the same scenarios, in `tests/harness/cinder_scenarios.rs`.

#[path = "../harness/cinder_scenarios.rs"]
mod scenarios;

use super::demo;
use super::harness::{self, Harness};
use voldeck_providers::by_id;
use voldeck_simulators::cinder::{Cinder, Options, Seed};
use voldeck_simulators::frame::SharedSimulator;

/// A cloud without volumes, whose types and accounts are those of the demo.
fn cloud() -> SharedSimulator {
    harness::shared(Cinder::new(Options { seed: Seed::Empty, ..Options::default() }, harness::BEGIN))
}

/// A connection to a project of it.
fn alice_in(cloud: &SharedSimulator, project: &str) -> Harness {
    let provider = by_id("cinder").unwrap();
    let harness = Harness::at(provider, cloud.clone(), &provider.demos[0].values().with("project", project));
    harness.detect_version();
    harness
}

fn alice() -> Harness {
    alice_in(&cloud(), "storage")
}

#[test]
fn a_volume_is_created_changed_and_deleted() {
    scenarios::a_volume_is_created_changed_and_deleted(&alice());
    scenarios::a_volume_is_created_changed_and_deleted(&demo("cinder", "cinder-demo"));
}

#[test]
fn a_group_is_created_changed_and_deleted() {
    scenarios::a_group_is_created_changed_and_deleted(&alice());
}

#[test]
fn a_creation_fails_later() {
    scenarios::a_creation_fails_later(&alice());
}

#[test]
fn a_volume_is_attached() {
    scenarios::a_volume_is_attached(&alice());
}

#[test]
fn a_volume_changes() {
    scenarios::a_volume_changes(&alice());
}

#[test]
fn a_volume_is_handed_over() {
    let cloud = cloud();
    scenarios::a_volume_is_handed_over(&alice_in(&cloud, "storage"), &alice_in(&cloud, "analytics"));
}

#[test]
fn a_quota_refuses() {
    scenarios::a_quota_refuses(&alice_in(&cloud(), "analytics"));
}

#[test]
fn what_is_not_there_is_not_found() {
    scenarios::what_is_not_there_is_not_found(&alice());
}
