//! What an action is done to, as its calls need it.

use crate::scaleway::decode::{Api, ObjectReader, ResourceRef};
use voldeck_core::action::{ActionContext, Values};
use voldeck_core::http::Request;
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Where the target is.
pub fn target_ref(scene: &ActionContext) -> ResourceRef {
    let place = scene.target.and_then(|target| ResourceRef::of(&target.id));
    place.unwrap_or_else(|| ResourceRef { api: Api::Block, zone: String::new(), id: String::new() })
}

/// The zone of the form, or of the target.
pub fn zone_of(scene: &ActionContext, values: &Values) -> String {
    if scene.target.is_some() { target_ref(scene).zone } else { values.text("zone").to_owned() }
}

/// The tags of the target.
pub fn tags_of(scene: &ActionContext) -> Vec<String> {
    let read = scene.target.and_then(|target| ObjectReader::parse(target.raw.text()).ok());
    read.map(|object| object.texts("tags")).unwrap_or_default()
}

/// The tags of the target as a form shows them, of which only lines come back.
pub fn tag_lines(scene: &ActionContext) -> Vec<String> {
    Values::default().with("tags", tags_of(scene).join("\n")).lines("tags")
}

/// A request about the target.
pub(super) fn about(scene: &ActionContext, method: http::Method, more: &str) -> Request {
    Request::new(method, target_ref(scene).path(scene.target.map_or(Kind::Volume, |target| target.kind), more))
}

/// A change of the target.
pub(super) fn patch(scene: &ActionContext, body: &ObjectBuilder) -> Request {
    about(scene, http::Method::PATCH, "").json(body, &[])
}

/// Sends what differs from what was read of name and tags; the name, where nothing does.
pub(super) fn rename(scene: &ActionContext, values: &Values) -> Request {
    let mut body = ObjectBuilder::default();
    let tagged = values.lines("tags") != tag_lines(scene);
    if !tagged || values.text("name") != scene.name().trim() {
        body.put("name", values.text("name"));
    }
    if tagged {
        body.put("tags", values.lines("tags"));
    }
    patch(scene, &body)
}

/// Destroys the target.
pub(super) fn delete(scene: &ActionContext, _: &Values) -> Request {
    about(scene, http::Method::DELETE, "")
}
