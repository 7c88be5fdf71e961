//! The simulator of `OpenStack`'s block storage: Cinder v3 with microversions, and as much of Keystone v3 as signing in takes.
//!
//! Written from the API references, from recorded answers and from what is known of the code; shares nothing with the client it
//! tests. It deliberately leaves out what is neither storage nor needed to reach it: images, servers (whose attachments are there),
//! encryption keys, replication, migration between hosts, managing what exists. Keystone is at `/identity/v3`, Cinder at `/volume/v3`
//! for the first region and at `/volume-two/v3` for the second.
//! Sources: <https://docs.openstack.org/api-ref/block-storage/v3/>, <https://docs.openstack.org/api-ref/identity/v3/>.

mod accounts;
mod actions;
mod attachments;
mod backups;
mod catalog;
mod create;
mod draft;
mod extend;
mod fail;
mod filter;
mod fleet;
mod group_members;
mod group_snapshots;
mod groups;
mod identity;
mod list;
mod lookups;
mod metadata;
mod quota;
mod request;
mod response;
mod route;
mod seed;
mod serve;
mod snapshots;
mod state;
#[cfg(test)]
mod tests;
mod transfers;
mod types;
mod view;
mod volumes;

pub use accounts::{APP_CREDENTIAL, APP_SECRET, PROJECT_ANALYTICS, PROJECT_STORAGE};
pub use fail::SENTINELS;

pub use crate::frame::Seed;
use crate::frame::{self, Outcome, SharedSimulator, Simulator, SimulatorSpec};

/// The regions.
const REGIONS: [&str; 2] = ["RegionOne", "RegionTwo"];
/// Where the Cinder of each is.
const ROOTS: [&str; 2] = ["volume", "volume-two"];

/// What kind of cloud to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The newest microversion that it knows: 71 is 3.71.
    pub newest: u32,
    /// How long a token lives, in seconds.
    pub token_seconds: u64,
    /// Whether Cinder runs without Keystone: a token is `user:project`, and everyone is an administrator.
    pub noauth: bool,
    /// What is there at the beginning.
    pub seed: Seed,
}

impl Default for Options {
    fn default() -> Self {
        Self { newest: 71, token_seconds: 3600, noauth: false, seed: Seed::Demo }
    }
}

/// A simulated cloud.
pub struct Cinder {
    options: Options,
    now: u64,
    version: u64,
    counter: u64,
    /// The region of the call under way; each has quotas of its own.
    here: &'static str,
    rows: Vec<state::Row>,
    tokens: Vec<identity::Token>,
    /// Quotas that differ from the defaults: project, resource, limit.
    quotas: Vec<(String, String, i64)>,
}

impl Cinder {
    /// A cloud that has been in use for a while at `now` (milliseconds since the epoch).
    pub fn new(options: Options, now: u64) -> Self {
        let (rows, tokens, quotas) = (Vec::new(), Vec::new(), Vec::new());
        let mut cinder = Self { options, now, version: 1, counter: 0, here: REGIONS[0], rows, tokens, quotas };
        cinder.seed_data(options.seed);
        cinder
    }
}

/// Every kind of cloud, by its name.
const API_VERSIONS: [(&str, Options); 5] = {
    let newest = Options { newest: 71, token_seconds: 3600, noauth: false, seed: Seed::Demo };
    [
        ("3.71", newest),
        ("3.44", Options { newest: 44, ..newest }),
        ("3.0", Options { newest: 0, ..newest }),
        ("brief", Options { token_seconds: 3, ..newest }),
        ("noauth", Options { noauth: true, ..newest }),
    ]
};

/// As `cargo xtask simulate cinder` offers it.
pub const SPEC: SimulatorSpec = SimulatorSpec {
    provider: "cinder",
    title: "OpenStack Cinder",
    port: 4656,
    api_versions: &frame::names(&API_VERSIONS),
    allow: "X-Auth-Token, X-Subject-Token, Content-Type, OpenStack-API-Version",
    expose: "X-Subject-Token, X-OpenStack-Request-ID, OpenStack-API-Version",
    strict: true,
    credentials: &[
        ("CINDER_PASSWORD", "demo-alice-password", "alice of the domain Default: member of the projects storage and analytics"),
        ("CINDER_PASSWORD_READER", "demo-rita-password", "rita: reader of storage"),
        ("CINDER_PASSWORD_ADMIN", "demo-root-password", "root: admin of both"),
        ("CINDER_APP_CREDENTIAL", APP_CREDENTIAL, "an application credential of alice's on storage; no secret"),
        ("CINDER_APP_SECRET", APP_SECRET, "its secret"),
        ("CINDER_PROJECT", PROJECT_STORAGE, "the project storage; no secret"),
    ],
    make: |options, now| {
        let known = frame::api_version(&API_VERSIONS, options.api_version);
        frame::shared(Cinder::new(Options { seed: options.seed, ..known }, now))
    },
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<SharedSimulator> {
    let cinder = match name {
        "cinder-dc1" => Cinder::fleet(now_millis),
        "cinder-demo" => Cinder::new(Options::default(), now_millis),
        _ => return None,
    };
    Some(frame::shared(cinder))
}

impl Simulator for Cinder {
    fn answer(&mut self, call: &frame::Request, now: u64) -> Outcome {
        self.advance(now);
        self.counter += 1;
        self.serve(call)
    }

    fn version(&mut self, now: u64) -> u64 {
        self.advance(now);
        self.version
    }
}
