//! What has to be filled in to connect to Cinder.

use voldeck_core::action::{Field, FieldKind, Form, SelectOption};
use voldeck_core::texts::t;

/// The sign-in form. <https://docs.openstack.org/keystone/latest/user/application_credentials.html>
pub fn form() -> Form {
    let ways = vec![
        SelectOption::new("password", t("User and password"), ""),
        SelectOption::new("application_credential", t("Application credential"), ""),
        SelectOption::new("token", t("Token, without Keystone"), ""),
        SelectOption::new("noauth", t("No sign-in"), "auth_strategy = noauth"),
    ];
    let keystone = "password|application_credential";
    let text = |name, label| Field::new(name, label, FieldKind::Text);
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example("https://cloud.example.net:5000/v3")
                .help(t("Of Keystone; of Cinder (…:8776/v3) where nobody signs in. Both have to allow this page’s origin (CORS), or a proxy on this site leads there: /relay/cinder has Keystone below /identity and Cinder below /volume.")),
            Field::new("auth", "Authentication", FieldKind::Select(ways)).required().value("password"),
            text("user", "User").required().example("alice").visible_if("auth", "password"),
            text("user_domain", t("User domain")).value("Default").example("Default").help(t("Of the user, by name or id.")).visible_if("auth", "password"),
            Field::new("password", "Password", FieldKind::Secret).required().example("secret").visible_if("auth", "password"),
            Field::new("project", "Project", FieldKind::RemoteSelect("projects"))
                .example("storage")
                .help(t("By name or id. Empty is the only one there is; Test offers those the account can see."))
                .visible_if("auth", "password"),
            text("project_domain", t("Project domain")).help(t("Empty is the user’s.")).advanced().visible_if("auth", "password"),
            Field::new("app_id", t("Application credential ID"), FieldKind::Code)
                .required()
                .example("0e3a6d9f4c5b4b0f9a4f5a1f1e2d3c4b")
                .visible_if("auth", "application_credential"),
            Field::new("app_secret", t("Application credential secret"), FieldKind::Secret)
                .required()
                .example("secret")
                .visible_if("auth", "application_credential"),
            Field::new("region", "Region", FieldKind::RemoteSelect("regions"))
                .example("RegionOne")
                .help(t("Empty is the only one there is; Test offers those of the catalogue."))
                .visible_if("auth", keystone),
            Field::new("token", "Token", FieldKind::Secret)
                .required()
                .example("gAAAA")
                .help(t("As of “openstack token issue”. It cannot be renewed."))
                .visible_if("auth", "token"),
            text("noauth_user", "User").required().example("demo").visible_if("auth", "noauth"),
            Field::new("project_id", t("Project ID"), FieldKind::Code)
                .example("5a1f9b3c7d2e4f60a1b2c3d4e5f60718")
                .help(t("Not needed where the address ends with it."))
                .visible_if("auth", "token|noauth"),
            Field::new("endpoint", t("Block storage endpoint"), FieldKind::Code)
                .example("/relay/cinder/volume/v3")
                .help(t("Where Cinder is, if not where the catalogue says: a proxy’s path on this site."))
                .advanced()
                .visible_if("auth", keystone),
        ],
    }
}
