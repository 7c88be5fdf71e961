//! What is filled in of a connection, and what can be done with it: try it, keep it.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::keep::KeepDraft;
use super::test::Test;
use crate::browser::clock::now_millis;
use crate::browser::diagnosis;
use crate::connection::color::Color;
use crate::connection::{Connection, ConnectionConfig, Origin, names};
use crate::credentials::Keep;
use crate::credentials::contents::Credentials;
use crate::interaction::form::wrong_fields;
use crate::route::Route;
use crate::ui::components::field::{LookUp, focus_first};
use crate::ui::credentials;
use crate::ui::root::Root;
use crate::ui::state::{Clients, ConnectError, Connections, Router, Site, new_id};
use voldeck_core::action::{ActionContext, Field, FieldKind, Form, Values};
use voldeck_core::client::Client;
use voldeck_core::http::{Error, ErrorKind, FieldError};
use voldeck_core::provider::{Driver, Operations, Provider};

/// What the ids of the form's fields begin with.
pub(super) const PREFIX: &str = "c";

/// A value that is not for other threads, which a page does not have.
type Local<T> = leptos::prelude::StoredValue<T, LocalStorage>;

/// A form that is open, as a copyable handle to its signals.
#[derive(Clone, Copy)]
pub(super) struct ConnectDraft {
    pub router: Router,
    pub connections: Connections,
    clients: Clients,
    pub root: Root,
    /// The connection that is changed; none for a new one.
    pub old: StoredValue<Option<Connection>>,
    /// The id of the provider.
    pub chosen: RwSignal<&'static str>,
    pub name: RwSignal<String>,
    /// Why it cannot be called so.
    pub name_refusal: RwSignal<Option<String>>,
    pub read_only: RwSignal<bool>,
    pub color: RwSignal<Option<Color>>,
    /// What is filled in.
    pub values: RwSignal<Values>,
    /// What is wrong with it.
    pub errors: RwSignal<Vec<FieldError>>,
    /// The driver of the provider that is chosen, once it is loaded: it has the form.
    driver: RwSignal<Option<&'static Driver>>,
    /// Why it could not be loaded: not about what was typed, which stays.
    pub not_loaded: RwSignal<Option<Error>>,
    pub test: RwSignal<Test>,
    pub saving: RwSignal<bool>,
    /// Where the credentials are to be kept.
    pub keeping: KeepDraft,
    /// Those that are kept already: they stand in for secret fields that are left empty.
    kept: Local<Option<Credentials>>,
    /// Whether there are any.
    pub has_kept: RwSignal<bool>,
    /// The client that was tested last: it knows what there is to choose from.
    tested: Local<Option<(Rc<dyn Client>, &'static Operations)>>,
}

impl ConnectDraft {
    /// The form as it is opened.
    pub fn new(connection: Option<Connection>) -> Self {
        let site = untrack(|| expect_context::<Site>().config.get());
        let first = voldeck_providers::ALL.iter().copied().find(|provider| site.allows(provider.id));
        let provider = connection.as_ref().and_then(Connection::provider).or(first);
        let config = connection.as_ref().map(|connection| &connection.config);
        let draft = Self {
            router: expect_context(),
            connections: expect_context(),
            clients: expect_context(),
            root: expect_context(),
            chosen: RwSignal::new(provider.map_or("", |provider| provider.id)),
            name: RwSignal::new(config.map(|config| config.name.clone()).unwrap_or_default()),
            name_refusal: RwSignal::new(None),
            read_only: RwSignal::new(config.is_some_and(|config| config.read_only)),
            color: RwSignal::new(config.and_then(|config| config.color)),
            values: RwSignal::new(Values::default()),
            errors: RwSignal::new(Vec::new()),
            driver: RwSignal::new(None),
            not_loaded: RwSignal::new(None),
            test: RwSignal::new(Test::default()),
            saving: RwSignal::new(false),
            keeping: KeepDraft::new(config.map(|config| config.keep).unwrap_or_default()),
            kept: Local::new_local(None),
            has_kept: RwSignal::new(false),
            tested: Local::new_local(None),
            old: StoredValue::new(connection),
        };
        draft.load();
        draft.load_kept();
        draft
    }

    fn load_kept(self) {
        let Some(old) = self.old.get_value().filter(|old| !old.config.keep.is_memory()) else { return };
        // Without them, what is saved would lack what was left empty.
        self.saving.set(true);
        self.root.spawn(async move {
            let kept = credentials::kept(self.keeping.vault, &old.config).await;
            self.has_kept.try_set(kept.is_some());
            self.kept.try_set_value(kept);
            self.saving.try_set(false);
        });
    }

