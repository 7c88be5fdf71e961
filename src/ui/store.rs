//! What the views are functions of: where one is, the connections, what was read from them, what was done.
//!
//! A copyable handle to signals. It holds no rule about storage: those are the providers'. Links to providers are not
//! reactive and live beside the signals.

use std::rc::Rc;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::Shared;
use leptos::prelude::*;

use super::doors;
use super::location::Location;
use crate::browser::fetch::Fetch;
use crate::browser::worker::Worker;
use crate::connection::{ConnectionConfig, HostConfig, free_name, read_saved, write_saved};
use crate::inventory::{self, Row};
use crate::route::{Address, Doing, Page, Route};
use voldeck_core::action::{Action, ActionContext, On, Values};
use voldeck_core::cache::{Cache, Data, Freshness, Key, Part, Query};
use voldeck_core::client::{Client, Platform};
use voldeck_core::http::{Error, FieldError, LocalBoxFuture, Secret};
use voldeck_core::model::{Id, Kind, Resource, Timestamp};
use voldeck_core::provider::{Driver, Provider, Source};
use voldeck_core::vec_map::VecMap;

/// The name under which connections are kept in the browser.
const SAVED: &str = "voldeck.connections";

/// Who added a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The person, in this browser.
    Person,
    /// Whoever hosts the console, in `voldeck.json`.
    Host,
    /// The demo: a simulator in this page.
    Demo,
}

/// A connection as the views see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// What is written down of it.
    pub saved: ConnectionConfig,
    /// Who added it.
    pub origin: Origin,
    /// Whether it waits for a secret that is kept nowhere.
    pub locked: bool,
}

impl Connection {
    /// Whether it is read: it is neither switched off nor waiting for a secret.
    pub fn is_read(&self) -> bool {
        !self.locked && !self.saved.disabled
    }
}

/// Something that was done or that happened, for the activity page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// For changing it when more is known.
    pub number: u64,
    /// When, in milliseconds since the epoch.
    pub at: u64,
    /// The mark: `ready`, `failed`, `refused`, `unknown`, `changing`.
    pub state: &'static str,
    /// What, in a sentence.
    pub what: String,
    /// The provider's words and codes.
    pub detail: String,
    /// The request that was sent, masked.
    pub call: String,
    /// The resource it was about.
    pub about: Option<(Kind, Address)>,
    /// What can be done about it: the button's words, and the form that it opens.
    pub next: Option<(&'static str, Doing)>,
    /// The connection.
    pub connection: String,
}

/// A message about what happened in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What is said. Its number is the message's.
    pub entry: Entry,
    /// How often it was said anew: it is then drawn again.
    pub turn: u64,
    /// Whether it stays until it is hidden.
    pub stays: bool,
    /// What is told here and nowhere else, and what it is.
    pub once: Option<(&'static str, Secret)>,
}

/// A provider's driver, which every build has at once.
pub fn driver(provider: &dyn Provider) -> &'static Driver {
    provider.load().now_or_never().and_then(Result::ok).unwrap_or(&Driver { actions: &[], connect: |_, _| Err(Vec::new()) })
}

/// A server being asked what it is, once for all who want to know.
type Learning = Shared<LocalBoxFuture<'static, ()>>;

/// What was made of something that was read, and the version of it.
type Made<K, T> = StoredValue<VecMap<K, (u64, Arc<Vec<T>>)>>;

/// A value that is not for other threads, which a page does not have.
type Local<T> = leptos::prelude::StoredValue<T, LocalStorage>;

