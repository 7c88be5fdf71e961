//! The table: a real `<table>`, one row an item, sentences among the rows where something could not be read.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::fact::FactValue;
use super::menu::ActionItems;
use crate::inventory::{Row, distinct};
use crate::route::{Address, Page, View};
use crate::ui::state::{Clock, Connections, QueryCache, Router};
use crate::ui::widgets::{Dropdown, Icon, RelativeTime, Size, StateWord, TruncatedId, TruncatedText, close_menu, is_plain, not_reported};
use voldeck_core::cache::Freshness;
use voldeck_core::model::{Fact, Kind, NOT_REPORTED, Resource, Timestamp, Unreadable, Value};
use voldeck_core::order::Print;
use voldeck_core::provider::Column;

/// How many rows are drawn at first, and how many more each time the end comes near. Rows are of different heights, so
/// drawing on demand is simpler and steadier than guessing where each would lie.
pub const STEP: usize = 120;
/// How many are drawn before anything is seen: what a tall window shows.
const FIRST: usize = 30;

/// The menu of the rows, which have one between them: thirty would cost more than the rows themselves.
const MENU: &str = "row-menu";
/// The end of the id of a row's button; before it stands that of its link.
const MORE: &str = "-more";

/// Up to which rank columns can be in sight in a window of this width; style/table.css hides the others, which are then not
/// drawn at all. The rail is beside the table, so a window is wider than its table by more than the difference.
fn ranks_in_sight() -> u8 {
    let wide = |query| window().match_media(query).ok().flatten().is_some_and(|media| media.matches());
    if wide("(width >= 120rem)") {
        6
    } else if wide("(width >= 100rem)") {
        5
    } else {
        4
    }
}

/// Rows that are shared rather than compared: by what they were made of, where that has a number, or else by where they are.
#[derive(Clone, Default)]
pub struct Rows(pub Arc<Vec<Row>>, pub Option<u64>);

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.1.is_some() && self.1 == other.1 || Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Rows {
    /// The resource whose link has this id, and its address.
    fn by_id(&self, id: &str) -> Option<(Address, Resource)> {
        let of = |row: &Row| {
            let resource = row.resource()?;
            (row_id(&row.connection, resource.id.as_str()) == id).then(|| (Address::new(&row.connection, &resource.id), resource.clone()))
        };
        self.0.iter().find_map(of)
    }
}

/// A number for what a row shows: the row is drawn anew only if it changes.
fn print_of(row: &Row, aged: bool, told: Option<&String>) -> u64 {
    let mut hasher = Print::default();
    row.key().hash(&mut hasher);
    match &*row.item {
        Ok(resource) => {
            resource.raw.text().hash(&mut hasher);
            // What is known of it beside its own text, from a full reading or from look-ups.
            (&resource.status.label, &resource.status.detail, resource.size, resource.attached, &resource.usage).hash(&mut hasher);
            resource.users.first().map(|user| &user.name).hash(&mut hasher);
            (resource.users.len(), resource.facts.len()).hash(&mut hasher);
        }
        Err(unreadable) => unreadable.reason.hash(&mut hasher),
    }
    (aged, told).hash(&mut hasher);
    hasher.finish()
}

/// The element id of a row's link, to come back to.
pub fn row_id(connection: &str, id: &str) -> String {
    let mut hasher = Print::default();
    (connection, id).hash(&mut hasher);
    format!("row-{:x}", hasher.finish())
}

/// A heading that sorts.
#[component]
fn Heading(
    /// What it says.
    label: &'static str,
    /// What it sorts by.
    key: &'static str,
    /// Its classes.
    #[prop(into)]
    class: String,
) -> AnyView {
    let router = expect_context::<Router>();
    let state = Memo::new(move |_| {
        router.route.with(|route| {
            let sort = if route.view.sort.is_empty() { "name" } else { &route.view.sort };
            (sort == key).then_some(route.view.descending)
        })
    });
    let click = move |_| {
        let route = router.route.get_untracked();
        let descending = state.get_untracked().map_or(key == "size" || key == "created", |descending| !descending);
        let view = View { sort: key.to_owned(), descending, ..route.view.clone() };
        router.replace(route.with_view(view));
    };
    let aria = move || match state.get() {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    };
    view! {
        <th scope="col" role="columnheader" class=class aria-sort=move || aria()>
            <button class="sort" type="button" on:click=click>
                {move || state.get().map(|down| view! { <Icon name=if down { "down-arrow" } else { "up-arrow" }/> }.into_any())}{label}
            </button>
        </th>
    }
    .into_any()
}

