//! Reading lists: CSI volumes, host volumes, and what storage plugins list by themselves.

use std::rc::Rc;

use super::{Externals, NomadLink, plugin_of, text_fact};
use crate::http::{Endpoint, Error, ErrorKind, LocalBoxFuture};
use crate::model::{Item, Kind, Resource};
use crate::order;
use crate::provider::nomad::api::{ListNamed, ListPlugins, ListStorage, ListVolumes, Page, Part};
use crate::provider::nomad::version::{EXTERNAL, HOST, NAMESPACES, PAGES, PREFIX, SNAPSHOTS};
use crate::provider::nomad::watch::{Wait, next_mark};
use crate::provider::nomad::wire::{self, Class};
use crate::provider::{Held, Listing};

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
impl NomadLink {
    pub(super) async fn list_source(
        &self,
        kind: Kind,
        source: &str,
        since: Option<u64>,
        early: Option<&dyn Fn(Listing)>,
    ) -> Result<Held<Listing>, Error> {
        match (kind, source) {
            (Kind::Volume, "csi") => self.list_csi(since, early).await,
            (Kind::Volume, "host") => self.list_host(since, early).await,
            (Kind::Volume, "external") => self.list_storage(Class::External).await,
            (Kind::Snapshot, "csi") => self.list_storage(Class::Snapshot).await,
            _ => Ok(Held::Absent(format!("Nomad has no {} called {source}.", kind.plural()))),
        }
    }

