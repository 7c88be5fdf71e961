//! An accepted change is looked at until it ends.

use futures_executor::block_on;

use super::*;
use crate::action::follow::{Accepted, Followed, follow};

const MINUTE: u64 = 60_000;

/// What became of a change.
struct End {
    followed: Followed,
    told: Vec<String>,
    millis: u64,
    looked: u32,
    asked_why: Vec<String>,
}

/// Follows a change whose looks give these in turn.
fn followed(looks: Vec<Result<Progress, Error>>, why: Option<&'static str>, created: Option<Id>) -> End {
    let mut fake = Fake::new();
    fake.why = why;
    fake.line.now.set(1_000_000);
    *fake.looks.borrow_mut() = looks.into();
    let target = used(Some(false));
    let context = ActionContext { client: &fake, target: Some(&target), known: &[] };
    let (values, told) = (Values::default(), RefCell::new(Vec::new()));
    let outcome = Outcome { done: "Deleting data.".to_owned(), created, ..Outcome::default() };
    let accepted = Accepted { action: &DELETE, context: &context, values: &values, outcome: &outcome };
    let look = |accepted: Accepted<'_>| -> LocalBoxFuture<'_, Result<Progress, Error>> {
        let fake = Fake::of(accepted.context);
        fake.looked.set(fake.looked.get() + 1);
        Box::pin(std::future::ready(next(&fake.looks)))
    };
    let followed = block_on(follow(accepted, look, &|word| told.borrow_mut().push(word.to_owned())));
    let asked_why = fake.asked_why.borrow().clone();
    End { followed, told: told.into_inner(), millis: fake.line.now.get() - 1_000_000, looked: fake.looked.get(), asked_why }
}

#[expect(clippy::unnecessary_wraps, reason = "what a look gives")]
fn changing(word: &str) -> Result<Progress, Error> {
    Ok(Progress::Changing(word.to_owned()))
}

#[expect(clippy::unnecessary_wraps, reason = "what a look gives")]
fn back() -> Result<Progress, Error> {
    Ok(Progress::Back("data is available.".to_owned()))
}

#[expect(clippy::unnecessary_wraps, reason = "what a look gives")]
fn done() -> Result<Progress, Error> {
    Ok(Progress::Done("Deleted data.".to_owned()))
}

#[expect(clippy::unnecessary_wraps, reason = "what a look gives")]
fn failed() -> Result<Progress, Error> {
    Ok(Progress::Failed("data is error_deleting.".to_owned()))
}

fn unread(times: usize) -> Vec<Result<Progress, Error>> {
    vec![Err(error(ErrorKind::Busy)); times]
}

#[test]
fn a_change_is_followed_until_it_ends_and_each_new_word_is_told_once() {
    let check = |looks: Vec<Result<Progress, Error>>, why: Option<&'static str>, expected: Followed, told: &[&str]| {
        let shown = format!("{looks:?}");
        let (number, end) = (looks.len(), followed(looks, why, None));
        assert_eq!(
            (&end.followed, end.told.as_slice()),
            (&expected, told.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().as_slice()),
            "{shown}"
        );
        assert_eq!(end.looked as usize, number, "{shown}");
    };
    let gone = || Followed::Done("Deleted data.".into());
    check(vec![done()], None, gone(), &[]);
    check(
        vec![changing("deleting"), changing("deleting"), changing("deleting, 40 %"), changing("deleting, 40 %"), done()],
        None,
        gone(),
        &["deleting", "deleting, 40 %"],
    );
    check(vec![failed()], None, Followed::Failed("data is error_deleting.".into()), &[]);
    let reason = Some("The volume is busy.");
    check(
        vec![changing("deleting"), failed()],
        reason,
        Followed::Failed("data is error_deleting. The volume is busy.".into()),
        &["deleting"],
    );
    check(vec![changing("deleting"), back()], None, Followed::Back("data is available.".into()), &["deleting"]);
    check(vec![changing("deleting"), back()], reason, Followed::Back("data is available. The volume is busy.".into()), &["deleting"]);
    // Why it was done needs no reason.
    check(vec![done()], reason, gone(), &[]);
    // It had not begun yet.
    check(vec![back(), back(), changing("deleting"), done()], None, gone(), &["deleting"]);
    check(vec![back(), back(), done()], None, gone(), &[]);
}

#[test]
fn what_never_begins_is_back_after_a_minute_and_not_before() {
    let end = followed(vec![back()], Some("Nobody asked."), None);
    assert_eq!(end.followed, Followed::Back("data is available. Nobody asked.".into()));
    assert!((MINUTE..MINUTE + 10_000).contains(&end.millis), "{}", end.millis);
    assert!(end.looked > 5 && end.told.is_empty());
}

#[test]
fn readings_that_fail_are_borne_for_a_while() {
    let check = |looks: Vec<Vec<Result<Progress, Error>>>, good: bool| {
        let end = followed(looks.concat(), None, None);
        match end.followed {
            Followed::Done(_) => assert!(good),
            Followed::Unknown(words) => assert!(!good && words.contains("could not be followed any longer: said so"), "{words}"),
            other => panic!("{other:?}"),
        }
    };
    check(vec![unread(9), vec![done()]], true);
    check(vec![unread(10), vec![done()]], false);
    check(vec![unread(9), vec![changing("deleting")], unread(9), vec![done()]], true);
    check(vec![unread(4), vec![back()], unread(9), vec![done()]], true);
    // After a reading that failed, a change that was seen to begin is still known to have begun.
    let end = followed([vec![changing("deleting")], unread(3), vec![back()]].concat(), None, None);
    assert_eq!(end.followed, Followed::Back("data is available.".into()));
}

#[test]
fn where_asking_again_does_harm_once_is_enough() {
    let mut refused = error(ErrorKind::Unauthenticated);
    refused.ask_no_more = true;
    let end = followed(vec![changing("deleting"), Err(refused), done()], None, None);
    assert!(matches!(end.followed, Followed::Unknown(words) if words.contains("said so")));
    assert_eq!(end.looked, 2);
}

#[test]
fn after_an_hour_nobody_looks_any_more() {
    let check = |looks: Vec<Result<Progress, Error>>, words: &str| {
        let end = followed(looks, None, None);
        assert_eq!(end.followed, Followed::Unknown(words.into()));
        assert!((60 * MINUTE..60 * MINUTE + 11_000).contains(&end.millis), "{}", end.millis);
        // At first often, then every ten seconds.
        assert!((360..380).contains(&end.looked), "{}", end.looked);
    };
    check(vec![changing("deleting")], "It was accepted an hour ago and has not ended. It is still deleting.");
}

#[test]
fn the_reason_is_asked_of_what_was_made_and_otherwise_of_what_it_was_done_to() {
    let asked = |created| followed(vec![failed()], None, created).asked_why;
    assert_eq!(asked(None), ["volume volume/v since 1000000"]);
    assert_eq!(asked(Some(Id::new("volume/new"))), ["volume volume/new since 1000000"]);
    assert!(followed(vec![done()], None, None).asked_why.is_empty());
}
