//! Addresses of resources within a connection: which collection, which id.

use super::collection::{Collection, collection};
use crate::address;
use voldeck_core::http::segment;
use voldeck_core::model::{Id, Kind};

/// The parts of a resource's [`Id`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRef {
    /// What it is one of.
    pub of: &'static Collection,
    /// Its own id.
    pub id: String,
}

impl ResourceRef {
    /// `volumes/2313cd33-…`.
    pub fn to_id(word: &str, id: &str) -> Id {
        address::id(&[word, id])
    }

    /// Takes an address apart; `None` if it is not one of Cinder's.
    pub fn of(id: &Id) -> Option<Self> {
        let [word, id]: [String; 2] = address::parts(id)?.try_into().ok()?;
        // Such a segment would be resolved away on the way.
        let there = !matches!(id.as_str(), "" | "." | "..");
        collection(&word).filter(|_| there).map(|of| Self { of, id })
    }

    /// The same, of this kind.
    pub fn of_kind(id: &Id, kind: Kind) -> Option<Self> {
        Self::of(id).filter(|place| place.of.kind == kind)
    }

    /// Its path, with more behind it.
    pub fn path(&self, more: &str) -> String {
        ["/", self.of.word, "/", &segment(&self.id), more].concat()
    }
}
