//! The server's responses: JSON as Python writes it, and the faults of every kind.
//!
//! A fault is an object with one key, whose name follows from the status. Two things are not: what the router refuses (flat, with HTML
//! in it) and what the token filter refuses (`error`, without a version header).
//! Source: `cinder/api/openstack/wsgi.py` of <https://opendev.org/openstack/cinder>, and recorded answers.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::frame::Response;

/// What a handler returns: a response, or the refusal that is sent instead.
pub(super) type ApiResult<T = Response> = Result<T, Response>;

/// JSON with a blank behind commas and colons, and nothing beyond ASCII.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (at, (key, value)) in fields.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write(&Value::from(key.as_str()), out);
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
        plain => {
            for unit in plain.to_string().encode_utf16() {
                match u8::try_from(unit) {
                    Ok(byte) if byte.is_ascii() => out.push(char::from(byte)),
                    _ => drop(write!(out, "\\u{unit:04x}")),
                }
            }
        }
    }
}

/// The bytes of a body.
pub(super) fn bytes(body: &Value) -> Vec<u8> {
    let mut out = String::new();
    write(body, &mut out);
    out.into_bytes()
}

/// An answer with a JSON body.
pub(super) fn json(status: u16, body: &Value) -> Response {
    Response::new(status, "application/json", bytes(body))
}

/// A success with a JSON body.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn success(status: u16, body: &Value) -> ApiResult {
    Ok(json(status, body))
}

/// A success without a body.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn done(status: u16) -> ApiResult {
    Ok(Response::new(status, "text/html; charset=UTF-8", ""))
}

/// A fault by its status.
pub(super) fn fault(status: u16, message: &str) -> Response {
    let name = match status {
        400 => "badRequest",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "itemNotFound",
        405 => "badMethod",
        409 => "conflictingRequest",
        413 => "overLimit",
        415 => "badMediaType",
        501 => "notImplemented",
        503 => "serviceUnavailable",
        _ => "computeFault",
    };
    if status != 413 {
        return json(status, &json!({ name: {"code": status, "message": message} }));
    }
    // A refusal for a quota tells to try again after no time at all.
    let mut response = json(status, &json!({ name: {"code": status, "message": message, "retryAfter": "0"} }));
    response.headers.push(("Retry-After".to_owned(), "0".to_owned()));
    response
}

pub(super) fn refuse<T>(status: u16, message: &str) -> ApiResult<T> {
    Err(fault(status, message))
}

/// 400 for what the schema or the rules of input forbid.
pub(super) fn bad<T>(message: &str) -> ApiResult<T> {
    refuse(400, message)
}

/// 400 for the state of a volume.
pub(super) fn bad_volume<T>(reason: &str) -> ApiResult<T> {
    bad(&format!("Invalid volume: {reason}"))
}

/// 400 for input that cannot be.
pub(super) fn bad_input<T>(reason: &str) -> ApiResult<T> {
    bad(&format!("Invalid input received: {reason}"))
}

/// 400 for a field of the body.
pub(super) fn bad_field<T>(field: &str, value: &Value, why: &str) -> ApiResult<T> {
    let shown = value.as_str().map_or_else(|| python(value), str::to_owned);
    bad(&format!("Invalid input for field/attribute {field}. Value: {shown}. {} {why}", python(value)))
}

/// What is said of an object that is too much or too little of what it could be.
pub(super) fn under_no_schema(key: &str, value: &Value) -> String {
    let shown = python(value);
    format!("Invalid input for field/attribute {key}. Value: {shown}. {shown} is not valid under any of the given schemas")
}

/// A value as Python prints it in the middle of a message.
pub(super) fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::String(text) => format!("'{text}'"),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<_> = fields.iter().map(|(key, value)| format!("'{key}': {}", python(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

pub(super) fn denied<T>(policy: &str) -> ApiResult<T> {
    refuse(403, &format!("Policy doesn't allow {policy} to be performed."))
}

/// The 404 of the router: a flat object whose code is a text, with HTML inside; plain text unless JSON is asked for.
pub(super) fn nowhere(accept: Option<&str>) -> Response {
    if !accept.is_some_and(|accept| accept.contains("json")) {
        return Response::new(404, "text/plain; charset=UTF-8", "404 Not Found\n\nThe resource could not be found.\n\n   ");
    }
    json(404, &json!({"message": "The resource could not be found.<br /><br />\n\n\n", "code": "404 Not Found", "title": "Not Found"}))
}

/// What the token filter in front of Cinder says.
pub(super) fn unauthorized(keystone: &str) -> Response {
    let message = "The request you have made requires authentication.";
    let mut response = json(401, &json!({"error": {"code": 401, "title": "Unauthorized", "message": message}}));
    response.headers.push(("WWW-Authenticate".to_owned(), format!("Keystone uri=\"{keystone}\"")));
    response
}

/// The 500 of an error that the server does not handle.
pub(super) fn broken() -> Response {
    fault(500, "The server has either erred or is incapable of performing the requested operation.")
}
