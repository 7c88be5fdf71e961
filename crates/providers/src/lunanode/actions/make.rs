//! Making volumes: empty, from an image, from a snapshot. <https://www.lunanode.com/api/volume>

use super::{BASE, FIELD, GB, SIZE, Spec, Takes, check_size, client, follow, form, look, unusable};
use crate::lunanode::api::{self, content, region_of, target_region};
use voldeck_core::action::{Action, ActionContext, Target, Values, Verb, WriteAnswer};
use voldeck_core::fill;
use voldeck_core::http::FieldError;
use voldeck_core::model::{Bytes, Kind};
use voldeck_core::texts::t;

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
        visible_if: Some(("source", "image")),
        ..FIELD
    },
    Spec {
        name: "snapshot_id",
        label: "Snapshot",
        kind: Takes::Loaded("snapshots"),
        help: "Of the region above, and no larger than the volume.",
        visible_if: Some(("source", "snapshot")),
        ..FIELD
    },
];

/// Makes a volume.
pub const CREATE: Action = Action {
    name: "volume-create",
    verb: Verb::Create,
    label: "Create volume",
    title: "Create volume",
    endpoint: &api::CREATE_VOLUME,
    consequence: |_| t("LunaNode makes the volume in the region. It is pending until it can be used.").into(),
    form: |context| {
        let mut form = form(NEW, GB);
        client(context).map_or("", |client| client.region()).clone_into(&mut form.fields[0].value);
        form
    },
    check: |context, values| {
        let mut wrong = check_size(context, values);
        wrong.extend(unfit(context, values));
        wrong
    },
    done: creating,
    verify: look::made,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    ..BASE
};

/// Makes a volume of what a snapshot keeps.
pub const RESTORE: Action = Action {
    name: "volume-restore",
    verb: Verb::Clone,
    label: "Create volume from snapshot",
    title: "Create volume from snapshot",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::CREATE_VOLUME,
    consequence: |context| {
        fill!("LunaNode makes a volume in {context} with what {name} keeps.", context = target_region(context), name = context.name())
    },
    disabled_reason: |context| context.target.and_then(unusable),
    form: |context| {
        let size = context.target.and_then(|snapshot| snapshot.size).unwrap_or(Bytes(GB));
        let mut form = form(&[LABEL, Spec { help: t("At least that of the snapshot."), ..SIZE }], size.0);
        form.fields[1].value = format!("{} GiB", size.0 / GB);
        form
    },
    check: check_size,
    done: creating,
    verify: look::made,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    ..BASE
};

/// Why the content that was chosen cannot be put into this volume: the choices may have been read for another region.
fn unfit(context: &ActionContext, values: &Values) -> Option<FieldError> {
    let (field, its, fault) = if let Some(image) = client(context)?.image(content(values, "image")) {
        ("image", image.region.clone(), image.unfit())
    } else {
        let id = content(values, "snapshot_id");
        let snapshot = context.known.iter().find(|known| known.kind == Kind::Snapshot && known.provider_id == id)?;
        let small = snapshot.size.filter(|size| values.bytes("size").is_some_and(|asked| asked < *size));
        if let Some(size) = small {
            return Some(FieldError::new("size", fill!("At least as large as the snapshot, {size}.", size)));
        }
        ("snapshot_id", snapshot.text_attribute("region")?.to_owned(), unusable(snapshot))
    };
    let asked = values.text("region");
    let elsewhere = || (its != asked && !its.is_empty()).then(|| fill!("It is in {its}, not in {asked}.", its, asked));
    Some(FieldError::new(field, fault.or_else(elsewhere)?))
}

fn creating(context: &ActionContext, values: &Values, _: &WriteAnswer) -> String {
    fill!("Creating {text} in {region}.", text = values.text("label"), region = region_of(context, values))
}
