//! All resources of a kind, of every connection.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::connection::Connection;
use crate::credentials::expiry;
use crate::interaction::table::Rows;
use crate::inventory::{Query, Row, base_facets, columns, compare, size_bytes, totals};
use crate::route::{Page, Route, View};
use crate::ui::components::banner;
use crate::ui::components::filter::{Facet, QueryBox, set_query};
use crate::ui::components::menu::NewMenu;
use crate::ui::components::table::Table;
use crate::ui::primitives::{Icon, Link, listener};
use crate::ui::state::{Clients, Clock, Connections, QueryCache, Router, Vault};
use fnv::FnvHasher;
use voldeck_core::action::Target;
use voldeck_core::cache::{Key, Part};
use voldeck_core::http::{Error, ErrorKind};
use voldeck_core::model::{Kind, Timestamp};
use voldeck_core::provider::Column;
use voldeck_core::sort::sort;

/// The page.
#[component]
pub fn List(
    /// What it lists.
    kind: Kind,
    /// The query's input, to be focused by `/`.
    query: NodeRef<html::Input>,
) -> AnyView {
    let (router, connections, cache) = (expect_context::<Router>(), expect_context::<Connections>(), expect_context::<QueryCache>());
    let (clients, clock) = (expect_context::<Clients>(), expect_context::<Clock>());
    let all = Memo::new(move |_| rows(router, connections, cache, kind));
    let view = Memo::new(move |_| router.route.with(|route| route.view.clone()));
    let found = Memo::new(move |_| {
        let view = view.get();
        let query = Query::parse(&view.query);
        let mut rows: Vec<Row> = all.with(|all| all.0.iter().filter(|row| query.finds(row)).cloned().collect());
        sort(&mut rows, |a, b| compare(a, b, &view.sort, view.descending));
        Rows(Arc::new(rows), None)
    });
    let reading = Memo::new(move |_| cache.is_fetching_lists());
    let busy = move || reading.get().then(|| view! { <div class="busy" role="progressbar" aria-label="Loading"></div> }.into_any());
    // A page is one of four things: loading for the first time, empty for a reason, filtered to nothing, or a table.
    let shape = Memo::new(move |_| {
        if all.with(|all| !all.0.is_empty()) {
            return if found.with(|found| found.0.is_empty()) { Shape::NoMatch } else { Shape::Table };
        }
        // Before the first reading begins nothing is known: that is no empty answer.
        if cache.is_waiting(kind) || !connections.ready.get() { Shape::Loading } else { Shape::Empty }
    });
    let columns = Memo::new(move |_| {
        let rows = if found.with(|found| found.0.is_empty()) { all.get() } else { found.get() };
        columns(kind, &rows.0)
    });
    // As values, so that they are drawn anew only when they are others.
    let told = Memo::new(move |_| Told::of(router, connections, cache, clock, kind));
    let body = move || match shape.get() {
        Shape::Loading => view! { <Skeleton/> }.into_any(),
        Shape::Empty => view! { <Empty kind=kind told=told/> }.into_any(),
        Shape::NoMatch => view! { <NoMatch kind=kind all=all/> }.into_any(),
        Shape::Table => view! { <Table kind=kind rows=found columns=columns notes=move || notes(cache, &told.get())/> }.into_any(),
    };
    let creatable = creatable(connections, clients, kind);
    let several = move || connections.all.with(|all| all.len() > 1);
    // Those of every list are drawn once: one that is open stays so while those of providers come and go.
    let facet = move |column: &Column| view! { <Facet key=column.key label=column.label rows=all/> }.into_any();
    let base = move |of_several| base_facets(kind, of_several).map(|base| facet(&base.column)).collect::<Vec<_>>();
    let facets = move || columns.get().iter().filter(|column| column.facet).map(facet).collect::<Vec<_>>();
    view! {
        <main class="main" id="main">
            {move || busy()}
            <section class="filters" aria-label="Filter">
                <div class="filters-row"><QueryBox kind=kind input=query/>{move || creatable.get().then(|| view! { <NewMenu kind=kind/> }.into_any())}</div>
                <div class="facets">
                    {base(false)}{move || facets()}{move || several().then(|| base(true))}
                    <span class="push"></span>
                    <More kind=kind/>
                </div>
            </section>
            <p class="totals" aria-live="polite">{move || totals_line(all, found)}</p>
            {move || body()}
        </main>
    }.into_any()
}

