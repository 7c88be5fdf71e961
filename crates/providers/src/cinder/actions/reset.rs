//! Writing another state over the one that something is stuck in: an administrator's means, which changes nothing else.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#reset-a-volume-s-statuses>

use super::ends;
use super::{BASE, act, admin, is_group, is_group_snapshot, is_snapshot, is_volume, look, name};
use voldeck_core::action::{Action, ActionContext, Choice, Confirmation, Field, FieldKind, Form, On, Outcome, Values, Verb};
use voldeck_core::http::Request;
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Overwrites the state of a volume.
pub const VOLUME: Action = Action {
    name: "volume-reset",
    verb: Verb::Edit,
    label: "Reset state",
    title: "Reset state",
    operation: "POST /v3/{project_id}/volumes/{volume_id}/action (os-reset_status)",
    confirmation: Confirmation::Confirm,
    consequence: |scene| format!("The status of {} is overwritten, and nothing else: whatever is going on goes on.", name(scene)),
    applies_to: is_volume,
    disabled_reason: |scene| admin(scene, 0),
    form: |_| {
        let attached = vec![Choice::new("", "As it is", ""), Choice::plain("detached")];
        let mut form = states(&["available", "error", "maintenance"]);
        form.fields.push(Field::new("attach_status", "Attach status", FieldKind::Choice(attached)).advanced());
        form
    },
    request: |scene, values| reset(scene, values, "os-reset_status"),
    outcome: |scene, values, _| Outcome::done(format!("{} is {} now.", name(scene), values.text("status"))),
    verify: |scene, values| {
        look::look(scene, values, |_, values, now| {
            look::found(now.status.label == values.text("status"), now, "has the status that was asked for", "has another status")
        })
    },
    follow: Some(ends::reset),
    ..BASE
};

/// Overwrites the state of a snapshot.
pub const SNAPSHOT: Action = Action {
    name: "snapshot-reset",
    verb: Verb::Edit,
    label: "Reset state",
    title: "Reset state",
    on: On::Resource(Kind::Snapshot),
    operation: "POST /v3/{project_id}/snapshots/{snapshot_id}/action (os-reset_status)",
    confirmation: Confirmation::Confirm,
    consequence: VOLUME.consequence,
    applies_to: is_snapshot,
    disabled_reason: VOLUME.disabled_reason,
    form: |_| states(&["available", "error"]),
    request: VOLUME.request,
    outcome: VOLUME.outcome,
    verify: VOLUME.verify,
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
    on: On::Resource(Kind::Group),
    operation: "POST /v3/{project_id}/groups/{group_id}/action (reset_status)",
    confirmation: Confirmation::Confirm,
    consequence: VOLUME.consequence,
    applies_to: is_group,
    disabled_reason: |scene| admin(scene, 20),
    form: SNAPSHOT.form,
    request: |scene, values| reset(scene, values, "reset_status"),
    outcome: VOLUME.outcome,
    verify: VOLUME.verify,
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
    on: On::Resource(Kind::Snapshot),
    operation: "POST /v3/{project_id}/group_snapshots/{group_snapshot_id}/action (reset_status)",
    confirmation: Confirmation::Confirm,
    consequence: VOLUME.consequence,
    applies_to: is_group_snapshot,
    disabled_reason: |scene| admin(scene, 19),
    form: SNAPSHOT.form,
    request: GROUP.request,
    outcome: VOLUME.outcome,
    verify: VOLUME.verify,
    follow: Some(ends::reset),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn states(words: &[&str]) -> Form {
    let choices = words.iter().map(|word| Choice::plain(*word)).collect();
    Form { fields: vec![Field::new("status", "Status", FieldKind::Choice(choices)).required().value("available")] }
}

fn reset(scene: &ActionContext, values: &Values, what: &str) -> Request {
    let mut body = ObjectBuilder::default().with("status", values.text("status"));
    if let Some(attached) = values.some("attach_status") {
        body.put("attach_status", attached);
    }
    act(scene, what, &body)
}
