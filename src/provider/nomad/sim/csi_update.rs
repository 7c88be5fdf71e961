//! Updating a CSI volume by registering or creating it again, which also expands it.
//!
//! Source: `nomad/structs/csi.go` (`CSIVolume.Merge`), `nomad/csi_endpoint.go` (`expandVolume`), state store of 0.11–1.2
//! (`volume exists`).

use super::reply::{Failure, broken, human_bytes, refuse};
use super::state::supports;
use super::value::{copy, empty, field, is, items, number, set, text};
use super::{Nomad, Shape};
use serde_json::Value;

const MIB: i64 = 1 << 20;

impl Nomad {
    /// Merges a submitted volume into the one at this place, which has its id.
    pub(super) fn update_csi(&mut self, place: usize, new: &Value) -> Result<(), Failure> {
        let mut merged = self.csi[place].clone();
        if self.shape == Shape::V110 {
            let errors = refusals(&merged, new);
            if !errors.is_empty() {
                return Err(Failure::several("unable to update volume: ", &errors));
            }
            self.expand(&mut merged, new)?;
            copy(new, "RequestedCapabilities", &mut merged);
        } else {
            let other = ["ExternalID", "PluginID"].iter().any(|key| text(&merged, key) != text(new, key));
            if other || !items(&merged, "claims").is_empty() {
                return refuse!("volume exists: {}", text(new, "ID"));
            }
            copy(new, "AccessMode AttachmentMode Parameters Name", &mut merged);
        }
        for key in ["MountOptions", "Context"] {
            if !field(new, key).is_null() {
                copy(new, key, &mut merged);
            }
        }
        self.csi[place] = merged;
        self.touch_csi(place, self.now);
        Ok(())
    }

    /// Grows a volume whose new minimum is above its capacity. Never shrinks.
    fn expand(&self, volume: &mut Value, new: &Value) -> Result<(), Failure> {
        let limits = |of: &Value| (number(of, "RequestedCapacityMin"), number(of, "RequestedCapacityMax"));
        let (min, max) = limits(new);
        let capacity = number(volume, "Capacity");
        if (min, max) == (0, 0) || (min, max) == limits(volume) {
            return Ok(());
        }
        for (what, bytes) in [("min", min), ("current", capacity)] {
            if max > 0 && max < bytes {
                let (max, bytes) = (human_bytes(max), human_bytes(bytes));
                return refuse!("max requested capacity ({max}) less than or equal to {what} ({bytes})");
            }
        }
        if min > capacity {
            let plugin = self.plugin(text(volume, "PluginID")).unwrap_or(&Value::Null);
            if !supports(plugin, "Expand") {
                return refuse!("expand is not implemented by this controller plugin");
            }
            if number(plugin, "ControllersHealthy") == 0 {
                let id = text(plugin, "ID");
                return refuse!("unable to send request to controller plugin: no controllers available for plugin \"{id}\"");
            }
            let rounded = min.div_euclid(MIB) + i64::from(min % MIB > 0);
            set(volume, "Capacity", rounded.checked_mul(MIB).unwrap_or(min).into());
        }
        copy(new, "RequestedCapacityMin RequestedCapacityMax", volume);
        if field(volume, "Context").is_null() {
            set(volume, "Context", empty());
        }
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
    let mounted = !field(new, "MountOptions").is_null() && field(old, "MountOptions") != field(new, "MountOptions");
    let rules = [
        (changed("Name"), "volume name cannot be updated"),
        (changed("ExternalID"), "volume external ID cannot be updated"),
        (changed("PluginID"), "volume plugin ID cannot be updated"),
        (changed("CloneID"), "volume clone ID cannot be updated"),
        (changed("SnapshotID"), "volume snapshot ID cannot be updated"),
        (changed("Parameters"), "volume parameters cannot be updated"),
        (changed("RequestedTopologies"), "volume topology request update was not compatible with existing topology"),
        (used && !keeps_modes(old, new), "volume requested capabilities update was not compatible with existing capability in use"),
        (used && mounted, "volume mount options cannot be updated while the volume is in use"),
    ];
    broken(&rules)
}

/// Whether the capability in use is still among those requested.
fn keeps_modes(old: &Value, new: &Value) -> bool {
    let same = |one: &Value| ["AccessMode", "AttachmentMode"].iter().all(|key| text(one, key) == text(old, key));
    is(old, "AccessMode", "") || items(new, "RequestedCapabilities").iter().any(same)
}