/// The console's state.
#[derive(Clone, Copy)]
pub struct Store {
    /// Where one is.
    pub route: RwSignal<Route>,
    /// The time, in steps of a few seconds.
    pub now: RwSignal<u64>,
    /// The connections, in the order of the rail.
    pub connections: RwSignal<Vec<Connection>>,
    /// What was done, newest first.
    pub activity: RwSignal<Vec<Entry>>,
    /// What is said in the corner.
    pub toasts: RwSignal<Vec<Toast>>,
    /// Grows when a connection learned more of its server.
    pub learned: RwSignal<u64>,
    /// Whether `voldeck.json` has been read, so that it is known which connections there are.
    pub ready: RwSignal<bool>,
    /// What was read.
    pub cache: RwSignal<Cache>,
    rows: Made<Key, Row>,
    known: Made<String, Resource>,
    links: Local<VecMap<String, Rc<dyn Client>>>,
    learning: Local<VecMap<String, Learning>>,
    location: Local<Rc<dyn Location>>,
    count: StoredValue<u64>,
}

impl Store {
    /// A console that has read nothing yet.
    pub fn new(location: Rc<dyn Location>) -> Self {
        let route = RwSignal::new(Route::parse(&location.read()));
        location.listen(Box::new(move |text| {
            let next = Route::parse(&text);
            if route.get_untracked() != next {
                route.set(next);
            }
        }));
        Self {
            route,
            now: RwSignal::new(doors::clock().now_millis()),
            connections: RwSignal::new(Vec::new()),
            activity: RwSignal::new(Vec::new()),
            toasts: RwSignal::new(Vec::new()),
            learned: RwSignal::new(0),
            ready: RwSignal::new(false),
            cache: RwSignal::new(Cache::default()),
            rows: StoredValue::new(VecMap::default()),
            known: StoredValue::new(VecMap::default()),
            links: Local::new_local(VecMap::default()),
            learning: Local::new_local(VecMap::default()),
            location: Local::new_local(location),
            count: StoredValue::new(0),
        }
    }

    /// Goes to a route.
    pub fn go(self, route: Route) {
        self.location.with_value(|location| location.write(&route.text(), false));
        self.route.set(route);
    }

    /// Goes to a route without a step to come back to: for what changes with every key.
    pub fn go_quietly(self, route: Route) {
        self.location.with_value(|location| location.write(&route.text(), true));
        self.route.set(route);
    }

    /// What a link to a route says.
    pub fn href(self, route: &Route) -> String {
        self.location.with_value(|location| location.href(&route.text()))
    }

    /// The time now.
    pub fn time(self) -> Timestamp {
        Timestamp::from_millis(self.now.get())
    }

    // Connections.

    /// Takes in the host's configuration, what was kept in the browser, and, where both are empty, the demo.
    pub fn open(self, host: &HostConfig) {
        for saved in &host.connections {
            self.add(saved.clone(), Origin::Host, None);
        }
        for saved in read_saved(&doors::recall(SAVED).unwrap_or_default()) {
            self.add(saved, Origin::Person, None);
        }
        if self.connections.with_untracked(Vec::is_empty) {
            self.add_demos(host.demo.as_deref());
        }
        self.ready.set(true);
    }

    /// Adds the simulators of every provider, or those of these names.
    pub fn add_demos(self, names: Option<&[String]>) {
        let Some(worker) = Worker::start() else { return };
        // Those that are off come last: they are there to be asked for.
        for off in [false, true] {
            for (provider, demo) in
                voldeck_providers::ALL.iter().flat_map(|provider| provider.demos().iter().map(move |demo| (provider, demo)))
            {
                if demo.off != off || names.is_some_and(|names| !names.iter().any(|name| name == demo.name)) {
                    continue;
                }
                let (transport, values) = (Rc::new(worker.to(demo.name)), demo.values());
                if let Ok(link) = (driver(*provider).connect)(&values, Platform { transport, clock: doors::clock() }) {
                    let saved = ConnectionConfig {
                        disabled: demo.off && names.is_none(),
                        ..ConnectionConfig::new(*provider, demo.name, &values, false)
                    };
                    self.put(Connection { saved, origin: Origin::Demo, locked: false }, Some(link));
                }
            }
        }
    }

