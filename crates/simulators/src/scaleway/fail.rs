//! Failures on demand: a name that contains one of these words makes the server misbehave in a known way.
//!
//! Writes look at every name they concern: `name`, `bucket` and `key` in the body, the stored name of what the path or the body
//! addresses. Reads of one resource look only at `read-…` words of its stored name, lists only at `list-…` words, in the project
//! that they are narrowed to. The bodies are those of the documentation and of recordings.

use serde_json::json;

use super::Scaleway;
use super::request::Request;
use super::response::{self, ApiResult, json, refuse};
use crate::frame::{Outcome, Response, fail};

/// Failure words and what happens: first those for writes, then for reads of one resource, then for lists.
pub const SENTINELS: &[(&str, &str)] = &[
    ("fail-400", "400 `invalid_arguments` for `name`"),
    ("fail-401", "401 `denied_authentication`"),
    ("fail-403", "403 `permissions_denied`"),
    ("fail-404", "404 `not_found`"),
    ("fail-409", "409 `transient_state`"),
    ("fail-410", "410 `expired`"),
    ("fail-412", "412 `precondition_failed`"),
    ("fail-423", "423 `locked`"),
    ("fail-429", "429 without a body, as the gateway limits calls"),
    ("fail-500", "500 `internal_error`"),
    ("fail-quota", "403 `quotas_exceeded`"),
    ("fail-stock", "503 `out_of_stock`"),
    ("fail-huge", "500 with a text of 200 kB"),
    ("done-500", "the server acts, then answers 500 `internal_error`"),
    ("falls-back", "the server accepts; a few seconds later everything is as it was before, without a word"),
    ("ends-in-error", "the server accepts; a few seconds later it is in error, of Instance with a reason"),
    ("slow-2s", "the server acts; the answer comes after 2 s"),
    ("slow-30s", "the server acts; the answer comes after 30 s"),
    ("lost-answer", "the server acts, then the connection breaks"),
    ("lost-request", "the connection breaks before the server acts"),
    ("html-200", "200 with a proxy's HTML page; the server does not act"),
    ("html", "502 with a proxy's HTML page; the server does not act"),
    ("truncated", "the server acts; the answer breaks off in its middle (the connection breaks if it has no body)"),
    ("malformed", "a volume whose size is a word; nothing else"),
    ("read-fail-403", "reading that one: 403, as Block answers for an id of another account"),
    ("read-fail-404", "reading that one: 404"),
    ("read-fail-500", "reading that one: 500"),
    ("read-slow", "reading that one takes 2 s"),
    ("read-html", "reading that one: 502 with an HTML page"),
    ("read-truncated", "reading that one: the answer breaks off in its middle"),
    ("read-lost", "reading that one: the connection breaks"),
    ("list-fail-401", "listing that project: 401"),
    ("list-fail-403", "listing that project: 403"),
    ("list-fail-429", "listing that project: 429 without a body"),
    ("list-fail-500", "listing that project: 500"),
    ("list-slow", "listing that project takes 2 s"),
    ("list-html-200", "listing that project: 200 with an HTML page"),
    ("list-html", "listing that project: 502 with an HTML page"),
    ("list-truncated", "listing that project: a list that breaks off in its middle"),
    ("list-lost", "listing that project: the connection breaks"),
];

/// The words alone.
const WORDS: [&str; SENTINELS.len()] = fail::words(&[SENTINELS]);

fn word(name: &str, kind: &str) -> Option<&'static str> {
    fail::find(name, kind, &WORDS).filter(|word| *word != "malformed")
}

impl Scaleway {
    /// The failure word that applies to this request, without its `read-` or `list-`.
    pub(super) fn sentinel(&self, request: &Request) -> Option<&'static str> {
        let stored = |id: &str| self.rows.iter().find(|row| !id.is_empty() && row.text("id") == id).map(|row| row.text("name").to_owned());
        let addressed = request.path.iter().filter_map(|part| stored(part));
        if request.method == "GET" {
            let project = ["project_id", "project", "organization"].iter().find_map(|key| word(request.query(key), "list-"));
            return project.or_else(|| addressed.into_iter().find_map(|name| word(&name, "read-")));
        }
        let mut names: Vec<String> = addressed.collect();
        names.extend(["name", "bucket", "key"].map(|key| request.text(key).to_owned()));
        names.extend(["volume_id", "base_snapshot"].into_iter().filter_map(|key| stored(request.text(key))));
        names.iter().find_map(|name| word(name, ""))
    }
}

fn refusal(effect: &str, request: &Request) -> Option<ApiResult> {
    let noun = if request.path.iter().any(|part| part == "snapshots") { "snapshot" } else { "volume" };
    let id = request.path.last().map_or("", String::as_str);
    Some(match effect.strip_prefix("fail-")? {
        "400" => response::invalid("name", "constraint", "name is not accepted today"),
        "401" => refuse(
            401,
            &json!({"message": "authentication is denied", "method": "api_key", "reason": "expired", "type": "denied_authentication"}),
        ),
        "403" => response::denied("write", noun),
        "404" => response::not_found(noun, id),
        "409" => response::transient(noun, id, "updating"),
        "410" => refuse(
            410,
            &json!({"expired_since": "2026-05-01T09:12:44.120345Z", "message": "resource has expired", "resource": noun, "resource_id": id, "type": "expired"}),
        ),
        "412" => response::precondition("not_in_use", "the resource is in use by a managed service"),
        "423" => response::locked(noun, id),
        "500" => refuse(500, &json!({"message": "internal error", "type": "internal_error"})),
        "quota" => refuse(
            403,
            &json!({"details": [{"resource": "SbsVolumesSize", "quota": 50_000, "current": 49_990}], "message": "quota(s) exceeded for this resource", "type": "quotas_exceeded"}),
        ),
        "stock" => refuse(503, &json!({"message": "resource is out of stock", "resource": noun, "type": "out_of_stock"})),
        "huge" => refuse(500, &json!({"message": "panic: index out of range ".repeat(8_000), "type": "internal_error"})),
        _ => return None,
    })
}

/// The outcome instead of acting, if the word asks for one.
pub(super) fn instead_of_acting(effect: &str, request: &Request) -> Option<Outcome> {
    if effect == "fail-429" {
        // Neither a body nor a type, nor a word on how long to wait. (Recorded.)
        let headers = vec![("X-Envoy-Ratelimited".to_owned(), "true".to_owned())];
        return Some(Outcome::Now(Response { status: 429, headers, body: Vec::new() }));
    }
    match refusal(effect, request) {
        Some(Ok(response) | Err(response)) => Some(Outcome::Now(response)),
        None => fail::instead_of_acting(effect),
    }
}

/// The outcome after the server has acted.
pub(super) fn after_acting(effect: &str, whole: Response) -> Outcome {
    if effect == "done-500" && whole.status < 300 {
        let internal: ApiResult = refuse(500, &json!({"message": "internal error", "type": "internal_error"}));
        return Outcome::Now(internal.unwrap_or_else(|response| response));
    }
    if effect == "truncated" && whole.body.is_empty() && whole.status == 200 {
        return fail::after_acting(effect, json(200, &json!({"volumes": []})));
    }
    fail::after_acting(effect, whole)
}
