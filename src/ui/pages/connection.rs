//! One connection: how it does, and its form.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::connect::missing;
use crate::connection::{Connection, Origin};
use crate::credentials::expiry;
use crate::route::{Page, Route};
use crate::ui::components::banner;
use crate::ui::components::connect::ConnectForm;
use crate::ui::components::connection_tag::ConnectionTag;
use crate::ui::components::sidebar::connection_status;
use crate::ui::primitives::{Link, listener};
use crate::ui::state::{Clients, Clock, Connections, QueryCache, Vault};
use voldeck_core::fill;
use voldeck_core::texts::t;

/// The page.
#[component]
pub fn ConnectionPage(
    /// Its name.
    name: String,
) -> AnyView {
    let (connections, cache, clock) = (expect_context::<Connections>(), expect_context::<QueryCache>(), expect_context::<Clock>());
    let (vault, clients) = (expect_context::<Vault>(), expect_context::<Clients>());
    let there = {
        let name = name.clone();
        Memo::new(move |_| connections.get(&name))
    };
    // What its server is, and until when its secrets hold, is asked by the first list once that has been read: whoever comes here before
    // would not see it.
    let is_read = Memo::new(move |_| there.with(|connection| connection.as_ref().is_some_and(Connection::is_read)));
    let asked = name.clone();
    Effect::new(move |_| {
        if is_read.get() {
            let asked = asked.clone();
            spawn_local_scoped_with_cancellation(async move { clients.detect_version(&asked).await });
        }
    });
    let inner = move || {
        let Some(connection) = there.get() else { return missing(&name) };
        let title = connection.provider().map_or("", |provider| provider.title);
        let origin = match connection.origin {
            Origin::Person => t("kept in this browser"),
            Origin::Host => t("given by whoever hosts this console"),
            Origin::Demo => t("a simulator in this page; nothing leaves it"),
        };
        let locked = (connection.locked && connection.config.keep.is_vault() && !vault.open.get()).then(|| {
            view! { <div class="banner"><span class="mark" data-state="paused" aria-hidden="true"></span><p>{t("The vault with its credentials is locked.")}</p><Link to=Route::to(Page::Vault) class="button small">{t("Unlock")}</Link></div> }.into_any()
        });
        let shown = connection.clone();
        let name = name.clone();
        let state = move || {
            let (mark, words, _) = connection_status(cache, clock, &shown);
            let off = shown.config.disabled;
            let error =
                cache.health(&name).2.filter(|_| !off).map(|error| view! { <p class="soft">{banner::sentence(&error)}</p> }.into_any());
            let of = name.clone();
            let switch = view! { <button class="button small" type="button" on:click=listener(move |_| connections.switch(&of, off))>{if off { t("Enable") } else { t("Disable") }}</button> }.into_any();
            let expires = clients.is_connected(&name).then(|| clients.get(&name)?.expiry()).flatten().map(|expiry| {
                let (near, title) =
                    (expiry::is_near(expiry, clock.time()), fill!("{absolute}, as the provider says", absolute = expiry.at.absolute()));
                let mark = near.then(|| view! { <span class="mark" data-state="degraded" aria-hidden="true"></span> }.into_any());
                view! { <span class="state" title=title>{mark}<span>{expiry::words(expiry, clock.time())}</span></span> }.into_any()
            });
            view! { <span class="state"><span class="mark" data-state=mark aria-hidden="true"></span><span>{words}</span></span>{expires}{switch}{error} }.into_any()
        };
        view! {
            <header class="head"><div class="head-title"><div class="panel-sub"><span class="prov"><ConnectionTag connection=connection.config.name.clone()/><span class="prov-name">{title}</span></span>{move || state()}<span class="faint">{origin}</span></div></div></header>
            {locked}
            <ConnectForm connection=Some(connection)/>
        }.into_any()
    };
    view! { <main class="main reads" id="main">{move || inner()}</main> }.into_any()
}
