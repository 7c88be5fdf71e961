//! A request as Cinder understands it: the path below the version, the query, the body, who asks, and at which microversion.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::response::{ApiResult, bad, bad_field};
use crate::frame;

/// What one may do. Each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Reader,
    Member,
    Admin,
}

/// Who asks, and for which project.
#[derive(Debug, Clone)]
pub(super) struct Who {
    /// The user's id.
    pub user: String,
    /// The project's id.
    pub project: String,
    pub role: Role,
}

/// A decoded request.
pub(super) struct Request {
    pub method: String,
    /// Decoded segments, a trailing slash dropped: `["volumes", "…"]` once the endpoint and the project are off.
    pub path: Vec<String>,
    query: Vec<(String, String)>,
    /// The body; null if there was none or it was no JSON.
    pub body: Value,
    /// Whether there was no body at all.
    pub empty: bool,
    /// `http://host`, as links have it.
    pub origin: String,
    /// The minor number of the microversion asked for.
    pub minor: u32,
    pub who: Who,
    /// The region whose endpoint was called.
    pub region: &'static str,
    /// `req-…`
    pub id: String,
}

/// Scheme and host that a call was made to; the demo knows neither.
pub(super) fn origin(call: &frame::Request) -> String {
    let scheme = call.header("x-forwarded-proto").unwrap_or("http");
    format!("{scheme}://{}", call.header("host").unwrap_or("cinder.demo"))
}

/// The segments of a path.
pub(super) fn segments(path: &str) -> Vec<String> {
    let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    path.trim_matches('/').split('/').filter(|part| !part.is_empty()).map(decode).collect()
}

impl Request {
    pub fn new(call: &frame::Request, path: Vec<String>, who: Who) -> Self {
        Self {
            method: call.method.clone(),
            path,
            query: form_urlencoded::parse(call.query.as_bytes()).into_owned().collect(),
            body: serde_json::from_slice(&call.body).unwrap_or_default(),
            empty: call.body.is_empty(),
            origin: origin(call),
            minor: 0,
            who,
            region: super::REGIONS[0],
            id: String::new(),
        }
    }

    /// A segment of the path, empty if there is none.
    pub fn part(&self, at: usize) -> &str {
        self.path.get(at).map_or("", String::as_str)
    }

    /// A query parameter; the last one counts.
    pub fn query(&self, key: &str) -> Option<&str> {
        self.query.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The whole query.
    pub fn queries(&self) -> &[(String, String)] {
        &self.query
    }

    /// A query parameter that says yes in one of the ways that count.
    pub fn asks(&self, key: &str) -> bool {
        self.query(key).is_some_and(|text| yes(&Value::from(text)))
    }

    pub fn is_admin(&self) -> bool {
        self.who.role == Role::Admin
    }

    /// The object under the only key that a body may have.
    pub fn within(&self, key: &str) -> ApiResult<&Value> {
        match self.body.get(key) {
            Some(inner @ Value::Object(_)) => Ok(inner),
            Some(other) => bad_field(key, other, "is not of type 'object'"),
            None => bad(&format!("'{key}' is a required property")),
        }
    }

    /// The same with what it needs, and with no other keys in it or beside it.
    pub fn strict(&self, key: &str, needed: &[&str], allowed: &[&str]) -> ApiResult<&Value> {
        let inner = self.within(key)?;
        if let Some(key) = self.body.as_object().into_iter().flatten().map(|(name, _)| name).find(|name| *name != key) {
            return bad(&format!("Additional properties are not allowed ('{key}' was unexpected)"));
        }
        let wrong =
            |what: String| bad(&format!("Invalid input for field/attribute {key}. Value: {}. {what}", super::response::python(inner)));
        if let Some(missing) = needed.iter().find(|name| inner.get(**name).is_none()) {
            return wrong(format!("'{missing}' is a required property"));
        }
        match inner.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).find(|name| !allowed.contains(name)) {
            None => Ok(inner),
            Some(more) => wrong(format!("Additional properties are not allowed ('{more}' was unexpected)")),
        }
    }
}

