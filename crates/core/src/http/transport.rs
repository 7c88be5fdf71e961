//! The network and the clock as traits: everything outside the page comes in through them.

use std::future::Future;
use std::pin::Pin;

use http::Method;

use super::{Response, Secret};

/// A boxed future of the page's one thread.
pub type LocalBoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A request ready for the wire: absolute address, signed.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// All headers; values are secret as far as anyone can tell.
    pub headers: Vec<(&'static str, Secret)>,
    /// The body.
    pub body: Option<Secret>,
    /// After how many milliseconds without an answer to give up.
    pub timeout_millis: u64,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportError {
    /// The request never left: a bad address, no network stack.
    NeverLeft,
    /// The request may have arrived, its answer did not.
    Lost,
    /// No answer in time. The request may have arrived.
    TimedOut,
}

/// What came of sending.
pub type Sent = Result<Response, TransportError>;

/// Carries one request. Dropping the future aborts the request.
pub trait Transport {
    /// Sends once and waits for the answer. Never repeats.
    fn send(&self, request: HttpRequest) -> LocalBoxFuture<'_, Sent>;
}

/// The time, and waiting for it.
pub trait Clock {
    /// Milliseconds since the epoch.
    fn now_millis(&self) -> u64;
    /// Resolves after this many milliseconds.
    fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()>;
    /// Resolves once what there is to be drawn is on screen. Where nothing is drawn, after a moment.
    fn painted(&self) -> LocalBoxFuture<'static, ()> {
        self.sleep(1)
    }
    /// A number from 0 up to but not including 1, for jitter.
    fn chance(&self) -> f64;
}
