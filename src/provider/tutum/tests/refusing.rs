//! Statuses become kinds of errors; the words are the server's, or the documentation's where it gives none.

use crate::http::ErrorKind::{self, *};
use crate::http::Response;
use crate::provider::tutum::failure::judge;

const GET: &str = "GET /api/v1/volume/";

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: vec![("Retry-After".to_owned(), "7".to_owned())], body: body.into() }
}

#[test]
fn every_documented_refusal_has_its_kind_and_keeps_its_words() {
    let check = |status, kind: ErrorKind, words: &str| {
        let body = format!(r#"{{"error": "It said: {status} & \"why\""}}"#);
        let error = judge(GET, &response(status, &body)).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (kind, format!("It said: {status} & \"why\"").as_str()));
        assert_eq!((error.status, error.body.as_deref(), error.retry_after_millis), (Some(status), Some(body.as_str()), Some(7000)));
        for silent in ["", " \n"] {
            let error = judge(GET, &response(status, silent)).unwrap_err();
            assert!(error.kind == kind && error.message.contains(words), "{status}: {}", error.message);
        }
    };
    check(400, Invalid, "content of the request");
    check(401, Unauthenticated, "deactivated");
    check(403, Forbidden, "may not");
    check(404, NotFound, "cannot be found");
    check(405, Unsupported, "method");
    check(408, Busy, "too long");
    check(409, Exists, "unique");
    check(415, Invalid, "Accept");
    check(422, Invalid, "content of the request");
    check(429, Busy, "Too many");
    check(500, Failed, "no reason");
    check(501, Unsupported, "does not have");
    check(502, Busy, "capacity");
    check(503, Busy, "maintenance");
    check(504, Busy, "capacity");
    check(302, Failed, "no reason");
    assert!(judge(GET, &response(200, "{}")).is_ok());
}

#[test]
fn other_bodies_are_shown_as_they_are() {
    let message = |status, body: &str| judge(GET, &response(status, body)).unwrap_err().message.clone();
    assert_eq!(message(500, r#"{"error_message":"Sorry","traceback":"…"}"#), "Sorry");
    assert_eq!(message(400, r#"{"error":{"name":["taken"]}}"#), r#"{"error":{"name":["taken"]}}"#);
    assert_eq!(message(500, "plain words"), "plain words");
    assert_eq!(message(500, &"x".repeat(200_000)).len(), 2000);
    for status in [200, 401, 404, 502] {
        let error = judge(GET, &response(status, "<!DOCTYPE html><title>Sign in</title>")).unwrap_err();
        assert_eq!((error.kind, error.status), (Unreadable, Some(status)));
    }
}
