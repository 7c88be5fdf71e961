//! The simulator of `LunaNode`'s Dynamic API: `volume/*` and the look-ups around it.
//!
//! Written from <https://www.lunanode.com/api/volume>, `/api/overview`, `/api/image`, `/api/vm` and answers that others recorded;
//! shares nothing with the client it tests. Texts of refusals that nobody has recorded follow the manner of those (`X not set`,
//! `invalid X`) or are Cinder's, which stands behind the API. What the vendor does not say is decided here: a nonce may be
//! five minutes off, an attached volume can be kept as a snapshot, and the refusal of a restricted key has these words.
//!
//! PHP makes the answers: slashes are escaped, and so is all that is not ASCII. Everything is status 200 unless something else than
//! the API answers. It deliberately leaves out the older `api.php`, billing, and all that is not storage.

mod auth;
mod catalog;
mod fail;
mod fail_later;
mod fleet;
mod lookup;
mod response;
mod route;
mod seed;
mod snapshots;
mod state;
#[cfg(test)]
mod tests;
mod volumes;

pub use auth::{API_ID, API_KEY, READER_ID, READER_KEY};
pub use fail::SENTINELS;

pub use crate::frame::Seed;
use crate::frame::{self, Outcome, SharedSimulator, Simulator, SimulatorSpec};
use state::{Image, Snapshot, Volume};

/// What kind of server to be.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Which generation of the API.
    pub api_version: ApiVersion,
    /// What is there at the beginning.
    pub seed: Seed,
}

/// A generation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiVersion {
    /// As documented since 2018.
    Documented,
    /// Of 2015 and 2016: lists want a region and tell less, a created volume's id is not told.
    Early,
}

/// A simulated account.
pub struct LunaNode {
    api_version: ApiVersion,
    now: u64,
    /// The id of the next volume or image.
    next: u64,
    volumes: Vec<Volume>,
    snapshots: Vec<Snapshot>,
    images: Vec<Image>,
    /// Whether the region whose lists fail is there, and what is in it.
    laboratory: bool,
}

impl LunaNode {
    /// An account that has been used for a while at `now` (milliseconds since the epoch).
    pub fn new(options: Options, now: u64) -> Self {
        let (volumes, snapshots, images) = (Vec::new(), Vec::new(), Vec::new());
        let mut server = Self { api_version: options.api_version, now, next: 4682, volumes, snapshots, images, laboratory: true };
        server.seed_data(options.seed);
        server
    }
}

/// Every generation, by its name.
const API_VERSIONS: [(&str, ApiVersion); 2] = [("2018", ApiVersion::Documented), ("2016", ApiVersion::Early)];

/// As `cargo xtask simulate lunanode` offers it.
pub const SPEC: SimulatorSpec = SimulatorSpec {
    provider: "lunanode",
    title: "LunaNode",
    port: 4652,
    api_versions: &frame::names(&API_VERSIONS),
    allow: "Content-Type",
    expose: "Date",
    strict: true,
    credentials: &[("LUNANODE_KEY", auth::WHOLE, "everything"), ("LUNANODE_KEY_READER", auth::READER, "reading")],
    make: |options, now| {
        let api_version = frame::api_version(&API_VERSIONS, options.api_version);
        frame::shared(LunaNode::new(Options { api_version, seed: options.seed }, now))
    },
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<SharedSimulator> {
    let server = match name {
        "lunanode-lab" => LunaNode::fleet(now_millis),
        "lunanode-demo" => LunaNode::new(Options { api_version: ApiVersion::Documented, seed: Seed::Demo }, now_millis),
        _ => return None,
    };
    Some(frame::shared(server))
}

impl Simulator for LunaNode {
    fn answer(&mut self, call: &frame::Request, now: u64) -> Outcome {
        self.advance(now);
        let Some((category, action)) = route::target(call) else { return Outcome::Now(response::missing()) };
        let request = match auth::open(call, category, action, self.now) {
            Ok(request) => request,
            Err(words) => return Outcome::Now(response::refused(words)),
        };
        let sentinel = self.sentinel(&request);
        if let Some(outcome) = sentinel.and_then(fail::instead_of_acting) {
            return outcome;
        }
        let response = match self.route(&request) {
            Ok(found) => {
                if let Some(effect) = sentinel {
                    self.fail_later(&request, effect);
                }
                response::accepted(found)
            }
            Err(words) => response::refused(&words),
        };
        match sentinel {
            Some(effect) => fail::after_acting(effect, response),
            None => Outcome::Now(response),
        }
    }

    fn version(&mut self, _now: u64) -> u64 {
        // Nothing is ever held.
        0
    }
}
