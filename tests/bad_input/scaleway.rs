//! Scaleway.

mod lists;
mod rights;

use std::cell::{Cell, RefCell};

use super::harness::servers::{self, Intercept};
use super::harness::{BEGIN, Harness, shared};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values, Verification};
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Kind, Phase, Resource};
use voldeck_providers::{by_id, driver};
use voldeck_simulators::frame::{Outcome, Request, Response, SharedSimulator};
use voldeck_simulators::scaleway::{
    ApiVersion, KEY, KEY_EXPIRED, KEY_INSTANCE, KEY_PROJECT, KEY_READER, ORGANIZATION, PROJECT, SENTINELS, Scaleway as Server, Seed,
};

fn values(key: &str) -> Values {
    let values = Values::default().with("address", "http://s").with("api", "current").with("secret_key", key);
    values.with("organization", ORGANIZATION).with("project", PROJECT)
}

fn connect(server: SharedSimulator, values: &Values) -> Harness {
    Harness::at(by_id("scaleway").unwrap(), server, values)
}

fn account() -> Server {
    Server::new(ApiVersion::Current, Seed::Demo, BEGIN)
}

fn list(harness: &Harness, kind: Kind, source: &str) -> Result<Listing, ErrorKind> {
    harness.list(kind, source).map_err(|error| error.kind)
}

fn demo() -> Harness {
    connect(shared(account()), &values(KEY))
}

#[test]
fn keys_that_are_wrong_missing_expired_or_weak_are_told_apart() {
    for (key, word) in [("00000000-0000-4000-8000-000000000000", "not_found"), (KEY_EXPIRED, "expired"), ("", "invalid_argument")] {
        let harness = connect(shared(account()), &values(key));
        let (steps, end) = harness.test_connection();
        let last = steps.last().unwrap();
        assert_eq!((last.title, last.phase, end), ("Credentials", Phase::Failed, Err(Unauthenticated)), "{key}");
        assert!(last.words.contains("authentication is denied") && last.words.contains(word), "{}", last.words);
        assert_eq!(list(&harness, Kind::Volume, "block").unwrap_err(), Unauthenticated);
    }
    let (steps, end) = connect(shared(account()), &values(KEY_INSTANCE)).test_connection();
    let rights = steps.iter().find(|step| step.title == "Rights").unwrap();
    assert_eq!((end, rights.phase, rights.limits.len()), (Ok(()), Phase::Degraded, 3), "{rights:?}");
    assert!(rights.limits[0].contains("permissions") && rights.limits[2].starts_with("Projects cannot be chosen"), "{rights:?}");
    let weak = connect(shared(account()), &values(KEY_INSTANCE));
    assert_eq!((list(&weak, Kind::Volume, "block").unwrap_err(), list(&weak, Kind::Volume, "instance").is_ok()), (Forbidden, true));

    let reader = connect(shared(account()), &values(KEY_READER));
    assert!(reader.test_connection().0.iter().all(|step| step.phase == Phase::Ready));
    let volume = reader.find("uploads-2025");
    let ActionResult::Refused(error) = reader.run("block-delete", Some(&volume), &[], &[]) else { panic!() };
    assert_eq!((error.kind, error.message.as_str()), (Forbidden, "insufficient permissions; write volume"));

    let old = values("nonsense").with("api", "legacy");
    let harness = connect(shared(Server::new(ApiVersion::Legacy, Seed::Demo, BEGIN)), &old);
    let (steps, end) = harness.test_connection();
    assert_eq!(end, Err(Unauthenticated));
    assert!(steps.last().unwrap().words.ends_with("Authentication error"), "{steps:?}");
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let harness = demo();
    let platform =
        || voldeck_core::client::Platform { transport: harness.client.session().transport.clone(), clock: harness.clock.clone() };
    let wrong = |name, text: &str| {
        let wrong = (driver(by_id("scaleway").unwrap()).connect)(&values(KEY).with(name, text), platform()).err();
        wrong.map(|wrong| (wrong[0].field, wrong[0].message.clone()))
    };
    assert_eq!(wrong("address", "ftp://s").unwrap().0, "address");
    assert!(wrong("secret_key", "SCWDEM0DEM0DEM0DEM00").unwrap().1.contains("access key"));
    assert_eq!(wrong("secret_key", "clé").unwrap().0, "secret_key");
    assert_eq!(wrong("access_key", "0b57ac1e").unwrap().0, "access_key");
    assert_eq!(wrong("access_key", "SCWDEM0DEM0DEM0DEM00"), None);
    assert!(wrong("zones", "fr-par-1\nParis").unwrap().1.contains("“Paris” is not a zone"));
    assert_eq!(wrong("zones", "fr-par-1\nxx-new-7"), None);
    let copied =
        (driver(harness.provider).connect)(&values(KEY).with("address", "https://api.scaleway.com/instance/v1/"), platform()).unwrap();
    assert_eq!(copied.session().base, "https://api.scaleway.com");
}

