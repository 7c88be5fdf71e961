//! The driver behind a CSI plugin, its storage, and how Nomad words what the driver refuses.
//!
//! Two kinds of drivers are simulated: `hostpath.csi.k8s.io` as it answers by its source ([`super::hostpath`]), and one that
//! stands for those of clouds and clusters, which is lenient: it takes any volume that is registered for one it has.
//! Source: `plugins/csi/{client,plugin}.go`, `client/csi_endpoint.go`, `nomad/client_csi_endpoint.go`.

use super::Nomad;
use super::grpc::Refusal;
use super::hostpath::{MAX, is_hostpath, unknown};
use super::id::hash;
use super::state::{SNAPSHOT_MS, supports};
use super::value::{empty, field, fill, flag, is, items, number, pick, set, text};
use serde_json::Value;

const GIB: i64 = 1 << 30;
const MIB: i64 = 1 << 20;

/// What an error of the plugin itself begins with, wherever it came from.
fn internal(refusal: &Refusal) -> String {
    if refusal.0 == "Internal" {
        return format!("controller plugin returned an internal error, check the plugin allocation logs for more information: {refusal}");
    }
    refusal.to_string()
}

/// The capabilities as the driver gets them: Nomad refuses modes that it does not know.
fn check_capabilities(volume: &Value) -> Result<(), String> {
    const ACCESS: &str = "single-node-reader-only single-node-writer multi-node-reader-only multi-node-single-writer \
        multi-node-multi-writer";
    for capability in items(volume, "RequestedCapabilities") {
        let (attachment, access) = (text(capability, "AttachmentMode"), text(capability, "AccessMode"));
        if !["file-system", "block-device"].contains(&attachment) {
            return Err(format!("unknown volume attachment mode: {attachment}"));
        }
        if !super::value::among(ACCESS, access) {
            return Err(format!("unknown volume access mode: {access}"));
        }
    }
    Ok(())
}

impl Nomad {
    /// Where the storage of a plugin has this volume.
    pub(super) fn stored(&self, plugin: &str, external: &str) -> Option<usize> {
        self.externals.iter().position(|row| is(row, "plugin", plugin) && is(row, "ExternalID", external))
    }

    /// The size of what is stored under an external id.
    pub(super) fn stored_bytes(&self, plugin: &str, external: &str) -> Option<i64> {
        self.stored(plugin, external).map(|place| number(&self.externals[place], "CapacityBytes"))
    }

    /// Puts a volume, as Nomad has it, into the storage of its plugin, unless it is there.
    pub(super) fn keep_stored(&mut self, volume: &Value) {
        let (plugin, external) = (text(volume, "PluginID"), text(volume, "ExternalID"));
        if !external.is_empty() && self.stored(plugin, external).is_none() {
            self.push_stored(volume);
        }
    }

    /// The same for a volume that is known not to be there.
    pub(super) fn push_stored(&mut self, volume: &Value) {
        let mut row = pick(volume, "ExternalID Name CloneID SnapshotID");
        set(&mut row, "plugin", field(volume, "PluginID").clone());
        set(&mut row, "CapacityBytes", field(volume, "Capacity").clone());
        set(&mut row, "VolumeContext", field(volume, "Context").clone());
        set(&mut row, "Status", "".into());
        self.externals.push(row);
    }

