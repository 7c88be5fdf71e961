//! Cinder of `OpenStack`: block storage API v3 behind Keystone v3.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/>, <https://docs.openstack.org/cinder/latest/contributor/api_microversion_history.html>.
//! What a reader should know:
//!
//! - One signs in at Keystone; its catalogue says where the project's storage is. The token runs out after an hour or so.
//! - The server is asked for its newest microversion, and each feature for what it needs; older servers have fewer.
//! - A 202 proves nothing: what fails later shows as a state word, and sometimes as a message to the user.
//! - State conflicts are mostly 400; a 413 is a quota, whatever its time to wait says.
//! - Sizes are whole GiB. Times are UTC and do not say so.
//! - A browser needs CORS to be set up at both services, or a proxy.

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
mod sign_in;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;
pub use description::PROVIDER;
pub use driver::DRIVER;
pub use operations::OPERATIONS;
