//! Answers become verdicts.

use crate::http::ErrorKind::{self, *};
use crate::http::Response;
use crate::provider::scalarium::failure::judge;

const LIST: &str = "GET /volumes";
const CLOUDS: &str = "GET /clouds";
const GET: &str = "GET /volumes/:id";
const POST: &str = "POST /volumes/:id/snapshot";
const DELETE: &str = "DELETE /volumes/:id";
const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Something</title></head></html>";

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: vec![("Retry-After".into(), "7".into())], body: body.into() }
}

#[test]
fn every_refusal_has_its_kind_whatever_it_looks_like() {
    let check = |operation, status, body: &str, kind: ErrorKind| {
        let error = judge(operation, &response(status, body)).unwrap_err();
        assert_eq!(error.kind, kind, "{operation} {status} {body}");
        assert_eq!((error.status, error.body.as_deref()), (Some(status), Some(body)), "the text is kept");
        assert!(!error.message.is_empty() && !error.message.contains('<'), "{}", error.message);
    };
    for operation in [LIST, GET, POST, DELETE] {
        for body in ["", PAGE, r#"{"errors":["No, then"]}"#] {
            check(operation, 401, body, Unauthenticated);
            check(operation, 403, body, Forbidden);
            check(operation, 405, body, Unsupported);
            check(operation, 406, body, Unsupported);
            check(operation, 409, body, WrongState);
            check(operation, 422, body, Invalid);
            check(operation, 429, body, Busy);
            check(operation, 500, body, Failed);
            check(operation, 501, body, Unsupported);
            check(operation, 404, body, if operation == LIST { Unsupported } else { NotFound });
            check(operation, 412, body, if operation.starts_with("GET") { Invalid } else { WrongState });
        }
        check(operation, 200, PAGE, Unreadable);
        check(operation, 302, PAGE, Unreadable);
        check(operation, 302, "", Failed);
    }
    for status in [502, 503, 504, 522] {
        for body in ["", PAGE, "Permission denied", r#"{"errors":["then"]}"#] {
            check(POST, status, body, OutcomeUnknown);
            check(DELETE, status, body, OutcomeUnknown);
            check(GET, status, body, if body == PAGE { Unreadable } else { Busy });
        }
    }
    check(GET, 408, "", Busy);
    check(DELETE, 408, "", OutcomeUnknown);
    for status in [200, 201, 202, 204] {
        assert!(judge(POST, &response(status, "")).is_ok(), "what a write answers is not documented");
    }
}

#[test]
fn the_servers_words_are_passed_on_and_ours_stand_in_for_them() {
    let check = |operation, status, body: &str, message: &str| {
        assert_eq!(judge(operation, &response(status, body)).unwrap_err().message, message, "{body}");
    };
    check(
        DELETE,
        412,
        r#"{"errors": ["Can't create instance without at least one role"]}"#,
        "Can't create instance without at least one role",
    );
    check(DELETE, 412, r#"{"errors":["one","“two”"]}"#, "one; “two”");
    check(DELETE, 412, r#"{"errors":{"name":"is short","size":["is small"]}}"#, r#"name: is short; size: ["is small"]"#);
    check(DELETE, 412, r#"{"errors":[]}"#, "Its present state forbids it.");
    check(DELETE, 412, r#"{"error":"busy"}"#, "busy");
    check(DELETE, 412, r#"{"reason":1}"#, r#"{"reason":1}"#);
    check(DELETE, 412, "plain words", "plain words");
    check(GET, 401, "", "The token is missing, wrong or revoked, or its user has no access to the API.");
    check(LIST, 403, "", "The token’s user may not do this. (Volumes are for account admins only.)");
    check(LIST, 403, PAGE, "The token’s user may not do this. (Volumes are for account admins only.)");
    check(POST, 403, r#"{"errors":["Forbidden"]}"#, "Forbidden (Volumes are for account admins only.)");
    check(CLOUDS, 403, "", "The token’s user may not do this. (Access to the API has to be enabled for each user.)");
    let busy = judge(GET, &response(429, "")).unwrap_err();
    assert_eq!(busy.retry_after_millis, Some(7000));
}

#[test]
fn a_text_without_end_is_cut() {
    let error = judge(POST, &response(500, &"trace ".repeat(40_000))).unwrap_err();
    assert!(error.message.chars().count() <= 2000 && error.body.as_ref().unwrap().chars().count() <= 4000);
}
