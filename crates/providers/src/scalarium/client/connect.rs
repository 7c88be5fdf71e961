//! Signing in: what may be filled in, and how requests get their credentials.

use std::cell::RefCell;
use std::rc::Rc;

use super::ScalariumClient;
use crate::address;
use crate::scalarium::{ADDRESS, failure};
use voldeck_core::action::Values;
use voldeck_core::client::Platform;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};
use voldeck_core::texts::t;

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, platform: Platform) -> Result<ScalariumClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let base = address::base(values.text("address"), ADDRESS, &["/volumes", "/clouds"]).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let token = values.text("token");
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        wrong.push(FieldError::new("token", t("A token has letters and digits only; this one cannot be sent in a header.")));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(ScalariumClient {
        session: platform.session(base, Rc::new(Signer(Secret::new(token))), failure::parse_error),
        fleet: Rc::default(),
        loading: RefCell::default(),
        names: RefCell::default(),
    })
}

/// Sends the token in its header, and the version of the API, which stands in `Accept` and nowhere else.
struct Signer(Secret);

impl Sign for Signer {
    fn sign(&self, mut request: Request, _now_millis: u64) -> Result<Request, Error> {
        request.headers.push(("Accept", "application/vnd.scalarium-v1+json".to_owned()));
        Ok(request.secret("X-Scalarium-Token", self.0.clone()))
    }
}
