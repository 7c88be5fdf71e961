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
pub mod failure;
pub mod faults;
mod missing;
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

/// Cinder of `OpenStack`.
pub struct Cinder;

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("type", "Type", 2).facet(),
    Column::new("zone", "Zone", 3).facet(),
    Column::new("group", "Group", 4),
    Column::new("metadata", "Metadata", 5),
    Column::new("parent", "Made of", 6),
    Column::new("bootable", "Bootable", 6),
    Column::new("modified", "Modified", 7),
];

const SNAPSHOT_COLUMNS: &[Column] = &[
    Column::new("volume", "Source volume", 2),
    Column::new("group", "Group", 3),
    Column::new("group_snapshot", "Group snapshot", 5),
    Column::new("metadata", "Metadata", 5),
    Column::new("modified", "Modified", 7),
];

const GROUP_COLUMNS: &[Column] = &[
    Column::new("members", "Volumes", 2).numeric(),
    Column::new("group_type", "Group type", 3),
    Column::new("zone", "Zone", 4).facet(),
    Column::new("types", "Volume types", 5),
    Column::new("source_group", "Made of", 6),
];

const fn source(name: &'static str, label: &'static str) -> Source {
    Source { name, label, at_once: true, held: false }
}

const VOLUME_SOURCES: &[Source] = &[source("volumes", "Volumes")];
const SNAPSHOT_SOURCES: &[Source] = &[source("snapshots", "Snapshots"), source("group_snapshots", "Group snapshots")];
const GROUP_SOURCES: &[Source] = &[source("groups", "Volume groups")];

impl Provider for Cinder {
    fn id(&self) -> &'static str {
        "cinder"
    }

    fn title(&self) -> &'static str {
        "OpenStack Cinder"
    }

    fn tag(&self) -> &'static str {
        "OS"
    }

    fn covers(&self) -> &'static str {
        "v3, microversions 3.0 to 3.71"
    }

    fn sign_in(&self) -> Form {
        client::sign_in()
    }

    fn columns(&self, kind: Kind) -> &'static [Column] {
        match kind {
            Kind::Volume => VOLUME_COLUMNS,
            Kind::Snapshot => SNAPSHOT_COLUMNS,
            Kind::Group => GROUP_COLUMNS,
        }
    }

    fn sources(&self, kind: Kind) -> &'static [Source] {
        match kind {
            Kind::Volume => VOLUME_SOURCES,
            Kind::Snapshot => SNAPSHOT_SOURCES,
            Kind::Group => GROUP_SOURCES,
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
                name: "cinder-dc1",
                settings: &[
                    ("address", "https://cinder-dc1.demo.invalid/identity/v3"),
                    ("auth", "password"),
                    ("user", "alice"),
                    ("user_domain", "Default"),
                    ("password", "demo-alice-password"),
                    ("project", "storage"),
                    ("region", "RegionOne"),
                ],
                off: false,
            },
            Demo {
                name: "cinder-demo",
                settings: &[
                    ("address", "https://cinder.demo.invalid/identity/v3"),
                    ("auth", "password"),
                    ("user", "alice"),
                    ("user_domain", "Default"),
                    ("password", "demo-alice-password"),
                    ("project", "storage"),
                    ("region", "RegionOne"),
                ],
                off: true,
            },
        ]
    }
}
