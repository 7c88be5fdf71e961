//! The server's responses: JSON with Nomad's headers, or a plain-text error.
//!
//! Source: `command/agent/http.go` (`wrap`, `setMeta`); errors are text, never JSON, and many failures that look like
//! the caller's own are 500.

use super::ApiVersion;
use crate::frame::Response;
use serde_json::Value;
use std::fmt::{Arguments, Write};

/// An error: a status and the text of its body. Boxed, so that passing one on costs no more than a look at a pointer.
#[derive(Debug)]
pub(super) struct Failure(Box<(u16, String)>);

impl Failure {
    pub fn new(status: u16, text: Arguments) -> Self {
        Self(Box::new((status, text.to_string())))
    }

    /// The text alone, to be repeated inside another.
    pub fn text(self) -> String {
        self.0.1
    }

    /// 500 with the text of `hashicorp/go-multierror`, `about` before it.
    pub fn several(about: &str, errors: &[String]) -> Self {
        let plural = if errors.len() == 1 { "" } else { "s" };
        let mut text = format!("{about}{} error{plural} occurred:", errors.len());
        for error in errors {
            let _ = write!(text, "\n\t* {error}");
        }
        text.push_str("\n\n");
        Self(Box::new((500, text)))
    }
}

/// `Err` of a failure: a status, if it is not 500, and a text as `format!` takes it: `refuse!(404; "{what} not found")`.
macro_rules! refuse {
    ($status:literal; $($text:tt)*) => { Err($crate::nomad::response::Failure::new($status, format_args!($($text)*))) };
    ($($text:tt)*) => { refuse!(500; $($text)*) };
}
pub(super) use refuse;

/// A success: a body or null, perhaps the token of a next page.
#[derive(Default)]
pub(super) struct Success {
    pub body: Value,
    pub next: String,
    /// The index to tell, if it is not that of the table that a read looked at.
    pub index: Option<u64>,
}

/// What a handler returns.
pub(super) type ApiResult = Result<Success, Failure>;

/// A success with a body.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn success(body: Value) -> ApiResult {
    Ok(Success { body, next: String::new(), index: None })
}

/// A success without a body: 200, no Content-Type.
pub(super) fn done() -> ApiResult {
    success(Value::Null)
}

/// A success that tells an index of its own: that of a write, that of a single object, or 0 where nothing is stored.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn success_at(body: Value, index: u64) -> ApiResult {
    Ok(Success { body, next: String::new(), index: Some(index) })
}

/// A header pair.
pub(super) fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Puts a result on the wire; `index` is that of the table a read looked at.
pub(super) fn encode(result: ApiResult, index: Option<u64>, api_version: ApiVersion) -> Response {
    let mut headers = Vec::new();
    let mut add = |name: &str, value: &str| headers.push(header(name, value));
    // A missing object has an index too, so that one can wait for it to appear.
    if let Some(index) = index.filter(|_| answerable(&result)) {
        add("X-Nomad-Index", &index.to_string());
        // A response that is not from the state store does not name the leader.
        add("X-Nomad-KnownLeader", if index > 0 { "true" } else { "false" });
        add("X-Nomad-LastContact", "0");
    }
    let (status, body) = match result {
        Ok(found) => {
            if !found.next.is_empty() {
                add("X-Nomad-NextToken", &found.next);
            }
            if found.body.is_null() {
                (200, String::new())
            } else {
                add("Content-Type", "application/json");
                (200, found.body.to_string())
            }
        }
        Err(failure) => {
            if api_version >= ApiVersion::V16 && !failure.0.1.is_empty() {
                add("Content-Type", "text/plain; charset=utf-8");
            }
            *failure.0
        }
    };
    Response { status, headers, body: body.into_bytes() }
}

/// Whether a result tells the state of a table: success, or that there is no such object.
pub(super) fn answerable(result: &ApiResult) -> bool {
    result.as_ref().err().is_none_or(|failure| failure.0.0 == 404)
}
/// Bytes as `dustin/go-humanize` writes them: decimal units, one decimal below ten.
pub(super) fn human_bytes(bytes: i64) -> String {
    let (mut unit, mut scale) = (0, 1_u64);
    let bytes = bytes.unsigned_abs();
    while bytes / scale >= 1_000 && unit < 6 {
        scale *= 1_000;
        unit += 1;
    }
    let name = ["B", "kB", "MB", "GB", "TB", "PB", "EB"][unit];
    let tenths = if unit == 0 { bytes * 10 } else { (bytes + scale / 20) / (scale / 10) };
    if tenths < 100 && unit > 0 { format!("{}.{} {name}", tenths / 10, tenths % 10) } else { format!("{} {name}", (tenths + 5) / 10) }
}

/// The texts of the rules that are broken.
pub(super) fn broken(rules: &[(bool, &str)]) -> Vec<String> {
    let mut texts = Vec::new();
    for (broken, text) in rules {
        if *broken {
            texts.push((*text).to_owned());
        }
    }
    texts
}
