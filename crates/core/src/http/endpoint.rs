//! One reading operation of a provider's API, as a value. Those that write are constants, see `action/endpoint.rs`.

use super::{DecodeError, Error, LocalBoxFuture, Request, Response};

/// Whether a call may change anything. It decides what may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Changes nothing; may be tried again.
    Read,
    /// May change something; is sent once, whatever happens.
    Write,
}

/// One reading operation of an API: what it sends and how its answer is read. Pure both ways, so that a test is one line.
pub trait Endpoint {
    /// What a good answer becomes.
    type Answer;
    /// The vendor's name for it.
    const NAME: &'static str;
    /// Where the vendor defines it.
    const DOCS: &'static str;

    /// The vendor's name for this very call, where one type stands for several operations.
    fn operation(&self) -> &'static str {
        Self::NAME
    }

    /// What is sent, relative to the connection's address.
    fn request(&self) -> Request;

    /// Reads a good answer.
    ///
    /// # Errors
    ///
    /// When the body is not what the operation is documented to answer.
    fn decode(&self, response: &Response) -> Result<Self::Answer, DecodeError>;
}

/// Puts credentials into a request. The whole request goes through, because some vendors sign the body; the time is an
/// argument, so that a vendor's test vectors are plain unit tests.
///
/// Where the service's address is only known once one is signed in, signing puts it before the path; the session's base is empty.
pub trait Sign {
    /// Fetches what requests are signed with, where that comes from a server: a token for a password. Gives the number of what
    /// there is then; another one than `refused`, if that is what a server no longer accepts. `None` where nothing is fetched,
    /// or nothing better can be.
    fn fetch(&self, refused: Option<u32>) -> Option<LocalBoxFuture<'_, Result<u32, Error>>> {
        let _ = refused;
        None
    }

    /// The request with its credentials.
    ///
    /// # Errors
    ///
    /// When there is nothing to sign with.
    fn sign(&self, request: Request, now_millis: u64) -> Result<Request, Error>;
}
