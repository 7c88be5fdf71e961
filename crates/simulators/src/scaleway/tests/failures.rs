//! Failures by name.

use super::super::{PROJECT, SENTINELS};
use super::{PAR1, demo};
use crate::frame::Reply;

#[test]
fn every_word_does_what_the_table_says() {
    for (word, what) in SENTINELS.iter().filter(|(word, _)| *word != "malformed") {
        let mut bench = demo();
        let reply = if let Some(rest) = word.strip_prefix("list-") {
            assert!(!rest.is_empty());
            bench.send(&format!("GET {PAR1}/volumes?project_id=x-{word}"), "")
        } else if word.starts_with("read-") {
            let id = bench.id(&format!("zz test: {word}"));
            bench.send(&format!("GET /block/v1/zones/fr-par-3/volumes/{id}"), "")
        } else {
            let body = format!(r#"{{"name":"my-{word}","project_id":"{PROJECT}","perf_iops":5000,"from_empty":{{"size":1000000000}}}}"#);
            bench.send(&format!("POST {PAR1}/volumes"), &body)
        };
        let status = word.rsplit('-').next().unwrap().parse::<u16>().ok();
        let right = match (&reply, status) {
            (Reply::Now(answer), Some(status)) => answer.status == status,
            (Reply::Now(answer), None) if word.contains("html") => answer.status == 502 && answer.body.starts_with(b"<!DOCTYPE"),
            (Reply::Now(answer), None) => matches!(
                (*word, answer.status),
                ("falls-back" | "ends-in-error", 200) | ("fail-quota", 403) | ("fail-stock", 503) | ("fail-huge", 500)
            ),
            (Reply::Late { millis, answer }, _) => answer.status == 200 && *millis >= 2_000 && word.contains("slow"),
            (Reply::Lost, _) => word.contains("lost"),
            (Reply::Truncated { answer, bytes }, _) => word.contains("truncated") && *bytes < answer.body.len(),
            (Reply::Hold { .. }, _) => false,
        };
        assert!(right, "{word} ({what}): {reply:?}");
        let made = bench.server.rows.iter().any(|row| row.text("name") == format!("my-{word}"));
        let acts = matches!(*word, "slow-2s" | "slow-30s" | "lost-answer" | "truncated" | "done-500" | "falls-back" | "ends-in-error");
        assert_eq!(made, acts, "{word}");
    }
}

#[test]
fn what_falls_back_is_as_it_was_and_what_ends_in_error_says_why() {
    let mut bench = demo();
    let create =
        |name: &str| format!(r#"{{"name":"{name}","project_id":"{PROJECT}","perf_iops":5000,"from_empty":{{"size":1000000000}}}}"#);
    bench.json(200, &format!("POST {PAR1}/volumes"), &create("a falls-back"));
    bench.json(200, &format!("POST {PAR1}/volumes"), &create("b ends-in-error"));
    let (back, bad) = (bench.id("a falls-back"), bench.id("b ends-in-error"));
    bench.now += 5_000;
    bench.check(404, &format!("GET {PAR1}/volumes/{back}"), "", "not_found");
    bench.check(200, &format!("GET {PAR1}/volumes/{bad}"), "", r#""status":"error""#);

    let at = "/block/v1/zones/fr-par-3/volumes";
    let id = bench.id("zz test: falls-back");
    bench.check(200, &format!("PATCH {at}/{id}"), r#"{"size":20000000000}"#, r#""status":"updating""#);
    bench.now += 5_000;
    let now = bench.json(200, &format!("GET {at}/{id}"), "");
    assert_eq!((&now["status"], &now["size"]), (&"available".into(), &10_000_000_000_u64.into()));
    bench.json(204, &format!("DELETE {at}/{id}"), "");
    bench.check(200, &format!("GET {at}/{id}"), "", r#""status":"deleting""#);
    bench.now += 5_000;
    bench.check(200, &format!("GET {at}/{id}"), "", r#""status":"available""#);

    let local = format!(r#"{{"name":"c ends-in-error","project":"{PROJECT}","volume_type":"l_ssd","size":1000000000}}"#);
    bench.json(201, "POST /instance/v1/zones/fr-par-1/volumes", &local);
    let id = bench.id("c ends-in-error");
    bench.now += 5_000;
    bench.check(200, &format!("GET /instance/v1/zones/fr-par-1/volumes/{id}"), "", "did not answer");
}
