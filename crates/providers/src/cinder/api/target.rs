//! What an action is done to, as its calls need it, and the forms that Cinder's bodies have.

use crate::cinder::decode::{GIB, ResourceRef, text_of};
use voldeck_core::action::{ActionContext, Values, WriteAnswer};
use voldeck_core::http::{Request, Response};
use voldeck_core::json::{self, ObjectBuilder};

/// A size in whole GiB.
pub fn gibibytes(values: &Values, field: &str) -> u64 {
    values.bytes(field).unwrap_or_default().0 / GIB
}

/// A request about the target.
pub(super) fn about(context: &ActionContext, method: http::Method, more: &str) -> Request {
    let place = context.target.and_then(|target| ResourceRef::of(&target.id));
    Request::new(method, place.map_or_else(String::new, |place| place.path(more)))
}

/// With a body whose one member is an object.
pub(super) fn with(request: Request, under: &str, body: &ObjectBuilder) -> Request {
    request.json(&ObjectBuilder::default().with(under, body), &[])
}

/// `POST` to a collection.
pub(super) fn post(path: &str, under: &str, body: &ObjectBuilder) -> Request {
    with(Request::new(http::Method::POST, path), under, body)
}

/// `POST …/action` of the target, with the name of what is to be done.
pub(super) fn action(context: &ActionContext, what: &str, body: &ObjectBuilder) -> Request {
    with(about(context, http::Method::POST, "/action"), what, body)
}

/// `PUT` of the target: name and description.
pub(super) fn rename(context: &ActionContext, values: &Values) -> Request {
    let place = context.target.and_then(|target| ResourceRef::of(&target.id));
    let both = ObjectBuilder::default().with("name", values.text("name")).with("description", values.text("description"));
    with(about(context, http::Method::PUT, ""), place.map_or("", |place| place.of.one), &both)
}

/// Writes another state over the target's.
pub(super) fn reset(context: &ActionContext, values: &Values, what: &str) -> Request {
    let mut body = ObjectBuilder::default().with("status", values.text("status"));
    if let Some(attached) = values.some("attach_status") {
        body.put("attach_status", attached);
    }
    action(context, what, &body)
}

/// Destroys the target.
pub(super) fn delete(context: &ActionContext, _: &Values) -> Request {
    about(context, http::Method::DELETE, "")
}

/// Destroys the target whatever its state.
pub(super) fn force_delete(context: &ActionContext, _: &Values) -> Request {
    action(context, "os-force_delete", &ObjectBuilder::default())
}

/// What a good answer to something made says.
pub(super) fn made(collection: &str, under: &str, response: &Response) -> WriteAnswer {
    let created = json::member(&response.body, under).and_then(|made| text_of(made, "id"));
    WriteAnswer::created(created.map(|id| ResourceRef::to_id(collection, &id)))
}
