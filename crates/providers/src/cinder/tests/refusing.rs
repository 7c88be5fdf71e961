//! Answers become errors.

use crate::cinder::api::SIGN_IN;
use crate::cinder::failure::parse_error;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::http::{Access, Error, Response, check_response};

const GET: &str = "GET /v3/{project_id}/volumes/detail";
const POST: &str = "POST /v3/{project_id}/volumes";

fn refused(operation: &'static str, status: u16, body: &str) -> Error {
    parse_error(operation, &Response { status, headers: Vec::new(), body: body.to_owned() }).unwrap_err()
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
    check(418, "I am a teapot", Invalid, "I am a teapot");
}

#[test]
fn a_quota_is_never_waited_for() {
    let full = r#"{"overLimit":{"code":413,"message":"GigabytesLimitExceeded: no","retryAfter":"0"}}"#;
    for headers in [Vec::new(), vec![("Retry-After".to_owned(), "0".to_owned())]] {
        let error = parse_error(POST, &Response { status: 413, headers, body: full.to_owned() }).unwrap_err();
        assert_eq!((error.kind, error.retry_after_millis), (Limited, None));
    }
    let slow = r#"{"overLimit":{"code":413,"message":"slow down","retryAfter":"5"}}"#;
    assert_eq!(refused(GET, 413, slow).kind, Busy);
}

#[test]
fn a_gateway_in_the_servers_place_leaves_a_write_unknown() {
    let kind = |operation, access, status, body: &str| {
        check_response(parse_error, operation, access, &Response { status, headers: Vec::new(), body: body.to_owned() }).unwrap_err().kind
    };
    let own = r#"{"serviceUnavailable":{"code":503,"message":"Service is unavailable at this time."}}"#;
    for body in ["", "<html><body>Service Unavailable</body></html>", "upstream connect error", r#"{"error":"origin"}"#, own] {
        for status in [408, 502, 503, 504, 522] {
            assert_eq!(kind(GET, Access::Read, status, body), Busy, "{status} {body}");
            assert_eq!(kind(SIGN_IN, Access::Read, status, body), Busy, "{status} {body}");
            assert_eq!(kind(POST, Access::Write, status, body), OutcomeUnknown, "{status} {body}");
        }
    }
    let page = "<!DOCTYPE html><p>Sign in</p>";
    assert_eq!((kind(GET, Access::Read, 200, page), kind(POST, Access::Write, 200, page)), (Unreadable, OutcomeUnknown));
}

const ACTION: &str = "POST /v3/{project_id}/volumes/{volume_id}/action (os-retype)";
const REVERT: &str = "POST /v3/{project_id}/volumes/{volume_id}/action (revert)";
const READ: &str = "GET /v3/{project_id}/volumes/{volume_id}";
const TAKE: &str = "POST /v3/{project_id}/snapshots";
const GROUP: &str = "POST /v3/{project_id}/groups";
const ADD: &str = "PUT /v3/{project_id}/groups/{group_id} (add_volumes)";
const GROUP_SNAPSHOT: &str = "DELETE /v3/{project_id}/group_snapshots/{group_snapshot_id}";
const DETACH: &str = "DELETE /v3/{project_id}/attachments/{attachment_id}";
const CASCADE: &str = "DELETE /v3/{project_id}/volumes/{volume_id}?cascade=true";

