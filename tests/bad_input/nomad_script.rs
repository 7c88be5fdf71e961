//! A server of Nomad's that answers what a test writes down for it.

use std::cell::RefCell;
use std::rc::Rc;

use super::desk::{Desk, shared};
use voldeck_core::action::Values;
use voldeck_providers::by_id;
use voldeck_simulators::frame::{Answer, Call, Reply, Simulator};

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
    fn answer(&mut self, call: &Call, _: u64) -> Reply {
        let line = format!("{} {}?{}", call.method, call.path, call.query);
        let said = match self.0.iter_mut().find(|(words, _)| words.split(" .. ").all(|part| line.contains(part))) {
            Some((_, said)) if said.len() > 1 => said.remove(0),
            Some((_, said)) => said[0].clone(),
            None => bad(404, "resource not found"),
        };
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned()), ("X-Nomad-Index".to_owned(), "7".to_owned())];
        match said {
            Said::Body(status, body) => Reply::Now(Answer { status, headers, body: body.into_bytes() }),
            Said::Lost => Reply::Lost,
            Said::Never => Reply::Late { millis: 3_600_000, answer: Answer { status: 200, headers, body: b"[]".to_vec() } },
        }
    }
    fn version(&mut self, _: u64) -> u64 {
        0
    }
}

/// A connection to it, with the version it says it has.
pub fn connect(version: &str, values: Values, mut lines: Vec<Line>) -> Desk {
    let agent = format!(r#"{{"config":{{"Version":{{"Version":"{version}"}}}}}}"#);
    lines.push(("/v1/agent/self", vec![good(agent)]));
    let desk = Desk::at(by_id("nomad").unwrap(), shared(Script(lines)), &values.with("address", "http://n"));
    desk.detect_version();
    desk
}

/// What a test of a connection says of a step.
pub fn steps(desk: &Desk) -> Vec<voldeck_core::client::Check> {
    let steps = Rc::new(RefCell::new(Vec::new()));
    let _ = futures_executor::block_on(desk.client.test(&|step| steps.borrow_mut().push(step)));
    steps.take()
}
