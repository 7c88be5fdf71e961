//! What becomes of a change after the provider has accepted it: done, failed, or back to what it was without a word.
//!
//! Many providers answer "accepted" and carry the change out afterwards. A row says how to look ([`Action::follow`]); the loop that
//! looks until it ends is here, for all of them.

use super::{Action, ActionContext, Outcome, Values};
use crate::fill;
use crate::http::{Error, LocalBoxFuture};
use crate::model::{Id, Kind, Phase, Resource};

/// An accepted change, to be looked at.
#[derive(Clone, Copy)]
pub struct Accepted<'a> {
    /// What was done.
    pub action: &'a Action,
    /// Where, and to what as it was before.
    pub context: &'a ActionContext<'a>,
    /// With which values.
    pub values: &'a Values,
    /// What the answer said.
    pub outcome: &'a Outcome,
}

/// How far an accepted change has come, as of one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It goes on; the word is the provider's: `deleting`, `snapshotting, 40 %`.
    Changing(String),
    /// It is done: `Deleted base-image.`
    Done(String),
    /// The provider gave up on it: `base-image is error_deleting.`
    Failed(String),
    /// Nothing goes on and nothing has changed: `base-image is still there: available.` Right after the answer this may only mean
    /// that it has not begun.
    Back(String),
}

/// Looks once, by reading.
pub type Follow = for<'a> fn(Accepted<'a>) -> LocalBoxFuture<'a, Result<Progress, Error>>;

/// How an accepted change ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// Done.
    Done(String),
    /// Failed, with the provider's reason where it tells one.
    Failed(String),
    /// Back to what it was, with the reason where the provider tells one.
    Back(String),
    /// Not known: it takes longer than anybody looks, or looking fails.
    Unknown(String),
}

/// How long to wait before each look at first and at most, in milliseconds.
const PAUSES: (u64, u64) = (1_000, 10_000);
/// How long a change may take to begin, in milliseconds: until then, "nothing goes on" is no answer.
const BEGINS_WITHIN_MILLIS: u64 = 60_000;
/// How long a change is followed, in milliseconds.
const FOLLOWED_MILLIS: u64 = 60 * 60_000;
/// How many looks may fail in a row.
const FAILURES: u32 = 10;

/// Follows an accepted change until it ends; `tell` hears each new word of the provider on the way.
pub async fn follow(accepted: Accepted<'_>, look: Follow, tell: &dyn Fn(&str)) -> Followed {
    let clock = &accepted.context.client.session().clock;
    let began = clock.now_millis();
    let (mut pause, mut failures, mut seen_changing) = (PAUSES.0, 0, false);
    let mut last = String::new();
    loop {
        clock.sleep(pause).await;
        pause = (pause * 3 / 2).min(PAUSES.1);
        let passed = clock.now_millis().saturating_sub(began);
        match look(accepted).await {
            Ok(Progress::Done(words)) => return Followed::Done(words),
            Ok(Progress::Failed(words)) => return Followed::Failed(with_reason(accepted, words, began).await),
            Ok(Progress::Back(words)) if seen_changing || passed >= BEGINS_WITHIN_MILLIS => {
                return Followed::Back(with_reason(accepted, words, began).await);
            }
            Ok(Progress::Back(_)) => failures = 0,
            Ok(Progress::Changing(words)) => {
                (failures, seen_changing) = (0, true);
                if words != last {
                    tell(&words);
                    last = words;
                }
            }
            Err(error) => {
                failures += 1;
                if failures == FAILURES || error.ask_no_more {
                    return Followed::Unknown(fill!("It could not be followed any longer: {error}", error));
                }
            }
        }
        if passed >= FOLLOWED_MILLIS {
            let still = if last.is_empty() { String::new() } else { fill!(" It is still {last}.", last) };
            return Followed::Unknown(fill!("It was accepted an hour ago and has not ended.{still}", still));
        }
    }
}

