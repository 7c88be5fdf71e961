//! `OpenStack` Cinder, and the Keystone in front of it.

use std::cell::Cell;

use super::harness::servers::{self, Intercept};
use super::harness::{BEGIN, Harness, shared};
use voldeck_core::action::{ActionContext, ActionResult, Values, Verification};
use voldeck_core::client::{Listing, Platform};
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Id, Kind, Phase, Resource, Value};
use voldeck_providers::{by_id, driver};
use voldeck_simulators::cinder::{Cinder as Server, Options, SENTINELS};
use voldeck_simulators::frame::{Outcome, Request, SharedSimulator};

fn values(user: &str) -> Values {
    let base = Values::default().with("address", "http://cloud/identity/v3").with("auth", "password").with("user", user);
    base.with("password", format!("demo-{user}-password")).with("project", "storage").with("region", "RegionOne")
}

fn connect(server: SharedSimulator, values: &Values) -> Harness {
    let harness = Harness::at(by_id("cinder").unwrap(), server, values);
    harness.detect_version();
    harness
}

fn cloud() -> Server {
    Server::new(Options::default(), BEGIN)
}

fn list(harness: &Harness, kind: Kind, source: &str) -> Result<Listing, ErrorKind> {
    harness.list(kind, source).map_err(|error| error.kind)
}

fn demo() -> Harness {
    connect(shared(cloud()), &values("alice"))
}

/// What left and was no read; signing in is none.
fn writes(harness: &Harness) -> Vec<String> {
    harness.writes().into_iter().filter(|line| !line.ends_with("/auth/tokens")).collect()
}

/// A cloud whose list of volumes is this.
fn volumes(body: &'static str) -> Harness {
    connect(
        shared(Intercept(cloud(), move |call: &Request| call.path.ends_with("/volumes/detail").then(|| servers::json(200, body)))),
        &values("alice"),
    )
}

