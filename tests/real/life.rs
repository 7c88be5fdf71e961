//! What the simulator does in `tests/behavior`, the real server does too.

use super::scenarios;
use super::servers::{alice, servers};

#[test]
fn a_volume_is_created_changed_and_deleted() {
    let Some(servers) = servers() else { return };
    scenarios::a_volume_is_created_changed_and_deleted(&alice(&servers, "storage"));
}

#[test]
fn a_group_is_created_changed_and_deleted() {
    let Some(servers) = servers() else { return };
    scenarios::a_group_is_created_changed_and_deleted(&alice(&servers, "storage"));
}

#[test]
fn a_creation_fails_later() {
    let Some(servers) = servers() else { return };
    scenarios::a_creation_fails_later(&alice(&servers, "storage"));
}

#[test]
fn a_volume_is_attached() {
    let Some(servers) = servers() else { return };
    scenarios::a_volume_is_attached(&alice(&servers, "storage"));
}

#[test]
fn a_volume_changes() {
    let Some(servers) = servers() else { return };
    scenarios::a_volume_changes(&alice(&servers, "storage"));
}

#[test]
fn a_volume_is_handed_over() {
    let Some(servers) = servers() else { return };
    scenarios::a_volume_is_handed_over(&alice(&servers, "storage"), &alice(&servers, "analytics"));
}

#[test]
fn a_quota_refuses() {
    let Some(servers) = servers() else { return };
    scenarios::a_quota_refuses(&alice(&servers, "analytics"));
}

#[test]
fn what_is_not_there_is_not_found() {
    let Some(servers) = servers() else { return };
    scenarios::what_is_not_there_is_not_found(&alice(&servers, "storage"));
}
