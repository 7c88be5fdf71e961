//! Nomad, by `HashiCorp`: CSI volumes and their snapshots from 0.11, dynamic host volumes from 1.10.
//!
//! <https://developer.hashicorp.com/nomad/api-docs/volumes>. Where the documentation and the server's source differ, the source
//! is followed. What a reader should know:
//!
//! - CSI volumes have no state word. `free`, `in use`, `unschedulable` and `exhausted` are the console's; `pending`,
//!   `ready` and `unavailable` of host volumes are Nomad's.
//! - Errors are plain text and mostly 500; see `failure`.
//! - 0.11 and 0.12 look ids up by their beginning, and several releases *deregister* by it; see `faults` and `actions`.
//! - Calls that ask a storage plugin do so before Nomad looks at its own state: a refusal may come after the storage was changed;
//!   see `failure` and `actions::look`.
//! - A fetched volume is not simply written back: mount flags read `[REDACTED]` are asked for again, secrets are not told.
//! - Volumes that a plugin lists and snapshots are not in Nomad's state: they cost a call to a storage system and cannot be
//!   watched.

mod actions;
pub mod api;
mod client;
pub mod decode;
#[cfg(not(target_family = "wasm"))]
mod decode_cli;
mod description;
mod driver;
pub mod failure;
pub mod faults;
mod operations;
pub mod rights;
mod sign_in;
#[cfg(test)]
mod tests;
pub mod version;
pub mod watch;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;
pub use description::PROVIDER;
pub use driver::DRIVER;
pub use operations::OPERATIONS;
