//! Following links: the services of a group; the containers, the node and the group of a volume.
//!
//! In few calls: a list that was read lately is used again; a few links are followed one by one, as given; many are answered
//! by one list of their noun, and what that list does not have (it may have ended lately) is followed, up to a number.

use std::cell::RefCell;

use super::TutumClient;
use super::pages::FRESH_MILLIS;
use crate::concurrency::join_limited;
use crate::tutum::api::Read;
use crate::tutum::decode::{NamedRef, links};
use crate::tutum::place::{CONTAINER, Collection, GROUP, NODE, SERVICE, uuid_of};
use voldeck_core::decode::text_of;
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Described, Kind, Phase, Resource, Status, Value};
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

/// How many links are followed one by one; from there on a list is fewer calls.
const FEW: usize = 4;
/// How many links are followed that the list did not have.
const MOST: usize = 8;

/// How much has to be known of what a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Its name and state, which lists have.
    Names,
    /// Also where it mounts something, which only objects read alone have.
    Mounts,
}

/// What links led to.
#[derive(Debug, Default)]
pub struct Found {
    /// Uuids and texts, in the order of uuids.
    pub objects: Vec<(String, String)>,
    /// How many links were left, because no list has what they lead to and they are too many to be followed.
    pub left: usize,
    /// The uuids of what the server does not have.
    pub gone: Vec<String>,
    /// What could not be read.
    pub notes: Vec<Error>,
}

impl Found {
    fn thing(&self, uuid: &str) -> Option<NamedRef> {
        let at = self.objects.binary_search_by(|(have, _)| have.as_str().cmp(uuid)).ok()?;
        NamedRef::of(&self.objects[at].1).ok()
    }

    fn status(&self, uuid: &str) -> Status {
        if self.gone.iter().any(|gone| gone == uuid) {
            return Status::new(Phase::Unknown, t("not found")).with(t("it has ended, or its address is another one"));
        }
        let status = Status::new(Phase::Unknown, t("not known"));
        Status { detail: self.notes.first().map(|note| note.message.clone()), ..status }
    }
}

impl TutumClient {
    /// Reads what these links lead to.
    pub(super) fn follow(&self, noun: &'static Collection, mut given: Vec<String>, detail: Detail) -> LocalBoxFuture<'_, Found> {
        Box::pin(async move {
            let mut found = Found::default();
            sort(&mut given, |a, b| uuid_of(a).cmp(uuid_of(b)));
            given.dedup_by(|a, b| uuid_of(a) == uuid_of(b));
            let few = given.len() <= FEW;
            let known = self.has(noun) && !(few && detail == Detail::Mounts);
            if known || !few {
                match self.table(noun, FRESH_MILLIS).await {
                    Ok(list) => {
                        for raw in &list.objects {
                            let Some(uuid) = text_of(raw, "uuid") else { continue };
                            if let Ok(at) = given.binary_search_by(|given| uuid_of(given).cmp(&uuid)) {
                                given.remove(at);
                                found.objects.push((uuid, raw.clone()));
                            }
                        }
                        found.left = given.len().saturating_sub(MOST);
                        given.truncate(MOST);
                    }
                    Err(error) => {
                        found.note(noun, error);
                        return found;
                    }
                }
            }
            let cell = RefCell::new(found);
            let work = given.iter().map(|given| self.follow_one(noun, given, &cell)).collect();
            join_limited(work).await;
            found = cell.into_inner();
            sort(&mut found.objects, |a, b| a.0.cmp(&b.0));
            found
        })
    }

    fn follow_one<'a>(&'a self, noun: &'static Collection, given: &'a str, found: &'a RefCell<Found>) -> LocalBoxFuture<'a, ()> {
        Box::pin(async move {
            let answer = match self.place.follow(given) {
                Some(path) => self.session.call(&Read { noun, path: &path }).await,
                None => Err(Error::new(ErrorKind::Invalid, noun.read, [given, t(" is not an address of Tutum.")].concat())),
            };
            let uuid = uuid_of(given).to_owned();
            let mut found = found.borrow_mut();
            match answer {
                Ok(raw) => found.objects.push((uuid, raw)),
                Err(error) if error.kind == ErrorKind::NotFound => found.gone.push(uuid),
                Err(error) => found.note(noun, error),
            }
        })
    }

    /// Fills in what groups and volumes only name. What cannot be read is noted and stays a uuid.
    pub(super) fn look<'a>(&'a self, resources: &'a mut [&mut Resource], detail: Detail) -> LocalBoxFuture<'a, Vec<Error>> {
        Box::pin(async move {
            let all = |kind: Kind, name: &str| -> Vec<String> {
                let of = resources.iter().filter(|resource| resource.kind == kind);
                of.flat_map(|resource| links(resource.raw.text(), name)).collect()
            };
            let attachments = if resources.first().is_some_and(|first| first.kind == Kind::Group) { &SERVICE } else { &CONTAINER };
            let mut given = all(Kind::Volume, "containers");
            given.extend(all(Kind::Group, "services"));
            let (attachments, (nodes, groups)) = futures::future::join(
                self.follow(attachments, given, detail),
                futures::future::join(
                    self.follow(&NODE, all(Kind::Volume, "node"), Detail::Names),
                    self.follow(&GROUP, all(Kind::Volume, "volume_group"), Detail::Names),
                ),
            )
            .await;
            for resource in resources.iter_mut() {
                fill(resource, &attachments, &nodes, &groups);
            }
            [attachments.notes, nodes.notes, groups.notes].concat()
        })
    }
}

impl Found {
    /// Notes an error once for each noun. Its body goes: it may hold the variables of a service.
    fn note(&mut self, noun: &'static Collection, error: Error) {
        if self.notes.is_empty() {
            let message = fill!("{title} could not be read: {message}", title = noun.title, message = error.message);
            self.notes.push(error.bare(message));
        }
    }
}

fn fill(resource: &mut Described, attachments: &Found, nodes: &Found, groups: &Found) {
    let mut node = None;
    let mut state = None;
    for attribute in &mut resource.attributes {
        match &mut attribute.value {
            Value::Link(Kind::Group, _, name) => {
                if let Some(group) = groups.thing(name) {
                    let first = resource.provider_id.split('-').next().unwrap_or_default();
                    resource.name = [&group.name, " ", first].concat();
                    *name = group.name;
                }
            }
            Value::Code(uuid) if attribute.key == "node" => {
                let found = nodes.thing(uuid);
                state = Some(found.as_ref().map_or_else(|| nodes.status(uuid), |found| found.status.clone()));
                node = Some((uuid.clone(), found.as_ref().map(|found| found.name.clone())));
                if let Some(found) = found {
                    attribute.value = Value::Text(found.name);
                }
            }
            _ => {}
        }
    }
    if let Some(state) = state {
        let at = resource.attributes.iter().position(|attribute| attribute.key == "node").map_or(0, |at| at + 1);
        resource
            .attributes
            .insert(at, voldeck_core::model::Attribute { key: "node-state", label: t("Node state"), value: Value::State(state) });
    }
    for user in &mut resource.attachments {
        let (host_id, host) = node.clone().map_or((None, None), |(uuid, name)| (Some(uuid), name));
        match attachments.thing(&user.id) {
            Some(thing) => {
                user.role = thing.mount(&resource.provider_id);
                user.name = thing.name;
                user.status = thing.status;
                user.since = thing.since;
            }
            None => user.status = attachments.status(&user.id),
        }
        user.host = host;
        user.host_id = host_id;
    }
    sort(&mut resource.attachments, |a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
}
