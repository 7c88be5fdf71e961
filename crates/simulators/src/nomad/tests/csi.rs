//! Registering, creating, updating and expanding CSI volumes on the 1.10 server.

use super::SimHarness;

/// A register or create call for one volume.
fn put(path: &str, volume: &str) -> String {
    format!("PUT {path}\n\n{{\"Volumes\":[{{{volume}}}]}}")
}

/// What every valid volume needs.
const NEW: &str = r#""ID":"new","Name":"new","PluginID":"ceph-rbd","RequestedCapabilities":[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}]"#;

#[test]
fn bodies_are_read_as_go_reads_them() {
    let lower = r#"{"volumes":[{"id":"low","PLUGINID":"nfs","unknown":1,"requestedcapabilities":[{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}]}]}"#;
    SimHarness::demo().checks(&[
        ("PUT /v1/volume/csi/x", 400, &["Request body is empty"]),
        ("PUT /v1/volume/csi/x\n\n{", 400, &[]),
        ("PUT /v1/volume/csi/x\n\n{\"ID\":\"x\",\"PluginID\":\"nfs\"}", 500, &["missing volume definition"]),
        ("PUT /v1/volume/csi/x\n\n{\"Volumes\":[{\"RequestedCapacityMin\":\"1G\"}]}", 400, &["cannot unmarshal"]),
        (
            &format!("PUT /v1/volume/csi/other\nContent-Type: text/plain\n\n{lower}"),
            200,
            &["\"Volumes\":[{", "\"ID\":\"low\"", "\"NextToken\":\"\"", "\"Warnings\":\"\""],
        ),
        ("GET /v1/volume/csi/low", 200, &["\"PluginID\":\"nfs\""]),
        ("GET /v1/volume/csi/other", 404, &[]),
    ]);
}