/// The table of a list.
#[component]
pub fn Table(
    /// What it lists.
    kind: Kind,
    /// What it shows, in order.
    rows: Memo<Rows>,
    /// Its columns, beside those that every table has.
    columns: Memo<Vec<Column>>,
    /// Sentences above the rows: which connection failed and why.
    #[prop(into)]
    notes: ViewFn,
) -> AnyView {
    let (router, cache, connections) = (expect_context::<Router>(), expect_context::<QueryCache>(), expect_context::<Connections>());
    // What is seen at once is drawn first; the rest of the step when it stands there.
    let limit = RwSignal::new(FIRST);
    request_animation_frame(move || {
        set_timeout(
            move || {
                limit.try_update(|limit| *limit = (*limit).max(STEP));
            },
            Duration::ZERO,
        );
    });
    let aged = Memo::new(move |_| {
        let all = connections.all.get();
        all.into_iter().filter(|c| cache.health(&c.config.name).0 >= Freshness::Stale).map(|c| c.config.name).collect::<Vec<_>>()
    });
    let ranks = RwSignal::new(ranks_in_sight());
    let listener = window_event_listener(ev::resize, move |_| {
        let now = ranks_in_sight();
        if ranks.get_untracked() != now {
            ranks.set(now);
        }
    });
    on_cleanup(move || listener.remove());
    let columns = Memo::new(move |_| {
        columns
            .get()
            .into_iter()
            .filter(|column| column.rank <= ranks.get() && !(kind == Kind::Snapshot && column.key == Fact::SOURCE))
            .collect::<Vec<_>>()
    });
    // What tells rows of one name apart.
    let told = Memo::new(move |_| rows.with(|rows| distinct(&rows.0)));
    let shown = move || {
        // Before what is derived from it: an effect whose first source changes the second while it is asked, and itself does not
        // change, is not run (reactive_graph 0.2.16: `update_if_necessary` of `told` leaves `rows` clean behind it).
        let rows = rows.get();
        let aged = aged.get();
        let told = told.get();
        // Rows that say the same are told apart by their order: no two of a list may have the same key.
        let mut same: BTreeMap<u64, usize> = BTreeMap::new();
        let one = |row: &Row| {
            let (row, aged) = (row.clone(), aged.iter().any(|name| **name == *row.connection));
            let told = told.get(&row.key()).cloned();
            let print = print_of(&row, aged, told.as_ref());
            let before = same.entry(print).or_default();
            *before += 1;
            ((print, *before), row, aged, told)
        };
        rows.0.iter().take(limit.get()).map(one).collect::<Vec<_>>()
    };
    // Of the row whose menu is open.
    let asked = RwSignal::new(String::new());
    let click = move |event: MouseEvent| {
        let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
        let pressed = |selector| element.closest(selector).ok().flatten().map(|pressed| pressed.id());
        if let Some(id) = pressed(".row-more") {
            if asked.with_untracked(|asked| *asked != id) {
                close_menu(MENU);
                asked.set(id);
            }
        } else if is_plain(&event)
            && let Some((address, resource)) = pressed("tbody th a").and_then(|id| rows.with_untracked(|rows| rows.by_id(&id)))
        {
            event.prevent_default();
            router.go(router.route.get_untracked().with_page(Page::List(resource.kind, Some(address))));
        }
    };
    let menu = move || {
        let id = asked.get();
        let found = move || rows.with(|rows| rows.by_id(id.strip_suffix(MORE)?));
        let (address, resource) = untrack(&found)?;
        // Of a row that has gone while its menu is open, what was known last.
        let resource = Signal::derive(move || Some(found().map_or_else(|| resource.clone(), |(_, resource)| resource)));
        Some(view! { <ActionItems address=address resource=resource menu=MENU/> }.into_any())
    };
    let scroll = move |event: leptos::ev::Event| {
        if let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            let left = element.scroll_height() - element.scroll_top() - element.client_height();
            if left < 1200 && limit.get_untracked() < rows.with_untracked(|rows| rows.0.len()) {
                limit.update(|limit| *limit += STEP);
            }
        }
    };
    let head = move || {
        let columns: Vec<_> = columns
            .get()
            .into_iter()
            .map(|column| {
                let class = format!("p{}{}", column.rank, if column.numeric { " num" } else { "" });
                view! { <Heading label=column.label key=column.key class=class/> }.into_any()
            })
            .collect();
        view! {
            <tr role="row">
                <Heading label="Name" key="name" class="f-name"/>
                <Heading label="State" key="state" class="f-state"/>
                <Heading label="Size" key="size" class="num f-size"/>
                {(kind != Kind::Snapshot).then(|| view! { <Heading label="Attached to" key="used" class="p2"/> }.into_any())}
                {(kind == Kind::Snapshot).then(|| view! { <Heading label="Source" key="source" class="p2"/> }.into_any())}
                <Heading label="Connection" key="connection" class="f-conn"/>
                {columns}
                <Heading label="Created" key="created" class="num p4"/>
                <th scope="col" role="columnheader"><span class="visually-hidden">"Actions"</span></th>
            </tr>
        }
        .into_any()
    };
    let widths = move || {
        let columns: Vec<_> =
            columns.get().into_iter().map(|column| view! { <col class=format!("c-fact p{}", column.rank)/> }.into_any()).collect();
        view! { <col class="c-name"/><col class="c-state"/><col class="c-size"/><col class="c-used p2"/><col class="c-conn"/>{columns}<col class="c-when p4"/><col class="c-more"/> }.into_any()
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=format!("Table of {}", kind.plural()) on:scroll=scroll on:keydown=move_in_table on:click=click>
            <table class="table folds" role="table" aria-rowcount=move || rows.with(|rows| rows.0.len().to_string())>
                <colgroup>{move || widths()}</colgroup>
                <thead role="rowgroup">{move || head()}</thead>
                <tbody role="rowgroup">
                    {move || notes.run()}
                    <For each=shown key=|(key, ..)| *key children=move |(_, row, aged, told)| view! { <ItemRow row=row aged=aged told=told columns=columns/> }/>
                </tbody>
            </table>
        </div>
        <Dropdown id=MENU role="menu" from=asked content=menu/>
    }.into_any()
}

