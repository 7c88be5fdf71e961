//! What an answer of `LunaNode` means that is not a good one.
//!
//! A refusal is `{"success":"no","error":"…"}` with status 200. There are no codes, so the meaning is in the words. They may be
//! escaped for HTML, and may be JSON once more (`nomoon/lunanode`, a client that unescapes and parses them). Seen were `region not
//! set`, `invalid region`, `invalid image`, `invalid vm` and the authentication failure; what else is here follows their manner or
//! that of Cinder behind the API. <https://www.lunanode.com/api/overview>
//!
//! Only where the words are such known ones is it known that nothing was done; after any other refusal of a write the console looks.

use super::decode::is_html;
use super::missing::{self, Missing};
use ErrorKind::{Busy, Exists, Failed, Forbidden, Invalid, Limited, NotFound, Unauthenticated, Unreadable, Unsupported, WrongState};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, FieldError, Response};
use voldeck_core::json;
use voldeck_core::texts::t;

/// Words, in small letters, and what they mean; the first that is found counts.
const WORDS: &[(&str, ErrorKind)] = &[
    // What broke down on the way, whatever else the words may seem to say.
    ("timeout", Failed),
    ("timed out", Failed),
    ("retries", Failed),
    ("internal error", Failed),
    ("unexpected", Failed),
    ("invalid response", Failed),
    ("traceback", Failed),
    ("authentication failure", Unauthenticated),
    ("permission", Forbidden),
    ("permitted", Forbidden),
    ("restricted", Forbidden),
    ("too many requests", Busy),
    ("try again", Busy),
    ("quota", Limited),
    ("exceed", Limited),
    ("insufficient", Limited),
    ("must be larger", Invalid),
    ("must be greater", Invalid),
    ("not set", Invalid),
    ("already exists", Exists),
    ("in use", WrongState),
    ("in-use", WrongState),
    ("must be available", WrongState),
    ("must be stopped", WrongState),
    ("status must be", WrongState),
    ("attached", WrongState),
    ("dependent snapshots", WrongState),
    ("has snapshots", WrongState),
    ("not found", NotFound),
    ("does not exist", NotFound),
    ("could not be found", NotFound),
    ("invalid", Invalid),
    ("missing", Invalid),
    ("required", Invalid),
];

/// How refusals begin or end that are known to come before anything is done: the API's own about its parameters and who calls, and
/// those that Cinder gives before it begins.
const BEFORE: &[&str] = &[
    "authentication failure",
    "permission",
    " not set",
    "quota",
    "could not be found",
    "invalid volume:",
    "invalid snapshot:",
    "invalid input received",
    "must be greater than current size",
    "must be stopped before",
    "too many requests",
];

/// Words for parameters, and the field of our forms.
const FIELDS: &[(&str, &str)] = &[
    ("region", "region"),
    ("label", "label"),
    ("size", "size"),
    ("image", "image"),
    ("snapshot", "snapshot_id"),
    ("snapshot_id", "snapshot_id"),
    ("vm", "vm_id"),
    ("vm_id", "vm_id"),
    ("target", "target"),
    ("name", "name"),
    ("image_name", "image_name"),
    ("dst_region", "dst_region"),
];

