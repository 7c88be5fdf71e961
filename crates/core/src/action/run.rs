//! The one write path: check, send once, and, if the answer was lost, look.

use super::{Action, ActionContext, Values};
use crate::http::{Access, Error, ErrorKind, FieldError, Secret};
use crate::model::{Id, Kind};

/// What came of an accepted action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What happened, in a sentence: `Registered pg-data.`
    pub done: String,
    /// What the server said beside that: warnings. Verbatim.
    pub said: Option<String>,
    /// The resource it made.
    pub created: Option<Id>,
    /// What the server tells once and nobody can read again, and what it is: a key to hand on. Shown once, and kept nowhere.
    pub once: Option<(&'static str, Secret)>,
    /// When the answer came, in milliseconds since the epoch.
    pub at_millis: u64,
}

/// What looking found after a lost answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// It happened; the sentence says what was seen.
    Happened(String),
    /// It did not happen, as of now.
    NotSeen(String),
    /// Part of it happened: the storage was changed, the provider's own state was not, or the other way round.
    Partly {
        /// What is there now and what is gone.
        words: String,
        /// What can be done about it: an action by its name, and the resource that it is done to.
        next: Option<(&'static str, Kind, Id)>,
    },
    /// Looking cannot tell.
    CannotTell(String),
}

/// How an action ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionResult {
    /// Accepted.
    Done(Outcome),
    /// Refused; nothing was done.
    Refused(Error),
    /// Not sent: what it is done to was read just before, and has gone or could not be read.
    Gone(Error),
    /// Not sent: whoever runs this console, or the person, does not allow it. The provider was not asked.
    Disallowed(Error),
    /// Not sent: these fields are wrong.
    NotSent(Vec<FieldError>),
    /// Sent, and its answer was lost or does not tell what was done. What looking found, or why looking failed.
    Unknown {
        /// How the answer was lost, or the answer.
        error: Error,
        /// What was found instead.
        found: Result<Verification, Error>,
    },
}

/// Carries out an action. Its request is sent at most once, whatever happens; a [`WriteEndpoint::fallback`](super::WriteEndpoint::fallback) follows only what was refused.
pub async fn run(action: &Action, context: &ActionContext<'_>, values: &Values) -> ActionResult {
    execute_with(action, context, values, None, &|_| ()).await
}

/// The same, unless it is `disallowed` for this reason, whatever the provider would say: then nothing is read or sent. `lost` is told at once when the answer is lost or leaves open what was done, before looking begins, because looking
/// may take long.
pub async fn execute_with(
    action: &Action,
    context: &ActionContext<'_>,
    values: &Values,
    disallowed: Option<String>,
    lost: &dyn Fn(&Error),
) -> ActionResult {
    if let Some(reason) = disallowed {
        return ActionResult::Disallowed(Error::new(ErrorKind::Invalid, action.endpoint.operation, reason));
    }
    let fresh = match context.target.filter(|_| action.reads_first()) {
        Some(target) => match context.client.get(target.kind, &target.id, None).await {
            // What a list counted and a full answer leaves out still counts.
            Ok((fresh, _)) => Some(fresh.or(target)),
            Err(error) => return ActionResult::Gone(error),
        },
        None => None,
    };
    let now = ActionContext { target: fresh.as_ref().or(context.target), ..*context };
    carry_out(action, &now, values, lost).await
}

async fn carry_out(action: &Action, context: &ActionContext<'_>, values: &Values, lost: &dyn Fn(&Error)) -> ActionResult {
    if let Some(reason) = (action.disabled_reason)(context) {
        return ActionResult::Refused(Error::new(ErrorKind::WrongState, action.endpoint.operation, reason));
    }
    let mut wrong = (action.form)(context).check(values);
    wrong.extend((action.check)(context, values));
    if !wrong.is_empty() {
        return ActionResult::NotSent(wrong);
    }
    let request = (action.endpoint.request)(context, values);
    let send = |request| context.client.session().exchange(action.endpoint.operation, Access::Write, request, action.timeout_millis);
    let mut answer = send(request).await;
    if let Err(error) = &answer
        && !error.may_have_applied()
        && let Some(request) = (action.endpoint.fallback)(context, values, error)
    {
        answer = send(request).await;
    }
    match answer {
        Ok(response) => {
            let at_millis = context.client.session().clock.now_millis();
            let answer = (action.endpoint.decode)(context, values, &response);
            let done = (action.done)(context, values, &answer);
            ActionResult::Done(Outcome { done, said: answer.said, created: answer.created, once: answer.once, at_millis })
        }
        Err(error) if error.may_have_applied() => {
            lost(&error);
            let found = (action.verify)(context, values).await;
            ActionResult::Unknown { error, found }
        }
        Err(error) => ActionResult::Refused(error),
    }
}
