//! A request as the API understands it: decoded path and query, and a body of JSON.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::response::{ApiResult, invalid};
use crate::frame;

/// A decoded request.
pub(super) struct Request {
    pub method: String,
    /// Decoded segments, a trailing slash dropped.
    pub path: Vec<String>,
    query: Vec<(String, String)>,
    /// The body; null if there was none or it was no JSON.
    pub body: Value,
    /// `X-Auth-Token`.
    pub token: String,
}

impl Request {
    pub fn new(call: &frame::Request) -> Self {
        let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        Self {
            method: call.method.clone(),
            path: call.path.trim_matches('/').split('/').map(decode).collect(),
            query: form_urlencoded::parse(call.query.as_bytes()).into_owned().collect(),
            body: serde_json::from_slice(&call.body).unwrap_or_default(),
            token: call.header("x-auth-token").unwrap_or_default().trim().to_owned(),
        }
    }

    /// A segment of the path, empty if there is none.
    pub fn part(&self, at: usize) -> &str {
        self.path.get(at).map_or("", String::as_str)
    }

    /// The first value of a query parameter, empty if absent.
    pub fn query(&self, key: &str) -> &str {
        self.query.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// The whole query, as sent again in `Link`.
    pub fn rest_of_query(&self) -> impl Iterator<Item = &(String, String)> {
        self.query.iter().filter(|(name, _)| name != "page" && name != "per_page")
    }

    /// Every value of a parameter, those with commas taken apart.
    pub fn list(&self, key: &str) -> Vec<&str> {
        self.query
            .iter()
            .filter(|(name, _)| name == key)
            .flat_map(|(_, value)| value.split(','))
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// A text of the body, empty if absent.
    pub fn text(&self, key: &str) -> &str {
        self.body[key].as_str().unwrap_or_default()
    }

    /// A text of the body that there has to be.
    pub fn need(&self, key: &str) -> ApiResult<&str> {
        match self.body[key].as_str() {
            Some("") => invalid(key, "constraint", "value length must be at least 1 runes"),
            Some(text) => Ok(text),
            None if self.body[key].is_null() => invalid(key, "required", "required key not provided"),
            None => invalid(key, "format", "expected a string"),
        }
    }

    /// A list of texts in the body.
    pub fn tags(&self) -> ApiResult<Option<Value>> {
        match &self.body["tags"] {
            Value::Null => Ok(None),
            Value::Array(tags) if tags.iter().all(Value::is_string) => Ok(Some(tags.clone().into())),
            _ => invalid("tags", "format", "expected a list of strings"),
        }
    }
}

/// Whether a text has the form of an id.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}
