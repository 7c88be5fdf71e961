//! Changing and removing dynamic host volumes: expand, release a sticky claim, delete. Nomad 1.10 and later.
//!
//! An expand is a create with the volume's id.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#delete-dynamic-host-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`ValidateUpdate`)

use super::fields::{MOST, check_sizes};
use super::host_make::{host_sizes, policy_override};
use super::legal::{addressable, forbidden};
use super::{BASE, PLUGIN_MILLIS, follow, is_host, look, look_storage};
use crate::nomad::api::{MAX, MIN, lacks};
use crate::nomad::decode::{registered, sticky, terminal};
use crate::nomad::rights::{CREATE_HOST, DELETE_HOST, WRITE_HOST};
use crate::nomad::version::HOST;
use crate::nomad::{api, decode};
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, SelectOption, Target, Verb};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::{Attachment, Kind};
use voldeck_core::texts::t;

/// Makes it larger, by creating it again with its id.
pub const EXPAND: Action = Action {
    name: "host-expand",
    verb: Verb::Extend,
    label: "Expand",
    title: "Expand host volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::EXPAND_HOST_VOLUME,
    consequence: |_| {
        t("Its plugin makes the volume larger, if it can: mkdir has no sizes. It can never shrink, and is pending until its node has seen it.")
            .into()
    },
    applies_to: is_host,
    disabled_reason: |context| {
        let unavailable = context.target.is_some_and(|volume| volume.status.label == "unavailable");
        lacks(context, HOST)
            .or_else(|| forbidden(context, &[CREATE_HOST]))
            .or_else(|| in_use(context))
            .or_else(|| unavailable.then(|| t("It is unavailable: its node does not show it now.").into()))
            .or_else(|| (context.size() >= MOST).then(|| t("It has the largest size there is.").into()))
    },
    form: |context| {
        let [min, max] = host_sizes((context.size() + 1).min(MOST));
        let now = context
            .target
            .and_then(|volume| volume.size)
            .map_or_else(|| "not reported".to_owned(), |size| format!("{size}, {}", size.exact()));
        Form {
            fields: vec![
                Field { label: t("New minimum capacity"), ..min }.required().help(fill!("Now {now}.", now)),
                max,
                policy_override(),
            ],
        }
    },
    check: |_, values| {
        let mut wrong = Vec::new();
        check_sizes(values, MIN, MAX, &mut wrong);
        wrong
    },
    done: |context, values, _| {
        fill!("Expanding {name} to at least {min}.", name = context.name(), min = values.bytes(MIN).unwrap_or_default())
    },
    verify: look_storage::expanded,
    follow: follow::EXPANDED,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Lets a task group go elsewhere: its allocations no longer have to come back to this volume.
pub const DELETE_CLAIM: Action = Action {
    name: "host-claim-release",
    verb: Verb::Detach,
    label: "Delete claim",
    title: "Delete claim",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DELETE_CLAIM,
    confirmation: Confirmation::Confirm,
    consequence: |context| {
        fill!(
            "An allocation that runs keeps {name}. The next time its task group is placed, it may get another volume, without what is on this one.",
            name = context.name()
        )
    },
    applies_to: is_host,
    disabled_reason: |context| {
        lacks(context, HOST)
            .or_else(|| forbidden(context, &[WRITE_HOST]))
            .or_else(|| claims(context).next().is_none().then(|| t("It has no sticky claims.").into()))
    },
    form: |context| {
        let note = |claim: &Attachment| claim.status.detail.clone().unwrap_or_default();
        let choices: Vec<_> = claims(context).map(|claim| SelectOption::new(&claim.id, &claim.name, note(claim))).collect();
        let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
        let field = Field::new("claim", "Claim", FieldKind::Select(choices)).required().value(first);
        Form { fields: vec![field.help(t("The job and the task group that the volume is kept for."))] }
    },
    check: |_, values| {
        let wrong = decode::addressable(values.text("claim")).err();
        wrong.map(|words| FieldError::new("claim", words)).into_iter().collect()
    },
    done: |context, values, _| {
        let claim = claims(context).find(|claim| claim.id == values.text("claim")).map_or(t("the claim"), |claim| claim.name.as_str());
        fill!("Released {claim} from {name}.", claim, name = context.name())
    },
    verify: look::released,
    ..BASE
};

/// Destroys it.
pub const DELETE: Action = Action {
    name: "host-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete host volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DELETE_HOST_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: |context| {
        let name = context.name();
        match context.target.and_then(registered) {
            Some(true) => fill!("Nomad forgets {name}: no plugin made it. Its directory stays on the node, with what is in it.", name),
            Some(false) => fill!("The plugin destroys {name} and what is on it. This cannot be undone.", name),
            None => fill!("If a plugin made {name}, it destroys it and what is on it. This cannot be undone.", name),
        }
    },
    applies_to: is_host,
    disabled_reason: |context| {
        addressable(context).or_else(|| lacks(context, HOST)).or_else(|| forbidden(context, &[DELETE_HOST])).or_else(|| in_use(context))
    },
    form: |_| {
        let field = Field::new("force", "Force", FieldKind::Flag).example("true");
        Form {
            fields: vec![
                field
                    .help(t("Also if its node is gone: Nomad forgets the volume, and what is on the node stays there. Needed only for a node that Nomad no longer knows."))
                    .advanced(),
            ],
        }
    },
    done: |context, _, _| {
        let stays = if context.target.and_then(registered) == Some(true) { t(" Its directory stays on the node.") } else { "" };
        fill!("Deleted {name}.{stays}", name = context.name(), stays)
    },
    verify: look::gone,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// The sticky claims on the target.
fn claims<'a>(context: &ActionContext<'a>) -> impl Iterator<Item = &'a Attachment> + use<'a> {
    context.target.into_iter().flat_map(|volume| &volume.attachments).filter(|user| sticky(user))
}

/// Allocations that have not stopped refuse an update and a delete; sticky claims do not.
fn in_use(context: &ActionContext) -> Option<String> {
    let attachments: Vec<_> =
        context.target?.attachments.iter().filter(|user| !sticky(user) && !terminal(user)).map(|user| user.name.as_str()).collect();
    (!attachments.is_empty()).then(|| fill!("It is in use by {attachments}.", attachments = attachments.join(", ")))
}
