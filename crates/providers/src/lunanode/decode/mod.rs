//! Bodies as they are on the wire, and what they mean.
//!
//! Every value is text, numbers too; a server that sends `4682` for `"4682"` is understood as well. A PHP back end makes the
//! answers: an empty map arrives as `[]` or `""`, and a list with gaps as a map with numbers for names, so all of them are read
//! alike.

mod lookup;
mod volume;

pub use lookup::{NamedItem, images, regions, vms};
use voldeck_core::decode::Read;
pub use voldeck_core::decode::{ObjectReader, is_html, sort_by_name};
pub use volume::{GB, ResourceRef, phase, snapshot, state, unusable, volume, volume_in_full};

use voldeck_core::decode::{read, wrong};
use voldeck_core::fill;
use voldeck_core::http::DecodeError;
use voldeck_core::json;

/// The value of this name in an answer.
///
/// # Errors
///
/// When the body is no object, or has nothing of this name.
pub fn field<'a>(body: &'a str, name: &str) -> Result<&'a str, DecodeError> {
    json::member(read(body)?, name).ok_or_else(|| DecodeError(fill!("{name}: there is none.", name)))
}

/// The values of a list or a map of this name, with their names, which are empty in a list.
fn parts<'a>(body: &'a str, name: &str) -> Result<Vec<json::Entry<'a>>, DecodeError> {
    match field(body, name)? {
        // PHP's empty list may be an empty text; `null` is none at all.
        "\"\"" => Ok(Vec::new()),
        text => {
            let mut parts = json::entries(text).ok_or_else(|| DecodeError(wrong(name, text, "a list")))?;
            parts.retain(|(_, item)| *item != "null");
            Ok(parts)
        }
    }
}

/// The items of a list of this name, not yet read.
///
/// # Errors
///
/// When there is no such list.
pub fn list<'a>(body: &'a str, name: &str) -> Result<Vec<&'a str>, DecodeError> {
    Ok(parts(body, name)?.into_iter().map(|(_, item)| item).collect())
}

/// The id that a write answers; `None` where the server does not tell it.
pub fn answered(body: &str, name: &str) -> Option<String> {
    ObjectReader::parse(body.trim()).ok()?.text(name)
}

/// Whether a field holds what PHP sends in place of nothing.
fn nothing(object: &ObjectReader, name: &str) -> bool {
    object.get(name).is_none_or(|text| matches!(text, "[]" | "{}" | "false" | "\"\""))
}

/// A field read so, or none for what PHP sends in place of nothing.
fn say<'a, T>(object: &ObjectReader<'a>, name: &str, read: impl Fn(&ObjectReader<'a>, &str) -> Read<T>) -> Read<T> {
    if nothing(object, name) { Ok(None) } else { read(object, name) }
}
