//! Attaching volumes to servers and taking them away, both through the Instance API.
//!
//! <https://www.scaleway.com/en/developers/api/instances/#path-instances-attach-a-volume-to-an-instance>. A Block volume comes and goes
//! while its server runs; a local one only while it is stopped.

use super::{BASE, follow, free, is_block, is_instance, look, refuse_attached_in, used};
use crate::scaleway::api;
use crate::scaleway::decode::is_server;
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, SelectOption, Target, Values, Verb, WriteAnswer};
use voldeck_core::fill;
use voldeck_core::model::{Attachment, Kind};
use voldeck_core::texts::t;

/// Lets a server use a Block volume.
pub const BLOCK: Action = Action {
    name: "block-attach",
    verb: Verb::Attach,
    label: "Attach to Instance",
    title: "Attach to Instance",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::ATTACH_VOLUME,
    consequence: |_| t("The server sees a new disk at once; it may be running. A server takes up to 16 volumes.").into(),
    applies_to: is_block,
    disabled_reason: |context| refuse_attached_in(context, &["in_use", "error", "unknown_status"]),
    form: |_| form("servers"),
    done: attaching,
    verify: look::attached,
    follow: Some(follow::attached),
    ..BASE
};

/// Lets a stopped server use a local volume.
pub const INSTANCE: Action = Action {
    name: "instance-attach",
    verb: Verb::Attach,
    label: "Attach to Instance",
    title: "Attach to Instance",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::ATTACH_VOLUME,
    consequence: |_| t("The server, which has to be stopped, has the volume when it starts.").into(),
    applies_to: is_instance,
    disabled_reason: |context| {
        let scratch = context.raw_text("volume_type").unwrap_or_default() == "scratch";
        refuse_attached_in(context, &["error"])
            .or_else(|| used(context))
            .or_else(|| scratch.then(|| t("The API attaches local and Block volumes; scratch comes with its server.").into()))
    },
    form: |_| form("servers-stopped"),
    done: attaching,
    verify: look::attached,
    follow: Some(follow::attached),
    ..BASE
};

/// Takes a Block volume away from a server.
pub const BLOCK_DETACH: Action = Action {
    name: "block-detach",
    verb: Verb::Detach,
    label: "Detach from Instance",
    title: "Detach from Instance",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DETACH_VOLUME,
    confirmation: Confirmation::Confirm,
    consequence: |context| fill!("The server loses {name} at once, whether or not its file system is mounted.", name = context.name()),
    applies_to: is_block,
    disabled_reason: |context| {
        let mut reasons = servers(context).map(busy);
        // One that can let go is enough; which one is a choice of the form.
        let all = reasons.next().and_then(|first| if reasons.all(|reason| reason.is_some()) { first } else { None });
        refuse_attached_in(context, &["error", "unknown_status"]).or_else(|| free(context)).or(all)
    },
    form: detach_form,
    done: detaching,
    verify: look::detached,
    follow: Some(follow::detached),
    ..BASE
};

/// Takes a local volume away from a stopped server.
pub const INSTANCE_DETACH: Action = Action {
    name: "instance-detach",
    verb: Verb::Detach,
    label: "Detach from Instance",
    title: "Detach from Instance",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DETACH_VOLUME,
    confirmation: Confirmation::Confirm,
    consequence: |context| fill!("The server, which has to be stopped, starts without {name}.", name = context.name()),
    applies_to: is_instance,
    disabled_reason: |context| {
        // `attached` is what a list says, which does not know the server.
        let awake = servers(context).find(|user| !matches!(user.status.label.as_str(), "stopped" | "attached"));
        let words = awake.map(|user| {
            fill!("A local volume is detached while its server is stopped; {name} is {label}.", name = user.name, label = user.status.label)
        });
        refuse_attached_in(context, &[]).or_else(|| free(context)).or(words)
    },
    form: detach_form,
    done: detaching,
    verify: look::detached,
    follow: Some(follow::detached),
    ..BASE
};

/// The servers that use the target.
fn servers<'a>(context: &ActionContext<'a>) -> impl Iterator<Item = &'a Attachment> + use<'a> {
    context.target.into_iter().flat_map(|volume| &volume.attachments).filter(|user| is_server(user))
}

fn form(choices: &'static str) -> Form {
    let server = Field::new("server", "Instance", FieldKind::RemoteSelect(choices)).required().help(t("Of the volume’s zone."));
    let boot = Field::new("boot", t("Boot volume"), FieldKind::Flag).advanced();
    Form { fields: vec![server, boot] }
}

/// Why a user cannot let go now.
fn busy(user: &Attachment) -> Option<String> {
    let words = [Some(user.status.label.as_str()), user.status.detail.as_deref()];
    let word = words.into_iter().flatten().find(|word| matches!(*word, "attaching" | "detaching" | "starting" | "stopping" | "locked"))?;
    Some([&user.name, t(" is "), word, "."].concat())
}

fn attaching(context: &ActionContext, _: &Values, answer: &WriteAnswer) -> String {
    fill!("Attaching {name} to {server}.", name = context.name(), server = answer.name.as_deref().unwrap_or(t("the server")))
}

fn detaching(context: &ActionContext, _: &Values, _: &WriteAnswer) -> String {
    fill!("Detaching {name}.", name = context.name())
}

fn detach_form(context: &ActionContext) -> Form {
    let choice = |user: &Attachment| SelectOption { refused: busy(user), ..SelectOption::new(&user.id, &user.name, &user.status.label) };
    let choices: Vec<_> = servers(context).map(choice).collect();
    let first = choices.iter().find(|choice| choice.refused.is_none()).map_or_else(String::new, |choice| choice.value.clone());
    // Where it is not told who uses it, a person may know.
    let kind = if choices.is_empty() { FieldKind::RemoteSelect("servers") } else { FieldKind::Select(choices) };
    Form { fields: vec![Field::new("server", "Instance", kind).required().value(first)] }
}
