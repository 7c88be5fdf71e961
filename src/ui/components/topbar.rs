//! Breadcrumb, freshness, theme.

use leptos::prelude::*;

use super::sidebar::condition;
use crate::route::{Page, Route};
use crate::ui::doors;
use crate::ui::primitives::{Go, Icon, Mark, Menu};
use crate::ui::store::Store;

/// The name under which the theme is kept.
const THEME: &str = "voldeck.theme";

/// The bar at the top. The page's `h1` is the last crumb, but on a page of one thing, where it stands in the page.
#[component]
pub fn Topbar() -> AnyView {
    let store = expect_context::<Store>();
    let crumbs = move || {
        let page = store.route.with(|route| route.page.clone());
        let (title, within) = (page.title(), page.within());
        match page {
            Page::Full(kind, _) => {
                let list = Page::List(kind, None);
                let name = list.title();
                let to = store.route.with(|route| route.with_page(list));
                view! { <div class="crumbs deep"><nav aria-label="Breadcrumb"><ol><li><Go to=to>{name}</Go></li></ol></nav></div> }
                    .into_any()
            }
            _ if within.is_empty() => view! { <div class="crumbs"><h1>{title}</h1></div> }.into_any(),
            // A word, not a way: there is no page of all of them.
            _ => view! { <div class="crumbs deep"><nav aria-label="Breadcrumb"><ol><li>{within}</li></ol></nav><h1>{title}</h1></div> }
                .into_any(),
        }
    };
    view! { <header class="topbar">{move || crumbs()}<Fresh/><Theme/></header> }.into_any()
}

/// How many connections are live, stale, failed; opens the list of them.
#[component]
fn Fresh() -> AnyView {
    let store = expect_context::<Store>();
    let counts = Memo::new(move |_| {
        let connections = store.connections.get();
        let all: Vec<_> = connections.iter().filter(|c| !c.saved.disabled).map(|connection| condition(store, connection).0).collect();
        let of = |state: &str| all.iter().filter(|s| **s == state).count();
        (of("ready"), of("queued"), of("degraded"), of("failed"), of("paused"))
    });
    let button = move || {
        let part = move |number: usize, state: &'static str, word: &'static str, class: &'static str| {
            (number > 0)
                .then(|| view! { <span class=class><Mark state=state/>{number}" "<span class="fresh-word">{word}</span></span> }.into_any())
        };
        view! {
            {move || {
                let (live, loading, stale, failed, paused) = counts.get();
                view! { {part(live, "ready", "live", "fresh-live")}{part(loading, "queued", "loading", "")}{part(stale, "degraded", "stale", "")}{part(failed, "failed", "failed", "")}{part(paused, "paused", "signed out", "")} }.into_any()
            }}
        }.into_any()
    };
    let content = move || {
        let rows: Vec<_> = store
            .connections
            .get()
            .into_iter()
            .map(|connection| {
                let (state, words, _) = condition(store, &connection);
                let to = Route::to(Page::Connection(connection.saved.name.clone()));
                view! { <Go to=to class="menu-item"><Mark state=state/><span class="grow">{connection.saved.name}</span><span class="faint">{words}</span></Go> }.into_any()
            })
            .collect();
        view! {
            {rows}
            <hr class="menu-line"/>
            <button class="menu-item" type="button" on:click=move |_| store.refresh_all()><Icon name="retry"/><span class="grow">"Refresh all"</span></button>
            <Go to=Route::to(Page::NewConnection) class="menu-item"><Icon name="plus"/><span class="grow">"Add a connection"</span></Go>
        }.into_any()
    };
    view! { <Menu id="fresh-menu" class="fresh" role="dialog" button=button content=content/> }.into_any()
}

/// Light, dark, or as the system.
#[component]
fn Theme() -> AnyView {
    let theme = RwSignal::new(doors::recall(THEME).filter(|t| t == "light" || t == "dark").unwrap_or_else(|| "system".to_owned()));
    let click = move |_| {
        let next = match theme.get_untracked().as_str() {
            "system" => "light",
            "light" => "dark",
            _ => "system",
        };
        doors::keep(THEME, next);
        theme.set(next.to_owned());
    };
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let theme = theme.get();
            let _ = if theme == "system" { root.remove_attribute("data-theme") } else { root.set_attribute("data-theme", &theme) };
        }
    });
    let label = move || format!("Theme: {}", theme.get());
    view! { <button class="button plain icon-only" type="button" aria-label=move || label() title=move || label() on:click=click><Icon name="theme"/></button> }
        .into_any()
}
