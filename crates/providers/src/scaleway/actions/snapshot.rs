//! Taking snapshots, and putting them into object storage.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-snapshot>, <https://www.scaleway.com/en/developers/api/instances/#path-snapshots>

use super::fields::{called, object_store, tags};
use super::{BASE, follow, is_block, is_instance, is_legacy, look, refuse_in};
use crate::scaleway::api::{self, target_ref};
use voldeck_core::action::{Action, ActionContext, Form, Target, Values, Verb, WriteAnswer, verify};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Keeps a Block volume as it is now.
pub const BLOCK: Action = Action {
    name: "block-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_BLOCK_SNAPSHOT,
    consequence: kept_as_it_is,
    applies_to: is_block,
    disabled_reason: block_not_ready,
    form: snapshot_form,
    done: taking,
    verify: verify_snapshot,
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Keeps a local volume as it is now.
pub const INSTANCE: Action = Action {
    name: "instance-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_INSTANCE_SNAPSHOT,
    consequence: kept_as_it_is,
    applies_to: is_instance,
    disabled_reason: |context| {
        let scratch = context.raw_text("volume_type").unwrap_or_default() == "scratch";
        refuse_in(context, &["error"]).or_else(|| scratch.then(|| t("Scratch volumes have no snapshots.").into()))
    },
    form: snapshot_form,
    done: taking,
    verify: verify_snapshot,
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Keeps a volume of the original API as it is now.
pub const LEGACY: Action = Action {
    name: "legacy-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_LEGACY_SNAPSHOT,
    consequence: kept_as_it_is,
    applies_to: is_legacy,
    form: |_| Form { fields: vec![called("before-upgrade")] },
    done: taking,
    verify: verify_snapshot,
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Puts a copy of a Block snapshot into object storage.
pub const BLOCK_EXPORT: Action = Action {
    name: "block-export",
    verb: Verb::Export,
    label: "Export to Object Storage",
    title: "Export to Object Storage",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::EXPORT_BLOCK_SNAPSHOT,
    consequence: object_is_replaced,
    applies_to: is_block,
    disabled_reason: block_not_ready,
    form: export_form,
    done: exporting,
    verify: look::exported,
    follow: Some(follow::exported),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Puts a copy of a local snapshot into object storage.
pub const INSTANCE_EXPORT: Action = Action {
    name: "instance-export",
    verb: Verb::Export,
    label: "Export to Object Storage",
    title: "Export to Object Storage",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::EXPORT_INSTANCE_SNAPSHOT,
    consequence: object_is_replaced,
    applies_to: is_instance,
    disabled_reason: |context| refuse_in(context, &["error", "invalid_data"]),
    form: export_form,
    done: exporting,
    verify: look::exported,
    follow: Some(follow::exported),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn taking(context: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Taking {text} of {name}.", text = values.text("name"), name = context.name())
}

fn exporting(context: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Exporting {name} to {text}/{key}.", name = context.name(), text = values.text("bucket"), key = values.text("key"))
}

fn kept_as_it_is(_: &ActionContext) -> String {
    t("The volume is kept as it is now. One in use is kept as after a crash: its server is not stopped.").into()
}

fn snapshot_form(_: &ActionContext) -> Form {
    Form { fields: vec![called("before-upgrade"), tags()] }
}

fn verify_snapshot<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    look::made(context, values, target_ref(context).api, Kind::Snapshot)
}

fn block_not_ready(context: &ActionContext) -> Option<String> {
    refuse_in(context, &["error", "unknown_status"])
}

fn object_is_replaced(_: &ActionContext) -> String {
    t("The bucket gets a QCOW2 image of the snapshot. An object of that name is replaced.").into()
}

fn export_form(_: &ActionContext) -> Form {
    Form { fields: object_store().into() }
}
