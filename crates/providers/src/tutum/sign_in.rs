//! What has to be filled in to connect to Tutum.

use voldeck_core::action::{Field, FieldKind, Form, SelectOption};
use voldeck_core::texts::t;

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
pub fn form() -> Form {
    let forms = vec![
        SelectOption::new("live", t("Tutum: /api/v1/"), t("As Tutum served it and its clients call it.")),
        SelectOption::new("documented", t("Tutum, documented: /api/infra/v1/"), t("As its documentation of January 2016 planned it.")),
        SelectOption::new(
            "cloud",
            t("Docker Cloud: /api/infra/v1/NAMESPACE/"),
            t("As Docker Cloud served it, with or without a namespace."),
        ),
    ];
    let headers = vec![
        SelectOption::new("basic", t("Basic"), t("Since December 2015.")),
        SelectOption::new("apikey", t("ApiKey"), t("The older header, which the Python client of Tutum sends.")),
    ];
    let mut fields = vec![
        Field::new("address", "Address", FieldKind::Address)
            .required()
            .example("https://dashboard.tutum.co")
            .help(t("Where the HTTP API is, without /api. A path on this site, such as /relay/tutum, goes through a proxy: that Tutum answered a browser’s preflight is documented nowhere.")),
        Field::new("form", t("API path"), FieldKind::Select(forms)).required().value("live"),
        Field::new("namespace", "Namespace", FieldKind::Code)
            .visible_if("form", "cloud")
            .example("acme")
            .help(t("An organization or a user. Empty is the account’s own.")),
        Field::new("user", "User", FieldKind::Text).required().example("username"),
        Field::new("key", t("API key"), FieldKind::Secret).required().example("apikey").help(t("Sent with the user’s name as Authorization.")),
        Field::new("auth", t("Authorization scheme"), FieldKind::Select(headers)).required().value("basic"),
    ];
    for (name, label, help) in FILTER_FIELDS {
        fields.push(Field::new(name, label, FieldKind::Code).help(*help).advanced());
    }
    Form { fields }
}
