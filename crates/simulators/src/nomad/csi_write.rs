//! Registering and creating CSI volumes: `PUT /v1/volume/csi/:id`, `PUT /v1/volumes`, `PUT /v1/volume/csi/:id/create`.
//!
//! The id in the path is ignored, the body decides. Most refusals are 500. Creating asks the plugin first and the state
//! store, which alone knows the namespaces, last: what the plugin has made by then stays. What an existing volume accepts
//! is in [`super::csi_update`]. Source: `nomad/csi_endpoint.go` (`Register`, `Create`), `nomad/structs/csi.go` (`Validate`).

use super::csi_old::mount_options;
use super::request::{Request, check_text, int};
use super::response::{ApiResult, Failure, refuse, success_at};
use super::state::{CSI, Table, stamp, supports};
use super::time::nanos;
use super::value::{copy, empty, field, fill, find, flag, is, items, number, position, set, store, text};
use super::{ApiVersion, Nomad};
use serde_json::Value;

/// Where `encoding/json` says that a field of a volume stands.
const WITHIN: &str = "CSIVolume.Volumes";

impl Nomad {
    /// Registers or creates the volumes of the body, or updates those that exist.
    pub(super) fn submit_csi(&mut self, request: &Request) -> ApiResult {
        if self.api_version < ApiVersion::V16 {
            return self.submit_old(request);
        }
        let body = request.json(self.api_version)?;
        let mut volumes = Vec::new();
        for wanted in items(&body, "Volumes") {
            volumes.push(decode(wanted, request.namespace())?);
        }
        self.demand_write(request, request.namespace())?;
        if volumes.is_empty() {
            return refuse!("missing volume definition");
        }
        if request.path.len() == 4 { self.create_csi(volumes) } else { self.register_csi(volumes) }
    }

    fn register_csi(&mut self, volumes: Vec<Value>) -> ApiResult {
        let mut written = Vec::new();
        for volume in volumes {
            validate(&volume)?;
            let old = self.existing(&volume);
            self.usable_plugin(&volume)?;
            let new = old.is_none();
            let mut volume = match old {
                Some(old) => match self.reconcile(old, &volume) {
                    Ok(merged) => merged,
                    Err(error) => return refuse!("unable to update volume: {error}"),
                },
                None => volume,
            };
            if new && items(&volume, "Topologies").is_empty() {
                let required = field(field(&volume, "RequestedTopologies"), "Required").clone();
                set(&mut volume, "Topologies", required);
            }
            if let Err(error) = self.check_volume(&volume) {
                return refuse!("{error}");
            }
            written.push((volume, new));
        }
        if let Err(error) = self.apply(&written) {
            return refuse!("{error}");
        }
        if self.api_version < ApiVersion::V110 {
            return success_at(Value::Null, self.index);
        }
        self.submitted(&written)
    }

    fn create_csi(&mut self, volumes: Vec<Value>) -> ApiResult {
        let mut valid = Vec::new();
        for volume in volumes {
            validate(&volume)?;
            self.usable_plugin(&volume)?;
            let plugin = self.plugin(text(&volume, "PluginID")).unwrap_or(&Value::Null);
            if !flag(plugin, "ControllerRequired") {
                return refuse!("plugin has no controller");
            }
            if !supports(plugin, "CreateDelete") {
                return refuse!("plugin does not support creating volumes");
            }
            valid.push((self.existing(&volume), volume));
        }
        let (mut written, mut errors) = (Vec::new(), Vec::new());
        for (old, mut volume) in valid {
            let made = match old {
                Some(old) => self.reconcile(old, &volume).map(|merged| (merged, false)),
                None => self.make_volume(&mut volume).map(|()| (volume, true)),
            };
            match made {
                Ok(volume) => written.push(volume),
                Err(error) => errors.push(error),
            }
        }
        if let Err(error) = self.apply(&written) {
            errors.push(error);
        }
        if errors.is_empty() { self.submitted(&written) } else { Err(Failure::several("", &errors)) }
    }

    /// What is stored under a volume's namespace and id.
    fn existing(&self, volume: &Value) -> Option<Value> {
        let place = position(&self.csi, text(volume, "Namespace"), text(volume, "ID")).ok()?;
        let mut old = self.csi[place].clone();
        self.remember(&mut old);
        Some(old)
    }

    /// The plugin of a volume has to run.
    fn usable_plugin(&self, volume: &Value) -> Result<(), Failure> {
        let id = text(volume, "PluginID");
        match self.plugin(id) {
            None => refuse!("no CSI plugin named: {id} could be found"),
            Some(plugin) if flag(plugin, "ControllerRequired") && number(plugin, "ControllersHealthy") < 1 => {
                refuse!("no healthy controllers for CSI plugin: {id}")
            }
            Some(_) => Ok(()),
        }
    }

