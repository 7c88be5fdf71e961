//! `OpenStack` Cinder, and the Keystone in front of it.

use std::cell::{Cell, RefCell};

use super::desk::{BEGIN, Desk, shared};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values, Verification};
use voldeck_core::client::{Check, Held, Listing, Platform};
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Id, Kind, Phase, Resource, Value};
use voldeck_providers::by_id;
use voldeck_simulators::cinder::{Cinder as Server, Options, SENTINELS};
use voldeck_simulators::frame::{Answer, Call, Reply, Shared, Simulator};

fn values(user: &str) -> Values {
    let base = Values::default().with("address", "http://cloud/identity/v3").with("auth", "password").with("user", user);
    base.with("password", format!("demo-{user}-password")).with("project", "storage").with("region", "RegionOne")
}

fn connect(server: Shared, values: &Values) -> Desk {
    let desk = Desk::at(by_id("cinder").unwrap(), server, values);
    desk.detect_version();
    desk
}

fn cloud() -> Server {
    Server::new(Options::default(), BEGIN)
}

fn demo() -> Desk {
    connect(shared(cloud()), &values("alice"))
}

fn list(desk: &Desk, kind: Kind, source: &str) -> Result<Listing, ErrorKind> {
    match block_on(desk.client.list(kind, source, None)) {
        Ok(Held::Read(listing)) => Ok(listing),
        Ok(Held::Cut) => panic!("nothing is held"),
        Ok(Held::Absent(reason)) => panic!("{reason}"),
        Err(error) => Err(error.kind),
    }
}

/// The steps of a test and how it ended.
fn test(desk: &Desk) -> (Vec<Check>, Result<(), ErrorKind>) {
    let steps = RefCell::new(Vec::new());
    let end = block_on(desk.client.test(&|step| steps.borrow_mut().push(step)));
    assert!(writes(desk).is_empty(), "a test only reads");
    (steps.into_inner(), end.map_err(|error| error.kind))
}

/// What left and was no read; signing in is none.
fn writes(desk: &Desk) -> Vec<String> {
    desk.writes().into_iter().filter(|line| !line.ends_with("/auth/tokens")).collect()
}

fn find(desk: &Desk, name: &str) -> Resource {
    desk.known().into_iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"))
}

/// Answers some calls in the server's place.
struct Between<S, F: FnMut(&Call) -> Option<Reply>>(S, F);

