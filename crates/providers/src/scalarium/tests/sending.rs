//! Calls as HTTP text.

use std::rc::Rc;

use crate::scalarium::api::{ListClouds, ListInstances, ListSnapshots, ListVolumes, ReadVolume};
use crate::scalarium::decode::{self, Cloud};
use crate::scalarium::{PROVIDER, actions};
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::client::{Client, Platform};
use voldeck_core::http::{
    Clock, Endpoint, Error, ErrorKind, HttpRequest, LocalBoxFuture, Request, Response, Sent, Transport, TransportError,
};
use voldeck_core::model::Resource;

/// A network and a clock that are never used: rows only need to know their link.
struct Nowhere;

impl Transport for Nowhere {
    fn send(&self, _: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        Box::pin(std::future::ready(Err(TransportError::NeverLeft)))
    }
}

impl Clock for Nowhere {
    fn now_millis(&self) -> u64 {
        0
    }
    fn sleep(&self, _: u64) -> LocalBoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
    fn chance(&self) -> f64 {
        0.0
    }
}

fn client() -> Rc<dyn Client> {
    let values = Values::default().with("address", "https://manage.scalarium.com/api/").with("token", "hunter2");
    (crate::driver(&PROVIDER).connect)(&values, Platform { transport: Rc::new(Nowhere), clock: Rc::new(Nowhere) })
        .unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

fn volume(fields: &str) -> Resource {
    decode::volume(&format!(r#"{{"id":"5054bf92","name":"v"{fields}}}"#)).unwrap()
}

#[test]
fn reads_are_these() {
    let check = |request: Request, expected: &str| assert_eq!(request.shown(""), format!("GET {expected}"));
    let cloud = Cloud { id: "c/1".into(), name: String::new() };
    check(ListVolumes.request(), "/volumes");
    check(ReadVolume("5054bf92").request(), "/volumes/5054bf92");
    check(ListSnapshots("a b").request(), "/volumes/a%20b/snapshots");
    check(ListClouds.request(), "/clouds");
    check(ListInstances(&cloud).request(), "/clouds/c%2F1/instances");
}

#[test]
fn every_call_carries_the_token_and_the_version() {
    let client = client();
    let signed = client.session().signer.sign(ListVolumes.request(), 0).unwrap();
    assert_eq!(
        signed.shown(&client.session().base),
        "GET https://manage.scalarium.com/api/volumes\nAccept: application/vnd.scalarium-v1+json\nX-Scalarium-Token: ••••••••"
    );
    assert_eq!(signed.secret_headers[0].1.reveal(), "hunter2");
    assert!(!format!("{signed:?}").contains("hunter2") && !signed.curl("").contains("hunter2"));
}

#[test]
fn writes_are_these_and_have_no_body() {
    let (client, target) = (client(), volume(""));
    let context = ActionContext { client: &*client, target: Some(&target), known: &[] };
    let row = |name: &str| actions::ALL.iter().find(|row| row.name == name).unwrap();
    let sends = |name: &str| (row(name).endpoint.request)(&context, &Values::default()).shown("");
    assert_eq!(sends("volume-snapshot"), "POST /volumes/5054bf92/snapshot\nContent-Type: application/json");
    assert_eq!(sends("volume-delete"), "DELETE /volumes/5054bf92");
    let otherwise = |kind: ErrorKind, status: Option<u16>| {
        let mut error = Error::new(kind, "", "");
        error.status = status;
        (row("volume-snapshot").endpoint.fallback)(&context, &Values::default(), &error).map(|request| request.path)
    };
    for (kind, status) in [(ErrorKind::NotFound, 404), (ErrorKind::Unsupported, 405)] {
        assert_eq!(otherwise(kind, Some(status)).as_deref(), Some("/volumes/5054bf92/snapshots"));
    }
    for status in [None, Some(401), Some(403), Some(412), Some(500), Some(502)] {
        assert_eq!(otherwise(ErrorKind::NotFound, status), None, "{status:?}");
    }
    assert_eq!(otherwise(ErrorKind::Missing, Some(404)), None, "a credential that is missing is missing by either name");
}

#[test]
fn what_a_good_answer_means() {
    let (client, target) = (client(), volume(""));
    let context = ActionContext { client: &*client, target: Some(&target), known: &[] };
    let check = |name: &str, status: u16, body: &str, done: &str, created: Option<&str>| {
        let row = actions::ALL.iter().find(|row| row.name == name).unwrap();
        let answer = (row.endpoint.decode)(&context, &Values::default(), &Response { status, headers: Vec::new(), body: body.into() });
        let said = (row.done)(&context, &Values::default(), &answer);
        assert_eq!((said.as_str(), answer.created.as_ref().map(voldeck_core::model::Id::as_str)), (done, created));
    };
    check("volume-snapshot", 200, r#"{"id":"snap-1","progress":"0%"}"#, "Creating snapshot snap-1 of v.", Some("5054bf92/snap-1"));
    check("volume-snapshot", 201, "", "Creating a snapshot of v.", None);
    check("volume-snapshot", 200, "OK", "Creating a snapshot of v.", None);
    check("volume-delete", 200, "", "Deleting v.", None);
    check("volume-delete", 202, "{}", "Deleting v.", None);
}

#[test]
fn rows_refuse_by_ec2s_words_and_try_what_nobody_knows() {
    let client = client();
    let refuses = |name: &str, fields: &str| {
        let target = volume(fields);
        let row = actions::ALL.iter().find(|row| row.name == name).unwrap();
        (row.disabled_reason)(&ActionContext { client: &*client, target: Some(&target), known: &[] }).is_some()
    };
    // Fields, whether a snapshot and whether deleting is refused.
    let rows = [
        (r#","status":"creating""#, true, true),
        (r#","status":"available""#, false, false),
        (r#","status":"available","attachment_status":"detached""#, false, false),
        (r#","status":"available","attachment_status":"attached""#, false, true),
        (r#","status":"in-use""#, false, true),
        (r#","status":"in-use","attachment_status":"detached""#, false, true),
        (r#","status":"in-use","attachment_status":"detaching""#, false, true),
        (r#","status":"deleting""#, true, true),
        (r#","status":"deleted""#, true, true),
        (r#","status":"error""#, true, false),
        (r#","status":"migrating""#, false, false),
        ("", false, false),
    ];
    for (fields, snapshot, delete) in rows {
        assert_eq!((refuses("volume-snapshot", fields), refuses("volume-delete", fields)), (snapshot, delete), "{fields}");
    }
}

#[test]
fn each_row_makes_stale_what_it_changes_and_nothing_else() {
    use voldeck_core::model::Kind::{Group, Snapshot, Volume};
    let invalidates: Vec<_> = actions::ALL.iter().map(|row| (row.name, row.invalidates)).collect();
    assert_eq!(invalidates, [("volume-snapshot", &[Snapshot][..]), ("volume-delete", &[Volume, Group, Snapshot])]);
}

#[test]
fn every_row_has_its_papers() {
    for row in actions::ALL {
        assert!(
            row.endpoint.docs.starts_with("https://") && !row.title.is_empty() && row.endpoint.operation.contains(" /volumes/:id"),
            "{}",
            row.name
        );
        assert!(row.timeout_millis >= 30_000 && row.follow.is_some(), "{}", row.name);
    }
}
