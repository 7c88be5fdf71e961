//! A connection to one Nomad cluster: what was learned of it, and how it is read.

mod connect;
pub(super) mod connection_test;
mod list;
mod options;
mod read;
mod rights;
mod storage;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use connect::connect;

use super::api::{AgentSelf, ListClaims, ListVolumes, Query, ReadPlugin, ReadVolume};
use super::decode::{self, Plugin, Registered, ResourceRef, ResourceType};
use super::rights::Rights;
use super::version::{HOST, Server, Version};
use voldeck_core::client::{Client, Expiry, Listing, ReadResult};
use voldeck_core::http::{Endpoint, Error, ErrorKind, LocalBoxFuture, Session};
use voldeck_core::model::{Attachment, Id, Kind, Resource};
use voldeck_core::texts::t;

/// How long what a plugin can do is taken for known, in milliseconds.
const PLUGIN_AGE_MILLIS: u64 = 60_000;

/// How long the sticky claims of a volume are waited for, in milliseconds: the volume itself has been read by then.
const CLAIMS_MILLIS: u64 = 10_000;

/// When a plugin was read, its id, and what it can do; `None` if that may not be read.
type Known = (u64, String, Option<Plugin>);

/// A connection to one Nomad cluster.
pub struct NomadClient {
    session: Session,
    /// A namespace, or `*`.
    namespace: String,
    query: Query,
    /// Whether a token is sent.
    has_token: bool,
    /// Whether the version was asked for and an answer came.
    asked: Cell<bool>,
    server: RefCell<Server>,
    /// The namespaces to ask one by one, where the server has no `*`.
    namespaces: RefCell<Option<Vec<String>>>,
    plugins: RefCell<Vec<Known>>,
    /// The CSI volumes of the last reading, by what the storage calls them.
    registered: RefCell<Option<Rc<Registered>>>,
    /// The external ids that each plugin listed when it was last asked.
    externals: RefCell<Vec<(String, Vec<String>)>>,
    /// When the token's rights were read, and what they are.
    rights: RefCell<(Option<u64>, Rights)>,
    /// When the token ends, if it does and the server has told it.
    expiry: Cell<Option<Expiry>>,
}

impl NomadClient {
    /// What is known of the server, as far as [`Client::detect_version`] got.
    pub fn server(&self) -> Server {
        self.server.borrow().clone()
    }

    /// Takes this for known of the server.
    #[cfg(test)]
    pub fn assume(&self, server: Server) {
        self.asked.set(true);
        *self.server.borrow_mut() = server;
    }

    /// The namespace that new volumes go to unless told otherwise.
    pub fn home(&self) -> &str {
        if self.namespace == "*" { "default" } else { &self.namespace }
    }

    /// Whether a token is sent.
    pub fn has_token(&self) -> bool {
        self.has_token
    }

    /// The namespace that lists ask for.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// What a plugin can do, as last read. `None` if it was not read, or may not be.
    pub fn plugin(&self, id: &str) -> Option<Plugin> {
        self.plugins.borrow().iter().find(|(_, known, _)| known == id).and_then(|(.., plugin)| plugin.clone())
    }

    /// Reads what a plugin can do, unless that was done lately.
    fn learn_plugin<'a>(&'a self, id: &'a str) -> LocalBoxFuture<'a, Option<Plugin>> {
        Box::pin(async move {
            let now = self.session.clock.now_millis();
            let fresh = |(at, known, _): &&Known| known == id && now.saturating_sub(*at) < PLUGIN_AGE_MILLIS;
            if let Some((.., plugin)) = self.plugins.borrow().iter().find(fresh) {
                return plugin.clone();
            }
            if decode::addressable(id).is_err() {
                return None;
            }
            let plugin = self.session.call(&ReadPlugin(id)).await.ok();
            let mut plugins = self.plugins.borrow_mut();
            plugins.retain(|(_, known, _)| known != id);
            plugins.push((now, id.to_owned(), plugin.clone()));
            plugin
        })
    }

