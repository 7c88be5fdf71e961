//! The way to a simulator in the same process: the demo in the page, and the native tests.
//!
//! The only file where requests of ours become the simulators' calls. It does to them what a network does: it waits,
//! it breaks connections, it cuts answers short.

use std::cell::Cell;
use std::rc::Rc;

use super::{Clock, LocalBoxFuture, Outgoing, Response, Sent, Transport, Unsent};
use crate::sim::{Answer, Call, Reply, Shared};

/// How often a held call looks whether the server has changed, in milliseconds.
const LOOK_MILLIS: u64 = 250;

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

    async fn carry(&self, request: Outgoing) -> Sent {
        self.clock.sleep(self.latency_millis).await;
        let mut call = to_call(&request);
        let give_up = self.clock.now_millis() + request.timeout_millis;
        loop {
            let reply = self.server.borrow_mut().answer(&call, self.clock.now_millis());
            match reply {
                Reply::Now(answer) => return Ok(to_response(answer)),
                Reply::Late { millis, answer } => {
                    if millis > request.timeout_millis {
                        self.clock.sleep(request.timeout_millis).await;
                        return Err(Unsent::TimedOut);
                    }
                    self.clock.sleep(millis).await;
                    return Ok(to_response(answer));
                }
                Reply::Lost | Reply::Truncated { .. } => return Err(Unsent::Lost),
                Reply::Hold { until } => {
                    let before = self.server.borrow_mut().version(self.clock.now_millis());
                    loop {
                        let now = self.clock.now_millis();
                        if now >= give_up {
                            return Err(Unsent::TimedOut);
                        }
                        if now >= until || self.server.borrow_mut().version(now) != before {
                            break;
                        }
                        self.clock.sleep(LOOK_MILLIS.min(until - now)).await;
                    }
                    call.headers.retain(|(name, _)| name != "x-sim-held-until");
                    call.headers.push(("x-sim-held-until".into(), until.to_string()));
                }
            }
        }
    }
}

impl Transport for Simulated {
    fn send(&self, request: Outgoing) -> LocalBoxFuture<'_, Sent> {
        Box::pin(self.carry(request))
    }
}

fn to_call(request: &Outgoing) -> Call {
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
