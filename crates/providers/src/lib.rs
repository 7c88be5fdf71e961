//! Clients of the providers: one folder each, and one line of registration.
//!
//! A provider is a folder of two parts. `description` is what the console always has: names, columns, the sign-in form. `driver` is
//! the rest, loaded when one connects: `api` (endpoints), `decode` (bodies), `actions` (the table), `failure` (response → error),
//! `client` (a connection, and its test). Beside them, `tests`. It knows no other provider, no view and no simulator.

use voldeck_core::action::FieldKind;
use voldeck_core::provider::{Driver, Provider};

pub mod address;
pub mod body;
pub mod cinder;
pub mod concurrency;
pub mod connection_test;
#[cfg(not(target_family = "wasm"))]
pub mod decode_cli;
pub mod fault;
pub mod lunanode;
pub mod nomad;
pub mod options;
pub mod scalarium;
pub mod scaleway;
pub mod tutum;

macro_rules! register {
    ($($folder:ident),*) => {
        /// Every provider.
        pub static ALL: &[&Provider] = &[$(&$folder::PROVIDER),*];

        /// A provider's driver, for programs that have all of them: tests, tasks, and a console that is one file.
        ///
        /// # Panics
        ///
        /// If the provider is none of [`ALL`].
        pub fn driver(provider: &Provider) -> &'static Driver {
            match provider.id {
                $(id if id == $folder::PROVIDER.id => &$folder::DRIVER,)*
                other => panic!("{other} is not registered"),
            }
        }

        /// Every provider's operations whose bodies `cargo xtask decode` reads. Native only: no browser downloads them.
        #[cfg(not(target_family = "wasm"))]
        pub static DECODERS: &[(&str, &[decode_cli::DecodeOperation])] = &[$((stringify!($folder), $folder::DECODERS)),*];
    };
}

// Adding a provider is a folder and a name here; its simulator, the same in `crates/simulators`.
register! { nomad, tutum, scalarium, lunanode, scaleway, cinder }

/// The provider of this id. Not to be inlined: knowing the few providers, the compiler would put each one's form into its caller.
#[inline(never)]
pub fn by_id(id: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|provider| provider.id == id)
}

/// What a connection of this provider waits for when it was written down without its secrets: `token`, `API key`.
pub fn secret_word(provider: &str) -> String {
    let fields = by_id(provider).map_or_else(Vec::new, |provider| provider.sign_in().fields);
    let label = fields.iter().find(|field| field.kind == FieldKind::Secret).map_or("secret", |field| field.label);
    // A word is written small within a sentence, an abbreviation is not.
    let small = label.chars().nth(1).is_some_and(char::is_lowercase);
    if small { label.to_lowercase() } else { label.to_owned() }
}
