//! Volume snapshots: take, copy to another region as an image, delete. <https://www.lunanode.com/api/volume>

use super::{BASE, FIELD, Spec, Takes, follow, form, look, require_state, unusable};
use crate::lunanode::api::{self, target_region};
use voldeck_core::action::{Action, Confirmation, Target, Verb};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: Target::Resource(Kind::Volume),
    endpoint: &api::CREATE_SNAPSHOT,
    consequence: |_| {
        t("LunaNode keeps the volume as it is now, in its region. One that is attached is kept as after a crash: writers are not stopped.")
            .into()
    },
    // Whether an attached volume can be kept is not documented: the server decides.
    disabled_reason: |context| {
        require_state(context, &["available", "in-use"], t("A snapshot is taken of a volume that is available or in use."))
    },
    form: |_| form(&[Spec { name: "label", label: "Label", example: "before-upgrade", ..FIELD }], 0),
    done: |context, values, _| fill!("Taking the snapshot {text} of {name}.", text = values.text("label"), name = context.name()),
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
        fill!("What {name} keeps is copied to another region as an image. Volumes can be made from it there.", name = context.name())
    },
    disabled_reason: |context| context.target.and_then(unusable),
    form: |_| form(COPY, 0),
    check: |context, values| {
        let same = values.text("dst_region") == target_region(context);
        same.then(|| FieldError::new("dst_region", t("It is there already: choose another region."))).into_iter().collect()
    },
    done: |context, values, answer| {
        let id = answer.name.as_ref().map(|id| fill!(", id {id}", id)).unwrap_or_default();
        let (image, to) = (values.text("image_name"), values.text("dst_region"));
        fill!("Copying {name} to {to} as the image {image}{id}.", name = context.name(), to, image, id)
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
        fill!("LunaNode destroys the snapshot {name}. This cannot be undone. Images and volumes made from it stay.", name = context.name())
    },
    disabled_reason: |context| {
        require_state(context, &["available", "error"], t("Only a snapshot that is available or in error can be deleted."))
    },
    done: |context, _, _| fill!("Deleting the snapshot {name}.", name = context.name()),
    verify: look::gone,
    follow: Some(follow::gone),
    invalidates: &[Kind::Snapshot],
    ..BASE
};
