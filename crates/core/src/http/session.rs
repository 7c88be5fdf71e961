//! The whole policy of input and output, on one screen: sign, send, check, decode.
//!
//! - Every response is checked by the provider, whatever its status: some refuse with 200, some report not-found as 500.
//! - A read may be tried again: a lost or busy answer at most twice more, after a pause with jitter.
//! - A write is handed to the transport once. If its answer is lost, or is not readable as an answer of the provider at all,
//!   the outcome is unknown, and saying so is the only honest end. (What a browser does with it: `http/fetch.rs`.)
//! - Credentials that come from a server ([`Sign::fetch`]) and are refused are fetched anew, once. A call that was refused for
//!   them was not carried out, so it is sent again, a write too; nothing else sends a write again.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use super::{
    Access, Clock, DecodeError, Endpoint, Error, ErrorKind, HttpRequest, LocalBoxFuture, Request, Response, Secret, Sign, Transport,
    TransportError,
};
use crate::fill;
use crate::texts::t;

/// What a provider makes of a response, unless something between here and the provider answered in its place.
///
/// A 502, 503 or 504 is a gateway's, whatever its body: an HTML page, text, nothing, the JSON of a CDN. It says that the provider
/// did not answer now; whether a write got through to it is not known. Only where the provider knows the body as a refusal of its
/// own (`documented` kinds) does that count. The same holds for 408, which a proxy answers to a call that it held too long.
///
/// # Errors
///
/// The error that the response means.
pub fn check_response(
    parse_error: fn(&'static str, &Response) -> Result<(), Error>,
    operation: &'static str,
    access: Access,
    response: &Response,
) -> Result<(), Error> {
    let write = access == Access::Write;
    let Err(error) = parse_error(operation, response) else { return Ok(()) };
    // No provider refuses with 408; one that knows only "some 4xx" must not make a refusal of it.
    let documented = response.status != 408
        && error.kind.is_refusal()
        && !matches!(
            error.kind,
            ErrorKind::Busy | ErrorKind::Unauthenticated | ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::Unsupported
        );
    if is_gateway(response.status) && !documented {
        let kind = if write { ErrorKind::OutcomeUnknown } else { ErrorKind::Busy };
        // Busy in words that the provider found in a body of JSON: the provider itself said so.
        let own = error.kind == ErrorKind::Busy && response.body.trim_start().starts_with('{') && !error.message.starts_with('{');
        let words = if own { [t("The server is temporarily unavailable: "), &error.message].concat() } else { gateway_words(response) };
        let mut gateway = Error::answered(kind, operation, response, &words);
        gateway.request_id.clone_from(&error.request_id);
        return Err(gateway);
    }
    // What is no answer of the provider at all does not say whether a write got through.
    Err(if write && error.kind == ErrorKind::Unreadable { error.of_kind(ErrorKind::OutcomeUnknown) } else { error })
}

/// Whether a status is a gateway's: that the provider did not answer in time, or not at all. 520 to 530 are Cloudflare's.
fn is_gateway(status: u16) -> bool {
    matches!(status, 408 | 502..=504 | 520..=530)
}

/// What a gateway said, where it is short enough to be read as a sentence.
fn gateway_words(response: &Response) -> String {
    let text = response.body.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = !text.is_empty() && text.len() <= 200 && !text.starts_with(['<', '{', '[']);
    let said = if plain { [": ", &text].concat() } else { String::new() };
    [t("The server is temporarily unavailable; a gateway answered in its place"), &said].concat()
}

/// How many times a read is sent at most.
const READS: u32 = 3;

/// Everything needed to call one provider with one set of credentials.
#[derive(Clone)]
pub struct Session {
    /// The connection's address, without a trailing `/`; empty where signing gives every request its whole address.
    pub base: String,
    /// How requests get their credentials.
    pub signer: Rc<dyn Sign>,
    /// The way there.
    pub transport: Rc<dyn Transport>,
    /// The time.
    pub clock: Rc<dyn Clock>,
    /// The error that a response of the provider means, if it means one.
    pub parse_error: fn(&'static str, &Response) -> Result<(), Error>,
    /// How long to wait for an ordinary answer, in milliseconds.
    pub timeout_millis: u64,
}

/// An exchange whose answer is then read. Written out: an `async` block is several times as large, and there is one for every
/// operation.
struct Decoding<'a, E> {
    exchange: LocalBoxFuture<'a, Result<Response, Error>>,
    endpoint: &'a E,
}

impl<E: Endpoint> Future for Decoding<'_, E> {
    type Output = Result<E::Answer, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.exchange.as_mut().poll(context))?;
        let read = self.endpoint.decode(&response);
        Poll::Ready(read.map_err(|misread| unreadable(self.endpoint.operation(), &response, &misread)))
    }
}

impl Session {
    /// Carries out one operation.
    ///
    /// # Errors
    ///
    /// Any [`ErrorKind`]; for a write whose answer was lost, [`ErrorKind::OutcomeUnknown`].
    pub fn call<'a, E: Endpoint>(&'a self, endpoint: &'a E) -> LocalBoxFuture<'a, Result<E::Answer, Error>> {
        self.call_within(endpoint, self.timeout_millis)
    }

    /// The same with another patience, for calls that are held by the server.
    ///
    /// # Errors
    ///
    /// As [`Session::call`].
    pub fn call_within<'a, E: Endpoint>(&'a self, endpoint: &'a E, timeout_millis: u64) -> LocalBoxFuture<'a, Result<E::Answer, Error>> {
        let exchange = self.exchange(endpoint.operation(), Access::Read, endpoint.request(), timeout_millis);
        Box::pin(Decoding { exchange, endpoint })
    }

