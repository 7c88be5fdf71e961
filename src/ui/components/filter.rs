//! The query box and the facets that write into it.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::interaction::table::Rows;
use crate::inventory::{FacetValue, facet_values, toggled, token};
use crate::ui::primitives::{Icon, Menu, listener, state_label};
use crate::ui::state::Router;
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

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
            <input node_ref=input class="query-input" type="text" aria-label=fill!("Filter {plural}", plural = t(kind.plural())) placeholder=t("name or key:value") spellcheck="false" autocomplete="off"
                prop:value=move || query.get() on:input=listener(move |event: ev::Event| set_query(router, event_target_value(&event)))/>
            {move || if clear() {
                view! { <button class="button plain small icon-only" type="button" aria-label=t("Clear the filter") on:click=listener(move |_| set_query(router, String::new()))><Icon name="x"/></button> }.into_any()
            } else {
                view! { <kbd aria-hidden="true">"/"</kbd> }.into_any()
            }}
        </div>
    }.into_any()
}

/// One facet: the values of a field with how many rows each has, over all rows.
#[component]
pub fn Facet(
    /// The field's name in queries.
    key: &'static str,
    /// What it is called.
    label: &'static str,
    /// All rows, before the query.
    rows: Memo<Rows>,
) -> AnyView {
    let router = expect_context::<Router>();
    let query = Memo::new(move |_| router.route.with(|route| route.view.query.clone()));
    let chosen = Memo::new(move |_| query.with(|q| q.matches(&format!("{key}:")).count()));
    let content = move || {
        let values = rows.with(|rows| facet_values(&rows.0, key));
        let most = values.first().map_or(1, |first| first.count);
        let items: Vec<_> = values
            .into_iter()
            .map(|FacetValue { value, count, mark }| {
                let text = token(key, &value);
                let (on, toggle) = (text.clone(), text);
                let change = move |_| set_query(router, toggled(&query.get_untracked(), &toggle));
                view! {
                    <label class="menu-item facet-value">
                        <input class="check" type="checkbox" prop:checked=move || query.with(|q| q.contains(&on)) on:change=listener(change)/>
                        {(!mark.is_empty()).then(|| view! { <span class="mark" data-state=mark aria-hidden="true"></span> }.into_any())}
                        <span class="grow">{if mark.is_empty() { value } else { state_label(value) }}</span>
                        <progress class="bar" value=count max=most aria-hidden="true"></progress><span class="facet-count num">{count}</span>
                    </label>
                }.into_any()
            })
            .collect();
        if items.is_empty() {
            return view! { <p class="menu-head">{t("No values")}</p> }.into_any();
        }
        items.into_any()
    };
    let button = move || {
        view! { {label}{move || (chosen.get() > 0).then(|| view! { <b>{chosen.get()}</b> }.into_any())}<Icon name="down"/> }.into_any()
    };
    view! { <Menu id=format!("facet-{key}") class="button small facet-button" role="dialog" button=button content=content/> }.into_any()
}
