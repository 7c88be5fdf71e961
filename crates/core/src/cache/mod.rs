//! What was read: by key, with its age, and what is wrong with it.
//!
//! Pure: a value that events change. What is watched is whoever polls' to say, and follows from what is on screen; it is handed in
//! where it matters. A key that is watched is kept up to date; what nobody watches is dropped after a while, and takes part neither
//! in health nor in what is known of a connection. A change by an action invalidates keys: those that are watched are read again, the
//! others are forgotten.

mod polling;
mod query;

use std::collections::HashSet;
use std::sync::Arc;

use crate::client::Listing;
use crate::http::Error;
use crate::model::{Id, Kind, Resource};
use crate::vec_map::VecMap;

pub use polling::{Pace, back_off_millis};
pub use query::{Freshness, Query};

/// What can be read of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The connection.
    pub connection: String,
    /// The kind of what is read.
    pub kind: Kind,
    /// Which part of it.
    pub part: Part,
}

/// Which part of a kind is read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// One of the provider's lists, by its name.
    List(String),
    /// What belongs to one resource: the snapshots of a volume or a group, the members of a group.
    Related(Kind, Id),
    /// One resource in full.
    Item(Id),
}

impl Key {
    /// The key of a list.
    pub fn list(connection: &str, kind: Kind, source: &str) -> Self {
        Self { connection: connection.to_owned(), kind, part: Part::List(source.to_owned()) }
    }

    /// The key of what belongs to a resource.
    pub fn related(connection: &str, kind: Kind, of: (Kind, Id)) -> Self {
        Self { connection: connection.to_owned(), kind, part: Part::Related(of.0, of.1) }
    }

    /// The key of one resource.
    pub fn item(connection: &str, kind: Kind, id: &Id) -> Self {
        Self { connection: connection.to_owned(), kind, part: Part::Item(id.clone()) }
    }
}

/// What a key holds.
#[derive(Debug, Clone)]
pub enum Data {
    /// A list, or what belongs to a resource.
    List(Arc<Listing>),
    /// One resource.
    Item(Resource),
}

impl Data {
    fn resources(&self) -> impl Iterator<Item = &Resource> {
        let (items, one) = match self {
            Self::List(listing) => (listing.items.as_slice(), None),
            Self::Item(resource) => (&[][..], Some(resource)),
        };
        items.iter().filter_map(|item| item.as_ref().ok()).chain(one)
    }
}

impl Query<Data> {
    /// The list, if it is one and was read.
    pub fn listing(&self) -> Option<&Arc<Listing>> {
        match self.value()? {
            Data::List(listing) => Some(listing),
            Data::Item(_) => None,
        }
    }

