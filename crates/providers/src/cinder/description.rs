//! What Cinder of `OpenStack` is to the console before anything of it is loaded: its names, columns, lists and demos.

use voldeck_core::provider::{Column, Demo, KindInfo, Provider, Source};

/// Cinder of `OpenStack`.
pub static PROVIDER: Provider = Provider {
    id: "cinder",
    title: "OpenStack Cinder",
    tag: "OS",
    covers: "v3, microversions 3.0 to 3.71",
    read_only: None,
    volumes: KindInfo { sources: VOLUME_SOURCES, columns: VOLUME_COLUMNS },
    groups: KindInfo { sources: GROUP_SOURCES, columns: GROUP_COLUMNS },
    snapshots: KindInfo { sources: SNAPSHOT_SOURCES, columns: SNAPSHOT_COLUMNS },
    secret: "password",
    demos: DEMOS,
};

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("type", "Type", 2).facet(),
    Column::new("zone", "Zone", 3).facet(),
    Column::new("group", "Group", 4),
    Column::new("metadata", "Metadata", 5),
    Column::new("parent", "Source", 6),
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
    Column::new("source_group", "Source", 6),
];

const VOLUME_SOURCES: &[Source] = &[Source::new("volumes", "Volumes")];
const SNAPSHOT_SOURCES: &[Source] = &[Source::new("snapshots", "Snapshots"), Source::new("group_snapshots", "Group snapshots")];
const GROUP_SOURCES: &[Source] = &[Source::new("groups", "Volume groups")];

const DEMOS: &[Demo] = &[
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
];