    /// Loads the driver of the provider that is chosen, and begins its form.
    pub fn load(self) {
        let Some(provider) = untrack(|| self.provider()) else { return };
        self.not_loaded.set(None);
        self.root.spawn(async move {
            let driver = self.clients.driver(provider).await;
            // Another one may have been chosen meanwhile, or the form be closed; and what is typed into a form that is there stays.
            if self.chosen.try_get_untracked() != Some(provider.id) || self.driver.get_untracked().is_some() {
                return;
            }
            match driver {
                Ok(driver) => {
                    let form = driver.sign_in();
                    let values = self.old.with_value(|old| old.as_ref().map_or_else(|| form.initial(), |old| old.config.values(&form)));
                    self.values.set(values);
                    self.driver.set(Some(driver));
                    // What tests the connection, so that it is there when the network is not. Where it does not come, Test says so.
                    let _ = self.clients.load_operations(provider).await;
                }
                Err(error) => self.not_loaded.set(Some(error)),
            }
        });
    }

    /// What is to be filled in, once it is loaded.
    pub fn form(self) -> Option<Form> {
        self.driver.get().map(Driver::sign_in)
    }

    /// The provider that is chosen.
    pub fn provider(self) -> Option<&'static Provider> {
        voldeck_providers::by_id(self.chosen.get())
    }

    /// Chooses a provider: what was filled in for another one goes.
    pub fn choose(self, provider: &'static Provider) {
        self.tested.set_value(None);
        self.driver.set(None);
        self.chosen.set(provider.id);
        self.load();
    }

    /// The field that holds the address.
    pub fn address(self) -> Option<Field> {
        self.form()?.fields.into_iter().find(|field| field.kind == FieldKind::Address)
    }

    /// Whether it is a connection of the demo: that one can be tried, and is kept nowhere.
    pub fn is_demo(self) -> bool {
        self.old.with_value(|old| old.as_ref().is_some_and(|old| old.origin == Origin::Demo))
    }

    /// Reads the choices of a field: the server that a test reached knows them.
    pub fn options(self) -> LookUp {
        Arc::new(move |what| {
            let (tested, values) = (self.tested.get_value(), self.values.get_untracked());
            Box::pin(async move {
                match &tested {
                    Some((client, operations)) => {
                        (operations.options)(what, ActionContext { client: &**client, target: None, known: &[] }, &values).await
                    }
                    None => Ok(Vec::new()),
                }
            })
        })
    }

    /// When the fields' choices may have changed: with each test that ended, where there are any.
    pub fn offered(self) -> Memo<Option<u64>> {
        let is_remote = |field: &Field| matches!(field.kind, FieldKind::RemoteSelect(_));
        Memo::new(move |_| {
            let loads = self.form().is_some_and(|form| form.fields.iter().any(is_remote));
            if loads { self.test.with(|test| test.ended) } else { None }
        })
    }

    /// What is filled in, if it may be.
    fn filled_in(self) -> Option<(&'static Provider, Form, Values)> {
        self.not_loaded.set(None);
        let Some((provider, form)) = untrack(|| Some((self.provider()?, self.form()?))) else {
            self.load();
            return None;
        };
        let mut given = self.values.get_untracked();
        // Not to another address than the one they were given for.
        if let Some(kept) = self.kept.get_value()
            && kept.are_for(&ConnectionConfig::new(provider, &form, "", &given, false))
        {
            kept.fill_in(&form, &mut given);
        }
        let wrong = form.check(&given);
        if wrong.is_empty() {
            return Some((provider, form, given));
        }
        self.mark_wrong(wrong);
        None
    }

    fn mark_wrong(self, wrong: Vec<FieldError>) {
        if let Some(driver) = self.driver.try_get_untracked().flatten() {
            let given = self.values.try_get_untracked().unwrap_or_default();
            focus_first(self.root, PREFIX, wrong_fields(&driver.sign_in().fields, &given, &wrong));
        }
        self.errors.try_set(wrong);
    }

    fn told(self, error: ConnectError) {
        match error {
            ConnectError::Driver(error) => drop(self.not_loaded.try_set(Some(error))),
            ConnectError::Values(wrong) => self.mark_wrong(wrong),
        }
    }

