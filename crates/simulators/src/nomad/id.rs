//! Ids of Nomad's objects: UUIDs without a version, as its agents make them.

use crate::frame::id;

pub(super) use id::mixed_hash as hash;

/// A UUID that follows from a text.
pub(super) fn uuid(text: &str) -> String {
    id::uuid(hash(text), hash(&[text, "~"].concat()))
}
