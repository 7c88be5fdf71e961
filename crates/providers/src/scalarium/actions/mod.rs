//! What one may do with Scalarium's volumes: take a snapshot, delete.
//!
//! Legality is decided on EC2's words, as they were sent. A word that nobody knows is allowed: the server then says no. Neither
//! attaching nor changing is documented, and so neither is here.

mod look;

use super::api::{DOCS, volume_path};
use super::client::ScalariumClient;
use crate::address;
use voldeck_core::action::{self, Action, ActionContext, Confirmation, On, Outcome, Verb};
use voldeck_core::decode::text_of;
use voldeck_core::http::{ErrorKind, Request};
use voldeck_core::model::{Kind, Resource};

/// Every row, in the order of menus.
pub const ALL: &[Action] = &[SNAPSHOT, DELETE];

/// What rows have in common.
const BASE: Action = Action { docs: DOCS, on: On::Resource(Kind::Volume), timeout_millis: TIMEOUT_MILLIS, ..action::BASE };

/// How long an answer may take, in milliseconds: Scalarium asks EC2 first.
const TIMEOUT_MILLIS: u64 = 60_000;

/// Keeps a volume as it is now. The page calls it `/snapshot`, its client `kostia/scalapi` `/snapshots`; what only knows the
/// other answers 404 or 405 and has done nothing.
const SNAPSHOT: Action = Action {
    name: "volume-snapshot",
    verb: Verb::Snapshot,
    label: "Create snapshot",
    title: "Create snapshot",
    operation: "POST /volumes/:id/snapshot",
    consequence: |scene| {
        let array =
            if in_array(scene) { " It is one disk of a RAID array, which is restored from snapshots of all its disks." } else { "" };
        format!("EC2 keeps the volume as it is now. One that is in use is kept as after a crash: writers are not stopped.{array}")
    },
    // EC2 takes snapshots of volumes that are `available` or `in-use`.
    // <https://docs.aws.amazon.com/ebs/latest/userguide/ebs-creating-snapshot.html>
    disabled_reason: |scene| {
        let word = status(scene)?;
        matches!(word, "creating" | "deleting" | "deleted" | "error").then(|| format!("A volume that is {} cannot be kept.", wording(word)))
    },
    request: |scene, _| post(scene, "/snapshot"),
    fallback: |scene, _, error| {
        let unknown = matches!(error.kind, ErrorKind::NotFound | ErrorKind::Unsupported) && matches!(error.status, Some(404 | 405));
        unknown.then(|| post(scene, "/snapshots"))
    },
    outcome: |scene, _, response| {
        // What it answers is not documented; scalapi expects `{"id":"snap-…","progress":"0%"}`.
        let snapshot = text_of(&response.body, "id");
        let created = snapshot.as_deref().map(|snapshot| address::id(&[vendor_id(scene), snapshot]));
        // Where the answer does not name it, it is looked for from now on.
        if let (None, Some(client), Some(volume)) = (&created, scene.client.as_any().downcast_ref::<ScalariumClient>(), scene.target) {
            client.asked_now(&volume.id);
        }
        let done = match snapshot {
            Some(snapshot) => format!("Creating snapshot {snapshot} of {}.", name(scene)),
            None => format!("Creating a snapshot of {}.", name(scene)),
        };
        Outcome { created, ..Outcome::done(done) }
    },
    verify: look::snapped,
    follow: Some(look::snapshot_made),
    invalidates: &[Kind::Snapshot],
    ..BASE
};

/// Destroys a volume.
const DELETE: Action = Action {
    name: "volume-delete",
    verb: Verb::Delete,
    label: "Delete",
    title: "Delete volume",
    operation: "DELETE /volumes/:id",
    confirmation: Confirmation::TypeName,
    consequence: |scene| {
        let array = if in_array(scene) { " It is one disk of a RAID array, which may be lost with it: the level is not told." } else { "" };
        // Many volumes have one name: “Synced from AWS”.
        let volume = scene.target.map_or("", |target| target.storage_id.as_ref().unwrap_or(&target.vendor_id));
        format!(
            "EC2 destroys {} ({volume}) and what is on it. This cannot be undone. Its snapshots stay in EC2, but Scalarium, which lists snapshots by volume, no longer shows them.{array}",
            name(scene)
        )
    },
    disabled_reason: |scene| {
        let volume = scene.target?;
        if let Some(word @ ("attaching" | "attached" | "detaching")) = attachment(volume).as_deref() {
            let user = volume.users.first().map(|user| format!(" by {}", user.name)).unwrap_or_default();
            return Some(format!("It is in use{user}: its attachment_status is {word}. Detach it at the instance first; this API cannot."));
        }
        match status(scene)? {
            "in-use" => Some("It is in use. Detach it at the instance first; this API cannot.".to_owned()),
            word @ ("creating" | "deleting" | "deleted") => Some(format!("It is {}.", wording(word))),
            _ => None,
        }
    },
    request: |scene, _| Request::new(http::Method::DELETE, volume_path(vendor_id(scene), "")),
    outcome: |scene, _, _| Outcome::done(format!("Deleting {}.", name(scene))),
    verify: look::gone,
    follow: Some(look::deleted),
    // Its snapshots are listed with it, and so no longer.
    invalidates: &[Kind::Volume, Kind::Group, Kind::Snapshot],
    ..BASE
};

fn name<'a>(scene: &ActionContext<'a>) -> &'a str {
    scene.target.map_or("", |target| &target.name)
}

fn vendor_id<'a>(scene: &ActionContext<'a>) -> &'a str {
    scene.target.map_or("", |target| &target.vendor_id)
}

/// The target's state, in EC2's word.
fn status<'a>(scene: &ActionContext<'a>) -> Option<&'a str> {
    scene.target.map(|target| target.status.label.as_str())
}

fn attachment(volume: &Resource) -> Option<String> {
    text_of(volume.raw.text(), "attachment_status")
}

fn in_array(scene: &ActionContext) -> bool {
    scene.target.is_some_and(|target| text_of(target.raw.text(), "raid_array_id").is_some())
}

/// A state's word in a sentence.
fn wording(word: &str) -> &str {
    match word {
        "creating" => "still being created",
        "deleting" => "already being deleted",
        "deleted" => "already deleted",
        _ => "in the state error",
    }
}

/// A `POST` without a body. The documentation asks for the media type all the same.
fn post(scene: &ActionContext, rest: &str) -> Request {
    let mut request = Request::new(http::Method::POST, volume_path(vendor_id(scene), rest));
    request.headers.push(("Content-Type", "application/json".to_owned()));
    request
}
