//! ACLs: what each token may do.

use super::super::{TOKEN_EXPIRED, TOKEN_MANAGEMENT, TOKEN_MOUNTER, TOKEN_OPERATOR, TOKEN_READER, TOKEN_WRITER};
use super::{ApiVersion, Seed, SimHarness};

const BODY: &str = r#"{"Volumes":[{"ID":"n","Name":"n","PluginID":"ceph-rbd","RequestedCapabilities":[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}]}]}"#;
const HOST: &str = r#"{"Volume":{"Name":"h","PluginID":"mkdir"}}"#;

#[test]
fn each_endpoint_asks_for_its_rights() {
    let body = |line: &str, body: &str| (line.to_owned(), format!("\n\n{body}"));
    let bare = |line: &str| (line.to_owned(), String::new());
    // Status for: anonymous, reader, operator, management.
    let rows = [
        (bare("GET /v1/volumes?type=csi"), [403, 200, 200, 200]),
        (bare("GET /v1/volumes?type=csi&namespace=data"), [403, 403, 200, 200]),
        (bare("GET /v1/volumes?type=csi&namespace=*"), [403, 200, 200, 200]),
        (bare("GET /v1/volume/csi/grafana"), [403, 200, 200, 200]),
        (bare("GET /v1/volume/csi/minio-1?namespace=data"), [403, 403, 200, 200]),
        (body("PUT /v1/volume/csi/n", BODY), [403, 403, 200, 200]),
        (body("PUT /v1/volume/csi/n/create", BODY), [403, 403, 200, 200]),
        (bare("DELETE /v1/volume/csi/n"), [403, 403, 200, 500]),
        (bare("DELETE /v1/volume/csi/n/delete"), [403, 403, 500, 500]),
        (bare("DELETE /v1/volume/csi/n/detach?node=x"), [403, 403, 500, 500]),
        (bare("DELETE /v1/volume/csi/n/detach"), [400, 400, 400, 400]),
        (bare("GET /v1/volumes/external?plugin_id=ceph-rbd"), [403, 200, 200, 200]),
        (bare("GET /v1/volumes/snapshot?plugin_id=ceph-rbd"), [403, 200, 200, 200]),
        (body("PUT /v1/volumes/snapshot", r#"{"Snapshots":[{"SourceVolumeID":"grafana","Name":"s"}]}"#), [403, 403, 200, 200]),
        (bare("DELETE /v1/volumes/snapshot?plugin_id=ceph-rbd&snapshot_id=s"), [403, 403, 200, 200]),
        (bare("GET /v1/volumes?type=host"), [200, 200, 200, 200]),
        (bare("GET /v1/volume/host/x"), [403, 404, 404, 404]),
        (body("PUT /v1/volume/host/create", HOST), [403, 403, 200, 200]),
        (body("PUT /v1/volume/host/register", HOST), [403, 403, 500, 500]),
        (bare("DELETE /v1/volume/host/x"), [403, 403, 500, 500]),
        (bare("DELETE /v1/volumes/claim/x"), [403, 403, 500, 500]),
        (bare("GET /v1/plugins?type=csi"), [403, 200, 200, 200]),
        (bare("GET /v1/plugin/csi/nfs"), [403, 200, 200, 200]),
        (bare("GET /v1/nodes"), [403, 200, 200, 200]),
        (bare("GET /v1/node/pools"), [403, 200, 200, 200]),
        (bare("GET /v1/jobs"), [403, 403, 403, 200]),
        (bare("GET /v1/agent/self"), [403, 403, 403, 200]),
        (bare("GET /v1/namespaces"), [200, 200, 200, 200]),
        (bare("GET /v1/volumes/claims"), [403, 200, 200, 200]),
        (bare("GET /v1/acl/token/self"), [200, 200, 200, 200]),
        (bare("GET /v1/acl/policies"), [200, 200, 200, 200]),
        (bare("GET /v1/acl/policy/storage-reader"), [403, 200, 403, 200]),
        (bare("GET /v1/status/leader"), [200, 200, 200, 200]),
        (bare("GET /v1/regions"), [200, 200, 200, 200]),
    ];
    let mut harness = SimHarness::new(ApiVersion::V110, true, Seed::Demo);
    for ((line, body), statuses) in rows {
        for (token, status) in ["", TOKEN_READER, TOKEN_OPERATOR, TOKEN_MANAGEMENT].into_iter().zip(statuses) {
            let words: &[&str] = if status == 403 { &["Permission denied"] } else { &[] };
            harness.check(&format!("{line}\nX-Nomad-Token: {token}{body}"), status, words);
        }
    }
}

#[test]
fn lists_of_one_namespace_are_guarded_and_lists_of_all_are_not() {
    let mut harness = SimHarness::new(ApiVersion::V110, true, Seed::Demo);
    let reader = format!("X-Nomad-Token: {TOKEN_READER}");
    harness.check(&format!("GET /v1/volumes?type=csi&namespace=*\n{reader}"), 200, &["grafana", "minio-1"]);
    harness.check(&format!("GET /v1/volumes?type=host&namespace=*\n{reader}"), 200, &["node-cache", "cassandra"]);
    harness.check(&format!("GET /v1/volumes/claims?namespace=*\n{reader}"), 200, &["\n[]"]);
    harness.check(&format!("GET /v1/volumes?type=host&namespace=data\n{reader}"), 200, &["\n[]"]);
    harness.check(&format!("GET /v1/namespaces\n{reader}"), 200, &["default", "!\"Name\":\"data\""]);
    harness.check("GET /v1/volumes?type=host", 200, &["\n[]"]);
    let own = format!("PUT /v1/volumes\n{reader}\n\n{BODY}");
    harness.check(&own, 403, &["Permission denied"]);
}

#[test]
fn tokens_are_recognised() {
    let mut harness = SimHarness::new(ApiVersion::V110, true, Seed::Demo);
    let list = "GET /v1/volumes?type=csi";
    harness.check(&format!("{list}\nauthorization: bEARER {TOKEN_READER}"), 200, &[]);
    harness.check(&format!("{list}\nx-nomad-token:   {TOKEN_READER} "), 200, &[]);
    harness.check(
        &format!("GET /v1/acl/token/self\nX-Nomad-Token: {TOKEN_OPERATOR}"),
        200,
        &[&format!("\"SecretID\":\"{TOKEN_OPERATOR}\""), "\"client\""],
    );
    harness.check("GET /v1/acl/token/self", 200, &["\"AccessorID\":\"anonymous\""]);
    for token in [TOKEN_EXPIRED, "nonsense"] {
        harness.check(&format!("{list}\nX-Nomad-Token: {token}"), 403, &["Permission denied"]);
        harness.check(&format!("GET /v1/status/leader\nX-Nomad-Token: {token}"), 200, &[]);
        let mut old = SimHarness::new(ApiVersion::V012, true, Seed::Demo);
        old.check(&format!("{list}\nX-Nomad-Token: {token}"), 403, &["ACL token not found"]);
        old.check(&format!("{list}\nAuthorization: Bearer {TOKEN_READER}"), 403, &["Permission denied"]);
    }
    SimHarness::demo().check(&format!("{list}\nX-Nomad-Token: {TOKEN_EXPIRED}"), 200, &[]);
}

#[test]
fn what_the_documentation_asks_for_is_not_enough() {
    let mut harness = SimHarness::new(ApiVersion::V110, true, Seed::Demo);
    let node = harness.node("fra1-store-01");
    let rows = [
        ("GET /v1/volumes?type=csi&namespace=data".to_owned(), 200),
        (format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}"), 403),
        ("DELETE /v1/volume/csi/discount-50%25/delete".to_owned(), 403),
        ("DELETE /v1/volume/csi/discount-50%25".to_owned(), 200),
        ("GET /v1/volume/host/x".to_owned(), 403),
    ];
    for (line, status) in rows {
        harness.check(&format!("{line}\nX-Nomad-Token: {TOKEN_WRITER}"), status, &[]);
    }
    let detach = format!("DELETE /v1/volume/csi/gitlab-data/detach?node={node}\nX-Nomad-Token: {TOKEN_MOUNTER}");
    harness.check(&detach, 500, &["Unknown allocation"]);
    SimHarness::new(ApiVersion::V012, true, Seed::Demo).check(&detach, 200, &[]);
    harness.check(&format!("PUT /v1/volumes\nX-Nomad-Token: {TOKEN_WRITER}\n\n{BODY}"), 403, &["Permission denied"]);
}
