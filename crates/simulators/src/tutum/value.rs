//! Everything the server keeps and says is a JSON value: helpers for those.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::frame::id;

/// A string field, empty if absent.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

/// Sets a field of an object.
pub(super) fn set(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

/// Adds to a list in a field, which is made if it is not there.
pub(super) fn push(object: &mut Value, key: &str, value: Value) {
    match object.get_mut(key) {
        Some(Value::Array(list)) => list.push(value),
        _ => set(object, key, Value::Array(vec![value])),
    }
}

/// A link, as rows write it.
pub(super) fn link(noun: &str, uuid: &str) -> Value {
    Value::String(["@", noun, "/", uuid].concat())
}

/// A lower-case uuid of version 4, the same for the same text.
pub(super) fn uuid(text: &str) -> String {
    id::uuid_v4(id::hash(&["head of ", text].concat()), id::hash(&[text, " and its tail"].concat()))
}

/// `Mon, 29 Sep 2014 15:40:59 +0000`.
pub(super) fn date(millis: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(millis)).replace("GMT", "+0000")
}
