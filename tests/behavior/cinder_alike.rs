//! What the real Cinder does in `tests/real`, the simulator does too: one telling for both, in `tests/desk/cinder.rs`.

#[path = "../desk/cinder.rs"]
mod alike;

use super::demo;
use super::desk::{self, Desk};
use voldeck_providers::by_id;
use voldeck_simulators::cinder::{Cinder, Options, Seed};
use voldeck_simulators::frame::Shared;

/// A cloud without volumes, whose types and accounts are those of the demo.
fn cloud() -> Shared {
    desk::shared(Cinder::new(Options { seed: Seed::Empty, ..Options::default() }, desk::BEGIN))
}

/// A connection to a project of it.
fn alice_in(cloud: &Shared, project: &str) -> Desk {
    let provider = by_id("cinder").unwrap();
    let desk = Desk::at(provider, cloud.clone(), &provider.demos()[0].values().with("project", project));
    desk.detect_version();
    desk
}

fn alice() -> Desk {
    alice_in(&cloud(), "storage")
}

#[test]
fn a_volume_lives() {
    alike::a_volume_lives(&alice());
    alike::a_volume_lives(&demo("cinder", "cinder-demo"));
}

#[test]
fn a_group_lives() {
    alike::a_group_lives(&alice());
}

#[test]
fn a_creation_fails_later() {
    alike::a_creation_fails_later(&alice());
}

#[test]
fn a_volume_is_attached() {
    alike::a_volume_is_attached(&alice());
}

#[test]
fn a_volume_changes() {
    alike::a_volume_changes(&alice());
}

#[test]
fn a_volume_is_handed_over() {
    let cloud = cloud();
    alike::a_volume_is_handed_over(&alice_in(&cloud, "storage"), &alice_in(&cloud, "analytics"));
}

#[test]
fn a_quota_refuses() {
    alike::a_quota_refuses(&alice_in(&cloud(), "analytics"));
}

#[test]
fn what_is_not_there_is_not_found() {
    alike::what_is_not_there_is_not_found(&alice());
}