    /// Writes all of these volumes, new or not, or none.
    fn apply(&mut self, written: &[(Value, bool)]) -> Result<(), String> {
        for (volume, _) in written {
            let namespace = text(volume, "Namespace");
            if find(&self.namespaces, "Name", namespace).is_none() {
                return Err(format!("volume {} is in nonexistent namespace {namespace}", text(volume, "ID")));
            }
        }
        if written.is_empty() {
            return Ok(());
        }
        let index = self.bump(Table::Csi);
        for (volume, new) in written {
            let mut volume = stored(volume);
            self.keep_stored(&volume);
            if *new {
                let plugin = self.plugin(text(&volume, "PluginID")).cloned().unwrap_or_default();
                copy(&plugin, "Provider ProviderVersion", &mut volume);
                stamp(&mut volume, "Create", index, nanos(self.now, index));
            }
            stamp(&mut volume, "Modify", index, nanos(self.now, index));
            store(&mut self.csi, volume);
        }
        Ok(())
    }

    /// The answer that shows the written volumes.
    fn submitted(&self, written: &[(Value, bool)]) -> ApiResult {
        let mut volumes = Vec::new();
        for (volume, new) in written {
            // From 1.10 on, what is shown went through the store's format before.
            let shown = if self.api_version == ApiVersion::V16 { volume.clone() } else { stored(volume) };
            volumes.push(self.csi_written(&shown, *new));
        }
        let mut response =
            fill(r#"{"Volumes":?,"Index":?,"LastContact":0,"KnownLeader":true,"NextToken":""}"#, &[&Value::Array(volumes), &self.index]);
        if self.api_version >= ApiVersion::V110 {
            set(&mut response, "Warnings", "".into());
        }
        success_at(response, self.index)
    }
}

/// A volume as the store keeps it: what was absent is empty.
fn stored(volume: &Value) -> Value {
    let mut volume = volume.clone();
    for key in ["Parameters", "Context"] {
        if field(&volume, key).is_null() {
            set(&mut volume, key, empty());
        }
    }
    if field(&volume, "Topologies").is_null() {
        set(&mut volume, "Topologies", Value::Array(Vec::new()));
    }
    if field(&volume, "MountOptions").is_null() {
        set(&mut volume, "MountOptions", fill(r#"{"FSType":"","MountFlags":null}"#, &[]));
    }
    volume
}

/// A volume of the body; in the namespace of the request unless it names one.
fn decode(value: &Value, namespace: &str) -> Result<Value, Failure> {
    let mut volume = fill(CSI, &[]);
    for key in ["Namespace", "ID", "Name", "ExternalID", "PluginID", "CloneID", "SnapshotID"] {
        check_text(value, key, WITHIN)?;
        set(&mut volume, key, text(value, key).into());
    }
    if is(&volume, "Namespace", "") {
        set(&mut volume, "Namespace", namespace.into());
    }
    for key in ["RequestedCapacityMin", "RequestedCapacityMax"] {
        set(&mut volume, key, int(value, key, WITHIN)?.into());
    }
    copy(value, "RequestedCapabilities Parameters Context", &mut volume);
    let topologies = field(value, "RequestedTopologies");
    if topologies.is_object() {
        set(&mut volume, "RequestedTopologies", super::value::pick(topologies, "Required Preferred"));
    }
    set(&mut volume, "MountOptions", mount_options(value));
    Ok(volume)
}

fn validate(volume: &Value) -> Result<(), Failure> {
    let lacks = |key: &str| text(volume, key).is_empty();
    let unsegmented = |topology: &Value| field(topology, "Segments").as_object().is_none_or(serde_json::Map::is_empty);
    let rules = [
        (lacks("ID"), "missing volume id"),
        (lacks("PluginID"), "missing plugin id"),
        (lacks("Namespace"), "missing namespace"),
        (!lacks("SnapshotID") && !lacks("CloneID"), "only one of snapshot_id and clone_id is allowed"),
        (items(volume, "RequestedCapabilities").is_empty(), "must include at least one capability block"),
        (items(field(volume, "RequestedTopologies"), "Required").iter().any(unsegmented), "required topology is missing segments field"),
    ];
    let broken = super::response::broken(&rules);
    if broken.is_empty() { Ok(()) } else { refuse!("validation: {}", broken.join(", ")) }
}
