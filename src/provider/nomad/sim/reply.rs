//! What leaves the server: JSON with Nomad's headers, or a plain-text error.
//!
//! Source: `command/agent/http.go` (`wrap`, `setMeta`); errors are text, never JSON, and many failures that look like
//! the caller's own are 500.

use super::Shape;
use crate::sim::Answer;
use serde_json::Value;
use std::fmt::Write;

/// An error: a status and the text of its body.
#[derive(Debug)]
pub(super) struct Failure {
    pub status: u16,
    pub text: String,
}

impl Failure {
    pub fn new(status: u16, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }

    /// 500: whatever an RPC refuses.
    pub fn internal(text: impl Into<String>) -> Self {
        Self::new(500, text)
    }

    /// 403.
    pub fn denied() -> Self {
        Self::new(403, "Permission denied")
    }

    /// 405.
    pub fn method() -> Self {
        Self::new(405, "Invalid method")
    }

    /// 404 of a path that the server does not have.
    pub fn no_resource() -> Self {
        Self::new(404, "resource not found")
    }

    /// 500 with the text of `hashicorp/go-multierror`, `about` before it.
    pub fn several(about: &str, errors: &[String]) -> Self {
        let plural = if errors.len() == 1 { "" } else { "s" };
        let mut text = format!("{about}{} error{plural} occurred:", errors.len());
        for error in errors {
            let _ = write!(text, "\n\t* {error}");
        }
        text.push_str("\n\n");
        Self::internal(text)
    }
}

/// A success: perhaps a body, perhaps a next page.
#[derive(Default)]
pub(super) struct Good {
    pub body: Option<Value>,
    pub next: Option<String>,
}

/// What a handler gives.
pub(super) type Outcome = Result<Good, Failure>;

/// A success with a body.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn good(body: Value) -> Outcome {
    Ok(Good { body: Some(body), next: None })
}

/// A success without a body: 200, no Content-Type.
#[expect(clippy::unnecessary_wraps, reason = "every handler ends with it")]
pub(super) fn done() -> Outcome {
    Ok(Good::default())
}

/// A header pair.
pub(super) fn header(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// Puts an outcome on the wire; `index` is that of the table a read looked at.
pub(super) fn answer(outcome: Outcome, index: Option<u64>, shape: Shape) -> Answer {
    let mut headers = Vec::new();
    // A missing object has an index too, so that one can wait for it to appear.
    let read = outcome.as_ref().map_or_else(|failure| failure.status == 404, |_| true);
    if let Some(index) = index.filter(|_| read) {
        headers.push(header("X-Nomad-Index", index.to_string()));
        headers.push(header("X-Nomad-KnownLeader", "true"));
        headers.push(header("X-Nomad-LastContact", "0"));
    }
    match outcome {
        Ok(found) => {
            if let Some(next) = found.next {
                headers.push(header("X-Nomad-NextToken", next));
            }
            let body = found.body.map(|body| {
                headers.push(header("Content-Type", "application/json"));
                body.to_string().into_bytes()
            });
            Answer { status: 200, headers, body: body.unwrap_or_default() }
        }
        Err(failure) => {
            if shape == Shape::V110 {
                headers.push(header("Content-Type", "text/plain; charset=utf-8"));
            }
            Answer { status: failure.status, headers, body: failure.text.into_bytes() }
        }
    }
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