    /// Carries out a reading that the server may hold until something changes. `None` if it was cut short: by a proxy that does not
    /// hold calls that long (408, 502, 503, 504, an empty 200), by a connection that closed, by our own patience. That is no
    /// failure: the same reading is asked for again, by whoever keeps it up.
    ///
    /// # Errors
    ///
    /// As [`Session::call`].
    pub fn call_held<'a, E: Endpoint>(
        &'a self,
        endpoint: &'a E,
        timeout_millis: u64,
    ) -> LocalBoxFuture<'a, Result<Option<E::Answer>, Error>> {
        let operation = endpoint.operation();
        let exchange = Box::pin(self.repeat(operation, Access::Read, endpoint.request(), timeout_millis, 1));
        Box::pin(async move {
            match exchange.await {
                Ok(response) if response.body.trim().is_empty() => Ok(None),
                Ok(response) => endpoint.decode(&response).map(Some).map_err(|misread| unreadable(operation, &response, &misread)),
                Err(error) if matches!(error.kind, ErrorKind::Unreachable | ErrorKind::TimedOut) => Ok(None),
                // A refusal that the provider documents is no cut, although a gateway uses the same status.
                Err(error) if error.kind == ErrorKind::Busy && error.status.is_some_and(is_gateway) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    /// Carries out a request that is already a value; the answer is none of the provider's errors.
    ///
    /// Boxed: every kind of call awaits this one future, instead of each having a copy of the whole exchange inside its own.
    ///
    /// # Errors
    ///
    /// As [`Session::call`].
    pub fn exchange(
        &self,
        operation: &'static str,
        access: Access,
        request: Request,
        timeout_millis: u64,
    ) -> LocalBoxFuture<'_, Result<Response, Error>> {
        Box::pin(self.repeat(operation, access, request, timeout_millis, READS))
    }

    /// Sends until there is an answer or no more hope of one.
    async fn repeat(
        &self,
        operation: &'static str,
        access: Access,
        request: Request,
        timeout_millis: u64,
        reads: u32,
    ) -> Result<Response, Error> {
        let (mut attempt, mut refused) = (1, None);
        let mut fetched = self.fetch(access, None).await?;
        loop {
            let signed = self.signer.sign(request.clone(), self.clock.now_millis())?;
            let sent = self.transport.send(self.outgoing(signed, timeout_millis)).await;
            let error = match sent {
                Ok(response) => match check_response(self.parse_error, operation, access, &response) {
                    Ok(()) => return Ok(response),
                    Err(error) => error,
                },
                Err(unsent) => no_answer(operation, access, unsent, timeout_millis),
            };
            if error.kind == ErrorKind::Unauthenticated && fetched.is_some() && refused.is_none() {
                refused = fetched;
                fetched = self.fetch(access, refused).await?;
                if fetched.is_some() {
                    continue;
                }
            }
            let again = matches!(error.kind, ErrorKind::Unreachable | ErrorKind::Busy);
            if access == Access::Write || !again || attempt == reads {
                return Err(error);
            }
            let pause = error.retry_after_millis.unwrap_or(300 << attempt).min(10_000);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "jitter")]
            let jitter = (pause as f64 * 0.5 * self.clock.chance()) as u64;
            self.clock.sleep(pause + jitter).await;
            attempt += 1;
        }
    }

    /// Fetches credentials that come from a server, other than those that were refused; gives their number.
    async fn fetch(&self, access: Access, refused: Option<u32>) -> Result<Option<u32>, Error> {
        let Some(fetching) = self.signer.fetch(refused) else { return Ok(None) };
        match fetching.await {
            Ok(number) => Ok(Some(number)),
            // The write itself has not left.
            Err(error) if access == Access::Write && !error.kind.is_refusal() => Err(error.of_kind(ErrorKind::Busy)),
            Err(error) => Err(error),
        }
    }

    fn outgoing(&self, request: Request, timeout_millis: u64) -> HttpRequest {
        let target = request.target();
        let mut headers: Vec<_> = request.headers.iter().map(|(name, value)| (*name, Secret::new(value))).collect();
        headers.extend(request.secret_headers);
        if let Some(body) = &request.body {
            headers.push(("Content-Type", Secret::new(body.media_type)));
        }
        HttpRequest {
            method: request.method,
            url: format!("{}{target}", self.base),
            headers,
            body: request.body.map(|body| Secret::new(&body.text)),
            timeout_millis,
        }
    }
}

fn no_answer(operation: &'static str, access: Access, unsent: TransportError, timeout_millis: u64) -> Error {
    let (kind, message) = match (access, unsent) {
        (_, TransportError::NeverLeft) => {
            (ErrorKind::Invalid, t("The request could not be sent: the address is not one a browser can call.").to_owned())
        }
        (Access::Read, TransportError::Lost) => (ErrorKind::Unreachable, t("No answer came.").to_owned()),
        (Access::Read, TransportError::TimedOut) => {
            (ErrorKind::TimedOut, fill!("No answer within {seconds} s.", seconds = timeout_millis / 1000))
        }
        (Access::Write, TransportError::Lost) => {
            (ErrorKind::OutcomeUnknown, t("The connection was lost before an answer came. The console does not send it again.").to_owned())
        }
        (Access::Write, TransportError::TimedOut) => (
            ErrorKind::OutcomeUnknown,
            fill!(
                "No answer within {seconds} s. It may still happen. The console does not send it again.",
                seconds = timeout_millis / 1000
            ),
        ),
    };
    Error::new(kind, operation, message)
}

/// The error for a body that cannot be read.
pub fn unreadable(operation: &'static str, response: &Response, misread: &DecodeError) -> Error {
    Error::answered(ErrorKind::Unreadable, operation, response, &misread.0)
}
