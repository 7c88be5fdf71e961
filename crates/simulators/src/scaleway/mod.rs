//! The simulator of Scaleway's storage: Block Storage v1, the volumes, snapshots and servers of Instance v1, the projects around
//! them, and, as a shape of its own, the original API of 2014 with its bare `/volumes`.
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
mod fleet;
mod iam;
mod instance;
mod instance_snapshot;
mod later;
mod legacy;
mod list;
mod reply;
mod request;
mod route;
mod seed;
mod server;
mod state;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

pub use auth::{KEY, KEY_EXPIRED, KEY_INSTANCE, KEY_PROJECT, KEY_READER, ORGANIZATION, PROJECT};
pub use fail::SENTINELS;

pub use crate::frame::Seed;
use crate::frame::{Call, Reply, Shared, Simulator};
use request::Request;
use state::Row;

/// A generation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `https://api.scaleway.com`: Block v1, Instance v1, Account v3.
    Current,
    /// `https://cp-par1.scaleway.com`: `/volumes`, `/snapshots`, `/servers`, `/organizations`.
    Legacy,
}

/// A simulated Scaleway.
pub struct Scaleway {
    shape: Shape,
    now: u64,
    version: u64,
    counter: u64,
    rows: Vec<Row>,
    /// The zone whose Block Storage is out of order; empty where all work.
    down: &'static str,
}

impl Scaleway {
    /// An account that has been in use for a while at `now` (milliseconds since the epoch).
    pub fn new(shape: Shape, seed: Seed, now: u64) -> Self {
        let mut scaleway = Self { shape, now, version: 1, counter: 0, rows: Vec::new(), down: "" };
        scaleway.plant(seed);
        scaleway
    }
}

/// Every generation, by its name.
const SHAPES: [(&str, Shape); 2] = [("current", Shape::Current), ("legacy", Shape::Legacy)];

/// As `cargo xtask simulate scaleway` offers it.
pub const SPEC: crate::frame::SimulatorSpec = crate::frame::SimulatorSpec {
    provider: "scaleway",
    title: "Scaleway",
    port: 4653,
    shapes: &[SHAPES[0].0, SHAPES[1].0],
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
        let shape = SHAPES.iter().find(|(name, _)| *name == options.shape).map_or(Shape::Current, |(_, shape)| *shape);
        Rc::new(RefCell::new(Scaleway::new(shape, options.seed, now)))
    },
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<Shared> {
    let scaleway = match name {
        "scaleway-prod" => Scaleway::fleet(now_millis),
        "scaleway-demo" => Scaleway::new(Shape::Current, Seed::Demo, now_millis),
        "scaleway-legacy" => Scaleway::new(Shape::Legacy, Seed::Demo, now_millis),
        _ => return None,
    };
    Some(Rc::new(RefCell::new(scaleway)))
}

impl Simulator for Scaleway {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        self.advance(now);
        self.counter += 1;
        let request = Request::new(call);
        let effect = self.sentinel(&request);
        let mut reply = effect.and_then(|effect| fail::instead(effect, &request)).unwrap_or_else(|| {
            let before = effect.filter(|effect| later::WORDS.contains(effect)).map(|_| self.rows.clone());
            let answer = self.outage(&request).unwrap_or_else(|| self.route(&request).unwrap_or_else(|refusal| refusal));
            if let (Some(before), Some(effect)) = (before, effect) {
                self.end_otherwise(&before, effect == "falls-back");
            }
            match effect {
                Some(effect) => fail::after(effect, answer),
                None => Reply::Now(answer),
            }
        });
        let id = state::uuid(&format!("request {}", self.counter));
        if let Reply::Now(answer) | Reply::Late { answer, .. } | Reply::Truncated { answer, .. } = &mut reply {
            answer.headers.push(("X-Request-Id".to_owned(), id));
        }
        reply
    }

    fn version(&mut self, now: u64) -> u64 {
        self.advance(now);
        self.version
    }
}
