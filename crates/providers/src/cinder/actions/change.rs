//! Changing a volume: its name, its size, its type, its flags, what it holds.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-actions-volumes-action>

use super::ends;
use super::fields::{called, check, description, size};
use super::{BASE, edited, gib, is_volume, minor, quota, require_state, role_reason, sentence, version_or_role_reason};
use crate::cinder::api::{self, gibibytes};
use crate::cinder::decode::says_yes;
use crate::cinder::faults::{About, instead};
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, SelectOption, Values, Verb, verify};
use voldeck_core::fill;
use voldeck_core::json;
use voldeck_core::model::{Kind, Resource};
use voldeck_core::texts::t;

/// Makes a volume larger.
pub const EXTEND: Action = Action {
    name: "volume-extend",
    verb: Verb::Extend,
    label: "Extend",
    title: "Extend volume",
    endpoint: &api::EXTEND_VOLUME,
    consequence: |_| t("It cannot be made smaller again. The file system on it does not grow by itself.").into(),
    applies_to: is_volume,
    disabled_reason: |context| {
        let used = (context.state() == "in-use").then(|| super::client(context)?.lacks(42)).flatten();
        role_reason(context)
            .or(used.map(|why| [t("It is in use. "), &why].concat()))
            .or_else(|| require_state(context, &["available", "in-use"]))
    },
    form: |context| {
        let field = match gib(context).map(|have| have + 1) {
            Some(next) => size("new_size", next).value(format!("{next} GiB")),
            None => size("new_size", 1).help(t("In whole GiB, and more than it has, which is not reported.")),
        };
        Form { fields: vec![field.required()] }
    },
    check,
    quota: quota::growth,
    done: |context, values, _| fill!("Extending {name} to {values} GiB.", name = context.name(), values = gibibytes(values, "new_size")),
    verify: |context, values| {
        verify::target(context, values, |_, values, now| {
            let done = now.size.is_some() && now.size >= values.bytes("new_size");
            verify::happened(
                done || now.status.label == "extending",
                now,
                if done { t("is as large as asked for") } else { t("is extending") },
                t("has not grown"),
            )
        })
    },
    follow: Some(ends::grown),
    ..BASE
};