#[test]
fn something_else_at_the_address_is_not_taken_for_scaleway() {
    for (status, body) in [(200, "<!DOCTYPE html><p>Welcome</p>"), (404, "404 page not found"), (200, r#"{"volumes":"full"}"#)] {
        let harness = connect(shared(Intercept(account(), move |_: &Request| Some(servers::json(status, body)))), &values(KEY));
        let (steps, end) = harness.test_connection();
        assert_eq!((end, steps.last().map(|step| step.title)), (Err(Unreadable), Some("Product")), "{steps:?}");
    }
    let silent = connect(shared(Intercept(account(), |_: &Request| Some(Outcome::Lost))), &values(KEY));
    assert_eq!(silent.test_connection().1, Err(Unreachable));
}

#[test]
fn a_write_whose_answer_was_lost_is_sent_once_and_looked_for() {
    let harness = demo();
    let known = harness.known();
    let check = |action: &str, target: Option<&Resource>, extra: &[(&'static str, &str)], happened: bool, words: &str| {
        let before = harness.writes().len();
        let settled = harness.run(action, target, &known, extra);
        assert_eq!(harness.writes().len(), before + 1, "{action} is sent once");
        let ActionResult::Unknown { found: Ok(found), .. } = settled else { panic!("{action}: {settled:?}") };
        let (is, said) = match &found {
            Verification::Happened(said) => (Some(true), said),
            Verification::NotSeen(said) => (Some(false), said),
            Verification::CannotTell(said) | Verification::Partly { words: said, .. } => (None, said),
        };
        assert!(is == Some(happened) && said.contains(words), "{action}: {found:?}");
    };
    check("block-create", None, &[("name", "a-lost-answer")], true, "a-lost-answer is there, creating, with the id ");
    check("block-create", None, &[("name", "a-lost-request")], false, "There is no new volume a-lost-request.");
    check("instance-create", None, &[("name", "b-lost-answer")], true, "b-lost-answer is there, available");
    check("instance-create", None, &[("name", "b-html")], false, "There is no new volume b-html.");
    check("block-import", None, &[("name", "i-lost-answer")], true, "i-lost-answer is there");
    let lost = harness.find("zz test: lost-answer");
    let never = harness.find("zz test: lost-request");
    for (volume, happened) in [(&lost, true), (&never, false)] {
        let pick = |yes: &'static str, no: &'static str| if happened { yes } else { no };
        check("block-edit", Some(volume), &[("tags", "new")], happened, pick("is as it was asked for", "is not changed"));
        check("block-snapshot", Some(volume), &[("name", "snap")], happened, pick("snap is there", "no new snapshot snap"));
        check("block-resize", Some(volume), &[("size", "20 GB")], happened, pick("is being changed", "is not changed"));
        harness.clock.advance(60_000);
        check("block-iops", Some(volume), &[], happened, pick("is being changed", "is not changed"));
        harness.clock.advance(60_000);
        check("block-attach", Some(volume), &[], happened, pick("is used by archive-1", "is not used by that server"));
        harness.clock.advance(60_000);
        if happened {
            let now = harness.get(Kind::Volume, &volume.id).unwrap();
            check("block-detach", Some(&now), &[], true, "is being detached");
            harness.clock.advance(60_000);
        }
        check("block-delete", Some(volume), &[], happened, pick("is gone", "is still there"));
    }
    // What the snapshot is put into cannot be seen from here once it is over.
    let snapshot = harness.find("vmware import");
    check("block-export", Some(&snapshot), &[("key", "x-lost-answer")], true, "vmware import is exporting");
    let ActionResult::Unknown { found: Ok(Verification::CannotTell(_)), .. } =
        harness.run("block-export", Some(&harness.find("search reindex")), &known, &[("key", "x-lost-request")])
    else {
        panic!()
    };
}

#[test]
fn an_attachment_that_broke_down_on_the_way_is_looked_into() {
    let error = r#"{"message":"internal error","type":"internal_error"}"#;
    let run = |volume: &str| {
        let harness = demo();
        let target = harness.find("uploads-2025");
        let context = ActionContext { client: &*harness.client, target: Some(&target), known: &[] };
        let servers = block_on(harness.options("servers", context, &Values::default())).unwrap();
        let server = servers.iter().find(|server| server.label == "web-1").unwrap().value.clone();
        let body = volume.replace("{id}", &target.provider_id).replace("{server}", &server);
        let between = Intercept(account(), move |call: &Request| match call.method.as_str() {
            "POST" => Some(servers::json(500, error)),
            _ if call.path.contains("/volumes/") => Some(servers::json(200, &body)),
            _ => None,
        });
        let harness = connect(shared(between), &values(KEY));
        match harness.run("block-attach", Some(&target), &[], &[("server", server.as_str())]) {
            ActionResult::Unknown { found: Ok(found), error } if error.status == Some(500) => found,
            other => panic!("{other:?}"),
        }
    };
    let reference = |status: &str| {
        let holder = format!(r#"{{"product_resource_type":"instance_server","product_resource_id":"{{server}}","status":"{status}"}}"#);
        format!(r#"{{"id":"{{id}}","name":"uploads-2025","status":"in_use","zone":"fr-par-1","references":[{holder}]}}"#)
    };
    let Verification::Partly { words, next: Some((action, Kind::Volume, id)) } = run(&reference("error")) else { panic!() };
    assert!(words.contains("has a reference to web-1, which is in error"), "{words}");
    assert!(action == "block-detach" && id.as_str().starts_with("block/fr-par-1/"));
    assert!(matches!(run(&reference("attaching")), Verification::Happened(words) if words.contains("is used by web-1")));
    let free = r#"{"id":"{id}","name":"uploads-2025","status":"available","references":[]}"#;
    assert!(matches!(run(free), Verification::NotSeen(words) if words.contains("is not used by that server")));
    let silent = r#"{"id":"{id}","name":"uploads-2025","status":"error"}"#;
    assert!(matches!(run(silent), Verification::CannotTell(words) if words.contains("not reported")));
}

#[test]
fn an_old_volume_of_the_same_name_is_not_taken_for_the_lost_one() {
    let harness = demo();
    // Nothing is known: the list has not been read.
    let settled = harness.run("block-create", None, &[], &[("name", "build-cache"), ("kms_key_id", ""), ("tags", "")]);
    assert!(matches!(settled, ActionResult::Done(_)));
    harness.clock.advance(3_600_000);
    let server = Intercept(account(), |call: &Request| (call.method == "POST").then_some(Outcome::Lost));
    let harness = connect(shared(server), &values(KEY));
    let settled = harness.run("block-create", None, &[], &[("name", "build-cache")]);
    assert!(matches!(settled, ActionResult::Unknown { found: Ok(Verification::NotSeen(_)), .. }), "{settled:?}");
}

#[test]
fn every_failure_by_name_has_its_kind() {
    let harness = demo();
    let kinds = [
        ("fail-400", Invalid),
        ("fail-401", Unauthenticated),
        ("fail-403", Forbidden),
        // Of something that the call names: there is no volume yet.
        ("fail-404", Missing),
        ("fail-409", WrongState),
        ("fail-410", Missing),
        ("fail-412", WrongState),
        ("fail-423", WrongState),
        ("fail-429", Busy),
        ("fail-500", Failed),
        ("fail-quota", Limited),
        ("fail-stock", Limited),
        ("fail-huge", Failed),
    ];
    assert_eq!(SENTINELS.iter().filter(|(word, _)| word.starts_with("fail-")).count(), kinds.len());
    for (word, kind) in kinds {
        let error = match harness.run("block-create", None, &[], &[("name", word)]) {
            ActionResult::Refused(error) if kind != Failed => error,
            // What broke down is looked into.
            ActionResult::Unknown { error, found: Ok(Verification::NotSeen(_)) } if kind == Failed => error,
            other => panic!("{word}: {other:?}"),
        };
        assert_eq!(error.kind, kind, "{word}");
        assert!(error.request_id.is_some() && !error.message.is_empty(), "{error:?}");
        let fields: Vec<_> = error.fields.iter().map(|field| field.field).collect();
        assert_eq!(fields, if word == "fail-400" { vec!["name"] } else { vec![] });
    }
    let ActionResult::Unknown { error, found: Ok(Verification::Happened(words)) } =
        harness.run("block-create", None, &[], &[("name", "a done-500")])
    else {
        panic!()
    };
    assert_eq!((error.kind, words.starts_with("a done-500 is there, creating, with the id ")), (Failed, true), "{words}");
    let known = harness.known();
    let done = harness.find("zz test: done-500");
    for (action, extra, seen) in [
        ("block-edit", ("tags", "new"), "is as it was asked for"),
        ("block-snapshot", ("name", "snap"), "snap is there"),
        ("block-resize", ("size", "20 GB"), "is being changed"),
        ("block-delete", ("", ""), "is gone"),
    ] {
        harness.clock.advance(60_000);
        let settled = harness.run(action, Some(&done), &known, &[extra]);
        assert!(
            matches!(&settled, ActionResult::Unknown { found: Ok(Verification::Happened(words)), .. } if words.contains(seen)),
            "{action}: {settled:?}"
        );
    }
    for (word, kind) in [
        ("read-fail-403", Forbidden),
        ("read-fail-404", NotFound),
        ("read-fail-500", Failed),
        ("read-html", Busy),
        ("read-truncated", Unreachable),
        ("read-lost", Unreachable),
    ] {
        let volume = harness.find(&format!("zz test: {word}"));
        assert_eq!(harness.get(Kind::Volume, &volume.id).unwrap_err().kind, kind, "{word}");
    }
    assert!(harness.get(Kind::Volume, &harness.find("zz test: read-slow").id).is_ok());
    for (word, kind) in [
        ("list-fail-401", Some(Unauthenticated)),
        ("list-fail-403", Some(Forbidden)),
        ("list-fail-429", Some(Busy)),
        ("list-fail-500", Some(Failed)),
        ("list-html-200", Some(Unreadable)),
        ("list-html", Some(Busy)),
        ("list-truncated", Some(Unreachable)),
        ("list-lost", Some(Unreachable)),
        ("list-slow", None),
    ] {
        for (source, api_version) in [("block", ApiVersion::Current), ("instance", ApiVersion::Current), ("legacy", ApiVersion::Legacy)] {
            let api = if api_version == ApiVersion::Legacy { "legacy" } else { "current" };
            let narrowed = values(KEY).with("narrow", word).with("api", api);
            let harness = connect(shared(Server::new(api_version, Seed::Demo, BEGIN)), &narrowed);
            assert_eq!(list(&harness, Kind::Volume, source).err(), kind, "{word} {source}");
        }
    }
}

#[test]
fn forms_that_cannot_be_right_are_not_sent() {
    let harness = demo();
    let fields =
        |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| harness.wrong_fields(action, target, &[], values);
    assert_eq!(fields("block-create", None, &[("size", "10 GiB")]), "size");
    assert_eq!(fields("block-create", None, &[("size", "11 TB")]), "size");
    assert_eq!(fields("block-create", None, &[("perf_iops", "fast"), ("name", "")]), "name perf_iops");
    assert_eq!(fields("block-create", None, &[("project_id", "")]), "project_id");
    assert_eq!(
        fields("block-create", None, &[("from", "snapshot"), ("snapshot_id", ""), ("snapshot_size", "1500 MB")]),
        "snapshot_id snapshot_size"
    );
    assert_eq!(fields("instance-create", None, &[("size", "1000000001 B")]), "size");
    let volume = harness.find("uploads-2025");
    assert_eq!(fields("block-resize", Some(&volume), &[("size", "2000 GB")]), "size");
    assert_eq!(fields("block-attach", Some(&volume), &[("server", "")]), "server");
    assert!(harness.writes().is_empty());
}

#[test]
fn an_address_of_another_provider_or_api_is_not_found() {
    let harness = demo();
    for id in ["csi/default/pg", "block/fr-par-1", "legacy/-/x", "block/fr-par-1/00000000-0000-4000-8000-000000000000"] {
        assert_eq!(harness.get(Kind::Volume, &voldeck_core::model::Id::new(id)).unwrap_err().kind, NotFound, "{id}");
    }
    // Block does not say that a snapshot is not there. (Recorded.)
    assert_eq!(harness.get(Kind::Snapshot, &voldeck_core::model::Id::new("block/fr-par-1/foreign")).unwrap_err().kind, Forbidden);
}
