//! `LunaNode`.

mod lists;
mod writes;

use std::cell::RefCell;
use std::rc::Rc;

use super::harness::outcomes::Expected::{self, Done, Refused, Unknown};
use super::harness::servers::FixedResponse;
use super::harness::{BEGIN, Harness, shared};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values, Verification};
use voldeck_core::client::Listing;
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Bytes, Kind, Phase, Resource};
use voldeck_providers::{actions, by_id, driver};
use voldeck_simulators::frame::{Outcome, Request, Response, SharedSimulator, Simulator};
use voldeck_simulators::lunanode::{API_ID, API_KEY, ApiVersion, LunaNode as Server, Options, READER_ID, READER_KEY, SENTINELS, Seed};

fn account(api_version: ApiVersion) -> Server {
    Server::new(Options { api_version, seed: Seed::Demo }, BEGIN)
}

fn values() -> Values {
    Values::default().with("address", "http://n").with("api_id", API_ID).with("api_key", API_KEY)
}

fn connect(server: SharedSimulator, values: &Values) -> Harness {
    Harness::at(by_id("lunanode").unwrap(), server, values)
}

fn demo() -> Harness {
    connect(shared(account(ApiVersion::Documented)), &values())
}

fn volumes(harness: &Harness) -> Result<Listing, voldeck_core::http::Error> {
    harness.list(Kind::Volume, "volumes")
}

fn listed(harness: &Harness) -> Result<usize, ErrorKind> {
    volumes(harness).map(|listing| listing.items.len()).map_err(|error| error.kind)
}

fn find<'a>(known: &'a [Resource], name: &str) -> &'a Resource {
    known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn keys_that_are_wrong_or_weak_are_told_apart() {
    for values in
        [values().with("api_id", "VOLDECKDEMO99999"), values().with("api_key", "0".repeat(128)), values().with("api_id", READER_ID)]
    {
        let harness = connect(shared(account(ApiVersion::Documented)), &values);
        let (steps, end) = harness.test_connection();
        assert_eq!((end, listed(&harness)), (Err(Unauthenticated), Err(Unauthenticated)));
        assert_eq!(steps.last().map(|step| (step.title, step.phase)), Some(("Credentials", Phase::Failed)));
        assert!(!format!("{steps:?}").contains(&API_KEY[..16]), "a secret is in {steps:?}");
    }
    let reader = connect(shared(account(ApiVersion::Documented)), &values().with("api_id", READER_ID).with("api_key", READER_KEY));
    assert_eq!((reader.test_connection().1, listed(&reader).is_ok()), (Ok(()), true));
    let known = reader.known();
    let refused = reader.run("volume-rename", Some(find(&known, "media-library")), &known, &[("name", "x")]);
    assert!(matches!(&refused, ActionResult::Refused(error) if error.kind == Forbidden), "{refused:?}");
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    let harness = demo();
    assert!(listed(&harness).is_ok());
    // The server's clock is ten minutes ahead of the browser's.
    let late = Server::new(Options { api_version: ApiVersion::Documented, seed: Seed::Demo }, BEGIN + 600_000);
    let harness = connect(shared(late), &values());
    let error = volumes(&harness).unwrap_err();
    assert_eq!(error.kind, Unauthenticated);
    assert!(error.message.starts_with("authentication failure; common reasons: bad nonce (computer time off)"), "{}", error.message);
    assert!(error.message.contains("its clock has to be right"), "{}", error.message);
    let (steps, _) = harness.test_connection();
    let words = &steps.last().unwrap().words;
    assert!(words.ends_with("The call was signed at 2026-05-28 20:26:40 UTC."), "{words}");
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let provider = by_id("lunanode").unwrap();
    let harness = demo();
    let wrong = |name, text: &str| {
        let platform =
            voldeck_core::client::Platform { transport: harness.client.session().transport.clone(), clock: harness.clock.clone() };
        (driver(provider).connect)(&values().with(name, text), platform).err().map(|wrong| (wrong[0].field, wrong[0].message.clone()))
    };
    assert_eq!(wrong("address", "https://user:pass@n").unwrap().0, "address");
    assert_eq!(wrong("api_id", "ABC").unwrap(), ("api_id", "An API ID has 16 letters and digits; this has 3 characters.".into()));
    assert_eq!(wrong("api_id", "ABCDEFGHIJ01234é").unwrap().0, "api_id");
    for key in ["", &API_KEY[..64], &API_KEY.replace('5', "g"), &format!("{API_KEY}0"), &"é".repeat(64)] {
        let (field, message) = wrong("api_key", key).unwrap();
        assert!(field == "api_key" && (key.is_empty() || !message.contains(&key[..2])), "{message}");
    }
    assert_eq!(wrong("api_key", &format!(" {API_KEY}\n")), None, "white space around it is nothing");
    assert_eq!(wrong("address", "/relay/lunanode/api/"), None);
}

