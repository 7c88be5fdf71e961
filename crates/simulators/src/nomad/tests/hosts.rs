//! Dynamic host volumes and sticky claims.

use super::SimHarness;

/// A create or register call.
fn put(action: &str, volume: &str) -> String {
    format!("PUT /v1/volume/host/{action}\n\n{{\"Volume\":{{{volume}}}}}")
}

#[test]
fn lists_and_single_volumes() {
    let mut harness = SimHarness::demo();
    let (cache, node) = (harness.host("node-cache"), harness.node("fra1-store-01"));
    let names = |harness: &mut SimHarness, query: &str| -> String {
        let list = harness.json(&format!("GET /v1/volumes?type=host&{query}"));
        let mut names: Vec<&str> = list.as_array().expect("list").iter().map(|item| item["Name"].as_str().expect("name")).collect();
        names.sort_unstable();
        names.join(" ")
    };
    assert_eq!(names(&mut harness, "namespace=edge"), "camera-spool till-journal");
    assert_eq!(names(&mut harness, "prefix=node-"), "node-cache");
    assert_eq!(names(&mut harness, &format!("prefix={}", &cache[..9])), "node-cache");
    assert_eq!(names(&mut harness, "namespace=*&node_pool=gpu"), "model-weights");
    assert_eq!(names(&mut harness, &format!("namespace=*&node_id={node}")), "build-scratch cassandra-1 prometheus-agent-wal");
    assert_eq!(names(&mut harness, &format!("namespace=*&node_id={}", &node[..8])), "");
    assert_eq!(names(&mut harness, "namespace=*&filter=State+==+unavailable"), "camera-spool cassandra-old till-journal");
    let mut forward = harness.ids("GET /v1/volumes?type=host&namespace=*");
    forward.reverse();
    assert_eq!(forward, harness.ids("GET /v1/volumes?type=host&namespace=*&reverse=true"));
    let first = harness.ids("GET /v1/volumes?type=host&namespace=*&reverse=true&per_page=3");
    assert_eq!(first, forward[..3]);
    harness.checks(&[
        (
            &format!("GET /v1/volume/host/{cache}"),
            200,
            &["X-Nomad-Index: 731", "\"ModifyIndex\":731", "\"HostPath\":\"/opt", "\"State\":\"ready\"", "!Allocations", "!Constraints"],
        ),
        (&format!("GET /v1/volume/host/{cache}?namespace=data"), 404, &["volume not found"]),
        (&format!("GET /v1/volume/host/{}", &cache[..8]), 404, &["volume not found"]),
    ]);
}

