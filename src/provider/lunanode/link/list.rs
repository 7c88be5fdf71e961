//! Reading lists: volumes of all regions in one call where the server has it, snapshots of each region side by side.

use std::rc::Rc;

use futures::StreamExt;

use super::{LunaLink, text_fact};
use crate::http::{Error, LocalBoxFuture};
use crate::model::{Id, Item, Kind, Resource, Unreadable};
use crate::provider::Listing;
use crate::provider::lunanode::api::{ListRegions, ListSnapshots, ListVolumes};
use crate::provider::lunanode::wire::{self, Region};

/// How many regions are asked at once.
const AT_ONCE: usize = 4;

/// What a region lists, or why it does not.
type Part<'a> = LocalBoxFuture<'a, (String, Result<Vec<Item>, Error>)>;

// Readings that several others await are boxed: otherwise each of those would have a copy of the whole reading inside its own.
impl LunaLink {
    /// The regions to ask: the one of the connection, or all. They are read once.
    pub(in crate::provider::lunanode) fn regions(&self) -> LocalBoxFuture<'_, Result<Rc<Vec<Region>>, Error>> {
        Box::pin(async move {
            let known = self.regions.borrow().clone();
            if let Some(known) = known {
                return Ok(known);
            }
            let regions = Rc::new(self.session.call(&ListRegions).await?);
            *self.regions.borrow_mut() = Some(regions.clone());
            Ok(regions)
        })
    }

    pub(super) async fn list_volumes(&self) -> Result<Listing, Error> {
        let listing = match self.list_at_once().await? {
            Some(listing) => listing,
            None => self.gather(Kind::Volume).await?,
        };
        let word = |volume: &Resource| Some((volume.vendor_id.clone(), text_fact(volume, "listed")?.to_owned()));
        *self.listed.borrow_mut() = listing.items.iter().flatten().filter_map(word).collect();
        Ok(listing)
    }

    /// One call for all there is; `None` if the server lists one region at a time, as those of 2016 do.
    async fn list_at_once(&self) -> Result<Option<Listing>, Error> {
        if self.one_by_one.get() {
            return Ok(None);
        }
        match self.session.call(&ListVolumes { region: &self.region }).await {
            Ok(items) => Ok(Some(Listing { items: tidy(items), ..Listing::default() })),
            Err(error) if self.region.is_empty() && error.message.contains("region not set") => {
                self.one_by_one.set(true);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What every region lists. A region that fails becomes a note; the others stay.
    pub(super) fn gather(&self, kind: Kind) -> LocalBoxFuture<'_, Result<Listing, Error>> {
        Box::pin(async move {
            let ids: Vec<String> = if self.region.is_empty() {
                self.regions().await?.iter().map(|region| region.id.clone()).collect()
            } else {
                vec![self.region.clone()]
            };
            let parts: Vec<_> = ids.into_iter().map(|region| self.part(kind, region)).collect();
            let parts: Vec<_> = futures::stream::iter(parts).buffered(AT_ONCE).collect().await;
            let all_failed = parts.iter().all(|(_, part)| part.is_err());
            let (mut items, mut notes) = (Vec::new(), Vec::new());
            for (region, part) in parts {
                match part {
                    Ok(part) => items.extend(part),
                    Err(error) if all_failed => return Err(error),
                    Err(error) => {
                        let message = format!("Region {region}: {}", error.message);
                        notes.push(error.saying(message));
                    }
                }
            }
            Ok(Listing { items: tidy(items), notes, mark: None })
        })
    }

    fn part(&self, kind: Kind, region: String) -> Part<'_> {
        Box::pin(async move {
            let part = match kind {
                Kind::Volume => self.session.call(&ListVolumes { region: &region }).await,
                _ => self.session.call(&ListSnapshots { region: &region }).await,
            };
            (region, part)
        })
    }

    pub(super) async fn list_snapshots_of(&self, volume: &Resource) -> Result<Listing, Error> {
        let region = text_fact(volume, "region").unwrap_or_default();
        let mut items = self.session.call(&ListSnapshots { region }).await?;
        items.retain(|item| item.as_ref().map_or(true, |snapshot| snapshot.source.as_ref() == Some(&volume.vendor_id)));
        Ok(Listing { items: tidy(items), ..Listing::default() })
    }
}

/// Sorted, numbered, none twice: regions may be one and the same under two names.
fn tidy(items: Vec<Item>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        kept.push(item.map_err(|bad| Unreadable { number: at + 1, ..bad }));
    }
    wire::sort(&mut kept);
    // Equal addresses have equal names, unless the item changed between two readings; those are few and stay.
    kept.dedup_by(|a, b| matches!((same(a), same(b)), (Some(a), Some(b)) if a == b));
    kept
}

fn same(item: &Item) -> Option<&Id> {
    item.as_ref().ok().map(|resource| &resource.id)
}
