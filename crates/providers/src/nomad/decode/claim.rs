//! Who uses a volume: allocations, and the claims that Nomad keeps for them.

use super::{ObjectReader, count};
use voldeck_core::fill;
use voldeck_core::model::{Attachment, Phase, Status};

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
        for (number, nouns) in [
            (self.writers, ["{number} writer", "{number} writers"]),
            (self.readers, ["{number} reader", "{number} readers"]),
            (self.others, ["{number} allocation", "{number} allocations"]),
        ] {
            if number > 0 {
                words.push(count(number, nouns));
            }
        }
        words.join(between)
    }
}

/// The state an allocation's claim counts as finished in: `force` helps only then.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/state/state_store.go> (`volSafeToForce`).
pub fn terminal(user: &Attachment) -> bool {
    matches!(user.status.label.as_str(), "complete" | "failed" | "lost" | "gone")
        || matches!(user.status.detail.as_deref(), Some("stop" | "evict"))
}

/// An allocation as a user.
pub(super) fn user(allocation: &ObjectReader, role: Option<&str>) -> Attachment {
    let mut status = Status::told(allocation.text("ClientStatus"), |word| match word {
        "running" | "complete" => Phase::Ready,
        "pending" => Phase::Changing,
        "failed" | "lost" => Phase::Failed,
        _ => Phase::Unknown,
    });
    status.detail = allocation.text("DesiredStatus").filter(|desired| desired != "run");
    let id = allocation.text("ID").unwrap_or_default();
    Attachment {
        name: allocation.text("Name").unwrap_or_else(|| if id.is_empty() { "an allocation".to_owned() } else { id.clone() }),
        id,
        host: allocation.text("NodeName"),
        host_id: allocation.text("NodeID"),
        role: role.map(str::to_owned),
        status,
        since: allocation.time("CreateTime"),
    }
}

/// A claim without an allocation the server still knows: its node and its state, as far as they are told.
pub(super) fn bare(id: &str, claim: Option<&ObjectReader>, role: &str, status: Status) -> Attachment {
    let host_id = claim.and_then(|claim| claim.text("NodeID"));
    Attachment { name: id.to_owned(), id: id.to_owned(), host: None, host_id, role: Some(role.to_owned()), status, since: None }
}

/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIVolumeClaimState`).
pub(super) fn claim_state(claim: Option<&ObjectReader>) -> &'static str {
    match claim.and_then(|claim| claim.unsigned("State")) {
        Some(0) => "taken",
        Some(1) => "node detached",
        Some(2) => "controller detached",
        Some(3) => "ready to free",
        Some(4) => "unpublishing",
        _ => "being freed",
    }
}

/// The role of a task group that a host volume is kept for.
const STICKY: &str = "sticky claim";

/// Whether this is a sticky claim: a task group that comes back to the volume, whether or not an allocation of it runs now.
pub fn sticky(user: &Attachment) -> bool {
    user.role.as_deref() == Some(STICKY)
}

/// Reads one item of the list of sticky claims; `None` if it is on another volume.
/// <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`TaskGroupHostVolumeClaim`)
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn sticky_claim(raw: &str, volume: &str) -> Result<Option<Attachment>, String> {
    let claim = ObjectReader::parse(raw)?;
    let (id, on) = (claim.required_string("ID")?, claim.required_string("VolumeID")?);
    let words: Vec<_> = [claim.text("JobID"), claim.text("TaskGroupName")].into_iter().flatten().collect();
    let name = if words.is_empty() { id.clone() } else { words.join(".") };
    let mut status = Status::new(Phase::Ready, "");
    status.detail = claim.text("AllocID").map(|allocation| fill!("allocation {allocation}", allocation));
    let user = Attachment { name, id, host: None, host_id: None, role: Some(STICKY.to_owned()), status, since: None };
    Ok((on == volume).then_some(user))
}
