//! All resources of a kind, of every connection.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::connection::Connection;
use crate::interaction::table::Rows;
use crate::inventory::{Query, Row, base_facets, columns, compare, size_bytes, totals};
use crate::route::{Page, Route, View};
use crate::ui::components::banner;
use crate::ui::components::filter::{Facet, QueryBox, set_query};
use crate::ui::components::menu::CreateButton;
use crate::ui::components::table::Table;
use crate::ui::components::told::{IN_VAULT, Told, asked_again, creatable, unlock, unlock_vault};
use crate::ui::on_demand;
use crate::ui::primitives::{Icon, Link, listener};
use crate::ui::state::{Clients, Clock, Connections, QueryCache, Router};
use fnv::FnvHasher;
use voldeck_core::cache::{Key, Part};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::provider::Column;
use voldeck_core::sort::sort;
use voldeck_core::texts::t;

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
    let busy = move || reading.get().then(|| view! { <div class="busy" role="progressbar" aria-label=t("Loading")></div> }.into_any());
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
        Shape::Empty => on_demand::empty(kind, told),
        Shape::NoMatch => view! { <NoMatch kind=kind all=all/> }.into_any(),
        Shape::Table => view! { <Table kind=kind rows=found columns=columns notes=move || notes(cache, &told.get())/> }.into_any(),
    };
    let creatable = creatable(connections, clients, kind);
    let several = move || connections.all.with(|all| all.len() > 1);
    // Those of every list are drawn once: one that is open stays so while those of providers come and go.
    let facet = move |column: &Column| view! { <Facet key=column.key label=t(column.label) rows=all/> }.into_any();
    let base = move |of_several| base_facets(kind, of_several).map(|base| facet(&base.column)).collect::<Vec<_>>();
    let facets = move || columns.get().iter().filter(|column| column.facet).map(facet).collect::<Vec<_>>();
    view! {
        <main class="main" id="main">
            {move || busy()}
            <section class="filters" aria-label=t("Filter")>
                <div class="filters-row"><QueryBox kind=kind input=query/>{move || creatable.get().then(|| view! { <CreateButton kind=kind/> }.into_any())}</div>
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
        let more = (unsized_rows > 0).then(|| fill!(" in {sized} of them; not reported for the others", sized = of_found.sized));
        view! { <span class="sep" aria-hidden="true">"·"</span><b title=size_bytes(of_found).exact()>{size_bytes(of_found).to_string()}</b>{more.map(|more| view! { <span class="wide">{more}</span> }.into_any())} }.into_any()
    });
    view! { <b>{of_found.rows}</b>{t(" found ")}<span class="sep" aria-hidden="true">"/"</span>" "{of_all}{t(" total")}{sum} }.into_any()
}

/// What failed, above the rows that are still shown, and what the lists do not hold.
fn notes(cache: QueryCache, told: &Told) -> AnyView {
    let mut notes: Vec<AnyView> = Vec::new();
    for (key, error, kept) in &told.failed {
        let kept = kept.as_ref().map(|(rows, age)| fill!(" Its {rows} rows are as read {age} ago.", rows, age));
        notes.push(failure(cache, key, view! { {banner::sentence(error)}{kept} }.into_any()));
    }
    for (connection, note) in &told.partly {
        let words = view! { <b>{connection.clone()}</b>{t(" could be read in part. ")}{banner::sentence(note)} }.into_any();
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
            <button class="button small" type="button" on:click=listener(move |_| cache.refresh(&retry.connection))><Icon name="retry"/>{t("Retry")}</button>
            <Link to=to class="button plain small">{t("Connection")}</Link>
        </span>
    }.into_any();
    row_note("failed", view! { <b>{key.connection.clone()}</b>" "{words} }.into_any(), actions.into_any())
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
                view! { <button class="button small" type="button" aria-pressed=move || on().to_string() title=t("Read when asked for: it takes the server long, or many calls") on:click=listener(click)>{t(source.label)}</button> }.into_any()
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
        <div class="table-wrap" aria-busy="true" role="region" aria-label=t("Loading") tabindex="0"><table class="table skeletons"><tbody>
            {move || due.get().then(|| [["w3", "w3", "w2"], ["w4", "w2", "w3"], ["w2", "w3", "w1"], ["w5", "w2", "w3"], ["w3", "w4", "w2"], ["w4", "w3", "w4"], ["w2", "w2", "w2"], ["w3", "w3", "w3"]].into_iter().map(row).collect::<Vec<_>>())}
        </tbody></table></div>
    }.into_any()
}

/// The query finds nothing.
#[component]
fn NoMatch(kind: Kind, all: Memo<Rows>) -> AnyView {
    let router = expect_context::<Router>();
    let query = move || router.route.with(|route| route.view.query.clone());
    view! {
        <div class="empty"><h2>{move || fill!("None of {all} {plural} match", all = all.with(|all| all.0.len()), plural = t(kind.plural()))}</h2><p><code>{move || query()}</code></p>
            <div class="actions"><button class="button" type="button" on:click=listener(move |_| set_query(router, String::new()))><Icon name="x"/>{t("Clear the filter")}</button></div></div>
    }.into_any()
}
