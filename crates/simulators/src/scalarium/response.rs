//! The server's responses: JSON, the documented shape of errors, the framework's pages, or nothing.

use crate::frame::Response;
use serde_json::{Value, json};

/// A body of JSON.
pub(super) fn json(status: u16, body: &Value) -> Response {
    Response::new(status, "application/json; charset=utf-8", body.to_string())
}

/// No body.
pub(super) fn empty(status: u16) -> Response {
    Response { status, ..Response::default() }
}

/// The documented shape of what is not valid.
pub(super) fn invalid(words: &str) -> Response {
    json(412, &json!({ "errors": [words] }))
}

/// A page as the framework ships it.
pub(super) fn page(status: u16) -> Response {
    let words = match status {
        401 => "HTTP Basic: Access denied.",
        403 => "You are not allowed to access this page.",
        404 => "The page you were looking for doesn't exist.",
        _ => "We're sorry, but something went wrong.",
    };
    let body = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n  <title>{words} ({status})</title>\n</head>\n<body>\n  <div class=\"dialog\"><h1>{words}</h1></div>\n</body>\n</html>\n"
    );
    Response::new(status, "text/html; charset=utf-8", body)
}

/// Plain text, with a time after which to come back.
pub(super) fn later(status: u16, seconds: u64, words: &str) -> Response {
    Response::new(status, "text/plain", words).with_header("Retry-After", &seconds.to_string())
}
