//! A volume: an EBS volume that Scalarium made, or met in the AWS account (“Synced from AWS”).
//!
//! `status` and `attachment_status` are EC2's words
//! (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html>, `API_VolumeAttachment.html`).

use super::date::try_time;
use super::{own_id, state};
use crate::address;
use voldeck_core::decode::{AttributeList, ObjectReader, Read};
use voldeck_core::fill;
use voldeck_core::model::{Attachment, Attribute, Kind, Odd, Phase, Resource, Status, Timestamp, Value};

const STATES: &[(&str, Phase)] = &[
    ("creating", Phase::Changing),
    ("available", Phase::Ready),
    ("in-use", Phase::Ready),
    ("deleting", Phase::Changing),
    ("deleted", Phase::Degraded),
    ("error", Phase::Failed),
];

/// An attribute: its key and label, the field it is read from, and what its text is.
type Told = (&'static str, &'static str, &'static str, fn(String) -> Value);

const FACTS: &[Told] = &[
    ("mount", "Mount point", "mount_point", Value::Code),
    ("device", "Device", "device", Value::Code),
    ("attachment", "Attachment", "attachment_status", Value::Text),
    ("zone", "Availability zone", "availability_zone", Value::Text),
    ("ec2", "EC2 volume", "volume_id", Value::Code),
    ("machine", "EC2 instance", "aws_instance_id", Value::Code),
    ("snapshot", "Made from snapshot", "snapshot_id", Value::Code),
    ("credential", "Credential", "credential_id", Value::Code),
];

/// The unit of sizes, which EBS counts in GiB.
const GIB: u64 = 1 << 30;

/// Status and attachment together. EC2 calls a volume `in-use` from the moment it begins to be attached until it is detached.
fn status(word: Option<String>, attachment: Option<&str>) -> Status {
    let mut status = state(STATES, word);
    let used = status.label == "in-use";
    (status.phase, status.detail) = match attachment {
        Some(word @ ("attaching" | "detaching")) if used => (Phase::Changing, Some(word.to_owned())),
        Some("attached") if used => (status.phase, None),
        Some("detached") if !used => (status.phase, None),
        Some(word @ ("attached" | "attaching" | "detaching" | "detached")) if status.is_reported() => {
            (Phase::Unknown, Some(fill!("but attachment_status is {word}", word)))
        }
        other => (status.phase, other.map(str::to_owned)),
    };
    status
}

/// Who uses a volume: an instance of Scalarium, or a machine of EC2 that Scalarium does not manage. Only ids are told; the link
/// puts in the instance's name and state.
fn attachments(volume: &ObjectReader, attachment: Option<&str>, since: Option<Timestamp>) -> Vec<Attachment> {
    let told = |name| volume.try_text(name).ok().flatten();
    let (instance, machine) = (told("instance_id"), told("aws_instance_id"));
    let named = instance.is_some();
    // Null where Scalarium does not manage the machine; a field that was left out, or that cannot be read, does not say so.
    let foreign = volume.has("instance_id") && volume.get("instance_id").is_none();
    let Some(id) = instance.or_else(|| machine.clone()).filter(|_| attachment != Some("detached")) else { return Vec::new() };
    let role: Vec<_> = [told("device"), told("mount_point")].into_iter().flatten().collect();
    let mut status = attachment.map_or_else(Status::not_reported, |word| Status::new(Phase::Unknown, word));
    if foreign {
        status.detail = Some("not an instance of Scalarium".to_owned());
    }
    let mut user = Attachment::new(id, None, status);
    user.host_id = machine.filter(|_| named);
    user.role = (!role.is_empty()).then(|| role.join(" at "));
    user.since = since;
    vec![user]
}

/// Whether anybody uses a volume: by the words of EC2 and by whom it names. Where it says neither, that is not told.
fn attached(volume: &ObjectReader, status: &Status, attachment: &Read<String>, named: bool) -> Option<bool> {
    if named || status.label == "in-use" {
        return Some(true);
    }
    // Null where it is attached to nothing; a field that was left out, or that cannot be read, says nothing.
    let null = |name| volume.has(name) && volume.get(name).is_none();
    let nobody = ["instance_id", "aws_instance_id"].into_iter().all(null);
    match attachment {
        Ok(Some(word)) if matches!(word.as_str(), "attached" | "attaching" | "detaching") => Some(true),
        Ok(Some(word)) if word == "detached" => Some(false),
        Ok(None) if status.label == "available" || nobody && null("attachment_status") => Some(false),
        _ => None,
    }
}

/// Whether an instance of Scalarium uses a volume: one whose name can be found.
pub fn managed(volume: &Resource) -> bool {
    volume.attachments.iter().any(|user| user.status.detail.is_none())
}

/// A size in GiB. One that no 64 bits hold in bytes cannot be read.
fn size(volume: &ObjectReader) -> Read<u64> {
    match volume.try_unsigned("size") {
        Ok(Some(number)) if number.checked_mul(GIB).is_none() => {
            Err(Odd { path: "size".to_owned(), text: number.to_string(), expected: "a number of GB" })
        }
        read => read,
    }
}

/// Reads a volume.
///
/// # Errors
///
/// When it has no id to call it by.
pub fn volume(raw: &str) -> Result<Resource, String> {
    let volume = ObjectReader::parse(raw)?;
    let provider_id = own_id(&volume, "id")?;
    let attachment = volume.try_text("attachment_status");
    let told = attachment.as_ref().ok().and_then(Option::as_deref);
    let since = try_time(&volume, "attached_at");
    let status = status(volume.text("status"), told);
    let attachments = attachments(&volume, told, since.clone().ok().flatten());
    let mut attributes = AttributeList::default();
    let array = volume.try_text("raid_array_id");
    attributes.read("array", "RAID array", array, |array| Value::Link(Kind::Group, address::id(&[&array]), array));
    for (key, label, field, value) in FACTS {
        attributes.read(key, label, volume.try_text(field), *value);
    }
    attributes.time("attached", "Attached", since);
    attributes.time("updated", "Updated", try_time(&volume, "updated_at"));
    // EC2's id is what the storage is known by; it is also what snapshots name their volume by.
    let ec2 = volume.try_text("volume_id").ok().flatten();
    let name = volume.text("name").or_else(|| ec2.clone());
    let used = attached(&volume, &status, &attachment, !attachments.is_empty());
    let mut resource = Resource::new(Kind::Volume, address::id(&[&provider_id]), provider_id, name, status, raw);
    resource.size = attributes.size(size(&volume), GIB);
    resource.created = attributes.created(try_time(&volume, "created_at"));
    resource.attached = used;
    resource.attachments = attachments;
    if let Err(odd) = volume.try_text("instance_id") {
        attributes.add(Attribute::USED, "Used by", Value::Odd(odd));
    }
    resource.source = volume.try_text("snapshot_id").ok().flatten();
    resource.storage_id = ec2;
    resource.attributes = attributes.0;
    Ok(volume.finish(resource))
}
