//! What may be filled in to sign in, and the connection that is made of it.

use std::rc::Rc;

use super::CinderClient;
use super::catalog::is_id;
use super::sign_in::{AuthConfig, AuthMethod};
use super::token_provider::{Signer, TokenProvider};
use crate::address;
use crate::cinder::failure;
use voldeck_core::action::Values;
use voldeck_core::client::Platform;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};
use voldeck_core::json::{self, ObjectBuilder};
use voldeck_core::texts::t;

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
pub fn connect(values: &Values, platform: Platform) -> Result<CinderClient, Vec<FieldError>> {
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
        wrong.push(FieldError::new("address", t("This is version 2 of Keystone’s API. Version 3 is at …/v3.")));
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
        wrong.push(FieldError::new("project_id", t("A project’s id has the digits 0 to 9 and a to f, and dashes.")));
    }
    if !values.text("token").chars().all(|c| c.is_ascii_graphic()) {
        wrong.push(FieldError::new("token", t("This cannot be sent in a header.")));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let plan = AuthConfig {
        identity: platform.clone().session(base, Rc::new(Nobody), failure::parse_error),
        way,
        project: text("project"),
        domain: json::text(&domain(values.some("project_domain").unwrap_or(values.text("user_domain")))),
        region: text("region"),
        endpoint,
        accepted: std::cell::Cell::new(false),
    };
    let keys = Rc::new(TokenProvider::new(plan));
    // Signing puts the whole address before the path.
    let session = platform.session(String::new(), Rc::new(Signer(keys.clone())), failure::parse_error);
    Ok(CinderClient::new(session, keys))
}
