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
pub mod failure;
pub mod faults;
pub mod rights;
#[cfg(test)]
mod tests;
pub mod version;
pub mod watch;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;

use std::rc::Rc;

use voldeck_core::action::{Action, Form, Values};
use voldeck_core::client::{Client, Platform};
use voldeck_core::http::FieldError;
use voldeck_core::model::{Fact, Kind};
use voldeck_core::provider::{Column, Demo, Provider, Source};

/// Nomad, by `HashiCorp`.
pub struct Nomad;

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("class", "Class", 5).facet(),
    Column::new("plugin", "Plugin", 3).facet(),
    Column::new("health", "Plugin health", 3).facet(),
    Column::new("namespace", "Namespace", 4).facet(),
    Column::new("claims", "Claims", 5),
    Column::new("access", "Access mode", 6),
    Column::new("attachment", "Attachment mode", 7),
    Column::new("topology", "Topology", 7),
    Column::new("provider", "CSI provider", 7),
    Column::new("pool", "Node pool", 7),
    Column::new("node", "Node", 6),
    Column::new("external", "External ID", 6),
    Column::new("modified", "Modified", 7),
];

const SNAPSHOT_COLUMNS: &[Column] = &[
    Column::new("plugin", "Plugin", 2).facet(),
    Column::new(Fact::SOURCE, "Source volume", 2),
    Column::new("external", "Source’s external id", 5),
];

const VOLUME_SOURCES: &[Source] = &[
    Source { name: "csi", label: "CSI volumes", at_once: true, held: true },
    Source { name: "host", label: "Host volumes", at_once: true, held: true },
    // A call to every storage system behind the cluster: only when asked for.
    Source { name: "external", label: "External volumes", at_once: false, held: false },
];

const SNAPSHOT_SOURCES: &[Source] = &[Source { name: "csi", label: "CSI snapshots", at_once: true, held: false }];

impl Provider for Nomad {
    fn id(&self) -> &'static str {
        "nomad"
    }

    fn title(&self) -> &'static str {
        "Nomad"
    }

    fn tag(&self) -> &'static str {
        "NO"
    }

    fn covers(&self) -> &'static str {
        "0.11 to 2.0"
    }

    fn sign_in(&self) -> Form {
        client::sign_in()
    }

    fn columns(&self, kind: Kind) -> &'static [Column] {
        match kind {
            Kind::Volume => VOLUME_COLUMNS,
            Kind::Snapshot => SNAPSHOT_COLUMNS,
            Kind::Group => &[],
        }
    }

    fn sources(&self, kind: Kind) -> &'static [Source] {
        match kind {
            Kind::Volume => VOLUME_SOURCES,
            Kind::Snapshot => SNAPSHOT_SOURCES,
            Kind::Group => &[],
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
            Demo { name: "nomad-prod", settings: &[("address", "https://nomad-prod.demo.invalid"), ("namespace", "*")], off: false },
            Demo { name: "nomad-demo", settings: &[("address", "https://nomad.demo.invalid"), ("namespace", "*")], off: true },
            Demo { name: "nomad-012", settings: &[("address", "https://nomad-012.demo.invalid"), ("namespace", "*")], off: true },
        ]
    }
}
