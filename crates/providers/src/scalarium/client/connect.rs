//! Signing in: the form, and how requests get their credentials.

use std::cell::RefCell;
use std::rc::Rc;

use super::ScalariumClient;
use crate::address;
use crate::scalarium::failure;
use voldeck_core::action::{Field, FieldKind, Form, Values};
use voldeck_core::client::Platform;
use voldeck_core::http::{Error, FieldError, Request, Secret, Sign};

/// Where the API was.
const ADDRESS: &str = "https://manage.scalarium.com/api";

/// The sign-in form. <https://support.scalarium.com/kb/api/fundamentals-and-authentication>
pub fn sign_in() -> Form {
    Form {
        fields: vec![
            Field::new("address", "Address", FieldKind::Address)
                .required()
                .example(ADDRESS)
                .help("Where the API is, with /api. Scalarium’s own, at manage.scalarium.com, ended when it became AWS OpsWorks in 2013. A path on this site, such as /relay/scalarium, goes through a proxy: Scalarium is not known to answer a CORS preflight."),
            Field::new("token", "API token", FieldKind::Secret)
                .required()
                .example("3fbef44fef7e50dd2ad69c8a5da0d853")
                .help("From the user’s settings, sent as X-Scalarium-Token. Volumes need the token of an account admin, and access to the API has to be enabled for the user."),
        ],
    }
}

/// Makes a connection. Sends nothing.
///
/// # Errors
///
/// Names the fields that cannot be right.
pub fn connect(values: &Values, doors: Platform) -> Result<ScalariumClient, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let base = address::base(values.text("address"), ADDRESS, &["/volumes", "/clouds"]).unwrap_or_else(|message| {
        wrong.push(FieldError::new("address", message));
        String::new()
    });
    let token = values.text("token");
    if token.is_empty() {
        wrong.push(FieldError::new("token", "API token: required."));
    } else if !token.chars().all(|c| c.is_ascii_graphic()) {
        wrong.push(FieldError::new("token", "A token has letters and digits only; this one cannot be sent in a header."));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(ScalariumClient {
        session: doors.session(base, Rc::new(Signer(Secret::new(token))), failure::parse_error),
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
