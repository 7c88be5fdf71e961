//! A connection to one account of Scalarium, and how it is read.

mod connect;
pub(super) mod connection_test;
mod fleet;

use std::any::Any;
use std::cell::RefCell;
use std::future::ready;
use std::rc::Rc;

pub use connect::connect;
use fleet::{Fleet, Loading};

use super::api::{ListSnapshots, ListVolumes, ReadVolume};
use super::decode;
use crate::address;
use crate::concurrency::{Part, join_named};
use voldeck_core::client::{Client, Listing, ReadResult};
use voldeck_core::decode::count;
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, ErrorKind, LocalBoxFuture, Session};
use voldeck_core::model::{Attribute, Described, Id, Item, Kind, Resource, Value};
use voldeck_core::texts::t;

/// A connection to one account.
pub struct ScalariumClient {
    session: Session,
    /// The instances, as last read.
    fleet: Rc<RefCell<Fleet>>,
    /// When they were last asked for, and the reading, which others may await too.
    loading: RefCell<Option<(u64, Loading)>>,
    /// What the volumes and arrays of the last list are called, by address.
    names: RefCell<Vec<(Id, String)>>,
}

impl ScalariumClient {
    /// All volumes as they are listed.
    async fn listed(&self) -> Result<Vec<Item>, Error> {
        let mut items = self.session.call(&ListVolumes).await?;
        decode::sort_by_name(&mut items);
        let mut names = Vec::new();
        for list in [&items, &decode::arrays(&items)] {
            // Sorted by name already.
            let called: Vec<&str> = list.iter().flatten().map(|resource| resource.name.as_str()).collect();
            for resource in list.iter().flatten() {
                // Many volumes have one name: “Synced from AWS”.
                let begin = called.partition_point(|name| *name < resource.name.as_str());
                let alone = called.get(begin + 1).is_none_or(|next| *next != resource.name);
                let id = resource.storage_id.as_ref().unwrap_or(&resource.provider_id);
                let name = if alone || *id == resource.name { resource.name.clone() } else { [&resource.name, " (", id, ")"].concat() };
                names.push((resource.id.clone(), name));
            }
        }
        *self.names.borrow_mut() = names;
        Ok(items)
    }

