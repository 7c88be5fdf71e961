//! Failures by name.

use super::super::{Options, SENTINELS};
use super::{Bench, demo};
use crate::sim::Reply;

#[test]
fn every_word_does_what_the_table_says() {
    for (word, what) in SENTINELS.iter().filter(|(word, _)| !["malformed", "later-error"].contains(word)) {
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
        let acts = matches!(*word, "slow-2s" | "slow-30s" | "lost-answer" | "truncated");
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
