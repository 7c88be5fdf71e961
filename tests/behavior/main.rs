//! What the actions of every provider do: what is created is listed, what is changed is shown changed, what is deleted is gone.
#![cfg(feature = "demo")]

mod cinder;
mod cinder_ends;
mod cinder_scenarios;
mod fleet;
#[path = "../harness/mod.rs"]
mod harness;
mod lunanode;
mod nomad;
mod scalarium;
mod scaleway;
mod tutum;

use harness::{BEGIN, Harness};
use voldeck_core::http::ErrorKind;
use voldeck_core::model::{Id, Kind, Resource};
use voldeck_providers::ALL;

/// A connection of the demo.
fn demo(provider: &str, name: &str) -> Harness {
    let provider = ALL.iter().find(|known| known.id == provider).unwrap();
    let demo = provider.demos.iter().find(|demo| demo.name == name).unwrap();
    let harness = Harness::at(provider, voldeck_simulators::simulator(demo.name, BEGIN).unwrap(), &demo.values());
    harness.detect_version();
    harness
}

/// A resource that has to be in a list, read in full.
fn assert_listed(harness: &Harness, kind: Kind, id: &Id) -> Resource {
    assert!(harness.known().iter().any(|known| known.id == *id), "{id} is in no list");
    harness.get(kind, id).unwrap()
}

/// A resource that must be in no list and not be found.
fn assert_gone(harness: &Harness, kind: Kind, id: &Id) {
    assert!(!harness.known().iter().any(|known| known.id == *id), "{id} is still listed");
    assert_eq!(harness.get(kind, id).unwrap_err().kind, ErrorKind::NotFound);
}

#[test]
fn every_provider_has_behavior_tests() {
    // Each has a file of its own beside this one.
    let tested = ["nomad", "scalarium", "scaleway", "tutum", "lunanode", "cinder"];
    for provider in ALL {
        assert!(tested.contains(&provider.id), "{} has no behavior tests", provider.id);
        assert!(!provider.demos.is_empty());
    }
}
