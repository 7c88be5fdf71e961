//! What an answer of Scalarium means that is not a good one.
//!
//! Documented is `412 {"errors":["Can't create instance without at least one role"]}`
//! (<https://support.scalarium.com/kb/api/creating-starting-stopping-and-rebooting-instances>), and that what is in use cannot be
//! deleted. What the bodies of 401, 403 and 404 look like is not known: JSON, text, a page or nothing are all understood. Below 500
//! the status alone says that nothing was done, whatever its page looks like. What a gateway answers in Scalarium's place is told
//! apart by the console, for every provider alike.

use super::decode::is_html;
use ErrorKind::{Busy, Failed, Forbidden, Invalid, Missing, NotFound, Unauthenticated, Unreadable, Unsupported, WrongState};
use voldeck_core::http::{Error, ErrorKind, Response};
use voldeck_core::json;
use voldeck_core::texts::t;

/// The error that a response means, if it means one. Ours to say which status means what; what the server says of it is passed on.
///
/// # Errors
///
/// Whatever is not a 2xx, and a page where JSON belongs.
pub fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let text = response.body.trim();
    let (read, page) = (operation.starts_with("GET"), is_html(text));
    if response.ok() && !page {
        return Ok(());
    }
    // The kind, and the words for it where the server has none.
    let (kind, words) = match response.status {
        404 | 412 if !page && names_another(text) => (Missing, ""),
        200..=399 if page => (Unreadable, t("The server answered an HTML page, where Scalarium answers JSON.")),
        401 => (Unauthenticated, t("The token is missing, wrong or revoked, or its user has no access to the API.")),
        403 => (Forbidden, t("The token’s user may not do this.")),
        // A list of all has no id that could be missing: there is no such call.
        404 if operation.contains(':') => (NotFound, t("There is none of this id, or the server does not know this call.")),
        404 | 405 | 501 => (Unsupported, t("The server does not know this call; the address of the API ends with /api.")),
        406 => (Unsupported, t("The server does not speak version 1 of the API.")),
        // The writes send no values that could be wrong: what is not valid is the state.
        409 => (WrongState, t("Its present state forbids it.")),
        412 if !read => (WrongState, t("Its present state forbids it.")),
        429 => (Busy, t("Too many calls.")),
        400..=499 => (Invalid, t("The server does not accept the request.")),
        _ => (Failed, t("The server failed and gave no reason.")),
    };
    let mut message = said(text).filter(|_| !page).unwrap_or_else(|| words.to_owned());
    if kind == Forbidden {
        let volumes = operation.contains("/volumes");
        message.push_str(if volumes {
            t(" (Volumes are for account admins only.)")
        } else {
            t(" (Access to the API has to be enabled for each user.)")
        });
    }
    let error = Error::answered(kind, operation, response, &message);
    Err(if kind == NotFound { error.hinting(GONE) } else { error })
}

/// Whether something else than what the call is about is said to be missing: a credential, an instance, or what EC2 knows the
/// volume by. The words are Rails' and EC2's; none of Scalarium's own survive.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>
fn names_another(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let missing = ["find", "not found", "notfound", "does not exist"].iter().any(|words| text.contains(words));
    missing && ["credential", "instance", "cloud", "cluster", "account", "invalidvolume", "vol-"].iter().any(|word| text.contains(word))
}

/// What may help where one thing is not there.
const GONE: &str = "It may have been removed by someone else. If nothing can be read, check the address: that of the API ends with /api.";

/// The server's own words: its `errors`, or the text as it is.
fn said(text: &str) -> Option<String> {
    let found = ["errors", "error", "message"].iter().find_map(|key| json::member(text, key)).unwrap_or(text);
    let mut whole = String::new();
    let parts = json::entries(found).filter(|_| found.len() < text.len());
    for (key, value) in parts.unwrap_or_else(|| vec![("".into(), found)]) {
        if !whole.is_empty() {
            whole.push_str("; ");
        }
        if !key.is_empty() {
            whole.extend([&key, ": "]);
        }
        whole.push_str(&json::string(value).unwrap_or_else(|| value.to_owned()));
    }
    (!whole.is_empty()).then_some(whole)
}
