//! One connection: how it does, and its form.

use leptos::prelude::*;

use super::connect::missing;
use crate::connection::Origin;
use crate::ui::components::banner;
use crate::ui::components::connect::ConnectForm;
use crate::ui::components::sidebar::connection_status;
use crate::ui::primitives::listener;
use crate::ui::state::{Clock, Connections, QueryCache};

/// The page.
#[component]
pub fn ConnectionPage(
    /// Its name.
    name: String,
) -> AnyView {
    let (connections, cache, clock) = (expect_context::<Connections>(), expect_context::<QueryCache>(), expect_context::<Clock>());
    let there = {
        let name = name.clone();
        Memo::new(move |_| connections.get(&name))
    };
    let inner = move || {
        let Some(connection) = there.get() else { return missing(&name) };
        let (title, tag) = connection.provider().map_or(("", ""), |p| (p.title, p.tag));
        let origin = match connection.origin {
            Origin::Person => "kept in this browser",
            Origin::Host => "given by whoever hosts this console",
            Origin::Demo => "a simulator in this page; nothing leaves it",
        };
        let shown = connection.clone();
        let name = name.clone();
        let state = move || {
            let (mark, words, _) = connection_status(cache, clock, &shown);
            let off = shown.config.disabled;
            let error =
                cache.health(&name).2.filter(|_| !off).map(|error| view! { <p class="soft">{banner::sentence(&error)}</p> }.into_any());
            let of = name.clone();
            let switch = view! { <button class="button small" type="button" on:click=listener(move |_| connections.switch(&of, off))>{if off { "Enable" } else { "Disable" }}</button> }.into_any();
            view! { <span class="state"><span class="mark" data-state=mark aria-hidden="true"></span><span>{words}</span></span>{switch}{error} }.into_any()
        };
        view! {
            <header class="head"><div class="head-title"><div class="panel-sub"><span class="prov"><span class="prov-tag" aria-hidden="true">{tag}</span><span class="prov-name">{title}</span></span>{move || state()}<span class="faint">{origin}</span></div></div></header>
            <ConnectForm connection=Some(connection)/>
        }.into_any()
    };
    view! { <main class="main reads" id="main">{move || inner()}</main> }.into_any()
}
