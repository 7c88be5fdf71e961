//! Carrying an action out, and telling what became of it: until it ended, whatever the person looks at meanwhile.

use leptos::prelude::{GetUntracked as _, untrack};

use super::ActionState;
use crate::activity::{Entry, Status};
use crate::browser::clock::now_millis;
use crate::route::{Address, OpenAction, Page};
use voldeck_core::action::{
    Accepted, Action, ActionContext, ActionResult, Followed, Outcome, Values, Verb, Verification, execute_with, follow,
};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, FieldError};
use voldeck_core::model::{Id, Kind, Resource, Timestamp};
use voldeck_core::texts::t;

/// An action that is about to be carried out.
pub(super) struct Submission {
    pub action: &'static Action,
    pub connection: String,
    pub target: Option<Resource>,
    pub known: std::sync::Arc<Vec<Resource>>,
    pub values: Values,
    /// The request as it is shown, masked.
    pub shown: String,
}

/// How it ended for the form, which may have gone meanwhile.
pub(super) enum Ended {
    /// Nothing is left to do in it.
    Settled,
    /// These fields are wrong; nothing was sent.
    Wrong(Vec<FieldError>),
    /// It was not carried out: what is known of that, and the error.
    Not(String, Error),
}

impl Submission {
    fn entry(&self, number: u64, status: Status, what: String, detail: String) -> Entry {
        Entry {
            number,
            at: now_millis(),
            status,
            what,
            detail,
            call: self.shown.clone(),
            about: self.target.as_ref().map(|target| (target.kind, Address::new(&self.connection, &target.id))),
            next: None,
            connection: self.connection.clone(),
        }
    }

    fn title(&self) -> String {
        self.action.heading(self.target.as_ref().map_or("", |target| &target.name))
    }

    fn target_id(&self) -> Option<(Kind, &Id)> {
        self.target.as_ref().map(|target| (target.kind, &target.id))
    }

    fn refresh(&self, state: &ActionState) {
        state.cache.refresh_after(self.action, &self.connection, self.target_id());
    }

    /// Sends it and tells `ended` how it ended. What was accepted is followed after that.
    pub async fn carry_out(self, state: &ActionState, ended: impl FnOnce(Ended)) {
        // Anew, where the page that embeds the console gave it for a time that has passed.
        let client = match state.clients.client(&self.connection).await {
            Ok(client) => client,
            Err(error) => return ended(Ended::Not(t("Nothing was sent.").to_owned(), error)),
        };
        let context = ActionContext { client: &*client, target: self.target.as_ref(), known: &self.known };
        let provider = state.connections.provider(&self.connection).map_or(t("The provider"), |provider| provider.title);
        let number = state.activity.number();
        let title = self.title();
        let started = self.entry(number, Status::InProgress, title.clone(), String::new());
        state.activity.tell("actionstarted", &started, &[("action", self.action.name)]);
        let disallowed = state.refusal(&self.connection, self.action);
        let settled = execute_with(self.action, &context, &self.values, disallowed, &|error| {
            let words = fill!("{message} Checking what is there now.", message = ended_sentence(&error.message));
            state.activity.announce(self.entry(number, Status::Unknown, fill!("{title} – outcome unknown", title), words), true);
        })
        .await;
        match settled {
            ActionResult::NotSent(wrong) => {
                let words: Vec<_> = wrong.iter().map(|wrong| wrong.message.as_str()).collect();
                let entry = self.entry(number, Status::Refused, fill!("{title} – not sent", title), words.join(" "));
                state.activity.tell(entry.event(), &entry, &[]);
                ended(Ended::Wrong(wrong));
            }
            ActionResult::Disallowed(error) => {
                state.activity.record(&self.entry(number, Status::Refused, fill!("{title} – not sent", title), error.message.clone()));
                ended(Ended::Not(t("Nothing was sent.").to_owned(), error));
            }
            ActionResult::Refused(error) => {
                if error.kind == ErrorKind::Unauthenticated {
                    state.clients.refused(&self.connection, &client);
                }
                state.activity.record(&self.entry(number, Status::Refused, format!("{title} – refused"), error.to_string()));
                ended(Ended::Not(fill!("{provider} refused it; nothing was done.", provider), error));
            }
            ActionResult::Gone(error) => {
                state.activity.record(&self.entry(number, Status::Refused, fill!("{title} – not sent", title), error.to_string()));
                self.refresh(state);
                ended(Ended::Not(t("Nothing was sent: it was read anew just before, and that failed.").to_owned(), error));
            }
            ActionResult::Unknown { error, found } => self.tell_found(state, number, error, found, ended),
            ActionResult::Done(outcome) => {
                let entry = self.tell_done(state, number, &outcome);
                ended(Ended::Settled);
                self.refresh(state);
                if let Some(look) = self.action.follow {
                    let accepted = Accepted { action: self.action, context: &context, values: &self.values, outcome: &outcome };
                    let progress = |words: &str| state.activity.record(&Entry { detail: words.to_owned(), ..entry.clone() });
                    let (status, words, stays) = match follow::follow(accepted, look, &progress).await {
                        Followed::Done(words) => (Status::Done, words, false),
                        Followed::Failed(words) | Followed::Back(words) => (Status::Failed, words, true),
                        Followed::Unknown(words) => (Status::Unknown, format!("{} {words}", outcome.done), true),
                    };
                    let at = now_millis();
                    state
                        .activity
                        .announce(Entry { at, status, what: words, detail: outcome.said.clone().unwrap_or_default(), ..entry }, stays);
                    self.refresh(state);
                }
            }
        }
    }

