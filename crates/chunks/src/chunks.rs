//! Which parts there are. Few and coarse: what two of them share becomes a file of its own, and each file is a request.

use voldeck::ui::{CONNECT, Chunks, FORMS, IMPORT, Loading, SETTINGS, VIEWS, Views};
use voldeck_core::provider::{Driver, Operations, Provider};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// How the console gets them.
pub const CHUNKS: Chunks = Chunks {
    driver,
    operations,
    views: || Box::pin(async { views().await.ok() }),
    forms: || Box::pin(async { forms().await.ok() }),
    connect: || Box::pin(async { connect().await.ok() }),
    settings: || Box::pin(async { settings().await.ok() }),
    import: || Box::pin(async { import().await.ok() }),
};

/// A chunk did not come; the browser's console says why.
struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The panel and the pages.
#[wasm_split(views, fallible)]
fn views() -> Result<&'static Views, NotLoaded> {
    Ok(&VIEWS)
}

/// What is filled in: the forms of actions.
#[wasm_split(forms, fallible)]
fn forms() -> Result<&'static Views, NotLoaded> {
    Ok(&FORMS)
}

/// What is about connections.
#[wasm_split(connect, fallible)]
fn connect() -> Result<&'static Views, NotLoaded> {
    Ok(&CONNECT)
}

/// What is about the console itself.
#[wasm_split(settings, fallible)]
fn settings() -> Result<&'static Views, NotLoaded> {
    Ok(&SETTINGS)
}

/// Connections out of files.
#[wasm_split(import, fallible)]
fn import() -> Result<&'static Views, NotLoaded> {
    Ok(&IMPORT)
}

macro_rules! providers {
    ($($chunk:ident $actions:ident: $($provider:ident)+;)+) => {
        fn driver(provider: &'static Provider) -> Loading<Driver> {
            $($(
                #[wasm_split($chunk, fallible)]
                fn $provider() -> Result<&'static Driver, NotLoaded> {
                    Ok(&voldeck_providers::$provider::DRIVER)
                }
            )+)+
            match provider.id {
                $($(id if id == stringify!($provider) => Box::pin(async { $provider().await.ok() }),)+)+
                other => panic!("{other} is in no chunk"),
            }
        }

        fn operations(provider: &'static Provider) -> Loading<Operations> {
            $($(
                #[wasm_split($actions, fallible)]
                fn $provider() -> Result<&'static Operations, NotLoaded> {
                    Ok(&voldeck_providers::$provider::OPERATIONS)
                }
            )+)+
            match provider.id {
                $($(id if id == stringify!($provider) => Box::pin(async { $provider().await.ok() }),)+)+
                other => panic!("{other} is in no chunk"),
            }
        }
    };
}

// The drivers and the actions: those of living services each alone, the two of closed ones together. The chunk of drivers has the names
// of its providers, joined by `_`: the start script (`assets/boot.js`) finds it by them. That of their actions is called after it.
providers! {
    nomad nomad_actions: nomad;
    cinder cinder_actions: cinder;
    scaleway scaleway_actions: scaleway;
    lunanode lunanode_actions: lunanode;
    tutum_scalarium tutum_scalarium_actions: tutum scalarium;
}
