//! Failures by name.

use super::super::{PROJECT, SENTINELS};
use super::{PAR1, demo};
use crate::frame::Outcome;

#[test]
fn every_word_does_what_the_table_says() {
    for (word, what) in SENTINELS.iter().filter(|(word, _)| *word != "malformed") {
        let mut harness = demo();
        let outcome = if let Some(rest) = word.strip_prefix("list-") {
            assert!(!rest.is_empty());
            harness.send(&format!("GET {PAR1}/volumes?project_id=x-{word}"), "")
        } else if word.starts_with("read-") {
            let id = harness.id(&format!("zz test: {word}"));
            harness.send(&format!("GET /block/v1/zones/fr-par-3/volumes/{id}"), "")
        } else {
            let body = format!(r#"{{"name":"my-{word}","project_id":"{PROJECT}","perf_iops":5000,"from_empty":{{"size":1000000000}}}}"#);
            harness.send(&format!("POST {PAR1}/volumes"), &body)
        };
        let status = word.rsplit('-').next().unwrap().parse::<u16>().ok();
        let right = match (&outcome, status) {
            (Outcome::Now(response), Some(status)) => response.status == status,
            (Outcome::Now(response), None) if word.contains("html") => response.status == 502 && response.body.starts_with(b"<!DOCTYPE"),
            (Outcome::Now(response), None) => matches!(
                (*word, response.status),
                ("falls-back" | "ends-in-error", 200) | ("fail-quota", 403) | ("fail-stock", 503) | ("fail-huge", 500)
            ),
            (Outcome::Late { millis, response }, _) => response.status == 200 && *millis >= 2_000 && word.contains("slow"),
            (Outcome::Lost, _) => word.contains("lost"),
            (Outcome::Truncated { response, bytes }, _) => word.contains("truncated") && *bytes < response.body.len(),
            (Outcome::Hold { .. }, _) => false,
        };
        assert!(right, "{word} ({what}): {outcome:?}");
        let made = harness.server.rows.iter().any(|row| row.text("name") == format!("my-{word}"));
        let acts = matches!(*word, "slow-2s" | "slow-30s" | "lost-answer" | "truncated" | "done-500" | "falls-back" | "ends-in-error");
        assert_eq!(made, acts, "{word}");
    }
}

#[test]
fn what_falls_back_is_as_it_was_and_what_ends_in_error_says_why() {
    let mut harness = demo();
    let create =
        |name: &str| format!(r#"{{"name":"{name}","project_id":"{PROJECT}","perf_iops":5000,"from_empty":{{"size":1000000000}}}}"#);
    harness.json(200, &format!("POST {PAR1}/volumes"), &create("a falls-back"));
    harness.json(200, &format!("POST {PAR1}/volumes"), &create("b ends-in-error"));
    let (back, bad) = (harness.id("a falls-back"), harness.id("b ends-in-error"));
    harness.now += 5_000;
    harness.check(404, &format!("GET {PAR1}/volumes/{back}"), "", "not_found");
    harness.check(200, &format!("GET {PAR1}/volumes/{bad}"), "", r#""status":"error""#);

    let at = "/block/v1/zones/fr-par-3/volumes";
    let id = harness.id("zz test: falls-back");
    harness.check(200, &format!("PATCH {at}/{id}"), r#"{"size":20000000000}"#, r#""status":"updating""#);
    harness.now += 5_000;
    let now = harness.json(200, &format!("GET {at}/{id}"), "");
    assert_eq!((&now["status"], &now["size"]), (&"available".into(), &10_000_000_000_u64.into()));
    harness.json(204, &format!("DELETE {at}/{id}"), "");
    harness.check(200, &format!("GET {at}/{id}"), "", r#""status":"deleting""#);
    harness.now += 5_000;
    harness.check(200, &format!("GET {at}/{id}"), "", r#""status":"available""#);

    let local = format!(r#"{{"name":"c ends-in-error","project":"{PROJECT}","volume_type":"l_ssd","size":1000000000}}"#);
    harness.json(201, "POST /instance/v1/zones/fr-par-1/volumes", &local);
    let id = harness.id("c ends-in-error");
    harness.now += 5_000;
    harness.check(200, &format!("GET /instance/v1/zones/fr-par-1/volumes/{id}"), "", "did not answer");
}