    /// The way to a provider over the network.
    pub fn connect(provider: &'static dyn Provider, values: &Values) -> Result<Rc<dyn Client>, Vec<FieldError>> {
        let clock = doors::clock();
        (driver(provider).connect)(values, Platform { transport: Rc::new(Fetch::new(clock.clone())), clock })
    }

    fn add(self, saved: ConnectionConfig, origin: Origin, values: Option<Values>) {
        let Some(provider) = voldeck_providers::by_id(&saved.provider) else { return };
        let locked = saved.secret && values.is_none();
        let link = Self::connect(provider, &values.unwrap_or_else(|| saved.values())).ok();
        self.put(Connection { saved, origin, locked }, link.filter(|_| !locked));
    }

    fn put(self, mut connection: Connection, link: Option<Rc<dyn Client>>) {
        let taken: Vec<String> = self.connections.with_untracked(|all| all.iter().map(|c| c.saved.name.clone()).collect());
        connection.saved.name = free_name(&connection.saved.name, &taken);
        if let Some(link) = link {
            self.links.update_value(|links| {
                links.insert(connection.saved.name.clone(), link);
            });
        }
        self.connections.update(|all| all.push(connection));
    }

    /// Adds a connection that the person filled in, and keeps what is not secret of it. Gives the name it got.
    pub fn add_by_hand(self, saved: ConnectionConfig, values: Values) -> String {
        self.add(saved, Origin::Person, Some(values));
        self.keep();
        self.connections.with_untracked(|all| all.last().map(|c| c.saved.name.clone()).unwrap_or_default())
    }

    /// Gives a connection other values: a token that it was waiting for, or a changed setting.
    pub fn change(self, name: &str, saved: ConnectionConfig, values: &Values) {
        let Some(link) = voldeck_providers::by_id(&saved.provider).and_then(|provider| Self::connect(provider, values).ok()) else {
            return;
        };
        self.cache.update(|cache| cache.forget(name));
        self.links.update_value(|links| {
            links.insert(name.to_owned(), link);
        });
        self.connections.update(|all| {
            if let Some(connection) = all.iter_mut().find(|c| c.saved.name == name) {
                connection.saved = ConnectionConfig { name: name.to_owned(), ..saved };
                connection.locked = false;
            }
        });
        self.keep();
        self.refresh(name);
    }

    /// Switches a connection on or off: one that is off is not read, and what was read of it is forgotten.
    pub fn switch(self, name: &str, on: bool) {
        self.connections.update(|all| {
            if let Some(connection) = all.iter_mut().find(|c| c.saved.name == name) {
                connection.saved.disabled = !on;
            }
        });
        self.cache.update(|cache| cache.forget(name));
        self.keep();
    }

    /// Removes a connection from the console; the provider is not told.
    pub fn remove(self, name: &str) {
        self.connections.update(|all| all.retain(|c| c.saved.name != name));
        self.links.update_value(|links| {
            links.remove(name);
        });
        self.cache.update(|cache| cache.forget(name));
        self.keep();
    }

    fn keep(self) {
        let mine: Vec<ConnectionConfig> =
            self.connections.with_untracked(|all| all.iter().filter(|c| c.origin == Origin::Person).map(|c| c.saved.clone()).collect());
        doors::keep(SAVED, &write_saved(&mine));
    }

