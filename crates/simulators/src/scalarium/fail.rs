//! Failures on demand: a volume whose name contains one of these words makes the server misbehave.
//!
//! Writes look at the name of their volume, reading a volume at `read-…` words in its name, listing its snapshots at `list-…`
//! words there. The list of volumes has no name: its word stands behind a dot at the end of the token.

use super::response::{empty, invalid, json, later, page};
use crate::frame::{Outcome, Response, fail};

/// Failure words and what happens: first those for writes, then for reads of one volume, then for lists.
pub const SENTINELS: &[(&str, &str)] = &[
    ("fail-401", "401 with the framework's page"),
    ("fail-403", "403 without a body"),
    ("fail-404", "404 with the framework's page"),
    ("fail-405", "405 without a body"),
    ("fail-409", "409 without a body"),
    ("fail-412", "412 with two errors"),
    ("fail-429", "429 with Retry-After"),
    ("fail-500", "500 with the framework's page"),
    ("fail-503", "503 with plain text and Retry-After"),
    ("fail-huge", "500 with a text of 200 kB"),
    ("falls-back", "accepted; a deletion ends with the volume as it was, a snapshot in error"),
    ("slow-2s", "the server acts; the answer comes after 2 s"),
    ("slow-30s", "the server acts; the answer comes after 30 s"),
    ("lost-answer", "the server acts, then the connection breaks"),
    ("lost-request", "the connection breaks before the server acts"),
    ("html-200", "200 with a proxy's HTML page; the server does not act"),
    ("html", "502 with a proxy's HTML page; the server does not act"),
    ("truncated", "the server acts; the answer breaks off in its middle (the connection breaks if it has no body)"),
    ("read-fail-403", "reading that volume: 403 without a body"),
    ("read-fail-500", "reading that volume: 500 with the framework's page"),
    ("read-slow", "reading that volume takes 2 s"),
    ("read-html", "reading that volume: 502 with an HTML page"),
    ("read-truncated", "reading that volume: the answer breaks off in its middle"),
    ("read-lost", "reading that volume: the connection breaks"),
    ("list-fail-403", "listing: 403 without a body"),
    ("list-fail-500", "listing: 500 with the framework's page"),
    ("list-fail-429", "listing: 429 with Retry-After"),
    ("list-slow", "listing takes 2 s"),
    ("list-html-200", "listing: 200 with an HTML page"),
    ("list-html", "listing: 502 with an HTML page"),
    ("list-truncated", "listing: a list that breaks off in its middle"),
    ("list-lost", "listing: the connection breaks"),
    ("list-empty", "listing: `[]`"),
    ("list-nulls", "listing: `null` items and an item whose fields are all null"),
];

/// The words alone.
const WORDS: [&str; SENTINELS.len()] = fail::words(&[SENTINELS]);

const NULLS: &str = r#"[null,{"id":null,"aws_instance_id":null,"raid_array_id":null,"volume_id":null,"availability_zone":null,"status":null,
"attachment_status":null,"created_at":null,"attached_at":null,"updated_at":null,"device":null,"size":null,"credential_id":null,
"name":null,"mount_point":null,"snapshot_id":null,"instance_id":null}]"#;

/// The first failure word that a name contains, for requests of this kind.
pub(super) fn word(name: &str, kind: &str) -> Option<&'static str> {
    fail::find(name, kind, &WORDS)
}

/// The outcome instead of acting, if the word asks for one.
pub(super) fn instead_of_acting(effect: &str) -> Option<Outcome> {
    let response = match effect {
        "fail-401" => page(401),
        "fail-403" => empty(403),
        "fail-404" => page(404),
        "fail-405" => empty(405),
        "fail-409" => empty(409),
        "fail-412" => {
            let mut two = invalid("Credential is not valid any more");
            two.body = br#"{"errors":["Credential is not valid any more","AWS was not able to validate the provided access credentials"]}"#
                .to_vec();
            two
        }
        "fail-429" => later(429, 2, "Too many requests"),
        "fail-500" => page(500),
        "fail-503" => later(503, 2, "Scalarium is down for maintenance"),
        "fail-huge" => {
            Response { body: "RightAws::AwsError: InternalError: An internal error has occurred\n".repeat(3_000).into(), ..empty(500) }
        }
        _ => return fail::instead_of_acting(effect),
    };
    Some(Outcome::Now(response))
}

/// The outcome after the server has acted.
pub(super) fn after_acting(effect: &str, response: Response) -> Outcome {
    let nulls = || serde_json::from_str(NULLS).unwrap_or_default();
    match effect {
        "empty" => Outcome::Now(json(200, &Vec::<()>::new().into())),
        "nulls" => Outcome::Now(json(200, &nulls())),
        "truncated" if response.body == b"[]" => fail::after_acting(effect, json(200, &nulls())),
        _ => fail::after_acting(effect, response),
    }
}
