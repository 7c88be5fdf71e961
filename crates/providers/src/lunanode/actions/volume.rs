//! Changing and removing volumes: extend, rename, delete. <https://www.lunanode.com/api/volume>

use super::{BASE, FIELD, GB, MOST, SIZE, Spec, check_size, follow, form, look, require_state};
use crate::lunanode::api;
use voldeck_core::action::{Action, ActionContext, Confirmation, Target, Verb};
use voldeck_core::fill;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Makes it larger.
pub const EXTEND: Action = Action {
    name: "volume-extend",
    verb: Verb::Extend,
    label: "Extend",
    title: "Extend volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::EXTEND_VOLUME,
    consequence: |_| t("The volume becomes larger, and can never shrink. The file system on it stays as it is: grow it afterwards.").into(),
    disabled_reason: |context| {
        let full = context.size() >= MOST;
        require_state(context, &["available"], t("Only a volume that is available, attached to nothing, can be extended."))
            .or_else(|| full.then(|| t("It has the largest size there is.").into()))
    },
    form: |context| {
        let mut form = form(&[Spec { label: t("New size"), ..SIZE }], context.size() / GB * GB + GB);
        let now = context.target.and_then(|volume| volume.size);
        form.fields[0].help = now.map_or_else(|| t("Its size is not reported.").to_owned(), |size| fill!("Now {size}.", size));
        form
    },
    check: check_size,
    done: |context, values, _| {
        fill!("Extending {name} to {bytes}.", name = context.name(), bytes = values.bytes("size").unwrap_or_default())
    },
    verify: look::extended,
    follow: Some(follow::extended),
    ..BASE
};

/// Gives it another name.
pub const RENAME: Action = Action {
    name: "volume-rename",
    verb: Verb::Edit,
    label: "Rename",
    title: "Rename volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::RENAME_VOLUME,
    consequence: |_| t("Only the name changes. What uses the volume is not told.").into(),
    form: |context| {
        let mut form = form(&[Spec { name: "name", label: "Name", ..FIELD }], 0);
        context.name().clone_into(&mut form.fields[0].value);
        form
    },
    done: |context, values, _| fill!("Renamed {name} to {text}.", name = context.name(), text = values.text("name")),
    verify: look::renamed,
    // Snapshots tell the name of their volume.
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};

/// Destroys it.
pub const DELETE: Action = Action {
    name: "volume-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::DELETE_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: |context| fill!("LunaNode destroys {name} and what is on it. This cannot be undone.", name = context.name()),
    // <https://docs.openstack.org/api-ref/block-storage/v3/#delete-a-volume>
    disabled_reason: |context| {
        let rule = t("Only a volume that is available, attached to nothing, or in error can be deleted.");
        require_state(context, &["available", "error", "error_extending"], rule).or_else(|| has_snapshots(context))
    },
    done: |context, _, _| fill!("Deleting {name}.", name = context.name()),
    verify: look::gone,
    follow: Some(follow::gone),
    ..BASE
};

/// Cinder deletes no volume that has snapshots.
fn has_snapshots(context: &ActionContext) -> Option<String> {
    let target = context.target?;
    let of_it =
        context.known.iter().filter(|known| known.kind == Kind::Snapshot && known.source.as_ref() == Some(&target.provider_id)).count();
    let words = voldeck_core::decode::count(of_it as u64, ["{number} snapshot", "{number} snapshots"]);
    (of_it > 0).then(|| fill!("It has {words}: delete them first.", words))
}
