//! The simulator of `LunaNode`'s Dynamic API: `volume/*` and the look-ups around it.
//!
//! Written from <https://www.lunanode.com/api/volume>, `/api/overview`, `/api/image`, `/api/vm` and answers that others recorded;
//! shares nothing with the client it tests. Texts of refusals that nobody has recorded follow the manner of those (`X not set`,
//! `invalid X`) or are Cinder's, which stands behind the API. What the vendor does not say is decided here: a nonce may be
//! five minutes off, an attached volume can be kept as a snapshot, a restricted key is told so in these words.
//!
//! PHP makes the answers: slashes are escaped, and so is all that is not ASCII. Everything is status 200 unless something else than
//! the API answers. It deliberately leaves out the older `api.php`, billing, and all that is not storage.

mod auth;
mod catalog;
mod fail;
mod fleet;
mod later;
mod lookup;
mod reply;
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
use crate::frame::{Call, Reply, Simulator};
use state::{Image, Snapshot, Volume};

/// What kind of server to be.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Which generation of the API.
    pub shape: Shape,
    /// What is there at the beginning.
    pub seed: Seed,
}

/// A generation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As documented since 2018.
    Documented,
    /// Of 2015 and 2016: lists want a region and tell less, a created volume's id is not told.
    Early,
}

/// A simulated account.
pub struct LunaNode {
    shape: Shape,
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
        let mut server = Self { shape: options.shape, now, next: 4682, volumes, snapshots, images, laboratory: true };
        server.plant(options.seed);
        server
    }
}

/// Every generation, by its name.
const SHAPES: [(&str, Shape); 2] = [("2018", Shape::Documented), ("2016", Shape::Early)];

/// As `cargo xtask simulate lunanode` offers it.
pub const SPEC: crate::frame::SimulatorSpec = crate::frame::SimulatorSpec {
    provider: "lunanode",
    title: "LunaNode",
    port: 4652,
    shapes: &[SHAPES[0].0, SHAPES[1].0],
    allow: "Content-Type",
    expose: "Date",
    strict: true,
    credentials: &[("LUNANODE_KEY", auth::WHOLE, "everything"), ("LUNANODE_KEY_READER", auth::READER, "reading")],
    make: |options, now| {
        let shape = SHAPES.iter().find(|(name, _)| *name == options.shape).map_or(Shape::Documented, |(_, shape)| *shape);
        std::rc::Rc::new(std::cell::RefCell::new(LunaNode::new(Options { shape, seed: options.seed }, now)))
    },
};

/// The server of a connection of the demo.
pub fn demo(name: &str, now_millis: u64) -> Option<crate::frame::Shared> {
    let server = match name {
        "lunanode-lab" => LunaNode::fleet(now_millis),
        "lunanode-demo" => LunaNode::new(Options { shape: Shape::Documented, seed: Seed::Demo }, now_millis),
        _ => return None,
    };
    Some(std::rc::Rc::new(std::cell::RefCell::new(server)))
}

impl Simulator for LunaNode {
    fn answer(&mut self, call: &Call, now: u64) -> Reply {
        self.advance(now);
        let Some((category, action)) = route::target(call) else { return Reply::Now(reply::missing()) };
        let request = match auth::open(call, category, action, self.now) {
            Ok(request) => request,
            Err(words) => return Reply::Now(reply::refused(words)),
        };
        let sentinel = self.sentinel(&request);
        if let Some(reply) = sentinel.and_then(fail::instead) {
            return reply;
        }
        let answer = match self.route(&request) {
            Ok(found) => {
                if let Some(effect) = sentinel {
                    self.end_otherwise(&request, effect);
                }
                reply::accepted(found)
            }
            Err(words) => reply::refused(&words),
        };
        match sentinel {
            Some(effect) => fail::after(effect, answer),
            None => Reply::Now(answer),
        }
    }

    fn version(&mut self, _now: u64) -> u64 {
        // Nothing is ever held.
        0
    }
}
