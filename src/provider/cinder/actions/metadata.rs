//! Replacing the metadata of a volume or a snapshot.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#update-a-volume-s-metadata>: what is not sent is gone.

use super::fields::{check, metadata, pairs};
use super::{about, change, is, is_snapshot, look, may, told, with, word};
use crate::action::{Action, Form, On};
use crate::model::Kind;
use crate::provider::cinder::wire;

/// Replaces what a volume is tagged with.
pub const VOLUME: Action = Action {
    name: "volume-metadata",
    label: "Metadata",
    title: "Edit the metadata of this volume",
    operation: "PUT /v3/{project_id}/volumes/{volume_id}/metadata",
    consequence: |_| "What stands here replaces all metadata there is.".into(),
    fits: |resource| is(resource, "volumes"),
    refuse: |scene| {
        let word = word(scene);
        may(scene).or_else(|| matches!(word, "maintenance" | "uploading").then(|| ["It is ", word, "."].concat()))
    },
    form: |scene| {
        let now = scene.target.map_or_else(Vec::new, |target| wire::metadata(target.raw.text()));
        let lines: Vec<_> = now.into_iter().map(|(key, value)| [&key, "=", value.as_str()].concat()).collect();
        Form { fields: vec![metadata().value(lines.join("\n"))] }
    },
    check,
    request: |scene, values| with(about(scene, http::Method::PUT, "/metadata"), "metadata", &pairs(values, "metadata")),
    outcome: |scene, _, _| told(scene, "Changed the metadata of"),
    probe: |scene, values| {
        look::look(scene, values, |_, values, now| {
            let sorted = |mut pairs: Vec<(String, String)>| {
                crate::order::sort(&mut pairs, |a: &(String, String), b| a.cmp(b));
                pairs
            };
            let same = sorted(wire::metadata(now.raw.text())) == sorted(values.pairs("metadata"));
            look::found(same, now, "is as it was asked for", "is not changed")
        })
    },
    ..change::EDIT
};

/// Replaces what a snapshot is tagged with.
pub const SNAPSHOT: Action = Action {
    name: "snapshot-metadata",
    title: "Edit the metadata of this snapshot",
    on: On::Resource(Kind::Snapshot),
    operation: "PUT /v3/{project_id}/snapshots/{snapshot_id}/metadata",
    fits: is_snapshot,
    refuse: may,
    stales: &[Kind::Snapshot],
    ..VOLUME
};
