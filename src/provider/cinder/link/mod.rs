//! A connection to one project of one cloud, and how it is read.

mod catalog;
mod choices;
mod connect;
pub mod keys;
mod list;
pub mod quota;
pub mod sign_in;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use connect::{connect, sign_in};
use keys::Keys;
use quota::Quota;

use super::api::{Ask, SIGN_IN};
use super::wire::{Object, Place};
use crate::action::{Action, Choice, Scene, Values};
use crate::http::{Error, ErrorKind, LocalBoxFuture, Session};
use crate::model::{Fact, Id, Kind, Resource, Value};
use crate::provider::{Held, Link, Listing, Provider, Step};

/// A connection to one project.
pub struct CinderLink {
    session: Session,
    keys: Rc<Keys>,
    /// What ids are called, in the order of the ids: of types, and of everything that was listed.
    names: RefCell<Vec<(String, String)>>,
    /// Whether the types have been read.
    typed: Cell<bool>,
    /// What is used of what, as last read.
    quotas: RefCell<Vec<Quota>>,
}

impl CinderLink {
    fn new(session: Session, keys: Rc<Keys>) -> Self {
        Self { session, keys, names: RefCell::default(), typed: Cell::new(false), quotas: RefCell::default() }
    }

    /// How it signs in.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The microversion that is spoken, if it is known by now.
    pub fn minor(&self) -> Option<u32> {
        self.keys.access().map(|access| access.minor)
    }

    /// Why the server is too old for this.
    pub fn lacks(&self, since: u32) -> Option<String> {
        let have = self.minor().filter(|have| *have < since)?;
        Some(format!("It needs microversion 3.{since}; this server has 3.{have}."))
    }

    /// Whether the account is an administrator, as far as its roles say; `None` where nobody told them.
    pub fn is_admin(&self) -> Option<bool> {
        let access = self.keys.access()?;
        access.roles.as_ref().map(|roles| roles.iter().any(|role| role.eq_ignore_ascii_case("admin")))
    }

    /// Whether the account may only read, as far as its roles say.
    pub fn only_reads(&self) -> bool {
        let roles = self.keys.access().and_then(|access| access.roles.clone()).unwrap_or_default();
        !roles.is_empty() && roles.iter().all(|role| role == "reader")
    }

    /// What was read of the quotas.
    pub fn quotas(&self) -> std::cell::Ref<'_, Vec<Quota>> {
        self.quotas.borrow()
    }

    async fn read(&self, kind: Kind, id: &Id) -> Result<Resource, Error> {
        let place = Place::of_kind(id, kind)
            .ok_or_else(|| Error::new(ErrorKind::NotFound, SIGN_IN, format!("{id} is not an address of this provider.")))?;
        self.keys.signed_in(None).await?;
        let raw = self.session.call(&Ask::one(&place, self.minor().unwrap_or(0))).await?;
        let read = super::wire::resource(place.of, &raw);
        let mut resource = read.map_err(|reason| Error::new(ErrorKind::Unreadable, place.of.read, reason))?;
        self.name_all(std::iter::once(&mut resource));
        // What was accepted and failed later says why in a message, if anywhere.
        if resource.status.label.starts_with("error") && self.lacks(5).is_none() {
            for message in self.messages(&place.id).await.unwrap_or_default() {
                resource.facts.push(message);
            }
        }
        Ok(resource)
    }

    /// What the server says of a resource to its user, newest first.
    async fn messages(&self, id: &str) -> Result<Vec<Fact>, Error> {
        let mut ask = Ask::new("GET /v3/{project_id}/messages", "/messages", "messages");
        ask.request = ask.request.query("resource_uuid", id);
        let list = self.session.call(&ask).await?;
        let fact = |raw: &str| {
            let message = Object::of(raw).ok()?;
            let said = message.text("user_message")?;
            let at = message.time("created_at").map(|at| [" · ", &at.absolute()].concat()).unwrap_or_default();
            let by = message.text("request_id").map(|id| [" · ", &id].concat()).unwrap_or_default();
            Some(Fact { key: "message", label: "Message", value: Value::Text([said, at, by].concat()) })
        };
        Ok(super::wire::split(&list).unwrap_or_default().into_iter().take(5).filter_map(fact).collect())
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
            let text = |one: &str, name| super::wire::text_of(one, name).unwrap_or_default();
            let types = super::wire::split(&list).unwrap_or_default();
            list::remember(&mut self.names.borrow_mut(), types.into_iter().map(|one| (text(one, "id"), text(one, "name"))).collect());
            self.typed.set(true);
        }
    }
}

impl Link for CinderLink {
    fn provider(&self) -> &'static dyn Provider {
        &super::Cinder
    }

    fn session(&self) -> &Session {
        &self.session
    }

    fn test<'a>(&'a self, step: &'a dyn Fn(Step)) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(super::probe::test(self, step))
    }

    fn learn(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(async {
            if self.keys.signed_in(None).await.is_ok() {
                self.learn_types().await;
            }
        })
    }

    fn prepare<'a>(&'a self, action: &'a Action) -> LocalBoxFuture<'a, ()> {
        Box::pin(self.read_quotas(action))
    }

    fn list<'a>(&'a self, kind: Kind, source: &'a str, _since: Option<u64>) -> LocalBoxFuture<'a, Result<Held<Listing>, Error>> {
        Box::pin(self.list_source(kind, source))
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, _since: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(async move { Ok((self.read(kind, id).await?, None)) })
    }

    fn snapshots_of<'a>(&'a self, of: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_snapshots_of(of))
    }

    fn members_of<'a>(&'a self, group: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_members_of(group))
    }

    fn look_up<'a>(&'a self, name: &'a str, scene: Scene<'a>, values: &'a Values) -> LocalBoxFuture<'a, Result<Vec<Choice>, Error>> {
        Box::pin(self.choices(name, scene, values))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
