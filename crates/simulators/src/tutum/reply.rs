//! What leaves the server: JSON, or `{"error":"…"}`, or nothing but a status.

use crate::frame::Answer;
use serde_json::Value;

fn json(status: u16, body: &Value) -> Answer {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned()), ("Vary".to_owned(), "Accept, Authorization".to_owned())];
    Answer { status, headers, body: body.to_string().into_bytes() }
}

/// 200 with a body.
pub(super) fn good(body: &Value) -> Answer {
    json(200, body)
}

/// A refusal in words.
pub(super) fn refusal(status: u16, words: &str) -> Answer {
    let mut body = serde_json::Map::new();
    body.insert("error".to_owned(), words.into());
    json(status, &Value::Object(body))
}

/// A refusal without any.
pub(super) fn bare(status: u16) -> Answer {
    Answer { status, headers: vec![("Content-Type".to_owned(), "text/html; charset=utf-8".to_owned())], body: Vec::new() }
}
