//! Nomad's calls, as values: reading ones in `cluster` and `volumes`, writing ones in the files that begin so.
//!
//! Paths begin with `/v1`, below the connection's address. The region and the token are added by the signer.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes>

mod cluster;
mod mount;
mod parts;
mod target;
mod volumes;
mod write_csi;
mod write_host;
mod write_snapshots;

pub use cluster::{
    AgentSelf, ListNamed, ListNodes, ListPlugins, ListPolicies, ListRegions, ReadPlugin, ReadPolicy, StatusLeader, TokenSelf,
};
pub use mount::{MountOptions, mount_flags, mount_options};
pub use parts::{constraint, topology};
pub use target::{is_claimed, lacks, named, namespace_of, raw_entries, scope_and_id, server};
pub use volumes::{ListClaims, ListStorage, ListVolumes, Page, Part, Query, ReadVolume};
pub use write_csi::*;
pub use write_host::*;
pub use write_snapshots::*;
