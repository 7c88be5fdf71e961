//! Signing in: the form, what may be filled in, and how requests get their credentials.

use std::rc::Rc;

use super::ScalewayClient;
use crate::address;
use crate::scaleway::api::ZONES;
use crate::scaleway::failure;
use voldeck_core::action::{Field, FieldKind, Form, SelectOption, Values};
use voldeck_core::client::Platform;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};

/// The sign-in form. <https://www.scaleway.com/en/developers/api/#authentication>
pub fn sign_in() -> Form {
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
                .only_if("api", "current")
                .advanced(),
            Field::new("organization", "Organization", FieldKind::Code)
                .example("105bdce1-64c0-48ab-899d-868455867ecf")
                .help("Its id. Projects can only be listed with it; the original API creates volumes in it."),
            Field::new("project", "Project", FieldKind::Code)
                .example("105bdce1-64c0-48ab-899d-868455867ecf")
                .help("Its id. New volumes go there unless told otherwise.")
                .only_if("api", "current"),
            Field::new("zones", "Zones", FieldKind::Lines)
                .example("fr-par-1")
                .help("One a line. Empty is all of them, each of which is a call of its own.")
                .only_if("api", "current")
                .advanced(),
            Field::new("narrow", "Project ID", FieldKind::Code)
                .help("Shows only what belongs to it; in the original API, the ID of an organization. Empty is everything the key may see.")
                .advanced(),
        ],
    }
}

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, doors: Platform) -> Result<ScalewayClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let endings = ["/block/v1", "/instance/v1", "/volumes"];
    let base = address::base(values.text("address"), "https://api.scaleway.com", &endings).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let key = values.text("secret_key");
    if key.starts_with("SCW") {
        wrong.push(FieldError::new("secret_key", "This is the access key. The secret key is the UUID that was shown beside it, once."));
    } else if !key.chars().all(|c| c.is_ascii_graphic()) {
        wrong.push(FieldError::new("secret_key", "A secret key has letters, digits and dashes only; this one cannot be sent in a header."));
    }
    let access_key = values.text("access_key");
    if !access_key.is_empty() && !is_access_key(access_key) {
        wrong.push(FieldError::new("access_key", "An access key begins with SCW and has 20 capital letters and digits."));
    }
    let mut zones = values.lines("zones");
    if let Some(zone) = zones.iter().find(|zone| !is_zone(zone)) {
        wrong.push(FieldError::new("zones", format!("“{zone}” is not a zone; write it like fr-par-1.")));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let chosen = !zones.is_empty();
    if !chosen {
        zones = ZONES.iter().map(|(zone, _)| (*zone).to_owned()).collect();
    }
    let text = |name: &str| values.text(name).to_owned();
    Ok(ScalewayClient {
        session: doors.session(base, Rc::new(Signer { key: Secret::new(key) }), failure::parse_error),
        legacy: values.text("api") == "legacy",
        zones,
        chosen,
        access_key: text("access_key"),
        rights: std::cell::RefCell::default(),
        organization: text("organization"),
        project: text("project"),
        narrow: text("narrow"),
        types: std::cell::RefCell::default(),
    })
}

/// `fr-par-1`. <https://github.com/scaleway/scaleway-sdk-go/blob/main/validation/is.go> (`IsZone`)
fn is_zone(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let word = |at: usize, len: usize| parts[at].len() == len && parts[at].bytes().all(|byte| byte.is_ascii_lowercase());
    parts.len() == 3 && word(0, 2) && word(1, 3) && parts[2].len() == 1 && parts[2].bytes().all(|byte| byte.is_ascii_digit())
}

/// `SCWXXXXXXXXXXXXXXXXX`. <https://github.com/scaleway/scaleway-sdk-go/blob/main/validation/is.go> (`IsAccessKey`)
fn is_access_key(text: &str) -> bool {
    text.len() == 20 && text.starts_with("SCW") && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Sends the secret key in its header. Nothing is signed.
struct Signer {
    key: Secret,
}

impl Sign for Signer {
    fn sign(&self, request: Request, _now_millis: u64) -> Result<Request, Error> {
        Ok(request.secret("X-Auth-Token", self.key.clone()))
    }
}
