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
pub mod failure;
pub mod place;
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

/// Tutum, or Docker Cloud.
pub struct Tutum;

/// Why there is nothing to do here but to look.
/// <https://github.com/tutumcloud/api-docs/blob/master/source/includes/volumegroup.md> has no other method than `GET`, and the
/// vendor's clients have both classes as immutable.
pub const READ_ONLY: &str =
    "Tutum’s API reads volume groups and volumes and cannot change them: they are made with the bindings of a service and deleted with it.";

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("group", "Group", 2),
    Column::new("node", "Node", 3),
    Column::new("node-state", "Node state", 5),
    Column::new("containers", "Containers", 6).numeric(),
];

const GROUP_COLUMNS: &[Column] = &[Column::new("volumes", "Volumes", 2).numeric(), Column::new("services", "Services", 5).numeric()];

const VOLUME_SOURCES: &[Source] = &[Source { name: "volume", label: "Volumes", at_once: true, held: false }];

const GROUP_SOURCES: &[Source] = &[Source { name: "volumegroup", label: "Volume groups", at_once: true, held: false }];

impl Provider for Tutum {
    fn id(&self) -> &'static str {
        "tutum"
    }

    fn title(&self) -> &'static str {
        "Tutum / Docker Cloud"
    }

    fn tag(&self) -> &'static str {
        "TU"
    }

    fn covers(&self) -> &'static str {
        "v1, 2014 to 2018, read only"
    }

    fn read_only(&self) -> Option<&'static str> {
        Some(READ_ONLY)
    }

    fn sign_in(&self) -> Form {
        client::sign_in()
    }

    fn columns(&self, kind: Kind) -> &'static [Column] {
        match kind {
            Kind::Volume => VOLUME_COLUMNS,
            Kind::Group => GROUP_COLUMNS,
            Kind::Snapshot => &[],
        }
    }

    fn sources(&self, kind: Kind) -> &'static [Source] {
        match kind {
            Kind::Volume => VOLUME_SOURCES,
            Kind::Group => GROUP_SOURCES,
            Kind::Snapshot => &[],
        }
    }

    fn actions(&self) -> &'static [Action] {
        &[]
    }

    fn connect(&self, values: &Values, doors: Platform) -> Result<Rc<dyn Client>, Vec<FieldError>> {
        Ok(Rc::new(client::connect(values, doors)?))
    }

    fn demos(&self) -> &'static [Demo] {
        &[
            Demo {
                name: "tutum-archive",
                settings: &[
                    ("address", "https://tutum-archive.demo.invalid"),
                    ("form", "cloud"),
                    ("namespace", "acme"),
                    ("user", "vera"),
                    ("key", "9b1f4d60-2c7e-4a85-b3f9-58d0e6a17c24"),
                    ("auth", "basic"),
                ],
                off: false,
            },
            Demo {
                name: "tutum-demo",
                settings: &[
                    ("address", "https://tutum.demo.invalid"),
                    ("form", "live"),
                    ("user", "vera"),
                    ("key", "5d2e9c0b7a41f8363bd9e1740c6a52f8e3b7d014"),
                    ("auth", "basic"),
                ],
                off: true,
            },
            Demo {
                name: "docker-cloud-demo",
                settings: &[
                    ("address", "https://docker-cloud.demo.invalid"),
                    ("form", "cloud"),
                    ("namespace", "acme"),
                    ("user", "vera"),
                    ("key", "9b1f4d60-2c7e-4a85-b3f9-58d0e6a17c24"),
                    ("auth", "basic"),
                ],
                off: true,
            },
        ]
    }
}
