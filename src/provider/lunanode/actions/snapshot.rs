//! Volume snapshots: take, copy to another region as an image, delete. <https://www.lunanode.com/api/volume>

use super::{BASE, call, id, look, name, region, unless, unusable, wire};
use crate::action::{Action, Danger, Field, FieldKind, Form, On, Outcome, Verb};
use crate::http::FieldError;
use crate::model::Kind;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Snapshot",
    title: "Take a snapshot of this volume",
    on: On::Resource(Kind::Volume),
    operation: "volume/snapshot-create",
    consequence: |_| {
        "LunaNode keeps the volume as it is now, in its region. One that is attached is kept as after a crash: writers are not stopped."
            .into()
    },
    // Whether an attached volume can be kept is not documented: the server decides.
    refuse: |scene| unless(scene, &["available", "in-use"], "A snapshot is taken of a volume that is available or in use."),
    form: |_| Form { fields: vec![Field::new("label", "Label", FieldKind::Text).required().example("before-upgrade")] },
    request: |scene, values| call("volume/snapshot-create", &[("volume_id", id(scene)), ("label", values.text("label"))]),
    outcome: |scene, values, response| {
        let created = wire::answered(&response.body, "snapshot_id");
        let created = created.map(|id| wire::Address::to_id(Kind::Snapshot, region(scene), &id));
        Outcome { done: format!("Taking the snapshot {} of {}.", values.text("label"), name(scene)), said: None, created }
    },
    probe: look::snapped,
    stales: &[Kind::Snapshot],
    ..BASE
};

/// Copies it to another region, where it is an image.
pub const REPLICATE: Action = Action {
    name: "snapshot-replicate",
    verb: Verb::Export,
    label: "Replicate",
    title: "Replicate this snapshot to another region",
    on: On::Resource(Kind::Snapshot),
    operation: "volume/snapshot-replicate",
    consequence: |scene| format!("What {} keeps is copied to another region as an image. Volumes can be made from it there.", name(scene)),
    refuse: |scene| scene.target.and_then(unusable),
    form: |_| Form {
        fields: vec![
            Field::new("dst_region", "To the region", FieldKind::Loaded("other-regions")).required().example("montreal"),
            Field::new("image_name", "Name of the image", FieldKind::Text).required().example("pg-data-copy"),
        ],
    },
    check: |scene, values| {
        let same = values.text("dst_region") == region(scene);
        same.then(|| FieldError::new("dst_region", "It is there already: choose another region.")).into_iter().collect()
    },
    request: |scene, values| {
        call(
            "volume/snapshot-replicate",
            &[
                ("region", region(scene)),
                ("snapshot_id", id(scene)),
                ("image_name", values.text("image_name")),
                ("dst_region", values.text("dst_region")),
            ],
        )
    },
    outcome: |scene, values, response| {
        let id = wire::answered(&response.body, "image_id").map(|id| format!(", id {id}")).unwrap_or_default();
        let (image, to) = (values.text("image_name"), values.text("dst_region"));
        Outcome::done(format!("Copying {} to {to} as the image {image}{id}.", name(scene)))
    },
    probe: look::replicated,
    stales: &[],
    ..BASE
};

/// Destroys it.
pub const DELETE: Action = Action {
    name: "snapshot-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete this snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: "volume/snapshot-delete",
    danger: Danger::TypeName,
    consequence: |scene| {
        format!("LunaNode destroys the snapshot {}. This cannot be undone. Images and volumes made from it stay.", name(scene))
    },
    refuse: |scene| unless(scene, &["available", "error"], "Only a snapshot that is available or in error can be deleted."),
    request: |scene, _| call("volume/snapshot-delete", &[("region", region(scene)), ("snapshot_id", id(scene))]),
    outcome: |scene, _, _| Outcome::done(format!("Deleting the snapshot {}.", name(scene))),
    probe: look::gone,
    stales: &[Kind::Snapshot],
    ..BASE
};
