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
use crate::route::Page;

/// A page, without what is open beside it.
pub fn view(page: Page, query: NodeRef<html::Input>) -> AnyView {
    match page {
        Page::List(kind, _) => view! { <list::List kind=kind query=query/> }.into_any(),
        page => on_demand::page(page),
    }
}
