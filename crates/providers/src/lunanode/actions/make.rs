//! Making volumes: empty, from an image, from a snapshot. <https://www.lunanode.com/api/volume>

use super::{
    Address, BASE, FIELD, GB, SIZE, Spec, Takes, check_size, client, content, follow, form, look, name, region, sent, text_fact, unusable,
    wire,
};
use crate::lunanode::faults::NO_VOLUME_ID;
use voldeck_core::action::{Action, ActionContext, On, Outcome, Values, Verb};
use voldeck_core::http::{FieldError, Response};
use voldeck_core::model::{Bytes, Kind};

const LABEL: Spec = Spec { name: "label", label: "Label", example: "pg-data", help: "Its name; it can be changed.", ..FIELD };

/// What a new volume needs.
const NEW: &[Spec] = &[
    Spec { name: "region", label: "Region", kind: Takes::Loaded("regions"), example: "toronto", ..FIELD },
    LABEL,
    SIZE,
    Spec {
        name: "source",
        label: "Source",
        kind: Takes::One(&[("empty", ""), ("image", "a template or a snapshot of a virtual machine"), ("snapshot", "of a volume")]),
        value: "empty",
        ..FIELD
    },
    Spec {
        name: "image",
        label: "Image",
        kind: Takes::Loaded("images"),
        example: "2685",
        help: "Of the region above.",
        only_if: Some(("source", "image")),
        ..FIELD
    },
    Spec {
        name: "snapshot_id",
        label: "Snapshot",
        kind: Takes::Loaded("snapshots"),
        help: "Of the region above, and no larger than the volume.",
        only_if: Some(("source", "snapshot")),
        ..FIELD
    },
];

/// Makes a volume.
pub const CREATE: Action = Action {
    name: "volume-create",
    verb: Verb::Create,
    label: "Create volume",
    title: "Create volume",
    operation: "volume/create",
    consequence: |_| "LunaNode makes the volume in the region. It is pending until it can be used.".into(),
    form: |scene| {
        let mut form = form(NEW, GB);
        client(scene).map_or("", |client| client.region()).clone_into(&mut form.fields[0].value);
        form
    },
    check: |scene, values| {
        let mut wrong = check_size(scene, values);
        wrong.extend(unfit(scene, values));
        wrong
    },
    request: |scene, values| sent(scene, values, "volume/create", &["region", "label", "size", "image", "snapshot_id"]),
    outcome: |_, values, response| made(values.text("region"), values, response),
    verify: look::made,
    follow: Some(follow::made),
    ..BASE
};

/// Makes a volume of what a snapshot keeps.
pub const RESTORE: Action = Action {
    name: "volume-restore",
    verb: Verb::Clone,
    label: "Create volume from snapshot",
    title: "Create volume from snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: "volume/create",
    consequence: |scene| format!("LunaNode makes a volume in {} with what {} keeps.", region(scene), name(scene)),
    disabled_reason: |scene| scene.target.and_then(unusable),
    form: |scene| {
        let size = scene.target.and_then(|snapshot| snapshot.size).unwrap_or(Bytes(GB));
        let mut form = form(&[LABEL, Spec { help: "At least that of the snapshot.", ..SIZE }], size.0);
        form.fields[1].value = format!("{} GiB", size.0 / GB);
        form
    },
    check: check_size,
    request: |scene, values| sent(scene, values, "volume/create", &["region", "label", "size", "snapshot_id"]),
    outcome: |scene, values, response| made(region(scene), values, response),
    verify: look::made,
    follow: Some(follow::made),
    ..BASE
};

/// Why the content that was chosen cannot be put into this volume: the choices may have been read for another region.
fn unfit(scene: &ActionContext, values: &Values) -> Option<FieldError> {
    let (field, its, fault) = if let Some(image) = client(scene)?.image(content(values, "image")) {
        ("image", image.region.clone(), image.unfit())
    } else {
        let id = content(values, "snapshot_id");
        let snapshot = scene.known.iter().find(|known| known.kind == Kind::Snapshot && known.vendor_id == id)?;
        let small = snapshot.size.filter(|size| values.bytes("size").is_some_and(|asked| asked < *size));
        if let Some(size) = small {
            return Some(FieldError::new("size", format!("At least as large as the snapshot, {size}.")));
        }
        ("snapshot_id", text_fact(snapshot, "region")?.to_owned(), unusable(snapshot))
    };
    let asked = values.text("region");
    let elsewhere = || (its != asked && !its.is_empty()).then(|| format!("It is in {its}, not in {asked}."));
    Some(FieldError::new(field, fault.or_else(elsewhere)?))
}

/// Servers of 2015 do not tell the id: the volume is in the list.
fn made(region: &str, values: &Values, response: &Response) -> Outcome {
    let id = wire::answered(&response.body, "volume_id");
    let said = id.is_none().then(|| NO_VOLUME_ID.shown.to_owned());
    let created = id.map(|id| Address::to_id(Kind::Volume, region, &id));
    Outcome { done: format!("Creating {} in {region}.", values.text("label")), said, created, ..Outcome::default() }
}
