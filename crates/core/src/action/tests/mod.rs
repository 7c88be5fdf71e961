//! The one write path, and following what was accepted: with a connection that answers as it is told.

mod following;
mod looking;
mod running;

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::{Action, ActionContext, BASE, Confirmation, Outcome, Progress, Target, Values, Verb, Verification, WRITE, WriteEndpoint};
use crate::client::{Client, Listing, ReadResult};
use crate::http::{Clock, Error, ErrorKind, HttpRequest, LocalBoxFuture, Request, Response, Sent, Session, Sign, Transport};
use crate::model::{Id, Kind, Phase, Resource, Status};

/// A network of prepared answers, and a clock that only sleeping moves.
#[derive(Default)]
struct Line {
    answers: RefCell<VecDeque<Sent>>,
    /// `DELETE /volumes/v`, one for each call.
    sent: RefCell<Vec<String>>,
    now: Cell<u64>,
}

impl Transport for Line {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        self.sent.borrow_mut().push(format!("{} {}", request.method, request.url));
        let answer = self.answers.borrow_mut().pop_front().expect("an answer");
        Box::pin(std::future::ready(answer))
    }
}

impl Clock for Line {
    fn now_millis(&self) -> u64 {
        self.now.get()
    }
    fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()> {
        self.now.set(self.now.get() + millis);
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

/// Refusals by status; 403 is one after which part may have been done.
fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
    let kind = match response.status {
        _ if response.body.starts_with('<') => ErrorKind::Unreadable,
        200..=299 => return Ok(()),
        404 => ErrorKind::NotFound,
        403 | 409 => ErrorKind::WrongState,
        429 => ErrorKind::Busy,
        _ => ErrorKind::Failed,
    };
    let mut error = Error::answered(kind, operation, response, "said so");
    error.in_part = response.status == 403;
    Err(error)
}

/// A connection that reads what it is told to.
struct Fake {
    session: Session,
    line: Rc<Line>,
    /// What reading the target gives, in turn; the last one again and again.
    reads: RefCell<VecDeque<Result<Resource, Error>>>,
    read: Cell<u32>,
    /// What looking at an accepted change gives, in turn; the last one again and again.
    looks: RefCell<VecDeque<Result<Progress, Error>>>,
    looked: Cell<u32>,
    /// What looking after a lost answer finds.
    finds: RefCell<Result<Verification, Error>>,
    verified: Cell<u32>,
    /// The provider's reason, and whose was asked for since when.
    why: Option<&'static str>,
    asked_why: RefCell<Vec<String>>,
}

/// The next of these, the last one again and again.
fn next<T: Clone>(queue: &RefCell<VecDeque<T>>) -> T {
    let mut queue = queue.borrow_mut();
    let next = if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() };
    next.expect("something prepared")
}

impl Fake {
    fn new() -> Self {
        let line = Rc::new(Line::default());
        let session = Session {
            base: String::new(),
            signer: Rc::new(Open),
            transport: line.clone(),
            clock: line.clone(),
            parse_error,
            timeout_millis: 30_000,
        };
        Self {
            session,
            line,
            reads: RefCell::default(),
            read: Cell::default(),
            looks: RefCell::default(),
            looked: Cell::default(),
            finds: RefCell::new(Ok(Verification::Happened("It was seen.".to_owned()))),
            verified: Cell::default(),
            why: None,
            asked_why: RefCell::default(),
        }
    }

    fn of<'a>(context: &ActionContext<'a>) -> &'a Self {
        context.client.as_any().downcast_ref().expect("a fake")
    }
}

impl Client for Fake {
    fn session(&self) -> &Session {
        &self.session
    }
    fn detect_version(&self) -> LocalBoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
    fn list<'a>(&'a self, _: Kind, _: &'a str, _: Option<u64>) -> LocalBoxFuture<'a, Result<ReadResult<Listing>, Error>> {
        Box::pin(std::future::ready(Ok(ReadResult::Cut)))
    }
    fn why_failed<'a>(&'a self, kind: Kind, id: &'a Id, since_millis: u64) -> LocalBoxFuture<'a, Option<String>> {
        self.asked_why.borrow_mut().push(format!("{} {id} since {since_millis}", kind.noun()));
        Box::pin(std::future::ready(self.why.map(str::to_owned)))
    }
    fn get<'a>(&'a self, _: Kind, _: &'a Id, _: Option<u64>) -> LocalBoxFuture<'a, Result<(Resource, Option<u64>), Error>> {
        self.read.set(self.read.get() + 1);
        Box::pin(std::future::ready(next(&self.reads).map(|resource| (resource, None))))
    }
    fn list_snapshots<'a>(&'a self, _: &'a Resource) -> LocalBoxFuture<'a, Result<Listing, Error>> {
        Box::pin(std::future::ready(Ok(Listing::default())))
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A volume that calls itself `v`, in this state.
fn volume(phase: Phase, label: &str) -> Resource {
    Resource::new(Kind::Volume, Id::new("volume/v"), "v".into(), Some("data".into()), Status::new(phase, label), "{}")
}

/// The same, and somebody uses it or nobody does.
fn used(attached: Option<bool>) -> Resource {
    let mut volume = volume(Phase::Ready, "available");
    volume.attached = attached;
    volume
}

fn error(kind: ErrorKind) -> Error {
    Error::new(kind, "", "said so")
}

/// Deletes the target; by another name where the server does not know the first.
const DELETE_VOLUME: WriteEndpoint = WriteEndpoint {
    operation: "DELETE /volumes/:id",
    request: |context, _| Request::new(http::Method::DELETE, format!("/{}", context.provider_id())),
    fallback: |context, _, error| {
        let request = || Request::new(http::Method::DELETE, format!("/other/{}", context.provider_id()));
        (error.status != Some(409)).then(request)
    },
    ..WRITE
};

/// Deletes a volume that nobody uses.
const DELETE: Action = Action {
    name: "delete",
    verb: Verb::Delete,
    on: Target::Resource(Kind::Volume),
    endpoint: &DELETE_VOLUME,
    // Not that it did: what is made is followed with this row too.
    creates: Some(Kind::Volume),
    confirmation: Confirmation::TypeName,
    disabled_reason: |context| context.target.filter(|target| target.attached == Some(true)).map(|_| "It is in use.".to_owned()),
    done: |_, _, _| "Deleting data.".to_owned(),
    verify: |context, _| {
        let fake = Fake::of(context);
        fake.verified.set(fake.verified.get() + 1);
        Box::pin(std::future::ready(fake.finds.borrow().clone()))
    },
    ..BASE
};
