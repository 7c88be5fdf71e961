//! Registering and creating CSI volumes: `PUT /v1/volume/csi/:id`, `PUT /v1/volumes`, `PUT /v1/volume/csi/:id/create`.
//!
//! The id in the path is ignored, the body decides. Most refusals are 500. What an existing volume accepts is in
//! [`super::csi_update`]. Source: `nomad/csi_endpoint.go` (`Register`, `Create`), `nomad/structs/csi.go` (`Validate`).

use super::reply::{Failure, Outcome, done, good, refuse};
use super::request::{Request, int};
use super::state::{CSI, Table, hash, nanos, stamp, supports};
use super::value::{copy, empty, field, fill, find, is, items, number, pick, position, set, store, text};
use super::{Nomad, Shape};
use serde_json::Value;

const GIB: i64 = 1 << 30;

impl Nomad {
    /// Registers or creates the volumes of the body, or updates those that exist.
    pub(super) fn submit_csi(&mut self, request: &Request) -> Outcome {
        let body = request.json(self.shape)?;
        self.demand_write(request, request.namespace())?;
        let mut volumes = Vec::new();
        for wanted in items(&body, "Volumes") {
            volumes.push(self.decode(wanted, request)?);
        }
        if volumes.is_empty() {
            return refuse!("missing volume definition");
        }
        let mut written = Vec::new();
        for volume in volumes {
            let (namespace, id) = (text(&volume, "Namespace").to_owned(), text(&volume, "ID").to_owned());
            match position(&self.csi, &namespace, &id) {
                Ok(place) => self.update_csi(place, &volume)?,
                Err(_) => self.insert_csi(volume, request.ends_with("create"))?,
            }
            if let Ok(place) = position(&self.csi, &namespace, &id) {
                written.push(self.csi_full(&self.csi[place]));
            }
        }
        if self.shape != Shape::V110 {
            return done();
        }
        good(fill(
            r#"{"Volumes":?,"Warnings":"","Index":?,"LastContact":0,"KnownLeader":true,"NextToken":""}"#,
            &[&Value::Array(written), &self.index],
        ))
    }

    /// A volume of the body, validated.
    fn decode(&self, value: &Value, request: &Request) -> Result<Value, Failure> {
        let later = self.shape == Shape::V110;
        let mut volume = fill(CSI, &[]);
        for key in ["Namespace", "ID", "Name", "ExternalID", "PluginID", "CloneID", "SnapshotID", "AccessMode", "AttachmentMode"] {
            if !(later && key.ends_with("Mode")) {
                set(&mut volume, key, text(value, key).into());
            }
        }
        if !later || is(&volume, "Namespace", "") {
            set(&mut volume, "Namespace", request.namespace().into());
        }
        for key in ["RequestedCapacityMin", "RequestedCapacityMax"] {
            set(&mut volume, key, int(value, key)?.into());
        }
        copy(value, "RequestedCapabilities Parameters Context RequestedTopologies", &mut volume);
        let mount = field(value, "MountOptions");
        if mount.is_object() {
            let mut options = pick(mount, "MountFlags");
            set(&mut options, "FSType", text(mount, "FSType").into());
            set(&mut volume, "MountOptions", options);
        }
        if !later {
            set(&mut volume, "Topologies", Value::Array(Vec::new()));
        }
        self.validate(&volume)?;
        let (namespace, plugin) = (text(&volume, "Namespace"), text(&volume, "PluginID"));
        self.demand_write(request, namespace)?;
        if later && find(&self.namespaces, "Name", namespace).is_none() {
            return refuse!("volume {} is in nonexistent namespace {namespace}", text(&volume, "ID"));
        }
        if self.plugin(plugin).is_none() {
            return refuse!("no CSI plugin named: {plugin} could be found");
        }
        Ok(volume)
    }

    fn validate(&self, volume: &Value) -> Result<(), Failure> {
        let later = self.shape == Shape::V110;
        let lacks = |key: &str| text(volume, key).is_empty();
        let unsegmented = |topology: &Value| field(topology, "Segments").as_object().is_none_or(serde_json::Map::is_empty);
        let rules = [
            (lacks("ID"), "missing volume id"),
            (lacks("PluginID"), "missing plugin id"),
            (!later && lacks("AccessMode"), "missing access mode"),
            (!later && lacks("AttachmentMode"), "missing attachment mode"),
            (later && lacks("Namespace"), "missing namespace"),
            (later && !lacks("SnapshotID") && !lacks("CloneID"), "only one of snapshot_id and clone_id is allowed"),
            (later && items(volume, "RequestedCapabilities").is_empty(), "must include at least one capability block"),
            (
                later && items(field(volume, "RequestedTopologies"), "Required").iter().any(unsegmented),
                "required topology is missing segments field",
            ),
        ];
        let broken = super::reply::broken(&rules);
        if broken.is_empty() { Ok(()) } else { refuse!("validation: {}", broken.join(", ")) }
    }

