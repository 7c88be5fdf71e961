//! The simulator of Scalarium's API: volumes and snapshots, and the clouds, roles, instances, credentials and applications round
//! them.
//!
//! Written from the vendor's knowledge base (`support.scalarium.com/kb/api`) and what its clients expected (`kostia/scalapi`,
//! `luki3k5/scalarium-api-wrapper`); shares nothing with the client it tests. Not documented, and so chosen here: status codes of
//! writes (200, 202 for what takes time), an empty body of 401 and 403 or the framework's page, 406 for another version.

mod fail;
mod fleet;
mod lookup;
mod response;
mod route;
mod seed;
mod state;
#[cfg(test)]
mod tests;
mod volume;

use crate::frame::{self, Outcome, Request, Seed, SharedSimulator, Simulator, SimulatorSpec};
pub use fail::SENTINELS;
use serde_json::Value;
use state::{Row, Snapshot};

/// A token of an account admin. Followed by a dot and a `list-…` word, it makes the list of volumes misbehave.
pub const TOKEN_ADMIN: &str = "7f0c41e96d2b4a58b3c19e0d5a6f8271";
/// A token of a user who is no admin: clouds and instances, but neither volumes nor credentials.
pub const TOKEN_USER: &str = "19d5b7a2c84e4f60a1f3e7d92b5c8640";
/// A token of a user for whom access to the API is not enabled.
pub const TOKEN_OFF: &str = "c2a96e0f31d74b8895e4d60a7b1f3c58";

/// Where snapshots are posted: as the documentation says, or as its later client does.
const API_VERSIONS: [&str; 2] = ["singular", "plural"];

/// A simulated account.
pub struct Scalarium {
    /// Whether snapshots are posted to `/snapshots`.
    plural: bool,
    now: u64,
    counter: u64,
    version: u64,
    volumes: Vec<Row>,
    snapshots: Vec<Snapshot>,
    clouds: Vec<Value>,
    roles: Vec<Value>,
    instances: Vec<Row>,
    credentials: Vec<Value>,
}

impl Scalarium {
    /// An account that has been used for a while at `now` (milliseconds since the epoch). `api_version` is `singular` or `plural`.
    pub fn new(api_version: &str, seed: Seed, now: u64) -> Self {
        let mut account = Self {
            plural: api_version == API_VERSIONS[1],
            now,
            counter: 0,
            version: 1,
            volumes: Vec::new(),
            snapshots: Vec::new(),
            clouds: Vec::new(),
            roles: Vec::new(),
            instances: Vec::new(),
            credentials: Vec::new(),
        };
        account.seed_data(seed);
        account
    }
}

/// As `cargo xtask simulate scalarium` offers it. The address ends with `/api`.
pub const SPEC: SimulatorSpec = SimulatorSpec {
    provider: "scalarium",
    title: "Scalarium",
    port: 4651,
    api_versions: &API_VERSIONS,
    allow: "X-Scalarium-Token, Accept, Content-Type",
    expose: "Retry-After",
    strict: true,
    credentials: &[
        ("SCALARIUM_TOKEN_ADMIN", TOKEN_ADMIN, "everything"),
        ("SCALARIUM_TOKEN_USER", TOKEN_USER, "clouds and instances, no volumes"),
        ("SCALARIUM_TOKEN_OFF", TOKEN_OFF, "nothing: access to the API is not enabled"),
    ],
    make: |options, now| frame::shared(Scalarium::new(options.api_version, options.seed, now)),
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<SharedSimulator> {
    let account = match name {
        "scalarium-archive" => Scalarium::fleet(now_millis),
        "scalarium-demo" => Scalarium::new(API_VERSIONS[0], Seed::Demo, now_millis),
        _ => return None,
    };
    Some(frame::shared(account))
}

impl Simulator for Scalarium {
    fn answer(&mut self, request: &Request, now: u64) -> Outcome {
        self.advance(now);
        let path = route::path(request);
        let sentinel = self.sentinel(request, &path);
        // A request that is not authorized is refused before any failure on demand.
        match route::refuse_entry(request, &path) {
            Some(response) => Outcome::Now(response),
            None => sentinel.and_then(fail::instead_of_acting).unwrap_or_else(|| {
                let response = self.route(request, &path);
                sentinel.map_or(Outcome::Now(response.clone()), |word| fail::after_acting(word, response))
            }),
        }
    }

    fn version(&mut self, now: u64) -> u64 {
        self.advance(now);
        self.version
    }
}
