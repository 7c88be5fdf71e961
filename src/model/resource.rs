//! One volume, group or snapshot, and the parts it is described with.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{Bytes, Raw, Timestamp};

/// What kind of thing a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Block storage that a machine can use.
    Volume,
    /// Volumes that belong together.
    Group,
    /// A volume as it was at one moment.
    Snapshot,
}

impl Kind {
    /// `volume`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Group => "group",
            Self::Snapshot => "snapshot",
        }
    }

    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Volume, Self::Group, Self::Snapshot];

    /// The kind of this noun.
    pub fn of_noun(noun: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.noun() == noun)
    }

    /// The kind of this plural.
    pub fn of_plural(plural: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.plural() == plural)
    }

    /// `volumes`.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Volume => "volumes",
            Self::Group => "groups",
            Self::Snapshot => "snapshots",
        }
    }
}

/// What a provider's state word means for colour and polling. Never used to decide what is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// It works.
    Ready,
    /// Something is happening to it that will end by itself.
    Changing,
    /// It exists but cannot be used, or only in part.
    Degraded,
    /// The provider gave up on it.
    Failed,
    /// A word this console has not met, or no word at all.
    Unknown,
}

impl Phase {
    /// The word for it, which is also the name of its mark.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Changing => "changing",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// A state: the provider's word, what it means, and a short addition (`2 writers`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// For colour and polling.
    pub phase: Phase,
    /// The provider's own word, or the console's where the provider has none; the provider's docs say which.
    pub label: String,
    /// A few more words beside it.
    pub detail: Option<String>,
}

impl Status {
    /// A state without an addition.
    pub fn new(phase: Phase, label: impl Into<String>) -> Self {
        Self { phase, label: label.into(), detail: None }
    }

    /// The same with an addition.
    #[must_use]
    pub fn with(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

/// The address of a resource within one connection. Opaque outside its provider; stable across reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub Arc<str>);

impl Id {
    /// From its text.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// An id or other code, shown in the monospace and cut in the middle.
    Code(String),
    /// A whole number.
    Number(u64),
    /// A size.
    Size(Bytes),
    /// A moment.
    Time(Timestamp),
    /// A state of its own, such as the health of a plugin.
    State(Status),
    /// Another resource of the same connection, by what it is called.
    Link(Kind, Id, String),
}

/// Something a provider says of a resource that the console shows by name: a column, a line of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which column it fills; the provider's columns name it.
    pub key: &'static str,
    /// What it is called on its own: `Namespace`.
    pub label: &'static str,
    /// What it is.
    pub value: Value,
}

/// Who uses a volume: a server, an allocation, a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name a person knows it by.
    pub name: String,
    /// The provider's id of it.
    pub id: String,
    /// Where it runs: a node or host.
    pub host: Option<String>,
    /// The provider's id of the host.
    pub host_id: Option<String>,
    /// How it uses the volume: `writer`, `reader`, `/dev/sdb`.
    pub role: Option<String>,
    /// Its own state, in the provider's words.
    pub status: Status,
    /// Since when.
    pub since: Option<Timestamp>,
}

impl User {
    /// A user of which no more is known. Without a name it is called by its id.
    pub fn new(id: String, name: Option<String>, status: Status) -> Self {
        Self { name: name.unwrap_or_else(|| id.clone()), id, host: None, host_id: None, role: None, status, since: None }
    }
}

/// One volume, group or snapshot.
///
/// One type for the three, because the table, the panel and the actions treat them alike; what only one kind has is
/// a [`Fact`].
///
/// A pointer to what is known of it: resources are handed on through many readings, and each of them would carry the code to
/// move all of their fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource(Box<Described>);

/// What is known of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// What it is.
    pub kind: Kind,
    /// Its address within its connection.
    pub id: Id,
    /// What a person calls it.
    pub name: String,
    /// The provider's own id, to be copied.
    pub vendor_id: String,
    /// Its state.
    pub status: Status,
    /// Its capacity; `None` where the provider does not say.
    pub size: Option<Bytes>,
    /// When it was made; `None` where the provider does not say.
    pub created: Option<Timestamp>,
    /// Who uses it, as far as this reading says.
    pub users: Vec<User>,
    /// In a few words who uses it, for the table, where a reading has only counts.
    pub usage: Option<String>,
    /// For a snapshot: the provider's id of its volume.
    pub source: Option<String>,
    /// What else to show by name.
    pub facts: Vec<Fact>,
    /// Everything the provider sent.
    pub raw: Raw,
}

impl Deref for Resource {
    type Target = Described;
    fn deref(&self) -> &Described {
        &self.0
    }
}

impl DerefMut for Resource {
    fn deref_mut(&mut self) -> &mut Described {
        &mut self.0
    }
}

impl Resource {
    /// What every reader begins with; the rest is empty. Without a name it is called by its id.
    pub fn new(kind: Kind, id: Id, vendor_id: String, name: Option<String>, status: Status, raw: &str) -> Self {
        Self(Box::new(Described {
            kind,
            id,
            name: name.unwrap_or_else(|| vendor_id.clone()),
            vendor_id,
            status,
            size: None,
            created: None,
            users: Vec::new(),
            usage: None,
            source: None,
            facts: Vec::new(),
            raw: Raw::new(raw),
        }))
    }

    /// The fact of this key.
    pub fn fact(&self, key: &str) -> Option<&Value> {
        self.facts.iter().find(|fact| fact.key == key).map(|fact| &fact.value)
    }
}

/// An item of a list that could not be understood. It is shown as a row, with everything that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its place in the list, from 1.
    pub number: usize,
    /// What it seems to be called, if that much could be read.
    pub name: Option<String>,
    /// What could not be understood, in words.
    pub reason: String,
    /// What was sent.
    pub raw: Raw,
}

/// One item of a list: understood, or kept as it is.
pub type Item = Result<Resource, Box<Unreadable>>;
