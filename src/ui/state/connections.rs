//! The connections: which there are, and what is kept of them. What was read of one goes with it.

use std::rc::Rc;

use leptos::prelude::*;

use super::clients::{Clients, Connected};
use crate::browser::worker::Worker;
use crate::browser::{clock, storage};
use crate::connection::color::Color;
use crate::connection::kept::{self, Placed};
use crate::connection::{Connection, ConnectionConfig, Origin, names};
use crate::credentials::Keep;
use crate::credentials::contents::Contents;
use crate::host_config::{Demo, HostConfig};
use crate::ui::root::Root;
use voldeck_core::action::{Form, Values};
use voldeck_core::cache::Cache;
use voldeck_core::client::Platform;
use voldeck_core::provider::Provider;

/// The name under which connections are kept in the browser.
const SAVED: &str = "voldeck.connections";
/// The name under which is kept how they are arranged.
const ARRANGEMENT: &str = "voldeck.arrangement";

/// The name under which the tab keeps credentials, encrypted.
pub const SESSION: &str = "voldeck.session";

/// The connections.
#[derive(Clone, Copy)]
pub struct Connections {
    /// In the order of the sidebar.
    pub all: RwSignal<Vec<Connection>>,
    /// Whether `voldeck.json` has been read, so that it is known which there are.
    pub ready: RwSignal<bool>,
    /// Whether the browser has refused to keep what was changed, so that it ends with this page.
    pub not_kept: RwSignal<bool>,
    clients: Clients,
    read: RwSignal<Cache>,
    root: Root,
}

impl Connections {
    /// None are known yet.
    pub fn new(clients: Clients, read: RwSignal<Cache>, root: Root) -> Self {
        Self { all: RwSignal::new(Vec::new()), ready: RwSignal::new(false), not_kept: RwSignal::new(false), clients, read, root }
    }

    /// Takes in the host's configuration, what was kept in the browser, and, where both are empty, the demo.
    pub fn open(self, host: &HostConfig) {
        let placed = self.arrangement();
        for config in host.connections.iter().filter(|config| host.allows(&config.provider)) {
            let name = self.unique_name(&config.name);
            let id = kept::host_id(&name);
            let here = placed.iter().find(|placed| placed.id == id);
            let disabled = here.and_then(|placed| placed.disabled).unwrap_or(config.disabled);
            let color = here.and_then(|placed| placed.color).or(config.color);
            let keep = here.map(|placed| placed.keep).unwrap_or_default();
            self.add(ConnectionConfig { id, name, disabled, color, keep, ..config.clone() }, Origin::Host, false);
        }
        let mut mine = self.saved();
        if kept::identify(&mut mine, &chance) {
            self.keep(SAVED, &kept::write_saved(&mine));
        }
        for config in mine {
            let refused = !host.allows(&config.provider);
            self.add(config, Origin::Person, refused);
        }
        self.all.update(|all| kept::arrange(all, &placed));
        if self.root.is_page() && self.all.with_untracked(Vec::is_empty) && host.demo != Demo::Off {
            self.add_demos(host);
        }
        let of_session = |connection: &Connection| connection.locked && connection.config.keep == Keep::Session;
        if !self.root.is_page() || storage::of_tab(SESSION).is_none() || !self.all.with_untracked(|all| all.iter().any(of_session)) {
            return self.ready.set(true);
        }
        self.root.spawn(async move {
            if let Some(views) = self.clients.connection_views().await {
                (views.restore)(self).await;
            }
            self.ready.try_set(true);
        });
    }

    /// Adds the simulators of every provider that may be used, or those that are named.
    fn add_demos(self, host: &HostConfig) {
        let names = if let Demo::Named(names) = &host.demo { Some(names) } else { None };
        let Some(worker) = Worker::start() else { return };
        let allowed = || voldeck_providers::ALL.iter().filter(|provider| host.allows(provider.id));
        let demos = || allowed().flat_map(|provider| provider.demos.iter().map(move |demo| (*provider, demo)));
        // Those that are off come last: they are there to be asked for.
        for off in [false, true] {
            for (provider, demo) in demos() {
                if demo.off != off || names.is_some_and(|names| !names.iter().any(|name| name == demo.name)) {
                    continue;
                }
                let config = ConnectionConfig { disabled: demo.off && names.is_none(), ..ConnectionConfig::of_demo(provider, demo) };
                let name = self.push(Connection { config, origin: Origin::Demo, locked: false, refused: false });
                let platform = Platform { transport: Rc::new(worker.to(demo.name)), clock: clock::shared() };
                self.clients.prepare(&name, provider, move |_| demo.values(), platform, false);
            }
        }
    }

