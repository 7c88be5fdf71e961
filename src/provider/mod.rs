//! The contract between the console and a provider, and `register!`, the only registration.
//!
//! A provider is a folder: `api` (endpoints), `wire` (bodies), `actions` (the table), `failure` (response → error), `sim`
//! (the simulator), `tests`. It knows no other provider and no view.

use std::rc::Rc;

use crate::action::{Action, Choice, FieldKind, Form, Scene, Values};
use crate::http::{Clock, Error, FieldError, LocalBoxFuture, Response, Session, Sign, Transport, Verdict};
use crate::model::{Id, Item, Kind, Phase, Resource};

pub mod address;
pub mod cinder;
pub mod fault;
pub mod lunanode;
pub mod nomad;
#[cfg(not(target_family = "wasm"))]
pub mod reader;
pub mod scalarium;
pub mod scaleway;
pub mod several;
pub mod steps;
pub mod tutum;

macro_rules! register {
    ($($folder:ident::$provider:ident),*) => {
        /// Every provider.
        pub static ALL: &[&dyn Provider] = &[$(&$folder::$provider),*];

        /// Every provider's servers for the demo: what makes the one of a connection's name, at this time in milliseconds
        /// since the epoch. Apart from the providers, so that the demo's worker holds no client.
        #[cfg(feature = "demo")]
        pub static DEMO_SIMULATORS: &[fn(&str, u64) -> Option<crate::sim::Shared>] = &[$($folder::sim::demo),*];

        /// Every provider's server for `cargo xtask simulate`.
        #[cfg(feature = "demo")]
        pub static SIMULATORS: &[crate::sim::SimulatorSpec] = &[$($folder::sim::SPEC),*];

        /// Every provider's operations whose bodies `cargo xtask decode` reads. Native only: no browser downloads them.
        #[cfg(not(target_family = "wasm"))]
        pub static READERS: &[(&str, &[reader::Reader])] = &[$((stringify!($folder), $folder::READERS)),*];
    };
}

// Adding a provider is a folder and a name here.
register! { nomad::Nomad, tutum::Tutum, scalarium::Scalarium, lunanode::LunaNode, scaleway::Scaleway, cinder::Cinder }

/// The simulated server of a connection of the demo.
#[cfg(feature = "demo")]
pub fn simulator(demo: &str, now_millis: u64) -> Option<crate::sim::Shared> {
    DEMO_SIMULATORS.iter().find_map(|make| make(demo, now_millis))
}

/// What a connection of this provider waits for when it was written down without its secrets: `token`, `API key`.
pub fn secret_word(provider: &str) -> String {
    let fields = by_id(provider).map_or_else(Vec::new, |provider| provider.sign_in().fields);
    let label = fields.iter().find(|field| field.kind == FieldKind::Secret).map_or("secret", |field| field.label);
    // A word is written small within a sentence, an abbreviation is not.
    let small = label.chars().nth(1).is_some_and(char::is_lowercase);
    if small { label.to_lowercase() } else { label.to_owned() }
}

/// The provider of this id. Not to be inlined: knowing the few providers, the compiler would put each one's form into its caller.
#[inline(never)]
pub fn by_id(id: &str) -> Option<&'static dyn Provider> {
    ALL.iter().copied().find(|provider| provider.id() == id)
}

/// One column of the table, or one line of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The key of the fact that fills it.
    pub key: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// When it steps aside as the table narrows: 2 is kept longest, 6 goes first.
    pub rank: u8,
    /// Whether its values are numbers, set at the end of the cell.
    pub numeric: bool,
    /// Whether it divides a list into few parts, and so can be filtered by.
    pub facet: bool,
}

impl Column {
    /// A column of words.
    pub const fn new(key: &'static str, label: &'static str, rank: u8) -> Self {
        Self { key, label, rank, numeric: false, facet: false }
    }

    /// The same, of numbers.
    #[must_use]
    pub const fn numeric(self) -> Self {
        Self { numeric: true, ..self }
    }

    /// The same, and it divides a list into few parts.
    #[must_use]
    pub const fn facet(self) -> Self {
        Self { facet: true, ..self }
    }
}

