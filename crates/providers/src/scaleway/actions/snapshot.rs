//! Taking snapshots, and putting them into object storage.
//!
//! <https://www.scaleway.com/en/developers/api/block/#path-snapshot>, <https://www.scaleway.com/en/developers/api/instances/#path-snapshots>

use super::fields::{called, object_store, put_texts, tag_list, tags};
use super::{BASE, about, follow, is_block, is_instance, is_legacy, look, made, name, place, refuse_in, sent, with};
use crate::scaleway::api::{BLOCK_DOCS, INSTANCE_DOCS, LEGACY_DOCS};
use crate::scaleway::wire::Api;
use voldeck_core::action::{Action, ActionContext, Form, On, Outcome, Values, Verb};
use voldeck_core::http::Request;
use voldeck_core::json::ObjectBuilder;
use voldeck_core::model::Kind;

/// Keeps a Block volume as it is now.
pub const BLOCK: Action = Action {
    name: "block-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: On::Resource(Kind::Volume),
    operation: "POST /block/v1/zones/{zone}/snapshots",
    docs: BLOCK_DOCS,
    consequence: |_| "The volume is kept as it is now. One in use is kept as after a crash: its server is not stopped.".into(),
    applies_to: is_block,
    disabled_reason: |scene| refuse_in(scene, &["error", "unknown_status"]),
    form: |_| Form { fields: vec![called("before-upgrade"), tags()] },
    request: |scene, values| take(scene, values, "project_id"),
    outcome: |scene, values, response| {
        let place = place(scene);
        made(place.api, Kind::Snapshot, &place.zone, response, format!("Taking {} of {}.", values.text("name"), name(scene)))
    },
    verify: |scene, values| look::made(scene, values, place(scene).api, Kind::Snapshot),
    follow: Some(follow::made),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Keeps a local volume as it is now.
pub const INSTANCE: Action = Action {
    name: "instance-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: On::Resource(Kind::Volume),
    operation: "POST /instance/v1/zones/{zone}/snapshots",
    docs: INSTANCE_DOCS,
    consequence: BLOCK.consequence,
    applies_to: is_instance,
    disabled_reason: |scene| {
        let scratch = sent(scene, "volume_type") == "scratch";
        refuse_in(scene, &["error"]).or_else(|| scratch.then(|| "Scratch volumes have no snapshots.".into()))
    },
    form: BLOCK.form,
    request: |scene, values| take(scene, values, "project"),
    outcome: BLOCK.outcome,
    verify: BLOCK.verify,
    follow: Some(follow::made),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Keeps a volume of the original API as it is now.
pub const LEGACY: Action = Action {
    name: "legacy-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    on: On::Resource(Kind::Volume),
    operation: "POST /snapshots",
    docs: LEGACY_DOCS,
    consequence: BLOCK.consequence,
    applies_to: is_legacy,
    form: |_| Form { fields: vec![called("before-upgrade")] },
    request: |scene, values| take(scene, values, "organization"),
    outcome: BLOCK.outcome,
    verify: BLOCK.verify,
    follow: Some(follow::made),
    invalidates: &[Kind::Snapshot, Kind::Volume],
    ..BASE
};

/// Puts a copy of a Block snapshot into object storage.
pub const BLOCK_EXPORT: Action = Action {
    name: "block-export",
    verb: Verb::Export,
    label: "Export to Object Storage",
    title: "Export to Object Storage",
    on: On::Resource(Kind::Snapshot),
    operation: "POST /block/v1/zones/{zone}/snapshots/{snapshot_id}/export-to-object-storage",
    docs: BLOCK_DOCS,
    consequence: |_| "The bucket gets a QCOW2 image of the snapshot. An object of that name is replaced.".into(),
    applies_to: is_block,
    disabled_reason: BLOCK.disabled_reason,
    form: |_| Form { fields: object_store().into() },
    request: |scene, values| export(scene, values, "/export-to-object-storage"),
    outcome: |scene, values, _| Outcome::done(format!("Exporting {} to {}/{}.", name(scene), values.text("bucket"), values.text("key"))),
    verify: look::exported,
    follow: Some(follow::exported),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Puts a copy of a local snapshot into object storage.
pub const INSTANCE_EXPORT: Action = Action {
    name: "instance-export",
    verb: Verb::Export,
    label: "Export to Object Storage",
    title: "Export to Object Storage",
    on: On::Resource(Kind::Snapshot),
    operation: "POST /instance/v1/zones/{zone}/snapshots/{snapshot_id}/export",
    docs: INSTANCE_DOCS,
    consequence: BLOCK_EXPORT.consequence,
    applies_to: is_instance,
    disabled_reason: |scene| refuse_in(scene, &["error", "invalid_data"]),
    form: BLOCK_EXPORT.form,
    request: |scene, values| export(scene, values, "/export"),
    outcome: BLOCK_EXPORT.outcome,
    verify: look::exported,
    follow: Some(follow::exported),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// A snapshot belongs to whom its volume belongs to.
fn take(scene: &ActionContext, values: &Values, owner: &str) -> Request {
    let place = place(scene);
    let mut body = ObjectBuilder::default().with("volume_id", &place.id);
    put_texts(values, &["name"], &mut body);
    body.put(owner, sent(scene, owner));
    // As the vendor's clients send it: Block always says both.
    if place.api == Api::Block {
        body.put("tags", tag_list(values));
        body.put("public", false);
    } else if !values.lines("tags").is_empty() {
        body.put("tags", tag_list(values));
    }
    with(Request::new(http::Method::POST, place.api.path(&place.zone, "snapshots")), &body)
}

fn export(scene: &ActionContext, values: &Values, how: &str) -> Request {
    let mut body = ObjectBuilder::default();
    put_texts(values, &["bucket", "key"], &mut body);
    with(about(scene, http::Method::POST, how), &body)
}