/// Whether any connection can make one.
fn creatable(connections: Connections, clients: Clients, kind: Kind) -> Memo<bool> {
    let creates = move |connection: &Connection| match clients.actions(&connection.config.name) {
        Some(all) => all.iter().any(|action| action.on == Target::Connection(kind)),
        // Not loaded yet: the button stands where it will be, so that nothing moves.
        None => connection.is_read() && connection.immutable().is_none() && !connection.sources(kind).is_empty(),
    };
    Memo::new(move |_| connections.all.with(|all| all.iter().any(|connection| !connection.config.disabled && creates(connection))))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Loading,
    Empty,
    NoMatch,
    Table,
}

fn rows(router: Router, connections: Connections, cache: QueryCache, kind: Kind) -> Rows {
    let asked = router.route.with(|route| route.view.more.clone());
    let (mut all, mut version) = (Vec::new(), 1u64);
    for key in cache.lists_of(kind) {
        let Part::List(name) = &key.part else { continue };
        let Some(connection) = connections.get(&key.connection).filter(Connection::is_read) else { continue };
        let Some(provider) = connection.provider() else { continue };
        let source = provider.sources(kind).iter().find(|source| source.name == *name);
        if source.is_some_and(|source| !source.at_once && !asked.iter().any(|name| name == source.name)) {
            continue;
        }
        let (of_list, rows) = cache.rows(&key, provider.id);
        let mut hasher = FnvHasher::default();
        (version, of_list, &key).hash(&mut hasher);
        version = hasher.finish();
        all.push(rows);
    }
    Rows(Arc::new(all.iter().flat_map(|rows| rows.iter().cloned()).collect()), Some(version))
}

fn totals_line(all: Memo<Rows>, found: Memo<Rows>) -> AnyView {
    let (of_all, of_found) = (all.with(|all| all.0.len()), found.with(|found| totals(found.0.iter())));
    let sum = (of_found.sized > 0).then(|| {
        let unsized_rows = of_found.rows - of_found.sized;
        let more = (unsized_rows > 0).then(|| format!(" in {} of them; not reported for the others", of_found.sized));
        view! { <span class="sep" aria-hidden="true">"·"</span><b title=size_bytes(of_found).exact()>{size_bytes(of_found).to_string()}</b>{more.map(|more| view! { <span class="wide">{more}</span> }.into_any())} }.into_any()
    });
    view! { <b>{of_found.rows}</b>" found "<span class="sep" aria-hidden="true">"/"</span>" "{of_all}" total"{sum} }.into_any()
}

/// How many rows of a list that failed are still shown, and how old they are.
type Kept = (usize, String);

/// What is to be told of the lists beside their rows.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    /// Lists that failed, with what of them is still shown and its age; of one kind of trouble of a connection the first.
    failed: Vec<(Key, Error, Option<Kept>)>,
    /// What could be read in part, by connection.
    partly: Vec<(String, Error)>,
    /// What lists do not hold and why, by connection.
    remarks: Vec<(String, String)>,
    /// Connections that wait for a secret.
    locked: Vec<Connection>,
    /// Connections whose token or key ends soon, and when.
    expiring: Vec<(String, String)>,
    /// The names of those that wait for the vault.
    in_vault: Vec<String>,
}

