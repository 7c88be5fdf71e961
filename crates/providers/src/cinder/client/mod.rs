//! A connection to one project of one cloud, and how it is read.

mod catalog;
mod connect;
pub(super) mod connection_test;
mod list;
mod messages;
mod options;
pub mod quota;
pub mod sign_in;
pub mod token_provider;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use connect::connect;
use quota::Quota;
use token_provider::TokenProvider;

use super::api::{Get, SIGN_IN};
use super::decode::ResourceRef;
use voldeck_core::client::{Client, Expiry, Listing, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture, Session};
use voldeck_core::model::{Id, Kind, Resource};

/// A connection to one project.
pub struct CinderClient {
    session: Session,
    keys: Rc<TokenProvider>,
    /// What ids are called, in the order of the ids: of types, and of everything that was listed.
    names: RefCell<Vec<(String, String)>>,
    /// Whether the types have been read.
    typed: Cell<bool>,
    /// What is used of what, as last read.
    quotas: RefCell<Vec<Quota>>,
}

impl CinderClient {
    fn new(session: Session, keys: Rc<TokenProvider>) -> Self {
        Self { session, keys, names: RefCell::default(), typed: Cell::new(false), quotas: RefCell::default() }
    }

    /// How it signs in.
    pub fn keys(&self) -> &TokenProvider {
        &self.keys
    }

    /// The microversion that is spoken, if it is known by now.
    pub fn minor(&self) -> Option<u32> {
        self.keys.access().map(|access| access.minor)
    }

    /// Why the server is too old for this.
    pub fn lacks(&self, since: u32) -> Option<String> {
        let have = self.minor().filter(|have| *have < since)?;
        Some(fill!("It needs microversion 3.{since}; this server has 3.{have}.", since, have))
    }

    /// The roles of the account in the project; `None` where nobody told them.
    pub fn roles(&self) -> Option<Vec<String>> {
        self.keys.access()?.roles.clone().filter(|roles| !roles.is_empty())
    }

    /// Whether the account is an administrator, as far as its roles say; `None` where nobody told them.
    pub fn is_admin(&self) -> Option<bool> {
        Some(self.roles()?.iter().any(|role| role.eq_ignore_ascii_case("admin")))
    }

    /// Whether the account may only read, as far as its roles say: all policies of writing ask for the role member or admin by
    /// default. Any other role may be named in rules of the cloud's own, so it excludes nothing.
    /// <https://docs.openstack.org/cinder/latest/configuration/block-storage/policy-personas.html>
    pub fn only_reads(&self) -> bool {
        self.roles().is_some_and(|roles| roles.iter().all(|role| role.eq_ignore_ascii_case("reader")))
    }

    /// What was read of the quotas.
    pub fn quotas(&self) -> std::cell::Ref<'_, Vec<Quota>> {
        self.quotas.borrow()
    }

    async fn read(&self, kind: Kind, id: &Id) -> Result<Resource, Error> {
        let place = ResourceRef::of_kind(id, kind)
            .ok_or_else(|| Error::new(ErrorKind::NotFound, SIGN_IN, fill!("{id} is not an address of this provider.", id)))?;
        self.keys.signed_in(None).await?;
        let raw = self.session.call(&Get::one(&place, self.minor().unwrap_or(0))).await?;
        let read = super::decode::resource(place.of, &raw);
        let mut resource = read.map_err(|reason| Error::new(ErrorKind::Unreadable, place.of.read, reason))?;
        self.name_all(std::iter::once(&mut resource));
        // What was accepted and failed later says why in a message, if anywhere.
        if resource.status.label.starts_with("error") {
            resource.attributes.extend(self.told_of(&place.id).await);
        }
        Ok(resource)
    }

    /// Reads what ids of types are called, once.
    async fn learn_types(&self) {
        if self.typed.get() || self.keys.access().is_none() {
            return;
        }
        for what in ["types", "group-types"] {
            if what == "group-types" && self.lacks(11).is_some() {
                continue;
            }
            let Ok(list) = self.table(what).await else { continue };
            let text = |one: &str, name| super::decode::text_of(one, name).unwrap_or_default();
            let types = super::decode::split(&list).unwrap_or_default();
            list::remember(&mut self.names.borrow_mut(), types.into_iter().map(|one| (text(one, "id"), text(one, "name"))).collect());
            self.typed.set(true);
        }
    }
}

impl Client for CinderClient {
    fn session(&self) -> &Session {
        &self.session
    }

    fn expiry(&self) -> Option<Expiry> {
        let (since, at) = self.keys.access()?.valid?;
        Some(Expiry { at, since: Some(since), renews: true })
    }

    fn detect_version(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(async {
            if self.keys.signed_in(None).await.is_ok() {
                self.learn_types().await;
            }
        })
    }

    fn load_quotas(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(self.read_quotas())
    }

    fn list<'a>(&'a self, kind: Kind, source: &'a str, _since: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(self.list_source(kind, source))
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, _since: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(async move { Ok((self.read(kind, id).await?, None)) })
    }

    fn why_failed<'a>(&'a self, kind: Kind, id: &'a Id, since_millis: u64) -> LocalBoxFuture<'a, Option<String>> {
        Box::pin(async move {
            let place = ResourceRef::of_kind(id, kind)?;
            Some(self.why(&place.id, since_millis).await)
        })
    }

    fn list_snapshots<'a>(&'a self, of: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_snapshots_of(of))
    }

    fn list_members<'a>(&'a self, group: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_members_of(group))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
