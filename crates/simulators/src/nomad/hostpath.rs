//! The hostpath driver of the Kubernetes project, as its source has it.
//!
//! Source: `kubernetes-csi/csi-driver-host-path`, `pkg/hostpath/{controllerserver,hostpath}.go`.

use super::Nomad;
use super::grpc::Refusal;
use super::value::{empty, field, fill, is, items, number, set, text};
use serde_json::Value;

/// The largest volume it makes.
pub(super) const MAX: i64 = 1 << 40;

/// Whether this is the driver of a plugin.
pub(super) fn is_hostpath(plugin: &Value) -> bool {
    is(plugin, "Provider", "hostpath.csi.k8s.io")
}

/// What it says of a volume or snapshot that it does not have.
pub(super) fn unknown(what: &str, id: &str) -> Refusal {
    Refusal("NotFound", format!("{what} id {id} does not exist in the {what}s list"))
}

impl Nomad {
    /// `CreateVolume`: what it makes, for a size between these limits.
    pub(super) fn hostpath_make(&mut self, volume: &Value, min: i64, max: i64) -> Result<Value, Refusal> {
        let refuse = |code, text: String| Err(Refusal(code, text));
        let id = text(volume, "PluginID");
        let has = |mode: &str| items(volume, "RequestedCapabilities").iter().any(|one| is(one, "AttachmentMode", mode));
        if has("block-device") && has("file-system") {
            return refuse("InvalidArgument", "cannot have both block and mount access type".to_owned());
        }
        if min < 0 || max < 0 {
            return refuse("InvalidArgument", "cannot have negative capacity".to_owned());
        }
        let size = if min == 0 { max } else { min };
        let mut made = empty();
        set(&mut made, "Context", field(volume, "Parameters").clone());
        set(&mut made, "Topologies", self.hostpath_topology(id));
        let name = text(volume, "Name");
        if let Some(twin) = self.externals.iter().find(|row| is(row, "plugin", id) && is(row, "Name", name)) {
            let bytes = number(twin, "CapacityBytes");
            if bytes < size || (max > 0 && bytes > max) {
                return refuse("AlreadyExists", format!("Volume with the same name: {name} but with different size already exist"));
            }
            set(&mut made, "ExternalID", field(twin, "ExternalID").clone());
            set(&mut made, "Capacity", bytes.into());
            return Ok(made);
        }
        if size > MAX {
            return refuse("OutOfRange", format!("Requested capacity {size} exceeds maximum allowed {MAX}"));
        }
        let kind = text(field(volume, "Parameters"), "kind");
        if !kind.is_empty() {
            return refuse("InvalidArgument", format!("capacity tracking disabled, specifying kind {kind:?} is invalid"));
        }
        let (snapshot, clone) = (text(volume, "SnapshotID"), text(volume, "CloneID"));
        let source = if snapshot.is_empty() {
            ("volume", clone, self.stored_bytes(id, clone))
        } else {
            let found = self.snapshots.iter().find(|other| is(other, "plugin", id) && is(other, "ID", snapshot));
            ("snapshot", snapshot, found.map(|found| number(found, "SizeBytes")))
        };
        match source {
            (_, "", _) => {}
            (what, source, None) => return Err(unknown(what, source)),
            (what, source, Some(bytes)) if bytes > size => {
                let text = format!("{what} {source} size {bytes} is greater than requested volume size {size}");
                return refuse("InvalidArgument", text);
            }
            _ => {}
        }
        set(&mut made, "ExternalID", self.next_hostpath_id().into());
        set(&mut made, "Capacity", size.into());
        Ok(made)
    }

    /// The node that the hostpath driver of this plugin runs on.
    fn hostpath_topology(&self, plugin: &str) -> Value {
        let on = self.plugin(plugin).map_or("", |plugin| text(plugin, "on"));
        fill(r#"[{"Segments":{"topology.hostpath.csi/node":"?"}}]"#, &[&on])
    }

    /// A UUID by time, as the hostpath driver names volumes and snapshots: the next sorts behind those before.
    pub(super) fn next_hostpath_id(&mut self) -> String {
        self.counter += 1;
        format!("{:08x}-eb76-11f1-aaf5-0abc81b69b0b", 0x1a3a_0000 + self.counter * 0x9e37)
    }
}
