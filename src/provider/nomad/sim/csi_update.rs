//! Updating a CSI volume by registering or creating it again, which also expands it.
//!
//! Source: `nomad/structs/csi.go` (`CSIVolume.Merge`), `nomad/csi_endpoint.go` (`expandVolume`), state store of 0.11–1.2
//! (`volume exists`).

use super::reply::{Failure, human_bytes};
use super::request::text;
use super::state::{Csi, Plugin};
use super::{Nomad, Shape};
use serde_json::{Value, json};

const MIB: i64 = 1 << 20;

impl Nomad {
    /// Merges a submitted volume into the one that has its id.
    pub(super) fn update_csi(&mut self, new: Csi) -> Result<(), Failure> {
        let key = (new.namespace.clone(), new.id.clone());
        let Some(old) = self.csi.get(&key) else { return Ok(()) };
        let mut merged = old.clone();
        if self.shape == Shape::V110 {
            let errors = refusals(old, &new);
            if !errors.is_empty() {
                return Err(Failure::several("unable to update volume: ", &errors));
            }
            if let Some(plugin) = self.plugin(&old.plugin) {
                expand(&mut merged, &new, plugin)?;
            }
            merged.capabilities = new.capabilities;
        } else {
            if !old.claims.is_empty() || old.external != new.external || old.plugin != new.plugin {
                return Err(Failure::internal(format!("volume exists: {}", new.id)));
            }
            merged.access = new.access;
            merged.attachment = new.attachment;
            merged.parameters = new.parameters;
            merged.name = new.name;
        }
        if !new.mount.is_null() {
            merged.mount = new.mount;
        }
        if !new.context.is_null() {
            merged.context = new.context;
        }
        self.csi.insert(key.clone(), merged);
        self.touch_csi(&key, self.now);
        Ok(())
    }
}

/// Everything about the new volume that the old one does not accept.
fn refusals(old: &Csi, new: &Csi) -> Vec<String> {
    let changed = |old: &str, new: &str| !new.is_empty() && old != new;
    let rules = [
        (changed(&old.name, &new.name), "volume name cannot be updated"),
        (changed(&old.external, &new.external), "volume external ID cannot be updated"),
        (old.plugin != new.plugin, "volume plugin ID cannot be updated"),
        (changed(&old.clone, &new.clone), "volume clone ID cannot be updated"),
        (changed(&old.snapshot, &new.snapshot), "volume snapshot ID cannot be updated"),
        (filled(&new.parameters) && old.parameters != new.parameters, "volume parameters cannot be updated"),
        (
            filled(&new.requested_topologies) && old.requested_topologies != new.requested_topologies,
            "volume topology request update was not compatible with existing topology",
        ),
        (
            !old.claims.is_empty() && !keeps_modes(old, new),
            "volume requested capabilities update was not compatible with existing capability in use",
        ),
        (
            !old.claims.is_empty() && !new.mount.is_null() && old.mount != new.mount,
            "volume mount options cannot be updated while the volume is in use",
        ),
    ];
    rules.into_iter().filter(|(broken, _)| *broken).map(|(_, text)| text.to_owned()).collect()
}

/// Whether an object has any entries.
fn filled(value: &Value) -> bool {
    value.as_object().is_some_and(|map| !map.is_empty())
}

/// Whether the capability in use is still among those requested.
fn keeps_modes(old: &Csi, new: &Csi) -> bool {
    let same = |one: &Value| text(one, "AccessMode") == old.access && text(one, "AttachmentMode") == old.attachment;
    old.access.is_empty() || new.capabilities.as_array().is_some_and(|all| all.iter().any(same))
}

/// Grows a volume whose new minimum is above its capacity. Never shrinks.
fn expand(volume: &mut Csi, new: &Csi, plugin: &Plugin) -> Result<(), Failure> {
    let (min, max) = (new.min, new.max);
    if (min, max) == (0, 0) || (min, max) == (volume.min, volume.max) {
        return Ok(());
    }
    let too_small = |what: &str, bytes: i64| {
        let (max, bytes) = (human_bytes(max), human_bytes(bytes));
        Err(Failure::internal(format!("max requested capacity ({max}) less than or equal to {what} ({bytes})")))
    };
    if max > 0 && max < min {
        return too_small("min", min);
    }
    if max > 0 && max < volume.capacity {
        return too_small("current", volume.capacity);
    }
    if min > volume.capacity {
        if !plugin.supports("Expand") {
            return Err(Failure::internal("expand is not implemented by this controller plugin"));
        }
        if plugin.controllers_healthy == 0 {
            return Err(Failure::internal(format!(
                "unable to send request to controller plugin: no controllers available for plugin \"{}\"",
                plugin.id
            )));
        }
        let rounded = min.div_euclid(MIB) + i64::from(min % MIB > 0);
        volume.capacity = rounded.checked_mul(MIB).unwrap_or(min);
    }
    (volume.min, volume.max) = (min, max);
    if volume.context.is_null() {
        volume.context = json!({});
    }
    Ok(())
}
