//! Reading lists of CSI volumes and host volumes. What storage plugins list by themselves is read in `storage`.

use std::rc::Rc;

use super::NomadClient;
use crate::nomad::api::{ListNamed, ListVolumes, Page, Part, Query};
use crate::nomad::decode::{self, Registered, ResourceType, plugin_of};
use crate::nomad::rights::READ_HOST;
use crate::nomad::version::{HOST, NAMESPACES, PAGES, PREFIX};
use crate::nomad::watch::{Wait, next_index};
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Item, Kind};
use voldeck_core::texts::t;

/// How many volumes the first page has: nearly every cluster is one call, and no answer is without bounds.
const FIRST_PAGE: u32 = 2000;
/// How many the following ones have: a cluster that large is read in few calls.
const NEXT_PAGES: u32 = 5000;
/// How many items are read before any is shown: as many as a tall window has rows, and then some.
const FIRST_ITEMS: usize = 40;
/// How many are read at once after those.
const NEXT_ITEMS: usize = 500;
/// After how many pages to stop following: a server that always names a next page would hold us for ever.
const MOST_PAGES: usize = 2000;

// Readings that several others await are boxed: otherwise each of those would have a copy of the whole reading inside its own.
impl NomadClient {
    pub(super) async fn list_source(
        &self,
        kind: Kind,
        source: &str,
        since_index: Option<u64>,
        early: Option<&dyn Fn(Listing)>,
    ) -> Result<ReadResult<Listing>, Error> {
        match (kind, source) {
            (Kind::Volume, "csi") => self.list_csi(since_index, early).await,
            (Kind::Volume, "host") => self.list_host(since_index, early).await,
            (Kind::Volume, "external") => self.list_storage(ResourceType::External).await,
            (Kind::Snapshot, "csi") => self.list_storage(ResourceType::Snapshot).await,
            _ => Ok(ReadResult::Unsupported(fill!("Nomad has no {plural} called {source}.", plural = kind.plural(), source))),
        }
    }

