//! Scalarium.

use std::cell::RefCell;
use std::rc::Rc;

use super::harness::outcomes::{
    Expected::{self, Done, Refused, Unknown},
    assert_looked_for,
};
use super::harness::servers::{BreakingWrites, FixedResponse, Intercept};
use super::harness::{BEGIN, Harness, shared};
use futures_executor::block_on;
use voldeck_core::action::{ActionResult, Values, Verification};
use voldeck_core::client::Listing;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Attribute, Kind, NOT_REPORTED, Phase, Resource, Value};
use voldeck_providers::{actions, by_id, driver};
use voldeck_simulators::frame::{Outcome, Request, Response, Seed, SharedSimulator, Simulator};
use voldeck_simulators::scalarium::{SENTINELS, Scalarium as Server, TOKEN_ADMIN, TOKEN_OFF, TOKEN_USER};

fn connect(server: SharedSimulator, token: &str) -> Harness {
    let values = Values::default().with("address", "https://s.example/api").with("token", token);
    Harness::at(by_id("scalarium").unwrap(), server, &values)
}

fn account() -> Server {
    Server::new("singular", Seed::Demo, BEGIN)
}

fn demo() -> Harness {
    connect(shared(account()), TOKEN_ADMIN)
}

fn list(harness: &Harness, kind: Kind) -> Result<Listing, (ErrorKind, String)> {
    harness.list(kind, harness.provider.sources(kind)[0].name).map_err(|error| (error.kind, error.message.clone()))
}

fn volumes(harness: &Harness) -> Result<usize, ErrorKind> {
    list(harness, Kind::Volume).map(|listing| listing.items.len()).map_err(|(kind, _)| kind)
}

fn find<'a>(known: &'a [Resource], name: &str) -> &'a Resource {
    known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn say(status: u16, body: &str) -> Outcome {
    Outcome::Now(Response { status, headers: Vec::new(), body: body.as_bytes().to_vec() })
}

