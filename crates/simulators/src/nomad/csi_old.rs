//! Registering CSI volumes with the servers of 2020: nothing is asked of the plugin, and little can be changed.
//!
//! Source: `nomad/csi_endpoint.go` of 0.11 and 0.12 (`Register`), state store (`volume exists`).

use super::Nomad;
use super::request::Request;
use super::response::{ApiResult, Failure, refuse, success_at};
use super::state::{CSI, Table, stamp};
use super::time::nanos;
use super::value::{copy, field, fill, is, items, pick, position, set, store, text};
use serde_json::Value;

impl Nomad {
    /// Registers the volumes of the body, or updates those that exist.
    pub(super) fn submit_old(&mut self, request: &Request) -> ApiResult {
        let body = request.json(self.api_version)?;
        self.demand_write(request, request.namespace())?;
        let mut volumes = Vec::new();
        for wanted in items(&body, "Volumes") {
            volumes.push(self.decode_old(wanted, request)?);
        }
        if volumes.is_empty() {
            return refuse!("missing volume definition");
        }
        for volume in volumes {
            match position(&self.csi, text(&volume, "Namespace"), text(&volume, "ID")) {
                Ok(place) => self.update_old(place, &volume)?,
                Err(_) => self.insert_old(volume),
            }
        }
        success_at(Value::Null, self.index)
    }

    /// A volume of the body, validated.
    fn decode_old(&self, value: &Value, request: &Request) -> Result<Value, Failure> {
        let mut volume = fill(CSI, &[]);
        for key in ["ID", "Name", "ExternalID", "PluginID", "AccessMode", "AttachmentMode"] {
            set(&mut volume, key, text(value, key).into());
        }
        set(&mut volume, "Namespace", request.namespace().into());
        copy(value, "Parameters Context", &mut volume);
        set(&mut volume, "MountOptions", mount_options(value));
        set(&mut volume, "Topologies", Value::Array(Vec::new()));
        let rules = [
            ("ID", "missing volume id"),
            ("PluginID", "missing plugin id"),
            ("AccessMode", "missing access mode"),
            ("AttachmentMode", "missing attachment mode"),
        ];
        let broken = super::response::broken(&rules.map(|(key, about)| (is(&volume, key, ""), about)));
        if !broken.is_empty() {
            return refuse!("validation: {}", broken.join(", "));
        }
        let plugin = text(&volume, "PluginID");
        if self.plugin(plugin).is_none() {
            return refuse!("no CSI plugin named: {plugin} could be found");
        }
        Ok(volume)
    }

    fn insert_old(&mut self, mut volume: Value) {
        let index = self.bump(Table::Csi);
        for what in ["Create", "Modify"] {
            stamp(&mut volume, what, index, nanos(self.now, index));
        }
        store(&mut self.csi, volume);
    }

    fn update_old(&mut self, place: usize, new: &Value) -> Result<(), Failure> {
        let mut merged = self.csi[place].clone();
        let other = ["ExternalID", "PluginID"].iter().any(|key| text(&merged, key) != text(new, key));
        if other || !items(&merged, "claims").is_empty() {
            return refuse!("volume exists: {}", text(new, "ID"));
        }
        copy(new, "AccessMode AttachmentMode Parameters Name", &mut merged);
        for key in ["MountOptions", "Context"] {
            if !field(new, key).is_null() {
                copy(new, key, &mut merged);
            }
        }
        self.csi[place] = merged;
        self.touch_csi(place, self.now);
        Ok(())
    }
}

/// The mount options that a body names, null if it names none.
pub(super) fn mount_options(value: &Value) -> Value {
    let mount = field(value, "MountOptions");
    if !mount.is_object() {
        return Value::Null;
    }
    let mut options = pick(mount, "MountFlags");
    set(&mut options, "FSType", text(mount, "FSType").into());
    options
}
