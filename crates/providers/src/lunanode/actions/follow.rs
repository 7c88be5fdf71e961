//! What becomes of what was accepted. `volume/info` has Cinder's own states, so that is what is read; the list follows behind it.

use super::{client, state};
use crate::lunanode::api::target_region;
use voldeck_core::action::Verification;
use voldeck_core::action::follow::{self, Accepted, Progress};
use voldeck_core::fill;
use voldeck_core::http::{Error, LocalBoxFuture};
use voldeck_core::model::{Kind, Resource};
use voldeck_core::texts::t;

type Looking<'a> = LocalBoxFuture<'a, Result<Progress, Error>>;

/// Made: by its id, or by its label where an older server did not tell the id.
pub fn made(accepted: Accepted<'_>) -> Looking<'_> {
    if accepted.outcome.created.is_some() {
        return follow::made(accepted);
    }
    Box::pin(async move {
        Ok(match (accepted.action.verify)(accepted.context, accepted.values).await? {
            // The list has no better word than `pending` while it is being made.
            Verification::Happened(words) if words.contains("pending") || words.contains("creating") => {
                Progress::Changing("pending".to_owned())
            }
            Verification::Happened(words) => Progress::Done(words),
            Verification::NotSeen(words) | Verification::CannotTell(words) | Verification::Partly { words, .. } => Progress::Back(words),
        })
    })
}

/// Deleted: not there any more, and not in the list either, which shows it as `active` for a while.
pub fn gone(accepted: Accepted<'_>) -> Looking<'_> {
    Box::pin(async move {
        let progress = follow::gone(accepted).await?;
        let (Progress::Done(_), Some(target), Some(client)) = (&progress, accepted.context.target, client(accepted.context)) else {
            return Ok(progress);
        };
        if target.kind == Kind::Volume {
            let listed = client.items(target.kind, target_region(accepted.context)).await?;
            if listed.iter().flatten().any(|one| one.id == target.id) {
                return Ok(Progress::Changing(t("gone, and still in LunaNode’s list").to_owned()));
            }
        }
        Ok(progress)
    })
}

/// Extended: as large as it was asked to be.
pub fn extended(accepted: Accepted<'_>) -> Looking<'_> {
    follow::changed(
        accepted,
        |accepted, now| now.size.is_none() || now.size >= accepted.values.bytes("size"),
        |_, now| match now.size {
            Some(size) => fill!("{name} has {size} now.", name = now.name, size),
            None => fill!("{name} is {now}; its size is not reported.", name = now.name, now = state(now)),
        },
    )
}

/// Attached: the virtual machine has it.
pub fn attached(accepted: Accepted<'_>) -> Looking<'_> {
    fn has(accepted: &Accepted, now: &Resource) -> bool {
        let asked = accepted.values.text("vm_id");
        now.attachments.iter().any(|user| user.id == asked) || now.attachments.is_empty() && now.attached != Some(false)
    }
    follow::changed(accepted, has, |accepted, now| {
        let asked = accepted.values.text("vm_id");
        let user = now.attachments.iter().find(|user| user.id == asked);
        match user {
            Some(user) => fill!("Attached {name} to {other}.", name = now.name, other = user.name),
            None => fill!("{name} is {now}; what it is attached to is not reported.", name = now.name, now = state(now)),
        }
    })
}

/// Detached: nobody has it.
pub fn detached(accepted: Accepted<'_>) -> Looking<'_> {
    follow::changed(accepted, |_, now| now.attached != Some(true), |_, now| fill!("Detached {name}.", name = now.name))
}

/// Replicated: the image is active. The newest of this name is the one; images are numbered in their order.
pub fn replicated(accepted: Accepted<'_>) -> Looking<'_> {
    Box::pin(async move {
        let (there, name) = (accepted.values.text("dst_region"), accepted.values.text("image_name"));
        let Some(client) = client(accepted.context) else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        let images = client.images(there).await?;
        let named = images.iter().filter(|image| image.name == name && (image.region.is_empty() || image.region == there));
        let newest = named.max_by_key(|image| image.id.parse::<u64>().unwrap_or_default());
        Ok(match newest.map(|image| image.note.as_str()) {
            Some("" | "active") => Progress::Done(fill!("The image {name} is in {there}.", name, there)),
            Some(word @ ("killed" | "error" | "deleted")) => {
                Progress::Failed(fill!("The image {name} in {there} is {word}.", name, there, word))
            }
            Some(word) => Progress::Changing(word.to_owned()),
            None => Progress::Back(fill!("There is no image {name} in {there}.", name, there)),
        })
    })
}
