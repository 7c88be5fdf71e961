//! Clients of the providers: one folder each, and one line of registration.
//!
//! A provider is a folder of three parts. `description` is what the console always has: names, columns. `driver` is loaded
//! when one connects: `sign_in` (what is filled in), `client` (a connection, and its test), `api` (endpoints), `decode` (bodies),
//! `failure` (response → error).
//! `actions` (the table of what one can do) is loaded once its lists are there. Beside them, `tests`. It knows no other provider, no
//! view and no simulator.

use voldeck_core::action::Action;
use voldeck_core::import::Importer;
use voldeck_core::provider::{Driver, Operations, Provider};

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
mod yaml;

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

        /// What is done over a connection to a provider, for the same programs.
        ///
        /// # Panics
        ///
        /// If the provider is none of [`ALL`].
        pub fn operations(provider: &Provider) -> &'static Operations {
            match provider.id {
                $(id if id == $folder::PROVIDER.id => &$folder::OPERATIONS,)*
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

/// The files of the vendors' own tools that connections can be taken from.
pub static IMPORTERS: &[&Importer] = &[&cinder::import::IMPORTER, &scaleway::import::IMPORTER];

/// What one can do over a connection to a provider.
///
/// # Panics
///
/// If the provider is none of [`ALL`].
pub fn actions(provider: &Provider) -> &'static [Action] {
    operations(provider).actions
}

/// The provider of this id. Not to be inlined: knowing the few providers, the compiler would put each one's form into its caller.
#[inline(never)]
pub fn by_id(id: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|provider| provider.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voldeck_core::action::FieldKind;

    #[test]
    fn what_a_connection_waits_for_is_called_as_in_its_form() {
        for provider in ALL {
            let fields = driver(provider).sign_in().fields;
            let label = fields.iter().find(|field| field.kind == FieldKind::Secret).unwrap().label;
            assert!(provider.secret.eq_ignore_ascii_case(label), "{label}");
        }
    }
}