    fn tell_done(&self, state: &ActionState, number: u64, outcome: &Outcome) -> Entry {
        let status = if self.action.follow.is_some() { Status::InProgress } else { Status::Done };
        let mut entry = self.entry(number, status, outcome.done.clone(), outcome.said.clone().unwrap_or_default());
        if let Some((kind, created)) = self.action.creates.zip(outcome.created.as_ref()) {
            entry.about = Some((kind, Address::new(&self.connection, created)));
        }
        state.activity.announce(entry.clone(), outcome.said.is_some());
        if let Some(once) = outcome.once.clone() {
            state.activity.add_secret(number, once);
        }
        let gone = matches!(self.action.verb, Verb::Delete | Verb::Deregister);
        let route = state.router.route.get_untracked();
        if gone && let Some((kind, _)) = route.open() {
            state.router.go(route.with_page(Page::List(kind, None)));
        }
        entry
    }

    /// The answer was lost, or left open what was done; this is what was found instead.
    fn tell_found(&self, state: &ActionState, number: u64, error: Error, found: Result<Verification, Error>, ended: impl FnOnce(Ended)) {
        let now = Timestamp::from_millis(now_millis()).clock();
        let not_applied = matches!(found, Ok(Verification::NotSeen(_)));
        let mut next = None;
        let (status, words) = match found {
            Ok(Verification::Happened(words)) => (Status::Done, fill!("Applied. {words}", words)),
            Ok(Verification::NotSeen(words)) => (Status::Failed, fill!("Not applied as of {now}. {words}", now, words)),
            Ok(Verification::Partly { words, next: then }) => {
                next = then;
                (Status::Partly, fill!("Applied in part. {words}", words))
            }
            Ok(Verification::CannotTell(words)) => (Status::Unknown, words),
            Err(look) => (Status::Unknown, fill!("The check failed too: {look}", look)),
        };
        let answered = error.status.is_some() && error.kind != ErrorKind::OutcomeUnknown;
        let how = if answered { t("the answer was an error") } else { t("the answer was lost") };
        let told = ended_sentence(&error.brief());
        let mut entry = self.entry(number, status, format!("{} – {how}", self.title()), format!("{told} {words}"));
        entry.next = next.and_then(|(action, kind, id)| {
            let label = action_label(state, &self.connection, action)?;
            Some((label, OpenAction { connection: self.connection.clone(), action: action.to_owned(), target: Some((kind, id)) }))
        });
        state.activity.announce(entry, true);
        self.refresh(state);
        // What was not carried out can be changed and sent again; of anything else a second sending could make a second one.
        ended(if answered && not_applied { Ended::Not(words, error) } else { Ended::Settled });
    }
}

/// Words of a server with the full stop that they may lack, to be followed by ours.
fn ended_sentence(words: &str) -> String {
    let stop = if words.ends_with(['.', '!', '?']) || words.ends_with(".)") { "" } else { "." };
    [words, stop].concat()
}

fn action_label(state: &ActionState, connection: &str, action: &str) -> Option<&'static str> {
    untrack(|| state.clients.actions(connection))?.iter().find(|row| row.name == action).map(|row| t(row.label))
}

/// Carries it out in the background.
pub(super) fn submit(state: &ActionState, submission: Submission, ended: impl FnOnce(Ended) + 'static) {
    let state = *state;
    state.root.spawn(async move { submission.carry_out(&state, ended).await });
}
