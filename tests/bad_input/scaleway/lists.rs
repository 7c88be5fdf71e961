//! Lists, their zones and pages, and what stands in them.

use super::*;
use crate::harness::servers::{self, Intercept};

#[test]
fn a_zone_that_fails_is_a_note_and_the_others_stay() {
    for (status, body, words) in [
        (500, r#"{"message":"internal error","type":"internal_error"}"#, "nl-ams-1: internal error"),
        (403, r#"{"message":"insufficient permissions","type":"permissions_denied"}"#, "nl-ams-1: insufficient permissions"),
        (502, "<html><body>bad gateway</body></html>", "nl-ams-1: The server is temporarily unavailable"),
        (429, "", "nl-ams-1: Too many calls at once"),
    ] {
        let server = Intercept(account(), move |call: &Request| call.path.contains("/nl-ams-1/").then(|| servers::json(status, body)));
        let harness = connect(shared(server), &values(KEY));
        let (whole, part) = (list(&demo(), Kind::Volume, "block").unwrap(), list(&harness, Kind::Volume, "block").unwrap());
        assert_eq!((part.items.len(), part.notes.len()), (whole.items.len() - 2, 1), "{status}");
        assert!(part.notes[0].message.starts_with(words), "{:?}", part.notes);
        let (steps, end) = harness.test_connection();
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
fn a_zone_or_a_server_that_was_not_asked_is_told() {
    let listing = list(&connect(shared(account()), &values(KEY).with("zones", "fr-par-1\nit-mil-1")), Kind::Volume, "block").unwrap();
    assert_eq!(listing.remarks, ["Block Storage is not offered in it-mil-1, so it was not asked there."]);
    assert!(list(&demo(), Kind::Volume, "block").unwrap().remarks.is_empty(), "nobody asked for that zone");
    let only = connect(shared(account()), &values(KEY).with("zones", "it-mil-1"));
    let Ok(ReadResult::Unsupported(reason)) = block_on(only.client.list(Kind::Snapshot, "block", None)) else { panic!() };
    assert!(reason.contains("not offered in it-mil-1"), "{reason}");
    let denied = r#"{"message":"insufficient permissions","type":"authorization_required"}"#;
    let server = Intercept(account(), move |call: &Request| call.path.ends_with("/servers").then(|| servers::json(403, denied)));
    let listing = list(&connect(shared(server), &values(KEY).with("zones", "fr-par-1")), Kind::Volume, "block").unwrap();
    let used = listing.items.iter().flatten().find(|volume| volume.name == "web-assets").unwrap();
    assert_eq!((used.attached, used.attachments[0].name == used.attachments[0].id), (Some(true), true));
    assert!(listing.remarks[0].starts_with("The servers of fr-par-1 could not be read"), "{:?}", listing.remarks);
}

#[test]
fn an_empty_429_is_waited_out_and_then_told() {
    // Twice is waited out, longer each time.
    for (times, good) in [(2, true), (3, false)] {
        let left = Cell::new(times);
        let server = Intercept(account(), move |call: &Request| {
            let limited = call.path == "/block/v1/zones/fr-par-1/volumes" && left.get() > 0;
            left.set(left.get() - i32::from(limited));
            limited.then(|| {
                Outcome::Now(Response { status: 429, headers: vec![("X-Envoy-Ratelimited".into(), "true".into())], body: Vec::new() })
            })
        });
        let harness = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
        let listing = list(&harness, Kind::Volume, "block");
        assert_eq!(listing.as_ref().err(), if good { None } else { Some(&Busy) });
        let waited = voldeck_core::http::Clock::now_millis(&*harness.clock) - BEGIN;
        assert!(waited >= 600 + 1200, "{waited}");
    }
}

#[test]
fn a_list_that_changes_between_its_pages_shows_nothing_twice_and_says_what_is_missing() {
    // Behind the first page a volume is made (of which the order by creation takes care) or deleted, and all others move up.
    let name = |number: usize| format!(r#"{{"id":"v{number:03}","name":"n{number:03}","size":1000000000,"status":"available"}}"#);
    let page = |from: usize, to: usize, total: usize| {
        let items: Vec<_> = (from..to).map(name).collect();
        servers::json(200, &format!(r#"{{"volumes":[{}],"total_count":{total}}}"#, items.join(",")))
    };
    let read = |second: &dyn Fn() -> Outcome| {
        let (first, second) = (page(0, 100, 150), RefCell::new(Some(second())));
        let server = Intercept(account(), move |call: &Request| {
            if call.query.contains("page=1&") {
                Some(first.clone())
            } else {
                Some(second.borrow_mut().take().unwrap_or_else(|| servers::json(200, r#"{"volumes":[],"total_count":151}"#)))
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
    let broken = read(&|| servers::json(500, r#"{"message":"no","type":"internal_error"}"#));
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
    let server = Intercept(account(), move |call: &Request| call.path.ends_with("fr-par-1/volumes").then(|| servers::json(200, body)));
    let harness = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
    let listing = list(&harness, Kind::Volume, "block").unwrap();
    let volume = listing.items[0].as_ref().unwrap();
    assert_eq!((volume.status.label.as_str(), volume.status.phase), ("hibernating", Phase::Unknown));
    let context = ActionContext { client: &*harness.client, target: Some(volume), known: &[] };
    assert!((harness.action("block-delete").disabled_reason)(&context).is_none());
}

#[test]
fn only_what_identifies_a_volume_can_make_it_unreadable() {
    let read = |item: &str| {
        let body = format!(r#"{{"volumes":[{{"id":"good","name":"good"}},{item}],"total_count":2}}"#);
        let server = Intercept(account(), move |call: &Request| call.path.ends_with("/volumes").then(|| servers::json(200, &body)));
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
        let volume = items.iter().flatten().find(|volume| volume.provider_id == "x").unwrap_or_else(|| panic!("{item}: {items:?}"));
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
        let server = Intercept(account(), move |_: &Request| Some(servers::json(200, body)));
        let harness = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
        assert_eq!(list(&harness, Kind::Volume, "block").err(), Some(Unreadable), "{body}");
        assert_eq!(list(&harness, Kind::Snapshot, "instance").err(), Some(Unreadable), "{body}");
    }
    // A total that cannot be read is none.
    let server = Intercept(account(), |_: &Request| Some(servers::json(200, r#"{"volumes":[],"total_count":"many"}"#)));
    assert_eq!(list(&connect(shared(server), &values(KEY).with("zones", "fr-par-1")), Kind::Volume, "block").unwrap().items.len(), 0);
}

#[test]
fn an_error_page_of_10_mb_is_cut_short() {
    for (body, kind) in [
        (format!(r#"{{"type":"internal_error","message":"{}"}}"#, "panic! ".repeat(1_500_000)), Failed),
        (format!("<!DOCTYPE html>{}", "<p>no</p>".repeat(1_200_000)), Failed),
        ("no ".repeat(3_500_000), Failed),
    ] {
        let server = Intercept(account(), move |_: &Request| Some(servers::json(500, &body)));
        let harness = connect(shared(server), &values(KEY).with("zones", "fr-par-1"));
        let error = block_on(harness.client.list(Kind::Volume, "block", None)).unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(error.message.chars().count() <= 2000 && error.body.as_ref().unwrap().chars().count() <= 4000);
    }
}