    /// All volumes, with the names of their users.
    fn volumes(&self) -> LocalBoxFuture<'_, Result<Listing, Error>> {
        Box::pin(async move { Ok(self.dressed(self.listed().await?).await) })
    }

    /// Names the users of volumes, and the arrays they belong to.
    fn dressed(&self, mut items: Vec<Item>) -> LocalBoxFuture<'_, Listing> {
        Box::pin(async move {
            let mut notes = Vec::new();
            if items.iter().flatten().any(decode::managed) {
                notes = self.load_fleet().await;
            }
            for volume in items.iter_mut().flatten() {
                self.name_attachments(volume);
                self.name_links(volume);
            }
            Listing { items, notes, ..Listing::default() }
        })
    }

    /// Puts in what the instances that use a volume are called, and how they are.
    fn name_attachments(&self, volume: &mut Described) {
        let fleet = self.fleet.borrow();
        for user in &mut volume.attachments {
            let Some(instance) = fleet.instances.iter().find(|instance| instance.id == user.id) else { continue };
            user.name.clone_from(&instance.nickname);
            user.host.clone_from(&instance.dns_name);
            user.status.clone_from(&instance.status);
            volume.attributes.push(Attribute { key: "cloud", label: "Cloud", value: Value::Text(instance.cloud.name.clone()) });
        }
    }

    /// Puts in what the resources that a resource leads to are called, as far as a list told.
    fn name_links(&self, resource: &mut Resource) {
        let names = self.names.borrow();
        for attribute in &mut resource.attributes {
            if let Value::Link(_, id, name) = &mut attribute.value
                && let Some((_, known)) = names.iter().find(|(known, _)| known == id)
            {
                name.clone_from(known);
            }
        }
    }

    /// The snapshots of one volume, by Scalarium's id of it.
    fn snapshots<'a>(&'a self, volume: &'a str) -> LocalBoxFuture<'a, Result<Vec<Item>, Error>> {
        Box::pin(async move {
            let mut items = self.session.call(&ListSnapshots(volume)).await?;
            for snapshot in items.iter_mut().flatten() {
                self.name_links(snapshot);
            }
            decode::sort_by_name(&mut items);
            Ok(items)
        })
    }

    /// The snapshots of every volume, a call each. Volumes whose snapshots cannot be read are told of in one note.
    async fn all_snapshots(&self) -> Result<Listing, Error> {
        let items = self.listed().await?;
        let unread = items.iter().filter(|item| item.is_err()).count() as u64;
        let volumes: Vec<Resource> = items.into_iter().flatten().collect();
        let part = |volume: &'_ Resource| -> Part<'_> {
            let id = volume.provider_id.clone();
            (volume.name.clone(), Box::pin(async move { Ok(self.snapshots(&id).await?.into()) }))
        };
        let mut listing = Listing { remarks: vec![BY_VOLUME.to_owned()], ..Listing::default() };
        let (mut failed, mut gone) = (Vec::new(), Vec::new());
        for (name, answer) in join_named(volumes.iter().map(part).collect()).await {
            match answer {
                Ok(snapshots) => listing.add(snapshots),
                Err(error) if error.kind == ErrorKind::NotFound => gone.push((name, error)),
                Err(error) => failed.push((name, error)),
            }
        }
        decode::sort_by_name(&mut listing.items);
        if !volumes.is_empty() && gone.len() + failed.len() == volumes.len() {
            // Not one answered: that is what went wrong, and not a list without snapshots.
            return Err(failed.into_iter().chain(gone).next().map_or_else(|| Error::new(ErrorKind::Failed, "", ""), |(_, error)| error));
        }
        if unread > 0 {
            listing.remarks.push(fill!(
                "Not asked for: the snapshots of {unread} that could not be read.",
                unread = count(unread, ["{number} volume", "{number} volumes"])
            ));
        }
        if !gone.is_empty() {
            let many = count(gone.len() as u64, ["{number} volume", "{number} volumes"]);
            listing
                .remarks
                .push(fill!("Not found: the snapshots of {many}, which may have been deleted since the volumes were listed.", many));
        }
        let others = failed.len().saturating_sub(1);
        if let Some((name, error)) = failed.into_iter().next() {
            let others = if others > 0 { fill!(" and {others} more", others) } else { String::new() };
            let message = [t("The snapshots of "), &name, &others, t(" could not be read. "), &error.message].concat();
            listing.notes.push(error.saying(message));
        }
        Ok(listing)
    }

    async fn read(&self, kind: Kind, id: &Id) -> Result<Resource, Error> {
        let parts = address::parts(id).filter(|parts| parts.iter().all(|part| decode::addressable(part).is_ok())).unwrap_or_default();
        let items = match (kind, parts.as_slice()) {
            (Kind::Volume, [asked]) => {
                let volume = self.session.call(&ReadVolume(asked)).await?;
                if volume.provider_id != *asked {
                    let words = [t("The server answered another volume, "), &volume.provider_id, "."].concat();
                    return Err(Error::new(ErrorKind::Unreadable, <ReadVolume as Endpoint>::NAME, words));
                }
                self.dressed(vec![Ok(volume)]).await.items
            }
            (Kind::Snapshot, [volume, _]) => self.snapshots(volume).await.map_err(|error| {
                // The volume is missing, and with it the only list that its snapshots stand in.
                if error.kind == ErrorKind::NotFound {
                    error.of_kind(ErrorKind::Missing).saying(WITHOUT_VOLUME).hinting(IN_EC2)
                } else {
                    error
                }
            })?,
            (Kind::Group, [_]) => decode::arrays(&self.volumes().await?.items),
            _ => Vec::new(),
        };
        let gone =
            || Error::new(ErrorKind::NotFound, <ReadVolume as Endpoint>::NAME, fill!("There is no {noun} {id}.", noun = kind.noun(), id));
        items.into_iter().flatten().find(|resource| resource.id == *id).ok_or_else(gone)
    }
}

/// What the list of all snapshots does not hold.
const BY_VOLUME: &str = "Scalarium lists snapshots by volume: those of volumes that were deleted are in no list.";
/// Where a snapshot cannot be looked for.
const WITHOUT_VOLUME: &str = "The snapshot’s volume is not found, and Scalarium lists snapshots by volume.";
/// Where it may be.
const IN_EC2: &str = "The snapshot may still be in EC2.";

impl Client for ScalariumClient {
    fn session(&self) -> &Session {
        &self.session
    }

    /// There is one version, and nothing to ask it.
    fn detect_version(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(ready(()))
    }

    fn list<'a>(&'a self, kind: Kind, source: &'a str, _: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(async move {
            Ok(ReadResult::Found(match (kind, source) {
                (Kind::Volume, "volumes") => self.volumes().await?,
                (Kind::Group, "arrays") => {
                    let volumes = self.volumes().await?;
                    Listing { items: decode::arrays(&volumes.items), ..volumes }
                }
                (Kind::Snapshot, "volumes") => self.all_snapshots().await?,
                _ => {
                    return Ok(ReadResult::Unsupported(fill!(
                        "Scalarium has no {plural} called {source}.",
                        plural = kind.plural(),
                        source
                    )));
                }
            }))
        })
    }

    fn get<'a>(&'a self, kind: Kind, id: &'a Id, _: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        Box::pin(async move { Ok((self.read(kind, id).await?, None)) })
    }

    fn list_snapshots<'a>(&'a self, volume: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(async move { Ok(self.snapshots(&volume.provider_id).await?.into()) })
    }

    /// An array was sent as its volumes: they are at hand, as fresh as the array is.
    fn list_members<'a>(&'a self, group: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(async move {
            let sent = decode::split(group.raw.text()).unwrap_or_default();
            let mut items = decode::items(&sent, &decode::volume);
            decode::sort_by_name(&mut items);
            Ok(self.dressed(items).await)
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
