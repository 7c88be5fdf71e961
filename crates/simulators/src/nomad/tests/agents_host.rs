//! What agents of 2.0 were seen to do with dynamic host volumes, and how policies are read.

use super::{ApiVersion, Job, NOW, SimHarness};
use crate::nomad::Nomad;

const ONE: &str = "b0000000-0000-4000-8000-000000000000";

/// A create or register call.
fn put(action: &str, volume: &str) -> String {
    format!("PUT /v1/volume/host/{action}\n\n{{\"Volume\":{{{volume}}}}}")
}

#[test]
fn a_size_has_two_limits_and_the_node_may_refuse_it() {
    let at = |more: &str| put("create", &format!(r#""Name":"v","PluginID":"mkdir","NodeID":"{ONE}"{more}"#));
    let mut harness = SimHarness::small(ApiVersion::V200);
    harness.checks(&[
        (
            &at(r#","RequestedCapacityMinBytes":5"#),
            500,
            &["volume validation failed: capacity_max (0) must be larger than capacity_min (5)"],
        ),
        (&at(r#","RequestedCapacityMinBytes":-5"#).replace("\"v\"", "\"w\""), 200, &[]),
        (&at(r#","Constraints":[{"LTarget":"a","RTarget":"b","Operand":"!!"}]"#), 500, &["Unknown constraint type \"!!\""]),
        (&at(r#","RequestedCapacityMinBytes":"5""#), 400, &["string into Go struct field HostVolume.Volume.RequestedCapacityMinBytes"]),
        (&at("").replace("mkdir", "gone"), 500, &[&format!("could not place volume \"v\": node {ONE} is not feasible for volume")]),
        (&at(r#","Parameters":{"mode":"rwx"}"#), 500, &["HostVolume.Create error: invalid value for \"mode\": strconv.ParseUint"]),
        (&at(r#","Parameters":{"colour":"red"}"#), 500, &["HostVolume.Create error: unknown mkdir parameter: \"colour\""]),
        (&at(r#","RequestedCapabilities":[]"#), 200, &["\"CreateIndex\":0", "\"Index\":", "X-Nomad-Index", "single-node-writer"]),
        (&at(""), 500, &["HostVolume.Create error: volume name already exists on this node"]),
        ("PUT /v1/volume/host/create\n\n{\"Volume\"", 400, &["unexpected EOF"]),
        ("PUT /v1/volume/host/create\n\n{\"Volume\":null}", 500, &["missing volume definition"]),
    ]);
    // Anywhere: the first node by id that has no volume of this name.
    harness.check(&put("create", r#""Name":"v","PluginID":"mkdir""#), 200, &["\"NodeID\":\"a0000000"]);
    harness.check(&put("create", r#""Name":"v","PluginID":"mkdir""#), 500, &["2 nodes had existing volume", "0 nodes were infeasible"]);
    let mut older = SimHarness::small(ApiVersion::V110);
    older.check(&at("").replace("mkdir", "gone"), 500, &["HostVolume.Create error: no such plugin: \"gone\""]);
}

#[test]
fn the_directory_of_a_registered_volume_stays() {
    let register = |name: &str, path: &str| put("register", &format!(r#""Name":"{name}","NodeID":"{ONE}","HostPath":"{path}""#));
    let mut harness = SimHarness::small(ApiVersion::V200);
    harness.checks(&[
        (&register("a", "/srv/kept"), 200, &["\"PluginID\":\"\"", "\"NodePool\":\"\"", "\"State\":\"pending\""]),
        (&register("b", "/srv/none"), 500, &["could not verify host path for \"b\": stat /srv/none: no such file or directory"]),
        (&register("a", "/srv/kept"), 500, &["HostVolume.Register error: volume name already exists on this node"]),
    ]);
    let id = harness.host("a");
    harness.check(&format!("GET /v1/volume/host/{id}"), 200, &["\"NodePool\":\"default\"", "!Allocations"]);
    harness.check(&format!("DELETE /v1/volume/host/{id}"), 200, &["{\"Index\":"]);
    harness.check(&register("a", "/srv/kept"), 200, &[]);
    // That of a volume that the plugin made goes with it.
    harness.check(&put("create", &format!(r#""Name":"made","PluginID":"mkdir","NodeID":"{ONE}""#)), 200, &[]);
    let made = harness.host("made");
    let path = format!("/opt/nomad/data/host_volumes/{made}");
    harness.check(&register("twin", &path), 200, &[]);
    harness.check(&format!("DELETE /v1/volume/host/{made}"), 200, &[]);
    harness.check(&register("third", &path), 500, &["no such file or directory"]);
}

#[test]
fn claims_are_in_a_single_read_only_and_sticky_claims_in_a_list_of_their_own() {
    let mut harness = SimHarness::small(ApiVersion::V200);
    harness.check(&put("create", &format!(r#""Name":"v","PluginID":"mkdir","NodeID":"{ONE}""#)), 200, &[]);
    harness.pass(3_000);
    let id = harness.host("v");
    let read = format!("GET /v1/volume/host/{id}");
    harness.check(&read, 200, &["\"State\":\"ready\"", "!Allocations"]);
    harness.check("GET /v1/nodes", 200, &[&format!("\"v\":{{\"ID\":\"{id}\"")]);
    harness.server.run_job(&Job { namespace: "default", id: "web", group: "g", node: "one", csi: &[], hosts: &["v"], sticky: true });
    harness.checks(&[
        (&read, 200, &["\"Allocations\":[", "\"JobID\":\"web\"", "\"DeploymentStatus\":null"]),
        ("GET /v1/volumes?type=host", 200, &["\"v\"", "!Allocations"]),
        (&format!("DELETE /v1/volume/host/{id}"), 500, &["in use by allocations: ["]),
        ("GET /v1/volumes/claims?job_id=web", 200, &["\"VolumeName\":\"v\"", "\"TaskGroupName\":\"g\""]),
        ("GET /v1/volumes/claims?job_id=other", 200, &["\n[]"]),
    ]);
    harness.pass(10_000);
    harness.check(&read, 200, &["\"DeploymentStatus\":{\"Canary\":false,\"Healthy\":true"]);
    harness.server.stop_job("default", "web");
    harness.pass(5_000);
    harness.check(&read, 200, &["!Allocations"]);
    harness.check("GET /v1/volumes/claims", 200, &["\"VolumeName\":\"v\""]);
}

#[test]
fn policies_grant_what_their_rules_say() {
    let rows: [(&str, &str, [u16; 6]); 8] = [
        // CSI list of default and of all, read of default, plugins, nodes, host volume creation in default.
        ("read", r#"namespace "default" { policy = "read" }"#, [200, 200, 404, 403, 403, 403]),
        ("write", r#"namespace "default" { policy = "write" }"#, [200, 200, 404, 403, 403, 500]),
        ("elsewhere", r#"namespace "team" { policy = "write" }"#, [403, 200, 403, 403, 403, 403]),
        ("jobs", r#"namespace "default" { capabilities = ["list-jobs"] }"#, [200, 200, 403, 403, 403, 403]),
        ("starts", r#"namespace "def*" { capabilities = ["csi-read-volume"] }"#, [200, 200, 404, 403, 403, 403]),
        ("register", r#"namespace "*" { capabilities = ["host-volume-register"] }"#, [403, 403, 403, 403, 403, 500]),
        ("plugins", "plugin { policy = \"list\" }\nnode { policy = \"read\" }", [403, 403, 403, 200, 200, 403]),
        ("denied", r#"namespace "default" { policy = "deny" }"#, [403, 403, 403, 403, 403, 403]),
    ];
    let calls = [
        "GET /v1/volumes?type=csi",
        "GET /v1/volumes?type=csi&namespace=*",
        "GET /v1/volume/csi/x",
        "GET /v1/plugins?type=csi",
        "GET /v1/nodes",
        "PUT /v1/volume/host/create",
    ];
    let mut harness = SimHarness { server: Nomad::bare(ApiVersion::V200, true, NOW), now: NOW };
    for (name, rules, statuses) in rows {
        harness.server.add_policy(name, rules);
        harness.server.add_token(name, name, &[name]);
        for (call, status) in calls.iter().zip(statuses) {
            let body = if call.starts_with("PUT") { "\n\n{\"Volume\":{}}" } else { "" };
            harness.check(&format!("{call}\nX-Nomad-Token: {name}{body}"), status, &[]);
        }
    }
}

#[test]
fn a_caller_reads_its_own_policies_and_no_others() {
    for (api_version, extra) in [(ApiVersion::V16, "!Sentinel"), (ApiVersion::V200, "\"Sentinel\":null")] {
        let mut harness = SimHarness { server: Nomad::bare(api_version, true, NOW), now: NOW };
        for name in ["mine", "theirs"] {
            harness.server.add_policy(name, "namespace \"default\" { capabilities=[\"csi-list-volume\"] } plugin { policy=\"list\" }");
            harness.server.add_token(name, name, &[name]);
        }
        harness.server.add_token("root", "Bootstrap Token", &[]);
        harness.checks(&[
            ("GET /v1/acl/policies\nX-Nomad-Token: mine", 200, &["\"mine\"", "!theirs", "!Rules", "X-Nomad-Index"]),
            ("GET /v1/acl/policies\nX-Nomad-Token: root", 200, &["\"mine\"", "\"theirs\""]),
            (
                "GET /v1/acl/policy/mine\nX-Nomad-Token: mine",
                200,
                &["\"RulesJSON\":{", "\"Capabilities\":[\"csi-list-volume\"]", "\"Plugin\":{\"Policy\":\"list\"}", "\"Node\":null", extra],
            ),
            ("GET /v1/acl/policy/theirs\nX-Nomad-Token: mine", 403, &["Permission denied"]),
            ("GET /v1/acl/policy/none\nX-Nomad-Token: root", 404, &["ACL policy not found"]),
            ("GET /v1/acl/token/self\nX-Nomad-Token: mine", 200, &["\"Policies\":[\"mine\"]", "\"Hash\":\""]),
            ("GET /v1/volumes?type=csi\nX-Nomad-Token: wrong", 403, &["Permission denied"]),
            ("GET /v1/volumes\nX-Nomad-Token: wrong", 200, &["\n[]"]),
        ]);
        let (anonymous, unknown) =
            if api_version == ApiVersion::V16 { ((500, "missing secret id"), 404) } else { ((200, "\"anonymous\""), 403) };
        harness.check("GET /v1/acl/token/self", anonymous.0, &[anonymous.1]);
        harness.check("GET /v1/acl/token/self\nX-Nomad-Token: wrong", unknown, &[]);
        // The rights to host volumes are lacking: nothing says so.
        let hosts = "GET /v1/volumes?type=host\nX-Nomad-Token: mine";
        harness.check(hosts, 200, if api_version == ApiVersion::V16 { &["!["] } else { &["\n[]"] });
    }
}
