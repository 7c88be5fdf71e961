//! What an action is done to, as its calls need it, and what the answers to writes have in common.

use crate::nomad::decode::{ResourceRef, ResourceType, text_of};
use crate::nomad::version::{Feature, Server};
use std::cell::RefCell;
use voldeck_core::action::{ActionContext, Values, WriteAnswer};
use voldeck_core::http::{Request, Response, Secret, segment};
use voldeck_core::json::{self, ObjectBuilder};
use voldeck_core::model::{Id, Resource};

/// What is known of the server.
pub fn server(context: &ActionContext) -> Server {
    context.client.server_info().downcast_ref::<RefCell<Server>>().map(|server| server.borrow().clone()).unwrap_or_default()
}

/// Why the server is too old for this.
pub fn lacks(context: &ActionContext, feature: Feature) -> Option<String> {
    server(context).lacks(feature)
}

/// Where the target is: its namespace or plugin, and its id.
pub fn scope_and_id(context: &ActionContext) -> (String, String) {
    context.target.and_then(|target| ResourceRef::of(&target.id)).map(|address| (address.scope, address.id)).unwrap_or_default()
}

/// What the target was sent as.
pub fn raw_entries<'a>(context: &ActionContext<'a>) -> Vec<json::Entry<'a>> {
    context.target.and_then(|target| json::entries(target.raw.text())).unwrap_or_default()
}

/// Whether a CSI volume is claimed, as far as its reading tells. Claims that are only being freed are not counted.
pub fn is_claimed(volume: &Resource) -> bool {
    volume.attached == Some(true) && volume.usage.is_some()
}

/// The namespace of a form.
pub fn namespace_of(values: &Values) -> &str {
    values.some("Namespace").unwrap_or("default")
}

/// The CSI volume that a form names.
pub fn named(values: &Values) -> Id {
    ResourceRef::to_id(ResourceType::Csi, namespace_of(values), values.text("ID"))
}

/// A path of one volume.
pub(super) fn path(class: ResourceType, id: &str, rest: &str) -> String {
    ["/v1/volume/", class.word(), "/", &segment(id), rest].concat()
}

/// A `DELETE` of the target, or of something of it.
pub(super) fn delete(context: &ActionContext, class: ResourceType, rest: &str) -> Request {
    let (namespace, id) = scope_and_id(context);
    Request::new(http::Method::DELETE, path(class, &id, rest)).query("namespace", namespace)
}

/// With `force`, if the form says so.
pub(super) fn forced(request: Request, values: &Values) -> Request {
    if values.flag("force") { request.query("force", "true") } else { request }
}

/// Secrets as a header. <https://developer.hashicorp.com/nomad/api-docs/volumes#delete-volume>
pub(super) fn with_secrets(request: Request, values: &Values) -> Request {
    let pairs: Vec<_> = values.pairs("Secrets").into_iter().map(|(key, value)| [&key, "=", &*value].concat()).collect();
    request.secret("X-Nomad-CSI-Secrets", Secret::new(&pairs.join(",")))
}

/// The body of CSI's writes: a list, here of one.
pub(super) fn one(key: &str, item: &ObjectBuilder) -> ObjectBuilder {
    ObjectBuilder::default().with(key, [item])
}

/// What an answer holds under a key: one item, or of a list the one with this id, or else the only one. And its warnings.
pub(super) fn answered<'a>(response: &'a Response, key: &str, id: &str) -> (&'a str, Option<String>) {
    let said = text_of(&response.body, "Warnings");
    let item = json::member(&response.body, key).unwrap_or_default();
    let Some(list) = json::entries(item).filter(|_| item.starts_with('[')) else { return (item, said) };
    let own = list.iter().find(|(_, item)| text_of(item, "ID").as_deref() == Some(id));
    (own.or_else(|| list.first().filter(|_| list.len() == 1)).map_or("", |(_, item)| item), said)
}

/// What a good answer to a new volume says. Several writes answer nothing; then what was sent is taken.
pub(super) fn made(response: &Response, key: &str, class: ResourceType, namespace: &str, id: &str) -> WriteAnswer {
    let (volume, said) = answered(response, key, id);
    let id = text_of(volume, "ID").unwrap_or_else(|| id.to_owned());
    let namespace = text_of(volume, "Namespace").unwrap_or_else(|| namespace.to_owned());
    let created = (!id.is_empty()).then(|| ResourceRef::to_id(class, &namespace, &id));
    WriteAnswer { created, said, ..WriteAnswer::default() }
}

/// What a good answer to a change says.
pub(super) fn changed(_: &ActionContext, _: &Values, response: &Response) -> WriteAnswer {
    WriteAnswer { said: text_of(&response.body, "Warnings"), ..WriteAnswer::default() }
}