    /// Lets the plugin make a volume, and notes what it tells of it.
    pub(super) fn make_volume(&mut self, volume: &mut Value) -> Result<(), String> {
        let about = |error: String| format!("controller create volume: CSI.ControllerCreateVolume: {error}");
        check_capabilities(volume).map_err(about)?;
        let (min, max) = (number(volume, "RequestedCapacityMin"), number(volume, "RequestedCapacityMax"));
        if is(volume, "Name", "") {
            return Err(about("missing Name".to_owned()));
        }
        if max != 0 && max < min {
            return Err(about("LimitBytes cannot be less than RequiredBytes".to_owned()));
        }
        let plugin = self.plugin(text(volume, "PluginID")).cloned().unwrap_or_default();
        let made = if is_hostpath(&plugin) { self.hostpath_make(volume, min, max) } else { self.other_make(volume, &plugin, min, max) };
        let made = made.map_err(|refusal| {
            let name = text(volume, "Name");
            let source = format!("&{{{:?} {:?}}}", text(volume, "SnapshotID"), text(volume, "CloneID"));
            about(match refusal.0 {
                "InvalidArgument" => format!("volume {name:?} snapshot source {source} is not compatible with these parameters: {refusal}"),
                "NotFound" => format!("volume {name:?} content source {source} does not exist: {refusal}"),
                "AlreadyExists" => format!("volume {name:?} already exists but is incompatible with these parameters: {refusal}"),
                "ResourceExhausted" => format!("unable to provision {name:?} in accessible_topology: {refusal}"),
                "OutOfRange" => format!("unsupported capacity_range for volume {name:?}: {refusal}"),
                _ => internal(&refusal),
            })
        })?;
        for key in ["ExternalID", "Capacity", "Context"] {
            set(volume, key, field(&made, key).clone());
        }
        // Nomad makes a list as long as the plugin's, and then adds to it.
        let told = items(&made, "Topologies");
        let mut topologies = vec![Value::Null; told.len()];
        topologies.extend_from_slice(told);
        set(volume, "Topologies", if told.is_empty() { Value::Null } else { topologies.into() });
        self.keep_stored(volume);
        Ok(())
    }

    fn other_make(&mut self, volume: &Value, plugin: &Value, min: i64, max: i64) -> Result<Value, Refusal> {
        let refuse = |code, text: String| Err(Refusal(code, text));
        let (id, snapshot, clone) = (text(volume, "PluginID"), text(volume, "SnapshotID"), text(volume, "CloneID"));
        let mut size = GIB;
        if !snapshot.is_empty() {
            let source = self.snapshots.iter().find(|other| is(other, "plugin", id) && is(other, "ID", snapshot));
            let Some(source) = source else {
                return refuse("NotFound", format!("volume content source snapshot {snapshot} not found"));
            };
            if self.unready(source) {
                return refuse("Unavailable", format!("snapshot {snapshot} is not yet ready to use"));
            }
            size = number(source, "SizeBytes");
        }
        if !clone.is_empty() {
            if !supports(plugin, "Clone") {
                return refuse("InvalidArgument", "volume content source of type volume is not supported".to_owned());
            }
            let Some(bytes) = self.stored_bytes(id, clone) else {
                return refuse("NotFound", format!("volume content source volume {clone} not found"));
            };
            size = bytes;
        }
        let size = size.max(min);
        if max > 0 && max < size {
            return refuse("OutOfRange", format!("limit_bytes {max} is less than the required {size} bytes"));
        }
        self.counter += 1;
        let salt = hash(&format!("{}/{}/{}", text(volume, "Namespace"), text(volume, "ID"), self.counter));
        let external = if id.starts_with("aws") { format!("vol-0{salt:016x}") } else { format!("csi-vol-{salt:016x}") };
        let mut context = empty();
        set(&mut context, "storage.nomad/created-from", field(volume, if clone.is_empty() { "SnapshotID" } else { "CloneID" }).clone());
        let wanted = field(volume, "RequestedTopologies");
        let mut made = empty();
        set(&mut made, "Topologies", wanted.get("Required").or_else(|| wanted.get("Preferred")).cloned().unwrap_or_default());
        set(&mut made, "Context", context);
        set(&mut made, "ExternalID", external.into());
        set(&mut made, "Capacity", size.into());
        Ok(made)
    }

    /// Asks the plugin whether it has the volume and can use it as it is to be used.
    pub(super) fn check_volume(&self, volume: &Value) -> Result<(), String> {
        let plugin = self.plugin(text(volume, "PluginID")).unwrap_or(&Value::Null);
        if !flag(plugin, "ControllerRequired") {
            return Ok(());
        }
        let about = |error: String| format!("controller validate volume: CSI.ControllerValidateVolume: {error}");
        check_capabilities(volume).map_err(about)?;
        let remote = if is(volume, "ExternalID", "") { text(volume, "ID") } else { text(volume, "ExternalID") };
        if is_hostpath(plugin) && self.stored(text(plugin, "ID"), remote).is_none() {
            return Err(about(format!("volume {remote:?} could not be found: {}", unknown("volume", remote))));
        }
        Ok(())
    }

