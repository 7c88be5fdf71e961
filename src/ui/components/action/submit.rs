//! Carrying an action out, and telling what became of it: until it ended, whatever the person looks at meanwhile.

use leptos::prelude::GetUntracked as _;
use leptos::task::spawn_local;

use crate::route::{Doing, Page};
use crate::ui::doors;
use crate::ui::store::{Entry, Store};
use voldeck_core::action::{
    Accepted, Action, ActionContext, ActionResult, Followed, Outcome, Values, Verb, Verification, execute_with, follow,
};
use voldeck_core::http::{Error, FieldError};
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
    fn entry(&self, number: u64, state: &'static str, what: String, detail: String) -> Entry {
        Entry {
            number,
            at: doors::clock().now_millis(),
            state,
            what,
            detail,
            call: self.shown.clone(),
            about: self.target.as_ref().map(|target| (target.kind, Store::address(&self.connection, &target.id))),
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

    fn refresh(&self, store: Store) {
        store.refresh_after(self.action, &self.connection, self.target_id());
    }

    /// Sends it and tells `ended` how it ended. What was accepted is followed after that.
    pub async fn carry_out(self, store: Store, ended: impl FnOnce(Ended)) {
        let Some(link) = store.client(&self.connection) else { return };
        let scene = ActionContext { client: &*link, target: self.target.as_ref(), known: &self.known };
        let provider = store.provider(&self.connection).map_or("The provider", |provider| provider.title());
        let number = store.number();
        let title = self.title();
        let settled = execute_with(self.action, &scene, &self.values, &|error| {
            let words = format!("{} Checking what is there now.", ended_sentence(&error.message));
            store.say(self.entry(number, "unknown", format!("{title} – outcome unknown"), words), true);
        })
        .await;
        match settled {
            ActionResult::NotSent(wrong) => ended(Ended::Wrong(wrong)),
            ActionResult::Refused(error) => {
                store.note(&self.entry(number, "refused", format!("{title} – refused"), error.to_string()));
                ended(Ended::Not(format!("{provider} refused it; nothing was done."), error));
            }
            ActionResult::Gone(error) => {
                store.note(&self.entry(number, "refused", format!("{title} – not sent"), error.to_string()));
                self.refresh(store);
                ended(Ended::Not("Nothing was sent: it was read anew just before, and that failed.".to_owned(), error));
            }
            ActionResult::Unknown { error, found } => self.tell_found(store, number, error, found, ended),
            ActionResult::Done(outcome) => {
                let entry = self.tell_done(store, number, &outcome);
                ended(Ended::Settled);
                self.refresh(store);
                if let Some(look) = self.action.follow {
                    let accepted = Accepted { action: self.action, scene: &scene, values: &self.values, outcome: &outcome };
                    let progress = |words: &str| store.note(&Entry { detail: words.to_owned(), ..entry.clone() });
                    let (state, words, stays) = match follow::follow(accepted, look, &progress).await {
                        Followed::Done(words) => ("ready", words, false),
                        Followed::Failed(words) | Followed::Back(words) => ("failed", words, true),
                        Followed::Unknown(words) => ("unknown", format!("{} {words}", outcome.done), true),
                    };
                    let at = doors::clock().now_millis();
                    store.say(Entry { at, state, what: words, detail: outcome.said.clone().unwrap_or_default(), ..entry }, stays);
                    self.refresh(store);
                }
            }
        }
    }

    fn tell_done(&self, store: Store, number: u64, outcome: &Outcome) -> Entry {
        let state = if self.action.follow.is_some() { "changing" } else { "ready" };
        let mut entry = self.entry(number, state, outcome.done.clone(), outcome.said.clone().unwrap_or_default());
        if let Some(created) = &outcome.created {
            entry.about = Some((self.action.makes(), Store::address(&self.connection, created)));
        }
        store.say(entry.clone(), outcome.said.is_some());
        if let Some(once) = outcome.once.clone() {
            store.tell_once(number, once);
        }
        let gone = matches!(self.action.verb, Verb::Delete | Verb::Deregister);
        let route = store.route.get_untracked();
        if gone && let Some((kind, _)) = route.open() {
            store.go(route.with_page(Page::List(kind, None)));
        }
        entry
    }

    /// The answer was lost, or left open what was done; this is what was found instead.
    fn tell_found(&self, store: Store, number: u64, error: Error, found: Result<Verification, Error>, ended: impl FnOnce(Ended)) {
        let now = Timestamp::from_millis(doors::clock().now_millis()).clock();
        let not_applied = matches!(found, Ok(Verification::NotSeen(_)));
        let mut next = None;
        let (state, words) = match found {
            Ok(Verification::Happened(words)) => ("ready", format!("Applied. {words}")),
            Ok(Verification::NotSeen(words)) => ("failed", format!("Not applied as of {now}. {words}")),
            Ok(Verification::Partly { words, next: then }) => {
                next = then;
                ("degraded", format!("Applied in part. {words}"))
            }
            Ok(Verification::CannotTell(words)) => ("unknown", words),
            Err(look) => ("unknown", format!("The check failed too: {look}")),
        };
        let answered = error.status.is_some() && error.kind != voldeck_core::http::ErrorKind::OutcomeUnknown;
        let how = if answered { "the answer was an error" } else { "the answer was lost" };
        let told = ended_sentence(&error.brief());
        let mut entry = self.entry(number, state, format!("{} – {how}", self.title()), format!("{told} {words}"));
        entry.next = next.and_then(|(action, kind, id)| {
            let label = action_label(&self.connection, store, action)?;
            Some((label, Doing { connection: self.connection.clone(), action: action.to_owned(), on: Some((kind, id)) }))
        });
        store.say(entry, true);
        self.refresh(store);
        // What was not carried out can be changed and sent again; of anything else a second sending could make a second one.
        ended(if answered && not_applied { Ended::Not(words, error) } else { Ended::Settled });
    }
}

/// Words of a server with the full stop that they may lack, to be followed by ours.
fn ended_sentence(words: &str) -> String {
    let stop = if words.ends_with(['.', '!', '?']) || words.ends_with(".)") { "" } else { "." };
    [words, stop].concat()
}

fn action_label(connection: &str, store: Store, action: &str) -> Option<&'static str> {
    let provider = voldeck_providers::by_id(&store.connection_now(connection)?.saved.provider)?;
    provider.actions().iter().find(|row| row.name == action).map(|row| t(row.label))
}

/// Carries it out in the background.
pub(super) fn submit(store: Store, submission: Submission, ended: impl FnOnce(Ended) + 'static) {
    spawn_local(submission.carry_out(store, ended));
}
