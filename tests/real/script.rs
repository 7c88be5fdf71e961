//! The calls that are made to both the simulator and the server: all that a client does, and much that it should not.

use serde_json::{Value, json};

/// What it is named by if its answer has an id, method, path, microversion, body. `WAIT` waits for a state, or for the end.
pub type Check = (&'static str, &'static str, &'static str, &'static str, Value);

const NEW: &str = "3.71";

/// All of them, in order: what one makes, later ones use.
pub fn script() -> Vec<Check> {
    [signing_in(), reading(), refused(), one(), done_to_it(), snapshots(), attachments(), transfers(), groups(), the_end()].concat()
}

/// A body that asks for a volume.
fn volume(more: &Value) -> Value {
    let mut volume = json!({ "size": 1, "volume_type": "fast-ssd" });
    for (key, value) in more.as_object().into_iter().flatten() {
        volume[key] = value.clone();
    }
    json!({ "volume": volume })
}

/// Keystone, with and without a project.
fn signing_in() -> Vec<Check> {
    let user = json!({ "name": "alice", "domain": { "id": "default" }, "password": "demo-alice-password" });
    let scope = json!({ "project": { "id": "{project}" } });
    let identity = json!({ "methods": ["password"], "password": { "user": user } });
    let app = json!({ "methods": ["application_credential"], "application_credential": { "id": "{app}", "secret": "{secret}" } });
    vec![
        ("", "GET", "/", "", Value::Null),
        ("", "GET", "/v3/", "", Value::Null),
        (
            "",
            "POST",
            "/v3/auth/tokens",
            "",
            json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": { "name": "alice", "domain": { "id": "default" }, "password": "no" } } }, "scope": scope } }),
        ),
        (
            "",
            "POST",
            "/v3/auth/tokens",
            "",
            json!({ "auth": { "identity": identity, "scope": { "project": { "name": "elsewhere", "domain": { "id": "default" } } } } }),
        ),
        ("", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": app, "scope": scope } })),
        ("", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": app } })),
        ("token", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": identity } })),
        ("", "GET", "/v3/auth/projects", "", Value::Null),
        ("token", "POST", "/v3/auth/tokens", "", json!({ "auth": { "identity": identity, "scope": scope } })),
    ]
}

/// Versions and look-ups.
fn reading() -> Vec<Check> {
    vec![
        ("", "GET", "/v3/", "", Value::Null),
        ("", "GET", "/volumes", "3.999", Value::Null),
        ("", "GET", "/volumes", "3.x", Value::Null),
        ("", "GET", "/volumes", "", Value::Null),
        ("nobody", "GET", "/volumes", NEW, Value::Null),
        ("", "GET", "/v3/0f0f0f0f/volumes", NEW, Value::Null),
        ("", "GET", "/v3/demo/volumes", NEW, Value::Null),
        ("", "GET", "/nothing", NEW, Value::Null),
        ("", "GET", "/groups/detail", "3.0", Value::Null),
        ("", "GET", "/limits", NEW, Value::Null),
        ("", "GET", "/os-availability-zone", NEW, Value::Null),
        ("", "GET", "/types", NEW, Value::Null),
        ("", "GET", "/types/default", NEW, Value::Null),
        ("", "GET", "/os-services", NEW, Value::Null),
        ("", "GET", "/scheduler-stats/get_pools?detail=true", NEW, Value::Null),
        ("", "GET", "/os-quota-sets/{project}", NEW, Value::Null),
    ]
}

/// Volumes that are not to be.
fn refused() -> Vec<Check> {
    vec![
        ("", "POST", "/volumes", NEW, volume(&json!({ "size": 0 }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "size": 1.5 }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "size": "x" }))),
        ("", "POST", "/volumes", NEW, json!({ "volume": { "name": "no size" } })),
        ("", "POST", "/volumes", NEW, json!({ "volumes": {} })),
        ("", "POST", "/volumes", NEW, volume(&json!({ "more": 1 }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "volume_type": "none" }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "availability_zone": "mars" }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "snapshot_id": "{none}" }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "source_volid": "{none}" }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "multiattach": true }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "name": "x".repeat(256) }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "metadata": { "a": 1 } }))),
        ("", "POST", "/volumes", NEW, volume(&json!({ "group_id": "{none}" }))),
    ]
}

