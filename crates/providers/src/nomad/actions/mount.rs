//! The mount options of a volume that is registered again.
//!
//! The server compares them with the stored ones while the volume is in use, so they are sent back as they were read. It shows flags only
//! as `[REDACTED]`: then they are asked for. Before 1.3 it shows nothing at all.
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIMountOptions`, `CSIVolume.Merge`)

use super::claimed;
use super::fields::{mount, put_mount};
use super::{sent, text_of};
use voldeck_core::action::{ActionContext, Field, Values};
use voldeck_core::json::{self, ObjectBuilder, RawJson};

/// What the reading tells of the mount options.
pub enum Told<'a> {
    /// Nothing.
    No,
    /// All of them, as JSON.
    Whole(&'a str),
    /// The file system, but not the flags.
    Redacted(String),
}

pub fn told<'a>(scene: &ActionContext<'a>) -> Told<'a> {
    let Some(options) = json::find(&sent(scene), "MountOptions").filter(|options| options.starts_with('{')) else { return Told::No };
    if flags(options).iter().any(|flag| flag == "[REDACTED]") {
        Told::Redacted(text_of(options, "FSType").unwrap_or_default())
    } else {
        Told::Whole(options)
    }
}

fn flags(options: &str) -> Vec<String> {
    let list = json::member(options, "MountFlags").and_then(json::entries).unwrap_or_default();
    list.iter().filter_map(|(_, flag)| json::string(flag)).collect()
}

/// What the console cannot send back by itself.
pub fn lost(scene: &ActionContext) -> &'static str {
    match told(scene) {
        Told::Whole(_) => {
            "Nomad does not show secrets again, so they cannot be sent back as they are: give them again, or they may be dropped."
        }
        Told::No | Told::Redacted(_) => {
            "Nomad does not show mount flags and secrets again, so they cannot be sent back as they are: give them again, or they may be dropped."
        }
    }
}

/// The fields for them: those that have to be given, and, where they may change, those that can be.
pub fn mount_fields(scene: &ActionContext, change: bool) -> Vec<Field> {
    let free = claimed(scene).is_none();
    let front = |field: Field| Field { advanced: field.advanced && !change, ..field };
    match told(scene) {
        Told::Redacted(system) => {
            let why = "Nomad shows the stored flags as [REDACTED] only, and while the volume is in use it refuses others: give them as they are, one a line.";
            let ask = |field: Field| match field.name {
                "MountFlags" => Field { advanced: false, ..field.help(why) }.required(),
                _ => Field { advanced: false, ..field.value(&system) },
            };
            mount("As it is stored.").into_iter().map(ask).collect()
        }
        Told::Whole(options) if free && change => {
            let fill = |field: Field| match field.name {
                "MountFlags" => field.value(flags(options).join("\n")),
                _ => field.value(text_of(options, "FSType").unwrap_or_default()),
            };
            mount("Mounted as this; empty is the plugin’s choice.").into_iter().map(fill).map(front).collect()
        }
        Told::No if free => mount(lost(scene)).into_iter().map(front).collect(),
        Told::Whole(_) | Told::No => Vec::new(),
    }
}

/// Puts them into the volume that is sent: as they were read, unless the form says otherwise.
pub fn put_again(scene: &ActionContext, values: &Values, change: bool, volume: &mut ObjectBuilder) {
    match told(scene) {
        Told::Whole(options) => {
            let same =
                values.text("FSType") == text_of(options, "FSType").unwrap_or_default() && values.lines("MountFlags") == flags(options);
            if !change || claimed(scene).is_some() || same {
                volume.put("MountOptions", RawJson(options));
            } else {
                let flags = values.lines("MountFlags");
                let options = ObjectBuilder::default().with("FSType", values.text("FSType")).with("MountFlags", flags);
                volume.put("MountOptions", options);
            }
        }
        // Without its flags it would be sent as having none.
        Told::Redacted(_) if values.some("MountFlags").is_none() => {}
        Told::Redacted(_) | Told::No => put_mount(values, volume),
    }
}
