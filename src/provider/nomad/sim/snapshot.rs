//! What lies in the storage behind a plugin: snapshots and volumes, `/v1/volumes/snapshot` and `/v1/volumes/external`.
//!
//! Nomad keeps none of it: no index, no blocking, pages in the body, and lists that leave out what the plugin does not
//! tell (name, source volume, plugin). Source: `nomad/csi_endpoint.go` (`ListExternal`, `CreateSnapshot`, …).

use super::acl::LIST_CSI;
use super::csi_view::external_node;
use super::object::{NULL, object};
use super::page::offset_page;
use super::reply::{Failure, Outcome, done, good};
use super::request::{Request, field, items, text};
use super::state::{Plugin, SNAPSHOT_MS, Snapshot, hash};
use super::{Csi, Nomad};
use serde_json::Value;

impl Nomad {
    /// `GET /v1/volumes/external?plugin_id=`.
    pub(super) fn list_external(&self, request: &Request) -> Outcome {
        let plugin = self.lister(request, "ListVolumes")?;
        let registered = self.csi.values().filter(|volume| volume.plugin == plugin.id && !volume.external.is_empty());
        let mut rows: Vec<Value> = registered.map(known_external).collect();
        for other in self.externals.iter().filter(|other| other.plugin == plugin.id) {
            rows.push(object!({
                "ExternalID": &other.id, "CapacityBytes": other.bytes, "VolumeContext": NULL, "CloneID": "", "SnapshotID": "",
                "PublishedExternalNodeIDs": NULL, "IsAbnormal": !other.abnormal.is_empty(), "Status": &other.abnormal,
            }));
        }
        let (range, next) = offset_page(request, rows.len());
        good(object!({ "Volumes": rows[range].to_vec(), "NextToken": next, "Index": 0, "LastContact": 0, "KnownLeader": false }))
    }

    /// `GET /v1/volumes/snapshot?plugin_id=`.
    pub(super) fn list_snapshots(&self, request: &Request) -> Outcome {
        let plugin = self.lister(request, "ListSnapshots")?;
        let here = self.snapshots.iter().filter(|snapshot| snapshot.plugin == plugin.id);
        let rows: Vec<Value> = here.map(|snapshot| self.snapshot_json(snapshot)).collect();
        let (range, next) = offset_page(request, rows.len());
        good(object!({ "Snapshots": rows[range].to_vec(), "NextToken": next, "Index": 0, "LastContact": 0, "KnownLeader": false }))
    }