/// The error that a response means, if it means one. Ours to say which text means what; the text itself is passed on.
///
/// # Errors
///
/// Whatever does not say `"success":"yes"`.
pub fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let read = operation.ends_with("list") || operation.ends_with("info") || operation.ends_with("details");
    let text = response.body.trim();
    let success = json::member(text, "success");
    let good = matches!(success, Some("\"yes\"" | "\"true\"" | "true" | "1"));
    if response.ok() && good && json::check(text).is_ok() {
        return Ok(());
    }
    let kind = match (response.status, success) {
        (200..=299, Some("\"no\"" | "\"false\"" | "false" | "0")) => None,
        (200..=299, _) => Some(Unreadable),
        (401, _) => Some(Unauthenticated),
        (403, _) => Some(Forbidden),
        // The API has no such status: there is no such path.
        (404 | 405 | 501, _) => Some(Unsupported),
        // 408 is a proxy's, which held the call for too long.
        (408 | 429, _) => Some(Busy),
        (500..=599, _) => Some(Failed),
        _ => Some(Invalid),
    };
    let message = if kind.is_none() { reason(text) } else { elsewhere(text, response, read && !operation.ends_with("list")) };
    let refused = kind.is_none();
    let kind = kind.unwrap_or_else(|| meaning(&message, read));
    let ours = matches!(kind, Busy | Failed);
    let kind = if is_html(text) && !ours { Unreadable } else { kind };
    let mut error = Error::answered(kind, operation, response, &message);
    match missing::what(operation, kind, &error.message) {
        Some(Missing::Target) => error.kind = NotFound,
        Some(Missing::Other(hint)) => error = error.of_kind(ErrorKind::Missing).hinting(hint),
        None => {}
    }
    // Words that nobody has seen may come from any step of the work.
    error.in_part = refused && !read && error.kind.is_refusal() && !comes_before(&error.message);
    if matches!(error.kind, Invalid | ErrorKind::Missing) {
        error.fields = fields(&error.message);
    } else if error.kind == Unauthenticated {
        error.message.push_str(t(" Calls are signed with this computer’s time: its clock has to be right."));
        if let Some(date) = response.header("Date") {
            error.message.extend([t(" The server’s clock said "), date, "."]);
        }
        error =
            error.hinting(t("Set the clock right. If it is, check the API ID, the API key, and which addresses the key may be used from."));
    } else if error.kind == Forbidden {
        error = error.hinting(t("The API key is restricted. LunaNode’s panel shows which calls it may make, and from where."));
    }
    Err(error)
}

/// Whether a refusal is known to come before anything is done.
fn comes_before(message: &str) -> bool {
    let words = message.to_ascii_lowercase();
    let one_thing = words.strip_prefix("invalid ").is_some_and(|rest| rest.trim_end_matches('.').split(' ').count() <= 2);
    one_thing || BEFORE.iter().any(|known| words.contains(known))
}

/// The words of `error`: unescaped, and taken out of JSON if they are a JSON text once more.
fn reason(answer: &str) -> String {
    let sent = json::member(answer, "error").unwrap_or("\"\"");
    let words = unescape(&json::string(sent).unwrap_or_else(|| sent.to_owned()));
    let words = words.trim();
    let inner = ["message", "error"].iter().find_map(|name| json::string(json::member(words, name)?));
    match inner.or_else(|| json::check(words).ok().and_then(|()| json::string(words))) {
        Some(inner) => unescape(&inner),
        None if words.is_empty() => t("The server gave no reason.").to_owned(),
        None => words.to_owned(),
    }
}

/// Turns what HTML escapes back: `&quot;web&quot;` into `"web"`.
fn unescape(text: &str) -> String {
    let mut text = text.to_owned();
    // The ampersand last: `&amp;lt;` is `&lt;`, not `<`.
    for (escape, plain) in [("&quot;", "\""), ("&#039;", "'"), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
        if text.contains(escape) {
            text = text.replace(escape, plain);
        }
    }
    text
}

/// What an answer says that is not the API's own.
fn elsewhere(text: &str, response: &Response, one: bool) -> String {
    if is_html(text) {
        t("The server answered an HTML page, where LunaNode answers JSON.").to_owned()
    } else if json::member(text, "error").is_some() {
        reason(text)
    } else if response.ok() {
        let neither = t("The answer does not say whether it succeeded: this is not LunaNode’s API.");
        voldeck_core::decode::read(text).map_or_else(|misread| misread.0, |_| neither.to_owned())
    } else if text.is_empty() && response.status == 404 && one {
        t("The server answered 404 and gave no reason: it is not there, or this server has no such call.").to_owned()
    } else if text.is_empty() {
        fill!("The server answered {status} and gave no reason.", status = response.status)
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What words mean. `try again` says of a reading that it may be repeated, and of a change nothing.
fn meaning(message: &str, read: bool) -> ErrorKind {
    let words = message.to_ascii_lowercase();
    let found = WORDS.iter().find(|(known, _)| words.contains(known)).map_or(Failed, |(_, kind)| *kind);
    if found == Busy && !read && !words.contains("too many requests") { Failed } else { found }
}

/// The fields that a text names.
fn fields(message: &str) -> Vec<FieldError> {
    let words = message.to_ascii_lowercase();
    let named = |name: &str| words.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name);
    FIELDS.iter().filter(|(name, _)| named(name)).map(|(_, field)| FieldError::new(field, message.to_owned())).collect()
}
