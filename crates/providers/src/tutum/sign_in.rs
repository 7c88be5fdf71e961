//! What has to be filled in to connect to Tutum.

use voldeck_core::action::{Field, FieldKind, Form, SelectOption};

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
