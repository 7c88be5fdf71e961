//! A snapshot of a volume. Scalarium tells neither its name nor its size.
//!
//! `status` is EC2's word (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html>): `pending` until `progress`
//! is `100%`, then `completed`.

use super::{own_id, phase, time};
use crate::model::{Kind, Phase, Resource, Status, Value};
use crate::provider::address;
use crate::wire::{Facts, Object};

const STATES: &[(&str, Phase)] = &[("pending", Phase::Changing), ("completed", Phase::Ready), ("error", Phase::Failed)];

/// Status and progress together, each as it was sent.
fn status(label: String, progress: Option<&str>) -> Status {
    let known = phase(STATES, &label);
    let full = progress.is_some_and(|progress| progress.trim_end_matches('%') == "100");
    let (phase, detail) = match (label.as_str(), progress) {
        ("completed", Some(progress)) if !full => (Phase::Unknown, Some(format!("but progress is {progress}"))),
        ("pending", Some(progress)) if full => (known, Some(format!("but progress is {progress}"))),
        _ => (known, progress.filter(|_| !full).map(str::to_owned)),
    };
    Status { phase, label, detail }
}

/// Reads a snapshot of the volume that Scalarium knows by this id.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn snapshot(raw: &str, volume: &str) -> Result<Resource, String> {
    let snapshot = Object::of(raw)?;
    let vendor_id = own_id(&snapshot, "id")?;
    let progress = snapshot.text("progress");
    let source = snapshot.text("volume_id");
    let mut facts = Facts::default();
    let named = source.clone().unwrap_or_else(|| volume.to_owned());
    facts.add("volume", "Volume", Value::Link(Kind::Volume, address::id(&[volume]), named));
    facts.text("progress", "Progress", progress.clone());
    let mut resource = Resource::new(
        Kind::Snapshot,
        address::id(&[volume, &vendor_id]),
        vendor_id,
        None,
        status(super::label(&snapshot), progress.as_deref()),
        raw,
    );
    resource.created = time(&snapshot, "started_at");
    resource.source = source;
    resource.facts = facts.0;
    Ok(snapshot.finish(resource))
}
