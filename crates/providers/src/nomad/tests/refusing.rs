//! Statuses and texts become kinds of errors, and fields where a text names one.

use crate::nomad::failure::{one_line, parse_error};
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::http::Response;

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
        let error = parse_error(operation, &response(status, body)).unwrap_err();
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
    check(GET, 500, "No path to region", Missing);
    check(GET, 503, "upstream", Busy);
    let proxy = "The proxy nomad passed the call on once; 127.0.0.1:4646 closed the connection without an answer.\n";
    for status in [408, 502, 503, 504, 520, 524] {
        check(GET, status, proxy, Busy);
        // Whatever a gateway's words are, and also where they sound like Nomad's.
        for words in [proxy, "upstream", "", "no such volume", "Permission denied"] {
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
    check(PUT, 500, "no such plugin", Missing);
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
    check(HOST, 500, "volume cannot be removed from unknown node without force=true", Missing);
    check(HOST, 500, "cannot update volume \"x\": volume does not exist", NotFound);
    check(HOST, 500, "could not place volume \"n\": no node meets constraints", Invalid);
    check(PUT, 500, "boom", Failed);
    check(PUT, 302, "", Failed);
    check(GET, 502, "<html><body>Bad Gateway</body></html>", Unreadable);
    check(GET, 200, "<!DOCTYPE html><title>Sign in</title>", Unreadable);
    assert!(parse_error(PUT, &response(200, "")).is_ok(), "many writes answer nothing");
}

#[test]
fn what_is_missing_is_named_and_is_not_the_target() {
    let check = |operation, body: &str, kind: ErrorKind, field: &str, help: &str| {
        let error = parse_error(operation, &response(500, body)).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
        assert_eq!(error.fields.first().map_or("", |error| error.field), field, "{body}");
        assert!(error.help().contains(help) && !error.help().contains("removed by someone else"), "{body}: {}", error.help());
    };
    let node = "dead0000-0000-4000-8000-00000000dead";
    check("DELETE /v1/volume/host/:id", &format!("rpc error: Unknown node {node}"), Missing, "", "“Force”");
    check("DELETE /v1/volume/host/:id", "volume cannot be removed from unknown node without force=true", Missing, "force", "“Force”");
    check("DELETE /v1/volume/csi/:id/detach", &format!("could not detach from node: Unknown node {node}"), Missing, "", "drain the node");
    check(PUT, "rpc error: no CSI plugin named: ebs could be found", Missing, "PluginID", "another plugin");
    check("DELETE /v1/volume/csi/:id/delete", "no CSI plugin named: ebs could be found", Missing, "PluginID", "deregister the volume");
    check("DELETE /v1/volume/csi/:id/delete", "plugin \"ebs\" for volume \"pg\" not found", Missing, "", "deregister the volume");
    check("PUT /v1/volume/csi/:id", "rpc error: volume pg is in nonexistent namespace team-x", Missing, "Namespace", "another namespace");
    check(HOST, "volume validation failed: no such namespace \"x\"", Missing, "Namespace", "another namespace");
    check(
        HOST,
        &format!("validating volume \"x\" against state failed: node \"{node}\" does not exist"),
        Missing,
        "NodeID",
        "another node",
    );
    check(HOST, "validating volume \"x\" against state failed: node pool \"p\" does not exist", Missing, "NodePool", "another node pool");
    check(
        "PUT /v1/volume/host/register",
        "HostVolume.Register error: could not verify host path for \"a\": stat /srv/a: no such file or directory",
        Missing,
        "HostPath",
        "on the node",
    );
    let from = "controller create volume: CSI.ControllerCreateVolume: volume \"x\" content source";
    let gone = "does not exist: rpc error: code = NotFound desc = gone";
    check(PUT, &format!("{from} &{{\"\" \"vol-1\"}} {gone}"), Missing, "CloneID", "another snapshot or volume");
    check(PUT, &format!("{from} &{{\"snap-1\" \"\"}} {gone}"), Missing, "SnapshotID", "another snapshot or volume");
    check(
        "PUT /v1/volume/csi/:id",
        "controller validate volume: CSI.ControllerValidateVolume: volume \"e\" could not be found: rpc error: code = NotFound desc = e",
        Missing,
        "ExternalID",
        "external volumes",
    );
    check("GET /v1/volumes", "No path to region", Missing, "", "region");
}

#[test]
fn known_refusals_are_told_as_refusals_at_their_field() {
    let check = |operation, body: &str, kind: ErrorKind, field: &str| {
        let error = parse_error(operation, &response(500, body)).unwrap_err();
        assert_eq!((error.kind, error.fields.first().map_or("", |error| error.field)), (kind, field), "{body}");
        assert!(!error.may_have_applied(), "{body}");
    };
    check(HOST, "HostVolume.Create error: volume name already exists on this node", Exists, "Name");
    check(
        HOST,
        "HostVolume.Create error: invalid value for \"mode\": strconv.ParseUint: parsing \"rwx\": invalid syntax",
        Invalid,
        "Parameters",
    );
    check(
        HOST,
        "validating volume \"x\" against state failed: node lookup failed: index error: UUID must be 36 characters",
        Invalid,
        "NodeID",
    );
    check(HOST, "could not place volume \"x\": node 2d is not feasible for volume", Invalid, "NodeID");
    check(HOST, "volume validation failed: capacity_max (0) must be larger than capacity_min (5)", Invalid, "RequestedCapacityMaxBytes");
    let plugin = "1 error occurred:\n\t* controller create volume: CSI.ControllerCreateVolume:";
    check(PUT, &format!("{plugin} LimitBytes cannot be less than RequiredBytes\n\n"), Invalid, "RequestedCapacityMax");
    check(PUT, &format!("{plugin} unknown volume attachment mode: floppy\n\n"), Invalid, "AttachmentMode");
    check(
        PUT,
        &format!("{plugin} unsupported capacity_range: rpc error: code = OutOfRange desc = too much\n\n"),
        Limited,
        "RequestedCapacityMin",
    );
    let again = "PUT /v1/volume/csi/:id";
    check(
        again,
        "unable to update volume: max requested capacity (2.0 GB) less than or equal to current (5.0 GB)",
        Limited,
        "RequestedCapacityMax",
    );
    check(
        again,
        "unable to update volume: 1 error occurred:\n\t* can not update mount options while volume is in use\n\n",
        WrongState,
        "MountFlags",
    );
    check("DELETE /v1/volume/csi/:id", "volume in use: pg", WrongState, "");
    check(
        "PUT /v1/volumes/snapshot",
        "could not create snapshot: controller create snapshot: CSI.ControllerCreateSnapshot: missing Name",
        Invalid,
        "Name",
    );
}

#[test]
fn a_refusal_after_the_plugin_was_asked_leaves_open_what_was_done() {
    let check = |operation, body: &str, may_have_applied: bool| {
        let error = parse_error(operation, &response(500, body)).unwrap_err();
        assert_eq!(error.may_have_applied(), may_have_applied, "{operation} {body}: {:?}", error.kind);
    };
    let delete = "DELETE /v1/volume/csi/:id/delete";
    check(delete, "volume in use: pg", true);
    check(delete, "rpc error: volume in use: pg", true);
    check(delete, "volume not found: pg", false);
    check(delete, "no CSI plugin named: ebs could be found", false);
    check(delete, "plugin does not support deleting volumes", false);
    check(delete, "controller delete volume: CSI.ControllerDeleteVolume: rpc error: code = FailedPrecondition desc = volume in use", false);
    check(delete, "controller delete volume: CSI.ControllerDeleteVolume: rpc error: code = Aborted desc = an operation is pending", true);
    check(delete, "controller delete volume: CSI.ControllerDeleteVolume: rpc error: code = Unavailable desc = closed", true);
    check(delete, "leadership lost while committing log", true);
    check(PUT, "1 error occurred:\n\t* volume lost is in nonexistent namespace nowhere\n\n", true);
    check(PUT, "volume exists: pg", true);
    check(PUT, "validation: missing plugin id", false);
    check(PUT, "No cluster leader", false);
    check("PUT /v1/volume/csi/:id", "volume pg is in nonexistent namespace nowhere", false);
    check(
        "PUT /v1/volume/csi/:id",
        "unable to expand volume: node expand volume: CSI.NodeExpandVolume: rpc error: code = Internal desc = x",
        true,
    );
    check("PUT /v1/volume/csi/:id", "unable to expand volume: CSI.NodeExpandVolume: rpc error: code = InvalidArgument desc = x", true);
    check("DELETE /v1/volume/csi/:id/detach", "could not detach from controller: plugin not found", true);
    check("DELETE /v1/volume/csi/:id/detach", "Unknown allocation", false);
    check("DELETE /v1/volume/host/:id", "volume 3 in use by allocations: [a]", false);
    check("DELETE /v1/volume/host/:id", "HostVolume.Delete error: exit status 1", true);
    for operation in [delete, PUT] {
        let error = parse_error(operation, &response(403, "Permission denied")).unwrap_err();
        assert!(!error.may_have_applied());
    }
}

#[test]
fn releases_that_cannot_detach_by_node_are_said_to_be_such_with_what_else_can_be_done() {
    let error = parse_error("DELETE /v1/volume/csi/:id/detach", &response(500, "rpc error: Unknown allocation")).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (Unsupported, "This release cannot detach by node (Unknown allocation)."));
    for way in ["The claim still stands.", "Stop the job", "drain the node", "deregister the volume with force"] {
        assert!(error.help().contains(way), "{}", error.help());
    }
}

#[test]
fn a_404_without_a_word_says_both_that_it_may_mean() {
    for operation in ["GET /v1/volume/:type/:id", "GET /v1/plugin/csi/:id"] {
        let error = parse_error(operation, &response(404, "")).unwrap_err();
        assert!(error.message.contains("not there") && error.message.contains("no such call"), "{}", error.message);
    }
}

#[test]
fn texts_that_name_fields_land_on_them() {
    let fields = |operation, body: &str| {
        let error = parse_error(operation, &response(500, body)).unwrap_err();
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
    let error = parse_error(PUT, &response(500, &"panic ".repeat(40_000))).unwrap_err();
    assert!(error.message.chars().count() <= 2000 && error.body.as_ref().unwrap().chars().count() <= 4000);
}
