//! The query box and the facets that write into it.

use leptos::html;
use leptos::prelude::*;

use crate::inventory::Row;
use crate::ui::state::Router;
use crate::ui::widgets::{Icon, Menu};
use voldeck_core::model::{Kind, Value};
use voldeck_core::order::sort;

/// How many values a facet shows at most; the query finds the others.
const VALUES: usize = 30;

/// Replaces the query.
pub fn set_query(router: Router, query: String) {
    let route = router.route.get_untracked();
    let view = crate::route::View { query, ..route.view.clone() };
    router.replace(route.with_view(view));
}

/// The box.
#[component]
pub fn QueryBox(
    /// What is filtered.
    kind: Kind,
    /// The input, to be focused by `/`.
    input: NodeRef<html::Input>,
) -> AnyView {
    let router = expect_context::<Router>();
    let query = Memo::new(move |_| router.route.with(|route| route.view.query.clone()));
    let clear = move || query.with(|q| !q.is_empty());
    view! {
        <div class="query" role="search">
            <Icon name="search"/>
            <input node_ref=input class="query-input" type="text" aria-label=format!("Filter {}", kind.plural()) placeholder="name or key:value" spellcheck="false" autocomplete="off"
                prop:value=move || query.get() on:input=move |event| set_query(router, event_target_value(&event))/>
            {move || if clear() {
                view! { <button class="button plain small icon-only" type="button" aria-label="Clear the filter" on:click=move |_| set_query(router, String::new())><Icon name="x"/></button> }.into_any()
            } else {
                view! { <kbd aria-hidden="true">"/"</kbd> }.into_any()
            }}
        </div>
    }.into_any()
}

/// A token for a value, quoted where it has spaces.
fn token(key: &str, value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("{key}:\"{value}\"") } else { format!("{key}:{value}") }
}

/// One facet: the values of a field with how many rows each has, over all rows.
#[component]
pub fn Facet(
    /// The field's name in queries.
    key: &'static str,
    /// What it is called.
    label: &'static str,
    /// All rows, before the query.
    rows: Memo<super::table::Rows>,
) -> AnyView {
    let router = expect_context::<Router>();
    let query = Memo::new(move |_| router.route.with(|route| route.view.query.clone()));
    let chosen = Memo::new(move |_| query.with(|q| q.matches(&format!("{key}:")).count()));
    let content = move || {
        let mut all: Vec<(String, &'static str)> = rows.with(|rows| rows.0.iter().filter_map(|row| value_of(row, key)).collect());
        sort(&mut all, |a, b| a.0.cmp(&b.0));
        let mut values: Vec<(String, (usize, &'static str))> = Vec::new();
        for (value, mark) in all {
            match values.last_mut() {
                Some((last, (count, _))) if *last == value => *count += 1,
                _ => values.push((value, (1, mark))),
            }
        }
        let most = values.iter().map(|(_, (count, _))| *count).max().unwrap_or(1);
        sort(&mut values, |a, b| b.1.0.cmp(&a.1.0));
        let items: Vec<_> = values
            .into_iter()
            .take(VALUES)
            .map(|(value, (count, mark))| {
                let text = token(key, &value);
                let (on, toggle) = (text.clone(), text);
                let change = move |_| {
                    let now = query.get_untracked();
                    let next = if now.contains(&toggle) { now.replace(&toggle, "") } else { format!("{now} {toggle}") };
                    set_query(router, next.split("  ").collect::<Vec<_>>().join(" ").trim().to_owned());
                };
                view! {
                    <label class="menu-item facet-value">
                        <input class="check" type="checkbox" prop:checked=move || query.with(|q| q.contains(&on)) on:change=change/>
                        {(!mark.is_empty()).then(|| view! { <span class="mark" data-state=mark aria-hidden="true"></span> }.into_any())}
                        <span class="grow">{value}</span>
                        <progress class="bar" value=count max=most aria-hidden="true"></progress><span class="facet-count num">{count}</span>
                    </label>
                }.into_any()
            })
            .collect();
        if items.is_empty() {
            return view! { <p class="menu-head">"No values"</p> }.into_any();
        }
        items.into_any()
    };
    let button = move || {
        view! { {label}{move || (chosen.get() > 0).then(|| view! { <b>{chosen.get()}</b> }.into_any())}<Icon name="down"/> }.into_any()
    };
    view! { <Menu id=format!("facet-{key}") class="button small facet-button" role="dialog" button=button content=content/> }.into_any()
}

fn value_of(row: &Row, key: &str) -> Option<(String, &'static str)> {
    let resource = row.resource()?;
    match key {
        "state" => Some((resource.status.label.clone(), resource.status.phase.word())),
        "connection" => Some((row.connection.to_string(), "")),
        key => match resource.fact(key)? {
            Value::Text(text) | Value::Code(text) | Value::Link(_, _, text) => Some((text.clone(), "")),
            Value::State(status) => Some((status.phase.word().to_owned(), status.phase.word())),
            Value::Odd(_) | Value::Number(_) | Value::Size(_) | Value::Time(_) => None,
        },
    }
}
