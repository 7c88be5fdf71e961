//! Volume groups and their snapshots.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#generic-volume-groups-groups>,
//! <https://docs.openstack.org/cinder/latest/admin/groups.html>. A group has a type of its own and the volume types that its members
//! may have; members stand on the same storage.

use super::ends;
use super::fields::{called, check, copy, description, zone};
use super::{BASE, creating, is, is_group, is_group_snapshot, look, quota, require_state, sentence, taking, version_or_role_reason};
use crate::cinder::api;
use voldeck_core::action::follow;
use voldeck_core::action::{Action, ActionContext, Confirmation, Field, FieldKind, Form, SelectOption, Target, Values, Verb, verify};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::{Id, Kind, Resource, Value};
use voldeck_core::texts::t;

/// Makes a group without volumes.
pub const CREATE: Action = Action {
    name: "group-create",
    verb: Verb::Create,
    label: "Create group",
    title: "Create group",
    on: Target::Connection(Kind::Group),
    endpoint: &api::CREATE_GROUP,
    consequence: |_| t("A group without volumes is made. Volumes are created in it or added later.").into(),
    disabled_reason: |context| version_or_role_reason(context, 13),
    form: |_| Form {
        fields: vec![
            called("orders"),
            Field::new("group_type", t("Group type"), FieldKind::RemoteSelect("group-types"))
                .required()
                .help(t("Only an administrator makes them. The one that is always there cannot be used.")),
            Field::new("volume_type", t("Volume type"), FieldKind::RemoteSelect("types")).required().help(t("What its members may be of.")),
            Field::new("more_types", t("Additional volume types"), FieldKind::Lines).help(t("Names, one a line.")).advanced(),
            zone(),
            description(),
        ],
    },
    check,
    quota: quota::group,
    done: creating,
    verify: verify_created,
    follow: Some(follow::made),
    creates: Some(Kind::Group),
    invalidates: &[Kind::Group],
    ..BASE
};

