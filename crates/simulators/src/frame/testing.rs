//! What the tests of every simulator need: a request written as text, and the response to it.

use super::{Outcome, Request, Response};

/// `METHOD /path?query`; then lines of headers; then, after an empty line, a body.
pub(crate) fn request(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().and_then(|line| line.split_once(' ')).expect("a method and a path");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Request { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), headers, body: body.into() }
}

/// The response to a request, which has to come at once.
#[track_caller]
pub(crate) fn at_once(request: &str, outcome: Outcome) -> Response {
    match outcome {
        Outcome::Now(response) => response,
        other => panic!("{request}: {other:?}"),
    }
}
