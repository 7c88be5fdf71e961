//! A volume, a snapshot, a group and a group snapshot.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/>. Sizes are whole GiB. `os-vol-*` fields are missing in what writes answer;
//! who is no administrator sees no host.

use super::{Collection, ObjectReader, ResourceRef, entries, pairs, phase, yes};
use voldeck_core::decode::AttributeList;
use voldeck_core::model::{Attachment, Attribute, Kind, Resource, Status, Value};

/// One GiB, the unit of all sizes.
pub const GIB: u64 = 1 << 30;

/// Facts that are a text of the object: key, label, field.
type Texts = &'static [(&'static str, &'static str, &'static str)];

const VOLUME: Texts = &[
    ("type", "Type", "volume_type"),
    ("zone", "Zone", "availability_zone"),
    ("description", "Description", "description"),
    ("replication", "Replication", "replication_status"),
    ("migration", "Migration", "migration_status"),
    ("host", "Host", "os-vol-host-attr:host"),
];
const SNAPSHOT: Texts =
    &[("description", "Description", "description"), ("progress", "Progress", "os-extended-snapshot-attributes:progress")];
const GROUP: Texts = &[
    ("zone", "Zone", "availability_zone"),
    ("description", "Description", "description"),
    ("replication", "Replication", "replication_status"),
];
const GROUP_SNAPSHOT: Texts = &[("description", "Description", "description")];

/// Facts that are an id of the object: key, label, field.
const CODES: Texts = &[
    ("project", "Project", "os-vol-tenant-attr:tenant_id"),
    ("project", "Project", "os-extended-snapshot-attributes:project_id"),
    ("project", "Project", "project_id"),
    ("user", "User", "user_id"),
    ("group_type", "Group type", "group_type"),
    ("group_type", "Group type", "group_type_id"),
];

/// Facts that are another resource: key, label, field, its collection.
const LINKS: &[(&str, &str, &str, &str)] = &[
    ("group", "Group", "group_id", "groups"),
    ("parent", "Source", "snapshot_id", "snapshots"),
    ("parent", "Source", "source_volid", "volumes"),
    ("volume", "Source volume", "volume_id", "volumes"),
    ("group_snapshot", "Group snapshot", "group_snapshot_id", "group_snapshots"),
    ("source_group", "Source", "source_group_id", "groups"),
];

/// Reads one object.
///
/// # Errors
///
/// Names the field that cannot be read and what was found in it.
pub fn resource(of: &'static Collection, raw: &str) -> Result<Resource, String> {
    let object = ObjectReader::parse(raw)?;
    let provider_id = object.required_string("id")?;
    let state = Status::told(object.text("status"), phase);
    let mut made = Resource::new(of.kind, ResourceRef::to_id(of.word, &provider_id), provider_id, object.text("name"), state, raw);
    let mut attributes = AttributeList::default();
    made.size = attributes.size(object.try_unsigned("size"), GIB);
    made.created = attributes.created(object.try_time("created_at"));
    let texts = match of.word {
        "volumes" => VOLUME,
        "snapshots" => SNAPSHOT,
        "groups" => GROUP,
        _ => GROUP_SNAPSHOT,
    };
    for (key, label, field) in texts {
        attributes.text(key, label, object.try_text(field));
    }
    for (key, label, field, collection) in LINKS {
        match object.try_text(field) {
            Ok(Some(id)) => {
                let place = ResourceRef::to_id(collection, &id);
                let kind = super::collection(collection).map_or(Kind::Volume, |of| of.kind);
                attributes.add(key, label, Value::Link(kind, place, id));
            }
            Ok(None) => {}
            Err(odd) => attributes.add(key, label, Value::Odd(odd)),
        }
    }
    // What it was made of: an image is none of the console's resources.
    made.source = attributes.0.iter().find_map(|attribute| match &attribute.value {
        Value::Link(_, _, id) if ["parent", Attribute::SOURCE].contains(&attribute.key) => Some(id.clone()),
        _ => None,
    });
    if of.word == "volumes" {
        volume(&object, &mut made, &mut attributes);
    }
    // Only said where it was asked for, and by servers that know it.
    attributes.number("members", "Volumes", object.try_get_with("volumes", "a list", entries));
    let tags = object.try_get_with("metadata", "an object", pairs);
    let line = |pair: &(String, String)| [&pair.0, "=", pair.1.as_str()].concat();
    attributes.text("metadata", "Metadata", tags.map(|tags| tags.map(|tags| tags.iter().map(line).collect::<Vec<_>>().join(", "))));
    attributes.text("types", "Volume types", Some(object.texts("volume_types").join(", ")));
    for (key, label, field) in CODES {
        attributes.code(key, label, object.try_text(field));
    }
    attributes.time("modified", "Modified", object.try_time("updated_at"));
    // How far a snapshot has come stands beside the word while it is made.
    if made.kind == Kind::Snapshot && made.status.label == "creating" {
        made.status.detail = object.text("os-extended-snapshot-attributes:progress");
    }
    made.attributes = attributes.0;
    Ok(object.finish(made))
}

/// What only volumes have.
fn volume(object: &ObjectReader, made: &mut Resource, attributes: &mut AttributeList) {
    for (key, label, field) in
        [("bootable", "Bootable", "bootable"), ("encrypted", "Encrypted", "encrypted"), ("multiattach", "Multi-attach", "multiattach")]
    {
        attributes.text(
            key,
            label,
            object.try_get_with(field, "true or false", yes).map(|yes| yes.filter(|yes| *yes).map(|_| "yes".to_owned())),
        );
    }
    if let Some(image) = object.object("volume_image_metadata") {
        attributes.text("image", "Image", image.text("image_name").or_else(|| image.text("image_id")));
    }
    match object.try_get_with("attachments", "a list", entries) {
        Ok(Some(count)) => {
            made.used_by(object.objects("attachments").iter().map(user).collect());
            // The list has only what is connected by now. What is reserved for somebody is not free.
            let held = matches!(made.status.label.as_str(), "in-use" | "reserved" | "attaching" | "detaching");
            if made.attachments.is_empty() && (count > 0 || held) {
                made.attached = Some(true);
                made.usage = Some(made.status.label.clone());
            }
        }
        Ok(None) => {}
        Err(odd) => attributes.add(Attribute::USED, "Attached to", Value::Odd(odd)),
    }
}

/// Who uses a volume: a server, or a host where none is named. Only what is attached is told.
fn user(attachment: &ObjectReader) -> Attachment {
    let host = attachment.text("host_name");
    let server = attachment.text("server_id");
    let id = server.clone().or_else(|| attachment.text("attachment_id")).unwrap_or_default();
    let mut user = Attachment::new(
        id,
        if server.is_some() { None } else { host.clone().or_else(|| Some("a host".to_owned())) },
        Status::new(voldeck_core::model::Phase::Ready, "attached"),
    );
    user.host = host;
    user.role = attachment.text("device");
    user.since = attachment.time("attached_at");
    user
}
