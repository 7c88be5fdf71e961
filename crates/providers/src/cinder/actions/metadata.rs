//! Replacing the metadata of a volume or a snapshot.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#update-a-volume-s-metadata>: what is not sent is gone.

use super::fields::{check, metadata, pairs};
use super::{BASE, about, is_snapshot, is_volume, look, may, told, with, word};
use crate::cinder::wire;
use voldeck_core::action::{Action, ActionContext, Form, On, Values, Verb};
use voldeck_core::model::Kind;

/// Replaces what a volume is tagged with.
pub const VOLUME: Action = Action {
    name: "volume-metadata",
    verb: Verb::Edit,
    label: "Update metadata",
    title: "Update metadata",
    operation: "PUT /v3/{project_id}/volumes/{volume_id}/metadata",
    consequence: |scene| match kept(scene, &Values::default()).len() {
        0 => "What stands here replaces all metadata there is.".into(),
        _ => "What stands here replaces all metadata there is, except what no line can hold: that stays as it is.".into(),
    },
    applies_to: is_volume,
    disabled_reason: |scene| {
        let word = word(scene);
        may(scene).or_else(|| matches!(word, "maintenance" | "uploading").then(|| ["It is ", word, "."].concat()))
    },
    form: |scene| {
        let now = scene.target.map_or_else(Vec::new, |target| wire::own_metadata(target.raw.text()));
        let lines: Vec<_> = now.into_iter().filter(written).map(|(key, value)| [&key, "=", value.as_str()].concat()).collect();
        Form { fields: vec![metadata().value(lines.join("\n"))] }
    },
    check,
    request: |scene, values| {
        let mut all = pairs(values, "metadata");
        for (key, value) in kept(scene, values) {
            all.put(&key, value);
        }
        with(about(scene, http::Method::PUT, "/metadata"), "metadata", &all)
    },
    outcome: |scene, _, _| told(scene, "Changed the metadata of"),
    verify: |scene, values| {
        look::look(scene, values, |scene, values, now| {
            let sorted = |mut pairs: Vec<(String, String)>| {
                voldeck_core::order::sort(&mut pairs, |a: &(String, String), b| a.cmp(b));
                pairs
            };
            let mut wanted = values.pairs("metadata");
            wanted.extend(kept(scene, values));
            // A key of Cinder's own that was asked for is the project's from then on.
            let named = |key: &str| wanted.iter().any(|(wanted, _)| wanted == key);
            let mut have = wire::own_metadata(now.raw.text());
            have.extend(
                wire::metadata(now.raw.text())
                    .into_iter()
                    .filter(|(key, _)| named(key) && !have.iter().any(|(had, _)| had == key))
                    .collect::<Vec<_>>(),
            );
            let same = sorted(have) == sorted(wanted);
            look::found(same, now, "is as it was asked for", "is not changed")
        })
    },
    ..BASE
};

/// Whether a pair can be written as a line of a form and read from it again.
fn written((key, value): &(String, String)) -> bool {
    let plain = |text: &str| text.trim() == text && !text.contains(['\n', '\r']);
    plain(key) && plain(value) && !key.contains('=') && !key.is_empty()
}

/// The pairs of the target that no line of a form can hold, as long as no line has their key: what is not sent would be gone.
fn kept(scene: &ActionContext, values: &Values) -> Vec<(String, String)> {
    let now = scene.target.map_or_else(Vec::new, |target| wire::own_metadata(target.raw.text()));
    let lines = values.pairs("metadata");
    now.into_iter().filter(|pair| !written(pair) && !lines.iter().any(|(key, _)| *key == pair.0)).collect()
}

/// Replaces what a snapshot is tagged with.
pub const SNAPSHOT: Action = Action {
    name: "snapshot-metadata",
    verb: Verb::Edit,
    label: "Update metadata",
    title: "Update metadata",
    on: On::Resource(Kind::Snapshot),
    operation: "PUT /v3/{project_id}/snapshots/{snapshot_id}/metadata",
    consequence: VOLUME.consequence,
    applies_to: is_snapshot,
    form: VOLUME.form,
    check,
    request: VOLUME.request,
    outcome: VOLUME.outcome,
    verify: VOLUME.verify,
    invalidates: &[Kind::Snapshot],
    ..BASE
};