    /// All pages of one namespace (or of all, with `*`). Absent if the server does not know this class of volumes. The first
    /// items are handed on as soon as they are read, where somebody waits for them.
    pub(super) fn pages<'a>(
        &'a self,
        class: ResourceType,
        namespace: &'a str,
        query: &'a Query,
        since_index: Option<u64>,
        early: Option<&'a dyn Fn(Listing)>,
    ) -> LocalBoxFuture<'a, Result<ReadResult<Page>, Error>> {
        Box::pin(async move {
            let wait = since_index.map(Wait::after);
            let mut call = ListVolumes { class, namespace, query, per_page: Some(FIRST_PAGE), next_token: None, wait };
            let absent = || Ok(ReadResult::Unsupported(String::new()));
            let first = match wait {
                None => self.session.call(&call).await?,
                Some(wait) => match self.session.call_held(&call, wait.timeout_millis()).await? {
                    None => return Ok(ReadResult::Cut),
                    Some(first) => first,
                },
            };
            let Some(mut part) = first else { return absent() };
            call.wait = None;
            if part.items.len() == FIRST_PAGE as usize && part.next.is_none() && part.index.is_none() {
                // The headers of Nomad are hidden from the browser, that of the next page among them: read it whole instead.
                call.per_page = None;
                let Some(whole) = self.session.call(&call).await? else { return absent() };
                part = whole;
            }
            let mut all = Page { index: part.index, ..Page::default() };
            self.read_items(&call, &mut part, &mut all.items, early).await;
            let mut token = part.next.take();
            let mut pages = 1;
            while let Some(next) = token.filter(|_| pages < MOST_PAGES) {
                let following = ListVolumes { class, namespace, query, per_page: Some(NEXT_PAGES), next_token: Some(&next), wait: None };
                let mut part = self.session.call(&following).await?.unwrap_or_default();
                self.read_items(&following, &mut part, &mut all.items, None).await;
                token = part.next.take().filter(|token| *token != next);
                pages += 1;
            }
            Ok(ReadResult::Found(all))
        })
    }

    /// Reads the items of a page to those before: a few first, then many at once, and between them lets the browser draw and
    /// listen.
    async fn read_items(&self, call: &ListVolumes<'_>, part: &mut Part, all: &mut Vec<Item>, mut early: Option<&dyn Fn(Listing)>) {
        let mut most = FIRST_ITEMS;
        loop {
            let mut items = part.read(call.class, most);
            let last = items.len() < most;
            items.retain(|item| wanted(call, item));
            voldeck_core::decode::append(all, items);
            if last {
                return;
            }
            if let Some(early) = early.take() {
                let mut listing = Listing::from(all.clone());
                decode::sort_by_name(&mut listing.items);
                early(listing);
                // Before the rest is read, and keeps the browser busy.
                self.session.clock.painted().await;
            } else {
                self.session.clock.sleep(1).await;
            }
            most = NEXT_ITEMS;
        }
    }

    pub(super) fn list_csi<'a>(
        &'a self,
        since_index: Option<u64>,
        early: Option<&'a dyn Fn(Listing)>,
    ) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(async move {
            self.refuse_query()?;
            if self.namespace != "*" || self.server().has(PAGES) {
                return self.csi_of(std::slice::from_ref(&self.namespace), since_index, early).await;
            }
            if self.server().lacks(PAGES).is_none() {
                // Not known yet: most servers have `*`, and those that have not answer an empty list.
                let held = self.csi_of(&["*".to_owned()], since_index, early).await?;
                let empty = matches!(&held, ReadResult::Found(listing) if listing.items.is_empty());
                if !empty {
                    return Ok(held);
                }
                self.ask_version().await;
                if self.server().has(PAGES) {
                    return Ok(held);
                }
            }
            let namespaces = self.single_namespaces().await;
            if self.server().lacks(PAGES).is_some() {
                return self.csi_of(&namespaces, since_index, early).await;
            }
            // Still not known: the server may not be asked for its version. Volumes after all mean that `*` did not mean all.
            let held = self.csi_of(&namespaces, None, early).await?;
            if matches!(&held, ReadResult::Found(listing) if !listing.items.is_empty()) {
                self.note_below(PAGES.since);
            }
            Ok(held)
        })
    }

    fn csi_of<'a>(
        &'a self,
        namespaces: &'a [String],
        since_index: Option<u64>,
        early: Option<&'a dyn Fn(Listing)>,
    ) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(async move {
            let mut listing = Listing::default();
            for (i, namespace) in namespaces.iter().enumerate() {
                // One table index serves all namespaces: the first reading is held, the others follow.
                let (since_index, early) = (since_index.filter(|_| i == 0), early.filter(|_| i == 0));
                let page = match self.pages(ResourceType::Csi, namespace, &self.query, since_index, early).await? {
                    ReadResult::Found(page) => page,
                    ReadResult::Cut => return Ok(ReadResult::Cut),
                    ReadResult::Unsupported(_) => Page::default(),
                };
                if i == 0 {
                    listing.index = next_index(since_index, page.index);
                }
                listing.items.extend(page.items);
            }
            decode::sort_by_name(&mut listing.items);
            listing.remarks.extend(self.no_namespace(listing.items.is_empty()).await);
            let whole = self.namespace == "*" && self.query == Query::default();
            *self.registered.borrow_mut() = Some(Rc::new(Registered::new(listing.items.iter().flatten(), whole)));
            Ok(ReadResult::Found(listing))
        })
    }

    /// Namespaces to ask one by one: the open-source edition has them from 1.0, and not every token may list them.
    async fn single_namespaces(&self) -> Vec<String> {
        if let Some(known) = self.namespaces.borrow().clone() {
            return known;
        }
        let mut names = Vec::new();
        let mut settled = true;
        if self.server().lacks(NAMESPACES).is_none() || self.server().text.is_some_and(|text| text.contains("ent")) {
            match self.session.call(&ListNamed::Namespaces).await {
                Ok(list) => {
                    names = list.into_iter().filter_map(|namespace| namespace.name).collect();
                }
                Err(error) => settled = matches!(error.kind, ErrorKind::Unsupported | ErrorKind::Forbidden),
            }
        }
        if names.is_empty() {
            names.push("default".to_owned());
        }
        if settled {
            *self.namespaces.borrow_mut() = Some(names.clone());
        }
        names
    }

    async fn list_host(&self, since_index: Option<u64>, early: Option<&dyn Fn(Listing)>) -> Result<ReadResult<Listing>, Error> {
        if let Some(reason) = self.server().lacks(HOST) {
            return Ok(ReadResult::Unsupported(reason));
        }
        let absent = || {
            self.note_below(HOST.since);
            Ok(ReadResult::Unsupported(
                self.server().lacks(HOST).unwrap_or_else(|| t("This server has no dynamic host volumes.").to_owned()),
            ))
        };
        match self.pages(ResourceType::Host, &self.namespace, &self.query, since_index, early).await {
            Ok(ReadResult::Found(page)) => {
                self.note_from(HOST.since);
                let mut listing = Listing { index: next_index(since_index, page.index), items: page.items, ..Listing::default() };
                decode::sort_by_name(&mut listing.items);
                // A right that is missing hides volumes without a word. Nothing waits for the rights that can be shown before.
                match early {
                    _ if listing.items.is_empty() => self.learn_rights().await,
                    Some(early) => {
                        early(listing.clone());
                        self.learn_rights().await;
                    }
                    None => {}
                }
                listing.remarks.extend(self.no_namespace(listing.items.is_empty()).await);
                listing.remarks.extend(self.hidden_hosts(listing.items.is_empty()));
                Ok(ReadResult::Found(listing))
            }
            Ok(ReadResult::Cut) => Ok(ReadResult::Cut),
            Ok(ReadResult::Unsupported(_)) => absent(),
            Err(error) if matches!(error.kind, ErrorKind::Unsupported | ErrorKind::NotFound) => absent(),
            Err(error) => Err(error),
        }
    }

    /// That the namespace of the connection is not there, where its list is empty: the server answers an empty list to any name.
    async fn no_namespace(&self, empty: bool) -> Option<String> {
        let name = &self.namespace;
        if !empty || matches!(name.as_str(), "*" | "default") || self.server().lacks(NAMESPACES).is_some() {
            return None;
        }
        let list = self.session.call(&ListNamed::Namespaces).await.ok()?;
        let there = list.iter().any(|known| known.name.as_ref() == Some(name));
        (!there).then(|| fill!("There is no namespace {name}, or this token may not see it.", name))
    }

    /// What a list of host volumes may not hold because of the token's rights: the server leaves out what it may not see. A list of
    /// `*` is given whole to whoever has the right in any namespace (agents of 2.0.5 do so).
    pub fn hidden_hosts(&self, empty: bool) -> Option<String> {
        let rights = self.rights();
        let right = READ_HOST.name();
        match rights.has(READ_HOST, &self.namespace) {
            Some(false) => Some(fill!("Host volumes may be hidden from this token: {right} is missing.", right)),
            None if empty => Some(fill!("Host volumes may be hidden from this token: whether it has {right} is not known.", right)),
            _ => None,
        }
    }

    /// Narrowing that the server would silently ignore is refused: a list that is longer than asked for misleads.
    fn refuse_query(&self) -> Result<(), Error> {
        let server = self.server();
        let missing = if self.query.filter.is_empty() { None } else { server.lacks(PAGES) };
        let missing = missing.or_else(|| if self.query.prefix.is_empty() { None } else { server.lacks(PREFIX) });
        missing.map_or(Ok(()), |reason| Err(Error::new(ErrorKind::Unsupported, <ListVolumes as Endpoint>::NAME, reason)))
    }
}

/// Whether an item belongs into a list: `null` is none, and the server does not filter by plugin across namespaces.
fn wanted(call: &ListVolumes<'_>, item: &Item) -> bool {
    let plugin = Some(call.query.plugin_id.as_str()).filter(|plugin| !plugin.is_empty() && call.class == ResourceType::Csi);
    match item {
        Ok(volume) => plugin.is_none_or(|plugin| plugin_of(volume) == Some(plugin)),
        Err(bad) => bad.raw.text() != "null",
    }
}
