//! Writing another state over the one that something is stuck in: an administrator's means, which changes nothing else.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#reset-a-volume-s-statuses>

use super::ends;
use super::{BASE, admin, is_group, is_group_snapshot, is_snapshot, is_volume};
use crate::cinder::api;
use voldeck_core::action::{
    Action, ActionContext, Confirmation, Field, FieldKind, Form, SelectOption, Target, Values, Verb, WriteAnswer, verify,
};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Overwrites the state of a volume.
pub const VOLUME: Action = Action {
    name: "volume-reset",
    verb: Verb::Edit,
    label: "Reset state",
    title: "Reset state",
    endpoint: &api::RESET_VOLUME_STATUS,
    confirmation: Confirmation::Confirm,
    consequence: only_status_changes,
    applies_to: is_volume,
    disabled_reason: admins_only,
    form: |_| {
        let attached = vec![SelectOption::new("", t("As it is"), ""), SelectOption::plain("detached")];
        let mut form = states(&["available", "error", "maintenance"]);
        form.fields.push(Field::new("attach_status", t("Attach status"), FieldKind::Select(attached)).advanced());
        form
    },
    done: was_reset,
    verify: verify_status,
    follow: Some(ends::reset),
    ..BASE
};

/// Overwrites the state of a snapshot.
pub const SNAPSHOT: Action = Action {
    name: "snapshot-reset",
    verb: Verb::Edit,
    label: "Reset state",
    title: "Reset state",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::RESET_SNAPSHOT_STATUS,
    confirmation: Confirmation::Confirm,
    consequence: only_status_changes,
    applies_to: is_snapshot,
    disabled_reason: admins_only,
    form: available_or_error,
    done: was_reset,
    verify: verify_status,
    follow: Some(ends::reset),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Overwrites the state of a group.
pub const GROUP: Action = Action {
    name: "group-reset",
    verb: Verb::Edit,
    label: "Reset state",
    title: "Reset state",
    on: Target::Resource(Kind::Group),
    endpoint: &api::RESET_GROUP_STATUS,
    confirmation: Confirmation::Confirm,
    consequence: only_status_changes,
    applies_to: is_group,
    disabled_reason: |context| admin(context, 20),
    form: available_or_error,
    done: was_reset,
    verify: verify_status,
    follow: Some(ends::reset),
    invalidates: &[Kind::Group],
    ..BASE
};

/// Overwrites the state of a group snapshot.
pub const GROUP_SNAPSHOT: Action = Action {
    name: "group-snapshot-reset",
    verb: Verb::Edit,
    label: "Reset state",
    title: "Reset state",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::RESET_GROUP_SNAPSHOT_STATUS,
    confirmation: Confirmation::Confirm,
    consequence: only_status_changes,
    applies_to: is_group_snapshot,
    disabled_reason: |context| admin(context, 19),
    form: available_or_error,
    done: was_reset,
    verify: verify_status,
    follow: Some(ends::reset),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn states(words: &[&str]) -> Form {
    let choices = words.iter().map(|word| SelectOption::plain(*word)).collect();
    Form { fields: vec![Field::new("status", "Status", FieldKind::Select(choices)).required().value("available")] }
}

fn was_reset(context: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("{name} is {text} now.", name = context.name(), text = values.text("status"))
}

fn only_status_changes(context: &ActionContext) -> String {
    fill!("The status of {name} is overwritten, and nothing else: whatever is going on goes on.", name = context.name())
}

fn admins_only(context: &ActionContext) -> Option<String> {
    admin(context, 0)
}

fn verify_status<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    verify::target(context, values, |_, values, now| {
        verify::happened(now.status.label == values.text("status"), now, t("has the status that was asked for"), t("has another status"))
    })
}

fn available_or_error(_: &ActionContext) -> Form {
    states(&["available", "error"])
}
