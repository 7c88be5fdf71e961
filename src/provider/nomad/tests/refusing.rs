//! Statuses and texts become kinds of errors, and fields where a text names one.

use crate::http::ErrorKind::{self, *};
use crate::http::Response;
use crate::provider::nomad::failure::{judge, one_line};

const GET: &str = "GET /v1/volume/csi/:id";
const PUT: &str = "PUT /v1/volume/csi/:id/create";
const DELETE: &str = "DELETE /v1/volume/csi/:id";
const HOST: &str = "PUT /v1/volume/host/create";

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.into() }
}

#[test]
fn every_documented_refusal_has_its_kind() {
    let check = |operation, status, body: &str, kind: ErrorKind| {
        let error = judge(operation, &response(status, body)).unwrap_err();
        assert_eq!(error.kind, kind, "{status} {body}");
        assert_eq!((error.status, error.body.as_deref()), (Some(status), Some(body)), "the text is kept");
    };
    check(GET, 403, "ACL token not found", Unauthenticated);
    check(GET, 403, "Permission denied", Forbidden);
    check(GET, 500, "rpc error: Permission denied", Forbidden);
    check(GET, 500, "ACL token expired", Unauthenticated);
    check(GET, 404, "ACL token not found", Unauthenticated);
    check(GET, 400, "ACL support disabled", Unsupported);
    check(GET, 404, "volume not found", NotFound);
    check(GET, 404, "plugin not found", NotFound);
    check(GET, 404, "resource not found", Unsupported);
    check(GET, 404, "404 page not found\n", Unsupported);
    check(GET, 405, "Invalid method", Unsupported);
    check(GET, 501, "Nomad Enterprise only endpoint", Unsupported);
    check(GET, 400, "Invalid index", Invalid);
    check(GET, 500, "No cluster leader", Busy);
    check(GET, 500, "No path to region", Invalid);
    check(GET, 503, "upstream", Busy);
    let relay = "The relay nomad passed the call on once; 127.0.0.1:4646 closed the connection without an answer.\n";
    for status in [408, 502, 503, 504, 520, 524] {
        check(GET, status, relay, Busy);
        // Whatever a gateway's words are, and also where they sound like Nomad's.
        for words in [relay, "upstream", "", "no such volume", "Permission denied"] {
            check(PUT, status, words, OutcomeUnknown);
            check(DELETE, status, words, OutcomeUnknown);
        }
    }
    check(PUT, 429, "Your IP is issuing too many concurrent connections, please rate limit your calls\n", Busy);
    check(PUT, 500, "missing volume definition", Invalid);
    check(PUT, 500, "volume exists: pg", Exists);
    check(PUT, 500, "volume in use: pg", WrongState);
    check(PUT, 500, "rpc error: volume in use: pg", WrongState);
    check(PUT, 500, "volume not found: pg", NotFound);
    check(PUT, 500, "no such volume", NotFound);
    check(PUT, 500, "no such plugin", NotFound);
    check(PUT, 500, "volume identity cannot be updated: pg", Invalid);
    check(PUT, 500, "plugin has no controller", Unsupported);
    check(PUT, 500, "plugin does not support creating volumes", Unsupported);
    check(PUT, 500, "unimplemented for this plugin", Unsupported);
    check(PUT, 500, "expand is not implemented by this controller plugin", Unsupported);
    check(PUT, 500, "1 error occurred:\n\t* no such volume \"x\"\n\n", NotFound);
    check(PUT, 500, "controller create volume: CSI.ControllerCreateVolume: rpc error: code = ResourceExhausted desc = full", Limited);
    check(PUT, 500, "controller create volume: CSI.ControllerCreateVolume: rpc error: code = Internal desc = missing image", Failed);
    check(PUT, 500, "controller create volume: CSI.ControllerCreateVolume: rpc error: code = DeadlineExceeded desc = ", OutcomeUnknown);
    check(HOST, 500, "cannot update a volume in use: claimed by allocs (a)", WrongState);
    check(HOST, 500, "volume 3 in use by allocations: [a]", WrongState);
    check(HOST, 500, "volume cannot be removed from unknown node without force=true", WrongState);
    check(HOST, 500, "cannot update volume \"x\": volume does not exist", NotFound);
    check(HOST, 500, "could not place volume \"n\": no node meets constraints", Invalid);
    check(PUT, 500, "boom", Failed);
    check(PUT, 302, "", Failed);
    check(GET, 502, "<html><body>Bad Gateway</body></html>", Unreadable);
    check(GET, 200, "<!DOCTYPE html><title>Sign in</title>", Unreadable);
    assert!(judge(PUT, &response(200, "")).is_ok(), "many writes answer nothing");
}

#[test]
fn texts_that_name_fields_land_on_them() {
    let fields = |operation, body: &str| {
        let error = judge(operation, &response(500, body)).unwrap_err();
        error.fields.iter().map(|error| error.field).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        fields(PUT, "validation: missing volume id, missing plugin id, missing access mode, missing attachment mode"),
        "PluginID ID AccessMode AttachmentMode"
    );
    assert_eq!(fields(PUT, "validation: must include at least one capability block"), "AccessMode");
    assert_eq!(fields(PUT, "no CSI plugin named: x could be found"), "PluginID");
    assert_eq!(fields(PUT, "volume pg is in nonexistent namespace x"), "Namespace");
    assert_eq!(fields(PUT, "validation: only one of snapshot_id and clone_id is allowed"), "SnapshotID");
    assert_eq!(
        fields(
            HOST,
            "volume validation failed: 2 errors occurred:\n\t* missing name\n\t* capacity_max (1) must be larger than capacity_min (2)\n\n"
        ),
        "Name RequestedCapacityMaxBytes"
    );
    assert_eq!(fields(PUT, "boom"), "");
}

#[test]
fn lists_of_errors_are_shown_on_one_line() {
    let check = |text: &str, expected: &str| assert_eq!(one_line(text), expected);
    check("1 error occurred:\n\t* could not create snapshot: no\n\n", "could not create snapshot: no");
    check("unable to update volume: 2 errors occurred:\n\t* a b\n\t* c\n\n", "unable to update volume: a b; c");
    check("plain\n", "plain");
}

#[test]
fn a_text_without_end_is_cut() {
    let error = judge(PUT, &response(500, &"panic ".repeat(40_000))).unwrap_err();
    assert!(error.message.chars().count() <= 2000 && error.body.as_ref().unwrap().chars().count() <= 4000);
}
