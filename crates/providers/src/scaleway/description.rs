//! What Scaleway is to the console before anything of it is loaded: its names, columns, lists and demos.

use voldeck_core::provider::{Column, Demo, KindInfo, Provider, Source};

/// Scaleway.
pub static PROVIDER: Provider = Provider {
    id: "scaleway",
    title: "Scaleway",
    tag: "SW",
    covers: "Block v1, Instance v1, and the original /volumes",
    read_only: None,
    volumes: KindInfo { sources: VOLUME_SOURCES, columns: VOLUME_COLUMNS },
    groups: KindInfo::NONE,
    snapshots: KindInfo { sources: SNAPSHOT_SOURCES, columns: SNAPSHOT_COLUMNS },
    secret: "secret key",
    demos: DEMOS,
};

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("zone", "Zone", 2).facet(),
    Column::new("type", "Type", 3).facet(),
    Column::new("iops", "IOPS", 5).numeric(),
    Column::new("tags", "Tags", 5),
    Column::new("project", "Project", 6).facet(),
    Column::new("parent", "Source", 7),
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

const VOLUME_SOURCES: &[Source] = &[
    Source::new("block", "Block volumes"),
    Source::new("instance", "Local volumes"),
    Source::new("legacy", "Volumes of the original API"),
];

const SNAPSHOT_SOURCES: &[Source] = &[
    Source::new("block", "Block snapshots"),
    Source::new("instance", "Local snapshots"),
    Source::new("legacy", "Snapshots of the original API"),
];

const DEMOS: &[Demo] = &[
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
];
