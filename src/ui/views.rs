//! The views beyond the list. Nothing else names them, so that they can be a chunk of their own.

use leptos::prelude::*;

use super::components::action::ActionLoader;
use super::components::detail::{Full, Panel};
use super::on_demand::{Chunks, Loading, Views};
use super::pages::activity::ActivityPage;
use super::pages::connect::NewConnection;
use super::pages::connection::ConnectionPage;
use crate::route::Page;

/// The views beyond the list.
pub static VIEWS: Views = Views {
    page,
    panel: |kind, address| view! { <Panel kind=kind address=address/> }.into_any(),
    form: |open, action| view! { <ActionLoader open=open action=action/> }.into_any(),
};

fn page(page: Page) -> AnyView {
    match page {
        Page::List(..) => ().into_any(),
        Page::Full(kind, address) => view! { <Full kind=kind address=address/> }.into_any(),
        Page::Activity => view! { <ActivityPage/> }.into_any(),
        Page::NewConnection => view! { <NewConnection/> }.into_any(),
        Page::Connection(name) => view! { <ConnectionPage name=name/> }.into_any(),
    }
}

/// Everything is part of this program.
pub const TOGETHER: Chunks = Chunks {
    driver: |provider| at_once(voldeck_providers::driver(provider)),
    actions: |provider| at_once(voldeck_providers::actions(provider)),
    views: || at_once(&VIEWS),
};

fn at_once<T: ?Sized>(part: &'static T) -> Loading<T> {
    Box::pin(std::future::ready(Some(part)))
}
