//! Scaleway.

use std::cell::{Cell, RefCell};

use super::desk::{BEGIN, Desk, shared};
use futures_executor::block_on;
use voldeck::action::{Finding, Scene, Settled, Values};
use voldeck::http::ErrorKind::{self, *};
use voldeck::model::{Kind, Phase, Resource};
use voldeck::provider::scaleway::sim::{
    KEY, KEY_EXPIRED, KEY_INSTANCE, KEY_PROJECT, KEY_READER, ORGANIZATION, PROJECT, SENTINELS, Scaleway as Server, Seed, Shape,
};
use voldeck::provider::{Held, Listing, Step, by_id};
use voldeck::sim::{Answer, Call, Reply, Shared, Simulator};

fn values(key: &str) -> Values {
    let values = Values::default().with("address", "http://s").with("api", "current").with("secret_key", key);
    values.with("organization", ORGANIZATION).with("project", PROJECT)
}

fn connect(server: Shared, values: &Values) -> Desk {
    Desk::at(by_id("scaleway").unwrap(), server, values)
}

fn account() -> Server {
    Server::new(Shape::Current, Seed::Demo, BEGIN)
}

fn demo() -> Desk {
    connect(shared(account()), &values(KEY))
}

fn list(desk: &Desk, kind: Kind, source: &str) -> Result<Listing, ErrorKind> {
    match block_on(desk.link.list(kind, source, None)) {
        Ok(Held::Read(listing)) => Ok(listing),
        Ok(Held::Cut) => panic!("nothing is held"),
        Ok(Held::Absent(reason)) => panic!("{reason}"),
        Err(error) => Err(error.kind),
    }
}

