//! A connection to one provider: what every client can do, and what a list, a reading and a test tell.

use std::rc::Rc;

use crate::fill;
use crate::http::{Clock, Error, ErrorKind, LocalBoxFuture, Response, Session, Sign, Transport};
use crate::model::{Id, Item, Kind, Phase, Resource, Timestamp};

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
    /// The server's index of this reading, to be told of changes after it; `None` where the server has none.
    pub index: Option<u64>,
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

/// A resource in full, and the index to watch it by.
pub type Watched = (Resource, Option<u64>);

/// What came of a reading.
#[derive(Debug, Clone)]
pub enum ReadResult<T> {
    /// Data, perhaps the same as before.
    Found(T),
    /// The reading was held and cut short on its way: nothing is known to have changed, and it is asked for again.
    Cut,
    /// The list does not exist on this server: nothing to read, nothing to watch.
    Unsupported(String),
}

impl<T> ReadResult<T> {
    /// The same with what was read as something else.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> ReadResult<U> {
        match self {
            Self::Found(read) => ReadResult::Found(make(read)),
            Self::Cut => ReadResult::Cut,
            Self::Unsupported(reason) => ReadResult::Unsupported(reason),
        }
    }
}

/// One check of a connection's test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
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
pub struct Platform {
    /// The network.
    pub transport: Rc<dyn Transport>,
    /// The time.
    pub clock: Rc<dyn Clock>,
}

impl Platform {
    /// The way to call a provider at this address, with the patience that suits ordinary answers.
    pub fn session(self, base: String, signer: Rc<dyn Sign>, parse_error: fn(&'static str, &Response) -> Result<(), Error>) -> Session {
        Session { base, signer, transport: self.transport, clock: self.clock, parse_error, timeout_millis: TIMEOUT_MILLIS }
    }
}

/// How long an ordinary answer may take, in milliseconds.
pub const TIMEOUT_MILLIS: u64 = 30_000;

/// Where an action is about to happen: the connection, and the resource if it is on one.
#[derive(Clone, Copy)]
pub struct ActionContext<'a> {
    /// The connection.
    pub client: &'a dyn Client,
    /// The resource, as last read, in as much detail as was read.
    pub target: Option<&'a Resource>,
    /// All resources of the connection that are known, for checks that need the others.
    pub known: &'a [Resource],
}

impl<'a> ActionContext<'a> {
    /// What the target is called; empty without a target.
    pub fn name(&self) -> &'a str {
        self.target.map_or("", |target| &target.name)
    }

    /// The provider's own id of the target, as bodies have it; empty without a target.
    pub fn provider_id(&self) -> &'a str {
        self.target.map_or("", |target| &target.provider_id)
    }

    /// The target's state in the provider's word; empty without a target.
    pub fn state(&self) -> &'a str {
        self.target.map_or("", |target| &target.status.label)
    }

    /// The target's size in bytes; 0 where it is not reported.
    pub fn size(&self) -> u64 {
        self.target.and_then(|target| target.size).unwrap_or_default().0
    }

    /// A text of the target as it was sent.
    pub fn raw_text(&self, key: &str) -> Option<String> {
        crate::decode::text_of(self.target?.raw.text(), key)
    }

    /// Whether a resource was known before.
    pub fn knows(&self, id: &Id) -> bool {
        self.known.iter().any(|known| known.id == *id)
    }

    /// Whether a resource can have been made by the action: it was not known before, and was not made before this time, in milliseconds.
    pub fn is_new(&self, resource: &Resource, since_millis: u64) -> bool {
        resource.created.is_none_or(|created| created.millis() >= since_millis) && !self.knows(&resource.id)
    }

    /// Reads a resource; `None` if the provider says that there is none.
    pub fn find<'b>(&'b self, kind: Kind, id: &'b Id) -> LocalBoxFuture<'b, Result<Option<Resource>, Error>> {
        let reading = self.client.get(kind, id, None);
        Box::pin(async move {
            match reading.await {
                Ok((resource, _)) => Ok(Some(resource)),
                Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            }
        })
    }
}

/// When the token or key of a connection ends, as the provider tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// When.
    pub at: Timestamp,
    /// Since when it has been valid, where that is told.
    pub since: Option<Timestamp>,
    /// Whether the console gets another one by itself.
    pub renews: bool,
}

/// A connection to one provider with one set of credentials.
pub trait Client {
    /// The way to call it.
    fn session(&self) -> &Session;
    /// Reads what the server is, once, if that is not known yet. Actions need it to say what is too old.
    fn detect_version(&self) -> LocalBoxFuture<'_, ()>;
    /// What was learned of the server, in a type of the provider's own, for endpoints whose bodies depend on it.
    fn server_info(&self) -> &dyn std::any::Any {
        &()
    }
    /// When the token or key ends, as far as the provider has told it; `None` is not "never".
    fn expiry(&self) -> Option<Expiry> {
        None
    }
    /// Reads what is left of quotas, for the forms of actions that take from them; nothing where the provider has none.
    fn load_quotas(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
    /// Reads one source of a kind. With an index, the server may hold the reading until something changes.
    fn list<'a>(&'a self, kind: Kind, source: &'a str, since_index: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>>;
    /// The same for a first reading that a person waits for: part of a long list is handed on as soon as it is read.
    fn list_with_progress<'a>(
        &'a self,
        kind: Kind,
        source: &'a str,
        since_index: Option<u64>,
        _early: &'a dyn Fn(Listing),
    ) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        self.list(kind, source, since_index)
    }
    /// Reads one resource in full, with the index to watch it by. A reading that was held and cut short is [`ReadResult::Cut`].
    fn get_held<'a>(&'a self, kind: Kind, id: &'a Id, since_index: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Watched>, Error>> {
        Box::pin(async move { self.get(kind, id, since_index).await.map(ReadResult::Found) })
    }
    /// What the provider tells of why a change of a resource ended badly after it was accepted, since this time in milliseconds;
    /// `None` where it tells nothing.
    fn why_failed<'a>(&'a self, kind: Kind, id: &'a Id, since_millis: u64) -> LocalBoxFuture<'a, Option<String>> {
        let _ = (kind, id, since_millis);
        Box::pin(std::future::ready(None))
    }
    /// Reads one resource in full, with the index to watch it by.
    fn get<'a>(&'a self, kind: Kind, id: &'a Id, since_index: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>>;
    /// Reads the snapshots of one volume, or of one group where there is an action that takes them of groups.
    fn list_snapshots<'a>(&'a self, of: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>>;
    /// Reads the volumes of one group. Only called for groups; a provider without groups need not have it.
    fn list_members<'a>(&'a self, group: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        let words = fill!("This provider has no groups: {name} cannot be read.", name = group.name);
        let error = Error::new(ErrorKind::Unsupported, "", words);
        Box::pin(std::future::ready(Err(error)))
    }
    /// For the provider's own rows, which know more of their link than the console does.
    fn as_any(&self) -> &dyn std::any::Any;
}

/// A client as its provider knows it.
///
/// # Panics
///
/// If it is another provider's.
pub fn of<C: Client + 'static>(client: &dyn Client) -> &C {
    client.as_any().downcast_ref().unwrap_or_else(|| panic!("the client is another provider's"))
}
