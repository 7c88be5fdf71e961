//! What one may do with volumes and snapshots at `LunaNode`, one row each.
//!
//! Legality is decided on the word of `volume/info`, as Cinder behind the API decides; where only the list's coarser word is known,
//! and for words that this console has not met, the server decides.

mod attach;
mod look;
mod make;
mod snapshot;
mod volume;

use super::api::{self, call};
use super::link::{LunaLink, text_fact};
use super::wire::{self, Address, GB, phase};
use crate::action::{self, Action, Field, FieldKind, Scene, Values};
use crate::http::FieldError;
use crate::model::{Bytes, Phase, Resource};

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[
    make::CREATE,
    make::RESTORE,
    volume::EXTEND,
    volume::RENAME,
    attach::ATTACH,
    attach::DETACH,
    snapshot::TAKE,
    snapshot::REPLICATE,
    volume::DELETE,
    snapshot::DELETE,
];

/// What rows have in common. OpenStack does the work before the API answers.
const BASE: Action = Action { docs: api::DOCS, timeout_millis: 60_000, ..action::BASE };

/// The largest size of Cinder's that is a whole number of GB.
const MOST: u64 = i64::MAX as u64 / GB * GB;

fn link<'a>(scene: &Scene<'a>) -> Option<&'a LunaLink> {
    scene.link.as_any().downcast_ref()
}

fn name(scene: &Scene) -> String {
    scene.target.map(|target| target.name.clone()).unwrap_or_default()
}

/// The target's own id.
fn id<'a>(scene: &Scene<'a>) -> &'a str {
    scene.target.map_or("", |target| &target.vendor_id)
}

/// The target's region.
fn region<'a>(scene: &Scene<'a>) -> &'a str {
    scene.target.and_then(|target| text_fact(target, "region")).unwrap_or_default()
}

/// The state that decides: that of `volume/info`, else that of the list.
fn state(resource: &Resource) -> &str {
    text_fact(resource, "state").unwrap_or(&resource.status.label)
}

/// Why the target's state forbids it: it is a known one, and none of these.
fn unless(scene: &Scene, allowed: &[&str], rule: &str) -> Option<String> {
    let state = state(scene.target?);
    let open = state == "active" || phase(state) == Phase::Unknown || allowed.contains(&state);
    (!open).then(|| format!("It is {state}. {rule}"))
}

/// Why no volume can be made from a snapshot now, and no image.
pub fn unusable(snapshot: &Resource) -> Option<String> {
    let state = state(snapshot);
    (state != "available" && phase(state) != Phase::Unknown).then(|| format!("It is {state}. Only an available snapshot can be used."))
}

/// A size of whole GB.
fn size_field(label: &'static str, min: u64) -> Field {
    Field::new("size", label, FieldKind::Size { min: min.min(MOST), max: MOST }).required().example("10 GiB")
}

/// A size in GB, as the API writes it.
fn gb(values: &Values) -> String {
    (values.bytes("size").unwrap_or_default().0 / GB).to_string()
}

fn check_size(_: &Scene, values: &Values) -> Vec<FieldError> {
    let size = values.bytes("size").unwrap_or_default().0;
    let whole = size / GB;
    // What is below one GB the field itself refuses.
    if size.is_multiple_of(GB) || whole == 0 {
        return Vec::new();
    }
    vec![FieldError::new(
        "size",
        format!("LunaNode counts in whole GB of 2^30 bytes: {} or {}.", Bytes(whole * GB), Bytes((whole + 1) * GB)),
    )]
}
