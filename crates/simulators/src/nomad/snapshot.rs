//! The storage behind a plugin: its snapshots and volumes, `/v1/volumes/snapshot` and `/v1/volumes/external`.
//!
//! Nomad keeps none of it: index 0, no blocking, pages in the body, and lists that leave out what the plugin does not
//! tell (name, source volume). Source: `nomad/csi_endpoint.go` (`ListExternal`, `CreateSnapshot`, …).

use super::Nomad;
use super::acl::LIST_CSI;
use super::hostpath::is_hostpath;
use super::page::{hostpath_page, offset_page};
use super::request::Request;
use super::response::{ApiResult, Failure, refuse, success_at};
use super::state::supports;
use super::value::{copy, empty, extend, field, fill, is, items, number, pick, set, text};
use serde_json::Value;
use std::collections::BTreeMap;

impl Nomad {
    /// `GET /v1/volumes/external?plugin_id=`.
    pub(super) fn list_external(&mut self, request: &Request) -> ApiResult {
        let plugin = self.lister(request, "ListVolumes", "unimplemented for this plugin", "controller list volumes")?;
        let (hostpath, id) = (is_hostpath(plugin), text(plugin, "ID"));
        // The nodes that use a volume, by its external id; none for one that Nomad knows and nobody uses.
        let mut known: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for volume in self.csi.iter().filter(|volume| is(volume, "PluginID", id)) {
            let nodes = known.entry(text(volume, "ExternalID")).or_default();
            for claim in items(volume, "claims") {
                let node = field(claim, "ExternalNodeID");
                if !nodes.contains(node) {
                    nodes.push(node.clone());
                }
            }
        }
        let mut rows = Vec::new();
        for stored in self.externals.iter().filter(|stored| is(stored, "plugin", id)) {
            rows.push(external_json(stored, known.get(text(stored, "ExternalID")).cloned(), hostpath));
        }
        if hostpath { success_at(hostpath_page(request, &rows)?, 0) } else { success_at(offset_page(request, "Volumes", &rows), 0) }
    }

    /// `GET /v1/volumes/snapshot?plugin_id=`.
    pub(super) fn list_snapshots(&mut self, request: &Request) -> ApiResult {
        let lacks = "plugin does not support listing snapshots";
        let plugin = self.lister(request, "ListSnapshots", lacks, "controller list snapshots")?;
        let id = text(plugin, "ID");
        let mut rows = Vec::new();
        for snapshot in &self.snapshots {
            if is(snapshot, "plugin", id) {
                let mut row = self.snapshot_json(snapshot);
                set(&mut row, "PluginID", id.into());
                rows.push(row);
            }
        }
        success_at(offset_page(request, "Snapshots", &rows), 0)
    }

