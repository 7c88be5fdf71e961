//! The simulator of Tutum and Docker Cloud: volume groups, volumes, and what they lead to, under the three forms of addresses.
//!
//! Written from <https://github.com/tutumcloud/api-docs>, the bodies in `tutumcloud/go-tutum` and `tutumcloud/python-tutum`, and,
//! where these are silent, the framework the service ran on (Tastypie: envelope, filters, empty 401 and 404, redirects to the
//! path with `/`). Shares nothing with the client it tests. It deliberately leaves out every write: the API has none for
//! volumes, and those of services are not simulated (405). The event stream, images, tokens and triggers are left out too.
//!
//! The maximum of `limit` is not documented; here it is 100, so that asking for all is not the same as getting all.

mod access;
mod catalog;
mod fail;
mod filter;
mod fleet;
mod page;
mod response;
mod route;
mod seed;
#[cfg(test)]
mod tests;
mod value;

pub use access::{API_KEY, AUTH_API_KEY, AUTH_BASIC, DEACTIVATED, PASSWORD, USER};
pub use fail::SENTINELS;

pub use crate::frame::Seed;
use crate::frame::{self, Outcome, Request, Response, SharedSimulator, Simulator, SimulatorSpec};
use serde_json::Value;

/// What kind of server to be.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Which form its addresses have.
    pub api_version: ApiVersion,
    /// What is there at the beginning.
    pub seed: Seed,
}

/// A form of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiVersion {
    /// `/api/v1/`: the live service of Tutum.
    V1,
    /// `/api/infra/v1/` and `/api/app/v1/`: as the documentation of January 2016 has it, members of groups under `app`.
    Infra,
    /// The same with a namespace in the path: Docker Cloud. The account stands in the namespace `acme`; without one, or in the
    /// user's own, it is empty.
    Cloud,
}

/// One object of the API.
struct Row {
    noun: &'static str,
    /// When it appears, in milliseconds since the epoch.
    from: u64,
    /// What a list shows of it. Links are written `@noun/uuid`.
    body: Value,
    /// What reading it alone shows beside that.
    more: Value,
}

/// Something that happens by itself: when, to whom, which field becomes what; without a field, it is gone.
struct Event {
    at: u64,
    uuid: String,
    field: &'static str,
    value: Value,
}

/// A simulated Tutum.
pub struct Tutum {
    api_version: ApiVersion,
    rows: Vec<Row>,
    events: Vec<Event>,
    now: u64,
    happened: u64,
}

impl Tutum {
    /// A server that has been running for a while at `now` (milliseconds since the epoch).
    pub fn new(options: Options, now: u64) -> Self {
        let mut tutum = Self { api_version: options.api_version, rows: Vec::new(), events: Vec::new(), now, happened: 0 };
        tutum.seed_data(options.seed);
        tutum
    }

    /// Carries out every change that is due by `now`.
    fn advance(&mut self, now: u64) {
        self.now = now;
        let (due, later) = std::mem::take(&mut self.events).into_iter().partition(|event| event.at <= now);
        self.events = later;
        for Event { uuid, field, value, .. } in due {
            self.happened += 1;
            if field.is_empty() {
                self.rows.retain(|row| value::text(&row.body, "uuid") != uuid);
                continue;
            }
            for row in self.rows.iter_mut().filter(|row| value::text(&row.body, "uuid") == uuid) {
                let part = if row.more.get(field).is_some() { &mut row.more } else { &mut row.body };
                value::set(part, field, value.clone());
            }
        }
    }
}

/// Every form, by its name.
const API_VERSIONS: [(&str, ApiVersion); 3] = [("v1", ApiVersion::V1), ("infra", ApiVersion::Infra), ("cloud", ApiVersion::Cloud)];

/// As `cargo xtask simulate tutum` offers it.
pub const SPEC: SimulatorSpec = SimulatorSpec {
    provider: "tutum",
    title: "Tutum / Docker Cloud",
    port: 4650,
    api_versions: &frame::names(&API_VERSIONS),
    allow: "Authorization, Accept, Content-Type",
    expose: "X-Tutum-Action-URI",
    strict: true,
    credentials: &[
        // Not `TUTUM_USER` and `TUTUM_APIKEY`: where these are set, the vendor's Python client fails on Python 3.
        ("VOLDECK_TUTUM_USER", USER, "the user’s name"),
        ("VOLDECK_TUTUM_KEY", API_KEY, "the user’s key: reading everything"),
        ("TUTUM_AUTH", AUTH_BASIC, "both as a header: reading everything"),
        ("TUTUM_AUTH_APIKEY", AUTH_API_KEY, "both as the older header: reading everything"),
        ("TUTUM_AUTH_DEACTIVATED", DEACTIVATED, "nothing: the account has been deactivated"),
    ],
    make: |options, now| {
        let api_version = frame::api_version(&API_VERSIONS, options.api_version);
        frame::shared(Tutum::new(Options { api_version, seed: options.seed }, now))
    },
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<SharedSimulator> {
    let tutum = match name {
        "tutum-archive" => Tutum::fleet(now_millis),
        "tutum-demo" => Tutum::new(Options { api_version: ApiVersion::V1, seed: Seed::Demo }, now_millis),
        "docker-cloud-demo" => Tutum::new(Options { api_version: ApiVersion::Cloud, seed: Seed::Demo }, now_millis),
        _ => return None,
    };
    Some(frame::shared(tutum))
}

impl Simulator for Tutum {
    fn answer(&mut self, request: &Request, now: u64) -> Outcome {
        self.advance(now);
        let route = match self.route(request) {
            Ok(route) => route,
            Err(refusal) => return Outcome::Now(refusal),
        };
        let sentinel = self.sentinel(&route);
        if let Some(outcome) = sentinel.and_then(fail::instead_of_acting) {
            return outcome;
        }
        let response: Response = self.serve(&route);
        sentinel.map_or(Outcome::Now(response.clone()), |effect| crate::frame::fail::after_acting(effect, response))
    }

    fn version(&mut self, now: u64) -> u64 {
        self.advance(now);
        self.happened
    }
}
