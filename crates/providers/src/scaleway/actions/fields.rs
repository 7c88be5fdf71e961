//! Fields of forms, spelled as on the wire, and what they become in a body.

use super::{GB, client};
use crate::scaleway::decode::Api;
use voldeck_core::action::{ActionContext, Field, FieldKind, SelectOption, Values};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::Bytes;
use voldeck_core::texts::t;

/// The largest Block volume, in bytes: 10 TB. <https://www.scaleway.com/en/docs/block-storage/reference-content/block-storage-limits/>
pub const LARGEST: u64 = 10_000 * GB;

/// A size as people write it here: decimal where it comes out even.
pub fn decimal(bytes: u64) -> String {
    if bytes.is_multiple_of(GB) { format!("{} GB", bytes / GB) } else { format!("{bytes} B") }
}

/// The zone that something new goes to.
pub fn zone(context: &ActionContext, api: Api) -> Field {
    let zones = client(context).map(|client| client.zones_of(api)).unwrap_or_default();
    let first = zones.first().copied().unwrap_or_default();
    let choices = zones.into_iter().map(SelectOption::plain).collect();
    Field::new("zone", "Zone", FieldKind::Select(choices)).required().value(first).help(t("Servers use volumes of their own zone only."))
}

/// What it is called.
pub fn called(example: &'static str) -> Field {
    Field::new("name", "Name", FieldKind::Text).required().example(example)
}

/// Who owns something new; `key` is `project_id`, `project` or `organization`.
pub fn owner(context: &ActionContext, key: &'static str) -> Field {
    let client = client(context);
    let (label, what, home) = if key == "organization" {
        ("Organization", "organizations", client.map(|client| client.organization().to_owned()))
    } else {
        ("Project", "projects", client.map(|client| client.project().to_owned()))
    };
    let same = context.raw_text(key).unwrap_or_default();
    let value = if same.is_empty() { home.unwrap_or_default() } else { same };
    Field::new(key, label, FieldKind::RemoteSelect(what)).required().value(value).example("105bdce1-64c0-48ab-899d-868455867ecf")
}

pub fn size(min: u64, max: u64, value: u64) -> Field {
    let field = Field::new("size", "Size", FieldKind::Size { min, max }).required().value(decimal(value)).example("10 GB");
    field.help(fill!("{min} to {max}. A GB is 1 000 000 000 bytes.", min = decimal(min), max = decimal(max)))
}

pub fn iops(value: &str) -> Field {
    Field::new("perf_iops", "IOPS", FieldKind::RemoteSelect("iops")).required().value(value).example("5000")
}

pub fn tags() -> Field {
    Field::new("tags", "Tags", FieldKind::Lines).example("env=prod").help(t("One a line."))
}

/// Where in an object store.
pub fn object_store() -> [Field; 2] {
    [
        Field::new("bucket", "Bucket", FieldKind::Code).required().example("backups").help(t("In the region of the zone.")),
        Field::new("key", t("Object key"), FieldKind::Code).required().example("volume.qcow2"),
    ]
}

/// A name for something made of the target.
pub fn copy(context: &ActionContext) -> Field {
    let name = context.name();
    called("restored").value(if name.is_empty() { String::new() } else { [name, "-copy"].concat() })
}

/// Sizes in whole gigabytes, and IOPS that are a number.
pub fn check_block(_: &ActionContext, values: &Values) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    for name in ["size", "snapshot_size"] {
        // A size that is not asked for is not sent either.
        let asked = name != "size" || values.text("from") != "snapshot";
        if asked && values.bytes(name).is_some_and(|size| !size.0.is_multiple_of(GB)) {
            wrong.push(FieldError::new(name, t("Block Storage has sizes in whole GB, of 1 000 000 000 bytes.")));
        }
    }
    if values.some("perf_iops").is_some_and(|text| text.parse::<u64>().is_err()) {
        wrong.push(FieldError::new("perf_iops", t("This is not a number.")));
    }
    wrong
}

/// Sizes that the type allows in its zone, as far as that is known.
pub fn check_instance(context: &ActionContext, values: &Values) -> Vec<FieldError> {
    let Some(Bytes(size)) = values.bytes("size").filter(|_| values.text("from") != "snapshot") else { return Vec::new() };
    let limits = client(context).and_then(|client| client.limits(values.text("zone"), values.text("volume_type")));
    let words = match limits {
        _ if !size.is_multiple_of(512) => t("A size is a multiple of 512 bytes.").to_owned(),
        Some(limits) if !(limits.min..=limits.max).contains(&size) => {
            fill!("Volumes of this type have {min} to {max}.", min = decimal(limits.min), max = decimal(limits.max))
        }
        _ => return Vec::new(),
    };
    vec![FieldError::new("size", words)]
}
