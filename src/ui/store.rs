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
use crate::action::{Action, On, Scene, Values};
use crate::cache::{Cell, Freshness};
use crate::connection::{HostConfig, Saved, free_name, read_saved, write_saved};
use crate::few::Few;
use crate::http::fetch::Fetch;
use crate::http::worker::Worker;
use crate::http::{Error, FieldError, LocalBoxFuture, Secret};
use crate::model::{Id, Kind, Resource, Timestamp};
use crate::provider::{self, Doors, Link, Listing, Provider, Source};
use crate::route::{Address, Doing, Page, Route};
use crate::ui::signals::{RwSignal, StoredValue};

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
    pub saved: Saved,
    /// Who added it.
    pub origin: Origin,
    /// Whether it waits for a secret that is kept nowhere.
    pub locked: bool,
}

/// Which list a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListKey {
    /// The connection.
    pub connection: String,
    /// The kind.
    pub kind: Kind,
    /// The source's name; for the snapshots of one volume, its id.
    pub source: String,
}

/// Something that was done or that happened, for the activity page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
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
    /// The connection.
    pub connection: String,
}

/// A message about what happened in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// For hiding it.
    pub number: u64,
    /// What is said.
    pub entry: Entry,
    /// Whether it stays until it is hidden.
    pub stays: bool,
    /// What is told here and nowhere else, and what it is.
    pub once: Option<(&'static str, Secret)>,
}

/// A server being asked what it is, once for all who want to know.
type Learning = Shared<LocalBoxFuture<'static, ()>>;

