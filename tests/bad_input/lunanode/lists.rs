//! Lists, their regions, and what stands in them.

use super::*;
use crate::harness::servers::FixedResponse;

#[test]
fn wrong_or_missing_parts_of_a_list_do_not_break_it() {
    let listed = |region: &str| listed(&connect(shared(account(ApiVersion::Documented)), &values().with("region", region)));
    assert_eq!(listed("list-nothing"), Ok(0));
    assert_eq!(listed("list-map"), Ok(2));
    assert_eq!(listed("list-slow"), Ok(0));
    assert_eq!(listed("list-fail-401"), Err(Unauthenticated));
    assert_eq!(listed("list-fail-403"), Err(Forbidden));
    assert_eq!(listed("list-fail-500"), Err(Failed));
    assert_eq!(listed("list-html"), Err(Busy));
    assert_eq!(listed("list-html-200"), Err(Unreadable));
    assert_eq!(listed("list-truncated"), Err(Unreachable));
    assert_eq!(listed("list-lost"), Err(Unreachable));
    assert_eq!(listed("atlantis"), Err(Missing));
}

#[test]
fn an_endless_error_page_is_cut() {
    let page: &'static str = Box::leak(format!("<!DOCTYPE html><html>{}</html>", "<p>error</p>".repeat(900_000)).into_boxed_str());
    assert!(page.len() > 10_000_000);
    for status in [200, 500, 502] {
        let harness = connect(shared(FixedResponse(status, "text/html", page)), &values());
        let error = volumes(&harness).unwrap_err();
        let words =
            if status == 502 { "temporarily unavailable" } else { "The server answered an HTML page, where LunaNode answers JSON." };
        assert!(error.message.contains(words), "{}", error.message);
        assert!(error.body.as_ref().unwrap().len() <= 4000);
    }
}

#[test]
fn a_region_that_fails_is_a_note_and_the_others_stay() {
    /// What the region answers, and the note.
    type Case = (fn() -> Outcome, &'static str);
    let cases: [Case; 3] = [
        (|| Outcome::Lost, "Region montreal: No answer came."),
        (|| says(r#"{"success":"no","error":"the region is under maintenance"}"#), "Region montreal: the region is under maintenance"),
        (|| says(r#"{"success":"yes"}"#), "Region montreal: volumes: there is none."),
    ];
    for (reply, expected) in cases {
        let server = Odd { server: account(ApiVersion::Early), action: "volume/list", region: "montreal", reply };
        let harness = connect(shared(server), &values());
        let listing = volumes(&harness).unwrap();
        let region = |name: &str| listing.items.iter().flatten().filter(|volume| volume.id.as_str().contains(name)).count();
        assert!(region("toronto") > 5 && region("roubaix") > 5 && region("montreal") == 0);
        assert!(listing.notes.iter().any(|note| note.message == expected), "{:?}", listing.notes);
    }
    // Where all fail there is nothing to show: it is an error.
    let server = Odd { server: account(ApiVersion::Early), action: "volume/snapshot-list", region: "", reply: || Outcome::Lost };
    let harness = connect(shared(server), &values());
    assert_eq!(block_on(harness.client.list(Kind::Snapshot, "snapshots", None)).unwrap_err().kind, Unreachable);
}

#[test]
fn regions_that_overlap_show_nothing_twice() {
    let same = || says(r#"{"success":"yes","volumes":[{"id":"7","name":"both","region":"toronto","size":"1","status":"active"}]}"#);
    let server = Odd { server: account(ApiVersion::Early), action: "volume/list", region: "montreal", reply: same };
    let twice = Odd { server: account(ApiVersion::Early), action: "volume/list", region: "", reply: same };
    let renamed = || says(r#"{"success":"yes","volumes":[{"id":"7","name":"called otherwise","region":"toronto"},{"id":"8"},7]}"#);
    let changing = Odd { server: account(ApiVersion::Early), action: "volume/list", region: "roubaix", reply: renamed };
    let changing = Both(changing, server);
    let listing = volumes(&connect(shared(changing), &values())).unwrap();
    let ids: Vec<_> = listing.items.iter().flatten().map(|volume| volume.id.as_str()).filter(|id| id.ends_with("/7")).collect();
    assert_eq!((ids, listing.items.iter().filter(|item| item.is_err()).count()), (vec!["volume/toronto/7"], 1));
    assert_eq!(listed(&connect(shared(twice), &values())), Ok(1));
}

#[test]
fn what_is_strange_in_a_list_is_a_row_or_is_shown_as_it_is() {
    let odd = || {
        says(
            r#"{"success":"yes","volumes":[{"id":"1","name":"a","region":"toronto","size":"1","status":"hibernating"},
            {"id":2,"name":null,"region":"toronto","size":3},{"id":"3","size":"plenty"},{"name":"no id"},null,
            {"id":"5","name":"e","size":"18446744073709551615","time_created":"yesterday","volume_type":{"iops":[1]}}]}"#,
        )
    };
    let harness =
        connect(shared(Odd { server: account(ApiVersion::Documented), action: "volume/list", region: "", reply: odd }), &values());
    let items = volumes(&harness).unwrap().items;
    assert_eq!((items.iter().flatten().count(), items.iter().filter(|item| item.is_err()).count()), (4, 1));
    let by_id = |id: &str| items.iter().flatten().find(|volume| volume.provider_id == id).unwrap();
    assert_eq!((by_id("1").status.label.as_str(), by_id("1").status.phase), ("hibernating", Phase::Unknown));
    assert_eq!((by_id("2").name.as_str(), by_id("2").status.label.as_str(), by_id("2").size), ("2", "not reported", Some(Bytes(3 << 30))));
    assert_eq!((by_id("5").size, by_id("5").created), (None, None));
    // What this console has not met is left to the server.
    let context = ActionContext { client: &*harness.client, target: Some(by_id("1")), known: &[] };
    for action in ["volume-attach", "volume-detach", "volume-extend", "volume-delete", "volume-snapshot"] {
        assert_eq!((harness.action(action).disabled_reason)(&context), None, "{action}");
    }
}
