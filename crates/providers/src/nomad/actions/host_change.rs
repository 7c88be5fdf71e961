//! Changing and removing dynamic host volumes: expand, release a sticky claim, delete. Nomad 1.10 and later.
//!
//! An expand is a create with the volume's id.
//! <https://developer.hashicorp.com/nomad/api-docs/volumes#delete-dynamic-host-volume>,
//! <https://github.com/hashicorp/nomad/blob/v1.10.5/nomad/structs/host_volumes.go> (`ValidateUpdate`)

use super::fields::{MOST, check_sizes};
use super::host_make::{MAX, MIN, host_sizes, policy_override, put_sizes, send};
use super::legal::forbidden;
use super::{BASE, PLUGIN_MILLIS, addressable, follow, is_host, lacks, limit, look, look_storage, name, path, place, sent, written};
use crate::nomad::rights::{CREATE_HOST, DELETE_HOST, WRITE_HOST};
use crate::nomad::version::HOST;
use crate::nomad::wire::{self, Class, registered, sticky, terminal};
use voldeck_core::action::{Action, ActionContext, Choice, Confirmation, Field, FieldKind, Form, On, Outcome, Verb};
use voldeck_core::http::{FieldError, Request, segment};
use voldeck_core::json::{self, ObjectBuilder, RawJson};
use voldeck_core::model::{Kind, User};

