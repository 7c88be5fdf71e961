//! The words of the product: what a volume, a group and a snapshot are to this console.
//!
//! Knows no HTTP, no provider and no view. Providers translate what they were sent into these types and keep the
//! exact text beside it ([`Raw`]), so that nothing is lost in translation.
//!
//! # Glossary
//!
//! - **Volume**: a piece of block storage that one provider manages and that a machine can use.
//! - **Group**: volumes that belong together, natively or because an attribute says so.
//! - **Snapshot**: a volume as it was at one moment.
//! - **Label** of a status: the provider's own word. **Phase**: what that word means for colour and polling, no more.

mod bytes;
mod raw;
mod resource;
pub mod shown;
mod time;

pub use bytes::{Bytes, Unit};
pub use raw::{Leaf, Raw};
pub use resource::{Attachment, Attribute, Described, Id, Item, Kind, NOT_REPORTED, Odd, Phase, Resource, Status, Unreadable, Value};
pub use time::{NOW, Timestamp};
