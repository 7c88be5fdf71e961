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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use voldeck_core::http::Secret;
    use voldeck_simulators::frame::Simulator;

    const BEGIN: u64 = 1_780_000_000_000;

    /// Does what the path says. Its data change every ten seconds.
    struct Scripted(Rc<RefCell<Vec<frame::Request>>>);

    impl Simulator for Scripted {
        fn answer(&mut self, request: &frame::Request, now: u64) -> Outcome {
            self.0.borrow_mut().push(request.clone());
            let response = frame::Response::new(200, "text/plain", "0123456789");
            match request.path.as_str() {
                "/lost" => Outcome::Lost,
                "/cut" => Outcome::Truncated { response, bytes: 4 },
                "/late" => Outcome::Late { millis: 2_000, response },
                "/held" if request.header(HELD_UNTIL).is_none() => Outcome::Hold { until: now + 60_000 },
                _ => Outcome::Now(response),
            }
        }
        fn version(&mut self, now: u64) -> u64 {
            now / 10_000
        }
    }

    /// What comes of a request with this much patience, when, and the requests that the simulator saw.
    fn send(path: &str, timeout_millis: u64) -> (Sent, u64, Vec<frame::Request>) {
        let (seen, clock) = (Rc::new(RefCell::new(Vec::new())), TestClock::at(BEGIN));
        let transport = Simulated::new(frame::shared(Scripted(seen.clone())), clock.clone(), 100);
        let headers = vec![("X-Token", Secret::new("t"))];
        let request =
            HttpRequest { method: "GET".parse().expect("a method"), url: format!("http://h:1{path}"), headers, body: None, timeout_millis };
        let mut sent = transport.send(request);
        // The clock never really waits, so the first look is the last.
        let Poll::Ready(sent) = sent.as_mut().poll(&mut Context::from_waker(Waker::noop())) else { panic!("{path} waits") };
        (sent, clock.now_millis() - BEGIN, seen.take())
    }

    #[test]
    fn a_request_reaches_the_simulator_as_it_was_sent() {
        let (sent, after, seen) = send("/a%2Fb?x=%5B0%5D", 30_000);
        let [request] = seen.as_slice() else { panic!("{seen:?}") };
        assert_eq!((request.method.as_str(), request.path.as_str(), request.query.as_str()), ("GET", "/a%2Fb", "x=%5B0%5D"));
        assert_eq!((request.header("x-token"), after), (Some("t"), 100));
        assert_eq!(sent.map(|response| (response.status, response.body)), Ok((200, "0123456789".to_owned())));
    }

    #[test]
    fn lost_and_truncated_responses_are_lost() {
        for path in ["/lost", "/cut"] {
            assert_eq!(send(path, 30_000).0.map(|response| response.status), Err(TransportError::Lost), "{path}");
        }
    }

    #[test]
    fn a_late_response_comes_late_or_not_in_time() {
        let (sent, after, _) = send("/late", 30_000);
        assert_eq!((sent.map(|response| response.status), after), (Ok(200), 2_100));
        let (sent, after, _) = send("/late", 1_500);
        assert_eq!((sent.map(|response| response.status), after), (Err(TransportError::TimedOut), 1_600));
    }

    #[test]
    fn a_held_request_asks_again_when_the_version_moves_and_gives_up_in_time() {
        let (sent, after, seen) = send("/held", 30_000);
        assert_eq!((sent.map(|response| response.status), seen.len()), (Ok(200), 2));
        assert!((9_900..=10_400).contains(&after), "{after}");
        let (sent, after, seen) = send("/held", 5_000);
        assert_eq!((sent.map(|response| response.status), seen.len()), (Err(TransportError::TimedOut), 1));
        assert!((5_100..=5_400).contains(&after), "{after}");
    }
}
