//! A list without rows: nothing yet, failed or not allowed, or no connection at all.

use leptos::prelude::*;

use super::banner;
use super::told::{IN_VAULT, Told, asked_again, creatable, unlock, unlock_vault};
use crate::connection::Connection;
use crate::route::{Page, Route};
use crate::ui::primitives::{Icon, Link, listener};
use crate::ui::state::{Clients, Connections, QueryCache};
use voldeck_core::fill;
use voldeck_core::http::ErrorKind;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// There is nothing, for one of three reasons: nothing yet, failed or not allowed, or no connection at all.
#[component]
pub fn EmptyList(
    /// Of what.
    kind: Kind,
    /// What is to be told of its lists.
    told: Memo<Told>,
) -> AnyView {
    let (connections, cache, clients) = (expect_context::<Connections>(), expect_context::<QueryCache>(), expect_context::<Clients>());
    let creatable = creatable(connections, clients, kind);
    let shown = move || {
        let all = connections.all.get();
        if all.is_empty() {
            return view! {
                <div class="empty"><h2>{t("No connection yet")}</h2><p>{t("A connection is an address and, where the server asks for one, a token or a key. Nothing is sent anywhere but to that address.")}</p>
                    <div class="actions"><Link to=Route::to(Page::NewConnection) class="button primary">{t("Add a connection")}</Link></div></div>
            }.into_any();
        }
        if all.iter().all(|connection| connection.config.disabled) {
            return view! { <div class="empty"><h2>{t("Every connection is off")}</h2><p>{t("Each can be enabled on its page.")}</p></div> }
                .into_any();
        }
        let told = told.get();
        let mut parts: Vec<AnyView> = Vec::new();
        let mut said: Vec<String> = Vec::new();
        for (key, error, _) in &told.failed {
            if said.contains(&key.connection) {
                continue;
            }
            said.push(key.connection.clone());
            let title = banner::heading(&key.connection, kind.plural(), error);
            let mark = if error.kind == ErrorKind::Forbidden { "refused" } else { "failed" };
            let to = Route::to(Page::Connection(key.connection.clone()));
            let change = if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::Unauthenticated) {
                t("Change the credentials")
            } else {
                t("Open the connection")
            };
            let retry = key.connection.clone();
            parts.push(view! {
                <div class="empty"><h2><span class="mark" data-state=mark aria-hidden="true"></span>{title}</h2><p>{banner::sentence(error)}</p>
                    <div class="actions"><button class="button" type="button" on:click=listener(move |_| cache.refresh(&retry))><Icon name="retry"/>{t("Retry")}</button><Link to=to class="button">{change}</Link></div></div>
            }.into_any());
        }
        for connection in &told.locked {
            parts.push(view! { <div class="empty"><h2>{fill!("{name}: sign-in required", name = connection.config.name)}</h2><p>{asked_again(connection)}</p><div class="actions">{unlock(connection)}</div></div> }.into_any());
        }
        if !told.in_vault.is_empty() {
            parts.push(view! { <div class="empty"><h2>{format!("{}: locked", told.in_vault.join(", "))}</h2><p>{IN_VAULT}</p><div class="actions">{unlock_vault()}</div></div> }.into_any());
        }
        let lists = |provider: &voldeck_core::provider::Provider| !provider.sources(kind).is_empty();
        if parts.is_empty() && !all.iter().any(|c| c.provider().is_some_and(lists)) {
            let able: Vec<_> = voldeck_providers::ALL.iter().filter(|provider| lists(provider)).map(|provider| provider.title).collect();
            let words = match able.split_last() {
                None => String::new(),
                Some((one, [])) => fill!("{one} has them.", one),
                Some((last, others)) => fill!("{others} and {last} have them.", others = others.join(", "), last),
            };
            return view! { <div class="empty"><h2>{fill!("None of these connections has {plural}", plural = t(kind.plural()))}</h2><p>{words}</p><div class="actions"><Link to=Route::to(Page::NewConnection) class="button">{t("Add a connection")}</Link></div></div> }.into_any();
        }
        // A list that does not hold what there is did not answer "none": the reason stands where the rows would.
        let remarks: Vec<AnyView> =
            told.remarks.iter().map(|(name, remark)| view! { <p><b>{name.clone()}</b>" "{remark.clone()}</p> }.into_any()).collect();
        let silent = |connection: &&Connection| told.remarks.iter().any(|(name, _)| *name == connection.config.name);
        if parts.is_empty() {
            let listed = |c: &&Connection| c.is_read() && c.provider().is_some_and(lists);
            let names: Vec<_> = all.iter().filter(listed).filter(|c| !silent(c)).map(|c| c.config.name.clone()).collect();
            let title = if names.is_empty() {
                fill!("No {plural} can be listed", plural = t(kind.plural()))
            } else {
                fill!("No {plural} on {names}", plural = t(kind.plural()), names = names.join(", "))
            };
            let create = (!names.is_empty() && creatable.get()).then(|| {
                view! { <div class="actions"><p class="soft">{fill!("Use “Create {noun}” above.", noun = t(kind.noun()))}</p></div> }
                    .into_any()
            });
            parts.push(view! { <div class="empty"><h2>{title}</h2>{remarks}{create}</div> }.into_any());
        } else if !remarks.is_empty() {
            parts.push(view! { <div class="empty">{remarks}</div> }.into_any());
        }
        // What failed beside an empty answer is said as well.
        let notes: Vec<AnyView> = told
            .partly
            .iter()
            .map(|(name, note)| view! { <div class="banner degraded"><span class="mark" data-state="degraded" aria-hidden="true"></span><p><b>{name.clone()}</b>" "{banner::sentence(note)}</p></div> }.into_any())
            .collect();
        view! { <div class="empties">{notes}{parts}</div> }.into_any()
    };
    view! { {move || shown()} }.into_any()
}
