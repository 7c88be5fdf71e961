//! Bodies as they are on the wire, and what they mean.
//!
//! Only what the console uses by name is described here; everything else stays in the item's exact text. Go sends `null`
//! for what it never made and `[]` or `{}` for what it made empty, so all of them are read alike ([`ObjectReader`]). Integers have
//! 64 bits and never pass through a float. Lists are split into items first and each item is read alone: a bad one
//! becomes a visible [`Unreadable`](voldeck_core::model::Unreadable) row and spoils nothing.
//!
//! Spelling: <https://github.com/hashicorp/nomad/blob/main/api/csi.go>, <https://github.com/hashicorp/nomad/blob/main/api/host_volumes.go>.

mod claim;
mod csi;
mod health;
mod host;
mod id;
mod lookup;
mod modes;
mod policy;
mod storage;
mod uses;

pub use claim::{Claims, sticky, sticky_claim, terminal};
pub use csi::{claims, csi};
pub use host::{host, registered};
pub use id::{ResourceRef, ResourceType, addressable};
pub use lookup::{NamedItem, Node, Plugin, PluginStub, Token, plugin, version};
pub use policy::{NamespaceRule, Policy, policy};
pub use storage::{Registered, Registration, external, snapshot};
pub use voldeck_core::decode::{ObjectReader, Unread, is_html, items, read, sort_by_name, split, text, text_of};

use voldeck_core::decode::{AttributeList, Read, count};
use voldeck_core::model::{Bytes, Resource};

/// A capacity in bytes as Nomad sends it: 0 means that nobody knows.
fn size(attributes: &mut AttributeList, bytes: Read<i64>) -> Option<Bytes> {
    attributes.size(bytes.map(|bytes| bytes.and_then(|bytes| u64::try_from(bytes).ok()).filter(|bytes| *bytes > 0)), 1)
}

/// The plugin of a resource.
pub fn plugin_of(resource: &Resource) -> Option<&str> {
    resource.text_attribute("plugin")
}
