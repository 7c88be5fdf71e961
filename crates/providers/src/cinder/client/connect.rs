//! The sign-in form, and what may be filled in.

use std::rc::Rc;

use super::CinderClient;
use super::catalog::is_id;
use super::sign_in::{AuthConfig, AuthMethod};
use super::token_provider::{Signer, TokenProvider};
use crate::address;
use crate::cinder::failure;
use voldeck_core::action::{Field, FieldKind, Form, SelectOption, Values};
use voldeck_core::client::Platform;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};
use voldeck_core::json::{self, ObjectBuilder};

/// The sign-in form. <https://docs.openstack.org/keystone/latest/user/application_credentials.html>
pub fn sign_in() -> Form {
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
            text("user", "User").required().example("alice").only_if("auth", "password"),
            text("user_domain", "User domain").value("Default").example("Default").help("Of the user, by name or id.").only_if("auth", "password"),
            Field::new("password", "Password", FieldKind::Secret).required().example("secret").only_if("auth", "password"),
            Field::new("project", "Project", FieldKind::RemoteSelect("projects"))
                .example("storage")
                .help("By name or id. Empty is the only one there is; Test offers those the account can see.")
                .only_if("auth", "password"),
            text("project_domain", "Project domain").help("Empty is the user’s.").advanced().only_if("auth", "password"),
            Field::new("app_id", "Application credential ID", FieldKind::Code)
                .required()
                .example("0e3a6d9f4c5b4b0f9a4f5a1f1e2d3c4b")
                .only_if("auth", "application_credential"),
            Field::new("app_secret", "Application credential secret", FieldKind::Secret)
                .required()
                .example("secret")
                .only_if("auth", "application_credential"),
            Field::new("region", "Region", FieldKind::RemoteSelect("regions"))
                .example("RegionOne")
                .help("Empty is the only one there is; Test offers those of the catalogue.")
                .only_if("auth", keystone),
            Field::new("token", "Token", FieldKind::Secret)
                .required()
                .example("gAAAA")
                .help("As of “openstack token issue”. It cannot be renewed.")
                .only_if("auth", "token"),
            text("noauth_user", "User").required().example("demo").only_if("auth", "noauth"),
            Field::new("project_id", "Project ID", FieldKind::Code)
                .example("5a1f9b3c7d2e4f60a1b2c3d4e5f60718")
                .help("Not needed where the address ends with it.")
                .only_if("auth", "token|noauth"),
            Field::new("endpoint", "Block storage endpoint", FieldKind::Code)
                .example("/relay/cinder/volume/v3")
                .help("Where Cinder is, if not where the catalogue says: a proxy’s path on this site.")
                .advanced()
                .only_if("auth", keystone),
        ],
    }
}

/// Nothing is signed: the body holds the credentials, or the header does already.
struct Nobody;

impl Sign for Nobody {
    fn sign(&self, request: Request, _now_millis: u64) -> Result<Request, Error> {
        Ok(request)
    }
}

/// A domain as Keystone wants it named: the one of the first installation has the id `default`.
fn domain(text: &str) -> ObjectBuilder {
    let text = if text.is_empty() { "Default" } else { text };
    let key = if text == "default" || is_id(text) { "id" } else { "name" };
    ObjectBuilder::default().with(key, text)
}

fn identity(method: &str, inner: &ObjectBuilder) -> Secret {
    Secret::new(&json::text(&ObjectBuilder::default().with("methods", [method]).with(method, inner)))
}

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, doors: Platform) -> Result<CinderClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let given = matches!(values.text("auth"), "token" | "noauth");
    // What is copied from a catalogue ends with the version.
    let endings: &[&str] = if given { &[] } else { &["/auth/tokens", "/v3"] };
    let mut at = |name, text: &str, endings: &[&str]| {
        address::base(text, "https://cloud.example.net:5000/v3", endings).unwrap_or_else(|message| {
            wrong.push(FieldError::new(name, message));
            String::new()
        })
    };
    let mut base = at("address", values.text("address"), endings);
    // Behind a proxy of this site for a whole cloud stand Keystone and Cinder side by side.
    if base.starts_with('/') && base.ends_with("/cinder") {
        base.push_str(if given { "/volume/v3" } else { "/identity" });
    }
    let endpoint = values.some("endpoint").filter(|_| !given).map(|text| at("endpoint", text, &[])).unwrap_or_default();
    if base.ends_with("/v2.0") {
        wrong.push(FieldError::new("address", "This is version 2 of Keystone’s API. Version 3 is at …/v3."));
    }
    let text = |name: &str| values.text(name).to_owned();
    let way = match values.text("auth") {
        "token" => AuthMethod::Given { token: Secret::new(values.text("token")), project: text("project_id"), unchecked: false },
        "noauth" => {
            let token = [values.text("noauth_user"), ":", values.text("project_id")].concat();
            AuthMethod::Given { token: Secret::new(&token), project: text("project_id"), unchecked: true }
        }
        "application_credential" => {
            let inner = ObjectBuilder::default().with("id", values.text("app_id")).with("secret", values.text("app_secret"));
            AuthMethod::Keystone { identity: identity("application_credential", &inner), fields: &["app_id", "app_secret"], scoped: false }
        }
        _ => {
            let user = ObjectBuilder::default()
                .with("name", values.text("user"))
                .with("domain", domain(values.text("user_domain")))
                .with("password", values.text("password"));
            let inner = ObjectBuilder::default().with("user", user);
            AuthMethod::Keystone { identity: identity("password", &inner), fields: &["user", "password"], scoped: true }
        }
    };
    let project = values.text("project_id");
    if given && !project.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        wrong.push(FieldError::new("project_id", "A project’s id has the digits 0 to 9 and a to f, and dashes."));
    }
    if !values.text("token").chars().all(|c| c.is_ascii_graphic()) {
        wrong.push(FieldError::new("token", "This cannot be sent in a header."));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let plan = AuthConfig {
        identity: doors.clone().session(base, Rc::new(Nobody), failure::parse_error),
        way,
        project: text("project"),
        domain: json::text(&domain(values.some("project_domain").unwrap_or(values.text("user_domain")))),
        region: text("region"),
        endpoint,
        accepted: std::cell::Cell::new(false),
    };
    let keys = Rc::new(TokenProvider::new(plan));
    // Signing puts the whole address before the path.
    let session = doors.session(String::new(), Rc::new(Signer(keys.clone())), failure::parse_error);
    Ok(CinderClient::new(session, keys))
}
