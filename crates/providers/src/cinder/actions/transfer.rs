//! Transfers: handing a volume over to another project.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#volume-transfer>. The key is told once, to who offers it.

use super::ends;
use super::{BASE, is_volume, look, reported_snapshots, require_state, role_reason, sentence};
use crate::cinder::api;
use voldeck_core::action::follow;
use voldeck_core::action::{Action, Confirmation, Field, FieldKind, Form, Target, Verb, verify};
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Offers a volume to whoever has the key.
pub const OFFER: Action = Action {
    name: "volume-transfer",
    verb: Verb::Transfer,
    label: "Create transfer",
    title: "Create transfer",
    endpoint: &api::CREATE_TRANSFER,
    consequence: |_| {
        t("A key is shown once. Who accepts with it owns the volume and its snapshots. Until then the volume waits, and the offer can be cancelled.")
            .into()
    },
    applies_to: is_volume,
    disabled_reason: |context| {
        let busy = reported_snapshots(context).find(|one| one.status.label != "available");
        role_reason(context)
            .or_else(|| require_state(context, &["available"]))
            .or_else(|| busy.map(|one| [t("Its snapshot "), &one.name, t(" is "), &one.status.label, "."].concat()))
    },
    form: |_| Form { fields: vec![Field::new("name", t("Transfer name"), FieldKind::Text).example("to-analytics")] },
    done: |context, _, _| sentence(context, "Offered"),
    verify: |context, values| {
        verify::target(context, values, |_, _, now| {
            let offered = now.status.label == "awaiting-transfer";
            verify::happened(
                offered,
                now,
                t("is offered, but its key was lost with the answer: cancel the transfer and offer it again"),
                t("is not offered"),
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
    endpoint: &api::DELETE_TRANSFER,
    confirmation: Confirmation::Confirm,
    consequence: |_| t("Its key is worth nothing from then on. The volume stays.").into(),
    applies_to: |resource| is_volume(resource) && resource.status.label == "awaiting-transfer",
    form: |_| Form { fields: vec![Field::new("transfer", "Transfer", FieldKind::RemoteSelect("transfers")).required()] },
    done: |context, _, _| sentence(context, t("Took back the offer of")),
    verify: |context, values| {
        verify::target(context, values, |_, _, now| {
            let word = [t("is "), now.status.label.as_str()].concat();
            verify::happened(now.status.label != "awaiting-transfer", now, &word, t("is still offered"))
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
    on: Target::Connection(Kind::Volume),
    endpoint: &api::ACCEPT_TRANSFER,
    consequence: |_| t("The volume belongs to this project from then on and takes from its quota.").into(),
    form: |_| Form {
        fields: vec![
            Field::new("transfer", "Transfer", FieldKind::Code)
                .required()
                .example("6f8f1d2c-9a3b-4c5d-8e7f-0a1b2c3d4e5f")
                .help(t("Its id, as whoever offers it was told.")),
            Field::new("auth_key", "Key", FieldKind::Secret).required().example("9266c59563c84664"),
        ],
    },
    done: |_, _, _| t("Accepted the transfer.").to_owned(),
    verify: look::accepted,
    follow: Some(follow::made),
    creates: Some(Kind::Volume),
    // Its snapshots come with it.
    invalidates: &[Kind::Volume, Kind::Snapshot],
    ..BASE
};