/// One place that a kind of resource is read from: an API may list CSI volumes and host volumes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Its name in URLs: `csi`.
    pub name: &'static str,
    /// What it is called: `CSI volumes`.
    pub label: &'static str,
    /// Whether it is read at once, or only when asked for because reading is costly.
    pub at_once: bool,
    /// Whether the server can hold a reading until something changes.
    pub held: bool,
}

/// A reading of a list.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The items, sorted by name, the unreadable ones in their places.
    pub items: Vec<Item>,
    /// What went wrong beside the items: a plugin that did not answer, while others did.
    pub notes: Vec<Error>,
    /// What the list does not hold and why, in sentences: a plugin that lists no snapshots, a right that is missing, a server that is
    /// too old. Nothing went wrong, but an empty list would say more than is known.
    pub remarks: Vec<String>,
    /// Why there can be nothing in it: the server has no such list.
    pub absent: Option<String>,
    /// How to be told of changes after this reading; `None` where the server cannot.
    pub mark: Option<u64>,
}

impl Listing {
    /// Adds what another reading brought; its unreadable items are numbered on.
    pub fn add(&mut self, part: Listing) {
        crate::decode::append(&mut self.items, part.items);
        self.notes.extend(part.notes);
        for remark in part.remarks {
            if !self.remarks.contains(&remark) {
                self.remarks.push(remark);
            }
        }
    }
}

/// Items alone.
impl From<Vec<Item>> for Listing {
    fn from(items: Vec<Item>) -> Self {
        Self { items, ..Self::default() }
    }
}

/// A resource in full, and the mark to watch it by.
pub type Watched = (Resource, Option<u64>);

/// Whether a held reading brought anything.
#[derive(Debug, Clone)]
pub enum Held<T> {
    /// Data, perhaps the same as before.
    Read(T),
    /// The reading was held and cut short on its way: nothing is known to have changed, and it is asked for again.
    Cut,
    /// The list does not exist on this server: nothing to read, nothing to watch.
    Absent(String),
}

impl<T> Held<T> {
    /// The same with what was read as something else.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Held<U> {
        match self {
            Self::Read(read) => Held::Read(make(read)),
            Self::Cut => Held::Cut,
            Self::Absent(reason) => Held::Absent(reason),
        }
    }
}

/// One step of a connection's test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was tried: `Address`.
    pub title: &'static str,
    /// In a word: the version, the name of the token.
    pub brief: String,
    /// What came of it.
    pub phase: Phase,
    /// The same in a sentence.
    pub words: String,
    /// What will be off because of it, with reasons.
    pub limits: Vec<String>,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

/// What a provider needs from outside.
#[derive(Clone)]
pub struct Doors {
    /// The network.
    pub transport: Rc<dyn Transport>,
    /// The time.
    pub clock: Rc<dyn Clock>,
}

impl Doors {
    /// The way to call a provider at this address, with the patience that suits ordinary answers.
    pub fn session(self, base: String, signer: Rc<dyn Sign>, judge: fn(&'static str, &Response) -> Verdict) -> Session {
        Session { base, signer, transport: self.transport, clock: self.clock, judge, timeout_millis: TIMEOUT_MILLIS }
    }
}

/// How long an ordinary answer may take, in milliseconds.
pub const TIMEOUT_MILLIS: u64 = 30_000;

/// A storage service that the console can speak to. Stateless.
pub trait Provider: Sync {
    /// Its name in URLs and configuration: `nomad`.
    fn id(&self) -> &'static str;
    /// Its name: `Nomad`.
    fn title(&self) -> &'static str;
    /// Two letters for the table: `NO`.
    fn tag(&self) -> &'static str;
    /// Which versions and APIs: `0.11 to 2.0`.
    fn covers(&self) -> &'static str;
    /// What has to be filled in to connect. One field is of the kind [`FieldKind::Address`].
    fn sign_in(&self) -> Form;
    /// The columns of a kind, beside name, state, size, users, connection, created and id, which all have.
    fn columns(&self, kind: Kind) -> &'static [Column];
    /// Where a kind is read from; empty if the provider has none of it.
    fn sources(&self, kind: Kind) -> &'static [Source];
    /// Everything one can do.
    fn actions(&self) -> &'static [Action];
    /// Why nothing can be changed, in a sentence, where the API only reads; `None` where it writes.
    fn read_only(&self) -> Option<&'static str> {
        None
    }
    /// Connects: no request is sent yet.
    ///
    /// # Errors
    ///
    /// Names the fields that cannot be right.
    fn connect(&self, values: &Values, doors: Doors) -> Result<Rc<dyn Link>, Vec<FieldError>>;
    /// The connections of the demo. The servers at their other end are [`DEMO_SIMULATORS`]'.
    fn demos(&self) -> &'static [Demo];
}