impl Told {
    /// Of a connection that is not asked for, nothing is told.
    fn of(router: Router, connections: Connections, cache: QueryCache, clock: Clock, kind: Kind) -> Self {
        let query = router.route.with(|route| Query::parse(&route.view.query));
        let asked = |connection: &Connection| query.reaches(&connection.config.name, &connection.config.provider);
        let asked: Vec<Connection> = connections.all.get().into_iter().filter(asked).collect();
        let mut told = Self {
            failed: Vec::new(),
            partly: Vec::new(),
            remarks: Vec::new(),
            expiring: Vec::new(),
            locked: Vec::new(),
            in_vault: Vec::new(),
        };
        // Connections that have some of the kind, or may have: a list of them is still being read.
        let (mut absent, mut filled) = (Vec::new(), Vec::new());
        for key in cache.lists_of(kind) {
            if !asked.iter().any(|connection| connection.config.name == key.connection && connection.is_read()) {
                continue;
            }
            cache.look(&key, |query| {
                let listing = query.listing();
                if let Some(error) = &query.error
                    && !told.failed.iter().any(|(other, same, _)| other.connection == key.connection && same.kind == error.kind)
                {
                    let age = query.read_at().map(|at| Timestamp::from_millis(at).ago(clock.time()));
                    told.failed.push((key.clone(), error.clone(), listing.map(|listing| listing.items.len()).zip(age)));
                }
                let Some(listing) = listing else { return filled.push(key.connection.clone()) };
                if let Some(reason) = &listing.absent {
                    absent.push((key.connection.clone(), reason.clone()));
                } else if !listing.items.is_empty() {
                    filled.push(key.connection.clone());
                }
                told.partly.extend(listing.notes.iter().map(|note| (key.connection.clone(), note.clone())));
                for remark in &listing.remarks {
                    let remark = (key.connection.clone(), remark.clone());
                    if !told.remarks.contains(&remark) {
                        told.remarks.push(remark);
                    }
                }
            });
        }
        // That a server has no such list is told where its connection would seem to have none of the kind.
        absent.retain(|(connection, _)| !filled.contains(connection));
        told.remarks.extend(absent);
        let (vault, clients) = (expect_context::<Vault>(), expect_context::<Clients>());
        for connection in asked.iter().filter(|connection| connection.is_read()) {
            let name = &connection.config.name;
            let expiry = clients.is_connected(name).then(|| clients.get(name)?.expiry()).flatten();
            if let Some(expiry) = expiry.filter(|expiry| expiry::is_near(*expiry, clock.time())) {
                told.expiring.push((name.clone(), format!("{}: {}.", connection.secret(), expiry::words(expiry, clock.time()))));
            }
        }
        let is_open = vault.open.get();
        for connection in asked.into_iter().filter(|connection| connection.locked && !connection.config.disabled) {
            if connection.config.keep.is_vault() && !is_open {
                told.in_vault.push(connection.config.name);
            } else {
                told.locked.push(connection);
            }
        }
        told
    }
}

/// What failed, above the rows that are still shown, and what the lists do not hold.
fn notes(cache: QueryCache, told: &Told) -> AnyView {
    let mut notes: Vec<AnyView> = Vec::new();
    for (key, error, kept) in &told.failed {
        let kept = kept.as_ref().map(|(rows, age)| format!(" Its {rows} rows are as read {age} ago."));
        notes.push(failure(cache, key, view! { {banner::sentence(error)}{kept} }.into_any()));
    }
    for (connection, note) in &told.partly {
        let words = view! { <b>{connection.clone()}</b>" could be read in part. "{banner::sentence(note)} }.into_any();
        notes.push(row_note("degraded", words, ().into_any()));
    }
    for (connection, remark) in &told.remarks {
        notes.push(row_note("remark", view! { <b>{connection.clone()}</b>" "{remark.clone()} }.into_any(), ().into_any()));
    }
    for (connection, expires) in &told.expiring {
        notes.push(row_note("degraded", view! { <b>{connection.clone()}</b>" "{expires.clone()} }.into_any(), ().into_any()));
    }
    if !told.in_vault.is_empty() {
        notes.push(row_note("", view! { <b>{told.in_vault.join(", ")}</b>" "{IN_VAULT} }.into_any(), unlock_vault()));
    }
    for connection in &told.locked {
        notes.push(row_note(
            "",
            view! { <b>{connection.config.name.clone()}</b>" "{asked_again(connection)} }.into_any(),
            unlock(connection),
        ));
    }
    notes.into_any()
}

fn failure(cache: QueryCache, key: &Key, words: AnyView) -> AnyView {
    let to = Route::to(Page::Connection(key.connection.clone()));
    let retry = key.clone();
    let actions = view! {
        <span class="actions">
            <button class="button small" type="button" on:click=listener(move |_| cache.refresh(&retry.connection))><Icon name="retry"/>"Retry"</button>
            <Link to=to class="button plain small">"Connection"</Link>
        </span>
    }.into_any();
    row_note("failed", view! { <b>{key.connection.clone()}</b>" "{words} }.into_any(), actions.into_any())
}

fn unlock(connection: &Connection) -> AnyView {
    let to = Route::to(Page::Connection(connection.config.name.clone()));
    let words = format!("Enter {}", connection.secret());
    view! { <span class="actions"><Link to=to class="button small">{words}</Link></span> }.into_any()
}

/// Why a connection waits for its secret.
fn asked_again(connection: &Connection) -> String {
    let secret = connection.secret();
    if connection.config.keep.is_memory() {
        format!("The {secret} is kept nowhere but in memory, so it has to be entered again.")
    } else {
        format!("What is kept of the {secret} is not for this address, or is gone, so it has to be entered again.")
    }
}

/// Of connections whose credentials are in the vault, while that is locked.
const IN_VAULT: &str = "The vault with the credentials is locked.";

