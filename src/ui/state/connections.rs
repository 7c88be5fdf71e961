//! The connections: which there are, and what is kept of them. What was read of one goes with it.

use std::rc::Rc;

use leptos::prelude::*;

use super::clients::{Clients, Connected, network};
use crate::browser::worker::Worker;
use crate::browser::{clock, storage};
use crate::connection::{Connection, ConnectionConfig, HostConfig, Origin, read_saved, unique_name, write_saved};
use voldeck_core::cache::Cache;
use voldeck_core::client::Platform;
use voldeck_core::provider::Provider;

/// The name under which connections are kept in the browser.
const SAVED: &str = "voldeck.connections";

/// The connections.
#[derive(Clone, Copy)]
pub struct Connections {
    /// In the order of the sidebar.
    pub all: RwSignal<Vec<Connection>>,
    /// Whether `voldeck.json` has been read, so that it is known which there are.
    pub ready: RwSignal<bool>,
    clients: Clients,
    read: RwSignal<Cache>,
}

impl Connections {
    /// None are known yet.
    pub fn new(clients: Clients, read: RwSignal<Cache>) -> Self {
        Self { all: RwSignal::new(Vec::new()), ready: RwSignal::new(false), clients, read }
    }

    /// Takes in the host's configuration, what was kept in the browser, and, where both are empty, the demo.
    pub fn open(self, host: &HostConfig) {
        for config in &host.connections {
            self.add(config.clone(), Origin::Host);
        }
        for config in read_saved(&storage::get(SAVED).unwrap_or_default()) {
            self.add(config, Origin::Person);
        }
        if self.all.with_untracked(Vec::is_empty) {
            self.add_demos(host.demo.as_deref());
        }
        self.ready.set(true);
    }

    /// Adds the simulators of every provider, or those of these names.
    fn add_demos(self, names: Option<&[String]>) {
        let Some(worker) = Worker::start() else { return };
        let demos = || voldeck_providers::ALL.iter().flat_map(|provider| provider.demos.iter().map(move |demo| (*provider, demo)));
        // Those that are off come last: they are there to be asked for.
        for off in [false, true] {
            for (provider, demo) in demos() {
                if demo.off != off || names.is_some_and(|names| !names.iter().any(|name| name == demo.name)) {
                    continue;
                }
                let config = ConnectionConfig { disabled: demo.off && names.is_none(), ..ConnectionConfig::of_demo(provider, demo) };
                let name = self.push(Connection { config, origin: Origin::Demo, locked: false });
                let platform = Platform { transport: Rc::new(worker.to(demo.name)), clock: clock::shared() };
                self.clients.prepare(&name, provider, move |_| demo.values(), platform);
            }
        }
    }

    /// Adds what was written down. Where a secret is missing, it waits for that.
    fn add(self, config: ConnectionConfig, origin: Origin) {
        let Some(provider) = voldeck_providers::by_id(&config.provider) else { return };
        let (locked, kept) = (config.secret, config.clone());
        let name = self.push(Connection { config, origin, locked });
        if !locked {
            self.clients.prepare(&name, provider, move |form| kept.values(form), network());
        }
    }

    /// Adds one under a name that no other has, which it gives.
    fn push(self, mut connection: Connection) -> String {
        let taken: Vec<String> = self.all.with_untracked(|all| all.iter().map(|c| c.config.name.clone()).collect());
        let name = unique_name(&connection.config.name, &taken);
        connection.config.name.clone_from(&name);
        self.all.update(|all| all.push(connection));
        name
    }

    /// Adds a connection that the person filled in, and keeps what is not secret of it.
    pub fn add_by_hand(self, config: ConnectionConfig, connected: Connected) {
        let name = self.push(Connection { config, origin: Origin::Person, locked: false });
        self.clients.insert(&name, connected);
        self.save();
    }

    /// Gives a connection other values: a token that it was waiting for, or a changed setting.
    pub fn change(self, name: &str, config: ConnectionConfig, connected: Connected) {
        self.clients.remove(name);
        self.clients.insert(name, connected);
        self.update(name, |connection| {
            connection.config = ConnectionConfig { name: name.to_owned(), ..config };
            connection.locked = false;
        });
    }

    /// Switches a connection on or off: one that is off is not read.
    pub fn switch(self, name: &str, on: bool) {
        self.update(name, |connection| connection.config.disabled = !on);
    }

    /// Removes a connection from the console; the provider is not told.
    pub fn remove(self, name: &str) {
        self.all.update(|all| all.retain(|connection| connection.config.name != name));
        self.clients.remove(name);
        self.read.update(|cache| cache.forget(name));
        self.save();
    }

    /// Changes one, and forgets what was read of it as it was.
    fn update(self, name: &str, change: impl FnOnce(&mut Connection)) {
        self.read.update(|cache| cache.forget(name));
        self.all.update(|all| {
            if let Some(connection) = all.iter_mut().find(|connection| connection.config.name == name) {
                change(connection);
            }
        });
        self.save();
    }

    fn save(self) {
        let all = self.all.get_untracked().into_iter();
        let mine: Vec<_> = all.filter(|connection| connection.origin == Origin::Person).map(|connection| connection.config).collect();
        storage::set(SAVED, &write_saved(&mine));
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
