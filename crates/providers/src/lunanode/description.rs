//! What `LunaNode` is to the console before anything of it is loaded: its names, columns, lists and demos.

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
    secret: "API key",
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
