//! Bodies as they are on the wire, and what they mean.
//!
//! Only what the console uses by name is described here; everything else stays in the item's exact text.
//! <https://support.scalarium.com/kb/api/volumes-list-delete-and-snapshot>

mod array;
mod date;
mod lookup;
mod snapshot;
mod volume;

pub use array::arrays;
pub use lookup::{Cloud, Instance, clouds, instances};
pub use snapshot::snapshot;
pub use voldeck_core::decode::{is_html, items, read, sort_by_name};
pub use volume::{managed, volume};

use voldeck_core::decode::{self, ObjectReader, wrong};
use voldeck_core::fill;
use voldeck_core::http::DecodeError;
use voldeck_core::model::{Phase, Status};

/// Splits a list that is an answer. An empty one is `[]`: nothing says that `null` ever stood for it.
///
/// # Errors
///
/// When the body is no list.
pub fn split(body: &str) -> Result<Vec<&str>, DecodeError> {
    if body.trim() == "null" { Err(DecodeError(wrong("", "null", "a list"))) } else { decode::split(body) }
}

/// An id that there has to be, and by which something can be called.
fn own_id(object: &ObjectReader, name: &str) -> Result<String, String> {
    let id = object.required_string(name)?;
    addressable(&id)?;
    Ok(id)
}

/// Whether an id can be part of an address at all.
///
/// # Errors
///
/// An empty id, and `.` and `..`: the browser resolves them away, encoded or not, and the call would reach another address.
/// <https://url.spec.whatwg.org/#double-dot-path-segment>
pub fn addressable(id: &str) -> Result<(), String> {
    if matches!(id, "" | "." | "..") { Err(fill!("A browser cannot call an address with “{id}” as an id.", id)) } else { Ok(()) }
}

/// What a word of a table means; unknown words are unknown.
fn phase(table: &[(&str, Phase)], word: &str) -> Phase {
    table.iter().find(|(known, _)| *known == word).map_or(Phase::Unknown, |(_, phase)| *phase)
}

/// The state of a word of a table, or that none was told.
fn state(table: &[(&str, Phase)], word: Option<String>) -> Status {
    word.map_or_else(Status::not_reported, |word| Status::new(phase(table, &word), word))
}
