//! Nomad's reading calls, as values. Writes are built by the rows of `actions`.
//!
//! Paths begin with `/v1`, below the connection's address. The region and the token are added by the signer.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes>

mod cluster;
mod volumes;

pub use cluster::{
    AgentSelf, ListNamed, ListNodes, ListPlugins, ListPolicies, ListRegions, ReadPlugin, ReadPolicy, StatusLeader, TokenSelf,
};
pub use volumes::{ListClaims, ListStorage, ListVolumes, Page, Part, Query, ReadVolume};

/// Where the volume calls are documented.
pub const DOCS: &str = "https://developer.hashicorp.com/nomad/api-docs/volumes";
