//! A volume: an EBS volume that Scalarium made, or met in the AWS account (“Synced from AWS”).
//!
//! `status` and `attachment_status` are EC2's words
//! (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html>, `API_VolumeAttachment.html`).

use super::{own_id, phase, time};
use crate::model::{Bytes, Kind, Phase, Resource, Status, Timestamp, User, Value};
use crate::provider::address;
use crate::wire::{Facts, Object};

const STATES: &[(&str, Phase)] = &[
    ("creating", Phase::Changing),
    ("available", Phase::Ready),
    ("in-use", Phase::Ready),
    ("deleting", Phase::Changing),
    ("deleted", Phase::Degraded),
    ("error", Phase::Failed),
];

/// A fact: its key and label, the field it is read from, and what its text is.
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

/// Status and attachment together. EC2 calls a volume `in-use` from the moment it begins to be attached until it is detached.
fn status(label: String, attachment: Option<&str>) -> Status {
    let used = label == "in-use";
    let known = phase(STATES, &label);
    let (phase, detail) = match attachment {
        Some(word @ ("attaching" | "detaching")) if used => (Phase::Changing, Some(word.to_owned())),
        Some("attached") if used => (known, None),
        Some("detached") if !used => (known, None),
        Some(word @ ("attached" | "attaching" | "detaching" | "detached")) => {
            (Phase::Unknown, Some(format!("but attachment_status is {word}")))
        }
        other => (known, other.map(str::to_owned)),
    };
    Status { phase, label, detail }
}

/// Who uses a volume: an instance of Scalarium, or a machine of EC2 that Scalarium does not manage. Only ids are told; the link
/// puts in the instance's name and state.
fn users(volume: &Object, attachment: Option<&str>, since: Option<Timestamp>) -> Vec<User> {
    let (instance, machine) = (volume.text("instance_id"), volume.text("aws_instance_id"));
    let managed = instance.is_some();
    let Some(id) = instance.or_else(|| machine.clone()).filter(|_| attachment != Some("detached")) else { return Vec::new() };
    let role: Vec<_> = [volume.text("device"), volume.text("mount_point")].into_iter().flatten().collect();
    let mut status = Status::new(Phase::Unknown, attachment.unwrap_or_default());
    if !managed {
        status.detail = Some("not an instance of Scalarium".to_owned());
    }
    let mut user = User::new(id, None, status);
    user.host_id = machine.filter(|_| managed);
    user.role = (!role.is_empty()).then(|| role.join(" at "));
    user.since = since;
    vec![user]
}

/// Whether an instance of Scalarium uses a volume: one whose name can be found.
pub fn managed(volume: &Resource) -> bool {
    volume.users.iter().any(|user| user.status.detail.is_none())
}

/// Reads a volume.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn volume(raw: &str) -> Result<Resource, String> {
    let volume = Object::of(raw)?;
    let vendor_id = own_id(&volume, "id")?;
    let size = volume.scalar("size", "a number of GB", |text| text.parse::<u64>().ok()?.checked_mul(1 << 30)).map(Bytes);
    let attachment = volume.text("attachment_status");
    let attached = time(&volume, "attached_at");
    let mut facts = Facts::default();
    if let Some(array) = volume.text("raid_array_id") {
        facts.add("array", "RAID array", Value::Link(Kind::Group, address::id(&[&array]), array));
    }
    for (key, label, field, value) in FACTS {
        if let Some(text) = volume.text(field) {
            facts.add(key, label, value(text));
        }
    }
    facts.time("attached", "Attached", attached);
    facts.time("updated", "Updated", time(&volume, "updated_at"));
    let users = users(&volume, attachment.as_deref(), attached);
    let mut resource = Resource::new(
        Kind::Volume,
        address::id(&[&vendor_id]),
        vendor_id,
        volume.text("name").or_else(|| volume.text("volume_id")),
        status(super::label(&volume), attachment.as_deref()),
        raw,
    );
    resource.size = size;
    resource.created = time(&volume, "created_at");
    resource.usage = users.first().map(|user| user.name.clone());
    resource.used_by(users);
    resource.facts = facts.0;
    Ok(volume.finish(resource))
}
