//! The page for a new connection.

use leptos::prelude::*;

use crate::route::{Page, Route};
use crate::ui::components::connect::ConnectForm;
use crate::ui::primitives::Link;

/// The page.
#[component]
pub fn NewConnection() -> AnyView {
    view! { <main class="main reads" id="main"><ConnectForm connection=None/></main> }.into_any()
}

/// Where a page for a connection that is not there leads.
pub fn missing(name: &str) -> AnyView {
    view! { <div class="empty"><h2>{format!("There is no connection {name} here")}</h2><p>"Connections are kept in the browser they were added in."</p><div class="actions"><Link to=Route::to(Page::NewConnection) class="button primary">"Add a connection"</Link></div></div> }.into_any()
}
