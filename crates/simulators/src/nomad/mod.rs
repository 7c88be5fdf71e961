//! The simulator of Nomad's volume API: CSI volumes, dynamic host volumes, snapshots and the look-ups around
//! them, in the shape of five generations of the server.
//!
//! Written from the vendor's documentation and the behaviour of its server; shares nothing with the client it tests.
//! Where the two sources differ, the server's behaviour is simulated: `tests/replay` plays conversations with real agents
//! of 1.6.10 and 2.0.5 against it. It deliberately leaves out the event stream
//! (`/v1/event/stream`), compression, the `?pretty` parameter and every endpoint that has nothing to do with storage.
//! Sources: <https://developer.hashicorp.com/nomad/api-docs/volumes>, `hashicorp/nomad` `command/agent/*_endpoint.go`.

mod acl;
mod acl_endpoint;
mod alloc;
mod catalog;
mod csi;
mod csi_old;
mod csi_remove;
mod csi_update;
mod csi_view;
mod csi_write;
mod driver;
mod fail;
mod filter;
mod fleet;
mod grpc;
mod host;
mod host_node;
mod host_write;
mod hostpath;
mod id;
mod lookup;
mod page;
mod plugin;
mod policy;
mod request;
mod response;
mod route;
mod seed;
mod seed_hosts;
mod snapshot;
mod state;
mod test_setup;
#[cfg(test)]
mod tests;
mod time;
mod value;

pub use acl::{TOKEN_EXPIRED, TOKEN_MANAGEMENT, TOKEN_MOUNTER, TOKEN_OPERATOR, TOKEN_READER, TOKEN_WRITER};
pub use fail::SENTINELS;
pub use test_setup::{Job, Plugin};

pub use crate::frame::Seed;
use crate::frame::{self, Outcome, Response, SharedSimulator, Simulator, SimulatorSpec};
use request::Request;
use serde_json::Value;

/// What kind of server to be.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Which generation of the API.
    pub api_version: ApiVersion,
    /// Whether ACLs are enabled; if so, callers need one of the `TOKEN_…` constants.
    pub acl: bool,
    /// What is there at the beginning.
    pub seed: Seed,
}

/// A generation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApiVersion {
    /// 0.11.3: raw volume structs, no detach, no force, ids looked up by prefix.
    V011,
    /// 0.12.12: an `Allocations` array, detach, force; ids still looked up by prefix.
    V012,
    /// 1.6.10: create, delete, snapshots, expansion, paging, filters; ids are exact; detach finds no allocation any more.
    V16,
    /// 1.10.5: dynamic host volumes, and the volume in the answer to a registration.
    V110,
    /// 2.0.5: a host volume's node is judged before it is asked.
    V200,
}

impl ApiVersion {
    /// The version that the agent reports.
    pub fn version(self) -> &'static str {
        match self {
            Self::V011 => "0.11.3",
            Self::V012 => "0.12.12",
            Self::V16 => "1.6.10",
            Self::V110 => "1.10.5",
            Self::V200 => "2.0.5",
        }
    }
}

/// A simulated Nomad server.
pub struct Nomad {
    api_version: ApiVersion,
    acl: bool,
    now: u64,
    /// The earliest time at which something happens by itself; `u64::MAX` if nothing will.
    due: u64,
    index: u64,
    tables: [u64; 6],
    counter: u64,
    // The rows of every kind, as objects of JSON: see `value`.
    namespaces: Vec<Value>,
    nodes: Vec<Value>,
    plugins: Vec<Value>,
    /// Sorted by namespace and id, like `hosts`.
    csi: Vec<Value>,
    hosts: Vec<Value>,
    /// What lies in the storage behind the plugins, known to Nomad or not.
    snapshots: Vec<Value>,
    externals: Vec<Value>,
    sticky_claims: Vec<Value>,
    policies: Vec<Value>,
    tokens: Vec<Value>,
}

impl Nomad {
    /// A server that has been running for a while at `now` (milliseconds since the epoch).
    pub fn new(options: Options, now: u64) -> Self {
        let mut nomad = Self::blank(options.api_version, options.acl, now);
        nomad.seed_data(options.seed);
        nomad
    }

