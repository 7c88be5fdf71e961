//! One volume, group or snapshot, and the parts it is described with.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::texts::shown;

use super::{Bytes, Raw, Timestamp};
use crate::fill;

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

/// What a cell says where a reading does not tell. It is never "none", "nobody" or 0.
pub const NOT_REPORTED: &str = "not reported";

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

    /// The state of what was read without one. Its label is what every cell says of which a reading does not tell.
    pub fn not_reported() -> Self {
        Self::new(Phase::Unknown, NOT_REPORTED)
    }

    /// The state of this word, if it was told, with what the provider's words mean.
    pub fn told(word: Option<String>, phase: fn(&str) -> Phase) -> Self {
        word.map_or_else(Self::not_reported, |word| Self::new(phase(&word), word))
    }

    /// Whether a reading told the state.
    pub fn is_reported(&self) -> bool {
        self.phase != Phase::Unknown || self.label != NOT_REPORTED
    }

    /// The same with an addition.
    #[must_use]
    pub fn with(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(shown(detail)), ..self }
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

/// The value of an attribute.
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
    /// Sent, but not as anything this console can read.
    Odd(Odd),
}

/// A field that was sent in a form that cannot be read. It costs this field and nothing else: it is shown as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Odd {
    /// Where it stands in the item: `specs.perf_iops`.
    pub path: String,
    /// The JSON that was sent; a string without its quotes.
    pub text: String,
    /// What belongs there: `a whole number`.
    pub expected: &'static str,
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}",
            fill!("{path}: found {text}, where {expected} belongs", path = self.path, text = self.text, expected = self.expected)
        )
    }
}

/// Something a provider says of a resource that the console shows by name: a column, a line of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Which column it fills; the provider's columns name it.
    pub key: &'static str,
    /// What it is called on its own: `Namespace`.
    pub label: &'static str,
    /// What it is.
    pub value: Value,
}

impl Attribute {
    /// The attribute of a snapshot that is the volume it was taken of: a link, or what the provider calls it. It stands in the column
    /// that every table of snapshots has.
    pub const SOURCE: &'static str = "volume";
    /// The attributes that only hold what could not be read of a size, a moment of creation, or who uses a volume: they stand in the
    /// columns of the same names.
    pub const SIZE: &'static str = "size";
    /// See [`Attribute::SIZE`].
    pub const CREATED: &'static str = "created";
    /// See [`Attribute::SIZE`].
    pub const USED: &'static str = "used";
}

/// Who uses a volume: a server, an allocation, a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
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

impl Attachment {
    /// A user of which no more is known. Without a name it is called by its id.
    pub fn new(id: String, name: Option<String>, status: Status) -> Self {
        Self { name: name.unwrap_or_else(|| id.clone()), id, host: None, host_id: None, role: None, status, since: None }
    }
}

/// One volume, group or snapshot.
///
/// One type for the three, because the table, the panel and the actions treat them alike; what only one kind has is
/// an [`Attribute`].
///
/// What is known of it is shared: lists, menus and dialogs hand resources on without copying them. Whoever changes one changes a
/// copy of its own, if others have it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource(Arc<Described>);

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
    pub provider_id: String,
    /// Its state.
    pub status: Status,
    /// Its capacity; `None` where the provider does not say.
    pub size: Option<Bytes>,
    /// When it was made; `None` where the provider does not say.
    pub created: Option<Timestamp>,
    /// Whether anybody uses it; `None` where this reading does not say, which is not "nobody".
    pub attached: Option<bool>,
    /// Who uses it, as far as this reading says.
    pub attachments: Vec<Attachment>,
    /// In a few words who uses it, for the table, where a reading has only counts.
    pub usage: Option<String>,
    /// The provider's id of what it was made of: of a snapshot its volume; of a volume the snapshot, image or volume whose content
    /// it began with.
    pub source: Option<String>,
    /// The id that the storage itself knows it by, where the provider's is another one. Two resources that share it are one
    /// piece of storage.
    pub storage_id: Option<String>,
    /// What else to show by name.
    pub attributes: Vec<Attribute>,
    /// Fields that were sent in a form that cannot be read, beside those among the attributes.
    pub odd: Vec<Odd>,
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
        Arc::make_mut(&mut self.0)
    }
}

impl Resource {
    /// What every reader begins with; the rest is empty. Without a name it is called by its id.
    pub fn new(kind: Kind, id: Id, provider_id: String, name: Option<String>, status: Status, raw: &str) -> Self {
        Self(Arc::new(Described {
            kind,
            id,
            name: name.unwrap_or_else(|| provider_id.clone()),
            provider_id,
            status,
            size: None,
            created: None,
            attached: None,
            attachments: Vec::new(),
            usage: None,
            source: None,
            storage_id: None,
            attributes: Vec::new(),
            odd: Vec::new(),
            raw: Raw::new(raw),
        }))
    }