/// Gives a volume another name and description.
pub const EDIT: Action = Action {
    name: "volume-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit volume",
    endpoint: &api::UPDATE_VOLUME,
    consequence: only_name_changes,
    applies_to: is_volume,
    disabled_reason: in_maintenance,
    form: rename_form,
    check,
    done: edited,
    verify: verify_renamed,
    // Snapshots and copies name what they are of.
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Gives a volume another type, on another back end if need be.
pub const RETYPE: Action = Action {
    name: "volume-retype",
    verb: Verb::Edit,
    label: "Change volume type (retype)",
    title: "Change volume type (retype)",
    endpoint: &api::RETYPE_VOLUME,
    consequence: |context| {
        let silent = instead(About::SilentRetype, minor(context));
        if silent.is_empty() { t("Where no storage fits the new type, the volume goes back to what it was.").into() } else { silent.into() }
    },
    applies_to: is_volume,
    disabled_reason: |context| {
        let group = context.target.and_then(|target| target.attribute("group"));
        role_reason(context)
            .or_else(|| require_state(context, &["available", "in-use"]))
            .or_else(|| group.map(|_| t("It belongs to a group: remove it there first.").to_owned()))
    },
    form: |_| {
        let policies = vec![
            SelectOption::new("never", t("Stay where it is"), ""),
            SelectOption::new("on-demand", t("Move if need be"), t("its data is copied, which takes long")),
        ];
        Form {
            fields: vec![
                Field::new("new_type", "Type", FieldKind::RemoteSelect("other-types")).required(),
                Field::new("migration_policy", "Storage", FieldKind::Select(policies)).required().value("never"),
            ],
        }
    },
    done: |context, _, _| sentence(context, t("Changing the type of")),
    verify: |context, values| {
        verify::target(context, values, |_, values, now| {
            let done = ends::has_type(now, values);
            verify::happened(done || now.status.label == "retyping", now, t("has the new type or is getting it"), t("has the type it had"))
        })
    },
    follow: Some(ends::retyped),
    ..BASE
};

/// Lets nobody write to a volume, or everybody again.
pub const READONLY: Action = Action {
    name: "volume-readonly",
    verb: Verb::Edit,
    label: "Set read-only",
    title: "Set read-only",
    endpoint: &api::UPDATE_READONLY_FLAG,
    consequence: |_| t("What attaches it from now on can only read, or write again. It is kept as metadata.").into(),
    applies_to: is_volume,
    disabled_reason: |context| role_reason(context).or_else(|| require_state(context, &["available"])),
    form: |context| {
        flag(context, "readonly", "Read-only", |raw| json::member(raw, "metadata").is_some_and(|all| says_yes(all, "readonly")))
    },
    done: |context, _, _| sentence(context, "Changed"),
    verify: |context, values| {
        verify::target(context, values, |_, values, now| {
            verify::happened(is_readonly(now, values), now, t("is as it was asked for"), t("is not changed"))
        })
    },
    follow: Some(|accepted| ends::changed(accepted, |accepted, now| is_readonly(now, accepted.values))),
    ..BASE
};

/// Says whether a server can start from a volume.
pub const BOOTABLE: Action = Action {
    name: "volume-bootable",
    verb: Verb::Edit,
    label: "Set bootable",
    title: "Set bootable",
    endpoint: &api::SET_BOOTABLE,
    consequence: |_| t("Whether it is offered for starting servers. Nothing on it changes.").into(),
    applies_to: is_volume,
    disabled_reason: in_maintenance,
    form: |context| flag(context, "bootable", "Bootable", |raw| says_yes(raw, "bootable")),
    done: |context, _, _| sentence(context, "Changed"),
    verify: |context, values| {
        verify::target(context, values, |_, values, now| {
            let same = says_yes(now.raw.text(), "bootable") == (values.text("bootable") == "true");
            verify::happened(same, now, t("is as it was asked for"), t("is not changed"))
        })
    },
    ..BASE
};

/// Puts a volume back to what it was at its newest snapshot.
pub const REVERT: Action = Action {
    name: "volume-revert",
    verb: Verb::Revert,
    label: "Revert to snapshot",
    title: "Revert to snapshot",
    endpoint: &api::REVERT_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: |context| {
        fill!("What was written to {name} since the snapshot is destroyed. This cannot be undone.", name = context.name())
    },
    applies_to: is_volume,
    disabled_reason: |context| version_or_role_reason(context, 40).or_else(|| require_state(context, &["available"])),
    form: |_| Form { fields: vec![Field::new("snapshot_id", "Snapshot", FieldKind::RemoteSelect("revert")).required()] },
    done: |context, _, _| sentence(context, "Reverting"),
    verify: |context, values| {
        verify::target(context, values, |context, _, now| {
            let word = now.status.label.as_str();
            // It was read just before the call was sent.
            let since = context.target.is_some_and(|before| ends::touched(before, now));
            let yes = if word == "reverting" { t("is reverting") } else { t("was written to since: it went back to its snapshot") };
            match word {
                "reverting" | "available" => {
                    verify::happened(word == "reverting" || since, now, yes, t("is as it was: it did not go back"))
                }
                word => voldeck_core::action::Verification::CannotTell([&now.name, t(" is "), word, "."].concat()),
            }
        })
    },
    follow: Some(ends::reverted),
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Whether the read-only flag is as in a form.
fn is_readonly(now: &Resource, values: &Values) -> bool {
    let is = json::member(now.raw.text(), "metadata").is_some_and(|all| says_yes(all, "readonly"));
    is == (values.text("readonly") == "true")
}

/// A form that turns a flag over.
fn flag(context: &ActionContext, key: &'static str, label: &'static str, is: fn(&str) -> bool) -> Form {
    let on = context.target.is_some_and(|target| is(target.raw.text()));
    let choices = vec![SelectOption::new("true", t("Yes"), ""), SelectOption::new("false", t("No"), "")];
    Form { fields: vec![Field::new(key, label, FieldKind::Select(choices)).required().value(if on { "false" } else { "true" })] }
}

fn in_maintenance(context: &ActionContext) -> Option<String> {
    role_reason(context).or_else(|| (context.state() == "maintenance").then(|| t("It is in maintenance.").to_owned()))
}

/// What changes with another name.
pub fn only_name_changes(_: &ActionContext) -> String {
    t("Only what is shown changes; the id stays.").into()
}

/// The form for another name and description.
pub fn rename_form(context: &ActionContext) -> Form {
    Form {
        fields: vec![
            called("pg-data").value(context.raw_text("name").unwrap_or_default()),
            description().value(context.raw_text("description").unwrap_or_default()),
        ],
    }
}

/// Whether name and description are as asked for.
pub fn verify_renamed<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    verify::target(context, values, |_, values, now| {
        verify::happened(ends::is_called(now, values), now, t("is as it was asked for"), t("is not changed"))
    })
}
