//! What choices need to know: regions, images, virtual machines. Nothing else of them is kept; `vm/info`, which tells a password
//! as `login_details`, is not called.

use super::{Object, parts};
use crate::http::Misread;
use crate::json;

/// A region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// `toronto`.
    pub id: String,
    /// `Toronto, Canada`.
    pub label: String,
}

/// Reads `region/list`: a map from ids to labels.
///
/// # Errors
///
/// When there is no such map.
pub fn regions(body: &str) -> Result<Vec<Region>, Misread> {
    let region = |(id, label): json::Part| {
        let label = json::string(label);
        // In a plain list the label is all there is.
        let id = if id.is_empty() { label.clone()? } else { id.into_owned() };
        Some(Region { label: label.filter(|label| !label.is_empty()).unwrap_or_else(|| id.clone()), id })
    };
    Ok(parts(body, "regions")?.into_iter().filter_map(region).collect())
}

/// An image: a template, an ISO, or a snapshot of a virtual machine. What it is stands only at the end of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its id.
    pub id: String,
    /// `Debian 12 64-bit (template)`.
    pub name: String,
    /// Where it is.
    pub region: String,
    /// `active`, `queued`, `saving`, `killed`, `error`, …
    pub status: String,
}

impl Image {
    /// Reads one; `None` without an id.
    pub fn of(image: &Object) -> Option<Self> {
        let word = |name| image.word(name).unwrap_or_default();
        Some(Self { id: image.word("image_id")?, name: word("name"), region: word("region"), status: word("status") })
    }

    /// Why no volume can ever be made from it.
    pub fn unfit(&self) -> Option<String> {
        self.name.trim_end().ends_with("(ISO)").then(|| "An ISO is no content for a volume.".to_owned())
    }

    /// Why no volume can be made from it now.
    pub fn refused(&self) -> Option<String> {
        let busy = !matches!(self.status.as_str(), "" | "active");
        self.unfit().or_else(|| busy.then(|| format!("It is {}.", self.status)))
    }
}

/// A virtual machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vm {
    /// Its id: a UUID, before about 2016 a number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub region: String,
    /// Its public address.
    pub ip: String,
}

impl Vm {
    /// Reads one; `None` without an id.
    pub fn of(vm: &Object) -> Option<Self> {
        let word = |name| vm.word(name).unwrap_or_default();
        let name = vm.word("name").or_else(|| vm.word("hostname"));
        let id = vm.word("vm_id")?;
        Some(Self { name: name.unwrap_or_else(|| id.clone()), id, region: word("region"), ip: word("primaryip") })
    }
}
