//! What Cinder of `OpenStack` is to the console before anything of it is loaded: its names, columns, lists, demos and the sign-in form.

use voldeck_core::action::{Field, FieldKind, Form, SelectOption};
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
    sign_in,
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

/// The sign-in form. <https://docs.openstack.org/keystone/latest/user/application_credentials.html>
fn sign_in() -> Form {
    let ways = vec![
        SelectOption::new("password", "User and password", ""),
        SelectOption::new("application_credential", "Application credential", ""),
        SelectOption::new("token", "Token, without Keystone", ""),
        SelectOption::new("noauth", "No sign-in", "auth_strategy = noauth"),
    ];
    let keystone = "password|application_credential";
    let text = |name, label| Field::new(name, label, FieldKind::Text);
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example("https://cloud.example.net:5000/v3")
                .help("Of Keystone; of Cinder (…:8776/v3) where nobody signs in. Both have to allow this page’s origin (CORS), or a proxy on this site leads there: /relay/cinder has Keystone below /identity and Cinder below /volume."),
            Field::new("auth", "Authentication", FieldKind::Select(ways)).required().value("password"),
            text("user", "User").required().example("alice").visible_if("auth", "password"),
            text("user_domain", "User domain").value("Default").example("Default").help("Of the user, by name or id.").visible_if("auth", "password"),
            Field::new("password", "Password", FieldKind::Secret).required().example("secret").visible_if("auth", "password"),
            Field::new("project", "Project", FieldKind::RemoteSelect("projects"))
                .example("storage")
                .help("By name or id. Empty is the only one there is; Test offers those the account can see.")
                .visible_if("auth", "password"),
            text("project_domain", "Project domain").help("Empty is the user’s.").advanced().visible_if("auth", "password"),
            Field::new("app_id", "Application credential ID", FieldKind::Code)
                .required()
                .example("0e3a6d9f4c5b4b0f9a4f5a1f1e2d3c4b")
                .visible_if("auth", "application_credential"),
            Field::new("app_secret", "Application credential secret", FieldKind::Secret)
                .required()
                .example("secret")
                .visible_if("auth", "application_credential"),
            Field::new("region", "Region", FieldKind::RemoteSelect("regions"))
                .example("RegionOne")
                .help("Empty is the only one there is; Test offers those of the catalogue.")
                .visible_if("auth", keystone),
            Field::new("token", "Token", FieldKind::Secret)
                .required()
                .example("gAAAA")
                .help("As of “openstack token issue”. It cannot be renewed.")
                .visible_if("auth", "token"),
            text("noauth_user", "User").required().example("demo").visible_if("auth", "noauth"),
            Field::new("project_id", "Project ID", FieldKind::Code)
                .example("5a1f9b3c7d2e4f60a1b2c3d4e5f60718")
                .help("Not needed where the address ends with it.")
                .visible_if("auth", "token|noauth"),
            Field::new("endpoint", "Block storage endpoint", FieldKind::Code)
                .example("/relay/cinder/volume/v3")
                .help("Where Cinder is, if not where the catalogue says: a proxy’s path on this site.")
                .advanced()
                .visible_if("auth", keystone),
        ],
    }
}
