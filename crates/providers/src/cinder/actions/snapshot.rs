//! Snapshots of volumes. <https://docs.openstack.org/api-ref/block-storage/v3/#volume-snapshots-snapshots>

use super::fields::{called, check, description, metadata, put_metadata, put_texts};
use super::{BASE, budget, change, id, is_snapshot, is_volume, look, made, may, name, post, unless, word};
use voldeck_core::action::follow;
use voldeck_core::action::{Action, Field, FieldKind, Form, On, Verb};
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    operation: "POST /v3/{project_id}/snapshots",
    consequence: |_| "The volume is kept as it is now. One in use is kept as after a crash: its server is not stopped.".into(),
    applies_to: is_volume,
    disabled_reason: |scene| may(scene).or_else(|| unless(scene, &["available", "in-use"])),
    form: |scene| {
        let mut fields = vec![called("before-upgrade"), description(), metadata()];
        // Later servers need not be told.
        if word(scene) == "in-use" && super::client(scene).is_some_and(|client| client.lacks(66).is_some()) {
            fields.push(
                Field::new("force", "Force", FieldKind::Flag).value("true").help("Although it is in use: without it the server refuses."),
            );
        }
        Form { fields }
    },
    check,
    budget: budget::snapshot,
    request: |scene, values| {
        let mut body = ObjectBuilder::default().with("volume_id", id(scene));
        put_texts(values, &["name", "description"], &mut body);
        put_metadata(values, &mut body);
        if values.flag("force") {
            body.put("force", true);
        }
        post("/snapshots", "snapshot", &body)
    },
    outcome: |scene, values, response| {
        made("snapshots", "snapshot", response, ["Taking ", values.text("name"), " of ", name(scene), "."].concat())
    },
    verify: |scene, values| look::made(scene, values, "snapshots"),
    follow: Some(follow::made),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Gives a snapshot another name and description.
pub const EDIT: Action = Action {
    name: "snapshot-edit",
    verb: Verb::Edit,
    label: "Edit",
    title: "Edit snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: "PUT /v3/{project_id}/snapshots/{snapshot_id}",
    consequence: change::EDIT.consequence,
    applies_to: is_snapshot,
    form: change::EDIT.form,
    check,
    request: change::EDIT.request,
    outcome: change::EDIT.outcome,
    verify: change::EDIT.verify,
    // Volumes that were made of it name it.
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};