fn unlock_vault() -> AnyView {
    view! { <span class="actions"><Link to=Route::to(Page::Vault) class="button small">"Unlock"</Link></span> }.into_any()
}

fn row_note(state: &'static str, words: AnyView, actions: AnyView) -> AnyView {
    let mark = match state {
        "" => "paused",
        "remark" => "unknown",
        state => state,
    };
    view! { <tr role="row" class=format!("row-note {state}")><td role="cell" colspan="2"><div class="row-note-in"><span class="mark" data-state=mark aria-hidden="true"></span><p>{words}</p>{actions}</div></td></tr> }.into_any()
}

/// Sources that are only read when asked for.
#[component]
fn More(kind: Kind) -> AnyView {
    let (router, connections) = (expect_context::<Router>(), expect_context::<Connections>());
    let shown = move || {
        let mut sources: Vec<voldeck_core::provider::Source> = Vec::new();
        for connection in connections.all.get() {
            for source in connection.sources(kind) {
                if !source.at_once && !sources.iter().any(|s| s.name == source.name) {
                    sources.push(*source);
                }
            }
        }
        sources
            .into_iter()
            .map(|source| {
                let on = move || router.route.with(|route| route.view.more.iter().any(|name| name == source.name));
                let click = move |_| {
                    let route = router.route.get_untracked();
                    let mut more = route.view.more.clone();
                    if more.iter().any(|name| name == source.name) { more.retain(|name| name != source.name) } else { more.push(source.name.to_owned()) }
                    let view = View { more, ..route.view.clone() };
                    router.go(route.with_view(view));
                };
                view! { <button class="button small" type="button" aria-pressed=move || on().to_string() title="Read when asked for: it takes the server long, or many calls" on:click=listener(click)>{source.label}</button> }.into_any()
            })
            .collect::<Vec<_>>()
    };
    view! { {move || shown()} }.into_any()
}

/// How long an empty page may stand before it shows what will be there: most answers are faster, and a flash only disturbs.
const PATIENCE: Duration = Duration::from_millis(200);

/// The first reading is under way.
#[component]
fn Skeleton() -> AnyView {
    let due = RwSignal::new(false);
    set_timeout(
        move || {
            due.try_update(|due| *due = true);
        },
        PATIENCE,
    );
    let row = |[name, state, used]: [&'static str; 3]| {
        view! { <tr><td><span class=format!("skeleton {name}")></span></td><td><span class="skeleton dot"></span>" "<span class=format!("skeleton {state}")></span></td><td><span class="skeleton w4"></span></td><td class="p2"><span class=format!("skeleton {used}")></span></td><td><span class="skeleton w4"></span></td></tr> }.into_any()
    };
    view! {
        <div class="table-wrap" aria-busy="true" role="region" aria-label="Loading" tabindex="0"><table class="table skeletons"><tbody>
            {move || due.get().then(|| [["w3", "w3", "w2"], ["w4", "w2", "w3"], ["w2", "w3", "w1"], ["w5", "w2", "w3"], ["w3", "w4", "w2"], ["w4", "w3", "w4"], ["w2", "w2", "w2"], ["w3", "w3", "w3"]].into_iter().map(row).collect::<Vec<_>>())}
        </tbody></table></div>
    }.into_any()
}

