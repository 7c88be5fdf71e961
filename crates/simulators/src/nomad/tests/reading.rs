//! Lists, single volumes, pages, filters, look-ups of the 1.10 server.

use super::{ApiVersion, NOW, Seed, SimHarness};

#[test]
fn lists_and_single_volumes_have_their_fields() {
    SimHarness::demo().checks(&[
        ("GET /v1/volumes", 200, &["\n[]", "!X-Nomad-Index"]),
        ("GET /v1/volumes?type=nfs", 404, &["resource not found", "text/plain"]),
        (
            "GET /v1/volumes?type=csi",
            200,
            &[
                "X-Nomad-Index: 1000",
                "X-Nomad-KnownLeader: true",
                "X-Nomad-LastContact: 0",
                "application/json",
                "\"prometheus\"",
                "!postgres-primary",
                "\"CurrentReaders\":\"many\"",
            ],
        ),
        (
            "GET /v1/volumes?type=csi&namespace=data&prefix=kafka%5B1",
            200,
            &["\"ControllerRequired\":true", "\"ResourceExhausted\":null", "\"CurrentWriters\":1", "\"Segments\""],
        ),
        ("GET /v1/volumes?type=csi&namespace=data&prefix=kafka%5B2", 200, &["\"ResourceExhausted\":\"2025-10-09T"]),
        ("GET /v1/volume/csi/nothing", 404, &["volume not found"]),
        ("GET /v1/volume/csi/prom", 404, &["volume not found"]),
        (
            "GET /v1/volume/csi/vault-raft%5B0%5D",
            200,
            &["\"MountFlags\":[\"[REDACTED]\"]", "\"Secrets\":null", "\"ReadAllocs\":{}", "\":null}", "!Claims"],
        ),
        ("GET /v1/volume/csi/teams%2Fpayments%2Fledger", 404, &["resource not found"]),
        ("GET /v1/volume/csi/discount-50%25", 200, &["\"ID\":\"discount-50%\"", "\"AccessMode\":\"\""]),
        (
            "GET /v1/volume/csi/m%C3%BCnchen-b%C3%BCro",
            200,
            &["\"Parameters\":null", "\"RequestedCapabilities\":null", "\"MountOptions\":null", "\"Context\":null"],
        ),
        ("GET /v1/volume/csi/thin-overcommit", 200, &["\"Capacity\":9223372036854775807"]),
        ("GET /v1/volume/csi/shared-media", 200, &["\"Capacity\":0"]),
        ("GET /v1/volume/csi/jenkins-home", 200, &["\"Schedulable\":false"]),
        ("GET /v1/volume/csi/postgres-replica-2?namespace=data", 200, &["\"ClientStatus\":\"complete\"", "!PastClaims"]),
        ("GET /v1/volume/csi/teams/payments", 404, &["resource not found"]),
        ("OPTIONS /v1/volumes", 405, &["Invalid method"]),
        ("OPTIONS /v1/volume/csi/prometheus", 405, &["Invalid method"]),
        ("OPTIONS /v1/volume/host/create", 404, &[]),
        ("POST /v1/volume/csi/prometheus", 405, &["Invalid method"]),
        ("POST /v1/volume/csi/prometheus/create", 405, &["Invalid method"]),
        ("GET /v1/volume/nfs/x", 404, &["!resource", "!Content-Type"]),
        ("GET /v1/event/stream", 404, &[]),
        ("GET /ui/", 404, &[]),
    ]);
}

#[test]
fn allocations_that_read_come_first_and_the_maps_tell_roles() {
    let mut harness = SimHarness::demo();
    let volume = harness.json("GET /v1/volume/csi/pos-berlin?namespace=edge");
    let allocs = volume["Allocations"].as_array().expect("allocations");
    let (reader, writer) = (allocs[0]["ID"].as_str().expect("id"), allocs[1]["ID"].as_str().expect("id"));
    assert!(volume["ReadAllocs"].get(reader).is_some() && volume["WriteAllocs"].get(writer).is_some(), "{volume}");
    let created = volume["CreateTime"].as_i64().expect("an integer");
    assert!(created > 1 << 53 && created % 1000 != 0, "{created}");
    assert!(created < i64::try_from(NOW).expect("fits") * 1_000_000);
}

#[test]
fn the_demo_has_every_kind_of_volume() {
    let mut harness = SimHarness::demo();
    let all = harness.json("GET /v1/volumes?type=csi&namespace=*");
    let has = |test: fn(&serde_json::Value) -> bool| all.as_array().expect("list").iter().any(test);
    assert!(all.as_array().expect("list").len() > 40);
    assert!(has(|v| v["CurrentReaders"] == 0 && v["CurrentWriters"] == 0 && v["Schedulable"] == true));
    assert!(has(|v| v["CurrentReaders"].as_u64() > Some(0) && v["CurrentWriters"].as_u64() > Some(0)));
    assert!(has(|v| v["CurrentReaders"].as_u64() > Some(0) && v["CurrentWriters"] == 0));
    assert!(has(|v| v["ControllerRequired"] == false));
}

