//! Looking, after a lost answer: did it happen? Only reads.

use super::{client, state};
use crate::lunanode::api::{region_of, target_region};
use voldeck_core::action::verify::{Looking, target_or};
use voldeck_core::action::{ActionContext, Values, Verification};
use voldeck_core::client::Client;
use voldeck_core::model::{Kind, Resource};

/// How long ago something that a call made may have been made, in milliseconds: its patience, and clocks that differ.
const LATELY_MILLIS: u64 = 360_000;

fn no_longer() -> Verification {
    Verification::CannotTell("It is no longer there.".into())
}

/// Is there one of this name that was not known, and not made long ago?
fn appeared<'a>(context: &'a ActionContext<'a>, kind: Kind, region: &'a str, name: &'a str) -> Looking<'a> {
    Box::pin(async move {
        let Some(client) = client(context) else { return Ok(no_longer()) };
        let since = client.session().clock.now_millis().saturating_sub(LATELY_MILLIS);
        let of_it = |one: &Resource| kind == Kind::Volume || one.source.as_deref() == Some(context.provider_id());
        let new = |one: &&Resource| one.name == name && of_it(one) && context.is_new(one, since);
        let items = client.items(kind, region).await?;
        Ok(match items.iter().flatten().find(new) {
            Some(one) => Verification::Happened(format!("{name} is there, {}, with the id {}.", one.status.label, one.provider_id)),
            None => Verification::NotSeen(format!("There is no new {} {name} in {region}.", kind.noun())),
        })
    })
}

/// Create, restore: is there a volume of this label that was not there before?
pub fn made<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    appeared(context, Kind::Volume, region_of(context, values), values.text("label"))
}

/// Snapshot: is there one of this label that was not there before?
pub fn snapped<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    appeared(context, Kind::Snapshot, target_region(context), values.text("label"))
}

/// Extend: is it as large as asked for, or becoming so?
pub fn extended<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target_or(context, values, no_longer(), |_, values, volume| match volume.size {
        Some(size) if size >= values.bytes("size").unwrap_or_default() => {
            Verification::Happened(format!("{} has {size} now.", volume.name))
        }
        _ if state(volume) == "extending" => Verification::Happened(format!("{} is being extended.", volume.name)),
        Some(size) => Verification::NotSeen(format!("{} still has {size}.", volume.name)),
        None => Verification::CannotTell(format!("LunaNode does not say how large {} is.", volume.name)),
    })
}

/// Rename: what is it called?
pub fn renamed<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target_or(context, values, no_longer(), |_, values, volume| {
        if volume.name == values.text("name") {
            Verification::Happened(format!("It is called {} now.", volume.name))
        } else {
            Verification::NotSeen(format!("It is still called {}.", volume.name))
        }
    })
}

/// Attach: who has it?
pub fn attached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target_or(context, values, no_longer(), |_, values, volume| match (state(volume), volume.attachments.first()) {
        (_, Some(user)) if user.id == values.text("vm_id") => {
            Verification::Happened(format!("{} is attached to {}.", volume.name, user.name))
        }
        (_, Some(user)) => Verification::CannotTell(format!("{} is attached to {}.", volume.name, user.name)),
        ("attaching", None) => Verification::Happened(format!("{} is being attached.", volume.name)),
        ("error", None) => Verification::CannotTell(format!("{} is in error, and not said to be attached.", volume.name)),
        ("available", None) => Verification::NotSeen(format!("{} is still available.", volume.name)),
        (state, None) => Verification::CannotTell(format!("{} is {state}.", volume.name)),
    })
}

/// Detach: does anyone have it?
pub fn detached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target_or(context, values, no_longer(), |_, _, volume| match state(volume) {
        "available" => Verification::Happened(format!("{} is available.", volume.name)),
        "detaching" => Verification::Happened(format!("{} is being detached.", volume.name)),
        "in-use" => Verification::NotSeen(format!("{} is still in use.", volume.name)),
        state => Verification::CannotTell(format!("{} is {state}.", volume.name)),
    })
}

/// Delete: is it gone, or going?
pub fn gone<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    let absent = Verification::Happened(format!("{} is gone.", context.name()));
    target_or(context, values, absent, |_, _, now| match state(now) {
        "deleting" => Verification::Happened(format!("{} is being deleted.", now.name)),
        word => Verification::NotSeen(format!("{} is still there, {word}. A deletion may take a minute to show.", now.name)),
    })
}

/// Replicate: is an image of this name being made there? One that is ready may be older.
pub fn replicated<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let (there, name) = (values.text("dst_region"), values.text("image_name"));
        let Some(client) = client(context) else { return Ok(no_longer()) };
        let images = client.images(there).await?;
        let mut named = images.iter().filter(|image| image.name == name && (image.region.is_empty() || image.region == there)).peekable();
        if named.peek().is_none() {
            return Ok(Verification::NotSeen(format!(
                "There is no image {name} in {there}; it is still only in {}.",
                target_region(context)
            )));
        }
        let words = |status: &str| format!("There is an image {name} in {there}, {status}");
        Ok(match named.find(|image| image.note != "active") {
            Some(image) => Verification::Happened(words(&[&image.note, "."].concat())),
            None => Verification::CannotTell(words("active; it may be older than this call.")),
        })
    })
}
