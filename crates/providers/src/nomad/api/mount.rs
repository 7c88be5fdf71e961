//! The mount options of a volume that is written.
//!
//! The server compares them with the stored ones while the volume is in use, so they are sent back as they were read. It shows flags only
//! as `[REDACTED]`: then they are asked for. Before 1.3 it shows nothing at all.
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIMountOptions`, `CSIVolume.Merge`)

use super::target::{is_claimed, raw_entries};
use crate::nomad::decode::text_of;
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::json::{self, ObjectBuilder, RawJson};

/// What the reading tells of the mount options.
pub enum MountOptions<'a> {
    /// Nothing.
    NotShown,
    /// All of them, as JSON.
    Shown(&'a str),
    /// The file system, but not the flags.
    Redacted(String),
}

/// What the target's reading tells of them.
pub fn mount_options<'a>(context: &ActionContext<'a>) -> MountOptions<'a> {
    let Some(options) = json::find(&raw_entries(context), "MountOptions").filter(|options| options.starts_with('{')) else {
        return MountOptions::NotShown;
    };
    if mount_flags(options).iter().any(|flag| flag == "[REDACTED]") {
        MountOptions::Redacted(text_of(options, "FSType").unwrap_or_default())
    } else {
        MountOptions::Shown(options)
    }
}

/// The flags of mount options.
pub fn mount_flags(options: &str) -> Vec<String> {
    let list = json::member(options, "MountFlags").and_then(json::entries).unwrap_or_default();
    list.iter().filter_map(|(_, flag)| json::string(flag)).collect()
}

/// Puts in those of the form, if there are any.
pub(super) fn put_mount(values: &Values, volume: &mut ObjectBuilder) {
    if values.some("FSType").is_some() || !values.lines("MountFlags").is_empty() {
        volume.put("MountOptions", of_form(values));
    }
}

/// Puts in those of a volume that is registered again: as they were read, unless the form says otherwise.
pub(super) fn put_mount_again(context: &ActionContext, values: &Values, change: bool, volume: &mut ObjectBuilder) {
    match mount_options(context) {
        MountOptions::Shown(options) => {
            let same = values.text("FSType") == text_of(options, "FSType").unwrap_or_default()
                && values.lines("MountFlags") == mount_flags(options);
            if !change || context.target.is_some_and(is_claimed) || same {
                volume.put("MountOptions", RawJson(options));
            } else {
                volume.put("MountOptions", of_form(values));
            }
        }
        // Without its flags it would be sent as having none.
        MountOptions::Redacted(_) if values.some("MountFlags").is_none() => {}
        MountOptions::Redacted(_) | MountOptions::NotShown => put_mount(values, volume),
    }
}

fn of_form(values: &Values) -> ObjectBuilder {
    ObjectBuilder::default().with("FSType", values.text("FSType")).with("MountFlags", values.lines("MountFlags"))
}