/// `j`/`k` and the arrows move from row to row.
fn move_in_table(event: KeyboardEvent) {
    let step: i32 = match event.key().as_str() {
        "j" | "ArrowDown" => 1,
        "k" | "ArrowUp" => -1,
        _ => return,
    };
    let Some(table) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    let Ok(links) = table.query_selector_all("tbody th a") else { return };
    let active = document().active_element();
    let at = (0..links.length()).find(|i| links.get(*i).zip(active.as_ref()).is_some_and(|(link, active)| link.is_same_node(Some(active))));
    let next = at.map_or(0, |at: u32| at.saturating_add_signed(step).min(links.length().saturating_sub(1)));
    if let Some(link) = links.get(next).and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        let _ = link.focus();
    }
}

/// A row. What it is pressed on for, the table hears.
#[component]
fn ItemRow(row: Row, aged: bool, told: Option<String>, columns: Memo<Vec<Column>>) -> AnyView {
    let router = expect_context::<Router>();
    let resource = match &*row.item {
        Ok(resource) => resource,
        Err(unreadable) => {
            return view! { <UnreadableRow connection=row.connection.to_string() unreadable=unreadable.as_ref().clone()/> }.into_any();
        }
    };
    let kind = resource.kind;
    let id = row_id(&row.connection, resource.id.as_str());
    let page = Page::List(kind, Some(Address::new(&row.connection, &resource.id)));
    let (href, current) = {
        let (to, here) = (page.clone(), page);
        (
            move || router.route.with(|route| router.href(&route.with_page(to.clone()))),
            move || router.route.with(|route| route.page == here).then_some("true"),
        )
    };
    let (tag, title) = voldeck_providers::by_id(row.provider).map_or(("", ""), |p| (p.tag(), p.title()));
    let used = match (&resource.users.first(), &resource.usage, resource.attached, resource.fact(Fact::USED)) {
        (Some(user), ..) => {
            let more = resource.users.len() - 1;
            let name = if more > 0 { format!("{} +{more}", user.name) } else { user.name.clone() };
            view! { <span title=name.clone()>{name.clone()}</span> }.into_any()
        }
        (None, Some(usage), ..) => usage.clone().into_any(),
        (None, None, _, Some(odd)) => view! { <FactValue value=odd.clone() brief=true/> }.into_any(),
        (None, None, Some(true), None) => "in use".into_any(),
        (None, None, Some(false), None) => view! { <span class="none">"not attached"</span> }.into_any(),
        (None, None, None, None) => not_reported(),
    };
    // By name where the volume is known by one, otherwise by its id.
    let source = match (resource.fact(Fact::SOURCE), &resource.source) {
        (Some(Value::Link(_, _, name)), id) if id.as_ref() != Some(name) => Some(name.clone().into_any()),
        (_, Some(id)) => Some(view! { <TruncatedId text=id.clone()/> }.into_any()),
        (Some(fact), None) => Some(view! { <FactValue value=fact.clone() brief=true/> }.into_any()),
        (None, None) => Some(not_reported()),
    };
    let size = match resource.fact(Fact::SIZE) {
        Some(odd) => view! { <FactValue value=odd.clone() brief=true/> }.into_any(),
        None => view! { <Size size=resource.size/> }.into_any(),
    };
    let created = match (resource.created, resource.fact(Fact::CREATED)) {
        (Some(time), _) => view! { <RelativeTime time=time/> }.into_any(),
        (None, Some(odd)) => view! { <FactValue value=odd.clone() brief=true/> }.into_any(),
        (None, None) => view! { <span class="none" title=NOT_REPORTED>"–"</span> }.into_any(),
    };
    let told = told.map(|told| view! { <span class="name-note" title=told.clone()><TruncatedText text=told.clone()/></span> }.into_any());
    let age = {
        let connection = row.connection.clone();
        let (cache, clock) = (expect_context::<QueryCache>(), expect_context::<Clock>());
        aged.then(|| {
            view! { <span class="age">{move || {
                let at = cache.health(&connection).1;
                at.map(|at| Timestamp::from_millis(at).ago(clock.time()))
            }}</span> }
            .into_any()
        })
    };
    let cells = {
        let row = row.clone();
        move || {
            let cell = |column: Column| {
                let value = row.resource().and_then(|resource| resource.fact(column.key)).cloned();
                let class = format!("p{}{}", column.rank, if column.numeric { " num" } else { "" });
                view! { <td role="cell" class=class>{if let Some(value) = value { view! { <FactValue value=value brief=true/> }.into_any() } else { view! { <span class="none">"–"</span> }.into_any() }}</td> }.into_any()
            };
            columns.get().into_iter().map(cell).collect::<Vec<_>>()
        }
    };
    let name = if resource.name.is_empty() { &resource.vendor_id } else { &resource.name };
    let (more, actions, name) = (format!("{id}{MORE}"), format!("Actions for {name}"), resource.name.clone());
    view! {
        <tr role="row" class:aged=aged aria-current=move || current()>
            <th scope="row" role="rowheader" class="f-name"><span class="cell-name"><a class="clip" id=id href=move || href() title=name.clone() aria-label=name.clone()><TruncatedText text=name.clone()/></a>{told}</span></th>
            <td role="cell" class="f-state"><StateWord status=resource.status.clone()/></td>
            <td role="cell" class="num f-size">{size}</td>
            {if kind == Kind::Snapshot { view! { <td role="cell" class="p2">{source}</td> }.into_any() } else { view! { <td role="cell" class="p2">{used}</td> }.into_any() }}
            <td role="cell" class="f-conn"><span class="cell-pair"><span class="prov" title=format!("{title} · {}", row.connection)><span class="prov-tag" aria-hidden="true">{tag}</span><span class="prov-name">{row.connection.to_string()}</span></span>{age}</span></td>
            {move || cells()}
            <td role="cell" class="num p4">{created}</td>
            <td role="cell">
                <button type="button" class="button plain small icon-only row-more" id=more popovertarget=MENU aria-haspopup="menu" aria-expanded="false" aria-label=actions.clone() title=actions tabindex="-1">
                    <svg class="icon" aria-hidden="true"><use href="#i-more"></use></svg>
                </button>
            </td>
        </tr>
    }.into_any()
}

/// An item that could not be read, as a sentence in its place, with everything that was sent.
#[component]
fn UnreadableRow(connection: String, unreadable: Unreadable) -> AnyView {
    let shown = RwSignal::new(false);
    let name = unreadable.name.clone().map(|name| view! { " ("<b>{name}</b>")" }.into_any());
    let raw = unreadable.raw.pretty();
    view! {
        <tr role="row" class="row-note"><td role="cell" colspan="2"><div class="row-note-in">
            <span class="mark" data-state="unknown" aria-hidden="true"></span>
            <p><b>{format!("Item {} of {connection} could not be read", unreadable.number)}</b>{name}". "{unreadable.reason}" Everything that was sent is kept."</p>
            <span class="actions"><button class="button small" type="button" aria-expanded=move || shown.get().to_string() on:click=move |_| shown.update(|s| *s = !*s)><Icon name="code"/>"View JSON"</button></span>
            {move || shown.get().then(|| view! { <pre class="code row-raw" tabindex="0" role="region" aria-label="The item as it was sent">{raw.clone()}</pre> }.into_any())}
        </div></td></tr>
    }.into_any()
}
