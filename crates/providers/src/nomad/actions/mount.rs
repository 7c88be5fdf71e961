//! The mount options of a volume that is registered again.
//!
//! The server compares them with the stored ones while the volume is in use, so they are sent back as they were read. It shows flags only
//! as `[REDACTED]`: then they are asked for. Before 1.3 it shows nothing at all.
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/csi.go> (`CSIMountOptions`, `CSIVolume.Merge`)

use super::fields::mount;
use super::legal::claimed;
use crate::nomad::api::{MountOptions, mount_flags, mount_options};
use crate::nomad::decode::text_of;
use voldeck_core::action::{ActionContext, Field};
use voldeck_core::texts::t;

/// What the console cannot send back by itself.
pub fn lost(context: &ActionContext) -> &'static str {
    match mount_options(context) {
        MountOptions::Shown(_) => {
            t("Nomad does not show secrets again, so they cannot be sent back as they are: give them again, or they may be dropped.")
        }
        MountOptions::NotShown | MountOptions::Redacted(_) => t(
            "Nomad does not show mount flags and secrets again, so they cannot be sent back as they are: give them again, or they may be dropped.",
        ),
    }
}

/// The fields for them: those that have to be given, and, where they may change, those that can be.
pub fn mount_fields(context: &ActionContext, change: bool) -> Vec<Field> {
    let free = claimed(context).is_none();
    let front = |field: Field| Field { advanced: field.advanced && !change, ..field };
    match mount_options(context) {
        MountOptions::Redacted(system) => {
            let why = t(
                "Nomad shows the stored flags as [REDACTED] only, and while the volume is in use it refuses others: give them as they are, one a line.",
            );
            let ask = |field: Field| match field.name {
                "MountFlags" => Field { advanced: false, ..field.help(why) }.required(),
                _ => Field { advanced: false, ..field.value(&system) },
            };
            mount(t("As it is stored.")).into_iter().map(ask).collect()
        }
        MountOptions::Shown(options) if free && change => {
            let fill = |field: Field| match field.name {
                "MountFlags" => field.value(mount_flags(options).join("\n")),
                _ => field.value(text_of(options, "FSType").unwrap_or_default()),
            };
            mount(t("Mounted as this; empty is the plugin’s choice.")).into_iter().map(fill).map(front).collect()
        }
        MountOptions::NotShown if free => mount(lost(context)).into_iter().map(front).collect(),
        MountOptions::Shown(_) | MountOptions::NotShown => Vec::new(),
    }
}
