//! Reading lists: volumes of all regions in one call where the server has it, snapshots of each region side by side.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use super::{LunaLink, Names, REGIONS, Reading, text_fact};
use crate::http::Error;
use crate::model::{Id, Item, Kind, Resource, Unreadable};
use crate::order;
use crate::provider::lunanode::wire::{self, Named};
use crate::provider::{Held, Listing};

/// How many regions are asked at once.
const AT_ONCE: usize = 4;

impl LunaLink {
    pub(super) async fn list_source(&self, kind: Kind) -> Result<Held<Listing>, Error> {
        if kind == Kind::Group {
            return Ok(Held::Absent("LunaNode has no groups.".to_owned()));
        }
        let mut listing = None;
        if kind == Kind::Volume && !self.one_by_one.get() {
            match self.items(kind, &self.region).await {
                Ok(items) => listing = Some(Listing { items: tidy(items), ..Listing::default() }),
                // Servers of 2016 list one region at a time.
                Err(error) if self.region.is_empty() && error.message.contains("region not set") => self.one_by_one.set(true),
                Err(error) => return Err(error),
            }
        }
        let listing = match listing {
            Some(listing) => listing,
            None => self.gather(kind).await?,
        };
        if kind == Kind::Volume {
            let word = |volume: &Resource| Some((volume.vendor_id.clone(), text_fact(volume, "listed")?.to_owned()));
            *self.listed.borrow_mut() = listing.items.iter().flatten().filter_map(word).collect();
        }
        Ok(Held::Read(listing))
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
                Rc::new(vec![Named { id: self.region.clone(), ..Named::default() }])
            };
            let parts = together(regions.iter().map(|region| self.items(kind, &region.id)).collect()).await;
            let mut listing = Listing::default();
            let answered = parts.iter().any(Result::is_ok);
            for (region, part) in regions.iter().zip(parts) {
                match part {
                    Ok(items) => listing.items.extend(items),
                    Err(error) if !answered => return Err(error),
                    Err(error) => listing.notes.push(Error { message: format!("Region {}: {}", region.id, error.message), ..error }),
                }
            }
            for (at, item) in listing.items.iter_mut().enumerate() {
                if let Err(Unreadable { number, .. }) = item {
                    *number = at + 1;
                }
            }
            // Regions may be one and the same under two names: what both list, perhaps changed meanwhile, is one thing.
            order::sort(&mut listing.items, |a: &Item, b: &Item| same(a).cmp(&same(b)));
            listing.items.dedup_by(|a, b| same(a).is_some() && same(a) == same(b));
            listing.items = tidy(listing.items);
            Ok(listing)
        })
    }

    pub(super) async fn list_snapshots_of(&self, volume: &Resource) -> Result<Listing, Error> {
        let mut items = self.items(Kind::Snapshot, text_fact(volume, "region").unwrap_or_default()).await?;
        items.retain(|item| item.as_ref().map_or(true, |snapshot| snapshot.source.as_ref() == Some(&volume.vendor_id)));
        Ok(Listing { items: tidy(items), ..Listing::default() })
    }
}

/// Waits for all of these, of which a few are under way at a time. There are few regions, so whoever wakes, all are looked at: the
/// library's streams do it better, in several kilobytes of WebAssembly.
async fn together<T>(mut readings: Vec<Reading<'_, T>>) -> Vec<Result<T, Error>> {
    let mut answers: Vec<Option<Result<T, Error>>> = readings.iter().map(|_| None).collect();
    poll_fn(move |context| {
        let mut waiting = 0;
        for (reading, answer) in readings.iter_mut().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
            if waiting == AT_ONCE {
                break;
            }
            match reading.as_mut().poll(context) {
                Poll::Ready(read) => *answer = Some(read),
                Poll::Pending => waiting += 1,
            }
        }
        if waiting > 0 { Poll::Pending } else { Poll::Ready(answers.drain(..).flatten().collect()) }
    })
    .await
}

/// Sorted by name.
fn tidy(mut items: Vec<Item>) -> Vec<Item> {
    wire::sort(&mut items);
    items
}

/// What tells an item from others.
fn same(item: &Item) -> Option<&Id> {
    item.as_ref().ok().map(|resource| &resource.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn at_most_four_regions_are_asked_at_once_and_answer_in_their_order() {
        let (under_way, most) = (Cell::new(0), Cell::new(0));
        let (under_way, most) = (&under_way, &most);
        let reading = |number: u32| -> Reading<'_, u32> {
            // The later ones answer sooner.
            let mut looks = 13 - number;
            let mut begun = false;
            Box::pin(poll_fn(move |context| {
                if !begun {
                    begun = true;
                    under_way.set(under_way.get() + 1);
                    most.set(most.get().max(under_way.get()));
                }
                looks -= 1;
                context.waker().wake_by_ref();
                if looks > 0 {
                    return Poll::Pending;
                }
                under_way.set(under_way.get() - 1);
                Poll::Ready(Ok(number))
            }))
        };
        let answers = futures_executor::block_on(together((0..10).map(reading).collect()));
        let numbers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!((numbers, most.get(), under_way.get()), ((0..10).collect(), AT_ONCE, 0));
        assert!(futures_executor::block_on(together(Vec::<Reading<'_, u32>>::new())).is_empty());
    }
}