    /// A server of which nothing is known.
    fn blank(api_version: ApiVersion, acl: bool, now: u64) -> Self {
        Self {
            api_version,
            acl,
            now,
            due: u64::MAX,
            index: 1_000,
            tables: [1_000, 1_000, 900, 800, 100, 1_000],
            counter: 0,
            namespaces: Vec::new(),
            nodes: Vec::new(),
            plugins: Vec::new(),
            csi: Vec::new(),
            hosts: Vec::new(),
            snapshots: Vec::new(),
            externals: Vec::new(),
            sticky_claims: Vec::new(),
            policies: Vec::new(),
            tokens: Vec::new(),
        }
    }

    /// Judges a request, and holds it if it is a blocking query whose table has not changed.
    fn judge(&mut self, request: &Request) -> Result<Response, Outcome> {
        let (result, table) = self.route(request);
        let own = result.as_ref().ok().and_then(|good| good.index);
        let index = own.or_else(|| table.map(|table| self.index_of(table)));
        if table.is_some() && response::answerable(&result) && request.index > 0 && index.is_some_and(|index| index <= request.index) {
            let until = request.held_until.unwrap_or(self.now + request.wait);
            if self.now < until {
                return Err(Outcome::Hold { until });
            }
        }
        Ok(response::encode(result, index, self.api_version))
    }
}

/// Every generation, by its name.
const API_VERSIONS: [(&str, ApiVersion); 5] = [
    ("1.10", ApiVersion::V110),
    ("2.0", ApiVersion::V200),
    ("1.6", ApiVersion::V16),
    ("0.12", ApiVersion::V012),
    ("0.11", ApiVersion::V011),
];

/// As `cargo xtask simulate nomad` offers it.
pub const SPEC: SimulatorSpec = SimulatorSpec {
    provider: "nomad",
    title: "Nomad",
    port: 4646,
    api_versions: &frame::names(&API_VERSIONS),
    allow: "X-Nomad-Token, X-Nomad-CSI-Secrets, Content-Type, Authorization",
    expose: "X-Nomad-Index, X-Nomad-NextToken, X-Nomad-LastContact, X-Nomad-KnownLeader",
    strict: false,
    credentials: &[
        ("NOMAD_TOKEN_MANAGEMENT", TOKEN_MANAGEMENT, "everything"),
        ("NOMAD_TOKEN_OPERATOR", TOKEN_OPERATOR, "volumes of the namespace default"),
        ("NOMAD_TOKEN_READER", TOKEN_READER, "reading"),
        ("NOMAD_TOKEN_EXPIRED", TOKEN_EXPIRED, "nothing any more: it has expired"),
    ],
    make: |options, now| {
        let api_version = frame::api_version(&API_VERSIONS, options.api_version);
        frame::shared(Nomad::new(Options { api_version, acl: options.acl, seed: options.seed }, now))
    },
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<SharedSimulator> {
    let old = |api_version| Nomad::new(Options { api_version, acl: false, seed: Seed::Demo }, now_millis);
    let nomad = match name {
        "nomad-prod" => Nomad::fleet(now_millis),
        "nomad-demo" => old(ApiVersion::V110),
        "nomad-012" => old(ApiVersion::V012),
        _ => return None,
    };
    Some(frame::shared(nomad))
}

impl Simulator for Nomad {
    fn answer(&mut self, call: &frame::Request, now: u64) -> Outcome {
        self.advance(now);
        let request = match Request::new(call, self.api_version) {
            Ok(request) => request,
            Err(failure) => return Outcome::Now(response::encode(Err(failure), None, self.api_version)),
        };
        let sentinel = self.sentinel(&request);
        if let Some(outcome) = sentinel.and_then(|effect| fail::instead_of_acting(effect, self.api_version)) {
            return outcome;
        }
        match self.judge(&request) {
            Err(hold) => hold,
            Ok(response) => match sentinel {
                Some(effect) => fail::after_acting(effect, response),
                None => Outcome::Now(response),
            },
        }
    }

    fn version(&mut self, now: u64) -> u64 {
        self.advance(now);
        self.index
    }
}
