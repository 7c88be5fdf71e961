//! What one may do with Scaleway's volumes and snapshots, one row each.
//!
//! Legality is decided on the words of the API: `status` of Block, `state` of Instance, the references and servers. The rules are
//! those of the SDK's comments, <https://github.com/scaleway/scaleway-sdk-go/blob/main/api/block/v1/block_sdk.go> and
//! <https://github.com/scaleway/scaleway-sdk-go/blob/main/api/instance/v1/instance_sdk.go>. A word that nobody knows yet refuses nothing:
//! the server then says no.

mod attach;
mod change;
mod create;
mod fields;
mod follow;
mod look;
mod remove;
mod snapshot;

use super::api::target_ref;
use super::client::ScalewayClient;
use super::decode::{Api, ResourceRef};
use voldeck_core::action::{self, Action, ActionContext};
use voldeck_core::model::Resource;
use voldeck_core::texts::t;

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[
    create::BLOCK,
    create::INSTANCE,
    create::LEGACY,
    create::IMPORT,
    snapshot::BLOCK,
    snapshot::INSTANCE,
    snapshot::LEGACY,
    create::BLOCK_RESTORE,
    create::INSTANCE_RESTORE,
    change::RESIZE,
    change::BLOCK_EDIT,
    change::INSTANCE_EDIT,
    change::IOPS,
    change::BLOCK_SNAPSHOT_EDIT,
    change::INSTANCE_SNAPSHOT_EDIT,
    attach::BLOCK,
    attach::INSTANCE,
    attach::BLOCK_DETACH,
    attach::INSTANCE_DETACH,
    snapshot::BLOCK_EXPORT,
    snapshot::INSTANCE_EXPORT,
    remove::BLOCK,
    remove::INSTANCE,
    remove::LEGACY,
    remove::BLOCK_SNAPSHOT,
    remove::INSTANCE_SNAPSHOT,
    remove::LEGACY_SNAPSHOT,
];

const BASE: Action = Action { verify: look::changed, ..action::BASE };

/// One step of Block's sizes, in bytes: a decimal gigabyte.
const GB: u64 = 1_000_000_000;

fn client<'a>(context: &ActionContext<'a>) -> Option<&'a ScalewayClient> {
    context.client.as_any().downcast_ref()
}

fn is(resource: &Resource, api: Api) -> bool {
    ResourceRef::of(&resource.id).is_some_and(|place| place.api == api)
}

fn is_block(resource: &Resource) -> bool {
    is(resource, Api::Block)
}

fn is_instance(resource: &Resource) -> bool {
    is(resource, Api::Instance)
}

fn is_legacy(resource: &Resource) -> bool {
    is(resource, Api::Legacy)
}

/// Why nothing can be made through an API on this connection: it is not there, or the key may change nothing.
fn lacks(context: &ActionContext, api: Api) -> Option<String> {
    let client = client(context)?;
    client.lacks(api).or_else(|| client.denied(api, None))
}

/// Why the key may not change the target through this API, where its rights are known.
fn denied(context: &ActionContext, api: Api) -> Option<String> {
    let project = ["project_id", "project"].into_iter().filter_map(|key| context.raw_text(key)).find(|project| !project.is_empty());
    client(context)?.denied(api, project.as_deref())
}

/// Why the target cannot be touched with this key or in its state, or cannot have this done to it in one of these.
fn refuse_in(context: &ActionContext, words: &[&str]) -> Option<String> {
    denied(context, target_ref(context).api).or_else(|| in_state(context, words))
}

/// The same through the Instance API, which attaches and detaches Block volumes too.
fn refuse_attached_in(context: &ActionContext, words: &[&str]) -> Option<String> {
    denied(context, Api::Instance).or_else(|| in_state(context, words))
}

fn in_state(context: &ActionContext, words: &[&str]) -> Option<String> {
    match context.state() {
        word @ ("creating" | "deleting" | "resizing" | "snapshotting" | "updating" | "exporting" | "importing" | "fetching" | "saving"
        | "attaching" | "hotsyncing") => Some([t("It is "), word, t(", which ends by itself.")].concat()),
        "locked" => Some(t("Scaleway has locked it.").into()),
        "deleted" => Some(t("It is deleted.").into()),
        "in_use" if words.contains(&"in_use") => Some(used(context).unwrap_or_else(|| t("It is in use.").into())),
        word if words.contains(&word) => Some([t("It cannot be used: its state is "), word, "."].concat()),
        _ => None,
    }
}

/// Who uses the target, where that is told; what is not told refuses nothing.
fn used(context: &ActionContext) -> Option<String> {
    let target = context.target.filter(|target| target.attached == Some(true))?;
    let attachments: Vec<_> = target.attachments.iter().map(|user| user.name.as_str()).collect();
    Some(if attachments.is_empty() {
        t("It is in use.").to_owned()
    } else {
        [t("It is in use by "), &attachments.join(", "), "."].concat()
    })
}

/// Why there is nothing to detach, where it is told that nobody uses the target.
fn free(context: &ActionContext) -> Option<String> {
    (context.target?.attached == Some(false)).then(|| t("No server uses it.").to_owned())
}
