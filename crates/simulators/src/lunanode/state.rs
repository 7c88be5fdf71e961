//! The account's state, and how time changes it.
//!
//! States are Cinder's: <https://docs.openstack.org/api-ref/block-storage/v3/#volumes-volumes>.

use super::LunaNode;
use crate::frame::id;

/// How long creating, extending and replicating take, in milliseconds.
pub(super) const WORK_MILLIS: u64 = 4_000;
/// How long attaching, detaching and deleting take, in milliseconds.
pub(super) const BRIEF_MILLIS: u64 = 2_500;

/// What will happen by itself.
pub(super) struct Change {
    /// When, in milliseconds.
    pub at: u64,
    /// The state then; empty for gone.
    pub state: &'static str,
    /// The size then, in GB, if it differs.
    pub size: Option<u64>,
}

/// A volume.
pub(super) struct Volume {
    pub id: String,
    pub uuid: String,
    pub name: String,
    pub region: String,
    /// In GB.
    pub size: u64,
    pub state: String,
    /// The virtual machine that has it, or empty.
    pub vm: String,
    /// Milliseconds.
    pub created: u64,
    pub change: Option<Change>,
}

/// A volume as it was.
pub(super) struct Snapshot {
    pub id: String,
    pub name: String,
    pub region: String,
    /// In GB.
    pub size: u64,
    pub state: String,
    /// The id of its volume.
    pub volume: String,
    pub change: Option<Change>,
}

/// A template, an ISO, or what was made of a snapshot.
pub(super) struct Image {
    pub id: String,
    pub name: String,
    pub region: String,
    pub status: String,
    /// In bytes.
    pub size: u64,
    pub change: Option<Change>,
}

/// Whether a change is due: it is taken out then.
fn due(change: &mut Option<Change>, now: u64) -> Option<Change> {
    if change.as_ref().is_some_and(|change| change.at <= now) { change.take() } else { None }
}

impl LunaNode {
    /// Carries out every change that is due by `now`.
    pub(super) fn advance(&mut self, now: u64) {
        self.now = self.now.max(now);
        let now = self.now;
        self.volumes.retain_mut(|volume| {
            let Some(change) = due(&mut volume.change, now) else { return true };
            // Nobody has it once it is free again; a detaching that fell back leaves it where it was.
            if change.state == "available" {
                volume.vm.clear();
            }
            change.state.clone_into(&mut volume.state);
            volume.size = change.size.unwrap_or(volume.size);
            !change.state.is_empty()
        });
        self.snapshots.retain_mut(|snapshot| {
            let Some(change) = due(&mut snapshot.change, now) else { return true };
            change.state.clone_into(&mut snapshot.state);
            !change.state.is_empty()
        });
        for image in &mut self.images {
            let Some(change) = due(&mut image.change, now) else { continue };
            change.state.clone_into(&mut image.status);
            if change.state == "saving" {
                image.change = Some(Change { at: change.at + WORK_MILLIS, state: "active", size: None });
            }
        }
    }

    /// The next number.
    pub(super) fn next_id(&mut self) -> String {
        self.next += 1;
        self.next.to_string()
    }

    /// What happens after this many milliseconds.
    #[expect(clippy::unnecessary_wraps, reason = "as it is stored")]
    pub(super) fn then(&self, millis: u64, state: &'static str) -> Option<Change> {
        Some(Change { at: self.now + millis, state, size: None })
    }
}

/// A UUID of version 4 that follows from a text. Its second half always begins with `a`.
pub(super) fn uuid(text: &str) -> String {
    let low = id::mixed_hash(&[text, "~"].concat());
    id::uuid_v4(id::mixed_hash(text), low << 2 >> 2 | 0b10 << 62)
}
