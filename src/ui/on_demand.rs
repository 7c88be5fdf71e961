//! What is loaded when it is needed: the drivers and the actions of providers, and the views beyond the list.
//!
//! A console that is one file has all of it ([`TOGETHER`](super::TOGETHER)). One that is split brings functions that fetch the rest
//! (`crates/chunks`), which may take time and may fail.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::banner;
use super::components::told::Told;
use super::primitives::{Icon, listener};
use super::state::{Clients, Connections, Deployment, QueryCache, Router};
use crate::route::{Address, OpenAction, Page, Route};
use voldeck_core::action::Action;
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Kind, Resource};
use voldeck_core::provider::{Driver, Operations, Provider};
use voldeck_core::texts::t;

/// A part of the program on its way; nothing where it could not be had. Asking again tries again.
pub type Loading<T> = LocalBoxFuture<'static, Option<&'static T>>;

/// How the parts of the program are had that are not needed at once.
#[derive(Clone, Copy)]
pub struct Chunks {
    /// The driver of a provider.
    pub driver: fn(&'static Provider) -> Loading<Driver>,
    /// What is done over a connection to a provider.
    pub operations: fn(&'static Provider) -> Loading<Operations>,
    /// The views in which one looks at what a list holds.
    pub views: fn() -> Loading<Views>,
    /// Those in which something is filled in.
    pub forms: fn() -> Loading<Views>,
    /// Those about connections.
    pub connect: fn() -> Loading<Views>,
    /// Those about the console itself.
    pub settings: fn() -> Loading<Views>,
    /// Connections out of files.
    pub import: fn() -> Loading<Views>,
}

/// Views beyond the list.
pub struct Views {
    /// Draws one of them.
    pub draw: fn(Shown) -> AnyView,
    /// Signs in the connections whose credentials the tab keeps.
    pub restore: fn(Connections) -> LocalBoxFuture<'static, ()>,
}

/// What is shown beyond the list.
#[derive(Clone)]
pub enum Shown {
    /// A page that is not a list.
    Page(Page),
    /// What is open beside a list.
    Panel(Kind, Address),
    /// What stands in the place of a list that has no rows.
    Empty(Kind, Memo<Told>),
    /// What can be done to a row, as entries of the menu of this name.
    RowMenu(Address, Signal<Option<Resource>>, &'static str),
    /// The form of an action.
    Form(OpenAction, &'static Action),
    /// The form that asks where something is created: its kind, and the connection if one is chosen already.
    Create(Kind, String),
    /// What is wrong with `voldeck.json`, whose text this is.
    ConfigProblems(String),
    /// That there is a newer version of the console.
    NewVersion,
}

/// How far views are.
#[derive(Clone, Copy)]
enum Progress {
    NotAskedFor,
    Loading,
    Failed,
    Loaded(&'static Views),
}

/// Views that are loaded together, as far as they are.
#[derive(Clone, Copy)]
struct Part {
    load: fn() -> Loading<Views>,
    progress: RwSignal<Progress>,
    deployment: Deployment,
}

impl Part {
    fn new(load: fn() -> Loading<Views>, deployment: Deployment) -> Self {
        Self { load, progress: RwSignal::new(Progress::NotAskedFor), deployment }
    }

    /// Loads them, unless they are there or on their way.
    fn load(self) {
        // Later than now: who asks may be a view that is being drawn, and tells itself by this signal.
        spawn_local(async move {
            if !matches!(self.progress.try_get_untracked(), Some(Progress::NotAskedFor | Progress::Failed)) {
                return;
            }
            self.progress.try_set(Progress::Loading);
            let views = (self.load)().await;
            if views.is_none() {
                // Its file may have gone with the version that it belongs to.
                self.deployment.ask();
            }
            self.progress.try_set(views.map_or(Progress::Failed, Progress::Loaded));
        });
    }

    /// Loads them ahead, once: where that has failed, a person decides when to try again.
    fn load_ahead(self) {
        if matches!(self.progress.try_get_untracked(), Some(Progress::NotAskedFor)) {
            self.load();
        }
    }
}

/// The views beyond the list, as far as they are loaded.
#[derive(Clone, Copy)]
pub struct OnDemand {
    views: Part,
    forms: Part,
    connect: Part,
    settings: Part,
    import: Part,
    /// Whether the rows are there, so that what is not needed for them may come.
    pub is_idle: RwSignal<bool>,
}

impl OnDemand {
    /// Nothing is loaded yet.
    pub fn new(chunks: Chunks, deployment: Deployment) -> Self {
        Self {
            views: Part::new(chunks.views, deployment),
            forms: Part::new(chunks.forms, deployment),
            connect: Part::new(chunks.connect, deployment),
            settings: Part::new(chunks.settings, deployment),
            import: Part::new(chunks.import, deployment),
            is_idle: RwSignal::new(false),
        }
    }

    /// Draws one of them; until it is there, that it is loaded or could not be, inside `frame`, with the way `back`.
    fn view(self, shown: Shown, back: fn(&Route) -> Route, frame: fn(AnyView) -> AnyView) -> AnyView {
        let part = match &shown {
            Shown::ConfigProblems(_) | Shown::Page(Page::Settings) => self.settings,
            Shown::Form(..) | Shown::Create(..) => self.forms,
            Shown::Page(Page::Connections | Page::NewConnection | Page::Connection(_) | Page::Vault) => self.connect,
            Shown::Page(Page::Import) => self.import,
            _ => self.views,
        };
        // That there is a newer version is no reason to load again and again what did not come.
        if matches!(shown, Shown::NewVersion) {
            part.load_ahead();
        } else {
            part.load();
        }
        let drawn = move || match part.progress.get() {
            Progress::Loaded(views) => (views.draw)(shown.clone()),
            other => {
                let failed = matches!(other, Progress::Failed).then(not_loaded);
                // What nobody has asked for moves nothing on the page before it is there.
                if failed.is_none() && matches!(shown, Shown::ConfigProblems(_)) {
                    return ().into_any();
                }
                let back = expect_context::<Router>().route.with_untracked(back);
                frame(loading(failed, Callback::new(move |()| part.load()), back))
            }
        };
        view! { {move || drawn()} }.into_any()
    }
}

/// How long the page waits for drivers before it is drawn without: they are as a rule there as soon as the program itself.
const HEAD_START: Duration = Duration::from_millis(50);

/// Turns true, once, when the connections that are read have their drivers, and with them the first requests have left: to draw the page
/// keeps the browser busy for longer than most providers need to answer.
pub fn drivers_first() -> RwSignal<bool> {
    let (cache, clients) = (expect_context::<QueryCache>(), expect_context::<Clients>());
    let connections = expect_context::<Connections>();
    let connected =
        move || connections.ready.get() && cache.watched.with(|keys| keys.iter().all(|key| clients.is_connected(&key.connection)));
    let drawn = RwSignal::new(untrack(connected));
    let draw = move || {
        if drawn.try_get_untracked() == Some(false) {
            drawn.set(true);
        }
    };
    Effect::new(move |_| {
        if connected() {
            draw();
        }
    });
    set_timeout(draw, HEAD_START);
    drawn
}

/// Loads ahead, when the browser has nothing else to do, the views and what one can do over the connections: once no list on screen is
/// waited for, so that its rows come first.
pub fn load_while_idle() {
    let (on_demand, cache, router) = (expect_context::<OnDemand>(), expect_context::<QueryCache>(), expect_context::<Router>());
    let (connections, clients) = (expect_context::<Connections>(), expect_context::<Clients>());
    let asked_for = StoredValue::new(Vec::new());
    Effect::new(move |_| {
        let kind = router.route.with(|route| if let Page::List(kind, _) = route.page { Some(kind) } else { None });
        let waits = kind.is_some_and(|kind| cache.is_waiting(kind)) || cache.is_fetching_lists();
        if connections.ready.get() && !waits {
            request_idle_callback(move || {
                on_demand.views.load_ahead();
                on_demand.forms.load_ahead();
                on_demand.connect.load_ahead();
                if on_demand.is_idle.try_get_untracked() == Some(false) {
                    on_demand.is_idle.set(true);
                }
                for name in clients.connected().into_iter().filter(|name| asked_for.try_with_value(|all| all.contains(name)) == Some(false))
                {
                    asked_for.update_value(|all| all.push(name.clone()));
                    spawn_local(async move { drop(clients.load_actions(&name).await) });
                }
            });
        }
    });
}

/// A page that is not a list.
pub fn page(page: Page) -> AnyView {
    let frame = |loading| view! { <main class="main reads" id="main">{loading}</main> }.into_any();
    expect_context::<OnDemand>().view(Shown::Page(page), |_| Route::default(), frame)
}

/// What is open beside a list.
pub fn panel(kind: Kind, address: Address) -> AnyView {
    let frame = |loading| view! { <aside class="panel" aria-label=t("Detail")>{loading}</aside> }.into_any();
    expect_context::<OnDemand>().view(Shown::Panel(kind, address), |route| route.with_page(route.page.base()), frame)
}

/// What stands in the place of a list that has no rows.
pub fn empty(kind: Kind, told: Memo<Told>) -> AnyView {
    let frame = |loading| view! { <div class="empties">{loading}</div> }.into_any();
    expect_context::<OnDemand>().view(Shown::Empty(kind, told), Route::clone, frame)
}

/// What can be done to a row, as entries of the menu of this name.
pub fn row_menu(address: Address, resource: Signal<Option<Resource>>, menu: &'static str) -> AnyView {
    expect_context::<OnDemand>().view(Shown::RowMenu(address, resource, menu), Route::clone, |loading| loading)
}

/// The form of an action.
pub fn form(open: OpenAction, action: &'static Action) -> AnyView {
    at_side(Shown::Form(open, action))
}

/// The form that asks where something is created.
pub fn create(kind: Kind, connection: String) -> AnyView {
    at_side(Shown::Create(kind, connection))
}

fn at_side(form: Shown) -> AnyView {
    let frame = |loading| view! { <aside class="panel form-panel" aria-label=t("Action")>{loading}</aside> }.into_any();
    expect_context::<OnDemand>().view(form, |route| Route { action: None, ..route.clone() }, frame)
}

/// What is wrong with `voldeck.json`. Until that is found out, nothing; why it could not be.
pub fn config_problems(text: String) -> AnyView {
    let frame = |loading| view! { <div class="notes">{loading}</div> }.into_any();
    expect_context::<OnDemand>().view(Shown::ConfigProblems(text), Route::clone, frame)
}

/// That there is a newer version of the console, once it has been asked for; what does not come for that says so itself.
pub fn new_version() -> AnyView {
    expect_context::<OnDemand>().view(Shown::NewVersion, Route::clone, |_| ().into_any())
}

/// That something is loaded, or why it could not be, and the ways on.
pub fn loading(failed: Option<Error>, retry: Callback<()>, back: Route) -> AnyView {
    let Some(error) = failed else { return view! { <p class="form faint" role="status">{t("Loading…")}</p> }.into_any() };
    let router = expect_context::<Router>();
    view! {
        <div class="banner failed" role="alert"><span class="mark" data-state="failed" aria-hidden="true"></span><p>{banner::sentence(&error)}</p>
            <div class="actions"><button class="button small" type="button" on:click=listener(move |_| retry.run(()))><Icon name="retry"/>{t("Retry")}</button>
                <button class="button plain small" type="button" on:click=listener(move |_| router.go(back.clone()))>{t("Back")}</button></div></div>
    }
    .into_any()
}

/// A part of the program could not be loaded.
pub fn not_loaded() -> Error {
    Error::new(ErrorKind::Failed, "download", t("a part of the console did not load")).hinting(t(
        "Check the network and try again. If that does not help, the console on this server has been replaced meanwhile: reload the page.",
    ))
}
