//! Where one is, and how every connection does.

use leptos::ev;
use leptos::prelude::*;

use crate::connection::Connection;
use crate::route::{PAGES, Page, PageInfo, Route};
use crate::ui::primitives::{Icon, Link, Mark, listener};
use crate::ui::state::{Activity, Clock, Connections, QueryCache, Router, Site, Vault};
use voldeck_core::cache::Freshness;
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// What a connection's state is called: its mark and its words, with the age where it matters.
pub fn connection_status(cache: QueryCache, clock: Clock, connection: &Connection) -> (&'static str, String, String) {
    if connection.refused {
        return ("paused", t("not allowed by this site").into(), t("not allowed").into());
    }
    if connection.config.disabled {
        return ("paused", t("off").into(), t("off").into());
    }
    if connection.locked {
        let (words, word) =
            if connection.config.keep.is_vault() { (t("locked"), t("locked")) } else { (t("sign-in required"), connection.secret()) };
        return ("paused", words.into(), word.to_owned());
    }
    let (freshness, at, _) = cache.health(&connection.config.name);
    let age = at.map(|at| voldeck_core::model::Timestamp::from_millis(at).ago(clock.time())).unwrap_or_default();
    match freshness {
        Freshness::Live => ("ready", t("live").into(), String::new()),
        Freshness::Unread => ("queued", t("not loaded").into(), String::new()),
        Freshness::Loading => ("queued", t("loading").into(), String::new()),
        Freshness::Stale => ("degraded", fill!("stale, read {age} ago", age), age),
        Freshness::Failed if age.is_empty() => ("failed", t("failed").into(), t("failed").into()),
        Freshness::Failed => ("failed", fill!("failed, last read {age} ago", age), t("failed").into()),
    }
}

/// The sidebar.
#[component]
pub fn Sidebar() -> AnyView {
    let (router, cache, clock) = (expect_context::<Router>(), expect_context::<QueryCache>(), expect_context::<Clock>());
    let (connections, done, vault) = (expect_context::<Connections>(), expect_context::<Activity>(), expect_context::<Vault>());
    let count = move |kind: Kind| {
        let found = cache.lists_of(kind);
        let known: Vec<usize> =
            found.iter().filter_map(|key| cache.look(key, |query| query.listing().map(|listing| listing.items.len()))).collect();
        (!known.is_empty()).then(|| known.iter().sum::<usize>().to_string())
    };
    let note = move |page: &Page| match page {
        Page::List(kind, _) => count(*kind),
        Page::Activity => done.entries.with(|all| (!all.is_empty()).then(|| all.len().to_string())),
        Page::Vault => Some(if vault.open.get() { t("open") } else { t("locked") }.to_owned()),
        _ => None,
    };
    let unused = move |page: &Page| *page == Page::Vault && !connections.all.with(|all| all.iter().any(|one| one.config.keep.is_vault()));
    let item = move |info: &'static PageInfo| {
        let here = move || router.route.with(|route| route.page.is_part_of(&info.page));
        let note = Memo::new(move |_| note(&info.page));
        view! {
            <a class="sidebar-item" href=router.href(&Route::to(info.page.clone())) title=t(info.title) hidden=move || unused(&info.page) aria-current=move || here().then_some("page")
                on:click=listener(move |event: ev::MouseEvent| { event.prevent_default(); router.go(Route::to(info.page.clone())); })>
                <Icon name=info.icon/><span class="sidebar-name">{t(info.title)}</span><span class="sidebar-note">{move || note.get()}</span>
            </a>
        }.into_any()
    };
    let site = expect_context::<Site>();
    let pages: Vec<_> = PAGES.iter().filter(|info| !info.icon.is_empty() && untrack(|| site.has(&info.page))).map(item).collect();
    let connections = move || {
        let all = connections.all.get();
        all.into_iter()
            .map(|connection| {
                let name = connection.config.name.clone();
                let (page, shown) = (Page::Connection(name.clone()), name.clone());
                let title = connection.provider().map_or("", |provider| provider.title);
                let state = Memo::new(move |_| connection_status(cache, clock, &connection));
                let here = { let page = page.clone(); move || router.route.with(|route| route.page == page).then_some("page") };
                let to = Route::to(page);
                view! {
                    <a class="sidebar-item" href=router.href(&to) aria-current=move || here() title=move || format!("{title} · {shown}: {}", state.get().1)
                        on:click=listener(move |event: ev::MouseEvent| { event.prevent_default(); router.go(to.clone()); })>
                        <Mark state=Signal::derive(move || state.get().0)/><span class="sidebar-name">{name}</span>
                        <span class="visually-hidden">{move || format!(", {}", state.get().1)}</span>
                        <span class="sidebar-note" aria-hidden="true">{move || state.get().2}</span>
                    </a>
                }.into_any()
            })
            .collect::<Vec<_>>()
    };
    let mark = move || {
        match site.config.with(|config| config.logo.clone()) {
        logo if !logo.is_empty() => view! { <img class="sidebar-mark" src=logo alt=""/> }.into_any(),
        _ => view! { <svg class="sidebar-mark" viewBox="0 0 20 20" aria-hidden="true"><path fill="currentColor" d="M3 3.5h14v3H3zM3 8.5h14v3H3zM3 13.5h8v3H3z"></path></svg> }.into_any(),
    }
    };
    let settings_here = move || router.route.with(|route| route.page == Page::Settings).then_some("page");
    view! {
        <aside class="sidebar" aria-label=t("Console")>
            <Link to=Route::default() class="sidebar-brand">
                {move || mark()}<span>{move || site.title()}</span>
            </Link>
            <nav class="sidebar-pages" aria-label=t("Pages")>{pages}</nav>
            <div class="sidebar-head">
                <h2><Link to=Route::to(Page::Connections)>{t("Connections")}</Link></h2>
                <a class="button plain small icon-only" href=router.href(&Route::to(Page::NewConnection)) aria-label=t("Add a connection") title=t("Add a connection")
                    on:click=listener(move |event: ev::MouseEvent| { event.prevent_default(); router.go(Route::to(Page::NewConnection)); })><Icon name="plus"/></a>
            </div>
            <nav class="sidebar-connections" aria-label=t("Connections")>{move || connections()}</nav>
            <a class="sidebar-item sidebar-foot" href=router.href(&Route::to(Page::Settings)) title=t("Settings") aria-current=move || settings_here()
                on:click=listener(move |event: ev::MouseEvent| { event.prevent_default(); router.go(Route::to(Page::Settings)); })><Icon name="settings"/><span class="sidebar-name">{t("Settings")}</span></a>
        </aside>
    }.into_any()
}
