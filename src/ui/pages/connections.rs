//! All connections: how each does, in which order they stand, which are read; and how they come and go as files.

use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::connection::proxy_setup::{ProxySetup, proxy_setup};
use crate::connection::{Connection, Origin, export};
use crate::credentials::Keep;
use crate::route::{Page, Route};
use crate::ui::components::connect::RemoveQuestion;
use crate::ui::components::connection_tag::ConnectionTag;
use crate::ui::components::sidebar::connection_status;
use crate::ui::primitives::{Copy, Icon, Link, Mark, listener};
use crate::ui::state::{Clock, Connections, QueryCache, Vault};
use voldeck_core::fill;
use voldeck_core::texts::t;

/// The page.
#[component]
pub fn ConnectionsPage() -> AnyView {
    let connections = expect_context::<Connections>();
    let removing: RwSignal<Option<Connection>> = RwSignal::new(None);
    let shown = move || {
        let all = connections.all.get();
        if all.is_empty() {
            return view! { <div class="empty"><h2>{t("No connection yet")}</h2><p>{t("A connection is an address and, where the server asks for one, a token or a key.")}</p></div> }.into_any();
        }
        let last = all.len() - 1;
        let rows: Vec<_> = all
            .into_iter()
            .enumerate()
            .map(|(at, connection)| {
                view! { <OneConnection connection=connection is_first=at == 0 is_last=at == last removing=removing/> }.into_any()
            })
            .collect();
        view! { <ol class="connections">{rows}</ol> }.into_any()
    };
    let file = Memo::new(move |_| connections.all.with(|all| export::text(all)));
    let href = move || format!("data:application/json,{}", utf8_percent_encode(&file.get(), NON_ALPHANUMERIC));
    let exports = move || {
        (connections.all.with(|all| all.iter().any(|connection| connection.origin != Origin::Demo)))
            .then(|| view! { <a class="button" download="voldeck.json" href=move || href() title=t("Without secrets; a site can give them as its voldeck.json")><Icon name="down-arrow"/>{t("Export")}</a> }.into_any())
    };
    let not_kept = move || {
        connections.not_kept.get().then(|| view! { <div class="banner degraded" role="status"><span class="mark" data-state="degraded" aria-hidden="true"></span><p>{t("This browser keeps nothing for this site: what is changed here ends with this page.")}</p></div> }.into_any())
    };
    view! {
        <main class="main reads" id="main">
            <div class="actions page-actions"><Link to=Route::to(Page::NewConnection) class="button primary"><Icon name="plus"/>{t("Add a connection")}</Link>
                <Link to=Route::to(Page::Import) class="button"><Icon name="up-arrow"/>{t("Import…")}</Link>{move || exports()}</div>
            {move || not_kept()}
            {move || shown()}
            <Proxies/>
            <RemoveQuestion removing=removing/>
        </main>
    }
    .into_any()
}

/// What whoever hosts the console sets so that its proxies lead to the providers of these connections.
#[component]
fn Proxies() -> AnyView {
    let connections = expect_context::<Connections>();
    let setup = Memo::new(move |_| connections.all.with(|all| proxy_setup(all)));
    let shown = move || {
        let ProxySetup { variables, remarks } = setup.get()?;
        let copied = variables.clone();
        let remarks: Vec<_> = remarks.into_iter().map(|words| view! { <li>{words}</li> }.into_any()).collect();
        Some(view! {
            <section class="region" aria-label=t("Proxies")>
                <details class="disclose"><summary><Icon name="right"/>{t("Proxies for these connections")}<span class="push faint">{t("what deploy/ of Voldeck is told")}</span></summary>
                    <p class="soft">{t("None of the providers can be counted on to let pages of another site in. With these variables, the Caddyfile, the nginx configuration and the container of Voldeck pass their calls on, on the site’s own address.")}</p>
                    <div class="cell-pair"><pre class="code grow" tabindex="0" role="region" aria-label=t("Variables")>{variables}</pre><Copy text=Signal::stored(copied) what=t("the variables")/></div>
                    <ul class="problems">{remarks}</ul></details>
            </section>
        }.into_any())
    };
    view! { {move || shown()} }.into_any()
}

/// One connection, with what can be done with it here.
#[component]
fn OneConnection(connection: Connection, is_first: bool, is_last: bool, removing: RwSignal<Option<Connection>>) -> AnyView {
    let (connections, cache, clock) = (expect_context::<Connections>(), expect_context::<QueryCache>(), expect_context::<Clock>());
    let vault = expect_context::<Vault>();
    let name = StoredValue::new(connection.config.name.clone());
    let title = connection.provider().map_or("", |provider| provider.title);
    let address = connection.config.settings.iter().find(|(name, _)| name == "address").map(|(_, address)| address.clone());
    let off = connection.config.disabled;
    let origin = match connection.origin {
        Origin::Person => t("kept in this browser"),
        Origin::Host => t("given by this site"),
        Origin::Demo => t("a simulator in this page"),
    };
    let credentials = match connection.config.keep {
        Keep::Memory => "",
        Keep::Session => t(" · credentials in this tab’s session"),
        Keep::Vault => t(" · credentials in the vault"),
    };
    let read_only = if connection.config.read_only { " · read-only" } else { "" };
    let shown = connection.clone();
    let state = Memo::new(move |_| {
        vault.open.track();
        let (mark, words, _) = connection_status(cache, clock, &shown);
        (mark, words)
    });
    let label = connection.config.name.clone();
    let (to, linked) = (Route::to(Page::Connection(label.clone())), label.clone());
    let whole = StoredValue::new(connection);
    let shift = move |earlier: bool| connections.shift(&name.get_value(), earlier);
    view! {
        <li class="connection">
            <ConnectionTag connection=label.clone()/>
            <div class="connection-what"><p><Link to=to>{linked.clone()}</Link></p><p class="faint">{title}{address.map(|address| view! { " · "<code>{address}</code> }.into_any())}</p><p class="faint">{origin}{credentials}{read_only}</p></div>
            <span class="state"><Mark state=Signal::derive(move || state.get().0)/><span>{move || state.get().1}</span></span>
            <div class="actions">
                <button class="button small icon-only" type="button" disabled=is_first aria-label=fill!("Move {label} up", label) title=t("Move up") on:click=listener(move |_| shift(true))><Icon name="up-arrow"/></button>
                <button class="button small icon-only" type="button" disabled=is_last aria-label=fill!("Move {label} down", label) title=t("Move down") on:click=listener(move |_| shift(false))><Icon name="down-arrow"/></button>
                <button class="button small" type="button" aria-label=format!("{} {label}", if off { t("Enable") } else { t("Disable") }) on:click=listener(move |_| connections.switch(&name.get_value(), off))>{if off { t("Enable") } else { t("Disable") }}</button>
                <button class="button small warns" type="button" aria-label=fill!("Remove {label}…", label) on:click=listener(move |_| removing.set(Some(whole.get_value())))>{t("Remove…")}</button>
            </div>
        </li>
    }
    .into_any()
}
