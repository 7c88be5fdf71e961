//! Answers become verdicts.

use crate::http::ErrorKind::{self, *};
use crate::http::{Error, Response};
use crate::provider::cinder::api::SIGN_IN;
use crate::provider::cinder::failure::judge;

const GET: &str = "GET /v3/{project_id}/volumes/detail";
const POST: &str = "POST /v3/{project_id}/volumes";

fn refused(operation: &'static str, status: u16, body: &str) -> Error {
    judge(operation, &Response { status, headers: Vec::new(), body: body.to_owned() }).unwrap_err()
}

fn check(status: u16, body: &str, kind: ErrorKind, message: &str) {
    let error = refused(POST, status, body);
    assert_eq!((error.kind, error.message.as_str()), (kind, message), "{body}");
}

#[test]
fn each_refusal_has_its_kind_and_keeps_its_words() {
    let state = "Invalid volume: Volume status must be available to reserve, but the status is in-use.";
    check(400, &format!(r#"{{"badRequest":{{"code":400,"message":"{state}"}}}}"#), WrongState, state);
    check(400, r#"{"badRequest":{"code":400,"message":"Malformed request url"}}"#, Invalid, "Malformed request url");
    check(401, r#"{"error":{"code":401,"title":"Unauthorized","message":"No."}}"#, Unauthenticated, "No.");
    check(403, r#"{"forbidden":{"code":403,"message":"Policy doesn't allow it."}}"#, Forbidden, "Policy doesn't allow it.");
    check(404, r#"{"itemNotFound":{"code":404,"message":"Volume x could not be found."}}"#, NotFound, "Volume x could not be found.");
    let flat = r#"{"message":"The resource could not be found.<br /><br />\n","code":"404 Not Found","title":"Not Found"}"#;
    check(404, flat, Unsupported, "The resource could not be found.<br /><br />\n");
    check(
        406,
        r#"{"computeFault":{"code":406,"message":"Version 3.999 is not supported."}}"#,
        Unsupported,
        "Version 3.999 is not supported.",
    );
    check(409, r#"{"conflictingRequest":{"code":409,"message":"busy"}}"#, WrongState, "busy");
    check(412, "", WrongState, "The server gave no reason.");
    check(415, r#"{"badMediaType":{"code":415,"message":"no"}}"#, Invalid, "no");
    check(500, r#"{"computeFault":{"code":500,"message":"The server has either erred…"}}"#, Failed, "The server has either erred…");
    check(501, r#"{"notImplemented":{"code":501,"message":"no"}}"#, Unsupported, "no");
    check(503, r#"{"serviceUnavailable":{"code":503,"message":"later"}}"#, Failed, "later");
    check(418, "I am a teapot", Invalid, "I am a teapot");
}

#[test]
fn a_quota_is_never_waited_for() {
    let full = r#"{"overLimit":{"code":413,"message":"GigabytesLimitExceeded: no","retryAfter":"0"}}"#;
    for headers in [Vec::new(), vec![("Retry-After".to_owned(), "0".to_owned())]] {
        let error = judge(POST, &Response { status: 413, headers, body: full.to_owned() }).unwrap_err();
        assert_eq!((error.kind, error.retry_after_millis), (Limited, None));
    }
    let slow = r#"{"overLimit":{"code":413,"message":"slow down","retryAfter":"5"}}"#;
    assert_eq!(refused(GET, 413, slow).kind, Busy);
}

#[test]
fn a_gateway_in_the_servers_place_leaves_a_write_unknown() {
    for status in [408, 502, 503, 504] {
        assert_eq!(refused(GET, status, "").kind, Busy, "{status}");
        assert_eq!(refused(SIGN_IN, status, "").kind, Busy, "{status}");
        assert_eq!(refused(POST, status, "").kind, OutcomeUnknown, "{status}");
    }
    let page = "<html><body>Service Unavailable</body></html>";
    assert_eq!((refused(POST, 503, page).kind, refused(GET, 200, page).kind), (Unreadable, Unreadable));
}

#[test]
fn errors_stand_at_their_fields() {
    let at = |words: &str| {
        let error = refused(POST, 400, &format!(r#"{{"badRequest":{{"code":400,"message":"{words}"}}}}"#));
        error.fields.first().map(|field| field.field)
    };
    assert_eq!(at("Invalid input for field/attribute size. Value: 0. 0 is less than the minimum of 1"), Some("size"));
    assert_eq!(at("Invalid input for field/attribute teapot. Value: 0."), None);
    assert_eq!(at("Invalid input received: something"), None);
}

#[test]
fn the_id_of_the_request_is_kept() {
    for name in ["x-openstack-request-id", "X-Compute-Request-Id"] {
        let headers = vec![(name.to_owned(), "req-1".to_owned())];
        let error = judge(GET, &Response { status: 500, headers, body: String::new() }).unwrap_err();
        assert_eq!(error.request_id.as_deref(), Some("req-1"));
    }
}
