//! What an answer of Scaleway means that is not a good one.
//!
//! Errors are JSON with a `type`, a `message` and more by type: <https://github.com/scaleway/scaleway-sdk-go/blob/main/scw/errors.go>.
//! The SDK looks for `resource_expired`; answers say `expired`. Instance and the original API still answer older types. The limit of
//! calls is a 429 of the gateway, without a body; a gateway's own trouble is an HTML page.

use super::wire::{Object, is_html, text_of};
use crate::http::{Error, ErrorKind, FieldError, Response, Verdict};
use crate::json;
use ErrorKind::{
    Busy, Failed, Forbidden, Invalid, Limited, NotFound, OutcomeUnknown, Unauthenticated, Unreadable, Unsupported, WrongState,
};

/// Types and what they mean.
const TYPES: &[(&str, ErrorKind)] = &[
    ("invalid_arguments", Invalid),
    ("invalid_request_error", Invalid),
    ("quotas_exceeded", Limited),
    ("out_of_stock", Limited),
    ("transient_state", WrongState),
    ("precondition_failed", WrongState),
    ("conflict", WrongState),
    ("locked", WrongState),
    ("not_found", NotFound),
    ("unknown_resource", NotFound),
    ("expired", NotFound),
    ("resource_expired", NotFound),
    ("permissions_denied", Forbidden),
    ("authorization_required", Forbidden),
    ("denied_authentication", Unauthenticated),
    ("invalid_auth", Unauthenticated),
    ("too_many_requests", Busy),
];

/// Words of an `invalid_request_error`, which says much that later got a type of its own.
const WORDS: &[(&str, ErrorKind)] =
    &[("uota", Limited), ("should be", WrongState), ("attached", WrongState), ("in use", WrongState), ("cannot be", WrongState)];

/// The fields of our forms, spelled as on the wire.
const FIELDS: &[&str] = &[
    "name",
    "size",
    "snapshot_size",
    "perf_iops",
    "project_id",
    "project",
    "organization",
    "volume_type",
    "snapshot_id",
    "base_snapshot",
    "tags",
    "bucket",
    "key",
    "server",
    "zone",
    "kms_key_id",
];

/// What else an answer says beside its message.
const MORE: &[&str] = &["help_message", "precondition", "current_state", "resource", "resource_id", "expired_since", "reason"];

/// Judges a response.
///
/// # Errors
///
/// Whatever is not a 2xx, and any answer that is an HTML page.
pub fn judge(operation: &'static str, response: &Response) -> Verdict {
    let text = response.body.trim();
    if is_html(text) {
        let what = "A gateway answered an HTML page, where Scaleway answers JSON.";
        return Err(error(Unreadable, operation, response, what));
    }
    if response.ok() {
        return Ok(());
    }
    let read = operation.starts_with("GET");
    let body = Object::of(text).ok();
    let word = text_of(text, "type").unwrap_or_default();
    let said = text_of(text, "message").unwrap_or_default();
    let mut kind = match response.status {
        429 => Busy,
        401 => Unauthenticated,
        _ => {
            TYPES.iter().find(|(name, _)| *name == word).map_or_else(|| by_status(response.status, body.is_some(), read), |(_, kind)| *kind)
        }
    };
    if word == "invalid_request_error" {
        kind = WORDS.iter().find(|(words, _)| said.contains(words)).map_or(kind, |(_, kind)| *kind);
    }
    let (mut words, mut fields) = (vec![said], Vec::new());
    for name in MORE {
        // The message names most resources already, and ids are in the address.
        if let Some(more) = text_of(text, name).filter(|more| !words[0].contains(more.as_str())) {
            words.push(if *name == "help_message" { more } else { [name, " ", &more].concat() });
        }
    }
    if let Some(body) = body {
        details(&body, &mut words, &mut fields);
    }
    words.retain(|words| !words.is_empty());
    let words = words.join("; ");
    let message = match (response.status, words.as_str()) {
        (429, "") => "Too many calls at once: Scaleway answered without a body.",
        (_, "") if text.is_empty() => "The server gave no reason.",
        (_, "") => text,
        (_, words) => words,
    };
    let mut error = error(kind, operation, response, message);
    error.fields = fields;
    Err(error)
}

fn by_status(status: u16, json: bool, read: bool) -> ErrorKind {
    match status {
        403 => Forbidden,
        404 if json => NotFound,
        // Not even an answer of the API: something else stands at this address.
        404 | 405 | 501 => Unsupported,
        409 | 412 | 423 => WrongState,
        410 => NotFound,
        // A gateway spoke in Scaleway's place: whether a write got through is not known.
        408 | 502..=599 if !read => OutcomeUnknown,
        408 | 502..=599 => Busy,
        400..=499 => Invalid,
        _ => Failed,
    }
}

/// `details`, a list of objects whose members depend on the type, and `fields`, lists of texts by field.
fn details(body: &Object, words: &mut Vec<String>, fields: &mut Vec<FieldError>) {
    for detail in body.objects("details") {
        let text = |name| detail.text(name);
        if let Some(argument) = text("argument_name") {
            let why = text("help_message").or_else(|| text("reason")).unwrap_or_default();
            note(fields, &argument, &why);
            words.push([argument.as_str(), ": ", &why].concat());
        } else if let Some(resource) = text("resource") {
            let what = match (text("action"), detail.unsigned("current"), detail.unsigned("quota")) {
                (Some(action), ..) => [action.as_str(), " ", &resource].concat(),
                (_, Some(current), Some(quota)) => format!("{resource} {current} of {quota}"),
                _ => resource,
            };
            words.push(what);
        }
    }
    for (argument, whys) in json::parts(body.get("fields").unwrap_or("{}")).unwrap_or_default() {
        for (_, why) in json::parts(whys).unwrap_or_default() {
            let why = json::string(why).unwrap_or_default();
            note(fields, &argument, &why);
            words.push([&argument, ": ", why.as_str()].concat());
        }
    }
}

/// Puts an error to the field of our forms that an argument such as `from_empty.size` is.
fn note(fields: &mut Vec<FieldError>, argument: &str, why: &str) {
    let last = match argument {
        "from_snapshot.size" => "snapshot_size",
        _ => argument.rsplit('.').next().unwrap_or_default(),
    };
    if let Some(field) = FIELDS.iter().find(|field| **field == last) {
        fields.push(FieldError::new(field, why));
    }
}

fn error(kind: ErrorKind, operation: &'static str, response: &Response, message: &str) -> Error {
    let mut error = Error::answered(kind, operation, response, message);
    error.request_id = response.header("X-Request-Id").map(str::to_owned);
    error
}
