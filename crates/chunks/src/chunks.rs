//! Which parts there are. Few and coarse: what two of them share becomes a file of its own, and each file is a request.

use voldeck::ui::{Chunks, Loading, VIEWS, Views};
use voldeck_core::provider::{Driver, Provider};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// How the console gets them.
pub const CHUNKS: Chunks = Chunks { driver, views: || Box::pin(async { views().await.ok() }) };

/// A chunk did not come; the browser's console says why.
struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The views beyond the list.
#[wasm_split(views, fallible)]
fn views() -> Result<&'static Views, NotLoaded> {
    Ok(&VIEWS)
}

macro_rules! drivers {
    ($($chunk:ident: $($provider:ident)+;)+) => {
        $($(
            #[wasm_split($chunk, fallible)]
            fn $provider() -> Result<&'static Driver, NotLoaded> {
                Ok(&voldeck_providers::$provider::DRIVER)
            }
        )+)+

        fn driver(provider: &'static Provider) -> Loading<Driver> {
            match provider.id {
                $($(id if id == stringify!($provider) => Box::pin(async { $provider().await.ok() }),)+)+
                other => panic!("{other} is in no chunk"),
            }
        }
    };
}

// The drivers: those of living services each alone, the two of closed ones together. A chunk has the names of its providers, joined by
// `_`: the start script (`assets/boot.js`) finds it by them.
drivers! {
    nomad: nomad;
    cinder: cinder;
    scaleway: scaleway;
    lunanode: lunanode;
    tutum_scalarium: tutum scalarium;
}
