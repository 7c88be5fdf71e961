//! One file a page; what is known of them beside their content is in [`crate::route::PAGES`].

pub mod activity;
pub mod connect;
pub mod connection;
pub mod list;

use leptos::html;
use leptos::prelude::*;

use super::components::detail::Full;
use super::on_demand;
use crate::route::Page;

/// A page, without what is open beside it.
pub fn view(page: Page, query: NodeRef<html::Input>) -> AnyView {
    match page {
        Page::List(kind, _) => view! { <list::List kind=kind query=query/> }.into_any(),
        page => on_demand::page(page),
    }
}

/// A page that is not needed to see the first list.
pub fn beyond_the_list(page: Page) -> AnyView {
    match page {
        Page::List(..) => ().into_any(),
        Page::Full(kind, address) => view! { <Full kind=kind address=address/> }.into_any(),
        Page::Activity => view! { <activity::ActivityPage/> }.into_any(),
        Page::NewConnection => view! { <connect::NewConnection/> }.into_any(),
        Page::Connection(name) => view! { <connection::ConnectionPage name=name/> }.into_any(),
    }
}
