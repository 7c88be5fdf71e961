//! One writing operation of a provider's API, as a value: what [`Endpoint`](crate::http::Endpoint) is for reading.
//!
//! A constant and not a trait, as it is for reading: a row of actions is data and names its endpoint, and menus, forms, tests and the
//! support matrix read the vendor's name and the link of all of them. The request is made of the form's values, because the fields
//! of forms bear the names that they have on the wire; typed parameters would spell each form a second time. So one type fits every
//! operation of every provider, and none costs more than its own functions.

use super::{ActionContext, Values};
use crate::http::{Error, Request, Response, Secret};
use crate::model::Id;

/// One writing operation of an API: what it sends and what its answer says. Pure both ways, so that a test is one line.
pub struct WriteEndpoint {
    /// The vendor's name of it: `PUT /v1/volume/csi/:id`.
    pub operation: &'static str,
    /// Where the vendor defines it.
    pub docs: &'static str,
    /// Method, path and body, relative to the connection's address. Called again at every keystroke to show it.
    pub request: fn(&ActionContext, &Values) -> Request,
    /// Another request for the same, where this refusal means that the server knows the operation by another name. It is only
    /// asked after a refusal that says that nothing was done, so it never repeats a write.
    pub fallback: fn(&ActionContext, &Values, &Error) -> Option<Request>,
    /// Reads a good answer.
    pub decode: fn(&ActionContext, &Values, &Response) -> WriteAnswer,
}

/// What operations have in common, to be completed: `WriteEndpoint { operation: …, ..WRITE }`. Nothing is read of the answer.
pub const WRITE: WriteEndpoint = WriteEndpoint {
    operation: "",
    docs: "",
    request: |_, _| Request::get("/"),
    fallback: |_, _, _| None,
    decode: |_, _, _| WriteAnswer::default(),
};

/// What a good answer to a write says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WriteAnswer {
    /// The resource that it made.
    pub created: Option<Id>,
    /// What the answer calls what it is about, where the action's sentence tells it.
    pub name: Option<String>,
    /// What the server said beside that: warnings. Verbatim.
    pub said: Option<String>,
    /// What the server tells once and nobody can read again, and what it is: a key to hand on. Shown once, and kept nowhere.
    pub once: Option<(&'static str, Secret)>,
}

impl WriteAnswer {
    /// It made this resource, if it tells which.
    pub fn created(id: Option<Id>) -> Self {
        Self { created: id, ..Self::default() }
    }
}
