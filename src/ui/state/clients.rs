//! The clients: one a connection, made when it is first needed, for which the provider's driver is loaded.
//!
//! Loading may take time and may fail. What reads or sends asks for a client and waits; what only draws takes what is there, and is
//! told when that is more.

use std::rc::Rc;

use futures::FutureExt;
use futures::future::Shared;
use leptos::prelude::*;

use crate::browser::clock;
use crate::browser::fetch::Fetch;
use crate::ui::on_demand::{Chunks, Views, not_loaded};
use crate::ui::root::Root;
use voldeck_core::action::{Action, Form, Values};
use voldeck_core::client::{Client, Platform};
use voldeck_core::http::{Error, ErrorKind, FieldError, LocalBoxFuture};
use voldeck_core::provider::{Driver, Operations, Provider};
use voldeck_core::texts::t;
use voldeck_core::vec_map::VecMap;

/// A value that is not for other threads, which a page does not have.
type Local<T> = StoredValue<T, LocalStorage>;

/// A client of a provider.
#[derive(Clone)]
pub struct Connected {
    /// The way to the provider.
    pub client: Rc<dyn Client>,
    provider: &'static Provider,
    /// When its secrets run out, in milliseconds since the epoch, where that is known.
    expires: Option<u64>,
    /// Whether the server has taken them.
    taken: bool,
}

/// Why there is no client.
pub enum ConnectError {
    /// The driver could not be loaded.
    Driver(Error),
    /// These values cannot be right.
    Values(Vec<FieldError>),
}

/// What a client is made of.
#[derive(Clone)]
struct SignIn {
    provider: &'static Provider,
    /// Fills in the sign-in form.
    values: Rc<dyn Fn(&Form) -> Values>,
    platform: Platform,
    /// Whether the page that embeds the console gives its secrets, each time anew.
    asks: bool,
}

/// A server being asked what it is, once for all who want to know.
type Detection = Shared<LocalBoxFuture<'static, ()>>;

/// What there is by now, by the names of connections; of actions, by the ids of providers.
#[derive(Default)]
struct Loaded {
    sign_ins: VecMap<String, SignIn>,
    connected: VecMap<String, Connected>,
    operations: VecMap<&'static str, &'static Operations>,
    detections: VecMap<String, Detection>,
}

/// The clients of all connections.
#[derive(Clone, Copy)]
pub struct Clients {
    chunks: Chunks,
    root: Root,
    loaded: Local<Loaded>,
    /// Grows when a client is there, or more is known of its server.
    revision: RwSignal<u64>,
}

impl Clients {
    /// None yet.
    pub fn new(chunks: Chunks, root: Root) -> Self {
        Self { chunks, root, loaded: Local::new_local(Loaded::default()), revision: RwSignal::new(0) }
    }

    /// The way to the network, and the browser's clock.
    pub fn network(self) -> Platform {
        let fetch = self.root.host_page().and_then(|page| page.fetch());
        Platform { transport: Rc::new(Fetch::new(clock::shared(), fetch)), clock: clock::shared() }
    }

    /// Says how to connect when a client is needed; `asks` for what the page that embeds the console gives the secrets of.
    pub fn prepare(
        self,
        name: &str,
        provider: &'static Provider,
        values: impl Fn(&Form) -> Values + 'static,
        platform: Platform,
        asks: bool,
    ) {
        self.loaded.update_value(|loaded| {
            loaded.sign_ins.insert(name.to_owned(), SignIn { provider, values: Rc::new(values), platform, asks });
        });
    }

