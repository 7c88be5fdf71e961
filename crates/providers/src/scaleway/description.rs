//! What Scaleway is to the console before anything of it is loaded: its names, columns, lists, demos and the sign-in form.

use voldeck_core::action::{Field, FieldKind, Form, SelectOption};
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
    sign_in,
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

/// The sign-in form. <https://www.scaleway.com/en/developers/api/#authentication>
fn sign_in() -> Form {
    let choices = vec![
        SelectOption::new("current", "Block v1 and Instance v1", "https://api.scaleway.com"),
        SelectOption::new("legacy", "The original /volumes", "https://cp-par1.scaleway.com, https://cp-ams1.scaleway.com"),
    ];
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example("/relay/scaleway")
                .help("A path on this site that leads to https://api.scaleway.com: Scaleway lets no browser call it from another origin."),
            Field::new("api", "API", FieldKind::Select(choices)).required().value("current"),
            Field::new("secret_key", "Secret key", FieldKind::Secret)
                .required()
                .example("11111111-1111-1111-1111-111111111111")
                .help("The secret half of an API key, a UUID, sent as X-Auth-Token."),
            Field::new("access_key", "Access key", FieldKind::Code)
                .example("SCWXXXXXXXXXXXXXXXXX")
                .help("Names the API key. With it, the console reads what the key may do, if the key has the permission set IAMReadOnly.")
                .visible_if("api", "current")
                .advanced(),
            Field::new("organization", "Organization", FieldKind::Code)
                .example("105bdce1-64c0-48ab-899d-868455867ecf")
                .help("Its id. Projects can only be listed with it; the original API creates volumes in it."),
            Field::new("project", "Project", FieldKind::Code)
                .example("105bdce1-64c0-48ab-899d-868455867ecf")
                .help("Its id. New volumes go there unless told otherwise.")
                .visible_if("api", "current"),
            Field::new("zones", "Zones", FieldKind::Lines)
                .example("fr-par-1")
                .help("One a line. Empty is all of them, each of which is a call of its own.")
                .visible_if("api", "current")
                .advanced(),
            Field::new("narrow", "Project ID", FieldKind::Code)
                .help("Shows only what belongs to it; in the original API, the ID of an organization. Empty is everything the key may see.")
                .advanced(),
        ],
    }
}
