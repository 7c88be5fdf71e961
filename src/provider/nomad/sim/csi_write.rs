//! Registering and creating CSI volumes: `PUT /v1/volume/csi/:id`, `PUT /v1/volumes`, `PUT /v1/volume/csi/:id/create`.
//!
//! The id in the path is ignored, the body decides. Most refusals are 500. What an existing volume accepts is in
//! [`super::csi_update`]. Source: `nomad/csi_endpoint.go` (`Register`, `Create`), `nomad/structs/csi.go` (`Validate`).

use super::object::object;
use super::reply::{Failure, Outcome, done, good};
use super::request::{Request, field, int, items, text};
use super::state::{Csi, Table, hash, nanos};
use super::{Nomad, Shape};
use serde_json::Value;

const GIB: i64 = 1 << 30;

impl Nomad {
    /// Registers or creates the volumes of the body, or updates those that exist.
    pub(super) fn submit_csi(&mut self, request: &Request, create: bool) -> Outcome {
        let body = request.json(self.shape)?;
        self.demand_write(request, request.namespace())?;
        let volumes = items(&body, "Volumes");
        if volumes.is_empty() {
            return Err(Failure::internal("missing volume definition"));
        }
        let volumes = volumes.iter().map(|volume| self.decode(volume, request)).collect::<Result<Vec<_>, _>>()?;
        let mut written = Vec::new();
        for volume in volumes {
            let key = (volume.namespace.clone(), volume.id.clone());
            if self.csi.contains_key(&key) {
                self.update_csi(volume)?;
            } else {
                self.insert_csi(volume, create)?;
            }
            written.extend(self.csi.get(&key).map(|volume| self.csi_full(volume)));
        }
        if self.shape == Shape::V110 {
            good(
                object!({ "Volumes": written, "Warnings": "", "Index": self.index, "LastContact": 0, "KnownLeader": true, "NextToken": "" }),
            )
        } else {
            done()
        }
    }

    /// A volume of the body, validated.
    fn decode(&self, value: &Value, request: &Request) -> Result<Csi, Failure> {
        let later = self.shape == Shape::V110;
        let own = text(value, "Namespace");
        let namespace = if later && !own.is_empty() { own } else { request.namespace().to_owned() };
        let copy = |key: &str| field(value, key).clone();
        let volume = Csi {
            namespace,
            id: text(value, "ID"),
            name: text(value, "Name"),
            external: text(value, "ExternalID"),
            plugin: text(value, "PluginID"),
            access: if later { String::new() } else { text(value, "AccessMode") },
            attachment: if later { String::new() } else { text(value, "AttachmentMode") },
            min: int(value, "RequestedCapacityMin")?,
            max: int(value, "RequestedCapacityMax")?,
            clone: text(value, "CloneID"),
            snapshot: text(value, "SnapshotID"),
            capabilities: copy("RequestedCapabilities"),
            mount: mount_options(field(value, "MountOptions")),
            parameters: copy("Parameters"),
            context: copy("Context"),
            requested_topologies: copy("RequestedTopologies"),
            topologies: if later { Value::Null } else { Value::Array(Vec::new()) },
            ..Csi::default()
        };
        self.validate(&volume)?;
        self.demand_write(request, &volume.namespace)?;
        if later && !self.namespaces.iter().any(|(name, _)| *name == volume.namespace) {
            return Err(Failure::internal(format!("volume {} is in nonexistent namespace {}", volume.id, volume.namespace)));
        }
        if self.plugin(&volume.plugin).is_none() {
            return Err(Failure::internal(format!("no CSI plugin named: {} could be found", volume.plugin)));
        }
        Ok(volume)
    }

    fn validate(&self, volume: &Csi) -> Result<(), Failure> {
        let later = self.shape == Shape::V110;
        let unsegmented = items(&volume.requested_topologies, "Required")
            .iter()
            .any(|topology| field(topology, "Segments").as_object().is_none_or(serde_json::Map::is_empty));
        let rules = [
            (volume.id.is_empty(), "missing volume id"),
            (volume.plugin.is_empty(), "missing plugin id"),
            (!later && volume.access.is_empty(), "missing access mode"),
            (!later && volume.attachment.is_empty(), "missing attachment mode"),
            (later && volume.namespace.is_empty(), "missing namespace"),
            (later && !volume.snapshot.is_empty() && !volume.clone.is_empty(), "only one of snapshot_id and clone_id is allowed"),
            (later && volume.capabilities.as_array().is_none_or(Vec::is_empty), "must include at least one capability block"),
            (later && unsegmented, "required topology is missing segments field"),
        ];
        let broken: Vec<&str> = rules.into_iter().filter(|(broken, _)| *broken).map(|(_, text)| text).collect();
        if broken.is_empty() { Ok(()) } else { Err(Failure::internal(format!("validation: {}", broken.join(", ")))) }
    }

