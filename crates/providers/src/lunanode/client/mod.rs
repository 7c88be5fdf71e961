//! A connection to one account: what was learned of it, and how it is read.

mod connect;
pub(super) mod connection_test;
mod list;
mod options;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use connect::connect;

use super::api::{ListImages, ListRegions, ListSnapshots, ListVms, ListVolumes, ReadVolume, read, send};
use super::decode::{self, NamedItem, ResourceRef};
use voldeck_core::client::{Client, Listing, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::{DecodeError, Endpoint, Error, ErrorKind, LocalBoxFuture, Response, Session, unreadable};
use voldeck_core::model::{Id, Item, Kind, Resource};

/// How long the names of virtual machines are taken for known, in milliseconds.
const VMS_AGE_MILLIS: u64 = 60_000;

/// What a reading call brings, boxed: several others await it, and each would have a copy of it inside its own otherwise.
type Reading<'a, T> = LocalBoxFuture<'a, Result<T, Error>>;

/// A connection to one account.
pub struct LunaNodeClient {
    session: Session,
    /// The only region, or empty for all.
    region: String,
    /// Whether the server lists volumes of one region at a time only.
    one_by_one: Cell<bool>,
    /// Ids of volumes, and the status that the list had for them when it was read last.
    listed: RefCell<Vec<(String, String)>>,
    /// Look-ups, by their number: when each was read, and what it brought; nothing if it failed.
    known: RefCell<[(u64, Names); 3]>,
}

/// What a look-up brings.
type Names = Rc<Vec<NamedItem>>;

// The numbers of the look-ups.
const REGIONS: usize = 0;
const IMAGES: usize = 1;
const VMS: usize = 2;

impl LunaNodeClient {
    /// The only region, or empty for all.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// An image, if it was offered lately.
    pub fn image(&self, id: &str) -> Option<NamedItem> {
        self.known.borrow()[IMAGES].1.iter().find(|image| image.id == id).cloned()
    }

    /// Volumes or snapshots of one region; volumes also of all, with an empty one.
    pub fn items<'a>(&'a self, kind: Kind, region: &'a str) -> Reading<'a, Vec<Item>> {
        let (volumes, snapshots) = (ListVolumes { region }, ListSnapshots { region });
        let sent = if kind == Kind::Volume { send(&self.session, &volumes) } else { send(&self.session, &snapshots) };
        Box::pin(async move {
            let sent = sent.await;
            if kind == Kind::Volume { read(&volumes, sent) } else { read(&snapshots, sent) }
        })
    }

    /// All regions, as they are now.
    pub fn read_regions(&self) -> Reading<'_, Names> {
        self.look(REGIONS, ListRegions::NAME, send(&self.session, &ListRegions), decode::regions)
    }

    /// Images of one region or, with an empty one, of all.
    pub fn images(&self, region: &str) -> Reading<'_, Names> {
        self.look(IMAGES, ListImages::NAME, send(&self.session, &ListImages { region }), decode::images)
    }

    /// Virtual machines, read at most so many milliseconds ago. Where they cannot be read, that is remembered as long.
    pub fn vms(&self, age_millis: u64) -> Reading<'_, Names> {
        let (at, known) = self.known.borrow()[VMS].clone();
        if self.session.clock.now_millis().saturating_sub(at) < age_millis {
            return Box::pin(std::future::ready(Ok(known)));
        }
        self.look(VMS, ListVms::NAME, send(&self.session, &ListVms), decode::vms)
    }

    fn look<'a>(
        &'a self,
        number: usize,
        operation: &'static str,
        sent: LocalBoxFuture<'a, Result<Response, Error>>,
        of: fn(&str) -> Result<Vec<NamedItem>, DecodeError>,
    ) -> Reading<'a, Names> {
        Box::pin(async move {
            let answer = sent.await;
            let answer = answer.and_then(|response| of(&response.body).map_err(|misread| unreadable(operation, &response, &misread)));
            let answer = answer.map(Rc::new);
            self.known.borrow_mut()[number] = (self.session.clock.now_millis(), answer.clone().unwrap_or_default());
            answer
        })
    }

    fn one<'a>(&'a self, kind: Kind, id: &'a Id) -> Reading<'a, Resource> {
        Box::pin(async move {
            let gone = || Error::new(ErrorKind::NotFound, ReadVolume::NAME, fill!("There is no {noun} {id}.", noun = kind.noun(), id));
            let address = ResourceRef::of(id).filter(|address| address.kind == kind).ok_or_else(gone)?;
            if kind == Kind::Snapshot {
                // There is no call for one snapshot.
                let items = self.items(kind, &address.region).await?;
                return items.into_iter().flatten().find(|snapshot| snapshot.provider_id == address.id).ok_or_else(gone);
            }
            let listed = self.listed.borrow().iter().find(|(known, _)| *known == address.id).map(|(_, status)| status.clone());
            let call = ReadVolume { id: &address.id, region: &address.region, listed: listed.as_deref() };
            let mut volume = read(&call, send(&self.session, &call).await)?;
            if volume.provider_id != address.id {
                let words = fill!(
                    "The answer is about the volume {provider_id}, not about {id}.",
                    provider_id = volume.provider_id,
                    id = address.id
                );
                return Err(Error::new(ErrorKind::Unreadable, ReadVolume::NAME, words));
            }
            // Who has it is told by id only.
            if !volume.attachments.is_empty() {
                let vms = self.vms(VMS_AGE_MILLIS).await.unwrap_or_default();
                for user in &mut volume.attachments {
                    if let Some(vm) = vms.iter().find(|vm| vm.id == user.id) {
                        user.name.clone_from(&vm.name);
                    }
                }
            }
            Ok(volume)
        })
    }
}

impl Client for LunaNodeClient {
    fn session(&self) -> &Session {
        &self.session
    }

    fn detect_version(&self) -> LocalBoxFuture<'_, ()> {
        // There is one version of the API, and nothing tells what a key may do.
        Box::pin(std::future::ready(()))
    }

    fn list<'a>(&'a self, kind: Kind, _: &'a str, _: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(self.list_source(kind))
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, _: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(async move { Ok((self.one(kind, id).await?, None)) })
    }

    fn list_snapshots<'a>(&'a self, volume: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_snapshots_of(volume))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
