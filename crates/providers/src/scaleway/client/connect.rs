//! Signing in: what may be filled in, and how requests get their credentials.

use std::rc::Rc;

use super::ScalewayClient;
use crate::address;
use crate::scaleway::api::ZONES;
use crate::scaleway::failure;
use voldeck_core::action::Values;
use voldeck_core::client::Platform;
use voldeck_core::fill;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};
use voldeck_core::texts::t;

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, platform: Platform) -> Result<ScalewayClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let endings = ["/block/v1", "/instance/v1", "/volumes"];
    let base = address::base(values.text("address"), "https://api.scaleway.com", &endings).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let key = values.text("secret_key");
    if key.starts_with("SCW") {
        wrong.push(FieldError::new("secret_key", t("This is the access key. The secret key is the UUID that was shown beside it, once.")));
    } else if !key.chars().all(|c| c.is_ascii_graphic()) {
        wrong.push(FieldError::new(
            "secret_key",
            t("A secret key has letters, digits and dashes only; this one cannot be sent in a header."),
        ));
    }
    let access_key = values.text("access_key");
    if !access_key.is_empty() && !is_access_key(access_key) {
        wrong.push(FieldError::new("access_key", t("An access key begins with SCW and has 20 capital letters and digits.")));
    }
    let mut zones = values.lines("zones");
    if let Some(zone) = zones.iter().find(|zone| !is_zone(zone)) {
        wrong.push(FieldError::new("zones", fill!("“{zone}” is not a zone; write it like fr-par-1.", zone)));
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
        session: platform.session(base, Rc::new(Signer { key: Secret::new(key) }), failure::parse_error),
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
