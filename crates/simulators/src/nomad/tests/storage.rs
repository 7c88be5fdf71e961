//! Snapshots and external volumes.

use super::SimHarness;

#[test]
fn snapshots_are_created_become_ready_and_are_deleted() {
    let mut harness = SimHarness::demo();
    let post = |snapshot: &str| format!("POST /v1/volumes/snapshot\n\n{{\"Snapshots\":[{{{snapshot}}}]}}");
    harness.checks(&[
        ("POST /v1/volumes/snapshot", 400, &["Request body is empty"]),
        ("POST /v1/volumes/snapshot\n\n{}", 200, &["\"Snapshots\":null"]),
        (&post(r#""SourceVolumeID":"gitlab-data""#), 500, &["CSI.ControllerCreateSnapshot: missing Name"]),
        (&post(r#""SourceVolumeID":"gone""#), 500, &["1 error occurred:\n\t* no such volume \"gone\"\n\n"]),
        (&post(r#""SourceVolumeID":"shared-media""#), 500, &["plugin \"nfs\" does not support snapshot"]),
        (&post(r#""SourceVolumeID":"jenkins-home""#), 500, &["could not create snapshot: "]),
        (&post(r#""SourceVolumeID":"gitlab-data","PluginID":"none""#), 500, &["no such plugin \"none\""]),
        (&post(r#""SourceVolumeID":"gitlab-data","Name":"vault-raft-0""#), 500, &["AlreadyExists"]),
        (
            &post(r#""SourceVolumeID":"gitlab-data","Name":"friday""#),
            200,
            &["\"IsReady\":false", "\"SizeBytes\":536870912000", "\"CreateTime\":1760000000,", "csi-snap-friday-"],
        ),
    ]);
    let find = |harness: &mut SimHarness| {
        let list = harness.json("GET /v1/volumes/snapshot?plugin_id=ceph-rbd");
        list["Snapshots"].as_array().expect("list").iter().find(|s| s["ID"].as_str().is_some_and(|id| id.contains("friday"))).cloned()
    };
    harness.pass(3_999);
    assert_eq!(find(&mut harness).expect("there")["IsReady"], false);
    harness.pass(1);
    let made = find(&mut harness).expect("there");
    let told = ["Name", "SourceVolumeID", "PluginID"].map(|key| made[key].as_str().expect("a text"));
    assert_eq!((&made["IsReady"], told), (&true.into(), ["", "", "ceph-rbd"]));
    let source = harness.json("GET /v1/volume/csi/gitlab-data")["ExternalID"].clone();
    assert_eq!(made["ExternalSourceVolumeID"], source);
    let id = made["ID"].as_str().expect("id");
    harness.checks(&[
        (&format!("DELETE /v1/volumes/snapshot?plugin_id=ceph&snapshot_id={id}"), 500, &["1 error occurred:\n\t* no such plugin\n\n"]),
        (&format!("DELETE /v1/volumes/snapshot?plugin_id=nfs&snapshot_id={id}"), 500, &["does not support snapshot"]),
        (
            "DELETE /v1/volumes/snapshot?plugin_id=ceph-rbd",
            500,
            &["could not delete \"\": controller delete snapshot: CSI.ControllerDeleteSnapshot: missing SnapshotID"],
        ),
        (&format!("DELETE /v1/volumes/snapshot?plugin_id=ceph-rbd&snapshot_id={id}"), 200, &[]),
        (&format!("DELETE /v1/volumes/snapshot?plugin_id=ceph-rbd&snapshot_id={id}"), 200, &["X-Nomad-Index: 0", "!Content-Type"]),
    ]);
    assert!(find(&mut harness).is_none());
    harness.check("GET /v1/volumes?type=csi", 200, &["X-Nomad-Index: 1000"]);
}

#[test]
fn what_plugins_list_is_paged_in_the_body() {
    let mut harness = SimHarness::demo();
    let lacks = ["unimplemented for this plugin", "plugin does not support listing snapshots"];
    for ((path, key), lacks) in [("volumes/external", "Volumes"), ("volumes/snapshot", "Snapshots")].into_iter().zip(lacks) {
        harness.check(&format!("GET /v1/{path}?plugin_id=none"), 500, &["no such plugin"]);
        harness.check(&format!("GET /v1/{path}?plugin_id=nfs"), 500, &[lacks]);
        harness.check(&format!("GET /v1/{path}?plugin_id=hostpath-old"), 500, &["no controllers available"]);
        let whole = harness.json(&format!("GET /v1/{path}?plugin_id=aws-ebs0"));
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let call = format!("GET /v1/{path}?plugin_id=aws-ebs0&per_page=2&next_token={token}");
            harness.check(&call, 200, &["!X-Nomad-NextToken", "\"Index\":0"]);
            let page = harness.json(&call);
            seen.extend(page[key].as_array().expect("list").clone());
            page["NextToken"].as_str().expect("a token").clone_into(&mut token);
            if token.is_empty() {
                break;
            }
        }
        assert!(seen.len() > 4);
        assert_eq!(whole[key].as_array(), Some(&seen), "{path}");
    }
    harness.check(
        "GET /v1/volumes/external?plugin_id=ceph-rbd",
        200,
        &["\"IsAbnormal\":true", "image has a lost parent", "\"PublishedExternalNodeIDs\":[\"i-0"],
    );
}

#[test]
fn an_external_volume_can_be_registered() {
    let mut harness = SimHarness::demo();
    let body = r#"{"Volumes":[{"ID":"found","PluginID":"aws-ebs0","ExternalID":"vol-0bb3d5f7e9a1c2846","RequestedCapabilities":[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}]}]}"#;
    harness.check(&format!("PUT /v1/volume/csi/found\n\n{body}"), 200, &["\"ExternalID\":\"vol-0bb3d5f7e9a1c2846\""]);
    let list = harness.json("GET /v1/volumes/external?plugin_id=aws-ebs0").to_string();
    assert_eq!(list.matches("vol-0bb3d5f7e9a1c2846").count(), 1);
}
