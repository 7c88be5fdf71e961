//! Reading what storage plugins list by themselves: volumes that Nomad may or may not know, and snapshots.
//!
//! A plugin that does not list, is not there, or may not be asked is named in a remark: an empty list would say that there is nothing.

use std::rc::Rc;

use super::NomadClient;
use crate::nomad::api::{ListPlugins, ListStorage, Query};
use crate::nomad::decode::{self, Registered, ResourceType, plugin_of};
use crate::nomad::rights::Right;
use crate::nomad::version::{EXTERNAL, PAGES, SNAPSHOTS};
use voldeck_core::client::{Listing, ReadResult};
use voldeck_core::decode::count;
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Item, Resource};
use voldeck_core::texts::t;

/// After how many pages to stop following: a plugin that always names a next page would hold us for ever.
const MOST_PAGES: usize = 2000;

/// What a class of storage is called.
fn noun(class: ResourceType) -> &'static str {
    if class == ResourceType::Snapshot { "snapshots" } else { "volumes" }
}

impl NomadClient {
    /// What every plugin lists. A plugin that fails becomes a note, one that cannot list becomes a remark; the others stay.
    pub(super) async fn list_storage(&self, class: ResourceType) -> Result<ReadResult<Listing>, Error> {
        if let Some(reason) = self.storage_missing(class).await {
            return Ok(ReadResult::Unsupported(reason));
        }
        let mut listing = Listing::default();
        let plugins = self.plugins_to_ask(class, &mut listing).await?;
        for id in plugins {
            if self.lists(class, &id).await == Some(false) {
                listing.remarks.push(fill!("The plugin {id} does not list {class}.", id, class = noun(class)));
                continue;
            }
            match self.storage_of(class, &id).await {
                Ok(part) => voldeck_core::decode::append(&mut listing.items, part.items),
                Err(error) if error.kind == ErrorKind::Unsupported => {
                    listing.remarks.push(fill!(
                        "The plugin {id} does not list {class}: {reason}.",
                        id,
                        class = noun(class),
                        reason = error.message.trim_end_matches('.')
                    ));
                }
                Err(error) => {
                    let message = fill!("Plugin {id}: {message}", id, message = error.message);
                    listing.notes.push(error.saying(message));
                }
            }
        }
        decode::sort_by_name(&mut listing.items);
        Ok(ReadResult::Found(listing))
    }

    /// The plugins that run, or else those that volumes name; and what the listing will not hold because of that.
    async fn plugins_to_ask(&self, class: ResourceType, listing: &mut Listing) -> Result<Vec<String>, Error> {
        let running = self.session.call(&ListPlugins).await;
        let known = self.registrations(class).await;
        let claimed = known.plugins();
        match running {
            Ok(running) => {
                let running: Vec<String> = running.into_iter().filter_map(|plugin| plugin.id).collect();
                for (plugin, volumes) in claimed.iter().filter(|(plugin, _)| !running.iter().any(|id| id == plugin)) {
                    let (volumes, names) =
                        (count(*volumes as u64, ["{number} volume", "{number} volumes"]), if *volumes == 1 { "names" } else { "name" });
                    let words = fill!(
                        "The plugin {plugin}, which {volumes} {names}, is not there now: its {class} are not listed.",
                        plugin,
                        volumes,
                        names,
                        class = noun(class)
                    );
                    listing.remarks.push(words);
                }
                if running.is_empty() && claimed.is_empty() {
                    listing.remarks.push(fill!("There is no CSI plugin now that could list {class}.", class = noun(class)));
                }
                Ok(running)
            }
            Err(error) if error.kind == ErrorKind::Forbidden && !claimed.is_empty() => {
                let names: Vec<_> = claimed.iter().map(|(plugin, _)| (*plugin).to_owned()).collect();
                let right = Right::PluginList.name();
                let words = fill!(
                    "Plugins may not be listed: {right} is missing. Those that volumes name were asked: {names}.",
                    right,
                    names = names.join(", ")
                );
                listing.remarks.push(words);
                Ok(names)
            }
            Err(error) if error.kind == ErrorKind::Forbidden => {
                let hint =
                    fill!("Plugins may not be listed, so they cannot be asked for {class}: plugin:list is missing.", class = noun(class));
                Err(error.hinting(hint))
            }
            Err(error) => Err(error),
        }
    }

    /// Why the server has no such list.
    async fn storage_missing(&self, class: ResourceType) -> Option<String> {
        self.ask_version().await;
        self.server().lacks(if class == ResourceType::Snapshot { SNAPSHOTS } else { EXTERNAL })
    }

    /// Whether a plugin lists these; `None` if nobody knows.
    async fn lists(&self, class: ResourceType, plugin: &str) -> Option<bool> {
        let able = self.learn_plugin(plugin).await?;
        if class == ResourceType::Snapshot { able.list_snapshots } else { able.list_volumes }
    }

