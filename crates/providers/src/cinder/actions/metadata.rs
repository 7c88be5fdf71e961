//! Replacing the metadata of a volume or a snapshot.
//!
//! <https://docs.openstack.org/api-ref/block-storage/v3/#update-a-volume-s-metadata>: what is not sent is gone.

use super::fields::{check, metadata};
use super::{BASE, is_snapshot, is_volume, role_reason, sentence};
use crate::cinder::api::{self, is_line, no_lines};
use crate::cinder::decode;
use voldeck_core::action::{Action, ActionContext, Form, Target, Values, Verb, verify};
use voldeck_core::model::Kind;
use voldeck_core::texts::t;

/// Replaces what a volume is tagged with.
pub const VOLUME: Action = Action {
    name: "volume-metadata",
    verb: Verb::Edit,
    label: "Update metadata",
    title: "Update metadata",
    endpoint: &api::REPLACE_VOLUME_METADATA,
    consequence: replaces_all,
    applies_to: is_volume,
    disabled_reason: |context| {
        let word = context.state();
        role_reason(context).or_else(|| matches!(word, "maintenance" | "uploading").then(|| [t("It is "), word, "."].concat()))
    },
    form: metadata_form,
    check,
    done: |context, _, _| sentence(context, t("Changed the metadata of")),
    verify: verify_metadata,
    ..BASE
};

/// Replaces what a snapshot is tagged with.
pub const SNAPSHOT: Action = Action {
    name: "snapshot-metadata",
    verb: Verb::Edit,
    label: "Update metadata",
    title: "Update metadata",
    on: Target::Resource(Kind::Snapshot),
    endpoint: &api::REPLACE_SNAPSHOT_METADATA,
    consequence: replaces_all,
    applies_to: is_snapshot,
    form: metadata_form,
    check,
    done: |context, _, _| sentence(context, t("Changed the metadata of")),
    verify: verify_metadata,
    invalidates: &[Kind::Snapshot],
    ..BASE
};

fn replaces_all(context: &ActionContext) -> String {
    match no_lines(context, &Values::default()).len() {
        0 => t("What stands here replaces all metadata there is.").into(),
        _ => t("What stands here replaces all metadata there is, except what no line can hold: that stays as it is.").into(),
    }
}

fn metadata_form(context: &ActionContext) -> Form {
    let now = context.target.map_or_else(Vec::new, |target| decode::own_metadata(target.raw.text()));
    let lines: Vec<_> = now.into_iter().filter(is_line).map(|(key, value)| [&key, "=", value.as_str()].concat()).collect();
    Form { fields: vec![metadata().value(lines.join("\n"))] }
}

fn verify_metadata<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> verify::Looking<'a> {
    verify::target(context, values, |context, values, now| {
        let sorted = |mut pairs: Vec<(String, String)>| {
            voldeck_core::sort::sort(&mut pairs, |a: &(String, String), b| a.cmp(b));
            pairs
        };
        let mut wanted = values.pairs("metadata");
        wanted.extend(no_lines(context, values));
        // A key of Cinder's own that was asked for is the project's from then on.
        let named = |key: &str| wanted.iter().any(|(wanted, _)| wanted == key);
        let mut have = decode::own_metadata(now.raw.text());
        have.extend(
            decode::metadata(now.raw.text())
                .into_iter()
                .filter(|(key, _)| named(key) && !have.iter().any(|(had, _)| had == key))
                .collect::<Vec<_>>(),
        );
        let same = sorted(have) == sorted(wanted);
        verify::happened(same, now, t("is as it was asked for"), t("is not changed"))
    })
}
