//! The server's responses: JSON as PHP writes it, always with status 200.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::frame::Response;

/// Fields of a successful response besides `success`.
pub(super) type Found = Vec<(&'static str, Value)>;

/// What a handler returns: fields of the response, or the text of a refusal.
pub(super) type ApiResult = Result<Found, String>;

/// An object whose values are all text.
pub(super) fn object(fields: &[(&str, &str)]) -> Value {
    let mut map = Map::new();
    for (name, value) in fields {
        map.insert((*name).to_owned(), Value::from(*value));
    }
    Value::Object(map)
}

/// `success: yes` and more.
pub(super) fn accepted(found: Found) -> Response {
    let mut map = Map::new();
    map.insert("success".to_owned(), "yes".into());
    for (name, value) in found {
        map.insert(name.to_owned(), value);
    }
    json(&Value::Object(map))
}

/// `success: no` and why, escaped as for a page.
pub(super) fn refused(words: &str) -> Response {
    let mut escaped = words.to_owned();
    for (plain, escape) in [("&", "&amp;"), ("\"", "&quot;"), ("'", "&#039;"), ("<", "&lt;"), (">", "&gt;")] {
        escaped = escaped.replace(plain, escape);
    }
    json(&object(&[("success", "no"), ("error", &escaped)]))
}

/// As `json_encode` writes it: `\/`, and units of UTF-16 for all that is not ASCII.
pub(super) fn json(value: &Value) -> Response {
    let mut text = String::new();
    for c in value.to_string().chars() {
        if c == '/' {
            text.push_str("\\/");
        } else if c.is_ascii() {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    page(200, "application/json", text)
}

/// What the web server answers where there is no such page.
pub(super) fn missing() -> Response {
    page(
        404,
        "text/html",
        "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center></body></html>\n".into(),
    )
}

/// An answer with a body.
pub(super) fn page(status: u16, media: &str, body: String) -> Response {
    Response::new(status, media, body)
}
