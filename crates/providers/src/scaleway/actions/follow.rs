//! What becomes of what was accepted. Block answers before anything is done: a change ends when the state is no longer a passing one,
//! an attachment when its reference says so.

use super::is_block;
use crate::scaleway::client::reference_state;
use crate::scaleway::faults::DELETED;
use voldeck_core::action::Verification;
use voldeck_core::action::follow::{self, Accepted, Progress};
use voldeck_core::fill;
use voldeck_core::http::{Error, ErrorKind, LocalBoxFuture};
use voldeck_core::model::{Attachment, Bytes, Kind, Phase, Resource, Value};

type Looking<'a> = LocalBoxFuture<'a, Result<Progress, Error>>;

/// Made: by its id, or, where the answer did not tell it, by its name.
pub fn made(accepted: Accepted<'_>) -> Looking<'_> {
    if accepted.outcome.created.is_some() {
        return follow::made(accepted);
    }
    Box::pin(async move {
        Ok(match (accepted.action.verify)(accepted.context, accepted.values).await? {
            Verification::Happened(words) => Progress::Done(words),
            Verification::NotSeen(words) | Verification::CannotTell(words) | Verification::Partly { words, .. } => Progress::Back(words),
        })
    })
}

/// Deleted: not there any more, or no longer shown.
pub fn gone(accepted: Accepted<'_>) -> Looking<'_> {
    Box::pin(async move {
        let Some(target) = accepted.context.target else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        let words = fill!("Deleted {name}.", name = target.name);
        match accepted.context.client.get(target.kind, &target.id, None).await {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(Progress::Done(words)),
            // The same key read it just before it was deleted.
            Err(error) if error.kind == ErrorKind::Forbidden && target.kind == Kind::Snapshot && is_block(target) => {
                Ok(Progress::Done(words))
            }
            Err(error) => Err(error),
            Ok((now, _)) if now.status.label == DELETED.documented => Ok(Progress::Done(words)),
            Ok(_) => follow::gone(accepted).await,
        }
    })
}

/// Resized: as large as it was asked to be.
pub fn resized(accepted: Accepted<'_>) -> Looking<'_> {
    follow::changed(
        accepted,
        |accepted, now| now.size.is_none() || now.size >= accepted.values.bytes("size"),
        |_, now| match now.size {
            Some(Bytes(size)) => fill!("{name} has {size} now.", name = now.name, size = super::fields::decimal(size)),
            None => fill!("{name} is {label}; its size is not reported.", name = now.name, label = now.status.label),
        },
    )
}

/// Changed in speed.
pub fn sped(accepted: Accepted<'_>) -> Looking<'_> {
    fn reached(accepted: &Accepted, now: &Resource) -> bool {
        match now.attribute("iops") {
            Some(Value::Number(iops)) => Some(*iops) == accepted.values.text("perf_iops").parse().ok(),
            _ => true,
        }
    }
    follow::changed(accepted, reached, |_, now| match now.attribute("iops") {
        Some(Value::Number(iops)) => fill!("{name} has {iops} IOPS now.", name = now.name, iops),
        _ => fill!("{name} is {label}; its IOPS are not reported.", name = now.name, label = now.status.label),
    })
}

/// The target as it is now, with the user that is the chosen server.
fn with_user(accepted: Accepted<'_>, tell: fn(&Accepted, &Resource, Option<&Attachment>) -> Progress) -> Looking<'_> {
    Box::pin(async move {
        let Some(target) = accepted.context.target else { return Ok(Progress::Done(accepted.outcome.done.clone())) };
        let Some(now) = accepted.context.find(target.kind, &target.id).await? else {
            return Ok(Progress::Failed(fill!("{name} is no longer there.", name = target.name)));
        };
        let user = now.attachments.iter().find(|user| user.id == accepted.values.text("server"));
        Ok(tell(&accepted, &now, user))
    })
}

/// What a volume without the server says: it changes, it has failed, or nothing goes on.
fn without(now: &Resource, rest: Progress) -> Progress {
    match now.status.phase {
        Phase::Changing => Progress::Changing(now.status.label.clone()),
        Phase::Failed => Progress::Failed(fill!("{name} is in the state {label}.", name = now.name, label = now.status.label)),
        _ => rest,
    }
}

/// Attached: its reference says so.
pub fn attached(accepted: Accepted<'_>) -> Looking<'_> {
    with_user(accepted, |_, now, user| match user.map(|user| (user, reference_state(user))) {
        Some((_, word @ ("creating" | "attaching" | "detaching"))) => Progress::Changing(word.to_owned()),
        Some((user, "error")) => Progress::Failed(fill!("{name} could not be attached to {other}.", name = now.name, other = user.name)),
        Some((user, _)) => Progress::Done(fill!("Attached {name} to {other}.", name = now.name, other = user.name)),
        None if now.attached.is_none() => without(
            now,
            Progress::Done(fill!("{name} is {label}; who uses it is not reported.", name = now.name, label = now.status.label)),
        ),
        None => without(
            now,
            Progress::Back(fill!("{name} is {label} again, and not attached to that server.", name = now.name, label = now.status.label)),
        ),
    })
}

/// Detached: no reference of the server is left.
pub fn detached(accepted: Accepted<'_>) -> Looking<'_> {
    with_user(accepted, |_, now, user| match user.map(|user| (user, reference_state(user))) {
        Some((_, word @ ("creating" | "attaching" | "detaching"))) => Progress::Changing(word.to_owned()),
        Some((user, "error")) => Progress::Failed(fill!("{name} could not be detached from {other}.", name = now.name, other = user.name)),
        Some((user, "attached")) => Progress::Back(fill!("{name} is still attached to {other}.", name = now.name, other = user.name)),
        Some(_) | None => without(now, Progress::Done(fill!("Detached {name}.", name = now.name))),
    })
}

/// Exported: the snapshot says only that it is being exported. What is in the bucket is not told here.
pub fn exported(accepted: Accepted<'_>) -> Looking<'_> {
    follow::changed(
        accepted,
        |_, _| true,
        |accepted, _| {
            let (bucket, key) = (accepted.values.text("bucket"), accepted.values.text("key"));
            fill!(
                "The export of {name} to {bucket}/{key} has ended. The bucket shows whether the object is there.",
                name = accepted.context.name(),
                bucket,
                key
            )
        },
    )
}
