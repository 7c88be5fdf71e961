//! The server's responses: JSON, or `{"error":"…"}`, or nothing but a status.

use crate::frame::Response;
use serde_json::Value;

fn json(status: u16, body: &Value) -> Response {
    Response::new(status, "application/json", body.to_string()).with_header("Vary", "Accept, Authorization")
}

/// 200 with a body.
pub(super) fn success(body: &Value) -> Response {
    json(200, body)
}

/// A refusal in words.
pub(super) fn refusal(status: u16, words: &str) -> Response {
    let mut body = serde_json::Map::new();
    body.insert("error".to_owned(), words.into());
    json(status, &Value::Object(body))
}

/// A refusal without any.
pub(super) fn bare(status: u16) -> Response {
    Response::new(status, "text/html; charset=utf-8", "")
}
