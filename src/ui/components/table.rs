//! The table: a real `<table>`, one row an item, sentences among the rows where something could not be read.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::attribute::AttributeView;
use super::connection_tag::ConnectionTag;
use crate::interaction::table::{
    DrawnRow, FIRST, MORE, Rows, STEP, drawn_at_scroll, drawn_rows, next_row, priority_in_sight, resorted, row_id, sorted, step,
};
use crate::inventory::{BaseColumn, Cell, Row, between, distinct, leading, trailing};
use crate::route::{Address, Page};
use crate::ui::on_demand;
use crate::ui::primitives::{Dropdown, Icon, RelativeTime, StateWord, TruncatedText, close_menu, is_plain, listener, not_reported};
use crate::ui::root::Root;
use crate::ui::state::{Clock, Connections, QueryCache, Router};
use voldeck_core::cache::Freshness;
use voldeck_core::fill;
use voldeck_core::model::{Kind, NOT_REPORTED, Resource, Timestamp, Unreadable, Value};
use voldeck_core::provider::Column;
use voldeck_core::texts::t;

/// The menu of the rows, which have one between them: thirty would cost more than the rows themselves.
const MENU: &str = "row-menu";

/// The classes of a column's heading and cells: what the style sheet hides it by, or where it stands in a folded row.
fn class(column: &Column) -> String {
    let place = if column.priority == Column::KEPT { format!("f-{}", column.width) } else { format!("p{}", column.priority) };
    if column.numeric { format!("{place} num") } else { place }
}

/// The classes of a column's width.
fn width_class(column: &Column) -> String {
    let place = if column.priority == Column::KEPT { String::new() } else { format!(" p{}", column.priority) };
    format!("c-{}{place}", column.width)
}