/// A connection of the demo.
#[derive(Debug)]
pub struct Demo {
    /// What it is called: `nomad-demo`.
    pub name: &'static str,
    /// What its sign-in form is filled in with.
    pub settings: &'static [(&'static str, &'static str)],
    /// Whether it is switched off at first: what is there to try errors with, not to be looked at.
    pub off: bool,
}

impl Demo {
    /// The sign-in, filled in.
    pub fn values(&self) -> Values {
        self.settings.iter().fold(Values::default(), |values, (name, text)| values.with(name, *text))
    }
}

/// A connection to one provider with one set of credentials.
pub trait Link {
    /// The provider.
    fn provider(&self) -> &'static dyn Provider;
    /// The way to call it.
    fn session(&self) -> &Session;
    /// Tries address, product, credentials and rights, with reads only; calls back after each step.
    fn test<'a>(&'a self, step: &'a dyn Fn(Step)) -> LocalBoxFuture<'a, Result<(), Error>>;
    /// Reads what the server is, once, if that is not known yet. Actions need it to say what is too old.
    fn learn(&self) -> LocalBoxFuture<'_, ()>;
    /// Reads what the form of this action tells of beside its choices, when it opens: what is left of a quota.
    fn prepare<'a>(&'a self, action: &'a Action) -> LocalBoxFuture<'a, ()> {
        let _ = action;
        Box::pin(std::future::ready(()))
    }
    /// Reads one source of a kind. With a mark, the server may hold the reading until something changes.
    fn list<'a>(&'a self, kind: Kind, source: &'a str, since: Option<u64>) -> LocalBoxFuture<'a, Result<Held<Listing>, Error>>;
    /// The same for a first reading that a person waits for: part of a long list is handed on as soon as it is read.
    fn list_early<'a>(
        &'a self,
        kind: Kind,
        source: &'a str,
        since: Option<u64>,
        _early: &'a dyn Fn(Listing),
    ) -> LocalBoxFuture<'a, Result<Held<Listing>, Error>> {
        self.list(kind, source, since)
    }
    /// Reads one resource in full, with the mark to watch it by. A reading that was held and cut short is [`Held::Cut`].
    fn get_held<'a>(&'a self, kind: Kind, id: &'a Id, since: Option<u64>) -> LocalBoxFuture<'a, Result<Held<Watched>, Error>> {
        Box::pin(async move { self.get(kind, id, since).await.map(Held::Read) })
    }
    /// What the provider tells of why a change of a resource ended badly after it was accepted, since this time in milliseconds;
    /// `None` where it tells nothing.
    fn why_failed<'a>(&'a self, kind: Kind, id: &'a Id, since_millis: u64) -> LocalBoxFuture<'a, Option<String>> {
        let _ = (kind, id, since_millis);
        Box::pin(std::future::ready(None))
    }
    /// Reads one resource in full, with the mark to watch it by.
    fn get<'a>(&'a self, kind: Kind, id: &'a Id, since: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>>;
    /// Reads the snapshots of one volume, or of one group where there is an action that takes them of groups.
    fn snapshots_of<'a>(&'a self, of: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>>;
    /// Reads the volumes of one group. Only called for groups; a provider without groups need not have it.
    fn members_of<'a>(&'a self, group: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        let words = format!("{} has no groups.", self.provider().title());
        let error = Error::new(crate::http::ErrorKind::Unsupported, "", format!("{words} ({})", group.name));
        Box::pin(std::future::ready(Err(error)))
    }
    /// Reads the choices of a field.
    fn look_up<'a>(&'a self, name: &'a str, scene: Scene<'a>, values: &'a Values) -> LocalBoxFuture<'a, Result<Vec<Choice>, Error>>;
    /// For the provider's own rows, which know more of their link than the console does.
    fn as_any(&self) -> &dyn std::any::Any;
}