/// Makes it larger, by creating it again with its id.
pub const EXPAND: Action = Action {
    name: "host-expand",
    verb: Verb::Extend,
    label: "Expand",
    title: "Expand host volume",
    on: On::Resource(Kind::Volume),
    operation: "PUT /v1/volume/host/create",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#create-dynamic-host-volume",
    consequence: |_| {
        "Its plugin makes the volume larger, if it can: mkdir has no sizes. It can never shrink, and is pending until its node has seen it."
            .into()
    },
    applies_to: is_host,
    disabled_reason: |scene| {
        let unavailable = scene.target.is_some_and(|volume| volume.status.label == "unavailable");
        lacks(scene, HOST)
            .or_else(|| forbidden(scene, &[CREATE_HOST]))
            .or_else(|| in_use(scene))
            .or_else(|| unavailable.then(|| "It is unavailable: its node does not show it now.".into()))
            .or_else(|| (size(scene) >= MOST).then(|| "It has the largest size there is.".into()))
    },
    form: |scene| {
        let [min, max] = host_sizes((size(scene) + 1).min(MOST));
        let now = scene
            .target
            .and_then(|volume| volume.size)
            .map_or_else(|| "not reported".to_owned(), |size| format!("{size}, {}", size.exact()));
        Form { fields: vec![Field { label: "New minimum capacity", ..min }.required().help(format!("Now {now}.")), max, policy_override()] }
    },
    check: |_, values| {
        let mut wrong = Vec::new();
        check_sizes(values, MIN, MAX, &mut wrong);
        wrong
    },
    request: |scene, values| {
        let read = sent(scene);
        let mut volume = ObjectBuilder::default();
        for key in [
            "ID",
            "Name",
            "Namespace",
            "PluginID",
            "NodePool",
            "NodeID",
            "HostPath",
            "Constraints",
            "RequestedCapabilities",
            "Parameters",
            MAX,
        ] {
            if let Some(value) = json::find(&read, key).filter(|value| !matches!(*value, "null" | "\"\"" | "0")) {
                volume.put(key, RawJson(value));
            }
        }
        let old = limit(&volume, MAX);
        put_sizes(values, old, &mut volume);
        send(values, &volume, "create", &place(scene).0)
    },
    outcome: |scene, values, response| {
        let (namespace, id) = place(scene);
        let size = values.bytes(MIN).unwrap_or_default();
        let mut outcome =
            written(response, "Volume", Class::Host, "Expanding", &namespace, &id, &format!("{} to at least {size}", name(scene)));
        outcome.created = None;
        outcome
    },
    verify: look_storage::expanded,
    follow: follow::EXPANDED,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

/// Lets a task group go elsewhere: its allocations no longer have to come back to this volume.
pub const RELEASE: Action = Action {
    name: "host-claim-release",
    verb: Verb::Detach,
    label: "Delete claim",
    title: "Delete claim",
    on: On::Resource(Kind::Volume),
    operation: "DELETE /v1/volumes/claim/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-task-group-host-volume-claim",
    confirmation: Confirmation::Confirm,
    consequence: |scene| {
        format!(
            "An allocation that runs keeps {}. The next time its task group is placed, it may get another volume, without what is on this one.",
            name(scene)
        )
    },
    applies_to: is_host,
    disabled_reason: |scene| {
        lacks(scene, HOST)
            .or_else(|| forbidden(scene, &[WRITE_HOST]))
            .or_else(|| claims(scene).next().is_none().then(|| "It has no sticky claims.".into()))
    },
    form: |scene| {
        let note = |claim: &User| claim.status.detail.clone().unwrap_or_default();
        let choices: Vec<_> = claims(scene).map(|claim| Choice::new(&claim.id, &claim.name, note(claim))).collect();
        let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
        let field = Field::new("claim", "Claim", FieldKind::Choice(choices)).required().value(first);
        Form { fields: vec![field.help("The job and the task group that the volume is kept for.")] }
    },
    check: |_, values| {
        let wrong = wire::addressable(values.text("claim")).err();
        wrong.map(|words| FieldError::new("claim", &words)).into_iter().collect()
    },
    request: |scene, values| {
        let path = format!("/v1/volumes/claim/{}", segment(values.text("claim")));
        Request::new(http::Method::DELETE, path).query("namespace", place(scene).0)
    },
    outcome: |scene, values, _| {
        let claim = claims(scene).find(|claim| claim.id == values.text("claim")).map_or("the claim", |claim| claim.name.as_str());
        Outcome::done(format!("Released {claim} from {}.", name(scene)))
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
    on: On::Resource(Kind::Volume),
    operation: "DELETE /v1/volume/host/:id",
    docs: "https://developer.hashicorp.com/nomad/api-docs/volumes#delete-dynamic-host-volume",
    confirmation: Confirmation::TypeName,
    consequence: |scene| {
        let name = name(scene);
        match scene.target.and_then(registered) {
            Some(true) => format!("Nomad forgets {name}: no plugin made it. Its directory stays on the node, with what is in it."),
            Some(false) => format!("The plugin destroys {name} and what is on it. This cannot be undone."),
            None => format!("If a plugin made {name}, it destroys it and what is on it. This cannot be undone."),
        }
    },
    applies_to: is_host,
    disabled_reason: |scene| {
        addressable(scene).or_else(|| lacks(scene, HOST)).or_else(|| forbidden(scene, &[DELETE_HOST])).or_else(|| in_use(scene))
    },
    form: |_| {
        let field = Field::new("force", "Force", FieldKind::Flag).example("true");
        Form {
            fields: vec![
                field
                    .help("Also if its node is gone: Nomad forgets the volume, and what is on the node stays there. Needed only for a node that Nomad no longer knows.")
                    .advanced(),
            ],
        }
    },
    request: |scene, values| {
        let (namespace, id) = place(scene);
        let request = Request::new(http::Method::DELETE, path(Class::Host, &id, "")).query("namespace", namespace);
        if values.flag("force") { request.query("force", "true") } else { request }
    },
    outcome: |scene, _, _| {
        let stays = if scene.target.and_then(registered) == Some(true) { " Its directory stays on the node." } else { "" };
        Outcome::done(format!("Deleted {}.{stays}", name(scene)))
    },
    verify: look::gone,
    timeout_millis: PLUGIN_MILLIS,
    ..BASE
};

fn size(scene: &ActionContext) -> u64 {
    scene.target.and_then(|volume| volume.size).unwrap_or_default().0
}

/// The sticky claims on the target.
fn claims<'a>(scene: &ActionContext<'a>) -> impl Iterator<Item = &'a User> + use<'a> {
    scene.target.into_iter().flat_map(|volume| &volume.users).filter(|user| sticky(user))
}

/// Allocations that have not stopped refuse an update and a delete; sticky claims do not.
fn in_use(scene: &ActionContext) -> Option<String> {
    let users: Vec<_> = scene.target?.users.iter().filter(|user| !sticky(user) && !terminal(user)).map(|user| user.name.as_str()).collect();
    (!users.is_empty()).then(|| format!("It is in use by {}.", users.join(", ")))
}