/// One resource, read in full.
type Detail = RwSignal<Cell<Arc<Resource>>>;

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
    /// Grows when lists are to be read again at once.
    pub again: RwSignal<u64>,
    /// Whether `voldeck.json` has been read, so that it is known which connections there are.
    pub ready: RwSignal<bool>,
    lists: RwSignal<Few<ListKey, RwSignal<Cell<Listing>>>>,
    details: StoredValue<Few<(Address, Kind), Detail>>,
    links: Local<Few<String, Rc<dyn Link>>>,
    learning: Local<Few<String, Learning>>,
    location: Local<Rc<dyn Location>>,
    owner: StoredValue<Owner>,
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
            again: RwSignal::new(0),
            ready: RwSignal::new(false),
            lists: RwSignal::new(Few::default()),
            details: StoredValue::new(Few::default()),
            links: Local::new_local(Few::default()),
            learning: Local::new_local(Few::default()),
            location: Local::new_local(location),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
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
        for provider in provider::ALL {
            for demo in provider.demos() {
                if names.is_some_and(|names| !names.iter().any(|name| name == demo.name)) {
                    continue;
                }
                let (transport, values) = (Rc::new(worker.to(demo.name)), demo.values());
                if let Ok(link) = provider.connect(&values, Doors { transport, clock: doors::clock() }) {
                    let saved = Saved::new(*provider, demo.name, &values, false);
                    self.put(Connection { saved, origin: Origin::Demo, locked: false }, Some(link));
                }
            }
        }
    }

    /// The way to a provider over the network.
    pub fn connect(provider: &'static dyn Provider, values: &Values) -> Result<Rc<dyn Link>, Vec<FieldError>> {
        let clock = doors::clock();
        provider.connect(values, Doors { transport: Rc::new(Fetch::new(clock.clone())), clock })
    }

    fn add(self, saved: Saved, origin: Origin, values: Option<Values>) {
        let Some(provider) = provider::by_id(&saved.provider) else { return };
        let locked = saved.secret && values.is_none();
        let link = Self::connect(provider, &values.unwrap_or_else(|| saved.values())).ok();
        self.put(Connection { saved, origin, locked }, link.filter(|_| !locked));
    }

    fn put(self, mut connection: Connection, link: Option<Rc<dyn Link>>) {
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
    pub fn add_by_hand(self, saved: Saved, values: Values) -> String {
        self.add(saved, Origin::Person, Some(values));
        self.keep();
        self.connections.with_untracked(|all| all.last().map(|c| c.saved.name.clone()).unwrap_or_default())
    }

    /// Gives a connection other values: a token that it was waiting for, or a changed setting.
    pub fn change(self, name: &str, saved: Saved, values: &Values) {
        let Some(link) = provider::by_id(&saved.provider).and_then(|provider| Self::connect(provider, values).ok()) else { return };
        self.forget_readings(name);
        self.links.update_value(|links| {
            links.insert(name.to_owned(), link);
        });
        self.connections.update(|all| {
            if let Some(connection) = all.iter_mut().find(|c| c.saved.name == name) {
                connection.saved = Saved { name: name.to_owned(), ..saved };
                connection.locked = false;
            }
        });
        self.keep();
        self.again.update(|n| *n += 1);
    }

    /// Removes a connection from the console; the provider is not told.
    pub fn remove(self, name: &str) {
        self.connections.update(|all| all.retain(|c| c.saved.name != name));
        self.links.update_value(|links| {
            links.remove(name);
        });
        self.forget_readings(name);
        self.keep();
    }

    fn forget_readings(self, name: &str) {
        self.lists.update(|lists| lists.retain(|key, _| key.connection != name));
        self.details.update_value(|details| details.retain(|(address, _), _| address.connection != name));
    }

    fn keep(self) {
        let mine: Vec<Saved> =
            self.connections.with_untracked(|all| all.iter().filter(|c| c.origin == Origin::Person).map(|c| c.saved.clone()).collect());
        doors::keep(SAVED, &write_saved(&mine));
    }

    /// Why nothing can be changed over a connection, where its provider has no way to.
    pub fn immutable(self, connection: &str) -> Option<&'static str> {
        provider::by_id(&self.connection_now(connection)?.saved.provider)?.read_only()
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
    pub fn link(self, name: &str) -> Option<Rc<dyn Link>> {
        self.links.with_value(|links| links.get(name).cloned())
    }

    /// Reads what a connection's server is, if that is not known yet, and lets the menus know. Whoever asks meanwhile waits for
    /// the same answer.
    pub async fn learn(self, name: &str) {
        let Some(link) = self.link(name) else { return };
        let learning = self.learning.with_value(|learning| learning.get(name).cloned());
        let learning = learning.unwrap_or_else(|| {
            let learning = async move { link.learn().await }.boxed_local().shared();
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

    /// The cell of a list; made when first asked for.
    pub fn list(self, key: &ListKey) -> RwSignal<Cell<Listing>> {
        if let Some(cell) = self.lists.with_untracked(|lists| lists.get(key).copied()) {
            return cell;
        }
        let cell = self.owner.with_value(|owner| owner.with(|| RwSignal::new(Cell::default())));
        self.lists.update(|lists| {
            lists.insert(key.clone(), cell);
        });
        cell
    }

    /// The cells of a kind that have been asked for, with their keys, in the order of the rail and of the provider.
    pub fn lists_of(self, kind: Kind) -> Vec<(ListKey, RwSignal<Cell<Listing>>)> {
        let lists = self.lists.get();
        let mut found = Vec::new();
        for connection in self.connections.get() {
            for source in Self::sources(&connection, kind) {
                let key = ListKey { connection: connection.saved.name.clone(), kind, source: source.name.to_owned() };
                if let Some(cell) = lists.get(&key) {
                    found.push((key, *cell));
                }
            }
        }
        found
    }

    /// Where a connection reads a kind from.
    pub fn sources(connection: &Connection, kind: Kind) -> &'static [Source] {
        provider::by_id(&connection.saved.provider).map_or(&[], |provider| provider.sources(kind))
    }

    /// The cell of one resource, read in full.
    pub fn detail(self, kind: Kind, address: &Address) -> RwSignal<Cell<Arc<Resource>>> {
        let key = (address.clone(), kind);
        if let Some(cell) = self.details.with_value(|details| details.get(&key).copied()) {
            return cell;
        }
        let cell = self.owner.with_value(|owner| owner.with(|| RwSignal::new(Cell::default())));
        self.details.update_value(|details| {
            details.insert(key, cell);
        });
        cell
    }

    /// A resource in as much detail as is known now: read in full, else as the list has it.
    pub fn known(self, kind: Kind, address: &Address) -> Option<Arc<Resource>> {
        let full = self.detail(kind, address).with(|cell| cell.value().cloned());
        full.or_else(|| {
            self.lists_of(kind).into_iter().filter(|(key, _)| key.connection == address.connection).find_map(|(_, cell)| {
                cell.with(|cell| {
                    let listing = cell.value()?;
                    listing.items.iter().filter_map(|item| item.as_ref().ok()).find(|r| r.id == address.id).cloned().map(Arc::new)
                })
            })
        })
    }

    /// All resources of a connection that were read, for checks that need the others. Not tracked.
    pub fn all_of(self, connection: &str) -> Vec<Resource> {
        self.lists.with_untracked(|lists| {
            let cells = lists.iter().filter(|(key, _)| key.connection == connection);
            cells
                .flat_map(|(_, cell)| {
                    cell.with_untracked(|cell| {
                        cell.value()
                            .map_or_else(Vec::new, |listing| listing.items.iter().filter_map(|item| item.as_ref().ok().cloned()).collect())
                    })
                })
                .collect()
        })
    }

    /// How far one connection can be trusted, the age of its oldest reading, and what is wrong with it.
    pub fn health(self, name: &str) -> (Freshness, Option<u64>, Option<Error>) {
        let cells: Vec<_> =
            self.lists.with(|lists| lists.iter().filter(|(key, _)| key.connection == name).map(|(_, cell)| *cell).collect());
        let mut worst = (Freshness::Live, None, None);
        let mut any = false;
        for cell in cells {
            cell.with(|cell| {
                any = true;
                if cell.freshness() >= worst.0 {
                    worst = (cell.freshness(), cell.read_at(), cell.error.clone().or_else(|| worst.2.clone()));
                }
            });
        }
        if any { worst } else { (Freshness::Loading, None, None) }
    }

    // Actions.

    /// The actions that make sense on a resource, or on a connection for a kind, each with the reason if it is refused now.
    pub fn actions(self, connection: &str, kind: Kind, target: Option<&Resource>) -> Vec<(&'static Action, Option<String>)> {
        self.learned.track();
        let Some(link) = self.link(connection) else { return Vec::new() };
        let known = self.all_of(connection);
        let scene = Scene { link: &*link, target, known: &known };
        let read_only = self.connection(connection).is_some_and(|c| c.saved.read_only);
        let wanted = if target.is_some() { On::Resource(kind) } else { On::Connection(kind) };
        link.provider()
            .actions()
            .iter()
            .filter(|action| action.on == wanted && target.is_none_or(|target| (action.fits)(target)))
            .map(|action| {
                let reason = if read_only { Some("This connection is read-only.".to_owned()) } else { (action.refuse)(&scene) };
                (action, reason)
            })
            .collect()
    }

    /// The action form that is open, if what it names exists.
    pub fn doing(self) -> Option<(Doing, &'static Action)> {
        let doing = self.route.with(|route| route.doing.clone())?;
        let connection = self.connection(&doing.connection)?;
        let provider = provider::by_id(&connection.saved.provider)?;
        let action = provider.actions().iter().find(|action| action.name == doing.action)?;
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

    /// Writes down what happened, and says it in the corner.
    pub fn say(self, entry: Entry, stays: bool) -> u64 {
        self.activity.update(|all| all.insert(0, entry.clone()));
        self.count.update_value(|n| *n += 1);
        let number = self.count.get_value();
        self.toasts.update(|all| {
            all.push(Toast { number, entry, stays, once: None });
            if all.len() > 4
                && let Some(old) = all.iter().position(|toast| !toast.stays)
            {
                all.remove(old);
            }
        });
        number
    }

    /// Replaces a message that is still true in part by what is known now.
    pub fn say_instead(self, number: u64, entry: Entry, stays: bool) {
        self.activity.update(|all| all.insert(0, entry.clone()));
        self.toasts.update(|all| {
            all.retain(|toast| toast.number != number);
            all.push(Toast { number, entry, stays, once: None });
        });
    }

    /// Adds to a message what nobody can read again. It is gone with the message.
    pub fn tell_once(self, number: u64, once: (&'static str, Secret)) {
        self.toasts.update(|all| {
            // Drawn again because its number is another one.
            if let Some(mut toast) = all.iter().position(|toast| toast.number == number).map(|at| all.remove(at)) {
                self.count.update_value(|n| *n += 1);
                toast.number = self.count.get_value();
                toast.once = Some(once);
                all.push(toast);
            }
        });
    }

    /// Hides a message.
    pub fn hide(self, number: u64) {
        self.toasts.update(|all| all.retain(|toast| toast.number != number));
    }

    /// The address of a resource of a connection.
    pub fn address(connection: &str, id: &Id) -> Address {
        Address { connection: connection.to_owned(), id: id.clone() }
    }
}
