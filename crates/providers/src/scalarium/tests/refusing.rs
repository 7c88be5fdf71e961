//! Answers become errors.

use crate::scalarium::failure::parse_error;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::http::{Access, Response, check_response};

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
        let error = parse_error(operation, &response(status, body)).unwrap_err();
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
    for status in [200, 201, 202, 204] {
        assert!(parse_error(POST, &response(status, "")).is_ok(), "what a write answers is not documented");
    }
}

#[test]
fn a_gateway_in_scalariums_place_says_nothing_of_a_write() {
    for status in [408, 502, 503, 504, 522] {
        for body in ["", PAGE, "Permission denied", r#"{"errors":["then"]}"#] {
            let kind = |operation, access| check_response(parse_error, operation, access, &response(status, body)).unwrap_err().kind;
            assert_eq!(kind(GET, Access::Read), Busy, "{status} {body}");
            assert_eq!((kind(POST, Access::Write), kind(DELETE, Access::Write)), (OutcomeUnknown, OutcomeUnknown), "{status} {body}");
        }
    }
    assert_eq!(check_response(parse_error, POST, Access::Write, &response(200, PAGE)).unwrap_err().kind, OutcomeUnknown);
    assert_eq!(check_response(parse_error, GET, Access::Read, &response(200, PAGE)).unwrap_err().kind, Unreadable);
    assert!(check_response(parse_error, POST, Access::Write, &response(500, "")).unwrap_err().may_have_applied());
}

#[test]
fn what_is_not_found_is_named_with_the_way_on() {
    let check = |operation, status, body: &str, kind: ErrorKind, words: &str| {
        let error = parse_error(operation, &response(status, body)).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (kind, words), "{operation} {body}");
        assert!(!error.may_have_applied());
        if kind == NotFound {
            assert!(error.help().contains("removed by someone else") && error.help().contains("ends with /api"), "{}", error.help());
        }
    };
    let both = "There is none of this id, or the server does not know this call.";
    for operation in [GET, POST, DELETE] {
        check(operation, 404, "", NotFound, both);
        check(operation, 404, PAGE, NotFound, both);
        check(operation, 404, r#"{"errors":["Couldn't find Volume with ID=5054"]}"#, NotFound, "Couldn't find Volume with ID=5054");
        let credential = "Couldn't find Credential with ID=b81d";
        check(operation, 404, r#"{"errors":["Couldn't find Credential with ID=b81d"]}"#, Missing, credential);
    }
    let in_ec2 = "InvalidVolume.NotFound: The volume 'vol-6e1f4b93' does not exist.";
    check(POST, 412, r#"{"errors":["InvalidVolume.NotFound: The volume 'vol-6e1f4b93' does not exist."]}"#, Missing, in_ec2);
    check(
        DELETE,
        412,
        r#"{"errors":["Can't delete volume while it is attached to an instance"]}"#,
        WrongState,
        "Can't delete volume while it is attached to an instance",
    );
    check(LIST, 404, "", Unsupported, "The server does not know this call; the address of the API ends with /api.");
}

#[test]
fn the_servers_words_are_passed_on_and_ours_stand_in_for_them() {
    let check = |operation, status, body: &str, message: &str| {
        assert_eq!(parse_error(operation, &response(status, body)).unwrap_err().message, message, "{body}");
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
    let busy = parse_error(GET, &response(429, "")).unwrap_err();
    assert_eq!(busy.retry_after_millis, Some(7000));
}

#[test]
fn a_text_without_end_is_cut() {
    let error = parse_error(POST, &response(500, &"trace ".repeat(40_000))).unwrap_err();
    assert!(error.message.chars().count() <= 2000 && error.body.as_ref().unwrap().chars().count() <= 4000);
}
