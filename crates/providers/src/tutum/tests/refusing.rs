//! Statuses become kinds of errors; the words are the server's, or the documentation's where it gives none.

use crate::tutum::failure::parse_error;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::http::{Access, Response, check_response};

const GET: &str = "GET /api/v1/volume/";
const ONE: &str = "GET /api/v1/volume/(uuid)/";
const PAGE: &str = "<!DOCTYPE html><title>Sign in</title>";

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: vec![("Retry-After".to_owned(), "7".to_owned())], body: body.into() }
}

#[test]
fn every_documented_refusal_has_its_kind_and_keeps_its_words() {
    let check = |status, kind: ErrorKind, words: &str| {
        let body = format!(r#"{{"error": "It said: {status} & \"why\""}}"#);
        let error = parse_error(GET, &response(status, &body)).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (kind, format!("It said: {status} & \"why\"").as_str()));
        assert_eq!((error.status, error.body.as_deref(), error.retry_after_millis), (Some(status), Some(body.as_str()), Some(7000)));
        for silent in ["", " \n"] {
            let error = parse_error(GET, &response(status, silent)).unwrap_err();
            assert!(error.kind == kind && error.message.contains(words), "{status}: {}", error.message);
        }
    };
    check(400, Invalid, "content of the request");
    check(401, Unauthenticated, "deactivated");
    check(403, Forbidden, "may not");
    check(404, Unsupported, "no such list");
    check(405, Unsupported, "method");
    check(409, Exists, "unique");
    check(415, Invalid, "Accept");
    check(422, Invalid, "content of the request");
    check(429, Busy, "Too many");
    check(500, Failed, "no reason");
    check(501, Unsupported, "does not have");
    check(503, Busy, "maintenance");
    check(504, Busy, "capacity");
    check(302, Failed, "no reason");
    assert!(parse_error(GET, &response(200, "{}")).is_ok());
}

#[test]
fn other_bodies_are_shown_as_they_are() {
    let message = |status, body: &str| parse_error(GET, &response(status, body)).unwrap_err().message.clone();
    assert_eq!(message(500, r#"{"error_message":"Sorry","traceback":"…"}"#), "Sorry");
    assert_eq!(message(400, r#"{"error":{"name":["taken"]}}"#), r#"{"error":{"name":["taken"]}}"#);
    assert_eq!(message(500, "plain words"), "plain words");
    assert_eq!(message(500, &"x".repeat(200_000)).len(), 2000);
}

#[test]
fn a_page_in_tutums_place_counts_by_its_status() {
    let check = |operation, status, kind: ErrorKind| {
        let error = parse_error(operation, &response(status, PAGE)).unwrap_err();
        assert_eq!((error.kind, error.status), (kind, Some(status)), "{operation}");
        assert!(!error.message.contains('<') && !error.message.is_empty(), "{}", error.message);
    };
    check(GET, 200, Unreadable);
    check(GET, 401, Unauthenticated);
    check(GET, 403, Forbidden);
    check(GET, 404, Unsupported);
    check(ONE, 404, NotFound);
    check(GET, 500, Failed);
}

#[test]
fn what_is_not_found_is_named_with_the_way_on() {
    let check = |operation, body: &str, kind: ErrorKind, words: &str, help: &str| {
        let error = parse_error(operation, &response(404, body)).unwrap_err();
        assert_eq!(error.kind, kind, "{operation} {body}");
        assert!(error.message.contains(words) && error.help().contains(help), "{}: {}", error.message, error.help());
    };
    let elsewhere = "Another form of addresses, or another namespace";
    // Without a body it is the one or the other.
    check(ONE, "", NotFound, "none of this uuid, or the server does not have this call", "another form of addresses");
    check(ONE, r#"{"error":"Volume not found"}"#, NotFound, "Volume not found", "ended with its service");
    check(GET, "", Unsupported, "no such list", elsewhere);
    for operation in [GET, ONE] {
        check(operation, r#"{"error":"Namespace acme does not exist"}"#, Missing, "Namespace acme", elsewhere);
    }
}

#[test]
fn a_gateway_in_tutums_place_is_a_matter_of_time() {
    for status in [408, 502, 503, 504, 522] {
        for body in ["", PAGE, "upstream timed out", r#"{"error":"The service is offline"}"#, r#"{"error_code":522,"retryable":true}"#] {
            let error = check_response(parse_error, ONE, Access::Read, &response(status, body)).unwrap_err();
            assert_eq!((error.kind, error.help()), (Busy, "Try again in a moment."), "{status} {body}");
        }
    }
    let words = |body: &str| check_response(parse_error, ONE, Access::Read, &response(503, body)).unwrap_err().message.clone();
    let maintenance = "The service is offline for maintenance until 14:00.";
    assert_eq!(words(&format!(r#"{{"error":"{maintenance}"}}"#)), format!("The server is temporarily unavailable: {maintenance}"));
    assert!(words(r#"{"error_code":522,"retryable":true}"#).ends_with("a gateway answered in its place"));
}