    /// Why nothing can be changed over a connection, where its provider has no way to.
    pub fn immutable(self, connection: &str) -> Option<&'static str> {
        voldeck_providers::by_id(&self.connection_now(connection)?.saved.provider)?.read_only()
    }

    /// The connection of this name.
    pub fn connection(self, name: &str) -> Option<Connection> {
        self.connections.with(|all| all.iter().find(|c| c.saved.name == name).cloned())
    }

    /// The same, without being told when it changes.
    pub fn connection_now(self, name: &str) -> Option<Connection> {
        untrack(|| self.connection(name))
    }

    /// The way to its provider.
    pub fn client(self, name: &str) -> Option<Rc<dyn Client>> {
        self.links.with_value(|links| links.get(name).cloned())
    }

    /// Reads what a connection's server is, if that is not known yet, and lets the menus know. Whoever asks meanwhile waits for
    /// the same answer.
    pub async fn detect_version(self, name: &str) {
        let Some(link) = self.client(name) else { return };
        let learning = self.learning.with_value(|learning| learning.get(name).cloned());
        let learning = learning.unwrap_or_else(|| {
            let learning = async move { link.detect_version().await }.boxed_local().shared();
            self.learning.update_value(|all| {
                all.insert(name.to_owned(), learning.clone());
            });
            learning
        });
        learning.await;
        self.learning.try_update_value(|all| all.remove(name));
        self.learned.try_update(|n| *n += 1);
    }

    // Readings.

    /// The lists of a kind that have been asked for, in the order of the rail and of the provider.
    pub fn lists_of(self, kind: Kind) -> Vec<Key> {
        let mut found = Vec::new();
        self.cache.with(|cache| {
            for connection in self.connections.get() {
                for source in Self::sources(&connection, kind) {
                    let key = Key::list(&connection.saved.name, kind, source.name);
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
        self.cache.with(|cache| match cache.get(key) {
            Some(query) => look(query),
            None => look(&Query::default()),
        })
    }

    /// Where a connection reads a kind from.
    pub fn sources(connection: &Connection, kind: Kind) -> &'static [Source] {
        voldeck_providers::by_id(&connection.saved.provider).map_or(&[], |provider| provider.sources(kind))
    }

    /// The rows of a list: its items, with what full readings of them tell. Made anew only when one of these has changed.
    pub fn rows(self, key: &Key, provider: &'static str) -> (u64, Arc<Vec<Row>>) {
        self.cache.with(|cache| {
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
        self.cache.with(|cache| cache.resource(&address.connection, kind, &address.id))
    }

    /// What is known of a connection, for checks that need the others: each resource once. Not tracked.
    pub fn known(self, connection: &str) -> Arc<Vec<Resource>> {
        self.cache.with_untracked(|cache| {
            let version = cache.version_of(connection);
            if let Some((at, known)) = self.known.with_value(|known| known.get(connection).cloned())
                && at == version
            {
                return known;
            }
            let known = Arc::new(cache.resources(connection));
            self.known.update_value(|all| {
                all.insert(connection.to_owned(), (version, known.clone()));
            });
            known
        })
    }

    /// How far one connection can be trusted, the age of its oldest reading, and what is wrong with it.
    pub fn health(self, name: &str) -> (Freshness, Option<u64>, Option<Error>) {
        self.cache.with(|cache| cache.health(name))
    }

    /// Reads everything of a connection again that is looked at.
    pub fn refresh(self, connection: &str) {
        self.cache.update(|cache| cache.invalidate(&|key| key.connection == connection));
    }

    /// Reads everything again that is looked at.
    pub fn refresh_all(self) {
        self.cache.update(|cache| cache.invalidate(&|_| true));
    }

    /// Reads this again.
    pub fn refresh_one(self, key: &Key) {
        self.cache.update(|cache| cache.invalidate(&|other| other == key));
    }

    /// Reads again what an action has made stale, on its connection: lists of the kinds that it changes, what belongs to resources
    /// of these kinds, and what it was done to.
    pub fn refresh_after(self, action: &Action, connection: &str, target: Option<(Kind, &Id)>) {
        let stale = |key: &Key| {
            let about_target = target.is_some_and(|(kind, id)| key.kind == kind && matches!(&key.part, Part::Item(item) if item == id));
            key.connection == connection && (about_target || action.invalidates.contains(&key.kind))
        };
        self.cache.update(|cache| cache.invalidate(&stale));
    }

    /// The provider of a connection.
    pub fn provider(self, connection: &str) -> Option<&'static dyn Provider> {
        voldeck_providers::by_id(&self.connection(connection)?.saved.provider)
    }

    // Actions.

    /// The actions that make sense on a resource, or on a connection for a kind, each with the reason if it is refused now.
    pub fn actions(self, connection: &str, kind: Kind, target: Option<&Resource>) -> Vec<(&'static Action, Option<String>)> {
        self.learned.track();
        let Some(link) = self.client(connection) else { return Vec::new() };
        let known = self.known(connection);
        let scene = ActionContext { client: &*link, target, known: &known };
        let read_only = self.connection(connection).is_some_and(|c| c.saved.read_only);
        let wanted = if target.is_some() { On::Resource(kind) } else { On::Connection(kind) };
        let Some(provider) = self.provider(connection) else { return Vec::new() };
        driver(provider)
            .actions
            .iter()
            .filter(|action| action.on == wanted && target.is_none_or(|target| (action.applies_to)(target)))
            .map(|action| {
                let reason = if read_only { Some("This connection is read-only.".to_owned()) } else { (action.disabled_reason)(&scene) };
                (action, reason)
            })
            .collect()
    }

    /// The action form that is open, if what it names exists.
    pub fn doing(self) -> Option<(Doing, &'static Action)> {
        let doing = self.route.with(|route| route.doing.clone())?;
        let connection = self.connection(&doing.connection)?;
        let provider = voldeck_providers::by_id(&connection.saved.provider)?;
        let action = driver(provider).actions.iter().find(|action| action.name == doing.action)?;
        Some((doing, action))
    }

    /// Closes the action form.
    pub fn close_form(self) {
        self.go(self.route.get_untracked().with_doing(None));
    }

    /// Closes the panel.
    pub fn close_panel(self) {
        let route = self.route.get_untracked();
        if let Some(kind) = route.kind() {
            self.go(route.with_page(Page::List(kind, None)));
        }
    }

    /// A number for something that is written down.
    pub fn number(self) -> u64 {
        self.count
            .try_update_value(|n| {
                *n += 1;
                *n
            })
            .unwrap_or_default()
    }

    /// Writes down what happened, or what is known of it by now, in place of what was written under its number.
    pub fn note(self, entry: &Entry) {
        self.activity.update(|all| match all.iter_mut().find(|have| have.number == entry.number) {
            Some(have) => *have = entry.clone(),
            None => all.insert(0, entry.clone()),
        });
    }

    /// Writes down what happened, and says it as a message; what was said under its number is replaced.
    pub fn say(self, entry: Entry, stays: bool) {
        self.note(&entry);
        self.toasts.update(|all| {
            let before = all.iter().position(|toast| toast.entry.number == entry.number).map(|at| all.remove(at));
            let turn = before.as_ref().map_or(0, |toast| toast.turn + 1);
            let once = before.and_then(|toast| toast.once);
            all.push(Toast { entry, turn, stays: stays || once.is_some(), once });
            if all.len() > 4
                && let Some(old) = all.iter().position(|toast| !toast.stays)
            {
                all.remove(old);
            }
        });
    }

    /// Adds to a message what nobody can read again. It is gone with the message.
    pub fn tell_once(self, number: u64, once: (&'static str, Secret)) {
        self.toasts.update(|all| {
            if let Some(toast) = all.iter_mut().find(|toast| toast.entry.number == number) {
                toast.turn += 1;
                toast.stays = true;
                toast.once = Some(once);
            }
        });
    }

    /// Hides a message.
    pub fn hide(self, number: u64) {
        self.toasts.update(|all| all.retain(|toast| toast.entry.number != number));
    }

    /// The address of a resource of a connection.
    pub fn address(connection: &str, id: &Id) -> Address {
        Address { connection: connection.to_owned(), id: id.clone() }
    }
}
