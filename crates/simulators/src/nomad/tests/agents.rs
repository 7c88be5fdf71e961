//! What agents of 1.6 and 2.0 were seen to do with CSI volumes, snapshots and plugins.

use super::{ApiVersion, SimHarness, csi};

/// Every generation of which agents were asked, and the one between them.
const API_VERSIONS: [ApiVersion; 3] = [ApiVersion::V16, ApiVersion::V110, ApiVersion::V200];

const CREATE: &str = "1 error occurred:\n\t* controller create volume: CSI.ControllerCreateVolume: ";

/// The external ids that the plugin lists.
fn stored(harness: &mut SimHarness) -> Vec<String> {
    let list = harness.json("GET /v1/volumes/external?plugin_id=hp");
    list["Volumes"].as_array().expect("a list").iter().map(|volume| volume["ExternalID"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn what_the_plugin_made_stays_when_the_store_refuses_it() {
    for api_version in API_VERSIONS {
        let mut harness = SimHarness::small(api_version);
        let before = stored(&mut harness).len();
        harness.checks(&[
            (
                &csi("create", "lost", r#","Namespace":"nowhere","RequestedCapacityMin":7"#),
                500,
                &["1 error occurred:\n\t* volume lost is in nonexistent namespace nowhere\n\n"],
            ),
            ("GET /v1/volume/csi/lost?namespace=nowhere", 404, &["volume not found"]),
        ]);
        let after = stored(&mut harness);
        assert_eq!(after.len(), before + 1, "{api_version:?}");
        // Nomad can still be told of it.
        let external = format!(r#","ExternalID":"{}""#, after[before]);
        harness.check(&csi("register", "found", &format!(r#"{external},"Namespace":"nowhere""#)), 500, &["volume found is in nonexistent"]);
        harness.check(&csi("register", "found", &external), 200, &["X-Nomad-Index"]);
        assert_eq!(stored(&mut harness), after, "it is the same one");
    }
}

#[test]
fn a_claimed_volume_grows_if_its_mount_options_are_sent_as_they_are() {
    let more = r#","RequestedCapacityMin":2000,"RequestedCapacityMax":5000"#;
    let stored = r#","MountOptions":{"FSType":"","MountFlags":null}"#;
    for api_version in API_VERSIONS {
        for action in ["create", "register"] {
            let mut harness = SimHarness::small(api_version);
            harness.check(&csi(action, "db", more), 500, &["can not update mount options while volume is in use"]);
            harness.check("GET /v1/volumes/external?plugin_id=hp", 200, &["!\"CapacityBytes\":2000"]);
            harness.check(&csi(action, "db", &format!(r#"{more},"MountOptions":{{"FSType":"ext4"}}"#)), 500, &["can not update mount"]);
            harness.check(&csi(action, "db", &[more, stored].concat()), 200, &[]);
            harness.check("GET /v1/volume/csi/db", 200, &["\"Capacity\":2000", "\"RequestedCapacityMin\":2000"]);
            harness.check("GET /v1/volumes/external?plugin_id=hp", 200, &["\"CapacityBytes\":2000"]);
        }
    }
}

#[test]
fn creating_under_an_id_that_exists_expands_what_is_there() {
    for api_version in API_VERSIONS {
        let mut harness = SimHarness::small(api_version);
        let before = stored(&mut harness);
        harness.checks(&[
            (&csi("create", "spare", r#","RequestedCapacityMin":3000,"RequestedCapacityMax":4000"#), 200, &["\"Capacity\":3000"]),
            ("GET /v1/volume/csi/spare", 200, &["\"Capacity\":3000", "\"Context\":{}", "\"MountFlags\":null"]),
            (
                &csi("create", "spare", r#","RequestedCapacityMax":2000"#),
                500,
                &["1 error occurred:\n\t* max requested capacity (2.0 kB) less than or equal to current (3.0 kB)"],
            ),
        ]);
        assert_eq!(stored(&mut harness), before);
    }
}

#[test]
fn deleting_a_claimed_volume_leaves_nothing_in_the_storage() {
    for api_version in API_VERSIONS {
        let mut harness = SimHarness::small(api_version);
        let external = harness.json("GET /v1/volume/csi/db")["ExternalID"].as_str().expect("an id").to_owned();
        harness.check("DELETE /v1/volume/csi/db/delete", 500, &["volume in use: db"]);
        assert!(!stored(&mut harness).contains(&external), "{api_version:?}");
        harness.checks(&[
            ("GET /v1/volumes?type=csi&prefix=db", 200, &[&external, "\"CurrentWriters\":1"]),
            ("DELETE /v1/volume/csi/db", 500, &["volume in use: db"]),
            ("DELETE /v1/volume/csi/db?force=true", 500, &["volume in use: db"]),
            ("DELETE /v1/volume/csi/spare/delete", 200, &["X-Nomad-Index"]),
            ("DELETE /v1/volume/csi/spare/delete", 500, &["volume not found: spare"]),
        ]);
    }
}

#[test]
fn a_stopped_job_frees_its_volume_after_a_while() {
    let mut harness = SimHarness::small(ApiVersion::V200);
    harness.server.stop_job("default", "app");
    harness.checks(&[
        ("GET /v1/volume/csi/db", 200, &["\"DesiredStatus\":\"stop\"", "\"ClientStatus\":\"running\"", "\"Type\":\"Killing\""]),
        ("DELETE /v1/volume/csi/db", 500, &["volume in use: db"]),
    ]);
    harness.pass(5_000);
    harness.check("GET /v1/volume/csi/db", 200, &["\"ClientStatus\":\"complete\"", "\"State\":\"dead\""]);
    harness.pass(3_000);
    harness.check("GET /v1/volume/csi/db", 200, &["\"Allocations\":[]", "\"AccessMode\":\"\""]);
    harness.check("DELETE /v1/volume/csi/db", 200, &[]);
}

#[test]
fn the_answer_to_a_write_shows_what_was_sent_to_be_stored() {
    let new: &[&str] = &["\"ControllersExpected\":0", "\"Schedulable\":false", "\"CreateIndex\":0", "\"Topologies\":[null,{\"Segments\":"];
    let register = csi("register", "twin", r#","ExternalID":"EXT""#);
    for (api_version, absent, body) in [
        (ApiVersion::V16, &["\"Context\":null", "\"MountOptions\":null", "\"ReadAllocs\":null", "!Warnings", "!CreateTime"][..], false),
        (ApiVersion::V110, &["\"Context\":{}", "\"MountFlags\":null", "\"Warnings\":\"\""], true),
        (ApiVersion::V200, &["\"Context\":{}", "\"ReadAllocs\":{}", "\"CreateTime\":0"], true),
    ] {
        let mut harness = SimHarness::small(api_version);
        let create = csi("create", "new", r#","RequestedCapacityMin":9"#);
        harness.check(&create, 200, new);
        harness.check(&create.replace("new", "newer"), 200, absent);
        let external = harness.json("GET /v1/volume/csi/new")["ExternalID"].as_str().expect("an id").to_owned();
        let response = harness.answer(&register.replace("EXT", &external));
        assert_eq!((response.status, !response.body.is_empty()), (200, body), "{api_version:?}");
        harness.check("GET /v1/volume/csi/twin", 200, &["\"Capacity\":0", "\"ControllersExpected\":1", "\"Topologies\":[]"]);
    }
}

#[test]
fn the_hostpath_driver_refuses_as_its_source_does() {
    let none = &["unsupported capacity_range for volume \"x\": rpc error: code = OutOfRange desc = Requested capacity 1099511627777"];
    let rows: [(&str, &[&str]); 8] = [
        (r#","RequestedCapacityMin":5,"RequestedCapacityMax":4"#, &["LimitBytes cannot be less than RequiredBytes"]),
        (r#","RequestedCapacityMin":1099511627777"#, none),
        (r#","Name":"""#, &["missing Name"]),
        (r#","RequestedCapacityMax":-1,"RequestedCapacityMin":-2"#, &["code = InvalidArgument desc = cannot have negative capacity"]),
        (r#","CloneID":"gone""#, &["content source &{\"\" \"gone\"} does not exist: rpc error: code = NotFound desc = volume id gone"]),
        (
            r#","SnapshotID":"gone""#,
            &["content source &{\"gone\" \"\"} does not exist", "snapshot id gone does not exist in the snapshots"],
        ),
        (r#","Parameters":{"kind":"fast"}"#, &["snapshot source &{\"\" \"\"} is not compatible", "specifying kind \"fast\" is invalid"]),
        (r#","Name":"db","RequestedCapacityMin":6"#, &["volume \"db\" already exists but is incompatible", "with different size"]),
    ];
    for api_version in API_VERSIONS {
        let mut harness = SimHarness::small(api_version);
        let before = stored(&mut harness);
        for (more, words) in rows {
            let mut all = vec![CREATE];
            all.extend(words);
            // The last of two equal keys counts.
            let size = if more.contains("\"db\"") { r#","RequestedCapacityMin":2000000"# } else { "" };
            harness.check(&csi("create", "x", &[more, size].concat()), 500, &all);
        }
        let modes = csi("create", "x", "").replace("file-system", "floppy");
        harness.check(&modes, 500, &[CREATE, "unknown volume attachment mode: floppy"]);
        harness.check(&csi("register", "x", r#","ExternalID":"gone""#), 500, &["controller validate volume: CSI.ControllerValidateVolume"]);
        harness.check(&csi("register", "x", ""), 500, &["volume \"x\" could not be found", "volume id x does not exist"]);
        harness.check(&csi("create", "x", r#","RequestedCapacityMin":"1G""#), 400, &["json: cannot unmarshal string into Go struct field"]);
        assert_eq!(stored(&mut harness), before);
    }
}

#[test]
fn its_snapshots_name_their_source_by_its_external_id_alone() {
    for api_version in API_VERSIONS {
        let mut harness = SimHarness::small(api_version);
        let take = |source: &str, name: &str| {
            format!("PUT /v1/volumes/snapshot\n\n{{\"Snapshots\":[{{\"SourceVolumeID\":\"{source}\",\"Name\":\"{name}\"}}]}}")
        };
        let source = harness.json("GET /v1/volume/csi/db")["ExternalID"].as_str().expect("an id").to_owned();
        harness.check(&take("db", "s"), 200, &[&source, "\"IsReady\":true", "\"SourceVolumeID\":\"\"", "\"PluginID\":\"\""]);
        harness.check(&take("db", "s"), 200, &[&source]);
        harness.check(&take("spare", "s"), 500, &["snapshot \"s\" already exists but is incompatible with volume ID"]);
        harness.check(
            &take("db", ""),
            500,
            &["could not create snapshot: controller create snapshot: CSI.ControllerCreateSnapshot: missing"],
        );
        let list = harness.json("GET /v1/volumes/snapshot?plugin_id=hp");
        let snapshots = list["Snapshots"].as_array().expect("a list");
        assert_eq!((snapshots.len(), &snapshots[0]["PluginID"]), (1, &"hp".into()), "the same name is the same snapshot");
        let id = snapshots[0]["ID"].as_str().expect("an id");
        harness.checks(&[
            (&csi("create", "back", &format!(r#","SnapshotID":"{id}","RequestedCapacityMin":10"#)), 500, &["size 1000 is greater than"]),
            (&csi("create", "back", &format!(r#","SnapshotID":"{id}","RequestedCapacityMin":1000"#)), 200, &["\"Capacity\":1000"]),
            ("DELETE /v1/volumes/snapshot?plugin_id=hp&snapshot_id=gone", 200, &["X-Nomad-Index: 0"]),
        ]);
    }
}

#[test]
fn its_list_knows_one_node_and_no_next_page() {
    let mut harness = SimHarness::small(ApiVersion::V200);
    harness.checks(&[
        ("GET /v1/volumes/external?plugin_id=hp", 200, &["\"PublishedExternalNodeIDs\":[\"two\"]", "\"PublishedExternalNodeIDs\":[\"\"]"]),
        ("GET /v1/volumes/external?plugin_id=hp&per_page=1", 200, &["\"NextToken\":\"\"", "[\"two\"]", "![\"\"]"]),
        ("GET /v1/volumes/external?plugin_id=hp&per_page=2&next_token=2", 200, &["!\"two\"", "[\"\"]"]),
        ("GET /v1/volumes/external?plugin_id=hp&per_page=1&next_token=2", 200, &["\"Volumes\":[]"]),
        ("GET /v1/volumes/external?plugin_id=hp&next_token=x", 500, &["invalid starting token \"x\"", "should be integer"]),
    ]);
}

#[test]
fn a_plugin_comes_and_goes() {
    for api_version in API_VERSIONS {
        let mut harness = SimHarness::small(api_version);
        harness.check("GET /v1/plugin/csi/hp", 200, &["\"JobType\":\"system\"", "\"ControllerJobs\":{\"default\"", "!\"NodeInfo\":null"]);
        harness.server.stop_plugin("hp");
        harness.checks(&[
            ("GET /v1/plugins?type=csi", 200, &["\n[]"]),
            ("GET /v1/plugin/csi/hp", 404, &["plugin not found"]),
            ("GET /v1/volumes/external?plugin_id=hp", 500, &["no such plugin"]),
            ("GET /v1/volumes/snapshot?plugin_id=hp", 500, &["no such plugin"]),
            ("GET /v1/volume/csi/db", 200, &["\"PluginID\":\"hp\"", "\"ControllersExpected\":1", "\"ControllersHealthy\":0"]),
            ("GET /v1/volume/csi/spare", 200, &["\"PluginID\":\"hp\"", "\"ControllersExpected\":0", "\"Schedulable\":false"]),
            (&csi("create", "x", ""), 500, &["no CSI plugin named: hp could be found"]),
            ("DELETE /v1/volume/csi/spare/delete", 500, &["plugin \"hp\" for volume \"spare\" not found"]),
            ("DELETE /v1/volume/csi/db/delete", 500, &["plugin not found: hp"]),
            ("DELETE /v1/volume/csi/spare", 200, &[]),
        ]);
        let abilities = "CreateDelete";
        let plugin = super::Plugin { id: "hp", job: "csi-hp", node: "two", provider: "hostpath.csi.k8s.io", version: "v2", abilities };
        harness.server.start_plugin(&plugin);
        harness.check("GET /v1/plugins?type=csi", 200, &["\"ControllersHealthy\":0", "\"Provider\":\"\"", "\"ControllerRequired\":false"]);
        harness.check("GET /v1/plugin/csi/hp", 200, &["\"Controllers\":{}", "\"Allocations\":[]", "\"NodeJobs\":{\"default\""]);
        harness.pass(10_000);
        harness.check("GET /v1/plugins?type=csi", 200, &["\"ControllersHealthy\":1", "\"ControllerRequired\":true"]);
        harness.check("GET /v1/plugin/csi/hp", 200, &["\"Controllers\":{\"a0000000", "\"Allocations\":[{"]);
        harness.check("GET /v1/plugin/csi/hp?namespace=team", 200, &["\"Allocations\":[]"]);
    }
}

#[test]
fn a_plugin_and_every_namespace_together_find_nothing() {
    for api_version in API_VERSIONS {
        SimHarness::small(api_version).checks(&[
            ("GET /v1/volumes?type=csi&namespace=*", 200, &["\"db\""]),
            ("GET /v1/volumes?type=csi&plugin_id=hp", 200, &["\"db\""]),
            ("GET /v1/volumes?type=csi&namespace=*&plugin_id=hp", 200, &["\n[]"]),
            ("GET /v1/volume/csi/team%2Fa", 404, &["resource not found"]),
            ("PUT /v1/volume/csi/team%2Fa/create\n\n{}", 404, &["resource not found"]),
            ("GET /v1/volumes?type=csi&filter=Nme+==+1", 400, &["couldn't find key: struct field with name \"Nme\""]),
        ]);
    }
}

#[test]
fn an_agent_of_1_6_answers_for_host_volumes_with_an_empty_body() {
    let mut harness = SimHarness::small(ApiVersion::V16);
    harness.checks(&[
        ("GET /v1/volumes?type=host", 200, &["!X-Nomad", "!Content-Type", "![", "!{"]),
        ("GET /v1/volumes?type=bogus", 200, &["!X-Nomad", "!{"]),
        ("PUT /v1/volume/host/create\n\n{}", 404, &["!Content-Type", "!resource"]),
        ("GET /v1/volumes/claims", 404, &[]),
        ("GET /v1/agent/self", 200, &["1.6.10"]),
        ("GET /v1/node/pools", 200, &["\"Hash\":null", "!NodeIdentityTTL"]),
    ]);
}