    /// Loads the views about connections, and with them what keeps credentials.
    pub async fn connection_views(self) -> Option<&'static Views> {
        (self.chunks.connect)().await
    }

    /// Loads a provider's driver.
    pub async fn driver(self, provider: &'static Provider) -> Result<&'static Driver, Error> {
        (self.chunks.driver)(provider).await.ok_or_else(not_loaded)
    }

    /// Loads a provider's driver and connects with it. Sends nothing to the provider.
    pub async fn connect(
        self,
        provider: &'static Provider,
        values: &dyn Fn(&Form) -> Values,
        platform: Platform,
    ) -> Result<Connected, ConnectError> {
        let driver = self.driver(provider).await.map_err(ConnectError::Driver)?;
        let client = (driver.connect)(&values(&driver.sign_in()), platform).map_err(ConnectError::Values)?;
        Ok(Connected { client, provider, expires: None, taken: false })
    }

    /// Takes a client that was made elsewhere.
    pub fn insert(self, name: &str, connected: Connected) {
        self.loaded.update_value(|loaded| {
            loaded.connected.insert(name.to_owned(), connected);
            loaded.detections.remove(name);
        });
        self.learned();
    }

    /// Forgets how to connect, and the client.
    pub fn remove(self, name: &str) {
        self.loaded.update_value(|loaded| {
            loaded.sign_ins.remove(name);
            loaded.connected.remove(name);
        });
        self.learned();
    }

    /// The client, if it is there.
    pub fn get(self, name: &str) -> Option<Rc<dyn Client>> {
        self.loaded.with_value(|loaded| loaded.connected.get(name).map(|connected| connected.client.clone()))
    }

    /// The client; it is made if it is not there yet.
    pub async fn client(self, name: &str) -> Result<Rc<dyn Client>, Error> {
        if let Some(client) = self.valid(name) {
            return Ok(client);
        }
        let Some(sign_in) = self.loaded.with_value(|loaded| loaded.sign_ins.get(name).cloned()) else {
            return Err(Error::new(ErrorKind::Unauthenticated, "connect", t("sign-in is required")));
        };
        if sign_in.asks {
            return self.connect_with_host(name, sign_in).await;
        }
        let SignIn { provider, values, platform, .. } = sign_in;
        let connected = self.connect(provider, &*values, platform).await.map_err(failed)?;
        // Another reading may have made it meanwhile: what it learned is kept.
        if let Some(client) = self.get(name) {
            return Ok(client);
        }
        let client = connected.client.clone();
        self.insert(name, connected);
        Ok(client)
    }

    /// The client, if it is there and its secrets have not run out.
    fn valid(self, name: &str) -> Option<Rc<dyn Client>> {
        self.loaded.with_value(|loaded| {
            let connected = loaded.connected.get(name)?;
            connected.expires.is_none_or(|at| clock::now_millis() < at).then(|| connected.client.clone())
        })
    }

    /// The server took the secrets that a client has.
    pub fn took(self, name: &str) {
        self.loaded.try_update_value(|loaded| {
            for (_, connected) in loaded.connected.iter_mut().filter(|(of, _)| *of == name) {
                connected.taken = true;
            }
        });
    }

    /// The server refused what a client has. Where the page that embeds the console gave it, that is asked for other secrets by whoever needs
    /// the client next; `true` if that is worth doing at once, since the server has taken these before.
    pub fn refused(self, name: &str, client: &Rc<dyn Client>) -> bool {
        self.loaded.try_update_value(|loaded| {
            if !loaded.sign_ins.get(name).is_some_and(|sign_in| sign_in.asks) {
                return false;
            }
            let is_it = |(of, connected): &(&String, &mut Connected)| *of == name && Rc::ptr_eq(&connected.client, client);
            // Another reading may have asked meanwhile.
            let Some((_, connected)) = loaded.connected.iter_mut().find(is_it) else { return true };
            connected.expires = Some(0);
            connected.taken
        }) == Some(true)
    }

    /// A client with what the page that embeds the console gives.
    async fn connect_with_host(self, name: &str, sign_in: SignIn) -> Result<Rc<dyn Client>, Error> {
        let SignIn { provider, values, platform, .. } = sign_in;
        let refused = |words: &str| {
            self.root.tell("credentialneeded", &[("connection", name), ("provider", provider.id), ("message", words)]);
            Error::new(ErrorKind::Failed, t("sign in"), words).hinting(t("The page around the console signs this connection in."))
        };
        let page = self.root.host_page().ok_or_else(|| refused(""))?;
        let given = page.credentials(name, provider.id).await.map_err(|words| refused(&words))?;
        // Another reading may have been given the same.
        if let Some(client) = self.valid(name) {
            return Ok(client);
        }
        if given.expires.is_some_and(|at| at <= clock::now_millis()) {
            return Err(refused(t("The credentials that this page gave have run out already.")));
        }
        let filled_in = |form: &Form| {
            let mut filled_in = values(form);
            for field in &form.fields {
                if let Some((_, secret)) = given.fields.iter().find(|(name, _)| name == field.name) {
                    filled_in.set(field.name, secret.reveal());
                }
            }
            filled_in
        };
        let mut connected = self.connect(provider, &filled_in, platform).await.map_err(failed)?;
        connected.expires = given.expires;
        let client = connected.client.clone();
        self.insert(name, connected);
        Ok(client)
    }

    /// Whether a connection has a client.
    pub fn is_connected(self, name: &str) -> bool {
        self.revision.track();
        self.get(name).is_some()
    }

    /// The connections that have a client.
    pub fn connected(self) -> Vec<String> {
        self.loaded.try_with_value(|loaded| loaded.connected.iter().map(|(name, _)| name.clone()).collect()).unwrap_or_default()
    }

    /// Everything one can do over a connection: `None` until it has a client and that is loaded.
    pub fn actions(self, name: &str) -> Option<&'static [Action]> {
        self.revision.track();
        self.operations(name).map(|operations| operations.actions)
    }

    /// What is done over a connection: `None` until it has a client and that is loaded.
    pub fn operations(self, name: &str) -> Option<&'static Operations> {
        self.loaded.try_with_value(|loaded| loaded.operations.get(&loaded.connected.get(name)?.provider.id).copied()).flatten()
    }

    /// Loads what one can do over a connection; connects if that has not been done yet.
    pub async fn load_actions(self, name: &str) -> Result<(), Error> {
        self.client(name).await?;
        let provider = self.loaded.try_with_value(|loaded| loaded.connected.get(name).map(|connected| connected.provider)).flatten();
        if let Some(provider) = provider {
            self.load_operations(provider).await?;
        }
        Ok(())
    }

    /// Loads what is done over connections to a provider.
    pub async fn load_operations(self, provider: &'static Provider) -> Result<&'static Operations, Error> {
        if let Some(known) = self.loaded.try_with_value(|loaded| loaded.operations.get(&provider.id).copied()).flatten() {
            return Ok(known);
        }
        let operations = (self.chunks.operations)(provider).await.ok_or_else(not_loaded)?;
        self.loaded.try_update_value(|loaded| loaded.operations.insert(provider.id, operations));
        self.learned();
        Ok(operations)
    }

    /// Reads what a connection's server is, if that is not known yet. Whoever asks meanwhile waits for the same answer.
    pub async fn detect_version(self, name: &str) {
        let Some(client) = self.get(name) else { return };
        let detection = self.loaded.with_value(|loaded| loaded.detections.get(name).cloned());
        let detection = detection.unwrap_or_else(|| {
            let detection = async move { client.detect_version().await }.boxed_local().shared();
            self.loaded.update_value(|loaded| {
                loaded.detections.insert(name.to_owned(), detection.clone());
            });
            detection
        });
        detection.await;
        self.loaded.try_update_value(|loaded| loaded.detections.remove(name));
        self.learned();
    }

    /// Lets the menus know that a client knows more of its server.
    pub fn learned(self) {
        self.revision.try_update(|revision| *revision += 1);
    }
}

/// Why a client could not be made, where there is no form to tell it in.
fn failed(error: ConnectError) -> Error {
    match error {
        ConnectError::Driver(error) => error,
        ConnectError::Values(wrong) => invalid(&wrong),
    }
}

/// What was kept of a connection, or given by its host, is not what its form would take.
fn invalid(wrong: &[FieldError]) -> Error {
    let words: Vec<&str> = wrong.iter().map(|wrong| wrong.message.as_str()).collect();
    let mut error = Error::new(ErrorKind::Invalid, "connect", words.join(" "));
    error.ask_no_more = true;
    error
}