/// The steps of a test and how it ended.
fn test(desk: &Desk) -> (Vec<Step>, Result<(), ErrorKind>) {
    let steps = RefCell::new(Vec::new());
    let end = block_on(desk.link.test(&|step| steps.borrow_mut().push(step)));
    assert!(desk.writes().is_empty(), "a test only reads");
    (steps.into_inner(), end.map_err(|error| error.kind))
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

#[test]
fn keys_that_are_wrong_missing_expired_or_weak_are_told_apart() {
    for (key, word) in [("00000000-0000-4000-8000-000000000000", "not_found"), (KEY_EXPIRED, "expired"), ("", "invalid_argument")] {
        let desk = connect(shared(account()), &values(key));
        let (steps, end) = test(&desk);
        let last = steps.last().unwrap();
        assert_eq!((last.title, last.phase, end), ("Credentials", Phase::Failed, Err(Unauthenticated)), "{key}");
        assert!(last.words.contains("authentication is denied") && last.words.contains(word), "{}", last.words);
        assert_eq!(list(&desk, Kind::Volume, "block").unwrap_err(), Unauthenticated);
    }
    let (steps, end) = test(&connect(shared(account()), &values(KEY_INSTANCE)));
    let rights = steps.iter().find(|step| step.title == "Rights").unwrap();
    assert_eq!((end, rights.phase, rights.limits.len()), (Ok(()), Phase::Degraded, 3), "{rights:?}");
    assert!(rights.limits[0].contains("permissions") && rights.limits[2].starts_with("Projects cannot be chosen"), "{rights:?}");
    let weak = connect(shared(account()), &values(KEY_INSTANCE));
    assert_eq!((list(&weak, Kind::Volume, "block").unwrap_err(), list(&weak, Kind::Volume, "instance").is_ok()), (Forbidden, true));

    let reader = connect(shared(account()), &values(KEY_READER));
    assert!(test(&reader).0.iter().all(|step| step.phase == Phase::Ready));
    let volume = find(&reader, "uploads-2025");
    let Settled::Refused(error) = reader.run("block-delete", Some(&volume), &[], &[]) else { panic!() };
    assert_eq!((error.kind, error.message.as_str()), (Forbidden, "insufficient permissions; write volume"));

    let old = values("nonsense").with("api", "legacy");
    let desk = connect(shared(Server::new(Shape::Legacy, Seed::Demo, BEGIN)), &old);
    let (steps, end) = test(&desk);
    assert_eq!(end, Err(Unauthenticated));
    assert!(steps.last().unwrap().words.ends_with("Authentication error"), "{steps:?}");
}

#[test]
fn what_a_key_may_do_is_said_before_it_is_tried_where_the_key_may_read_that() {
    let at = |key: &str, access: &str| {
        let desk = connect(shared(account()), &values(key).with("access_key", access));
        desk.learn();
        desk
    };
    let step = |desk: &Desk| test(desk).0.into_iter().find(|step| step.title == "API key");
    let refused = |desk: &Desk, action: &str, name: &str| {
        let target = find(desk, name);
        (desk.action(action).refuse)(&Scene { link: &*desk.link, target: Some(&target), known: &[] }).unwrap_or_default()
    };
    let create = |desk: &Desk, action: &str| (desk.action(action).refuse)(&Scene { link: &*desk.link, target: None, known: &[] });

    let owner = at(KEY, "SCWDEM0DEM0DEM0DEM00");
    let told = step(&owner).unwrap();
    assert_eq!((told.brief.as_str(), told.phase, create(&owner, "block-create")), ("owner", Phase::Ready, None));
    assert_eq!(refused(&owner, "block-delete", "uploads-2025"), "");

    let reader = at(KEY_READER, "SCWDEM0DEM0DEM0DEM01");
    let told = step(&reader).unwrap();
    assert_eq!((told.brief.as_str(), told.limits.len()), ("2 missing", 2));
    assert!(told.words.contains("AllProductsReadOnly, IAMReadOnly") && told.limits[0].contains("BlockStorageFullAccess"), "{told:?}");
    let lacks = "The API key lacks the permission set BlockStorageFullAccess";
    assert_eq!(refused(&reader, "block-delete", "uploads-2025"), [lacks, " for this project."].concat());
    assert_eq!(create(&reader, "block-create"), Some([lacks, "."].concat()));
    assert!(refused(&reader, "block-attach", "uploads-2025").contains("InstancesFullAccess"));
    assert!(refused(&reader, "instance-edit", "old-root-bionic").contains("InstancesFullAccess"));
    assert!(list(&reader, Kind::Volume, "block").unwrap().remarks.is_empty(), "it sees everything");

    let one = at(KEY_PROJECT, "SCWDEM0DEM0DEM0DEM02");
    assert_eq!((refused(&one, "block-resize", "uploads-2025").as_str(), create(&one, "block-create")), ("", None));
    assert!(refused(&one, "block-attach", "uploads-2025").contains("InstancesFullAccess"));
    let listing = list(&one, Kind::Volume, "block").unwrap();
    let hidden = format!("The API key may read this only in {PROJECT}; volumes of other projects are hidden from it.");
    assert!(listing.items.len() < list(&owner, Kind::Volume, "block").unwrap().items.len() && listing.remarks == [hidden]);

    // Where it cannot be known, everything is offered and the server decides.
    for (key, access) in [(KEY_INSTANCE, "SCWDEM0DEM0DEM0DEM00"), (KEY, "SCWDEM0DEM0DEM0DEM77"), (KEY, "")] {
        let desk = at(key, access);
        assert!(step(&desk).is_none() && create(&desk, "block-create").is_none(), "{access}");
    }
    let (steps, _) = test(&at(KEY, "SCWDEM0DEM0DEM0DEM77"));
    let rights = steps.iter().find(|step| step.title == "Rights").unwrap();
    assert!(rights.words.contains("What the key may change cannot be read"), "{rights:?}");
}

#[test]
fn connections_that_cannot_be_right_are_refused_by_field() {
    let desk = demo();
    let doors = || voldeck::provider::Doors { transport: desk.link.session().transport.clone(), clock: desk.clock.clone() };
    let wrong = |name, text: &str| {
        let wrong = by_id("scaleway").unwrap().connect(&values(KEY).with(name, text), doors()).err();
        wrong.map(|wrong| (wrong[0].field, wrong[0].message.clone()))
    };
    assert_eq!(wrong("address", "ftp://s").unwrap().0, "address");
    assert!(wrong("secret_key", "SCWDEM0DEM0DEM0DEM00").unwrap().1.contains("access key"));
    assert_eq!(wrong("secret_key", "clé").unwrap().0, "secret_key");
    assert_eq!(wrong("access_key", "0b57ac1e").unwrap().0, "access_key");
    assert_eq!(wrong("access_key", "SCWDEM0DEM0DEM0DEM00"), None);
    assert!(wrong("zones", "fr-par-1\nParis").unwrap().1.contains("“Paris” is not a zone"));
    assert_eq!(wrong("zones", "fr-par-1\nxx-new-7"), None);
    let copied = desk.provider.connect(&values(KEY).with("address", "https://api.scaleway.com/instance/v1/"), doors()).unwrap();
    assert_eq!(copied.session().base, "https://api.scaleway.com");
}

#[test]
fn a_zone_that_fails_is_a_note_and_the_others_stay() {
    for (status, body, words) in [
        (500, r#"{"message":"internal error","type":"internal_error"}"#, "nl-ams-1: internal error"),
        (403, r#"{"message":"insufficient permissions","type":"permissions_denied"}"#, "nl-ams-1: insufficient permissions"),
        (502, "<html><body>bad gateway</body></html>", "nl-ams-1: The server is temporarily unavailable"),
        (429, "", "nl-ams-1: Too many calls at once"),
    ] {
        let server = Between(account(), move |call: &Call| call.path.contains("/nl-ams-1/").then(|| says(status, body)));
        let desk = connect(shared(server), &values(KEY));
        let (whole, part) = (list(&demo(), Kind::Volume, "block").unwrap(), list(&desk, Kind::Volume, "block").unwrap());
        assert_eq!((part.items.len(), part.notes.len()), (whole.items.len() - 2, 1), "{status}");
        assert!(part.notes[0].message.starts_with(words), "{:?}", part.notes);
        let (steps, end) = test(&desk);
        let zones = steps.iter().find(|step| step.title == "Zones").unwrap();
        assert_eq!(end, Ok(()));
        assert!(zones.limits.len() == 1 && zones.phase == Phase::Degraded, "{zones:?}");
    }
}

#[test]
fn a_zone_that_does_not_exist_is_told() {
    let listing = list(&connect(shared(account()), &values(KEY).with("zones", "fr-par-1\nxx-new-7")), Kind::Volume, "block").unwrap();
    assert_eq!(listing.notes[0].message, "xx-new-7: invalid argument(s); zone: zone does not exist");
    assert!(!listing.items.is_empty());
}

#[test]
fn an_empty_429_is_waited_out_and_then_told() {
    // Twice is waited out, longer each time.
    for (times, good) in [(2, true), (3, false)] {
        let left = Cell::new(times);
        let server = Between(account(), move |call: &Call| {
            let limited = call.path == "/block/v1/zones/fr-par-1/volumes" && left.get() > 0;
            left.set(left.get() - i32::from(limited));
            limited
                .then(|| Reply::Now(Answer { status: 429, headers: vec![("X-Envoy-Ratelimited".into(), "true".into())], body: Vec::new() }))
        });
        let desk = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
        let listing = list(&desk, Kind::Volume, "block");
        assert_eq!(listing.as_ref().err(), if good { None } else { Some(&Busy) });
        let waited = voldeck::http::Clock::now_millis(&*desk.clock) - BEGIN;
        assert!(waited >= 600 + 1200, "{waited}");
    }
}

#[test]
fn a_list_that_changes_between_its_pages_shows_nothing_twice_and_says_what_is_missing() {
    // Behind the first page a volume is made (of which the order by creation takes care) or deleted, and all others move up.
    let name = |number: usize| format!(r#"{{"id":"v{number:03}","name":"n{number:03}","size":1000000000,"status":"available"}}"#);
    let page = |from: usize, to: usize, total: usize| {
        let items: Vec<_> = (from..to).map(name).collect();
        says(200, &format!(r#"{{"volumes":[{}],"total_count":{total}}}"#, items.join(",")))
    };
    let read = |second: &dyn Fn() -> Reply| {
        let (first, second) = (page(0, 100, 150), RefCell::new(Some(second())));
        let server = Between(account(), move |call: &Call| {
            if call.query.contains("page=1&") {
                Some(first.clone())
            } else {
                Some(second.borrow_mut().take().unwrap_or_else(|| says(200, r#"{"volumes":[],"total_count":151}"#)))
            }
        });
        list(&connect(shared(server), &values(KEY).with("zones", "fr-par-1")), Kind::Volume, "block").unwrap()
    };
    let whole = read(&|| page(100, 150, 150));
    assert_eq!((whole.items.len(), whole.notes.len()), (150, 0));
    let twice = read(&|| page(99, 149, 151));
    assert_eq!(twice.items.len(), 149, "v099 came twice");
    assert!(twice.notes[0].message.contains("the list changed between its pages"), "{:?}", twice.notes);
    // Two of the first page are gone: two of the second moved there, unseen.
    let moved = read(&|| page(102, 150, 148));
    assert_eq!((moved.items.len(), moved.notes.len()), (148, 1));
    let broken = read(&|| says(500, r#"{"message":"no","type":"internal_error"}"#));
    assert_eq!(
        (broken.items.len(), broken.notes[0].message.as_str()),
        (100, "fr-par-1: page 2 could not be read, so rows are missing: no")
    );
    // A server that does not know pages, and one whose count is wrong.
    assert_eq!(read(&|| page(0, 100, 150)).items.len(), 100);
    assert_eq!(read(&|| page(150, 150, 999)).items.len(), 100);
}

#[test]
fn unknown_words_are_shown_and_refuse_nothing() {
    let body = r#"{"volumes":[{"id":"a","name":"a","size":1,"status":"hibernating","type":"sbs_99k","specs":{"perf_iops":99000,"class":"sbs"}}],"total_count":1}"#;
    let server = Between(account(), move |call: &Call| call.path.ends_with("fr-par-1/volumes").then(|| says(200, body)));
    let desk = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
    let listing = list(&desk, Kind::Volume, "block").unwrap();
    let volume = listing.items[0].as_ref().unwrap();
    assert_eq!((volume.status.label.as_str(), volume.status.phase), ("hibernating", Phase::Unknown));
    let scene = Scene { link: &*desk.link, target: Some(volume), known: &[] };
    assert!((desk.action("block-delete").refuse)(&scene).is_none());
}

#[test]
fn only_what_identifies_a_volume_can_make_it_unreadable() {
    let read = |item: &str| {
        let body = format!(r#"{{"volumes":[{{"id":"good","name":"good"}},{item}],"total_count":2}}"#);
        let server = Between(account(), move |call: &Call| call.path.ends_with("/volumes").then(|| says(200, &body)));
        list(&connect(shared(server), &values(KEY).with("zones", "fr-par-1")), Kind::Volume, "block").unwrap().items
    };
    for (item, reason) in [
        (r#"{"name":"no id"}"#, "id: there is none."),
        (r#"{"id":null,"name":"no id"}"#, "id: there is none."),
        (r#"{"id":{"a":1}}"#, "id: found an object, where text belongs."),
        ("7", "found the number 7, where an object belongs."),
    ] {
        let items = read(item);
        assert_eq!(items.len(), 2, "{item}");
        assert_eq!(items.into_iter().find_map(Result::err).unwrap().reason, reason);
    }
    for item in [
        r#"{"id":"x","size":"10 GB"}"#,
        r#"{"id":"x","size":1e10}"#,
        r#"{"id":"x","references":"none"}"#,
        r#"{"id":"x","created_at":"2026-01-01T00:00:00+02:00"}"#,
        r#"{"id":"x","created_at":{"seconds":1}}"#,
        r#"{"id":"x","specs":[1],"tags":"none","name":[7],"zone":{"a":1},"status":{"code":3}}"#,
    ] {
        let items = read(item);
        let volume = items.iter().flatten().find(|volume| volume.vendor_id == "x").unwrap_or_else(|| panic!("{item}: {items:?}"));
        assert!(volume.id.as_str().starts_with("block/fr-par-1/"), "{item}");
    }
    assert_eq!(read("null").len(), 1, "nothing is no item");
    for body in [
        "",
        "[]",
        "{}",
        r#"{"a":1}"#,
        r#"{"volumes":null}"#,
        r#"{"volumes":7}"#,
        r#"{"volumes":{}}"#,
        "<html>sign in</html>",
        "nope",
        "null",
    ] {
        let server = Between(account(), move |_: &Call| Some(says(200, body)));
        let desk = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
        assert_eq!(list(&desk, Kind::Volume, "block").err(), Some(Unreadable), "{body}");
        assert_eq!(list(&desk, Kind::Snapshot, "instance").err(), Some(Unreadable), "{body}");
    }
    // A total that cannot be read is none.
    let server = Between(account(), |_: &Call| Some(says(200, r#"{"volumes":[],"total_count":"many"}"#)));
    assert_eq!(list(&connect(shared(server), &values(KEY).with("zones", "fr-par-1")), Kind::Volume, "block").unwrap().items.len(), 0);
}

#[test]
fn a_zone_or_a_server_that_was_not_asked_is_told() {
    let listing = list(&connect(shared(account()), &values(KEY).with("zones", "fr-par-1\nit-mil-1")), Kind::Volume, "block").unwrap();
    assert_eq!(listing.remarks, ["Block Storage is not offered in it-mil-1, so it was not asked there."]);
    assert!(list(&demo(), Kind::Volume, "block").unwrap().remarks.is_empty(), "nobody asked for that zone");
    let only = connect(shared(account()), &values(KEY).with("zones", "it-mil-1"));
    let Ok(Held::Absent(reason)) = block_on(only.link.list(Kind::Snapshot, "block", None)) else { panic!() };
    assert!(reason.contains("not offered in it-mil-1"), "{reason}");
    let denied = r#"{"message":"insufficient permissions","type":"authorization_required"}"#;
    let server = Between(account(), move |call: &Call| call.path.ends_with("/servers").then(|| says(403, denied)));
    let listing = list(&connect(shared(server), &values(KEY).with("zones", "fr-par-1")), Kind::Volume, "block").unwrap();
    let used = listing.items.iter().flatten().find(|volume| volume.name == "web-assets").unwrap();
    assert_eq!((used.attached, used.users[0].name == used.users[0].id), (Some(true), true));
    assert!(listing.remarks[0].starts_with("The servers of fr-par-1 could not be read"), "{:?}", listing.remarks);
}

#[test]
fn an_error_page_of_10_mb_is_cut_short() {
    for (body, kind) in [
        (format!(r#"{{"type":"internal_error","message":"{}"}}"#, "panic! ".repeat(1_500_000)), Failed),
        (format!("<!DOCTYPE html>{}", "<p>no</p>".repeat(1_200_000)), Failed),
        ("no ".repeat(3_500_000), Failed),
    ] {
        let server = Between(account(), move |_: &Call| Some(says(500, &body)));
        let desk = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
        let error = block_on(desk.link.list(Kind::Volume, "block", None)).unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(error.message.chars().count() <= 2000 && error.body.as_ref().unwrap().chars().count() <= 4000);
    }
}

#[test]
fn something_else_at_the_address_is_not_taken_for_scaleway() {
    for (status, body) in [(200, "<!DOCTYPE html><p>Welcome</p>"), (404, "404 page not found"), (200, r#"{"volumes":"full"}"#)] {
        let desk = connect(shared(Between(account(), move |_: &Call| Some(says(status, body)))), &values(KEY));
        let (steps, end) = test(&desk);
        assert_eq!((end, steps.last().map(|step| step.title)), (Err(Unreadable), Some("Product")), "{steps:?}");
    }
    let silent = connect(shared(Between(account(), |_: &Call| Some(Reply::Lost))), &values(KEY));
    assert_eq!(test(&silent).1, Err(Unreachable));
}

#[test]
fn a_write_whose_answer_was_lost_is_sent_once_and_looked_for() {
    let desk = demo();
    let known = desk.known();
    let check = |action: &str, target: Option<&Resource>, extra: &[(&'static str, &str)], happened: bool, words: &str| {
        let before = desk.writes().len();
        let settled = desk.run(action, target, &known, extra);
        assert_eq!(desk.writes().len(), before + 1, "{action} is sent once");
        let Settled::Unknown { found: Ok(found), .. } = settled else { panic!("{action}: {settled:?}") };
        let (is, said) = match &found {
            Finding::Happened(said) => (Some(true), said),
            Finding::NotSeen(said) => (Some(false), said),
            Finding::CannotTell(said) | Finding::Partly { words: said, .. } => (None, said),
        };
        assert!(is == Some(happened) && said.contains(words), "{action}: {found:?}");
    };
    check("block-create", None, &[("name", "a-lost-answer")], true, "a-lost-answer is there, creating, with the id ");
    check("block-create", None, &[("name", "a-lost-request")], false, "There is no new volume a-lost-request.");
    check("instance-create", None, &[("name", "b-lost-answer")], true, "b-lost-answer is there, available");
    check("instance-create", None, &[("name", "b-html")], false, "There is no new volume b-html.");
    check("block-import", None, &[("name", "i-lost-answer")], true, "i-lost-answer is there");
    let lost = find(&desk, "zz test: lost-answer");
    let never = find(&desk, "zz test: lost-request");
    for (volume, happened) in [(&lost, true), (&never, false)] {
        let pick = |yes: &'static str, no: &'static str| if happened { yes } else { no };
        check("block-edit", Some(volume), &[("tags", "new")], happened, pick("is as it was asked for", "is not changed"));
        check("block-snapshot", Some(volume), &[("name", "snap")], happened, pick("snap is there", "no new snapshot snap"));
        check("block-resize", Some(volume), &[("size", "20 GB")], happened, pick("is being changed", "is not changed"));
        desk.clock.advance(60_000);
        check("block-iops", Some(volume), &[], happened, pick("is being changed", "is not changed"));
        desk.clock.advance(60_000);
        check("block-attach", Some(volume), &[], happened, pick("is used by archive-1", "is not used by that server"));
        desk.clock.advance(60_000);
        if happened {
            let now = desk.get(Kind::Volume, &volume.id).unwrap();
            check("block-detach", Some(&now), &[], true, "is being detached");
            desk.clock.advance(60_000);
        }
        check("block-delete", Some(volume), &[], happened, pick("is gone", "is still there"));
    }
    // What the snapshot is put into cannot be seen from here once it is over.
    let snapshot = find(&desk, "vmware import");
    check("block-export", Some(&snapshot), &[("key", "x-lost-answer")], true, "vmware import is exporting");
    let Settled::Unknown { found: Ok(Finding::CannotTell(_)), .. } =
        desk.run("block-export", Some(&find(&desk, "search reindex")), &known, &[("key", "x-lost-request")])
    else {
        panic!()
    };
}

#[test]
fn an_old_volume_of_the_same_name_is_not_taken_for_the_lost_one() {
    let desk = demo();
    // Nothing is known: the list has not been read.
    let settled = desk.run("block-create", None, &[], &[("name", "build-cache"), ("kms_key_id", ""), ("tags", "")]);
    assert!(matches!(settled, Settled::Done(_)));
    desk.clock.advance(3_600_000);
    let server = Between(account(), |call: &Call| (call.method == "POST").then_some(Reply::Lost));
    let desk = connect(shared(server), &values(KEY));
    let settled = desk.run("block-create", None, &[], &[("name", "build-cache")]);
    assert!(matches!(settled, Settled::Unknown { found: Ok(Finding::NotSeen(_)), .. }), "{settled:?}");
}

#[test]
fn every_failure_by_name_has_its_kind() {
    let desk = demo();
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
        let error = match desk.run("block-create", None, &[], &[("name", word)]) {
            Settled::Refused(error) if kind != Failed => error,
            // What broke down is looked into.
            Settled::Unknown { error, found: Ok(Finding::NotSeen(_)) } if kind == Failed => error,
            other => panic!("{word}: {other:?}"),
        };
        assert_eq!(error.kind, kind, "{word}");
        assert!(error.request_id.is_some() && !error.message.is_empty(), "{error:?}");
        let fields: Vec<_> = error.fields.iter().map(|field| field.field).collect();
        assert_eq!(fields, if word == "fail-400" { vec!["name"] } else { vec![] });
    }
    let Settled::Unknown { error, found: Ok(Finding::Happened(words)) } = desk.run("block-create", None, &[], &[("name", "a done-500")])
    else {
        panic!()
    };
    assert_eq!((error.kind, words.starts_with("a done-500 is there, creating, with the id ")), (Failed, true), "{words}");
    let known = desk.known();
    let done = find(&desk, "zz test: done-500");
    for (action, extra, seen) in [
        ("block-edit", ("tags", "new"), "is as it was asked for"),
        ("block-snapshot", ("name", "snap"), "snap is there"),
        ("block-resize", ("size", "20 GB"), "is being changed"),
        ("block-delete", ("", ""), "is gone"),
    ] {
        desk.clock.advance(60_000);
        let settled = desk.run(action, Some(&done), &known, &[extra]);
        assert!(
            matches!(&settled, Settled::Unknown { found: Ok(Finding::Happened(words)), .. } if words.contains(seen)),
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
        let volume = find(&desk, &format!("zz test: {word}"));
        assert_eq!(desk.get(Kind::Volume, &volume.id).unwrap_err().kind, kind, "{word}");
    }
    assert!(desk.get(Kind::Volume, &find(&desk, "zz test: read-slow").id).is_ok());
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
        for (source, shape) in [("block", Shape::Current), ("instance", Shape::Current), ("legacy", Shape::Legacy)] {
            let api = if shape == Shape::Legacy { "legacy" } else { "current" };
            let narrowed = values(KEY).with("narrow", word).with("api", api);
            let desk = connect(shared(Server::new(shape, Seed::Demo, BEGIN)), &narrowed);
            assert_eq!(list(&desk, Kind::Volume, source).err(), kind, "{word} {source}");
        }
    }
}

#[test]
fn forms_that_cannot_be_right_are_not_sent() {
    let desk = demo();
    let fields = |action: &str, target: Option<&Resource>, values: &[(&'static str, &str)]| match desk.run(action, target, &[], values) {
        Settled::NotSent(wrong) => wrong.iter().map(|error| error.field).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields("block-create", None, &[("size", "10 GiB")]), "size");
    assert_eq!(fields("block-create", None, &[("size", "11 TB")]), "size");
    assert_eq!(fields("block-create", None, &[("perf_iops", "fast"), ("name", "")]), "name perf_iops");
    assert_eq!(fields("block-create", None, &[("project_id", "")]), "project_id");
    assert_eq!(
        fields("block-create", None, &[("from", "snapshot"), ("snapshot_id", ""), ("snapshot_size", "1500 MB")]),
        "snapshot_id snapshot_size"
    );
    assert_eq!(fields("instance-create", None, &[("size", "1000000001 B")]), "size");
    let volume = find(&desk, "uploads-2025");
    assert_eq!(fields("block-resize", Some(&volume), &[("size", "2000 GB")]), "size");
    assert_eq!(fields("block-attach", Some(&volume), &[("server", "")]), "server");
    assert!(desk.writes().is_empty());
}

#[test]
fn an_address_of_another_provider_or_api_is_not_found() {
    let desk = demo();
    for id in ["csi/default/pg", "block/fr-par-1", "legacy/-/x", "block/fr-par-1/00000000-0000-4000-8000-000000000000"] {
        assert_eq!(desk.get(Kind::Volume, &voldeck::model::Id::new(id)).unwrap_err().kind, NotFound, "{id}");
    }
    // Block does not say that a snapshot is not there. (Recorded.)
    assert_eq!(desk.get(Kind::Snapshot, &voldeck::model::Id::new("block/fr-par-1/foreign")).unwrap_err().kind, Forbidden);
}
