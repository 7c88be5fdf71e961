//! What a simulator is: a provider's server as a value, without sockets and without time of its own.
//!
//! A simulator is written from the vendor's documents and shares no code with the client it tests, so that two
//! independent readings meet. The same value serves the demo in the page, the unit tests, and real HTTP
//! (`cargo xtask simulate`).
//!
//! It knows only the types below: no storage model, no client, no clock (the caller passes the time in).

pub mod fail;

use std::cell::RefCell;
use std::rc::Rc;

/// A request as it arrives on the wire.
#[derive(Debug, Clone)]
pub struct Call {
    /// `GET`, `PUT`, …, upper case.
    pub method: String,
    /// The path as sent, still percent-encoded, beginning with `/` and without the query.
    pub path: String,
    /// The query as sent, without the `?`; empty if there was none.
    pub query: String,
    /// Header names in any case, values as sent.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Call {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// An answer as it leaves on the wire.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers in the order of sending.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// What becomes of a call.
#[derive(Debug, Clone)]
pub enum Reply {
    /// The answer, at once.
    Now(Answer),
    /// The answer, after this many milliseconds.
    Late {
        /// How long the caller waits, in milliseconds.
        millis: u64,
        /// What it gets then.
        answer: Answer,
    },
    /// A blocking query whose data has not changed: ask again when [`Simulator::version`] has moved, at the latest
    /// at this time.
    Hold {
        /// Milliseconds since the epoch.
        until: u64,
    },
    /// The connection breaks: the caller never learns what happened, though the server may have acted.
    Lost,
    /// The answer breaks off after this many bytes of its body, although the length said more.
    Truncated {
        /// What would have been sent.
        answer: Answer,
        /// How many bytes of the body arrive.
        bytes: usize,
    },
}

/// A provider's server.
pub trait Simulator {
    /// Answers one call at `now` (milliseconds since the epoch). State advances lazily: whatever should have happened
    /// by `now` has happened when the call is judged.
    fn answer(&mut self, call: &Call, now: u64) -> Reply;

    /// Grows with every change that a held call may be waiting for, including those that time alone brings by `now`.
    fn version(&mut self, now: u64) -> u64;
}

/// A simulator that several connections and views of one page share.
pub type Shared = Rc<RefCell<dyn Simulator>>;

/// What is there at the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seed {
    /// A believable account: resources in every state the provider knows, some of them troublesome.
    Demo,
    /// What resources need around them, but no resources.
    Empty,
    /// [`Seed::Demo`] and this many generated volumes.
    Many(usize),
}

/// What kind of server to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which generation of the API, by its name in [`SimulatorSpec::shapes`].
    pub shape: &'static str,
    /// Whether credentials are checked although the provider can be without; those that cannot always check.
    pub acl: bool,
    /// What is there at the beginning.
    pub seed: Seed,
}

/// A simulator as `cargo xtask simulate` offers it.
#[derive(Clone, Copy)]
pub struct SimulatorSpec {
    /// The provider's id, which is its name on the command line: `nomad`.
    pub provider: &'static str,
    /// What it is called: `Nomad`.
    pub title: &'static str,
    /// The port it listens on unless told otherwise.
    pub port: u16,
    /// Generations of the API, the one that is simulated unless told otherwise first.
    pub shapes: &'static [&'static str],
    /// The request headers that a proxy in front of it has to let in.
    pub allow: &'static str,
    /// The response headers that a proxy in front of it has to show to pages.
    pub expose: &'static str,
    /// Whether credentials are checked even without `--acl`.
    pub strict: bool,
    /// The credentials it accepts: the name of their environment variable in tests, the credentials, their rights.
    pub credentials: &'static [(&'static str, &'static str, &'static str)],
    /// Makes a server that has been running for a while at this time (milliseconds since the epoch).
    pub make: fn(Options, u64) -> Shared,
}
