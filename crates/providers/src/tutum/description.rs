//! What Tutum is to the console before anything of it is loaded: its names, columns, lists, demos and the sign-in form.

use voldeck_core::action::{Field, FieldKind, Form, SelectOption};
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
    sign_in,
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

/// Filters in the form: name, label, what it takes.
const FILTER_FIELDS: &[(&str, &str, &str)] = &[
    ("group_name", "Group name", "Shows only groups of this name, which has to be whole."),
    ("group_uuid", "Group UUID", "Shows only this group."),
    ("group_volume", "Volume of the group", "Shows only groups with this volume: its UUID or its resource URI."),
    ("group_service", "Service of the group", "Shows only groups of this service: its UUID or its resource URI."),
    ("volume_uuid", "Volume UUID", "Shows only this volume."),
    ("volume_node", "Node of the volume", "Shows only volumes on this node: its UUID or its resource URI."),
    ("volume_container", "Container of the volume", "Shows only volumes of this container: its UUID or its resource URI."),
];

/// The sign-in form. <https://github.com/tutumcloud/api-docs/blob/master/source/index.html.md>
fn sign_in() -> Form {
    let forms = vec![
        SelectOption::new("live", "Tutum: /api/v1/", "As Tutum served it and its clients call it."),
        SelectOption::new("documented", "Tutum, documented: /api/infra/v1/", "As its documentation of January 2016 planned it."),
        SelectOption::new("cloud", "Docker Cloud: /api/infra/v1/NAMESPACE/", "As Docker Cloud served it, with or without a namespace."),
    ];
    let headers = vec![
        SelectOption::new("basic", "Basic", "Since December 2015."),
        SelectOption::new("apikey", "ApiKey", "The older header, which the Python client of Tutum sends."),
    ];
    let mut fields = vec![
        Field::new("address", "Address", FieldKind::Address)
            .required()
            .example("https://dashboard.tutum.co")
            .help("Where the HTTP API is, without /api. A path on this site, such as /relay/tutum, goes through a proxy: that Tutum answered a browser’s preflight is documented nowhere."),
        Field::new("form", "API path", FieldKind::Select(forms)).required().value("live"),
        Field::new("namespace", "Namespace", FieldKind::Code)
            .visible_if("form", "cloud")
            .example("acme")
            .help("An organization or a user. Empty is the account’s own."),
        Field::new("user", "User", FieldKind::Text).required().example("username"),
        Field::new("key", "API key", FieldKind::Secret).required().example("apikey").help("Sent with the user’s name as Authorization."),
        Field::new("auth", "Authorization scheme", FieldKind::Select(headers)).required().value("basic"),
    ];
    for (name, label, help) in FILTER_FIELDS {
        fields.push(Field::new(name, label, FieldKind::Code).help(*help).advanced());
    }
    Form { fields }
}
