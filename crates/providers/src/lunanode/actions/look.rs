//! Looking, after a lost answer: did it happen? Only reads.

use super::{client, state};
use crate::lunanode::api::{region_of, target_region};
use voldeck_core::action::verify::{Looking, target_or};
use voldeck_core::action::{ActionContext, Values, Verification};
use voldeck_core::client::Client;
use voldeck_core::fill;
use voldeck_core::model::{Kind, Resource};
use voldeck_core::texts::t;

/// How long ago something that a call made may have been made, in milliseconds: its patience, and clocks that differ.
const LATELY_MILLIS: u64 = 360_000;

fn no_longer() -> Verification {
    Verification::CannotTell(t("It is no longer there.").into())
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
            Some(one) => Verification::Happened(fill!(
                "{name} is there, {label}, with the id {provider_id}.",
                name,
                label = one.status.label,
                provider_id = one.provider_id
            )),
            None => Verification::NotSeen(fill!("There is no new {noun} {name} in {region}.", noun = kind.noun(), name, region)),
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
            Verification::Happened(fill!("{name} has {size} now.", name = volume.name, size))
        }
        _ if state(volume) == "extending" => Verification::Happened(fill!("{name} is being extended.", name = volume.name)),
        Some(size) => Verification::NotSeen(fill!("{name} still has {size}.", name = volume.name, size)),
        None => Verification::CannotTell(fill!("LunaNode does not say how large {name} is.", name = volume.name)),
    })
}

/// Rename: what is it called?
pub fn renamed<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target_or(context, values, no_longer(), |_, values, volume| {
        if volume.name == values.text("name") {
            Verification::Happened(fill!("It is called {name} now.", name = volume.name))
        } else {
            Verification::NotSeen(fill!("It is still called {name}.", name = volume.name))
        }
    })
}

/// Attach: who has it?
pub fn attached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target_or(context, values, no_longer(), |_, values, volume| match (state(volume), volume.attachments.first()) {
        (_, Some(user)) if user.id == values.text("vm_id") => {
            Verification::Happened(fill!("{name} is attached to {other}.", name = volume.name, other = user.name))
        }
        (_, Some(user)) => Verification::CannotTell(fill!("{name} is attached to {other}.", name = volume.name, other = user.name)),
        ("attaching", None) => Verification::Happened(fill!("{name} is being attached.", name = volume.name)),
        ("error", None) => Verification::CannotTell(fill!("{name} is in error, and not said to be attached.", name = volume.name)),
        ("available", None) => Verification::NotSeen(fill!("{name} is still available.", name = volume.name)),
        (state, None) => Verification::CannotTell(fill!("{name} is {state}.", name = volume.name, state)),
    })
}

/// Detach: does anyone have it?
pub fn detached<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    target_or(context, values, no_longer(), |_, _, volume| match state(volume) {
        "available" => Verification::Happened(fill!("{name} is available.", name = volume.name)),
        "detaching" => Verification::Happened(fill!("{name} is being detached.", name = volume.name)),
        "in-use" => Verification::NotSeen(fill!("{name} is still in use.", name = volume.name)),
        state => Verification::CannotTell(fill!("{name} is {state}.", name = volume.name, state)),
    })
}

/// Delete: is it gone, or going?
pub fn gone<'a>(context: &'a ActionContext<'a>, values: &'a Values) -> Looking<'a> {
    let absent = Verification::Happened(fill!("{name} is gone.", name = context.name()));
    target_or(context, values, absent, |_, _, now| match state(now) {
        "deleting" => Verification::Happened(fill!("{name} is being deleted.", name = now.name)),
        word => Verification::NotSeen(fill!("{name} is still there, {word}. A deletion may take a minute to show.", name = now.name, word)),
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
            return Ok(Verification::NotSeen(fill!(
                "There is no image {name} in {there}; it is still only in {context}.",
                name,
                there,
                context = target_region(context)
            )));
        }
        let words = |status: &str| fill!("There is an image {name} in {there}, {status}", name, there, status);
        Ok(match named.find(|image| image.note != "active") {
            Some(image) => Verification::Happened(words(&[&image.note, "."].concat())),
            None => Verification::CannotTell(words(t("active; it may be older than this call."))),
        })
    })
}
