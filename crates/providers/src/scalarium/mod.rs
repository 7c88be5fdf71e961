//! Scalarium, by Peritor: EBS volumes of one AWS account, their snapshots and RAID arrays, as its API showed them from 2011 to 2013.
//!
//! <https://support.scalarium.com/kb/api/volumes-list-delete-and-snapshot>, and what its clients of that time did
//! (`kostia/scalapi`, `guillermo/scalarium`, `easybiblabs/Services_Scalarium`). The service became AWS `OpsWorks` in February 2013
//! and is gone. What a reader should know:
//!
//! - Volumes have two ids: 32 hexadecimal digits of Scalarium's, by which they are called, and EC2's `vol-…`, by which
//!   snapshots name them.
//! - Sizes are whole GB, which EBS counts as GiB (<https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html>).
//! - Times are `2011/08/26 08:46:13 +0000`.
//! - `status` and `attachment_status`, and a snapshot's `status` and `progress`, may contradict each other: the documentation's
//!   own snapshot is `completed` at `70%`. Both are shown and neither is believed alone.
//! - A volume in use without an `instance_id` is attached to a machine of EC2 that Scalarium does not manage.
//! - There is no list of all snapshots, only one for each volume, which goes with it. Snapshots cannot be deleted; volumes can
//!   neither be made nor attached.
//! - A deletion and a snapshot are accepted first and carried out by EC2 afterwards: what becomes of them is read until they end.
//! - A RAID array is only an id that volumes share. Its name is what their names have in common, its size is their sum: the
//!   level is not told.
//! - Volumes are for account admins; clouds and instances, which name the users of volumes, for everyone with a token.
//! - Clouds carry `scm_password` and `scm_ssh_key`: nothing is kept of a cloud but its id and name.

mod actions;
pub mod api;
mod client;
pub mod decode;
#[cfg(not(target_family = "wasm"))]
mod decode_cli;
mod description;
mod driver;
pub mod failure;
mod operations;
mod sign_in;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;
pub use description::PROVIDER;
pub use driver::DRIVER;
pub use operations::OPERATIONS;

/// Where the API was.
const ADDRESS: &str = "https://manage.scalarium.com/api";
