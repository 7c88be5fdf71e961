//! Reading lists: volumes of all regions in one call where the server has it, snapshots of each region side by side.

use std::rc::Rc;

use super::{LunaLink, text_fact};
use crate::http::{Error, LocalBoxFuture};
use crate::model::{Id, Item, Kind, Resource};
use crate::provider::Listing;
use crate::provider::lunanode::api::{ListRegions, ListSnapshots, ListVolumes};
use crate::provider::lunanode::wire::{self, Region};
use crate::provider::several::{self, Part};

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
            Ok(items) => Ok(Some(tidy(items).into())),
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
            let part = |region: String| -> Part<'_> {
                let name = ["Region ", &region].concat();
                (name, self.part(kind, region))
            };
            let listing = several::gather(ids.into_iter().map(part).collect()).await?;
            Ok(Listing { items: tidy(listing.items), ..listing })
        })
    }

    fn part(&self, kind: Kind, region: String) -> LocalBoxFuture<'_, Result<Listing, Error>> {
        Box::pin(async move {
            let part = match kind {
                Kind::Volume => self.session.call(&ListVolumes { region: &region }).await,
                _ => self.session.call(&ListSnapshots { region: &region }).await,
            };
            Ok(part?.into())
        })
    }

    pub(super) async fn list_snapshots_of(&self, volume: &Resource) -> Result<Listing, Error> {
        let region = text_fact(volume, "region").unwrap_or_default();
        let mut items = self.session.call(&ListSnapshots { region }).await?;
        items.retain(|item| item.as_ref().map_or(true, |snapshot| snapshot.source.as_ref() == Some(&volume.vendor_id)));
        Ok(tidy(items).into())
    }
}

/// Sorted, none twice: regions may be one and the same under two names.
fn tidy(mut kept: Vec<Item>) -> Vec<Item> {
    wire::sort(&mut kept);
    // Equal addresses have equal names, unless the item changed between two readings; those are few and stay.
    kept.dedup_by(|a, b| matches!((same(a), same(b)), (Some(a), Some(b)) if a == b));
    kept
}

fn same(item: &Item) -> Option<&Id> {
    item.as_ref().ok().map(|resource| &resource.id)
}