    /// The volumes that Nomad knows, as last read. They are read if they were not, and for external volumes, of which the console says
    /// whether they are registered, also if only part of them was.
    async fn registrations(&self, class: ResourceType) -> Rc<Registered> {
        let known = self.registered.borrow().clone();
        if let Some(known) = known
            && (class == ResourceType::Snapshot || known.is_whole())
        {
            return known;
        }
        let narrowed = self.namespace != "*" || self.query != Query::default();
        if narrowed && class == ResourceType::External && self.server().lacks(PAGES).is_none() {
            let all = Query::default();
            if let Ok(ReadResult::Found(page)) = self.pages(ResourceType::Csi, "*", &all, None, None).await {
                let known = Rc::new(Registered::new(page.items.iter().flatten(), true));
                *self.registered.borrow_mut() = Some(known.clone());
                return known;
            }
        }
        if self.registered.borrow().is_none() {
            // Without the right to read them, nothing is called registered or not.
            let _ = self.list_csi(None, None).await;
        }
        self.registered.borrow().clone().unwrap_or_default()
    }

    /// All pages of what one plugin lists.
    pub fn storage_of<'a>(&'a self, class: ResourceType, plugin: &'a str) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(async move {
            let registered = self.registrations(class).await;
            let mut listing = Listing::default();
            let mut token: Option<String> = None;
            for _ in 0..MOST_PAGES {
                let call = ListStorage { class, plugin, next_token: token.as_deref(), registered: &registered };
                let page = self.session.call(&call).await?;
                voldeck_core::decode::append(&mut listing.items, page.items);
                match page.next {
                    Some(next) if token.as_ref() != Some(&next) => token = Some(next),
                    _ => break,
                }
            }
            if class == ResourceType::External {
                self.note_external(plugin, &mut listing);
            }
            decode::sort_by_name(&mut listing.items);
            Ok(listing)
        })
    }

    /// Keeps the ids of what a plugin listed, to know later what is new; and takes back "nobody" where the plugin does not tell users.
    fn note_external(&self, plugin: &str, listing: &mut Listing) {
        if self.plugin(plugin).is_some_and(|able| able.list_attachments == Some(false)) {
            for volume in listing
                .items
                .iter_mut()
                .flatten()
                .filter(|volume| voldeck_core::json::member(volume.raw.text(), "PublishedExternalNodeIDs") == Some("[]"))
            {
                volume.attached = None;
            }
        }
        let ids = listing.items.iter().flatten().map(|volume| volume.provider_id.clone()).collect();
        let mut externals = self.externals.borrow_mut();
        externals.retain(|(known, _)| known != plugin);
        externals.push((plugin.to_owned(), ids));
    }

    /// What a plugin listed when it was last asked; `None` if it was not.
    pub fn external_before(&self, plugin: &str) -> Option<Vec<String>> {
        self.externals.borrow().iter().find(|(known, _)| known == plugin).map(|(_, ids)| ids.clone())
    }

    /// What a plugin lists now of its volumes, or why that cannot be known.
    pub fn external_now<'a>(&'a self, plugin: &'a str) -> LocalBoxFuture<'a, Result<Listing, String>> {
        Box::pin(async move {
            if let Some(reason) = self.storage_missing(ResourceType::External).await {
                return Err(reason);
            }
            if self.lists(ResourceType::External, plugin).await == Some(false) {
                return Err(fill!("The plugin {plugin} does not list its volumes.", plugin));
            }
            // What is registered may have changed with what is looked into.
            *self.registered.borrow_mut() = None;
            self.storage_of(ResourceType::External, plugin)
                .await
                .map_err(|error| fill!("The plugin {plugin} could not be asked: {message}", plugin, message = error.message))
        })
    }

    pub(super) async fn list_snapshots_of(&self, volume: &Resource) -> Result<Listing, Error> {
        let unsupported = |reason: String| Error::new(ErrorKind::Unsupported, <ListStorage as Endpoint>::NAME, reason);
        let (Some(plugin), Some("CSI" | "external")) = (plugin_of(volume), volume.text_attribute("class")) else {
            return Err(unsupported(t("Host volumes have no snapshots.").to_owned()));
        };
        if let Some(reason) = self.storage_missing(ResourceType::Snapshot).await {
            return Err(unsupported(reason));
        }
        if self.lists(ResourceType::Snapshot, plugin).await == Some(false) {
            return Err(unsupported(fill!("The plugin {plugin} does not list snapshots.", plugin)));
        }
        let mut listing = self.storage_of(ResourceType::Snapshot, plugin).await?;
        listing.items.retain(|item: &Item| match item {
            Ok(snapshot) => snapshot.source.as_ref().is_some_and(|of| *of == volume.provider_id || Some(of) == volume.storage_id.as_ref()),
            Err(_) => true,
        });
        Ok(listing)
    }
}
