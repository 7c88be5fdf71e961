//! Reading lists: volumes of all regions in one call where the server has it, snapshots of each region side by side.

use std::rc::Rc;

use super::{LunaNodeClient, Names, REGIONS, Reading};
use crate::concurrency::{Part, gather_all};
use crate::lunanode::decode::{self, NamedItem};
use crate::lunanode::faults::REGION_NEEDED;
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::http::Error;
use voldeck_core::model::{Id, Item, Kind, Resource};
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

impl LunaNodeClient {
    pub(super) async fn list_source(&self, kind: Kind) -> Result<ReadResult<Listing>, Error> {
        if kind == Kind::Group {
            return Ok(ReadResult::Unsupported(t("LunaNode has no groups.").to_owned()));
        }
        let mut listing = None;
        if kind == Kind::Volume && !self.one_by_one.get() {
            match self.items(kind, &self.region).await {
                Ok(items) => listing = Some(tidy(items).into()),
                // Servers of 2016 list one region at a time.
                Err(error) if self.region.is_empty() && error.message.contains(REGION_NEEDED.answered) => self.one_by_one.set(true),
                Err(error) => return Err(error),
            }
        }
        let listing = match listing {
            Some(listing) => listing,
            None => self.gather(kind).await?,
        };
        if kind == Kind::Volume {
            let word = |volume: &Resource| Some((volume.provider_id.clone(), volume.text_attribute("listed")?.to_owned()));
            *self.listed.borrow_mut() = listing.items.iter().flatten().filter_map(word).collect();
        }
        Ok(ReadResult::Found(listing))
    }

    /// The regions, read once.
    pub(super) fn regions(&self) -> Reading<'_, Names> {
        let known = self.known.borrow()[REGIONS].1.clone();
        if known.is_empty() { self.read_regions() } else { Box::pin(std::future::ready(Ok(known))) }
    }

    /// What every region lists, or the only one. A region that fails becomes a note; the others stay.
    pub(super) fn gather(&self, kind: Kind) -> Reading<'_, Listing> {
        Box::pin(async move {
            let regions = if self.region.is_empty() {
                self.regions().await?
            } else {
                Rc::new(vec![NamedItem { id: self.region.clone(), ..NamedItem::default() }])
            };
            let mut parts: Vec<Part<'_>> = Vec::new();
            for region in regions.iter() {
                let reading = self.items(kind, &region.id);
                parts.push((["Region ", &region.id].concat(), Box::pin(async move { Ok(reading.await?.into()) })));
            }
            let mut listing = gather_all(parts).await?;
            // Regions may be one and the same under two names: what both list, perhaps changed meanwhile, is one thing.
            sort(&mut listing.items, |a: &Item, b: &Item| same(a).cmp(&same(b)));
            listing.items.dedup_by(|a, b| same(a).is_some() && same(a) == same(b));
            listing.items = tidy(listing.items);
            Ok(listing)
        })
    }

    pub(super) async fn list_snapshots_of(&self, volume: &Resource) -> Result<Listing, Error> {
        let mut items = self.items(Kind::Snapshot, volume.text_attribute("region").unwrap_or_default()).await?;
        items.retain(|item| item.as_ref().map_or(true, |snapshot| snapshot.source.as_ref() == Some(&volume.provider_id)));
        Ok(tidy(items).into())
    }
}

/// Sorted by name.
fn tidy(mut items: Vec<Item>) -> Vec<Item> {
    decode::sort_by_name(&mut items);
    items
}

/// What tells an item from others.
fn same(item: &Item) -> Option<&Id> {
    item.as_ref().ok().map(|resource| &resource.id)
}
