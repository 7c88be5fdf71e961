//! What choices need to know: regions, images, virtual machines. Nothing else of them is kept; `vm/info`, which tells a password
//! as `login_details`, is not called.

use super::{ObjectReader, parts};
use voldeck_core::fill;
use voldeck_core::http::DecodeError;
use voldeck_core::json;
use voldeck_core::texts::t;

/// Something with a name: a region, an image, a virtual machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedItem {
    /// Its id: `toronto`; a number for images; a UUID for virtual machines, before about 2016 a number.
    pub id: String,
    /// Its name: `Toronto, Canada`, `Debian 12 64-bit (template)`.
    pub name: String,
    /// Where it is; empty for regions.
    pub region: String,
    /// An image's status (`active`, `queued`, `saving`, `killed`, …), a virtual machine's address.
    pub note: String,
}

impl NamedItem {
    /// Why no volume can ever be made from an image. What kind it is of stands only at the end of its name.
    pub fn unfit(&self) -> Option<String> {
        self.name.trim_end().ends_with("(ISO)").then(|| t("An ISO is no content for a volume.").to_owned())
    }

    /// Why no volume can be made from an image now.
    pub fn refused(&self) -> Option<String> {
        let busy = !matches!(self.note.as_str(), "" | "active");
        self.unfit().or_else(|| busy.then(|| fill!("It is {note}.", note = self.note)))
    }
}

/// Reads `region/list`: a map from ids to labels.
///
/// # Errors
///
/// When there is no such map.
pub fn regions(body: &str) -> Result<Vec<NamedItem>, DecodeError> {
    named(body, "regions", "id", "")
}

/// Reads `image/list`.
///
/// # Errors
///
/// When there is no such list.
pub fn images(body: &str) -> Result<Vec<NamedItem>, DecodeError> {
    named(body, "images", "image_id", "status")
}

/// Reads `vm/list`.
///
/// # Errors
///
/// When there is no such list.
pub fn vms(body: &str) -> Result<Vec<NamedItem>, DecodeError> {
    named(body, "vms", "vm_id", "primaryip")
}

/// Every item that has an id; choices can do without the others.
fn named(body: &str, list: &str, id: &str, note: &str) -> Result<Vec<NamedItem>, DecodeError> {
    let mut all = Vec::new();
    for (key, text) in parts(body, list)? {
        let mut one = NamedItem { id: key.into_owned(), name: json::string(text).unwrap_or_default(), ..NamedItem::default() };
        if let Ok(object) = ObjectReader::parse(text) {
            let word = |name| object.text(name).unwrap_or_default();
            one = NamedItem { id: word(id), name: word("name"), region: word("region"), note: word(note) };
        }
        // In a plain list of regions the name is all there is; some machines have none.
        if one.id.is_empty() && text.starts_with('"') {
            one.id.clone_from(&one.name);
        } else if one.name.is_empty() {
            one.name.clone_from(&one.id);
        }
        if !one.id.is_empty() {
            all.push(one);
        }
    }
    Ok(all)
}
