//! A password is sent as seldom as can be: Keystone locks accounts.

use std::cell::Cell;
use std::rc::Rc;

use super::setup::{Cloud, client, cloud, sign_in, token};
use super::signing::{REFUSED, listed};
use crate::cinder::OPERATIONS;
use crate::concurrency::join_limited;
use futures_executor::block_on;
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::client::Client;
use voldeck_core::http::ErrorKind;
use voldeck_core::model::Kind;

/// A Keystone that counts how often the password comes, and takes it as long as it says so.
fn strict(good: &Rc<Cell<bool>>) -> (Rc<Cloud>, Rc<Cell<usize>>) {
    let (good, sent) = (good.clone(), Rc::new(Cell::new(0)));
    let counted = sent.clone();
    let cloud = cloud(71, move |_, request| {
        let password = request.body.as_ref().is_some_and(|body| body.reveal().contains("the-password"));
        counted.set(counted.get() + usize::from(password));
        (password && !good.get()).then(|| (401, REFUSED.to_owned()))
    });
    (cloud, sent)
}

#[test]
fn a_refused_password_is_sent_once_until_somebody_asks_for_it() {
    let good = Rc::new(Cell::new(false));
    let (cloud, sent) = strict(&good);
    let client = client(&cloud, &sign_in());
    let context = ActionContext { client: &client, target: None, known: &[] };
    for _ in 0..3 {
        // What a page does by itself: lists, forms, what is on screen.
        for (kind, source) in [(Kind::Volume, "volumes"), (Kind::Snapshot, "snapshots"), (Kind::Group, "groups")] {
            let error = block_on(client.list(kind, source, None)).unwrap_err();
            assert_eq!((error.kind, error.ask_no_more), (ErrorKind::Unauthenticated, true));
            assert!(error.help().contains("does not send these again"), "{}", error.help());
        }
        for field in ["projects", "regions"] {
            assert!(block_on((OPERATIONS.options)(field, context, &Values::default())).unwrap_err().ask_no_more);
        }
        block_on(client.detect_version());
        cloud.now.set(cloud.now.get() + 60_000);
    }
    assert_eq!(sent.get(), 1);
    // Who tests the connection asks for it.
    assert!(block_on((OPERATIONS.test)(&client, &|_| ())).is_err());
    assert_eq!(sent.get(), 2);
    good.set(true);
    assert!(block_on(client.list(Kind::Volume, "volumes", None)).is_err());
    assert_eq!(sent.get(), 2);
    assert!(block_on((OPERATIONS.test)(&client, &|_| ())).is_ok());
    assert!(block_on(client.list(Kind::Volume, "volumes", None)).is_ok());
    assert_eq!(sent.get(), 3);
}

#[test]
fn lists_that_ask_at_once_send_a_refused_password_once() {
    let (cloud, sent) = strict(&Rc::new(Cell::new(false)));
    let client = client(&cloud, &sign_in());
    let answers = block_on(join_limited((0..5).map(|_| client.list(Kind::Volume, "volumes", None)).collect()));
    assert!(answers.iter().all(|answer| answer.as_ref().is_err_and(|error| error.ask_no_more)));
    assert_eq!(sent.get(), 1);
}

#[test]
fn a_password_that_was_good_is_refused_once_when_the_token_is_renewed() {
    let good = Rc::new(Cell::new(true));
    let (cloud, sent) = strict(&good);
    let client = client(&cloud, &sign_in());
    let list = || block_on(client.list(Kind::Volume, "volumes", None)).map(|_| ()).map_err(|error| (error.kind, error.ask_no_more));
    assert_eq!((list(), sent.get()), (Ok(()), 1));
    good.set(false);
    cloud.now.set(cloud.now.get() + 2 * 3_600_000);
    for _ in 0..4 {
        assert_eq!((list(), sent.get()), (Err((ErrorKind::Unauthenticated, true)), 2));
        cloud.now.set(cloud.now.get() + 60_000);
    }
}

#[test]
fn a_refusal_of_cinder_is_asked_again_and_costs_no_refused_password() {
    let left = Rc::new(Cell::new(2));
    let counted = left.clone();
    let cloud = cloud(71, move |call, _| {
        let refuses = call.contains("/volumes/detail") && counted.get() > 0;
        counted.set(counted.get() - i32::from(refuses));
        refuses.then(|| (401, REFUSED.to_owned()))
    });
    let client = client(&cloud, &sign_in());
    let error = block_on(client.list(Kind::Volume, "volumes", None)).unwrap_err();
    assert_eq!((error.kind, error.ask_no_more), (ErrorKind::Unauthenticated, false));
    assert!(block_on(client.list(Kind::Volume, "volumes", None)).is_ok());
    assert_eq!(left.get(), 0);
}

#[test]
fn an_account_with_a_project_of_its_own_gets_the_one_that_is_asked_for() {
    let check = |exchanges: bool, passwords: usize| {
        let sent = Rc::new(Cell::new(0));
        let counted = sent.clone();
        let cloud = cloud(71, move |call, request| {
            if !call.contains("/auth/tokens") {
                return None;
            }
            let body = request.body.as_ref().map_or("", |body| body.reveal());
            counted.set(counted.get() + usize::from(body.contains("the-password")));
            match (body.contains("\"scope\""), body.contains("the-password")) {
                (false, _) => Some((201, token(Some("b7c6"), &["RegionOne"]).replace("\"storage\"", "\"home\""))),
                (true, false) if !exchanges => Some((403, r#"{"error":{"code":403,"message":"rescope a scoped token"}}"#.to_owned())),
                _ => None,
            }
        });
        listed(&cloud, &sign_in()).unwrap();
        assert_eq!(cloud.count("GET http://cloud/volume/v3/5a1f"), 1, "{exchanges}");
        assert_eq!(sent.get(), passwords, "{exchanges}");
    };
    check(true, 1);
    check(false, 2);
}

#[test]
fn keystone_tells_until_when_its_token_is_valid_and_another_one_is_got_by_itself() {
    let (cloud, _) = strict(&Rc::new(Cell::new(true)));
    let client = client(&cloud, &sign_in());
    assert_eq!(client.expiry(), None, "nobody has told it before the first sign-in");
    block_on(client.detect_version());
    let expiry = client.expiry().unwrap();
    assert_eq!((expiry.at.rfc3339().as_str(), expiry.renews), ("2026-11-21T04:00:00Z", true));
    assert_eq!(expiry.since.unwrap().rfc3339(), "2026-11-21T03:00:00Z");
}
