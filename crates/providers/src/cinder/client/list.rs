//! Reading lists, page by page.

use super::CinderClient;
use crate::cinder::api::List;
use crate::cinder::decode::{Collection, collection, sort_by_name};
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Item, Kind, Resource, Value};
use voldeck_core::sort::sort;

/// After how many pages to stop: a server that always has one more would hold us for ever.
pub const MOST_PAGES: usize = 1000;

/// Notes what ids are called; what was known of others stays.
pub fn remember(names: &mut Vec<(String, String)>, mut new: Vec<(String, String)>) {
    new.append(names);
    // Equal ones stay in their order, so the newer name is kept.
    sort(&mut new, |a: &(String, String), b| a.0.cmp(&b.0));
    new.dedup_by(|later, kept| later.0 == kept.0);
    *names = new;
}

impl CinderClient {
    pub(super) async fn list_source(&self, kind: Kind, source: &str) -> Result<ReadResult<Listing>, Error> {
        let Some(of) = collection(source).filter(|of| of.kind == kind) else {
            return Ok(ReadResult::Unsupported(fill!("Cinder has no {plural} called {source}.", plural = kind.plural(), source)));
        };
        // Whether the server has it is only known once one is signed in.
        self.keys.signed_in(None).await?;
        if let Some(reason) = self.lacks(of.since) {
            return Ok(ReadResult::Unsupported(reason));
        }
        if kind == Kind::Group {
            self.learn_types().await;
        }
        Ok(ReadResult::Found(self.all(of, None).await?))
    }

    /// All pages. One that fails behind the first becomes a note, and the rows before it stay.
    pub fn all<'a>(&'a self, of: &'static Collection, only: Option<(&'static str, &'a str)>) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(async move {
            let mut listing = Listing::default();
            let mut list = List { of, only, marker: None, minor: 0 };
            self.keys.signed_in(None).await?;
            list.minor = self.minor().unwrap_or(0);
            for page in 1..=MOST_PAGES {
                let read = match self.session.call(&list).await {
                    Ok(read) => read,
                    Err(error) if page == 1 => return Err(error),
                    Err(error) => {
                        let message = fill!("Page {page} could not be read, so rows are missing: {message}", page, message = error.message);
                        listing.notes.push(error.saying(message));
                        break;
                    }
                };
                let before = listing.items.len();
                listing.add(Listing::from(read.items));
                // A server that answers the same page again would never end.
                let again = read.next.is_some() && read.next == list.marker;
                match read.next.filter(|next| !again && !next.is_empty() && listing.items.len() > before) {
                    Some(next) => list.marker = Some(next),
                    None => break,
                }
            }
            if only.is_none() {
                let named = |one: &Resource| (one.provider_id.clone(), one.name.clone());
                remember(&mut self.names.borrow_mut(), listing.items.iter().flatten().map(named).collect());
            }
            self.name_all(listing.items.iter_mut().flatten());
            sort_by_name(&mut listing.items);
            Ok(listing)
        })
    }

    /// What an id is called, as far as that is known.
    pub(super) fn name_of(&self, id: &str) -> Option<String> {
        let names = self.names.borrow();
        names.binary_search_by(|(have, _)| have.as_str().cmp(id)).ok().map(|at| names[at].1.clone())
    }

    /// Gives ids their names, as far as they are known.
    pub(super) fn name_all<'a>(&self, resources: impl Iterator<Item = &'a mut Resource>) {
        let name = |id: &str| self.name_of(id);
        for resource in resources {
            for attribute in &mut resource.attributes {
                match &mut attribute.value {
                    Value::Link(_, _, id) => {
                        if let Some(name) = name(id) {
                            *id = name;
                        }
                    }
                    Value::Code(id) if attribute.key == "group_type" => {
                        if let Some(name) = name(id) {
                            attribute.value = Value::Text(name);
                        }
                    }
                    Value::Text(ids) if attribute.key == "types" => {
                        let each: Vec<_> = ids.split(", ").map(|id| name(id).unwrap_or_else(|| id.to_owned())).collect();
                        *ids = each.join(", ");
                    }
                    _ => {}
                }
            }
        }
    }

    /// The snapshots of a volume, or the group snapshots of a group.
    pub(super) async fn list_snapshots_of(&self, of: &Resource) -> Result<Listing, Error> {
        let (word, filter, key) =
            if of.kind == Kind::Group { ("group_snapshots", None, "group") } else { ("snapshots", Some("volume_id"), "volume") };
        let Some(collection) = collection(word) else { return Ok(Listing::default()) };
        if let Some(reason) = self.lacks(collection.since) {
            return Ok(Listing { remarks: vec![reason], ..Listing::default() });
        }
        let mut listing = self.all(collection, filter.map(|name| (name, of.provider_id.as_str()))).await?;
        let its = |item: &Item| match item {
            Ok(one) => matches!(one.attribute(key), Some(Value::Link(_, id, _)) if *id == of.id),
            Err(_) => filter.is_some(),
        };
        listing.items.retain(its);
        Ok(listing)
    }

    /// The volumes of a group.
    pub(super) async fn list_members_of(&self, group: &Resource) -> Result<Listing, Error> {
        let Some(volumes) = collection("volumes") else { return Err(Error::new(ErrorKind::Unsupported, "", "")) };
        let mut listing = self.all(volumes, Some(("group_id", &group.provider_id))).await?;
        listing.items.retain(|item| {
            item.as_ref().map_or(true, |one| matches!(one.attribute("group"), Some(Value::Link(_, id, _)) if *id == group.id))
        });
        Ok(listing)
    }
}
