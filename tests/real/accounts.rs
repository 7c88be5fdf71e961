//! Signing in: every way, what is refused, and tokens that run out.

use std::cell::Cell;
use std::rc::Rc;

use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values};
use voldeck_core::http::{Access, Clock, ErrorKind, LocalBoxFuture, Request};
use voldeck_core::json::RawJson;
use voldeck_core::model::{Kind, Phase};
use voldeck_providers::{by_id, driver};

use super::harness::Harness;
use super::real_transport::SystemClock;
use super::servers::{ALICE, BRIEF, Servers, alice, call, connected, password, servers, servers_alone, signed_in};

const RITA: (&str, &str) = ("rita", "demo-rita-password");
const ROOT: (&str, &str) = ("root", "demo-root-password");

fn keystone(servers: &Servers) -> String {
    format!("{}/v3", servers.keystone)
}

#[test]
fn the_test_of_a_connection_passes_and_writes_nothing() {
    let Some(servers) = servers() else { return };
    let harness = alice(&servers, "storage");
    let steps = std::cell::RefCell::new(Vec::new());
    block_on(harness.test(&|step| steps.borrow_mut().push(step))).unwrap();
    let steps = steps.into_inner();
    assert!(!steps.is_empty() && steps.iter().all(|step| step.phase == Phase::Ready), "{steps:?}");
    assert!(harness.writes().iter().all(|line| line.contains("/auth/tokens")), "{:?}", harness.writes());
}

#[test]
fn an_application_credential_signs_in_to_its_own_project() {
    let Some(servers) = servers() else { return };
    let values = driver(by_id("cinder").unwrap()).sign_in().initial().with("address", keystone(&servers)).with("region", "RegionOne");
    let values = values.with("auth", "application_credential").with("app_id", &servers.credential);
    let harness = connected(&values.clone().with("app_secret", "demo-appcred-secret"), Rc::new(SystemClock));
    let id = harness.done("volume-create", None, &[], &[("name", "by credential"), ("size", "1 GiB")]).created.unwrap();
    let volume = alice(&servers, "storage").until_is(Kind::Volume, &id, "available");
    harness.done("volume-delete", Some(&volume), &[], &[]);
    harness.until_gone(Kind::Volume, &id);
    let wrong = connected(&values.with("app_secret", "another"), Rc::new(SystemClock));
    assert_eq!(trouble(&wrong), ErrorKind::Unauthenticated);
}

/// What listing volumes ends with.
fn trouble(harness: &Harness) -> ErrorKind {
    block_on(harness.client.list(Kind::Volume, "volumes", None)).expect_err("it had to fail").kind
}

#[test]
fn a_wrong_password_and_a_wrong_project_are_told_apart() {
    let Some(servers) = servers() else { return };
    let wrong = signed_in(&keystone(&servers), "RegionOne", ("alice", "wrong"), "storage");
    let error = block_on(wrong.client.list(Kind::Volume, "volumes", None)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unauthenticated);
    assert!(error.fields.iter().any(|field| field.field == "password"), "{error:?}");
    for project in ["elsewhere", ""] {
        let lost = signed_in(&keystone(&servers), "RegionOne", ALICE, project);
        let error = block_on(lost.client.list(Kind::Volume, "volumes", None)).unwrap_err();
        assert!(error.fields.iter().any(|field| field.field == "project"), "{error:?}");
        assert!(error.message.contains("analytics, storage") || error.message.contains("storage, analytics"), "{error}");
    }
    let nowhere = signed_in(&keystone(&servers), "RegionNine", ALICE, "storage");
    let error = block_on(nowhere.client.list(Kind::Volume, "volumes", None)).unwrap_err();
    assert!(error.message.contains("RegionOne") && error.message.contains("RegionTwo"), "{error}");
}

#[test]
fn projects_and_regions_are_chosen_from_what_the_account_sees() {
    let Some(servers) = servers() else { return };
    let harness = alice(&servers, "storage");
    let context = ActionContext { client: &*harness.client, target: None, known: &[] };
    let labels = |name: &str| {
        let mut labels: Vec<String> =
            block_on(harness.options(name, context, &Values::default())).unwrap().into_iter().map(|one| one.label).collect();
        labels.sort();
        labels
    };
    assert_eq!(labels("projects"), ["analytics", "storage"]);
    assert_eq!(labels("regions"), ["RegionOne", "RegionTwo"]);
}

