//! The server's state and how time moves it on.
//!
//! One index per table, as in Nomad's state store: any change of a volume wakes every watcher of that table. Nothing
//! here answers requests.
//! Source: `nomad/structs/{csi,host_volumes}.go`, `nomad/state/state_store.go`.

use super::Nomad;
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
    Namespaces,
}

/// A volume held by an allocation.
#[derive(Clone)]
pub(super) struct Claim {
    pub alloc: String,
    pub node: String,
    pub job: String,
    pub write: bool,
    /// The allocation has ended, though its claim is still there.
    pub terminal: bool,
    /// 0 taken, 1 node-detached, 2 controller-detached, 3 ready-to-free.
    pub state: u8,
    /// When the next step of freeing happens, milliseconds.
    pub due: Option<u64>,
    /// Nanoseconds.
    pub created: i64,
}

/// A CSI volume. Times in nanoseconds, capacities in bytes, opaque parts as they were sent.
#[derive(Clone, Default)]
pub(super) struct Csi {
    pub namespace: String,
    pub id: String,
    pub name: String,
    pub external: String,
    pub plugin: String,
    pub access: String,
    pub attachment: String,
    pub capacity: i64,
    pub min: i64,
    pub max: i64,
    pub clone: String,
    pub snapshot: String,
    pub capabilities: Value,
    pub mount: Value,
    pub parameters: Value,
    pub context: Value,
    pub topologies: Value,
    pub requested_topologies: Value,
    pub claims: Vec<Claim>,
    /// Milliseconds; 0 if the plugin never ran out of space.
    pub exhausted: u64,
    /// Its list stub cannot be decoded.
    pub malformed: bool,
    pub create_index: u64,
    pub modify_index: u64,
    pub created: i64,
    pub modified: i64,
}

/// A dynamic host volume.
#[derive(Clone, Default)]
pub(super) struct Host {
    pub namespace: String,
    pub id: String,
    pub name: String,
    pub plugin: String,
    pub pool: String,
    pub node: String,
    pub path: String,
    pub state: String,
    pub capacity: i64,
    pub min: i64,
    pub max: i64,
    pub constraints: Value,
    pub capabilities: Value,
    pub parameters: Value,
    pub claims: Vec<Claim>,
    /// When it becomes ready, milliseconds.
    pub due: Option<u64>,
    pub create_index: u64,
    pub modify_index: u64,
    pub created: i64,
    pub modified: i64,
}

/// A CSI plugin.
pub(super) struct Plugin {
    pub id: String,
    pub provider: String,
    pub version: String,
    /// Names after `Supports`, separated by spaces; empty for a plugin without a controller.
    pub supports: String,
    pub controllers_healthy: u64,
    pub controllers_expected: u64,
    pub nodes_healthy: u64,
    pub nodes_expected: u64,
    pub index: u64,
}

impl Plugin {
    pub fn controller_required(&self) -> bool {
        self.controllers_expected > 0
    }

    pub fn schedulable(&self) -> bool {
        self.nodes_healthy > 0 && (self.controllers_healthy > 0 || !self.controller_required())
    }

    pub fn supports(&self, what: &str) -> bool {
        self.supports.split(' ').any(|name| name == what)
    }
}

/// A client node.
pub(super) struct Node {
    pub id: String,
    pub name: String,
    pub datacenter: String,
    pub pool: String,
    pub class: String,
    pub status: String,
    /// `""`, or how it is kept from new work: `drain`, `ineligible`.
    pub held: String,
    /// Host volume plugins, separated by spaces.
    pub plugins: String,
}

/// A snapshot in the storage behind a plugin; Nomad itself does not know it.
pub(super) struct Snapshot {
    pub id: String,
    pub plugin: String,
    pub source: String,
    pub name: String,
    pub bytes: i64,
    /// Seconds.
    pub created: u64,
    /// Milliseconds; `u64::MAX` for one that never gets ready.
    pub ready: u64,
}

/// A volume in the storage behind a plugin that Nomad has not registered.
pub(super) struct External {
    pub plugin: String,
    pub id: String,
    pub bytes: i64,
    /// What is wrong with it, empty if nothing.
    pub abnormal: String,
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

    /// Lets everything happen that is due by `now`.
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
        let (mut csi_moved, mut host_moved) = (Vec::new(), Vec::new());
        let mut next = u64::MAX;
        for (key, volume) in &mut self.csi {
            let before = volume.claims.len();
            volume.claims.retain(|claim| claim.state != 3 || claim.due.is_none_or(|due| due > at));
            let mut moved = volume.claims.len() != before;
            for claim in &mut volume.claims {
                if claim.due.is_some_and(|due| due <= at) {
                    claim.state = 3;
                    claim.due = Some(at + DETACH_STEP_MS);
                    moved = true;
                }
                next = next.min(claim.due.unwrap_or(u64::MAX));
            }
            if moved {
                csi_moved.push(key.clone());
            }
        }
        for (key, volume) in &mut self.hosts {
            if volume.due.is_some_and(|due| due <= at) {
                volume.due = None;
                "ready".clone_into(&mut volume.state);
                host_moved.push(key.clone());
            }
            next = next.min(volume.due.unwrap_or(u64::MAX));
        }
        self.schedule(next);
        for key in csi_moved {
            self.touch_csi(&key, at);
        }
        for key in host_moved {
            let index = self.bump(Table::Host);
            if let Some(volume) = self.hosts.get_mut(&key) {
                volume.modify_index = index;
                volume.modified = nanos(at, index);
            }
        }
    }

    /// Stamps a changed CSI volume. Once nobody claims it, its modes are open again if it was made with capabilities.
    pub(super) fn touch_csi(&mut self, key: &(String, String), at: u64) {
        let index = self.bump(Table::Csi);
        if let Some(volume) = self.csi.get_mut(key) {
            volume.modify_index = index;
            volume.modified = nanos(at, index);
            if volume.claims.is_empty() && volume.capabilities.is_array() {
                volume.access.clear();
                volume.attachment.clear();
            }
        }
    }

    /// The plugin of this exact id.
    pub(super) fn plugin(&self, id: &str) -> Option<&Plugin> {
        self.plugins.iter().find(|plugin| plugin.id == id)
    }

    /// The node of this full id.
    pub(super) fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }
}

/// Milliseconds as nanoseconds whose last digits are not round, as a real clock gives them.
pub(super) fn nanos(millis: u64, salt: u64) -> i64 {
    let tail = (salt % 999_983 * 7_919 + 395_411) % 999_983;
    i64::try_from(millis.saturating_mul(1_000_000).saturating_add(tail)).unwrap_or(i64::MAX)
}

/// FNV-1a with a final mix.
pub(super) fn hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 31;
    hash = hash.wrapping_mul(0x7fb5_d329_728e_a185);
    hash ^ (hash >> 29)
}

/// A UUID that follows from a text.
pub(super) fn uuid(text: &str) -> String {
    let high = hash(text);
    let low = hash(&format!("{text}~"));
    format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & 0xffff_ffff_ffff)
}
