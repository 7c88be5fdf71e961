//! The simulator of Scaleway's storage: Block Storage v1, the volumes, snapshots and servers of Instance v1, the projects around
//! them, and, as a version of its own, the original API of 2014 with its bare `/volumes`.
//!
//! Written from the vendor's documentation and from recorded answers; shares nothing with the client it tests. It deliberately
//! leaves out everything that is neither storage nor needed to choose from: images, security groups, addresses, prices beyond
//! those of volume types. Sources: <https://www.scaleway.com/en/developers/api/block/>,
//! <https://www.scaleway.com/en/developers/api/instances/>, <https://www.scaleway.com/en/developers/api/account/project-api/>.

mod account;
mod auth;
mod block;
mod block_snapshot;
mod catalog;
mod fail;
mod fail_later;
mod fleet;
mod iam;
mod instance;
mod instance_snapshot;
mod legacy;
mod list;
mod request;
mod response;
mod route;
mod seed;
mod server;
mod state;
#[cfg(test)]
mod tests;

pub use auth::{KEY, KEY_EXPIRED, KEY_INSTANCE, KEY_PROJECT, KEY_READER, ORGANIZATION, PROJECT};
pub use fail::SENTINELS;

pub use crate::frame::Seed;
use crate::frame::{self, Outcome, SharedSimulator, Simulator, SimulatorSpec};
use request::Request;
use state::Row;

/// A generation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiVersion {
    /// `https://api.scaleway.com`: Block v1, Instance v1, Account v3.
    Current,
    /// `https://cp-par1.scaleway.com`: `/volumes`, `/snapshots`, `/servers`, `/organizations`.
    Legacy,
}

/// A simulated Scaleway.
pub struct Scaleway {
    api_version: ApiVersion,
    now: u64,
    version: u64,
    counter: u64,
    rows: Vec<Row>,
    /// The zone whose Block Storage is out of order; empty where all work.
    down: &'static str,
}

impl Scaleway {
    /// An account that has been in use for a while at `now` (milliseconds since the epoch).
    pub fn new(api_version: ApiVersion, seed: Seed, now: u64) -> Self {
        let mut scaleway = Self { api_version, now, version: 1, counter: 0, rows: Vec::new(), down: "" };
        scaleway.seed_data(seed);
        scaleway
    }
}

/// Every generation, by its name.
const API_VERSIONS: [(&str, ApiVersion); 2] = [("current", ApiVersion::Current), ("legacy", ApiVersion::Legacy)];

/// As `cargo xtask simulate scaleway` offers it.
pub const SPEC: SimulatorSpec = SimulatorSpec {
    provider: "scaleway",
    title: "Scaleway",
    port: 4653,
    api_versions: &frame::names(&API_VERSIONS),
    allow: "X-Auth-Token, Content-Type",
    expose: "X-Total-Count, Link, Location, X-Request-Id",
    strict: true,
    credentials: &[
        ("SCW_SECRET_KEY", KEY, "everything"),
        ("SCW_SECRET_KEY_READER", KEY_READER, "reading"),
        ("SCW_SECRET_KEY_INSTANCE", KEY_INSTANCE, "Instances, but neither Block Storage nor projects"),
        ("SCW_SECRET_KEY_PROJECT", KEY_PROJECT, "changing Block Storage and reading Instances, in the project “prod” only"),
        ("SCW_SECRET_KEY_EXPIRED", KEY_EXPIRED, "nothing any more: it has expired"),
        ("SCW_DEFAULT_ORGANIZATION_ID", ORGANIZATION, "the organization; no secret"),
        ("SCW_DEFAULT_PROJECT_ID", PROJECT, "the project “prod”; no secret"),
    ],
    make: |options, now| {
        let api_version = frame::api_version(&API_VERSIONS, options.api_version);
        frame::shared(Scaleway::new(api_version, options.seed, now))
    },
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<SharedSimulator> {
    let scaleway = match name {
        "scaleway-prod" => Scaleway::fleet(now_millis),
        "scaleway-demo" => Scaleway::new(ApiVersion::Current, Seed::Demo, now_millis),
        "scaleway-legacy" => Scaleway::new(ApiVersion::Legacy, Seed::Demo, now_millis),
        _ => return None,
    };
    Some(frame::shared(scaleway))
}

impl Simulator for Scaleway {
    fn answer(&mut self, call: &frame::Request, now: u64) -> Outcome {
        self.advance(now);
        self.counter += 1;
        let request = Request::new(call);
        let effect = self.sentinel(&request);
        let mut outcome = effect.and_then(|effect| fail::instead_of_acting(effect, &request)).unwrap_or_else(|| {
            let before = effect.filter(|effect| fail_later::WORDS.contains(effect)).map(|_| self.rows.clone());
            let response = self.outage(&request).unwrap_or_else(|| self.route(&request).unwrap_or_else(|refusal| refusal));
            if let (Some(before), Some(effect)) = (before, effect) {
                self.fail_later(&before, effect == "falls-back");
            }
            match effect {
                Some(effect) => fail::after_acting(effect, response),
                None => Outcome::Now(response),
            }
        });
        let id = state::uuid(&format!("request {}", self.counter));
        if let Outcome::Now(response) | Outcome::Late { response, .. } | Outcome::Truncated { response, .. } = &mut outcome {
            response.headers.push(("X-Request-Id".to_owned(), id));
        }
        outcome
    }

    fn version(&mut self, now: u64) -> u64 {
        self.advance(now);
        self.version
    }
}
