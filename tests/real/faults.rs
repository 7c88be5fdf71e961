//! After each fault on a write, what the console says happened is what happened, and the write was sent once.

use futures_executor::block_on;
use serde_json::{Value, json};
use voldeck_core::action::{Action, ActionContext, ActionResult, Verification, run};
use voldeck_core::http::ErrorKind;
use voldeck_core::model::{Kind, Resource};

use super::harness::Harness;
use super::servers::{ALICE, Servers, call, servers_alone, through_the_front};

/// The fault, and whether the call reaches Cinder.
fn faults() -> Vec<(&'static str, Value, bool)> {
    vec![
        ("none", json!({ "fault": "delay", "value": 0 }), true),
        ("a late call", json!({ "fault": "delay", "value": 1500 }), true),
        ("a late answer", json!({ "fault": "delay", "value": 1500, "after": true }), true),
        ("500", json!({ "fault": "status", "value": 500 }), false),
        ("503", json!({ "fault": "status", "value": 503 }), false),
        ("a gateway's 502", json!({ "fault": "page", "value": 502 }), false),
        ("a gateway's 502 after the server acted", json!({ "fault": "page", "value": 502, "after": true }), true),
        ("a gateway's 504 after the server acted", json!({ "fault": "page", "value": 504, "after": true }), true),
        ("a reset before", json!({ "fault": "reset" }), false),
        ("a reset after", json!({ "fault": "reset", "after": true }), true),
        ("a close before", json!({ "fault": "close" }), false),
        ("a close after", json!({ "fault": "close", "after": true }), true),
        ("an answer that breaks off", json!({ "fault": "cut", "value": 9 }), true),
        ("nothing, ever", json!({ "fault": "hang" }), false),
        ("nothing, ever, after the server acted", json!({ "fault": "hang", "after": true }), true),
    ]
}

/// Whether the console says that it happened.
fn says(name: &str, settled: &ActionResult) -> bool {
    match settled {
        ActionResult::Done(_) => true,
        ActionResult::Refused(_) => false,
        ActionResult::Unknown { error, found: Ok(finding) } => {
            // The server's own 500 does not say what was done either.
            let kind = if name == "500" { ErrorKind::Failed } else { ErrorKind::OutcomeUnknown };
            assert_eq!(error.kind, kind, "{name}");
            match finding {
                Verification::Happened(_) => true,
                Verification::NotSeen(_) => false,
                Verification::CannotTell(words) | Verification::Partly { words, .. } => panic!("{name}: it could have been told: {words}"),
            }
        }
        other => panic!("{name}: {other:?}"),
    }
}

/// Carries an action out with little patience while a fault waits for it, and returns what came of it and what reached the server.
fn faulty(
    servers: &Servers,
    harness: &Harness,
    action: &str,
    target: Option<&Resource>,
    values: &[(&'static str, &str)],
    fault: &Value,
) -> (ActionResult, usize) {
    let known = harness.known();
    let context = ActionContext { client: &*harness.client, target, known: &known };
    let action = Action { timeout_millis: 4_000, ..*harness.action(action) };
    let mut filled = harness.fill(&context, &(action.form)(&context));
    for (name, value) in values {
        filled.set(name, *value);
    }
    servers.front("reset", &json!({}));
    let mut rule = fault.clone();
    let method = action.endpoint.operation.split(' ').next().unwrap_or_default();
    rule["method"] = method.into();
    rule["path"] = "/volume/v3/".into();
    servers.front("arm", &rule);
    let settled = block_on(run(&action, &context, &filled));
    let writes = servers.writes();
    assert!(writes.iter().all(|(sent, ..)| sent == method), "{writes:?}");
    (settled, writes.len())
}

#[test]
fn what_the_console_says_of_a_creation_is_true() {
    let Some(servers) = servers_alone() else { return };
    let harness = through_the_front(&servers);
    for (at, (fault, rule, reaches)) in faults().into_iter().enumerate() {
        let name = format!("faulty {at}");
        let (settled, writes) = faulty(&servers, &harness, "volume-create", None, &[("name", &name), ("size", "1 GiB")], &rule);
        assert_eq!(writes, usize::from(reaches), "{fault}: {settled:?}");
        let there =
            servers.read(&servers.storage, &format!("/volumes?name=faulty%20{at}"))["volumes"].as_array().cloned().unwrap_or_default();
        assert_eq!(there.len(), writes, "{fault}: {settled:?}");
        assert_eq!(says(fault, &settled), !there.is_empty(), "{fault}: {settled:?}");
        for one in there {
            let id = voldeck_core::model::Id::new(&format!("volumes/{}", one["id"].as_str().unwrap_or_default()));
            let volume = harness.until_is(Kind::Volume, &id, "available");
            harness.done("volume-delete", Some(&volume), &[], &[]);
            harness.until_gone(Kind::Volume, &id);
        }
    }
    servers.front("reset", &json!({}));
}

#[test]
fn what_the_console_says_of_a_deletion_is_true() {
    let Some(servers) = servers_alone() else { return };
    let harness = through_the_front(&servers);
    let token = servers.token(ALICE, &servers.storage);
    for (fault, rule, reaches) in faults() {
        let id = harness.done("volume-create", None, &[], &[("name", "to go"), ("size", "1 GiB")]).created.unwrap();
        let volume = harness.until_is(Kind::Volume, &id, "available");
        let (settled, writes) = faulty(&servers, &harness, "volume-delete", Some(&volume), &[], &rule);
        assert_eq!(writes, usize::from(reaches), "{fault}: {settled:?}");
        let answer = call("GET", &format!("{}/v3/{}/volumes/{}", servers.cinder, servers.storage, volume.provider_id), Some(&token), None);
        let going = answer.status == 404 || answer.body.contains(r#""status": "deleting""#);
        assert_eq!(going, reaches, "{fault}: {}", answer.body);
        assert_eq!(says(fault, &settled), going, "{fault}: {settled:?}");
        if !going {
            servers.front("reset", &json!({}));
            harness.done("volume-delete", Some(&volume), &[], &[]);
        }
        harness.until_gone(Kind::Volume, &id);
    }
    servers.front("reset", &json!({}));
}
