//! The views beyond the list. Nothing else names them, so that they can be chunks of their own.

use leptos::prelude::*;

use super::components::action::ActionLoader;
use super::components::config_problems::ConfigProblems;
use super::components::detail::{Full, Panel};
use super::credentials::session;
use super::on_demand::{Chunks, Loading, Shown, Views};
use super::pages::activity::ActivityPage;
use super::pages::connect::NewConnection;
use super::pages::connection::ConnectionPage;
use super::pages::unknown::UnknownPage;
use super::pages::vault::VaultPage;
use crate::route::Page;

/// Those in which one looks at what a list holds.
pub static VIEWS: Views = Views {
    draw: |shown| match shown {
        Shown::Panel(kind, address) => view! { <Panel kind=kind address=address/> }.into_any(),
        Shown::Page(Page::Full(kind, address)) => view! { <Full kind=kind address=address/> }.into_any(),
        Shown::Page(Page::Activity) => view! { <ActivityPage/> }.into_any(),
        Shown::Page(Page::Unknown(path)) => view! { <UnknownPage path=path/> }.into_any(),
        _ => ().into_any(),
    },
    restore: |_| Box::pin(std::future::ready(())),
};

/// Those in which something is filled in: what is done, and connections.
pub static FORMS: Views = Views {
    draw: |shown| match shown {
        Shown::Form(open, action) => view! { <ActionLoader open=open action=action/> }.into_any(),
        Shown::Page(Page::NewConnection) => view! { <NewConnection/> }.into_any(),
        Shown::Page(Page::Connection(name)) => view! { <ConnectionPage name=name/> }.into_any(),
        Shown::Page(Page::Vault) => view! { <VaultPage/> }.into_any(),
        _ => ().into_any(),
    },
    restore: |connections| Box::pin(session::restore(connections)),
};

/// What is about the console itself, and seldom looked at.
pub static SETTINGS: Views = Views {
    draw: |shown| match shown {
        Shown::ConfigProblems(text) => view! { <ConfigProblems text=text/> }.into_any(),
        _ => ().into_any(),
    },
    restore: |_| Box::pin(std::future::ready(())),
};

/// Everything is part of this program.
pub const TOGETHER: Chunks = Chunks {
    driver: |provider| at_once(voldeck_providers::driver(provider)),
    actions: |provider| at_once(voldeck_providers::actions(provider)),
    views: || at_once(&VIEWS),
    forms: || at_once(&FORMS),
    settings: || at_once(&SETTINGS),
};

fn at_once<T: ?Sized>(part: &'static T) -> Loading<T> {
    Box::pin(std::future::ready(Some(part)))
}