#[test]
fn accounts_that_are_wrong_or_weak_are_told_apart() {
    let last = |values: &Values| {
        let (steps, end) = connect(shared(cloud()), values).test_connection();
        let last = steps.last().unwrap().clone();
        (last.title, last.phase, last.words, end)
    };
    let (title, phase, words, end) = last(&values("alice").with("password", "wrong"));
    assert_eq!((title, phase, end), ("Credentials", Phase::Failed, Err(Unauthenticated)));
    assert!(words.contains("The request you have made requires authentication."), "{words}");
    let (title, _, words, end) = last(&values("alice").with("project", "nope"));
    assert_eq!(
        (title, words.as_str(), end),
        ("Project", "This account cannot use the project nope. Its projects are storage, analytics.", Err(Invalid))
    );
    let (title, _, words, _) = last(&values("alice").with("region", "RegionThree"));
    assert_eq!((title, words.as_str()), ("Region", "There is no region RegionThree. Its regions are RegionOne, RegionTwo."));
    let (title, _, words, _) = last(&values("dora").with("project", ""));
    assert_eq!((title, words.as_str()), ("Project", "This account belongs to no project."));

    let good = connect(shared(cloud()), &values("alice"));
    let (steps, end) = good.test_connection();
    assert_eq!(end, Ok(()));
    let titles: Vec<_> = steps.iter().map(|step| (step.title, step.brief.as_str())).collect();
    assert_eq!(titles[1..], [("Credentials", "storage"), ("Endpoint", "RegionOne"), ("Version", "3.71"), ("Rights", "all reads")]);
    let (steps, _) = connect(shared(cloud()), &values("root")).test_connection();
    assert!(steps.iter().any(|step| step.title == "Services" && step.words.contains("pools")), "{steps:?}");
    // What may be changed is told by the roles.
    let rights = |user: &str| {
        let (steps, _) = connect(shared(cloud()), &values(user)).test_connection();
        steps.into_iter().find(|step| step.title == "Rights").unwrap()
    };
    let reader = rights("rita");
    assert_eq!((reader.brief.as_str(), reader.phase), ("only reads", Phase::Degraded));
    assert_eq!(reader.limits, ["The role reader may not change anything"]);
    assert!(rights("alice").words.contains("except what needs the role admin: resetting a state, force delete"));
    assert!(rights("root").words.ends_with("the role admin may change everything."));
    let old = Server::new(Options { newest: 0, ..Options::default() }, BEGIN);
    let (steps, _) = connect(shared(old), &values("alice")).test_connection();
    let version = steps.iter().find(|step| step.title == "Version").unwrap();
    assert_eq!((version.phase, version.limits.len()), (Phase::Degraded, 4), "{version:?}");
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let harness = demo();
    let platform = || Platform { transport: harness.client.session().transport.clone(), clock: harness.clock.clone() };
    let wrong = |values: Values| {
        let wrong = (driver(by_id("cinder").unwrap()).connect)(&values, platform()).err().unwrap_or_default();
        wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(wrong(values("alice").with("address", "ftp://s")), "address");
    assert_eq!(wrong(values("alice").with("address", "http://cloud/identity/v2.0")), "address");
    assert_eq!(wrong(values("alice").with("endpoint", "cinder")), "endpoint");
    assert_eq!(wrong(values("alice").with("endpoint", "/relay/volume/v3")), "");
    assert_eq!(wrong(values("alice").with("auth", "token").with("token", "clé").with("project_id", "demo")), "project_id token");
    let form = driver(by_id("cinder").unwrap()).sign_in();
    let missing = |way: &str| {
        let filled = form.initial().with("address", "http://c").with("auth", way);
        form.check(&filled).iter().map(|wrong| wrong.field).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        [missing("password"), missing("application_credential"), missing("token"), missing("noauth")],
        ["user password", "app_id app_secret", "token", "noauth_user"]
    );
}

#[test]
fn something_else_at_the_address_is_not_taken_for_keystone() {
    for (status, body) in [(200, "<!DOCTYPE html><p>Welcome</p>"), (404, "404 page not found"), (201, "{}"), (300, "{\"versions\":{}}")] {
        let harness = connect(shared(Intercept(cloud(), move |_: &Request| Some(servers::json(status, body)))), &values("alice"));
        let (steps, end) = harness.test_connection();
        assert!(matches!(end, Err(Unreadable | Failed)), "{status} {body} {steps:?}");
        assert!(["Product", "Credentials"].contains(&steps.last().unwrap().title), "{steps:?}");
    }
    let silent = connect(shared(Intercept(cloud(), |_: &Request| Some(Outcome::Lost))), &values("alice"));
    let (steps, end) = silent.test_connection();
    assert_eq!((steps.len(), steps[0].title, end), (1, "Address", Err(Unreachable)));
    // Keystone is there, Cinder is not where the catalogue says.
    let half =
        connect(shared(Intercept(cloud(), |call: &Request| call.path.contains("/volume").then_some(Outcome::Lost))), &values("alice"));
    let (steps, end) = half.test_connection();
    let last = steps.last().unwrap();
    assert_eq!((last.title, end), ("Endpoint", Err(Unreachable)));
    assert!(last.words.contains("Block storage endpoint"), "{}", last.words);
}

#[test]
fn only_what_identifies_a_volume_costs_its_row() {
    let read = |body: &'static str| {
        let listing = list(&volumes(body), Kind::Volume, "volumes").unwrap();
        assert_eq!(listing.items.iter().filter(|item| item.is_ok()).count(), 1);
        listing.items.into_iter().find_map(Result::err).unwrap().reason
    };
    assert_eq!(read(r#"{"volumes":[{"id":"good"},{"name":"no id"}]}"#), "id: there is none.");
    assert_eq!(read(r#"{"volumes":[{"id":"good"},null]}"#), "found null, where an object belongs.");
    for odd in [r#""size":"one""#, r#""created_at":"yesterday""#, r#""attachments":"none""#, r#""metadata":7"#, r#""bootable":[]"#] {
        let body: &'static str = format!(r#"{{"volumes":[{{"id":"x","status":"error",{odd}}}]}}"#).leak();
        let harness = volumes(body);
        let listing = list(&harness, Kind::Volume, "volumes").unwrap();
        let volume = listing.items[0].as_ref().unwrap_or_else(|bad| panic!("{odd}: {}", bad.reason));
        assert_eq!(volume.status.label, "error", "{odd}");
        assert!(volume.attributes.iter().any(|attribute| matches!(attribute.value, Value::Odd(_))), "{odd}: {:?}", volume.attributes);
        // The row keeps its actions.
        let context = ActionContext { client: &*harness.client, target: Some(volume), known: &[] };
        assert_eq!((harness.action("volume-delete").disabled_reason)(&context), None, "{odd}");
    }
    for body in
        ["", "[]", "{}", r#"{"volumes":7}"#, r#"{"volumes":null}"#, r#"{"volumes":{}}"#, r#"{"a":1}"#, "<html>sign in</html>", "nope"]
    {
        assert_eq!(list(&volumes(body), Kind::Volume, "volumes").err(), Some(Unreadable), "{body}");
    }
    let strange = list(&volumes(r#"{"volumes":[{"id":"a","size":1,"status":"hibernating"}]}"#), Kind::Volume, "volumes").unwrap();
    let volume = strange.items[0].as_ref().unwrap();
    assert_eq!((volume.status.label.as_str(), volume.status.phase), ("hibernating", Phase::Unknown));
    let harness = demo();
    let context = ActionContext { client: &*harness.client, target: Some(volume), known: &[] };
    assert!((harness.action("volume-delete").disabled_reason)(&context).is_none(), "an unknown word refuses nothing");
}

#[test]
fn a_list_whose_later_page_fails_keeps_what_it_has() {
    let first =
        r#"{"volumes":[{"id":"a","name":"a"}],"volumes_links":[{"rel":"next","href":"http://inside/volumes/detail?marker=a&limit=1"}]}"#;
    let read = |status: u16, second: &'static str| {
        let server = Intercept(cloud(), move |call: &Request| {
            if !call.path.ends_with("/volumes/detail") {
                return None;
            }
            Some(if call.query.contains("marker=a") { servers::json(status, second) } else { servers::json(200, first) })
        });
        list(&connect(shared(server), &values("alice")), Kind::Volume, "volumes").unwrap()
    };
    let gone = read(404, r#"{"itemNotFound":{"code":404,"message":"Volume a could not be found."}}"#);
    assert_eq!(
        (gone.items.len(), gone.notes[0].message.as_str()),
        (1, "Page 2 could not be read, so rows are missing: Volume a could not be found.")
    );
    // The last page may be empty; a server that answers one page for ever is left.
    assert_eq!(read(200, r#"{"volumes":[]}"#).items.len(), 1);
    let same = r#"{"volumes":[{"id":"b","name":"b"}],"volumes_links":[{"rel":"next","href":"?marker=a"}]}"#;
    assert_eq!(read(200, same).items.len(), 2);
}

#[test]
fn a_write_whose_answer_was_lost_is_sent_once_and_looked_for() {
    let harness = demo();
    let known = harness.known();
    let check = |action: &str, target: Option<&Resource>, extra: &[(&'static str, &str)], happened: bool, words: &str| {
        let before = writes(&harness).len();
        let settled = harness.run(action, target, &known, extra);
        assert_eq!(writes(&harness).len(), before + 1, "{action} is sent once");
        let ActionResult::Unknown { found: Ok(found), .. } = settled else { panic!("{action}: {settled:?}") };
        let (is, said) = match &found {
            Verification::Happened(said) => (true, said),
            Verification::NotSeen(said) => (false, said),
            Verification::CannotTell(said) | Verification::Partly { words: said, .. } => panic!("{action}: {said}"),
        };
        assert!(is == happened && said.contains(words), "{action}: {found:?}");
    };
    check("volume-create", None, &[("name", "a-lost-answer")], true, "a-lost-answer is there, ");
    check("volume-create", None, &[("name", "a-lost-request")], false, "There is no new volume a-lost-request.");
    check("volume-create", None, &[("name", "a-html")], false, "There is no new volume a-html.");
    let lost = harness.find("zz test: lost-answer");
    let never = harness.find("zz test: lost-request");
    for (volume, happened) in [(&lost, true), (&never, false)] {
        let pick = |yes: &'static str, no: &'static str| if happened { yes } else { no };
        check("volume-edit", Some(volume), &[("description", "new")], happened, pick("is as it was asked for", "is not changed"));
        check("volume-metadata", Some(volume), &[("metadata", "a=b")], happened, pick("is as it was asked for", "is not changed"));
        check("volume-snapshot", Some(volume), &[("name", "snap")], happened, pick("snap is there", "no new snapshot snap"));
        check("volume-extend", Some(volume), &[("new_size", "2 GiB")], happened, pick("is", "has not grown"));
        harness.clock.advance(60_000);
        check("volume-retype", Some(volume), &[("new_type", "capacity")], happened, pick("has the new type", "has the type it had"));
        harness.clock.advance(60_000);
        check("volume-bootable", Some(volume), &[], happened, pick("is as it was asked for", "is not changed"));
        check("volume-attach", Some(volume), &[], happened, pick("is reserved", "is not reserved"));
        if happened {
            let now = harness.get(Kind::Volume, &volume.id).unwrap();
            harness.done("volume-detach", Some(&now), &[], &[]);
        }
        check("volume-transfer", Some(volume), &[], happened, pick("its key was lost", "is not offered"));
        if happened {
            let now = harness.get(Kind::Volume, &volume.id).unwrap();
            harness.done("volume-transfer-cancel", Some(&now), &[], &[]);
        }
        let settled = harness.run("volume-delete-cascade", Some(volume), &[], &[]);
        assert!(matches!(settled, ActionResult::Unknown { found: Ok(Verification::Happened(_)), .. }) == happened, "{settled:?}");
    }
}

#[test]
fn what_never_arrived_is_not_taken_for_done() {
    // The server never sees these; what is there stays as it is.
    let server = Intercept(cloud(), |call: &Request| {
        let write = call.method != "GET" && !call.path.ends_with("/tokens");
        (write && !call.path.ends_with("/attachments")).then_some(Outcome::Lost)
    });
    let harness = connect(shared(server), &values("root"));
    let known = harness.known();
    let volume = harness.find("uploads");
    harness.done("volume-attach", Some(&volume), &[], &[]);
    let group = harness.find("sandbox");
    let of_group = |name: &str| known.iter().find(|one| one.name == name && one.id.as_str().starts_with("group_")).unwrap().clone();
    let free = harness.find("secrets-vault");
    let check = |action: &str, target: &Resource, extra: &[(&'static str, &str)]| {
        let before = writes(&harness).len();
        let settled = harness.run(action, Some(target), &[], extra);
        assert_eq!(writes(&harness).len(), before + 1, "{action}");
        assert!(matches!(settled, ActionResult::Unknown { found: Ok(Verification::NotSeen(_)), .. }), "{action}: {settled:?}");
    };
    check("volume-detach", &harness.find("uploads"), &[]);
    check("volume-transfer-cancel", &harness.find("moving-out"), &[]);
    check("volume-readonly", &free, &[]);
    check("volume-reset", &free, &[("status", "error")]);
    check("volume-revert", &harness.find("wiki-data"), &[]);
    check("volume-clone", &free, &[]);
    check("snapshot-restore", &harness.find("golden-image v3"), &[]);
    check("snapshot-delete", &harness.find("golden-image v3"), &[]);
    check("snapshot-metadata", &harness.find("golden-image v3"), &[("metadata", "a=b")]);
    check("group-edit", &group, &[("name", "renamed")]);
    check("group-add", &harness.find("wiki"), &[("add_volumes", &harness.find("moving-out").provider_id)]);
    check("group-remove", &group, &[("remove_volumes", &harness.find("sandbox-a").provider_id)]);
    check("group-snapshot", &group, &[("name", "s")]);
    check("group-clone", &group, &[]);
    check("group-delete", &group, &[]);
    check("group-restore", &of_group("kafka before 4.1"), &[]);
    check("group-snapshot-delete", &of_group("kafka before 4.1"), &[]);
}

#[test]
fn every_failure_by_name_has_its_kind() {
    let harness = demo();
    let kinds = [
        ("fail-400", Invalid),
        ("fail-401", Unauthenticated),
        ("fail-403", Forbidden),
        ("fail-404", Missing),
        ("fail-409", WrongState),
        ("fail-quota", Limited),
        ("fail-501", Unsupported),
        ("fail-flat", Unsupported),
    ];
    // What does not say whether anything was done is looked into; the answer and what was found are both told.
    let open = [("fail-500", Failed), ("fail-503", OutcomeUnknown), ("fail-huge", Failed), ("fail-keystone", OutcomeUnknown)];
    assert_eq!(SENTINELS.iter().filter(|(word, _)| word.starts_with("fail-")).count(), kinds.len() + open.len());
    for (word, kind) in kinds {
        let before = writes(&harness).len();
        let ActionResult::Refused(error) = harness.run("volume-create", None, &[], &[("name", word)]) else { panic!("{word}") };
        assert_eq!(error.kind, kind, "{word}: {error:?}");
        assert!(!error.message.is_empty() && error.message.chars().count() <= 2000, "{error:?}");
        // Who is refused for the token signs in anew and tries once more: the write was not carried out.
        assert_eq!(writes(&harness).len() - before, if kind == Unauthenticated { 2 } else { 1 }, "{word}");
    }
    for (word, kind) in open {
        let before = writes(&harness).len();
        let settled = harness.run("volume-create", None, &[], &[("name", word)]);
        let ActionResult::Unknown { error, found: Ok(Verification::NotSeen(words)) } = settled else { panic!("{word}: {settled:?}") };
        assert_eq!((error.kind, words), (kind, format!("There is no new volume {word}.")), "{word}");
        assert_eq!(writes(&harness).len() - before, 1, "{word}");
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
    for (word, kind) in [
        ("list-fail-401", Some(Unauthenticated)),
        ("list-fail-403", Some(Forbidden)),
        ("list-fail-500", Some(Failed)),
        ("list-fail-503", Some(Busy)),
        ("list-html-200", Some(Unreadable)),
        ("list-html", Some(Busy)),
        ("list-truncated", Some(Unreachable)),
        ("list-lost", Some(Unreachable)),
        ("list-slow", None),
    ] {
        let narrowed = values("tess").with("project", format!("zz test: {word}"));
        assert_eq!(list(&connect(shared(cloud()), &narrowed), Kind::Volume, "volumes").err(), kind, "{word}");
    }
}

#[test]
fn a_size_in_words_costs_its_cell_and_what_fails_later_says_so() {
    let harness = demo();
    assert!(harness.unreadable(Kind::Volume).is_empty());
    let odd = harness.find("zz test: malformed");
    assert!(matches!(odd.attribute("size"), Some(Value::Odd(odd)) if odd.text == "one gibibyte"), "{:?}", odd.attributes);
    assert_eq!((odd.size, odd.status.label.as_str()), (None, "available"));
    let id = harness.done("volume-create", None, &[], &[("name", "later-error")]).created.unwrap();
    harness.clock.advance(60_000);
    let volume = harness.get(Kind::Volume, &id).unwrap();
    assert_eq!((volume.status.phase, volume.attribute("message").is_some()), (Phase::Failed, true));
}

#[test]
fn forms_that_cannot_be_right_are_not_sent() {
    let harness = demo();
    let known = harness.known();
    let fields =
        |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| harness.wrong_fields(action, target, &known, values);
    assert_eq!(fields("volume-create", None, &[("size", "10 GB")]), "size");
    assert_eq!(fields("volume-create", None, &[("name", ""), ("size", "0 GiB")]), "name size");
    assert_eq!(fields("volume-create", None, &[("metadata", "clé=x")]), "metadata");
    assert_eq!(fields("volume-create", None, &[("from", "snapshot")]), "snapshot_id");
    let snapshot = harness.find("uploads 2026-10");
    let smaller = [("from", "snapshot"), ("snapshot_id", &*snapshot.provider_id), ("larger", "10 GiB")];
    assert_eq!(fields("volume-create", None, &smaller), "larger");
    assert_eq!(fields("snapshot-restore", Some(&snapshot), &[("larger", "10 GiB")]), "larger");
    assert_eq!(fields("volume-create", None, &[("group_id", "g")]), "volume_type");
    let volume = harness.find("uploads");
    assert_eq!(fields("volume-extend", Some(&volume), &[("new_size", "500 GiB")]), "new_size");
    assert_eq!(fields("volume-mark-attached", Some(&volume), &[]), "host_name");
    let group = harness.find("sandbox");
    assert_eq!(fields("group-edit", Some(&group), &[]), "name");
    assert_eq!(fields("transfer-accept", None, &[("auth_key", "")]), "auth_key");
    assert!(writes(&harness).is_empty());
}

#[test]
fn an_address_of_another_provider_or_kind_is_not_found() {
    let harness = demo();
    let group = harness.find("sandbox");
    for id in ["csi/default/pg", "volumes", "volumes/..", "volumes/", "snapshots/x/y", group.id.as_str()] {
        let before = harness.sent.borrow().len();
        assert_eq!(harness.get(Kind::Volume, &Id::new(id)).unwrap_err().kind, NotFound, "{id}");
        assert_eq!(harness.sent.borrow().len(), before, "{id}");
    }
    let strange = harness.get(Kind::Volume, &voldeck_providers::address::id(&["volumes", "a/../b?c"])).unwrap_err();
    assert!(matches!(strange.kind, NotFound | Unsupported));
    assert!(harness.sent.borrow().last().unwrap().ends_with("/volumes/a%2F..%2Fb%3Fc"));
}

#[test]
fn a_busy_server_is_waited_for_and_a_quota_is_not() {
    let left = Cell::new(2);
    let server = Intercept(cloud(), move |call: &Request| {
        let busy = call.path.ends_with("/volumes/detail") && left.get() > 0;
        left.set(left.get() - i32::from(busy));
        busy.then(|| servers::json(503, r#"{"serviceUnavailable":{"code":503,"message":"The service is busy."}}"#))
    });
    assert!(list(&connect(shared(server), &values("alice")), Kind::Volume, "volumes").is_ok());
    let limited = r#"{"overLimit":{"code":413,"message":"This request was rate-limited.","retryAfter":"2"}}"#;
    let quota = r#"{"overLimit":{"code":413,"message":"VolumeLimitExceeded: no","retryAfter":"0"}}"#;
    for (body, kind) in [(limited, Busy), (quota, Limited)] {
        let server = Intercept(cloud(), move |call: &Request| {
            (call.method == "POST" && call.path.ends_with("/volumes")).then(|| servers::json(413, body))
        });
        let harness = connect(shared(server), &values("alice"));
        let ActionResult::Refused(error) = harness.run("volume-create", None, &[], &[]) else { panic!() };
        assert_eq!((error.kind, writes(&harness).len()), (kind, 1));
    }
}
