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
pub mod failure;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;

use std::rc::Rc;

use voldeck_core::action::{Action, Form, Values};
use voldeck_core::client::{Client, Platform};
use voldeck_core::http::FieldError;
use voldeck_core::model::{Fact, Kind};
use voldeck_core::provider::{Column, Demo, Provider, Source};

/// Scalarium, by Peritor.
pub struct Scalarium;

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("array", "RAID array", 4),
    Column::new("mount", "Mount point", 3),
    Column::new("zone", "Zone", 4).facet(),
    Column::new("cloud", "Cloud", 5),
    Column::new("ec2", "EC2 volume", 5),
    Column::new("device", "Device", 6),
    Column::new("attachment", "Attachment", 7),
    Column::new("snapshot", "Made from snapshot", 7),
    Column::new("attached", "Attached", 7),
    Column::new("updated", "Updated", 7),
    Column::new("credential", "Credential", 7),
];

const GROUP_COLUMNS: &[Column] =
    &[Column::new("volumes", "Volumes", 2).numeric(), Column::new("mount", "Mount point", 3), Column::new("zone", "Zone", 4).facet()];

const SNAPSHOT_COLUMNS: &[Column] = &[Column::new("progress", "Progress", 2), Column::new(Fact::SOURCE, "Volume", 3)];

const VOLUME_SOURCES: &[Source] = &[Source { name: "volumes", label: "Volumes", at_once: true, held: false }];

const GROUP_SOURCES: &[Source] = &[Source { name: "arrays", label: "RAID arrays", at_once: true, held: false }];

/// Snapshots are listed volume by volume. An account of some hundred volumes costs as many calls, and again at each look for
/// changes: only when asked for. Those of one volume stand on its page, for one call.
const SNAPSHOT_SOURCES: &[Source] = &[Source { name: "volumes", label: "Snapshots of every volume", at_once: false, held: false }];

impl Provider for Scalarium {
    fn id(&self) -> &'static str {
        "scalarium"
    }

    fn title(&self) -> &'static str {
        "Scalarium"
    }

    fn tag(&self) -> &'static str {
        "SC"
    }

    fn covers(&self) -> &'static str {
        "API version 1, 2011 to 2013"
    }

    fn sign_in(&self) -> Form {
        client::sign_in()
    }

    fn columns(&self, kind: Kind) -> &'static [Column] {
        match kind {
            Kind::Volume => VOLUME_COLUMNS,
            Kind::Group => GROUP_COLUMNS,
            Kind::Snapshot => SNAPSHOT_COLUMNS,
        }
    }

    fn sources(&self, kind: Kind) -> &'static [Source] {
        match kind {
            Kind::Volume => VOLUME_SOURCES,
            Kind::Group => GROUP_SOURCES,
            Kind::Snapshot => SNAPSHOT_SOURCES,
        }
    }

    fn actions(&self) -> &'static [Action] {
        actions::ALL
    }

    fn connect(&self, values: &Values, doors: Platform) -> Result<Rc<dyn Client>, Vec<FieldError>> {
        Ok(Rc::new(client::connect(values, doors)?))
    }

    fn demos(&self) -> &'static [Demo] {
        &[
            Demo {
                name: "scalarium-archive",
                settings: &[("address", "https://scalarium-archive.demo.invalid/api"), ("token", "7f0c41e96d2b4a58b3c19e0d5a6f8271")],
                off: false,
            },
            Demo {
                name: "scalarium-demo",
                settings: &[("address", "https://scalarium.demo.invalid/api"), ("token", "7f0c41e96d2b4a58b3c19e0d5a6f8271")],
                off: true,
            },
        ]
    }
}
