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
pub mod failure;
pub mod faults;
mod missing;
mod rights;
#[cfg(test)]
mod tests;

#[cfg(not(target_family = "wasm"))]
pub use decode_cli::DECODERS;

use std::rc::Rc;

use voldeck_core::action::{Action, Form, Values};
use voldeck_core::client::{Client, Platform};
use voldeck_core::http::FieldError;
use voldeck_core::model::Kind;
use voldeck_core::provider::{Column, Demo, Provider, Source};

/// Scaleway.
pub struct Scaleway;

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("zone", "Zone", 2).facet(),
    Column::new("type", "Type", 3).facet(),
    Column::new("iops", "IOPS", 5).numeric(),
    Column::new("tags", "Tags", 5),
    Column::new("project", "Project", 6).facet(),
    Column::new("parent", "Made of", 7),
    Column::new("modified", "Modified", 7),
];

const SNAPSHOT_COLUMNS: &[Column] = &[
    Column::new("zone", "Zone", 2).facet(),
    Column::new("volume", "Source volume", 3),
    Column::new("type", "Type", 5).facet(),
    Column::new("tags", "Tags", 5),
    Column::new("project", "Project", 6).facet(),
    Column::new("modified", "Modified", 7),
];

const fn source(name: &'static str, label: &'static str) -> Source {
    Source { name, label, at_once: true, held: false }
}

const VOLUME_SOURCES: &[Source] =
    &[source("block", "Block volumes"), source("instance", "Local volumes"), source("legacy", "Volumes of the original API")];

const SNAPSHOT_SOURCES: &[Source] =
    &[source("block", "Block snapshots"), source("instance", "Local snapshots"), source("legacy", "Snapshots of the original API")];

impl Provider for Scaleway {
    fn id(&self) -> &'static str {
        "scaleway"
    }

    fn title(&self) -> &'static str {
        "Scaleway"
    }

    fn tag(&self) -> &'static str {
        "SW"
    }

    fn covers(&self) -> &'static str {
        "Block v1, Instance v1, and the original /volumes"
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
            Demo {
                name: "scaleway-prod",
                settings: &[
                    ("address", "https://scaleway-prod.demo.invalid"),
                    ("api", "current"),
                    ("secret_key", "0b57ac1e-5ca1-4e0a-8000-0000de300001"),
                    ("organization", "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c001"),
                    ("project", "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c101"),
                ],
                off: false,
            },
            Demo {
                name: "scaleway-demo",
                settings: &[
                    ("address", "https://scaleway.demo.invalid"),
                    ("api", "current"),
                    ("secret_key", "0b57ac1e-5ca1-4e0a-8000-0000de300001"),
                    ("organization", "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c001"),
                    ("project", "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c101"),
                ],
                off: true,
            },
            Demo {
                name: "scaleway-legacy",
                settings: &[
                    ("address", "https://scaleway-legacy.demo.invalid"),
                    ("api", "legacy"),
                    ("secret_key", "0b57ac1e-5ca1-4e0a-8000-0000de300001"),
                    ("organization", "0e5ca1e0-4a7c-4b1e-9c3f-5d2a11b0c001"),
                ],
                off: true,
            },
        ]
    }
}