impl<S: Simulator, F: FnMut(&Call) -> Option<Reply>> Simulator for Between<S, F> {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        (self.1)(call).unwrap_or_else(|| self.0.answer(call, now))
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

fn says(status: u16, body: &str) -> Reply {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    Reply::Now(Answer { status, headers, body: body.as_bytes().to_vec() })
}

/// A cloud whose list of volumes is this.
fn volumes(body: &'static str) -> Desk {
    connect(shared(Between(cloud(), move |call: &Call| call.path.ends_with("/volumes/detail").then(|| says(200, body)))), &values("alice"))
}

#[test]
fn accounts_that_are_wrong_or_weak_are_told_apart() {
    let last = |values: &Values| {
        let (steps, end) = test(&connect(shared(cloud()), values));
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
    let (steps, end) = test(&good);
    assert_eq!(end, Ok(()));
    let titles: Vec<_> = steps.iter().map(|step| (step.title, step.brief.as_str())).collect();
    assert_eq!(titles[1..], [("Credentials", "storage"), ("Endpoint", "RegionOne"), ("Version", "3.71"), ("Rights", "all reads")]);
    let (steps, _) = test(&connect(shared(cloud()), &values("root")));
    assert!(steps.iter().any(|step| step.title == "Services" && step.words.contains("pools")), "{steps:?}");
    // What may be changed is told by the roles.
    let rights = |user: &str| {
        let (steps, _) = test(&connect(shared(cloud()), &values(user)));
        steps.into_iter().find(|step| step.title == "Rights").unwrap()
    };
    let reader = rights("rita");
    assert_eq!((reader.brief.as_str(), reader.phase), ("only reads", Phase::Degraded));
    assert_eq!(reader.limits, ["The role reader may not change anything"]);
    assert!(rights("alice").words.contains("except what needs the role admin: resetting a state, force delete"));
    assert!(rights("root").words.ends_with("the role admin may change everything."));
    let old = Server::new(Options { newest: 0, ..Options::default() }, BEGIN);
    let (steps, _) = test(&connect(shared(old), &values("alice")));
    let version = steps.iter().find(|step| step.title == "Version").unwrap();
    assert_eq!((version.phase, version.limits.len()), (Phase::Degraded, 4), "{version:?}");
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let desk = demo();
    let doors = || Platform { transport: desk.client.session().transport.clone(), clock: desk.clock.clone() };
    let wrong = |values: Values| {
        let wrong = by_id("cinder").unwrap().connect(&values, doors()).err().unwrap_or_default();
        wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(wrong(values("alice").with("address", "ftp://s")), "address");
    assert_eq!(wrong(values("alice").with("address", "http://cloud/identity/v2.0")), "address");
    assert_eq!(wrong(values("alice").with("endpoint", "cinder")), "endpoint");
    assert_eq!(wrong(values("alice").with("endpoint", "/relay/volume/v3")), "");
    assert_eq!(wrong(values("alice").with("auth", "token").with("token", "clé").with("project_id", "demo")), "project_id token");
    let form = by_id("cinder").unwrap().sign_in();
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
        let desk = connect(shared(Between(cloud(), move |_: &Call| Some(says(status, body)))), &values("alice"));
        let (steps, end) = test(&desk);
        assert!(matches!(end, Err(Unreadable | Failed)), "{status} {body} {steps:?}");
        assert!(["Product", "Credentials"].contains(&steps.last().unwrap().title), "{steps:?}");
    }
    let silent = connect(shared(Between(cloud(), |_: &Call| Some(Reply::Lost))), &values("alice"));
    let (steps, end) = test(&silent);
    assert_eq!((steps.len(), steps[0].title, end), (1, "Address", Err(Unreachable)));
    // Keystone is there, Cinder is not where the catalogue says.
    let half = connect(shared(Between(cloud(), |call: &Call| call.path.contains("/volume").then_some(Reply::Lost))), &values("alice"));
    let (steps, end) = test(&half);
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
        let desk = volumes(body);
        let listing = list(&desk, Kind::Volume, "volumes").unwrap();
        let volume = listing.items[0].as_ref().unwrap_or_else(|bad| panic!("{odd}: {}", bad.reason));
        assert_eq!(volume.status.label, "error", "{odd}");
        assert!(volume.facts.iter().any(|fact| matches!(fact.value, Value::Odd(_))), "{odd}: {:?}", volume.facts);
        // The row keeps its actions.
        let scene = ActionContext { client: &*desk.client, target: Some(volume), known: &[] };
        assert_eq!((desk.action("volume-delete").disabled_reason)(&scene), None, "{odd}");
    }
    for body in
        ["", "[]", "{}", r#"{"volumes":7}"#, r#"{"volumes":null}"#, r#"{"volumes":{}}"#, r#"{"a":1}"#, "<html>sign in</html>", "nope"]
    {
        assert_eq!(list(&volumes(body), Kind::Volume, "volumes").err(), Some(Unreadable), "{body}");
    }
    let strange = list(&volumes(r#"{"volumes":[{"id":"a","size":1,"status":"hibernating"}]}"#), Kind::Volume, "volumes").unwrap();
    let volume = strange.items[0].as_ref().unwrap();
    assert_eq!((volume.status.label.as_str(), volume.status.phase), ("hibernating", Phase::Unknown));
    let desk = demo();
    let scene = ActionContext { client: &*desk.client, target: Some(volume), known: &[] };
    assert!((desk.action("volume-delete").disabled_reason)(&scene).is_none(), "an unknown word refuses nothing");
}

#[test]
fn a_list_whose_later_page_fails_keeps_what_it_has() {
    let first =
        r#"{"volumes":[{"id":"a","name":"a"}],"volumes_links":[{"rel":"next","href":"http://inside/volumes/detail?marker=a&limit=1"}]}"#;
    let read = |status: u16, second: &'static str| {
        let server = Between(cloud(), move |call: &Call| {
            if !call.path.ends_with("/volumes/detail") {
                return None;
            }
            Some(if call.query.contains("marker=a") { says(status, second) } else { says(200, first) })
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
    let desk = demo();
    let known = desk.known();
    let check = |action: &str, target: Option<&Resource>, extra: &[(&'static str, &str)], happened: bool, words: &str| {
        let before = writes(&desk).len();
        let settled = desk.run(action, target, &known, extra);
        assert_eq!(writes(&desk).len(), before + 1, "{action} is sent once");
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
    let lost = find(&desk, "zz test: lost-answer");
    let never = find(&desk, "zz test: lost-request");
    for (volume, happened) in [(&lost, true), (&never, false)] {
        let pick = |yes: &'static str, no: &'static str| if happened { yes } else { no };
        check("volume-edit", Some(volume), &[("description", "new")], happened, pick("is as it was asked for", "is not changed"));
        check("volume-metadata", Some(volume), &[("metadata", "a=b")], happened, pick("is as it was asked for", "is not changed"));
        check("volume-snapshot", Some(volume), &[("name", "snap")], happened, pick("snap is there", "no new snapshot snap"));
        check("volume-extend", Some(volume), &[("new_size", "2 GiB")], happened, pick("is", "has not grown"));
        desk.clock.advance(60_000);
        check("volume-retype", Some(volume), &[("new_type", "capacity")], happened, pick("has the new type", "has the type it had"));
        desk.clock.advance(60_000);
        check("volume-bootable", Some(volume), &[], happened, pick("is as it was asked for", "is not changed"));
        check("volume-attach", Some(volume), &[], happened, pick("is reserved", "is not reserved"));
        if happened {
            let now = desk.get(Kind::Volume, &volume.id).unwrap();
            desk.done("volume-detach", Some(&now), &[], &[]);
        }
        check("volume-transfer", Some(volume), &[], happened, pick("its key was lost", "is not offered"));
        if happened {
            let now = desk.get(Kind::Volume, &volume.id).unwrap();
            desk.done("volume-transfer-cancel", Some(&now), &[], &[]);
        }
        let settled = desk.run("volume-delete-cascade", Some(volume), &[], &[]);
        assert!(matches!(settled, ActionResult::Unknown { found: Ok(Verification::Happened(_)), .. }) == happened, "{settled:?}");
    }
}

#[test]
fn what_never_arrived_is_not_taken_for_done() {
    // The server never sees these; what is there stays as it is.
    let server = Between(cloud(), |call: &Call| {
        let write = call.method != "GET" && !call.path.ends_with("/tokens");
        (write && !call.path.ends_with("/attachments")).then_some(Reply::Lost)
    });
    let desk = connect(shared(server), &values("root"));
    let known = desk.known();
    let volume = find(&desk, "uploads");
    desk.done("volume-attach", Some(&volume), &[], &[]);
    let group = find(&desk, "sandbox");
    let of_group = |name: &str| known.iter().find(|one| one.name == name && one.id.as_str().starts_with("group_")).unwrap().clone();
    let free = find(&desk, "secrets-vault");
    let check = |action: &str, target: &Resource, extra: &[(&'static str, &str)]| {
        let before = writes(&desk).len();
        let settled = desk.run(action, Some(target), &[], extra);
        assert_eq!(writes(&desk).len(), before + 1, "{action}");
        assert!(matches!(settled, ActionResult::Unknown { found: Ok(Verification::NotSeen(_)), .. }), "{action}: {settled:?}");
    };
    check("volume-detach", &find(&desk, "uploads"), &[]);
    check("volume-transfer-cancel", &find(&desk, "moving-out"), &[]);
    check("volume-readonly", &free, &[]);
    check("volume-reset", &free, &[("status", "error")]);
    check("volume-revert", &find(&desk, "wiki-data"), &[]);
    check("volume-clone", &free, &[]);
    check("snapshot-restore", &find(&desk, "golden-image v3"), &[]);
    check("snapshot-delete", &find(&desk, "golden-image v3"), &[]);
    check("snapshot-metadata", &find(&desk, "golden-image v3"), &[("metadata", "a=b")]);
    check("group-edit", &group, &[("name", "renamed")]);
    check("group-add", &find(&desk, "wiki"), &[("add_volumes", &find(&desk, "moving-out").vendor_id)]);
    check("group-remove", &group, &[("remove_volumes", &find(&desk, "sandbox-a").vendor_id)]);
    check("group-snapshot", &group, &[("name", "s")]);
    check("group-clone", &group, &[]);
    check("group-delete", &group, &[]);
    check("group-restore", &of_group("kafka before 4.1"), &[]);
    check("group-snapshot-delete", &of_group("kafka before 4.1"), &[]);
}

#[test]
fn every_failure_by_name_has_its_kind() {
    let desk = demo();
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
        let before = writes(&desk).len();
        let ActionResult::Refused(error) = desk.run("volume-create", None, &[], &[("name", word)]) else { panic!("{word}") };
        assert_eq!(error.kind, kind, "{word}: {error:?}");
        assert!(!error.message.is_empty() && error.message.chars().count() <= 2000, "{error:?}");
        // Who is refused for the token signs in anew and tries once more: the write was not carried out.
        assert_eq!(writes(&desk).len() - before, if kind == Unauthenticated { 2 } else { 1 }, "{word}");
    }
    for (word, kind) in open {
        let before = writes(&desk).len();
        let settled = desk.run("volume-create", None, &[], &[("name", word)]);
        let ActionResult::Unknown { error, found: Ok(Verification::NotSeen(words)) } = settled else { panic!("{word}: {settled:?}") };
        assert_eq!((error.kind, words), (kind, format!("There is no new volume {word}.")), "{word}");
        assert_eq!(writes(&desk).len() - before, 1, "{word}");
    }
    for (word, kind) in [
        ("read-fail-403", Forbidden),
        ("read-fail-404", NotFound),
        ("read-fail-500", Failed),
        ("read-html", Busy),
        ("read-truncated", Unreachable),
        ("read-lost", Unreachable),
    ] {
        let volume = find(&desk, &format!("zz test: {word}"));
        assert_eq!(desk.get(Kind::Volume, &volume.id).unwrap_err().kind, kind, "{word}");
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
    let desk = demo();
    assert!(desk.unreadable(Kind::Volume).is_empty());
    let odd = find(&desk, "zz test: malformed");
    assert!(matches!(odd.fact("size"), Some(Value::Odd(odd)) if odd.text == "one gibibyte"), "{:?}", odd.facts);
    assert_eq!((odd.size, odd.status.label.as_str()), (None, "available"));
    let id = desk.done("volume-create", None, &[], &[("name", "later-error")]).created.unwrap();
    desk.clock.advance(60_000);
    let volume = desk.get(Kind::Volume, &id).unwrap();
    assert_eq!((volume.status.phase, volume.fact("message").is_some()), (Phase::Failed, true));
}

#[test]
fn forms_that_cannot_be_right_are_not_sent() {
    let desk = demo();
    let known = desk.known();
    let fields = |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| match desk.run(action, target, &known, values) {
        ActionResult::NotSent(wrong) => wrong.iter().map(|error| error.field).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields("volume-create", None, &[("size", "10 GB")]), "size");
    assert_eq!(fields("volume-create", None, &[("name", ""), ("size", "0 GiB")]), "name size");
    assert_eq!(fields("volume-create", None, &[("metadata", "clé=x")]), "metadata");
    assert_eq!(fields("volume-create", None, &[("from", "snapshot")]), "snapshot_id");
    let snapshot = find(&desk, "uploads 2026-10");
    let smaller = [("from", "snapshot"), ("snapshot_id", &*snapshot.vendor_id), ("larger", "10 GiB")];
    assert_eq!(fields("volume-create", None, &smaller), "larger");
    assert_eq!(fields("snapshot-restore", Some(&snapshot), &[("larger", "10 GiB")]), "larger");
    assert_eq!(fields("volume-create", None, &[("group_id", "g")]), "volume_type");
    let volume = find(&desk, "uploads");
    assert_eq!(fields("volume-extend", Some(&volume), &[("new_size", "500 GiB")]), "new_size");
    assert_eq!(fields("volume-mark-attached", Some(&volume), &[]), "host_name");
    let group = find(&desk, "sandbox");
    assert_eq!(fields("group-edit", Some(&group), &[]), "name");
    assert_eq!(fields("transfer-accept", None, &[("auth_key", "")]), "auth_key");
    assert!(writes(&desk).is_empty());
}

#[test]
fn an_address_of_another_provider_or_kind_is_not_found() {
    let desk = demo();
    let group = find(&desk, "sandbox");
    for id in ["csi/default/pg", "volumes", "volumes/..", "volumes/", "snapshots/x/y", group.id.as_str()] {
        let before = desk.sent.borrow().len();
        assert_eq!(desk.get(Kind::Volume, &Id::new(id)).unwrap_err().kind, NotFound, "{id}");
        assert_eq!(desk.sent.borrow().len(), before, "{id}");
    }
    let strange = desk.get(Kind::Volume, &voldeck_providers::address::id(&["volumes", "a/../b?c"])).unwrap_err();
    assert!(matches!(strange.kind, NotFound | Unsupported));
    assert!(desk.sent.borrow().last().unwrap().ends_with("/volumes/a%2F..%2Fb%3Fc"));
}

#[test]
fn a_busy_server_is_waited_for_and_a_quota_is_not() {
    let left = Cell::new(2);
    let server = Between(cloud(), move |call: &Call| {
        let busy = call.path.ends_with("/volumes/detail") && left.get() > 0;
        left.set(left.get() - i32::from(busy));
        busy.then(|| says(503, r#"{"serviceUnavailable":{"code":503,"message":"The service is busy."}}"#))
    });
    assert!(list(&connect(shared(server), &values("alice")), Kind::Volume, "volumes").is_ok());
    let limited = r#"{"overLimit":{"code":413,"message":"This request was rate-limited.","retryAfter":"2"}}"#;
    let quota = r#"{"overLimit":{"code":413,"message":"VolumeLimitExceeded: no","retryAfter":"0"}}"#;
    for (body, kind) in [(limited, Busy), (quota, Limited)] {
        let server =
            Between(cloud(), move |call: &Call| (call.method == "POST" && call.path.ends_with("/volumes")).then(|| says(413, body)));
        let desk = connect(shared(server), &values("alice"));
        let ActionResult::Refused(error) = desk.run("volume-create", None, &[], &[]) else { panic!() };
        assert_eq!((error.kind, writes(&desk).len()), (kind, 1));
    }
}
