//! A snapshot of a volume. Scalarium tells neither its name nor its size.
//!
//! `status` is EC2's word (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html>): `pending` until `progress`
//! is `100%`, then `completed`.

use super::date::try_time;
use super::{own_id, state};
use crate::address;
use voldeck_core::decode::{AttributeList, ObjectReader, whole};
use voldeck_core::fill;
use voldeck_core::model::{Attribute, Kind, Phase, Resource, Status, Value};

const STATES: &[(&str, Phase)] = &[("pending", Phase::Changing), ("completed", Phase::Ready), ("error", Phase::Failed)];

/// Status and progress together, each as it was sent.
fn status(word: Option<String>, progress: Option<&str>) -> Status {
    let full = progress.is_some_and(|progress| whole(progress.trim().trim_end_matches('%').trim_end()) == Some(100));
    let mut status = state(STATES, word);
    (status.phase, status.detail) = match (status.label.as_str(), progress) {
        ("completed", Some(progress)) if !full => (Phase::Unknown, Some(fill!("but progress is {progress}", progress))),
        ("pending", Some(progress)) if full => (status.phase, Some(fill!("but progress is {progress}", progress))),
        _ => (status.phase, progress.filter(|_| !full).map(str::to_owned)),
    };
    status
}

/// Reads a snapshot of the volume that Scalarium knows by this id.
///
/// # Errors
///
/// When it has no id to call it by.
pub fn snapshot(raw: &str, volume: &str) -> Result<Resource, String> {
    let snapshot = ObjectReader::parse(raw)?;
    let provider_id = own_id(&snapshot, "id")?;
    let progress = snapshot.try_text("progress");
    // It names its volume by EC2's id. One that names none was still listed with this one.
    let source = snapshot.text("volume_id").unwrap_or_else(|| volume.to_owned());
    let told = progress.as_ref().ok().and_then(Option::as_deref);
    let status = status(snapshot.text("status"), told);
    let mut resource = Resource::new(Kind::Snapshot, address::id(&[volume, &provider_id]), provider_id, None, status, raw);
    let mut attributes = AttributeList::default();
    attributes.add(Attribute::SOURCE, "Volume", Value::Link(Kind::Volume, address::id(&[volume]), source.clone()));
    attributes.text("progress", "Progress", progress);
    resource.created = attributes.created(try_time(&snapshot, "started_at"));
    resource.source = Some(source).filter(|source| !source.is_empty());
    resource.attributes = attributes.0;
    Ok(snapshot.finish(resource))
}
