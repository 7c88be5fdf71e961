//! What lies in the storage behind a plugin: snapshots and volumes, `/v1/volumes/snapshot` and `/v1/volumes/external`.
//!
//! Nomad keeps none of it: no index, no blocking, pages in the body, and lists that leave out what the plugin does not
//! tell (name, source volume, plugin). Source: `nomad/csi_endpoint.go` (`ListExternal`, `CreateSnapshot`, …).

use super::Nomad;
use super::acl::LIST_CSI;
use super::page::offset_page;
use super::reply::{Failure, Outcome, done, good, refuse};
use super::request::Request;
use super::state::{SNAPSHOT_MS, hash, supports};
use super::value::{field, fill, find, is, items, number, set, text};
use serde_json::Value;

impl Nomad {
    /// `GET /v1/volumes/external?plugin_id=`.
    pub(super) fn list_external(&mut self, request: &Request) -> Outcome {
        let plugin = self.lister(request, "ListVolumes")?;
        let mut rows = Vec::new();
        for volume in &self.csi {
            if is(volume, "PluginID", plugin) && !is(volume, "ExternalID", "") {
                rows.push(known_external(volume));
            }
        }
        for other in &self.externals {
            if is(other, "plugin", plugin) {
                let status = field(other, "Status");
                rows.push(fill(
                    r#"{"ExternalID":?,"CapacityBytes":?,"VolumeContext":null,"CloneID":"","SnapshotID":"",
                    "PublishedExternalNodeIDs":null,"IsAbnormal":?,"Status":?}"#,
                    &[field(other, "ExternalID"), field(other, "CapacityBytes"), &(status != ""), status],
                ));
            }
        }
        good(offset_page(request, "Volumes", &rows))
    }

    /// `GET /v1/volumes/snapshot?plugin_id=`.
    pub(super) fn list_snapshots(&mut self, request: &Request) -> Outcome {
        let plugin = self.lister(request, "ListSnapshots")?;
        let mut rows = Vec::new();
        for snapshot in &self.snapshots {
            if is(snapshot, "plugin", plugin) {
                rows.push(self.snapshot_json(snapshot));
            }
        }
        good(offset_page(request, "Snapshots", &rows))
    }

    /// `PUT /v1/volumes/snapshot`.
    pub(super) fn create_snapshots(&mut self, request: &Request) -> Outcome {
        let body = request.json(self.shape)?;
        self.demand_write(request, request.namespace())?;
        let wanted = items(&body, "Snapshots");
        if wanted.is_empty() {
            return refuse!("missing snapshot definition");
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
        let made = Value::Array(made);
        good(fill(r#"{"Snapshots":?,"NextToken":"","Index":0,"LastContact":0,"KnownLeader":false}"#, &[&made]))
    }

    fn take_snapshot(&mut self, wanted: &Value, namespace: &str) -> Result<Value, String> {
        let source = text(wanted, "SourceVolumeID");
        let Some(place) = self.find_csi(namespace, source) else { return Err(format!("no such volume \"{source}\"")) };
        let volume = &self.csi[place];
        let id = match text(wanted, "PluginID") {
            "" => text(volume, "PluginID"),
            id => id,
        };
        self.snapshooter(id, "create")?;
        let (name, external) = (text(wanted, "Name"), text(volume, "ExternalID"));
        let twin = self.snapshots.iter().find(|other| is(other, "plugin", id) && is(other, "Name", name) && !name.is_empty());
        if let Some(other) = twin.map(|twin| text(twin, "ExternalSourceVolumeID")).filter(|other| *other != external) {
            return Err(format!(
                "could not create snapshot: CSI.ControllerCreateSnapshot: rpc error: code = AlreadyExists desc = \
                 snapshot {name} exists with source {other}"
            ));
        }
        self.counter += 1;
        let salt = hash(&format!("{external}/{name}/{}", self.counter));
        let made = if id.starts_with("aws") || name.is_empty() {
            format!("snap-0{salt:016x}")
        } else {
            format!("csi-snap-{name}-{:08x}", salt >> 32)
        };
        let mut snapshot = fill(
            r#"{"plugin":"?","ExternalSourceVolumeID":?,"SizeBytes":?,"CreateTime":?,"ready":?}"#,
            &[&id, field(volume, "ExternalID"), field(volume, "Capacity"), &(self.now / 1_000), &(self.now + SNAPSHOT_MS)],
        );
        set(&mut snapshot, "ID", made.into());
        set(&mut snapshot, "Name", name.into());
        Ok(snapshot)
    }

    /// `DELETE /v1/volumes/snapshot?plugin_id=&snapshot_id=`; a snapshot that is not there is as good as deleted.
    pub(super) fn delete_snapshot(&mut self, request: &Request) -> Outcome {
        self.demand_write(request, request.namespace())?;
        let (plugin, id) = (request.query("plugin_id"), request.query("snapshot_id"));
        let able = self.snapshooter(plugin, "delete");
        let named = able.and_then(|()| if id.is_empty() { Err("missing snapshot ID".to_owned()) } else { Ok(()) });
        named.map_err(|error| Failure::several("", &[error]))?;
        self.snapshots.retain(|other| !is(other, "plugin", plugin) || !is(other, "ID", id));
        done()
    }

    /// Whether a plugin can make and delete snapshots now.
    fn snapshooter(&self, id: &str, doing: &str) -> Result<(), String> {
        let Some(plugin) = find(&self.plugins, "ID", id) else { return Err(format!("no such plugin \"{id}\"")) };
        if !supports(plugin, "CreateDeleteSnapshot") {
            return Err(format!("plugin \"{id}\" does not support snapshot"));
        }
        if number(plugin, "ControllersHealthy") == 0 {
            return Err(format!("could not {doing} snapshot: no controllers available for plugin \"{id}\""));
        }
        Ok(())
    }

    /// The plugin whose storage is to be listed.
    fn lister<'a>(&self, request: &'a Request, ability: &str) -> Result<&'a str, Failure> {
        self.demand(request, LIST_CSI, request.namespace())?;
        self.demand(request, "plugin:read", request.namespace())?;
        let id = request.query("plugin_id");
        let Some(plugin) = self.plugin(id) else { return refuse!("no such plugin") };
        if !supports(plugin, ability) {
            return refuse!("unimplemented for this plugin");
        }
        if number(plugin, "ControllersHealthy") == 0 {
            return refuse!("controller list: no controllers available for plugin \"{id}\"");
        }
        Ok(id)
    }

    /// Whether a snapshot is still being made; one without a time never gets ready.
    pub(super) fn unready(&self, snapshot: &Value) -> bool {
        field(snapshot, "ready").as_u64().is_none_or(|ready| ready > self.now)
    }

    fn snapshot_json(&self, snapshot: &Value) -> Value {
        let ready = !self.unready(snapshot);
        fill(
            r#"{"ID":?,"ExternalSourceVolumeID":?,"SizeBytes":?,"CreateTime":?,"IsReady":?,
            "SourceVolumeID":"","PluginID":"","Name":"","Secrets":null,"Parameters":null}"#,
            &[
                field(snapshot, "ID"),
                field(snapshot, "ExternalSourceVolumeID"),
                field(snapshot, "SizeBytes"),
                field(snapshot, "CreateTime"),
                &ready,
            ],
        )
    }
}

/// A volume that Nomad knows, as its plugin sees it.
fn known_external(volume: &Value) -> Value {
    let mut nodes: Vec<Value> = Vec::new();
    for claim in items(volume, "claims") {
        let node = field(claim, "ExternalNodeID");
        if !nodes.contains(node) {
            nodes.push(node.clone());
        }
    }
    fill(
        r#"{"ExternalID":?,"CapacityBytes":?,"VolumeContext":?,"CloneID":?,"SnapshotID":?,"PublishedExternalNodeIDs":?,
        "IsAbnormal":false,"Status":""}"#,
        &[
            field(volume, "ExternalID"),
            field(volume, "Capacity"),
            field(volume, "Context"),
            field(volume, "CloneID"),
            field(volume, "SnapshotID"),
            &Value::Array(nodes),
        ],
    )
}
