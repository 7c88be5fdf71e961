//! Updating a CSI volume by registering or creating it again, which also expands it.
//!
//! Source: `nomad/structs/csi.go` (`CSIVolume.Merge`), `nomad/csi_endpoint.go` (`reconcileVolume`, `expandVolume`).

use super::Nomad;
use super::response::{Failure, broken, human_bytes};
use super::state::supports;
use super::value::{copy, field, is, items, number, set, text};
use serde_json::Value;

impl Nomad {
    /// A stored volume with what a submitted one changes. If that asks for more room, the plugin has made it by then.
    pub(super) fn reconcile(&mut self, old: Value, new: &Value) -> Result<Value, String> {
        let errors = refusals(&old, new);
        if !errors.is_empty() {
            return Err(Failure::several("", &errors).text());
        }
        let mut merged = old;
        copy(new, "RequestedCapabilities Context", &mut merged);
        if items(&merged, "claims").is_empty() {
            copy(new, "MountOptions", &mut merged);
        }
        self.expand(&mut merged, new)?;
        Ok(merged)
    }

    /// Grows a volume whose new minimum is above its capacity. Never shrinks.
    fn expand(&mut self, volume: &mut Value, new: &Value) -> Result<(), String> {
        let limits = |of: &Value| (number(of, "RequestedCapacityMin"), number(of, "RequestedCapacityMax"));
        let (min, max) = limits(new);
        let capacity = number(volume, "Capacity");
        if (min, max) == (0, 0) || (min, max) == limits(volume) {
            return Ok(());
        }
        for (what, bytes) in [("min", min), ("current", capacity)] {
            if max > 0 && max < bytes {
                let (max, bytes) = (human_bytes(max), human_bytes(bytes));
                return Err(format!("max requested capacity ({max}) less than or equal to {what} ({bytes})"));
            }
        }
        if min > capacity {
            if !self.plugin(text(volume, "PluginID")).is_some_and(|plugin| supports(plugin, "Expand")) {
                return Err("expand is not implemented by this controller plugin".to_owned());
            }
            let size = self.grow_volume(volume, min)?;
            set(volume, "Capacity", size.into());
        }
        copy(new, "RequestedCapacityMin RequestedCapacityMax", volume);
        Ok(())
    }
}

/// Everything about the new volume that the old one does not accept.
fn refusals(old: &Value, new: &Value) -> Vec<String> {
    let used = !items(old, "claims").is_empty();
    let changed = |key: &str| match field(new, key) {
        Value::String(text) => !text.is_empty() && field(old, key) != text.as_str(),
        Value::Object(map) => !map.is_empty() && field(old, key) != field(new, key),
        _ => false,
    };
    let rules = [
        (changed("Name"), "volume name cannot be updated"),
        (changed("ExternalID"), "volume external ID cannot be updated"),
        (changed("PluginID"), "volume plugin ID cannot be updated"),
        (changed("CloneID"), "volume clone ID cannot be updated"),
        (changed("SnapshotID"), "volume snapshot ID cannot be updated"),
        (!keeps_modes(old, new), "volume requested capabilities update was not compatible with existing capability in use"),
        (changed("RequestedTopologies"), "volume topology request update was not compatible with existing topology"),
        // None is not equal to empty ones.
        (
            used && !same_options(field(old, "MountOptions"), field(new, "MountOptions")),
            "can not update mount options while volume is in use",
        ),
        (changed("Parameters"), "volume parameters cannot be updated"),
    ];
    broken(&rules)
}

fn same_options(old: &Value, new: &Value) -> bool {
    old.is_object() == new.is_object() && text(old, "FSType") == text(new, "FSType") && items(old, "MountFlags") == items(new, "MountFlags")
}

/// Whether the capability in use is still among those requested.
fn keeps_modes(old: &Value, new: &Value) -> bool {
    let same = |one: &Value| ["AccessMode", "AttachmentMode"].iter().all(|key| text(one, key) == text(old, key));
    is(old, "AccessMode", "") || items(new, "RequestedCapabilities").iter().any(same)
}
