//! Statuses and bodies become kinds of errors, and fields where a body names one.

use crate::scaleway::failure::parse_error;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::http::{Access, Error, Response, check_response};

const GET: &str = "GET /{api}/v1/zones/{zone}/volumes, …/snapshots";
const POST: &str = "POST /block/v1/zones/{zone}/volumes";

#[track_caller]
fn refused(operation: &'static str, status: u16, body: &str) -> Error {
    let headers = vec![("x-request-id".to_owned(), "07bb8098".to_owned())];
    let error = parse_error(operation, &Response { status, headers, body: body.to_owned() }).unwrap_err();
    assert_eq!((error.status, error.body.as_deref(), error.request_id.as_deref()), (Some(status), Some(body), Some("07bb8098")));
    error
}

#[test]
fn every_documented_refusal_has_its_kind_and_keeps_its_words() {
    let check = |status, body: &str, kind: ErrorKind, message: &str| {
        let error = refused(GET, status, body);
        assert_eq!((error.kind, error.message.as_str()), (kind, message), "{body}");
    };
    check(
        400,
        r#"{"message":"invalid argument(s)","type":"invalid_arguments","details":[{"argument_name":"volume_id","reason":"constraint","help_message":"is not attached"},{"argument_name":"x","reason":"required"}]}"#,
        Invalid,
        "invalid argument(s); volume_id: is not attached; x: required",
    );
    check(
        400,
        r#"{"fields":{"volumes.5.id":["92 is not a valid UUID."],"size":["a","b"]},"message":"Validation Error","type":"invalid_request_error"}"#,
        Invalid,
        "Validation Error; volumes.5.id: 92 is not a valid UUID.; size: a; size: b",
    );
    check(400, r#"{"message":"server should be running","type":"invalid_request_error"}"#, WrongState, "server should be running");
    check(
        403,
        r#"{"type":"invalid_request_error","message":"Quota exceeded for this resource.","resource":"compute_snapshots_type_b_ssd_available"}"#,
        Limited,
        "Quota exceeded for this resource.; resource compute_snapshots_type_b_ssd_available",
    );
    check(
        403,
        r#"{"type":"quotas_exceeded","message":"quota(s) exceeded","details":[{"resource":"volumes","quota":4,"current":4}]}"#,
        Limited,
        "quota(s) exceeded; volumes 4 of 4",
    );
    check(
        401,
        r#"{"message":"The header 'X-Auth-Token' is missing","type":"invalid_auth"}"#,
        Unauthenticated,
        "The header 'X-Auth-Token' is missing",
    );
    check(401, r#"{"message": "Authentication error", "type": "invalid_auth"}"#, Unauthenticated, "Authentication error");
    check(
        401,
        r#"{"message":"authentication is denied","method":"api_key","reason":"not_found","type":"denied_authentication"}"#,
        Unauthenticated,
        "authentication is denied; reason not_found",
    );
    check(
        403,
        r#"{"details":[{"action":"read","resource":"snapshot"}],"message":"insufficient permissions","type":"permissions_denied"}"#,
        Forbidden,
        "insufficient permissions; read snapshot",
    );
    check(403, r#"{"message":"insufficient permissions","type":"authorization_required"}"#, Forbidden, "insufficient permissions");
    check(
        404,
        r#"{"message":"resource is not found","resource":"instance_volume","resource_id":"4f70","type":"not_found"}"#,
        NotFound,
        "resource is not found; resource instance_volume; resource_id 4f70",
    );
    check(404, r#"{"type":"unknown_resource","message":"Volume '4f70' not found."}"#, NotFound, "Volume '4f70' not found.");
    check(
        409,
        r#"{"type":"transient_state","resource":"volume","resource_id":"4f70","current_state":"updating","message":"volume is in a transient state"}"#,
        WrongState,
        "volume is in a transient state; current_state updating; resource_id 4f70",
    );
    check(
        409,
        r#"{"message":"Group is in use. You cannot delete it.","type":"conflict"}"#,
        WrongState,
        "Group is in use. You cannot delete it.",
    );
    check(
        410,
        r#"{"expired_since":"2023-05-01T00:00:00Z","message":"resource has expired","resource":"volume","resource_id":"4f70","type":"expired"}"#,
        NotFound,
        "resource has expired; resource volume; resource_id 4f70; expired_since 2023-05-01T00:00:00Z",
    );
    check(410, r#"{"type":"resource_expired"}"#, NotFound, r#"{"type":"resource_expired"}"#);
    check(
        412,
        r#"{"type":"precondition_failed","precondition":"resource_not_usable","help_message":"detach it first"}"#,
        WrongState,
        "detach it first; precondition resource_not_usable",
    );
    check(423, r#"{"type":"locked","resource":"volume","message":"is locked"}"#, WrongState, "is locked; resource volume");
    check(503, r#"{"type":"out_of_stock","message":"out of stock"}"#, Limited, "out of stock");
    check(429, "", Busy, "Too many calls at once: Scaleway answered without a body.");
    check(429, r#"{"type":"too_many_requests","message":"slow down"}"#, Busy, "slow down");
    check(500, r#"{"type":"internal_error","message":"oops"}"#, Failed, "oops");
    check(418, r#"{"type":"teapot","message":"a word of tomorrow"}"#, Invalid, "a word of tomorrow");
    check(500, "", Failed, "The server gave no reason.");
    check(404, "404 page not found", Unsupported, "404 page not found");
}

#[test]
fn a_gateway_in_scaleways_place_says_nothing_of_the_call() {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head></html>";
    let cdn = r#"{"error":"origin unreachable","code":1016}"#;
    let kind = |operation: &'static str, status, body: &str| {
        let access = if operation == GET { Access::Read } else { Access::Write };
        check_response(parse_error, operation, access, &Response { status, headers: Vec::new(), body: body.to_owned() }).unwrap_err().kind
    };
    for status in [408, 502, 503, 504, 520, 524] {
        for body in ["", page, cdn, "upstream connect error", r#"{"type":"internal_error","message":"x"}"#] {
            assert_eq!((kind(GET, status, body), kind(POST, status, body)), (Busy, OutcomeUnknown), "{status} {body}");
        }
    }
    let stock = r#"{"type":"out_of_stock","message":"x"}"#;
    assert_eq!((kind(GET, 503, stock), kind(POST, 503, stock)), (Limited, Limited), "its own words tell that nothing was done");
    // An answer that really looks like another service's, and one of a server that broke down.
    assert_eq!((kind(GET, 200, page), kind(POST, 200, page), kind(GET, 403, page)), (Unreadable, OutcomeUnknown, Unreadable));
    assert_eq!((kind(GET, 500, page), kind(GET, 429, page)), (Failed, Busy));
    assert_eq!(kind(POST, 500, r#"{"type":"internal_error","message":"x"}"#), Failed);
}

#[test]
fn what_is_missing_and_which_right_is_missing_are_told_with_the_way_on() {
    let attach = "POST /instance/v1/zones/{zone}/servers/{server_id}/attach-volume";
    let check = |operation: &'static str, status, body: &str, kind: ErrorKind, help: &str| {
        let error = parse_error(operation, &Response { status, headers: Vec::new(), body: body.to_owned() }).unwrap_err();
        assert_eq!(error.kind, kind, "{operation} {body}");
        assert!(error.help().contains(help), "{operation} {body}: {}", error.help());
    };
    let gone = |resource: &str| format!(r#"{{"message":"resource is not found","resource":"{resource}","type":"not_found"}}"#);
    check(attach, 404, &gone("instance_server"), Missing, "Choose another server");
    check(attach, 404, &gone("volume"), NotFound, "");
    check(POST, 404, &gone("snapshot"), Missing, "Choose another snapshot");
    check(POST, 410, r#"{"type":"expired","resource":"snapshot","message":"resource has expired"}"#, Missing, "Choose another snapshot");
    check(
        POST,
        400,
        r#"{"type":"invalid_arguments","details":[{"argument_name":"project_id","reason":"unknown"}]}"#,
        Missing,
        "another project",
    );
    let denied = |action: &str, resource: &str| {
        format!(
            r#"{{"details":[{{"action":"{action}","resource":"{resource}"}}],"message":"insufficient permissions","type":"permissions_denied"}}"#
        )
    };
    check(POST, 403, &denied("write", "volume"), Forbidden, "BlockStorageFullAccess");
    check(GET, 403, &denied("read", "volume"), Forbidden, "BlockStorageReadOnly");
    check("GET /account/v3/projects", 403, &denied("read", "project"), Forbidden, "ProjectReadOnly");
    check(attach, 403, r#"{"message":"insufficient permissions","type":"authorization_required"}"#, Forbidden, "InstancesFullAccess");
    let read = "GET /{api}/v1/zones/{zone}/volumes/{id}, …/snapshots/{id}";
    check(read, 403, &denied("read", "snapshot"), Forbidden, "not there any more");
    check(read, 404, "", Unsupported, "may have been removed; or the address");
    let error = parse_error(read, &Response { status: 404, headers: Vec::new(), body: String::new() }).unwrap_err();
    assert!(error.message.contains("not there") && error.message.contains("no such call"), "{error}");
}

#[test]
fn errors_stand_at_their_fields() {
    let fields =
        |body: &str| refused(POST, 400, body).fields.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>();
    let detail = |name: &str| format!(r#"{{"type":"invalid_arguments","details":[{{"argument_name":"{name}","help_message":"no"}}]}}"#);
    assert_eq!(fields(&detail("from_empty.size")), ["size: no"]);
    assert_eq!(fields(&detail("from_snapshot.size")), ["snapshot_size: no"]);
    assert_eq!(fields(&detail("perf_iops")), ["perf_iops: no"]);
    assert_eq!(fields(&detail("commercial_type")), Vec::<String>::new());
    assert_eq!(
        fields(r#"{"type":"invalid_request_error","fields":{"organization":["x is not a valid UUID."]}}"#),
        ["organization: x is not a valid UUID."]
    );
    assert_eq!(fields(r#"{"type":"invalid_arguments","details":"none","fields":["odd"]}"#), Vec::<String>::new());
}

#[test]
fn a_time_to_wait_is_honoured_where_one_is_given() {
    let headers = vec![("Retry-After".to_owned(), "3".to_owned())];
    let error = parse_error(GET, &Response { status: 429, headers, body: String::new() }).unwrap_err();
    assert_eq!(error.retry_after_millis, Some(3000));
}
