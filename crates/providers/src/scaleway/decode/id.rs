//! Addresses of resources within a connection: the API, the zone, the id.

use crate::address;
use voldeck_core::http::segment;
use voldeck_core::model::{Id, Kind};

/// Which of Scaleway's APIs a resource is read through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// Block Storage v1: network volumes.
    Block,
    /// Instance v1: volumes on the disks of servers.
    Instance,
    /// The original one, without zones.
    Legacy,
}

impl Api {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Block, Self::Instance, Self::Legacy];

    /// Its word in addresses, which is also the name of its source.
    pub fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Instance => "instance",
            Self::Legacy => "legacy",
        }
    }

    /// The API of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|api| api.word() == word)
    }

    /// A path of this API in a zone: `volumes`, `snapshots/…`.
    pub fn path(self, zone: &str, rest: &str) -> String {
        match self {
            Self::Legacy => ["/", rest].concat(),
            _ => ["/", self.word(), "/v1/zones/", &segment(zone), "/", rest].concat(),
        }
    }
}

/// What a resource of a kind is listed under.
pub fn plural(kind: Kind) -> &'static str {
    if kind == Kind::Snapshot { "snapshots" } else { "volumes" }
}

/// The parts of a resource's [`Id`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRef {
    /// Through which API.
    pub api: Api,
    /// Its zone; `-` in the original API, which has none.
    pub zone: String,
    /// Its own id.
    pub id: String,
}

impl ResourceRef {
    /// `block/fr-par-1/18ff6998-…`.
    pub fn to_id(api: Api, zone: &str, id: &str) -> Id {
        address::id(&[api.word(), if api == Api::Legacy { "-" } else { zone }, id])
    }

    /// Takes an address apart; `None` if it is not one of Scaleway's.
    pub fn of(id: &Id) -> Option<Self> {
        let [api, zone, id]: [String; 3] = address::parts(id)?.try_into().ok()?;
        Some(Self { api: Api::named(&api)?, zone, id })
    }

    /// Its path, with more behind it.
    pub fn path(&self, kind: Kind, more: &str) -> String {
        self.api.path(&self.zone, &[plural(kind), "/", &segment(&self.id), more].concat())
    }
}