    /// `PUT /v1/volumes/snapshot`.
    pub(super) fn create_snapshots(&mut self, request: &Request) -> Outcome {
        let body = request.json(self.shape)?;
        self.demand_write(request, request.namespace())?;
        let wanted = items(&body, "Snapshots");
        if wanted.is_empty() {
            return Err(Failure::internal("missing snapshot definition"));
        }
        let (mut made, mut errors) = (Vec::new(), Vec::new());
        for snapshot in wanted {
            match self.take_snapshot(snapshot, request.namespace()) {
                Ok(snapshot) => {
                    made.push(self.snapshot_json(&snapshot));
                    self.snapshots.push(snapshot);
                }
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(Failure::several("", &errors));
        }
        good(object!({ "Snapshots": made, "NextToken": "", "Index": 0, "LastContact": 0, "KnownLeader": false }))
    }

    fn take_snapshot(&mut self, wanted: &Value, namespace: &str) -> Result<Snapshot, String> {
        let source = text(wanted, "SourceVolumeID");
        let volume = self.find_csi(namespace, &source).ok_or_else(|| format!("no such volume \"{source}\""))?;
        let id = field(wanted, "PluginID").as_str().filter(|id| !id.is_empty()).unwrap_or(&volume.plugin).to_owned();
        let plugin = self.plugin(&id).ok_or_else(|| format!("no such plugin \"{id}\""))?;
        if !plugin.supports("CreateDeleteSnapshot") {
            return Err(format!("plugin \"{id}\" does not support snapshot"));
        }
        if plugin.controllers_healthy == 0 {
            return Err(format!("could not create snapshot: no controllers available for plugin \"{id}\""));
        }
        let name = text(wanted, "Name");
        let (external, bytes) = (volume.external.clone(), volume.capacity);
        let twin = self.snapshots.iter().find(|other| other.plugin == id && other.name == name && !name.is_empty());
        if let Some(other) = twin.filter(|other| other.source != external) {
            let about = format!("snapshot {name} exists with source {}", other.source);
            return Err(format!("could not create snapshot: CSI.ControllerCreateSnapshot: rpc error: code = AlreadyExists desc = {about}"));
        }
        self.counter += 1;
        let salt = hash(&format!("{external}/{name}/{}", self.counter));
        let ready = self.now + SNAPSHOT_MS;
        let made = if id.starts_with("aws") || name.is_empty() {
            format!("snap-0{salt:016x}")
        } else {
            format!("csi-snap-{name}-{:08x}", salt >> 32)
        };
        Ok(Snapshot { id: made, plugin: id, source: external, name, bytes, created: self.now / 1_000, ready })
    }

    /// `DELETE /v1/volumes/snapshot?plugin_id=&snapshot_id=`; a snapshot that is not there is as good as deleted.
    pub(super) fn delete_snapshot(&mut self, request: &Request) -> Outcome {
        self.demand_write(request, request.namespace())?;
        let (id, snapshot) = (request.query("plugin_id"), request.query("snapshot_id"));
        let errors = match self.plugin(id) {
            None => vec![format!("no such plugin \"{id}\"")],
            Some(plugin) if !plugin.supports("CreateDeleteSnapshot") => vec![format!("plugin \"{id}\" does not support snapshot")],
            Some(plugin) if plugin.controllers_healthy == 0 => {
                vec![format!("could not delete snapshot: no controllers available for plugin \"{id}\"")]
            }
            Some(_) if snapshot.is_empty() => vec!["missing snapshot ID".to_owned()],
            Some(_) => {
                self.snapshots.retain(|other| other.plugin != id || other.id != snapshot);
                return done();
            }
        };
        Err(Failure::several("", &errors))
    }

    /// The plugin whose storage is to be listed.
    fn lister(&self, request: &Request, ability: &str) -> Result<&Plugin, Failure> {
        self.demand(request, LIST_CSI, request.namespace())?;
        self.demand(request, &["plugin:read"], request.namespace())?;
        let plugin = self.plugin(request.query("plugin_id")).ok_or_else(|| Failure::internal("no such plugin"))?;
        if !plugin.supports(ability) {
            return Err(Failure::internal("unimplemented for this plugin"));
        }
        if plugin.controllers_healthy == 0 {
            return Err(Failure::internal(format!("controller list: no controllers available for plugin \"{}\"", plugin.id)));
        }
        Ok(plugin)
    }

    fn snapshot_json(&self, snapshot: &Snapshot) -> Value {
        object!({
            "ID": &snapshot.id, "ExternalSourceVolumeID": &snapshot.source, "SizeBytes": snapshot.bytes, "CreateTime": snapshot.created,
            "IsReady": snapshot.ready <= self.now, "SourceVolumeID": "", "PluginID": "", "Name": "", "Secrets": NULL, "Parameters": NULL,
        })
    }
}

/// A volume that Nomad knows, as its plugin sees it.
fn known_external(volume: &Csi) -> Value {
    let mut nodes: Vec<Value> = Vec::new();
    for claim in &volume.claims {
        let node = Value::String(external_node(&claim.node));
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    }
    object!({
        "ExternalID": &volume.external, "CapacityBytes": volume.capacity, "VolumeContext": &volume.context, "CloneID": &volume.clone,
        "SnapshotID": &volume.snapshot, "PublishedExternalNodeIDs": nodes, "IsAbnormal": false, "Status": "",
    })
}
