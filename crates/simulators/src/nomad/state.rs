//! The server's state, and how time changes it.
//!
//! One index per table, as in Nomad's state store: any change of a volume wakes every watcher of that table. Nothing
//! here answers requests.
//! Source: `nomad/structs/{csi,host_volumes}.go`, `nomad/state/state_store.go`.

use super::Nomad;
use super::alloc::end;
use super::id::uuid;
use super::time::nanos;
use super::value::{among, extend, field, fill, find, flag, items, number, pick, set, text};
use serde_json::Value;

/// A freed claim is ready to free after this long.
pub(super) const DETACH_STEP_MS: u64 = 3_000;
/// A new host volume is seen in its node's fingerprint after this long.
pub(super) const FINGERPRINT_MS: u64 = 3_000;
/// A new snapshot is ready after this long.
pub(super) const SNAPSHOT_MS: u64 = 4_000;

/// The tables that have an index of their own.
#[derive(Clone, Copy)]
pub(super) enum Table {
    Csi,
    Host,
    Plugins,
    Nodes,
    /// Namespaces, and the policies beside them.
    Namespaces,
    Claims,
}

/// What a volume shows of its plugin.
const HEALTH: &str =
    "Schedulable Provider ProviderVersion ControllerRequired ControllersHealthy ControllersExpected NodesHealthy NodesExpected";

/// A CSI volume about which nothing is known. Capacities are bytes, times nanoseconds; `claims` holds what
/// [`alloc_stub`](super::alloc::alloc_stub) makes, `malformed` is for a list stub that cannot be decoded.
pub(super) const CSI: &str = r#"{"Namespace":"","ID":"","Name":"","ExternalID":"","PluginID":"","AccessMode":"","AttachmentMode":"",
"Capacity":0,"RequestedCapacityMin":0,"RequestedCapacityMax":0,"CloneID":"","SnapshotID":"","RequestedCapabilities":null,
"MountOptions":null,"Parameters":null,"Context":null,"Topologies":null,"RequestedTopologies":null,
"ResourceExhausted":null,"Provider":"","ProviderVersion":"","ControllerRequired":false,"ControllersExpected":0,"NodesExpected":0,"claims":[],"malformed":false}"#;

/// A dynamic host volume about which nothing is known. What a volume without a word about its modes can do stands here.
pub(super) const HOST: &str = r#"{"Namespace":"","ID":"","Name":"","PluginID":"","NodePool":"","NodeID":"","HostPath":"","State":"",
"CapacityBytes":0,"RequestedCapacityMinBytes":0,"RequestedCapacityMaxBytes":0,"Constraints":null,"Parameters":null,
"RequestedCapabilities":[{"AttachmentMode":"file-system","AccessMode":"single-node-writer"}],"CreateIndex":0,"CreateTime":0,
"ModifyIndex":0,"ModifyTime":0,"claims":[]}"#;

/// When something is to happen, milliseconds; `u64::MAX` for never, which is left out.
fn due(of: &Value) -> u64 {
    field(of, "due").as_u64().unwrap_or(u64::MAX)
}

/// The claims of a volume, to be changed.
pub(super) fn claims_of(volume: &mut Value) -> Option<&mut Vec<Value>> {
    volume.get_mut("claims")?.as_array_mut()
}

/// The allocations that use a volume and have not ended.
pub(super) fn users(volume: &Value) -> Vec<&str> {
    items(volume, "claims").iter().filter(|claim| !flag(claim, "terminal")).map(|claim| text(claim, "AllocationID")).collect()
}

/// Whether a plugin can do this.
pub(super) fn supports(plugin: &Value, what: &str) -> bool {
    among(text(plugin, "supports"), what)
}

impl Nomad {
    /// The index of a table.
    pub(super) fn index_of(&self, table: Table) -> u64 {
        self.tables[table as usize]
    }

    /// A write to a table: its new index.
    pub(super) fn bump(&mut self, table: Table) -> u64 {
        self.index += 1;
        self.tables[table as usize] = self.index;
        self.index
    }

    /// The next identifier: a UUID that follows from the number of those before.
    pub(super) fn next_uuid(&mut self) -> String {
        self.counter += 1;
        uuid(&format!("new-{}", self.counter))
    }

