//! Bodies as they are on the wire, and what they mean.
//!
//! Only what the console uses by name is described here; everything else stays in the item's exact text. Block answers the object
//! itself, Instance and the original API put it under its name.

mod block;
mod id;
mod instance;
mod lookup;

pub use block::{block_snapshot, block_volume, is_server};
pub use id::{Api, ResourceRef, plural};
pub use instance::{instance_snapshot, instance_volume};
pub use lookup::{Limits, Server, VolumeType, instance_types};
pub use voldeck_core::decode::{ObjectReader, is_html, items, read, sort_by_name, split, text_of};

use super::faults::ERROR_KEY;
use voldeck_core::decode::AttributeList;
use voldeck_core::model::Phase;

/// What a state word means, of Block and of Instance: <https://github.com/scaleway/scaleway-sdk-go/blob/main/api/block/v1/block_sdk.go>,
/// <https://github.com/scaleway/scaleway-sdk-go/blob/main/api/instance/v1/instance_sdk.go> (`VolumeStatus`, `VolumeState`, …).
fn phase(word: &str) -> Phase {
    match word {
        "available" | "in_use" | "attached" | "detached" => Phase::Ready,
        "error" | "invalid_data" => Phase::Failed,
        "locked" => Phase::Degraded,
        "creating" | "deleting" | "resizing" | "snapshotting" | "updating" | "exporting" | "importing" | "fetching" | "saving"
        | "attaching" | "detaching" | "hotsyncing" => Phase::Changing,
        _ => Phase::Unknown,
    }
}

/// Why it is in the state that it is in, where the API says.
fn reason(object: &ObjectReader) -> Option<String> {
    object.text(ERROR_KEY.answered).or_else(|| object.text(ERROR_KEY.documented))
}

fn tags(object: &ObjectReader, attributes: &mut AttributeList) {
    attributes.text("tags", "Tags", Some(object.texts("tags").join(", ")));
}
