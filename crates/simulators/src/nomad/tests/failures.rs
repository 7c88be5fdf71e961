//! Failures by name.

use super::super::SENTINELS;
use super::{ApiVersion, Seed, SimHarness};
use crate::frame::Outcome;

/// What happens, in a word.
fn kind(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Now(response) => {
            format!("{} {}", response.status, String::from_utf8_lossy(&response.body).chars().take(40).collect::<String>())
        }
        Outcome::Late { millis, response } => format!("late {millis} {}", response.status),
        Outcome::Lost => "lost".to_owned(),
        Outcome::Truncated { response, bytes } => format!("truncated {}", response.body.len() > *bytes && *bytes > 0),
        Outcome::Hold { .. } => "hold".to_owned(),
    }
}

#[test]
fn every_word_does_what_the_table_says() {
    let rows = [
        ("fail-403", "403 Permission denied", false),
        ("fail-404", "404 volume not found", false),
        ("fail-500", "500 rpc error: ", false),
        ("fail-501", "501 Nomad Enterprise only", false),
        ("fail-429", "429 Your IP is issuing", false),
        ("fail-no-leader", "500 No cluster leader", false),
        ("fail-plugin", "500 controller create volume: CSI.", false),
        ("fail-huge", "500 rpc error", false),
        ("slow-2s", "late 2000 200", true),
        ("slow-30s", "late 30000 200", true),
        ("lost-answer", "lost", true),
        ("lost-request", "lost", false),
        ("html-200", "200 <!DOCTYPE html>", false),
        ("html", "502 <!DOCTYPE html>", false),
        ("truncated", "truncated true", true),
        ("read-fail-403", "403 Permission denied", true),
        ("read-fail-500", "500 rpc error: ", true),
        ("read-slow", "late 2000 200", true),
        ("read-html", "502 <!DOCTYPE html>", true),
        ("read-truncated", "truncated true", true),
        ("read-lost", "lost", true),
        ("list-fail-403", "403 Permission denied", true),
        ("list-403", "403 Permission denied", true),
        ("list-fail-500", "500 rpc error: ", true),
        ("list-fail-no-leader", "500 No cluster leader", true),
        ("list-fail-429", "429 Your IP is issuing", true),
        ("list-slow", "late 2000 200", true),
        ("list-html-200", "200 <!DOCTYPE html>", true),
        ("list-html", "502 <!DOCTYPE html>", true),
        ("list-truncated", "truncated true", true),
        ("list-lost", "lost", true),
        ("list-empty", "200 []", true),
        ("list-nulls", "200 [null,{", true),
    ];
    assert_eq!(SENTINELS.len(), rows.len() + 1, "every word but `malformed` has a row");
    for ((word, expected, acts), (named, _)) in rows.into_iter().zip(SENTINELS) {
        assert_eq!(word, *named);
        let mut harness = SimHarness::demo();
        let id = format!("my-{word}-volume");
        let body = format!(
            r#"{{"Volumes":[{{"ID":"{id}","PluginID":"ceph-rbd","RequestedCapabilities":[{{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}}]}}]}}"#
        );
        let written = kind(&harness.send(&format!("PUT /v1/volume/csi/any\n\n{body}")));
        let read = kind(&harness.send(&format!("GET /v1/volume/csi/{id}")));
        if word.starts_with("read-") {
            assert!(written.starts_with("200") && read.starts_with(expected), "{word}: {written}, {read}");
        } else if word.starts_with("list-") {
            let listed = kind(&harness.send(&format!("GET /v1/volumes?type=csi&namespace={word}")));
            assert!(
                written.starts_with("200") && read.starts_with("200") && listed.starts_with(expected),
                "{word}: {written}, {read}, {listed}"
            );
        } else {
            assert!(written.starts_with(expected), "{word}: {written}");
            assert_eq!(read.starts_with("200"), acts, "{word}: {read}");
        }
    }
}

#[test]
fn every_write_looks_at_its_names() {
    let mut harness = SimHarness::demo();
    let host = r#"{"Volume":{"Name":"fail-500","PluginID":"mkdir"}}"#;
    for call in [
        "DELETE /v1/volume/csi/fail-500-example?namespace=sentinels".to_owned(),
        "DELETE /v1/volume/csi/fail-500-example/delete?namespace=sentinels".to_owned(),
        "DELETE /v1/volume/csi/fail-500-example/detach?node=x&namespace=sentinels".to_owned(),
        "DELETE /v1/volume/csi/x?namespace=fail-500".to_owned(),
        "DELETE /v1/volumes/snapshot?plugin_id=fail-500&snapshot_id=s".to_owned(),
        r#"PUT /v1/volumes/snapshot~{"Snapshots":[{"SourceVolumeID":"grafana","Name":"fail-500"}]}"#.replace('~', "\n\n"),
        r#"PUT /v1/volumes/snapshot~{"Snapshots":[{"SourceVolumeID":"fail-500-example"}]}"#.replace('~', "\n\n"),
        r#"PUT /v1/volumes~{"volumes":[{"id":"a"},{"name":"is fail-500"}]}"#.replace('~', "\n\n"),
        format!("PUT /v1/volume/host/create\n\n{host}"),
        "GET /v1/volumes/snapshot?plugin_id=fail-500".to_owned(),
    ] {
        harness.check(&call, 500, &["rpc error: failed to get conn"]);
    }
    harness.check("GET /v1/volume/csi/fail-500-example?namespace=sentinels", 200, &[]);
    harness.check("DELETE /v1/volume/csi/read-fail-500-example?namespace=sentinels", 200, &[]);
}

#[test]
fn stored_names_count_too() {
    let mut harness = SimHarness::demo();
    let sent = kind(&harness.send("PUT /v1/volume/host/create\n\n{\"Volume\":{\"Name\":\"slow-2s\",\"PluginID\":\"mkdir\"}}"));
    assert_eq!(sent, "late 2000 200");
    let id = harness.host("slow-2s");
    assert_eq!(kind(&harness.send(&format!("DELETE /v1/volume/host/{id}"))), "late 2000 200");
}

#[test]
fn a_broken_answer_still_deletes() {
    let mut harness = SimHarness::demo();
    assert_eq!(kind(&harness.send("DELETE /v1/volume/csi/truncated-example?namespace=sentinels")), "lost");
    assert_eq!(kind(&harness.send("DELETE /v1/volume/csi/lost-answer-example?namespace=sentinels")), "lost");
    assert_eq!(kind(&harness.send("DELETE /v1/volume/csi/lost-request-example?namespace=sentinels")), "lost");
    harness.check("GET /v1/volumes?type=csi&namespace=sentinels", 200, &["!\"truncated-example", "!lost-answer", "lost-request"]);
}

#[test]
fn seeds_differ() {
    let count = |api_version, seed| SimHarness::new(api_version, false, seed).ids("GET /v1/volumes?type=csi").len();
    assert_eq!(count(ApiVersion::V110, Seed::Empty), 0);
    assert_eq!(count(ApiVersion::V110, Seed::Many(1_000)), count(ApiVersion::V110, Seed::Demo) + 1_000);
    assert!(count(ApiVersion::V012, Seed::Demo) > 20);
    SimHarness::new(ApiVersion::V110, false, Seed::Empty).check("GET /v1/volumes?type=csi", 200, &["\n[]", "X-Nomad-Index: 1000"]);
}
