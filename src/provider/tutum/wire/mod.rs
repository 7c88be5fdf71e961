//! Bodies as they are on the wire, and what they mean.
//!
//! Links are `resource_uri`s: absent ones `null`, lists of them `[]`, in lists of objects perhaps left out.
//! <https://github.com/tutumcloud/api-docs/blob/master/source/includes/volumegroup.md>, `volume.md`.

mod group;
mod thing;
mod volume;

pub use group::group;
pub use thing::{Thing, kept, rfc_1123};
pub use volume::volume;

use super::place::uuid_of;
use crate::model::{Phase, Status, User};
use crate::wire::Object;

/// `Created` and `Terminated`; other words, and none, are shown as they are.
fn state(object: &Object) -> Status {
    match object.text("state") {
        Some(word) if word == "Created" => Status::new(Phase::Ready, word),
        Some(word) if word == "Terminated" => Status::new(Phase::Degraded, word).with("deleted; it stays listed for a while"),
        Some(word) => Status::new(Phase::Unknown, word),
        None => Status::new(Phase::Unknown, "not given"),
    }
}

/// A user of which only the address is known.
fn bare(given: &str) -> User {
    User::new(uuid_of(given).to_owned(), None, Status::new(Phase::Unknown, "not known"))
}

/// The links of a field of an item that was read: one, several or none.
pub fn links(raw: &str, name: &str) -> Vec<String> {
    let Ok(object) = Object::of(raw) else { return Vec::new() };
    match object.get(name) {
        Some(text) if text.starts_with('[') => object.texts(name),
        _ => object.text(name).into_iter().collect(),
    }
}
