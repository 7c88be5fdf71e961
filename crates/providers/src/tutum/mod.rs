//! Tutum, later Docker Cloud: volume groups and the Docker volumes in them. 2014 to 2018; the service is gone.
//!
//! <https://github.com/tutumcloud/api-docs> (`source/includes/volumegroup.md`, `volume.md`, `_errors.md`), and the clients
//! `tutumcloud/python-tutum`, `tutumcloud/go-tutum`, `docker-archive/go-dockercloud`. What a reader should know:
//!
//! - The API only reads groups and volumes: they come with the bindings of a service and go with it. See [`READ_ONLY`].
//! - One API under three forms of address ([`place::Form`]). Every path ends in `/`; what a body names is followed as given.
//! - The documentation's sample of a group has the address of a volume for its own. Such an address is corrected by its noun.
//! - The documentation has the members of a group under `/api/app/`, and volumes under `/api/infra/`. Resources are known by
//!   their uuid, not by their address.
//! - Volumes have no name, size or date. The console calls them after their group and the first digits of their uuid.
//! - Objects of lists may be shorter than objects read alone: `bindings`, from which mount points are known, is only in these.
//! - `Created` and `Terminated` are Tutum's words. What is terminated stays listed for a while.
//! - Services carry variables with passwords in them. Of services, containers and nodes only a few named fields are kept.

pub mod api;
mod client;
pub mod decode;
#[cfg(not(target_family = "wasm"))]
mod decode_cli;
mod description;
mod driver;
pub mod failure;
mod operations;
pub mod place;
mod sign_in;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;
pub use description::{PROVIDER, READ_ONLY};
pub use driver::DRIVER;
pub use operations::OPERATIONS;