    /// Carries out every change that is due by `now`.
    pub(super) fn advance(&mut self, now: u64) {
        self.now = self.now.max(now);
        while self.due <= self.now {
            let at = self.due;
            self.due = u64::MAX;
            self.step(at);
        }
    }

    /// Notes that something happens at this time.
    pub(super) fn schedule(&mut self, at: u64) {
        self.due = self.due.min(at);
    }

    /// Everything that is due at `at`; schedules the rest.
    fn step(&mut self, at: u64) {
        for place in 0..self.csi.len() {
            let Some(claims) = claims_of(&mut self.csi[place]) else { continue };
            let (before, mut next, mut moved) = (claims.len(), u64::MAX, false);
            claims.retain(|claim| number(claim, "State") != 3 || due(claim) > at);
            moved |= claims.len() != before;
            for claim in claims {
                if due(claim) <= at {
                    set(claim, "State", 3.into());
                    set(claim, "due", (at + DETACH_STEP_MS).into());
                    end(claim, at);
                    moved = true;
                }
                next = next.min(due(claim));
            }
            self.schedule(next);
            if moved {
                self.touch_csi(place, at);
            }
        }
        for place in 0..self.hosts.len() {
            self.step_host(place, at);
        }
        for place in 0..self.plugins.len() {
            if due(&self.plugins[place]) <= at {
                let index = self.bump(Table::Plugins);
                let mut ready = field(&self.plugins[place], "becomes").clone();
                set(&mut ready, "ModifyIndex", index.into());
                self.plugins[place] = ready;
            }
            self.schedule(due(&self.plugins[place]));
        }
    }

    /// A host volume whose node has seen it is ready; an allocation that has ended claims it no longer.
    fn step_host(&mut self, place: usize, at: u64) {
        if due(&self.hosts[place]) <= at {
            let index = self.bump(Table::Host);
            let volume = &mut self.hosts[place];
            set(volume, "due", Value::Null);
            set(volume, "State", "ready".into());
            stamp(volume, "Modify", index, nanos(at, index));
        }
        let Some(claims) = claims_of(&mut self.hosts[place]) else { return };
        let before = claims.len();
        claims.retain(|claim| due(claim) > at);
        let next = claims.iter().map(due).min().unwrap_or(u64::MAX);
        if claims.len() != before {
            self.bump(Table::Host);
        }
        self.schedule(next.min(due(&self.hosts[place])));
    }

    /// Stamps a changed CSI volume. Once nobody claims it, its modes are open again if it was made with capabilities.
    pub(super) fn touch_csi(&mut self, place: usize, at: u64) {
        let index = self.bump(Table::Csi);
        let volume = &mut self.csi[place];
        stamp(volume, "Modify", index, nanos(at, index));
        if items(volume, "claims").is_empty() && field(volume, "RequestedCapabilities").is_array() {
            set(volume, "AccessMode", "".into());
            set(volume, "AttachmentMode", "".into());
        }
    }

    /// The plugin of this exact id, if it runs.
    pub(super) fn plugin(&self, id: &str) -> Option<&Value> {
        find(&self.plugins, "ID", id)
    }

    /// What a volume shows of its plugin. Without the plugin that is what the volume was last stored with, and no health.
    pub(super) fn health(&self, volume: &Value) -> Value {
        let mut health = match self.plugin(text(volume, "PluginID")) {
            Some(plugin) => pick(plugin, HEALTH),
            None => pick(volume, HEALTH),
        };
        if self.plugin(text(volume, "PluginID")).is_none() {
            extend(&mut health, fill(r#"{"Schedulable":false,"ControllersHealthy":0,"NodesHealthy":0}"#, &[]));
        }
        health
    }

    /// Lets a volume that exists remember what it shows of its plugin.
    pub(super) fn remember(&self, volume: &mut Value) {
        let health = self.health(volume);
        extend(volume, health);
    }

    /// The node of this full id.
    pub(super) fn node(&self, id: &str) -> Option<&Value> {
        find(&self.nodes, "ID", id)
    }
}

/// Notes when and with which index a volume was made (`Create`) or changed (`Modify`).
pub(super) fn stamp(volume: &mut Value, what: &str, index: u64, nanos: i64) {
    set(volume, &[what, "Index"].concat(), index.into());
    set(volume, &[what, "Time"].concat(), nanos.into());
}
