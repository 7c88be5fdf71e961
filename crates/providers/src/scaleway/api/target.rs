//! What an action is done to, as its calls need it.

use crate::scaleway::decode::{Api, ObjectReader, ResourceRef};
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::http::Request;
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Where the target is.
pub fn target_ref(context: &ActionContext) -> ResourceRef {
    let place = context.target.and_then(|target| ResourceRef::of(&target.id));
    place.unwrap_or_else(|| ResourceRef { api: Api::Block, zone: String::new(), id: String::new() })
}

/// The zone of the form, or of the target.
pub fn zone_of(context: &ActionContext, values: &Values) -> String {
    if context.target.is_some() { target_ref(context).zone } else { values.text("zone").to_owned() }
}

/// The tags of the target.
pub fn tags_of(context: &ActionContext) -> Vec<String> {
    let read = context.target.and_then(|target| ObjectReader::parse(target.raw.text()).ok());
    read.map(|object| object.texts("tags")).unwrap_or_default()
}

/// The tags of the target as a form shows them, of which only lines come back.
pub fn tag_lines(context: &ActionContext) -> Vec<String> {
    Values::default().with("tags", tags_of(context).join("\n")).lines("tags")
}

/// A request about the target.
pub(super) fn about(context: &ActionContext, method: http::Method, more: &str) -> Request {
    Request::new(method, target_ref(context).path(context.target.map_or(Kind::Volume, |target| target.kind), more))
}

/// A change of the target.
pub(super) fn patch(context: &ActionContext, body: &ObjectBuilder) -> Request {
    about(context, http::Method::PATCH, "").json(body, &[])
}

/// Sends what differs from what was read of name and tags; the name, where nothing does.
pub(super) fn rename(context: &ActionContext, values: &Values) -> Request {
    let mut body = ObjectBuilder::default();
    let tagged = values.lines("tags") != tag_lines(context);
    if !tagged || values.text("name") != context.name().trim() {
        body.put("name", values.text("name"));
    }
    if tagged {
        body.put("tags", values.lines("tags"));
    }
    patch(context, &body)
}

/// Destroys the target.
pub(super) fn delete(context: &ActionContext, _: &Values) -> Request {
    about(context, http::Method::DELETE, "")
}
