//! Looking, after a lost answer: did it happen? Only reads.

use super::make::place;
use super::{region, state};
use crate::action::{Finding, Scene, Values};
use crate::http::{Error, ErrorKind, LocalBoxFuture};
use crate::model::{Item, Resource};
use crate::provider::lunanode::api::{ListImages, ListVolumes};

type Looking<'a> = LocalBoxFuture<'a, Result<Finding, Error>>;

/// How long ago something that a call made may have been made, in milliseconds: its patience, and clocks that differ.
const LATELY_MILLIS: u64 = 360_000;

/// The target as it is now, or `None` if the server says that there is none.
async fn target(scene: &Scene<'_>) -> Result<Option<Resource>, Error> {
    let Some(target) = scene.target else { return Ok(None) };
    match scene.link.get(target.kind, &target.id, None).await {
        Ok((resource, _)) => Ok(Some(resource)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Tells what became of the target by looking at it.
fn look<'a>(scene: &'a Scene<'a>, values: &'a Values, tell: fn(&Resource, &Values) -> Finding) -> Looking<'a> {
    Box::pin(async move {
        Ok(match target(scene).await? {
            Some(now) => tell(&now, values),
            None => Finding::CannotTell("It is no longer there.".into()),
        })
    })
}

/// Of these, one of this name that was not known, and not made long ago.
fn new<'a>(scene: &Scene, items: &'a [Item], name: &str) -> Option<&'a Resource> {
    let since = scene.link.session().clock.now_millis().saturating_sub(LATELY_MILLIS);
    let known = |one: &Resource| scene.known.iter().any(|known| known.id == one.id);
    let late = |one: &Resource| one.created.is_none_or(|created| created.millis() >= since);
    items.iter().flatten().find(|one| one.name == name && !known(one) && late(one))
}

/// Create, restore: is there a volume of this label that was not there before?
pub fn made<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let (region, label) = (place(scene, values), values.text("label"));
        let items = scene.link.session().call(&ListVolumes { region }).await?;
        Ok(match new(scene, &items, label) {
            Some(volume) => Finding::Happened(format!("{label} is there, {}, with the id {}.", volume.status.label, volume.vendor_id)),
            None => Finding::NotSeen(format!("There is no new volume {label} in {region}.")),
        })
    })
}

/// Extend: is it as large as asked for, or becoming so?
pub fn extended<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    look(scene, values, |volume, values| match volume.size {
        Some(size) if size >= values.bytes("size").unwrap_or_default() => Finding::Happened(format!("{} has {size} now.", volume.name)),
        _ if state(volume) == "extending" => Finding::Happened(format!("{} is being extended.", volume.name)),
        Some(size) => Finding::NotSeen(format!("{} still has {size}.", volume.name)),
        None => Finding::CannotTell(format!("LunaNode does not say how large {} is.", volume.name)),
    })
}

/// Rename: what is it called?
pub fn renamed<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    look(scene, values, |volume, values| {
        if volume.name == values.text("name") {
            Finding::Happened(format!("It is called {} now.", volume.name))
        } else {
            Finding::NotSeen(format!("It is still called {}.", volume.name))
        }
    })
}

/// Attach: who has it?
pub fn attached<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    look(scene, values, |volume, values| match (state(volume), volume.users.first()) {
        (_, Some(user)) if user.id == values.text("vm_id") => Finding::Happened(format!("{} is attached to {}.", volume.name, user.name)),
        (_, Some(user)) => Finding::CannotTell(format!("{} is attached to {}.", volume.name, user.name)),
        ("attaching", None) => Finding::Happened(format!("{} is being attached.", volume.name)),
        ("available", None) => Finding::NotSeen(format!("{} is still available.", volume.name)),
        (state, None) => Finding::CannotTell(format!("{} is {state}.", volume.name)),
    })
}

/// Detach: does anyone have it?
pub fn detached<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    look(scene, values, |volume, _| match state(volume) {
        "available" => Finding::Happened(format!("{} is available.", volume.name)),
        "detaching" => Finding::Happened(format!("{} is being detached.", volume.name)),
        "in-use" => Finding::NotSeen(format!("{} is still in use.", volume.name)),
        state => Finding::CannotTell(format!("{} is {state}.", volume.name)),
    })
}

/// Delete: is it gone, or going?
pub fn gone<'a>(scene: &'a Scene<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let name = super::name(scene);
        Ok(match target(scene).await? {
            None => Finding::Happened(format!("{name} is gone.")),
            Some(now) if state(&now) == "deleting" => Finding::Happened(format!("{name} is being deleted.")),
            Some(_) => Finding::NotSeen(format!("{name} is still there.")),
        })
    })
}

/// Snapshot: is there one of this label that was not there before?
pub fn snapped<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let (Some(volume), label) = (scene.target, values.text("label")) else {
            return Ok(Finding::CannotTell("It is no longer there.".into()));
        };
        let listing = scene.link.snapshots_of(volume).await?;
        Ok(match new(scene, &listing.items, label) {
            Some(snapshot) => Finding::Happened(format!("There is a new snapshot of {}: {label}, {}.", volume.name, snapshot.status.label)),
            None => Finding::NotSeen(format!("There is no new snapshot {label} of {}.", volume.name)),
        })
    })
}

/// Replicate: is an image of this name being made there? One that is ready may be older.
pub fn replicated<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let (there, name) = (values.text("dst_region"), values.text("image_name"));
        let images = scene.link.session().call(&ListImages { region: there }).await?;
        let mut named = images.iter().filter(|image| image.name == name && (image.region.is_empty() || image.region == there)).peekable();
        if named.peek().is_none() {
            return Ok(Finding::NotSeen(format!("There is no image {name} in {there}; it is still only in {}.", region(scene))));
        }
        let words = |status: &str| format!("There is an image {name} in {there}, {status}");
        Ok(match named.find(|image| image.status != "active") {
            Some(image) => Finding::Happened(words(&[&image.status, "."].concat())),
            None => Finding::CannotTell(words("active; it may be older than this call.")),
        })
    })
}
