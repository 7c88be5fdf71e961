//! What one look at an accepted change tells.

use futures_executor::block_on;

use super::*;
use crate::action::follow::{self, Accepted, Follow};
use crate::action::verify;
use crate::model::Timestamp;

fn look(follow: Follow, row: &Action, read: Result<Resource, Error>, created: Option<Id>) -> Result<Progress, ErrorKind> {
    look_at(&used(Some(false)), follow, row, read, created)
}

fn look_at(
    target: &Resource,
    follow: Follow,
    row: &Action,
    read: Result<Resource, Error>,
    created: Option<Id>,
) -> Result<Progress, ErrorKind> {
    let fake = Fake::new();
    fake.reads.borrow_mut().push_back(read);
    let context = ActionContext { client: &fake, target: Some(target), known: &[] };
    let outcome = Outcome { done: "Accepted.".to_owned(), created, ..Outcome::default() };
    let accepted = Accepted { action: row, context: &context, values: &Values::default(), outcome: &outcome };
    block_on(follow(accepted)).map_err(|error| error.kind)
}

fn snapshotting() -> Resource {
    let mut volume = volume(Phase::Changing, "snapshotting");
    volume.status.detail = Some("40 %".to_owned());
    volume
}

#[test]
fn a_deletion_is_done_once_it_is_not_found() {
    let check = |read, expected| assert_eq!(look(follow::gone, &DELETE, read, None), expected);
    check(Err(error(ErrorKind::NotFound)), Ok(Progress::Done("Deleted data.".into())));
    check(Ok(snapshotting()), Ok(Progress::Changing("snapshotting, 40 %".into())));
    check(Ok(volume(Phase::Failed, "error_deleting")), Ok(Progress::Failed("data was not deleted; it is error_deleting.".into())));
    check(Ok(volume(Phase::Ready, "available")), Ok(Progress::Back("data was not deleted; it is available again.".into())));
    // Something else is missing, or nothing could be read: that says nothing of the target.
    for kind in [ErrorKind::Missing, ErrorKind::Forbidden, ErrorKind::Busy, ErrorKind::Unreadable] {
        check(Err(error(kind)), Err(kind));
    }
}

#[test]
fn what_had_failed_before_is_no_deletion_that_failed_until_it_looks_otherwise() {
    let before = volume(Phase::Failed, "error");
    let check = |label: &str, expected| {
        assert_eq!(look_at(&before, follow::gone, &DELETE, Ok(volume(Phase::Failed, label)), None), Ok(expected));
    };
    check("error", Progress::Back("data was not deleted; it is error.".into()));
    check("error_deleting", Progress::Failed("data was not deleted; it is error_deleting.".into()));
}

#[test]
fn what_is_made_is_done_once_nothing_goes_on() {
    let new = || Some(Id::new("volume/new"));
    let check = |read, created, expected| assert_eq!(look(follow::made, &DELETE, read, created), expected);
    check(Ok(volume(Phase::Ready, "available")), new(), Ok(Progress::Done("data is available.".into())));
    check(Ok(volume(Phase::Changing, "creating")), new(), Ok(Progress::Changing("creating".into())));
    check(Ok(volume(Phase::Failed, "error")), new(), Ok(Progress::Failed("data was made, but is error.".into())));
    check(Err(error(ErrorKind::NotFound)), new(), Ok(Progress::Back("The new volume is not there.".into())));
    check(Err(error(ErrorKind::Busy)), new(), Err(ErrorKind::Busy));
    check(Err(error(ErrorKind::Busy)), None, Ok(Progress::Done("Accepted.".into())));
}

#[test]
fn a_change_is_done_once_it_is_reached_and_nothing_goes_on() {
    fn grown(accepted: Accepted<'_>) -> LocalBoxFuture<'_, Result<Progress, Error>> {
        follow::changed(accepted, |_, now| now.size.is_some(), |_, now| format!("{} has grown.", now.name))
    }
    let check = |read, expected| assert_eq!(look(grown, &DELETE, read, None), expected);
    let mut large = volume(Phase::Ready, "available");
    large.size = Some(crate::model::Bytes(7));
    let mut growing = snapshotting();
    growing.size = large.size;
    check(Ok(large), Ok(Progress::Done("data has grown.".into())));
    check(Ok(growing), Ok(Progress::Changing("snapshotting, 40 %".into())));
    check(Ok(volume(Phase::Ready, "available")), Ok(Progress::Back("data is available again, and as it was before.".into())));
    check(Ok(volume(Phase::Failed, "error_extending")), Ok(Progress::Failed("data is error_extending.".into())));
    check(Err(error(ErrorKind::NotFound)), Ok(Progress::Failed("data is no longer there.".into())));
    check(Err(error(ErrorKind::Missing)), Err(ErrorKind::Missing));
}

#[test]
fn the_target_is_read_to_tell_whether_it_happened() {
    let check = |read: Result<Resource, Error>, target: Option<&Resource>, expected: Result<Verification, ErrorKind>| {
        let fake = Fake::new();
        fake.reads.borrow_mut().push_back(read);
        let context = ActionContext { client: &fake, target, known: &[] };
        let values = Values::default();
        let looking =
            verify::target(&context, &values, |_, _, now| verify::happened(now.attached == Some(true), now, "is used", "is free"));
        assert_eq!(block_on(looking).map_err(|error| error.kind), expected);
    };
    let before = used(None);
    check(Ok(used(Some(true))), Some(&before), Ok(Verification::Happened("data is used.".into())));
    check(Ok(used(Some(false))), Some(&before), Ok(Verification::NotSeen("data is free.".into())));
    check(Err(error(ErrorKind::NotFound)), Some(&before), Ok(Verification::CannotTell("data is gone.".into())));
    check(Err(error(ErrorKind::Forbidden)), Some(&before), Err(ErrorKind::Forbidden));
    check(Err(error(ErrorKind::NotFound)), None, Ok(Verification::CannotTell("There is nothing to look at.".into())));
}

#[test]
fn new_is_what_was_not_known_and_was_not_made_before() {
    let fake = Fake::new();
    let (one, since) = (used(None), 5_000);
    let known = [one.clone()];
    let is_new = |known, one: &Resource| ActionContext { client: &fake, target: None, known }.is_new(one, since);
    assert!(is_new(&[], &one), "when it was made need not be told");
    assert!(!is_new(&known, &one));
    for (made, new) in [(4_000, false), (5_000, true)] {
        let mut one = one.clone();
        one.created = Some(Timestamp::from_millis(made));
        assert_eq!(is_new(&[], &one), new, "{made}");
    }
}