    /// A volume that Nomad does not know yet; `create` lets the plugin make it.
    fn insert_csi(&mut self, mut volume: Csi, create: bool) -> Result<(), Failure> {
        if create {
            self.provision(&mut volume)?;
        } else {
            self.externals.retain(|external| external.plugin != volume.plugin || external.id != volume.external);
        }
        let index = self.bump(Table::Csi);
        volume.create_index = index;
        volume.modify_index = index;
        volume.created = nanos(self.now, index);
        volume.modified = volume.created;
        self.csi.insert((volume.namespace.clone(), volume.id.clone()), volume);
        Ok(())
    }

    /// What the controller plugin does for `create`: checks the source, chooses a size and an external id.
    fn provision(&mut self, volume: &mut Csi) -> Result<(), Failure> {
        let plugin = self.plugin(&volume.plugin).ok_or_else(|| Failure::internal("plugin not found"))?;
        if !plugin.controller_required() {
            return Err(Failure::internal("plugin has no controller"));
        }
        if !plugin.supports("CreateDelete") {
            return Err(Failure::internal("plugin does not support creating volumes"));
        }
        if plugin.controllers_healthy == 0 {
            return Err(Failure::internal(format!("controller create volume: no controllers available for plugin \"{}\"", plugin.id)));
        }
        let mut size = GIB;
        if !volume.snapshot.is_empty() {
            let source = self.snapshots.iter().find(|snapshot| snapshot.plugin == plugin.id && snapshot.id == volume.snapshot);
            let source =
                source.ok_or_else(|| controller("NotFound", &format!("volume content source snapshot {} not found", volume.snapshot)))?;
            if source.ready > self.now {
                return Err(controller("Unavailable", &format!("snapshot {} is not yet ready to use", source.id)));
            }
            size = source.bytes;
        }
        if !volume.clone.is_empty() {
            if !plugin.supports("Clone") {
                return Err(controller("InvalidArgument", "volume content source of type volume is not supported"));
            }
            let source = self.stored_bytes(&volume.plugin, &volume.clone);
            size = source.ok_or_else(|| controller("NotFound", &format!("volume content source volume {} not found", volume.clone)))?;
        }
        if volume.max > 0 && volume.max < volume.min.max(size) {
            return Err(controller(
                "OutOfRange",
                &format!("limit_bytes {} is less than the required {} bytes", volume.max, volume.min.max(size)),
            ));
        }
        volume.capacity = volume.min.max(size);
        self.counter += 1;
        let salt = hash(&format!("{}/{}/{}", volume.namespace, volume.id, self.counter));
        volume.external = if volume.plugin.starts_with("aws") { format!("vol-0{salt:016x}") } else { format!("csi-vol-{salt:016x}") };
        volume.context = object!({ "storage.nomad/created-from": if volume.clone.is_empty() { &volume.snapshot } else { &volume.clone } });
        volume.topologies = volume
            .requested_topologies
            .get("Required")
            .or_else(|| volume.requested_topologies.get("Preferred"))
            .cloned()
            .unwrap_or_default();
        Ok(())
    }

    /// The size of what is stored under an external id, whether Nomad knows it or not.
    fn stored_bytes(&self, plugin: &str, external: &str) -> Option<i64> {
        let registered =
            self.csi.values().find(|volume| volume.plugin == plugin && volume.external == external).map(|volume| volume.capacity);
        registered.or_else(|| self.externals.iter().find(|other| other.plugin == plugin && other.id == external).map(|other| other.bytes))
    }
}

/// An error that the controller plugin gave.
pub(super) fn controller(code: &str, about: &str) -> Failure {
    Failure::internal(format!("controller create volume: CSI.ControllerCreateVolume: rpc error: code = {code} desc = {about}"))
}

/// `MountOptions` with Go's spelling of the keys, null if none were sent.
fn mount_options(value: &Value) -> Value {
    if value.is_object() { object!({ "FSType": text(value, "FSType"), "MountFlags": field(value, "MountFlags") }) } else { Value::Null }
}