    /// Takes in who uses it, from a reading that tells all of them: none means nobody.
    pub fn used_by(&mut self, attachments: Vec<Attachment>) {
        self.attached = Some(!attachments.is_empty());
        self.attachments = attachments;
    }

    /// What is known of it from this reading and from another one of the same resource: what this one does not tell, the other
    /// may. Both may be the fuller: a list can count users that the full answer leaves out.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut both = self.clone();
        let told = |resource: &Self| (resource.attached.is_some(), !resource.attachments.is_empty());
        // Who it is tells more than how many, and that more than nothing, unless the later reading contradicts it.
        if told(other) > told(self) && (self.attached.is_none() || self.attached == other.attached) {
            both.attached = other.attached;
            both.attachments.clone_from(&other.attachments);
            both.usage = both.usage.take().or_else(|| other.usage.clone());
        }
        both.size = both.size.or(other.size);
        both.created = both.created.or(other.created);
        both.source = both.source.take().or_else(|| other.source.clone());
        both.storage_id = both.storage_id.take().or_else(|| other.storage_id.clone());
        if !both.status.is_reported() {
            both.status = other.status.clone();
        }
        both
    }

    /// An item of a list together with a full reading of it: as [`Resource::or`], and attributes that only full readings tell.
    #[must_use]
    pub fn filled_from(&self, full: &Self) -> Self {
        let mut both = self.or(full);
        for attribute in &full.attributes {
            if both.attribute(attribute.key).is_none() {
                both.attributes.push(attribute.clone());
            }
        }
        both
    }

    /// The attribute of this key.
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        self.attributes.iter().find(|attribute| attribute.key == key).map(|attribute| &attribute.value)
    }

    /// The attribute of this key, if it is text.
    pub fn text_attribute(&self, key: &str) -> Option<&str> {
        match self.attribute(key) {
            Some(Value::Text(text) | Value::Code(text)) => Some(text),
            _ => None,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(attached: Option<bool>, attachments: &[&str], usage: Option<&str>) -> Resource {
        let mut volume = Resource::new(Kind::Volume, Id::new("v"), "v".into(), None, Status::not_reported(), "{}");
        volume.attached = attached;
        volume.attachments = attachments.iter().map(|name| Attachment::new((*name).to_owned(), None, Status::not_reported())).collect();
        volume.usage = usage.map(str::to_owned);
        volume
    }

    #[test]
    fn of_two_readings_the_more_telling_one_says_who_uses_it_unless_the_later_contradicts() {
        let check = |later: &Resource, earlier: &Resource, attached: Option<bool>, attachments: usize, usage: Option<&str>| {
            let both = later.or(earlier);
            assert_eq!((both.attached, both.attachments.len(), both.usage.as_deref()), (attached, attachments, usage));
        };
        let (silent, free) = (volume(None, &[], None), volume(Some(false), &[], None));
        let (counted, named) = (volume(Some(true), &[], Some("1 writer")), volume(Some(true), &["pg"], None));
        check(&silent, &named, Some(true), 1, None);
        check(&silent, &counted, Some(true), 0, Some("1 writer"));
        check(&silent, &free, Some(false), 0, None);
        check(&counted, &named, Some(true), 1, Some("1 writer"));
        check(&counted, &silent, Some(true), 0, Some("1 writer"));
        check(&free, &named, Some(false), 0, None);
        check(&named, &free, Some(true), 1, None);
    }

    #[test]
    fn what_one_reading_does_not_tell_is_taken_from_the_other() {
        let mut list = volume(None, &[], None);
        list.size = Some(Bytes(7));
        list.attributes.push(Attribute { key: "zone", label: "Zone", value: Value::Text("a".into()) });
        let mut full = volume(None, &[], None);
        full.status = Status::new(Phase::Ready, "available");
        full.attributes.push(Attribute { key: "zone", label: "Zone", value: Value::Text("b".into()) });
        full.attributes.push(Attribute { key: "class", label: "Class", value: Value::Text("ssd".into()) });
        let both = full.or(&list);
        assert_eq!(
            (both.size, both.status.label.as_str(), both.attribute("zone")),
            (Some(Bytes(7)), "available", Some(&Value::Text("b".into())))
        );
        let row = list.filled_from(&full);
        assert_eq!((row.status.label.as_str(), row.attribute("zone")), ("available", Some(&Value::Text("a".into()))));
        assert_eq!(row.attribute("class"), Some(&Value::Text("ssd".into())));
        assert_eq!(list.or(&full).attribute("class"), None, "what a full reading no longer has is gone");
    }
}