#[test]
fn creating_a_host_volume_chooses_a_node_and_becomes_ready() {
    let mut harness = SimHarness::demo();
    harness.checks(&[
        ("PUT /v1/volume/host/create", 400, &["Request body is empty"]),
        ("PUT /v1/volume/host/create\n\n{}", 500, &["missing volume definition"]),
        (&put("create", ""), 500, &["volume validation failed: missing name"]),
        (&put("create", r#""Name":"n","ID":"x""#), 500, &["invalid ID \"x\""]),
        (
            &put("create", r#""Name":"n","RequestedCapacityMinBytes":5,"RequestedCapacityMaxBytes":4"#),
            500,
            &["capacity_max (4) must be larger than capacity_min (5)"],
        ),
        (
            &put("create", r#""Name":"n","RequestedCapabilities":[{"AttachmentMode":"a","AccessMode":"multi-node-multi-writer"}]"#),
            500,
            &["2 errors occurred", "invalid attachment mode: \"a\"", "invalid access mode: \"multi-node-multi-writer\""],
        ),
        (&put("create", r#""Name":"n","Namespace":"gone""#), 500, &["no such namespace \"gone\""]),
        (&put("create", r#""Name":"n","NodeID":"gone""#), 500, &["node lookup failed: index error: UUID must be 36 characters"]),
        (
            &put("create", r#""Name":"n","NodeID":"11111111-2222-4333-8444-555555555555""#),
            500,
            &["node \"11111111-2222-4333-8444-555555555555\" does not exist"],
        ),
        (&put("create", r#""Name":"n","NodePool":"gone""#), 500, &["node pool \"gone\" does not exist"]),
        (&put("create", r#""Name":"n""#), 500, &["could not place volume \"n\": no node meets constraints"]),
        (
            &put("create", r#""Name":"n","PluginID":"mkdir","Constraints":[{"LTarget":"${node.class}","RTarget":"none","Operand":"="}]"#),
            500,
            &["could not place volume"],
        ),
        (
            &put(
                "create",
                r#""Name":"n","PluginID":"mkdir","Constraints":[{"LTarget":"${node.unique.name}","RTarget":"fra1-compute-02","Operand":"="}]"#,
            ),
            500,
            &["could not place volume", "8 nodes were infeasible"],
        ),
        (
            &put("create", r#""Name":"n","PluginID":"mkdir","NodePool":"gpu","RequestedCapacityMinBytes":500,"RequestedCapacityMaxBytes":500"#),
            200,
            &["\"Warnings\":\"\"", "\"State\":\"pending\"", "\"NodePool\":\"gpu\"", "\"CapacityBytes\":0"],
        ),
        (&put("create", r#""Name":"lv","PluginID":"lvm-thin","RequestedCapacityMinBytes":500,"RequestedCapacityMaxBytes":600"#), 200, &["\"CapacityBytes\":500"]),
    ]);
    let id = harness.host("n");
    harness.pass(2_999);
    harness.check(&format!("GET /v1/volume/host/{id}"), 200, &["\"State\":\"pending\""]);
    harness.pass(1);
    harness.check(&format!("GET /v1/volume/host/{id}"), 200, &["\"State\":\"ready\""]);
}

#[test]
fn registering_a_host_volume_needs_a_node() {
    let mut harness = SimHarness::demo();
    let (node, down) = (harness.node("fra2-store-01"), harness.node("fra2-compute-01"));
    harness.checks(&[
        (&put("register", r#""Name":"n""#), 500, &["cannot register volume: node ID is required"]),
        (&put("register", r#""Name":"n","NodeID":"x""#), 500, &["cannot register volume: host path is required"]),
        (&put("register", &format!(r#""Name":"n","NodeID":"{down}","HostPath":"/srv""#)), 500, &["No path to node"]),
        (
            &put("register", &format!(r#""Name":"n","NodeID":"{node}","NodePool":"gpu","HostPath":"/srv""#)),
            500,
            &["is not in pool \"gpu\""],
        ),
        (
            &put("register", &format!(r#""Name":"n","NodeID":"{node}","HostPath":"/srv/n","CapacityBytes":77"#)),
            200,
            &["\"HostPath\":\"/srv/n\"", "\"CapacityBytes\":77"],
        ),
    ]);
}

#[test]
fn an_updated_host_volume_keeps_its_node_and_becomes_ready_again() {
    let mut harness = SimHarness::demo();
    let (scratch, busy, other) = (harness.host("build-scratch"), harness.host("prometheus-agent-wal"), harness.node("fra1-gpu-01"));
    let with = |id: &str, more: &str| put("create", &format!(r#""ID":"{id}","Name":"build-scratch","PluginID":"lvm-thin"{more}"#));
    harness.checks(&[
        (
            &with("00000000-0000-0000-0000-000000000000", ""),
            500,
            &["cannot update volume \"00000000-0000-0000-0000-000000000000\": volume does not exist"],
        ),
        (&with(&busy, ""), 500, &["cannot update a volume in use: claimed by allocs ("]),
        (&with(&scratch, &format!(r#","NodeID":"{other}""#)), 500, &["node ID cannot be updated"]),
        (
            &with(&scratch, r#","RequestedCapacityMaxBytes":5"#),
            500,
            &["capacity_max (5) cannot be less than existing provisioned capacity (214748364800)"],
        ),
        (
            &with(&scratch, r#","RequestedCapacityMinBytes":300000000000,"RequestedCapacityMaxBytes":300000000000"#),
            200,
            &["\"State\":\"pending\"", "\"CapacityBytes\":300000000000", &scratch],
        ),
    ]);
    harness.pass(3_000);
    harness.check(&format!("GET /v1/volume/host/{scratch}"), 200, &["\"State\":\"ready\"", "X-Nomad-Index: 1002"]);
}

#[test]
fn deleting_asks_the_node() {
    let mut harness = SimHarness::demo();
    let (cache, busy, orphan) = (harness.host("node-cache"), harness.host("model-weights"), harness.host("cassandra-old"));
    harness.checks(&[
        ("DELETE /v1/volume/host/gone", 500, &["no such volume: gone"]),
        (&format!("DELETE /v1/volume/host/{busy}"), 500, &[&format!("volume {busy} in use by allocations: [")]),
        (
            &format!("DELETE /v1/volume/host/{orphan}?namespace=data"),
            500,
            &["volume cannot be removed from unknown node without force=true"],
        ),
        (&format!("DELETE /v1/volume/host/{orphan}?namespace=data&force=perhaps"), 400, &["invalid force value"]),
        (&format!("DELETE /v1/volume/host/{orphan}?namespace=data&force=true"), 200, &["{\"Index\":1001}"]),
        (&format!("DELETE /v1/volume/host/{cache}/delete"), 200, &["{\"Index\":1002}"]),
        (&format!("GET /v1/volume/host/{cache}"), 404, &["volume not found"]),
    ]);
}

#[test]
fn sticky_claims_are_listed_and_removed() {
    let mut harness = SimHarness::demo();
    let claims = harness.ids("GET /v1/volumes/claims?namespace=data");
    assert_eq!(claims.len(), 2);
    harness.checks(&[
        ("GET /v1/volumes/claims", 200, &["\n[]"]),
        ("DELETE /v1/volumes/claim/gone", 500, &["Task group volume claim does not exist"]),
        (&format!("DELETE /v1/volumes/claim/{}?namespace=data", claims[0]), 200, &["X-Nomad-Index: 1001", "!{"]),
    ]);
    assert_eq!(harness.ids("GET /v1/volumes/claims?namespace=data"), claims[1..]);
}
