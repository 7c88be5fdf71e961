//! Bodies as they are on the wire, and what they mean.
//!
//! Only what the console uses by name is described here; everything else stays in the item's exact text. What came with a later
//! microversion is missing before it, so hardly any field has to be there. Times are UTC without saying so.

mod id;
mod storage;

pub use crate::wire::{Object, items, read, sort, split, text_of};
pub use id::{Place, collection};
pub use storage::{GIB, resource};

use crate::json;
use crate::model::{Phase, Resource, Status, Value};

/// What a state word means.
/// <https://opendev.org/openstack/cinder/src/branch/master/cinder/objects/fields.py>; `reverting`, `deleted` and `unmanaging` are
/// answered as well.
fn phase(word: &str) -> Phase {
    match word {
        "available" | "in-use" | "attached" => Phase::Ready,
        "reserved" | "awaiting-transfer" | "maintenance" | "detached" => Phase::Degraded,
        "creating" | "deleting" | "attaching" | "detaching" | "extending" | "retyping" | "downloading" | "uploading" | "backing-up"
        | "restoring-backup" | "managing" | "reverting" | "updating" | "unmanaging" | "restoring" | "deleted" => Phase::Changing,
        word if word.starts_with("error") => Phase::Failed,
        _ => Phase::Unknown,
    }
}

fn status(word: Option<String>) -> Status {
    word.map_or_else(Status::not_reported, |word| Status::new(phase(&word), word))
}

/// The pairs of `metadata`, in the order of sending.
pub fn metadata(raw: &str) -> Vec<(String, String)> {
    let parts = json::member(raw, "metadata").and_then(json::parts).unwrap_or_default();
    parts.into_iter().map(|(key, value)| (key.into_owned(), json::string(value).unwrap_or_else(|| value.to_owned()))).collect()
}

/// Whether the server says yes, as `true` or as `"True"`.
pub fn says_yes(raw: &str, name: &str) -> bool {
    json::member(raw, name).is_some_and(|value| value.trim_matches('"').eq_ignore_ascii_case("true"))
}

/// A fact that is text.
pub fn text_fact<'a>(resource: &'a Resource, key: &str) -> Option<&'a str> {
    match resource.fact(key) {
        Some(Value::Text(text) | Value::Code(text)) => Some(text),
        _ => None,
    }
}
