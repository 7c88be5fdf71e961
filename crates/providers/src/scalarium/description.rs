//! What Scalarium is to the console before anything of it is loaded: its names, columns, lists and demos.

use voldeck_core::model::Attribute;
use voldeck_core::provider::{Column, Demo, KindInfo, Provider, Source};

/// Scalarium, by Peritor.
pub static PROVIDER: Provider = Provider {
    id: "scalarium",
    title: "Scalarium",
    tag: "SC",
    covers: "API version 1, 2011 to 2013",
    read_only: None,
    volumes: KindInfo { sources: VOLUME_SOURCES, columns: VOLUME_COLUMNS },
    groups: KindInfo { sources: GROUP_SOURCES, columns: GROUP_COLUMNS },
    snapshots: KindInfo { sources: SNAPSHOT_SOURCES, columns: SNAPSHOT_COLUMNS },
    secret: "API token",
    demos: DEMOS,
};

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

const SNAPSHOT_COLUMNS: &[Column] = &[Column::new("progress", "Progress", 2), Column::new(Attribute::SOURCE, "Volume", 3)];

const VOLUME_SOURCES: &[Source] = &[Source::new("volumes", "Volumes")];

const GROUP_SOURCES: &[Source] = &[Source::new("arrays", "RAID arrays")];

/// Snapshots are listed volume by volume. An account of some hundred volumes costs as many calls, and again at each look for
/// changes: only when asked for. Those of one volume stand on its page, for one call.
const SNAPSHOT_SOURCES: &[Source] = &[Source::new("volumes", "Snapshots of every volume").on_request()];

const DEMOS: &[Demo] = &[
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
];