#[test]
fn a_reader_reads_and_an_administrator_resets() {
    let Some(servers) = servers() else { return };
    let owner = alice(&servers, "storage");
    let id = owner.done("volume-create", None, &[], &[("name", "for rita"), ("size", "1 GiB")]).created.unwrap();
    let volume = owner.until_is(Kind::Volume, &id, "available");
    let rita = signed_in(&keystone(&servers), "RegionOne", RITA, "storage");
    assert_eq!(rita.get(Kind::Volume, &id).unwrap().name, "for rita");
    let refused = rita.run("volume-create", None, &[], &[("name", "never"), ("size", "1 GiB")]);
    assert!(matches!(&refused, ActionResult::Refused(error) if error.message.contains("reader")), "{refused:?}");
    // The server says the same to who asks anyway.
    let body = r#"{"volume":{"size":1,"name":"never"}}"#;
    let asked = block_on(rita.client.session().exchange(
        "a test",
        Access::Write,
        Request::new("POST".parse().unwrap(), "/volumes").json(&RawJson(body), &[]),
        60_000,
    ));
    let error = asked.unwrap_err();
    assert_eq!((error.kind, error.status), (ErrorKind::Forbidden, Some(403)), "{error}");

    let reset = |harness: &Harness, status: &str| {
        harness.run("volume-reset", Some(&harness.get(Kind::Volume, &id).unwrap()), &[], &[("status", status)])
    };
    assert!(matches!(reset(&owner, "error"), ActionResult::Refused(error) if error.message.contains("administrator")));
    let root = signed_in(&keystone(&servers), "RegionOne", ROOT, "storage");
    assert!(matches!(reset(&root, "error"), ActionResult::Done(_)));
    assert_eq!(owner.get(Kind::Volume, &id).unwrap().status.label, "error");
    let failed = owner.get(Kind::Volume, &id).unwrap();
    owner.done("volume-delete", Some(&failed), &[], &[]);
    owner.until_gone(Kind::Volume, &volume.id);
}

/// A clock that stands still when asked for the time: whoever has it takes every token for fresh.
struct Stopped(Cell<u64>);

impl Clock for Stopped {
    fn now_millis(&self) -> u64 {
        self.0.get()
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()> {
        SystemClock.sleep(millis)
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

fn sign_ins(harness: &Harness) -> usize {
    harness.sent.borrow().iter().filter(|line| line.ends_with("/v3/auth/tokens")).count()
}

#[test]
fn a_token_is_renewed_before_it_runs_out() {
    let Some(servers) = servers() else { return };
    let harness = signed_in(&format!("{}/v3", servers.brief), "RegionOne", ALICE, "storage");
    // First the account alone, then its project; from then on one call renews the token.
    assert_eq!(sign_ins(&harness), 2);
    std::thread::sleep(BRIEF);
    harness.items(Kind::Volume);
    assert_eq!(sign_ins(&harness), 3);
}

#[test]
fn a_token_that_has_run_out_is_renewed_once_and_the_write_is_done_once() {
    let Some(servers) = servers_alone() else { return };
    servers.front("reset", &serde_json::json!({}));
    let values = password(&format!("{}/v3", servers.brief), "RegionTwo", ALICE, "storage");
    let harness = connected(&values, Rc::new(Stopped(Cell::new(SystemClock.now_millis()))));
    assert_eq!(sign_ins(&harness), 2);
    std::thread::sleep(BRIEF + std::time::Duration::from_secs(1));
    let id = harness.done("volume-create", None, &[], &[("name", "after the end"), ("size", "1 GiB")]).created.unwrap();
    assert_eq!(sign_ins(&harness), 3);
    let statuses: Vec<u64> = servers.writes().into_iter().filter(|(_, path, _)| path == "/volumes").map(|(.., status)| status).collect();
    assert_eq!(statuses, [401, 202]);
    let listed = servers.read(&servers.storage, "/volumes?name=after%20the%20end");
    assert_eq!(listed["volumes"].as_array().map(Vec::len), Some(1), "{listed}");
    let owner = alice(&servers, "storage");
    let volume = owner.until_is(Kind::Volume, &id, "available");
    owner.done("volume-delete", Some(&volume), &[], &[]);
    owner.until_gone(Kind::Volume, &id);
}

#[test]
fn a_token_that_cannot_be_renewed_says_so_when_it_has_run_out() {
    let Some(servers) = servers() else { return };
    let body = serde_json::json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": { "name": ALICE.0, "domain": { "id": "default" }, "password": ALICE.1 } } },
        "scope": { "project": { "id": servers.storage } },
    } });
    let answer = call("POST", &format!("{}/v3/auth/tokens", servers.brief), None, Some(&body));
    let values =
        driver(by_id("cinder").unwrap()).sign_in().initial().with("address", format!("{}/v3", servers.cinder)).with("auth", "token");
    let values = values.with("project_id", &servers.storage).with("token", answer.header("X-Subject-Token").unwrap());
    let harness = connected(&values, Rc::new(SystemClock));
    harness.items(Kind::Volume);
    std::thread::sleep(BRIEF + std::time::Duration::from_secs(1));
    assert_eq!(trouble(&harness), ErrorKind::Unauthenticated);
}
