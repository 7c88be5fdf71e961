//! Transfers: handing a volume over to another project.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-transfer>. The key is told once, to who offers it.

use super::ends;
use super::{BASE, id, is_volume, look, may, post, told, told_snapshots, unless};
use crate::cinder::wire::{Place, text_of};
use voldeck_core::action::follow;
use voldeck_core::action::{Action, Confirmation, Field, FieldKind, Form, On, Outcome, Verb};
use voldeck_core::http::{Request, Secret, segment};
use voldeck_core::json::{self, ObjectBuilder};
use voldeck_core::model::Kind;

/// Offers a volume to whoever has the key.
pub const OFFER: Action = Action {
    name: "volume-transfer",
    verb: Verb::Transfer,
    label: "Create transfer",
    title: "Create transfer",
    operation: "POST /v3/{project_id}/volume-transfers",
    consequence: |_| {
        "A key is shown once. Who accepts with it owns the volume and its snapshots. Until then the volume waits, and the offer can be cancelled."
            .into()
    },
    applies_to: is_volume,
    disabled_reason: |scene| {
        let busy = told_snapshots(scene).find(|one| one.status.label != "available");
        may(scene)
            .or_else(|| unless(scene, &["available"]))
            .or_else(|| busy.map(|one| ["Its snapshot ", &one.name, " is ", &one.status.label, "."].concat()))
    },
    form: |_| Form { fields: vec![Field::new("name", "Transfer name", FieldKind::Text).example("to-analytics")] },
    request: |scene, values| {
        let mut body = ObjectBuilder::default().with("volume_id", id(scene));
        super::fields::put_texts(values, &["name"], &mut body);
        post("/volume-transfers", "transfer", &body)
    },
    outcome: |scene, _, response| {
        let made = json::member(&response.body, "transfer").unwrap_or_default();
        let text = |name| text_of(made, name).unwrap_or_default();
        let said = ["The other project needs the transfer’s id ", &text("id"), " and its key."].concat();
        let key = Secret::new(&text("auth_key"));
        Outcome { said: Some(said), once: Some(("key", key)), ..told(scene, "Offered") }
    },
    verify: |scene, values| {
        look::look(scene, values, |_, _, now| {
            let offered = now.status.label == "awaiting-transfer";
            look::found(
                offered,
                now,
                "is offered, but its key was lost with the answer: cancel the transfer and offer it again",
                "is not offered",
            )
        })
    },
    follow: Some(|accepted| ends::changed(accepted, |_, now| now.status.label == "awaiting-transfer")),
    ..BASE
};

/// Takes an offer back.
pub const CANCEL: Action = Action {
    name: "volume-transfer-cancel",
    verb: Verb::Transfer,
    label: "Cancel transfer",
    title: "Cancel transfer",
    operation: "DELETE /v3/{project_id}/volume-transfers/{transfer_id}",
    confirmation: Confirmation::Confirm,
    consequence: |_| "Its key is worth nothing from then on. The volume stays.".into(),
    applies_to: |resource| is_volume(resource) && resource.status.label == "awaiting-transfer",
    form: |_| Form { fields: vec![Field::new("transfer", "Transfer", FieldKind::Loaded("transfers")).required()] },
    request: |_, values| Request::new(http::Method::DELETE, ["/volume-transfers/", &segment(values.text("transfer"))].concat()),
    outcome: |scene, _, _| told(scene, "Took back the offer of"),
    verify: |scene, values| {
        look::look(scene, values, |_, _, now| {
            let word = ["is ", now.status.label.as_str()].concat();
            look::found(now.status.label != "awaiting-transfer", now, &word, "is still offered")
        })
    },
    follow: Some(|accepted| ends::changed(accepted, |_, now| now.status.label != "awaiting-transfer")),
    ..BASE
};

/// Takes over a volume.
pub const ACCEPT: Action = Action {
    name: "transfer-accept",
    verb: Verb::Transfer,
    label: "Accept transfer",
    title: "Accept transfer",
    on: On::Connection(Kind::Volume),
    operation: "POST /v3/{project_id}/volume-transfers/{transfer_id}/accept",
    consequence: |_| "The volume belongs to this project from then on and takes from its quota.".into(),
    form: |_| Form {
        fields: vec![
            Field::new("transfer", "Transfer", FieldKind::Code)
                .required()
                .example("6f8f1d2c-9a3b-4c5d-8e7f-0a1b2c3d4e5f")
                .help("Its id, as whoever offers it was told."),
            Field::new("auth_key", "Key", FieldKind::Secret).required().example("9266c59563c84664"),
        ],
    },
    request: |_, values| {
        let path = ["/volume-transfers/", &segment(values.text("transfer")), "/accept"].concat();
        let body = ObjectBuilder::default().with("auth_key", values.text("auth_key"));
        Request::new(http::Method::POST, path).json(&ObjectBuilder::default().with("accept", body), &["auth_key"])
    },
    outcome: |_, _, response| {
        let taken = json::member(&response.body, "transfer").and_then(|made| text_of(made, "volume_id"));
        let created = taken.map(|id| Place::to_id("volumes", &id));
        Outcome { created, ..Outcome::done("Accepted the transfer.") }
    },
    verify: look::accepted,
    follow: Some(follow::made),
    // Its snapshots come with it.
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};
