//! What Nomad is to the console before anything of it is loaded: its names, columns, lists, demos and the sign-in form.

use voldeck_core::action::{Field, FieldKind, Form};
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
    sign_in,
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

/// The sign-in form. <https://developer.hashicorp.com/nomad/api-docs>
fn sign_in() -> Form {
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example("https://nomad.example.net:4646")
                .help("Where the HTTP API is, without /v1. A path on this site, such as /relay/nomad, goes through a proxy: Nomad answers no CORS preflight, so a browser needs one for tokens and for every change."),
            Field::new("namespace", "Namespace", FieldKind::Code)
                .value("*")
                .example("default")
                .help("* is every namespace the token may see. Before Nomad 1.3, which has no *, they are asked one by one."),
            Field::new("token", "ACL token", FieldKind::Secret)
                .example("8176afd3-772d-0b71-8f85-7fa5d903e9d4")
                .help("The SecretID, sent as X-Nomad-Token. Empty where ACLs are off."),
            Field::new("region", "Region", FieldKind::Code)
                .example("global")
                .help("The agent passes calls on to this region. Empty is the agent’s own.")
                .advanced(),
            Field::new("prefix", "ID prefix", FieldKind::Code).example("pg-").help("Shows only volumes whose ID begins with it. From Nomad 1.0.6.").advanced(),
            Field::new("filter", "Filter", FieldKind::Code)
                .example("PluginID == \"ebs\"")
                .help("Shows only volumes that match: an expression over the full fields, https://developer.hashicorp.com/nomad/api-docs#filtering. From Nomad 1.3.")
                .advanced(),
            Field::new("plugin_id", "Plugin ID", FieldKind::Code).example("ebs").help("Shows only volumes of this plugin: its exact ID. CSI volumes only.").advanced(),
            Field::new("node_id", "Node ID", FieldKind::Code)
                .example("fb2170a8-257d-3c64-b14d-bc06cc94e34c")
                .help("Shows only volumes on this node: its ID, or the beginning of one with an even number of digits.")
                .advanced(),
        ],
    }
}
