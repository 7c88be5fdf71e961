//! What one may do with Scalarium's volumes: take a snapshot, delete.
//!
//! Legality is decided on EC2's words, as they were sent. A word that nobody knows is allowed: the server then says no. Neither
//! attaching nor changing is documented, and so neither is here.

mod look;

use super::api;
use voldeck_core::action::{self, Action, ActionContext, Confirmation, Target, Verb};
use voldeck_core::decode::text_of;
use voldeck_core::fill;
use voldeck_core::model::{Kind, Resource};
use voldeck_core::texts::t;

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[SNAPSHOT, DELETE];

/// What rows have in common.
const BASE: Action = Action { on: Target::Resource(Kind::Volume), timeout_millis: TIMEOUT_MILLIS, ..action::BASE };

/// How long an answer may take, in milliseconds: Scalarium asks EC2 first.
const TIMEOUT_MILLIS: u64 = 60_000;

/// Keeps a volume as it is now.
const SNAPSHOT: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    endpoint: &api::CREATE_SNAPSHOT,
    consequence: |context| {
        let array =
            if in_array(context) { t(" It is one disk of a RAID array, which is restored from snapshots of all its disks.") } else { "" };
        fill!("EC2 keeps the volume as it is now. One that is in use is kept as after a crash: writers are not stopped.{array}", array)
    },
    // EC2 takes snapshots of volumes that are `available` or `in-use`.
    // <https://docs.aws.amazon.com/ebs/latest/userguide/ebs-creating-snapshot.html>
    disabled_reason: |context| {
        let word = status(context)?;
        matches!(word, "creating" | "deleting" | "deleted" | "error")
            .then(|| fill!("A volume that is {word} cannot be kept.", word = wording(word)))
    },
    done: |context, _, answer| match &answer.name {
        Some(snapshot) => fill!("Creating snapshot {snapshot} of {name}.", snapshot, name = context.name()),
        None => fill!("Creating a snapshot of {name}.", name = context.name()),
    },
    verify: look::snapped,
    follow: Some(look::snapshot_made),
    creates: Some(Kind::Snapshot),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Destroys a volume.
const DELETE: Action = Action {
    name: "volume-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    endpoint: &api::DELETE_VOLUME,
    confirmation: Confirmation::TypeName,
    consequence: |context| {
        let array =
            if in_array(context) { t(" It is one disk of a RAID array, which may be lost with it: the level is not told.") } else { "" };
        // Many volumes have one name: “Synced from AWS”.
        let volume = context.target.map_or("", |target| target.storage_id.as_ref().unwrap_or(&target.provider_id));
        fill!(
            "EC2 destroys {name} ({volume}) and what is on it. This cannot be undone. Its snapshots stay in EC2, but Scalarium, which lists snapshots by volume, no longer shows them.{array}",
            name = context.name(),
            volume,
            array
        )
    },
    disabled_reason: |context| {
        let volume = context.target?;
        if let Some(word @ ("attaching" | "attached" | "detaching")) = attachment(volume).as_deref() {
            let user = volume.attachments.first().map(|user| fill!(" by {name}", name = user.name)).unwrap_or_default();
            return Some(fill!(
                "It is in use{user}: its attachment_status is {word}. Detach it at the instance first; this API cannot.",
                user,
                word
            ));
        }
        match status(context)? {
            "in-use" => Some(t("It is in use. Detach it at the instance first; this API cannot.").to_owned()),
            word @ ("creating" | "deleting" | "deleted") => Some(fill!("It is {word}.", word = wording(word))),
            _ => None,
        }
    },
    done: |context, _, _| fill!("Deleting {name}.", name = context.name()),
    verify: look::gone,
    follow: Some(look::deleted),
    // Its snapshots are listed with it, and so no longer.
    invalidates: &[Kind::Volume, Kind::Group, Kind::Snapshot],
    ..BASE
};

/// The target's state, in EC2's word.
fn status<'a>(context: &ActionContext<'a>) -> Option<&'a str> {
    context.target.map(|target| target.status.label.as_str())
}

fn attachment(volume: &Resource) -> Option<String> {
    text_of(volume.raw.text(), "attachment_status")
}

fn in_array(context: &ActionContext) -> bool {
    context.target.is_some_and(|target| text_of(target.raw.text(), "raid_array_id").is_some())
}

/// A state's word in a sentence.
fn wording(word: &str) -> &str {
    match word {
        "creating" => t("still being created"),
        "deleting" => t("already being deleted"),
        "deleted" => t("already deleted"),
        _ => t("in the state error"),
    }
}