#[test]
fn a_server_that_is_not_lunanode_is_said_not_to_be() {
    for (status, media, body) in [
        (200, "application/json", r#"{"hello":1}"#),
        (200, "application/json", "[]"),
        (200, "text/html", "<!doctype html><h1>Sign in</h1>"),
        (404, "text/plain", "not here"),
    ] {
        let harness = connect(shared(FixedResponse(status, media, body)), &values());
        let (steps, end) = harness.test_connection();
        assert!(end.is_err() && listed(&harness).is_err(), "{body}");
        assert_eq!(steps.last().map(|step| (step.title, step.brief.as_str())), Some(("Product", "not LunaNode")), "{body}");
    }
}

/// A server whose lists of one region say something else.
struct Odd {
    server: Server,
    action: &'static str,
    region: &'static str,
    reply: fn() -> Outcome,
}

impl Simulator for Odd {
    fn answer(&mut self, call: &Request, now: u64) -> Outcome {
        let body = String::from_utf8_lossy(&call.body);
        let here = self.region.is_empty() || body.contains(&format!("%22region%22%3A%22{}", self.region));
        if here && call.path == format!("/api/{}/", self.action) { (self.reply)() } else { self.server.answer(call, now) }
    }
    fn version(&mut self, now: u64) -> u64 {
        self.server.version(now)
    }
}

/// Odd in two ways: the second is asked where it is concerned.
struct Both(Odd, Odd);

impl Simulator for Both {
    fn answer(&mut self, call: &Request, now: u64) -> Outcome {
        let second = String::from_utf8_lossy(&call.body).contains(self.1.region);
        if second { self.1.answer(call, now) } else { self.0.answer(call, now) }
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

fn says(body: &str) -> Outcome {
    Outcome::Now(Response { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec() })
}

#[test]
fn a_volume_is_read_even_if_machines_are_not() {
    let reply = || says(r#"{"success":"no","error":"this API key does not have permission to perform this action"}"#);
    let harness = connect(shared(Odd { server: account(ApiVersion::Documented), action: "vm/list", region: "", reply }), &values());
    let known = harness.known();
    let volume = harness.get(Kind::Volume, &find(&known, "pg-primary").id).unwrap();
    assert_eq!((volume.attachments[0].name.as_str(), volume.status.label.as_str()), (volume.attachments[0].id.as_str(), "in-use"));
    let (steps, end) = harness.test_connection();
    let rights = steps.last().unwrap();
    assert_eq!((end, rights.phase, rights.brief.as_str()), (Ok(()), Phase::Degraded, "1 missing"));
    assert!(rights.limits[0].contains("Virtual machines cannot be listed"), "{rights:?}");
    let context = ActionContext { client: &*harness.client, target: Some(&volume), known: &known };
    assert_eq!(block_on(harness.options("vms", context, &Values::default())).unwrap_err().kind, Forbidden);
}

/// A server that does what it is told and says no all the same.
struct Contrary(Server, &'static str);

impl Simulator for Contrary {
    fn answer(&mut self, call: &Request, now: u64) -> Outcome {
        let reply = self.0.answer(call, now);
        if call.path.ends_with("list/") || call.path.ends_with("/info/") { reply } else { says(self.1) }
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

#[test]
fn every_failure_that_can_be_asked_for_ends_as_its_kind() {
    const CARRIED_OUT: Expected = Unknown { carried_out: true };
    const NOT_CARRIED_OUT: Expected = Unknown { carried_out: false };
    let cases = [
        ("fail-401", Refused(Unauthenticated)),
        ("fail-403", Refused(Forbidden)),
        // Of something that the call names: there is no volume yet.
        ("fail-404", Refused(Missing)),
        ("fail-409", Refused(WrongState)),
        ("fail-429", Refused(Busy)),
        ("fail-500", NOT_CARRIED_OUT),
        ("done-500", CARRIED_OUT),
        ("falls-back", Done),
        ("ends-in-error", Done),
        ("lingers", Done),
        ("fail-escaped", Refused(WrongState)),
        ("fail-wordless", NOT_CARRIED_OUT),
        ("fail-silent", NOT_CARRIED_OUT),
        ("fail-huge", NOT_CARRIED_OUT),
        ("slow-2s", Done),
        ("slow-30s", Done),
        ("lost-answer", CARRIED_OUT),
        ("lost-request", NOT_CARRIED_OUT),
        ("html-200", NOT_CARRIED_OUT),
        ("html", NOT_CARRIED_OUT),
        ("truncated", CARRIED_OUT),
    ];
    for (word, _) in SENTINELS
        .iter()
        .chain(voldeck_simulators::frame::fail::TRANSPORT_FAULTS)
        .filter(|(word, _)| !word.starts_with("read-") && !word.starts_with("list-"))
    {
        assert!(cases.iter().any(|(name, _)| name == word), "{word} is not tried");
    }
    for (word, end) in cases {
        let harness = demo();
        let settled = harness.run("volume-create", None, &[], &[("region", "toronto"), ("label", &format!("{word} new"))]);
        assert_eq!(harness.writes().len(), 1, "{word}");
        end.check(word, &settled);
    }
}

#[test]
fn a_volume_that_cannot_be_read_says_why() {
    for (name, kind) in [
        ("read-fail-403", Forbidden),
        ("read-fail-404", NotFound),
        ("read-fail-500", Failed),
        ("read-html", Busy),
        ("read-truncated", Unreachable),
        ("read-lost", Unreachable),
    ] {
        let harness = demo();
        let made = harness.done("volume-create", None, &[], &[("region", "toronto"), ("label", name)]).created.unwrap();
        assert_eq!(harness.get(Kind::Volume, &made).unwrap_err().kind, kind, "{name}");
    }
}

#[test]
fn forms_that_cannot_be_right_are_not_sent() {
    let harness = demo();
    let known = harness.known();
    let fields =
        |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| harness.wrong_fields(action, target, &known, values);
    let create = |values: &[(&'static str, &str)]| fields("volume-create", None, values);
    assert_eq!(create(&[("label", " "), ("region", "")]), "region label");
    assert_eq!(create(&[("size", "100 GB")]), "size", "not a whole number of 2^30 bytes");
    assert_eq!(create(&[("size", "512 MiB")]), "size");
    assert_eq!(create(&[("source", "image"), ("image", "")]), "image");
    assert_eq!(create(&[("source", "tape")]), "source");
    let context = ActionContext { client: &*harness.client, target: None, known: &known };
    block_on(harness.options("images", context, &Values::default())).unwrap();
    assert_eq!(create(&[("source", "image"), ("region", "toronto"), ("image", "2681")]), "image", "an ISO");
    assert_eq!(create(&[("source", "image"), ("region", "toronto"), ("image", "2785")]), "image", "of another region");
    let snapshot = find(&known, "nextcloud weekly");
    let from =
        |region, size| create(&[("source", "snapshot"), ("snapshot_id", &*snapshot.provider_id), ("region", region), ("size", size)]);
    assert_eq!(from("toronto", "1024 GiB"), "snapshot_id");
    assert_eq!(from("roubaix", "1 GiB"), "size");
    assert_eq!(
        create(&[
            ("source", "snapshot"),
            ("snapshot_id", &*find(&known, "nextcloud weekly, failed").provider_id),
            ("region", "roubaix"),
            ("size", "750 GiB")
        ]),
        "snapshot_id"
    );
    let volume = harness.get(Kind::Volume, &find(&known, "media-library").id).unwrap();
    assert_eq!(fields("volume-extend", Some(&volume), &[("size", "2048 GiB")]), "size", "only larger");
    assert_eq!(fields("volume-attach", Some(&volume), &[("target", "/dev/sda")]), "target");
    assert_eq!(fields("volume-restore", Some(snapshot), &[("size", "10 GiB")]), "size");
    assert_eq!(fields("snapshot-replicate", Some(snapshot), &[("dst_region", "roubaix")]), "dst_region");
    assert!(harness.writes().is_empty());
}

#[test]
fn choices_are_of_the_region_and_say_what_cannot_be_used() {
    let harness = demo();
    let known = harness.known();
    let volume = find(&known, "nextcloud weekly");
    let context = ActionContext { client: &*harness.client, target: None, known: &known };
    let on = ActionContext { target: Some(volume), ..context };
    let look = |name: &str, context, region: &str| {
        let values = Values::default().with("region", region);
        block_on(harness.options(name, context, &values)).unwrap()
    };
    let values =
        |choices: &[voldeck_core::action::SelectOption]| choices.iter().map(|choice| choice.value.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(values(&look("regions", context, "")), "montreal roubaix toronto zz-list-fail-500");
    assert_eq!(values(&look("other-regions", on, "")), "montreal toronto zz-list-fail-500");
    let images = look("images", context, "montreal");
    let words: Vec<_> = images.iter().map(|image| format!("{} {}", image.value, image.refused.as_deref().unwrap_or("good"))).collect();
    assert_eq!(words, ["2785 good", "2781 An ISO is no content for a volume.", "3188 It is saving.", "3190 It is killed."]);
    assert_eq!(look("images", context, "").len(), 10);
    let snapshots = look("snapshots", context, "roubaix");
    let refused: Vec<_> = snapshots.iter().map(|snapshot| (snapshot.label.as_str(), snapshot.refused.is_some())).collect();
    assert_eq!(refused, [("nextcloud weekly", false), ("nextcloud weekly, failed", true), ("wiki-attachments spring", true)]);
    assert_eq!(look("snapshots", context, "").len(), 10);
    let vms = look("vms", on, "");
    assert_eq!((vms.len(), vms[0].label.as_str(), format!("{vms:?}").contains("password")), (1, "cloud", false));
    assert!(look("anything", context, "").is_empty());
}
