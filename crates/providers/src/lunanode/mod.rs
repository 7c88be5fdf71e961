//! `LunaNode`: block storage volumes and their snapshots, through the Dynamic API.
//!
//! <https://www.lunanode.com/api/volume>, <https://www.lunanode.com/api/overview>. The vendor's own clients
//! (`LunaNode/lobster`, `vmi/lunanode/api.go`) and answers that others recorded fill in what the page leaves out. What a reader
//! should know:
//!
//! - Every call is a signed `POST` of a form, reads too; see `sign`. Refusals come with status 200; see `failure`.
//! - All values are text, numbers too. Sizes are whole GB, which Cinder behind the API counts as 2^30 bytes.
//! - `volume/list` has a coarse status (`pending`, `active`), `volume/info` that of Cinder (`available`, `in-use`). Both are
//!   kept; what is allowed is decided on the second, where it was read.
//! - `volume/info` names no region, so a volume's address holds the one that the list told. Its `created` is `time_created` in
//!   the list, and a volume's `name` is called `label` when it is created.
//! - `volume/list` takes an optional region, although the table of the documentation says none; older servers insist on one.
//!   `snapshot-list` always does: the regions are asked side by side.
//! - Older servers do not tell the id of a created volume; it is looked for in the list.
//! - No CORS headers are documented. A form's `POST` needs no preflight, so without a proxy a call is carried out although its
//!   answer cannot be read, and every change ends as “outcome unknown”.

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
mod missing;
mod operations;
mod sign;
mod sign_in;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;
pub use description::PROVIDER;
pub use driver::DRIVER;
pub use operations::OPERATIONS;

/// Where the API is.
const ADDRESS: &str = "https://dynamic.lunanode.com";
