//! Tutum and Docker Cloud.

use std::cell::RefCell;
use std::rc::Rc;

use super::harness::servers::FixedResponse;
use super::harness::{BEGIN, Harness, shared};
use futures_executor::block_on;
use voldeck_core::action::Values;
use voldeck_core::client::{Listing, Platform};
use voldeck_core::http::Error;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Attribute, Kind, NOT_REPORTED, Phase, Resource, Value};
use voldeck_providers::{by_id, driver};
use voldeck_simulators::frame::{Outcome, Request, Response, SharedSimulator, Simulator};
use voldeck_simulators::tutum::{API_KEY, ApiVersion, Options, PASSWORD, SENTINELS, Seed, Tutum as Server, USER};

fn signed() -> Values {
    let values = driver(by_id("tutum").unwrap()).sign_in().initial();
    values.with("address", "http://t").with("user", USER).with("key", API_KEY)
}

fn account() -> Server {
    Server::new(Options { api_version: ApiVersion::V1, seed: Seed::Demo }, BEGIN)
}

fn at(server: SharedSimulator, values: &Values) -> Harness {
    Harness::at(by_id("tutum").unwrap(), server, values)
}

fn demo() -> Harness {
    at(shared(account()), &signed())
}

fn list(harness: &Harness, kind: Kind) -> Result<Listing, Error> {
    harness.list(kind, if kind == Kind::Group { "volumegroup" } else { "volume" })
}

fn kind(answer: Result<Listing, Error>) -> ErrorKind {
    answer.map(|listing| listing.items.len()).unwrap_err().kind
}

