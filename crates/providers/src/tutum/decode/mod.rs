//! Bodies as they are on the wire, and what they mean.
//!
//! Links are `resource_uri`s: absent ones `null`, lists of them `[]`, in lists of objects perhaps left out. What is left out is
//! not told, which is not "none".
//! <https://github.com/tutumcloud/api-docs/blob/master/source/includes/volumegroup.md>, `volume.md`.

mod date;
mod group;
mod named_ref;
mod volume;

pub use date::moment;
pub use group::group;
pub use named_ref::{NamedRef, kept};
pub use volume::volume;

use super::place::uuid_of;
use voldeck_core::decode::{AttributeList, ObjectReader};
use voldeck_core::json;
use voldeck_core::model::{Attachment, Attribute, Phase, Resource, Status, Value};

/// `Created` and `Terminated`; other words are shown as they are.
fn state(object: &ObjectReader) -> Status {
    match object.text("state") {
        Some(word) if word == "Created" => Status::new(Phase::Ready, word),
        Some(word) if word == "Terminated" => Status::new(Phase::Degraded, word).with("deleted; it stays listed for a while"),
        Some(word) => Status::new(Phase::Unknown, word),
        None => Status::not_reported(),
    }
}

/// A list of links, as far as it was sent.
#[derive(Default)]
struct Links {
    /// Each link once, as given.
    given: Vec<String>,
    /// How many things it names, those included that cannot be read.
    number: usize,
    /// Whether it was sent, and names nothing.
    empty: bool,
}

/// Reads a list of links; `None` where it was not sent. Something else in its place is no list, and becomes an attribute of this key.
fn list(object: &ObjectReader, name: &str, attributes: &mut AttributeList, key: &'static str, label: &'static str) -> Option<Links> {
    let sent = object
        .try_get_with(name, "a list of links", |text| text.starts_with('[').then(|| json::entries(text)).flatten().map(|all| all.len()));
    let sent = match sent {
        Ok(sent) => sent?,
        Err(odd) => {
            attributes.add(key, label, Value::Odd(odd));
            return None;
        }
    };
    let mut links = Links { empty: sent == 0, ..Links::default() };
    let all = json::entries(object.get(name)?)?;
    let unread = all.iter().filter(|(_, item)| item.starts_with(['{', '[', 't', 'f'])).count();
    for client in object.texts(name) {
        if !client.is_empty() && !links.given.iter().any(|known| uuid_of(known) == uuid_of(&client)) {
            links.given.push(client);
        }
    }
    links.number = links.given.len() + unread;
    Some(links)
}

/// Takes in who uses a group or a volume. Where that cannot be read, its own text stands in its place.
fn take_attachments(resource: &mut Resource, object: &ObjectReader, name: &str, attributes: &mut AttributeList, label: &'static str) {
    let key = if name == "services" { "services" } else { "containers" };
    let Some(links) = list(object, name, attributes, Attribute::USED, label) else { return };
    attributes.add(key, label, Value::Number(links.number as u64));
    resource.attachments = links.given.iter().map(|given| bare(given)).collect();
    resource.attached = if links.number > 0 { Some(true) } else { links.empty.then_some(false) };
}

/// A user of which only the address is known.
fn bare(given: &str) -> Attachment {
    Attachment::new(uuid_of(given).to_owned(), None, Status::new(Phase::Unknown, "not known"))
}

/// The links of a field of an item that was read: of a plural, those of the list; otherwise the one.
pub fn links(raw: &str, name: &str) -> Vec<String> {
    let Ok(object) = ObjectReader::parse(raw) else { return Vec::new() };
    let mut links = match object.get(name) {
        Some(list) if name.ends_with('s') => {
            if list.starts_with('[') {
                object.texts(name)
            } else {
                Vec::new()
            }
        }
        _ => object.text(name).into_iter().collect(),
    };
    links.retain(|client| !client.is_empty());
    links
}
