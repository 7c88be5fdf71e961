//! Reading lists: every zone is a list of its own, and every list has pages.

use super::{ScalewayClient, introduce};
use crate::concurrency::{self, Part};
use crate::scaleway::api::{List, ListServers, PAGE};
use crate::scaleway::decode::{self, Api, ResourceRef, Server};
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Item, Kind, Resource};
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

/// After how many pages to stop: a server that always has one more would hold us for ever.
const MOST_PAGES: usize = 1000;

/// Whether a page was the last one. The count may be hidden by a proxy, and may be wrong: a page that is not full counts too, unless
/// the count says that there is more.
pub fn is_last(items: usize, read: usize, total: Option<usize>) -> bool {
    items == 0 || total.map_or(items < PAGE, |total| read >= total)
}

impl ScalewayClient {
    pub(super) async fn list_source(&self, kind: Kind, source: &str) -> Result<ReadResult<Listing>, Error> {
        let Some(api) = Api::named(source).filter(|_| kind != Kind::Group) else {
            return Ok(ReadResult::Unsupported(fill!("Scaleway has no {plural} called {source}.", plural = kind.plural(), source)));
        };
        if let Some(reason) = self.lacks(api) {
            return Ok(ReadResult::Unsupported(reason));
        }
        let zones = self.zones_of(api);
        let left_out = self.zones_left_out(api);
        if zones.is_empty() {
            return Ok(ReadResult::Unsupported(left_out.unwrap_or_else(|| t("The connection names no zone.").to_owned())));
        }
        let mut listing = self.gather(api, kind, zones, None).await?;
        listing.remarks.extend(left_out);
        listing.remarks.extend(self.hidden(api, kind.plural()));
        Ok(ReadResult::Found(listing))
    }

    /// All items of these zones. A zone that fails becomes a note while the others stay; if all fail, so does the reading.
    pub fn gather<'a>(
        &'a self,
        api: Api,
        kind: Kind,
        zones: Vec<&'a str>,
        volume: Option<&'a str>,
    ) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        let part = |zone: &'a str| -> Part<'a> {
            let list = List { api, kind, zone, page: 1, size: PAGE, project: &self.narrow, volume };
            (called(zone).to_owned(), Box::pin(self.zone(list)))
        };
        concurrency::gather_all(zones.into_iter().map(part).collect())
    }

    /// All pages of one zone, with the names of the servers that use its volumes.
    async fn zone(&self, mut list: List<'_>) -> Result<Listing, Error> {
        let mut listing = Listing::default();
        let (mut total, mut most) = (None, None);
        let mut first = None;
        while list.page <= MOST_PAGES {
            let page = match self.session.call(&list).await {
                Ok(page) => page,
                Err(error) if list.page == 1 => return Err(error),
                Err(error) => {
                    let message =
                        fill!("page {page} could not be read, so rows are missing: {message}", page = list.page, message = error.message);
                    listing.notes.push(of_zone(list.zone, error.saying(message)));
                    break;
                }
            };
            let count = page.items.len();
            let begins = page.items.first().and_then(id_of).map(str::to_owned);
            // The same page again: a server that does not know pages.
            if begins.is_some() && begins == first {
                most = None;
                break;
            }
            first = begins;
            total = page.total;
            most = most.max(total);
            listing.items.extend(page.items);
            if is_last(count, listing.items.len(), total) {
                break;
            }
            list.page += 1;
        }
        check_pages(&mut listing, list.zone, total, most.filter(|_| list.page > 1));
        if list.kind == Kind::Volume && list.api == Api::Block {
            self.name_servers(&mut listing, list.zone).await;
        }
        Ok(listing)
    }

    /// Block knows its users by id only. The servers of a zone are read where a volume has one.
    async fn name_servers(&self, listing: &mut Listing, zone: &str) {
        if !listing.items.iter().flatten().any(|volume| volume.attachments.iter().any(decode::is_server)) {
            return;
        }
        let servers = match self.servers(zone).await {
            Ok(servers) => servers,
            Err(error) => {
                let words = [
                    t("The servers of "),
                    zone,
                    t(" could not be read, so those that use volumes are shown by their ids: "),
                    &error.message,
                ];
                listing.remarks.push(words.concat());
                return;
            }
        };
        for user in listing.items.iter_mut().flatten().flat_map(|volume| &mut volume.attachments) {
            if let Some(server) = servers.iter().find(|server| server.id == user.id) {
                introduce(user, server);
            }
        }
    }

    /// All servers of a zone.
    pub fn servers<'a>(&'a self, zone: &'a str) -> LocalBoxFuture<'a, Result<Vec<Server>, Error>> {
        Box::pin(async move {
            let mut servers = Vec::new();
            for page in 1..=MOST_PAGES {
                let (items, total) = self.session.call(&ListServers { zone, page }).await?;
                let count = items.len();
                servers.extend(items);
                if is_last(count, servers.len(), total) {
                    break;
                }
            }
            Ok(servers)
        })
    }

    pub(super) async fn list_snapshots_of(&self, volume: &Resource) -> Result<Listing, Error> {
        let Some(place) = ResourceRef::of(&volume.id) else { return Ok(Listing::default()) };
        let mut listing = self.gather(place.api, Kind::Snapshot, vec![&place.zone], Some(&volume.provider_id)).await?;
        listing.items.retain(|item| item.as_ref().map_or(true, |snapshot| snapshot.source.as_deref() == Some(&volume.provider_id)));
        Ok(listing)
    }
}

/// Each item once, wherever the others stand. And what changed while pages were read: an item that moved to the next page is there
/// twice; where one was removed, another moved to a page that had been read, and is missing.
fn check_pages(listing: &mut Listing, zone: &str, total: Option<usize>, most: Option<usize>) {
    sort(&mut listing.items, |a, b| id_of(a).cmp(&id_of(b)));
    listing.items.dedup_by(|a, b| id_of(a).is_some() && id_of(a) == id_of(b));
    let count = listing.items.len();
    if let Some(total) = most.filter(|most| *most > count || total.is_some_and(|total| total < *most)) {
        let message =
            fill!("{count} of {total} were read: the list changed between its pages. Reading again shows the rest.", count, total);
        listing.notes.push(of_zone(zone, Error::new(ErrorKind::Busy, <List as Endpoint>::NAME, message)));
    }
}

fn id_of(item: &Item) -> Option<&str> {
    item.as_ref().ok().map(|resource| resource.id.as_str())
}

fn of_zone(zone: &str, error: Error) -> Error {
    concurrency::with_place(called(zone), error)
}

/// What a zone is called in notes; the original API has none.
fn called(zone: &str) -> &str {
    if zone == "-" { "" } else { zone }
}
