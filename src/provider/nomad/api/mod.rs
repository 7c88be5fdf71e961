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

/// Whether an id can be part of an address at all.
///
/// # Errors
///
/// An empty id, and `.` and `..`: the browser resolves them away, encoded or not, and the call would reach another address
/// (<https://url.spec.whatwg.org/#double-dot-path-segment>). An id with a `/`: Nomad takes paths apart after decoding them, so
/// that `a/delete` is a call to delete `a`
/// (<https://github.com/hashicorp/nomad/blob/v1.10.5/command/agent/csi_endpoint.go>, `CSIVolumeSpecificRequest`).
pub fn addressable(id: &str) -> Result<(), String> {
    match id {
        "" => Err("An empty id has no address.".to_owned()),
        "." | ".." => Err(format!("A browser cannot call an address whose last part is “{id}”.")),
        _ if id.contains('/') => {
            Err("Nomad takes an address apart at every “/”, so a volume with one in its ID cannot be read, changed or removed by its ID."
                .to_owned())
        }
        _ => Ok(()),
    }
}