fn find(harness: &Harness, name: &str) -> Resource {
    let groups = list(harness, Kind::Group).unwrap().items;
    groups.into_iter().flatten().find(|group| group.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn credentials_that_are_wrong_missing_or_deactivated_are_refused_in_words() {
    let end = |user: &str, key: &str, auth: &str| {
        let harness = at(shared(account()), &signed().with("user", user).with("key", key).with("auth", auth));
        let (steps, end) = harness.test_connection();
        for step in &steps {
            assert!(!format!("{step:?}").contains(key), "a secret is in {}", step.title);
        }
        let last = steps.last().unwrap();
        assert_eq!(end.is_err(), kind_of(list(&harness, Kind::Volume)) == Some(Unauthenticated));
        (end, last.title, last.words.clone())
    };
    for auth in ["basic", "apikey"] {
        let (wrong, title, words) = end(USER, "0000", auth);
        assert_eq!((wrong, title), (Err(Unauthenticated), "Credentials"), "{words}");
        assert!(words.contains("The API key is wrong"), "{words}");
        let (good, ..) = end(USER, API_KEY, auth);
        assert_eq!(good, Ok(()));
    }
    let (gone, _, words) = end("otto", "0000000000000000000000000000000000000000", "apikey");
    assert_eq!((gone, words.as_str()), (Err(Unauthenticated), "Your account has been deactivated."));
    assert_eq!(end(USER, PASSWORD, "apikey").0, Err(Unauthenticated), "a password is no key");
}

fn kind_of(answer: Result<Listing, Error>) -> Option<ErrorKind> {
    answer.err().map(|error| error.kind)
}

#[test]
fn a_server_that_is_not_tutum_is_said_not_to_be() {
    for (status, media, body, title, brief) in [
        (200, "application/json", r#"{"hello":1}"#, "Product", "not Tutum"),
        (200, "text/html", "<!doctype html><h1>Sign in</h1>", "Product", "not Tutum"),
        (200, "application/json", r#"{"objects":null}"#, "Product", "not Tutum"),
        (404, "text/html", "<html>not here</html>", "Product", "no volume groups"),
        (504, "text/html", "<html>gateway time-out</html>", "Product", "no volume groups"),
        (200, "application/json", r#"{"meta":{},"objects":[{"uuid""#, "Product", "not Tutum"),
        (404, "application/json", "", "Product", "no volume groups"),
        (415, "application/json", "", "Product", "no volume groups"),
        (503, "application/json", "{\"error\":\"maintenance\"}", "Product", "no volume groups"),
    ] {
        let harness = at(shared(FixedResponse(status, media, body)), &signed());
        let (steps, end) = harness.test_connection();
        assert!(end.is_err(), "{body}");
        assert_eq!(steps.last().map(|step| (step.title, step.brief.as_str())), Some((title, brief)), "{body}");
        assert!(list(&harness, Kind::Group).is_err() && list(&harness, Kind::Volume).is_err(), "{body}");
    }
    let wrong_form = at(shared(account()), &signed().with("form", "documented"));
    let (steps, end) = wrong_form.test_connection();
    assert_eq!(end, Err(Unsupported));
    let words = &steps.last().unwrap().words;
    assert!(words.starts_with("/api/infra/v1/volumegroup/ could not be read") && words.contains("Another form of addresses"), "{words}");
    let nobody = Server::new(Options { api_version: ApiVersion::Cloud, seed: Seed::Demo }, BEGIN);
    let nobody = at(shared(nobody), &signed().with("form", "cloud").with("namespace", "nobody"));
    assert_eq!(nobody.test_connection().1, Err(Unsupported));
}

/// A server that answers some paths in a way of its own.
struct Bent<F: FnMut(&Request, Outcome) -> Outcome>(Server, F);

impl<F: FnMut(&Request, Outcome) -> Outcome> Simulator for Bent<F> {
    fn answer(&mut self, call: &Request, now: u64) -> Outcome {
        let reply = self.0.answer(call, now);
        (self.1)(call, reply)
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

fn bent(seed: Seed, bend: impl FnMut(&Request, Outcome) -> Outcome + 'static) -> Harness {
    at(shared(Bent(Server::new(Options { api_version: ApiVersion::V1, seed }, BEGIN), bend)), &signed())
}

fn says(status: u16, body: &str) -> Outcome {
    Outcome::Now(Response { status, headers: Vec::new(), body: body.into() })
}

#[test]
fn an_error_page_of_ten_megabytes_is_cut() {
    let page = format!("<html>{}</html>", "x".repeat(10 << 20));
    let harness = bent(Seed::Demo, move |_, _| says(502, &page));
    let error = list(&harness, Kind::Volume).unwrap_err();
    assert!(error.kind == Busy && error.body.as_ref().unwrap().len() <= 4000 && error.message.len() < 200, "{error}");
    let long = format!(r#"{{"error":"{}"}}"#, "x".repeat(10 << 20));
    let harness = bent(Seed::Demo, move |_, _| says(500, &long));
    assert_eq!(list(&harness, Kind::Volume).unwrap_err().message.len(), 2000);
}

#[test]
fn a_list_that_changes_between_pages_is_read_once_more() {
    // The first time, something new stands at the front while the second page is asked for: one is told twice, one is missing.
    let asked = Rc::new(RefCell::new(0));
    let (count, hide) = (asked.clone(), asked);
    let harness = bent(Seed::Many(150), move |call, reply| {
        let Outcome::Now(answer) = reply else { return reply };
        if !call.path.ends_with("/volume/") {
            return Outcome::Now(answer);
        }
        *count.borrow_mut() += 1;
        let mut body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        if *hide.borrow() == 1 {
            body["objects"].as_array_mut().unwrap().remove(0);
        }
        Outcome::Now(Response { body: body.to_string().into_bytes(), ..answer })
    });
    let listing = list(&harness, Kind::Volume).unwrap();
    assert!(listing.notes.is_empty() && listing.items.len() > 150, "{:?}", listing.notes);
    let pages = harness.sent.borrow().iter().filter(|call| call.contains("/volume/?")).count();
    assert_eq!(pages, 4, "two pages, twice");
}

#[test]
fn a_list_that_never_agrees_with_its_own_count_is_shown_and_noted() {
    let harness = bent(Seed::Demo, |call, reply| match reply {
        Outcome::Now(answer) if call.path.ends_with("/volumegroup/") => {
            let body = String::from_utf8(answer.body.clone()).unwrap().replace("\"total_count\":", "\"total_count\":9");
            Outcome::Now(Response { body: body.into(), ..answer })
        }
        reply => reply,
    });
    let listing = list(&harness, Kind::Group).unwrap();
    assert!(
        listing.items.len() > 25 && listing.notes[0].message.starts_with("The list changed while it was read: "),
        "{:?}",
        listing.notes
    );
}

#[test]
fn pages_without_an_end_end() {
    let check = |next: &'static str, words: &str, calls: usize| {
        let harness = bent(Seed::Demo, move |call, reply| match reply {
            Outcome::Now(answer) if call.path.ends_with("/volumegroup/") => {
                let mut body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
                let offset = call.query.rsplit_once("offset=").map_or(0, |(_, number)| number.parse().unwrap());
                body["meta"]["next"] = next.replace("MORE", &(offset + 25).to_string()).into();
                body["objects"].as_array_mut().unwrap().truncate(if next.contains("empty") && offset > 0 { 0 } else { 25 });
                body["meta"]["total_count"] = 25.into();
                Outcome::Now(Response { body: body.to_string().into_bytes(), ..answer })
            }
            reply => reply,
        });
        let listing = list(&harness, Kind::Group).unwrap();
        let note = listing.notes.first().map(|note| note.message.clone()).unwrap_or_default();
        let sent = harness.sent.borrow().iter().filter(|call| call.contains("/volumegroup/")).count();
        assert!(note.contains(words) && (words.is_empty() == note.is_empty()), "{next}: {note}");
        assert_eq!((listing.items.len(), sent), (25, calls), "{next}");
    };
    check("/api/v1/volumegroup/?limit=1000", "without an end", 1);
    check("/api/v1/volumegroup/?empty&offset=MORE", "", 2);
    check("/elsewhere/?offset=MORE", "the next page is named /elsewhere/", 1);
    check("/api/v1/../../admin/?offset=MORE", "the next page is named /api/v1/../../admin/", 1);
    check("", "", 1);
}

#[test]
fn a_look_up_that_fails_leaves_the_rows_and_says_why() {
    for (path, answer, words) in [
        ("/container/", says(500, r#"{"error":"boom"}"#), "Containers could not be read: boom"),
        ("/node/", says(200, "<html>proxy</html>"), "Nodes could not be read: The server answered an HTML page, where Tutum answers JSON."),
        ("/volumegroup/", says(403, ""), "Volume groups could not be read: The account may not read this."),
        ("/container/", says(404, ""), "Containers could not be read: There is no such list."),
        ("/node/", says(200, r#"{"objects":7}"#), "Nodes could not be read: objects: found the number 7, where a list belongs."),
        ("/node/", says(200, r#"{"objects":null}"#), "Nodes could not be read: objects: there is none."),
        ("/container/", Outcome::Lost, "Containers could not be read: No answer came."),
    ] {
        let harness = bent(Seed::Demo, move |call, reply| if call.path.ends_with(path) { answer.clone() } else { reply });
        let listing = list(&harness, Kind::Volume).unwrap();
        assert!(listing.items.iter().flatten().count() > 25, "{path}");
        assert_eq!(listing.notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>(), [words], "{path}");
        assert!(listing.notes.iter().all(|note| note.body.is_none()), "what a service says may be secret");
        let (steps, end) = harness.test_connection();
        let rights = steps.iter().find(|step| step.title == "Rights");
        assert!(path == "/volumegroup/" || end.is_ok() && rights.unwrap().limits.len() == 1, "{path}: {steps:?}");
    }
    // Alone, the resource is shown, and who uses it by uuid, with the reason.
    let harness = bent(Seed::Demo, |call, reply| if call.path.contains("/service/") { says(500, r#"{"error":"boom"}"#) } else { reply });
    let group = harness.get(Kind::Group, &find(&harness, "redis_data").id).unwrap();
    let user = &group.attachments[0];
    assert_eq!((user.status.label.as_str(), user.status.detail.as_deref()), ("not known", Some("Services could not be read: boom")));
    assert_eq!((user.name.as_str(), user.id.len()), (user.id.as_str(), 36));
    // A container that ended meanwhile is no failure.
    let harness =
        bent(Seed::Demo, |call, reply| if call.path.contains("/container/") && call.path.len() > 20 { says(404, "") } else { reply });
    let volumes = list(&harness, Kind::Volume).unwrap();
    let volume = volumes.items.iter().flatten().find(|volume| volume.name.starts_with("jenkins_home")).unwrap();
    harness.clock.advance(60_000);
    assert_eq!(harness.get(Kind::Volume, &volume.id).unwrap().attachments[0].status.label, "not found");
}

#[test]
fn many_links_that_a_list_does_not_have_are_not_all_followed() {
    let harness =
        bent(Seed::Demo, |call, reply| if call.path.ends_with("/container/") { says(200, r#"{"meta":{},"objects":[]}"#) } else { reply });
    let listing = list(&harness, Kind::Volume).unwrap();
    let followed = harness.sent.borrow().iter().filter(|call| call.contains("/container/") && !call.contains('?')).count();
    assert!(followed == 8 && listing.items.len() > 25, "{followed}");
    // A group that names twelve, none of which is in the list, and only some of which are there at all.
    let harness = bent(Seed::Demo, |call, reply| match reply {
        Outcome::Now(answer) if call.path.ends_with("/volumegroup/") => {
            let mut body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            for group in body["objects"].as_array_mut().unwrap() {
                group["volumes"] = (0..12).map(|number| format!("/api/v1/volume/{number}/")).collect();
            }
            Outcome::Now(Response { body: body.to_string().into_bytes(), ..answer })
        }
        reply => reply,
    });
    let members = block_on(harness.client.list_members(&find(&harness, "redis_data"))).unwrap();
    assert_eq!((members.items.len(), members.notes.len()), (0, 9));
    assert!(members.notes.iter().any(|note| note.message == "4 more volumes that the group names are in no list."), "{:?}", members.notes);
}

#[test]
fn strange_groups_are_shown_as_they_are() {
    let harness = demo();
    let listing = list(&harness, Kind::Group).unwrap();
    assert!(listing.items.iter().all(Result::is_ok));
    let odd = find(&harness, "zz test: services is a word");
    assert_eq!((odd.status.label.as_str(), odd.attachments.len(), odd.attached), ("Created", 0, None));
    assert!(
        matches!(odd.attribute(Attribute::USED), Some(Value::Odd(odd)) if odd.to_string() == "services: found none, where a list of links belongs"),
        "{odd:?}"
    );
    let state = |name: &str| {
        let group = find(&harness, name);
        (group.status.phase, group.status.label.clone())
    };
    assert_eq!(state("zz test: a state nobody knows"), (Phase::Unknown, "Quarantined".to_owned()));
    assert_eq!(state("zz test: no state"), (Phase::Unknown, NOT_REPORTED.to_owned()));
    assert_eq!(state("wordpress_uploads"), (Phase::Degraded, "Terminated".to_owned()));
    // One that does not name its members: those that name it.
    let short = find(&harness, "zz test: fields left out");
    assert_eq!((short.attribute("volumes"), short.attachments.len(), short.attached), (None, 0, None));
    assert_eq!(find(&harness, "ci_cache").attached, Some(false), "an empty list says that there is none");
    assert_eq!(find(&harness, "redis_data").attached, Some(true));
    let members = block_on(harness.client.list_members(&harness.get(Kind::Group, &short.id).unwrap())).unwrap();
    assert!(members.items.len() == 1 && members.notes.is_empty());
    assert!(matches!(members.items[0].as_ref().unwrap().attribute("group"), Some(Value::Link(Kind::Group, id, _)) if *id == short.id));
    let members = block_on(harness.client.list_members(&find(&harness, "zz test: a member that is gone"))).unwrap();
    assert_eq!((members.items.len(), members.notes.len()), (1, 1));
    assert!(members.notes[0].message.contains("which is not there"), "{:?}", members.notes);
    let none = block_on(harness.client.list_members(&find(&harness, "graphite_storage"))).unwrap();
    assert!(none.items.is_empty() && none.notes.is_empty());
}

#[test]
fn every_failure_that_can_be_asked_for_ends_as_its_kind() {
    let expected = |word: &str| match word.split_once('-').unwrap().1 {
        "fail-401" => Some(Unauthenticated),
        "fail-403" => Some(Forbidden),
        "fail-404" => Some(NotFound),
        "fail-409" => Some(Exists),
        "fail-429" | "fail-503" | "fail-504" | "html" => Some(Busy),
        "fail-500" | "fail-huge" => Some(Failed),
        "html-200" => Some(Unreadable),
        "truncated" | "lost" => Some(Unreachable),
        "slow" => None,
        other => panic!("{other} is not tried"),
    };
    let harness = demo();
    for (word, _) in SENTINELS {
        let ended = if word.starts_with("list-") {
            kind_of(list(&at(shared(account()), &signed().with("group_name", *word)), Kind::Group))
        } else {
            harness.get(Kind::Group, &find(&harness, &format!("zz test: {word}")).id).err().map(|error| error.kind)
        };
        assert_eq!(ended, expected(word), "{word}");
    }
}

#[test]
fn addresses_that_cannot_be_are_not_called() {
    let harness = demo();
    for id in ["", ".", "..", "a/../b", "elsewhere/x", "api/v1/../../admin"] {
        let error = harness.get(Kind::Volume, &voldeck_core::model::Id::new(id)).unwrap_err();
        assert_eq!(error.kind, Invalid, "{id}");
    }
    assert!(harness.sent.borrow().is_empty());
    assert_eq!(harness.get(Kind::Snapshot, &voldeck_core::model::Id::new("x")).unwrap_err().kind, NotFound);
    assert_eq!(harness.get(Kind::Volume, &voldeck_core::model::Id::new("no such/volume")).unwrap_err().kind, Invalid);
    assert_eq!(harness.get(Kind::Volume, &voldeck_core::model::Id::new("no such volume?x=1")).unwrap_err().kind, NotFound);
    // Where a body leads elsewhere, nothing goes there.
    let harness = bent(Seed::Demo, |call, reply| match reply {
        Outcome::Now(answer) if call.path.contains("/volumegroup/") => {
            let body = String::from_utf8(answer.body.clone()).unwrap().replace("/api/v1/service/", "https://evil.example/steal/");
            Outcome::Now(Response { body: body.into(), ..answer })
        }
        reply => reply,
    });
    let group = find(&harness, "redis_data");
    harness.clock.advance(60_000);
    let group = harness.get(Kind::Group, &group.id).unwrap();
    assert!(group.attachments[0].status.detail.as_deref().unwrap().contains("is not an address of Tutum"), "{:?}", group.attachments);
    assert!(!harness.sent.borrow().iter().any(|call| call.contains("steal")));
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let provider = by_id("tutum").unwrap();
    let harness = demo();
    let platform = || Platform { transport: harness.client.session().transport.clone(), clock: harness.clock.clone() };
    let wrong = |name, text: &str| (driver(provider).connect)(&signed().with(name, text), platform()).err().map(|wrong| wrong[0].field);
    assert_eq!(wrong("address", "https://user:pass@t"), Some("address"));
    assert_eq!(wrong("user", "a:b"), Some("user"));
    assert_eq!(wrong("key", "a\u{7}b"), Some("key"));
    assert_eq!(wrong("namespace", "a/b"), Some("namespace"));
    assert_eq!(wrong("group_service", "/elsewhere/x/"), Some("group_service"));
    assert_eq!(wrong("volume_node", ".."), Some("volume_node"));
    assert_eq!(wrong("key", "schlüssel"), None, "Basic carries any script");
    let older = signed().with("auth", "apikey").with("key", "schlüssel");
    assert_eq!((driver(provider).connect)(&older, platform()).err().map(|wrong| wrong[0].field), Some("key"));
    assert_eq!(driver(provider).sign_in().check(&driver(provider).sign_in().initial()).len(), 3, "address, user and key are needed");
    assert_eq!(kind(list(&at(shared(account()), &signed().with("group_name", "list-fail-403")), Kind::Group)), Forbidden);
}
