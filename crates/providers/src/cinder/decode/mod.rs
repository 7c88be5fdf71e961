//! Bodies as they are on the wire, and what they mean.
//!
//! Only what the console uses by name is described here; everything else stays in the item's exact text. What came with a later
//! microversion is missing before it, so hardly any field has to be there. Times are UTC without saying so.

mod collection;
mod id;
mod storage;

pub use collection::{COLLECTIONS, Collection, collection};
pub use id::ResourceRef;
pub use storage::{GIB, resource};
pub use voldeck_core::decode::{ObjectReader, items, read, sort_by_name, split, text_of};

use crate::cinder::faults::{About, instead};
use voldeck_core::json;
use voldeck_core::model::{Phase, Resource};

/// What a state word means.
/// <https://opendev.org/openstack/cinder/src/branch/master/cinder/objects/fields.py>; `reverting`, `deleted` and `unmanaging` are
/// answered as well.
fn phase(word: &str) -> Phase {
    match word {
        "available" | "in-use" | "attached" => Phase::Ready,
        "reserved" | "awaiting-transfer" | "maintenance" | "detached" => Phase::Degraded,
        "creating" | "deleting" | "attaching" | "detaching" | "extending" | "retyping" | "downloading" | "uploading" | "backing-up"
        | "restoring-backup" | "managing" | "reverting" | "updating" | "unmanaging" | "restoring" => Phase::Changing,
        // What is gone is not listed: it is on its way.
        word if word == instead(About::GroupDeleting, None) => Phase::Changing,
        word if word.starts_with("error") => Phase::Failed,
        _ => Phase::Unknown,
    }
}

/// The pairs of an object of texts, in the order of sending.
fn pairs(object: &str) -> Option<Vec<(String, String)>> {
    let parts = json::entries(object).filter(|_| object.starts_with('{'))?;
    Some(parts.into_iter().map(|(key, value)| (key.into_owned(), json::string(value).unwrap_or_else(|| value.to_owned()))).collect())
}

/// The pairs of `metadata`, in the order of sending.
pub fn metadata(raw: &str) -> Vec<(String, String)> {
    json::member(raw, "metadata").and_then(pairs).unwrap_or_default()
}

/// Keys that Cinder itself puts among the metadata of a volume, for all to see.
/// <https://opendev.org/openstack/cinder/src/branch/master/cinder/utils.py> (`_visible_admin_metadata_keys`)
const ITS_OWN: [&str; 2] = ["readonly", "attached_mode"];

/// The pairs of `metadata` that are the project's own. What Cinder adds of its own stays whatever is written; written back, it would
/// become the project's, and then every attachment only reads.
pub fn own_metadata(raw: &str) -> Vec<(String, String)> {
    let mut pairs = metadata(raw);
    pairs.retain(|(key, _)| !ITS_OWN.contains(&key.as_str()));
    pairs
}

/// Yes or no in every spelling that `OpenStack` knows, as a text or as a number.
fn yes(text: &str) -> Option<bool> {
    match text.trim_matches('"').trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "t" | "y" => Some(true),
        "false" | "0" | "no" | "off" | "f" | "n" | "" => Some(false),
        _ => None,
    }
}

/// How many there are in a list, `null` left out.
fn entries(text: &str) -> Option<u64> {
    let parts = json::entries(text).filter(|_| text.starts_with('['))?;
    Some(parts.iter().filter(|(_, part)| *part != "null").count() as u64)
}

/// Whether the server says yes, as `true`, as `"True"`, as `1`.
pub fn says_yes(raw: &str, name: &str) -> bool {
    json::member(raw, name).and_then(yes).unwrap_or(false)
}

/// What a volume says of its attachments.
pub fn attachments(volume: &Resource) -> Vec<&str> {
    let list = json::member(volume.raw.text(), "attachments").and_then(json::entries);
    list.unwrap_or_default().into_iter().map(|(_, one)| one).collect()
}