    /// A volume that Nomad does not know yet; `create` lets the plugin make it.
    fn insert_csi(&mut self, mut volume: Value, create: bool) -> Result<(), Failure> {
        if create {
            self.provision(&mut volume)?;
        } else {
            let (plugin, external) = (text(&volume, "PluginID"), text(&volume, "ExternalID"));
            self.externals.retain(|other| !is(other, "plugin", plugin) || !is(other, "ExternalID", external));
        }
        let index = self.bump(Table::Csi);
        for what in ["Create", "Modify"] {
            stamp(&mut volume, what, index, nanos(self.now, index));
        }
        store(&mut self.csi, volume);
        Ok(())
    }

    /// What the controller plugin does for `create`: checks the source, chooses a size and an external id.
    fn provision(&mut self, volume: &mut Value) -> Result<(), Failure> {
        let (id, snapshot, clone) = (text(volume, "PluginID"), text(volume, "SnapshotID"), text(volume, "CloneID"));
        self.controller(id, "CreateDelete", "creating volumes", "create volume")?;
        let mut size = GIB;
        if !snapshot.is_empty() {
            let source = self.snapshots.iter().find(|other| is(other, "plugin", id) && is(other, "ID", snapshot));
            let Some(source) = source else {
                return refuse!("{CONTROLLER}NotFound desc = volume content source snapshot {snapshot} not found");
            };
            if self.unready(source) {
                return refuse!("{CONTROLLER}Unavailable desc = snapshot {snapshot} is not yet ready to use");
            }
            size = number(source, "SizeBytes");
        }
        if !clone.is_empty() {
            if !self.plugin(id).is_some_and(|plugin| supports(plugin, "Clone")) {
                return refuse!("{CONTROLLER}InvalidArgument desc = volume content source of type volume is not supported");
            }
            let Some(bytes) = self.stored_bytes(id, clone) else {
                return refuse!("{CONTROLLER}NotFound desc = volume content source volume {clone} not found");
            };
            size = bytes;
        }
        let (max, size) = (number(volume, "RequestedCapacityMax"), size.max(number(volume, "RequestedCapacityMin")));
        if max > 0 && max < size {
            return refuse!("{CONTROLLER}OutOfRange desc = limit_bytes {max} is less than the required {size} bytes");
        }
        self.counter += 1;
        let salt = hash(&format!("{}/{}/{}", text(volume, "Namespace"), text(volume, "ID"), self.counter));
        let external = if id.starts_with("aws") { format!("vol-0{salt:016x}") } else { format!("csi-vol-{salt:016x}") };
        let source = field(volume, if clone.is_empty() { "SnapshotID" } else { "CloneID" }).clone();
        let mut context = empty();
        set(&mut context, "storage.nomad/created-from", source);
        let topologies = volume.get("RequestedTopologies");
        let topologies = topologies.and_then(|wanted| wanted.get("Required").or_else(|| wanted.get("Preferred"))).cloned();
        set(volume, "Capacity", size.into());
        set(volume, "ExternalID", external.into());
        set(volume, "Context", context);
        set(volume, "Topologies", topologies.unwrap_or_default());
        Ok(())
    }

    /// The size of what is stored under an external id, whether Nomad knows it or not.
    fn stored_bytes(&self, plugin: &str, external: &str) -> Option<i64> {
        let stored = |rows: &[Value], home: &str, size: &str| {
            let found = rows.iter().find(|row| is(row, "ExternalID", external) && text(row, home) == plugin);
            found.map(|row| number(row, size))
        };
        stored(&self.csi, "PluginID", "Capacity").or_else(|| stored(&self.externals, "plugin", "CapacityBytes"))
    }
}

/// How an error begins that the controller plugin gave.
const CONTROLLER: &str = "controller create volume: CSI.ControllerCreateVolume: rpc error: code = ";
