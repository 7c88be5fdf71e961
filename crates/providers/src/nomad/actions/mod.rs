//! What one may do with Nomad's volumes, one row each.
//!
//! Legality is decided on the server's version, its plugins' own flags and the claims it tells of, never on our phase. What
//! nobody knows is allowed: the server then says no. Rows never write back what was only read in part: mount flags and secrets
//! are sent when they are given again, and not otherwise.

mod csi_change;
mod csi_form;
mod csi_make;
mod csi_remove;
mod fields;
mod follow;
mod host_change;
mod host_make;
mod legal;
mod look;
mod look_storage;
mod mount;
mod snapshot;

use super::api;
use super::client::text_fact;
use super::version::SECRET_HEADER;
use super::wire::{Address, Class, text_of};
use legal::{addressable, claimed, client, lacks, plugin_lacks, server};
use voldeck_core::action::{self, Action, ActionContext, Outcome, Values};
use voldeck_core::http::{FieldError, Request, Response, Secret};
use voldeck_core::json;
use voldeck_core::model::{Bytes, Id, Resource, Unit};

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[
    csi_make::CREATE,
    csi_make::REGISTER,
    host_make::CREATE,
    host_make::REGISTER,
    csi_make::REGISTER_EXTERNAL,
    snapshot::TAKE,
    csi_make::RESTORE,
    csi_make::CLONE,
    csi_change::EXPAND,
    host_change::EXPAND,
    csi_change::EDIT,
    csi_remove::DETACH,
    csi_remove::DEREGISTER,
    csi_remove::DELETE,
    host_change::RELEASE,
    host_change::DELETE,
    snapshot::DELETE,
];

/// How long calls may take that Nomad answers from its own state, in milliseconds.
const STATE_MILLIS: u64 = 30_000;
/// How long calls may take that wait for a storage plugin, in milliseconds.
const PLUGIN_MILLIS: u64 = 300_000;

/// What rows have in common.
const BASE: Action = Action { docs: api::DOCS, verify: look::written, timeout_millis: STATE_MILLIS, ..action::BASE };

fn class(resource: &Resource) -> Option<Class> {
    Address::of(&resource.id).map(|address| address.class)
}

fn is_csi(resource: &Resource) -> bool {
    class(resource) == Some(Class::Csi)
}

fn is_host(resource: &Resource) -> bool {
    class(resource) == Some(Class::Host)
}

/// Where the target is: its namespace or plugin, and its id.
fn place(scene: &ActionContext) -> (String, String) {
    scene.target.and_then(|target| Address::of(&target.id)).map(|address| (address.scope, address.id)).unwrap_or_default()
}

/// What the target was sent as.
fn sent<'a>(scene: &ActionContext<'a>) -> Vec<json::Entry<'a>> {
    scene.target.and_then(|target| json::entries(target.raw.text())).unwrap_or_default()
}

fn name(scene: &ActionContext) -> String {
    scene.target.map(|target| target.name.clone()).unwrap_or_default()
}

/// Secrets as a header. <https://developer.hashicorp.com/nomad/api-docs/volumes#delete-volume>
fn with_secrets(request: Request, values: &Values) -> Request {
    let pairs: Vec<_> = values.pairs("Secrets").into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    request.secret("X-Nomad-CSI-Secrets", Secret::new(&pairs.join(",")))
}

/// What a header of secrets cannot carry: the server splits it at commas and drops what it cannot read, silently.
fn check_secrets(scene: &ActionContext, values: &Values) -> Vec<FieldError> {
    let pairs = values.pairs("Secrets");
    let wrong = |message: &str| vec![FieldError::new("Secrets", message)];
    if pairs.is_empty() {
        Vec::new()
    } else if let Some(reason) = lacks(scene, SECRET_HEADER) {
        wrong(&format!("{reason} Secrets are not put into an address."))
    } else if pairs.iter().any(|(key, value)| key.contains(',') || value.contains(',')) {
        wrong("Nomad takes these secrets in one header with commas between them: none may contain a comma.")
    } else if pairs.iter().any(|(key, value)| !format!("{key}{value}").chars().all(|c| c.is_ascii() && !c.is_ascii_control())) {
        wrong("These secrets travel in a header: only ASCII characters can.")
    } else {
        Vec::new()
    }
}

/// A path of one volume.
fn path(class: Class, id: &str, rest: &str) -> String {
    format!("/v1/volume/{}/{}{rest}", class.word(), voldeck_core::http::segment(id))
}

/// What an answer holds under a key: one item, or of a list the one with this id, or else the only one. And its warnings.
fn answered<'a>(response: &'a Response, key: &str, id: &str) -> (&'a str, Option<String>) {
    let said = text_of(&response.body, "Warnings");
    let item = json::member(&response.body, key).unwrap_or_default();
    let Some(list) = json::entries(item).filter(|_| item.starts_with('[')) else { return (item, said) };
    let own = list.iter().find(|(_, item)| text_of(item, "ID").as_deref() == Some(id));
    (own.or_else(|| list.first().filter(|_| list.len() == 1)).map_or("", |(_, item)| item), said)
}

/// What a good answer to a written volume means. Several writes answer nothing; then what was sent is taken.
fn written(response: &Response, key: &str, class: Class, did: &str, namespace: &str, id: &str, name: &str) -> Outcome {
    let (volume, said) = answered(response, key, id);
    let id = text_of(volume, "ID").unwrap_or_else(|| id.to_owned());
    let namespace = text_of(volume, "Namespace").unwrap_or_else(|| namespace.to_owned());
    let created = (!id.is_empty()).then(|| Address::to_id(class, &namespace, &id));
    Outcome { done: format!("{did} {name}."), said, created, ..Outcome::default() }
}

/// A size as a person would write it, exactly: `10 GiB`, `3 GB`.
fn spelled(size: Bytes) -> String {
    let units = Unit::ALL.into_iter().filter(|unit| size.0.is_multiple_of(unit.bytes));
    units.max_by_key(|unit| unit.bytes).map_or_else(String::new, |unit| format!("{} {}", size.0 / unit.bytes, unit.name))
}

/// A size in bytes that was put into a volume.
fn limit(volume: &json::ObjectBuilder, name: &str) -> Option<u64> {
    volume.get(name)?.parse().ok()
}

/// The body of CSI's writes: a list, here of one.
fn one(key: &str, item: &json::ObjectBuilder) -> json::ObjectBuilder {
    json::ObjectBuilder::default().with(key, [item])
}

/// The CSI volume that a form names.
fn named(values: &Values) -> Id {
    Address::to_id(Class::Csi, values.some("Namespace").unwrap_or("default"), values.text("ID"))
}
