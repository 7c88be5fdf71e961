//! A server of Nomad's that answers what a test writes down for it.

use std::cell::RefCell;
use std::rc::Rc;

use super::harness::{Harness, shared};
use voldeck_core::action::Values;
use voldeck_providers::by_id;
use voldeck_simulators::frame::{Outcome, Request, Response, Simulator};

/// What is answered to calls whose line holds this text: one answer after the other, the last one for ever.
pub type Line = (&'static str, Vec<Said>);

/// An answer.
#[derive(Clone)]
pub enum Said {
    /// Status and body.
    Body(u16, String),
    /// The connection closes.
    Lost,
    /// Nothing comes before the caller gives up.
    Never,
}

/// A good answer.
pub fn good(body: impl Into<String>) -> Said {
    Said::Body(200, body.into())
}

/// An answer in text.
pub fn bad(status: u16, text: &str) -> Said {
    Said::Body(status, text.to_owned())
}

/// The server. What nothing is written down for is not found.
pub struct Script(Vec<Line>);

impl Simulator for Script {
    fn answer(&mut self, call: &Request, _: u64) -> Outcome {
        let line = format!("{} {}?{}", call.method, call.path, call.query);
        let said = match self.0.iter_mut().find(|(words, _)| words.split(" .. ").all(|part| line.contains(part))) {
            Some((_, said)) if said.len() > 1 => said.remove(0),
            Some((_, said)) => said[0].clone(),
            None => bad(404, "resource not found"),
        };
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned()), ("X-Nomad-Index".to_owned(), "7".to_owned())];
        match said {
            Said::Body(status, body) => Outcome::Now(Response { status, headers, body: body.into_bytes() }),
            Said::Lost => Outcome::Lost,
            Said::Never => Outcome::Late { millis: 3_600_000, response: Response { status: 200, headers, body: b"[]".to_vec() } },
        }
    }
    fn version(&mut self, _: u64) -> u64 {
        0
    }
}

/// A connection to it, with the version it says it has.
pub fn connect(version: &str, values: Values, mut lines: Vec<Line>) -> Harness {
    let agent = format!(r#"{{"config":{{"Version":{{"Version":"{version}"}}}}}}"#);
    lines.push(("/v1/agent/self", vec![good(agent)]));
    let harness = Harness::at(by_id("nomad").unwrap(), shared(Script(lines)), &values.with("address", "http://n"));
    harness.detect_version();
    harness
}

/// What a test of a connection says of a step.
pub fn steps(harness: &Harness) -> Vec<voldeck_core::client::Check> {
    let steps = Rc::new(RefCell::new(Vec::new()));
    let _ = futures_executor::block_on(harness.test(&|step| steps.borrow_mut().push(step)));
    steps.take()
}