    /// Lets the plugin make a volume larger: its new size.
    pub(super) fn grow_volume(&mut self, volume: &Value, min: i64) -> Result<i64, String> {
        let (id, external) = (text(volume, "PluginID"), text(volume, "ExternalID"));
        let hostpath = self.plugin(id).is_some_and(is_hostpath);
        let place = self.stored(id, external);
        let about = |text: String| Err(format!("unable to expand volume: controller expand volume: CSI.ControllerExpandVolume: {text}"));
        if hostpath && min > MAX {
            let refusal = Refusal("OutOfRange", format!("Requested capacity {min} exceeds maximum allowed {MAX}"));
            return about(format!("unsupported capacity_range for volume {external:?}: {refusal}"));
        }
        if hostpath && place.is_none() {
            return about(format!("volume {external:?} could not be found: {}", unknown("volume", external)));
        }
        let size = if hostpath { min } else { min.checked_add(MIB - 1).map_or(min, |bytes| bytes / MIB * MIB) };
        if let Some(place) = place {
            set(&mut self.externals[place], "CapacityBytes", size.into());
        }
        Ok(size)
    }

    /// Lets the plugin destroy a volume, in use or not; what it does not have counts as destroyed.
    pub(super) fn destroy_volume(&mut self, plugin: &str, external: &str) {
        self.externals.retain(|row| !is(row, "plugin", plugin) || !is(row, "ExternalID", external));
    }

    /// Lets the plugin take a snapshot of a volume.
    pub(super) fn make_snapshot(&mut self, id: &str, volume: &Value, name: &str) -> Result<Value, String> {
        let external = text(volume, "ExternalID");
        let about = |text: String| format!("controller create snapshot: CSI.ControllerCreateSnapshot: {text}");
        for (absent, what) in [(external.is_empty(), "missing VolumeID"), (name.is_empty(), "missing Name")] {
            if absent {
                return Err(about(what.to_owned()));
            }
        }
        let hostpath = self.plugin(id).is_some_and(is_hostpath);
        if let Some(twin) = self.snapshots.iter().find(|other| is(other, "plugin", id) && is(other, "Name", name)) {
            let other = text(twin, "ExternalSourceVolumeID");
            if other == external {
                return Ok(twin.clone());
            }
            let desc = if hostpath {
                format!("snapshot with the same name: {name} but with different SourceVolumeId already exist")
            } else {
                format!("snapshot {name} exists with source {other}")
            };
            let refusal = Refusal("AlreadyExists", desc);
            return Err(about(format!("snapshot {name:?} already exists but is incompatible with volume ID {external:?}: {refusal}")));
        }
        let bytes = match self.stored_bytes(id, external) {
            None if hostpath => {
                return Err(about(unknown("volume", external).to_string()));
            }
            bytes => bytes.unwrap_or(number(volume, "Capacity")),
        };
        let made = if hostpath {
            self.next_hostpath_id()
        } else {
            self.counter += 1;
            let salt = hash(&format!("{external}/{name}/{}", self.counter));
            if id.starts_with("aws") { format!("snap-0{salt:016x}") } else { format!("csi-snap-{name}-{:08x}", salt >> 32) }
        };
        let ready = if hostpath { 0 } else { self.now + SNAPSHOT_MS };
        let mut snapshot = fill(r#"{"plugin":"?","SizeBytes":?,"CreateTime":?,"ready":?}"#, &[&id, &bytes, &(self.now / 1_000), &ready]);
        set(&mut snapshot, "ExternalSourceVolumeID", external.into());
        set(&mut snapshot, "ID", made.into());
        set(&mut snapshot, "Name", name.into());
        self.snapshots.push(snapshot.clone());
        Ok(snapshot)
    }
}
