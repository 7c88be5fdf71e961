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

use super::api::lacks;
use super::decode::{ResourceRef, ResourceType};
use super::version::SECRET_HEADER;
use voldeck_core::action::{self, Action, ActionContext, Values};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::{Bytes, Resource, Unit};
use voldeck_core::texts::t;

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
    host_change::DELETE_CLAIM,
    host_change::DELETE,
    snapshot::DELETE,
];

/// How long calls may take that Nomad answers from its own state, in milliseconds.
const STATE_MILLIS: u64 = 30_000;
/// How long calls may take that wait for a storage plugin, in milliseconds.
const PLUGIN_MILLIS: u64 = 300_000;

/// What rows have in common.
const BASE: Action = Action { verify: look::written, timeout_millis: STATE_MILLIS, ..action::BASE };

fn class(resource: &Resource) -> Option<ResourceType> {
    ResourceRef::of(&resource.id).map(|address| address.class)
}

fn is_csi(resource: &Resource) -> bool {
    class(resource) == Some(ResourceType::Csi)
}

fn is_host(resource: &Resource) -> bool {
    class(resource) == Some(ResourceType::Host)
}

/// What a header of secrets cannot carry: the server splits it at commas and drops what it cannot read, silently.
fn check_secrets(context: &ActionContext, values: &Values) -> Vec<FieldError> {
    let pairs = values.pairs("Secrets");
    let wrong = |message: &str| vec![FieldError::new("Secrets", message.to_owned())];
    if pairs.is_empty() {
        Vec::new()
    } else if let Some(reason) = lacks(context, SECRET_HEADER) {
        wrong(&fill!("{reason} Secrets are not put into an address.", reason))
    } else if pairs.iter().any(|(key, value)| key.contains(',') || value.contains(',')) {
        wrong(t("Nomad takes these secrets in one header with commas between them: none may contain a comma."))
    } else if pairs.iter().any(|(key, value)| !format!("{key}{value}").chars().all(|c| c.is_ascii() && !c.is_ascii_control())) {
        wrong(t("These secrets travel in a header: only ASCII characters can."))
    } else {
        Vec::new()
    }
}

/// A size as a person would write it, exactly: `10 GiB`, `3 GB`.
fn spelled(size: Bytes) -> String {
    let units = Unit::ALL.into_iter().filter(|unit| size.0.is_multiple_of(unit.bytes));
    units.max_by_key(|unit| unit.bytes).map_or_else(String::new, |unit| format!("{} {}", size.0 / unit.bytes, unit.name))
}