/// One that is, read in every way, and changed.
fn one() -> Vec<Check> {
    vec![
        (
            "one",
            "POST",
            "/volumes",
            NEW,
            volume(&json!({ "name": "  same one ü ", "description": "d", "metadata": { "a": "b" }, "size": 2 })),
        ),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "GET", "/volumes/{one}", "3.0", Value::Null),
        ("", "GET", "/volumes/{one}", "3.47", Value::Null),
        ("", "GET", "/volumes", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=1", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=0", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=-1", NEW, Value::Null),
        ("", "GET", "/volumes/detail?limit=x", NEW, Value::Null),
        ("", "GET", "/volumes/detail?marker={none}", NEW, Value::Null),
        ("", "GET", "/volumes/detail?with_count=true", NEW, Value::Null),
        ("", "GET", "/volumes/detail?sort=nothing:asc", NEW, Value::Null),
        ("", "GET", "/volumes/detail?sort=name:up", NEW, Value::Null),
        ("", "GET", "/volumes/detail?name=same%20one%20%C3%BC", NEW, Value::Null),
        ("", "GET", "/volumes/detail?name~=same", NEW, Value::Null),
        ("", "GET", "/volumes/detail?colour=red", NEW, Value::Null),
        ("", "GET", "/volumes/summary", NEW, Value::Null),
        ("", "GET", "/volumes/{none}", NEW, Value::Null),
        ("", "PUT", "/volumes/{one}", NEW, json!({ "volume": { "name": "same two" } })),
        ("", "PUT", "/volumes/{one}", NEW, json!({ "volume": {} })),
        ("", "GET", "/volumes/{one}/metadata", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/metadata", NEW, json!({ "metadata": { "c": "d" } })),
        ("", "PUT", "/volumes/{one}/metadata", NEW, json!({ "metadata": { "e": "f" } })),
        ("", "PUT", "/volumes/{one}/metadata/e", NEW, json!({ "meta": { "e": "g" } })),
        ("", "PUT", "/volumes/{one}/metadata/e", NEW, json!({ "meta": { "other": "g" } })),
        ("", "DELETE", "/volumes/{one}/metadata/e", NEW, Value::Null),
        ("", "DELETE", "/volumes/{one}/metadata/e", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/metadata", NEW, json!({ "metadata": { "é": "d" } })),
    ]
}

/// What is done to it.
fn done_to_it() -> Vec<Check> {
    vec![
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 1 } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": "x" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 3 } })),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "nothing": {} })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 4 }, "os-unreserve": {} })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-reset_status": { "status": "error" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-force_delete": {} })),
        ("", "DELETE", "/volumes/{one}?force=true", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-retype": { "new_type": "fast-ssd", "migration_policy": "never" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-retype": { "new_type": "none", "migration_policy": "never" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-retype": { "new_type": "shared", "migration_policy": "sometimes" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-set_bootable": { "bootable": true } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-update_readonly_flag": { "readonly": true } })),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-update_readonly_flag": { "readonly": false } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-detach": {} })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "revert": { "snapshot_id": "{none}" } })),
    ]
}

/// Snapshots, and volumes of them.
fn snapshots() -> Vec<Check> {
    vec![
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{none}" } })),
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{one}", "force": false } })),
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": {} })),
        ("kept", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{one}", "name": "same kept", "metadata": { "a": "b" } } })),
        ("", "WAIT", "/snapshots/{kept}", "available", Value::Null),
        ("", "GET", "/snapshots/{kept}", NEW, Value::Null),
        ("", "GET", "/snapshots/{kept}", "3.0", Value::Null),
        ("", "GET", "/snapshots", NEW, Value::Null),
        ("", "GET", "/snapshots/detail?volume_id={one}", NEW, Value::Null),
        ("", "GET", "/snapshots/{none}", NEW, Value::Null),
        ("", "PUT", "/snapshots/{kept}", NEW, json!({ "snapshot": { "name": "same kept on" } })),
        ("", "DELETE", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volumes", NEW, volume(&json!({ "snapshot_id": "{kept}", "size": 1 }))),
        ("copy", "POST", "/volumes", NEW, json!({ "volume": { "snapshot_id": "{kept}", "name": "same copy" } })),
        ("", "WAIT", "/volumes/{copy}", "available", Value::Null),
        ("", "GET", "/volumes/{copy}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "revert": { "snapshot_id": "{kept}" } })),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
    ]
}

/// Attachments of both kinds, and what they forbid.
fn attachments() -> Vec<Check> {
    vec![
        ("", "POST", "/attachments", NEW, json!({ "attachment": { "volume_uuid": "{none}" } })),
        ("held", "POST", "/attachments", NEW, json!({ "attachment": { "volume_uuid": "{one}", "mode": "rw" } })),
        ("", "GET", "/attachments/{held}", NEW, Value::Null),
        ("", "GET", "/attachments", NEW, Value::Null),
        ("", "GET", "/attachments/detail", NEW, Value::Null),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/attachments", NEW, json!({ "attachment": { "volume_uuid": "{one}" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-extend": { "new_size": 9 } })),
        ("", "POST", "/snapshots", NEW, json!({ "snapshot": { "volume_id": "{one}" } })),
        ("", "DELETE", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volume-transfers", NEW, json!({ "transfer": { "volume_id": "{one}" } })),
        ("", "DELETE", "/attachments/{held}", NEW, Value::Null),
        ("", "DELETE", "/attachments/{held}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-attach": { "host_name": "db-7", "mountpoint": "/dev/vdb", "mode": "rw" } })),
        ("", "WAIT", "/volumes/{one}", "in-use", Value::Null),
        ("", "GET", "/volumes/{one}", NEW, Value::Null),
        ("", "DELETE", "/volumes/{one}", NEW, Value::Null),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-attach": { "host_name": "db-8", "mountpoint": "/dev/vdb", "mode": "rw" } })),
        ("", "POST", "/volumes/{one}/action", NEW, json!({ "os-detach": {} })),
        ("", "WAIT", "/volumes/{one}", "available", Value::Null),
    ]
}

/// Transfers.
fn transfers() -> Vec<Check> {
    vec![
        ("gift", "POST", "/volume-transfers", NEW, json!({ "transfer": { "volume_id": "{copy}", "name": "same gift" } })),
        ("", "GET", "/volume-transfers/{gift}", NEW, Value::Null),
        ("", "GET", "/volume-transfers", NEW, Value::Null),
        ("", "GET", "/volume-transfers/detail", NEW, Value::Null),
        ("", "POST", "/volume-transfers/{gift}/accept", NEW, json!({ "accept": { "auth_key": "wrong" } })),
        ("", "DELETE", "/volumes/{copy}", NEW, Value::Null),
        ("", "DELETE", "/volume-transfers/{gift}", NEW, Value::Null),
        ("", "DELETE", "/volume-transfers/{gift}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{copy}", "available", Value::Null),
    ]
}

/// What fails later; and everything goes.
fn the_end() -> Vec<Check> {
    vec![
        ("lost", "POST", "/volumes", NEW, volume(&json!({ "name": "same lost", "volume_type": "legacy-san" }))),
        ("", "WAIT", "/volumes/{lost}", "error", Value::Null),
        ("", "GET", "/volumes/{lost}", NEW, Value::Null),
        ("", "GET", "/messages?resource_uuid={lost}", NEW, Value::Null),
        ("", "POST", "/volumes/{lost}/action", NEW, json!({ "os-extend": { "new_size": 9 } })),
        ("", "DELETE", "/volumes/{lost}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{lost}", "", Value::Null),
        ("", "DELETE", "/volumes/{one}?cascade=true", NEW, Value::Null),
        ("", "WAIT", "/volumes/{one}", "", Value::Null),
        ("", "GET", "/snapshots/{kept}", NEW, Value::Null),
        ("", "DELETE", "/volumes/{copy}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{copy}", "", Value::Null),
        ("", "DELETE", "/volumes/{copy}", NEW, Value::Null),
        ("", "DELETE", "/snapshots/{kept}", NEW, Value::Null),
    ]
}

/// Groups, their members and their snapshots.
fn groups() -> Vec<Check> {
    vec![
        ("", "GET", "/group_types", NEW, Value::Null),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "default_cgsnapshot_type", "volume_types": ["fast-ssd"] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "none", "volume_types": ["fast-ssd"] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "loose", "volume_types": ["none"] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "loose", "volume_types": [] } })),
        ("", "POST", "/groups", NEW, json!({ "group": { "group_type": "loose" } })),
        (
            "group",
            "POST",
            "/groups",
            NEW,
            json!({ "group": { "group_type": "loose", "volume_types": ["fast-ssd"], "name": "same group" } }),
        ),
        ("", "WAIT", "/groups/{group}", "available", Value::Null),
        ("", "GET", "/groups/{group}", NEW, Value::Null),
        ("", "GET", "/groups/{group}?list_volume=true", NEW, Value::Null),
        ("", "GET", "/groups", NEW, Value::Null),
        ("", "GET", "/groups/detail", NEW, Value::Null),
        ("", "GET", "/groups/{none}", NEW, Value::Null),
        ("", "POST", "/group_snapshots", NEW, json!({ "group_snapshot": { "group_id": "{group}" } })),
        ("", "POST", "/volumes", NEW, json!({ "volume": { "size": 1, "group_id": "{group}" } })),
        ("", "POST", "/volumes", NEW, json!({ "volume": { "size": 1, "group_id": "{group}", "volume_type": "shared" } })),
        (
            "member",
            "POST",
            "/volumes",
            NEW,
            json!({ "volume": { "size": 1, "group_id": "{group}", "volume_type": "fast-ssd", "name": "same member" } }),
        ),
        ("", "WAIT", "/volumes/{member}", "available", Value::Null),
        ("", "GET", "/volumes/{member}", NEW, Value::Null),
        ("", "DELETE", "/volumes/{member}", NEW, Value::Null),
        ("", "POST", "/volumes/{member}/action", NEW, json!({ "os-retype": { "new_type": "shared", "migration_policy": "never" } })),
        ("", "GET", "/groups/{group}?list_volume=true", NEW, Value::Null),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "name": "same group" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "add_volumes": "{member}" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "remove_volumes": "{none}" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "add_volumes": "{none}" } })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": {} })),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "name": "same group on" } })),
        ("", "WAIT", "/groups/{group}", "available", Value::Null),
        ("moment", "POST", "/group_snapshots", NEW, json!({ "group_snapshot": { "group_id": "{group}", "name": "same moment" } })),
        ("", "WAIT", "/group_snapshots/{moment}", "available", Value::Null),
        ("", "GET", "/group_snapshots/{moment}", NEW, Value::Null),
        ("", "GET", "/group_snapshots", NEW, Value::Null),
        ("", "GET", "/group_snapshots/detail", NEW, Value::Null),
        ("", "GET", "/snapshots/detail?volume_id={member}", NEW, Value::Null),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "delete": { "delete-volumes": true } })),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "delete": { "delete-volumes": false } })),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "reset_status": { "status": "error" } })),
        ("", "POST", "/groups/action", NEW, json!({ "create-from-src": { "name": "x" } })),
        ("", "POST", "/groups/action", NEW, json!({ "create-from-src": { "group_snapshot_id": "{none}" } })),
        ("again", "POST", "/groups/action", NEW, json!({ "create-from-src": { "group_snapshot_id": "{moment}", "name": "same again" } })),
        ("", "WAIT", "/groups/{again}", "available", Value::Null),
        ("", "GET", "/groups/{again}?list_volume=true", NEW, Value::Null),
        ("", "DELETE", "/group_snapshots/{moment}", NEW, Value::Null),
        ("", "WAIT", "/group_snapshots/{moment}", "", Value::Null),
        ("", "POST", "/groups/{again}/action", NEW, json!({ "delete": { "delete-volumes": true } })),
        ("", "WAIT", "/groups/{again}", "", Value::Null),
        ("", "PUT", "/groups/{group}", NEW, json!({ "group": { "remove_volumes": "{member}" } })),
        ("", "WAIT", "/groups/{group}", "available", Value::Null),
        ("", "POST", "/groups/{group}/action", NEW, json!({ "delete": { "delete-volumes": false } })),
        ("", "WAIT", "/groups/{group}", "", Value::Null),
        ("", "DELETE", "/volumes/{member}", NEW, Value::Null),
        ("", "WAIT", "/volumes/{member}", "", Value::Null),
    ]
}