/// A heading that sorts.
#[component]
fn Heading(
    /// Of which column.
    column: Column,
) -> AnyView {
    let router = expect_context::<Router>();
    let Column { key, label, .. } = column;
    let state = Memo::new(move |_| router.route.with(|route| sorted(&route.view, key)));
    let click = move |_| {
        let route = router.route.get_untracked();
        router.replace(route.with_view(resorted(&route.view, key)));
    };
    let aria = move || match state.get() {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    };
    view! {
        <th scope="col" role="columnheader" class=class(&column) aria-sort=move || aria()>
            <button class="sort" type="button" on:click=listener(click)>
                {move || state.get().map(|down| view! { <Icon name=if down { "down-arrow" } else { "up-arrow" }/> }.into_any())}{t(label)}
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
    let root = expect_context::<Root>();
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
    // Up to which priority columns can be in sight.
    let priority_now = move || priority_in_sight(|rem| root.is_at_least(rem));
    let priority = RwSignal::new(priority_now());
    root.on_resize(move || {
        let now = priority_now();
        if priority.try_get_untracked().is_some_and(|priority| priority != now) {
            priority.set(now);
        }
    });
    let columns = Memo::new(move |_| columns.with(|columns| between(kind, columns, priority.get())));
    let all = move || leading(kind).map(|base| base.column).chain(columns.get()).chain(trailing(kind).map(|base| base.column));
    // What tells rows of one name apart.
    let told = Memo::new(move |_| rows.with(|rows| distinct(&rows.0)));
    let shown = move || {
        // Rows before what is derived from them: an effect whose first source changes the second while it is asked, and itself does not
        // change, is not run (reactive_graph 0.2.16: `update_if_necessary` of `told` leaves `rows` clean behind it).
        rows.with(|rows| aged.with(|aged| told.with(|told| drawn_rows(&rows.0, limit.get(), aged, &|row| told.get(&row.key()).cloned()))))
    };
    // Of the row whose menu is open.
    let asked = RwSignal::new(String::new());
    let click = move |event: MouseEvent| {
        let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
        let pressed = |selector| element.closest(selector).ok().flatten().map(|pressed| pressed.id());
        if let Some(id) = pressed(".row-more") {
            if asked.with_untracked(|asked| *asked != id) {
                close_menu(root, MENU);
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
        let found = move || rows.with(|rows| rows.by_button(&id));
        let (address, resource) = untrack(&found)?;
        // Of a row that has gone while its menu is open, what was known last.
        // As a value: that other rows have changed is no reason to draw its menu anew.
        let resource = Memo::new(move |_| Some(found().map_or_else(|| resource.clone(), |(_, resource)| resource)));
        Some(on_demand::row_menu(address, resource.into(), MENU))
    };
    let scroll = move |event: leptos::ev::Event| {
        if let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            let left = element.scroll_height() - element.scroll_top() - element.client_height();
            let (now, next) =
                (limit.get_untracked(), drawn_at_scroll(limit.get_untracked(), left, rows.with_untracked(|rows| rows.0.len())));
            if next != now {
                limit.set(next);
            }
        }
    };
    let head = move || {
        let columns: Vec<_> = all().map(|column| view! { <Heading column=column/> }.into_any()).collect();
        view! { <tr role="row">{columns}<th scope="col" role="columnheader"><span class="visually-hidden">{t("Actions")}</span></th></tr> }
            .into_any()
    };
    let widths = move || {
        let columns: Vec<_> = all().map(|column| view! { <col class=width_class(&column)/> }.into_any()).collect();
        view! { {columns}<col class="c-more"/> }.into_any()
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=fill!("Table of {plural}", plural = t(kind.plural())) on:scroll=listener(scroll) on:keydown=listener(move |event| move_in_table(root, &event)) on:click=listener(click)>
            <table class="table folds" role="table" aria-rowcount=move || rows.with(|rows| rows.0.len().to_string())>
                <colgroup>{move || widths()}</colgroup>
                <thead role="rowgroup">{move || head()}</thead>
                <tbody role="rowgroup">
                    {move || notes.run()}
                    <For each=shown key=|row| row.key children=move |row| view! { <ItemRow drawn=row columns=columns/> }/>
                </tbody>
            </table>
        </div>
        <Dropdown id=MENU role="menu" from=asked content=menu/>
    }.into_any()
}

/// `j`/`k` and the arrows move from row to row.
fn move_in_table(root: Root, event: &KeyboardEvent) {
    let Some(step) = step(&event.key()) else { return };
    let Some(table) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    let Ok(links) = table.query_selector_all("tbody th a") else { return };
    let (count, active) = (links.length(), root.active_element());
    let at = (0..count).find(|i| links.get(*i).zip(active.as_ref()).is_some_and(|(link, active)| link.is_same_node(Some(active))));
    let Some(next) = next_row(step, at.map(|at| at as usize), count as usize) else { return };
    let next = u32::try_from(next).ok().and_then(|next| links.get(next));
    if let Some(link) = next.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        let _ = link.focus();
    }
}

/// A row. What it is pressed on for, the table hears.
#[component]
fn ItemRow(drawn: DrawnRow, columns: Memo<Vec<Column>>) -> AnyView {
    let router = expect_context::<Router>();
    let resource = match &*drawn.row.item {
        Ok(resource) => resource,
        Err(unreadable) => {
            return view! { <UnreadableRow connection=drawn.row.connection.to_string() unreadable=unreadable.as_ref().clone()/> }
                .into_any();
        }
    };
    let id = row_id(&drawn.row.connection, resource.id.as_str());
    let name = if resource.name.is_empty() { &resource.provider_id } else { &resource.name };
    let (more, actions) = (format!("{id}{MORE}"), fill!("Actions for {name}", name));
    let here = Page::List(resource.kind, Some(Address::new(&drawn.row.connection, &resource.id)));
    let current = move || router.route.with(|route| route.page == here).then_some("true");
    let base = |base: &BaseColumn| cell(router, &drawn, &base.column, base.cell);
    let (before, after): (Vec<_>, Vec<_>) = (leading(resource.kind).map(base).collect(), trailing(resource.kind).map(base).collect());
    // Only these are drawn anew when others come or go: the focus stays on the row's link.
    let cells = {
        let drawn = drawn.clone();
        move || columns.get().iter().map(|column| cell(router, &drawn, column, Cell::Value)).collect::<Vec<_>>()
    };
    view! {
        <tr role="row" class:aged=drawn.aged aria-current=move || current()>
            {before}{move || cells()}{after}
            <td role="cell">
                <button type="button" class="button plain small icon-only row-more" id=more popovertarget=MENU aria-haspopup="menu" aria-expanded="false" aria-label=actions.clone() title=actions tabindex="-1">
                    <svg class="icon" aria-hidden="true"><use href="#i-more"></use></svg>
                </button>
            </td>
        </tr>
    }.into_any()
}

/// A cell of a row that could be read.
fn cell(router: Router, drawn: &DrawnRow, column: &Column, cell: Cell) -> AnyView {
    let Some(resource) = drawn.row.resource() else { return ().into_any() };
    let value = match cell {
        Cell::Name => return name_cell(router, drawn, resource, class(column)),
        Cell::State => view! { <StateWord status=resource.status.clone()/> }.into_any(),
        Cell::Attached => attached(resource, drawn.row.instead(column.key)),
        Cell::Connection => connection(&drawn.row, drawn.aged),
        Cell::Age => match drawn.row.shown(column.key) {
            Some(Value::Time(time)) => view! { <RelativeTime time=time/> }.into_any(),
            other => other.map_or_else(untold, brief),
        },
        Cell::Told => drawn.row.shown(column.key).map_or_else(not_reported, brief),
        Cell::Value => drawn.row.shown(column.key).map_or_else(untold, brief),
    };
    view! { <td role="cell" class=class(column)>{value}</td> }.into_any()
}

/// What stands in a narrow cell where a reading does not tell.
fn untold() -> AnyView {
    view! { <span class="none" title=t(NOT_REPORTED)>"–"</span> }.into_any()
}

fn brief(value: Value) -> AnyView {
    view! { <AttributeView value=value brief=true/> }.into_any()
}

/// The name as the row's heading and its link, with what tells it apart from others of that name.
fn name_cell(router: Router, drawn: &DrawnRow, resource: &Resource, class: String) -> AnyView {
    let id = row_id(&drawn.row.connection, resource.id.as_str());
    let to = Page::List(resource.kind, Some(Address::new(&drawn.row.connection, &resource.id)));
    let href = move || router.route.with(|route| router.href(&route.with_page(to.clone())));
    let name = resource.name.clone();
    let told = drawn
        .told
        .clone()
        .map(|told| view! { <span class="name-note" title=told.clone()><TruncatedText text=told.clone()/></span> }.into_any());
    view! { <th scope="row" role="rowheader" class=class><span class="cell-name"><a class="clip" id=id href=move || href() title=name.clone() aria-label=name.clone()><TruncatedText text=name.clone()/></a>{told}</span></th> }.into_any()
}

/// Who uses it: the first by name, how many more; or what was sent of that and cannot be read.
fn attached(resource: &Resource, odd: Option<Value>) -> AnyView {
    match (resource.attachments.first(), &resource.usage, odd, resource.attached) {
        (Some(user), ..) => {
            let more = resource.attachments.len() - 1;
            let name = if more > 0 { format!("{} +{more}", user.name) } else { user.name.clone() };
            view! { <span title=name.clone()>{name.clone()}</span> }.into_any()
        }
        (None, Some(usage), ..) => usage.clone().into_any(),
        (None, None, Some(odd), _) => brief(odd),
        (None, None, None, Some(true)) => t("in use").into_any(),
        (None, None, None, Some(false)) => view! { <span class="none">{t("not attached")}</span> }.into_any(),
        (None, None, None, None) => not_reported(),
    }
}

/// The connection with its provider's tag, and the age of what was read where that is old.
fn connection(row: &Row, aged: bool) -> AnyView {
    let title = voldeck_providers::by_id(row.provider).map_or("", |provider| provider.title);
    let name = row.connection.clone();
    let age = aged.then(|| {
        let (cache, clock) = (expect_context::<QueryCache>(), expect_context::<Clock>());
        let age = move || cache.health(&name).1.map(|at| Timestamp::from_millis(at).ago(clock.time()));
        view! { <span class="age">{move || age()}</span> }.into_any()
    });
    view! { <span class="cell-pair"><span class="prov" title=format!("{title} · {}", row.connection)><ConnectionTag connection=row.connection.to_string()/><span class="prov-name">{row.connection.to_string()}</span></span>{age}</span> }.into_any()
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
            <p><b>{fill!("Item {number} of {connection} could not be read", number = unreadable.number, connection)}</b>{name}". "{unreadable.reason}{t(" Everything that was sent is kept.")}</p>
            <span class="actions"><button class="button small" type="button" aria-expanded=move || shown.get().to_string() on:click=listener(move |_| shown.update(|s| *s = !*s))><Icon name="code"/>{t("View JSON")}</button></span>
            {move || shown.get().then(|| view! { <pre class="code row-raw" tabindex="0" role="region" aria-label=t("The item as it was sent")>{raw.clone()}</pre> }.into_any())}
        </div></td></tr>
    }.into_any()
}
