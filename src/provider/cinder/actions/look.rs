//! Looking, after a lost answer: did it happen? Only reads.

use super::link;
use crate::action::{Finding, Scene, Values};
use crate::http::{Error, ErrorKind, LocalBoxFuture};
use crate::model::{Kind, Resource, Value};
use crate::provider::Link;
use crate::provider::cinder::wire::{Place, collection, split, text_of};

type Looking<'a> = LocalBoxFuture<'a, Result<Finding, Error>>;

/// How long before now something may have been made to be what was asked for, in milliseconds: patience, and clocks that differ.
const RECENT_MILLIS: u64 = 600_000;

/// There is nothing to look at.
pub fn nothing<'a>(_: &'a Scene<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(std::future::ready(Ok(Finding::CannotTell("The list shows what there is now.".to_owned()))))
}

/// Looks at the target as it is now.
pub fn look<'a>(scene: &'a Scene<'a>, values: &'a Values, judge: fn(&Scene, &Values, &Resource) -> Finding) -> Looking<'a> {
    Box::pin(async move {
        let Some(target) = scene.target else { return Ok(Finding::CannotTell("There is nothing to look at.".to_owned())) };
        match scene.link.get(target.kind, &target.id, None).await {
            Ok((now, _)) => Ok(judge(scene, values, &now)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(Finding::CannotTell([&target.name, " is gone."].concat())),
            Err(error) => Err(error),
        }
    })
}

/// `yes` and `no` about the resource, with more words behind its name.
pub fn found(happened: bool, now: &Resource, yes: &str, no: &str) -> Finding {
    let words = [now.name.as_str(), " ", if happened { yes } else { no }, "."].concat();
    if happened { Finding::Happened(words) } else { Finding::NotSeen(words) }
}

/// Create: is there a new one of this name?
pub fn made<'a>(scene: &'a Scene<'a>, values: &'a Values, word: &'static str) -> Looking<'a> {
    Box::pin(async move {
        let (Some(link), Some(of)) = (link(scene), collection(word)) else {
            return Ok(Finding::CannotTell("There is no connection.".to_owned()));
        };
        let name = values.text("name");
        let since = link.session().clock.now_millis().saturating_sub(RECENT_MILLIS);
        let listing = link.all(of, None).await?;
        // A snapshot of another volume may have the name too.
        let source = scene.target.filter(|target| target.kind == Kind::Volume && of.kind == Kind::Snapshot).map(|one| &one.vendor_id);
        let fresh = |one: &&Resource| {
            let recent = one.created.is_none_or(|created| created.millis() >= since);
            let known = scene.known.iter().any(|known| known.id == one.id);
            one.name == name && recent && !known && (source.is_none() || one.source.as_ref() == source)
        };
        if let Some(one) = listing.items.iter().flatten().find(fresh) {
            return Ok(Finding::Happened([name, " is there, ", &one.status.label, ", with the id ", &one.vendor_id, "."].concat()));
        }
        let words = ["There is no new ", of.kind.noun(), " ", name, "."].concat();
        // Pages that could not be read may hold it.
        Ok(if listing.notes.is_empty() { Finding::NotSeen(words) } else { Finding::CannotTell(words) })
    })
}

/// Detach: is the attachment still there?
pub fn detached<'a>(scene: &'a Scene<'a>, values: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(link) = link(scene) else { return Ok(Finding::CannotTell("There is no connection.".to_owned())) };
        let name = super::name(scene);
        let list = link.table("attachments").await?;
        let there =
            split(&list).unwrap_or_default().into_iter().any(|one| text_of(one, "id").as_deref() == Some(values.text("attachment")));
        Ok(if there {
            Finding::NotSeen([name, " still has the attachment."].concat())
        } else {
            Finding::Happened([name, " no longer has the attachment."].concat())
        })
    })
}

/// Members: is the volume in the group, or outside, as was asked for?
pub fn member<'a>(scene: &'a Scene<'a>, values: &'a Values, field: &'static str) -> Looking<'a> {
    Box::pin(async move {
        let Some(group) = scene.target else { return nothing(scene, values).await };
        let (now, _) = scene.link.get(Kind::Volume, &Place::to_id("volumes", values.text(field)), None).await?;
        let inside = matches!(now.fact("group"), Some(Value::Link(_, id, _)) if *id == group.id);
        let words = if inside { "is in the group" } else { "is not in the group" };
        Ok(found(inside == (field == "add_volumes"), &now, words, words))
    })
}

/// Delete: is it gone, or going?
pub fn gone<'a>(scene: &'a Scene<'a>, _: &'a Values) -> Looking<'a> {
    Box::pin(async move {
        let Some(target) = scene.target else { return Ok(Finding::CannotTell("There is nothing to look at.".to_owned())) };
        Ok(match scene.link.get(target.kind, &target.id, None).await {
            Ok((now, _)) => {
                let going = matches!(now.status.label.as_str(), "deleting" | "deleted" | "error_deleting");
                found(going, &now, ["is ", now.status.label.as_str()].concat().as_str(), "is still there")
            }
            Err(error) if error.kind == ErrorKind::NotFound => found(true, target, "is gone", ""),
            Err(error) => return Err(error),
        })
    })
}
