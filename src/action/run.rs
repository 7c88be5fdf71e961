//! The one write path: check, send once, and, if the answer was lost, look.

use super::{Action, Scene, Values};
use crate::http::{Effect, Error, ErrorKind, FieldError, Secret};
use crate::model::Id;

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
}

impl Outcome {
    /// It happened, and the server had nothing to add.
    pub fn done(sentence: impl Into<String>) -> Self {
        Self { done: sentence.into(), ..Self::default() }
    }
}

/// What looking found after a lost answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It happened; the sentence says what was seen.
    Happened(String),
    /// It did not happen, as of now.
    NotSeen(String),
    /// Looking cannot tell.
    CannotTell(String),
}

/// How an action ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// Accepted.
    Done(Outcome),
    /// Refused or failed; nothing is unknown.
    Refused(Error),
    /// Not sent: these fields are wrong.
    NotSent(Vec<FieldError>),
    /// Sent, answer lost. What looking found, or why looking failed.
    Unknown {
        /// How the answer was lost.
        error: Error,
        /// What was found instead.
        found: Result<Finding, Error>,
    },
}

/// Carries out an action. Its request is sent at most once, whatever happens; an [`Action::otherwise`] follows only what was refused.
pub async fn run(action: &Action, scene: &Scene<'_>, values: &Values) -> Settled {
    run_telling(action, scene, values, &|_| ()).await
}

/// The same; `lost` is told at once when the answer is lost, before looking begins, because looking may take long.
pub async fn run_telling(action: &Action, scene: &Scene<'_>, values: &Values, lost: &dyn Fn(&Error)) -> Settled {
    if let Some(reason) = (action.refuse)(scene) {
        return Settled::Refused(Error::new(ErrorKind::WrongState, action.operation, reason));
    }
    let mut wrong = (action.form)(scene).check(values);
    wrong.extend((action.check)(scene, values));
    if !wrong.is_empty() {
        return Settled::NotSent(wrong);
    }
    let request = (action.request)(scene, values);
    let send = |request| scene.link.session().exchange(action.operation, Effect::Write, request, action.timeout_millis);
    let mut answer = send(request).await;
    if let Err(error) = &answer
        && error.kind.is_refusal()
        && let Some(request) = (action.otherwise)(scene, values, error)
    {
        answer = send(request).await;
    }
    match answer {
        Ok(response) => Settled::Done((action.outcome)(scene, values, &response)),
        Err(error) if error.kind == ErrorKind::OutcomeUnknown => {
            lost(&error);
            let found = (action.probe)(scene, values).await;
            Settled::Unknown { error, found }
        }
        Err(error) => Settled::Refused(error),
    }
}