/// The words with what the provider tells of why.
async fn with_reason(accepted: Accepted<'_>, words: String, since_millis: u64) -> String {
    let Some((kind, id)) = subject(accepted) else { return words };
    match accepted.context.client.why_failed(kind, id, since_millis).await {
        // What stands beside the state may be all there is.
        Some(reason) if !words.contains(&reason) => format!("{words} {reason}"),
        _ => words,
    }
}

/// What the change is about: what it made, or else what it was done to.
fn subject(accepted: Accepted<'_>) -> Option<(Kind, &Id)> {
    let created = accepted.action.creates.zip(accepted.outcome.created.as_ref());
    created.or_else(|| accepted.context.target.map(|target| (target.kind, &target.id)))
}

/// The provider's word for what goes on, with what it adds to it.
fn going_on(resource: &Resource) -> String {
    match &resource.status.detail {
        Some(detail) => format!("{}, {detail}", resource.status.label),
        None => resource.status.label.clone(),
    }
}

/// A deletion: done once what it was done to is gone.
pub fn gone(accepted: Accepted<'_>) -> LocalBoxFuture<'_, Result<Progress, Error>> {
    Box::pin(async move {
        let Some(target) = accepted.context.target else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        let name = &target.name;
        Ok(match accepted.context.find(target.kind, &target.id).await? {
            None => Progress::Done(fill!("Deleted {name}.", name)),
            Some(now) => match now.status.phase {
                Phase::Changing => Progress::Changing(going_on(&now)),
                // What had failed before looks as it did until the deletion begins.
                Phase::Failed if now.status.label == target.status.label => {
                    Progress::Back(fill!("{name} was not deleted; it is {now}.", name, now = going_on(&now)))
                }
                Phase::Failed => Progress::Failed(fill!("{name} was not deleted; it is {now}.", name, now = going_on(&now))),
                _ => Progress::Back(fill!("{name} was not deleted; it is {now} again.", name, now = going_on(&now))),
            },
        })
    })
}

/// Something new: done once it is ready.
pub fn made(accepted: Accepted<'_>) -> LocalBoxFuture<'_, Result<Progress, Error>> {
    Box::pin(async move {
        let Some((kind, id)) = accepted.action.creates.zip(accepted.outcome.created.as_ref()) else {
            return Ok(Progress::Done(accepted.outcome.done.clone()));
        };
        Ok(match accepted.context.find(kind, id).await? {
            None => Progress::Back(fill!("The new {noun} is not there.", noun = kind.noun())),
            Some(now) => match now.status.phase {
                Phase::Changing => Progress::Changing(going_on(&now)),
                Phase::Failed => Progress::Failed(fill!("{name} was made, but is {now}.", name = now.name, now = going_on(&now))),
                _ => Progress::Done(fill!("{name} is {now}.", name = now.name, now = going_on(&now))),
            },
        })
    })
}

/// A change of what it is done to: done once `reached` says so and nothing goes on any more.
pub fn changed(
    accepted: Accepted<'_>,
    reached: fn(&Accepted, &Resource) -> bool,
    done: fn(&Accepted, &Resource) -> String,
) -> LocalBoxFuture<'_, Result<Progress, Error>> {
    Box::pin(async move {
        let Some(target) = accepted.context.target else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        Ok(match accepted.context.find(target.kind, &target.id).await? {
            None => Progress::Failed(fill!("{name} is no longer there.", name = target.name)),
            Some(now) => match now.status.phase {
                Phase::Changing => Progress::Changing(going_on(&now)),
                Phase::Failed if target.status.phase != Phase::Failed => {
                    Progress::Failed(fill!("{name} is {now}.", name = now.name, now = going_on(&now)))
                }
                _ if reached(&accepted, &now) => Progress::Done(done(&accepted, &now)),
                _ => Progress::Back(fill!("{name} is {now} again, and as it was before.", name = now.name, now = going_on(&now))),
            },
        })
    })
}
