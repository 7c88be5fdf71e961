//! What tests of a whole provider need: a connection to a simulator, a clock that never really waits, and a list of what was sent.
#![allow(dead_code, unused_imports, reason = "each test uses its part")]

pub mod outcomes;
pub mod servers;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_executor::block_on;
use voldeck_core::action::follow::{Accepted, follow};
use voldeck_core::action::{Action, ActionContext, ActionResult, FieldKind, Followed, Form, Outcome, SelectOption, Values, run};
use voldeck_core::client::{Check, Client, Listing, Platform, ReadResult};
use voldeck_core::http::{Clock, Error, ErrorKind, HttpRequest, LocalBoxFuture, Sent, Transport};
use voldeck_core::model::{Id, Item, Kind, Resource, Unreadable};
use voldeck_core::provider::Provider;
use voldeck_providers::{actions, driver, operations};
use voldeck_simulated::{Simulated, TestClock};
use voldeck_simulators::frame::SharedSimulator;
pub use voldeck_simulators::frame::shared;

/// When every test begins, in milliseconds since the epoch.
pub const BEGIN: u64 = 1_780_000_000_000;

/// A connection to a simulator, or to a real server.
pub struct Harness {
    pub provider: &'static Provider,
    pub client: Rc<dyn Client>,
    /// The simulator's time. A real server has its own.
    pub clock: Rc<TestClock>,
    /// `PUT /v1/…`, one for each call that left, reads included.
    pub sent: Rc<RefCell<Vec<String>>>,
    /// Whether time passes by itself.
    real: bool,
}

/// Keeps a list of the requests that leave.
struct RecordingTransport {
    inner: Rc<dyn Transport>,
    sent: Rc<RefCell<Vec<String>>>,
}

impl Transport for RecordingTransport {
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent> {
        let target = request.url.find("://").and_then(|at| Some(at + 3 + request.url[at + 3..].find('/')?)).unwrap_or(0);
        self.sent.borrow_mut().push(format!("{} {}", request.method, &request.url[target..]));
        self.inner.send(request)
    }
}

impl Harness {
    pub fn at(provider: &'static Provider, server: SharedSimulator, values: &Values) -> Self {
        let clock = TestClock::at(BEGIN);
        let transport = Rc::new(Simulated::new(server, clock.clone(), 0));
        Self::through(provider, Platform { transport, clock: clock.clone() }, values, clock, false)
    }

    /// A connection to a real server.
    pub fn real(provider: &'static Provider, transport: Rc<dyn Transport>, clock: Rc<dyn Clock>, values: &Values) -> Self {
        Self::through(provider, Platform { transport, clock }, values, TestClock::at(BEGIN), true)
    }

    fn through(provider: &'static Provider, platform: Platform, values: &Values, clock: Rc<TestClock>, real: bool) -> Self {
        let sent = Rc::new(RefCell::new(Vec::new()));
        let transport = Rc::new(RecordingTransport { inner: platform.transport, sent: sent.clone() });
        let client =
            (driver(provider).connect)(values, Platform { transport, clock: platform.clock }).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        Self { provider, client, clock, sent, real }
    }

    /// Lets some time pass: a second, or where time is real as much as a small change takes.
    pub fn pass(&self) {
        if self.real {
            std::thread::sleep(Duration::from_millis(250));
        } else {
            self.clock.advance(1_000);
        }
    }

    /// Reads a resource again until it is so; after a while it has to be.
    pub fn until(&self, kind: Kind, id: &Id, what: &str, is_so: impl Fn(&Resource) -> bool) -> Resource {
        let mut now = self.get(kind, id).unwrap_or_else(|error| panic!("{id}: {error}"));
        for _ in 0..240 {
            if is_so(&now) {
                return now;
            }
            // What has failed stays so.
            assert!(!now.status.label.starts_with("error") || what == "explained", "{id} was to be {what}: {:?}", now.status);
            self.pass();
            now = self.get(kind, id).unwrap_or_else(|error| panic!("{id}, which was to be {what}: {error}"));
        }
        panic!("{id} did not become {what}: {:?} {}", now.status, now.raw.text())
    }

    /// The same for a state word.
    pub fn until_is(&self, kind: Kind, id: &Id, word: &str) -> Resource {
        self.until(kind, id, word, |now| now.status.label == word)
    }

    /// Waits until a resource is not found any more.
    pub fn until_gone(&self, kind: Kind, id: &Id) {
        for _ in 0..240 {
            match self.get(kind, id) {
                Err(error) if error.kind == ErrorKind::NotFound => return,
                Err(error) => panic!("{id}: {error}"),
                Ok(_) => self.pass(),
            }
        }
        panic!("{id} did not go")
    }

    /// Everything that can be read of a kind; sources that the server lacks are empty.
    pub fn items(&self, kind: Kind) -> Vec<Item> {
        let read = |source: &voldeck_core::provider::Source| match block_on(self.client.list(kind, source.name, None)) {
            Ok(ReadResult::Found(listing)) => listing.items,
            Ok(ReadResult::Unsupported(_) | ReadResult::Cut) => Vec::new(),
            Err(error) => panic!("{}: {error}", source.name),
        };
        self.provider.sources(kind).iter().flat_map(read).collect()
    }

    pub fn known(&self) -> Vec<Resource> {
        [Kind::Volume, Kind::Group, Kind::Snapshot].into_iter().flat_map(|kind| self.items(kind)).flatten().collect()
    }

    pub fn unreadable(&self, kind: Kind) -> Vec<Unreadable> {
        self.items(kind).into_iter().filter_map(|item| item.err().map(|bad| *bad)).collect()
    }

