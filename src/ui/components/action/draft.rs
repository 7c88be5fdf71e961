//! What is being filled in, and what follows from it: the request, what it takes from limits, whether it can be sent.

use std::sync::Arc;

use leptos::prelude::*;

use super::load::Prepared;
use super::submit::{Ended, Submission, submit};
use super::{ActionState, signed};
use crate::interaction::dialog::{Hindrances, is_confirmed, is_still_open};
use crate::interaction::form::wrong_fields;
use crate::route::OpenAction;
use crate::ui::components::field::{LookUp, focus_first};
use voldeck_core::action::{Action, ActionContext, Field, QuotaUsage, Values};
use voldeck_core::http::{Error, FieldError, Request};
use voldeck_core::model::Resource;
use voldeck_core::texts::t;

/// What the ids of the form's fields begin with.
pub(super) const PREFIX: &str = "act";

/// What an action is done to, and where.
#[derive(Clone, Copy)]
pub(super) struct Place {
    state: ActionState,
    action: &'static Action,
    pub connection: StoredValue<String>,
    pub target: StoredValue<Option<Resource>>,
    known: StoredValue<Arc<Vec<Resource>>>,
}

impl Place {
    /// Does something with the context of the action, if the connection is still there.
    pub fn in_context<T>(self, act: impl FnOnce(&ActionContext) -> T) -> Option<T> {
        self.connection.with_value(|connection| {
            self.known.with_value(|known| {
                self.target.with_value(|target| self.state.in_context(connection, target.as_ref(), known, |context| act(context)))
            })
        })
    }

    /// Why it is refused as things are.
    pub fn refused(self) -> Option<String> {
        let here = self.connection.with_value(|name| self.state.refusal(name, self.action));
        here.or_else(|| self.in_context(self.action.disabled_reason).flatten())
    }

    /// The request as it will be sent, shown in one way or another.
    fn request(self, values: &Values, show: impl FnOnce(&Request, &str) -> String) -> String {
        let shown = self.in_context(|context| show(&signed(context, self.action, values), &context.client.session().base));
        shown.unwrap_or_default()
    }
}

/// A form that is open, as a copyable handle to its signals.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub state: ActionState,
    pub action: &'static Action,
    pub place: Place,
    /// What is asked for.
    pub fields: StoredValue<Vec<Field>>,
    /// What is filled in.
    pub values: RwSignal<Values>,
    /// What is wrong with it.
    pub errors: RwSignal<Vec<FieldError>>,
    /// What is known of a sending that failed.
    pub trouble: RwSignal<Option<(String, Error)>>,
    pub sending: RwSignal<bool>,
    /// What has to be typed to confirm; nothing where nothing has.
    pub word: StoredValue<String>,
    pub typed: RwSignal<String>,
    /// The request as HTTP text, secrets masked.
    pub call: Memo<String>,
    /// Whether it cannot be sent whatever is filled in.
    stopped: bool,
}

impl Draft {
    /// A form as it is opened.
    pub fn new(state: &ActionState, open: &OpenAction, action: &'static Action, prepared: Prepared, word: String) -> Self {
        let unread = t("What it would be done to could not be read.");
        let no_target = open.target.is_some() && prepared.target.is_none();
        let connection = StoredValue::new(open.connection.clone());
        let (target, known) = (StoredValue::new(prepared.target), StoredValue::new(prepared.known));
        let place = Place { state: *state, action, connection, target, known };
        let form = place.in_context(action.form).unwrap_or_default();
        let values = RwSignal::new(form.initial());
        Self {
            state: *state,
            action,
            place,
            fields: StoredValue::new(form.fields),
            values,
            errors: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(prepared.failed.map(|error| (unread.to_owned(), error))),
            sending: RwSignal::new(false),
            word: StoredValue::new(word),
            typed: RwSignal::new(String::new()),
            call: Memo::new(move |_| values.with(|values| place.request(values, Request::shown))),
            stopped: no_target || place.refused().is_some(),
        }
    }

    /// The request as a `curl` command.
    pub fn curl(self) -> Memo<String> {
        Memo::new(move |_| self.values.with(|values| self.place.request(values, Request::curl)))
    }

    /// What is taken from limits.
    pub fn quotas(self) -> Memo<Vec<QuotaUsage>> {
        Memo::new(move |_| {
            self.values.with(|values| self.place.in_context(|context| (self.action.quota)(context, values))).unwrap_or_default()
        })
    }

    /// Whether what has to be typed is not yet.
    pub fn is_unconfirmed(self) -> bool {
        self.word.with_value(|word| self.typed.with(|typed| !is_confirmed(word, typed)))
    }

    /// Whether it cannot be sent now.
    pub fn is_off(self) -> bool {
        !Hindrances { stopped: self.stopped, sending: self.sending.get(), unconfirmed: self.is_unconfirmed() }.is_free()
    }

    /// Reads the choices of a field.
    pub fn options(self) -> LookUp {
        Arc::new(move |what| {
            let Place { state, connection, target, known, .. } = self.place;
            let (connection, target, known) = (connection.get_value(), target.get_value(), known.get_value());
            let values = self.values.get_untracked();
            Box::pin(async move {
                // A connection that was removed meanwhile has no answer, and nobody waits for one.
                let Some(client) = state.clients.get(&connection) else { return std::future::pending().await };
                let Some(operations) = state.clients.operations(&connection) else { return std::future::pending().await };
                let context = ActionContext { client: &*client, target: target.as_ref(), known: &known };
                (operations.options)(what, context, &values).await
            })
        })
    }

    /// Sends it, if it can be sent.
    pub fn send(self) {
        if untrack(|| self.is_off()) {
            return;
        }
        self.sending.set(true);
        self.trouble.set(None);
        let submission = Submission {
            action: self.action,
            connection: self.place.connection.get_value(),
            target: self.place.target.get_value(),
            known: self.place.known.get_value(),
            values: self.values.get_untracked(),
            shown: self.call.get_untracked(),
        };
        let connection = self.place.connection.get_value();
        // Not tied to the form: a write that was sent is followed to its end, whatever the person looks at meanwhile.
        submit(&self.state, submission, move |ended| self.ended(&connection, ended));
    }

    fn ended(self, connection: &str, ended: Ended) {
        self.sending.try_set(false);
        match ended {
            Ended::Wrong(wrong) => {
                let first = self.values.try_with_untracked(|values| self.fields.with_value(|fields| wrong_fields(fields, values, &wrong)));
                self.errors.try_set(wrong);
                focus_first(self.state.root, PREFIX, first.unwrap_or_default());
            }
            Ended::Not(words, error) => {
                self.errors.try_set(error.fields.clone());
                self.trouble.try_set(Some((words, error)));
            }
            Ended::Settled => {
                let open = self.state.router.route.with_untracked(|route| route.action.clone());
                let open = open.as_ref().map(|open| (open.action.as_str(), open.connection.as_str()));
                if is_still_open(open, (self.action.name, connection)) {
                    self.state.router.close_form();
                }
            }
        }
    }
}
