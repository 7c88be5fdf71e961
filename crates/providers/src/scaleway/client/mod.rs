//! A connection to one Scaleway account: its zones, and how it is read.

mod connect;
pub(super) mod connection_test;
mod list;
mod options;
mod rights;

use std::any::Any;
use std::cell::RefCell;

pub use connect::connect;
use rights::Known;

use super::api::{Read, ReadServer, ZONES};
use super::decode::{Api, Limits, ResourceRef, Server, is_server};
use super::rights::Rights;
use voldeck_core::client::{Client, Expiry, Listing, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, ErrorKind, LocalBoxFuture, Session};
use voldeck_core::model::{Attachment, Id, Kind, Phase, Resource, Status};
use voldeck_core::texts::t;

/// A connection to one Scaleway account.
pub struct ScalewayClient {
    session: Session,
    /// Whether it speaks the original API.
    legacy: bool,
    zones: Vec<String>,
    /// Whether the zones were named in the sign-in; otherwise they are all that are known.
    chosen: bool,
    /// Names the key, which lets it be looked up; may be empty.
    access_key: String,
    /// What the key may do.
    rights: RefCell<Known>,
    organization: String,
    project: String,
    narrow: String,
    /// How large volumes of a type may be in a zone, as far as that was read.
    types: RefCell<Vec<(String, String, Limits)>>,
}

impl ScalewayClient {
    /// Whether it speaks the original API.
    pub fn is_legacy(&self) -> bool {
        self.legacy
    }

    /// The zones of an API; a single one without a name for the original API, which has none.
    pub fn zones_of(&self, api: Api) -> Vec<&str> {
        if api == Api::Legacy {
            return vec!["-"];
        }
        let without_block = |zone: &str| ZONES.iter().any(|(name, block)| *name == zone && !block);
        self.zones.iter().map(String::as_str).filter(|zone| api != Api::Block || !without_block(zone)).collect()
    }

    /// Which of the connection's zones an API is not offered in, where they were chosen by name: they are not asked.
    pub fn zones_left_out(&self, api: Api) -> Option<String> {
        if api != Api::Block || !self.chosen {
            return None;
        }
        let asked = self.zones_of(api);
        let left: Vec<&str> = self.zones.iter().map(String::as_str).filter(|zone| !asked.contains(zone)).collect();
        (!left.is_empty()).then(|| [t("Block Storage is not offered in "), &left.join(", "), t(", so it was not asked there.")].concat())
    }

    /// The organization of the sign-in; may be empty.
    pub fn organization(&self) -> &str {
        &self.organization
    }

    /// The project that new volumes go to; may be empty.
    pub fn project(&self) -> &str {
        &self.project
    }

    /// How large a volume of a type may be in a zone, if that was read.
    pub fn limits(&self, zone: &str, volume_type: &str) -> Option<Limits> {
        self.types.borrow().iter().find(|(home, name, _)| home == zone && name == volume_type).map(|(.., limits)| *limits)
    }

    /// Why an API is not there on this connection.
    pub fn lacks(&self, api: Api) -> Option<String> {
        match (self.legacy, api) {
            (true, Api::Legacy) | (false, Api::Block | Api::Instance) => None,
            (true, _) => Some(t("This connection speaks the original API, which has no zones and no Block Storage.").to_owned()),
            (false, _) => Some(t("This connection speaks the current API; the original one is a choice of its sign-in form.").to_owned()),
        }
    }

    async fn read(&self, kind: Kind, id: &Id) -> Result<Resource, Error> {
        let place = ResourceRef::of(id).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, <Read as Endpoint>::NAME, fill!("{id} is not an address of this provider.", id))
        })?;
        if let Some(reason) = self.lacks(place.api) {
            return Err(Error::new(ErrorKind::NotFound, <Read as Endpoint>::NAME, reason));
        }
        let mut resource = self.session.call(&Read { kind, place: &place }).await?;
        if !resource.provider_id.eq_ignore_ascii_case(&place.id) {
            let words = fill!("The answer is about {provider_id}, not about {id}.", provider_id = resource.provider_id, id = place.id);
            return Err(Error::new(ErrorKind::Unreadable, <Read as Endpoint>::NAME, words));
        }
        // Who may read the volume need not be able to read its server: it is shown by what is known then.
        for user in resource.attachments.iter_mut().filter(|user| kind == Kind::Volume && !self.legacy && is_server(user)) {
            if let Ok(server) = self.session.call(&ReadServer { zone: &place.zone, id: &user.id }).await {
                introduce(user, &server);
            }
        }
        Ok(resource)
    }
}

/// Why a resource is as it is, as far as it says itself: its error details, or a server that it could not be attached to.
fn why(now: &Resource) -> Option<String> {
    if let Some(reason) = &now.status.detail {
        return Some(reason.clone());
    }
    let failed = now.attachments.iter().find(|user| reference_state(user) == "error")?;
    Some(fill!("Its attachment to {name} is in error.", name = failed.name))
}

/// The state of a user's reference, which stands beside the server's own where that is known.
pub fn reference_state(user: &Attachment) -> &str {
    let words = [Some(user.status.label.as_str()), user.status.detail.as_deref()];
    let known = |word: &&str| matches!(*word, "creating" | "attaching" | "detaching" | "detached" | "error");
    words.into_iter().flatten().find(known).unwrap_or("attached")
}

/// Says of a user what its server says of itself.
fn introduce(user: &mut Attachment, server: &Server) {
    if server.id != user.id || server.state.is_empty() {
        return;
    }
    let phase = match server.state.as_str() {
        "starting" | "stopping" => Phase::Changing,
        "running" => Phase::Ready,
        _ => Phase::Degraded,
    };
    let mut status = Status::new(phase, server.state.clone());
    // What is on its way stays visible beside the server's own state.
    if user.status.label != "attached" {
        status.detail = Some(user.status.label.clone());
    }
    user.status = status;
    if !server.name.is_empty() {
        user.name.clone_from(&server.name);
    }
}

impl Client for ScalewayClient {
    fn session(&self) -> &Session {
        &self.session
    }

    fn expiry(&self) -> Option<Expiry> {
        match &*self.rights.borrow() {
            Known::Told(Rights { created, expires: Some(at), .. }) => Some(Expiry { at: *at, since: *created, renews: false }),
            _ => None,
        }
    }

    fn detect_version(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(self.learn_rights())
    }

    fn list<'a>(&'a self, kind: Kind, source: &'a str, _since: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(self.list_source(kind, source))
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, _since: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(async move { Ok((self.read(kind, id).await?, None)) })
    }

    fn list_snapshots<'a>(&'a self, volume: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_snapshots_of(volume))
    }

    fn why_failed<'a>(&'a self, kind: Kind, id: &'a Id, _since_millis: u64) -> LocalBoxFuture<'a, Option<String>> {
        Box::pin(async move { self.read(kind, id).await.ok().and_then(|now| why(&now)) })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
