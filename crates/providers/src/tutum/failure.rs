//! What an answer of Tutum means that is not a good one.
//!
//! `{"error":"Descriptive error message"}`, or nothing at all: the framework answers 401 and 404 without a body. The meaning
//! is in the status. <https://github.com/tutumcloud/api-docs/blob/master/source/includes/_errors.md>

use ErrorKind::{Busy, Exists, Failed, Forbidden, Invalid, Missing, NotFound, Unauthenticated, Unreadable, Unsupported};
use voldeck_core::decode::{is_html, text_of};
use voldeck_core::http::{Error, ErrorKind, Response};
use voldeck_core::texts::t;

/// Statuses, what they mean, and the documentation's words for them, for answers without any. What a gateway answers in Tutum's
/// place is told apart by the console, for every provider alike.
const STATUSES: &[(u16, u16, ErrorKind, &str)] = &[
    (401, 401, Unauthenticated, "The API key is wrong, or the account has been deactivated."),
    (403, 403, Forbidden, "The account may not read this."),
    (404, 404, NotFound, "There is none of this uuid, or the server does not have this call."),
    (405, 405, Unsupported, "The endpoint does not implement this method."),
    (409, 409, Exists, "Another object has the same unique fields."),
    (415, 415, Invalid, "The server takes and gives JSON only, and did not see that it was asked for: a proxy may drop the Accept header."),
    (429, 429, Busy, "Too many requests in a short time."),
    (501, 501, Unsupported, "The server does not have this."),
    (503, 503, Busy, "The service is offline for maintenance."),
    (504, 504, Busy, "The service is at full capacity."),
    (400, 499, Invalid, "There is a problem in the content of the request."),
];

/// The error that a response means, if it means one. Ours to say which status means what; the words are passed on.
///
/// # Errors
///
/// Whatever is not a 2xx, and a page where JSON belongs.
pub fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let text = response.body.trim();
    let page = is_html(text);
    if response.ok() && page {
        let what = t("The server answered an HTML page, where Tutum answers JSON.");
        return Err(Error::answered(Unreadable, operation, response, what));
    }
    if response.ok() {
        return Ok(());
    }
    let status = response.status;
    let known = STATUSES.iter().find(|(from, to, ..)| (*from..=*to).contains(&status));
    let (mut kind, mut words) = known.map_or((Failed, t("The server gave no reason.")), |(.., kind, words)| (*kind, t(words)));
    let list = !operation.contains("(uuid)");
    if status == 404 && list {
        // A list has no uuid that could be missing.
        (kind, words) = (Unsupported, t("There is no such list."));
    }
    // `error` by the documentation, `error_message` where the framework itself gave up.
    let said = text_of(text, "error").or_else(|| text_of(text, "error_message"));
    let said = said.as_deref().unwrap_or(if page { "" } else { text }).trim();
    if status == 404 && said.to_ascii_lowercase().contains("namespace") {
        return Err(Error::answered(Missing, operation, response, said).hinting(ELSEWHERE));
    }
    let error = Error::answered(kind, operation, response, if said.is_empty() { words } else { said });
    Err(if status == 404 { error.hinting(if list { ELSEWHERE } else { GONE }) } else { error })
}

/// What may help where a list is not there.
const ELSEWHERE: &str = "Another form of addresses, or another namespace, may be right.";
/// What may help where one object is not there.
const GONE: &str =
    "It may have ended with its service. If nothing can be read, another form of addresses, or another namespace, may be right.";
