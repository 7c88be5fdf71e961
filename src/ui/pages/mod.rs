//! One file a page; what is known of them beside their content is in [`crate::route::PAGES`].

pub mod activity;
pub mod connect;
pub mod connection;
pub mod connections;
pub mod import;
pub mod list;
pub mod settings;
pub mod unknown;
pub mod vault;

use leptos::html;
use leptos::prelude::*;

use super::on_demand;
use super::state::Site;
use crate::route::{Page, Route};

/// A page, without what is open beside it.
pub fn view(page: Page, query: NodeRef<html::Input>) -> AnyView {
    let site = expect_context::<Site>();
    match page {
        page if !untrack(|| site.has(&page)) => on_demand::page(Page::Unknown(Route::to(page).text())),
        Page::List(kind, _) => view! { <list::List kind=kind query=query/> }.into_any(),
        page => on_demand::page(page),
    }
}
