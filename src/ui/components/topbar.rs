//! Breadcrumb, freshness, theme.

use leptos::prelude::*;

use super::sidebar::connection_status;
use crate::browser::page;
use crate::interaction::settings::Setting;
use crate::route::{Page, Route};
use crate::ui::primitives::{Icon, Link, Mark, Menu, listener};
use crate::ui::root::Root;
use crate::ui::state::{Clock, Connections, Preferences, QueryCache, Router};
use voldeck_core::fill;
use voldeck_core::texts::t;

/// The bar at the top. The page's `h1` is the last crumb, but on a page of one thing, where it stands in the page.
#[component]
pub fn Topbar() -> AnyView {
    let router = expect_context::<Router>();
    let crumbs = move || {
        let page = router.route.with(|route| route.page.clone());
        let (title, within) = (page.title(), page.within());
        match page {
            Page::Full(kind, _) => {
                let list = Page::List(kind, None);
                let name = list.title();
                let to = router.route.with(|route| route.with_page(list));
                view! { <div class="crumbs deep"><nav aria-label=t("Breadcrumb")><ol><li><Link to=to>{name}</Link></li></ol></nav></div> }
                    .into_any()
            }
            _ if within.is_empty() => view! { <div class="crumbs"><h1>{title}</h1></div> }.into_any(),
            _ => view! { <div class="crumbs deep"><nav aria-label=t("Breadcrumb")><ol><li><Link to=Route::to(Page::Connections)>{within}</Link></li></ol></nav><h1>{title}</h1></div> }
                .into_any(),
        }
    };
    // The theme of an embedded console is its page's to choose.
    let theme = expect_context::<Root>().is_page().then(|| view! { <Theme/> }.into_any());
    view! { <header class="topbar">{move || crumbs()}<Offline/><ConnectionSummary/>{theme}</header> }.into_any()
}

/// That the device has no network: what is shown is then what was read before.
#[component]
fn Offline() -> AnyView {
    let online = RwSignal::new(page::is_online());
    for event in ["online", "offline"] {
        let listener = window_event_listener_untyped(event, move |_| online.set(page::is_online()));
        on_cleanup(move || listener.remove());
    }
    let shown =
        move || (!online.get()).then(|| view! { <span class="state offline"><Mark state="paused"/>{t("Offline")}</span> }.into_any());
    view! { <span role="status">{move || shown()}</span> }.into_any()
}

/// How many connections are live, stale, failed; opens the list of them.
#[component]
fn ConnectionSummary() -> AnyView {
    let (cache, clock, connections) = (expect_context::<QueryCache>(), expect_context::<Clock>(), expect_context::<Connections>());
    let counts = Memo::new(move |_| {
        let connections = connections.all.get();
        let shown = connections.iter().filter(|c| !c.config.disabled);
        let all: Vec<_> = shown.map(|connection| connection_status(cache, clock, connection)).collect();
        let of = |state: &str| all.iter().filter(|(mark, ..)| *mark == state).count();
        let unread = all.iter().filter(|(_, words, _)| words == t("not loaded")).count();
        (of("ready"), of("queued") - unread, unread, of("degraded"), of("failed"), of("paused"))
    });
    let button = move || {
        let part = move |number: usize, state: &'static str, word: &'static str, class: &'static str| {
            (number > 0)
                .then(|| view! { <span class=class><Mark state=state/>{number}" "<span class="fresh-word">{word}</span></span> }.into_any())
        };
        view! {
            {move || {
                let (live, loading, unread, stale, failed, paused) = counts.get();
                view! { {part(live, "ready", t("live"), "fresh-live")}{part(loading, "queued", t("loading"), "")}{part(unread, "queued", t("not loaded"), "")}{part(stale, "degraded", t("stale"), "")}{part(failed, "failed", t("failed"), "")}{part(paused, "paused", t("signed out"), "")} }.into_any()
            }}
        }.into_any()
    };
    let content = move || {
        let rows: Vec<_> = connections
            .all
            .get()
            .into_iter()
            .map(|connection| {
                let (state, words, _) = connection_status(cache, clock, &connection);
                let to = Route::to(Page::Connection(connection.config.name.clone()));
                view! { <Link to=to class="menu-item"><Mark state=state/><span class="grow">{connection.config.name}</span><span class="faint">{words}</span></Link> }.into_any()
            })
            .collect();
        view! {
            {rows}
            <hr class="menu-line"/>
            <button class="menu-item" type="button" on:click=listener(move |_| cache.refresh_all())><Icon name="retry"/><span class="grow">{t("Refresh all")}</span></button>
            <Link to=Route::to(Page::NewConnection) class="menu-item"><Icon name="plus"/><span class="grow">{t("Add a connection")}</span></Link>
            <Link to=Route::to(Page::Connections) class="menu-item"><Icon name="attach"/><span class="grow">{t("Connections")}</span></Link>
            <Link to=Route::to(Page::Settings) class="menu-item"><Icon name="settings"/><span class="grow">{t("Settings")}</span></Link>
        }.into_any()
    };
    view! { <Menu id="fresh-menu" class="fresh" role="dialog" button=button content=content/> }.into_any()
}

/// Light, dark, or as the system.
#[component]
fn Theme() -> AnyView {
    let preferences = expect_context::<Preferences>();
    let theme = move || match preferences.get(Setting::Theme).as_str() {
        "light" => "light",
        "dark" => "dark",
        _ => "system",
    };
    let click = move |_| {
        preferences.choose(
            Setting::Theme,
            match untrack(theme) {
                "system" => "light",
                "light" => "dark",
                _ => "",
            },
        );
    };
    let label = move || fill!("Theme: {theme}", theme = theme());
    view! { <button class="button plain icon-only" type="button" aria-label=move || label() title=move || label() on:click=listener(click)><Icon name="theme"/></button> }
        .into_any()
}