    /// The sticky claims of task groups on a host volume. What cannot be read is left out.
    ///
    /// # Errors
    ///
    /// As [`Session::call`].
    pub fn sticky_claims<'a>(&'a self, volume: &'a ResourceRef) -> LocalBoxFuture<'a, Result<Vec<Attachment>, Error>> {
        Box::pin(async move {
            let list = self.session.call_within(&ListClaims { namespace: &volume.scope }, CLAIMS_MILLIS).await?;
            Ok(list.iter().filter_map(|raw| decode::sticky_claim(raw.text(), &volume.id).ok().flatten()).collect())
        })
    }

    fn ask_version(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move {
            if self.asked.get() {
                return;
            }
            match self.session.call(&AgentSelf).await {
                Ok(version) => {
                    if let Some(text) = version {
                        *self.server.borrow_mut() = Server::saying(&text);
                    }
                }
                // Without the right to ask, a list that came with 1.10 tells at least on which side of it the server is.
                Err(error) if error.kind == ErrorKind::Forbidden => {
                    let list = ListVolumes {
                        class: ResourceType::Host,
                        namespace: &self.namespace,
                        query: &Query::default(),
                        per_page: Some(1),
                        next_token: None,
                        wait: None,
                    };
                    match self.session.call(&list).await {
                        Ok(Some(_)) => self.note_from(HOST.since),
                        Ok(None) => self.note_below(HOST.since),
                        Err(error) if matches!(error.kind, ErrorKind::Unsupported | ErrorKind::NotFound) => self.note_below(HOST.since),
                        Err(_) => {}
                    }
                }
                Err(_) => return,
            }
            self.asked.set(true);
        })
    }

    /// Notes that the server is older than this, if its version is not known better.
    fn note_below(&self, version: Version) {
        let mut server = self.server.borrow_mut();
        if server.text.is_none() {
            server.below = Some(server.below.map_or(version, |known| known.min(version)));
        }
    }

    /// Notes that the server is at least this, if its version is not known better.
    fn note_from(&self, version: Version) {
        let mut server = self.server.borrow_mut();
        if server.text.is_none() {
            server.at_least = server.at_least.max(Some(version));
        }
    }
}

impl Client for NomadClient {
    fn session(&self) -> &Session {
        &self.session
    }

    fn expiry(&self) -> Option<Expiry> {
        self.expiry.get()
    }

    fn server_info(&self) -> &dyn Any {
        &self.server
    }

    fn detect_version(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move {
            self.ask_version().await;
            self.learn_rights().await;
        })
    }

    fn list<'a>(&'a self, kind: Kind, source: &'a str, since_index: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(self.list_source(kind, source, since_index, None))
    }

    fn list_with_progress<'a>(
        &'a self,
        kind: Kind,
        source: &'a str,
        since_index: Option<u64>,
        early: &'a dyn Fn(Listing),
    ) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(self.list_source(kind, source, since_index, Some(early)))
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, since_index: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(async move {
            match self.read(kind, id, since_index).await? {
                ReadResult::Found(read) => Ok(read),
                // Whoever cannot wait for another time reads it as it is now.
                ReadResult::Cut | ReadResult::Unsupported(_) => match self.read(kind, id, None).await? {
                    ReadResult::Found(read) => Ok(read),
                    ReadResult::Cut | ReadResult::Unsupported(_) => {
                        Err(Error::new(ErrorKind::Unreachable, <ReadVolume as Endpoint>::NAME, t("No answer came.")))
                    }
                },
            }
        })
    }

    fn get_held<'a>(
        &'a self,
        kind: Kind,
        id: &'a Id,
        since_index: Option<u64>,
    ) -> LocalBoxFuture<'a, Result<ReadResult<(Resource, Option<u64>)>, Error>> {
        Box::pin(self.read(kind, id, since_index))
    }

    fn list_snapshots<'a>(&'a self, volume: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_snapshots_of(volume))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