    /// `PUT /v1/volumes/snapshot`.
    pub(super) fn create_snapshots(&mut self, request: &Request) -> ApiResult {
        let body = request.json(self.api_version)?;
        self.demand_write(request, request.namespace())?;
        let (mut made, mut errors) = (Vec::new(), Vec::new());
        for snapshot in items(&body, "Snapshots") {
            match self.take_snapshot(snapshot, request.namespace()) {
                Ok(snapshot) => made.push(self.snapshot_json(&snapshot)),
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(Failure::several("", &errors));
        }
        let made = if made.is_empty() { Value::Null } else { made.into() };
        success_at(fill(r#"{"Snapshots":?,"NextToken":"","Index":0,"LastContact":0,"KnownLeader":false}"#, &[&made]), 0)
    }

    fn take_snapshot(&mut self, wanted: &Value, namespace: &str) -> Result<Value, String> {
        let source = text(wanted, "SourceVolumeID");
        let Some(place) = self.find_csi(namespace, source) else { return Err(format!("no such volume {source:?}")) };
        let volume = self.csi[place].clone();
        let id = match text(wanted, "PluginID") {
            "" => text(&volume, "PluginID"),
            id => id,
        };
        let Some(plugin) = self.plugin(id) else { return Err(format!("no such plugin {id:?}")) };
        if !supports(plugin, "CreateDeleteSnapshot") {
            return Err(format!("plugin {id:?} does not support snapshot"));
        }
        if number(plugin, "ControllersHealthy") == 0 {
            return Err(format!("could not create snapshot: controller create snapshot: no controllers available for plugin {id:?}"));
        }
        self.make_snapshot(id, &volume, text(wanted, "Name")).map_err(|error| format!("could not create snapshot: {error}"))
    }

    /// `DELETE /v1/volumes/snapshot?plugin_id=&snapshot_id=`; a snapshot that is not there is as good as deleted.
    pub(super) fn delete_snapshot(&mut self, request: &Request) -> ApiResult {
        self.demand_write(request, request.namespace())?;
        let (plugin, id) = (request.query("plugin_id"), request.query("snapshot_id"));
        let error = match self.plugin(plugin) {
            None => "no such plugin".to_owned(),
            Some(found) if !supports(found, "CreateDeleteSnapshot") => "plugin does not support snapshot".to_owned(),
            Some(found) if number(found, "ControllersHealthy") == 0 => {
                format!("could not delete {id:?}: controller delete snapshot: no controllers available for plugin {plugin:?}")
            }
            Some(_) if id.is_empty() => {
                format!("could not delete {id:?}: controller delete snapshot: CSI.ControllerDeleteSnapshot: missing SnapshotID")
            }
            Some(_) => {
                self.snapshots.retain(|other| !is(other, "plugin", plugin) || !is(other, "ID", id));
                return success_at(Value::Null, 0);
            }
        };
        Err(Failure::several("", &[error]))
    }

    /// The plugin whose storage is to be listed; how its refusals begin.
    fn lister(&self, request: &Request, ability: &str, lacks: &str, about: &str) -> Result<&Value, Failure> {
        self.demand(request, LIST_CSI, request.namespace())?;
        let id = request.query("plugin_id");
        let Some(plugin) = self.plugin(id) else { return refuse!("no such plugin") };
        if !supports(plugin, ability) {
            return refuse!("{lacks}");
        }
        if number(plugin, "ControllersHealthy") == 0 {
            return refuse!("{about}: no controllers available for plugin {id:?}");
        }
        Ok(plugin)
    }

    /// Whether a snapshot is still being made; one without a time never gets ready.
    pub(super) fn unready(&self, snapshot: &Value) -> bool {
        field(snapshot, "ready").as_u64().is_none_or(|ready| ready > self.now)
    }

    fn snapshot_json(&self, snapshot: &Value) -> Value {
        let mut shown = empty();
        for (key, value) in [("SourceVolumeID", ""), ("PluginID", ""), ("Name", "")] {
            set(&mut shown, key, value.into());
        }
        for key in ["Secrets", "Parameters"] {
            set(&mut shown, key, Value::Null);
        }
        copy(snapshot, "ID ExternalSourceVolumeID SizeBytes CreateTime", &mut shown);
        set(&mut shown, "IsReady", (!self.unready(snapshot)).into());
        shown
    }
}

/// A stored volume as its plugin lists it, with the nodes that use it if Nomad knows it.
fn external_json(stored: &Value, nodes: Option<Vec<Value>>, hostpath: bool) -> Value {
    let mut row = pick(stored, "ExternalID CapacityBytes Status");
    set(&mut row, "IsAbnormal", (!is(stored, "Status", "")).into());
    if hostpath {
        // It tells the one node that uses a volume, also when there is none, and little else.
        let node = nodes.and_then(|nodes| nodes.first().cloned()).unwrap_or_else(|| "".into());
        extend(&mut row, fill(r#"{"CloneID":"","SnapshotID":"","VolumeContext":null}"#, &[]));
        set(&mut row, "PublishedExternalNodeIDs", vec![node].into());
    } else {
        copy(stored, "CloneID SnapshotID VolumeContext", &mut row);
        set(&mut row, "PublishedExternalNodeIDs", nodes.into());
    }
    row
}
