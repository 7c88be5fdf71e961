//! A transport that ends in a simulator of the same process: for the demo in the page, and for the native tests.
//!
//! The only file where the console's requests become a simulator's requests. It does to them what a network does: it waits, it breaks
//! connections, it cuts responses short.

use std::cell::Cell;
use std::ops::ControlFlow::{self, Break, Continue};
use std::rc::Rc;

use voldeck_core::http::{Clock, HttpRequest, LocalBoxFuture, Response, Sent, Transport, TransportError};
use voldeck_simulators::frame::{self, Outcome, SharedSimulator};

/// How often a held request looks whether the server has changed, in milliseconds.
const LOOK_MILLIS: u64 = 250;

/// How a request that was held before says so when it asks again.
const HELD_UNTIL: &str = "x-sim-held-until";

/// A transport that ends in a simulator.
pub struct Simulated {
    server: SharedSimulator,
    clock: Rc<dyn Clock>,
    /// How long a response takes at least, in milliseconds: a demo that answers at once would teach wrong habits.
    latency_millis: u64,
}

impl Simulated {
    /// The transport to this server.
    pub fn new(server: SharedSimulator, clock: Rc<dyn Clock>, latency_millis: u64) -> Self {
        Self { server, clock, latency_millis }
    }

    async fn exchange(&self, request: HttpRequest) -> Sent {
        let mut sending =
            Sending { request: to_simulator(&request), timeout: request.timeout_millis, give_up: None, held: None, sent: None };
        let mut wait = self.latency_millis;
        loop {
            self.clock.sleep(wait).await;
            match self.look(&mut sending) {
                Continue(millis) => wait = millis,
                Break(sent) => return sent,
            }
        }
    }

    /// Goes on for so many milliseconds before looking again, or ends with what came of it.
    fn look(&self, sending: &mut Sending) -> ControlFlow<Sent, u64> {
        if let Some(sent) = sending.sent.take() {
            return Break(sent);
        }
        let now = self.clock.now_millis();
        let give_up = *sending.give_up.get_or_insert(now + sending.timeout);
        let mut server = self.server.borrow_mut();
        if let Some((until, version)) = sending.held {
            if now >= give_up {
                return Break(Err(TransportError::TimedOut));
            }
            if now < until && server.version(now) == version {
                return Continue(LOOK_MILLIS.min(until - now));
            }
            sending.request.headers.retain(|(name, _)| name != HELD_UNTIL);
            sending.request.headers.push((HELD_UNTIL.into(), until.to_string()));
        }
        match server.answer(&sending.request, now) {
            Outcome::Now(response) => Break(Ok(from_simulator(response))),
            Outcome::Lost | Outcome::Truncated { .. } => Break(Err(TransportError::Lost)),
            Outcome::Late { millis, response } => {
                let late = millis > sending.timeout;
                sending.sent = Some(if late { Err(TransportError::TimedOut) } else { Ok(from_simulator(response)) });
                Continue(millis.min(sending.timeout))
            }
            Outcome::Hold { until } => {
                sending.held = Some((until, server.version(now)));
                Continue(LOOK_MILLIS.min(until.saturating_sub(now)))
            }
        }
    }
}

/// A request under way.
struct Sending {
    request: frame::Request,
    timeout: u64,
    /// When its time is over; counted from when it arrives.
    give_up: Option<u64>,
    /// Until when the server holds it, and the version it holds it at.
    held: Option<(u64, u64)>,
    /// What came of it, to be told after a wait.
    sent: Option<Sent>,
}

impl Transport for Simulated {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        Box::pin(self.exchange(request))
    }
}

fn to_simulator(request: &HttpRequest) -> frame::Request {
    let after_scheme = request.url.find("://").map_or(0, |i| i + 3);
    let target = request.url[after_scheme..].find('/').map_or("/", |i| &request.url[after_scheme + i..]);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    frame::Request {
        method: request.method.as_str().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.reveal().to_owned())).collect(),
        body: request.body.as_ref().map(|body| body.reveal().as_bytes().to_vec()).unwrap_or_default(),
    }
}

fn from_simulator(response: frame::Response) -> Response {
    Response { status: response.status, headers: response.headers, body: String::from_utf8_lossy(&response.body).into_owned() }
}

/// A clock for tests: sleeping moves it on, so that a test of a five-minute wait takes no time.
#[derive(Debug, Default)]
pub struct TestClock(Cell<u64>);

impl TestClock {
    /// A clock that stands at this moment.
    pub fn at(millis: u64) -> Rc<Self> {
        Rc::new(Self(Cell::new(millis)))
    }

    /// Moves it on.
    pub fn advance(&self, millis: u64) {
        self.0.set(self.0.get() + millis);
    }
}

impl Clock for TestClock {
    fn now_millis(&self) -> u64 {
        self.0.get()
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()> {
        self.advance(millis);
        Box::pin(std::future::ready(()))
    }

    fn chance(&self) -> f64 {
        0.5
    }
}
