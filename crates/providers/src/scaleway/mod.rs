//! Scaleway: Block Storage v1 and the volumes of Instance v1, and the original `/volumes` API of 2014.
//!
//! <https://www.scaleway.com/en/developers/api/block/>, <https://www.scaleway.com/en/developers/api/instances/>,
//! <https://github.com/scaleway/api.scaleway.com>. Where the documentation and recorded answers differ, the answers are followed
//! (`scaleway/terraform-provider-scaleway` and `scaleway/scaleway-sdk-go` keep them). What a reader should know:
//!
//! - Volumes live in zones, each of which is a list of its own; no call lists the zones. Sizes are bytes, in decimal gigabytes.
//! - Block has a `status`, Instance a `state`; the original API has none for volumes: `attached` and `detached` are the console's.
//! - An attached Instance volume is `available` with a `server`; only Block says `in_use`.
//! - Block volumes are attached and detached by the Instance API, while the server runs; local ones only while it is stopped.
//! - Block answers 403, not 404, for a snapshot of another account; 429 has no body and no word on how long to wait.
//! - A browser is refused by CORS: the way there is a proxy.

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
pub mod import;
mod missing;
mod operations;
mod rights;
mod sign_in;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;
pub use description::PROVIDER;
pub use driver::DRIVER;
pub use operations::OPERATIONS;
