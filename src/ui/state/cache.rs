//! What was read, for the views: the cache's values as signals, and the ways to have something read again.

use std::sync::Arc;

use leptos::prelude::*;

use super::connections::Connections;
use crate::inventory::{self, Row};
use crate::route::Address;
use voldeck_core::action::Action;
use voldeck_core::cache::{Cache, Data, Freshness, Key, Part, Query};
use voldeck_core::http::Error;
use voldeck_core::model::{Id, Kind, Resource};
use voldeck_core::vec_map::VecMap;

/// What was made of something that was read, and the version of that.
type Derived<K, T> = StoredValue<VecMap<K, (u64, Arc<Vec<T>>)>>;

/// What was read.
#[derive(Clone, Copy)]
pub struct QueryCache {
    pub(super) read: RwSignal<Cache>,
    /// What is kept up to date: it follows from what is on screen.
    pub watched: Memo<Vec<Key>>,
    connections: Connections,
    rows: Derived<Key, Row>,
    known: Derived<String, Resource>,
}

impl QueryCache {
    /// Looks at what was read, some of which is watched.
    pub fn new(read: RwSignal<Cache>, watched: Memo<Vec<Key>>, connections: Connections) -> Self {
        Self { read, watched, connections, rows: StoredValue::default(), known: StoredValue::default() }
    }

    /// The lists of a kind that have been asked for, in the order of the sidebar and of the provider.
    pub fn lists_of(self, kind: Kind) -> Vec<Key> {
        let mut found = Vec::new();
        self.read.with(|cache| {
            for connection in self.connections.all.get() {
                for source in connection.sources(kind) {
                    let key = Key::list(&connection.config.name, kind, source.name);
                    if cache.get(&key).is_some() {
                        found.push(key);
                    }
                }
            }
        });
        found
    }

    /// Looks at what is known of a key; at nothing if it was never asked for.
    pub fn look<T>(self, key: &Key, look: impl FnOnce(&Query<Data>) -> T) -> T {
        self.read.with(|cache| match cache.get(key) {
            Some(query) => look(query),
            None => look(&Query::default()),
        })
    }

    /// Whether a list on screen is being read that a person waits for.
    pub fn is_fetching_lists(self) -> bool {
        let is_list = |key: &&Key| matches!(key.part, Part::List(_));
        self.watched.with(|watched| watched.iter().filter(is_list).any(|key| self.look(key, |query| query.fetching)))
    }

    /// Whether a list of a kind is on screen of which nothing is known yet, not even that it failed.
    pub fn is_waiting(self, kind: Kind) -> bool {
        let is_list = |key: &&Key| key.kind == kind && matches!(key.part, Part::List(_));
        let waits = |key: &Key| self.look(key, |query| query.freshness() == Freshness::Loading);
        self.watched.with(|watched| watched.iter().filter(is_list).any(waits))
    }

    /// A number that is another one after every change of a key's data.
    pub fn version(self, key: &Key) -> u64 {
        self.read.with(|cache| cache.version(key))
    }

    /// The rows of a list: its items, with what full readings of them tell. Made anew only when one of these has changed.
    pub fn rows(self, key: &Key, provider: &'static str) -> (u64, Arc<Vec<Row>>) {
        self.read.with(|cache| {
            let items = cache.items(&key.connection, key.kind);
            let version = items.iter().fold(cache.version(key), |sum, (_, version)| sum.wrapping_mul(31).wrapping_add(*version));
            if let Some((at, rows)) = self.rows.with_value(|rows| rows.get(key).cloned())
                && at == version
            {
                return (version, rows);
            }
            let listing = cache.get(key).and_then(Query::listing).cloned().unwrap_or_default();
            let rows = Arc::new(inventory::rows(&key.connection, provider, &listing.items, cache.version(key), &items));
            self.rows.update_value(|all| {
                all.insert(key.clone(), (version, rows.clone()));
            });
            (version, rows)
        })
    }

    /// A resource in as much detail as is known now: read in full, else as the list has it.
    pub fn resource(self, kind: Kind, address: &Address) -> Option<Resource> {
        self.read.with(|cache| cache.resource(&address.connection, kind, &address.id))
    }

    /// What is known of a connection, for checks that need the others: each resource once. Not tracked.
    pub fn known(self, connection: &str) -> Arc<Vec<Resource>> {
        let watched = self.watched.get_untracked();
        self.read.with_untracked(|cache| {
            let version = cache.version_of(connection, &watched);
            if let Some((at, known)) = self.known.with_value(|known| known.get(connection).cloned())
                && at == version
            {
                return known;
            }
            let known = Arc::new(cache.resources(connection, &watched));
            self.known.update_value(|all| {
                all.insert(connection.to_owned(), (version, known.clone()));
            });
            known
        })
    }

    /// How far one connection can be trusted, the age of its oldest reading, and what is wrong with it.
    pub fn health(self, name: &str) -> (Freshness, Option<u64>, Option<Error>) {
        self.watched.with(|watched| self.read.with(|cache| cache.health(name, watched)))
    }

    /// Reads again what is looked at of this, and forgets the rest of it.
    fn invalidate(self, stale: &dyn Fn(&Key) -> bool) {
        let watched = self.watched.get_untracked();
        self.read.update(|cache| cache.invalidate(&watched, stale));
    }

    /// Reads everything of a connection again that is looked at.
    pub fn refresh(self, connection: &str) {
        self.invalidate(&|key| key.connection == connection);
    }

    /// Reads everything again that is looked at.
    pub fn refresh_all(self) {
        self.invalidate(&|_| true);
    }

    /// Reads this again.
    pub fn refresh_one(self, key: &Key) {
        self.invalidate(&|other| other == key);
    }

    /// Reads again what an action has made stale, on its connection: lists of the kinds that it changes, what belongs to resources
    /// of these kinds, and what it was done to.
    pub fn refresh_after(self, action: &Action, connection: &str, target: Option<(Kind, &Id)>) {
        self.invalidate(&|key: &Key| {
            let about_target = target.is_some_and(|(kind, id)| key.kind == kind && matches!(&key.part, Part::Item(item) if item == id));
            key.connection == connection && (about_target || action.invalidates.contains(&key.kind))
        });
    }

    /// Drops what nobody has looked at for a while.
    pub fn drop_expired(self, now_millis: u64) {
        let watched = self.watched.get_untracked();
        self.read.maybe_update(|cache| cache.drop_expired(&watched, now_millis));
    }
}