#[test]
fn lists_narrow_down() {
    let mut harness = SimHarness::demo();
    let node = harness.node("fra1-gpu-01");
    let rows = [
        ("namespace=edge".to_owned(), "camera-buffer model-cache pos-berlin pos-hamburg"),
        ("namespace=nowhere".to_owned(), ""),
        ("namespace=*&plugin_id=hostpath-old".to_owned(), ""),
        (format!("namespace=*&plugin_id=ceph-rbd&node_id={node}"), "ci-cache model-cache"),
        (format!("namespace=*&node_id={node}"), "ci-cache model-cache"),
        (format!("namespace=*&node_id={}", &node[..4]), "ci-cache model-cache"),
        ("plugin_id=hostpath-old".to_owned(), "jenkins-home legacy-wiki"),
        ("plugin_id=hostpath".to_owned(), ""),
        ("prefix=gitlab-r".to_owned(), "gitlab-registry"),
        ("filter=PluginID+==+\"hostpath-old\"+and+not+(Name+==+wiki)".to_owned(), "jenkins-home"),
        ("filter=Schedulable+==+false+or+ID+==+`grafana`".to_owned(), "grafana jenkins-home legacy-wiki"),
        ("filter=not+Schedulable".to_owned(), "jenkins-home legacy-wiki"),
        ("filter=\"50%25\"+in+ID".to_owned(), "discount-50%"),
        ("filter=ID+contains+\"raft\"+and+ID+not+contains+\"[1]\"".to_owned(), "vault-raft[0] vault-raft[2]"),
        ("filter=Capacity+==+10737418240".to_owned(), "grafana"),
        ("filter=Parameters.type+==+gp3+and+ID+!=+grafana+and+CurrentNothing.x+is+empty".to_owned(), "400"),
        ("filter=Parameters.server+==+\"nas.fra1.internal\"+and+WriteAllocs+is+not+empty".to_owned(), "shared-media"),
    ];
    for (query, expected) in rows {
        let call = format!("GET /v1/volumes?type=csi&{query}");
        if expected == "400" {
            harness.check(&call, 400, &["failed to read result page: error finding value in datum: /CurrentNothing"]);
        } else {
            assert_eq!(harness.ids(&call).join(" "), expected, "{query}");
        }
    }
    for bad in ["(ID+==+x", "ID+==", "ID+matches+\"x\"", "\"x", "ID+==+a+b", "="] {
        harness.check(&format!("GET /v1/volumes?type=csi&filter={bad}"), 400, &["failed to create result paginator: "]);
    }
    harness.check("GET /v1/volumes?type=csi&node_id=abc", 500, &["must be even length"]);
    harness.check("GET /v1/volumes?type=csi&node_id=zz", 500, &["Invalid UUID"]);
}

#[test]
fn pages_cover_everything_once() {
    let mut harness = SimHarness::new(ApiVersion::V110, false, Seed::Many(120));
    for (kind, size) in [("csi", 7), ("csi", 1000), ("host", 3), ("host&reverse=true", 3)] {
        let whole = harness.ids(&format!("GET /v1/volumes?type={kind}&namespace=*"));
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let call = format!("GET /v1/volumes?type={kind}&namespace=*&per_page={size}&next_token={token}");
            seen.extend(harness.ids(&call));
            let next = harness.answer(&call).headers.into_iter().find(|(name, _)| name == "X-Nomad-NextToken");
            let Some((_, next)) = next else { break };
            assert!(next.contains('.'), "{next}");
            token = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        }
        assert_eq!(seen, whole, "{kind} by {size}");
    }
}

#[test]
fn look_ups_answer() {
    SimHarness::demo().checks(&[
        ("GET /v1/plugins", 200, &["\n[]", "!X-Nomad-Index"]),
        ("GET /v1/plugins?type=host", 200, &["![", "!X-Nomad-Index"]),
        ("GET /v1/plugins?type=csi", 200, &["X-Nomad-Index: 900", "\"ID\":\"ceph-rbd\"", "\"ControllersExpected\":3"]),
        ("GET /v1/plugin/csi/none", 404, &["plugin not found"]),
        (
            "GET /v1/plugin/csi/aws-ebs0",
            200,
            &["\"SupportsClone\":false", "\"SupportsExpand\":true", "\"Controllers\":{", "\"MaxVolumes\":25"],
        ),
        ("GET /v1/plugin/csi/hostpath-old", 200, &["\"Healthy\":false", "!\"Healthy\":true"]),
        ("GET /v1/namespaces", 200, &["\"Name\":\"edge\"", "X-Nomad-Index"]),
        ("GET /v1/namespaces?prefix=e", 200, &["\"Name\":\"edge\"", "!\"Name\":\"data\""]),
        ("GET /v1/nodes", 200, &["\"Status\":\"down\"", "\"Status\":\"disconnected\"", "\"Drain\":true", "\"NodePool\":\"gpu\""]),
        ("GET /v1/node/pools", 200, &["\"all\"", "\"default\"", "\"gpu\""]),
        ("GET /v1/jobs?namespace=*", 200, &["\"ID\":\"kafka\"", "\"Status\":\"dead\""]),
        ("GET /v1/status/leader", 200, &["\"10.0.12.1:4647\""]),
        ("GET /v1/regions", 200, &["[\"global\"]"]),
        ("GET /v1/agent/self", 200, &["\"Version\":{\"Revision\":", "\"Version\":\"1.10.5\"", "\"member\""]),
        ("GET /v1/acl/token/self", 400, &["ACL support disabled"]),
        ("PUT /v1/plugins", 405, &["Invalid method"]),
    ]);
}

#[test]
fn general_parameters_are_checked() {
    SimHarness::demo().checks(&[
        ("GET /v1/volumes?type=csi&index=x", 400, &["Invalid index"]),
        ("GET /v1/volumes?type=csi&wait=5", 400, &["Invalid wait time"]),
        ("GET /v1/volumes?type=csi&wait=5y", 400, &["Invalid wait time"]),
        ("GET /v1/volumes?type=csi&per_page=-1", 400, &["Invalid per_page"]),
        ("GET /v1/volumes?type=csi&stale=maybe", 400, &["stale"]),
        ("GET /v1/volumes?type=csi&region=mars", 500, &["No path to region"]),
        ("GET /v1/volumes?type=csi&region=global&stale=true&wait=1m30s", 200, &[]),
    ]);
}