    /// Tries it, with reads only.
    pub fn run_test(self) {
        let Some((provider, _, given)) = self.filled_in() else { return };
        let before = self.test.get_untracked();
        let turn = before.turn + 1;
        self.test.set(Test { running: true, turn, ..Test::default() });
        let update = move |change: &dyn Fn(&mut Test)| {
            self.test.try_update(|test| {
                if test.turn == turn {
                    change(test);
                }
            });
        };
        self.root.spawn(async move {
            let reached = match self.reach(provider, &given).await {
                Ok(client) => {
                    self.clients.load_operations(provider).await.map(|operations| (client, operations)).map_err(ConnectError::Driver)
                }
                Err(error) => Err(error),
            };
            let (client, operations) = match reached {
                Ok(reached) => reached,
                Err(error) => {
                    update(&|test| *test = Test { turn, ..before.clone() });
                    return self.told(error);
                }
            };
            if self.chosen.try_get_untracked() == Some(provider.id) {
                self.tested.try_update_value(|tested| *tested = Some((client.clone(), operations)));
            }
            let ended = (operations.test)(&*client, &|step| update(&|test| test.steps.push(step.clone()))).await;
            let fields = ended.as_ref().err().map_or_else(Vec::new, |error| error.fields.clone());
            if self.test.try_with_untracked(|test| test.turn == turn) == Some(true) {
                self.errors.try_set(fields);
            }
            update(&|test| {
                test.running = false;
                test.error = ended.as_ref().err().cloned();
                test.ended = Some(now_millis());
            });
            // The browser says of a call that failed only that it did; which step that was, it lets be found out.
            if let Some(error) = ended.err().filter(|error| error.kind == ErrorKind::Unreachable && error.status.is_none())
                && self.is_over_network()
                && let Some(found) = diagnosis::of(&client.session().base).await
            {
                update(&|test| test.explain(found, &error));
            }
        });
    }

    /// Whether calls go where the browser's own `fetch` goes.
    fn is_over_network(self) -> bool {
        let is_demo = self.old.try_with_value(|old| old.as_ref().is_some_and(|old| old.origin == Origin::Demo)) == Some(true);
        !is_demo && self.root.host_page().is_none_or(|page| page.fetch().is_none())
    }

    /// A client for a test. The demo's way is the simulator in the page; everything else goes over the network.
    async fn reach(self, provider: &'static Provider, given: &Values) -> Result<Rc<dyn Client>, ConnectError> {
        match self.old.try_get_value().flatten().filter(|old| old.origin == Origin::Demo) {
            Some(simulated) => self.clients.client(&simulated.config.name).await.map_err(ConnectError::Driver),
            None => self.clients.connect(provider, &|_| given.clone(), self.clients.network()).await.map(|connected| connected.client),
        }
    }

    /// Adds the connection, or changes it, and goes to the list.
    pub fn save(self) {
        if self.saving.get_untracked() {
            return;
        }
        let Some((provider, form, given)) = self.filled_in() else { return };
        let typed = self.name.get_untracked();
        let (name, id) = (typed.trim(), self.old.with_value(|old| old.as_ref().map(|old| old.config.id.clone()).unwrap_or_default()));
        if let Some(why) = self.connections.all.with_untracked(|all| names::refusal(all, &id, name)) {
            self.name_refusal.set(Some(why));
            return focus_first(self.root, PREFIX, vec!["name"]);
        }
        let kept_name = self.old.with_value(|old| old.as_ref().map_or_else(|| provider.id.to_owned(), |old| old.config.name.clone()));
        let name = if name.is_empty() { &kept_name } else { name };
        let config = ConnectionConfig {
            color: self.color.get_untracked(),
            ..ConnectionConfig::new(provider, &form, name, &given, self.read_only.get_untracked())
        };
        let old = self.old.get_value();
        let credentials = Credentials::of(&config, &form, &given);
        let config = ConnectionConfig {
            id: old.as_ref().map_or_else(new_id, |old| old.config.id.clone()),
            keep: if credentials.is_some() { self.keeping.keep.get_untracked() } else { Keep::Memory },
            ..config
        };
        let here = self.router.route.get_untracked().page;
        self.saving.set(true);
        self.root.spawn(async move {
            let connected = self.clients.connect(provider, &|_| given.clone(), self.clients.network()).await;
            let connected = match connected {
                Ok(connected) => connected,
                Err(error) => {
                    self.saving.try_set(false);
                    return self.told(error);
                }
            };
            // Who has gone elsewhere meanwhile does not want it any more.
            let is_here = || self.router.route.try_with_untracked(|route| route.page == here) == Some(true);
            if !is_here() {
                return;
            }
            // Kept first: where that fails, nothing else is changed.
            let stored = match credentials {
                Some(credentials) => self.keeping.store(&config, credentials).await,
                None => true,
            };
            self.saving.try_set(false);
            if !stored || !is_here() {
                return;
            }
            let (id, keep) = (config.id.clone(), config.keep);
            match old {
                Some(old) => self.connections.change(&old.config.name, config, connected),
                None => self.connections.add_by_hand(config, connected),
            }
            self.root.spawn(async move { credentials::drop_elsewhere(self.keeping.vault, &id, keep).await });
            self.router.go(Route::default());
        });
    }
}