#[test]
fn invalid_volumes_are_refused_with_500() {
    let topology = format!(r#"{NEW},"RequestedTopologies":{{"Required":[{{}}]}}"#);
    let rows = [
        ("", "validation: missing volume id, missing plugin id, must include at least one capability block"),
        (&format!(r#"{NEW},"CloneID":"a","SnapshotID":"b""#), "validation: only one of snapshot_id and clone_id is allowed"),
        (&topology, "required topology is missing segments field"),
        (&NEW.replace("ceph-rbd", "gone"), "no CSI plugin named: gone could be found"),
        (&NEW.replace("ceph-rbd", "hostpath-old"), "no healthy controllers for CSI plugin: hostpath-old"),
        (&format!(r#"{NEW},"Namespace":"gone""#), "volume new is in nonexistent namespace gone"),
    ];
    let mut harness = SimHarness::demo();
    for (volume, text) in rows {
        for path in ["/v1/volume/csi/new", "/v1/volumes", "/v1/volume/csi/new/create"] {
            harness.check(&put(path, volume), 500, &[text]);
        }
    }
}

#[test]
fn the_volumes_namespace_wins_over_the_query() {
    let mut harness = SimHarness::demo();
    harness.check(&put("/v1/volumes?namespace=edge", NEW), 200, &["\"Namespace\":\"edge\""]);
    harness.check(&put("/v1/volumes?namespace=edge", &format!(r#"{NEW},"Namespace":"data""#)), 200, &["\"Namespace\":\"data\""]);
    harness.check("POST /v1/volumes\n\n{\"Volumes\":[]}", 500, &["missing volume definition"]);
}

#[test]
fn creating_a_volume_calls_the_plugin() {
    let with = |more: &str| put("/v1/volume/csi/new/create", &format!("{NEW}{more}"));
    let on = |plugin: &str, more: &str| put("/v1/volume/csi/new/create", &format!("{}{more}", NEW.replace("ceph-rbd", plugin)));
    let mut harness = SimHarness::demo();
    let source = harness.json("GET /v1/volume/csi/gitlab-data")["ExternalID"].as_str().expect("id").to_owned();
    let snapshots = harness.json("GET /v1/volumes/snapshot?plugin_id=ceph-rbd");
    let find = |ready: bool| {
        snapshots["Snapshots"].as_array().expect("list").iter().find(|s| s["IsReady"] == ready).expect("one")["ID"]
            .as_str()
            .expect("id")
            .to_owned()
    };
    harness.checks(&[
        (&on("nfs", ""), 500, &["plugin has no controller"]),
        (&with(r#","SnapshotID":"none""#), 500, &["1 error occurred:\n\t* controller create volume: CSI.ControllerCreateVolume: volume \"new\" content source &{\"none\" \"\"} does not exist: rpc error: code = NotFound"]),
        (&with(&format!(r#","SnapshotID":"{}""#, find(false))), 500, &["not yet ready"]),
        (&with(r#","CloneID":"none""#), 500, &["code = NotFound"]),
        (&on("aws-ebs0", r#","CloneID":"x""#), 500, &["code = InvalidArgument"]),
        (&with(&format!(r#","CloneID":"{source}","RequestedCapacityMax":1000"#)), 500, &["code = OutOfRange"]),
        (
            &with(&format!(r#","CloneID":"{source}""#)),
            200,
            &["\"Capacity\":536870912000", &format!("\"CloneID\":\"{source}\""), "\"ExternalID\":\"csi-vol-"],
        ),
        ("GET /v1/volume/csi/new", 200, &["\"AccessMode\":\"\"", "\"CreateIndex\":1001", "\"ReadAllocs\":{}"]),
    ]);
    let restored =
        with(&format!(r#","SnapshotID":"{}","RequestedCapacityMin":999000000000"#, find(true))).replace("\"new\"", "\"restored\"");
    harness.check(&restored, 200, &["\"ID\":\"restored\"", "\"Capacity\":999000000000"]);
}

#[test]
fn updates_follow_the_rules() {
    let volume = |more: &str| {
        put(
            "/v1/volumes",
            &format!(
                r#""ID":"gitlab-data","PluginID":"ceph-rbd","RequestedCapabilities":[{{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}}]{more}"#
            ),
        )
    };
    let one = "unable to update volume: 1 error occurred:\n\t* volume name cannot be updated\n\n";
    let same = r#","MountOptions":{"FSType":"ext4","MountFlags":["noatime"]}"#;
    let with = |more: &str| volume(&format!("{same}{more}"));
    SimHarness::demo().checks(&[
        (&with(r#","Name":"other""#), 500, &[one]),
        (
            &with(r#","Name":"other","ExternalID":"e","CloneID":"c""#),
            500,
            &["3 errors occurred:\n\t* volume name", "\n\t* volume external ID cannot", "volume clone ID"],
        ),
        (&with(r#","Parameters":{"a":"b"}"#), 500, &["volume parameters cannot be updated"]),
        (&volume(r#","MountOptions":{"FSType":"xfs"}"#), 500, &["can not update mount options while volume is in use"]),
        (&volume(""), 500, &["can not update mount options while volume is in use"]),
        (&with("").replace("ceph-rbd", "nfs"), 500, &["volume plugin ID cannot be updated"]),
        (&with("").replace("single-node-writer", "multi-node-multi-writer"), 500, &["not compatible with existing capability in use"]),
        (&with(r#","Context":{"k":"v"},"Secrets":{"key":"hidden"}"#), 200, &["\"Context\":{\"k\":\"v\"}", "\"Secrets\":null", "!hidden"]),
        ("GET /v1/volumes?type=csi", 200, &["X-Nomad-Index: 1001"]),
    ]);
}

#[test]
fn volumes_grow_but_never_shrink() {
    // Each has a claim, so that its mount options have to be sent as they are.
    let grow = |id: &str, plugin: &str, more: &str| {
        let kind = if plugin == "nfs" { "nfs" } else { "ext4" };
        put(
            "/v1/volumes",
            &format!(
                r#""ID":"{id}","PluginID":"{plugin}","RequestedCapabilities":[{{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}}],"MountOptions":{{"FSType":"{kind}","MountFlags":["noatime"]}}{more}"#
            ),
        )
    };
    SimHarness::demo().checks(&[
        (
            &grow("grafana", "aws-ebs0", r#","RequestedCapacityMin":20000000000,"RequestedCapacityMax":15000000000"#),
            500,
            &["max requested capacity (15 GB) less than or equal to min (20 GB)"],
        ),
        (
            &grow("grafana", "aws-ebs0", r#","RequestedCapacityMax":1500000000"#),
            500,
            &["max requested capacity (1.5 GB) less than or equal to current (11 GB)"],
        ),
        (
            &grow("grafana", "aws-ebs0", r#","RequestedCapacityMin":1000"#),
            200,
            &["\"Capacity\":10737418240", "\"RequestedCapacityMin\":1000"],
        ),
        (
            &grow("grafana", "aws-ebs0", r#","RequestedCapacityMin":2000"#),
            200,
            &["\"Capacity\":10737418240", "\"RequestedCapacityMin\":2000"],
        ),
        (&grow("grafana", "aws-ebs0", r#","RequestedCapacityMin":21474836480"#), 200, &["\"Capacity\":21474836480"]),
        (
            &grow("gitlab-backup", "nfs", r#","RequestedCapacityMin":9000000000000"#)
                .replace("single-node-writer", "multi-node-multi-writer"),
            500,
            &["expand is not implemented by this controller plugin"],
        ),
        ("GET /v1/volume/csi/grafana", 200, &["\"Capacity\":21474836480"]),
    ]);
}
