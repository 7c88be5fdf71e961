//! The page for a new connection.

use leptos::prelude::*;

use crate::route::{Page, Route};
use crate::ui::components::connect::ConnectForm;
use crate::ui::primitives::Link;
use crate::ui::state::Site;
use voldeck_core::fill;
use voldeck_core::texts::t;

/// The page.
#[component]
pub fn NewConnection() -> AnyView {
    let site = untrack(|| expect_context::<Site>().config.get());
    if !voldeck_providers::ALL.iter().any(|provider| site.allows(provider.id)) {
        return view! { <main class="main reads" id="main"><div class="empty"><h2>{t("No provider may be used here")}</h2><p>{t("Whoever runs this site allows none in voldeck.json.")}</p><div class="actions"><Link to=Route::default() class="button">{t("Volumes")}</Link></div></div></main> }.into_any();
    }
    view! { <main class="main reads" id="main"><ConnectForm connection=None/></main> }.into_any()
}

/// Where a page for a connection that is not there leads.
pub fn missing(name: &str) -> AnyView {
    view! { <div class="empty"><h2>{fill!("There is no connection {name} here", name)}</h2><p>{t("Connections are kept in the browser they were added in.")}</p><div class="actions"><Link to=Route::to(Page::NewConnection) class="button primary">{t("Add a connection")}</Link></div></div> }.into_any()
}
