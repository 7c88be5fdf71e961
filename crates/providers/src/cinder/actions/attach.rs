//! Attachments: reserving a volume, letting it go, and writing down by hand who uses it.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#attachments>. A server of Nova's is attached by Nova, which then has the volume;
//! here only Cinder's side is written, which is what hosts without Nova need and what is left to clean up after a failure.

use super::ends;
use super::{BASE, is_volume, look, minor, require_state, role_reason, sentence, version_or_role_reason};
use crate::cinder::api;
use crate::cinder::decode::{attachments, says_yes};
use crate::cinder::faults::{About, instead};
use voldeck_core::action::follow::Accepted;
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, SelectOption, Verb};
use voldeck_core::http::FieldError;
use voldeck_core::model::Phase;
use voldeck_core::texts::t;

const MODES: [(&str, &str); 2] = [("rw", "Reads and writes"), ("ro", "Only reads")];

fn mode() -> Field {
    let choices = MODES.iter().map(|(value, label)| SelectOption::new(*value, *label, "")).collect();
    Field::new("mode", "Access", FieldKind::Select(choices)).required().value("rw")
}

/// Reserves a volume for who will connect to it.
pub const ATTACH: Action = Action {
    name: "volume-attach",
    verb: Verb::Attach,
    label: "Create attachment",
    title: "Create attachment",
    endpoint: &api::CREATE_ATTACHMENT,
    consequence: |_| {
        t("The volume is reserved until its host connects or it is detached. Nothing appears in a server of Nova’s: that is attached there.")
            .into()
    },
    applies_to: is_volume,
    disabled_reason: |context| {
        let shared = context.target.is_some_and(|target| says_yes(target.raw.text(), "multiattach"));
        let free: &[&str] = if shared { &["available", "downloading", "in-use"] } else { &["available", "downloading"] };
        version_or_role_reason(context, 27).or_else(|| require_state(context, free))
    },
    form: |context| {
        let server = Field::new("instance_uuid", "Server", FieldKind::Code)
            .example("c0ffee00-1234-4abc-8def-001122334455")
            .help(t("The id of who it is for; may stay empty."));
        let old = super::client(context).is_some_and(|client| client.lacks(54).is_some());
        Form { fields: if old { vec![server] } else { vec![server, mode()] } }
    },
    done: |context, _, _| sentence(context, "Reserved"),
    verify: look::attached,
    follow: Some(becomes_reserved),
    ..BASE
};

/// Lets go of an attachment.
pub const DETACH: Action = Action {
    name: "volume-detach",
    verb: Verb::Detach,
    label: "Delete attachment",
    title: "Delete attachment",
    endpoint: &api::DELETE_ATTACHMENT,
    confirmation: Confirmation::Confirm,
    consequence: |context| {
        let failed = context.target.is_some_and(|target| target.status.phase == Phase::Failed);
        let then = if failed { instead(About::DetachedError, minor(context)) } else { "" };
        [t("Whoever uses the volume through it loses it at once, whether or not its file system is mounted."), then].concat()
    },
    applies_to: is_volume,
    disabled_reason: |context| {
        let free =
            context.target.is_some_and(|target| target.attached == Some(false)) && matches!(context.state(), "available" | "creating");
        version_or_role_reason(context, 27).or_else(|| free.then(|| t("Nothing is attached.").to_owned())).or_else(|| by_nova(context))
    },
    form: |_| Form { fields: vec![Field::new("attachment", "Attachment", FieldKind::RemoteSelect("attachments")).required()] },
    done: |context, _, _| sentence(context, "Detached"),
    verify: look::detached,
    follow: Some(ends::let_go),
    ..BASE
};

/// Writes down that someone uses a volume.
pub const ATTACH_RECORD: Action = Action {
    name: "volume-mark-attached",
    verb: Verb::Attach,
    label: "Attach (metadata only)",
    title: "Attach (metadata only)",
    endpoint: &api::ATTACH_VOLUME,
    consequence: |_| t("Cinder notes it and calls the volume in-use. No host is told: this is for what was connected by hand.").into(),
    applies_to: is_volume,
    disabled_reason: |context| {
        let word = context.state();
        role_reason(context).or_else(|| matches!(word, "maintenance" | "in-use").then(|| [t("It is "), word, "."].concat()))
    },
    form: |_| Form {
        fields: vec![
            Field::new("host_name", "Host", FieldKind::Text).example("db-7").help(t("Its name, or the id of a server below.")),
            Field::new("instance_uuid", "Server", FieldKind::Code).example("c0ffee00-1234-4abc-8def-001122334455"),
            Field::new("mountpoint", "Device", FieldKind::Code).required().value("/dev/vdb").example("/dev/vdb"),
            mode(),
        ],
    },
    check: |_, values| {
        let both = values.some("host_name").is_some() == values.some("instance_uuid").is_some();
        if both { vec![FieldError::new("host_name", t("Either a host or a server."))] } else { Vec::new() }
    },
    done: |context, _, _| sentence(context, t("Marked as attached:")),
    verify: look::attached,
    follow: Some(becomes_reserved),
    ..BASE
};

/// Writes down that nobody uses a volume any more.
pub const DETACH_RECORD: Action = Action {
    name: "volume-mark-detached",
    verb: Verb::Detach,
    label: "Detach (metadata only)",
    title: "Detach (metadata only)",
    endpoint: &api::DETACH_VOLUME,
    confirmation: Confirmation::Confirm,
    consequence: |_| t("Cinder forgets who uses the volume. No host is told: one that still writes to it goes on.").into(),
    applies_to: |resource| is_volume(resource) && (!resource.attachments.is_empty() || resource.attached.is_none()),
    disabled_reason: |context| {
        let word = context.state();
        role_reason(context).or_else(|| (word == "maintenance").then(|| [t("It is "), word, "."].concat())).or_else(|| by_nova(context))
    },
    form: |context| {
        let mut choices = Vec::new();
        for one in context.target.map(attachments).unwrap_or_default() {
            let text = |name| super::text_of(one, name);
            let (host, server) = (text("host_name"), text("server_id"));
            let refused = server.is_some().then(|| NOVA.to_owned());
            let choice = SelectOption::new(
                text("attachment_id").unwrap_or_default(),
                host.or(server).unwrap_or_default(),
                text("device").unwrap_or_default(),
            );
            choices.push(SelectOption { refused, ..choice });
        }
        let first = choices.iter().find(|choice| choice.refused.is_none()).map_or_else(String::new, |choice| choice.value.clone());
        Form { fields: vec![Field::new("attachment", "Attachment", FieldKind::Select(choices)).required().value(first)] }
    },
    done: |context, _, _| sentence(context, "Detached"),
    verify: look::detached,
    follow: Some(ends::let_go),
    ..BASE
};

/// Why Cinder does not let go of what a server of Nova's has.
const NOVA: &str = "Nova attached it to a server: it is detached there.";

/// Why nothing can be taken away here, where only servers of Nova's use the target.
fn by_nova(context: &ActionContext) -> Option<String> {
    let all = context.target.map(attachments).unwrap_or_default();
    let only = !all.is_empty() && all.iter().all(|one| super::text_of(one, "server_id").is_some());
    only.then(|| NOVA.to_owned())
}

fn becomes_reserved(accepted: Accepted<'_>) -> ends::Looking<'_> {
    ends::changed(accepted, |_, now| matches!(now.status.label.as_str(), "reserved" | "in-use"))
}
