//! Failures on demand: a name that contains one of these words makes the server misbehave in a known way.
//!
//! Writes look at every name they concern: `name` in the body, the stored name of whatever the path or the body addresses. Reads of one
//! resource look only at `read-…` words of its stored name, lists only at `list-…` words, in the name of the project: the user `tess`
//! has a project for each. The bodies are those of the documentation and of recordings.

use serde_json::Value;

use super::Cinder;
use super::accounts;
use super::request::Request;
use super::response::{self, fault};
use crate::frame::{Outcome, Response, fail};

/// Failure words and what happens: first those for writes, then for reads of one resource, then for lists.
pub const SENTINELS: &[(&str, &str)] = &[
    ("fail-400", "400 `badRequest`"),
    ("fail-401", "401 as the token filter says it"),
    ("fail-403", "403 `forbidden`: a policy"),
    ("fail-404", "404 `itemNotFound`"),
    ("fail-409", "409 `conflictingRequest`"),
    ("fail-quota", "413 `overLimit`, to be tried again after 0 seconds"),
    ("fail-500", "500 `computeFault`"),
    ("fail-501", "501 `notImplemented`"),
    ("fail-503", "503 `serviceUnavailable`"),
    ("fail-keystone", "503 with HTML: Keystone does not answer"),
    ("fail-flat", "404 without a fault around it, as the router says it"),
    ("fail-huge", "500 with a text of 200 kB"),
    ("later-error", "202, and it ends in `error` with a message"),
    ("later-mute", "202, and a new volume ends in `error` without a message"),
    ("later-back-mute", "as `later-back`, and no message says why, of a snapshot neither"),
    ("later-back", "202, and deleting, extending or another type ends after 6 s where it began; a message says why of a snapshot"),
    ("part-400", "deleting a volume with its snapshots: 400, after it was marked and one of them was"),
    ("made-500", "the server acts, then answers 500"),
    ("slow-2s", "the server acts; the answer comes after 2 s"),
    ("slow-30s", "the server acts; the answer comes after 30 s"),
    ("lost-answer", "the server acts, then the connection breaks"),
    ("lost-request", "the connection breaks before the server acts"),
    ("html-200", "200 with a proxy's HTML page; the server does not act"),
    ("html", "502 with a proxy's HTML page; the server does not act"),
    ("truncated", "the server acts; the answer breaks off in its middle (the connection breaks if it has no body)"),
    ("malformed", "a volume whose size is a word; nothing else"),
    ("read-fail-403", "reading that one: 403"),
    ("read-fail-404", "reading that one: 404"),
    ("read-fail-500", "reading that one: 500"),
    ("read-slow", "reading that one takes 2 s"),
    ("read-html", "reading that one: 502 with an HTML page"),
    ("read-truncated", "reading that one: the answer breaks off in its middle"),
    ("read-lost", "reading that one: the connection breaks"),
    ("list-fail-401", "listing in that project: 401"),
    ("list-fail-403", "listing in that project: 403"),
    ("list-fail-500", "listing in that project: 500"),
    ("list-fail-503", "listing in that project: 503"),
    ("list-slow", "listing in that project takes 2 s"),
    ("list-html-200", "listing in that project: 200 with an HTML page"),
    ("list-html", "listing in that project: 502 with an HTML page"),
    ("list-truncated", "listing in that project: a list that breaks off in its middle"),
    ("list-lost", "listing in that project: the connection breaks"),
];

/// The words alone.
const WORDS: [&str; SENTINELS.len()] = fail::words(&[SENTINELS]);

fn word(name: &str, kind: &str) -> Option<&'static str> {
    fail::find(name, kind, &WORDS).filter(|word| *word != "malformed" && *word != "part-400" && !word.starts_with("later-"))
}

/// Every text of a body, with its key.
fn texts<'a>(value: &'a Value, key: &'a str, found: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::String(text) => found.push((key, text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, key, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| texts(value, key, found)),
        _ => {}
    }
}

impl Cinder {
    /// The failure word that applies to this request, without its `read-` or `list-`.
    pub(super) fn sentinel(&self, request: &Request) -> Option<&'static str> {
        let stored = |id: &str| self.rows.iter().find(|row| !id.is_empty() && row.id() == id).map(|row| row.text("name"));
        let addressed = request.path.iter().filter_map(|part| stored(part));
        if request.method == "GET" {
            let listed = matches!(request.path.as_slice(), [_] | [_, _]) && matches!(request.part(1), "" | "detail");
            let project = accounts::project_name(&request.who.project).filter(|_| listed);
            return project.and_then(|name| word(name, "list-")).or_else(|| addressed.into_iter().find_map(|name| word(name, "read-")));
        }
        let mut given = Vec::new();
        texts(&request.body, "", &mut given);
        let named = given.iter().filter_map(|(key, text)| if *key == "name" { Some(*text) } else { text.split(',').find_map(stored) });
        addressed.chain(named).find_map(|name| word(name, ""))
    }
}

fn refusal(effect: &str, request: &Request) -> Option<Response> {
    Some(match effect.strip_prefix("fail-")? {
        "400" => fault(400, "Invalid input received: The name is not accepted today."),
        "401" => response::unauthorized(&format!("{}/identity", request.origin)),
        "403" => fault(403, "Policy doesn't allow volume:create to be performed."),
        "404" => fault(404, "Volume 00000000-0000-0000-0000-000000000000 could not be found."),
        "409" => fault(409, "Resource conflict: another request was faster."),
        "quota" => fault(413, "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'."),
        "500" => response::broken(),
        "501" => fault(501, "The driver does not support it."),
        "503" => fault(503, "Service is unavailable at this time."),
        "keystone" => {
            let body = "<html>\n <head>\n  <title>503 Service Unavailable</title>\n </head>\n <body>\n  <h1>503 Service Unavailable</h1>\n  The server is currently unavailable. Please try again at a later time.<br /><br />\n\n\n </body>\n</html>";
            Response::new(503, "text/html; charset=UTF-8", body)
        }
        "flat" => response::nowhere(Some("application/json")),
        "huge" => fault(500, &"Traceback (most recent call last): ".repeat(6_000)),
        _ => return None,
    })
}

/// The outcome after the server has acted.
pub(super) fn after_acting(effect: &str, response: Response) -> Outcome {
    match effect {
        "made-500" if response.status < 300 => Outcome::Now(response::broken()),
        effect => fail::after_acting(effect, response),
    }
}

/// Whether its name asks for changes to end where they began, and whether a message says so.
pub(super) fn falls_back(name: &str) -> Option<bool> {
    name.contains("later-back").then(|| !name.contains("later-back-mute"))
}

/// The outcome instead of acting, if the word asks for one.
pub(super) fn instead_of_acting(effect: &str, request: &Request) -> Option<Outcome> {
    refusal(effect, request).map(Outcome::Now).or_else(|| fail::instead_of_acting(effect))
}
