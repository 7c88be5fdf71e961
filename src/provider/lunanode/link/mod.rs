//! A connection to one account: what was learned of it, and how it is read.

mod choices;
mod connect;
mod list;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use connect::{connect, sign_in};

use super::api::{ListSnapshots, ListVms, ReadVolume};
use super::wire::{Address, Image, Region, Vm};
use crate::action::{Choice, Scene, Values};
use crate::http::{Endpoint, Error, ErrorKind, LocalBoxFuture, Session};
use crate::model::{Id, Kind, Resource, Value};
use crate::provider::{Held, Link, Listing, Provider, Step};

/// How long the names of virtual machines are taken for known, in milliseconds.
const VMS_AGE_MILLIS: u64 = 60_000;

/// A connection to one account.
pub struct LunaLink {
    session: Session,
    /// The only region, or empty for all.
    region: String,
    regions: RefCell<Option<Rc<Vec<Region>>>>,
    /// Whether the server lists volumes of one region at a time only.
    one_by_one: Cell<bool>,
    /// Ids of volumes, and the status that the list had for them when it was read last.
    listed: RefCell<Vec<(String, String)>>,
    /// The images that were offered last.
    images: RefCell<Vec<Image>>,
    /// When virtual machines were listed, and which there were; none where they may not be listed.
    vms: RefCell<(u64, Rc<Vec<Vm>>)>,
}

impl LunaLink {
    /// The only region, or empty for all.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// An image, if it was offered lately.
    pub fn image(&self, id: &str) -> Option<Image> {
        self.images.borrow().iter().find(|image| image.id == id).cloned()
    }

    /// Names of virtual machines, which `volume/info` does not tell. Without the right to list them there are none.
    fn vms(&self) -> LocalBoxFuture<'_, Rc<Vec<Vm>>> {
        Box::pin(async move {
            let now = self.session.clock.now_millis();
            let (read, known) = self.vms.borrow().clone();
            if now.saturating_sub(read) < VMS_AGE_MILLIS {
                return known;
            }
            let vms = Rc::new(self.session.call(&ListVms).await.unwrap_or_default());
            *self.vms.borrow_mut() = (now, vms.clone());
            vms
        })
    }

    async fn read(&self, kind: Kind, id: &Id) -> Result<Resource, Error> {
        let gone = |operation, words: String| Error::new(ErrorKind::NotFound, operation, words);
        let Some(address) = Address::of(id).filter(|address| address.kind == kind) else {
            return Err(gone(ReadVolume::NAME, format!("{id} is not an address of a {} at LunaNode.", kind.noun())));
        };
        if kind == Kind::Snapshot {
            // There is no call for one snapshot.
            let list = self.session.call(&ListSnapshots { region: &address.region }).await?;
            let found = list.into_iter().flatten().find(|snapshot| snapshot.vendor_id == address.id);
            let missing = || gone(ListSnapshots::NAME, format!("There is no snapshot {} in {}.", address.id, address.region));
            return found.ok_or_else(missing);
        }
        let listed = self.listed.borrow().iter().find(|(known, _)| *known == address.id).map(|(_, status)| status.clone());
        let call = ReadVolume { id: &address.id, region: &address.region, listed: listed.as_deref() };
        let mut volume = self.session.call(&call).await?;
        if volume.vendor_id != address.id {
            return Err(gone(ReadVolume::NAME, format!("There is no {}; the server answered {}.", address.id, volume.vendor_id)));
        }
        if !volume.users.is_empty() {
            let vms = self.vms().await;
            for user in &mut volume.users {
                if let Some(vm) = vms.iter().find(|vm| vm.id == user.id) {
                    user.name.clone_from(&vm.name);
                }
            }
        }
        Ok(volume)
    }
}

/// A fact that is text.
pub fn text_fact<'a>(resource: &'a Resource, key: &str) -> Option<&'a str> {
    match resource.fact(key) {
        Some(Value::Text(text) | Value::Code(text)) => Some(text),
        _ => None,
    }
}

impl Link for LunaLink {
    fn provider(&self) -> &'static dyn Provider {
        &super::LunaNode
    }

    fn session(&self) -> &Session {
        &self.session
    }

    fn test<'a>(&'a self, step: &'a dyn Fn(Step)) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(super::probe::test(self, step))
    }

    fn learn(&self) -> LocalBoxFuture<'_, ()> {
        // There is one version of the API, and nothing tells what a key may do.
        Box::pin(std::future::ready(()))
    }

    fn list<'a>(&'a self, kind: Kind, source: &'a str, _: Option<u64>) -> LocalBoxFuture<'a, Result<Held<Listing>, Error>> {
        Box::pin(async move {
            match kind {
                Kind::Volume => self.list_volumes().await.map(Held::Read),
                Kind::Snapshot => self.gather(Kind::Snapshot).await.map(Held::Read),
                Kind::Group => Ok(Held::Absent(format!("LunaNode has no groups called {source}."))),
            }
        })
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, _: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(async move { Ok((self.read(kind, id).await?, None)) })
    }

    fn snapshots_of<'a>(&'a self, volume: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.list_snapshots_of(volume))
    }

    fn look_up<'a>(&'a self, name: &'a str, scene: Scene<'a>, values: &'a Values) -> LocalBoxFuture<'a, Result<Vec<Choice>, Error>> {
        Box::pin(self.choices(name, scene, values))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
