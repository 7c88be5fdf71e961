//! A connection to Tutum or Docker Cloud, and how it is read.

mod connect;
pub(super) mod connection_test;
mod look;
mod pages;

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

pub use connect::connect;

use super::api::{self, Read};
use super::decode;
use super::place::{Collection, Place, VOLUME, noun_of, uuid_of};
use look::Detail;
use pages::Table;
use voldeck_core::client::{Client, Listing, ReadResult};
use voldeck_core::decode::{items, sort_by_name};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture, Session};
use voldeck_core::model::{Id, Kind, Resource};
use voldeck_core::texts::t;

/// A connection to Tutum or Docker Cloud.
pub struct TutumClient {
    session: Session,
    place: Rc<Place>,
    /// What the lists of groups and volumes are narrowed to: names and values of the query.
    groups: Vec<(&'static str, String)>,
    volumes: Vec<(&'static str, String)>,
    /// Lists that were read lately, or are being read.
    tables: RefCell<Vec<Table>>,
}

impl TutumClient {
    /// Where things are.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The reader of a kind's items.
    fn read(&self, kind: Kind, raw: &str) -> Result<Resource, String> {
        if kind == Kind::Group { decode::group(raw, &self.place) } else { decode::volume(raw, &self.place) }
    }

    async fn list_kind(&self, kind: Kind, source: &str) -> Result<ReadResult<Listing>, Error> {
        let Some(noun) = noun_of(kind).filter(|noun| noun.name == source) else {
            return Ok(ReadResult::Unsupported(fill!("Tutum has no {plural} called {source}.", plural = kind.plural(), source)));
        };
        let filters = if kind == Kind::Group { &self.groups } else { &self.volumes };
        let list = if filters.is_empty() {
            self.table(noun, pages::NOW_MILLIS).await?
        } else {
            pages::all(self.session.clone(), self.place.clone(), noun, api::first(self.place.list(noun), filters)).await?
        };
        let mut listing = self.listing(kind, &list.objects).await;
        listing.notes.extend(list.note.clone());
        Ok(ReadResult::Found(listing))
    }

    /// Items of these texts, with what they lead to.
    async fn listing(&self, kind: Kind, objects: &[String]) -> Listing {
        let texts: Vec<&str> = objects.iter().map(String::as_str).collect();
        let mut items = items(&texts, &|raw| self.read(kind, raw));
        let mut resources: Vec<&mut Resource> = items.iter_mut().flatten().collect();
        let notes = self.look(&mut resources, Detail::Names).await;
        sort_by_name(&mut items);
        Listing { items, notes, ..Listing::default() }
    }

    async fn get_one(&self, kind: Kind, id: &Id) -> Result<(Resource, Option<u64>), Error> {
        let Some(noun) = noun_of(kind) else {
            return Err(Error::new(ErrorKind::NotFound, "", fill!("Tutum has no {plural}.", plural = kind.plural())));
        };
        let Some(path) = self.place.path(noun, id.as_str()) else {
            return Err(Error::new(ErrorKind::Invalid, noun.read, fill!("{id} is not an address of this provider.", id)));
        };
        let raw = self.session.call(&Read { noun, path: &path }).await?;
        let mut resource = self.read(kind, &raw).map_err(|reason| Error::new(ErrorKind::Unreadable, noun.read, reason))?;
        self.look(&mut [&mut resource], Detail::Mounts).await;
        Ok((resource, None))
    }

    /// The volumes that a group names, as given; where it does not say which they are, those that name the group.
    async fn members(&self, group: &Resource) -> Result<Listing, Error> {
        let given = decode::links(group.raw.text(), "volumes");
        let mut notes = Vec::new();
        let mut objects = Vec::new();
        if voldeck_core::json::member(group.raw.text(), "volumes").is_none_or(|volumes| !volumes.starts_with('[')) {
            let list = self.table(&VOLUME, pages::FRESH_MILLIS).await?;
            let of = |raw: &&String| decode::links(raw, "volume_group").iter().any(|given| uuid_of(given) == group.provider_id);
            objects.extend(list.objects.iter().filter(of).cloned());
            notes.extend(list.note.clone());
        } else {
            let found = self.follow(&VOLUME, given, Detail::Names).await;
            objects.extend(found.objects.into_iter().map(|(_, raw)| raw));
            notes.extend(found.notes);
            if found.left > 0 {
                let words = fill!("{left} more volumes that the group names are in no list.", left = found.left);
                notes.push(Error::new(ErrorKind::NotFound, VOLUME.list, words));
            }
            for uuid in found.gone {
                let words =
                    fill!("The group names the volume {uuid}, which is not there: it was deleted, or its address is another one.", uuid);
                notes.push(Error::new(ErrorKind::NotFound, VOLUME.read, words));
            }
        }
        let mut listing = self.listing(Kind::Volume, &objects).await;
        listing.notes.extend(notes);
        Ok(listing)
    }
}

impl Client for TutumClient {
    fn session(&self) -> &Session {
        &self.session
    }

    fn detect_version(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn list<'a>(&'a self, kind: Kind, source: &'a str, _since: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(self.list_kind(kind, source))
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, _since: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(self.get_one(kind, id))
    }

    fn list_snapshots<'a>(&'a self, _volume: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        let error = Error::new(ErrorKind::Unsupported, "", t("Tutum has no snapshots."));
        Box::pin(std::future::ready(Err(error)))
    }

    fn list_members<'a>(&'a self, group: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(self.members(group))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Reads one page of one object: enough to know whether a noun can be read at all, and how many there are.
fn sample<'a>(client: &'a TutumClient, noun: &'static Collection) -> LocalBoxFuture<'a, Result<api::Page, Error>> {
    Box::pin(async move {
        let path = [&client.place.list(noun), "?limit=1"].concat();
        client.session.call(&api::List { noun, path: &path }).await
    })
}
