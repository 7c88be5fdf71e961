//! Failures by name.

use super::super::{Options, SENTINELS};
use super::{SimHarness, demo};
use crate::frame::Outcome;

#[test]
fn every_word_does_what_the_table_says() {
    for (word, what) in SENTINELS.iter().filter(|(word, _)| *word != "malformed" && *word != "part-400" && !word.starts_with("later-")) {
        let mut harness = demo();
        let outcome = if word.starts_with("list-") {
            harness = SimHarness::of("tess", &format!("zz test: {word}"), Options::default());
            harness.send("GET /volumes/detail", "")
        } else if word.starts_with("read-") {
            let path = harness.path("volumes", &format!("zz test: {word}"));
            harness.send(&format!("GET {path}"), "")
        } else {
            harness.send("POST /volumes", &format!(r#"{{"volume":{{"size":1,"name":"my-{word}"}}}}"#))
        };
        let status = word.rsplit('-').next().unwrap().parse::<u16>().ok();
        let right = match (&outcome, status) {
            (Outcome::Now(response), Some(status)) => response.status == status,
            (Outcome::Now(response), None) if word.contains("html") => response.status == 502 && response.body.starts_with(b"<!DOCTYPE"),
            (Outcome::Now(response), None) => {
                let status = response.status;
                matches!((*word, status), ("fail-quota", 413) | ("fail-keystone", 503) | ("fail-flat", 404) | ("fail-huge", 500))
            }
            (Outcome::Late { millis, response }, _) => response.status < 300 && *millis >= 2_000 && word.contains("slow"),
            (Outcome::Lost, _) => word.contains("lost"),
            (Outcome::Truncated { response, bytes }, _) => word.contains("truncated") && *bytes < response.body.len(),
            (Outcome::Hold { .. }, _) => false,
        };
        assert!(right, "{word} ({what}): {outcome:?}");
        let made = harness.server.rows.iter().any(|row| row.text("name") == format!("my-{word}"));
        let acts = matches!(*word, "slow-2s" | "slow-30s" | "lost-answer" | "truncated" | "made-500");
        assert_eq!(made, acts, "{word}");
    }
}

#[test]
fn what_fails_later_says_why_in_a_message() {
    let mut harness = demo();
    let made = harness.json(202, "POST /volumes", r#"{"volume":{"size":1,"name":"a later-error"}}"#);
    let id = made["volume"]["id"].as_str().unwrap().to_owned();
    harness.wait();
    assert_eq!(harness.status(&format!("/volumes/{id}")), "error");
    let messages = harness.json(200, &format!("GET /messages?resource_uuid={id}"), "");
    assert_eq!(messages["messages"][0]["event_id"], "VOLUME_VOLUME_008_012");
    let message = messages["messages"][0]["id"].as_str().unwrap().to_owned();
    harness.json(204, &format!("DELETE /messages/{message}"), "");
    harness.json(404, &format!("GET /messages/{message}"), "");
}

#[test]
fn a_type_without_a_back_end_makes_volumes_that_fail() {
    let mut harness = demo();
    for (field, value) in [("volume_type", "legacy-san"), ("availability_zone", "fra-c")] {
        let made = harness.json(202, "POST /volumes", &format!(r#"{{"volume":{{"size":1,"{field}":"{value}"}}}}"#));
        let id = made["volume"]["id"].as_str().unwrap().to_owned();
        harness.wait();
        assert_eq!(harness.status(&format!("/volumes/{id}")), "error");
        let words = "schedule allocate volume:Could not find any available weighted backend.";
        harness.check(200, &format!("GET /messages?resource_uuid={id}"), "", words);
        harness.json(202, &format!("DELETE /volumes/{id}"), "");
    }
}

#[test]
fn an_unknown_path_gets_a_flat_404() {
    let mut harness = demo();
    for line in ["GET /nope", "HEAD /volumes", "PATCH /volumes", "PUT /messages/x"] {
        harness.check(404, line, "", "404 Not Found");
    }
    harness.check(500, "POST /volumes", "", "computeFault");
    harness.check(400, "POST /volumes", "{nope", "Malformed request body");
    let volume = harness.path("volumes", "uploads");
    harness.check(400, &format!("POST {volume}/action"), r#"{"os-dance":{}}"#, "There is no such action");
    harness.check(400, &format!("POST {volume}/action"), r#"{"os-extend":{},"os-retype":{}}"#, "Malformed request body");
}

#[test]
fn what_falls_back_does_so_after_six_seconds_and_only_a_snapshot_says_why() {
    let check = |collection: &str, name: &str, messages: usize| {
        let mut harness = demo();
        let volume = harness.json(202, "POST /volumes", &format!(r#"{{"volume":{{"size":1,"name":"{name}"}}}}"#))["volume"]["id"].clone();
        harness.wait();
        let mut path = format!("/volumes/{}", volume.as_str().unwrap());
        if collection == "snapshots" {
            let body = format!(r#"{{"snapshot":{{"volume_id":{volume},"name":"{name}"}}}}"#);
            let made = harness.json(202, "POST /snapshots", &body)["snapshot"]["id"].clone();
            harness.wait();
            path = format!("/snapshots/{}", made.as_str().unwrap());
        }
        harness.json(202, &format!("DELETE {path}"), "");
        harness.now += 5_000;
        assert_eq!(harness.status(&path), "deleting", "{name}");
        harness.now += 1_000;
        assert_eq!(harness.status(&path), "available", "{name}");
        let id = path.rsplit('/').next().unwrap();
        let told = harness.json(200, &format!("GET /messages?resource_uuid={id}"), "");
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
    let mut harness = demo();
    let made = harness.json(202, "POST /volumes", r#"{"volume":{"size":1,"name":"a part-400"}}"#);
    let id = made["volume"]["id"].as_str().unwrap().to_owned();
    harness.wait();
    for name in ["one", "two"] {
        harness.json(202, "POST /snapshots", &format!(r#"{{"snapshot":{{"volume_id":"{id}","name":"{name}"}}}}"#));
    }
    harness.wait();
    harness.check(400, &format!("DELETE /volumes/{id}?cascade=true"), "", "Invalid volume: Failed to update snapshot.");
    assert_eq!(harness.status(&format!("/volumes/{id}")), "error_deleting");
    let list = harness.json(200, &format!("GET /snapshots?volume_id={id}"), "");
    let states: Vec<_> = list["snapshots"].as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states.iter().filter(|state| *state == "deleting").count(), 1, "{states:?}");
}