#[test]
fn what_is_missing_is_the_target_only_where_the_words_say_so() {
    let check = |operation, words: &str, kind: ErrorKind, field: Option<&str>| {
        let error = refused(operation, 404, &format!(r#"{{"itemNotFound":{{"code":404,"message":"{words}"}}}}"#));
        assert_eq!((error.kind, error.fields.first().map(|field| field.field)), (kind, field), "{operation} {words}");
        assert_eq!((error.message.as_str(), error.help().is_empty()), (words, false), "{words}");
    };
    check(POST, "Volume type with name gold could not be found.", Missing, Some("volume_type"));
    check(GROUP, "Volume type 5f05 could not be found.", Missing, Some("volume_type"));
    check(ACTION, "Volume type with name gold could not be found.", Missing, Some("new_type"));
    check(GROUP, "Group type with name crash could not be found.", Missing, Some("group_type"));
    check(POST, "Snapshot 77 could not be found.", Missing, Some("snapshot_id"));
    check(REVERT, "Snapshot 77 could not be found.", Missing, Some("snapshot_id"));
    check(POST, "Volume 77 could not be found.", Missing, Some("source_volid"));
    check(POST, "Backup 77 could not be found.", Missing, Some("backup_id"));
    check(POST, "Image 77 could not be found.", Missing, Some("imageRef"));
    check(POST, "Group 77 could not be found.", Missing, Some("group_id"));
    check("POST /v3/{project_id}/attachments", "Instance 77 could not be found.", Missing, Some("instance_uuid"));
    check(ADD, "Volume 77 could not be found.", Missing, Some("add_volumes"));
    check(READ, "Project 77 could not be found.", Missing, None);
    check(SIGN_IN, "Could not find project: blue.", Missing, None);
    check(SIGN_IN, "Could not find domain: blue.", Missing, None);
    // The target itself.
    check(READ, "Volume 77 could not be found.", NotFound, None);
    check(ACTION, "Volume 77 could not be found.", NotFound, None);
    check(CASCADE, "Volume 77 could not be found.", NotFound, None);
    check(TAKE, "Volume 77 could not be found.", NotFound, None);
    check(ADD, "Group 77 could not be found.", NotFound, None);
    check(GROUP_SNAPSHOT, "GroupSnapshot 77 could not be found.", NotFound, None);
    check(DETACH, "Volume attachment could not be found with filter: attachment_id = 77.", NotFound, None);
    check(READ, "The resource could not be found.", NotFound, None);
}

#[test]
fn a_404_without_a_word_says_both() {
    let error = refused(READ, 404, "");
    assert_eq!(error.kind, NotFound);
    assert!(error.message.contains("not there") && error.message.contains("no such call"), "{}", error.message);
    assert!(error.help().contains("no such call"), "{}", error.help());
    assert_eq!(refused(GET, 404, "").kind, Unsupported, "a list is no thing that could be gone");
}

#[test]
fn a_new_volume_names_the_image_or_the_zone_that_is_missing() {
    let check = |words: &str, kind: ErrorKind, field: Option<&str>| {
        let error = refused(POST, 400, &format!(r#"{{"badRequest":{{"code":400,"message":"{words}"}}}}"#));
        assert_eq!((error.kind, error.fields.first().map(|field| field.field)), (kind, field), "{words}");
    };
    check("Invalid image identifier or unable to access requested image.", Missing, Some("imageRef"));
    check("Availability zone 'mars' is invalid.", Missing, Some("availability_zone"));
    check("Invalid input received: Availability zone 'mars' is invalid.", Missing, Some("availability_zone"));
    check("Invalid volume: Volume status must be available.", WrongState, None);
}

#[test]
fn a_refusal_that_comes_after_something_was_done_says_so() {
    let check = |operation, words: &str, in_part: bool| {
        let error = refused(operation, 400, &format!(r#"{{"badRequest":{{"code":400,"message":"{words}"}}}}"#));
        assert_eq!((error.kind, error.may_have_applied()), (WrongState, in_part), "{words}");
    };
    check(CASCADE, "Invalid volume: Failed to update snapshot.", true);
    check(CASCADE, "Invalid volume: Unable to delete encryption key for volume.", true);
    check(ACTION, "Error attaching volume - InvalidVolume: Invalid volume: status must be available", true);
    check(CASCADE, "Invalid volume: Volume status must be available or error and must not be migrating.", false);
    assert!(refused(POST, 500, "").may_have_applied());
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
        let error = parse_error(GET, &Response { status: 500, headers, body: String::new() }).unwrap_err();
        assert_eq!(error.request_id.as_deref(), Some("req-1"));
    }
}
