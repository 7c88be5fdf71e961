//! What an answer of Scaleway means that is not a good one.
//!
//! Errors are JSON with a `type`, a `message` and more by type: <https://github.com/scaleway/scaleway-sdk-go/blob/main/scw/errors.go>.
//! Instance and the original API still answer older types. The limit of calls is a 429 of the gateway, without a body. What a
//! gateway says in Scaleway's place (502 to 504) is told apart by [`voldeck_core::http::check_response`]; only `out_of_stock`, a documented 503, is
//! Scaleway's own.

use super::decode::{ObjectReader, is_html, text_of};
use super::faults;
use super::missing::{self, Missing};
use ErrorKind::{Busy, Failed, Forbidden, Invalid, Limited, NotFound, Unauthenticated, Unreadable, Unsupported, WrongState};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, FieldError, Response};
use voldeck_core::json;
use voldeck_core::texts::t;

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
    (faults::EXPIRED.answered, NotFound),
    (faults::EXPIRED.documented, NotFound),
    ("permissions_denied", Forbidden),
    ("authorization_required", Forbidden),
    ("denied_authentication", Unauthenticated),
    ("invalid_auth", Unauthenticated),
    ("too_many_requests", Busy),
];

/// Words of an `invalid_request_error`, which says much that later got a type of its own.
const WORDS: &[(&str, ErrorKind)] = &[
    ("uota", Limited),
    ("not found", NotFound),
    ("should be", WrongState),
    ("attached", WrongState),
    ("in use", WrongState),
    ("cannot be", WrongState),
];

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

/// The error that a response means, if it means one.
///
/// # Errors
///
/// Whatever is not a 2xx, and any answer that is an HTML page.
pub fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let text = response.body.trim();
    if is_html(text) {
        let what = t("The server answered an HTML page, where Scaleway answers JSON.");
        let kind = match response.status {
            429 => Busy,
            // A server that broke down, not another service.
            500..=599 => Failed,
            _ => Unreadable,
        };
        return Err(error(kind, operation, response, what));
    }
    if response.ok() {
        return Ok(());
    }
    let body = ObjectReader::parse(text).ok();
    let word = text_of(text, "type").unwrap_or_default();
    let said = text_of(text, "message").unwrap_or_default();
    let mut kind = match response.status {
        429 => Busy,
        401 => Unauthenticated,
        _ => TYPES.iter().find(|(name, _)| *name == word).map_or_else(|| by_status(response.status, body.is_some()), |(_, kind)| *kind),
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
    if let Some(body) = &body {
        details(body, &mut words, &mut fields);
    }
    words.retain(|words| !words.is_empty());
    let words = words.join("; ");
    let read_one = operation.starts_with("GET") && operation.ends_with("id}");
    let message = match (response.status, words.as_str()) {
        (429, "") => t("Too many calls at once: Scaleway answered without a body."),
        (404, "") if text.is_empty() && read_one => {
            t("It is not there, or this server has no such call: the answer was 404 without a word.")
        }
        (_, "") if text.is_empty() => t("The server gave no reason."),
        (_, "") => text,
        (_, words) => words,
    };
    let mut error = error(kind, operation, response, message);
    if read_one && response.status == 404 && text.is_empty() {
        error = error.hinting(t("It may have been removed; or the address leads to something that is not Scaleway’s API."));
    }
    match missing::what(operation, kind, body.as_ref(), &error.message) {
        Some(Missing::Target) => error.kind = NotFound,
        Some(Missing::Other(hint)) => error = error.of_kind(ErrorKind::Missing).hinting(hint),
        None if error.kind == Forbidden => {
            if let Some(hint) = right(operation, &word, body.as_ref()) {
                error = error.hinting(hint);
            }
        }
        None => {}
    }
    error.fields = fields;
    Err(error)
}

fn by_status(status: u16, json: bool) -> ErrorKind {
    match status {
        403 => Forbidden,
        404 if json => NotFound,
        // Not even an answer of the API: something else stands at this address.
        404 | 405 | 501 => Unsupported,
        409 | 412 | 423 => WrongState,
        410 => NotFound,
        // A proxy held the call for too long.
        408 => Busy,
        400..=499 => Invalid,
        _ => Failed,
    }
}

/// Which permission set gives the right that is missing.
/// <https://www.scaleway.com/en/docs/iam/reference-content/permission-sets/>
fn right(operation: &str, word: &str, body: Option<&ObjectReader>) -> Option<String> {
    let details = body.map(|body| body.objects("details")).unwrap_or_default();
    let detail = |name: &str| details.iter().find_map(|detail| detail.text(name)).unwrap_or_default();
    let (resource, action) = (detail("resource"), detail("action"));
    let reads = action == "read" || action.is_empty() && operation.starts_with("GET");
    if reads && resource == "snapshot" && operation.ends_with("id}") {
        return Some(faults::HIDDEN_SNAPSHOT.shown.to_owned());
    }
    let product = if operation.contains("/account/") || resource == "project" {
        "Project"
    } else if operation.contains("/instance/") || word == "authorization_required" || resource.starts_with("instance") {
        "Instances"
    } else if word == "permissions_denied" {
        "BlockStorage"
    } else {
        return None;
    };
    let sets = match (product, reads) {
        ("Project", _) => "ProjectReadOnly".to_owned(),
        (product, true) => fill!("{product}ReadOnly or {product}FullAccess", product),
        (product, false) => format!("{product}FullAccess"),
    };
    Some(fill!("The API key needs the permission set {sets} for this project.", sets))
}

/// `details`, a list of objects whose members depend on the type, and `fields`, lists of texts by field.
fn details(body: &ObjectReader, words: &mut Vec<String>, fields: &mut Vec<FieldError>) {
    for detail in body.objects("details") {
        let text = |name| detail.text(name);
        if let Some(argument) = text("argument_name") {
            let why = text("help_message").or_else(|| text("reason")).unwrap_or_default();
            note(fields, &argument, &why);
            words.push([argument.as_str(), ": ", &why].concat());
        } else if let Some(resource) = text("resource") {
            let what = match (text("action"), detail.unsigned("current"), detail.unsigned("quota")) {
                (Some(action), ..) => [action.as_str(), " ", &resource].concat(),
                (_, Some(current), Some(quota)) => fill!("{resource} {current} of {quota}", resource, current, quota),
                _ => resource,
            };
            words.push(what);
        }
    }
    for (argument, whys) in json::entries(body.get("fields").unwrap_or("{}")).unwrap_or_default() {
        for (_, why) in json::entries(whys).unwrap_or_default() {
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
        fields.push(FieldError::new(field, why.to_owned()));
    }
}

fn error(kind: ErrorKind, operation: &'static str, response: &Response, message: &str) -> Error {
    let mut error = Error::answered(kind, operation, response, message);
    error.request_id = response.header("X-Request-Id").map(str::to_owned);
    error
}