/// Whether a value says yes: a boolean, or one of Python's words for it.
pub(super) fn yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::String(text) => matches!(text.trim().to_ascii_lowercase().as_str(), "1" | "t" | "true" | "on" | "y" | "yes"),
        Value::Number(number) => number.as_u64() == Some(1),
        _ => false,
    }
}

/// What is said of something else.
const BOOLEANS: &str = "is not one of [True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', 'y', 't', False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no', 'n', 'f']";

/// Whether a value says yes or no.
pub(super) fn is_boolean(value: &Value) -> bool {
    let no = match value {
        Value::Bool(yes) => !yes,
        Value::String(text) => matches!(text.trim().to_ascii_lowercase().as_str(), "0" | "f" | "false" | "off" | "n" | "no"),
        Value::Number(number) => number.as_u64() == Some(0),
        _ => false,
    };
    no || yes(value)
}

/// A boolean of a body, in any of the ways that it may be written.
pub(super) fn flag(inner: &Value, key: &str) -> ApiResult<bool> {
    let value = &inner[key];
    if value.is_null() || is_boolean(value) { Ok(yes(value)) } else { bad_field(key, value, BOOLEANS) }
}

/// A text of a body, `None` where it is null or absent, at most 255 characters and without the blanks around it.
pub(super) fn name<'a>(inner: &'a Value, key: &str) -> ApiResult<Option<&'a str>> {
    match &inner[key] {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().chars().count() > 255 => {
            let many = text.trim().chars().count();
            bad(&format!("Invalid input received: {key} has {many} characters, more than 255."))
        }
        Value::String(text) => Ok(Some(text.trim())),
        other => bad_field(key, other, "is not of type 'string', 'null'"),
    }
}

/// An id in a body, empty where it is null or absent.
pub(super) fn id<'a>(inner: &'a Value, key: &str) -> ApiResult<&'a str> {
    match &inner[key] {
        Value::Null => Ok(""),
        Value::String(text) if is_uuid(text) => Ok(text),
        other => bad_field(key, other, "is not valid under any of the given schemas"),
    }
}

/// An id that there has to be.
pub(super) fn need_id<'a>(inner: &'a Value, key: &str) -> ApiResult<&'a str> {
    match id(inner, key)? {
        "" => bad_field(key, &Value::Null, "is not valid under any of the given schemas"),
        text => Ok(text),
    }
}

/// 400 for what is not in the object called `of`.
pub(super) fn missing<T>(of: &str, inner: &Value, key: &str) -> ApiResult<T> {
    bad(&format!("Invalid input for field/attribute {of}. Value: {}. '{key}' is a required property", super::response::python(inner)))
}

/// Pairs of texts as metadata may have them.
pub(super) fn pairs(value: &Value) -> ApiResult<()> {
    let fields_of = value;
    let Value::Object(fields) = value else {
        return bad_field("metadata", value, "is not of type 'object'");
    };
    for (key, value) in fields {
        let plain = |byte: char| byte.is_ascii_alphanumeric() || "-_:. /".contains(byte);
        if key.is_empty() || key.chars().count() > 255 || !key.chars().all(plain) {
            return bad(&format!(
                "Invalid input for field/attribute metadata. Value: {}. '{key}' does not match any of the regexes: '^[a-zA-Z0-9-_:. /]{{1,255}}$'",
                super::response::python(fields_of)
            ));
        }
        match value {
            Value::String(text) if text.chars().count() > 255 => return bad_field(key, value, "is too long"),
            Value::String(_) => {}
            other => return bad_field(key, other, "is not of type 'string'"),
        }
    }
    Ok(())
}

/// Whether a text has the form of an id, with or without dashes.
pub(super) fn is_uuid(text: &str) -> bool {
    let plain: String = text.chars().filter(|letter| *letter != '-').collect();
    plain.len() == 32 && plain.bytes().all(|byte| byte.is_ascii_hexdigit())
}