/// There is nothing, for one of three reasons: nothing yet, failed or not allowed, or no connection at all.
#[component]
fn Empty(kind: Kind, told: Memo<Told>) -> AnyView {
    let (connections, cache, clients) = (expect_context::<Connections>(), expect_context::<QueryCache>(), expect_context::<Clients>());
    let creatable = creatable(connections, clients, kind);
    let shown = move || {
        let all = connections.all.get();
        if all.is_empty() {
            return view! {
                <div class="empty"><h2>"No connection yet"</h2><p>"A connection is an address and, where the server asks for one, a token or a key. Nothing is sent anywhere but to that address."</p>
                    <div class="actions"><Link to=Route::to(Page::NewConnection) class="button primary">"Add a connection"</Link></div></div>
            }.into_any();
        }
        if all.iter().all(|connection| connection.config.disabled) {
            return view! { <div class="empty"><h2>"Every connection is off"</h2><p>"Each can be enabled on its page."</p></div> }
                .into_any();
        }
        let told = told.get();
        let mut parts: Vec<AnyView> = Vec::new();
        let mut said: Vec<String> = Vec::new();
        for (key, error, _) in &told.failed {
            if said.contains(&key.connection) {
                continue;
            }
            said.push(key.connection.clone());
            let title = banner::heading(&key.connection, kind.plural(), error);
            let mark = if error.kind == ErrorKind::Forbidden { "refused" } else { "failed" };
            let to = Route::to(Page::Connection(key.connection.clone()));
            let change = if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::Unauthenticated) {
                "Change the credentials"
            } else {
                "Open the connection"
            };
            let retry = key.connection.clone();
            parts.push(view! {
                <div class="empty"><h2><span class="mark" data-state=mark aria-hidden="true"></span>{title}</h2><p>{banner::sentence(error)}</p>
                    <div class="actions"><button class="button" type="button" on:click=listener(move |_| cache.refresh(&retry))><Icon name="retry"/>"Retry"</button><Link to=to class="button">{change}</Link></div></div>
            }.into_any());
        }
        for connection in &told.locked {
            parts.push(view! { <div class="empty"><h2>{format!("{}: sign-in required", connection.config.name)}</h2><p>{asked_again(connection)}</p><div class="actions">{unlock(connection)}</div></div> }.into_any());
        }
        if !told.in_vault.is_empty() {
            parts.push(view! { <div class="empty"><h2>{format!("{}: locked", told.in_vault.join(", "))}</h2><p>{IN_VAULT}</p><div class="actions">{unlock_vault()}</div></div> }.into_any());
        }
        let lists = |provider: &voldeck_core::provider::Provider| !provider.sources(kind).is_empty();
        if parts.is_empty() && !all.iter().any(|c| c.provider().is_some_and(lists)) {
            let able: Vec<_> = voldeck_providers::ALL.iter().filter(|provider| lists(provider)).map(|provider| provider.title).collect();
            let words = match able.split_last() {
                None => String::new(),
                Some((one, [])) => format!("{one} has them."),
                Some((last, others)) => format!("{} and {last} have them.", others.join(", ")),
            };
            return view! { <div class="empty"><h2>{format!("None of these connections has {}", kind.plural())}</h2><p>{words}</p><div class="actions"><Link to=Route::to(Page::NewConnection) class="button">"Add a connection"</Link></div></div> }.into_any();
        }
        // A list that does not hold what there is did not answer "none": the reason stands where the rows would.
        let remarks: Vec<AnyView> =
            told.remarks.iter().map(|(name, remark)| view! { <p><b>{name.clone()}</b>" "{remark.clone()}</p> }.into_any()).collect();
        let silent = |connection: &&Connection| told.remarks.iter().any(|(name, _)| *name == connection.config.name);
        if parts.is_empty() {
            let listed = |c: &&Connection| c.is_read() && c.provider().is_some_and(lists);
            let names: Vec<_> = all.iter().filter(listed).filter(|c| !silent(c)).map(|c| c.config.name.clone()).collect();
            let title = if names.is_empty() {
                format!("No {} can be listed", kind.plural())
            } else {
                format!("No {} on {}", kind.plural(), names.join(", "))
            };
            let create = (!names.is_empty() && creatable.get()).then(|| {
                view! { <div class="actions"><p class="soft">{format!("Use “Create {}” above.", kind.noun())}</p></div> }.into_any()
            });
            parts.push(view! { <div class="empty"><h2>{title}</h2>{remarks}{create}</div> }.into_any());
        } else if !remarks.is_empty() {
            parts.push(view! { <div class="empty">{remarks}</div> }.into_any());
        }
        // What failed beside an empty answer is said as well.
        let notes: Vec<AnyView> = told
            .partly
            .iter()
            .map(|(name, note)| view! { <div class="banner degraded"><span class="mark" data-state="degraded" aria-hidden="true"></span><p><b>{name.clone()}</b>" "{banner::sentence(note)}</p></div> }.into_any())
            .collect();
        view! { <div class="empties">{notes}{parts}</div> }.into_any()
    };
    view! { {move || shown()} }.into_any()
}

/// The query finds nothing.
#[component]
fn NoMatch(kind: Kind, all: Memo<Rows>) -> AnyView {
    let router = expect_context::<Router>();
    let query = move || router.route.with(|route| route.view.query.clone());
    view! {
        <div class="empty"><h2>{move || format!("None of {} {} match", all.with(|all| all.0.len()), kind.plural())}</h2><p><code>{move || query()}</code></p>
            <div class="actions"><button class="button" type="button" on:click=listener(move |_| set_query(router, String::new()))><Icon name="x"/>"Clear the filter"</button></div></div>
    }.into_any()
}