/// Keeps all volumes of a group as they are now.
pub const SNAPSHOT: Action = Action {
    name: "group-snapshot",
    verb: Verb::Snapshot,
    label: "Create group snapshot",
    title: "Create group snapshot",
    on: Target::Resource(Kind::Group),
    endpoint: &api::CREATE_GROUP_SNAPSHOT,
    consequence: |_| t("Every volume of the group is kept as it is now, at one moment where the group’s type says so.").into(),
    applies_to: is_group,
    disabled_reason: cannot_copy,
    form: |_| Form { fields: vec![called("before-upgrade"), description()] },
    check,
    done: taking,
    verify: |context, values| look::made(context, values, "group_snapshots"),
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Makes a group like another, volumes included.
pub const CLONE: Action = Action {
    name: "group-clone",
    verb: Verb::Clone,
    label: "Clone",
    title: "Clone group",
    on: Target::Resource(Kind::Group),
    endpoint: &api::CREATE_GROUP_FROM_SOURCE,
    consequence: |_| t("A new group is made with a copy of every volume. Its volumes have no names.").into(),
    applies_to: is_group,
    disabled_reason: cannot_copy,
    form: copy_form,
    check,
    quota: quota::group,
    done: creating,
    verify: verify_created,
    follow: Some(follow::made),
    creates: Some(Kind::Group),
    invalidates: &[Kind::Group, Kind::Volume],
    ..BASE
};

/// Makes a group of a group snapshot.
pub const RESTORE: Action = Action {
    name: "group-restore",
    verb: Verb::Create,
    label: "Create group from snapshot",
    title: "Create group from snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::CREATE_GROUP_FROM_SOURCE,
    consequence: |_| t("A new group is made with a volume of every snapshot in it. Its volumes have no names.").into(),
    applies_to: is_group_snapshot,
    disabled_reason: |context| version_or_role_reason(context, 14).or_else(|| require_state(context, &["available"])),
    form: copy_form,
    check,
    quota: quota::group,
    done: creating,
    verify: verify_created,
    follow: Some(follow::made),
    creates: Some(Kind::Group),
    invalidates: &[Kind::Group, Kind::Volume],
    ..BASE
};

/// Gives a group another name and description.
pub const EDIT: Action = Action {
    name: "group-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit group",
    on: Target::Resource(Kind::Group),
    endpoint: &api::UPDATE_GROUP,
    consequence: |_| t("Only what is shown changes. Whatever its state was, the group is available afterwards.").into(),
    applies_to: is_group,
    disabled_reason: |context| version_or_role_reason(context, 13),
    form: |context| Form {
        fields: vec![
            called("orders").value(context.raw_text("name").unwrap_or_default()),
            description().value(context.raw_text("description").unwrap_or_default()),
        ],
    },
    check: |context, values| {
        let mut wrong = check(context, values);
        let same = |key| context.raw_text(key).unwrap_or_default() == values.text(key);
        if same("name") && same("description") {
            wrong.push(FieldError::new("name", t("Nothing is changed.")));
        }
        wrong
    },
    done: |context, _, _| sentence(context, "Changed"),
    verify: super::change::verify_renamed,
    follow: Some(|accepted| ends::changed(accepted, |accepted, now| ends::is_called(now, accepted.values))),
    // Its volumes and its snapshots name it.
    invalidates: &[Kind::Group, Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Puts a volume into a group.
pub const ADD: Action = Action {
    name: "group-add",
    verb: Verb::Edit,
    label: "Add volume",
    title: "Add volume",
    on: Target::Resource(Kind::Group),
    endpoint: &api::ADD_VOLUME_TO_GROUP,
    consequence: |_| {
        t("The volume has to be of one of the group’s types and stand on the same storage; where it does not, the group says error.").into()
    },
    applies_to: is_group,
    disabled_reason: cannot_change_members,
    form: |_| Form { fields: vec![Field::new("add_volumes", "Volume", FieldKind::RemoteSelect("addable")).required()] },
    done: |context, _, _| sentence(context, t("Adding a volume to")),
    verify: |context, values| look::member(context, values, "add_volumes"),
    follow: Some(|accepted| ends::moved(accepted, "add_volumes")),
    invalidates: &[Kind::Group, Kind::Volume],
    ..BASE
};

/// Takes a volume out of a group.
pub const REMOVE: Action = Action {
    name: "group-remove",
    verb: Verb::Edit,
    label: "Remove volume",
    title: "Remove volume",
    on: Target::Resource(Kind::Group),
    endpoint: &api::REMOVE_VOLUME_FROM_GROUP,
    consequence: |_| t("The volume stays as it is, outside the group.").into(),
    applies_to: is_group,
    disabled_reason: cannot_change_members,
    form: |_| Form { fields: vec![Field::new("remove_volumes", "Volume", FieldKind::RemoteSelect("members")).required()] },
    done: |context, _, _| sentence(context, t("Taking a volume out of")),
    verify: |context, values| look::member(context, values, "remove_volumes"),
    follow: Some(|accepted| ends::moved(accepted, "remove_volumes")),
    invalidates: &[Kind::Group, Kind::Volume],
    ..BASE
};

/// Destroys a group, with its volumes if it has any.
pub const DELETE: Action = Action {
    name: "group-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete group",
    on: Target::Resource(Kind::Group),
    endpoint: &api::DELETE_GROUP,
    confirmation: Confirmation::TypeName,
    consequence: |context| {
        fill!("{name} and, if so chosen, its volumes and what is on them are destroyed. This cannot be undone.", name = context.name())
    },
    applies_to: is_group,
    disabled_reason: |context| version_or_role_reason(context, 13).or_else(|| group_in_use_reason(context)),
    form: |_| {
        let choices = vec![
            SelectOption::new("true", t("With its volumes"), ""),
            SelectOption::new("false", t("Only without volumes"), t("refused if it has any")),
        ];
        Form { fields: vec![Field::new("delete-volumes", "Delete", FieldKind::Select(choices)).required().value("true")] }
    },
    done: |context, _, _| sentence(context, "Deleting"),
    follow: Some(follow::gone),
    invalidates: &[Kind::Group, Kind::Volume],
    ..BASE
};

/// Destroys a group snapshot.
pub const DELETE_SNAPSHOT: Action = Action {
    name: "group-snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete group snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::DELETE_GROUP_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: |context| fill!("{name} and the snapshots in it are destroyed. This cannot be undone.", name = context.name()),
    applies_to: is_group_snapshot,
    disabled_reason: |context| version_or_role_reason(context, 14).or_else(|| require_state(context, &["available", "error"])),
    done: |context, _, _| sentence(context, "Deleting"),
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn points(one: &Resource, key: &str, to: &Id) -> bool {
    matches!(one.attribute(key), Some(Value::Link(_, id, _)) if id == to)
}

/// The known volumes of the target.
fn members<'a>(context: &ActionContext<'a>) -> impl Iterator<Item = &'a Resource> {
    let group = context.target.map(|target| &target.id);
    context.known.iter().filter(move |one| is(one, "volumes") && group.is_some_and(|group| points(one, "group", group)))
}

/// Why there is nothing to copy, where the server tells how many volumes it has.
fn empty(context: &ActionContext) -> Option<String> {
    let none = matches!(context.target?.attribute("members"), Some(Value::Number(0)));
    none.then(|| t("It has no volumes.").to_owned())
}

/// Why the group cannot go.
fn group_in_use_reason(context: &ActionContext) -> Option<String> {
    let group = &context.target?.id;
    if let Some(one) = context.known.iter().find(|one| is_group_snapshot(one) && points(one, "group", group)) {
        return Some([t("It has the group snapshot "), &one.name, t(": delete that first.")].concat());
    }
    if let Some(used) = members(context).find(|one| !one.attachments.is_empty()) {
        return Some([t("Its volume "), &used.name, t(" is attached.")].concat());
    }
    let owner = |one: &&Resource| members(context).any(|volume| one.source.as_ref() == Some(&volume.provider_id));
    let snapshot = context.known.iter().filter(|one| super::is_snapshot(one)).find(owner)?;
    Some([t("One of its volumes has the snapshot "), &snapshot.name, t(": delete that first.")].concat())
}

fn cannot_copy(context: &ActionContext) -> Option<String> {
    version_or_role_reason(context, 14).or_else(|| require_state(context, &["available"])).or_else(|| empty(context))
}

fn verify_created<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    look::made(context, values, "groups")
}

fn copy_form(context: &ActionContext) -> Form {
    Form { fields: vec![copy(context), description()] }
}

fn cannot_change_members(context: &ActionContext) -> Option<String> {
    version_or_role_reason(context, 13).or_else(|| require_state(context, &["available"]))
}