#[test]
fn tokens_that_are_wrong_off_or_weak_are_told_apart() {
    let last = |token: &str| {
        let harness = connect(shared(account()), token);
        let (steps, end) = harness.test_connection();
        let last = steps.last().unwrap();
        (end, last.title, last.phase, last.words.clone(), volumes(&harness))
    };
    let (end, title, phase, words, listed) = last("nonsense");
    assert_eq!((end, title, phase, listed), (Err(Unauthenticated), "Credentials", Phase::Failed, Err(Unauthenticated)));
    assert!(words.contains("wrong or revoked"), "{words}");
    let (end, title, phase, words, listed) = last(TOKEN_OFF);
    assert_eq!((end, title, phase, listed), (Err(Unauthenticated), "Credentials", Phase::Failed, Err(Forbidden)));
    assert!(words.contains("Access to the API has to be enabled"), "{words}");
    let (end, title, phase, words, listed) = last(TOKEN_USER);
    assert_eq!((end, title, phase, listed), (Err(Forbidden), "Rights", Phase::Failed, Err(Forbidden)));
    assert!(words.contains("account admins only"), "{words}");

    let (steps, end) = demo().test_connection();
    assert_eq!((end, steps.iter().filter(|step| step.phase != Phase::Ready).count(), steps.len()), (Ok(()), 0, 4), "{steps:?}");
    let all = format!("{steps:?}");
    assert!(!all.contains(TOKEN_ADMIN) && !all.contains("not-for-your-eyes"), "{all}");
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let provider = by_id("scalarium").unwrap();
    let harness = demo();
    let wrong = |address: &str, token: &str| {
        let platform =
            voldeck_core::client::Platform { transport: harness.client.session().transport.clone(), clock: harness.clock.clone() };
        let values = Values::default().with("address", address).with("token", token);
        (driver(provider).connect)(&values, platform).err().map(|wrong| wrong.iter().map(|one| one.field).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(wrong("https://user:pass@s/api", "t").as_deref(), Some("address"));
    assert_eq!(wrong("manage.scalarium.com/api", "two words").as_deref(), Some("address token"));
    // A proxy may have the token.
    assert_eq!(wrong("https://s/api", ""), None);
    assert_eq!(wrong("https://s/api", "two words").as_deref(), Some("token"));
    assert_eq!(wrong("/relay/scalarium", "t"), None);
}

#[test]
fn a_server_that_is_not_scalarium_is_said_not_to_be() {
    for (status, media, body) in [
        (200, "application/json", r#"{"hello":1}"#),
        (200, "text/html", "<!doctype html><h1>Sign in</h1>"),
        (404, "text/html", "<html><h1>Not here</h1></html>"),
        (404, "text/plain", "not here"),
        (200, "text/plain", ""),
    ] {
        let harness = connect(shared(FixedResponse(status, media, body)), TOKEN_ADMIN);
        let (steps, end) = harness.test_connection();
        assert!(end.is_err(), "{body}");
        let last = steps.last().unwrap();
        assert_eq!((last.title, last.brief.as_str()), ("Product", "not Scalarium"), "{body}");
        assert!(last.words.contains("/api"), "{}", last.words);
        assert!(volumes(&harness).is_err(), "{body}");
    }
}

#[test]
fn lists_that_break_are_told_in_words() {
    let listed = |word: &str| volumes(&connect(shared(account()), &format!("{TOKEN_ADMIN}.{word}")));
    assert_eq!(listed("list-fail-403"), Err(Forbidden));
    assert_eq!(listed("list-fail-500"), Err(Failed));
    assert_eq!(listed("list-fail-429"), Err(Busy));
    assert_eq!(listed("list-html"), Err(Busy));
    assert_eq!(listed("list-html-200"), Err(Unreadable));
    assert_eq!(listed("list-truncated"), Err(Unreachable));
    assert_eq!(listed("list-lost"), Err(Unreachable));
    assert_eq!(listed("list-empty"), Ok(0));
    assert_eq!(listed("list-nulls"), Ok(2), "both are shown");
    let words =
        |body: &'static str| list(&connect(shared(FixedResponse(200, "application/json", body)), TOKEN_ADMIN), Kind::Volume).unwrap_err().1;
    assert!(words(r#"[{"id":"a"},{"id"#).contains("breaks off"));
    assert!(words(r#"{"id":"a"}"#).contains("found an object, where a list belongs"));
    assert!(words("null").contains("found null, where a list belongs"), "nothing is not an empty list");
    assert!(words("").contains("empty"));
}

#[test]
fn an_error_page_of_ten_megabytes_is_cut() {
    let page: &'static str = Box::leak("<p>failed</p>".repeat(800_000).into_boxed_str());
    let html: &'static str = Box::leak(["<!DOCTYPE html>", page].concat().into_boxed_str());
    for (status, body) in [(500, page), (500, html), (404, html), (412, page), (502, html), (200, html)] {
        let harness = connect(shared(FixedResponse(status, "text/html", body)), TOKEN_ADMIN);
        let Err(error) = block_on(harness.client.list(Kind::Volume, "volumes", None)) else { panic!() };
        assert!(error.message.len() <= 2000 && error.body.as_ref().unwrap().len() <= 4000, "{status}");
    }
}

#[test]
fn unknown_states_and_odd_fields_are_shown_as_they_are() {
    let body = r#"[{"id":"a","name":"strange","status":"migrating","attachment_status":"floating","size":0,"kind":"magnetic"},
        {"id":"b","name":"two","status":"available","size":"ten"},{"id":"c"},{"id":"d","name":"dated","created_at":"26.08.2011"},7]"#;
    let server = Intercept(account(), move |call: &Request| match call.path.as_str() {
        "/api/volumes" => Some(say(200, body)),
        path => path.ends_with("/snapshots").then(|| say(200, "[]")),
    });
    let harness = connect(shared(server), TOKEN_ADMIN);
    let known = harness.known();
    let strange = find(&known, "strange");
    assert_eq!(
        (strange.status.label.as_str(), strange.status.phase, strange.status.detail.as_deref(), strange.attached),
        ("migrating", Phase::Unknown, Some("floating"), None)
    );
    assert_eq!((find(&known, "c").status.label.as_str(), find(&known, "c").attached), (NOT_REPORTED, None));
    let odd = |name: &str, key: &str| match find(&known, name).attribute(key) {
        Some(Value::Odd(odd)) => odd.to_string(),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(odd("two", Attribute::SIZE), "size: found ten, where a whole number belongs");
    assert_eq!(odd("dated", Attribute::CREATED), "created_at: found 26.08.2011, where a time belongs");
    let two = find(&known, "two");
    assert_eq!((two.status.label.as_str(), two.attached, two.size), ("available", Some(false), None), "the row keeps the rest");
    let reasons: Vec<_> = harness.unreadable(Kind::Volume).into_iter().map(|bad| bad.reason).collect();
    assert_eq!(reasons, ["found the number 7, where an object belongs."]);
}

#[test]
fn a_cloud_that_fails_is_a_note_and_the_volumes_stay() {
    let failing = Rc::new(RefCell::new(0));
    let asked = failing.clone();
    let first = RefCell::new(None);
    let server = Intercept(account(), move |call: &Request| {
        if !call.path.ends_with("/instances") {
            return None;
        }
        // The first cloud that is asked for, and always that one, from the second reading on.
        let this = first.borrow_mut().get_or_insert_with(|| call.path.clone()).clone();
        *asked.borrow_mut() += usize::from(this == call.path);
        (this == call.path && *asked.borrow() > 1).then(|| say(500, ""))
    });
    let harness = connect(shared(server), TOKEN_ADMIN);
    let whole = list(&harness, Kind::Volume).unwrap();
    assert!(whole.notes.is_empty());
    harness.clock.advance(60_000);
    let part = list(&harness, Kind::Volume).unwrap();
    assert_eq!(part.items, whole.items, "what was known is kept");
    assert_eq!(part.notes.len(), 1);
    assert!(part.notes[0].message.starts_with("The instances of the cloud shop production could not be read"), "{:?}", part.notes);
    let group = list(&harness, Kind::Group).unwrap();
    assert_eq!((group.items.len(), group.notes.len(), *failing.borrow()), (3, 1, 2), "it is not asked again at once");
}

#[test]
fn clouds_that_cannot_be_read_show_no_secret() {
    // The documentation's own sample has a comma too many and one too few.
    let body = r#"[{"id":"c1","name":"shop","scm_password":"hunter2" "scm_ssh_key":"hunter2",}]"#;
    let server = Intercept(account(), move |call: &Request| (call.path == "/api/clouds").then(|| say(200, body)));
    let harness = connect(shared(server), TOKEN_ADMIN);
    let listing = list(&harness, Kind::Volume).unwrap();
    assert!(listing.items.len() > 40 && listing.notes.len() == 1 && !format!("{listing:?}").contains("hunter2"), "{:?}", listing.notes);
    let user = listing.items.iter().flatten().find_map(|volume| volume.attachments.first()).unwrap();
    assert_eq!(user.name, user.id, "users are shown by their ids");
    let end = block_on(harness.test(&|step| assert!(!format!("{step:?}").contains("hunter2")))).unwrap_err();
    assert!(!format!("{end:?}").contains("hunter2"));
    let whole = demo();
    assert!(!format!("{:?}", whole.known()).contains("not-for-your-eyes"), "nor clouds that can be read");
}

#[test]
fn snapshots_of_some_volumes_that_cannot_be_read_are_one_note() {
    let make = |status: u16, some: bool| {
        let mut count = 0;
        let server = Intercept(account(), move |call: &Request| {
            count += usize::from(call.path.ends_with("/snapshots"));
            (call.path.ends_with("/snapshots") && (!some || count % 5 == 1)).then(|| say(status, ""))
        });
        list(&connect(shared(server), TOKEN_ADMIN), Kind::Snapshot)
    };
    let part = make(500, true).unwrap();
    assert!(!part.items.is_empty() && part.notes.len() == 1);
    assert!(part.notes[0].message.contains(" more could not be read. The server failed"), "{}", part.notes[0].message);
    let gone = make(404, true).unwrap();
    assert!(gone.notes.is_empty(), "a volume that was deleted since it was listed has none: {:?}", gone.notes);
    assert!(gone.remarks.iter().any(|words| words.starts_with("Not found: the snapshots of ")), "{:?}", gone.remarks);
    assert_eq!(make(404, false).unwrap_err().0, NotFound, "a server that has none of these calls has not said that there are no snapshots");
    assert_eq!(make(403, false).unwrap_err().0, Forbidden, "where none can be read, that is what went wrong");
}

#[test]
fn a_write_whose_answer_is_lost_is_sent_once_and_looked_for() {
    for action in actions(by_id("scalarium").unwrap()) {
        for acts in [true, false] {
            let received = Rc::new(RefCell::new(0));
            let harness = connect(shared(BreakingWrites { server: account(), acts, received: received.clone() }), TOKEN_ADMIN);
            let known = harness.known();
            let settled = harness.run(action.name, Some(find(&known, "staging uploads")), &known, &[]);
            assert_eq!((*received.borrow(), harness.writes().len()), (1, 1), "{}", action.name);
            assert_looked_for(action.name, settled, acts);
        }
    }
}

#[test]
fn snapshots_that_were_there_before_are_not_taken_for_new_ones() {
    let look = |body: &'static str| {
        let server = Intercept(account(), move |call: &Request| match call.method.as_str() {
            "POST" => Some(Outcome::Lost),
            _ if call.path.ends_with("/snapshots") => Some(say(200, body)),
            _ => None,
        });
        let harness = connect(shared(server), TOKEN_ADMIN);
        let known: Vec<_> = list(&harness, Kind::Volume).unwrap().items.into_iter().flatten().collect();
        match harness.run("volume-snapshot", Some(find(&known, "staging uploads")), &known, &[]) {
            ActionResult::Unknown { found: Ok(found), .. } => found,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(look("[]"), Verification::NotSeen(_)));
    assert!(matches!(look(r#"[{"id":"snap-1","started_at":"2011/08/26 08:46:13 +0000"}]"#), Verification::NotSeen(_)));
    assert!(matches!(look(r#"[{"id":"snap-1","started_at":null}]"#), Verification::CannotTell(_)));
    assert!(matches!(look(r#"[{"id":"snap-1","started_at":"2026/05/28 20:26:40 +0000"}]"#), Verification::Happened(_)));
}

#[test]
fn a_500_after_the_server_acted_is_looked_into() {
    for action in actions(by_id("scalarium").unwrap()) {
        for acts in [true, false] {
            let (mut inner, received) = (account(), Rc::new(RefCell::new(0)));
            let count = received.clone();
            let server = Intercept(account(), move |call: &Request| {
                let acted = (call.method == "GET" || acts).then(|| inner.answer(call, BEGIN));
                *count.borrow_mut() += usize::from(call.method != "GET");
                if call.method == "GET" { acted } else { Some(say(500, "RightAws::AwsError: InternalError")) }
            });
            let harness = connect(shared(server), TOKEN_ADMIN);
            let known = harness.known();
            let settled = harness.run(action.name, Some(find(&known, "staging uploads")), &known, &[]);
            let ActionResult::Unknown { error, found: Ok(found) } = settled else { panic!("{}: {settled:?}", action.name) };
            assert_eq!((error.kind, *received.borrow()), (Failed, 1), "{}", action.name);
            assert_eq!(matches!(found, Verification::Happened(_)), acts, "{}: {found:?}", action.name);
        }
    }
}

#[test]
fn every_failure_that_can_be_asked_for_ends_as_its_kind() {
    const CARRIED_OUT: Expected = Unknown { carried_out: true };
    const NOT_CARRIED_OUT: Expected = Unknown { carried_out: false };
    // What is not found is looked for at the other address as well.
    let tried_twice = ["fail-404", "fail-405"];
    let cases = [
        ("fail-401", Refused(Unauthenticated)),
        ("fail-403", Refused(Forbidden)),
        ("fail-404", Refused(NotFound)),
        ("fail-405", Refused(Unsupported)),
        ("fail-409", Refused(WrongState)),
        ("fail-412", Refused(WrongState)),
        ("fail-429", Refused(Busy)),
        ("fail-500", NOT_CARRIED_OUT),
        ("fail-503", NOT_CARRIED_OUT),
        ("fail-huge", NOT_CARRIED_OUT),
        ("falls-back", Done),
        ("slow-2s", Done),
        ("slow-30s", Done),
        ("lost-answer", CARRIED_OUT),
        ("lost-request", NOT_CARRIED_OUT),
        ("html-200", NOT_CARRIED_OUT),
        ("html", NOT_CARRIED_OUT),
        ("truncated", CARRIED_OUT),
    ];
    for (word, _) in SENTINELS.iter().filter(|(word, _)| !word.starts_with("read-") && !word.starts_with("list-")) {
        assert!(cases.iter().any(|(name, _)| name == word), "{word} is not tried");
    }
    for (word, end) in cases {
        let harness = demo();
        let known = harness.known();
        let settled = harness.run("volume-snapshot", Some(find(&known, &format!("zz test: {word}"))), &known, &[]);
        end.check(word, &settled);
        assert_eq!(harness.writes().len(), if tried_twice.contains(&word) { 2 } else { 1 }, "{word}");
    }
}

#[test]
fn a_volume_that_cannot_be_read_says_why() {
    let harness = demo();
    let known = harness.known();
    for (word, kind) in [("fail-500", Failed), ("html", Busy), ("lost", Unreachable)] {
        let volume = find(&known, &format!("zz test: read-{word}"));
        assert_eq!(harness.get(Kind::Volume, &volume.id).unwrap_err().kind, kind, "{word}");
    }
    // What cannot be read is not destroyed either.
    let volume = find(&known, "zz test: read-fail-500");
    assert!(matches!(harness.run("volume-delete", Some(volume), &known, &[]), ActionResult::Gone(error) if error.kind == Failed));
    assert!(harness.writes().is_empty());
    let before = harness.sent.borrow().len();
    for id in ["", ".", "..", "a/b/c", "%FF", "a/.."] {
        for kind in [Kind::Volume, Kind::Snapshot, Kind::Group] {
            assert_eq!(harness.get(kind, &voldeck_core::model::Id::new(id)).unwrap_err().kind, NotFound, "{id}");
        }
    }
    assert_eq!(harness.sent.borrow().len(), before, "nothing was sent");
}
