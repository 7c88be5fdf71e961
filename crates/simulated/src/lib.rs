//! The way to a simulator in the same process: the demo in the page, and the native tests.
//!
//! The only file where requests of ours become the simulators' calls. It does to them what a network does: it waits,
//! it breaks connections, it cuts answers short.

use std::cell::Cell;
use std::rc::Rc;

use voldeck_core::http::{Clock, HttpRequest, LocalBoxFuture, Response, Sent, Transport, TransportError};
use voldeck_simulators::frame::{Answer, Call, Reply, Shared};

/// How often a held call looks whether the server has changed, in milliseconds.
const LOOK_MILLIS: u64 = 250;

/// How a call that was held before says so when it asks again.
const HELD_UNTIL: &str = "x-sim-held-until";

/// A transport that ends in a simulator.
pub struct Simulated {
    server: Shared,
    clock: Rc<dyn Clock>,
    /// How long an answer takes at least, in milliseconds: a demo that answers at once would teach wrong habits.
    latency_millis: u64,
}

impl Simulated {
    /// The way to this server.
    pub fn new(server: Shared, clock: Rc<dyn Clock>, latency_millis: u64) -> Self {
        Self { server, clock, latency_millis }
    }

    async fn carry(&self, request: HttpRequest) -> Sent {
        let mut sending = Sending { call: to_call(&request), timeout: request.timeout_millis, give_up: None, held: None, sent: None };
        let mut wait = self.latency_millis;
        loop {
            self.clock.sleep(wait).await;
            match self.look(&mut sending) {
                Ok(millis) => wait = millis,
                Err(sent) => return sent,
            }
        }
    }

    /// How long to wait before looking again, or what came of it.
    fn look(&self, sending: &mut Sending) -> Result<u64, Sent> {
        if let Some(sent) = sending.sent.take() {
            return Err(sent);
        }
        let now = self.clock.now_millis();
        let give_up = *sending.give_up.get_or_insert(now + sending.timeout);
        let mut server = self.server.borrow_mut();
        if let Some((until, version)) = sending.held {
            if now >= give_up {
                return Err(Err(TransportError::TimedOut));
            }
            if now < until && server.version(now) == version {
                return Ok(LOOK_MILLIS.min(until - now));
            }
            sending.call.headers.retain(|(name, _)| name != HELD_UNTIL);
            sending.call.headers.push((HELD_UNTIL.into(), until.to_string()));
        }
        match server.answer(&sending.call, now) {
            Reply::Now(answer) => Err(Ok(to_response(answer))),
            Reply::Lost | Reply::Truncated { .. } => Err(Err(TransportError::Lost)),
            Reply::Late { millis, answer } => {
                let late = millis > sending.timeout;
                sending.sent = Some(if late { Err(TransportError::TimedOut) } else { Ok(to_response(answer)) });
                Ok(millis.min(sending.timeout))
            }
            Reply::Hold { until } => {
                sending.held = Some((until, server.version(now)));
                Ok(LOOK_MILLIS.min(until.saturating_sub(now)))
            }
        }
    }
}

/// A request under way.
struct Sending {
    call: Call,
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
        Box::pin(self.carry(request))
    }
}

fn to_call(request: &HttpRequest) -> Call {
    let after_scheme = request.url.find("://").map_or(0, |i| i + 3);
    let target = request.url[after_scheme..].find('/').map_or("/", |i| &request.url[after_scheme + i..]);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Call {
        method: request.method.as_str().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.reveal().to_owned())).collect(),
        body: request.body.as_ref().map(|body| body.reveal().as_bytes().to_vec()).unwrap_or_default(),
    }
}

fn to_response(answer: Answer) -> Response {
    Response { status: answer.status, headers: answer.headers, body: String::from_utf8_lossy(&answer.body).into_owned() }
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
