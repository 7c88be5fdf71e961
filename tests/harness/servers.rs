//! Servers that misbehave: simulators with something put in front of them.

use std::cell::RefCell;
use std::rc::Rc;

use voldeck_simulators::frame::{Outcome, Request, Response, Simulator};

/// A server that gives every request the same response: status, media type, body.
pub struct FixedResponse(pub u16, pub &'static str, pub &'static str);

impl Simulator for FixedResponse {
    fn answer(&mut self, _: &Request, _: u64) -> Outcome {
        Outcome::Now(Response::new(self.0, self.1, self.2).with_header("X-Nomad-Index", "7"))
    }
    fn version(&mut self, _: u64) -> u64 {
        0
    }
}

/// Answers some requests in the server's place.
pub struct Intercept<S, F>(pub S, pub F);

impl<S: Simulator, F: FnMut(&Request) -> Option<Outcome>> Simulator for Intercept<S, F> {
    fn answer(&mut self, request: &Request, now: u64) -> Outcome {
        (self.1)(request).unwrap_or_else(|| self.0.answer(request, now))
    }
    fn version(&mut self, now: u64) -> u64 {
        self.0.version(now)
    }
}

/// A server whose connection breaks at every write: before it arrives, or after it was carried out.
pub struct BreakingWrites<S> {
    pub server: S,
    pub acts: bool,
    /// How many writes arrived.
    pub received: Rc<RefCell<usize>>,
}

impl<S: Simulator> Simulator for BreakingWrites<S> {
    fn answer(&mut self, request: &Request, now: u64) -> Outcome {
        if is_read(&request.method, &request.path) {
            return self.server.answer(request, now);
        }
        *self.received.borrow_mut() += 1;
        if self.acts {
            self.server.answer(request, now);
        }
        Outcome::Lost
    }
    fn version(&mut self, now: u64) -> u64 {
        self.server.version(now)
    }
}

/// Whether a request changes nothing. Where every request is a `POST`, its path ends with what it does.
pub fn is_read(method: &str, path: &str) -> bool {
    method == "GET" || path.ends_with("list/") || path.ends_with("/info/")
}

/// A response with a body of JSON.
pub fn json(status: u16, body: &str) -> Outcome {
    Outcome::Now(Response::new(status, "application/json", body))
}
