//! What became of a change: after an answer that was lost, and after one that only says that it was accepted.

use super::TIMEOUT_MILLIS;
use voldeck_core::action::follow::{self, Accepted, Progress};
use voldeck_core::action::{ActionContext, Values, Verification};
use voldeck_core::fill;
use voldeck_core::http::{Error, LocalBoxFuture};
use voldeck_core::model::{Kind, Phase, Resource};
use voldeck_core::texts::t;

type Looking<'a, T> = LocalBoxFuture<'a, Result<T, Error>>;

/// How far the clocks of EC2 and of the browser may be apart, in milliseconds.
const CLOCKS_DIFFER_MILLIS: u64 = 300_000;

/// What the list of a volume's snapshots tells of one that was asked for.
enum New {
    /// This one was not known and was begun since.
    Found(Resource),
    /// There is none.
    None,
    /// There is one that does not say when it was begun, or that cannot be read.
    Perhaps,
}

/// Looks for a snapshot of a volume that was begun since this time in milliseconds, and was not known before.
async fn new_snapshot(context: &ActionContext<'_>, volume: &Resource, since_millis: u64) -> Result<New, Error> {
    let listing = context.client.list_snapshots(volume).await?;
    let since = since_millis.saturating_sub(CLOCKS_DIFFER_MILLIS);
    let mut perhaps = false;
    let mut newest: Option<Resource> = None;
    for item in listing.items {
        let Ok(snapshot) = item else {
            perhaps = true;
            continue;
        };
        if context.knows(&snapshot.id) {
            continue;
        }
        match snapshot.created {
            Some(begun) if begun.millis() >= since && newest.as_ref().is_none_or(|newest| newest.created < snapshot.created) => {
                newest = Some(snapshot);
            }
            Some(_) => {}
            None => perhaps = true,
        }
    }
    Ok(match newest {
        Some(snapshot) => New::Found(snapshot),
        None if perhaps => New::Perhaps,
        None => New::None,
    })
}

/// Snapshot: is there one of this volume that was not known and was begun just now?
pub(super) fn snapped<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a, Verification> {
    Box::pin(async move {
        let Some(volume) = context.target else { return Ok(Verification::CannotTell(t("The volume is not known.").into())) };
        let name = &volume.name;
        let since = context.client.session().clock.now_millis().saturating_sub(TIMEOUT_MILLIS);
        Ok(match new_snapshot(context, volume, since).await? {
            New::Found(snapshot) => {
                Verification::Happened(fill!("There is a new snapshot of {name}: {other}.", name, other = snapshot.name))
            }
            New::None => Verification::NotSeen(fill!("There is no new snapshot of {name}.", name)),
            New::Perhaps => Verification::CannotTell(fill!(
                "There are snapshots of {name} that do not say when they were begun, or that cannot be read.",
                name
            )),
        })
    })
}

/// Delete: is it gone, or going?
pub(super) fn gone<'a>(context: &'a ActionContext<'a>, _: &'a Values) -> Looking<'a, Verification> {
    Box::pin(async move {
        let Some(volume) = context.target else { return Ok(Verification::CannotTell(t("The volume is not known.").into())) };
        let name = &volume.name;
        let Some(now) = context.find(Kind::Volume, &volume.id).await? else {
            return Ok(Verification::Happened(fill!("{name} is gone.", name)));
        };
        let state = &now.status.label;
        Ok(match state.as_str() {
            "deleting" | "deleted" => Verification::Happened(fill!("{name} is {state}.", name, state)),
            _ if now.status.is_reported() => Verification::NotSeen(fill!("{name} is still there: {state}.", name, state)),
            _ => Verification::CannotTell(fill!("{name} is still there, and does not say whether it is being deleted.", name)),
        })
    })
}

/// A snapshot that was accepted: done once EC2 has it. Where the answer did not name it, it is looked for.
pub(super) fn snapshot_made(accepted: Accepted<'_>) -> Looking<'_, Progress> {
    Box::pin(async move {
        let context = accepted.context;
        let (None, Some(volume)) = (&accepted.outcome.created, context.target) else { return follow::made(accepted).await };
        let name = &volume.name;
        Ok(match new_snapshot(context, volume, accepted.outcome.at_millis).await? {
            New::Found(snapshot) => {
                let status = &snapshot.status;
                let detail = status.detail.as_ref().map(|detail| format!(", {detail}")).unwrap_or_default();
                let words = fill!("{snapshot} of {name} is {label}{detail}.", snapshot = snapshot.name, name, label = status.label, detail);
                match status.phase {
                    Phase::Changing => Progress::Changing(format!("{}{detail}", status.label)),
                    Phase::Failed => Progress::Failed(words),
                    _ => Progress::Done(words),
                }
            }
            New::None => Progress::Back(fill!("There is no new snapshot of {name}.", name)),
            New::Perhaps => Progress::Back(fill!("No snapshot of {name} says that it was begun since.", name)),
        })
    })
}

/// A deletion that was accepted: done once the volume is gone, or listed as deleted.
pub(super) fn deleted(accepted: Accepted<'_>) -> Looking<'_, Progress> {
    Box::pin(async move {
        let Some(volume) = accepted.context.target else { return follow::gone(accepted).await };
        let name = &volume.name;
        let Some(now) = accepted.context.find(Kind::Volume, &volume.id).await? else {
            return Ok(Progress::Done(fill!("Deleted {name}.", name)));
        };
        let label = &now.status.label;
        Ok(match now.status.phase {
            _ if label == "deleted" => Progress::Done(fill!("Deleted {name}. It stays listed for a while.", name)),
            // Whatever its attachment says beside that.
            _ if label == "deleting" => Progress::Changing(label.clone()),
            _ if !now.status.is_reported() => Progress::Back(fill!("{name} is still there, and its state is not reported.", name)),
            Phase::Changing => Progress::Changing(label.clone()),
            Phase::Failed => Progress::Failed(fill!("{name} was not deleted; it is in the state {label}.", name, label)),
            _ => Progress::Back(fill!("{name} was not deleted; it is {label} again.", name, label)),
        })
    })
}
