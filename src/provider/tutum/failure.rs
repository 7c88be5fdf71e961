//! What an answer of Tutum means that is not a good one.
//!
//! `{"error":"Descriptive error message"}`, or nothing at all: the framework answers 401 and 404 without a body. The meaning
//! is in the status. <https://github.com/tutumcloud/api-docs/blob/master/source/includes/_errors.md>

use crate::http::{Error, ErrorKind, Response, Verdict};
use crate::wire::{is_html, text_of};
use ErrorKind::{Busy, Exists, Failed, Forbidden, Invalid, NotFound, Unauthenticated, Unreadable, Unsupported};

/// Statuses, what they mean, and the documentation's words for them, for answers without any. Every call is a read: what a
/// gateway answers in Tutum's place may be asked again.
const STATUSES: &[(u16, u16, ErrorKind, &str)] = &[
    (401, 401, Unauthenticated, "The API key is wrong, or the account has been deactivated."),
    (403, 403, Forbidden, "The account may not read this."),
    (404, 404, NotFound, "The requested object cannot be found."),
    (405, 405, Unsupported, "The endpoint does not implement this method."),
    (408, 408, Busy, "The server waited too long for the request."),
    (409, 409, Exists, "Another object has the same unique fields."),
    (415, 415, Invalid, "The server takes and gives JSON only, and did not see that it was asked for: a relay may drop the Accept header."),
    (429, 429, Busy, "Too many requests in a short time."),
    (501, 501, Unsupported, "The server does not have this."),
    (503, 503, Busy, "The service is offline for maintenance."),
    (502, 599, Busy, "The service is at full capacity, or a gateway did not reach it."),
    (400, 499, Invalid, "There is a problem in the content of the request."),
];

/// Judges a response. Ours to say which status means what; the words are passed on.
///
/// # Errors
///
/// Whatever is not a 2xx, and any answer that is an HTML page.
pub fn judge(operation: &'static str, response: &Response) -> Verdict {
    let text = response.body.trim();
    if is_html(text) {
        let what = "The server answered an HTML page, where Tutum answers JSON.";
        return Err(Error::answered(Unreadable, operation, response, what));
    }
    if response.ok() {
        return Ok(());
    }
    let status = response.status;
    let known = STATUSES.iter().find(|(from, to, ..)| (*from..=*to).contains(&status));
    let (kind, words) = known.map_or((Failed, "The server gave no reason."), |(.., kind, words)| (*kind, *words));
    // `error` by the documentation, `error_message` where the framework itself gave up.
    let said = text_of(text, "error").or_else(|| text_of(text, "error_message"));
    let said = said.as_deref().unwrap_or(text).trim();
    Err(Error::answered(kind, operation, response, if said.is_empty() { words } else { said }))
}
