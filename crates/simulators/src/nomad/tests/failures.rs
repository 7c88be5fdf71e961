//! Failures by name.

use super::super::SENTINELS;
use super::{Bench, Seed, Shape};
use crate::frame::Reply;

/// What happens, in a word.
fn kind(reply: &Reply) -> String {
    match reply {
        Reply::Now(answer) => format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body).chars().take(40).collect::<String>()),
        Reply::Late { millis, answer } => format!("late {millis} {}", answer.status),
        Reply::Lost => "lost".to_owned(),
        Reply::Truncated { answer, bytes } => format!("truncated {}", answer.body.len() > *bytes && *bytes > 0),
        Reply::Hold { .. } => "hold".to_owned(),
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
        let mut bench = Bench::demo();
        let id = format!("my-{word}-volume");
        let body = format!(
            r#"{{"Volumes":[{{"ID":"{id}","PluginID":"ceph-rbd","RequestedCapabilities":[{{"AccessMode":"single-node-writer","AttachmentMode":"file-system"}}]}}]}}"#
        );
        let written = kind(&bench.send(&format!("PUT /v1/volume/csi/any\n\n{body}")));
        let read = kind(&bench.send(&format!("GET /v1/volume/csi/{id}")));
        if word.starts_with("read-") {
            assert!(written.starts_with("200") && read.starts_with(expected), "{word}: {written}, {read}");
        } else if word.starts_with("list-") {
            let listed = kind(&bench.send(&format!("GET /v1/volumes?type=csi&namespace={word}")));
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
    let mut bench = Bench::demo();
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
        bench.check(&call, 500, &["rpc error: failed to get conn"]);
    }
    bench.check("GET /v1/volume/csi/fail-500-example?namespace=sentinels", 200, &[]);
    bench.check("DELETE /v1/volume/csi/read-fail-500-example?namespace=sentinels", 200, &[]);
}

#[test]
fn stored_names_count_too() {
    let mut bench = Bench::demo();
    let sent = kind(&bench.send("PUT /v1/volume/host/create\n\n{\"Volume\":{\"Name\":\"slow-2s\",\"PluginID\":\"mkdir\"}}"));
    assert_eq!(sent, "late 2000 200");
    let id = bench.host("slow-2s");
    assert_eq!(kind(&bench.send(&format!("DELETE /v1/volume/host/{id}"))), "late 2000 200");
}

#[test]
fn a_broken_answer_still_deletes() {
    let mut bench = Bench::demo();
    assert_eq!(kind(&bench.send("DELETE /v1/volume/csi/truncated-example?namespace=sentinels")), "lost");
    assert_eq!(kind(&bench.send("DELETE /v1/volume/csi/lost-answer-example?namespace=sentinels")), "lost");
    assert_eq!(kind(&bench.send("DELETE /v1/volume/csi/lost-request-example?namespace=sentinels")), "lost");
    bench.check("GET /v1/volumes?type=csi&namespace=sentinels", 200, &["!\"truncated-example", "!lost-answer", "lost-request"]);
}

#[test]
fn seeds_differ() {
    let count = |shape, seed| Bench::new(shape, false, seed).ids("GET /v1/volumes?type=csi").len();
    assert_eq!(count(Shape::V110, Seed::Empty), 0);
    assert_eq!(count(Shape::V110, Seed::Many(1_000)), count(Shape::V110, Seed::Demo) + 1_000);
    assert!(count(Shape::V012, Seed::Demo) > 20);
    Bench::new(Shape::V110, false, Seed::Empty).check("GET /v1/volumes?type=csi", 200, &["\n[]", "X-Nomad-Index: 1000"]);
}
