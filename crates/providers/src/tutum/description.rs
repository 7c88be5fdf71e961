//! What Tutum is to the console before anything of it is loaded: its names, columns, lists and demos.

use voldeck_core::provider::{Column, Demo, KindInfo, Provider, Source};

/// Tutum, or Docker Cloud.
pub static PROVIDER: Provider = Provider {
    id: "tutum",
    title: "Tutum / Docker Cloud",
    tag: "TU",
    covers: "v1, 2014 to 2018, read only",
    read_only: Some(READ_ONLY),
    volumes: KindInfo { sources: VOLUME_SOURCES, columns: VOLUME_COLUMNS },
    groups: KindInfo { sources: GROUP_SOURCES, columns: GROUP_COLUMNS },
    snapshots: KindInfo::NONE,
    secret: "API key",
    demos: DEMOS,
};

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

const VOLUME_SOURCES: &[Source] = &[Source::new("volume", "Volumes")];

const GROUP_SOURCES: &[Source] = &[Source::new("volumegroup", "Volume groups")];

const DEMOS: &[Demo] = &[
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
];
