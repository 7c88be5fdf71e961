//! What leaves the server: JSON, the documented shape of errors, the framework's pages, or nothing.

use crate::frame::Answer;
use serde_json::{Value, json};

fn answer(status: u16, media: &str, body: Vec<u8>) -> Answer {
    let headers = if media.is_empty() { Vec::new() } else { vec![("Content-Type".to_owned(), media.to_owned())] };
    Answer { status, headers, body }
}

/// A body of JSON.
pub(super) fn json(status: u16, body: &Value) -> Answer {
    answer(status, "application/json; charset=utf-8", body.to_string().into_bytes())
}

/// No body.
pub(super) fn empty(status: u16) -> Answer {
    answer(status, "", Vec::new())
}

/// The documented shape of what is not valid.
pub(super) fn invalid(words: &str) -> Answer {
    json(412, &json!({ "errors": [words] }))
}

/// A page as the framework ships it.
pub(super) fn page(status: u16) -> Answer {
    let words = match status {
        401 => "HTTP Basic: Access denied.",
        403 => "You are not allowed to access this page.",
        404 => "The page you were looking for doesn't exist.",
        _ => "We're sorry, but something went wrong.",
    };
    let body = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n  <title>{words} ({status})</title>\n</head>\n<body>\n  <div class=\"dialog\"><h1>{words}</h1></div>\n</body>\n</html>\n"
    );
    answer(status, "text/html; charset=utf-8", body.into_bytes())
}

/// Plain text, with a time after which to come back.
pub(super) fn later(status: u16, seconds: u64, words: &str) -> Answer {
    let mut answer = answer(status, "text/plain", words.as_bytes().to_vec());
    answer.headers.push(("Retry-After".to_owned(), seconds.to_string()));
    answer
}
