//! Calls as values, and the one way they are carried out.
//!
//! Knows HTTP, knows no storage. A provider describes a call as an [`Endpoint`] (pure both ways); a [`Session`] signs,
//! sends, checks and decodes it; a [`Transport`] is the way to the network. Nothing here retries a write.

mod endpoint;
mod error;
mod message;
mod secret;
mod session;
mod transport;

#[cfg(test)]
mod tests;

pub use endpoint::{Access, Endpoint, Sign};
pub use error::{DecodeError, Error, ErrorKind, FieldError};
pub use message::{Body, Request, Response, segment};
pub use secret::Secret;
pub use session::{Session, check_response, unreadable};
pub use transport::{Clock, HttpRequest, LocalBoxFuture, Sent, Transport, TransportError};
