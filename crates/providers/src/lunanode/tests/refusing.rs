//! Statuses and texts become kinds of errors, and fields where a text names one.

use crate::lunanode::failure::parse_error;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::http::{Access, Response, check_response};

const LIST: &str = "volume/list";
const INFO: &str = "volume/info";
const CREATE: &str = "volume/create";
const ATTACH: &str = "volume/attach";
const DELETE: &str = "volume/delete";

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.into() }
}

fn refusal(words: &str) -> String {
    format!(r#"{{"success":"no","error":{}}}"#, voldeck_core::json::text(words))
}

#[test]
fn a_refusal_comes_with_status_200_and_its_words_tell_what_it_is() {
    let check = |operation, words: &str, kind: ErrorKind| {
        let error = parse_error(operation, &response(200, &refusal(words))).unwrap_err();
        assert_eq!((error.kind, error.message.as_str(), error.status), (kind, words, Some(200)), "{operation}");
    };
    check(LIST, "region not set", Invalid);
    check(LIST, "invalid region", Missing);
    check(INFO, "invalid volume", NotFound);
    check(DELETE, "invalid volume", NotFound);
    check("volume/snapshot-delete", "invalid snapshot", NotFound);
    check(CREATE, "invalid snapshot", Missing);
    check(CREATE, "invalid image", Missing);
    check(ATTACH, "Instance 7 could not be found.", Missing);
    check(LIST, "please try again", Busy);
    check(CREATE, "please try again", Failed);
    check(CREATE, "Gateway timeout exceeded", Failed);
    check("image/details", "invalid image", NotFound);
    check(ATTACH, "invalid vm", Missing);
    check("vm/info", "invalid vm", NotFound);
    check(CREATE, "hostname, plan_id, and/or image_id not set", Invalid);
    check(DELETE, "the VM must be stopped before disk swap can proceed", WrongState);
    check(ATTACH, "Invalid volume: Volume 8b48 status must be available, but current status is: in-use.", WrongState);
    check(DELETE, "Volume 8b48 could not be found.", NotFound);
    check(CREATE, "VolumeSizeExceedsAvailableQuota: requested 100G, quota is 500G", Limited);
    check(CREATE, "this API key does not have permission to perform this action", Forbidden);
    check("volume/extend", "New size for extend must be greater than current size.", Invalid);
    check(DELETE, "boom", Failed);
}

#[test]
fn an_authentication_failure_says_that_the_clock_has_to_be_right() {
    let words = "authentication failure; common reasons: bad nonce (computer time off), source IP mismatch, invalid API id/key";
    let clock = "Calls are signed with this computer’s time: its clock has to be right.";
    let mut answer = response(200, &refusal(words));
    let error = parse_error(LIST, &answer).unwrap_err();
    assert_eq!((error.kind, error.message.clone()), (Unauthenticated, format!("{words} {clock}")));
    answer.headers.push(("date".into(), "Tue, 02 Jan 2024 03:04:05 GMT".into()));
    let error = parse_error(LIST, &answer).unwrap_err();
    assert_eq!(error.message, format!("{words} {clock} The server’s clock said Tue, 02 Jan 2024 03:04:05 GMT."));
}

#[test]
fn escaped_words_are_read_and_those_within_json_are_taken_out() {
    let check = |error: &str, expected: &str| {
        let error = parse_error(DELETE, &response(200, &format!(r#"{{"success":"no","error":{error}}}"#))).unwrap_err();
        assert_eq!(error.message, expected);
    };
    check(r#""disk \/dev\/vda isn&#039;t &quot;free&quot; &amp;lt; now""#, "disk /dev/vda isn't \"free\" &lt; now");
    check(r#""&quot;quota exceeded&quot;""#, "quota exceeded");
    check(r#""{\"message\":\"Invalid &lt;b&gt;\",\"code\":400}""#, "Invalid <b>");
    check(r#""{&quot;error&quot;:&quot;no&quot;}""#, "no");
    check(r#""{&quot;code&quot;:7}""#, r#"{"code":7}"#);
    check(r#"{"code":7}"#, r#"{"code":7}"#);
    check(r#""""#, "The server gave no reason.");
    let error = parse_error(DELETE, &response(200, r#"{"success":"no"}"#)).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (Failed, "The server gave no reason."));
    let error = parse_error(DELETE, &response(200, &refusal(&"panic ".repeat(40_000)))).unwrap_err();
    assert!(error.message.chars().count() <= 2000 && error.body.as_ref().unwrap().chars().count() <= 4000);
}

#[test]
fn only_words_that_are_known_to_come_first_say_that_nothing_was_done() {
    let check = |operation, words: &str, looked_into: bool| {
        let error = parse_error(operation, &response(200, &refusal(words))).unwrap_err();
        assert_eq!(error.may_have_applied(), looked_into, "{operation} {words}: {:?}", error.kind);
    };
    check(CREATE, "region, label, and/or size not set", false);
    check(CREATE, "invalid image", false);
    check(CREATE, "VolumeSizeExceedsAvailableQuota: requested 100G, quota is 500G", false);
    check(ATTACH, "Invalid volume: Volume 8b48 status must be available, but current status is: in-use.", false);
    check(DELETE, "Volume 8b48 could not be found.", false);
    check(CREATE, "this API key does not have permission to perform this action", false);
    check(ATTACH, "the volume was attached, but the device is missing", true);
    check(CREATE, "invalid response from the storage node", true);
    check(DELETE, "something in use was left", true);
    check(DELETE, "boom", true);
    check(DELETE, "", true);
    // A reading leaves nothing open.
    assert!(!parse_error(LIST, &response(200, &refusal("something is missing"))).unwrap_err().in_part);
}

#[test]
fn answers_that_are_not_the_apis_own_are_told_from_it() {
    let check = |operation: &'static str, status, body: &str, kind: ErrorKind, words: &str| {
        let access = if operation == DELETE || operation == CREATE { Access::Write } else { Access::Read };
        let error = check_response(parse_error, operation, access, &response(status, body)).unwrap_err();
        assert_eq!(error.kind, kind, "{operation} {status} {body}");
        assert!(error.message.contains(words), "{}", error.message);
    };
    let page = "<!DOCTYPE html><title>Bad Gateway</title>";
    for (operation, lost) in
        [(LIST, Busy), (INFO, Busy), ("volume/snapshot-list", Busy), (DELETE, OutcomeUnknown), (CREATE, OutcomeUnknown)]
    {
        for status in [408, 502, 503, 504, 524] {
            for body in [page, "", "upstream connect error", r#"{"error":"origin unreachable"}"#] {
                check(operation, status, body, lost, "temporarily unavailable");
            }
        }
        let other = if lost == Busy { Unreadable } else { OutcomeUnknown };
        check(operation, 200, page, other, "HTML page");
        check(operation, 200, "", other, "empty");
        check(operation, 200, "[]", other, "does not say whether it succeeded");
        check(operation, 200, r#"{"success":"maybe"}"#, other, "does not say whether it succeeded");
        check(operation, 200, r#"{"success":"yes","volumes":[{"#, other, "breaks off");
        check(operation, 404, page, other, "HTML page");
        check(operation, 404, "nothing here", Unsupported, "nothing here");
        check(operation, 401, "sign in", Unauthenticated, "sign in");
        check(operation, 403, "", Forbidden, "answered 403");
        check(operation, 429, page, Busy, "HTML page");
        check(operation, 500, "", Failed, "answered 500");
        check(operation, 500, page, Failed, "HTML page");
        check(operation, 302, "", Invalid, "answered 302");
    }
    check(INFO, 404, "", Unsupported, "it is not there, or this server has no such call");
    let mut busy = response(429, "");
    busy.headers.push(("Retry-After".into(), "7".into()));
    assert_eq!(parse_error(LIST, &busy).unwrap_err().retry_after_millis, Some(7000));
    for good in [r#"{"success":"yes"}"#, r#" {"success": true } "#, r#"{"success":1}"#] {
        assert!(parse_error(DELETE, &response(200, good)).is_ok(), "{good}");
    }
}

#[test]
fn texts_that_name_parameters_land_on_their_fields() {
    let check = |words: &str, expected: &str| {
        let error = parse_error(CREATE, &response(200, &refusal(words))).unwrap_err();
        assert_eq!(error.fields.iter().map(|error| error.field).collect::<Vec<_>>().join(" "), expected, "{words}");
    };
    check("region, label, and/or size not set", "region label size");
    check("invalid region", "region");
    check("invalid image", "image");
    check("invalid snapshot", "snapshot_id");
    check("invalid vm", "vm_id");
    check("snapshot_id, image_name, and/or dst_region not set", "snapshot_id image_name dst_region");
    check("hostname, plan_id, and/or image_id not set", "");
    check("boom: size", "");
}
