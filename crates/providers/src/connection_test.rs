//! The checks of a connection's test: what every provider's has in common.

use std::cell::Cell;

use voldeck_core::client::Check;
use voldeck_core::fill;
use voldeck_core::http::{Endpoint, Error, LocalBoxFuture, Session};
use voldeck_core::model::Phase;
use voldeck_core::texts::t;

/// The checks of one test, told as they are taken.
pub struct ConnectionTest<'a> {
    session: &'a Session,
    tell: &'a dyn Fn(Check),
    since: Cell<u64>,
}

/// A reading that is only tried, and what to say if it fails.
pub type Tried<'a> = (LocalBoxFuture<'a, Option<Error>>, &'a str);

/// Tries a call: why it fails, if it does.
pub fn tried<'a, E: Endpoint>(session: &'a Session, call: &'a E) -> LocalBoxFuture<'a, Option<Error>> {
    let reading = session.call(call);
    Box::pin(async move { reading.await.err() })
}

impl<'a> ConnectionTest<'a> {
    /// Begins a test.
    pub fn new(session: &'a Session, tell: &'a dyn Fn(Check)) -> Self {
        Self { session, tell, since: Cell::new(session.clock.now_millis()) }
    }

    /// Tells of a check: its title, the word for it, what came of it, the same in a sentence, and what will be off.
    pub fn report(&self, title: &'static str, brief: &str, phase: Phase, words: &str, limits: Vec<String>) {
        let now = self.session.clock.now_millis();
        let millis = now.saturating_sub(self.since.replace(now));
        (self.tell)(Check { title, brief: brief.to_owned(), phase, words: words.to_owned(), limits, millis });
    }

    /// A check that went well.
    pub fn good(&self, title: &'static str, brief: &str, words: &str) {
        self.report(title, brief, Phase::Ready, words, Vec::new());
    }

    /// A check that leaves something open.
    pub fn open(&self, title: &'static str, brief: &str, error: &Error) {
        self.report(title, brief, Phase::Unknown, &error.message, Vec::new());
    }

    /// A check that ends the test, and the error it ends with.
    pub fn fail(&self, title: &'static str, brief: &str, error: Error) -> Error {
        self.report(title, brief, Phase::Failed, &error.message, Vec::new());
        error
    }

    /// Whether anything answers, by what came of the first call.
    ///
    /// # Errors
    ///
    /// If nothing does.
    pub fn address(&self, error: Option<&Error>) -> Result<(), Error> {
        if let Some(error) = error.filter(|error| error.status.is_none()) {
            return Err(self.fail("Address", t("no answer"), error.clone()));
        }
        self.good("Address", &self.session.base, t("Something answers here."));
        Ok(())
    }

    /// What answers is another product.
    pub fn other(&self, product: &str, error: Error) -> Error {
        let words = [t("This is not "), product, ": ", &error.message].concat();
        self.fail("Product", &["not ", product].concat(), error.saying(words))
    }

    /// What can be read.
    pub fn rights(&self, brief: &str, all: &str, some: &str, limits: Vec<String>) {
        let phase = if limits.is_empty() { Phase::Ready } else { Phase::Degraded };
        let missing = fill!("{limits} missing", limits = limits.len());
        let brief = if limits.is_empty() || !brief.is_empty() { brief } else { &missing };
        let brief = if brief.is_empty() { t("all reads") } else { brief };
        self.report("Rights", brief, phase, if limits.is_empty() { all } else { some }, limits);
    }
}

/// What to say of those that fail.
pub fn limits(readings: Vec<Tried<'_>>) -> LocalBoxFuture<'_, Vec<String>> {
    Box::pin(async move {
        let mut limits = Vec::new();
        for (reading, words) in readings {
            if let Some(error) = reading.await {
                limits.push([words, " (", &error.message, ")"].concat());
            }
        }
        limits
    })
}
