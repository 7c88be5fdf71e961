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
pub mod failure;
pub mod faults;
mod missing;
mod sign;
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

/// `LunaNode`.
pub struct LunaNode;

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("region", "Region", 2).facet(),
    Column::new("listed", "List status", 5),
    Column::new("identification", "OpenStack id", 6),
];

const SNAPSHOT_COLUMNS: &[Column] = &[Column::new("region", "Region", 2).facet(), Column::new("volume", "Source volume", 3)];

const VOLUME_SOURCES: &[Source] = &[Source { name: "volumes", label: "Volumes", at_once: true, held: false }];

const SNAPSHOT_SOURCES: &[Source] = &[Source { name: "snapshots", label: "Volume snapshots", at_once: true, held: false }];

impl Provider for LunaNode {
    fn id(&self) -> &'static str {
        "lunanode"
    }

    fn title(&self) -> &'static str {
        "LunaNode"
    }

    fn tag(&self) -> &'static str {
        "LN"
    }

    fn covers(&self) -> &'static str {
        "Dynamic API, volumes"
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
                name: "lunanode-lab",
                settings: &[
                    ("address", "https://lunanode-lab.demo.invalid"),
                    ("api_id", "VOLDECKDEMO00001"),
                    (
                        "api_key",
                        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
                         fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
                    ),
                ],
                off: false,
            },
            Demo {
                name: "lunanode-demo",
                settings: &[
                    ("address", "https://lunanode.demo.invalid"),
                    ("api_id", "VOLDECKDEMO00001"),
                    (
                        "api_key",
                        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
                         fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
                    ),
                ],
                off: true,
            },
        ]
    }
}