    /// The resource, if it is one and was read.
    pub fn resource(&self) -> Option<&Resource> {
        match self.value()? {
            Data::Item(resource) => Some(resource),
            Data::List(_) => None,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Entry {
    query: Query<Data>,
    /// When it was last known to be watched, in milliseconds since the epoch.
    watched_at: u64,
    /// How often it was invalidated: whoever keeps it up begins anew when this grows.
    invalidations: u64,
    /// Another number after every change of its data.
    version: u64,
}

/// How long a list is kept that nobody looks at, in milliseconds: the way back to it is quick, and the sidebar counts it.
const LISTS_KEPT_MILLIS: u64 = 10 * 60_000;
/// How long anything else is kept that nobody looks at, in milliseconds.
const OTHERS_KEPT_MILLIS: u64 = 60_000;

/// Everything that was read.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    entries: VecMap<Key, Entry>,
    changes: u64,
}

impl Cache {
    /// What is known of a key; `None` if nobody ever asked for it.
    pub fn get(&self, key: &Key) -> Option<&Query<Data>> {
        self.entries.get(key).map(|entry| &entry.query)
    }

    fn entry(&mut self, key: &Key) -> &mut Entry {
        self.entries.get_or_default(key.clone())
    }

    fn touch(&mut self, key: &Key, now_millis: u64) {
        self.changes += 1;
        let version = self.changes;
        let entry = self.entry(key);
        entry.version = version;
        entry.watched_at = now_millis;
    }

    /// Takes note of what is watched now, and drops what has not been for a while; whether there was any. To be called every few
    /// seconds.
    pub fn drop_expired(&mut self, watched: &[Key], now_millis: u64) -> bool {
        for (key, entry) in self.entries.iter_mut() {
            if watched.contains(key) {
                entry.watched_at = now_millis;
            }
        }
        let mut dropped = false;
        self.entries.retain(|key, entry| {
            let kept = if matches!(key.part, Part::List(_)) { LISTS_KEPT_MILLIS } else { OTHERS_KEPT_MILLIS };
            let expired = now_millis.saturating_sub(entry.watched_at) >= kept;
            dropped |= expired;
            !expired
        });
        dropped
    }

    // Reading.

    /// Begins a reading of a key; its answer is to show the generation that this gives.
    pub fn begin(&mut self, key: &Key, awaited: bool) -> u64 {
        self.entry(key).query.begin(awaited)
    }

    /// Takes the first part of an answer, if there is nothing else to show yet.
    pub fn partial(&mut self, key: &Key, generation: u64, part: Data, now_millis: u64) {
        if self.entry(key).query.partial(generation, part, now_millis) {
            self.touch(key, now_millis);
        }
    }

    /// Takes an answer; `false` if it came too late to count.
    pub fn finish(&mut self, key: &Key, generation: u64, answer: Result<Data, Error>, now_millis: u64) -> bool {
        let counts = self.entry(key).query.finish(generation, answer, now_millis);
        if counts {
            self.touch(key, now_millis);
        }
        counts
    }

    /// Takes note that a held reading was cut short.
    pub fn cut(&mut self, key: &Key, generation: u64, now_millis: u64) {
        self.entry(key).query.cut(generation, now_millis);
    }

    /// How many readings of a key failed in a row, and whether any was good before.
    pub fn failures(&self, key: &Key) -> (u32, bool) {
        self.get(key).map_or((0, false), |query| (query.failures, query.value().is_some()))
    }

    // Invalidating.

    /// Makes keys stale: those that are watched are to be read again, the others are forgotten.
    pub fn invalidate(&mut self, watched: &[Key], stale: &dyn Fn(&Key) -> bool) {
        self.entries.retain(|key, _| watched.contains(key) || !stale(key));
        for (key, entry) in self.entries.iter_mut() {
            if stale(key) {
                entry.invalidations += 1;
            }
        }
        self.changes += 1;
    }

    /// How often a key was invalidated while it was watched.
    pub fn invalidations(&self, key: &Key) -> u64 {
        self.entries.get(key).map_or(0, |entry| entry.invalidations)
    }

    /// Forgets a connection: it was removed, or is now another one.
    pub fn forget(&mut self, connection: &str) {
        self.entries.retain(|key, _| key.connection != connection);
        self.changes += 1;
    }

    // What is known.

    /// A number that is another one after every change of a key's data; 0 if there is none.
    pub fn version(&self, key: &Key) -> u64 {
        self.entries.get(key).map_or(0, |entry| entry.version)
    }

    /// A number that is another one after every change of what is known of a connection.
    pub fn version_of(&self, connection: &str, watched: &[Key]) -> u64 {
        let of = self.entries.iter().filter(|(key, entry)| key.connection == connection && entry.version > 0);
        of.map(|(key, entry)| entry.version.wrapping_mul(2) + u64::from(watched.contains(key)))
            .fold(0, |sum, one| sum.wrapping_mul(31).wrapping_add(one))
    }

    /// What is known of a connection: its lists, and what else is looked at now. Each resource once, in its fullest reading, whether
    /// it was read in a list, with what it belongs to, or alone.
    pub fn resources(&self, connection: &str, watched: &[Key]) -> Vec<Resource> {
        let counts = |key: &Key| key.connection == connection && (matches!(key.part, Part::List(_)) || watched.contains(key));
        let mut found: Vec<Resource> = Vec::new();
        let mut seen: HashSet<(Kind, &Id)> = HashSet::new();
        // Full readings first: they tell more than a line of a list.
        for full in [true, false] {
            for (_, entry) in self.entries.iter().filter(|(key, _)| counts(key) && matches!(key.part, Part::Item(_)) == full) {
                for resource in entry.query.value().into_iter().flat_map(Data::resources) {
                    if seen.insert((resource.kind, &resource.id)) {
                        found.push(resource.clone());
                    }
                }
            }
        }
        found
    }

    /// One resource in as much detail as is known: read in full, with what only a list tells, or as a list has it.
    pub fn resource(&self, connection: &str, kind: Kind, id: &Id) -> Option<Resource> {
        let full = self.get(&Key::item(connection, kind, id));
        let listed = self.entries.iter().filter(|(key, _)| key.connection == connection && key.kind == kind).find_map(|(key, entry)| {
            let Part::List(_) = key.part else { return None };
            let listed = entry.query.value()?.resources().find(|resource| resource.id == *id)?;
            Some((listed, entry.query.read_at()?))
        });
        let full = full.and_then(|query| Some((query.resource()?, query.read_at()?)));
        Some(match (full, listed) {
            (Some((full, _)), None) => full.clone(),
            (None, Some((listed, _))) => listed.clone(),
            (Some((full, _)), Some((listed, _))) => full.or(listed),
            (None, None) => return None,
        })
    }

    /// The full readings of a connection's resources of a kind: what they tell stands in the rows of the lists too.
    pub fn items(&self, connection: &str, kind: Kind) -> Vec<(&Resource, u64)> {
        let of =
            self.entries.iter().filter(|(key, _)| key.connection == connection && key.kind == kind && matches!(key.part, Part::Item(_)));
        of.filter_map(|(_, entry)| Some((entry.query.resource().filter(|_| entry.query.error.is_none())?, entry.version))).collect()
    }

    /// How far a connection can be trusted, the age of its oldest reading, and what is wrong with it: by the lists that are looked at
    /// now, or, where none is, by those that were. What is wrong with one resource is not wrong with its connection.
    pub fn health(&self, connection: &str, watched: &[Key]) -> (Freshness, Option<u64>, Option<Error>) {
        let is_list = |key: &Key| key.connection == connection && matches!(key.part, Part::List(_));
        let lists = || self.entries.iter().filter(|(key, _)| is_list(key));
        let asked = || watched.iter().filter(|key| key.connection == connection);
        if !lists().any(|(_, entry)| entry.query.freshness() != Freshness::Loading) && !asked().any(is_list) {
            // A resource that was read tells that the connection works.
            let read_at = asked().filter_map(|key| self.get(key)).filter(|query| query.error.is_none()).filter_map(Query::read_at).min();
            let without = if asked().next().is_some() { Freshness::Loading } else { Freshness::Unread };
            return (if read_at.is_some() { Freshness::Live } else { without }, read_at, None);
        }
        let some = lists().any(|(key, _)| watched.contains(key));
        let mut worst = (if lists().next().is_some() { Freshness::Live } else { Freshness::Loading }, None, None);
        for (_, entry) in lists().filter(|(key, _)| !some || watched.contains(key)) {
            let query = &entry.query;
            if query.freshness() >= worst.0 {
                worst = (query.freshness(), query.read_at(), query.error.clone().or(worst.2));
            }
        }
        worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ErrorKind;
    use crate::model::{Attachment, Bytes, Phase, Status};

    fn volume(id: &str) -> Resource {
        Resource::new(Kind::Volume, Id::new(id), id.into(), None, Status::new(Phase::Ready, "ready"), "{}")
    }

    fn snapshot(id: &str) -> Resource {
        Resource::new(Kind::Snapshot, Id::new(id), id.into(), None, Status::new(Phase::Ready, "ready"), "{}")
    }

    fn listing(of: &[Resource]) -> Data {
        Data::List(Arc::new(Listing::from(of.iter().cloned().map(Ok).collect::<Vec<_>>())))
    }

    fn failed() -> Result<Data, Error> {
        Err(Error::new(ErrorKind::Unreachable, "list", "no answer"))
    }

    fn read(cache: &mut Cache, key: &Key, answer: Result<Data, Error>, now: u64) {
        let generation = cache.begin(key, true);
        assert!(cache.finish(key, generation, answer, now));
    }

    fn volumes() -> Key {
        Key::list("c", Kind::Volume, "volumes")
    }

    fn names(found: &[Resource]) -> Vec<&str> {
        found.iter().map(|resource| resource.name.as_str()).collect()
    }

    #[test]
    fn what_nobody_watches_is_dropped_after_a_while_and_a_list_later_than_the_rest() {
        let mut cache = Cache::default();
        let item = Key::item("c", Kind::Volume, &Id::new("v"));
        for (key, answer) in [(volumes(), Ok(listing(&[volume("v")]))), (item.clone(), Ok(Data::Item(volume("v"))))] {
            read(&mut cache, &key, answer, 0);
        }
        assert!(!cache.drop_expired(&[volumes(), item.clone()], 1_000));
        assert!(!cache.drop_expired(&[], 60_000) && cache.drop_expired(&[], 61_000));
        assert!(cache.get(&item).is_none() && cache.get(&volumes()).is_some());
        assert!(!cache.drop_expired(&[volumes()], 90 * 60_000), "what is watched stays");
        assert!(!cache.drop_expired(&[], 99 * 60_000) && cache.drop_expired(&[], 100 * 60_000));
        assert!(cache.get(&volumes()).is_none());
    }

    #[test]
    fn what_is_known_holds_each_resource_once_however_often_it_was_read() {
        let mut cache = Cache::default();
        let related = Key::related("c", Kind::Snapshot, (Kind::Volume, Id::new("v")));
        let snapshots = Key::list("c", Kind::Snapshot, "snapshots");
        read(&mut cache, &snapshots, Ok(listing(&[snapshot("s"), snapshot("t")])), 0);
        read(&mut cache, &related, Ok(listing(&[snapshot("s"), snapshot("u")])), 0);
        read(&mut cache, &Key::list("other", Kind::Snapshot, "snapshots"), Ok(listing(&[snapshot("x")])), 0);
        let mut found = cache.resources("c", std::slice::from_ref(&related));
        found.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(names(&found), ["s", "t", "u"]);
        // What belonged to a panel that was closed is no longer known.
        let mut found = cache.resources("c", &[]);
        found.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(names(&found), ["s", "t"]);
    }

    #[test]
    fn the_fullest_reading_of_a_resource_is_known() {
        let mut cache = Cache::default();
        let mut listed = volume("v");
        listed.size = Some(Bytes(7));
        let mut full = volume("v");
        full.used_by(vec![Attachment::new("u".into(), None, Status::not_reported())]);
        let item = Key::item("c", Kind::Volume, &full.id);
        read(&mut cache, &volumes(), Ok(listing(&[listed])), 0);
        assert_eq!(cache.resource("c", Kind::Volume, &Id::new("v")).and_then(|one| one.attached), None);
        read(&mut cache, &item, Ok(Data::Item(full)), 1);
        let both = cache.resource("c", Kind::Volume, &Id::new("v")).unwrap();
        assert_eq!((both.attached, both.size), (Some(true), Some(Bytes(7))));
        assert_eq!(cache.resources("c", &[item]).iter().map(|one| one.attached).collect::<Vec<_>>(), [Some(true)]);
        assert!(cache.resource("c", Kind::Snapshot, &Id::new("v")).is_none());
    }

    #[test]
    fn one_resource_or_a_tab_that_fails_is_not_a_connection_that_fails() {
        let mut cache = Cache::default();
        let (item, related) =
            (Key::item("c", Kind::Volume, &Id::new("v")), Key::related("c", Kind::Snapshot, (Kind::Volume, Id::new("v"))));
        let watched = [volumes(), item.clone(), related.clone()];
        assert_eq!(cache.health("c", &watched).0, Freshness::Loading);
        read(&mut cache, &volumes(), Ok(listing(&[])), 5);
        for key in [&item, &related] {
            read(&mut cache, key, failed(), 6);
        }
        assert!(matches!(cache.health("c", &watched), (Freshness::Live, Some(5), None)));
        read(&mut cache, &volumes(), failed(), 7);
        assert!(matches!(cache.health("c", &watched), (Freshness::Stale, Some(5), Some(_))));
    }

    #[test]
    fn health_is_that_of_the_lists_that_are_looked_at() {
        let mut cache = Cache::default();
        let snapshots = Key::list("c", Kind::Snapshot, "snapshots");
        assert_eq!(cache.health("c", &[]).0, Freshness::Unread);
        assert_eq!(cache.health("c", std::slice::from_ref(&snapshots)).0, Freshness::Loading);
        cache.begin(&snapshots, true);
        assert_eq!(cache.health("c", std::slice::from_ref(&snapshots)).0, Freshness::Loading);
        assert_eq!(cache.health("c", &[]).0, Freshness::Unread, "it was left before it was read");
        let open = Key::item("c", Kind::Volume, &Id::new("v"));
        assert_eq!(cache.health("c", std::slice::from_ref(&open)).0, Freshness::Loading);
        read(&mut cache, &open, Ok(Data::Item(volume("v"))), 1);
        assert_eq!(cache.health("c", std::slice::from_ref(&open)), (Freshness::Live, Some(1), None), "only a resource is looked at");
        assert_eq!(cache.health("c", &[snapshots.clone(), open]).0, Freshness::Loading);
        read(&mut cache, &snapshots, failed(), 1);
        assert_eq!(cache.health("c", &[]).0, Freshness::Failed, "nothing else is known");
        read(&mut cache, &volumes(), Ok(listing(&[])), 3);
        assert_eq!(cache.health("c", &[volumes()]).0, Freshness::Live);
    }

    #[test]
    fn invalidating_marks_what_is_watched_and_forgets_the_rest_and_nothing_else() {
        let mut cache = Cache::default();
        let snapshots = Key::list("c", Kind::Snapshot, "snapshots");
        let elsewhere = Key::list("other", Kind::Volume, "volumes");
        for key in [&volumes(), &snapshots, &elsewhere] {
            read(&mut cache, key, Ok(listing(&[])), 0);
        }
        cache.invalidate(&[volumes(), elsewhere.clone()], &|key| key.connection == "c");
        assert_eq!((cache.invalidations(&volumes()), cache.invalidations(&elsewhere)), (1, 0));
        assert!(cache.get(&volumes()).is_some_and(|query| query.value().is_some()), "what is read again is shown until then");
        assert!(cache.get(&snapshots).is_none());
    }

    #[test]
    fn a_version_changes_with_the_data_and_only_then() {
        let mut cache = Cache::default();
        let watched = [volumes()];
        let before = (cache.version(&volumes()), cache.version_of("c", &watched));
        let generation = cache.begin(&volumes(), false);
        assert_eq!((cache.version(&volumes()), cache.version_of("c", &watched)), before);
        cache.cut(&volumes(), generation, 9);
        assert_eq!((cache.version(&volumes()), cache.version_of("c", &watched)), before);
        read(&mut cache, &volumes(), Ok(listing(&[])), 0);
        assert_ne!(cache.version(&volumes()), before.0);
        assert_ne!(cache.version_of("c", &watched), before.1);
        let then = cache.version_of("c", &watched);
        read(&mut cache, &Key::list("other", Kind::Volume, "volumes"), Ok(listing(&[])), 0);
        assert_eq!(cache.version_of("c", &watched), then);
    }

    #[test]
    fn a_connection_that_is_forgotten_is_not_known_any_more() {
        let mut cache = Cache::default();
        read(&mut cache, &volumes(), Ok(listing(&[volume("v")])), 0);
        cache.forget("c");
        assert!(cache.get(&volumes()).is_none() && cache.resources("c", &[volumes()]).is_empty());
    }
}
