//! Failures on demand: a name that contains one of these words makes the server misbehave in a known way.
//!
//! Reading a group looks at its name, reading a volume at the name of its group; lists look at the values of filters and at the
//! namespace in the path. There are no writes.

use super::Tutum;
use super::response::{bare, refusal};
use super::route::Route;
use super::value::text;
use crate::frame::{Outcome, fail};

/// Failure words and what happens.
pub const SENTINELS: &[(&str, &str)] = &[
    ("read-fail-401", "reading that one: 401 without a body"),
    ("read-fail-403", "reading that one: 403"),
    ("read-fail-404", "reading that one: 404 without a body"),
    ("read-fail-409", "reading that one: 409"),
    ("read-fail-429", "reading that one: 429"),
    ("read-fail-500", "reading that one: 500"),
    ("read-fail-503", "reading that one: 503, maintenance"),
    ("read-fail-504", "reading that one: 504, full capacity"),
    ("read-fail-huge", "reading that one: 500 with a text of 200 kB"),
    ("read-slow", "reading that one takes 2 s"),
    ("read-html", "reading that one: 502 with an HTML page"),
    ("read-truncated", "reading that one: the answer breaks off in its middle"),
    ("read-lost", "reading that one: the connection breaks"),
    ("list-fail-401", "listing: 401 without a body"),
    ("list-fail-403", "listing: 403"),
    ("list-fail-429", "listing: 429"),
    ("list-fail-500", "listing: 500"),
    ("list-fail-503", "listing: 503, maintenance"),
    ("list-fail-huge", "listing: 500 with a text of 200 kB"),
    ("list-slow", "listing takes 2 s"),
    ("list-html-200", "listing: 200 with an HTML page"),
    ("list-html", "listing: 502 with an HTML page"),
    ("list-truncated", "listing: a list that breaks off in its middle"),
    ("list-lost", "listing: the connection breaks"),
];

/// The words alone.
const WORDS: [&str; SENTINELS.len()] = fail::words(&[SENTINELS]);

impl Tutum {
    /// The failure word that applies to this request, without its `read-` or `list-`.
    pub(super) fn sentinel(&self, route: &Route) -> Option<&'static str> {
        let Some(uuid) = &route.uuid else {
            let mut names = route.query.iter().map(|(_, value)| value.as_str()).chain([route.namespace.as_str()]);
            return names.find_map(|name| fail::find(name, "list-", &WORDS));
        };
        let row = self.row(route, route.noun, uuid)?;
        let name = match route.noun {
            "volumegroup" => text(&row.body, "name"),
            "volume" => {
                let group = text(&row.body, "volume_group").rsplit('/').next().unwrap_or_default();
                text(&self.row(route, "volumegroup", group)?.body, "name")
            }
            _ => return None,
        };
        fail::find(name, "read-", &WORDS)
    }
}

/// The outcome instead of answering, if the word asks for one.
pub(super) fn instead_of_acting(effect: &str) -> Option<Outcome> {
    let response = match effect {
        "fail-401" => bare(401),
        "fail-403" => refusal(403, "You do not have permission to view this object."),
        "fail-404" => bare(404),
        "fail-409" => refusal(409, "The object cannot be created or updated because another object exists with the same unique fields."),
        "fail-429" => refusal(429, "You are being throttled because of too many requests in a short period of time."),
        "fail-500" => refusal(500, "Sorry, this request could not be processed. Please try again later."),
        "fail-503" => refusal(503, "We're temporarily offline for maintenance. Please try again later."),
        "fail-504" => refusal(504, "Our API servers are at full capacity. Please try again later."),
        "fail-huge" => refusal(500, &"Traceback (most recent call last): RuntimeError: maximum recursion depth exceeded. ".repeat(2_400)),
        _ => return fail::instead_of_acting(effect),
    };
    Some(Outcome::Now(response))
}
