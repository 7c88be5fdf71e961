//! What one may do with Cinder's volumes, groups and snapshots, one row each.
//!
//! Legality is decided on Cinder's own words. The rules are those of its API layer,
//! <https://opendev.org/openstack/cinder/src/branch/master/cinder/volume/api.py> and
//! <https://opendev.org/openstack/cinder/src/branch/master/cinder/group/api.py>. A word that nobody knows yet refuses nothing: the
//! server then says no. Who is no administrator is told so where only those may, as far as the roles of the token say it.

mod attach;
mod change;
mod create;
mod ends;
mod fields;
mod group;
mod look;
mod metadata;
mod quota;
mod remove;
mod reset;
mod snapshot;
mod transfer;

use super::client::CinderClient;
use super::decode::{GIB, ResourceRef, text_of};
use voldeck_core::action::{self, Action, ActionContext, Target, Values, WriteAnswer};
use voldeck_core::fill;
use voldeck_core::model::{Kind, Phase, Resource};
use voldeck_core::texts::t;

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[
    create::VOLUME,
    transfer::ACCEPT,
    group::CREATE,
    snapshot::TAKE,
    create::RESTORE,
    create::CLONE,
    change::EXTEND,
    change::EDIT,
    metadata::VOLUME,
    change::RETYPE,
    attach::ATTACH,
    attach::DETACH,
    attach::ATTACH_RECORD,
    attach::DETACH_RECORD,
    transfer::OFFER,
    transfer::CANCEL,
    change::READONLY,
    change::BOOTABLE,
    change::REVERT,
    reset::VOLUME,
    remove::VOLUME,
    remove::CASCADE,
    remove::FORCE,
    snapshot::EDIT,
    metadata::SNAPSHOT,
    reset::SNAPSHOT,
    remove::SNAPSHOT,
    remove::FORCE_SNAPSHOT,
    group::SNAPSHOT,
    group::CLONE,
    group::EDIT,
    group::ADD,
    group::REMOVE,
    reset::GROUP,
    group::DELETE,
    group::RESTORE,
    reset::GROUP_SNAPSHOT,
    group::DELETE_SNAPSHOT,
];

const BASE: Action = Action { on: Target::Resource(Kind::Volume), disabled_reason: role_reason, verify: look::gone, ..action::BASE };

fn client<'a>(context: &ActionContext<'a>) -> Option<&'a CinderClient> {
    context.client.as_any().downcast_ref()
}

/// The microversion that is spoken, if it is known.
fn minor(context: &ActionContext) -> Option<u32> {
    client(context)?.minor()
}

fn is(resource: &Resource, word: &str) -> bool {
    ResourceRef::of(&resource.id).is_some_and(|place| place.of.word == word)
}

fn is_volume(resource: &Resource) -> bool {
    is(resource, "volumes")
}

fn is_group(resource: &Resource) -> bool {
    is(resource, "groups")
}

fn is_snapshot(resource: &Resource) -> bool {
    is(resource, "snapshots")
}

fn is_group_snapshot(resource: &Resource) -> bool {
    is(resource, "group_snapshots")
}

/// Why nothing can be changed with this account.
fn role_reason(context: &ActionContext) -> Option<String> {
    client(context)?.only_reads().then(|| t("The role reader may not change anything.").to_owned())
}

/// The same, or why the server is too old.
fn version_or_role_reason(context: &ActionContext, since: u32) -> Option<String> {
    client(context)?.lacks(since).or_else(|| role_reason(context))
}

/// Why only others may: the policies `…_admin_actions:reset_status`, `…:force_delete` and `group:reset_…` ask for the role admin by
/// default. <https://docs.openstack.org/cinder/latest/configuration/block-storage/policy.html>
fn admin(context: &ActionContext, since: u32) -> Option<String> {
    let client = client(context)?;
    let other = || {
        let roles = client.roles().filter(|_| client.is_admin() == Some(false))?;
        let noun = if roles.len() == 1 { t("role ") } else { t("roles ") };
        Some([t("Only administrators may (role admin); this account has the "), noun, &roles.join(", "), "."].concat())
    };
    version_or_role_reason(context, since).or_else(other)
}

/// The target's size in GiB, where it is told.
fn gib(context: &ActionContext) -> Option<u64> {
    context.target.and_then(|target| target.size).map(|size| size.0 / GIB)
}

/// Why the target cannot have this done to it, unless its state is one of these.
fn require_state(context: &ActionContext, words: &[&str]) -> Option<String> {
    let target = context.target?;
    let word = target.status.label.as_str();
    match target.status.phase {
        _ if words.contains(&word) => None,
        Phase::Unknown => None,
        Phase::Changing => Some([t("It is "), word, t(", which ends by itself.")].concat()),
        _ => Some([t("It is "), word, t("; it has to be "), &words.join(t(" or ")), "."].concat()),
    }
}

/// Why a volume is not free to go: who uses it, what it belongs to.
fn in_use_reason(context: &ActionContext) -> Option<String> {
    let target = context.target?;
    if !target.attachments.is_empty() {
        let names: Vec<_> = target.attachments.iter().map(|user| user.name.as_str()).collect();
        return Some([t("It is attached to "), &names.join(", "), "."].concat());
    }
    if target.attribute("group").is_some() {
        return Some(t("It belongs to a group: remove it there first.").to_owned());
    }
    let busy = context.raw_text("migration_status").filter(|word| !matches!(word.as_str(), "success" | "error" | "deleting"));
    busy.map(|_| t("It is being migrated.").to_owned())
}

/// A sentence about the target: `Extending pg-data.`
fn sentence(context: &ActionContext, what: &'static str) -> String {
    [t(what), " ", context.name(), "."].concat()
}

/// What is told of something new.
fn creating(_: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Creating {name}.", name = values.text("name"))
}

/// What is told of a new snapshot.
fn taking(context: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Taking {name} of {volume}.", name = values.text("name"), volume = context.name())
}

/// What is told of another name.
fn edited(_: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    [t("Changed "), values.text("name"), "."].concat()
}

/// The known snapshots of the target, whose state is told.
fn reported_snapshots<'a>(context: &ActionContext<'a>) -> impl Iterator<Item = &'a Resource> {
    snapshots(context).filter(|one| one.status.is_reported())
}

/// The known snapshots of the target.
fn snapshots<'a>(context: &ActionContext<'a>) -> impl Iterator<Item = &'a Resource> {
    let id = context.provider_id();
    context.known.iter().filter(move |one| is_snapshot(one) && one.source.as_deref() == Some(id))
}