    /// All pages of one namespace (or of all, with `*`). `None` if the server does not know this class of volumes. The first
    /// items are handed on as soon as they are read, where somebody waits for them.
    fn pages<'a>(
        &'a self,
        class: Class,
        namespace: &'a str,
        since: Option<u64>,
        early: Option<&'a dyn Fn(Listing)>,
    ) -> LocalBoxFuture<'a, Result<Option<Page>, Error>> {
        Box::pin(async move {
            let wait = since.map(Wait::after);
            let timeout = wait.map_or(self.session.timeout_millis, Wait::timeout_millis);
            let mut call = ListVolumes { class, namespace, query: &self.query, per_page: Some(FIRST_PAGE), next_token: None, wait };
            let Some(mut part) = self.session.call_within(&call, timeout).await? else { return Ok(None) };
            call.wait = None;
            if part.items.len() == FIRST_PAGE as usize && part.next.is_none() && part.index.is_none() {
                // The headers of Nomad are hidden from the browser, that of the next page among them: read it whole instead.
                call.per_page = None;
                let Some(whole) = self.session.call(&call).await? else { return Ok(None) };
                part = whole;
            }
            let mut all = Page { index: part.index, ..Page::default() };
            self.read_items(class, &mut part, &mut all.items, early).await;
            let mut token = part.next.take();
            let mut pages = 1;
            while let Some(next) = token.filter(|_| pages < MOST_PAGES) {
                let following =
                    ListVolumes { class, namespace, query: &self.query, per_page: Some(NEXT_PAGES), next_token: Some(&next), wait: None };
                let mut part = self.session.call(&following).await?.unwrap_or_default();
                self.read_items(class, &mut part, &mut all.items, None).await;
                token = part.next.take().filter(|token| *token != next);
                pages += 1;
            }
            Ok(Some(all))
        })
    }

    /// Reads the items of a page to those before: a few first, then many at once, and between them lets the browser draw and
    /// listen.
    async fn read_items(&self, class: Class, part: &mut Part, all: &mut Vec<Item>, mut early: Option<&dyn Fn(Listing)>) {
        let mut most = FIRST_ITEMS;
        loop {
            let items = part.read(class, most);
            let last = items.len() < most;
            crate::wire::append(all, items);
            if last {
                return;
            }
            if let Some(early) = early.take() {
                let mut listing = Listing::from(all.clone());
                wire::sort(&mut listing.items);
                early(listing);
            }
            self.session.clock.sleep(1).await;
            most = NEXT_ITEMS;
        }
    }

    fn list_csi<'a>(&'a self, since: Option<u64>, early: Option<&'a dyn Fn(Listing)>) -> LocalBoxFuture<'a, Result<Held<Listing>, Error>> {
        Box::pin(async move {
            self.refuse_query()?;
            if self.namespace != "*" || self.server().has(PAGES) {
                return self.csi_of(std::slice::from_ref(&self.namespace), since, early).await;
            }
            if self.server().lacks(PAGES).is_none() {
                // Not known yet: most servers have `*`, and those that have not answer an empty list.
                let held = self.csi_of(&["*".to_owned()], since, early).await?;
                let empty = matches!(&held, Held::Read(listing) if listing.items.is_empty());
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
                return self.csi_of(&namespaces, since, early).await;
            }
            // Still not known: the server may not be asked for its version. Volumes after all mean that `*` did not mean all.
            let held = self.csi_of(&namespaces, None, early).await?;
            if matches!(&held, Held::Read(listing) if !listing.items.is_empty()) {
                self.note_below(PAGES.since);
            }
            Ok(held)
        })
    }

    fn csi_of<'a>(
        &'a self,
        namespaces: &'a [String],
        since: Option<u64>,
        early: Option<&'a dyn Fn(Listing)>,
    ) -> LocalBoxFuture<'a, Result<Held<Listing>, Error>> {
        Box::pin(async move {
            let mut listing = Listing::default();
            for (i, namespace) in namespaces.iter().enumerate() {
                // One table index serves all namespaces: the first reading is held, the others follow.
                let page = self.pages(Class::Csi, namespace, since.filter(|_| i == 0), early.filter(|_| i == 0)).await?.unwrap_or_default();
                if i == 0 {
                    listing.mark = next_mark(since, page.index);
                }
                listing.items.extend(page.items);
            }
            wire::sort(&mut listing.items);
            let mut registered = Externals::default();
            for volume in listing.items.iter().flatten() {
                if let (Some(plugin), Some(external)) = (plugin_of(volume), text_fact(volume, "external")) {
                    registered.push((plugin.to_owned(), external.to_owned()));
                }
            }
            order::sort(&mut registered, Ord::cmp);
            *self.registered.borrow_mut() = Some(Rc::new(registered));
            Ok(Held::Read(listing))
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

    async fn list_host(&self, since: Option<u64>, early: Option<&dyn Fn(Listing)>) -> Result<Held<Listing>, Error> {
        if let Some(reason) = self.server().lacks(HOST) {
            return Ok(Held::Absent(reason));
        }
        let absent = || {
            self.note_below(HOST.since);
            Ok(Held::Absent(self.server().lacks(HOST).unwrap_or_else(|| "This server has no dynamic host volumes.".to_owned())))
        };
        match self.pages(Class::Host, &self.namespace, since, early).await {
            Ok(Some(page)) => {
                self.note_from(HOST.since);
                let mut listing = Listing { mark: next_mark(since, page.index), items: page.items, ..Listing::default() };
                wire::sort(&mut listing.items);
                Ok(Held::Read(listing))
            }
            Ok(None) => absent(),
            Err(error) if matches!(error.kind, ErrorKind::Unsupported | ErrorKind::NotFound) => absent(),
            Err(error) => Err(error),
        }
    }

    /// What every plugin lists. A plugin that fails becomes a note; the others stay.
    async fn list_storage(&self, class: Class) -> Result<Held<Listing>, Error> {
        if let Some(reason) = self.storage_missing(class).await {
            return Ok(Held::Absent(reason));
        }
        let plugins = self.session.call(&ListPlugins).await?;
        let mut listing = Listing::default();
        for id in plugins.into_iter().filter_map(|plugin| plugin.id) {
            let able = self
                .learn_plugin(&id)
                .await
                .and_then(|plugin| if class == Class::Snapshot { plugin.list_snapshots } else { plugin.list_volumes });
            if able == Some(false) {
                continue;
            }
            match self.storage_of(class, &id).await {
                Ok(part) => listing.items.extend(part.items),
                Err(error) if error.kind == ErrorKind::Unsupported => {}
                Err(error) => {
                    let message = format!("Plugin {id}: {}", error.message);
                    listing.notes.push(error.saying(message));
                }
            }
        }
        wire::sort(&mut listing.items);
        Ok(Held::Read(listing))
    }

    async fn storage_missing(&self, class: Class) -> Option<String> {
        self.ask_version().await;
        self.server().lacks(if class == Class::Snapshot { SNAPSHOTS } else { EXTERNAL })
    }

    /// All pages of what one plugin lists.
    pub(super) fn storage_of<'a>(&'a self, class: Class, plugin: &'a str) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(async move {
            if class == Class::External && self.registered.borrow().is_none() {
                // Which of them Nomad knows is in the list of CSI volumes; without the right to read it, none is called registered.
                let _ = self.list_csi(None, None).await;
            }
            let known = self.registered.borrow().clone().unwrap_or_default();
            let registered =
                |external: &str| known.binary_search_by(|(of, id)| (of.as_str(), id.as_str()).cmp(&(plugin, external))).is_ok();
            let mut listing = Listing::default();
            let mut token: Option<String> = None;
            for _ in 0..MOST_PAGES {
                let call = ListStorage { class, plugin, next_token: token.as_deref(), registered: &registered };
                let page = self.session.call(&call).await?;
                crate::wire::append(&mut listing.items, page.items);
                match page.next {
                    Some(next) if token.as_ref() != Some(&next) => token = Some(next),
                    _ => break,
                }
            }
            wire::sort(&mut listing.items);
            Ok(listing)
        })
    }

    pub(super) async fn list_snapshots_of(&self, volume: &Resource) -> Result<Listing, Error> {
        let unsupported = |reason: String| Error::new(ErrorKind::Unsupported, <ListStorage as Endpoint>::NAME, reason);
        let external = text_fact(volume, "external");
        let (Some(plugin), Some("CSI" | "external")) = (plugin_of(volume), text_fact(volume, "class")) else {
            return Err(unsupported("Host volumes have no snapshots.".to_owned()));
        };
        if let Some(reason) = self.storage_missing(Class::Snapshot).await {
            return Err(unsupported(reason));
        }
        if self.learn_plugin(plugin).await.is_some_and(|able| able.list_snapshots == Some(false)) {
            return Err(unsupported(format!("The plugin {plugin} does not list snapshots.")));
        }
        let mut listing = self.storage_of(Class::Snapshot, plugin).await?;
        listing.items.retain(|item: &Item| match item {
            Ok(snapshot) => {
                let of = |key: &str, id: Option<&str>| id.is_some() && text_fact(snapshot, key) == id;
                of("external", external) || of("volume", Some(&volume.vendor_id))
            }
            Err(_) => true,
        });
        Ok(listing)
    }

    /// Narrowing that the server would silently ignore is refused: a list that is longer than asked for misleads.
    fn refuse_query(&self) -> Result<(), Error> {
        let server = self.server();
        let missing = if self.query.filter.is_empty() { None } else { server.lacks(PAGES) };
        let missing = missing.or_else(|| if self.query.prefix.is_empty() { None } else { server.lacks(PREFIX) });
        missing.map_or(Ok(()), |reason| Err(Error::new(ErrorKind::Unsupported, <ListVolumes as Endpoint>::NAME, reason)))
    }
}
