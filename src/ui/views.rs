//! The views beyond the list. Nothing else names them, so that they can be chunks of their own.

use leptos::prelude::*;

use super::components::action::ActionLoader;
use super::components::config_problems::ConfigProblems;
use super::components::create::CreateForm;
use super::components::detail::{Full, Panel};
use super::components::empty_list::EmptyList;
use super::components::menu::ActionItems;
use super::components::new_version::NewVersion;
use super::credentials::session;
use super::on_demand::{Chunks, Loading, Shown, Views};
use super::pages::activity::ActivityPage;
use super::pages::connect::NewConnection;
use super::pages::connection::ConnectionPage;
use super::pages::connections::ConnectionsPage;
use super::pages::import::ImportPage;
use super::pages::settings::SettingsPage;
use super::pages::unknown::UnknownPage;
use super::pages::vault::VaultPage;
use crate::route::Page;

/// Those in which one looks at what a list holds.
pub static VIEWS: Views = Views {
    draw: |shown| match shown {
        Shown::Panel(kind, address) => view! { <Panel kind=kind address=address/> }.into_any(),
        Shown::Page(Page::Full(kind, address)) => view! { <Full kind=kind address=address/> }.into_any(),
        Shown::Empty(kind, told) => view! { <EmptyList kind=kind told=told/> }.into_any(),
        Shown::RowMenu(address, resource, menu) => view! { <ActionItems address=address resource=resource menu=menu/> }.into_any(),
        Shown::NewVersion => view! { <NewVersion/> }.into_any(),
        Shown::Page(Page::Activity) => view! { <ActivityPage/> }.into_any(),
        Shown::Page(Page::Unknown(path)) => view! { <UnknownPage path=path/> }.into_any(),
        _ => ().into_any(),
    },
    restore: |_| Box::pin(std::future::ready(())),
};

/// Those in which something is filled in.
pub static FORMS: Views = Views {
    draw: |shown| match shown {
        Shown::Form(open, action) => view! { <ActionLoader open=open action=action/> }.into_any(),
        Shown::Create(kind, at) => view! { <CreateForm kind=kind at=at/> }.into_any(),
        _ => ().into_any(),
    },
    restore: |_| Box::pin(std::future::ready(())),
};

/// What is about connections, and the vault of their credentials.
pub static CONNECT: Views = Views {
    draw: |shown| match shown {
        Shown::Page(Page::Connections) => view! { <ConnectionsPage/> }.into_any(),
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
        Shown::Page(Page::Settings) => view! { <SettingsPage/> }.into_any(),
        _ => ().into_any(),
    },
    restore: |_| Box::pin(std::future::ready(())),
};

/// Connections out of files: what reads those is large, and seldom needed.
pub static IMPORT: Views = Views { draw: |_| view! { <ImportPage/> }.into_any(), restore: |_| Box::pin(std::future::ready(())) };

/// Everything is part of this program.
pub const TOGETHER: Chunks = Chunks {
    driver: |provider| at_once(voldeck_providers::driver(provider)),
    operations: |provider| at_once(voldeck_providers::operations(provider)),
    views: || at_once(&VIEWS),
    forms: || at_once(&FORMS),
    connect: || at_once(&CONNECT),
    settings: || at_once(&SETTINGS),
    import: || at_once(&IMPORT),
};

fn at_once<T: ?Sized>(part: &'static T) -> Loading<T> {
    Box::pin(std::future::ready(Some(part)))
}
