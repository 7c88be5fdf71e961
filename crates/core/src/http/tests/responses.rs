//! A gateway's answer is told from the provider's.

use super::ErrorKind::{self, *};
use super::*;
use crate::http::check_response;

const GATEWAYS: [u16; 7] = [408, 502, 503, 504, 520, 522, 530];
const BODIES: [&str; 6] =
    ["", " \n", PAGE, "upstream request timeout", r#"{"title":"Error 522","status":522,"retryable":true}"#, r#"["gateway"]"#];

fn error_of(access: Access, status: u16, body: &str) -> Option<Error> {
    check_response(parse_error, "PUT /thing", access, &response(status, body)).err()
}

#[test]
fn a_gateways_answer_is_busy_for_a_read_and_an_unknown_outcome_for_a_write_whatever_its_body() {
    for status in GATEWAYS {
        for body in BODIES {
            for (access, kind) in [(Access::Read, Busy), (Access::Write, OutcomeUnknown)] {
                let error = error_of(access, status, body).unwrap();
                assert_eq!(
                    (error.kind, error.status, error.body.as_deref()),
                    (kind, Some(status), Some(body)),
                    "{access:?} {status} {body}"
                );
                assert_eq!(error.request_id.as_deref(), Some("req-1"), "what the provider's words hold is kept");
                assert!(error.message.starts_with("The server is temporarily unavailable") && !error.message.contains(['<', '{', '[']));
                assert!(!error.help().contains("another service"), "{}", error.help());
                assert_eq!(error.may_have_applied(), access == Access::Write);
            }
        }
    }
}

#[test]
fn short_words_of_a_gateway_are_passed_on() {
    let check = |body: &str, end: &str| assert!(error_of(Access::Read, 502, body).unwrap().message.ends_with(end), "{body}");
    check("no healthy upstream", "in its place: no healthy upstream");
    check(" two\n lines ", "in its place: two lines");
    check(&"word ".repeat(100), "in its place");
    check(PAGE, "in its place");
    check("", "in its place");
    // The provider's own words for it, where it knows the body.
    check(r#"{"type":"busy"}"#, "unavailable: said so");
    check(r#"{"type":"failed"}"#, "in its place");
    let mut late = response(503, "");
    late.headers.push(("Retry-After".to_owned(), "7".to_owned()));
    let error = check_response(parse_error, "GET /thing", Access::Read, &late).unwrap_err();
    assert_eq!(error.retry_after_millis, Some(7_000));
}

#[test]
fn a_documented_refusal_counts_also_where_a_gateway_could_have_spoken_and_nothing_else_does() {
    let check = |status, word: &str, expected: [ErrorKind; 2]| {
        let body = format!(r#"{{"type":"{word}"}}"#);
        let kinds = [Access::Read, Access::Write].map(|access| error_of(access, status, &body).unwrap().kind);
        assert_eq!(kinds, expected, "{status} {word}");
    };
    let gateway = [Busy, OutcomeUnknown];
    for status in [502, 503, 504, 522] {
        for (word, kind) in
            [("limited", Limited), ("wrong-state", WrongState), ("invalid", Invalid), ("exists", Exists), ("missing", Missing)]
        {
            check(status, word, [kind; 2]);
        }
        for word in ["busy", "not-found", "forbidden", "unauthenticated", "unsupported", "failed"] {
            check(status, word, gateway);
        }
    }
    // Whoever takes any 4xx for a refusal makes none of a time-out.
    check(408, "invalid", gateway);
    check(408, "", gateway);
}

#[test]
fn other_statuses_are_the_providers_own() {
    let check = |access, status, body: &str, kind: Option<ErrorKind>| {
        assert_eq!(error_of(access, status, body).map(|error| error.kind), kind, "{access:?} {status} {body}");
    };
    for access in [Access::Read, Access::Write] {
        for status in [500, 501, 505, 507, 511, 519, 531] {
            check(access, status, "broken", Some(Failed));
        }
        check(access, 429, "", Some(Busy));
        check(access, 404, "", Some(NotFound));
        check(access, 422, "", Some(Invalid));
        check(access, 200, "{}", None);
        check(access, 204, "", None);
    }
    // A page with a good status is no answer of the provider: of a read that is all, of a write it leaves open what was done.
    check(Access::Read, 200, PAGE, Some(Unreadable));
    check(Access::Write, 200, PAGE, Some(OutcomeUnknown));
    assert!(error_of(Access::Read, 200, PAGE).unwrap().help().contains("another service"));
}

#[test]
fn beside_other_words_stands_a_short_text_whole_and_of_a_long_one_the_beginning_and_the_end() {
    let check = |words: &str, expected: &str| {
        let error = Error::answered(Failed, "PUT /thing", &response(500, ""), words);
        assert_eq!(error.brief(), expected);
    };
    check("no space left", "500 no space left");
    check(&"é".repeat(396), &format!("500 {}", "é".repeat(396)));
    check(&format!("{}û", "é".repeat(396)), &format!("500 {} … {}û", "é".repeat(196), "é".repeat(199)));
}
