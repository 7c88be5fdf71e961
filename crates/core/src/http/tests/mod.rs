//! What becomes of an answer, whoever gave it; how often a call is sent.

mod held;
mod responses;
mod sending;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::{
    Access, Clock, DecodeError, Endpoint, Error, ErrorKind, HttpRequest, LocalBoxFuture, Request, Response, Sent, Session, Sign, Transport,
    TransportError,
};

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>504 Gateway Time-out</title></head></html>";

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.to_owned() }
}

/// A network that gives these answers in turn, the last one again and again, and a clock that only sleeping moves.
struct Line {
    answers: RefCell<VecDeque<Sent>>,
    sent: Cell<usize>,
    slept: RefCell<Vec<u64>>,
}

impl Transport for Line {
    fn send(&self, _: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        self.sent.set(self.sent.get() + 1);
        let mut answers = self.answers.borrow_mut();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(std::future::ready(answer.expect("an answer")))
    }
}

impl Clock for Line {
    fn now_millis(&self) -> u64 {
        self.slept.borrow().iter().sum()
    }
    fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()> {
        self.slept.borrow_mut().push(millis);
        Box::pin(std::future::ready(()))
    }
    fn chance(&self) -> f64 {
        0.0
    }
}

struct Open;

impl Sign for Open {
    fn sign(&self, request: Request, _: u64) -> Result<Request, Error> {
        Ok(request)
    }
}

/// A provider that knows a refusal by its word, whatever the status, and otherwise goes by the status.
fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let words: &[(&str, ErrorKind)] = &[
        ("limited", ErrorKind::Limited),
        ("wrong-state", ErrorKind::WrongState),
        ("invalid", ErrorKind::Invalid),
        ("exists", ErrorKind::Exists),
        ("missing", ErrorKind::Missing),
        ("busy", ErrorKind::Busy),
        ("not-found", ErrorKind::NotFound),
        ("forbidden", ErrorKind::Forbidden),
        ("unauthenticated", ErrorKind::Unauthenticated),
        ("unsupported", ErrorKind::Unsupported),
        ("failed", ErrorKind::Failed),
    ];
    let known = words.iter().find(|(word, _)| response.body == format!(r#"{{"type":"{word}"}}"#)).map(|(_, kind)| *kind);
    let kind = match (known, response.status) {
        (Some(kind), _) => kind,
        _ if response.body.starts_with('<') => ErrorKind::Unreadable,
        (_, 200..=299) => return Ok(()),
        (_, 401) => ErrorKind::Unauthenticated,
        (_, 404) => ErrorKind::NotFound,
        (_, 429) => ErrorKind::Busy,
        (_, 400..=499) => ErrorKind::Invalid,
        _ => ErrorKind::Failed,
    };
    let mut error = Error::answered(kind, operation, response, "said so");
    error.request_id = Some("req-1".to_owned());
    Err(error)
}

/// A call that answers `yes` and nothing else.
struct Ask;

impl Endpoint for Ask {
    type Answer = ();
    const NAME: &'static str = "GET /thing";
    const DOCS: &'static str = "";
    fn request(&self) -> Request {
        Request::get("/thing")
    }
    fn decode(&self, response: &Response) -> Result<(), DecodeError> {
        if response.body == "yes" { Ok(()) } else { Err(DecodeError("found something else".to_owned())) }
    }
}

fn session(answers: impl IntoIterator<Item = Sent>) -> (Session, Rc<Line>) {
    let line = Rc::new(Line { answers: RefCell::new(answers.into_iter().collect()), sent: Cell::default(), slept: RefCell::default() });
    let session = Session {
        base: "http://x".to_owned(),
        signer: Rc::new(Open),
        transport: line.clone(),
        clock: line.clone(),
        parse_error,
        timeout_millis: 30_000,
    };
    (session, line)
}

/// The kind of an error; none if it went well.
fn kind<T>(answer: &Result<T, Error>) -> Option<ErrorKind> {
    answer.as_ref().err().map(|error| error.kind)
}
