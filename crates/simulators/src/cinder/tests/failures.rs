//! Failures by name.

use super::super::{Options, SENTINELS};
use super::{Bench, demo};
use crate::frame::Reply;

#[test]
fn every_word_does_what_the_table_says() {
    for (word, what) in SENTINELS.iter().filter(|(word, _)| *word != "malformed" && *word != "part-400" && !word.starts_with("later-")) {
        let mut bench = demo();
        let reply = if word.starts_with("list-") {
            bench = Bench::of("tess", &format!("zz test: {word}"), Options::default());
            bench.send("GET /volumes/detail", "")
        } else if word.starts_with("read-") {
            let path = bench.path("volumes", &format!("zz test: {word}"));
            bench.send(&format!("GET {path}"), "")
        } else {
            bench.send("POST /volumes", &format!(r#"{{"volume":{{"size":1,"name":"my-{word}"}}}}"#))
        };
        let status = word.rsplit('-').next().unwrap().parse::<u16>().ok();
        let right = match (&reply, status) {
            (Reply::Now(answer), Some(status)) => answer.status == status,
            (Reply::Now(answer), None) if word.contains("html") => answer.status == 502 && answer.body.starts_with(b"<!DOCTYPE"),
            (Reply::Now(answer), None) => {
                let status = answer.status;
                matches!((*word, status), ("fail-quota", 413) | ("fail-keystone", 503) | ("fail-flat", 404) | ("fail-huge", 500))
            }
            (Reply::Late { millis, answer }, _) => answer.status < 300 && *millis >= 2_000 && word.contains("slow"),
            (Reply::Lost, _) => word.contains("lost"),
            (Reply::Truncated { answer, bytes }, _) => word.contains("truncated") && *bytes < answer.body.len(),
            (Reply::Hold { .. }, _) => false,
        };
        assert!(right, "{word} ({what}): {reply:?}");
        let made = bench.server.rows.iter().any(|row| row.text("name") == format!("my-{word}"));
        let acts = matches!(*word, "slow-2s" | "slow-30s" | "lost-answer" | "truncated" | "made-500");
        assert_eq!(made, acts, "{word}");
    }
}

#[test]
fn what_fails_later_says_why_in_a_message() {
    let mut bench = demo();
    let made = bench.json(202, "POST /volumes", r#"{"volume":{"size":1,"name":"a later-error"}}"#);
    let id = made["volume"]["id"].as_str().unwrap().to_owned();
    bench.wait();
    assert_eq!(bench.status(&format!("/volumes/{id}")), "error");
    let messages = bench.json(200, &format!("GET /messages?resource_uuid={id}"), "");
    assert_eq!(messages["messages"][0]["event_id"], "VOLUME_VOLUME_008_012");
    let message = messages["messages"][0]["id"].as_str().unwrap().to_owned();
    bench.json(204, &format!("DELETE /messages/{message}"), "");
    bench.json(404, &format!("GET /messages/{message}"), "");
}

#[test]
fn a_type_without_a_back_end_makes_volumes_that_fail() {
    let mut bench = demo();
    for (field, value) in [("volume_type", "legacy-san"), ("availability_zone", "fra-c")] {
        let made = bench.json(202, "POST /volumes", &format!(r#"{{"volume":{{"size":1,"{field}":"{value}"}}}}"#));
        let id = made["volume"]["id"].as_str().unwrap().to_owned();
        bench.wait();
        assert_eq!(bench.status(&format!("/volumes/{id}")), "error");
        let words = "schedule allocate volume:Could not find any available weighted backend.";
        bench.check(200, &format!("GET /messages?resource_uuid={id}"), "", words);
        bench.json(202, &format!("DELETE /volumes/{id}"), "");
    }
}

#[test]
fn what_leads_nowhere_is_told_flatly() {
    let mut bench = demo();
    for line in ["GET /nope", "HEAD /volumes", "PATCH /volumes", "PUT /messages/x"] {
        bench.check(404, line, "", "404 Not Found");
    }
    bench.check(500, "POST /volumes", "", "computeFault");
    bench.check(400, "POST /volumes", "{nope", "Malformed request body");
    let volume = bench.path("volumes", "uploads");
    bench.check(400, &format!("POST {volume}/action"), r#"{"os-dance":{}}"#, "There is no such action");
    bench.check(400, &format!("POST {volume}/action"), r#"{"os-extend":{},"os-retype":{}}"#, "Malformed request body");
}

#[test]
fn what_falls_back_does_so_after_six_seconds_and_only_a_snapshot_says_why() {
    let check = |collection: &str, name: &str, messages: usize| {
        let mut bench = demo();
        let volume = bench.json(202, "POST /volumes", &format!(r#"{{"volume":{{"size":1,"name":"{name}"}}}}"#))["volume"]["id"].clone();
        bench.wait();
        let mut path = format!("/volumes/{}", volume.as_str().unwrap());
        if collection == "snapshots" {
            let body = format!(r#"{{"snapshot":{{"volume_id":{volume},"name":"{name}"}}}}"#);
            let made = bench.json(202, "POST /snapshots", &body)["snapshot"]["id"].clone();
            bench.wait();
            path = format!("/snapshots/{}", made.as_str().unwrap());
        }
        bench.json(202, &format!("DELETE {path}"), "");
        bench.now += 5_000;
        assert_eq!(bench.status(&path), "deleting", "{name}");
        bench.now += 1_000;
        assert_eq!(bench.status(&path), "available", "{name}");
        let id = path.rsplit('/').next().unwrap();
        let told = bench.json(200, &format!("GET /messages?resource_uuid={id}"), "");
        let told = told["messages"].as_array().unwrap();
        assert_eq!(told.len(), messages, "{name}");
        for message in told {
            assert_eq!(message["event_id"], "VOLUME_VOLUME_SNAPSHOT_010_015");
            assert_eq!(message["user_message"], "delete snapshot:Snapshot is busy.");
        }
    };
    check("snapshots", "base later-back", 1);
    check("snapshots", "base later-back-mute", 0);
    check("volumes", "data later-back", 0);
}

#[test]
fn a_volume_whose_snapshots_cannot_be_marked_is_left_half_deleted() {
    let mut bench = demo();
    let made = bench.json(202, "POST /volumes", r#"{"volume":{"size":1,"name":"a part-400"}}"#);
    let id = made["volume"]["id"].as_str().unwrap().to_owned();
    bench.wait();
    for name in ["one", "two"] {
        bench.json(202, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}","name":"{name}"}}}}"#));
    }
    bench.wait();
    bench.check(400, &format!("DELETE /volumes/{id}?cascade=true"), "", "Invalid volume: Failed to update snapshot.");
    assert_eq!(bench.status(&format!("/volumes/{id}")), "error_deleting");
    let list = bench.json(200, &format!("GET /snapshots?volume_id={id}"), "");
    let states: Vec<_> = list["snapshots"].as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states.iter().filter(|state| *state == "deleting").count(), 1, "{states:?}");
}
