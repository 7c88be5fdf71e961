//! `LunaNode`.

mod lists;
mod writes;

use std::cell::RefCell;
use std::rc::Rc;

use super::desk::{Always, BEGIN, Desk, shared};
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, ActionResult, Values, Verification};
use voldeck_core::client::{Check, Held, Listing};
use voldeck_core::http::ErrorKind::{self, *};
use voldeck_core::model::{Bytes, Kind, Phase, Resource};
use voldeck_providers::by_id;
use voldeck_simulators::frame::{Answer, Call, Reply, Shared, Simulator};
use voldeck_simulators::lunanode::{API_ID, API_KEY, LunaNode as Server, Options, READER_ID, READER_KEY, SENTINELS, Seed, Shape};

fn account(shape: Shape) -> Server {
    Server::new(Options { shape, seed: Seed::Demo }, BEGIN)
}

fn values() -> Values {
    Values::default().with("address", "http://n").with("api_id", API_ID).with("api_key", API_KEY)
}

fn connect(server: Shared, values: &Values) -> Desk {
    Desk::at(by_id("lunanode").unwrap(), server, values)
}

fn demo() -> Desk {
    connect(shared(account(Shape::Documented)), &values())
}

fn volumes(desk: &Desk) -> Result<Listing, voldeck_core::http::Error> {
    match block_on(desk.client.list(Kind::Volume, "volumes", None))? {
        Held::Read(listing) => Ok(listing),
        Held::Cut => panic!("nothing is held"),
        Held::Absent(words) => panic!("{words}"),
    }
}

fn listed(desk: &Desk) -> Result<usize, ErrorKind> {
    volumes(desk).map(|listing| listing.items.len()).map_err(|error| error.kind)
}

fn test(desk: &Desk) -> (Vec<Check>, Result<(), ErrorKind>) {
    let steps = RefCell::new(Vec::new());
    let end = block_on(desk.client.test(&|step| steps.borrow_mut().push(step)));
    assert!(desk.writes().is_empty(), "a test only reads");
    (steps.into_inner(), end.map_err(|error| error.kind))
}

fn find<'a>(known: &'a [Resource], name: &str) -> &'a Resource {
    known.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn keys_that_are_wrong_or_weak_are_told_apart() {
    for values in
        [values().with("api_id", "VOLDECKDEMO99999"), values().with("api_key", "0".repeat(128)), values().with("api_id", READER_ID)]
    {
        let desk = connect(shared(account(Shape::Documented)), &values);
        let (steps, end) = test(&desk);
        assert_eq!((end, listed(&desk)), (Err(Unauthenticated), Err(Unauthenticated)));
        assert_eq!(steps.last().map(|step| (step.title, step.phase)), Some(("Credentials", Phase::Failed)));
        assert!(!format!("{steps:?}").contains(&API_KEY[..16]), "a secret is in {steps:?}");
    }
    let reader = connect(shared(account(Shape::Documented)), &values().with("api_id", READER_ID).with("api_key", READER_KEY));
    assert_eq!((test(&reader).1, listed(&reader).is_ok()), (Ok(()), true));
    let known = reader.known();
    let refused = reader.run("volume-rename", Some(find(&known, "media-library")), &known, &[("name", "x")]);
    assert!(matches!(&refused, ActionResult::Refused(error) if error.kind == Forbidden), "{refused:?}");
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    let desk = demo();
    assert!(listed(&desk).is_ok());
    // The server's clock is ten minutes ahead of the browser's.
    let late = Server::new(Options { shape: Shape::Documented, seed: Seed::Demo }, BEGIN + 600_000);
    let desk = connect(shared(late), &values());
    let error = volumes(&desk).unwrap_err();
    assert_eq!(error.kind, Unauthenticated);
    assert!(error.message.starts_with("authentication failure; common reasons: bad nonce (computer time off)"), "{}", error.message);
    assert!(error.message.contains("its clock has to be right"), "{}", error.message);
    let (steps, _) = test(&desk);
    let words = &steps.last().unwrap().words;
    assert!(words.ends_with("The call was signed at 2026-05-28 20:26:40 UTC."), "{words}");
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let provider = by_id("lunanode").unwrap();
    let desk = demo();
    let wrong = |name, text: &str| {
        let doors = voldeck_core::client::Platform { transport: desk.client.session().transport.clone(), clock: desk.clock.clone() };
        provider.connect(&values().with(name, text), doors).err().map(|wrong| (wrong[0].field, wrong[0].message.clone()))
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
        let desk = connect(shared(Always(status, media, body)), &values());
        let (steps, end) = test(&desk);
        assert!(end.is_err() && listed(&desk).is_err(), "{body}");
        assert_eq!(steps.last().map(|step| (step.title, step.brief.as_str())), Some(("Product", "not LunaNode")), "{body}");
    }
}

