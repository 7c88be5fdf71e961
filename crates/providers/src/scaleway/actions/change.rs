//! Changing what is there: size, IOPS, name and tags.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-volume-update-a-volume>. The answer to a change of size or IOPS still has
//! the old ones, and the status `updating`. Local volumes cannot be resized.

use super::fields::{LARGEST, called, check_block, decimal, iops, tags};
use super::{BASE, GB, denied, follow, is_block, is_instance, look, refuse_in};
use crate::scaleway::api::{self, tags_of};
use crate::scaleway::decode::Api;
use voldeck_core::action::{Action, ActionContext, Field, Form, Target, Values, Verb, WriteAnswer};
use voldeck_core::fill;
use voldeck_core::model::{Kind, Value};
use voldeck_core::texts::t;

/// Makes a Block volume larger.
pub const RESIZE: Action = Action {
    name: "block-resize",
    verb: Verb::Extend,
    label: "Increase size",
    title: "Increase size",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::RESIZE_BLOCK_VOLUME,
    consequence: |_| t("The volume grows, in use or not; it can never shrink. The file system on it has to be grown by its server.").into(),
    applies_to: is_block,
    disabled_reason: |context| {
        let largest = context.size() >= LARGEST;
        refuse_in(context, &["error", "unknown_status"]).or_else(|| largest.then(|| t("It has the largest size there is.").into()))
    },
    form: |context| {
        let now = context.size();
        let next = ((now / GB + 1) * GB).min(LARGEST);
        let field = super::fields::size(next, LARGEST, next);
        let told = context.target.is_some_and(|volume| volume.size.is_some());
        let help = if told {
            fill!("Now {now}. {help}", now = decimal(now), help = field.help)
        } else {
            fill!("Its size is not reported. {help}", help = field.help)
        };
        Form { fields: vec![Field { label: t("New size"), ..field }.help(help)] }
    },
    check: check_block,
    done: |context, values, _| fill!("Resizing {name} to {text}.", name = context.name(), text = values.text("size")),
    verify: look::resized,
    follow: Some(follow::resized),
    ..BASE
};

/// Changes how fast a Block volume is.
pub const IOPS: Action = Action {
    name: "block-iops",
    verb: Verb::Edit,
    label: "Change IOPS",
    title: "Change IOPS",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::SET_BLOCK_VOLUME_IOPS,
    consequence: |_| t("The volume becomes faster or slower, in use or not, and is billed accordingly.").into(),
    applies_to: is_block,
    disabled_reason: |context| refuse_in(context, &["error", "unknown_status"]),
    form: |context| {
        let fast = matches!(context.target.and_then(|volume| volume.attribute("iops")), Some(Value::Number(15_000)));
        Form { fields: vec![iops(if fast { "5000" } else { "15000" })] }
    },
    check: check_block,
    done: |context, values, _| fill!("Changing {name} to {text} IOPS.", name = context.name(), text = values.text("perf_iops")),
    verify: look::sped,
    follow: Some(follow::sped),
    ..BASE
};

/// Changes name and tags of a Block volume.
pub const BLOCK_EDIT: Action = Action {
    name: "block-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::UPDATE_BLOCK_VOLUME,
    consequence: only_changes_are_sent,
    applies_to: is_block,
    disabled_reason: cannot_edit_block,
    form: edit_form,
    done: edited,
    // Snapshots tell the name of their volume.
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// The same for a local volume.
pub const INSTANCE_EDIT: Action = Action {
    name: "instance-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::UPDATE_INSTANCE_VOLUME,
    consequence: only_changes_are_sent,
    applies_to: is_instance,
    disabled_reason: may_not_edit_instance,
    form: edit_form,
    done: edited,
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// The same for a Block snapshot.
pub const BLOCK_SNAPSHOT_EDIT: Action = Action {
    name: "block-snapshot-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::UPDATE_BLOCK_SNAPSHOT,
    consequence: only_changes_are_sent,
    applies_to: is_block,
    disabled_reason: cannot_edit_block,
    form: edit_form,
    done: edited,
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// The same for a local snapshot.
pub const INSTANCE_SNAPSHOT_EDIT: Action = Action {
    name: "instance-snapshot-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::UPDATE_INSTANCE_SNAPSHOT,
    consequence: only_changes_are_sent,
    applies_to: is_instance,
    disabled_reason: may_not_edit_instance,
    form: edit_form,
    done: edited,
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn edited(context: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Changed {name} to {text}.", name = context.name(), text = values.text("name"))
}

fn only_changes_are_sent(_: &ActionContext) -> String {
    t("Only what is changed here is sent.").into()
}

fn edit_form(context: &ActionContext) -> Form {
    let tags = Field { value: tags_of(context).join("\n"), ..tags() };
    Form { fields: vec![called("pg-data").value(context.name()), tags] }
}

fn cannot_edit_block(context: &ActionContext) -> Option<String> {
    refuse_in(context, &[])
}

fn may_not_edit_instance(context: &ActionContext) -> Option<String> {
    denied(context, Api::Instance)
}
