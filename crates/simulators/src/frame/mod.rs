//! What a simulator is: a provider's server as a value, without sockets and without time of its own.
//!
//! A simulator is written from the vendor's documents and shares no code with the client it tests: a client that misreads the
//! documents fails against it. The same value serves the demo in the page, the unit tests, and real HTTP
//! (`cargo xtask simulate`).
//!
//! It knows only the types below: no storage model, no client, no clock (the caller passes the time in). The modules beside them hold
//! what several simulators do alike: failures on demand, ids, times, and the tables of the data they start with.

pub mod fail;
pub mod id;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
pub mod time;

use std::cell::RefCell;
use std::rc::Rc;

/// A request as it arrives on the wire.
#[derive(Debug, Clone)]
pub struct Request {
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

impl Request {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }
}

/// A response as it leaves on the wire.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers in the order of sending.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Response {
    /// A response with a body of this media type.
    pub fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }.with_header("Content-Type", media_type)
    }

    /// The same with one header more.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }
}

fn find_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// What becomes of a request.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The response, at once.
    Now(Response),
    /// The response, after this many milliseconds.
    Late {
        /// How long the caller waits, in milliseconds.
        millis: u64,
        /// What it gets then.
        response: Response,
    },
    /// A blocking query whose data has not changed: ask again when [`Simulator::version`] has moved, at the latest
    /// at this time.
    Hold {
        /// Milliseconds since the epoch.
        until: u64,
    },
    /// The connection breaks: the caller never learns what happened, though the server may have acted.
    Lost,
    /// The response breaks off after this many bytes of its body, although the length said more.
    Truncated {
        /// What would have been sent.
        response: Response,
        /// How many bytes of the body arrive.
        bytes: usize,
    },
}

/// A provider's server.
pub trait Simulator {
    /// Answers one request at `now` (milliseconds since the epoch). State advances lazily: whatever should have happened
    /// by `now` has happened when the request is looked at.
    fn answer(&mut self, request: &Request, now: u64) -> Outcome;

    /// Grows with every change that a held request may be waiting for, including those that time alone brings by `now`.
    fn version(&mut self, now: u64) -> u64;
}

/// A simulator that several connections and views of one page share.
pub type SharedSimulator = Rc<RefCell<dyn Simulator>>;

/// Makes a simulator one that can be shared.
pub fn shared(server: impl Simulator + 'static) -> SharedSimulator {
    Rc::new(RefCell::new(server))
}

/// What is there at the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seed {
    /// An account as it could be: resources in every state the provider knows, some of them troublesome.
    Demo,
    /// What resources need around them, but no resources.
    Empty,
    /// [`Seed::Demo`] and this many generated volumes.
    Many(usize),
}

/// What kind of server to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which version of the API, by its name in [`SimulatorSpec::api_versions`].
    pub api_version: &'static str,
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
    /// Versions of the API, the one that is simulated unless told otherwise first.
    pub api_versions: &'static [&'static str],
    /// The request headers that a proxy in front of it has to let in.
    pub allow: &'static str,
    /// The response headers that a proxy in front of it has to show to pages.
    pub expose: &'static str,
    /// Whether credentials are checked even without `--acl`.
    pub strict: bool,
    /// The credentials it accepts: the name of their environment variable in tests, the credentials, their rights.
    pub credentials: &'static [(&'static str, &'static str, &'static str)],
    /// Makes a server that has been running for a while at this time (milliseconds since the epoch).
    pub make: fn(Options, u64) -> SharedSimulator,
}

/// The version of this name; the first one where no version has it.
pub fn api_version<T: Copy, const N: usize>(versions: &[(&str, T); N], name: &str) -> T {
    const { assert!(N > 0) };
    versions.iter().find(|(known, _)| *known == name).unwrap_or(&versions[0]).1
}

/// The names of these versions.
pub const fn names<T: Copy, const N: usize>(versions: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = versions[at].0;
        at += 1;
    }
    names
}