    /// Adds what was written down. Where a secret is missing, it waits for that.
    fn add(self, config: ConnectionConfig, origin: Origin, refused: bool) {
        let Some(provider) = voldeck_providers::by_id(&config.provider) else { return };
        let asks = config.secret && self.root.host_page().is_some_and(|page| page.gives_credentials());
        let (locked, kept) = (config.secret && !asks, config.clone());
        let name = self.push(Connection { config, origin, locked, refused });
        if refused {
            return;
        }
        if locked {
            self.root.tell("credentialneeded", &[("connection", &name), ("provider", provider.id)]);
        } else {
            self.clients.prepare(&name, provider, move |form| kept.values(form), self.clients.network(), asks);
        }
    }

    /// Adds one under a name that no other has, which it gives.
    fn push(self, mut connection: Connection) -> String {
        let name = self.unique_name(&connection.config.name);
        connection.config.name.clone_from(&name);
        self.all.update(|all| all.push(connection));
        name
    }

    fn unique_name(self, wanted: &str) -> String {
        names::unique_name(wanted, &self.all.with_untracked(|all| names::taken(all, "")))
    }

    /// Adds a connection that the person filled in, with an id of its own, and keeps what is not secret of it.
    pub fn add_by_hand(self, config: ConnectionConfig, connected: Connected) {
        let name = self.push(Connection { config, origin: Origin::Person, locked: false, refused: false });
        self.clients.insert(&name, connected);
        self.save(&name);
    }

    /// Gives a connection other values: a token that it was waiting for, a changed setting, another name.
    pub fn change(self, name: &str, config: ConnectionConfig, connected: Connected) {
        self.clients.remove(name);
        self.clients.insert(&config.name, connected);
        let (now, keep, color) = (config.name.clone(), config.keep, config.color);
        let mut placed_otherwise = false;
        self.update(name, |connection| {
            placed_otherwise = connection.config.keep != keep || connection.config.color != color;
            connection.config = config.in_place_of(std::mem::take(&mut connection.config));
            connection.locked = false;
        });
        if placed_otherwise {
            self.place(&now, |placed| (placed.keep, placed.color) = (keep, color));
        }
    }

    /// Signs in those that wait for credentials which are kept there, as far as they are among these.
    pub fn sign_in(self, keep: Keep, contents: &Contents) {
        for Connection { config, locked, refused, .. } in self.all.try_get_untracked().unwrap_or_default() {
            let (Some(provider), Some(credentials)) = (voldeck_providers::by_id(&config.provider), contents.of(&config).cloned()) else {
                continue;
            };
            if config.keep == keep && locked && !refused {
                let of = config.clone();
                let values = move |form: &Form| {
                    let mut values = of.values(form);
                    credentials.fill_in(form, &mut values);
                    values
                };
                self.clients.prepare(&config.name, provider, values, self.clients.network(), false);
                self.set_locked(&config.name, false);
            }
        }
    }

    /// Those that are here, and have credentials among these, but are to be kept elsewhere: their ids.
    pub fn not_kept_in_vault(self, contents: &Contents) -> Vec<String> {
        let all = self.all.get_untracked();
        let elsewhere = |id: &&str| all.iter().any(|connection| connection.config.id == *id && !connection.config.keep.is_vault());
        contents.ids().filter(elsewhere).map(str::to_owned).collect()
    }

    /// Signs out those whose credentials are kept there, and forgets what was read of them.
    pub fn sign_out(self, keep: Keep) {
        for Connection { config, locked, .. } in self.all.try_get_untracked().unwrap_or_default() {
            if config.keep == keep && !locked {
                self.set_locked(&config.name, true);
                self.clients.remove(&config.name);
            }
        }
    }

    /// Signs out all whose credentials were kept somewhere: they are kept nowhere now.
    pub fn forget_kept(self) {
        for keep in [Keep::Session, Keep::Vault] {
            self.sign_out(keep);
            for Connection { config, .. } in self.all.get_untracked().into_iter().filter(|connection| connection.config.keep == keep) {
                self.all.update(|all| {
                    if let Some(connection) = all.iter_mut().find(|connection| connection.config.id == config.id) {
                        connection.config.keep = Keep::Memory;
                    }
                });
                self.save(&config.name);
                self.place(&config.name, |placed| placed.keep = Keep::Memory);
            }
        }
    }

    fn set_locked(self, name: &str, locked: bool) {
        self.read.update(|cache| cache.forget(name));
        self.all.update(|all| {
            if let Some(connection) = all.iter_mut().find(|connection| connection.config.name == name) {
                connection.locked = locked;
            }
        });
    }

    /// The two letters of a connection's provider, and its colour. Not tracked: what shows them is drawn anew with its page.
    pub fn look(self, name: &str) -> (&'static str, Option<&'static str>) {
        self.all.with_untracked(|all| {
            let connection = all.iter().find(|connection| connection.config.name == name);
            let tag = connection.and_then(Connection::provider).map_or("", |provider| provider.tag);
            (tag, connection.and_then(|connection| connection.config.color).map(Color::name))
        })
    }

