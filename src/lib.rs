//! Voldeck: a browser console for block storage. Volumes, groups and snapshots of every provider a team uses, in one tab.
//!
//! > An action is a row of data, a call is a value, a view is a function of the cache.
//! > Adding a provider adds one folder and one line of registration, and never touches a view.
//!
//! # Invariants
//!
//! 1. `model` knows no HTTP; `http` knows no storage; a provider knows no other provider and no view; a simulator knows
//!    no client code; a view knows no vendor. (`tests/architecture.rs`)
//! 2. Only the composition root chooses a transport. One file each for network, clock, storage, cryptography and clipboard,
//!    in `browser`; the demo's simulators stand behind `browser/worker.rs`. (`tests/architecture.rs`)
//! 3. Nothing a provider sent is dropped: every leaf of every item is shown. (`tests/lossless`)
//! 4. Legality is decided on the provider's own words, never on the normalised phase. (`tests/legality.rs`: what a menu
//!    offers is accepted, what it refuses is refused)
//! 5. A write leaves the console at most once per click (`tests/bad_input`; once more where it was refused for a token that had run
//!    out, which is fetched anew: then it was not carried out), and reaches the server at most once through a
//!    proxy that answers for a provider that does not (`tests/browser` counts there). Without one a browser may send it again
//!    by itself, which no page can forbid: see `browser/fetch.rs` and the README's limits.
//! 6. No secret is printable: [`Secret`](voldeck_core::http::Secret) has no `Display`, its `Debug` redacts, and every rendering of a request masks.
//!    (`http/message.rs`, `form.rs`, `connection.rs`)
//! 7. No global state: two consoles can live on one page, and taking one away leaves nothing running. How things are written (language,
//!    units, zone) is one choice a page.
//! 8. It runs under a strict Content-Security-Policy without inline script, at a root or below a path. (`tests/browser`
//!    serves it so)

pub mod activity;
#[cfg(any(feature = "ui", feature = "worker"))]
pub mod browser;
pub mod connection;
pub mod credentials;
pub mod host_config;
pub mod interaction;
pub mod inventory;
pub mod limits;
pub mod route;
pub mod subscriptions;
#[cfg(feature = "ui")]
pub mod ui;
