//! What one may do, described as data.
//!
//! An [`Action`] is a row: a verb, what it applies to, why it may be refused, its form, the one endpoint it calls, and
//! how to find out what happened if the answer is lost. Menus, disabled reasons, forms, the shown call, tests and the
//! support matrix all read these rows; no view knows any single action.
//!
//! Because an endpoint *returns* its request instead of sending it, the request that is shown is the request that is sent.

mod dependents;
mod endpoint;
pub mod follow;
mod quota;
mod run;
#[cfg(test)]
mod tests;
pub mod verify;

pub use crate::client::ActionContext;
pub use crate::form::{Field, FieldKind, Form, SelectOption, Values, pairs};
pub use dependents::{Dependent, dependents, same_name};
pub use endpoint::{WRITE, WriteAnswer, WriteEndpoint};
pub use follow::{Accepted, Follow, Followed, Progress};
pub use quota::{QuotaUnit, QuotaUsage};
pub use run::{ActionResult, Outcome, Verification, execute_with, run};

use crate::http::{Error, FieldError, LocalBoxFuture};
use crate::model::{Kind, Resource};
use crate::texts::{SEE_THE_LIST, t};

/// What is done, for the icon and the order in menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Make a new one.
    Create,
    /// Tell the provider of one that exists.
    Register,
    /// Keep it as it is now.
    Snapshot,
    /// Make a new one like it.
    Clone,
    /// Make it larger.
    Extend,
    /// Change what can be changed.
    Edit,
    /// Let a machine use it.
    Attach,
    /// Take it away from a machine.
    Detach,
    /// Hand it over to another owner, or take it over from one.
    Transfer,
    /// Put it back to what it was.
    Revert,
    /// Put a copy of it somewhere else: another region, an object store.
    Export,
    /// Make the provider forget it; the storage stays.
    Deregister,
    /// Destroy it.
    Delete,
}

impl Verb {
    /// The name of its icon.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Create | Self::Register => "plus",
            Self::Snapshot => "snapshots",
            Self::Clone | Self::Export => "copy",
            Self::Extend => "extend",
            Self::Edit => "rename",
            Self::Attach => "attach",
            Self::Detach => "detach",
            Self::Transfer => "transfer",
            Self::Revert => "revert",
            Self::Deregister => "x",
            Self::Delete => "trash",
        }
    }
}

/// What an action is offered on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// On a connection: it makes a resource of this kind.
    Connection(Kind),
    /// On a resource of this kind.
    Resource(Kind),
}

/// How much stands between a click and the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// It can be undone.
    None,
    /// It interrupts something: the dialog names the consequence.
    Confirm,
    /// It cannot be undone: the name has to be typed.
    TypeName,
}

/// How to find out whether a write happened, when nobody told us: by reading.
pub type Verify = for<'a> fn(&'a ActionContext<'a>, &'a Values) -> LocalBoxFuture<'a, Result<Verification, Error>>;

/// One thing one can do.
pub struct Action {
    /// Its name in URLs and tests, unique within the provider: `csi-register`.
    pub name: &'static str,
    /// What is done.
    pub verb: Verb,
    /// What the button says, without “…”: the vendor's verb and noun: `Create snapshot`. Where the noun
    /// is what the button stands on, the verb alone: `Delete`.
    pub label: &'static str,
    /// The same as a title of a form, always with its noun: `Create snapshot`, `Delete volume`.
    pub title: &'static str,
    /// What it is offered on.
    pub on: Target,
    /// The operation of the vendor's API that it calls: its name, its request and what its answer says.
    pub endpoint: &'static WriteEndpoint,
    /// What stands between the click and the request.
    pub confirmation: Confirmation,
    /// What happens, in one or two sentences, for the dialog.
    pub consequence: fn(&ActionContext) -> String,
    /// Whether it makes sense for this resource at all; an action that does not is not listed for it.
    pub applies_to: fn(&Resource) -> bool,
    /// Why it would be refused now, in words; `None` if it is expected to be accepted.
    pub disabled_reason: fn(&ActionContext) -> Option<String>,
    /// What has to be filled in.
    pub form: fn(&ActionContext) -> Form,
    /// What is wrong with the values beyond what the fields themselves say.
    pub check: fn(&ActionContext, &Values) -> Vec<FieldError>,
    /// What it takes from limits, as far as they are known. Called again at every keystroke; what it needs, `Client::load_quotas` reads.
    pub quota: fn(&ActionContext, &Values) -> Vec<QuotaUsage>,
    /// What a good answer means, in a sentence: `Registered pg-data.`
    pub done: fn(&ActionContext, &Values, &WriteAnswer) -> String,
    /// How to find out, after a lost answer, or after one that leaves open what was done.
    pub verify: Verify,
    /// How to see what becomes of it after it was accepted; `None` where the answer is the end.
    pub follow: Option<Follow>,
    /// What kind of resource it makes, if it makes one.
    pub creates: Option<Kind>,
    /// The kinds that it makes stale, in any order: their lists and what belongs to their resources are read again afterwards.
    pub invalidates: &'static [Kind],
    /// How long to wait for the answer, in milliseconds: some calls wait for a storage plugin.
    pub timeout_millis: u64,
}

impl Action {
    /// The action and what it is done to: `Delete pg-data`, and where the button has its own noun, `Create snapshot: pg-data`.
    pub fn heading(&self, name: &str) -> String {
        let label = t(self.label);
        match name {
            "" => t(self.title).to_owned(),
            name if self.label == self.title => [label, ": ", name].concat(),
            name => [label, " ", name].concat(),
        }
    }

    /// Whether what it is done to is read anew just before it is sent: what it destroys may have come into use meanwhile.
    pub fn reads_first(&self) -> bool {
        matches!(self.verb, Verb::Delete | Verb::Deregister) || self.confirmation == Confirmation::TypeName
    }

    /// Whether it takes from quotas, so that they are read when its form opens.
    pub fn takes_from_quotas(&self) -> bool {
        matches!(self.verb, Verb::Create | Verb::Clone | Verb::Extend | Verb::Snapshot)
    }
}

/// What rows have in common, to be completed: `Action { name: …, ..BASE }`.
pub const BASE: Action = Action {
    name: "",
    verb: Verb::Create,
    label: "",
    title: "",
    on: Target::Connection(Kind::Volume),
    endpoint: &WRITE,
    confirmation: Confirmation::None,
    consequence: |_| String::new(),
    applies_to: |_| true,
    disabled_reason: |_| None,
    form: |_| Form::default(),
    check: |_, _| Vec::new(),
    quota: |_, _| Vec::new(),
    done: |_, _, _| String::new(),
    verify: |_, _| {
        let words = t(SEE_THE_LIST);
        Box::pin(std::future::ready(Ok(Verification::CannotTell(words.to_owned()))))
    },
    follow: None,
    creates: None,
    invalidates: &[Kind::Volume],
    timeout_millis: 30_000,
};
