//! What has to be filled in to connect to Scaleway.

use voldeck_core::action::{Field, FieldKind, Form, SelectOption};
use voldeck_core::texts::t;

/// The sign-in form. <https://www.scaleway.com/en/developers/api/#authentication>
pub fn form() -> Form {
    let choices = vec![
        SelectOption::new("current", t("Block v1 and Instance v1"), "https://api.scaleway.com"),
        SelectOption::new("legacy", t("The original /volumes"), "https://cp-par1.scaleway.com, https://cp-ams1.scaleway.com"),
    ];
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address).required().example("/relay/scaleway").help(t(
                "A path on this site that leads to https://api.scaleway.com: Scaleway lets no browser call it from another origin.",
            )),
            Field::new("api", "API", FieldKind::Select(choices)).required().value("current"),
            Field::new("secret_key", t("Secret key"), FieldKind::Secret)
                .required()
                .example("11111111-1111-1111-1111-111111111111")
                .help(t("The secret half of an API key, a UUID, sent as X-Auth-Token.")),
            Field::new("access_key", t("Access key"), FieldKind::Code)
                .example("SCWXXXXXXXXXXXXXXXXX")
                .help(t(
                    "Names the API key. With it, the console reads what the key may do, if the key has the permission set IAMReadOnly.",
                ))
                .visible_if("api", "current")
                .advanced(),
            Field::new("organization", "Organization", FieldKind::Code)
                .example("105bdce1-64c0-48ab-899d-868455867ecf")
                .help(t("Its id. Projects can only be listed with it; the original API creates volumes in it.")),
            Field::new("project", "Project", FieldKind::Code)
                .example("105bdce1-64c0-48ab-899d-868455867ecf")
                .help(t("Its id. New volumes go there unless told otherwise."))
                .visible_if("api", "current"),
            Field::new("zones", "Zones", FieldKind::Lines)
                .example("fr-par-1")
                .help(t("One a line. Empty is all of them, each of which is a call of its own."))
                .visible_if("api", "current")
                .advanced(),
            Field::new("narrow", t("Project ID"), FieldKind::Code)
                .help(t(
                    "Shows only what belongs to it; in the original API, the ID of an organization. Empty is everything the key may see.",
                ))
                .advanced(),
        ],
    }
}
