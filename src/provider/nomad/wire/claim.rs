//! Who uses a volume: allocations, and the claims that Nomad keeps for them.

use serde::Deserialize;

use super::{Moment, count};
use crate::model::{Phase, Status, User};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Allocation {
    #[serde(rename = "ID")]
    pub(super) id: Option<String>,
    name: Option<String>,
    #[serde(rename = "NodeID")]
    node_id: Option<String>,
    node_name: Option<String>,
    client_status: Option<String>,
    desired_status: Option<String>,
    create_time: Option<Moment>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Claim {
    #[serde(rename = "NodeID")]
    node_id: Option<String>,
    state: Option<u64>,
}

/// How many claims a volume has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Claims {
    /// That write.
    pub writers: u64,
    /// That read.
    pub readers: u64,
    /// Whose role the server does not tell.
    pub others: u64,
}

impl Claims {
    /// All of them.
    pub fn all(self) -> u64 {
        self.writers + self.readers + self.others
    }

    pub(super) fn words(self, between: &str) -> String {
        let mut words = Vec::new();
        for (number, noun) in [(self.writers, "writer"), (self.readers, "reader"), (self.others, "allocation")] {
            if number > 0 {
                words.push(count(number, noun));
            }
        }
        words.join(between)
    }
}

/// The state an allocation's claim counts as finished in: `force` helps only then.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/state/state_store.go> (`volSafeToForce`).
pub fn terminal(user: &User) -> bool {
    matches!(user.status.label.as_str(), "complete" | "failed" | "lost" | "gone")
        || matches!(user.status.detail.as_deref(), Some("stop" | "evict"))
}

pub(super) fn user(allocation: &Allocation, role: Option<&str>) -> User {
    let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let label = text(&allocation.client_status).unwrap_or_else(|| "unknown".to_owned());
    let phase = match label.as_str() {
        "running" | "complete" => Phase::Ready,
        "pending" => Phase::Changing,
        "failed" | "lost" => Phase::Failed,
        _ => Phase::Unknown,
    };
    let mut status = Status::new(phase, label);
    status.detail = text(&allocation.desired_status).filter(|desired| desired != "run");
    let id = allocation.id.clone().unwrap_or_default();
    User {
        name: text(&allocation.name).unwrap_or_else(|| id.clone()),
        id,
        host: text(&allocation.node_name),
        host_id: text(&allocation.node_id),
        role: role.map(str::to_owned),
        status,
        since: allocation.create_time.and_then(|moment| moment.0),
    }
}

/// A claim without an allocation the server still knows.
pub(super) fn bare(id: &str, claim: Option<&Claim>, role: &str, status: Status) -> User {
    let host_id = claim.and_then(|claim| claim.node_id.clone()).filter(|node| !node.is_empty());
    User { name: id.to_owned(), id: id.to_owned(), host: None, host_id, role: Some(role.to_owned()), status, since: None }
}

/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIVolumeClaimState`).
pub(super) fn claim_state(claim: Option<&Claim>) -> String {
    match claim.and_then(|claim| claim.state) {
        Some(0) => "taken",
        Some(1) => "node detached",
        Some(2) => "controller detached",
        Some(3) => "ready to free",
        Some(4) => "unpublishing",
        _ => "being freed",
    }
    .to_owned()
}
