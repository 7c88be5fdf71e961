//! Snapshots of volumes. <https://docs.openstack.org/api-ref/block-storage/v3/#volume-snapshots-snapshots>

use super::fields::{called, check, description, metadata, put_metadata, put_texts};
use super::{BASE, budget, change, id, is, is_snapshot, look, made, may, name, post, unless, word};
use crate::action::follow;
use crate::action::{Action, Field, FieldKind, Form, On, Verb};
use crate::json::ObjectBuilder;
use crate::model::Kind;

/// Keeps a volume as it is now.
pub const TAKE: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Snapshot",
    title: "Take a snapshot of this volume",
    operation: "POST /v3/{project_id}/snapshots",
    consequence: |_| "The volume is kept as it is now. One in use is kept as after a crash: its server is not stopped.".into(),
    fits: |resource| is(resource, "volumes"),
    refuse: |scene| may(scene).or_else(|| unless(scene, &["available", "in-use"])),
    form: |scene| {
        let mut fields = vec![called("before-upgrade"), description(), metadata()];
        // Later servers need not be told.
        if word(scene) == "in-use" && super::link(scene).is_some_and(|link| link.lacks(66).is_some()) {
            fields.push(Field::new("force", "Although it is in use", FieldKind::Flag).value("true"));
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
    probe: |scene, values| look::made(scene, values, "snapshots"),
    follow: Some(follow::made),
    stales: &[Kind::Snapshot],
    ..BASE
};

/// Gives a snapshot another name and description.
pub const EDIT: Action = Action {
    name: "snapshot-edit",
    title: "Edit this snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: "PUT /v3/{project_id}/snapshots/{snapshot_id}",
    fits: is_snapshot,
    refuse: may,
    // Volumes that were made of it name it.
    stales: &[Kind::Snapshot, Kind::Volume],
    ..change::EDIT
};