/// A server whose lists of one region say something else.
struct Odd {
    server: Server,
    action: &'static str,
    region: &'static str,
    reply: fn() -> Reply,
}

impl Simulator for Odd {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
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
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        let second = String::from_utf8_lossy(&call.body).contains(self.1.region);
        if second { self.1.answer(call, now) } else { self.0.answer(call, now) }
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

fn says(body: &str) -> Reply {
    Reply::Now(Answer { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec() })
}

#[test]
fn a_volume_is_read_even_if_machines_are_not() {
    let reply = || says(r#"{"success":"no","error":"this API key does not have permission to perform this action"}"#);
    let desk = connect(shared(Odd { server: account(Shape::Documented), action: "vm/list", region: "", reply }), &values());
    let known = desk.known();
    let volume = desk.get(Kind::Volume, &find(&known, "pg-primary").id).unwrap();
    assert_eq!((volume.users[0].name.as_str(), volume.status.label.as_str()), (volume.users[0].id.as_str(), "in-use"));
    let (steps, end) = test(&desk);
    let rights = steps.last().unwrap();
    assert_eq!((end, rights.phase, rights.brief.as_str()), (Ok(()), Phase::Degraded, "1 missing"));
    assert!(rights.limits[0].contains("Virtual machines cannot be listed"), "{rights:?}");
    let scene = ActionContext { client: &*desk.client, target: Some(&volume), known: &known };
    assert_eq!(block_on(desk.client.options("vms", scene, &Values::default())).unwrap_err().kind, Forbidden);
}

/// A server behind a line that breaks: before a write arrives, or after it was carried out.
struct Breaking {
    server: Server,
    acts: bool,
    received: Rc<RefCell<usize>>,
}

impl Simulator for Breaking {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        if call.path.ends_with("list/") || call.path.ends_with("/info/") {
            return self.server.answer(call, now);
        }
        *self.received.borrow_mut() += 1;
        if self.acts {
            self.server.answer(call, now);
        }
        Reply::Lost
    }
    fn version(&mut self, now: u64) -> u64 {
        self.server.version(now)
    }
}

/// A server that does what it is told and says no all the same.
struct Contrary(Server, &'static str);

impl Simulator for Contrary {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        let reply = self.0.answer(call, now);
        if call.path.ends_with("list/") || call.path.ends_with("/info/") { reply } else { says(self.1) }
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

#[test]
fn every_failure_that_can_be_asked_for_ends_as_its_kind() {
    enum End {
        Refused(ErrorKind),
        Unknown(bool),
        Done,
    }
    use End::{Done, Refused, Unknown};
    let cases = [
        ("fail-401", Refused(Unauthenticated)),
        ("fail-403", Refused(Forbidden)),
        // Of something that the call names: there is no volume yet.
        ("fail-404", Refused(Missing)),
        ("fail-409", Refused(WrongState)),
        ("fail-429", Refused(Busy)),
        ("fail-500", Unknown(false)),
        ("done-500", Unknown(true)),
        ("falls-back", Done),
        ("ends-in-error", Done),
        ("lingers", Done),
        ("fail-escaped", Refused(WrongState)),
        ("fail-wordless", Unknown(false)),
        ("fail-silent", Unknown(false)),
        ("fail-huge", Unknown(false)),
        ("slow-2s", Done),
        ("slow-30s", Done),
        ("lost-answer", Unknown(true)),
        ("lost-request", Unknown(false)),
        ("html-200", Unknown(false)),
        ("html", Unknown(false)),
        ("truncated", Unknown(true)),
    ];
    for (word, _) in SENTINELS
        .iter()
        .chain(voldeck_simulators::frame::fail::WAY)
        .filter(|(word, _)| !word.starts_with("read-") && !word.starts_with("list-"))
    {
        assert!(cases.iter().any(|(name, _)| name == word), "{word} is not tried");
    }
    for (word, end) in cases {
        let desk = demo();
        let settled = desk.run("volume-create", None, &[], &[("region", "toronto"), ("label", &format!("{word} new"))]);
        assert_eq!(desk.writes().len(), 1, "{word}");
        match (&settled, end) {
            (ActionResult::Refused(error), Refused(kind)) => assert_eq!(error.kind, kind, "{word}: {}", error.message),
            (ActionResult::Unknown { found: Ok(found), .. }, Unknown(acts)) => {
                assert_eq!(matches!(found, Verification::Happened(_)), acts, "{word}: {found:?}");
            }
            (ActionResult::Done(_), Done) => {}
            _ => panic!("{word}: {settled:?}"),
        }
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
        let desk = demo();
        let made = desk.done("volume-create", None, &[], &[("region", "toronto"), ("label", name)]).created.unwrap();
        assert_eq!(desk.get(Kind::Volume, &made).unwrap_err().kind, kind, "{name}");
    }
}

#[test]
fn forms_that_cannot_be_right_are_not_sent() {
    let desk = demo();
    let known = desk.known();
    let fields = |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| match desk.run(action, target, &known, values) {
        ActionResult::NotSent(wrong) => wrong.iter().map(|error| error.field).collect::<Vec<_>>().join(" "),
        other => panic!("{action}: {other:?}"),
    };
    let create = |values: &[(&'static str, &str)]| fields("volume-create", None, values);
    assert_eq!(create(&[("label", " "), ("region", "")]), "region label");
    assert_eq!(create(&[("size", "100 GB")]), "size", "not a whole number of 2^30 bytes");
    assert_eq!(create(&[("size", "512 MiB")]), "size");
    assert_eq!(create(&[("source", "image"), ("image", "")]), "image");
    assert_eq!(create(&[("source", "tape")]), "source");
    let scene = ActionContext { client: &*desk.client, target: None, known: &known };
    block_on(desk.client.options("images", scene, &Values::default())).unwrap();
    assert_eq!(create(&[("source", "image"), ("region", "toronto"), ("image", "2681")]), "image", "an ISO");
    assert_eq!(create(&[("source", "image"), ("region", "toronto"), ("image", "2785")]), "image", "of another region");
    let snapshot = find(&known, "nextcloud weekly");
    let from = |region, size| create(&[("source", "snapshot"), ("snapshot_id", &*snapshot.vendor_id), ("region", region), ("size", size)]);
    assert_eq!(from("toronto", "1024 GiB"), "snapshot_id");
    assert_eq!(from("roubaix", "1 GiB"), "size");
    assert_eq!(
        create(&[
            ("source", "snapshot"),
            ("snapshot_id", &*find(&known, "nextcloud weekly, failed").vendor_id),
            ("region", "roubaix"),
            ("size", "750 GiB")
        ]),
        "snapshot_id"
    );
    let volume = desk.get(Kind::Volume, &find(&known, "media-library").id).unwrap();
    assert_eq!(fields("volume-extend", Some(&volume), &[("size", "2048 GiB")]), "size", "only larger");
    assert_eq!(fields("volume-attach", Some(&volume), &[("target", "/dev/sda")]), "target");
    assert_eq!(fields("volume-restore", Some(snapshot), &[("size", "10 GiB")]), "size");
    assert_eq!(fields("snapshot-replicate", Some(snapshot), &[("dst_region", "roubaix")]), "dst_region");
    assert!(desk.writes().is_empty());
}

#[test]
fn choices_are_of_the_region_and_say_what_cannot_be_used() {
    let desk = demo();
    let known = desk.known();
    let volume = find(&known, "nextcloud weekly");
    let scene = ActionContext { client: &*desk.client, target: None, known: &known };
    let on = ActionContext { target: Some(volume), ..scene };
    let look = |name: &str, scene, region: &str| {
        let values = Values::default().with("region", region);
        block_on(desk.client.options(name, scene, &values)).unwrap()
    };
    let values =
        |choices: &[voldeck_core::action::SelectOption]| choices.iter().map(|choice| choice.value.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(values(&look("regions", scene, "")), "montreal roubaix toronto zz-list-fail-500");
    assert_eq!(values(&look("other-regions", on, "")), "montreal toronto zz-list-fail-500");
    let images = look("images", scene, "montreal");
    let words: Vec<_> = images.iter().map(|image| format!("{} {}", image.value, image.refused.as_deref().unwrap_or("good"))).collect();
    assert_eq!(words, ["2785 good", "2781 An ISO is no content for a volume.", "3188 It is saving.", "3190 It is killed."]);
    assert_eq!(look("images", scene, "").len(), 10);
    let snapshots = look("snapshots", scene, "roubaix");
    let refused: Vec<_> = snapshots.iter().map(|snapshot| (snapshot.label.as_str(), snapshot.refused.is_some())).collect();
    assert_eq!(refused, [("nextcloud weekly", false), ("nextcloud weekly, failed", true), ("wiki-attachments spring", true)]);
    assert_eq!(look("snapshots", scene, "").len(), 10);
    let vms = look("vms", on, "");
    assert_eq!((vms.len(), vms[0].label.as_str(), format!("{vms:?}").contains("password")), (1, "cloud", false));
    assert!(look("anything", scene, "").is_empty());
}
