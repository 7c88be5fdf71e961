//! Volume snapshots: take, copy to another region as an image, delete. <https://www.lunanode.com/api/volume>

use super::{BASE, FIELD, Spec, Takes, follow, form, look, require_state, unusable};
use crate::lunanode::api::{self, target_region};
use voldeck_core::action::{Action, Confirmation, Target, Verb};
use voldeck_core::http::FieldError;
use voldeck_core::model::Kind;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_SNAPSHOT,
    consequence: |_| {
        "LunaNode keeps the volume as it is now, in its region. One that is attached is kept as after a crash: writers are not stopped."
            .into()
    },
    // Whether an attached volume can be kept is not documented: the server decides.
    disabled_reason: |context| {
        require_state(context, &["available", "in-use"], "A snapshot is taken of a volume that is available or in use.")
    },
    form: |_| form(&[Spec { name: "label", label: "Label", example: "before-upgrade", ..FIELD }], 0),
    done: |context, values, _| format!("Taking the snapshot {} of {}.", values.text("label"), context.name()),
    verify: look::snapped,
    follow: Some(follow::made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// What a copy needs.
const COPY: &[Spec] = &[
    Spec { name: "dst_region", label: "Destination region", kind: Takes::Loaded("other-regions"), example: "montreal", ..FIELD },
    Spec { name: "image_name", label: "Image name", example: "pg-data-copy", ..FIELD },
];

/// Copies it to another region, where it is an image.
pub const REPLICATE: Action = Action {
    name: "snapshot-replicate",
    verb: Verb::Export,
    label: "Replicate",
    title: "Replicate snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::REPLICATE_SNAPSHOT,
    consequence: |context| {
        format!("What {} keeps is copied to another region as an image. Volumes can be made from it there.", context.name())
    },
    disabled_reason: |context| context.target.and_then(unusable),
    form: |_| form(COPY, 0),
    check: |context, values| {
        let same = values.text("dst_region") == target_region(context);
        same.then(|| FieldError::new("dst_region", "It is there already: choose another region.")).into_iter().collect()
    },
    done: |context, values, answer| {
        let id = answer.name.as_ref().map(|id| format!(", id {id}")).unwrap_or_default();
        let (image, to) = (values.text("image_name"), values.text("dst_region"));
        format!("Copying {} to {to} as the image {image}{id}.", context.name())
    },
    verify: look::replicated,
    follow: Some(follow::replicated),
    invalidates: &[],
    ..BASE
};

/// Destroys it.
pub const DELETE: Action = Action {
    name: "snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::DELETE_SNAPSHOT,
    confirmation: Confirmation::TypeName,
    consequence: |context| {
        format!("LunaNode destroys the snapshot {}. This cannot be undone. Images and volumes made from it stay.", context.name())
    },
    disabled_reason: |context| {
        require_state(context, &["available", "error"], "Only a snapshot that is available or in error can be deleted.")
    },
    done: |context, _, _| format!("Deleting the snapshot {}.", context.name()),
    verify: look::gone,
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};
