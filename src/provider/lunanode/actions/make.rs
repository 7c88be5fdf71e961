//! Making volumes: empty, from an image, from a snapshot. <https://www.lunanode.com/api/volume>

use super::{Address, BASE, GB, call, check_size, gb, id, link, look, name, region, size_field, text_fact, unusable, wire};
use crate::action::{Action, Choice, Field, FieldKind, Form, On, Outcome, Scene, Values, Verb};
use crate::http::{FieldError, Response};
use crate::model::Kind;

/// Makes a volume.
pub const CREATE: Action = Action {
    name: "volume-create",
    verb: Verb::Create,
    label: "Create a volume",
    title: "Create a volume",
    operation: "volume/create",
    consequence: |_| "LunaNode makes the volume in the region. It is pending until it can be used.".into(),
    form: |scene| {
        let home = link(scene).map_or("", |link| link.region());
        let source = FieldKind::Choice(vec![
            Choice::new("empty", "Nothing", "an empty volume"),
            Choice::new("image", "An image", "a template or a snapshot of a virtual machine"),
            Choice::new("snapshot", "A volume snapshot", ""),
        ]);
        Form {
            fields: vec![
                Field::new("region", "Region", FieldKind::Loaded("regions")).required().value(home).example("toronto"),
                label(),
                size_field("Size", GB),
                Field::new("source", "Content", source).required().value("empty"),
                Field::new("image", "Image", FieldKind::Loaded("images"))
                    .required()
                    .only_if("source", "image")
                    .example("2685")
                    .help("Of the region above. ISO images are no content for a volume."),
                Field::new("snapshot_id", "Snapshot", FieldKind::Loaded("snapshots"))
                    .required()
                    .only_if("source", "snapshot")
                    .help("Of the region above. The volume is at least as large as the snapshot."),
            ],
        }
    },
    check: |scene, values| {
        let mut wrong = check_size(scene, values);
        let image = link(scene).and_then(|link| link.image(source(values, "image")));
        let elsewhere = |region: &str| {
            let asked = values.text("region");
            (!region.is_empty() && !asked.is_empty() && region != asked).then(|| format!("It is in {region}, not in {asked}."))
        };
        let bad = image.and_then(|image| image.unfit().or_else(|| elsewhere(&image.region)));
        wrong.extend(bad.map(|words| FieldError::new("image", words)));
        let snapshot = scene.known.iter().find(|known| known.kind == Kind::Snapshot && known.vendor_id == source(values, "snapshot"));
        let bad = snapshot.and_then(|snapshot| unusable(snapshot).or_else(|| elsewhere(text_fact(snapshot, "region")?)));
        wrong.extend(bad.map(|words| FieldError::new("snapshot_id", words)));
        wrong.extend(snapshot.and_then(|snapshot| too_small(snapshot, values)));
        wrong
    },
    request: |_, values| {
        call(
            "volume/create",
            &[
                ("region", values.text("region")),
                ("label", values.text("label")),
                ("size", &gb(values)),
                ("image", source(values, "image")),
                ("snapshot_id", source(values, "snapshot")),
            ],
        )
    },
    outcome: |_, values, response| made(values.text("region"), values, response),
    probe: look::made,
    ..BASE
};

/// Makes a volume of what a snapshot keeps.
pub const RESTORE: Action = Action {
    name: "volume-restore",
    verb: Verb::Clone,
    label: "Make a volume",
    title: "Make a volume from this snapshot",
    on: On::Resource(Kind::Snapshot),
    consequence: |scene| format!("LunaNode makes a volume in {} with what {} keeps.", region(scene), name(scene)),
    refuse: |scene| scene.target.and_then(unusable),
    form: |scene| {
        let size = scene.target.and_then(|snapshot| snapshot.size);
        let field = size_field("Size", size.map_or(GB, |size| size.0)).help("At least that of the snapshot.");
        Form { fields: vec![label(), field.value(size.map(|size| format!("{} GiB", size.0 / GB)).unwrap_or_default())] }
    },
    check: check_size,
    request: |scene, values| {
        let parameters = [("region", region(scene)), ("label", values.text("label")), ("size", &gb(values)), ("snapshot_id", id(scene))];
        call("volume/create", &parameters)
    },
    outcome: |scene, values, response| made(region(scene), values, response),
    ..CREATE
};

fn label() -> Field {
    Field::new("label", "Label", FieldKind::Text).required().example("pg-data").help("Its name; it can be changed.")
}

/// The id of an image or a snapshot, if that is the content that was chosen.
fn source<'a>(values: &'a Values, kind: &str) -> &'a str {
    match values.text("source") {
        chosen if chosen != kind => "",
        "image" => values.text("image"),
        _ => values.text("snapshot_id"),
    }
}

fn too_small(snapshot: &crate::model::Resource, values: &Values) -> Option<FieldError> {
    let (least, asked) = (snapshot.size?, values.bytes("size")?);
    (asked < least).then(|| FieldError::new("size", format!("At least as large as the snapshot, {least}.")))
}

/// Servers of 2015 do not tell the id: the volume is in the list.
fn made(region: &str, values: &Values, response: &Response) -> Outcome {
    let id = wire::answered(&response.body, "volume_id");
    let said = id.is_none().then(|| "The server did not tell its id; it is in the list of volumes.".to_owned());
    let created = id.map(|id| Address::to_id(Kind::Volume, region, &id));
    Outcome { done: format!("Created {} in {region}.", values.text("label")), said, created }
}

/// Where a form makes its volume.
pub fn place<'a>(scene: &Scene<'a>, values: &'a Values) -> &'a str {
    values.some("region").unwrap_or_else(|| region(scene))
}
