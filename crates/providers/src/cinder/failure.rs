//! What an answer of Cinder or Keystone means that is not a good one.
//!
//! Errors are JSON with one member whose name says little: `{"badRequest": {"code": 400, "message": "…"}}`. What the router refuses is
//! flat, with HTML in it: `{"message": "…", "code": "404 Not Found", "title": "Not Found"}`. State conflicts are mostly 400, told
//! apart by their words. <https://opendev.org/openstack/cinder/src/branch/master/cinder/api/openstack/wsgi.py> (`Fault`)

use super::api::SIGN_IN;
use super::decode::text_of;
use super::missing::{self, Missing};
use ErrorKind::{Busy, Exists, Failed, Forbidden, Invalid, Limited, NotFound, Unauthenticated, Unreadable, Unsupported, WrongState};
use voldeck_core::decode::is_html;
use voldeck_core::http::{Error, ErrorKind, FieldError, Response};
use voldeck_core::json;
use voldeck_core::texts::t;

/// Beginnings and parts of a 400 that tell of a state, not of the request.
const STATES: &[&str] = &[
    "status must be",
    "Invalid volume:",
    "Invalid snapshot:",
    "Invalid group:",
    "Invalid group snapshot:",
    "in use",
    "status is",
    "cannot be",
];

/// Refusals that come after something was done. Deleting a volume with its snapshots marks the volume, then each snapshot, and
/// leaves the volume in `error_deleting` where one cannot be marked or its key cannot be deleted:
/// <https://opendev.org/openstack/cinder/src/branch/master/cinder/volume/api.py> (`delete`). What is attached by hand is refused
/// by the back end after the attachment was written down:
/// <https://opendev.org/openstack/cinder/src/branch/master/cinder/api/contrib/volume_actions.py> (`_attach`, `_detach`).
const IN_PART: &[&str] =
    &["Failed to update snapshot", "Unable to delete encryption key", "Error attaching volume - ", "Error detaching volume - "];

/// What a 404 without a body means where one thing was to be read.
const NO_BODY: &str = "It is not there, or this server has no such call: the answer is a 404 without a word.";
/// The same where the words do not say what is missing.
const EITHER: &str = "Either it is not there, or this server has no such call.";

/// The fields of our forms, spelled as on the wire.
const FIELDS: &[&str] = &[
    "name",
    "description",
    "size",
    "new_size",
    "volume_type",
    "new_type",
    "availability_zone",
    "snapshot_id",
    "source_volid",
    "imageRef",
    "backup_id",
    "metadata",
    "group_id",
    "group_type",
    "volume_types",
    "instance_uuid",
    "host_name",
    "mountpoint",
    "mode",
    "auth_key",
    "status",
];

/// The error that a response means, if it means one.
///
/// # Errors
///
/// Whatever is not a 2xx, and any answer that is an HTML page.
pub fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let text = response.body.trim();
    if is_html(text) {
        let what = t("A gateway answered an HTML page, where OpenStack answers JSON.");
        return Err(error(Unreadable, operation, response, what));
    }
    if response.ok() {
        return Ok(());
    }
    let fault = json::entries(text).and_then(|parts| parts.into_iter().find(|(_, part)| part.starts_with('{'))).map(|(_, part)| part);
    let said = fault.and_then(|fault| text_of(fault, "message")).or_else(|| text_of(text, "message")).unwrap_or_default();
    let missing = match response.status {
        404 if fault.is_some() => missing::named(operation, &said),
        400 => missing::named_as_invalid(operation, &said),
        _ => None,
    };
    let kind = missing.as_ref().map_or_else(|| kind(operation, response, text, fault.is_some(), &said), |missing| missing.kind);
    let message = match said.as_str() {
        "" if text.is_empty() && response.status == 404 && reads_one(operation) => NO_BODY,
        "" if text.is_empty() => t("The server gave no reason."),
        "" => text,
        said => said,
    };
    let mut error = error(kind, operation, response, message);
    error.in_part = response.status < 500 && IN_PART.iter().any(|words| said.contains(words));
    error.fields = field(&said).into_iter().collect();
    match missing {
        Some(Missing { hint, field, .. }) => {
            error.hint = Some(hint);
            error.fields.extend(field);
        }
        None if kind == NotFound => error.hint = Some(EITHER.to_owned()),
        None => {}
    }
    if kind == Limited {
        error.retry_after_millis = None;
    }
    Err(error)
}

/// What kind of trouble an answer means whose words do not say what is missing.
fn kind(operation: &str, response: &Response, text: &str, fault: bool, said: &str) -> ErrorKind {
    match response.status {
        400 if STATES.iter().chain(IN_PART).any(|words| said.contains(words)) => WrongState,
        401 => Unauthenticated,
        403 => Forbidden,
        404 if text.is_empty() && reads_one(operation) => NotFound,
        // The router has no such path: the server is older, or is no Cinder.
        404 if !fault => Unsupported,
        404 => NotFound,
        405 | 406 | 501 => Unsupported,
        409 if operation == SIGN_IN => Exists,
        409 | 412 => WrongState,
        // A quota, which no waiting helps against; old servers limit the rate of calls with the same status and a time to wait.
        413 if waits(response) == 0 => Limited,
        408 | 413 | 429 | 502..=504 => Busy,
        402..=499 | 400 => Invalid,
        _ => Failed,
    }
}

/// Whether an operation reads one thing by its id.
fn reads_one(operation: &str) -> bool {
    operation.starts_with("GET") && operation.ends_with("_id}")
}

/// How long it asks to wait, in seconds: in a header that browsers hide, and in the body as text.
fn waits(response: &Response) -> u64 {
    let told = response.header("Retry-After").map(str::to_owned);
    let body = || json::entries(response.body.trim())?.into_iter().find_map(|(_, fault)| text_of(fault, "retryAfter"));
    told.or_else(body).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// The field that an error names: `Invalid input for field/attribute size. Value: …`.
fn field(said: &str) -> Option<FieldError> {
    let (_, rest) = said.split_once("field/attribute ")?;
    let named = rest.split(['.', ' ']).next()?;
    FIELDS.iter().find(|field| **field == named).map(|field| FieldError::new(field, said.to_owned()))
}

fn error(kind: ErrorKind, operation: &'static str, response: &Response, message: &str) -> Error {
    let mut error = Error::answered(kind, operation, response, message);
    error.request_id = ["X-Openstack-Request-Id", "X-Compute-Request-Id"].iter().find_map(|name| response.header(name)).map(str::to_owned);
    error
}
