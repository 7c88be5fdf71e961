//! What Nomad is to the console before anything of it is loaded: its names, columns, lists and demos.

use voldeck_core::model::Attribute;
use voldeck_core::provider::{Column, Demo, KindInfo, Provider, Source};

/// Nomad, by `HashiCorp`.
pub static PROVIDER: Provider = Provider {
    id: "nomad",
    title: "Nomad",
    tag: "NO",
    covers: "0.11 to 2.0",
    read_only: None,
    volumes: KindInfo { sources: VOLUME_SOURCES, columns: VOLUME_COLUMNS },
    groups: KindInfo::NONE,
    snapshots: KindInfo { sources: SNAPSHOT_SOURCES, columns: SNAPSHOT_COLUMNS },
    secret: "ACL token",
    demos: DEMOS,
};

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("class", "Class", 5).facet(),
    Column::new("plugin", "Plugin", 3).facet(),
    Column::new("health", "Plugin health", 3).facet(),
    Column::new("namespace", "Namespace", 4).facet(),
    Column::new("claims", "Claims", 5),
    Column::new("access", "Access mode", 6),
    Column::new("attachment", "Attachment mode", 7),
    Column::new("topology", "Topology", 7),
    Column::new("provider", "CSI provider", 7),
    Column::new("pool", "Node pool", 7),
    Column::new("node", "Node", 6),
    Column::new("external", "External ID", 6),
    Column::new("modified", "Modified", 7),
];

const SNAPSHOT_COLUMNS: &[Column] = &[
    Column::new("plugin", "Plugin", 2).facet(),
    Column::new(Attribute::SOURCE, "Source volume", 2),
    Column::new("external", "Source’s external id", 5),
];

const VOLUME_SOURCES: &[Source] = &[
    Source::new("csi", "CSI volumes").held(),
    Source::new("host", "Host volumes").held(),
    // A call to every storage system behind the cluster: only when asked for.
    Source::new("external", "External volumes").on_request(),
];

const SNAPSHOT_SOURCES: &[Source] = &[Source::new("csi", "CSI snapshots")];

const DEMOS: &[Demo] = &[
    Demo { name: "nomad-prod", settings: &[("address", "https://nomad-prod.demo.invalid"), ("namespace", "*")], off: false },
    Demo { name: "nomad-demo", settings: &[("address", "https://nomad.demo.invalid"), ("namespace", "*")], off: true },
    Demo { name: "nomad-012", settings: &[("address", "https://nomad-012.demo.invalid"), ("namespace", "*")], off: true },
];