    /// Moves a connection one place up or down, and keeps the order.
    pub fn shift(self, name: &str, earlier: bool) {
        self.all.update(|all| {
            let Some(at) = all.iter().position(|connection| connection.config.name == name) else { return };
            let to = if earlier { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < all.len()) };
            if let Some(to) = to {
                all.swap(at, to);
            }
        });
        let mut placed = self.arrangement();
        self.all.with_untracked(|all| kept::note_order(&mut placed, all));
        self.keep(ARRANGEMENT, &kept::write_arrangement(&placed));
    }

    /// Adds a connection out of a file, under an id of its own, and keeps what is not secret of it. With values it is signed in; without
    /// the secret that it needs it waits for that. Gives the name that it got.
    pub fn import(self, config: ConnectionConfig, values: Option<Values>) -> Option<String> {
        let provider = voldeck_providers::by_id(&config.provider)?;
        let locked = config.secret && values.is_none();
        let kept = config.clone();
        let config = ConnectionConfig { id: new_id(), keep: Keep::Memory, ..config };
        let name = self.push(Connection { config, origin: Origin::Person, locked, refused: false });
        if !locked {
            let filled = move |form: &Form| values.clone().unwrap_or_else(|| kept.values(form));
            self.clients.prepare(&name, provider, filled, self.clients.network(), false);
        }
        self.save(&name);
        Some(name)
    }

    /// Switches a connection on or off: one that is off is not read.
    pub fn switch(self, name: &str, on: bool) {
        self.update(name, |connection| connection.config.disabled = !on);
        self.place(name, |placed| placed.disabled = Some(!on));
    }

    /// Removes a connection from the console; the provider is not told.
    pub fn remove(self, name: &str) {
        let Some(connection) = self.get_untracked(name) else { return };
        let mut mine = self.saved();
        mine.retain(|config| config.id != connection.config.id);
        self.keep(SAVED, &kept::write_saved(&mine));
        self.all.update(|all| all.retain(|connection| connection.config.name != name));
        self.clients.remove(name);
        self.read.update(|cache| cache.forget(name));
    }

    /// Changes one, and forgets what was read of it as it was.
    fn update(self, name: &str, change: impl FnOnce(&mut Connection)) {
        self.read.update(|cache| cache.forget(name));
        let mut now = name.to_owned();
        self.all.update(|all| {
            if let Some(connection) = all.iter_mut().find(|connection| connection.config.name == name) {
                change(connection);
                now.clone_from(&connection.config.name);
            }
        });
        self.save(&now);
    }

    /// Keeps one of the person's. Only this one is written: another tab may have changed the others meanwhile.
    fn save(self, name: &str) {
        let Some(connection) = self.get_untracked(name).filter(|connection| connection.origin == Origin::Person) else { return };
        let mut mine = self.saved();
        kept::put(&mut mine, connection.config);
        self.keep(SAVED, &kept::write_saved(&mine));
    }

    /// Notes what of a connection of the host's is otherwise here.
    fn place(self, name: &str, note: impl FnOnce(&mut Placed)) {
        let Some(connection) = self.get_untracked(name).filter(|connection| connection.origin == Origin::Host) else { return };
        let mut placed = self.arrangement();
        if !placed.iter().any(|placed| placed.id == connection.config.id) {
            self.all.with_untracked(|all| kept::note_order(&mut placed, all));
        }
        if let Some(placed) = placed.iter_mut().find(|placed| placed.id == connection.config.id) {
            note(placed);
        }
        self.keep(ARRANGEMENT, &kept::write_arrangement(&placed));
    }

    fn keep(self, name: &str, text: &str) {
        self.not_kept.set(!self.root.keep(name, text));
    }

    fn saved(self) -> Vec<ConnectionConfig> {
        kept::read_saved(&self.root.kept(SAVED).unwrap_or_default())
    }

    fn arrangement(self) -> Vec<Placed> {
        kept::read_arrangement(&self.root.kept(ARRANGEMENT).unwrap_or_default())
    }

    /// The connection of this name.
    pub fn get(self, name: &str) -> Option<Connection> {
        self.all.with(|all| all.iter().find(|connection| connection.config.name == name).cloned())
    }

    /// The same, without being told when it changes.
    pub fn get_untracked(self, name: &str) -> Option<Connection> {
        untrack(|| self.get(name))
    }

    /// The provider of a connection. Not tracked: it stays what it is.
    pub fn provider(self, name: &str) -> Option<&'static Provider> {
        self.get_untracked(name)?.provider()
    }
}

/// An id for a connection that is to be added.
pub fn new_id() -> String {
    kept::new_id(&chance)
}

/// A number from 0 up to 1.
fn chance() -> f64 {
    clock::shared().chance()
}
