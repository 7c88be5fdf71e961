//! The files of the vendors' own tools that connections can be taken from.

use voldeck_core::import::Importer;

use crate::{cinder, scaleway};

/// All of them.
pub static IMPORTERS: &[&Importer] = &[&cinder::import::IMPORTER, &scaleway::import::IMPORTER];

/// Why a text cannot be read as YAML, with the line. What stands in that line is not repeated: it may be a secret.
pub(crate) fn words(error: &serde_saphyr::Error) -> String {
    let at = error.location().map(|at| format!(" at line {}, column {}", at.line(), at.column())).unwrap_or_default();
    format!("The file cannot be read{at}: it is not YAML in the form that it should have.")
}
