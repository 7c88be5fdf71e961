//! Changing and removing volumes: extend, rename, delete. <https://www.lunanode.com/api/volume>

use super::{BASE, FIELD, GB, MOST, SIZE, Spec, check_size, follow, form, look, require_state};
use crate::lunanode::api;
use voldeck_core::action::{Action, ActionContext, Confirmation, Target, Verb};
use voldeck_core::model::Kind;

/// Makes it larger.
pub const EXTEND: Action = Action {
    name: "volume-extend",
    verb: Verb::Extend,
    label: "Extend",
    title: "Extend volume",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::EXTEND_VOLUME,
    consequence: |_| "The volume becomes larger, and can never shrink. The file system on it stays as it is: grow it afterwards.".into(),
    disabled_reason: |context| {
        let full = context.size() >= MOST;
        require_state(context, &["available"], "Only a volume that is available, attached to nothing, can be extended.")
            .or_else(|| full.then(|| "It has the largest size there is.".into()))
    },
    form: |context| {
        let mut form = form(&[Spec { label: "New size", ..SIZE }], context.size() / GB * GB + GB);
        let now = context.target.and_then(|volume| volume.size);
        form.fields[0].help = now.map_or_else(|| "Its size is not reported.".to_owned(), |size| format!("Now {size}."));
        form
    },
    check: check_size,
    done: |context, values, _| format!("Extending {} to {}.", context.name(), values.bytes("size").unwrap_or_default()),
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
    consequence: |_| "Only the name changes. What uses the volume is not told.".into(),
    form: |context| {
        let mut form = form(&[Spec { name: "name", label: "Name", ..FIELD }], 0);
        context.name().clone_into(&mut form.fields[0].value);
        form
    },
    done: |context, values, _| format!("Renamed {} to {}.", context.name(), values.text("name")),
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
    consequence: |context| format!("LunaNode destroys {} and what is on it. This cannot be undone.", context.name()),
    // <https://docs.openstack.org/api-ref/block-storage/v3/#delete-a-volume>
    disabled_reason: |context| {
        let rule = "Only a volume that is available, attached to nothing, or in error can be deleted.";
        require_state(context, &["available", "error", "error_extending"], rule).or_else(|| has_snapshots(context))
    },
    done: |context, _, _| format!("Deleting {}.", context.name()),
    verify: look::gone,
    follow: Some(follow::gone),
    ..BASE
};

/// Cinder deletes no volume that has snapshots.
fn has_snapshots(context: &ActionContext) -> Option<String> {
    let target = context.target?;
    let of_it =
        context.known.iter().filter(|known| known.kind == Kind::Snapshot && known.source.as_ref() == Some(&target.provider_id)).count();
    let words = voldeck_core::decode::count(of_it as u64, "snapshot");
    (of_it > 0).then(|| format!("It has {words}: delete them first."))
}