    /// A list of one source, which has to be there.
    pub fn list(&self, kind: Kind, source: &str) -> Result<Listing, Error> {
        block_on(self.client.list(kind, source, None)).map(|held| match held {
            ReadResult::Found(listing) => listing,
            ReadResult::Cut => panic!("{source}: nothing is held"),
            ReadResult::Unsupported(reason) => panic!("{source}: {reason}"),
        })
    }

    /// A listed resource of this name.
    pub fn find(&self, name: &str) -> Resource {
        self.known().into_iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no {name}"))
    }

    /// The choices of a field.
    pub fn options<'a>(
        &self,
        name: &'a str,
        context: ActionContext<'a>,
        values: &'a Values,
    ) -> LocalBoxFuture<'a, Result<Vec<SelectOption>, Error>> {
        (operations(self.provider).options)(name, context, values)
    }

    /// Tests the connection.
    pub fn test<'a>(&'a self, report: &'a dyn Fn(Check)) -> LocalBoxFuture<'a, Result<(), Error>> {
        (operations(self.provider).test)(&*self.client, report)
    }

    /// The steps of the connection test and how it ended. It must not write; signing in is not a write.
    pub fn test_connection(&self) -> (Vec<Check>, Result<(), ErrorKind>) {
        let steps = RefCell::new(Vec::new());
        let end = block_on(self.test(&|step| steps.borrow_mut().push(step)));
        assert!(self.writes().iter().all(|line| line.ends_with("/auth/tokens")), "the test writes: {:?}", self.writes());
        (steps.into_inner(), end.map_err(|error| error.kind))
    }

    pub fn get(&self, kind: Kind, id: &Id) -> Result<Resource, Error> {
        block_on(self.client.get(kind, id, None)).map(|(resource, _)| resource)
    }

    pub fn detect_version(&self) {
        block_on(self.client.detect_version());
    }

    pub fn action(&self, name: &str) -> &'static Action {
        actions(self.provider).iter().find(|action| action.name == name).unwrap_or_else(|| panic!("no action {name}"))
    }

    /// The requests that left and were no reads.
    pub fn writes(&self) -> Vec<String> {
        let is_read = |line: &str| line.split_once(' ').is_some_and(|(method, target)| servers::is_read(method, target));
        self.sent.borrow().iter().filter(|line| !is_read(line)).cloned().collect()
    }

    /// Fills in a form as a person does: with sample values, unless its choices are read and it is none of them.
    pub fn fill(&self, context: &ActionContext, form: &Form) -> Values {
        let mut values = sample_values(form);
        for field in &form.fields {
            let FieldKind::RemoteSelect(name) = field.kind else { continue };
            if !field.required || !field.value.is_empty() || !field.shown(&values) {
                continue;
            }
            let choices = block_on(self.options(name, *context, &values)).unwrap_or_default();
            let mut open = choices.iter().filter(|choice| choice.refused.is_none());
            if !open.clone().any(|choice| choice.value == values.text(field.name))
                && let Some(first) = open.next()
            {
                values.set(field.name, &first.value);
            }
        }
        values
    }

    /// Carries out an action with these values on top of sample values.
    pub fn run(&self, name: &str, target: Option<&Resource>, known: &[Resource], values: &[(&'static str, &str)]) -> ActionResult {
        let action = self.action(name);
        let context = ActionContext { client: &*self.client, target, known };
        let mut filled = self.fill(&context, &(action.form)(&context));
        for (name, value) in values {
            filled.set(name, *value);
        }
        block_on(run(action, &context, &filled))
    }

    /// The fields for which a form is not sent.
    pub fn wrong_fields(&self, name: &str, target: Option<&Resource>, known: &[Resource], values: &[(&'static str, &str)]) -> String {
        match self.run(name, target, known, values) {
            ActionResult::NotSent(wrong) => wrong.iter().map(|error| error.field).collect::<Vec<_>>().join(" "),
            other => panic!("{name}: {other:?}"),
        }
    }

    /// Carries out an action, which has to be accepted.
    pub fn done(&self, name: &str, target: Option<&Resource>, known: &[Resource], values: &[(&'static str, &str)]) -> Outcome {
        match self.run(name, target, known, values) {
            ActionResult::Done(outcome) => outcome,
            other => panic!("{name}: {other:?}"),
        }
    }
}

/// What a form starts with, its needed fields filled in with their examples, sizes with one that is accepted.
pub fn sample_values(form: &Form) -> Values {
    let mut values = form.initial();
    for field in &form.fields {
        if values.some(field.name).is_some() {
            continue;
        }
        match field.kind {
            FieldKind::Size { min, max } if field.required => values.set(field.name, format!("{} B", min.saturating_add(1 << 30).min(max))),
            FieldKind::Flag => values.set(field.name, field.example),
            _ if field.required => values.set(field.name, field.example),
            _ => {}
        }
    }
    values
}

/// Carries out an action and follows it to its end: the words on the way, and the end.
pub fn to_its_end(harness: &Harness, name: &str, target: Option<&Resource>, values: &[(&'static str, &str)]) -> (Vec<String>, Followed) {
    let (action, known) = (harness.action(name), harness.known());
    let context = ActionContext { client: &*harness.client, target, known: &known };
    let mut filled = harness.fill(&context, &(action.form)(&context));
    for (name, value) in values {
        filled.set(name, *value);
    }
    let ActionResult::Done(outcome) = block_on(run(action, &context, &filled)) else { panic!("{name} was not accepted") };
    let words = RefCell::new(Vec::new());
    let accepted = Accepted { action, context: &context, values: &filled, outcome: &outcome };
    let look = action.follow.unwrap_or_else(|| panic!("{name} is not followed"));
    let end = block_on(follow(accepted, look, &|word| words.borrow_mut().push(word.to_owned())));
    (words.into_inner(), end)
}
