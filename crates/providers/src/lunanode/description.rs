//! What `LunaNode` is to the console before anything of it is loaded: its names, columns, lists, demos and the sign-in form.

use super::ADDRESS;
use voldeck_core::action::{Field, FieldKind, Form};
use voldeck_core::provider::{Column, Demo, KindInfo, Provider, Source};

/// `LunaNode`.
pub static PROVIDER: Provider = Provider {
    id: "lunanode",
    title: "LunaNode",
    tag: "LN",
    covers: "Dynamic API, volumes",
    read_only: None,
    volumes: KindInfo { sources: VOLUME_SOURCES, columns: VOLUME_COLUMNS },
    groups: KindInfo::NONE,
    snapshots: KindInfo { sources: SNAPSHOT_SOURCES, columns: SNAPSHOT_COLUMNS },
    sign_in,
    demos: DEMOS,
};

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("region", "Region", 2).facet(),
    Column::new("listed", "List status", 5),
    Column::new("identification", "OpenStack id", 6),
];

const SNAPSHOT_COLUMNS: &[Column] = &[Column::new("region", "Region", 2).facet(), Column::new("volume", "Source volume", 3)];

const VOLUME_SOURCES: &[Source] = &[Source::new("volumes", "Volumes")];

const SNAPSHOT_SOURCES: &[Source] = &[Source::new("snapshots", "Volume snapshots")];

const DEMOS: &[Demo] = &[
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
];

/// The sign-in form. <https://www.lunanode.com/api/overview>
fn sign_in() -> Form {
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example(ADDRESS)
                .help("Where the API is, without /api. A path on this site, such as /relay/lunanode, goes through a proxy. LunaNode does not say that it answers pages of other origins: without a proxy a call may be carried out although its answer cannot be read, so lists stay empty and every change ends as “outcome unknown”."),
            Field::new("api_id", "API ID", FieldKind::Code)
                .required()
                .example("ABCDEFGHIJ012345")
                .help("16 characters, from the panel’s API page."),
            Field::new("api_key", "API key", FieldKind::Secret)
                .required()
                .help("128 hexadecimal digits. Calls are signed with it in this browser; its second half never leaves it. This computer’s clock has to be right."),
            Field::new("region", "Region", FieldKind::Code)
                .example("toronto")
                .help("Shows only this region. Empty is every region that region/list names; a key that may not call that needs one here.")
                .advanced(),
        ],
    }
}
