//! Failures on demand, as far as they are the same for every provider: a name that contains one of these words makes the
//! server misbehave in a known way.
//!
//! Writes look at every name they concern, readings of one resource only at `read-…` words, lists only at `list-…` words.
//! What a refusal says (`fail-403` and the like) is the provider's own, and stands in its simulator.

use super::{Outcome, Response};

/// The words that disturb the transport (a slow, lost, cut or foreign answer) instead of being the provider's refusal, and what happens.
pub const TRANSPORT_FAULTS: &[(&str, &str)] = &[
    ("slow-2s", "the server acts; the answer comes after 2 s"),
    ("slow-30s", "the server acts; the answer comes after 30 s"),
    ("lost-answer", "the server acts, then the connection breaks"),
    ("lost-request", "the connection breaks before the server acts"),
    ("html-200", "200 with a proxy's HTML page; the server does not act"),
    ("html", "502 with a proxy's HTML page; the server does not act"),
    ("truncated", "the server acts; the answer breaks off in its middle (the connection breaks if it has no body)"),
    ("read-slow", "reading that one takes 2 s"),
    ("read-html", "reading that one: 502 with an HTML page"),
    ("read-truncated", "reading that one: the answer breaks off in its middle"),
    ("read-lost", "reading that one: the connection breaks"),
    ("list-slow", "listing takes 2 s"),
    ("list-html-200", "listing: 200 with an HTML page"),
    ("list-html", "listing: 502 with an HTML page"),
    ("list-truncated", "listing: a list that breaks off in its middle"),
    ("list-lost", "listing: the connection breaks"),
];

/// The kinds of request that have words of their own.
const KINDS: [&str; 2] = ["read-", "list-"];

/// The page of a proxy that stands in front of the provider.
pub const HTML: &str = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n\
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.25.3</center></body></html>\n";

/// The words of these tables alone. What they do is not for the page that carries the demo.
///
/// # Panics
/// The tables have fewer or more words than there are places, which the compiler says: this is for constants.
pub const fn words<const N: usize>(tables: &[&[(&'static str, &'static str)]]) -> [&'static str; N] {
    let mut words = [""; N];
    let (mut table, mut row, mut at) = (0, 0, 0);
    while table < tables.len() {
        if row == tables[table].len() {
            (table, row) = (table + 1, 0);
        } else {
            words[at] = tables[table][row].0;
            (row, at) = (row + 1, at + 1);
        }
    }
    assert!(at == N, "there are fewer words than places");
    words
}

/// The first of the words that a name contains, for requests of this kind (`""` for writes, `read-`, `list-`), without the kind.
/// A word that stands first in its table is looked for first: `html-200` before `html`.
pub fn find(name: &str, kind: &str, words: &[&'static str]) -> Option<&'static str> {
    let found = |word: &'static str| {
        let other = KINDS.iter().any(|other| *other != kind && word.starts_with(other));
        let at = name.find(word)?;
        let disguised = KINDS.iter().any(|other| name[..at].ends_with(other));
        (!other && !disguised).then(|| &word[kind.len()..])
    };
    words.iter().filter(|word| word.starts_with(kind)).find_map(|word| found(word))
}

/// The reply in the provider's place, if the word asks for one: a proxy's page, or nothing at all.
pub fn instead_of_acting(effect: &str) -> Option<Outcome> {
    match effect {
        "lost-request" | "lost" => Some(Outcome::Lost),
        "html" | "html-200" => {
            let status = if effect == "html" { 502 } else { 200 };
            Some(Outcome::Now(Response::new(status, "text/html", HTML)))
        }
        _ => None,
    }
}

/// The outcome after the server has acted.
pub fn after_acting(effect: &str, response: Response) -> Outcome {
    match effect {
        "slow-2s" | "slow" => Outcome::Late { millis: 2_000, response },
        "slow-30s" => Outcome::Late { millis: 30_000, response },
        "lost-answer" => Outcome::Lost,
        "truncated" if response.body.is_empty() => Outcome::Lost,
        "truncated" => Outcome::Truncated { bytes: response.body.len() / 2, response },
        _ => Outcome::Now(response),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_for_its_own_kind_of_request_only() {
        let words = ["html-200", "html", "lost-answer", "read-html", "list-html"];
        let check = |name: &str, kind: &str, expected: Option<&str>| assert_eq!(find(name, kind, &words), expected, "{name} {kind}");
        check("x-html-200", "", Some("html-200"));
        check("x-html", "", Some("html"));
        check("read-html", "", None);
        check("read-html", "read-", Some("html"));
        check("list-html", "list-", Some("html"));
        check("html", "read-", None);
        check("a-lost-answer-b", "", Some("lost-answer"));
    }
}
